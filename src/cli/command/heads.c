#include "cli/project.h"

static enum calx_status run(struct cli *cli, calx_error *error)
{
	struct project project = { .cli = cli };
	enum calx_status status = cli_project_open(cli, &project, error);

	if (status == CALX_OK)
		cli_describe_all(&project, project.graph.heads, DESCRIBE_LABELS,
			"revisions");
	cli_project_close(&project);
	return status;
}

static const struct example examples[] = {
	{ "calx heads", "prints: a7323c275f5a (head)" },
	{ .line = NULL },
};

const struct command cli_command_heads = {
	.name = "heads",
	.group = "looking at them",
	.purpose = "list the revisions that no other stands on",
	.description =
		"A history without branches has one head. Two arise when two "
		"people write a revision on top of the same one; upgrade head "
		"then asks which is meant.",
	.options = cli_no_options,
	.operands = cli_no_operands,
	.examples = examples,
	.run = run,
};
