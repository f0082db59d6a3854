#include "orm/write/unit.h"

#include <assert.h>
#include <string.h>

#include "compile/identifier.h"
#include "engine/connection.h"
#include "engine/prepare.h"
#include "orm/base/error.h"
#include "orm/store/changed.h"
#include "orm/store/describe.h"
#include "orm/write/refused.h"
#include "sql/schema/descriptor.h"
#include "util/fail.h"
#include "util/text.h"

/* What there is to write is found before anything is written. Changes are put
 * together by the set of columns that they touch: each set is one UPDATE. */

/* ---- errors -------------------------------------------------------------- */

/* Whether it is what the row holds that has failed, and not that anything is
 * written now. */
static bool is_about_row(enum calx_status status)
{
	return status == CALX_CONSTRAINT || status == CALX_STALE ||
	       status == CALX_INVALID || status == CALX_RANGE ||
	       status == CALX_TYPE_MISMATCH;
}

/* Says more of a row that a constraint has refused. */
static void explain(
	const struct mapper *mapper, uint32_t slot, const char *what)
{
	struct refused refused = { .session = mapper->session,
		.table = mapper->table };
	bool is_new = calx__text_equal(what, "insert into");

	if (slot == SLOT_NONE)
		return;
	if (!calx__text_equal(what, "delete from"))
		refused.row = calx__slot_row(&mapper->slots, slot);
	if (!is_new)
		refused.old = calx__slot_snapshot(&mapper->slots, slot);
	calx__refused_explain(&refused);
}

enum calx_status calx__unit_failed(struct flush *flush,
	const struct mapper *mapper, const void *row, const char *what)
{
	calx_session *session = flush->session;
	const struct slots *slots = &mapper->slots;
	uint32_t slot = calx__slot_of(slots, row);
	const char *place =
		slot == SLOT_NONE ? NULL : calx__slot_place(slots, slot);
	char name[256];

	calx__session_failed(session, flush->reason.where);
	if (place && is_about_row(session->error.status))
		calx__fail_where(&session->error, "%s", place);
	explain(mapper, slot, what);
	calx__describe_row(mapper, row, name, sizeof(name));
	if (flush->reason.verb)
		calx__fail_context(&session->error, "%s: flush: %s %s",
			flush->reason.verb, what, name);
	else
		calx__fail_context(&session->error, "flush: %s %s", what, name);
	if (!session->error.table[0])
		calx__fail_copy(session->error.table,
			sizeof(session->error.table), mapper->table->name);
	return session->error.status;
}

struct prepared *calx__unit_prepare(struct flush *flush,
	const struct mapper *mapper, const struct statement *statement,
	const char *what)
{
	struct prepared *prepared = calx__prepare(
		flush->session->connection, statement, flush->reason.where);

	if (!prepared)
		calx__unit_failed(flush, mapper, NULL, what);
	return prepared;
}

enum calx_status calx__unit_stale(struct flush *flush)
{
	return calx__fail(calx__session_failing(flush->session), CALX_STALE,
		"the row was changed or deleted by someone else");
}

/* ---- what was changed ---------------------------------------------------- */

/* The number of a set of changed columns among those of the unit. They are few:
 * as many as there are places in a program that assign to its columns. */
static bool shape_number(
	struct unit *unit, const bool *shape, uint32_t *ret_number)
{
	const size_t count = unit->mapper->table->column_count;
	const bool *shapes = unit->shapes.items;

	for (uint32_t i = 0; i < unit->shapes.count; i++) {
		if (memcmp(shapes + i * count, shape, count) == 0) {
			*ret_number = i;
			return true;
		}
	}
	*ret_number = (uint32_t)unit->shapes.count;
	return calx__vec_append(&unit->shapes, shape);
}

static struct change *change_push(struct vec *changes)
{
	if (changes->count == changes->capacity)
		return calx__vec_push(changes);
	return (struct change *)changes->items + changes->count++;
}

static int64_t change_key(const struct mapper *mapper, uint32_t slot)
{
	calx_value key = { .as.integer = 0 };

	if (!mapper->plan.integer_key)
		return slot;
	calx__field_load(calx__plan_key(&mapper->plan, 0),
		calx__slot_snapshot(&mapper->slots, slot), &key);
	return key.as.integer;
}

static enum calx_status change_add(
	struct mapper *mapper, uint32_t slot, void *context)
{
	struct unit *unit = context;
	struct change *change = change_push(&unit->changes);

	if (!change ||
		!shape_number(unit, mapper->buffers.changed, &change->shape))
		return calx__session_fail_memory(mapper->session);
	change->slot = slot;
	change->key = change_key(mapper, slot);
	return CALX_OK;
}

static bool mapper_waits(const struct mapper *mapper)
{
	return mapper->pending.added.count || mapper->pending.removed.count;
}

/* The list without what has left the session since. */
static void list_compact(
	struct slots *slots, struct vec *list, enum slot_state state)
{
	uint32_t *items = list->items;
	size_t count = 0;

	for (size_t i = 0; i < list->count; i++) {
		if (calx__slot_is(slots, items[i]) == state) {
			items[count++] = items[i];
			continue;
		}
		*calx__slot_state(slots, items[i]) &=
			(unsigned char)~SLOT_LISTED;
		calx__slot_unedit(slots, items[i]);
	}
	list->count = count;
}

/* ---- what has lost its row ------------------------------------------------ */

static enum calx_status lost_fail(struct flush *flush,
	const struct mapper *mapper, uint32_t slot, const char *what)
{
	calx__unit_stale(flush);
	return calx__unit_failed(
		flush, mapper, calx__slot_snapshot(&mapper->slots, slot), what);
}

