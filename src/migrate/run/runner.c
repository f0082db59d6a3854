#include "migrate/run/runner.h"

#include <string.h>

#include "util/clock.h"
#include "util/fail.h"
#include "util/strbuf.h"

struct runner calx__runner_new(const struct migration *migration,
	enum migrate_direction direction, calx_error *error)
{
	return (struct runner){
		.migration = migration,
		.connection = migration->connection,
		.dialect = calx__connection_dialect(migration->connection),
		.direction = direction,
		.error = error,
	};
}

enum calx_status calx__runner_status(const struct runner *runner)
{
	const calx_error *cause = calx_connection_error(runner->connection);

	if (!cause)
		return CALX_OK;
	if (runner->error)
		*runner->error = *cause;
	return cause->status;
}

static enum calx_status strbuf_status(
	const struct runner *runner, const struct strbuf *text)
{
	return text->failed ? calx__fail_memory(runner->error) : CALX_OK;
}

/* ---- transactions ---------------------------------------------------------- */

/* Takes the write lock, waiting for whoever has it. */
enum calx_status calx__runner_lock(const struct runner *runner)
{
	unsigned seconds = runner->migration->lock_seconds;
	int64_t limit = calx__clock();

	limit += (int64_t)(seconds ? seconds : RUN_LOCK_SECONDS) * 1000000000;
	while (calx_connection_begin(runner->connection, .write = true) ==
			CALX_BUSY &&
		calx__clock() < limit) {
		calx_connection_rollback(runner->connection);
		calx__tell_wait(runner);
	}
	return calx__runner_status(runner);
}

static enum calx_status statements_run(
	const struct runner *runner, const char *const *statements)
{
	for (; statements && *statements; statements++) {
		calx__tell_sql(runner, *statements);
		calx__run(runner->connection, *statements);
	}
	return calx__runner_status(runner);
}

enum calx_status calx__runner_begin(const struct runner *runner)
{
	enum calx_status status;

	status = statements_run(runner, runner->dialect->migration.before);
	if (!status)
		status = calx__runner_lock(runner);
	if (!status)
		calx__tell_sql(runner, "BEGIN");
	return status;
}

/* Ends the transaction, if it is open still, and takes back what was set for
 * it, which a transaction that stays open would hide. */
static enum calx_status connection_reset(const struct runner *runner)
{
	calx_connection *connection = runner->connection;
	enum calx_status status = calx_connection_rollback(connection);

	if (!status && calx__connection_in_transaction(connection))
		status = CALX_CONNECTION;
	for (const char *const *sql = runner->dialect->migration.after;
		!status && sql && *sql; sql++)
		status = calx__run(connection, *sql);
	return status;
}

/* Puts the connection back as it was before the run. One that stays otherwise
 * must not be used again: such an error makes its engine throw it away. */
static enum calx_status connection_restore(const struct runner *runner)
{
	calx_connection *connection = runner->connection;

	for (int attempt = 0; attempt < 2; attempt++)
		if (!connection_reset(runner))
			return CALX_OK;
	return calx__connection_condemn(
		connection, "could not put the connection back as it was");
}

enum calx_status calx__runner_end(
	const struct runner *runner, enum calx_status status)
{
	if (!status && calx_connection_commit(runner->connection) < 0)
		status = calx__runner_status(runner);
	if (connection_restore(runner) && !status)
		status = calx__runner_status(runner);
	return status;
}

/* ---- the ledger ------------------------------------------------------------ */

/* Creates the table if it is not there; part of the transaction. */
enum calx_status calx__runner_ledger(const struct runner *runner)
{
	struct strbuf sql = STRBUF_INIT;
	enum calx_status status = CALX_OK;
	bool exists = calx__ledger_exists(runner->connection);

	status = calx__runner_status(runner);
	if (!status && !exists) {
		status = calx__ledger_ddl(runner->dialect, &sql, runner->error);
		if (!status) {
			calx__tell_sql(runner, sql.data);
			calx__run(runner->connection, sql.data);
			status = calx__runner_status(runner);
		}
	}
	calx__strbuf_release(&sql);
	return status;
}

enum calx_status calx__runner_add(struct runner *runner,
	const struct graph_node *node, const char *origin, int64_t milliseconds)
{
	struct ledger_row row =
		calx__ledger_row(&runner->arena, node, origin, milliseconds);
	struct strbuf sql = STRBUF_INIT;
	enum calx_status status;

	if (runner->arena.failed)
		return calx__fail_memory(runner->error);
	calx__ledger_insert_text(&sql, runner->dialect, &row);
	status = strbuf_status(runner, &sql);
	if (!status) {
		calx__tell_sql(runner, sql.data);
		calx__ledger_insert(runner->connection, &row);
		status = calx__runner_status(runner);
	}
	calx__strbuf_release(&sql);
	return status;
}

enum calx_status calx__runner_remove(
	const struct runner *runner, const char *revision)
{
	struct strbuf sql = STRBUF_INIT;
	enum calx_status status;

	calx__ledger_delete_text(&sql, runner->dialect, revision);
	status = strbuf_status(runner, &sql);
	if (!status) {
		calx__tell_sql(runner, sql.data);
		calx__ledger_delete(runner->connection, revision);
		status = calx__runner_status(runner);
	}
	calx__strbuf_release(&sql);
	return status;
}

/* ---- what is applied -------------------------------------------------------- */

/* Reports an applied revision whose program is not what was applied. */
static enum calx_status row_check(const struct migration *migration,
	const struct ledger_row *row, const struct graph_node *node,
	calx_error *error)
{
	const char *file =
		node->source.file ? node->source.file : "its program";

	if (!row->checksum || !node->source.checksum ||
		!strcmp(row->checksum, node->source.checksum))
		return CALX_OK;
	if (migration->strict) {
		calx__fail(error, CALX_DIFFERENT,
			"revision '%s' was edited after it was applied",
			node->id);
		calx__fail_detail(error,
			"It was applied at %s UTC with checksum %s; %s has %s.",
			row->applied_at, row->checksum, file,
			node->source.checksum);
		calx__fail_hint(error,
			"Undo the edit and put the change into a revision of its own.");
		return CALX_DIFFERENT;
	}
	calx__tell_edited(migration, row->applied_at, node);
	return CALX_OK;
}

/* The applied revisions; `check`: reports those that were edited. */
enum calx_status calx__runner_applied(const struct migration *migration,
	bool check, struct node_list *ret_applied, calx_error *error)
{
	struct arena arena = { 0 };
	struct ledger ledger = { 0 };
	enum calx_status status;

	status = calx__ledger_read(
		migration->connection, &arena, &ledger, error);
	if (!status)
		status = calx__ledger_nodes(
			&ledger, migration->graph, ret_applied, error);
	for (size_t i = 0; check && !status && i < ledger.count; i++)
		status = row_check(migration, &ledger.rows[i],
			ret_applied->items[i], error);
	calx__arena_release(&arena);
	return status;
}
