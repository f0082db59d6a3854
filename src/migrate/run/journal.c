#include "migrate/run/journal.h"

#include <string.h>

#include "compile/identifier.h"
#include "engine/error.h"
#include "engine/prepare.h"
#include "migrate/run/ledger.h"
#include "migrate/run/turn.h"
#include "util/fail.h"
#include "util/text.h"

/* A statement is known by its number and its text. A revision of which no part
 * asks the database anything always gives the same ones: that is why there is
 * no session where a journal is kept. */

/* ---- the table ------------------------------------------------------------ */

static calx_value text_value(const char *text)
{
	calx_value value = { .kind = CALX_STRING };

	value.as.text.data = text;
	value.as.text.size = strlen(text);
	return value;
}

static calx_value number_value(size_t number)
{
	calx_value value = { .kind = CALX_INTEGER };

	value.as.integer = (int64_t)number;
	return value;
}

static enum calx_status table_create(const struct runner *runner)
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

static struct journal_row row_read(struct arena *arena, const calx_row *row)
{
	return (struct journal_row){
		.number = (int)calx_row_int64(row, 0),
		.revision = calx__arena_strdup(arena, calx_row_text(row, 1)),
		.direction = calx__arena_strdup(arena, calx_row_text(row, 2)),
		.statement = calx__arena_strdup(arena, calx_row_text(row, 3)),
		.done = (int)calx_row_int64(row, 4),
	};
}

static enum calx_status rows_read(struct journal *journal)
{
	struct runner *runner = journal->runner;
	struct vec rows = VEC_INIT(struct journal_row);
	calx_result *result = calx_connection_query(runner->connection,
		"SELECT number, revision, direction, statement, done FROM " CALX__JOURNAL_TABLE
		" ORDER BY number",
		NULL, 0);
	const calx_row *row;

	while ((row = calx_result_next(result)) != NULL) {
		const struct journal_row entry = row_read(&runner->arena, row);

		if (!calx__vec_append(&rows, &entry))
			break;
	}
	calx_result_close(result);
	journal->rows = calx__vec_keep(&rows, &runner->arena, &journal->count);
	calx__vec_release(&rows);
	if (runner->arena.failed)
		return calx__fail_memory(runner->error);
	return calx__runner_status(runner);
}

/* ---- opening -------------------------------------------------------------- */

static const char *direction_name(const struct runner *runner)
{
	return runner->direction == MIGRATE_UPGRADE ? "upgrade" : "downgrade";
}

/* The rows are all of one revision: it is this one, in this direction. */
static enum calx_status owner_check(const struct journal *journal)
{
	const struct journal_row *row = journal->rows;
	calx_error *error = journal->runner->error;

	if (!journal->count ||
		(calx__text_equal(row->revision, journal->revision) &&
			calx__text_equal(row->direction,
				direction_name(journal->runner))))
		return CALX_OK;
	calx__fail(error, CALX_CONFLICT,
		"the %s of revision '%s' was cut off after %zu statements",
		row->direction, row->revision, journal->count);
	calx__fail_hint(error,
		"Finish that first: run its %s again, which goes on there; or finish it by hand and stamp the database.",
		row->direction);
	return CALX_CONFLICT;
}

enum calx_status calx__journal_open(struct journal *journal,
	struct runner *runner, const struct graph_node *node)
{
	const bool exists =
		calx__ledger_has_table(runner->connection, CALX__JOURNAL_TABLE);
	enum calx_status status = calx__runner_status(runner);

	*journal = (struct journal){ .runner = runner, .revision = node->id };
	if (status < 0 || !exists)
		return status < 0 ? status : table_create(runner);
	if ((status = rows_read(journal)) < 0)
		return status;
	return owner_check(journal);
}

/* ---- running -------------------------------------------------------------- */

static enum calx_status fail_edited(
	const struct journal *journal, const char *sql, calx_error *error)
{
	calx__fail(error, CALX_CONFLICT,
		"it was edited after it was cut off: statement %zu is not the one that was done",
		journal->next + 1);
	calx__fail_detail(
		error, "It was: %s", journal->rows[journal->next].statement);
	calx__fail_hint(error,
		"Undo the edit; or finish it by hand and stamp the database.");
	calx__fail_copy(error->statement, sizeof(error->statement), sql);
	return CALX_CONFLICT;
}

static enum calx_status fail_begun(
	const struct journal_row *row, const char *sql, calx_error *error)
{
	calx__fail(error, CALX_CONFLICT,
		"the last run was cut off in statement %d, and whether it was done is not known",
		row->number);
	calx__fail_hint(error,
		"Look whether it was. If so: UPDATE " CALX__JOURNAL_TABLE
		" SET done = 1 WHERE number = %d; if not: DELETE FROM " CALX__JOURNAL_TABLE
		" WHERE number = %d. Then run it again.",
		row->number, row->number);
	calx__fail_copy(error->statement, sizeof(error->statement), sql);
	return CALX_CONFLICT;
}

