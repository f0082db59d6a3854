#include "cli/project/runner.h"

#include <string.h>

#include "util/text.h"
#include "cli/base/option.h"
#include "cli/print/json.h"
#include "cli/print/output.h"
#include "cli/print/safe.h"

/* One run of migrations: from the options to what is told of it. */

const struct option cli_run_options[] = {
	{ "dry-run", 'n',
		.help = "print the SQL and change nothing: everything is done, and rolled back" },
	{ "sql", 's', .help = "the same as --dry-run" },
	{ "lock-timeout", 'l', .argument = "SECONDS",
		.help = "how long to wait for another runner; 60" },
	{ .name = NULL },
};

/* --lock-timeout, which must be a number; 0 if it was not given. */
static enum calx_status lock_seconds(
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

enum calx_status cli_run_begin(struct project *project, calx_error *error)
{
	struct cli *cli = project->cli;
	struct migration *migration = &project->migration;
	unsigned seconds;

	if (lock_seconds(cli, &seconds, error) < 0 ||
		cli_project_connect(project, error) < 0)
		return cli_failed(error);
	migration->lock_seconds = seconds;
	migration->dry_run =
		cli_option(cli, "dry-run") || cli_option(cli, "sql");
	if (migration->dry_run)
		cli_output_guard(cli);
	return CALX_OK;
}

enum calx_status cli_run_end(struct project *project, const char *target,
	int count, calx_error *error)
{
	json_t *document = project->cli->document;

	cli_json_set(document, project->migration.dry_run ? "sql" : "steps",
		json_incref(project->steps));
	if (count < 0) {
		cli_project_suggest(project, target, error);
		return cli_failed(error);
	}
	cli_json_set(document, "count", json_integer(count));
	return CALX_OK;
}

enum calx_status cli_run_migration(struct project *project,
	enum migrate_direction direction, calx_error *error)
{
	const char *target = cli_operand(project->cli, 0);
	int count;

	if (cli_run_begin(project, error) < 0)
		return cli_failed(error);
	count = calx__migrate(&project->migration, direction, target, error);
	return cli_run_end(project, target, count, error);
}
