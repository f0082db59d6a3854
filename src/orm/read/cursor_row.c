#include "orm/read/cursor_row.h"

#include "engine/run.h"
#include "orm/base/error.h"
#include "orm/read/query.h"
#include "sql/type/stored.h"
#include "sql/type/value.h"
#include "util/fail.h"

/* Loops over rows of some columns: nothing is tracked, text is the driver's
 * until the next row. */

/* ---- opening ------------------------------------------------------------- */

/* Whether no two are the same column of a table, as the columns of two aliases
 * of it are. */
static bool nodes_distinct(const calx_node *nodes, size_t count)
{
	for (size_t i = 0; i < count; i++)
		for (size_t j = 0; j < i; j++)
			if (nodes[i].kind == CALX_NODE_COLUMN &&
				nodes[j].kind == CALX_NODE_COLUMN &&
				nodes[i].column == nodes[j].column)
				return false;
	return true;
}

static bool arrays_make(
	struct cursor *cursor, const calx_node *nodes, size_t count)
{
	struct arena *arena = &cursor->arena;
	enum calx_kind *one_kind;

	cursor->values =
		calx__arena_zero(arena, count, sizeof(*cursor->values));
	cursor->kinds = calx__arena_zero(arena, count, sizeof(*cursor->kinds));
	one_kind = calx__arena_zero(arena, count, sizeof(*one_kind));
	if (!cursor->values || !cursor->kinds || !one_kind)
		return false;
	for (size_t i = 0; i < count; i++) {
		const calx_type type = calx__node_type(&nodes[i]);

		cursor->kinds[i] = calx__stored_carrier(&type);
		cursor->stored |= type.stored != CALX_STORED_USUAL;
	}
	cursor->likely = calx__row_entries(arena, nodes, cursor->kinds, count);
	if (!cursor->likely)
		return false;
	cursor->row = (struct calx_row){
		.connection = cursor->session->connection,
		.values = cursor->values,
		.nodes = nodes,
		.count = count,
		.scratch = &cursor->scratch,
		.kinds = cursor->kinds,
		.one_kind = one_kind,
		.likely = count && nodes_distinct(nodes, count)
				  ? &cursor->likely
				  : NULL,
	};
	return true;
}

static void *fail_columns(
	calx_session *session, const char *why, const char *where)
{
	calx_error *error = calx__session_failing(session);

	calx__fail(error, CALX_MISUSE, "calx_each_row: %s", why);
	if (where)
		calx__fail_where(error, "%s", where);
	return NULL;
}

static void *cursor_open(calx_session *session, const calx_table *table,
	const calx_node *clauses, const char *where)
{
	const struct statement select = {
		.kind = STATEMENT_SELECT, .table = table, .clauses = clauses
	};
	struct cursor *cursor = calx__cursor_new(session, where);
	const calx_node *nodes;

	if (!cursor)
		return NULL;
	/* the row outlives the caller's nodes */
	nodes = calx__columns_copy(&cursor->arena, clauses);
	if (nodes && arrays_make(cursor, nodes, calx__nodes_count(nodes)))
		return calx__cursor_start(cursor, &select);
	calx__session_fail_memory(session);
	calx__cursor_drop(cursor);
	return NULL;
}

void *calx_session_each_row(
	calx_session *session, const calx_node *clauses, const char *where)
{
	struct flush_reason reason = { "calx_each_row", where };
	const calx_table *table;

	if (!calx__session_ready(session))
		return NULL;
	if (!calx__clause(clauses, CALX_NODE_COLUMNS))
		return fail_columns(session, "which columns()?", where);
	table = calx__clauses_table(clauses);
	if (!table)
		return fail_columns(session,
			"no column says the table: which from()?", where);
	if (calx__query_flush(session, table, clauses, reason) < 0)
		return NULL;
	return cursor_open(session, table, clauses, where);
}

/* ---- reading ------------------------------------------------------------- */

/* What is in the form of another program becomes a value. Out of the way of the
 * rows that have no such column. */
__attribute__((noinline, cold)) static enum calx_status stored_get(
	struct cursor *cursor)
{
	struct arena *room = calx__row_room(cursor->prepared);
	enum calx_status status = CALX_OK;

	for (size_t i = 0; i < cursor->row.count && status >= 0; i++) {
		const calx_type type = calx__node_type(&cursor->row.nodes[i]);
		const char *name = calx_row_name(&cursor->row, i);

		status = calx__stored_get(&type, name, &cursor->values[i], room,
			calx__session_failing(cursor->session));
	}
	calx__session_fail_where(cursor->session, cursor->where);
	return status;
}

__attribute__((noinline)) static enum calx_status values_read(
	struct cursor *cursor)
{
	if (calx__row(cursor->prepared, cursor->kinds, cursor->row.count,
		    cursor->values) < 0)
		return calx__session_failed(cursor->session, cursor->where);
	return cursor->stored ? stored_get(cursor) : CALX_OK;
}

/* The first row, and each one that is not lent. */
__attribute__((noinline)) static void *next_other(struct cursor *cursor)
{
	struct calx_row *row = &cursor->row;

	if (calx__cursor_step(cursor) != 1)
		return NULL;
	row->prepared = cursor->prepared;
	if (!cursor->stored &&
		calx__lend(cursor->prepared, row->kinds, row->count))
		calx__row_lend(row, cursor->prepared);
	else if (values_read(cursor) < 0)
		return NULL;
	return row;
}

/* It was the last one, or failed. */
__attribute__((noinline, cold)) static void *loan_end(
	struct cursor *cursor, int result)
{
	calx__row_end_loan(&cursor->row);
	if (calx__step_last(cursor->prepared, result) < 0)
		calx__session_failed(cursor->session, cursor->where);
	return NULL;
}

/* Behind a row that is lent comes one that is, or none: what takes its rows into
 * memory takes over the current one first. */
void *calx__cursor_row_next(struct cursor *cursor)
{
	int result;

	if (cursor->scratch.used)
		calx__arena_reset(&cursor->scratch);
	if (!cursor->row.lent)
		return next_other(cursor);
	result = calx__step_lent(cursor->prepared);
	return result == 1 ? &cursor->row : loan_end(cursor, result);
}

/* ---- after the end of the transaction ------------------------------------ */

enum calx_status calx__cursor_row_keep(struct cursor *cursor)
{
	if (!cursor->row.prepared)
		return CALX_OK;
	if (calx__row_take(&cursor->row) &&
		calx__values_keep(
			&cursor->arena, cursor->values, cursor->row.count))
		return CALX_OK;
	return calx__session_fail_memory(cursor->session);
}
