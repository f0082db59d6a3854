#include "cli/base/option.h"
#include "cli/print/output.h"
#include "cli/print/safe.h"
#include "cli/project/runner.h"
#include "migrate/run/stamp.h"

/* `calx stamp`: the record of what has run, without running it. */

/* All operands as one list, which is how the graph takes several targets. */
static const char *targets(struct cli *cli)
{
	const char *list = "";

	for (size_t i = 0; i < cli->operands.count; i++)
		list = cli_join(cli, list, ",", cli_operand(cli, i));
	return list;
}

static enum calx_status stamp(struct project *project, calx_error *error)
{
	struct cli *cli = project->cli;
	bool purge = cli_option(cli, "purge");
	const char *target = targets(cli);
	int count;

	if (cli_run_begin(project, error) < 0)
		return cli_failed(error);
	const char *question =
		cli_printf(cli, "Forget which revisions have run on %s?",
			calx_engine_url(project->engine));
	if (purge && !project->migration.dry_run &&
		cli_confirm(cli, cli_safe(cli, question), error) < 0)
		return cli_failed(error);
	count = calx__migrate_stamp(&project->migration, target, purge, error);
	return cli_run_end(project, target, count, error);
}

static const struct option options[] = {
	{ "purge", 'p',
		.help = "forget all that was recorded first, also revisions whose files are gone" },
	{ "dry-run", 'n', .help = "print the SQL and change nothing" },
	{ "sql", 's',
		.help = "the same, also if the database is not there yet" },
	{ "lock-timeout", 'l', .argument = "SECONDS",
		.help = "how long to wait for another runner; 60" },
	{ .name = NULL },
};
static const struct operand operands[] = {
	{ "REVISION", .repeats = true,
		.help = "what the database is at: an id, head, heads, base" },
	{ .name = NULL },
};
static const struct example examples[] = {
	{ "calx stamp head",
		"the program itself made the tables: all revisions count as run" },
	{ "calx stamp --purge base", "forget everything" },
	{ .line = NULL },
};

const struct command cli_command_stamp = {
	.name = "stamp",
	.group = "running them",
	.purpose = "record a revision without running anything",
	.description =
		"Writes into the table calx_version that the database is at "
		"REVISION. No revision runs and no other table changes. With "
		"--purge it asks first.",
	.options = options,
	.operands = operands,
	.examples = examples,
	.work = stamp,
};
