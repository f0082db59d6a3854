#include "orm/write/affected.h"

#include <string.h>

#include "engine/prepare.h"
#include "sql/schema/descriptor.h"
#include "sql/type/column.h"
#include "sql/type/field.h"
#include "sql/type/stored.h"
#include "sql/type/value.h"
#include "util/vec.h"

/* The rows are read by the statement's own conditions, and what it sets is put
 * over them, as far as that is a value. It is looked at only when it has failed,
 * so the rows are as they were before it. */

/* more are not looked at: each is looked for in other tables */
#define ROWS_MAX 1000

/* ---- what is set --------------------------------------------------------------- */

/* Calls `visit` for each clause, also of queries. */
static bool clauses_each(const calx_node *clauses, unsigned depth,
	bool (*visit)(const calx_node *clause, void *context), void *context)
{
	bool done = true;

	for (; done && depth && clauses && clauses->kind != CALX_NODE_END;
		clauses++)
		done = clauses->kind == CALX_NODE_CLAUSES
			       ? clauses_each(clauses->children, depth - 1,
					 visit, context)
			       : visit(clauses, context);
	return done;
}

struct setting {
	const calx_table *table;
	void *row;
	bool *unknown;
};

/* The number of a column, also of another file's copy of the table. */
static size_t number_of(const calx_table *table, const calx_column *column)
{
	size_t i = 0;

	while (i < table->column_count &&
		calx__column_named(table, calx__column_name(column)) !=
			calx__column_at(table, i))
		i++;
	return i;
}

static bool set_visit(const calx_node *clause, void *context)
{
	const struct setting *setting = context;
	const calx_node *first = calx__first_operand(clause);
	calx_value value;
	size_t number;

	if (clause->kind != CALX_NODE_SET || !first ||
		first->kind != CALX_NODE_COLUMN)
		return true;
	number = number_of(setting->table, first->column);
	if (number == setting->table->column_count)
		return true;
	setting->unknown[number] =
		!calx__second_value(clause, &value) ||
		calx__field_write(calx__column_at(setting->table, number),
			setting->row, &value, NULL) < 0;
	return true;
}

/* What an INSERT leaves to the database. */
static void defaults_mark(const calx_table *table, bool *unknown)
{
	for (size_t i = 0; i < table->column_count; i++) {
		const calx_column *column = calx__column_at(table, i);

		unknown[i] = column->defaulted ||
			     column->options.server_default ||
			     calx__column_computed(column);
	}
}

static bool row_set(struct affected *affected, void *row)
{
	const struct statement *statement = affected->statement;
	const calx_table *table = statement->table;
	bool *unknown = calx__arena_zero(
		affected->arena, table->column_count, sizeof(*unknown));
	struct setting setting = { table, row, unknown };

	if (!unknown)
		return false;
	if (statement->kind == STATEMENT_INSERT_SET)
		defaults_mark(table, unknown);
	clauses_each(statement->clauses, NODE_DEPTH_MAX, set_visit, &setting);
	affected->unknown = unknown;
	affected->after = row;
	return true;
}

/* ---- which rows ------------------------------------------------------------------ */

static bool condition_visit(const calx_node *clause, void *context)
{
	return clause->kind == CALX_NODE_SET ||
	       clause->kind == CALX_NODE_ALL_ROWS ||
	       calx__vec_append(context, clause);
}

static bool select_start(struct affected *affected)
{
	struct vec conditions = VEC_INIT(calx_node);
	struct statement select = { .kind = STATEMENT_SELECT,
		.table = affected->statement->table,
		.limit = ROWS_MAX };
	size_t count = 0;

	/* CALX_NODE_END is 0 */
	if (clauses_each(affected->statement->clauses, NODE_DEPTH_MAX,
		    condition_visit, &conditions) &&
		calx__vec_push(&conditions))
		select.clauses =
			calx__vec_keep(&conditions, affected->arena, &count);
	calx__vec_release(&conditions);
	if (count)
		affected->prepared = calx__prepare(
			affected->session->connection, &select, NULL);
	return affected->prepared &&
	       calx__bind_collected(affected->prepared) >= 0;
}

/* One value into the row. Text is copied: other statements run meanwhile. */
static bool value_put(struct affected *affected, const calx_column *column,
	calx_value *value, void *row)
{
	return calx__stored_get(&column->type, calx__column_name(column), value,
		       affected->arena, NULL) >= 0 &&
	       calx__values_keep(affected->arena, value, 1) &&
	       calx__field_write(column, row, value, NULL) >= 0;
}

static bool row_read(struct affected *affected, void *row)
{
	const calx_table *table = affected->statement->table;
	calx_value *values = calx__arena_zero(
		affected->arena, table->column_count, sizeof(*values));
	enum calx_kind *kinds = calx__arena_zero(
		affected->arena, table->column_count, sizeof(*kinds));
	bool done = values && kinds;

	for (size_t i = 0; done && i < table->column_count; i++)
		kinds[i] =
			calx__stored_carrier(&calx__column_at(table, i)->type);
	done = done && calx__row(affected->prepared, kinds, table->column_count,
			       values) >= 0;
	for (size_t i = 0; done && i < table->column_count; i++)
		done = value_put(
			affected, calx__column_at(table, i), &values[i], row);
	return done;
}

/* ---- one after the other ----------------------------------------------------------- */

bool calx__affected_open(struct affected *affected, calx_session *session,
	const struct statement *statement, struct arena *arena)
{
	*affected = (struct affected){
		.session = session, .statement = statement, .arena = arena
	};
	if (!statement->table->row_size)
		return false;
	return statement->kind == STATEMENT_INSERT_SET ||
	       select_start(affected);
}

/* The only row of an INSERT. */
static bool inserted_next(struct affected *affected)
{
	void *row;

	if (affected->after)
		return false;
	row = calx__arena_zero(
		affected->arena, 1, affected->statement->table->row_size);
	return row && row_set(affected, row);
}

bool calx__affected_next(struct affected *affected)
{
	const size_t size = affected->statement->table->row_size;
	void *before, *after;

	if (affected->statement->kind == STATEMENT_INSERT_SET)
		return inserted_next(affected);
	if (calx__step(affected->prepared) != 1)
		return false;
	before = calx__arena_zero(affected->arena, 2, size);
	if (!before || !row_read(affected, before))
		return false;
	affected->before = before;
	if (affected->statement->kind == STATEMENT_DELETE)
		return true;
	after = (char *)before + size;
	memcpy(after, before, size);
	return row_set(affected, after);
}

void calx__affected_close(struct affected *affected)
{
	calx__finish(affected->prepared);
}
