#include "cli/runner.h"

/* All operands as one list, which is how the graph takes several targets. */
static const char *targets(struct cli *cli)
{
	const char *list = "";

	for (size_t i = 0; i < cli->operands.count; i++)
		list = cli_printf(
			cli, "%s%s%s", list, i ? "," : "", cli_operand(cli, i));
	return list;
}

static enum calx_status stamp(struct project *project, calx_error *error)
{
	struct cli *cli = project->cli;
	bool purge = cli_option(cli, "purge");
	const char *target = targets(cli);
	unsigned seconds;
	int count;

	if (cli_lock_seconds(cli, &seconds, error) < 0 ||
		cli_project_connect(project, error) < 0)
		return cli_failed(error);
	project->migration.lock_seconds = seconds;
	project->migration.dry_run = cli_is_dry_run(cli);
	const char *question =
		cli_printf(cli, "Forget which revisions have run on %s?",
			calx_engine_url(project->engine));
	if (purge && !project->migration.dry_run &&
		cli_confirm(cli, cli_safe(cli, question), error) < 0)
		return cli_failed(error);
	count = calx__migrate_stamp(&project->migration, target, purge, error);
	cli_json_set(cli->document,
		project->migration.dry_run ? "sql" : "steps",
		json_incref(project->steps));
	if (count < 0) {
		cli_project_suggest(project, target, error);
		return cli_failed(error);
	}
	cli_json_set(cli->document, "count", json_integer(count));
	return CALX_OK;
}

static enum calx_status run(struct cli *cli, calx_error *error)
{
	struct project project = { .cli = cli };
	enum calx_status status = cli_project_open(cli, &project, error);

	if (status == CALX_OK)
		status = stamp(&project, error);
	cli_project_close(&project);
	return status;
}

static const struct option options[] = {
	{ "purge", 'p',
		.help = "forget all that was recorded first, also revisions whose files are gone" },
	{ "dry-run", 'n', .help = "print the SQL and change nothing" },
	{ "sql", 's', .help = "the same as --dry-run" },
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
	.run = run,
};
