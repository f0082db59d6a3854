#include "migrate/run/entry.h"

#include <string.h>

#include "compile/identifier.h"
#include "engine/error.h"
#include "engine/prepare.h"
#include "util/fail.h"
#include "util/vec.h"

/* The rows of the journal in the database. */

/* ---- the table ------------------------------------------------------------ */

static calx_value text_value(const char *text)
{
	calx_value value = { .kind = text ? CALX_STRING : CALX_NULL };

	value.as.text.data = text;
	value.as.text.size = text ? strlen(text) : 0;
	return value;
}

static calx_value number_value(int number)
{
	calx_value value = { .kind = CALX_INTEGER };

	value.as.integer = number;
	return value;
}

enum calx_status calx__journal_create(const struct runner *runner)
{
	struct strbuf sql = STRBUF_INIT;
	enum calx_status status = calx__ledger_table_ddl(
		runner->dialect, &journal_row_calx_table_, &sql, runner->error);

	if (status >= 0) {
		calx__run(runner->connection, sql.data);
		status = calx__runner_status(runner);
	}
	calx__strbuf_release(&sql);
	return status;
}

static const char *text_keep(
	struct arena *arena, const calx_row *row, size_t index)
{
	const char *text = calx_row_text(row, index);

	return text ? calx__arena_strdup(arena, text) : NULL;
}

static struct journal_row row_read(struct arena *arena, const calx_row *row)
{
	return (struct journal_row){
		.number = (int)calx_row_int64(row, 0),
		.revision = text_keep(arena, row, 1),
		.direction = text_keep(arena, row, 2),
		.operation = (int)calx_row_int64(row, 3),
		.source = text_keep(arena, row, 4),
		.statement = text_keep(arena, row, 5),
		.previous = text_keep(arena, row, 6),
		.state = (int)calx_row_int64(row, 7),
	};
}

static enum calx_status rows_read(
	struct runner *runner, struct journal_rows *ret_rows)
{
	struct vec rows = VEC_INIT(struct journal_row);
	calx_result *result = calx_connection_query(runner->connection,
		"SELECT number, revision, direction, operation, source, statement, previous, state FROM " CALX__JOURNAL_TABLE
		" ORDER BY number",
		NULL, 0);
	const calx_row *row;

	while ((row = calx_result_next(result)) != NULL) {
		const struct journal_row entry = row_read(&runner->arena, row);

		if (!calx__vec_append(&rows, &entry))
			break;
	}
	calx_result_close(result);
	ret_rows->items =
		calx__vec_keep(&rows, &runner->arena, &ret_rows->count);
	calx__vec_release(&rows);
	if (runner->arena.failed)
		return calx__fail_memory(runner->error);
	return calx__runner_status(runner);
}

bool calx__journal_exists(const struct runner *runner)
{
	return calx__ledger_has_table(runner->connection, CALX__JOURNAL_TABLE);
}

enum calx_status calx__journal_read(
	struct runner *runner, struct journal_rows *ret_rows)
{
	const bool exists = !runner->dialect->migration.transactional &&
			    calx__journal_exists(runner);
	enum calx_status status = calx__runner_status(runner);

	*ret_rows = (struct journal_rows){ NULL, 0 };
	return status >= 0 && exists ? rows_read(runner, ret_rows) : status;
}

struct journal_row *calx__journal_doubt(const struct journal_rows *rows)
{
	for (size_t i = 0; i < rows->count; i++)
		if (rows->items[i].state == JOURNAL_BEGUN)
			return &rows->items[i];
	return NULL;
}

/* ---- changing it ------------------------------------------------------------ */

/* Runs what was written to `sql`, which is released. */
static enum calx_status sql_run(const struct runner *runner, struct strbuf *sql,
	const calx_value *values, size_t count)
{
	calx_connection *connection = runner->connection;

	if (sql->failed)
		calx__fail_memory(calx__connection_failing(connection));
	else
		calx_connection_execute(connection, sql->data, values, count);
	calx__strbuf_release(sql);
	return calx__runner_status(runner);
}

enum calx_status calx__journal_enter(
	const struct runner *runner, const struct journal_row *row)
{
	const calx_value values[] = {
		number_value(row->number),
		text_value(row->revision),
		text_value(row->direction),
		number_value(row->operation),
		text_value(row->source),
		text_value(row->statement),
		text_value(row->previous),
		number_value(row->state),
	};
	const size_t count = sizeof(values) / sizeof(*values);
	struct strbuf sql = STRBUF_INIT;

	calx__strbuf_adds(&sql,
		"INSERT INTO " CALX__JOURNAL_TABLE
		" (number, revision, direction, operation, source, statement, previous, state) VALUES (");
	calx__sql_placeholders(&sql, runner->dialect, count);
	calx__strbuf_adds(&sql, ")");
	return sql_run(runner, &sql, values, count);
}

enum calx_status calx__journal_mark(const struct runner *runner,
	struct journal_row *row, enum journal_state state)
{
	const calx_value values[] = { number_value(state),
		text_value(row->previous), number_value(row->number) };
	struct strbuf sql = STRBUF_INIT;

	row->state = state;
	calx__strbuf_adds(&sql, "UPDATE " CALX__JOURNAL_TABLE " SET state = ");
	calx__sql_placeholder(&sql, runner->dialect, 1);
	calx__strbuf_adds(&sql, ", previous = ");
	calx__sql_placeholder(&sql, runner->dialect, 2);
	calx__strbuf_adds(&sql, " WHERE number = ");
	calx__sql_placeholder(&sql, runner->dialect, 3);
	return sql_run(runner, &sql, values, 3);
}

enum calx_status calx__journal_remove(
	const struct runner *runner, int operation)
{
	const calx_value number = number_value(operation);
	struct strbuf sql = STRBUF_INIT;

	calx__strbuf_adds(
		&sql, "DELETE FROM " CALX__JOURNAL_TABLE " WHERE operation = ");
	calx__sql_placeholder(&sql, runner->dialect, 1);
	return sql_run(runner, &sql, &number, 1);
}

enum calx_status calx__journal_clear(const struct runner *runner)
{
	calx__run(runner->connection, "DELETE FROM " CALX__JOURNAL_TABLE);
	return calx__runner_status(runner);
}
