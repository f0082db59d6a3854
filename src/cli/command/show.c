#include <string.h>

#include "cli/project.h"
#include "migrate/graph/target.h"

static enum calx_status show(struct project *project, calx_error *error)
{
	struct cli *cli = project->cli;
	const char *target = cli_operand(cli, 0);
	struct node_list nodes;

	if (!strcmp(target, "current")) {
		if (cli_project_applied(project, error) < 0)
			return cli_failed(error);
		nodes = project->current;
	} else if (calx__graph_resolve(&project->graph, target, &nodes, error) <
		   0) {
		cli_project_suggest(project, target, error);
		return cli_failed(error);
	}
	/* one revision is always shown in full */
	cli->verbosity += cli->verbosity == 0;
	cli_describe_all(project, nodes, DESCRIBE_CURRENT, "revisions");
	return CALX_OK;
}

static enum calx_status run(struct cli *cli, calx_error *error)
{
	struct project project = { .cli = cli };
	enum calx_status status = cli_project_open(cli, &project, error);

	if (status == CALX_OK)
		status = show(&project, error);
	cli_project_close(&project);
	return status;
}

static const struct operand operands[] = {
	{ "REVISION",
		.help = "an id or its first four characters, head, heads, current" },
	{ .name = NULL },
};
static const struct example examples[] = {
	{ "calx show head", "the newest revision" },
	{ "calx show 0817", "by the first characters of its id" },
	{ .line = NULL },
};

const struct command cli_command_show = {
	.name = "show",
	.group = "looking at them",
	.purpose = "show one revision in full",
	.description =
		"Prints what the revision stands on, its file, and the whole comment at the file's head.",
	.options = cli_no_options,
	.operands = operands,
	.examples = examples,
	.run = run,
};
