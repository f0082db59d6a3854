#include <string.h>

#include "migrate/graph/path.h"
#include "cli/base/option.h"
#include "cli/project/describe.h"
#include "cli/project/project.h"

/* `calx history`: the revisions, the newest first. */

static enum calx_status show(struct project *project, calx_error *error)
{
	struct cli *cli = project->cli;
	const char *range = cli_option(cli, "rev-range");
	bool indicate = cli_option(cli, "indicate-current");
	unsigned flags = DESCRIBE_PARENTS | DESCRIBE_LABELS | DESCRIBE_TREE |
			 DESCRIBE_MESSAGE;
	struct node_list nodes;

	if (range && !strchr(range, ':'))
		return cli_usage(cli, error,
			"a range has a colon: first:last, first: or :last");
	if ((indicate || (range && strstr(range, "current"))) &&
		cli_project_applied(project, error) < 0)
		return cli_failed(error);
	if (calx__graph_history(&project->graph, project->applied, range,
		    &nodes, error) < 0) {
		cli_project_suggest(project, range ? range : "", error);
		return cli_failed(error);
	}
	cli_describe_all(project, nodes,
		flags | (indicate ? DESCRIBE_CURRENT : 0), "revisions");
	return CALX_OK;
}

static const struct option options[] = {
	{ "rev-range", 'r', .argument = "RANGE",
		.help = "only from:to, from: or :to; 'current' may be either end" },
	{ "indicate-current", 'i',
		.help = "mark the revision that the database is at" },
	{ .name = NULL },
};
static const struct example examples[] = {
	{ "calx history", "the newest revision first" },
	{ "calx history -r current:", "what an upgrade would run" },
	{ "calx history -v", "each in full" },
	{ .line = NULL },
};

const struct command cli_command_history = {
	.name = "history",
	.group = "looking at them",
	.purpose = "list the revisions, the newest first",
	.description =
		"Prints a line for each revision: the one it stands on, its "
		"own id, and what it does. The files are read as text: no "
		"compiler is started and, without -i or 'current', no "
		"database opened.",
	.options = options,
	.operands = cli_no_operands,
	.examples = examples,
	.work = show,
	.history = true,
};