/* A statement that an earlier run came to. */
static enum calx_status statement_skip(
	struct journal *journal, const char *sql, calx_error *error)
{
	const struct journal_row *row = &journal->rows[journal->next];

	if (!calx__text_equal(row->statement, sql))
		return fail_edited(journal, sql, error);
	if (!row->done)
		return fail_begun(row, sql, error);
	journal->next++;
	return CALX_OK;
}

/* Runs what was written to `sql`, which is released. */
static enum calx_status sql_run(const struct journal *journal,
	struct strbuf *sql, const calx_value *values, size_t count)
{
	calx_connection *connection = journal->runner->connection;

	if (sql->failed)
		calx__fail_memory(calx__connection_failing(connection));
	else
		calx_connection_execute(connection, sql->data, values, count);
	calx__strbuf_release(sql);
	return calx__connection_status(connection);
}

/* Says `done` of the statement, or takes it out. */
static enum calx_status statement_mark(const struct journal *journal, bool done)
{
	const calx_value number = number_value(journal->next + 1);
	struct strbuf sql = STRBUF_INIT;

	calx__strbuf_adds(&sql, done ? "UPDATE " CALX__JOURNAL_TABLE
				       " SET done = 1 WHERE number = "
				     : "DELETE FROM " CALX__JOURNAL_TABLE
				       " WHERE number = ");
	calx__sql_placeholder(&sql, journal->runner->dialect, 1);
	return sql_run(journal, &sql, &number, 1);
}

static enum calx_status statement_enter(
	const struct journal *journal, const char *text)
{
	const calx_value values[] = {
		number_value(journal->next + 1),
		text_value(journal->revision),
		text_value(direction_name(journal->runner)),
		text_value(text),
	};
	const size_t count = sizeof(values) / sizeof(*values);
	struct strbuf sql = STRBUF_INIT;

	calx__strbuf_adds(&sql,
		"INSERT INTO " CALX__JOURNAL_TABLE
		" (number, revision, direction, statement, done) VALUES (");
	calx__sql_placeholders(&sql, journal->runner->dialect, count);
	calx__strbuf_adds(&sql, ", 0)");
	return sql_run(journal, &sql, values, count);
}

/* The database refused the statement, and so it was not done: it leaves the
 * journal. When that fails, too, the row stays, and says that nobody knows. */
static void statement_refused(const struct journal *journal, calx_error *error)
{
	calx_connection *connection = journal->runner->connection;

	if (error->status == CALX_CONNECTION)
		return;
	calx_connection_rollback(connection);
	statement_mark(journal, false);
	if (journal->next && !*error->detail)
		calx__fail_detail(error,
			"The %zu statements before it are done, and are not run again.",
			journal->next);
}

enum calx_status calx__journal_run(
	void *context, const char *sql, calx_error *error)
{
	struct journal *journal = context;
	calx_connection *connection = journal->runner->connection;
	bool refused = false;

	if (journal->next < journal->count)
		return statement_skip(journal, sql, error);
	if (statement_enter(journal, sql) >= 0)
		refused = calx__run(connection, sql) < 0;
	if (!refused)
		statement_mark(journal, true);
	if (calx_connection_error(connection)) {
		*error = *calx_connection_error(connection);
		if (refused)
			statement_refused(journal, error);
		return error->status;
	}
	journal->next++;
	return CALX_OK;
}

enum calx_status calx__journal_begin(void *context)
{
	const struct journal *journal = context;

	return calx__turn_record(journal->runner);
}

/* ---- the end -------------------------------------------------------------- */

enum calx_status calx__journal_finish(const struct journal *journal)
{
	calx_error *error = journal->runner->error;

	if (journal->next >= journal->count)
		return CALX_OK;
	calx__fail(error, CALX_CONFLICT,
		"it was edited after it was cut off: %zu statements were done, and now it has %zu",
		journal->count, journal->next);
	calx__fail_hint(error,
		"Undo the edit; or finish it by hand and stamp the database.");
	return CALX_CONFLICT;
}

enum calx_status calx__journal_forget(const struct runner *runner)
{
	const bool exists =
		!runner->dialect->migration.transactional &&
		calx__ledger_has_table(runner->connection, CALX__JOURNAL_TABLE);

	if (exists)
		calx__run(
			runner->connection, "DELETE FROM " CALX__JOURNAL_TABLE);
	return calx__runner_status(runner);
}
