#include "migrate/operation/damage.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include <xxhash.h>

#include "engine/catalog.h"
#include "util/fail.h"
#include "util/text.h"

/* Two looks at a database, and what is worse in the second one. */

/* ---- looking ----------------------------------------------------------------- */

/* A row that refers to nothing. Of many of them nothing more is kept. */
struct orphan_mark {
	uint64_t exact; /* of all that is known */
	uint64_t loose; /* without names, which may have changed meanwhile */
	size_t number;	/* in the order in which they came */
};

/* one look */
struct glance {
	struct survey survey;
	struct vec marks; /* of struct orphan_mark */
	calx_error *error;
	/* for telling one of the rows, by its number */
	const struct vec *done;
	size_t number, next;
};

static uint64_t hash_text(uint64_t seed, const char *text)
{
	return text ? XXH3_64bits_withSeed(text, strlen(text), seed) : seed + 1;
}

/* Without quotes: '5' may have been 5 before its column got another type. */
static uint64_t hash_values(uint64_t seed, const char *values)
{
	while (values && *values) {
		const size_t length = strcspn(values, "'");

		if (length)
			seed = XXH3_64bits_withSeed(values, length, seed);
		values += length + (values[length] != '\0');
	}
	return seed;
}

static enum calx_status orphan_mark(void *context,
	const struct schema_thing *key, const char *row, const char *values)
{
	struct glance *look = context;
	struct orphan_mark mark = {
		.loose = hash_values(hash_values(0, row), values),
		.number = look->marks.count,
	};

	mark.exact = hash_text(mark.loose, key->table);
	mark.exact = hash_text(mark.exact, key->name);
	mark.exact = hash_text(mark.exact, key->text);
	return calx__vec_append(&look->marks, &mark)
		       ? CALX_OK
		       : calx__fail_memory(look->error);
}

static enum calx_status look_at(struct glance *look, struct arena *arena,
	calx_connection *connection, orphan_row *orphan)
{
	const struct dialect *dialect = calx__connection_dialect(connection);
	struct catalog catalog = calx__connection_catalog(connection);

	look->marks = (struct vec)VEC_INIT(struct orphan_mark);
	look->survey = (struct survey){ .arena = arena,
		.things = VEC_INIT(struct schema_thing),
		.orphan = orphan,
		.context = look };
	return dialect->migration.survey(
		dialect, &catalog, &look->survey, look->error);
}

static void look_release(struct glance *look)
{
	calx__vec_release(&look->survey.things);
	calx__vec_release(&look->marks);
}

/* ---- nothing to look at ------------------------------------------------------- */

static enum calx_status mark_row(
	void *context, const char *const *values, size_t count)
{
	struct harmless *now = context;

	now->known =
		count && values[0] &&
		calx__text_to_int64(values[0], strlen(values[0]), &now->mark);
	return CALX_OK;
}

/* The mark of the schema as it is; not known if there is none. What fails sticks
 * to the connection. */
static struct harmless schema_mark(calx_connection *connection)
{
	const char *sql =
		calx__connection_dialect(connection)->migration.schema_mark;
	struct catalog catalog = calx__connection_catalog(connection);
	struct harmless now = { 0 };

	if (sql && catalog.query(&catalog, sql, mark_row, &now, NULL) < 0)
		now.known = false;
	return now;
}

static bool is_harmless(
	const struct damage *damage, calx_connection *connection)
{
	struct harmless now;

	if (!damage->harmless || !damage->harmless->known)
		return false;
	now = schema_mark(connection);
	return now.known && now.mark == damage->harmless->mark;
}

static void harmless_note(const struct damage *damage,
	const struct glance *look, calx_connection *connection)
{
	const struct harmless nothing = { 0 };

	if (!damage->harmless)
		return;
	*damage->harmless = nothing;
	if (!look->survey.things.count)
		*damage->harmless = schema_mark(connection);
}

enum calx_status calx__damage_take(struct damage *damage,
	calx_connection *connection, bool with_rows, calx_error *error)
{
	struct glance look = { .error = error };
	enum calx_status status;

	if (damage->taken ||
		!calx__connection_dialect(connection)->migration.survey)
		return CALX_OK;
	damage->taken = true;
	damage->was_harmless = is_harmless(damage, connection);
	if (damage->was_harmless)
		return CALX_OK;
	status = look_at(&look, &damage->arena, connection,
		with_rows ? orphan_mark : NULL);
	damage->things = look.survey.things;
	damage->orphans = look.marks;
	if (status >= 0)
		harmless_note(damage, &look, connection);
	damage->was_harmless = damage->harmless && damage->harmless->known;
	return status;
}

void calx__damage_release(struct damage *damage)
{
	calx__vec_release(&damage->things);
	calx__vec_release(&damage->orphans);
	calx__arena_release(&damage->arena);
	*damage = (struct damage){ 0 };
}

/* ---- things -------------------------------------------------------------------- */

static bool is_same(const struct schema_thing *a, const struct schema_thing *b)
{
	return calx__text_equal(a->kind, b->kind) &&
	       calx__text_equal_nocase(a->name, b->name) &&
	       (!a->is_constraint ||
		       calx__text_equal_nocase(a->table, b->table));
}

