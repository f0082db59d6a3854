#include "cli/project/runner.h"

/* `calx downgrade`: the way back. */

static enum calx_status downgrade(struct project *project, calx_error *error)
{
	return cli_run_migration(project, MIGRATE_DOWNGRADE, error);
}

static const struct operand operands[] = {
	{ "REVISION",
		.help = "where to go back to: base, an id or its first four characters, -1 for one step" },
	{ .name = NULL },
};
static const struct example examples[] = {
	{ "calx downgrade -1", "one step back" },
	{ "calx downgrade base", "back to the beginning" },
	{ "calx downgrade -1 --sql", "the SQL, for somebody to read" },
	{ .line = NULL },
};

const struct command cli_command_downgrade = {
	.name = "downgrade",
	.group = "running them",
	.purpose = "take the database back to a revision",
	.description =
		"Runs the downgrade functions of the revisions that stand "
		"above REVISION, the newest first, each in a transaction of "
		"its own. What a downgrade drops is gone with its data, and "
		"it does not ask: look at --sql first.",
	.options = cli_run_options,
	.operands = operands,
	.examples = examples,
	.work = downgrade,
};
