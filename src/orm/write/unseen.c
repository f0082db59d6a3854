#include "orm/write/unseen.h"

#include "engine/connection.h"
#include "engine/error.h"
#include "engine/prepare.h"
#include "engine/run.h"
#include "orm/base/error.h"
#include "orm/store/own.h"
#include "sql/schema/descriptor.h"
#include "sql/type/stored.h"

/* A flush that only deletes, or that only adds, asks for nothing. One that does
 * both asks for the children of what it deletes, if some of them may have a unique
 * value that it takes, or be what other rows of it refer to. The database is about
 * to look for the same rows. */

/* ---- whether they matter ----------------------------------------------------- */

/* Whether some row that is added says its key. */
static bool says_key(const struct mapper *mapper)
{
	const struct vec *added = &mapper->pending.added;
	const calx_column *column = calx__plan_key(&mapper->plan, 0)->column;

	for (size_t i = 0; i < added->count; i++)
		if (!calx__field_is_unset(
			    column, calx__slot_row(&mapper->slots,
					    calx__slots_at(added, i))))
			return true;
	return false;
}

/* Whether rows of the unit get new values of a unique key. */
static bool takes(const struct unit *unit)
{
	const struct mapper *mapper = unit->mapper;
	const struct constraints *constraints = &mapper->constraints;

	if (calx__unit_changes_key(unit))
		return true;
	if (!mapper->pending.added.count)
		return false;
	return constraints->unique_count > 1 || !mapper->plan.generated_key ||
	       says_key(mapper);
}

static bool is_followed_by(const struct foreign_key *key)
{
	return key->on_delete != KEY_NO_ACTION ||
	       key->on_update != KEY_NO_ACTION;
}

static bool follows(const struct mapper *mapper)
{
	const struct constraints *constraints = &mapper->constraints;

	for (size_t i = 0; i < constraints->foreign_key_count; i++)
		if (is_followed_by(&constraints->foreign_keys[i]))
			return true;
	return false;
}

/* Whether a row may have to go before others that are written. */
static bool any_goes_early(const struct flush *flush)
{
	for (size_t i = 0; i < flush->unit_count; i++) {
		const struct unit *unit = &flush->units[i];

		if ((unit->mapper->pending.removed.count ||
			    follows(unit->mapper)) &&
			takes(unit))
			return true;
	}
	return false;
}

static bool any_goes(const struct flush *flush)
{
	for (size_t i = 0; i < flush->unit_count; i++)
		if (flush->units[i].mapper->pending.removed.count ||
			calx__unit_changes_key(&flush->units[i]))
			return true;
	return false;
}

/* Which tables matter, while that is being found out. */
struct need {
	const struct flush *flush;
	bool *tables;
	bool grows;
};

static void table_need(struct need *need, const char *table)
{
	const struct vec *mappers = &need->flush->session->mappers;
	const struct mapper *mapper =
		calx__mapper_named(need->flush->session, table);

	for (size_t i = 0; mapper && i < mappers->count; i++)
		if (calx__mapper_at(need->flush->session, i) == mapper &&
			!need->tables[i])
			need->tables[i] = need->grows = true;
}

/* What takes a value, and what is referred to by what is changed or deleted. */
static void unit_need(struct need *need, const struct unit *unit)
{
	const struct constraints *constraints = &unit->mapper->constraints;

	if (takes(unit))
		table_need(need, unit->mapper->table->name);
	if (!unit->changes.count && !unit->mapper->pending.removed.count)
		return;
	for (size_t i = 0; i < constraints->foreign_key_count; i++)
		table_need(need, constraints->foreign_keys[i].table);
}

/* On the way from the rows of a flush to those of a table. */
static void parents_need(struct need *need, const struct mapper *mapper)
{
	const struct constraints *constraints = &mapper->constraints;

	for (size_t i = 0; i < constraints->foreign_key_count; i++)
		if (is_followed_by(&constraints->foreign_keys[i]))
			table_need(need, constraints->foreign_keys[i].table);
}

enum calx_status calx__unseen_needed(
	struct flush *flush, const bool **ret_needed)
{
	const size_t count = flush->session->mappers.count;
	struct need need = { .flush = flush, .grows = true };

