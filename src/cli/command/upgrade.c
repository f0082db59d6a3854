#include "cli/project/runner.h"

/* `calx upgrade`: the way forward. */

static enum calx_status upgrade(struct project *project, calx_error *error)
{
	return cli_run_migration(project, MIGRATE_UPGRADE, error);
}

static const struct operand operands[] = {
	{ "REVISION",
		.help = "where to go: head, heads, an id or its first four characters, +1 for one step, id+2, label@head" },
	{ .name = NULL },
};
static const struct example examples[] = {
	{ "calx upgrade head", "to the newest revision" },
	{ "calx upgrade +1", "one step" },
	{ "calx upgrade head --sql > upgrade.sql",
		"the SQL, for somebody to read" },
	{ .line = NULL },
};

const struct command cli_command_upgrade = {
	.name = "upgrade",
	.group = "running them",
	.purpose = "bring the database forward to a revision",
	.description =
		"Runs the revisions that lead to REVISION and have not run "
		"yet. Each runs in one transaction together with its row in "
		"the table calx_version: one that fails, or is interrupted, "
		"leaves nothing behind, and the same command goes on from "
		"there. A second runner waits for the first. Revisions that "
		"only call operations with literal arguments need no "
		"compiler; others are compiled once and kept.",
	.options = cli_run_options,
	.operands = operands,
	.examples = examples,
	.work = upgrade,
};
