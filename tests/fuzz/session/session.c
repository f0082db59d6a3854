/* Fuzz target: the session, against plain arrays of rows.
 *
 * The input is a list of operations of four bytes: which one, on what, and two
 * numbers. What each must come to is known before it runs; afterwards every
 * object must hold what it should, and the database, read by plain SQL, as well.
 * Where the order of statements decides, either outcome is right. */

#include "../fuzz.h"

#include <string.h>
#include <unistd.h>

#include "driver/sqlite/database.h"
#include "engine/handle.h"
#include "orm/store/mapper.h"
#include "sql/type/field.h"
#include "plain.h"
#include "util/alloc.h"

#define OBJECTS_MAX 48
#define LENT_MAX 4096
#define DEPTH_MAX 4

enum life {
	NONE,
	ADDED, /* waits to be inserted */
	TRACKED,
	REMOVED,  /* waits to be deleted */
	GONE,	  /* deleted by this transaction */
	LOST,	  /* another row has its key: to change it is an error */
	DETACHED, /* memory that may be looked at */
};

struct object {
	enum life life;
	unsigned table;
	int id; /* of its row */
	char *memory;
	cell now[COLUMNS_MAX];	/* what the program has put into it */
	cell seen[COLUMNS_MAX]; /* what the session believes is stored */
	cell base[COLUMNS_MAX]; /* the same when the transaction began */
	bool inserted, lost_now;
	bool removed; /* it was to be deleted when it was lost */
	/* the layer with which it goes, because what it holds may never have
	 * been: 0 is the transaction, 1 its first savepoint; NEVER */
	int layer;
	unsigned serial; /* no other one has it */
};

#define NEVER (-1)

/* A block that is open, and what was so when it began. */
struct open {
	calx_block *block;
	calx_error error;
	bool has_error; /* where its failure goes */
	bool wrote;
	struct object objects[OBJECTS_MAX];
	struct state now;
};

static struct {
	calx_engine *engine;
	calx_connection *other; /* somebody else's */
	sqlite3_stmt *others[TABLE_COUNT];
	sqlite3_stmt *own[TABLE_COUNT];

	calx_session *session;
	bool autoflush;
	bool explicit_edits;
	bool failed; /* an error sticks */
	bool unsure; /* and what was flushed before it is not known */
	bool wrote;
	unsigned rollbacks; /* each of them ends the loops */

	struct open open[DEPTH_MAX];
	unsigned depth;
	bool scoped; /* the outermost is the transaction */
	unsigned serial;

	struct object objects[OBJECTS_MAX];
	struct state now, committed;
	int last_id;

	void *lent[LENT_MAX]; /* what the program has lent */
	unsigned lent_count;
	bool chatty;
} run;

static unsigned long long operations;

#define SAY(...) (run.chatty ? (void)fprintf(stderr, __VA_ARGS__) : (void)0)

static sqlite3 *own_handle(void)
{
	return run.session->connection->db->handle;
}

/* ---- what the program lends --------------------------------------------------- */

static void lend(void *block)
{
	if (!block)
		return;
	CHECK(run.lent_count < LENT_MAX);
	run.lent[run.lent_count++] = block;
}

/* The session must have its own copies now: what was lent is written over. */
static void lent_free_from(unsigned first)
{
	while (run.lent_count > first) {
		char *block = run.lent[--run.lent_count];

		block[0] = '#';
		free(block);
	}
}

static void lent_free(void)
{
	lent_free_from(0);
}

/* ---- objects ------------------------------------------------------------------- */

static bool is_mapped(const struct object *object)
{
	return object->life == TRACKED || object->life == REMOVED;
}

static bool is_changed(const struct object *object)
{
	return memcmp(object->now, object->seen,
		       column_count(object->table) * sizeof(cell)) != 0;
}

static bool layer_wrote(unsigned layer)
{
	const unsigned at = layer + run.scoped;

	return at < run.depth ? run.open[at].wrote : run.wrote;
}

/* With what an object goes whose row was read while so many blocks were open: with
 * the innermost of them that has written since it began. */
static int layer_of(unsigned depth)
{
	unsigned layer = depth > run.scoped ? depth - run.scoped : 0;

	while (layer && !layer_wrote(layer))
		layer--;
	if (!layer && (run.scoped ? !depth : !layer_wrote(0)))
		return NEVER;
	return (int)layer;
}

static struct object *object_new(void)
{
	for (unsigned i = 0; i < OBJECTS_MAX; i++)
		if (run.objects[i].life == NONE)
			return &run.objects[i];
	for (unsigned i = 0; i < OBJECTS_MAX; i++)
		if (run.objects[i].life == DETACHED) {
			run.objects[i].life = NONE;
			return &run.objects[i];
		}
	return NULL;
}

/* The object that the session has under that key. */
static struct object *object_at(unsigned table, const cell *values)
{
	for (unsigned i = 0; i < OBJECTS_MAX; i++) {
		struct object *object = &run.objects[i];

		if (is_mapped(object) && object->table == table &&
			same_at(&tables[table].uniques[0], object->seen,
				values))
			return object;
	}
	return NULL;
}

static void object_check(const struct object *object)
{
	if (object->life == NONE || object->life == DETACHED)
		return;
	/* a flush that has failed may have inserted it */
	if (run.failed && object->life == ADDED)
		return;
	for (unsigned i = 0; i < column_count(object->table); i++) {
		cell value = field_get(object->table, i, object->memory);

		if (value != object->now[i])
			fprintf(stderr, "%s.%s: %lld, not %lld\n",
				tables[object->table].table->name,
				tables[object->table].table->columns[i].name,
				(long long)value, (long long)object->now[i]);
		CHECK(value == object->now[i]);
	}
}

static void objects_check(void)
{
	for (unsigned i = 0; i < OBJECTS_MAX && !run.unsure; i++)
		object_check(&run.objects[i]);
}

/* ---- choices ------------------------------------------------------------------- */

static unsigned mix(unsigned a, unsigned b, unsigned c)
{
	uint32_t x = a * 0x9e3779b1u ^ b * 0x85ebca77u ^ c * 0xc2b2ae3du;

	x ^= x >> 15;
	x *= 0x2c1b3c6du;
	x ^= x >> 12;
	return x;
}

static cell value_choose(unsigned table, unsigned column, unsigned seed)
{
	const struct table *described = &tables[table];
	cell value = (cell)(seed / 8 % described->domain);
	enum calx_kind kind = described->table->columns[column].type.kind;

	if (column_nullable(table, column) && seed % 8 < 2)
		return NIL;
	if (kind == CALX_BOOLEAN)
		return value & 1;
	/* references find something more often than not */
	return column_is_integer(table, column)
		       ? value / (seed % 8 & 1 ? 1 : 3) + 1
		       : value;
}

static void values_choose(unsigned table, unsigned x, unsigned y, cell *values)
{
	memset(values, 0, COLUMNS_MAX * sizeof(*values));
	for (unsigned i = 0; i < column_count(table); i++)
		values[i] = value_choose(table, i, mix(x, y, i));
	if (tables[table].generated && x % 4)
		values[0] = 0;
}

static void row_make(unsigned table, const cell *values, char *memory)
{
	for (unsigned i = 0; i < column_count(table); i++)
		lend(field_put(table, i, memory, values[i]));
}

static struct object *object_choose(unsigned which, bool any)
{
	unsigned at = which % OBJECTS_MAX;

	for (unsigned i = 0; i < OBJECTS_MAX; i++) {
		struct object *object = &run.objects[(at + i) % OBJECTS_MAX];

		if (object->life == NONE || object->life == DETACHED)
			continue;
		if (any || object->life != GONE)
			return object;
	}
	return NULL;
}

/* ---- the flush ------------------------------------------------------------------- */

struct expectation {
	enum verdict verdict;
	bool stale; /* it must fail */
	bool empty; /* there is nothing to do */
	struct state after;
};

static struct expectation foreseen;

/* The tables that the flush writes; the others go on waiting. */
static bool parts[TABLE_COUNT];

/* Whether a row chooses a column in the flush that is being foreseen, or has
 * already followed another row there. */
static bool moved(unsigned table, int id, unsigned column)
{
	const struct row *was = row_of(&run.now, table, id);
	const struct row *is = row_of(&foreseen.after, table, id);

	if (id > run.last_id)
		return true;
	if (was && is && was->values[column] != is->values[column])
		return true;
	for (unsigned i = 0; i < OBJECTS_MAX; i++) {
		const struct object *object = &run.objects[i];

		if (object->id == id && object->table == table &&
			object->life == TRACKED)
			return parts[table] &&
			       object->now[column] != object->seen[column];
	}
	return false;
}

/* Whether a row is deleted by the flush. */
static bool goes(unsigned table, int id)
{
	for (unsigned i = 0; i < OBJECTS_MAX; i++)
		if (run.objects[i].id == id && run.objects[i].table == table &&
			run.objects[i].life == REMOVED)
			return true;
	return false;
}

