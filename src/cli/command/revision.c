#include "migrate/graph/target.h"
#include "migrate/run/tell.h"
#include "util/fail.h"
#include "cli/base/option.h"
#include "cli/print/log.h"
#include "cli/project/autogenerate.h"
#include "cli/project/draft.h"

/* `calx revision`: a new file of the history, empty or generated. */

/* The new file stands on --head, or on the one head there is. */
static enum calx_status choose_parent(
	struct project *project, struct script_plan *plan, calx_error *error)
{
	struct cli *cli = project->cli;
	const char *head = cli_option(cli, "head");
	struct graph_node *node = NULL;

	if (project->graph.count == 0 && !head)
		return CALX_OK;
	if (calx__graph_resolve_one(
		    &project->graph, head ? head : "head", &node, error) < 0) {
		cli_project_suggest(project, head ? head : "head", error);
		if (error->status == CALX_AMBIGUOUS && !head)
			calx__fail_hint(error,
				"Name the one to stand on with --head=REVISION, or join them first: 'calx merge heads'.");
		return cli_failed(error);
	}
	if (node && !calx__graph_is_head(node)) {
		calx__fail(error, CALX_CONFLICT,
			"revision %s is not a head: a file on top of it would make a branch",
			node->id);
		calx__fail_hint(error, "'calx heads' lists the heads.");
		return CALX_CONFLICT;
	}
	plan->down_revision = node ? node->id : NULL;
	return CALX_OK;
}

static enum calx_status generate(
	struct project *project, struct script_plan *plan, calx_error *error)
{
	struct autogenerate_result result;

	/* the first one is written before there is a database */
	if (project->graph.count == 0)
		project->purpose.how = LOOK_EMPTY;
	if (cli_project_check_heads(project, error) < 0)
		return cli_failed(error);
	calx__tell_context(&project->migration);
	if (cli_autogenerate(project, &result, error) < 0)
		return cli_failed(error);
	if (result.upgrade_count == 0)
		cli_log(project->cli, LOG_INFO, "calx.autogenerate",
			"Nothing to do: the database is as the models say, and the revision empty");
	plan->upgrade = result.upgrade;
	plan->upgrade_count = result.upgrade_count;
	plan->downgrade = result.downgrade;
	plan->downgrade_count = result.downgrade_count;
	plan->notes = (const char *const *)result.notes;
	plan->note_count = result.note_count;
	plan->generated = true;
	return CALX_OK;
}

static enum calx_status plan_and_write(
	struct project *project, calx_error *error)
{
	struct script_plan plan;

	if (cli_draft_begin(project, &plan, error) < 0 ||
		choose_parent(project, &plan, error) < 0)
		return cli_failed(error);
	if (cli_option(project->cli, "autogenerate") &&
		generate(project, &plan, error) < 0)
		return cli_failed(error);
	return cli_draft_end(project, &plan, error);
}

static const struct option options[] = {
	{ "message", 'm', .argument = "MESSAGE",
		.help = "what the revision does, in one line" },
	{ "autogenerate", 'a',
		.help = "write the operations that make the database follow the models" },
	{ "head", 'H', .argument = "REVISION",
		.help = "stand on this head; the only one" },
	{ "rev-id", 'r', .argument = "ID",
		.help = "the id; twelve random hexadecimal digits" },
	{ "dry-run", 'n', .help = "print the file and write nothing" },
	{ .name = NULL },
};
static const struct example examples[] = {
	{ "calx revision -m 'Move prices'", "a file to fill in" },
	{ "calx revision --autogenerate -m 'Add table books'",
		"a file with what differs between models and database" },
	{ .line = NULL },
};

const struct command cli_command_revision = {
	.name = "revision",
	.group = "writing migrations",
	.purpose = "write a new revision",
	.description =
		"Writes versions/ID_MESSAGE.c, the next step of the history. "
		"With --autogenerate the database, which must be up to date, "
		"is compared with the models that env.c names, and the "
		"operations that remove the differences are written into the "
		"file. Read it before you run it: a renamed column looks like "
		"one dropped and one added.",
	.options = options,
	.operands = cli_no_operands,
	.examples = examples,
	.work = plan_and_write,
};