static enum calx_status lost_changed(
	struct mapper *mapper, uint32_t slot, void *context)
{
	return lost_fail(context, mapper, slot, "update of");
}

static enum calx_status lost_check(struct flush *flush, struct mapper *mapper)
{
	const struct vec *removed = &mapper->pending.removed;

	if (!mapper->has_lost)
		return CALX_OK;
	for (size_t i = 0; i < removed->count; i++) {
		uint32_t slot = calx__slots_at(removed, i);

		if (calx__slot_is(&mapper->slots, slot) == SLOT_LOST)
			return lost_fail(flush, mapper, slot, "delete from");
	}
	return calx__changed_each(mapper, SLOT_LOST, lost_changed, flush);
}

/* ---- collecting ----------------------------------------------------------- */

static enum calx_status unit_collect(struct flush *flush, struct mapper *mapper)
{
	struct unit *unit = &flush->units[flush->unit_count];
	enum calx_status status = lost_check(flush, mapper);

	if (status < 0)
		return status;
	list_compact(&mapper->slots, &mapper->pending.added, SLOT_ADDED);
	list_compact(&mapper->slots, &mapper->pending.removed, SLOT_REMOVED);
	unit->mapper = mapper;
	unit->changes = (struct vec)VEC_INIT(struct change);
	unit->shapes = (struct vec){ .size = mapper->table->column_count };
	/* counted at once, so that what it allocates is freed */
	flush->unit_count++;
	status = calx__changed_each(mapper, SLOT_TRACKED, change_add, unit);
	if (status < 0)
		return status;
	if (!unit->changes.count && !mapper_waits(mapper)) {
		flush->unit_count--;
		return CALX_OK;
	}
	calx__changes_sort(&unit->changes);
	return calx__mapper_resolve(mapper);
}

enum calx_status calx__units_collect(struct flush *flush)
{
	const struct vec *mappers = &flush->session->mappers;
	enum calx_status status = CALX_OK;

	flush->units = mappers->count <= UNITS_FEW
			       ? flush->few
			       : calx__arena_zero(&flush->arena, mappers->count,
					 sizeof(*flush->units));
	if (!flush->units)
		return calx__session_fail_memory(flush->session);
	for (size_t i = 0; i < mappers->count && status >= 0; i++) {
		struct mapper *mapper = calx__mapper_at(flush->session, i);

		if (!flush->is_part || mapper->chosen)
			status = unit_collect(flush, mapper);
	}
	return status;
}

void calx__units_release(struct flush *flush)
{
	for (size_t i = 0; i < flush->unit_count; i++) {
		calx__vec_release(&flush->units[i].changes);
		calx__vec_release(&flush->units[i].shapes);
	}
	calx__arena_release(&flush->arena);
}

struct unit *calx__units_find(const struct flush *flush, const char *table)
{
	const struct dialect *dialect =
		calx__connection_dialect(flush->session->connection);

	for (size_t i = 0; i < flush->unit_count; i++) {
		if (calx__names_equal(dialect,
			    flush->units[i].mapper->table->name, table))
			return &flush->units[i];
	}
	return NULL;
}

bool calx__unit_touches(
	const struct unit *unit, const struct column_set *columns)
{
	for (uint32_t i = 0; i < unit->shapes.count; i++) {
		const struct change change = { .shape = i };

		if (calx__change_touches(unit, &change, columns))
			return true;
	}
	return false;
}

bool calx__unit_changes_key(const struct unit *unit)
{
	const struct constraints *constraints = &unit->mapper->constraints;

	for (size_t i = 0; i < constraints->unique_count; i++)
		if (calx__unit_touches(unit, &constraints->uniques[i]))
			return true;
	return false;
}

bool calx__referred_columns(struct flush *flush, const struct mapper *parent,
	const struct foreign_key *key, struct column_set *ret_set)
{
	*ret_set = parent->plan.key;
	return !key->referred ||
	       calx__constraints_numbers(parent->table, key->referred,
		       key->columns.count, &flush->arena, ret_set);
}

/* Whether one foreign key refers to that column of the table. */
static bool refers_to(const struct foreign_key *foreign_key,
	const struct mapper *mapper, unsigned number)
{
	const char *name =
		calx__column_name(calx__column_at(mapper->table, number));

	if (!foreign_key->referred)
		return calx__set_has(&mapper->plan.key, number);
	for (size_t i = 0; i < foreign_key->columns.count; i++)
		if (calx__text_equal_nocase(foreign_key->referred[i], name))
			return true;
	return false;
}

bool calx__unit_is_referred(
	const struct flush *flush, const struct unit *unit, unsigned number)
{
	const struct vec *mappers = &flush->session->mappers;

	assert(unit);
	for (size_t i = 0; i < mappers->count; i++) {
		const struct constraints *constraints =
			&calx__mapper_at(flush->session, i)->constraints;

		for (size_t j = 0; j < constraints->foreign_key_count; j++) {
			const struct foreign_key *foreign_key =
				&constraints->foreign_keys[j];

			if (calx__units_find(flush, foreign_key->table) ==
					unit &&
				refers_to(foreign_key, unit->mapper, number))
				return true;
		}
	}
	return false;
}

enum calx_status calx__units_resolve(const struct flush *flush)
{
	calx_session *session = flush->session;
	enum calx_status status = CALX_OK;

	for (size_t i = 0; i < session->mappers.count && status >= 0; i++) {
		struct mapper *mapper = calx__mapper_at(session, i);

		if (!mapper->table->is_row)
			status = calx__mapper_resolve(mapper);
	}
	return status;
}