static bool takes_part(const struct object *object)
{
	if (!parts[object->table])
		return false;
	if (object->life == LOST)
		return object->removed || is_changed(object);
	return object->life == ADDED || object->life == REMOVED ||
	       (object->life == TRACKED && is_changed(object));
}

static bool in_constraint(unsigned table, unsigned column)
{
	const struct set *set = tables[table].uniques;
	const struct reference *reference = tables[table].references;

	for (; set->count; set++)
		if (set_has(set, column))
			return true;
	for (; reference->from.count; reference++)
		if (set_has(&reference->from, column))
			return true;
	return false;
}

/* The row that the object stands for, if it is where the session thinks. */
static struct row *own_row(const struct object *object)
{
	struct row *row = row_by_key(&run.now, object->table, object->seen);

	return row && row->id == object->id && object->life != LOST ? row
								    : NULL;
}

static void foresee_changes(struct expectation *expected)
{
	for (unsigned i = 0; i < OBJECTS_MAX; i++) {
		const struct object *object = &run.objects[i];
		struct row *row;

		if (!takes_part(object) || object->life == ADDED)
			continue;
		expected->empty = false;
		row = own_row(object);
		if (!row) {
			expected->stale = true;
			continue;
		}
		for (unsigned c = 0; c < column_count(object->table); c++) {
			/* the order is found by what the session believes */
			if (in_constraint(object->table, c) &&
				row->values[c] != object->seen[c])
				expected->verdict = EITHER;
			if (object->life == TRACKED &&
				object->now[c] != object->seen[c])
				row_of(&expected->after, object->table,
					object->id)
					->values[c] = object->now[c];
		}
	}
}

static void foresee_follows(struct expectation *expected)
{
	static struct state old;
	const struct follow follow = { &expected->after, &old, moved, goes };

	old = run.now;
	for (unsigned i = 0; i < OBJECTS_MAX; i++) {
		const struct object *object = &run.objects[i];
		const struct row *before;
		const struct row *after;

		if (object->life != TRACKED || !takes_part(object))
			continue;
		before = row_of(&old, object->table, object->id);
		after = row_of(&expected->after, object->table, object->id);
		if (before && after &&
			row_follow(&follow, object->table, before->values,
				after->values) == REFUSED &&
			expected->verdict == FINE)
			expected->verdict = REFUSED;
	}
	/* whose key follows cannot be found by it any more */
	for (unsigned i = 0; i < OBJECTS_MAX; i++) {
		const struct object *object = &run.objects[i];
		const struct set *key = &tables[object->table].uniques[0];
		const struct row *before, *after;

		if (!is_mapped(object) || !takes_part(object))
			continue;
		before = row_of(&old, object->table, object->id);
		after = row_of(&expected->after, object->table, object->id);
		for (unsigned k = 0; before && after && k < key->count; k++) {
			unsigned c = key->columns[k];

			if (before->values[c] != after->values[c] &&
				object->now[c] == object->seen[c])
				expected->verdict = EITHER;
		}
	}
}

/* Whether rows are changed or deleted. */
static bool others_take_part(void)
{
	for (unsigned i = 0; i < OBJECTS_MAX; i++)
		if (run.objects[i].life != ADDED && takes_part(&run.objects[i]))
			return true;
	return false;
}

static void foresee_adds(struct expectation *expected)
{
	int id = run.last_id;

	for (unsigned i = 0; i < OBJECTS_MAX; i++) {
		const struct object *object = &run.objects[i];
		struct row *row;

		if (object->life != ADDED || !takes_part(object))
			continue;
		expected->empty = false;
		row = row_add(
			&expected->after, object->table, ++id, object->now);
		if (!row) {
			expected->verdict = EITHER;
			continue;
		}
		/* not known yet, but unlike all others */
		if (tables[object->table].generated && !row->values[0])
			row->values[0] = -1000 - (cell)i;
		for (unsigned c = 0; c < column_count(object->table); c++) {
			if (!tables[object->table].defaults[c] ||
				row->values[c] != NIL)
				continue;
			row->values[c] = tables[object->table].defaults[c] - 1;
			/* the session cannot know who must go before */
			if (in_constraint(object->table, c) &&
				others_take_part())
				expected->verdict = EITHER;
		}
	}
}

/* Whether a row has just begun to refer to one that goes. */
static bool late_comer(
	const struct expectation *expected, unsigned table, const cell *gone)
{
	for (unsigned t = 0; t < TABLE_COUNT; t++) {
		const struct reference *reference = tables[t].references;

		for (; reference->from.count; reference++) {
			if (reference->table != table)
				continue;
			for (unsigned i = 0; i < expected->after.counts[t];
				i++) {
				const struct row *row =
					&expected->after.rows[t][i];
				bool own = false;

				for (unsigned k = 0; k < reference->from.count;
					k++)
					own |= moved(t, row->id,
						reference->from.columns[k]);
				if (own && refers(reference, row, gone) &&
					!has_parent(&expected->after, reference,
						row))
					return true;
			}
		}
	}
	return false;
}

/* Whether the session can know that a row goes: by tables that it has met. */
static bool seen_to_go(
	struct expectation *expected, unsigned table, const struct row *gone)
{
	const struct reference *reference = tables[table].references;

	if (goes(table, gone->id))
		return true;
	for (; reference->from.count; reference++) {
		const unsigned t = reference->table;

		if (reference->on_delete != CASCADE ||
			!calx__mapper_named(run.session, tables[t].table->name))
			continue;
		for (unsigned i = 0; i < run.now.counts[t]; i++) {
			const struct row *parent = &run.now.rows[t][i];

			if (refers(reference, gone, parent->values) &&
				!row_of(&expected->after, t, parent->id) &&
				seen_to_go(expected, t, parent))
				return true;
		}
	}
	return false;
}

/* Whether an object takes a unique value of a row that goes along with its parent,
 * where the session cannot know that it must go before. */
static bool taken_unseen(
	struct expectation *expected, unsigned table, const struct row *gone)
{
	const struct set *set = tables[table].uniques;

	if (seen_to_go(expected, table, gone))
		return false;
	for (; set->count; set++)
		for (unsigned i = 0; i < OBJECTS_MAX; i++)
			if (run.objects[i].table == table &&
				takes_part(&run.objects[i]) &&
				same_at(set, run.objects[i].now, gone->values))
				return true;
	return false;
}

static void foresee_deletes(struct expectation *expected)
{
	/* all at once: what refers to each other goes together */
	for (unsigned i = 0; i < OBJECTS_MAX; i++) {
		const struct object *object = &run.objects[i];
		struct row *row;

		if (object->life != REMOVED)
			continue;
		row = row_of(&expected->after, object->table, object->id);
		if (row && own_row(object))
			*row = expected->after
				       .rows[object->table]
					    [--expected->after.counts
							    [object->table]];
	}
	for (unsigned i = 0; i < OBJECTS_MAX; i++) {
		const struct object *object = &run.objects[i];
		struct row gone;

		if (object->life != REMOVED || !own_row(object))
			continue;
		gone = *own_row(object);
		if (!row_add(&expected->after, object->table, object->id,
			    gone.values)) {
			expected->verdict = EITHER;
			continue;
		}
		if (row_delete(&expected->after, object->table, object->id,
			    moved) == REFUSED &&
			expected->verdict == FINE)
			expected->verdict = REFUSED;
	}
	for (unsigned t = 0; t < TABLE_COUNT; t++)
		for (unsigned i = 0; i < run.now.counts[t]; i++) {
			const struct row *gone = &run.now.rows[t][i];

			if (!row_of(&expected->after, t, gone->id) &&
				(late_comer(expected, t, gone->values) ||
					taken_unseen(expected, t, gone)))
				expected->verdict = EITHER;
		}
}

/* A row that begins to refer to a key which goes elsewhere. */
static void foresee_crossings(struct expectation *expected)
{
	for (unsigned i = 0; i < OBJECTS_MAX; i++) {
		const struct object *object = &run.objects[i];
		struct row *row = own_row(object);

		if (object->life == TRACKED && row && takes_part(object) &&
			late_comer(expected, object->table, row->values))
			expected->verdict = EITHER;
	}
}

/* Keys that the database makes up may be what something else refers to, or be
 * taken by a row that says its key. */
static void foresee_keys(struct expectation *expected)
{
	bool made_up[TABLE_COUNT] = { false };

	for (unsigned t = 0; t < TABLE_COUNT; t++)
		for (unsigned i = 0; i < expected->after.counts[t]; i++)
			made_up[t] |=
				tables[t].generated &&
				expected->after.rows[t][i].values[0] < -900;
	for (unsigned t = 0; t < TABLE_COUNT; t++) {
		const struct reference *reference = tables[t].references;

		for (; reference->from.count; reference++)
			if (expected->verdict == REFUSED &&
				(made_up[reference->table] ||
					(made_up[t] &&
						set_has(&reference->from, 0))))
				expected->verdict = EITHER;
	}
	for (unsigned i = 0; i < OBJECTS_MAX; i++) {
		const struct object *object = &run.objects[i];

		if (!made_up[object->table] || !takes_part(object) ||
			expected->verdict != FINE)
			continue;
		if (object->life == ADDED ? object->now[0] != 0
					  : object->now[0] != object->seen[0])
			expected->verdict = EITHER;
	}
}

