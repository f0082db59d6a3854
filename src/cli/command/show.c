#include <string.h>

#include "migrate/graph/target.h"
#include "cli/base/option.h"
#include "cli/project/describe.h"
#include "cli/project/project.h"

/* `calx show`: one revision with all that is known of it. */

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
	.work = show,
};
