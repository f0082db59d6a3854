#include "migrate/run/runner.h"
#include "migrate/graph/path.h"

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

	for (size_t i = 0; !status && i < before.count; i++)
		if (!list_has(after, before.items[i])) {
			status = calx__runner_remove(
				runner, before.items[i]->id);
			changed++;
		}
	for (size_t i = 0; !status && i < after.count; i++)
		if (!list_has(before, after.items[i])) {
			status = calx__runner_add(
				runner, after.items[i], "stamp", 0);
			changed++;
		}
	return status ? (int)status : changed;
}

/* Takes out all rows, also those that no revision is known for. */
static int rows_purge(struct runner *runner)
{
	struct arena arena = { 0 };
	struct ledger ledger = { 0 };
	enum calx_status status;

	status = calx__ledger_read(
		runner->connection, &arena, &ledger, runner->error);
	for (size_t i = 0; !status && i < ledger.count; i++)
		status = calx__runner_remove(runner, ledger.rows[i].revision);
	calx__arena_release(&arena);
	return status ? (int)status : (int)ledger.count;
}

static int stamp_apply(struct runner *runner, const char *target, bool purge)
{
	const struct migration *migration = runner->migration;
	struct node_list before = { 0 }, after = { 0 };
	enum calx_status status;
	int purged = 0, changed;

	status = calx__runner_ledger(runner);
	if (!status && purge && (purged = rows_purge(runner)) < 0)
		return purged;
	if (!status)
		status = calx__runner_applied(
			migration, false, &before, runner->error);
	if (!status)
		status = calx__graph_stamp(migration->graph, before, target,
			&after, runner->error);
	if (status)
		return status;
	changed = rows_change(runner, before, after);
	if (changed + purged > 0)
		calx__tell_stamp(runner, before, after);
	return changed < 0 ? changed : changed + purged;
}

int calx__migrate_stamp(const struct migration *migration, const char *target,
	bool purge, calx_error *error)
{
	struct runner runner =
		calx__runner_new(migration, MIGRATE_UPGRADE, error);
	enum calx_status status;
	int changed = 0;

	calx__migrate_announce(migration);
	status = calx__runner_begin(&runner);
	if (!status)
		changed = stamp_apply(&runner, target, purge);
	if (changed < 0)
		status = (enum calx_status)changed;
	if (!status && migration->dry_run) {
		calx__tell_end(&runner);
		calx_connection_rollback(migration->connection);
	}
	status = calx__runner_end(&runner, status);
	calx__arena_release(&runner.arena);
	return status ? (int)status : changed;
}

enum calx_status calx__migrate_ensure_version(
	const struct migration *migration, calx_error *error)
{
	struct runner runner =
		calx__runner_new(migration, MIGRATE_UPGRADE, error);
	enum calx_status status = calx__runner_lock(&runner);

	if (!status)
		status = calx__runner_ledger(&runner);
	if (!status && calx_connection_commit(migration->connection) < 0)
		status = calx__runner_status(&runner);
	calx_connection_rollback(migration->connection);
	return status;
}