static void foresee(struct expectation *expected)
{
	expected->verdict = FINE;
	expected->stale = false;
	expected->empty = true;
	expected->after = run.now;
	foresee_changes(expected);
	foresee_follows(expected);
	foresee_adds(expected);
	foresee_deletes(expected);
	foresee_crossings(expected);
	if (expected->verdict == FINE)
		expected->verdict = state_check(&expected->after);
	foresee_keys(expected);
}

static void fail_foreseen(void)
{
	const calx_error *error = calx_session_error(run.session);

	fprintf(stderr, "unforeseen: %d %s (%s)\n", error ? error->status : 0,
		error ? error->message : "no error",
		error ? error->detail : "");
	CHECK(false && "as foreseen");
}

static void lose_one(struct object *object)
{
	object->removed = object->life == REMOVED;
	object->life = LOST;
	object->lost_now = true;
}

/* Before a row comes that is no object, those without a row are lost: also if it
 * is their own that comes back to its key. */
static void settle(unsigned table)
{
	for (unsigned i = 0; i < OBJECTS_MAX; i++) {
		struct object *object = &run.objects[i];

		if (is_mapped(object) && object->table == table &&
			!row_by_key(&run.now, table, object->seen))
			lose_one(object);
	}
}

/* Another row of that key has come. */
static void lose(const struct object *winner)
{
	for (unsigned i = 0; i < OBJECTS_MAX; i++) {
		struct object *object = &run.objects[i];

		if (object == winner || !is_mapped(object) ||
			object->table != winner->table ||
			!same_at(&tables[object->table].uniques[0],
				object->seen, winner->seen))
			continue;
		lose_one(object);
	}
}

static void adds_learn(struct expectation *expected)
{
	for (unsigned i = 0; i < OBJECTS_MAX; i++) {
		struct object *object = &run.objects[i];
		struct row *row;

		if (object->life != ADDED || !takes_part(object))
			continue;
		object->id = ++run.last_id;
		row = row_of(&expected->after, object->table, object->id);
		/* cascaded away in the same breath */
		if (!row)
			continue;
		if (tables[object->table].generated && row->values[0] < -900) {
			row->values[0] =
				field_get(object->table, 0, object->memory);
			CHECK(row->values[0] > 0);
		}
		memcpy(object->now, row->values, sizeof(object->now));
		memcpy(object->base, row->values, sizeof(object->now));
		object->life = TRACKED;
		object->inserted = true;
	}
}

static void rollback_now(void);

/* What foreign keys have changed in a row, the session may know or not: it knows
 * what the models of its objects say. */
static void followed(struct object *object, const struct row *before,
	const struct row *after)
{
	for (unsigned c = 0; c < column_count(object->table); c++) {
		if (before->values[c] == after->values[c] ||
			object->now[c] != object->seen[c] ||
			object->seen[c] != before->values[c] ||
			field_get(object->table, c, object->memory) !=
				after->values[c])
			continue;
		object->now[c] = object->seen[c] = after->values[c];
	}
}

/* The session may not have noticed that the row is gone, and does to the object
 * what would have been done to its row. */
static void gone_followed(struct object *object)
{
	const struct reference *reference = tables[object->table].references;

	for (; reference->from.count; reference++)
		for (unsigned i = 0; i < reference->from.count; i++) {
			unsigned c = reference->from.columns[i];
			cell value =
				field_get(object->table, c, object->memory);

			bool may = value == NIL
					   ? reference->on_delete >= SET_NULL ||
						     reference->on_update >=
							     SET_NULL
					   : reference->on_update == CASCADE;

			if (may && object->now[c] == object->seen[c])
				object->now[c] = object->seen[c] = value;
		}
}

static void flushed(struct expectation *expected)
{
	bool before[OBJECTS_MAX];

	for (unsigned i = 0; i < OBJECTS_MAX; i++) {
		struct object *object = &run.objects[i];
		const struct row *was =
			row_of(&run.now, object->table, object->id);
		const struct row *is =
			row_of(&expected->after, object->table, object->id);

		if (object->life == TRACKED && was && is)
			followed(object, was, is);
		if (object->life == TRACKED && !was)
			gone_followed(object);
	}

	for (unsigned i = 0; i < OBJECTS_MAX; i++)
		before[i] = (is_mapped(&run.objects[i]) ||
				    run.objects[i].life == ADDED) &&
			    takes_part(&run.objects[i]);
	if (!expected->empty)
		run.wrote = true;
	for (unsigned i = 0; i < OBJECTS_MAX; i++)
		if (run.objects[i].life == REMOVED)
			run.objects[i].life = GONE;
	adds_learn(expected);
	for (unsigned i = 0; i < OBJECTS_MAX; i++) {
		struct object *object = &run.objects[i];

		before[i] &= object->life == TRACKED;
		if (before[i])
			memcpy(object->seen, object->now, sizeof(object->seen));
	}
	for (unsigned i = 0; i < OBJECTS_MAX; i++)
		if (before[i])
			lose(&run.objects[i]);
	run.now = expected->after;
}

/* What a flush must have come to, if it took place. False: it failed. */
static bool flush_settle(struct expectation *expected, bool ok)
{
	if (expected->empty)
		return true;
	if (!ok) {
		SAY("failed: %s\n", calx_session_error(run.session)->message);
		if (!expected->stale && expected->verdict == FINE)
			fail_foreseen();
		run.failed = true;
		/* the flush, or the statement behind it */
		run.unsure = expected->verdict == EITHER;
		return false;
	}
	if (expected->stale || expected->verdict == REFUSED)
		fail_foreseen();
	if (expected->verdict == EITHER) {
		rollback_now();
		return false;
	}
	flushed(expected);
	objects_check();
	state_compare(&run.now, own_handle(), run.own);
	return true;
}

static void parts_all(bool are)
{
	for (unsigned t = 0; t < TABLE_COUNT; t++)
		parts[t] = are;
}

/* And what it refers to, as far as the session has met it. */
static void parts_add(unsigned table)
{
	const struct reference *reference = tables[table].references;

	if (parts[table] ||
		!calx__mapper_named(run.session, tables[table].table->name))
		return;
	parts[table] = true;
	for (; reference->from.count; reference++)
		parts_add(reference->table);
}

/* Whether a key changes to which other rows may refer. */
static bool parts_change_keys(void)
{
	for (unsigned i = 0; i < OBJECTS_MAX; i++) {
		const struct object *object = &run.objects[i];
		const struct set *set = tables[object->table].uniques;

		if (object->life != TRACKED || !takes_part(object))
			continue;
		for (; set->count; set++)
			if (differs_at(set, object->seen, object->now))
				return true;
	}
	return false;
}

static bool any_deleted(void)
{
	for (unsigned i = 0; i < OBJECTS_MAX; i++)
		if (run.objects[i].life == REMOVED ||
			(run.objects[i].life == LOST && run.objects[i].removed))
			return true;
	return false;
}

/* Whether a row was added that may have the key; NULL: any. */
static bool any_added(unsigned table, const cell *key)
{
	const struct set *set = &tables[table].uniques[0];
	const unsigned column = set->columns[0];
	const bool counts =
		key && set->count == 1 && column_is_integer(table, column);

	for (unsigned i = 0; i < OBJECTS_MAX; i++) {
		const struct object *object = &run.objects[i];

		if (object->life != ADDED || object->table != table)
			continue;
		if (!counts || !object->now[column] ||
			object->now[column] == key[column])
			return true;
	}
	return false;
}

/* Whether an object was changed: of a table, or that of the key. */
static bool any_changed(unsigned table, const cell *key)
{
	const struct object *one = key ? object_at(table, key) : NULL;

	if (key)
		return one && is_changed(one);
	for (unsigned i = 0; i < OBJECTS_MAX; i++) {
		const struct object *object = &run.objects[i];

		if (object->table == table &&
			(object->life == TRACKED || object->life == LOST) &&
			is_changed(object))
			return true;
	}
	return false;
}

/* There is no flush. */
static void nothing_foresee(void)
{
	foreseen.empty = true;
	foreseen.after = run.now;
}

static void all_foresee(void)
{
	parts_all(true);
	foresee(&foreseen);
}

static void part_foresee(unsigned table)
{
	parts_all(false);
	parts_add(table);
	if (parts_change_keys())
		parts_all(true);
	foresee(&foreseen);
}

/* Before a query on a table, for all rows or that of one key: what its flush will
 * do. */
