#include "cli/project.h"

static enum calx_status run(struct cli *cli, calx_error *error)
{
	struct project project = { .cli = cli };
	enum calx_status status = cli_project_open(cli, &project, error);

	if (status == CALX_OK)
		status = cli_project_applied(&project, error);
	if (status == CALX_OK) {
		if (cli->verbosity)
			cli_print(cli, "Current revision(s) for %s:\n",
				cli_safe(cli, calx_engine_url(project.engine)));
		cli_describe_all(
			&project, project.current, DESCRIBE_TREE, "revisions");
	}
	cli_project_close(&project);
	return status;
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
	.run = run,
};
