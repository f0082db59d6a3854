#include "migrate/run/tell.h"
#include "migrate/graph/target.h"
#include "migrate/script/script_id.h"
#include "migrate/script/write.h"
#include "util/fail.h"
#include "util/strbuf.h"
#include "cli/base/file.h"
#include "cli/base/option.h"
#include "cli/print/json.h"
#include "cli/print/output.h"
#include "cli/print/safe.h"
#include "cli/project/autogenerate.h"

/* `calx revision`: a new file of the history, empty or generated. */

/* What new files begin with: the project's template if it has one. */
static enum calx_status read_template(
	struct project *project, const char **ret_text, calx_error *error)
{
	struct cli *cli = project->cli;
	const char *path =
		cli_printf(cli, "%s/revision.c.template", project->location);

	struct strbuf text;
	enum calx_status status;

	*ret_text = NULL;
	if (!cli_file_exists(path))
		return CALX_OK;
	calx__strbuf_init(&text, SCRIPT_SIZE_MAX);
	status = cli_file_read(path, &text, error);
	if (status >= 0)
		*ret_text = cli_printf(cli, "%s", text.data);
	calx__strbuf_release(&text);
	return status;
}

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

/* An id of one's own must be free. */
static enum calx_status choose_id(
	struct project *project, struct script_plan *plan, calx_error *error)
{
	plan->id = cli_option(project->cli, "rev-id");
	if (!plan->id)
		return CALX_OK;
	if (calx__script_id_check(plan->id, error) < 0)
		return cli_failed(error);
	if (calx__graph_node(&project->graph, plan->id))
		return calx__fail(error, CALX_CONFLICT,
			"there is a revision %s already", plan->id);
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
	plan->upgrade = result.upgrade;
	plan->upgrade_count = result.upgrade_count;
	plan->downgrade = result.downgrade;
	plan->downgrade_count = result.downgrade_count;
	plan->generated = true;
	return CALX_OK;
}

static enum calx_status write_file(
	struct project *project, struct script_plan *plan, calx_error *error)
{
	struct cli *cli = project->cli;
	const char *text, *path;

	if (cli_option(cli, "dry-run")) {
		if (calx__script_render(&cli->arena, plan, &text, error) < 0)
			return cli_failed(error);
		cli_print(cli, "%s", text);
		cli_json_set(cli->document, "text", cli_json_text(text));
		return CALX_OK;
	}
	if (calx__script_write(&cli->arena, plan, &path, error) < 0)
		return cli_failed(error);
	cli_say(cli, "  Generating %s ...  done\n", cli_safe(cli, path));
	cli_json_set(cli->document, "path", cli_json_text(path));
	return CALX_OK;
}

static enum calx_status plan_and_write(
	struct project *project, calx_error *error)
{
	struct cli *cli = project->cli;
	struct script_plan plan = {
		.directory = project->versions,
		.message = cli_option(cli, "message"),
	};

	if (choose_id(project, &plan, error) < 0 ||
		choose_parent(project, &plan, error) < 0 ||
		read_template(project, &plan.template_text, error) < 0)
		return cli_failed(error);
	if (cli_option(cli, "autogenerate") &&
		generate(project, &plan, error) < 0)
		return cli_failed(error);
	if (write_file(project, &plan, error) < 0)
		return cli_failed(error);
	cli_json_set(cli->document, "revision", cli_json_text(plan.id));
	cli_json_set(cli->document, "down_revision",
		cli_json_list(cli, plan.down_revision));
	return CALX_OK;
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