static void read_foresee(unsigned table, const cell *key)
{
	if (run.autoflush && any_deleted())
		all_foresee();
	else if (run.autoflush &&
		 (any_added(table, key) || any_changed(table, key)))
		part_foresee(table);
	else
		nothing_foresee();
}

/* The same before a statement that writes: all that waits goes before it. */
static void write_foresee(unsigned table, const cell *key)
{
	bool waits = false;

	for (unsigned t = 0; t < TABLE_COUNT; t++)
		waits |= any_added(t, NULL);
	if (run.autoflush && waits)
		all_foresee();
	else
		read_foresee(table, key);
}

/* Behind it. False: it cannot have done anything. */
static bool autoflush_settle(void)
{
	bool ok = calx_session_error(run.session) == NULL;

	return flush_settle(&foreseen, ok);
}

/* ---- the end of transactions ------------------------------------------------------ */

static void committed(void)
{
	run.committed = run.now;
	run.wrote = false;
	for (unsigned i = 0; i < OBJECTS_MAX; i++) {
		struct object *object = &run.objects[i];

		if (object->life == GONE)
			object->life = DETACHED;
		object->inserted = object->lost_now = false;
		object->layer = NEVER;
		memcpy(object->base, object->seen, sizeof(object->base));
	}
}

static void rolled_back(void)
{
	run.now = run.committed;
	run.wrote = run.failed = run.unsure = false;
	for (unsigned i = 0; i < OBJECTS_MAX; i++) {
		struct object *object = &run.objects[i];

		if (object->life == NONE)
			continue;
		if (object->life == ADDED || object->inserted ||
			object->layer != NEVER)
			object->life = DETACHED;
		else if (object->life == GONE || object->life == REMOVED ||
			 (object->life == LOST && object->lost_now))
			object->life = TRACKED;
		object->inserted = object->lost_now = false;
		object->layer = NEVER;
		object->removed = false;
		memcpy(object->seen, object->base, sizeof(object->seen));
		memcpy(object->now, object->base, sizeof(object->now));
	}
}

static void rollback_now(void)
{
	/* what was lent may go before as well: nothing reads it any more */
	lent_free();
	/* blocks that are left, one after the other */
	while (run.depth)
		calx_block_leave(&run.open[--run.depth].block);
	run.scoped = false;
	CHECK(calx_rollback(run.session) == CALX_OK);
	run.rollbacks++;
	rolled_back();
	objects_check();
	state_compare(&run.committed, run.other->db->handle, run.others);
}

static void do_flush(unsigned x)
{
	all_foresee();
	if (flush_settle(&foreseen, calx_flush(run.session) >= 0)) {
		lent_free();
		objects_check();
	}
	(void)x;
}

static void do_commit(unsigned x)
{
	(void)x;
	/* the ends of blocks do that */
	if (run.depth) {
		do_flush(0);
		return;
	}
	all_foresee();
	if (foreseen.verdict == EITHER) {
		do_flush(0);
		if (run.failed || foreseen.verdict == EITHER)
			return;
	}
	if (!flush_settle(&foreseen, calx_commit(run.session) >= 0))
		return;
	committed();
	lent_free();
	objects_check();
	state_compare(&run.committed, run.other->db->handle, run.others);
}

/* ---- blocks -------------------------------------------------------------------------- */

/* One object after its savepoint was taken back. `was`: what it was when that
 * began, unless it is younger. */
static void object_back(
	struct object *object, const struct object *was, int layer)
{
	if (object->life == NONE || object->life == DETACHED)
		return;
	if (was->life != NONE && was->serial == object->serial) {
		*object = *was;
		return;
	}
	if (object->life == ADDED || object->inserted ||
		object->layer >= layer) {
		object->life = DETACHED;
		return;
	}
	/* it was read in it, before it has written */
	object->life = TRACKED;
	object->lost_now = object->removed = false;
	memcpy(object->seen, object->base, sizeof(object->seen));
	memcpy(object->now, object->base, sizeof(object->now));
}

static bool innermost_is_transaction(void)
{
	return run.scoped && run.depth == 1;
}

/* The innermost block was taken back, and is still open. */
static void block_back(void)
{
	const struct open *open = &run.open[run.depth - 1];

	if (innermost_is_transaction()) {
		rolled_back();
		return;
	}
	for (unsigned i = 0; i < OBJECTS_MAX; i++)
		object_back(&run.objects[i], &open->objects[i],
			(int)(run.depth - run.scoped));
	run.now = open->now;
	run.failed = run.unsure = false;
	run.wrote = open->wrote;
}

static void block_pop(void)
{
	if (!--run.depth)
		run.scoped = false;
}

/* A block that has failed is over. */
static void block_failed(void)
{
	struct open *open = &run.open[run.depth - 1];

	calx_block_leave(&open->block);
	block_back();
	block_pop();
	if (open->has_error) {
		CHECK(open->error.status < 0);
		CHECK(!calx_session_error(run.session));
	} else {
		CHECK(calx_session_error(run.session));
		run.failed = true;
	}
	objects_check();
	state_compare(&run.now, own_handle(), run.own);
}

static calx_block *block_enter(struct open *open, bool transaction)
{
	calx_error *error = open->has_error ? &open->error : NULL;

	return transaction
		       ? calx_transaction_enter(run.session,
				 &(const calx_block_options){
					 .size = sizeof(calx_block_options),
					 .error = error },
				 NULL)
		       : calx_savepoint_enter(run.session,
				 &(const calx_savepoint_options){
					 .size = sizeof(calx_savepoint_options),
					 .error = error },
				 NULL);
}

static bool block_begin(unsigned x)
{
	struct open *open = &run.open[run.depth];
	const bool transaction = x & 1;
	bool is_first = sqlite3_get_autocommit(own_handle()), ok;

	if (run.depth == DEPTH_MAX)
		return false;
	all_foresee();
	if (foreseen.verdict == EITHER) {
		do_flush(0);
		return false;
	}
	is_first &= transaction && foreseen.empty;
	open->has_error = x & 2;
	open->block = block_enter(open, transaction);
	ok = calx_block_again(open->block);
	SAY("%s %d\n", transaction ? "transaction" : "savepoint", ok);
	if (!flush_settle(&foreseen, ok)) {
		calx_block_leave(&open->block);
		return false;
	}
	CHECK(ok && calx_block_next(open->block));
	lent_free();
	open->wrote = run.wrote;
	open->now = run.now;
	memcpy(open->objects, run.objects, sizeof(open->objects));
	run.wrote = false;
	run.depth++;
	run.scoped |= is_first;
	objects_check();
	return true;
}

/* Its end is reached. */
static void block_end(void)
{
	struct open *open = &run.open[run.depth - 1];
	const bool transaction = innermost_is_transaction();
	bool ok;

	if (run.failed) {
		CHECK(!calx_block_next(open->block));
		block_failed();
		return;
	}
	all_foresee();
	if (foreseen.verdict == EITHER) {
		do_flush(0);
		return;
	}
	SAY("end\n");
	CHECK(!calx_block_next(open->block));
	ok = !calx_session_error(run.session) &&
	     !(open->has_error && open->error.status < 0);
	if (!ok) {
		if (!foreseen.stale && foreseen.verdict == FINE)
			fail_foreseen();
		block_failed();
		return;
	}
	flush_settle(&foreseen, true);
	calx_block_leave(&open->block);
	lent_free();
	run.wrote |= open->wrote;
	block_pop();
	objects_check();
	if (!transaction)
		return;
	committed();
	state_compare(&run.committed, run.other->db->handle, run.others);
}

/* calx_rollback() in it. */
static void block_undo(void)
{
	struct open *open = &run.open[run.depth - 1];

	SAY("undo\n");
	CHECK(calx_rollback(run.session) == CALX_OK);
	block_back();
	CHECK(calx_flush(run.session) == CALX_ABANDONED);
	objects_check();
	CHECK(!calx_block_next(open->block));
	CHECK(!calx_session_error(run.session));
	CHECK(!open->has_error || open->error.status == CALX_OK);
	calx_block_leave(&open->block);
	block_pop();
	objects_check();
	state_compare(&run.now, own_handle(), run.own);
}

/* It is left before its end. */
static void block_leave(void)
{
	SAY("leave\n");
	calx_block_leave(&run.open[run.depth - 1].block);
	block_failed();
}

static void op_begin(unsigned table, unsigned x, unsigned y)
{
	(void)table;
	(void)y;
	block_begin(x);
}

static void op_end(unsigned table, unsigned x, unsigned y)
{
	(void)table;
	(void)y;
	if (!run.depth)
		return;
	if (x % 4 == 0)
		block_undo();
	else if (x % 16 == 1)
		block_leave();
	else
		block_end();
}

/* ---- single objects ---------------------------------------------------------------- */

