#include "migrate/run/stamp.h"

#include "migrate/graph/path.h"
#include "migrate/run/journal.h"
#include "migrate/run/ledger.h"
#include "migrate/run/record.h"
#include "migrate/run/tell.h"
#include "migrate/run/turn.h"

/* The rows that a target asks for take the place of those that are there. */

static bool list_has(struct node_list list, const struct graph_node *node)
{
	for (size_t i = 0; i < list.count; i++)
		if (list.items[i] == node)
			return true;
	return false;
}

/* Makes the rows those of `after`; returns how many came or went. */
static int rows_change(
	struct runner *runner, struct node_list before, struct node_list after)
{
	enum calx_status status = CALX_OK;
	int changed = 0;

	for (size_t i = 0; status >= 0 && i < before.count; i++)
		if (!list_has(after, before.items[i])) {
			status = calx__record_remove(
				runner, before.items[i]->id);
			changed++;
		}
	for (size_t i = 0; status >= 0 && i < after.count; i++)
		if (!list_has(before, after.items[i])) {
			status = calx__record_add(
				runner, after.items[i], "stamp", 0);
			changed++;
		}
	return status < 0 ? (int)status : changed;
}

/* Takes out all rows, also those that no revision is known for. */
static int rows_purge(struct runner *runner)
{
	struct arena arena = { 0 };
	struct ledger ledger = { 0 };
	enum calx_status status;

	status = calx__ledger_read(
		runner->connection, &arena, &ledger, runner->error);
	for (size_t i = 0; status >= 0 && i < ledger.count; i++)
		status = calx__record_remove(runner, ledger.rows[i].revision);
	calx__arena_release(&arena);
	return status < 0 ? (int)status : (int)ledger.count;
}

static enum calx_status rows_find(struct runner *runner, const char *target,
	struct node_list *ret_before, struct node_list *ret_after)
{
	const struct migration *migration = runner->migration;
	enum calx_status status;

	if ((status = calx__record_applied(
		     migration, false, ret_before, runner->error)) < 0)
		return status;
	return calx__graph_stamp(migration->graph, *ret_before, target,
		ret_after, runner->error);
}

/* Returns how many rows came or went. */
static int rows_replace(struct runner *runner, const char *target, int purged)
{
	struct node_list before = { 0 }, after = { 0 };
	enum calx_status status = rows_find(runner, target, &before, &after);
	int changed;

	if (status < 0)
		return status;
	changed = rows_change(runner, before, after);
	if (changed + purged > 0)
		calx__tell_stamp(runner, before, after);
	return changed < 0 ? changed : changed + purged;
}

static int stamp_apply(struct runner *runner, const char *target, bool purge)
{
	int result = calx__record_table(runner);

	if (result >= 0)
		result = calx__turn_record(runner);
	if (result >= 0 && !runner->plans)
		result = calx__journal_forget(runner);
	if (result >= 0 && purge)
		result = rows_purge(runner);
	return result < 0 ? result : rows_replace(runner, target, result);
}

int calx__migrate_stamp(const struct migration *migration, const char *target,
	bool purge, calx_error *error)
{
	struct runner runner =
		calx__runner_new(migration, MIGRATE_UPGRADE, error);
	enum calx_status status;
	int changed = 0;

	calx__tell_context(migration);
	status = calx__turn_begin(&runner);
	if (status >= 0)
		changed = stamp_apply(&runner, target, purge);
	if (changed < 0)
		status = (enum calx_status)changed;
	if (status >= 0 && migration->dry_run) {
		calx__tell_end(&runner);
		calx_connection_rollback(migration->connection);
	}
	status = calx__turns_close(&runner, calx__turn_end(&runner, status));
	calx__arena_release(&runner.arena);
	return status < 0 ? (int)status : changed;
}

enum calx_status calx__migrate_ensure_version(
	const struct migration *migration, calx_error *error)
{
	struct runner runner =
		calx__runner_new(migration, MIGRATE_UPGRADE, error);
	enum calx_status status = calx__turn_begin(&runner);

	if (status >= 0)
		status = calx__record_table(&runner);
	return calx__turns_close(&runner, calx__turn_end(&runner, status));
}
