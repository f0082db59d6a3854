#include "stage.h"

#include "database.h"
#include "migrate/graph/link.h"

enum calx_status stage_load(void *context, const struct graph_node *node,
	enum migrate_direction direction, struct revision_program *ret_program,
	calx_error *error)
{
	const calx_revision *revision = node->source.payload;

	(void)context;
	(void)error;
	ret_program->function = direction == MIGRATE_UPGRADE
					? revision->upgrade
					: revision->downgrade;
	return CALX_OK;
}

static void listen(void *context, const struct migrate_event *event)
{
	struct stage *stage = context;

	if (event->kind == MIGRATE_SQL)
		calx__strbuf_addf(&stage->sql, "%s%s", event->text, stage->end);
	else if (event->kind == MIGRATE_DONE)
		stage->done++;
	else
		calx__strbuf_addf(&stage->log, "%s%s\n",
			event->warning ? "! " : "", event->text);
}

bool stage_link(struct stage *stage, const calx_migrations *migrations,
	const char *checksum)
{
	const calx_revision *const *list = migrations->revisions;

	calx__graph_release(&stage->graph);
	for (; *list; list++) {
		struct graph_source source = { .id = (*list)->id,
			.down = (*list)->down_revision,
			.message = (*list)->message,
			.checksum = checksum,
			.file = "x.c",
			.payload = *list };

		if (calx__graph_add(&stage->graph, &source, NULL) < 0)
			return false;
	}
	return calx__graph_link(&stage->graph, NULL) >= 0;
}

bool stage_open(struct stage *stage, const calx_migrations *migrations,
	const char *checksum)
{
	*stage = (struct stage){
		.sql = STRBUF_INIT, .log = STRBUF_INIT, .end = "\n"
	};
	if (!stage_link(stage, migrations, checksum))
		return false;
	stage->engine = database_engine();
	stage->connection = calx_connection_open(stage->engine, NULL);
	stage->migration = (struct migration){
		.connection = stage->connection,
		.graph = &stage->graph,
		.load = stage_load,
		.listen = listen,
		.listen_context = stage,
	};
	return stage->connection != NULL;
}

void stage_close(struct stage *stage)
{
	calx__graph_release(&stage->graph);
	calx__strbuf_release(&stage->sql);
	calx__strbuf_release(&stage->log);
	calx_connection_close(stage->connection);
	database_engine_close(stage->engine);
}

static int migrate(struct stage *stage, enum migrate_direction direction,
	const char *target)
{
	calx_error_clear(&stage->error);
	return calx__migrate(
		&stage->migration, direction, target, &stage->error);
}

int stage_upgrade(struct stage *stage, const char *target)
{
	return migrate(stage, MIGRATE_UPGRADE, target);
}

int stage_downgrade(struct stage *stage, const char *target)
{
	return migrate(stage, MIGRATE_DOWNGRADE, target);
}
