#include "migrate/run/record.h"

#include "engine/prepare.h"
#include "migrate/run/ledger.h"
#include "migrate/run/tell.h"
#include "util/fail.h"
#include "util/text.h"

/* Each change is told as text, and done with its values bound. */

static enum calx_status table_create(struct runner *runner, struct strbuf *sql)
{
	enum calx_status status;

	if ((status = calx__ledger_ddl(runner->dialect, sql, runner->error)) <
		0)
		return status;
	calx__tell_sql(runner, sql->data);
	runner->table_there = true;
	if (!runner->plans)
		calx__run(runner->connection, sql->data);
	return calx__runner_status(runner);
}

/* Looks once in a run: the catalog may be large. */
enum calx_status calx__record_table(struct runner *runner)
{
	struct strbuf sql = STRBUF_INIT;
	enum calx_status status;

	if (runner->table_there)
		return CALX_OK;
	runner->table_there = calx__ledger_exists(runner->connection);
	status = calx__runner_status(runner);
	if (status >= 0 && !runner->table_there)
		status = table_create(runner, &sql);
	calx__strbuf_release(&sql);
	return status;
}

/* Tells a statement that was written for that. */
static enum calx_status text_tell(
	const struct runner *runner, struct strbuf *sql)
{
	enum calx_status status = calx__runner_text_status(runner, sql);

	if (status >= 0)
		calx__tell_sql(runner, sql->data);
	calx__strbuf_release(sql);
	return status;
}

static enum calx_status row_tell(
	const struct runner *runner, const struct ledger_row *row)
{
	struct strbuf sql = STRBUF_INIT;

	if (!runner->migration->dry_run)
		return CALX_OK;
	calx__ledger_insert_text(&sql, runner->dialect, row);
	return text_tell(runner, &sql);
}

enum calx_status calx__record_add(struct runner *runner,
	const struct graph_node *node, const char *origin, int64_t milliseconds)
{
	struct ledger_row row =
		calx__ledger_row(&runner->arena, node, origin, milliseconds);
	enum calx_status status;

	if (runner->arena.failed)
		return calx__fail_memory(runner->error);
	if ((status = row_tell(runner, &row)) < 0)
		return status;
	if (!runner->plans)
		calx__ledger_insert(runner->connection, &row);
	return calx__runner_status(runner);
}

static enum calx_status removal_tell(
	const struct runner *runner, const char *revision)
{
	struct strbuf sql = STRBUF_INIT;

	if (!runner->migration->dry_run)
		return CALX_OK;
	calx__ledger_delete_text(&sql, runner->dialect, revision);
	return text_tell(runner, &sql);
}

enum calx_status calx__record_remove(
	const struct runner *runner, const char *revision)
{
	enum calx_status status = removal_tell(runner, revision);

	if (status < 0)
		return status;
	if (!runner->plans)
		calx__ledger_delete(runner->connection, revision);
	return calx__runner_status(runner);
}

/* ---- what is applied ------------------------------------------------------ */

static enum calx_status fail_edited(const struct ledger_row *row,
	const struct graph_node *node, calx_error *error)
{
	calx__fail(error, CALX_DIFFERENT,
		"revision '%s' was edited after it was applied", node->id);
	calx__fail_detail(error,
		"It was applied at %s UTC with checksum %s; %s has %s.",
		row->applied_at, row->checksum,
		node->source.file ? node->source.file : "its program",
		node->source.checksum);
	calx__fail_hint(error,
		"Undo the edit and put the change into a revision of its own.");
	return CALX_DIFFERENT;
}

/* Reports an applied revision whose program is not what was applied. */
static enum calx_status row_check(const struct migration *migration,
	const struct ledger_row *row, const struct graph_node *node,
	calx_error *error)
{
	if (!row->checksum || !node->source.checksum ||
		calx__text_equal(row->checksum, node->source.checksum))
		return CALX_OK;
	if (migration->strict)
		return fail_edited(row, node, error);
	calx__tell_edited(migration, row->applied_at, node);
	return CALX_OK;
}

enum calx_status calx__record_applied(const struct migration *migration,
	bool check, struct node_list *ret_applied, calx_error *error)
{
	struct arena arena = { 0 };
	struct ledger ledger = { 0 };
	enum calx_status status;

	status = calx__ledger_read(
		migration->connection, &arena, &ledger, error);
	if (status >= 0)
		status = calx__ledger_nodes(
			&ledger, migration->graph, ret_applied, error);
	for (size_t i = 0; check && status >= 0 && i < ledger.count; i++)
		status = row_check(migration, &ledger.rows[i],
			ret_applied->items[i], error);
	calx__arena_release(&arena);
	return status;
}
