#include <calx/migrate.h>

#include "util/fail.h"
#include "migrate/run/run.h"
#include "migrate/run/settle.h"
#include "migrate/graph/link.h"

/* A history that is linked into the program. */

static enum calx_status history_build(struct graph *graph,
	const calx_migrations *migrations, calx_error *error)
{
	const calx_revision *const *revisions = migrations->revisions;
	enum calx_status status = CALX_OK;

	for (; status >= 0 && revisions && *revisions; revisions++) {
		const calx_revision *revision = *revisions;
		struct graph_source source = {
			.id = revision->id,
			.down = revision->down_revision,
			.depends_on = revision->depends_on,
			.labels = revision->branch_labels,
			.message = revision->message,
			.payload = revision,
		};

		status = calx__graph_add(graph, &source, error);
	}
	return status < 0 ? status : calx__graph_link(graph, error);
}

static enum calx_status linked_load(void *context,
	const struct graph_node *node, enum migrate_direction direction,
	struct revision_program *ret_program, calx_error *error)
{
	const calx_revision *revision = node->source.payload;
	bool up = direction == MIGRATE_UPGRADE;

	(void)context;
	ret_program->function = up ? revision->upgrade : revision->downgrade;
	if (!ret_program->function)
		return calx__fail(error, CALX_UNSUPPORTED,
			"it has no %s function", up ? "upgrade" : "downgrade");
	return CALX_OK;
}

/* What is wanted of a history. */
struct wish {
	enum { GO_UP, GO_DOWN, RESUME, SAY_DONE, SAY_UNDONE } what;
	const char *target; /* GO_UP, GO_DOWN */
};

static int wish_do(const struct migration *migration, const struct wish *wish,
	calx_error *error)
{
	if (wish->what == RESUME)
		return calx__migrate_resume(migration, error);
	if (wish->what == SAY_DONE || wish->what == SAY_UNDONE)
		return calx__migrate_repair(
			migration, wish->what == SAY_DONE, error);
	return calx__migrate(migration,
		wish->what == GO_UP ? MIGRATE_UPGRADE : MIGRATE_DOWNGRADE,
		wish->target, error);
}

static int history_run(calx_connection *connection,
	const calx_migrations *migrations, const struct wish *wish,
	calx_error *error)
{
	struct graph graph = { 0 };
	struct migration migration = {
		.connection = connection,
		.graph = &graph,
		.load = linked_load,
	};
	int result = history_build(&graph, migrations, error);

	if (!result)
		result = wish_do(&migration, wish, error);
	calx__graph_release(&graph);
	return result;
}

static int linked_migrate(calx_engine *engine,
	const calx_migrations *migrations, const struct wish *wish,
	calx_error *error)
{
	calx_connection *connection;
	calx_error cause = { 0 };
	int result;

	calx_error_clear(error);
	if (!migrations || (wish->what <= GO_DOWN && !wish->target))
		return calx__fail(error, CALX_MISUSE, "there %s",
			migrations ? "is no target" : "are no migrations");
	connection = calx_connection_open(engine, &cause);
	if (!connection)
		result = cause.status;
	else
		result = history_run(connection, migrations, wish, &cause);
	calx_connection_close(connection);
	if (error && result < 0)
		*error = cause;
	return result;
}

int calx_migrate_upgrade(calx_engine *engine, const calx_migrations *migrations,
	const char *target, calx_error *error)
{
	const struct wish wish = { GO_UP, target };

	return linked_migrate(engine, migrations, &wish, error);
}

int calx_migrate_downgrade(calx_engine *engine,
	const calx_migrations *migrations, const char *target,
	calx_error *error)
{
	const struct wish wish = { GO_DOWN, target };

	return linked_migrate(engine, migrations, &wish, error);
}

int calx_migrate_resume(calx_engine *engine, const calx_migrations *migrations,
	calx_error *error)
{
	const struct wish wish = { RESUME, NULL };

	return linked_migrate(engine, migrations, &wish, error);
}

enum calx_status calx_migrate_repair(calx_engine *engine,
	const calx_migrations *migrations, bool done, calx_error *error)
{
	const struct wish wish = { done ? SAY_DONE : SAY_UNDONE, NULL };

	return (enum calx_status)linked_migrate(
		engine, migrations, &wish, error);
}
