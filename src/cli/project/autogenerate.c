#include "cli/project/autogenerate.h"
#include "engine/catalog.h"
#include "engine/connection.h"
#include "migrate/compare/ignore.h"
#include "migrate/run/ledger.h"

#include "cli/print/log.h"

/* What `revision --autogenerate` and `check` share. */

static void on_event(
	void *context, enum autogenerate_event_kind kind, const char *text)
{
	static const enum log_level levels[] = {
		[AUTOGENERATE_DETECTED] = LOG_INFO,
		[AUTOGENERATE_HINT] = LOG_INFO,
		[AUTOGENERATE_WARNING] = LOG_WARNING,
	};

	cli_log(context, levels[kind], "calx.autogenerate", text);
}

/* What both ask with; whoever calls it fills in the schemas. */
static enum calx_status prepare(struct project *project,
	struct autogenerate *ret_autogenerate, calx_error *error)
{
	*ret_autogenerate = (struct autogenerate){
		.dialect = calx__connection_dialect(project->connection),
		.ignored_tables = calx__ledger_tables,
		.listener = on_event,
		.context = project->cli,
	};
	return cli_config_get(project->cli, &project->config, CONFIG_IGNORE,
		&ret_autogenerate->ignored, error);
}

enum calx_status cli_leave_out(
	struct project *project, struct sql_schema *schema, calx_error *error)
{
	struct autogenerate autogenerate;
	size_t count = 0;

	if (prepare(project, &autogenerate, error) < 0)
		return cli_failed(error);
	for (size_t i = 0; i < schema->table_count; i++)
		if (!calx__ignore_table(&autogenerate, schema->tables[i]))
			schema->tables[count++] = schema->tables[i];
	schema->table_count = count;
	return CALX_OK;
}

enum calx_status cli_autogenerate(struct project *project,
	struct autogenerate_result *ret_result, calx_error *error)
{
	struct cli *cli = project->cli;
	struct sql_schema database, target;
	struct autogenerate autogenerate;

	if (cli_project_connect(project, error) < 0 ||
		prepare(project, &autogenerate, error) < 0 ||
		cli_project_models(project, &target, error) < 0 ||
		cli_project_inspect(project, &target, &database, error) < 0)
		return cli_failed(error);
	struct catalog catalog = calx__connection_catalog(project->connection);
	autogenerate.catalog = &catalog;
	autogenerate.database = &database;
	autogenerate.target = &target;
	return calx__autogenerate(
		&cli->arena, &autogenerate, ret_result, error);
}
