#include "cli/project/runner.h"

#include <string.h>

#include "engine/engine.h"
#include "util/text.h"
#include "cli/base/option.h"
#include "cli/print/json.h"
#include "cli/print/log.h"
#include "cli/print/output.h"
#include "cli/print/safe.h"

/* One run of migrations: from the options to what is told of it. */

const struct option cli_run_options[] = {
	{ "dry-run", 'n',
		.help = "print the SQL and change nothing: it is done on a copy" },
	{ "sql", 's',
		.help = "the same, also if the database is not there yet" },
	{ "lock-timeout", 'l', .argument = "SECONDS",
		.help = "how long to wait for another runner; 60" },
	{ .name = NULL },
};

/* --lock-timeout, which must be a number; 0 if it was not given. */
static enum calx_status lock_seconds(
	struct cli *cli, unsigned *ret_seconds, calx_error *error)
{
	const char *text = cli_option(cli, "lock-timeout");
	long long seconds;

	*ret_seconds = 0;
	if (!text)
		return CALX_OK;
	if (!calx__text_to_int64(text, strlen(text), &seconds) || seconds < 1 ||
		seconds > 86400)
		return cli_usage(cli, error,
			"--lock-timeout is a number of seconds from 1 to 86400, not '%s'",
			cli_safe(cli, text));
	*ret_seconds = (unsigned)seconds;
	return CALX_OK;
}

/* A dry run is done on a copy: what the code of a revision does then is gone
 * with it, even if it says COMMIT. The SQL can be had before there is any
 * database; a rehearsal needs the one that it is about. */
static struct purpose purpose_of(struct cli *cli, unsigned seconds)
{
	bool sql = cli_option(cli, "sql");
	bool looks = sql || cli_option(cli, "dry-run");

	return (struct purpose){
		.looks = looks,
		.how = LOOK_COPY | (sql ? LOOK_EMPTY : 0),
		.wait = (long long)seconds * 1000,
	};
}

/* The driver knows the URL only. */
static enum calx_status fail_run(calx_error *error)
{
	if (error->status == CALX_BUSY)
		calx__fail_hint(error,
			"Somebody else works on it. --lock-timeout=SECONDS says how long to wait.");
	return cli_failed(error);
}

enum calx_status cli_run_begin(struct project *project, calx_error *error)
{
	struct cli *cli = project->cli;
	struct migration *migration = &project->migration;
	unsigned seconds;

	if (lock_seconds(cli, &seconds, error) < 0)
		return cli_failed(error);
	project->purpose = purpose_of(cli, seconds);
	if (project->purpose.looks)
		calx__engines_rehearse();
	if (cli_project_connect(project, error) < 0)
		return fail_run(error);
	migration->lock_seconds = seconds;
	migration->dry_run = project->purpose.looks;
	if (migration->dry_run)
		cli_output_guard(cli);
	return CALX_OK;
}

/* To the log: standard output may be SQL. */
static enum calx_status say_nothing_to_do(
	struct project *project, calx_error *error)
{
	struct cli *cli = project->cli;
	const char *ids = "";

	if (cli_project_applied(project, error) < 0)
		return cli_failed(error);
	for (size_t i = 0; i < project->current.count; i++)
		ids = cli_join(cli, ids, ", ", project->current.items[i]->id);
	cli_log(cli, LOG_INFO, "calx.migrate",
		*ids ? cli_printf(cli,
			       "Nothing to do: the database is at %s already",
			       ids)
		     : "Nothing to do: no revision has run");
	return CALX_OK;
}

enum calx_status cli_run_end(struct project *project, const char *target,
	int count, calx_error *error)
{
	json_t *document = project->cli->document;

	cli_json_set(document, project->migration.dry_run ? "sql" : "steps",
		json_incref(project->steps));
	if (count < 0) {
		if (target)
			cli_project_suggest(project, target, error);
		return fail_run(error);
	}
	cli_json_set(document, "count", json_integer(count));
	return count > 0 ? CALX_OK : say_nothing_to_do(project, error);
}

enum calx_status cli_run_migration(struct project *project,
	enum migrate_direction direction, calx_error *error)
{
	const char *target = cli_operand(project->cli, 0);
	int count;

	if (cli_run_begin(project, error) < 0)
		return cli_failed(error);
	count = calx__migrate(&project->migration, direction, target, error);
	return cli_run_end(project, target, count, error);
}
