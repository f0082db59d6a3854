#include "cli/base/option.h"
#include "cli/print/json.h"
#include "cli/print/output.h"
#include "cli/project/runner.h"
#include "migrate/run/settle.h"

/* `calx repair`: what somebody has found out about a statement in doubt. */

static enum calx_status repair(struct project *project, calx_error *error)
{
	struct cli *cli = project->cli;
	const bool done = cli_option(cli, "done");
	int count;

	if (done == (cli_option(cli, "undone") != NULL))
		return cli_usage(cli, error, "either --done or --undone");
	if (cli_run_begin(project, error) < 0)
		return cli_failed(error);
	count = calx__migrate_repair(&project->migration, done, error);
	return cli_run_end(project, NULL, count < 0 ? count : 1, error);
}

static const struct option options[] = {
	{ "done", 'D', .help = "the statement was done: it is not run again" },
	{ "undone", 'U', .help = "it was not done: it is run again" },
	{ "dry-run", 'n',
		.help = "print what would be noted, and note nothing" },
	{ "sql", 's', .help = "the same" },
	{ "lock-timeout", 'l', .argument = "SECONDS",
		.help = "how long to wait for another runner; 60" },
	{ .name = NULL },
};
static const struct example examples[] = {
	{ "calx repair --done",
		"the statement was done before the run was cut off" },
	{ "calx repair --undone", "it was not" },
	{ .line = NULL },
};

const struct command cli_command_repair = {
	.name = "repair",
	.group = "running them",
	.purpose = "say whether a statement in doubt was done",
	.description =
		"If `calx resume` cannot tell by the schema whether the "
		"statement was done in which a revision was cut off, somebody "
		"must look, and say it with one of the two options. It is "
		"noted in the table calx_journal, and nothing else happens: "
		"`calx resume` goes on then.",
	.options = options,
	.operands = cli_no_operands,
	.examples = examples,
	.work = repair,
};