static const struct schema_thing *thing_find(
	const struct vec *things, const struct schema_thing *thing)
{
	for (size_t i = 0; i < things->count; i++) {
		const struct schema_thing *other = calx__vec_at(things, i);

		if (is_same(other, thing))
			return other;
	}
	return NULL;
}

/* Foreign keys of `things` that stand on no key, and that `others` has not. */
static size_t count_strays(const struct vec *things, const struct vec *others)
{
	size_t count = 0;

	for (size_t i = 0; i < things->count; i++) {
		const struct schema_thing *thing = calx__vec_at(things, i);

		count += thing->is_constraint && !thing->waits &&
			 thing->state == THING_BROKEN &&
			 !thing_find(others, thing);
	}
	return count;
}

/* Whether it has become worse. `strays`: so many new foreign keys may stand on
 * nothing, because as many old ones of another name did. */
static bool is_worse(const struct damage *damage,
	const struct schema_thing *thing, size_t *strays)
{
	const struct schema_thing *before = thing_find(&damage->things, thing);

	if (before)
		return thing->state < before->state;
	if (!thing->is_constraint || thing->waits ||
		thing->state != THING_BROKEN)
		return false;
	if (!*strays)
		return true;
	(*strays)--;
	return false;
}

static const struct schema_thing *first_worse(
	const struct damage *damage, const struct vec *now)
{
	size_t strays = count_strays(&damage->things, now);

	for (size_t i = 0; i < now->count; i++) {
		const struct schema_thing *thing = calx__vec_at(now, i);

		if (is_worse(damage, thing, &strays))
			return thing;
	}
	return NULL;
}

/* ---- whose fault it is ------------------------------------------------------------ */

static bool is_word(char c)
{
	return isalnum((unsigned char)c) || c == '_' || (unsigned char)c > 127;
}

/* Whether a text has the name as a word of its own, in any case. */
static bool mentions(const char *text, const char *name)
{
	const size_t length = name ? strlen(name) : 0;

	for (const char *at = text; at && length && *at; at++)
		if (calx__view_is_nocase(
			    (struct view){ at, strnlen(at, length) }, name) &&
			(at == text || !is_word(at[-1])) &&
			!is_word(at[length]))
			return true;
	return false;
}

static bool thing_mentions(const struct schema_thing *thing, const char *name)
{
	return mentions(thing->text, name) || mentions(thing->table, name);
}

/* How likely it is that the operation broke the thing: 0 if it did not. */
static int suspicion(
	const struct operation *operation, const struct schema_thing *thing)
{
	if (!(calx__operations[operation->kind].flags & OPERATION_BREAKS))
		return 0;
	if (operation->sql)
		return mentions(operation->sql, thing->name) ||
				       mentions(operation->sql, thing->table) ||
				       mentions(operation->sql, thing->referred)
			       ? 3
			       : 1;
	if (!thing_mentions(thing, operation->table))
		return 0;
	if (!operation->name)
		return 3;
	return thing_mentions(thing, operation->name) ? 4 : 2;
}

/* The last one that is most likely; NULL if it could be several that do not
 * even name it. */
static const struct operation *culprit(
	const struct vec *done, const struct schema_thing *thing)
{
	const struct operation *found = NULL, *only = NULL;
	int most = 0;
	size_t count = 0;

	for (size_t i = done->count; i-- > 0;) {
		const struct operation *operation =
			*(const struct operation **)calx__vec_at(done, i);
		const int suspected = suspicion(operation, thing);

		if (calx__operations[operation->kind].flags &
			OPERATION_BREAKS) {
			only = operation;
			count++;
		}
		if (suspected > most) {
			most = suspected;
			found = operation;
		}
	}
	return !found && count == 1 ? only : found;
}

static void blame(const struct vec *done, const struct schema_thing *thing,
	calx_error *error)
{
	const struct operation *operation = culprit(done, thing);

	if (!operation)
		return;
	calx__fail_context(
		error, "%s", calx__operations[operation->kind].function);
	if (operation->file)
		calx__fail_where(
			error, "%s:%u", operation->file, operation->line);
}

/* ---- telling ---------------------------------------------------------------------- */

static enum calx_status fail_worse(
	const struct schema_thing *thing, calx_error *error)
{
	if (thing->is_constraint)
		calx__fail(error, CALX_CONFLICT,
			"the foreign key (%s) of table %s works no longer: %s",
			thing->name, thing->table, thing->problem);
	else
		calx__fail(error, CALX_CONFLICT,
			"the %s %s works no longer: %s", thing->kind,
			thing->name, thing->problem);
	if (thing->is_constraint)
		calx__fail_hint(error,
			"Drop it first: calx_drop_constraint(op, \"%s\", \"%s\"). What drops a table or column with .cascade = true does that.",
			thing->table, thing->drop);
	else
		calx__fail_hint(error,
			"Drop it first, and create it again behind: %s. What drops a table or column with .cascade = true drops it, too.",
			thing->drop);
	if (error && thing->table)
		calx__fail_copy(
			error->table, sizeof(error->table), thing->table);
	return CALX_CONFLICT;
}

