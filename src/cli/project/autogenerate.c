#include "cli/project/autogenerate.h"
#include "engine/catalog.h"
#include "engine/connection.h"
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

enum calx_status cli_autogenerate(struct project *project,
	struct autogenerate_result *ret_result, calx_error *error)
{
	struct cli *cli = project->cli;
	struct sql_schema database, target;

	if (cli_project_connect(project, error) < 0 ||
		cli_project_inspect(project, &database, error) < 0 ||
		cli_project_models(project, &target, error) < 0)
		return cli_failed(error);
	struct catalog catalog = calx__connection_catalog(project->connection);
	struct autogenerate autogenerate = {
		.dialect = calx__connection_dialect(project->connection),
		.catalog = &catalog,
		.database = &database,
		.target = &target,
		.ignored_tables = calx__ledger_tables,
		.listener = on_event,
		.context = cli,
	};
	return calx__autogenerate(
		&cli->arena, &autogenerate, ret_result, error);
}
