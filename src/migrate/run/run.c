#include "migrate/run/run.h"

#include "engine/error.h"
#include "migrate/graph/path.h"
#include "migrate/run/entry.h"
#include "migrate/run/record.h"
#include "migrate/run/revision.h"
#include "migrate/run/tell.h"
#include "migrate/run/turn.h"
#include "util/fail.h"
#include "util/text.h"

/* The path to a target, one revision after the other; a dry run does it all in
 * one transaction, which is taken back. */

/* Reading has failed: the connection comes back usable, unless it must not be
 * used any more. */
static void failure_clear(calx_connection *connection)
{
	if (calx__connection_status(connection) != CALX_CONNECTION)
		calx_connection_rollback(connection);
}

enum calx_status calx__migrate_applied(const struct migration *migration,
	struct node_list *ret_applied, calx_error *error)
{
	enum calx_status status =
		calx__record_applied(migration, false, ret_applied, error);

	if (status < 0)
		failure_clear(migration->connection);
	return status;
}

static int steps_run(struct runner *runner, struct node_list steps)
{
	int ran = 0;

	runner->total = steps.count;
	for (size_t i = 0; i < steps.count; i++) {
		int result;

		runner->index = i + 1;
		result = calx__revision_run(runner, steps.items[i]);
		if (result < 0)
			return result;
		ran += result;
	}
	return ran;
}

/* A plan tells each revision's end with its record; otherwise there is one
 * transaction for all. */
static int steps_rehearse(struct runner *runner, struct node_list steps)
{
	int ran = calx__turn_begin(runner);
	enum calx_status status;

	if (ran >= 0)
		ran = steps_run(runner, steps);
	if (ran >= 0)
		calx__tell_end(runner);
	calx_connection_rollback(runner->connection);
	status = calx__turn_end(
		runner, ran < 0 ? (enum calx_status)ran : CALX_OK);
	return status < 0 ? (int)status : ran;
}

/* `check`: whether what is applied was edited since. */
static enum calx_status path_find(const struct runner *runner, bool check,
	const char *target, struct node_list *ret_steps)
{
	const struct migration *migration = runner->migration;
	struct node_list applied = { 0 };
	enum calx_status status;

	status =
		calx__record_applied(migration, check, &applied, runner->error);
	if (status < 0) {
		failure_clear(migration->connection);
		return status;
	}
	return (runner->direction == MIGRATE_UPGRADE ? calx__graph_upgrade
						     : calx__graph_downgrade)(
		migration->graph, applied, target, ret_steps, runner->error);
}

/* Whoever had the lock before may have done it all. */
static int path_find_again(
	struct runner *runner, const char *target, struct node_list *steps)
{
	enum calx_status status = calx__turns_open(runner);

	*steps = (struct node_list){ 0 };
	return status < 0 ? (int)status
			  : path_find(runner, false, target, steps);
}

/* Runs the steps, unless finding them has failed, and ends the run. */
static int steps_do(struct runner *runner, int found, struct node_list steps)
{
	enum calx_status status;

	if (found >= 0 && steps.count)
		found = runner->migration->dry_run
				? steps_rehearse(runner, steps)
				: steps_run(runner, steps);
	status = calx__turns_close(
		runner, found < 0 ? (enum calx_status)found : CALX_OK);
	calx__arena_release(&runner->arena);
	return status < 0 ? (int)status : found;
}

int calx__migrate(const struct migration *migration,
	enum migrate_direction direction, const char *target, calx_error *error)
{
	struct runner runner = calx__runner_new(migration, direction, error);
	struct node_list steps = { 0 };
	int found;

	calx__tell_context(migration);
	found = path_find(&runner, true, target, &steps);
	if (found >= 0 && steps.count && runner.dialect->migration.lock)
		found = path_find_again(&runner, target, &steps);
	return steps_do(&runner, found, steps);
}

/* ---- what was cut off ------------------------------------------------------ */

/* The revision that the journal is of, as the only step; none if none was cut
 * off. */
static int rest_find(struct runner *runner, struct graph_node **ret_node)
{
	const struct migration *migration = runner->migration;
	struct journal_rows rows;
	enum calx_status status = calx__journal_read(runner, &rows);

	if (status < 0) {
		failure_clear(migration->connection);
		return status;
	}
	if (!rows.count)
		return 0;
	*ret_node = calx__graph_node(migration->graph, rows.items->revision);
	if (!*ret_node)
		return calx__fail(runner->error, CALX_NOT_FOUND,
			"the %s of revision '%s' was cut off, and no such revision is known",
			rows.items->direction, rows.items->revision);
	runner->direction = calx__text_equal(rows.items->direction, "downgrade")
				    ? MIGRATE_DOWNGRADE
				    : MIGRATE_UPGRADE;
	return 1;
}

int calx__migrate_resume(const struct migration *migration, calx_error *error)
{
	struct runner runner =
		calx__runner_new(migration, MIGRATE_UPGRADE, error);
	struct graph_node *node = NULL;
	int found;

	runner.settles = true;
	calx__tell_context(migration);
	found = rest_find(&runner, &node);
	return steps_do(
		&runner, found, (struct node_list){ &node, found > 0 ? 1 : 0 });
}
