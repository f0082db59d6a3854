#include "cli/project/describe.h"
#include "cli/base/option.h"
#include "cli/project/project.h"

/* `calx heads`: the ends of the history. */

static enum calx_status heads(struct project *project, calx_error *error)
{
	(void)error;
	cli_describe_all(
		project, project->graph.heads, DESCRIBE_LABELS, "revisions");
	return CALX_OK;
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
	.work = heads,
	.history = true,
};
