#include "cli/project/runner.h"

#include "cli/base/option.h"

/* `calx resume`: the rest of a revision that was cut off. */

static enum calx_status resume(struct project *project, calx_error *error)
{
	int count;

	if (cli_run_begin(project, error) < 0)
		return cli_failed(error);
	count = calx__migrate_resume(&project->migration, error);
	return cli_run_end(project, NULL, count, error);
}

static const struct example examples[] = {
	{ "calx resume", "finishes the revision that was cut off" },
	{ "calx resume --dry-run", "what it would take for done, and do" },
	{ .line = NULL },
};

const struct command cli_command_resume = {
	.name = "resume",
	.group = "running them",
	.purpose = "finish a revision that was cut off",
	.description =
		"On MariaDB each statement that changes the schema commits by "
		"itself. The table calx_journal says which ones of a revision "
		"are done, and upgrade and downgrade go on behind them. If a "
		"runner or the server ended in the middle of a statement, they "
		"ask for this command: it looks at the schema whether the "
		"statement was done, says so, and does the rest of the "
		"revision. If the schema does not tell, it asks for a decision: "
		"see repair. On other databases a revision happens as a whole, "
		"and there is nothing to resume.",
	.options = cli_run_options,
	.operands = cli_no_operands,
	.examples = examples,
	.work = resume,
};