static void do_add(unsigned table, unsigned x, unsigned y)
{
	struct object *object = object_new();
	char memory[512] = { 0 };
	unsigned lent;

	if (!object || run.now.counts[table] > ROWS_MAX / 2)
		return;
	lent = run.lent_count;
	*object = (struct object){ .life = ADDED,
		.table = table,
		.serial = ++run.serial,
		.layer = NEVER };
	values_choose(table, x, y, object->now);
	row_make(table, object->now, memory);
	object->memory = calx_session_add(
		run.session, tables[table].table, memory, NULL);
	CHECK(object->memory);
	memcpy(object->seen, object->now, sizeof(object->seen));
	/* it has copies of all text at once */
	lent_free_from(lent);
	SAY("add %s\n", tables[table].table->name);
}

/* Before it is changed; what was added needs no edit. */
static void object_edit(const struct object *object)
{
	if (!run.explicit_edits || object->life == ADDED)
		return;
	CHECK(calx_session_edit(run.session, object->memory) == object->memory);
}

static void object_set(struct object *object, unsigned x, unsigned y)
{
	unsigned column = x % column_count(object->table);
	cell value = value_choose(object->table, column, mix(x, y, 7));

	/* a foreign key or a unique column of an object of its table */
	if (y % 3 == 0) {
		const struct object *other = object_choose(y / 3, false);

		if (other && other->table == object->table)
			value = other->seen[column];
	}
	if (object->life == ADDED && column == 0 &&
		tables[object->table].generated && !value)
		return;
	SAY("set %s.%u = %lld (%d)\n", tables[object->table].table->name,
		column, (long long)value, object->life);
	object_edit(object);
	object->now[column] = value;
	lend(field_put(object->table, column, object->memory, value));
}

static void do_set(unsigned which, unsigned x, unsigned y)
{
	struct object *object = object_choose(which, false);

	if (object)
		object_set(object, x, y);
}

/* Two objects of a table exchange a column. */
static void do_swap(unsigned which, unsigned x, unsigned y)
{
	struct object *a = object_choose(which, false);
	struct object *b = object_choose(x, false);
	unsigned column;
	cell value;

	if (!a || !b || a->table != b->table)
		return;
	column = y % column_count(a->table);
	if ((a->life == ADDED || b->life == ADDED) && column == 0)
		return;
	object_edit(a);
	object_edit(b);
	value = a->now[column];
	a->now[column] = b->now[column];
	b->now[column] = value;
	SAY("swap %s.%u\n", tables[a->table].table->name, column);
	lend(field_put(a->table, column, a->memory, a->now[column]));
	lend(field_put(b->table, column, b->memory, b->now[column]));
}

static void object_delete(struct object *object)
{
	SAY("delete %s (%d)\n", tables[object->table].table->name,
		object->life);
	CHECK(calx_delete(run.session, object->memory) == CALX_OK);
	if (object->life == ADDED)
		object->life = DETACHED;
	else if (object->life == TRACKED)
		object->life = REMOVED;
}

static void do_delete(unsigned which, unsigned x, unsigned y)
{
	struct object *object = object_choose(which, false);

	(void)x;
	(void)y;
	if (object && object->life != LOST)
		object_delete(object);
}

/* An object that stays as it is. */
static void do_edit(unsigned which, unsigned x, unsigned y)
{
	struct object *object = object_choose(which, false);

	(void)x;
	(void)y;
	if (object)
		CHECK(calx_session_edit(run.session, object->memory) ==
			object->memory);
}

static void do_refresh(unsigned which, unsigned x, unsigned y)
{
	struct object *object = object_choose(which, false);
	struct row *row;
	enum calx_status status;

	(void)x;
	(void)y;
	if (!object || object->life == ADDED)
		return;
	row = own_row(object);
	SAY("refresh %s\n", tables[object->table].table->name);
	status = calx_refresh(run.session, object->memory);
	if (!row) {
		CHECK(status == CALX_NOT_FOUND);
		run.failed = true;
		return;
	}
	CHECK(status == CALX_OK);
	memcpy(object->now, row->values, sizeof(object->now));
	memcpy(object->seen, row->values, sizeof(object->seen));
	object_check(object);
}

static void do_expunge(unsigned which, unsigned x, unsigned y)
{
	struct object *object = object_choose(which, true);

	(void)x;
	(void)y;
	if (!object)
		return;
	SAY("expunge %s (%d)\n", tables[object->table].table->name,
		object->life);
	CHECK(calx_expunge(run.session, object->memory) == CALX_OK);
	object->life = NONE;
}

/* ---- reading ------------------------------------------------------------------------ */

/* What the session shows of a row: the object that it is, or a new one. */
static void row_shown(unsigned table, const struct row *row, void *memory)
{
	struct object *object = object_at(table, row->values);

	CHECK(memory);
	if (object && object->id == row->id) {
		CHECK(memory == object->memory);
		object_check(object);
		return;
	}
	/* one whose row is gone, and its key another's, must not be shown */
	CHECK(!object || memory != object->memory);
	for (unsigned i = 0; i < column_count(table); i++)
		CHECK(field_get(table, i, memory) == row->values[i]);
	if (object)
		lose_one(object);
	object = object_new();
	if (!object) {
		CHECK(calx_expunge(run.session, memory) == CALX_OK);
		return;
	}
	*object = (struct object){ .life = TRACKED,
		.table = table,
		.id = row->id,
		.memory = memory,
		.serial = ++run.serial,
		.layer = layer_of(run.depth) };
	memcpy(object->now, row->values, sizeof(object->now));
	memcpy(object->seen, row->values, sizeof(object->now));
	memcpy(object->base, row->values, sizeof(object->now));
}

/* A condition: a column has a value. */
struct condition {
	char memory[512];
	calx_value value;
	calx_node column, clauses[4];
	unsigned cell;
	cell wanted;
	void *block;
};

static void condition_make(struct condition *condition, unsigned table,
	unsigned column, cell wanted)
{
	const calx_table *described = tables[table].table;

	memset(condition, 0, sizeof(*condition));
	condition->cell = column;
	condition->wanted = wanted;
	condition->column = (calx_node){ .kind = CALX_NODE_COLUMN,
		.column = &described->columns[column] };
	condition->clauses[0] = (calx_node){ .kind = CALX_NODE_COMPARE,
		.text = wanted == NIL ? "is_null" : "==",
		.operand = &condition->column };
	if (wanted == NIL)
		return;
	condition->block = field_put(table, column, condition->memory, wanted);
	calx__field_read(&described->columns[column], condition->memory,
		&condition->value);
	condition->clauses[0].right = (calx_operand){
		.kind = condition->value.kind,
		.what = CALX_OPERAND_AT,
		.word = (uint64_t)(uintptr_t)&condition->value,
	};
}

static void condition_free(struct condition *condition)
{
	free(condition->block);
}

static void condition_choose(
	struct condition *condition, unsigned table, unsigned x, unsigned y)
{
	unsigned column = x % column_count(table);
	cell wanted = value_choose(table, column, mix(x, y, 3));

	if (run.now.counts[table] && y & 1)
		wanted = run.now.rows[table][y / 2 % run.now.counts[table]]
				 .values[column];
	condition_make(condition, table, column, wanted);
}

/* A condition on the key looks at that object alone. */
static void foresee_where(unsigned table, const struct condition *condition,
	void (*before)(unsigned table, const cell *key))
{
	const struct set *key = &tables[table].uniques[0];
	cell values[COLUMNS_MAX] = { 0 };

	if (key->count > 1 || key->columns[0] != condition->cell ||
		condition->wanted == NIL) {
		before(table, NULL);
		return;
	}
	values[condition->cell] = condition->wanted;
	before(table, values);
}

static bool row_fits(const struct condition *condition, const struct row *row)
{
	return row->values[condition->cell] == condition->wanted;
}

static void do_get(unsigned table, unsigned x, unsigned y)
{
	const struct set *key = &tables[table].uniques[0];
	cell values[COLUMNS_MAX] = { 0 };
	char memory[512] = { 0 };
	calx_node nodes[3] = { { .kind = CALX_NODE_END } };
	void *blocks[2] = { NULL, NULL };
	struct object *object;
	struct row *row;
	void *got;

	for (unsigned i = 0; i < key->count; i++) {
		unsigned c = key->columns[i];

		values[c] = value_choose(table, c, mix(x, y, i));
		if (run.now.counts[table] && y & 1)
			values[c] = run.now.rows[table]
						[y / 2 % run.now.counts[table]]
							.values[c];
		blocks[i] = field_put(table, c, memory, values[c]);
		nodes[i].kind = CALX_NODE_VALUE;
		calx__field_read(&tables[table].table->columns[c], memory,
			&nodes[i].value);
	}
	object = object_at(table, values);
	nothing_foresee();
	/* one that is there is not looked for */
	if (!object || object->life == REMOVED)
		read_foresee(table, values);
	SAY("get %s\n", tables[table].table->name);
	got = calx_session_get(run.session, tables[table].table, nodes, NULL);
	free(blocks[0]);
	free(blocks[1]);
	if (!autoflush_settle())
		return;
	object = object_at(table, values);
	row = row_by_key(&run.now, table, values);
	if (object && object->life == REMOVED) {
		CHECK(!got);
	} else if (row) {
		row_shown(table, row, got);
	} else {
		/* also if the session had not noticed until now */
		CHECK(!got);
		if (object)
			lose_one(object);
	}
}

