#include "migrate/run/run.h"

#include "engine/error.h"
#include "migrate/graph/path.h"
#include "migrate/run/record.h"
#include "migrate/run/revision.h"
#include "migrate/run/tell.h"
#include "migrate/run/turn.h"

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

static enum calx_status path_find(const struct migration *migration,
	enum migrate_direction direction, const char *target,
	struct node_list *ret_steps, calx_error *error)
{
	struct node_list applied = { 0 };
	enum calx_status status;

	status = calx__record_applied(migration, true, &applied, error);
	if (status < 0) {
		failure_clear(migration->connection);
		return status;
	}
	return (direction == MIGRATE_UPGRADE ? calx__graph_upgrade
					     : calx__graph_downgrade)(
		migration->graph, applied, target, ret_steps, error);
}

int calx__migrate(const struct migration *migration,
	enum migrate_direction direction, const char *target, calx_error *error)
{
	struct runner runner = calx__runner_new(migration, direction, error);
	struct node_list steps = { 0 };
	enum calx_status status;
	int result;

	calx__tell_context(migration);
	result = path_find(migration, direction, target, &steps, error);
	if (result >= 0 && steps.count)
		result = migration->dry_run ? steps_rehearse(&runner, steps)
					    : steps_run(&runner, steps);
	status = calx__turns_close(
		&runner, result < 0 ? (enum calx_status)result : CALX_OK);
	calx__arena_release(&runner.arena);
	return status < 0 ? (int)status : result;
}
