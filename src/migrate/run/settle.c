#include "migrate/run/settle.h"

#include "engine/catalog.h"
#include "migrate/run/tell.h"
#include "migrate/run/turn.h"
#include "util/fail.h"
#include "util/text.h"

/* A statement of the schema is done whole or not at all, and before it begins
 * the journal says how that was which it changes. If it is otherwise now, the
 * statement was done; nobody else had the lock. */

enum calx_status calx__settle_look(
	struct runner *runner, const char *statement, const char **ret_text)
{
	const struct dialect *dialect = runner->dialect;
	struct catalog catalog = calx__connection_catalog(runner->connection);

	*ret_text = NULL;
	if (!dialect->migration.subject)
		return CALX_OK;
	return dialect->migration.subject(dialect, &catalog, &runner->arena,
		statement, ret_text, runner->error);
}

static enum calx_status fail_unknown(
	const struct journal_row *row, calx_error *error)
{
	calx__fail(error, CALX_CONFLICT,
		"whether statement %d of the %s of revision '%s' was done cannot be told by the schema",
		row->number, row->direction, row->revision);
	calx__fail_hint(error,
		"Look whether it was, and say `calx repair --done` or `calx repair --undone`; then run `calx resume` again.");
	calx__fail_copy(
		error->statement, sizeof(error->statement), row->statement);
	return CALX_CONFLICT;
}

static enum calx_status row_settle(
	const struct runner *runner, struct journal_row *row, bool done)
{
	row->state = done ? JOURNAL_DONE : JOURNAL_WAITS;
	calx__tell_settled(runner, row->number, row->statement, done);
	return runner->plans ? CALX_OK
			     : calx__journal_mark(runner, row, row->state);
}

enum calx_status calx__settle(struct runner *runner, struct journal_row *row)
{
	const char *now = NULL;
	enum calx_status status =
		calx__settle_look(runner, row->statement, &now);

	if (status < 0)
		return status;
	if (!row->previous || !now)
		return fail_unknown(row, runner->error);
	return row_settle(runner, row, !calx__text_equal(row->previous, now));
}

static enum calx_status doubt_settle(struct runner *runner, bool done)
{
	struct journal_rows rows;
	struct journal_row *doubt;
	enum calx_status status = calx__journal_read(runner, &rows);

	if (status < 0)
		return status;
	doubt = calx__journal_doubt(&rows);
	if (!doubt)
		return calx__fail(runner->error, CALX_NOT_FOUND,
			"no statement is in doubt");
	return row_settle(runner, doubt, done);
}

enum calx_status calx__migrate_repair(
	const struct migration *migration, bool done, calx_error *error)
{
	struct runner runner =
		calx__runner_new(migration, MIGRATE_UPGRADE, error);
	enum calx_status status = calx__turn_begin(&runner);

	if (status >= 0)
		status = doubt_settle(&runner, done);
	status = calx__turns_close(&runner, calx__turn_end(&runner, status));
	calx__arena_release(&runner.arena);
	return status;
}