	*ret_needed = NULL;
	if (!any_goes(flush) || !any_goes_early(flush))
		return CALX_OK;
	need.tables = calx__arena_zero(&flush->arena, count, sizeof(bool));
	if (!need.tables)
		return calx__session_fail_memory(flush->session);
	for (size_t i = 0; i < flush->unit_count; i++)
		unit_need(&need, &flush->units[i]);
	while (need.grows) {
		need.grows = false;
		for (size_t i = 0; i < count; i++)
			if (need.tables[i])
				parents_need(&need,
					calx__mapper_at(flush->session, i));
	}
	*ret_needed = need.tables;
	return CALX_OK;
}

/* ---- reading them ------------------------------------------------------------ */

/* False: the parent's key is NULL, or the statement has failed. */
static bool parent_bind(const struct unseen *unseen, const void *parent,
	struct prepared *prepared)
{
	const struct column_set *columns = &unseen->foreign_key->columns;
	struct bound_value *bound = unseen->child->buffers.bound;

	for (size_t i = 0; i < columns->count; i++) {
		bound[i] = (struct bound_value){
			.column = calx__column_at(
				unseen->child->table, columns->numbers[i]),
			.compared = COMPARED_EQUAL,
		};
		calx__field_read(calx__column_at(unseen->parent->table,
					 unseen->referred.numbers[i]),
			parent, &bound[i].value);
		if (bound[i].value.kind == CALX_NULL)
			return false;
	}
	return calx__bind(prepared, 0, bound, columns->count) >= 0;
}

/* The value that came for a column into the struct; false: the model cannot have
 * it. */
static bool column_take(const struct mapper *mapper, unsigned number,
	struct arena *room, char *row)
{
	const calx_column *column = calx__column_at(mapper->table, number);
	calx_value *value = &mapper->buffers.values[number];

	if (calx__set_has(&mapper->plan.stored, number) &&
		calx__stored_get(&column->type, calx__column_name(column),
			value, room, NULL) < 0)
		return false;
	return calx__field_write(column, row, value, NULL) >= 0;
}

/* The current row, its text borrowed. */
static bool row_take(
	struct mapper *mapper, struct prepared *prepared, char *row)
{
	const size_t count = mapper->table->column_count;
	struct arena *room;

	if (calx__row(prepared, mapper->plan.layout.kinds, count,
		    mapper->buffers.values) < 0)
		return false;
	room = calx__row_room(prepared);
	for (unsigned i = 0; i < count; i++)
		if (!column_take(mapper, i, room, row))
			return false;
	return true;
}

/* Its text is the arena's from now on. */
static bool row_keep(
	const struct unseen *unseen, char *row, struct vec *ret_rows)
{
	struct mapper *child = unseen->child;
	char *text = calx__arena_bytes(
		&unseen->flush->arena, calx__own_measure(child, row));
	size_t place;

	if (!text)
		return false;
	if (calx__identity_find_row(&child->identity, row, &place) != SLOT_NONE)
		return true;
	calx__own_move(child, row, text);
	return calx__vec_append(ret_rows, &row);
}

static bool rows_keep(const struct unseen *unseen, struct prepared *prepared,
	struct vec *ret_rows)
{
	struct arena *arena = &unseen->flush->arena;
	const size_t size = unseen->child->table->row_size;

	while (calx__step(prepared) == 1) {
		char *row = calx__arena_zero(arena, 1, size);

		if (!row)
			return false;
		if (row_take(unseen->child, prepared, row) &&
			!row_keep(unseen, row, ret_rows))
			return false;
	}
	return true;
}

/* What has failed is no failure of the flush, but for one of memory. */
static bool failure_forget(calx_connection *connection)
{
	calx_error error;

	if (calx__connection_status(connection) == CALX_OUT_OF_MEMORY)
		return false;
	if (calx__connection_status(connection) < 0)
		calx__connection_set_aside(connection, &error);
	return true;
}

bool calx__unseen_children(
	const struct unseen *unseen, const void *parent, struct vec *ret_rows)
{
	calx_connection *connection = unseen->flush->session->connection;
	const struct column_set *columns = &unseen->foreign_key->columns;
	const struct statement get = { .kind = STATEMENT_GET,
		.table = unseen->child->table,
		.keys = columns->numbers,
		.key_count = columns->count };
	struct prepared *prepared =
		calx__prepare(connection, &get, unseen->flush->reason.where);
	bool done = true;

	if (parent_bind(unseen, parent, prepared))
		done = rows_keep(unseen, prepared, ret_rows);
	calx__finish(prepared);
	return done && failure_forget(connection);
}
