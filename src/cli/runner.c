#include "cli/runner.h"

#include <string.h>

#include "util/text.h"

const struct option cli_run_options[] = {
	{ "dry-run", 'n',
		.help = "print the SQL and change nothing: everything is done, and rolled back" },
	{ "sql", 's', .help = "the same as --dry-run" },
	{ "lock-timeout", 'l', .argument = "SECONDS",
		.help = "how long to wait for another runner; 60" },
	{ .name = NULL },
};

enum calx_status cli_lock_seconds(
	struct cli *cli, unsigned *ret_seconds, calx_error *error)
{
	const char *text = cli_option(cli, "lock-timeout");
	long long seconds;

	*ret_seconds = 0;
	if (!text)
		return CALX_OK;
	if (!calx__text_to_int64(text, strlen(text), &seconds) || seconds < 1 ||
		seconds > 86400)
		return cli_usage(cli, error,
			"--lock-timeout is a number of seconds from 1 to 86400, not '%s'",
			cli_safe(cli, text));
	*ret_seconds = (unsigned)seconds;
	return CALX_OK;
}

bool cli_is_dry_run(struct cli *cli)
{
	if (!cli_option(cli, "dry-run") && !cli_option(cli, "sql"))
		return false;
	cli_output_guard(cli);
	return true;
}

static enum calx_status migrate(struct project *project,
	enum migrate_direction direction, calx_error *error)
{
	struct cli *cli = project->cli;
	const char *target = cli_operand(cli, 0);
	unsigned seconds;
	int count;

	if (cli_lock_seconds(cli, &seconds, error) < 0 ||
		cli_project_connect(project, error) < 0)
		return cli_failed(error);
	project->migration.lock_seconds = seconds;
	project->migration.dry_run = cli_is_dry_run(cli);
	count = calx__migrate(&project->migration, direction, target, error);
	cli_json_set(cli->document,
		project->migration.dry_run ? "sql" : "steps",
		json_incref(project->steps));
	if (count < 0) {
		cli_project_suggest(project, target, error);
		return cli_failed(error);
	}
	cli_json_set(cli->document, "count", json_integer(count));
	return CALX_OK;
}

enum calx_status cli_run_migration(
	struct cli *cli, enum migrate_direction direction, calx_error *error)
{
	struct project project = { .cli = cli };
	enum calx_status status = cli_project_open(cli, &project, error);

	if (status == CALX_OK)
		status = migrate(&project, direction, error);
	cli_project_close(&project);
	return status;
}