static void do_first(unsigned table, unsigned x, unsigned y)
{
	struct condition condition;
	void *got;

	condition_choose(&condition, table, x, y);
	foresee_where(table, &condition, read_foresee);
	SAY("first %s\n", tables[table].table->name);
	got = calx_session_first(
		run.session, tables[table].table, condition.clauses, NULL);
	condition_free(&condition);
	if (!autoflush_settle())
		return;
	CHECK(!calx_session_error(run.session));
	for (unsigned i = 0; i < run.now.counts[table]; i++) {
		const struct row *row = &run.now.rows[table][i];
		const struct object *object = object_at(table, row->values);

		if (!row_fits(&condition, row) || !got)
			continue;
		/* whichever of them it is */
		if (object ? object->memory == got
			   : field_get(table,
				     tables[table].uniques[0].columns[0],
				     got) == row->values[tables[table]
								 .uniques[0]
								 .columns[0]]) {
			bool same = object != NULL;

			for (unsigned c = 0; !same && c < column_count(table);
				c++)
				if (field_get(table, c, got) != row->values[c])
					break;
				else if (c + 1 == column_count(table))
					same = true;
			if (!same)
				continue;
			row_shown(table, row, got);
			return;
		}
	}
	CHECK(!got || (false && "a row that is there"));
	for (unsigned i = 0; i < run.now.counts[table]; i++)
		CHECK(!row_fits(&condition, &run.now.rows[table][i]));
}

static void do_all(unsigned table, unsigned x, unsigned y)
{
	calx_node column = {
		.kind = CALX_NODE_COLUMN,
		.column =
			&tables[table]
				 .table
				 ->columns[tables[table].uniques[0].columns[0]]
	};
	calx_object_list list;
	bool used[ROWS_MAX] = { false };

	(void)x;
	(void)y;
	(void)column;
	read_foresee(table, NULL);
	SAY("all %s\n", tables[table].table->name);
	list = calx_session_all(run.session, tables[table].table,
		(const calx_node[]){ { .kind = CALX_NODE_END } }, NULL);
	if (!autoflush_settle())
		return;
	CHECK(!calx_session_error(run.session));
	CHECK(list.count == run.now.counts[table]);
	for (size_t k = 0; k < list.count; k++) {
		void *got = ((void **)list.items)[k];
		bool found = false;

		for (unsigned i = 0; !found && i < list.count; i++) {
			const struct row *row = &run.now.rows[table][i];
			const struct object *object =
				object_at(table, row->values);

			if (used[i])
				continue;
			if (object && object->id == row->id) {
				if (object->memory != got)
					continue;
			} else {
				bool same = true;

				for (unsigned c = 0; c < column_count(table);
					c++)
					same &= field_get(table, c, got) ==
						row->values[c];
				if (!same)
					continue;
			}
			used[i] = found = true;
			row_shown(table, row, got);
		}
		CHECK(found);
	}
}

static void do_count(unsigned table, unsigned x, unsigned y)
{
	struct condition condition;
	calx_query *query;
	long long count, is = 0;

	condition_choose(&condition, table, x, y);
	foresee_where(table, &condition, read_foresee);
	query = calx_query_new(run.session);
	CHECK(calx_query_add_clauses(query, condition.clauses) == CALX_OK);
	condition_free(&condition);
	SAY("count %s\n", tables[table].table->name);
	count = calx_session_count(run.session, tables[table].table,
		(const calx_node[]){
			{ .kind = CALX_NODE_CLAUSES,
				.children = calx_query_clauses(query) },
			{ .kind = CALX_NODE_END } },
		NULL);
	calx_query_free(query);
	if (!autoflush_settle())
		return;
	for (unsigned i = 0; i < run.now.counts[table]; i++)
		is += row_fits(&condition, &run.now.rows[table][i]);
	CHECK(count == is);
}

/* ---- statements ----------------------------------------------------------------------- */

/* A statement of the session has been run, and came to `status`. */
static bool statement_settle(struct state *after, enum verdict verdict, bool ok)
{
	if (!ok) {
		SAY("refused: %s\n", calx_session_error(run.session)->message);
		if (verdict == FINE)
			fail_foreseen();
		run.failed = true;
		return false;
	}
	if (verdict == REFUSED)
		fail_foreseen();
	run.wrote = true;
	if (verdict == EITHER) {
		rollback_now();
		return false;
	}
	run.now = *after;
	objects_check();
	state_compare(&run.now, own_handle(), run.own);
	return true;
}

/* The rows that fit were deleted by a statement, which says how many. */
static void rows_deleted(
	unsigned table, const struct condition *condition, long long count)
{
	static struct state after;
	enum verdict verdict = FINE;
	long long is = 0;

	after = run.now;
	for (unsigned i = 0; i < run.now.counts[table]; i++)
		if (row_fits(condition, &run.now.rows[table][i])) {
			struct row *row = row_of(
				&after, table, run.now.rows[table][i].id);

			is++;
			/* all at once */
			if (row)
				*row = after.rows[table][--after.counts[table]];
		}
	for (unsigned i = 0; i < run.now.counts[table]; i++) {
		const struct row *gone = &run.now.rows[table][i];

		if (!row_fits(condition, gone))
			continue;
		if (!row_add(&after, table, gone->id, gone->values) ||
			row_delete(&after, table, gone->id, NULL) == REFUSED)
			verdict = REFUSED;
	}
	if (verdict == FINE)
		verdict = state_check(&after);
	if (statement_settle(&after, verdict, count >= 0))
		CHECK(count == is);
}

static void do_delete_where(unsigned table, unsigned x, unsigned y)
{
	struct condition condition;
	long long count;

	condition_choose(&condition, table, x, y);
	foresee_where(table, &condition, write_foresee);
	SAY("delete_where %s.%u = %lld\n", tables[table].table->name,
		condition.cell, (long long)condition.wanted);
	count = calx_session_delete(
		run.session, tables[table].table, condition.clauses, NULL);
	condition_free(&condition);
	/* the flush and the delete are told apart by what had to come */
	if (!foreseen.empty && (foreseen.stale || foreseen.verdict != FINE)) {
		if (!flush_settle(&foreseen, count >= 0))
			return;
	}
	if (!foreseen.empty)
		flushed(&foreseen);
	rows_deleted(table, &condition, count);
}

/* Plain SQL, of which the session is told nothing. */
static void do_plain(unsigned table, unsigned x, unsigned y)
{
	static char sql[TABLE_COUNT][COLUMNS_MAX][96];
	struct condition condition;
	calx_value value = { .kind = CALX_BIG_INTEGER };
	char *text;

	condition_choose(&condition, table, x, y);
	condition_free(&condition);
	if (!column_is_integer(table, condition.cell))
		return;
	text = sql[table][condition.cell];
	snprintf(text, sizeof(sql[0][0]),
		"DELETE FROM \"%s\" WHERE \"%s\" IS ?",
		tables[table].table->name,
		tables[table].table->columns[condition.cell].name);
	value.as.integer = condition.wanted;
	if (condition.wanted == NIL)
		value.kind = CALX_NULL;
	SAY("plain %s %lld\n", text, (long long)condition.wanted);
	rows_deleted(table, &condition,
		calx_connection_execute(
			calx_session_connection(run.session), text, &value, 1));
}

static void do_update(unsigned table, unsigned x, unsigned y)
{
	static struct state after, old;
	struct condition condition, value;
	const struct follow follow = { &after, &old, NULL, NULL };
	unsigned column = (x / 8) % column_count(table);
	enum verdict verdict = FINE;
	long long count, is = 0;
	calx_node clauses[3] = { { .kind = CALX_NODE_END } };

	condition_choose(&condition, table, x, y);
	condition_make(&value, table, column,
		value_choose(table, column, mix(x, y, 9)));
	clauses[0] = (calx_node){ .kind = CALX_NODE_SET,
		.operand = &value.column,
		.right = value.clauses[0].right };
	if (value.wanted == NIL)
		clauses[0].right.what = CALX_OPERAND_VALUE;
	clauses[1] = condition.clauses[0];
	foresee_where(table, &condition, write_foresee);
	SAY("update %s.%u = %lld where %u = %lld\n", tables[table].table->name,
		column, (long long)value.wanted, condition.cell,
		(long long)condition.wanted);
	count = calx_session_update(
		run.session, tables[table].table, clauses, NULL);
	condition_free(&condition);
	condition_free(&value);
	if (!foreseen.empty && (foreseen.stale || foreseen.verdict != FINE)) {
		if (!flush_settle(&foreseen, count >= 0))
			return;
	}
	if (!foreseen.empty)
		flushed(&foreseen);
	if (set_has(&tables[table].uniques[0], column))
		settle(table);
	after = old = run.now;
	for (unsigned i = 0; i < old.counts[table]; i++)
		if (row_fits(&condition, &old.rows[table][i])) {
			after.rows[table][i].values[column] = value.wanted;
			is++;
		}
	for (unsigned i = 0; i < old.counts[table]; i++)
		if (row_fits(&condition, &old.rows[table][i]) &&
			row_follow(&follow, table, old.rows[table][i].values,
				row_of(&after, table, old.rows[table][i].id)
					->values) == REFUSED)
			verdict = REFUSED;
	if (verdict == FINE)
		verdict = state_check(&after);
	/* within the statement, one row after the other */
	if (verdict == FINE && is > 1)
		verdict = EITHER;
	if (statement_settle(&after, verdict, count >= 0))
		CHECK(count == is);
}