/* ---- rows --------------------------------------------------------------------------- */

static int by_exact(const void *a, const void *b)
{
	const uint64_t x = ((const struct orphan_mark *)a)->exact;
	const uint64_t y = ((const struct orphan_mark *)b)->exact;

	return (x > y) - (x < y);
}

static int by_loose(const void *a, const void *b)
{
	const uint64_t x = ((const struct orphan_mark *)a)->loose;
	const uint64_t y = ((const struct orphan_mark *)b)->loose;

	return (x > y) - (x < y);
}

typedef int mark_order(const void *a, const void *b);

/* Takes out of both what is in both. */
static void marks_subtract(struct vec *a, struct vec *b, mark_order *order)
{
	struct orphan_mark *x = a->items, *y = b->items;
	size_t i = 0, j = 0, kept_a = 0, kept_b = 0;

	if (!a->count || !b->count)
		return;
	qsort(x, a->count, sizeof(*x), order);
	qsort(y, b->count, sizeof(*y), order);
	while (i < a->count || j < b->count) {
		const int way = i == a->count	? 1
				: j == b->count ? -1
						: order(&x[i], &y[j]);

		if (way < 0)
			x[kept_a++] = x[i++];
		else if (way > 0)
			y[kept_b++] = y[j++];
		else
			i++, j++;
	}
	a->count = kept_a;
	b->count = kept_b;
}

/* The whole of what the error says of a row. */
static enum calx_status orphan_tell(void *context,
	const struct schema_thing *key, const char *row, const char *values)
{
	struct glance *look = context;
	calx_error *error = look->error;

	if (look->next++ != look->number)
		return CALX_OK;
	calx__fail(error, CALX_CONSTRAINT,
		"row %s of table '%s' refers to a row of '%s' that does not exist: (%s) is (%s)",
		row ? row : "?", key->table, key->referred, key->name,
		values ? values : "NULL");
	if (error) {
		calx__fail_copy(error->table, sizeof(error->table), key->table);
		calx__fail_copy(
			error->column, sizeof(error->column), key->name);
		calx__fail_copy(error->constraint, sizeof(error->constraint),
			key->drop);
	}
	blame(look->done, key, error);
	return CALX_OK;
}

/* The number of the first of them. */
static size_t marks_first(const struct vec *marks)
{
	size_t first = SIZE_MAX;

	for (size_t i = 0; i < marks->count; i++) {
		const struct orphan_mark *mark = calx__vec_at(marks, i);

		first = mark->number < first ? mark->number : first;
	}
	return first;
}

/* Looks once more, for what the error says of the first row. */
static enum calx_status fail_orphans(const struct vec *marks,
	calx_connection *connection, const struct vec *done, calx_error *error)
{
	struct arena arena = { 0 };
	struct glance look = {
		.error = error, .done = done, .number = marks_first(marks)
	};
	enum calx_status status =
		look_at(&look, &arena, connection, orphan_tell);

	if (status >= 0) {
		status = CALX_CONSTRAINT;
		if (marks->count > 1)
			calx__fail_detail(error,
				"%zu rows refer to something that does not exist.",
				marks->count);
	}
	look_release(&look);
	calx__arena_release(&arena);
	return status;
}

/* ---- the second look ------------------------------------------------------------------ */

enum calx_status calx__damage_check(struct damage *damage,
	calx_connection *connection, const struct vec *done, calx_error *error)
{
	struct arena arena = { 0 };
	struct glance look = { .error = error };
	const struct schema_thing *thing;
	enum calx_status status;

	if (!damage->taken ||
		(damage->was_harmless && is_harmless(damage, connection)))
		return CALX_OK;
	status = look_at(&look, &arena, connection, orphan_mark);
	thing = status < 0 ? NULL : first_worse(damage, &look.survey.things);
	if (thing) {
		status = fail_worse(thing, error);
		blame(done, thing, error);
	}
	if (status >= 0) {
		marks_subtract(&damage->orphans, &look.marks, by_exact);
		marks_subtract(&damage->orphans, &look.marks, by_loose);
		if (look.marks.count)
			status = fail_orphans(
				&look.marks, connection, done, error);
	}
	if (status >= 0)
		harmless_note(damage, &look, connection);
	look_release(&look);
	calx__arena_release(&arena);
	return status;
}

enum calx_status calx__damage_first(const struct damage *damage,
	calx_connection *connection, struct arena *arena,
	struct schema_thing *ret_thing, calx_error *error)
{
	struct glance look = { .error = error };
	const struct schema_thing *thing;
	enum calx_status status;

	*ret_thing = (struct schema_thing){ 0 };
	if (!damage->taken)
		return CALX_OK;
	status = look_at(&look, arena, connection, NULL);
	thing = status < 0 ? NULL : first_worse(damage, &look.survey.things);
	if (thing)
		*ret_thing = *thing;
	look_release(&look);
	return status;
}
