#include "cli/project/describe.h"
#include "cli/base/option.h"
#include "cli/print/output.h"
#include "cli/print/safe.h"
#include "cli/project/project.h"

/* `calx current`: where the database is. */

static enum calx_status current(struct project *project, calx_error *error)
{
	struct cli *cli = project->cli;

	if (cli_project_applied(project, error) < 0)
		return cli_failed(error);
	if (cli->verbosity)
		cli_print(cli, "Current revision(s) for %s:\n",
			cli_safe(cli, calx_engine_url(project->engine)));
	cli_describe_all(project, project->current, DESCRIBE_TREE, "revisions");
	return CALX_OK;
}

static const struct example examples[] = {
	{ "calx current", "prints: 0817994fdbf9 (head)" },
	{ "calx current -v", "the same in full" },
	{ .line = NULL },
};

const struct command cli_command_current = {
	.name = "current",
	.group = "running them",
	.purpose = "show which revision the database is at",
	.description =
		"Prints the revision that the database is at, several if the "
		"history has branches, and nothing if none has run. The "
		"database is only read.",
	.options = cli_no_options,
	.operands = cli_no_operands,
	.examples = examples,
	.work = current,
};