/* One row by calx_insert(): what is NULL, or made up, is left out. False when
 * that is all of it. */
static bool insert_by_clauses(
	unsigned table, const cell *values, enum calx_status *ret_status)
{
	struct condition sets[COLUMNS_MAX];
	calx_node clauses[COLUMNS_MAX + 1] = { { .kind = CALX_NODE_END } };
	unsigned count = 0;
	long long rows;

	for (unsigned c = 0; c < column_count(table); c++) {
		if (values[c] == NIL ||
			(tables[table].generated && !c && !values[c]))
			continue;
		condition_make(&sets[count], table, c, values[c]);
		clauses[count] = (calx_node){ .kind = CALX_NODE_SET,
			.operand = &sets[count].column,
			.right = sets[count].clauses[0].right };
		clauses[++count].kind = CALX_NODE_END;
	}
	if (!count)
		return false;
	rows = calx_session_insert(
		run.session, tables[table].table, clauses, NULL);
	while (count)
		condition_free(&sets[--count]);
	CHECK(rows < 0 || rows == 1);
	*ret_status = rows < 0 ? (enum calx_status)rows : CALX_OK;
	return true;
}

/* Rows that the session does not know. */
static void do_insert(unsigned table, unsigned x, unsigned y)
{
	static struct state after;
	char memory[3][512] = { { 0 } };
	size_t size = tables[table].table->row_size;
	unsigned rows = 1 + y % 3;
	cell values[3][COLUMNS_MAX];
	char *block = calloc(3, size);
	enum verdict verdict = FINE;
	enum calx_status status;

	CHECK(block);
	if (run.now.counts[table] > ROWS_MAX / 2)
		rows = 0;
	for (unsigned i = 0; i < rows; i++) {
		values_choose(table, x + i, y, values[i]);
		row_make(table, values[i], memory[i]);
		memcpy(block + i * size, memory[i], size);
	}
	write_foresee(table, NULL);
	SAY("bulk %s %u\n", tables[table].table->name, rows);
	if (!rows) {
		free(block);
		return;
	}
	if (rows > 1 || x % 2 || !insert_by_clauses(table, values[0], &status))
		status = calx_session_bulk_save(
			run.session, tables[table].table, block, rows, NULL);
	free(block);
	if (!foreseen.empty && (foreseen.stale || foreseen.verdict != FINE)) {
		if (!flush_settle(&foreseen, status >= 0))
			return;
	}
	if (!foreseen.empty)
		flushed(&foreseen);
	settle(table);
	after = run.now;
	for (unsigned i = 0; i < rows; i++) {
		for (unsigned c = 0; c < column_count(table); c++)
			if (tables[table].defaults[c] && values[i][c] == NIL)
				values[i][c] = tables[table].defaults[c] - 1;
		if (tables[table].generated && !values[i][0])
			values[i][0] = next_key(&after, table);
		if (!row_add(&after, table, ++run.last_id, values[i]))
			verdict = EITHER;
	}
	/* they go in parts, of which the first may need the last */
	if (verdict == FINE)
		verdict = state_check(&after);
	if (verdict == FINE && rows > 1)
		for (unsigned t = 0; tables[table].references[t].from.count;
			t++)
			if (tables[table].references[t].table == table)
				verdict = EITHER;
	statement_settle(&after, verdict, status >= 0);
}

/* ---- loops ---------------------------------------------------------------------------- */

static void do_each(unsigned table, unsigned x, unsigned y)
{
	void *cursor __attribute__((cleanup(calx_cursor_drop)));
	const unsigned depth = run.depth;
	unsigned stop = y % 5, what = x % 14, n = 0, rollbacks;
	void *memory;

	read_foresee(table, NULL);
	SAY("each %s, %u at %u\n", tables[table].table->name, what, stop);
	cursor = calx_session_each(run.session, tables[table].table,
		(const calx_node[]){ { .kind = CALX_NODE_END } }, NULL);
	if (!autoflush_settle())
		return;
	CHECK(cursor);
	rollbacks = run.rollbacks;
	for (; (memory = calx_cursor_next(cursor)); n++) {
		const struct row *row = NULL;
		struct object *object;
		cell values[COLUMNS_MAX];

		for (unsigned i = 0; i < column_count(table); i++)
			values[i] = field_get(table, i, memory);
		for (unsigned i = 0; i < OBJECTS_MAX; i++)
			if (run.objects[i].memory == memory &&
				is_mapped(&run.objects[i]))
				memcpy(values, run.objects[i].seen,
					sizeof(values));
		row = row_by_key(&run.now, table, values);
		object = row ? object_at(table, row->values) : NULL;
		if (n < stop)
			continue;
		if (n > stop) {
			for (unsigned i = 0; i < column_count(table); i++)
				field_get(table, i, memory);
			continue;
		}
		CHECK(row);
		switch (what) {
		case 0: /* leave it */
		case 1:
			return;
		case 12: /* the same in a savepoint, which is taken back */
		case 2:	 /* it becomes an object by its change */
		case 3:
		case 4: {
			unsigned column = y / 5 % column_count(table);
			cell value = value_choose(table, column, mix(x, y, 11));

			if (object && object->memory != memory)
				return;
			if (what == 12) {
				if (!block_begin(0) || run.failed)
					return;
				CHECK(run.rollbacks == rollbacks);
				/* that flush may have seen it off */
				object = object_at(table, values);
				row = row_by_key(&run.now, table, values);
				if (!row ||
					(object && object->memory != memory))
					break;
			}
			if (!object) {
				object = object_new();
				if (!object)
					return;
				*object = (struct object){ .life = TRACKED,
					.table = table,
					.id = row->id,
					.memory = memory,
					.serial = ++run.serial,
					.layer = layer_of(depth) };
				memcpy(object->now, row->values,
					sizeof(object->now));
				memcpy(object->seen, row->values,
					sizeof(object->now));
				memcpy(object->base, row->values,
					sizeof(object->now));
				object->now[column] = value;
				lend(field_put(table, column, memory, value));
				if (!is_changed(object)) {
					/* a change that is none keeps nothing */
					object->life = NONE;
					return;
				}
			} else {
				object_edit(object);
				object->now[column] = value;
				lend(field_put(table, column, memory, value));
			}
			if (what == 4)
				return;
			if (what == 3) {
				do_flush(0);
				return;
			}
			if (what == 12) {
				do_flush(0);
				if (run.failed || run.rollbacks != rollbacks)
					return;
				block_undo();
			}
			break;
		}
		case 5:
			do_commit(0);
			if (run.failed || run.rollbacks != rollbacks)
				return;
			for (unsigned i = 0; i < column_count(table); i++)
				field_get(table, i, memory);
			break;
		case 6: {
			/* let go of, it holds what the program has lent */
			bool lent =
				object && object->memory == memory &&
				(object->layer != NEVER || object->inserted);

			rollback_now();
			for (unsigned i = 0; !lent && i < column_count(table);
				i++)
				field_get(table, i, memory);
			return;
		}
		case 7:
			rollback_now();
			CHECK(!calx_cursor_next(cursor));
			CHECK(calx_session_error(run.session)->status ==
				CALX_MISUSE);
			run.failed = true;
			return;
		case 8:
			if (object && object->life != TRACKED)
				return;
			if (!object) {
				object = object_new();
				if (!object)
					return;
				*object = (struct object){ .life = TRACKED,
					.table = table,
					.id = row->id,
					.memory = memory,
					.serial = ++run.serial,
					.layer = layer_of(depth) };
				memcpy(object->now, row->values,
					sizeof(object->now));
				memcpy(object->seen, row->values,
					sizeof(object->now));
				memcpy(object->base, row->values,
					sizeof(object->now));
			}
			object_delete(object);
			break;
		case 9:
			do_flush(0);
			if (run.failed || run.rollbacks != rollbacks)
				return;
			break;
		case 10: /* let go of it */
			if (object) {
				CHECK(calx_expunge(run.session, memory) ==
					CALX_OK);
				object->life = NONE;
				return;
			}
			lend(field_put(table, 0, memory,
				value_choose(table, 0, y | 7)));
			CHECK(calx_expunge(run.session, memory) == CALX_OK);
			return;
		default:
			do_get((table + y) % TABLE_COUNT, x, y);
			if (run.failed || run.rollbacks != rollbacks)
				return;
		}
	}
}

static void do_rows(unsigned table, unsigned x, unsigned y)
{
	void *cursor __attribute__((cleanup(calx_cursor_drop)));
	calx_node terms[COLUMNS_MAX + 1] = { { .kind = CALX_NODE_END } };
	calx_node columns_[COLUMNS_MAX];
	const calx_row *row;
	unsigned n = 0, rollbacks;

	for (unsigned i = 0; i < column_count(table); i++) {
		columns_[i] = (calx_node){ .kind = CALX_NODE_COLUMN,
			.column = &tables[table].table->columns[i] };
		terms[i] = (calx_node){ .kind = CALX_NODE_LIFTED,
			.operand = &columns_[i] };
	}
	terms[column_count(table)].kind = CALX_NODE_END;
	read_foresee(table, NULL);
	SAY("rows %s\n", tables[table].table->name);
	cursor = calx_session_each_row(run.session,
		(const calx_node[]){
			{ .kind = CALX_NODE_COLUMNS, .children = terms },
			{ .kind = CALX_NODE_END } },
		NULL);
	if (!autoflush_settle())
		return;
	CHECK(cursor);
	rollbacks = run.rollbacks;
	for (; (row = calx_cursor_next(cursor)); n++) {
		for (unsigned i = 0; i < column_count(table); i++) {
			const char *text = calx_row_text(row, i);

			CHECK(!text || strlen(text) < 1000);
		}
		if (n != y % 4)
			continue;
		if (x % 4 == 0)
			return;
		if (x % 4 == 1)
			do_commit(0);
		if (x % 4 == 2) {
			rollback_now();
			return;
		}
		if (run.failed || run.rollbacks != rollbacks)
			return;
		for (unsigned i = 0; i < column_count(table); i++)
			calx_row_text(row, i);
	}
	CHECK(!calx_session_error(run.session));
	CHECK(x % 4 != 3 || n == run.now.counts[table]);
}

/* ---- mistakes --------------------------------------------------------------------------- */

/* Nothing is done while an error sticks. */
static void failed_try(unsigned table, unsigned x)
{
	char memory[512] = { 0 };
	enum calx_status status = calx_session_error(run.session)->status;

	switch (x % 5) {
	case 0:
		CHECK(calx_flush(run.session) == status);
		break;
	case 1:
		CHECK(calx_commit(run.session) == status);
		break;
	case 2:
		CHECK(!calx_session_add(
			run.session, tables[table].table, memory, NULL));
		break;
	case 3:
		CHECK(!calx_session_first(run.session, tables[table].table,
			(const calx_node[]){ { .kind = CALX_NODE_END } },
			NULL));
		break;
	default:
		CHECK(calx_session_count(run.session, tables[table].table,
			      (const calx_node[]){ { .kind = CALX_NODE_END } },
			      NULL) == status);
	}
	objects_check();
}

static void do_mistake(unsigned table, unsigned x, unsigned y)
{
	char *memory;

	SAY("mistake %u\n", x % 4);
	switch (x % 4) {
	case 0:
		CHECK(calx_delete(run.session, NULL) == CALX_MISUSE);
		break;
	case 1:
		memory = calloc(1, 64);
		CHECK(calx_refresh(run.session, memory) == CALX_MISUSE);
		free(memory);
		break;
	case 2:
		CHECK(calx_expunge(run.session, &table) == CALX_MISUSE);
		break;
	default: {
		struct object *object = object_choose(y, false);

		if (!object || object->life != ADDED)
			return;
		CHECK(calx_refresh(run.session, object->memory) == CALX_MISUSE);
	}
	}
	run.failed = true;
}

static void do_expunge_all(unsigned x)
{
	if (x % 4)
		return;
	SAY("expunge all\n");
	CHECK(calx_expunge_all(run.session) == CALX_OK);
	for (unsigned i = 0; i < OBJECTS_MAX; i++)
		run.objects[i].life = NONE;
}

/* ---- all of it ---------------------------------------------------------------------------- */

typedef void operation(unsigned table, unsigned x, unsigned y);

static void op_flush(unsigned table, unsigned x, unsigned y)
{
	(void)table;
	(void)y;
	SAY("flush\n");
	do_flush(x);
}

static void op_commit(unsigned table, unsigned x, unsigned y)
{
	(void)table;
	(void)y;
	SAY("commit\n");
	do_commit(x);
}

static void op_rollback(unsigned table, unsigned x, unsigned y)
{
	(void)table;
	(void)x;
	(void)y;
	SAY("rollback\n");
	rollback_now();
}

static void op_expunge_all(unsigned table, unsigned x, unsigned y)
{
	(void)table;
	(void)y;
	do_expunge_all(x);
}

static const struct {
	operation *run;
	bool on_object;
} kinds[] = {
	{ do_add, false },
	{ do_add, false },
	{ do_add, false },
	{ do_add, false },
	{ do_add, false },
	{ do_set, true },
	{ do_set, true },
	{ do_set, true },
	{ do_set, true },
	{ do_swap, true },
	{ do_swap, true },
	{ do_delete, true },
	{ do_delete, true },
	{ op_flush, false },
	{ op_commit, false },
	{ op_commit, false },
	{ op_rollback, false },
	{ do_get, false },
	{ do_first, false },
	{ do_all, false },
	{ do_each, false },
	{ do_each, false },
	{ do_rows, false },
	{ do_update, false },
	{ do_delete_where, false },
	{ do_plain, false },
	{ do_refresh, true },
	{ do_edit, true },
	{ do_expunge, true },
	{ do_insert, false },
	{ do_insert, false },
	{ do_count, false },
	{ do_mistake, false },
	{ op_expunge_all, false },
	{ op_begin, false },
	{ op_begin, false },
	{ op_end, false },
	{ op_end, false },
};
#define KINDS (sizeof(kinds) / sizeof(*kinds))

static void step(const uint8_t *data)
{
	unsigned kind = data[0] % KINDS;
	unsigned on = kinds[kind].on_object ? data[1] : data[1] % TABLE_COUNT;

	operations++;
	if (run.failed) {
		failed_try(data[1] % TABLE_COUNT, data[2]);
		if (run.depth && data[3] & 2)
			block_end();
		else if (data[3] & 1)
			rollback_now();
		return;
	}
	kinds[kind].run(on, data[2], data[3]);
	CHECK(run.failed == (calx_session_error(run.session) != NULL));
	if (!run.failed)
		objects_check();
}

static void operations_print(void)
{
	fprintf(stderr, "%llu operations\n", operations);
}

static void prepare(void)
{
	if (run.engine)
		return;
	run.chatty = getenv("FUZZ_CHATTY") != NULL;
	run.engine = calx_engine_open("sqlite://", NULL);
	run.other = calx_connection_open(run.engine, NULL);
	CHECK(run.engine && run.other);
	CHECK(calx_create_all(run.engine, &fuzz_metadata) == CALX_OK);
	columns_learn(run.engine);
	atexit(operations_print);
}

static void clear(void)
{
	static char sql[TABLE_COUNT][64];

	CHECK(calx_connection_execute(
		      run.other, "PRAGMA foreign_keys = OFF", NULL, 0) >= 0);
	for (unsigned t = 0; t < TABLE_COUNT; t++) {
		if (!run.committed.counts[t])
			continue;
		snprintf(sql[t], sizeof(sql[t]), "DELETE FROM %s",
			tables[t].table->name);
		CHECK(calx_connection_execute(run.other, sql[t], NULL, 0) >= 0);
	}
	CHECK(calx_connection_execute(
		      run.other, "PRAGMA foreign_keys = ON", NULL, 0) >= 0);
	memset(run.objects, 0, sizeof(run.objects));
	memset(&run.now, 0, sizeof(run.now));
	memset(&run.committed, 0, sizeof(run.committed));
	run.failed = run.wrote = false;
	run.last_id = 0;
	run.depth = run.serial = 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	prepare();
	clear();
	if (!size)
		return 0;
	run.autoflush = data[0] % 4 != 0;
	run.explicit_edits = data[0] / 4 % 3 == 0;
	run.session =
		calx_session_open(run.engine, .no_autoflush = !run.autoflush,
			.explicit_edits = run.explicit_edits);
	CHECK(run.session && !calx_session_error(run.session));
	for (size_t at = 1; at + 4 <= size; at += 4)
		step(data + at);
	rollback_now();
	for (unsigned t = 0; t < TABLE_COUNT; t++) {
		sqlite3_finalize(run.own[t]);
		run.own[t] = NULL;
	}
	calx_session_close(run.session);
	lent_free();
	return 0;
}
