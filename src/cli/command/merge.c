#include "migrate/graph/target.h"
#include "migrate/script/script_id.h"
#include "util/fail.h"
#include "cli/base/option.h"
#include "cli/print/json.h"
#include "cli/print/output.h"
#include "cli/print/safe.h"
#include "cli/project/draft.h"

/* `calx merge`: one revision on top of several heads. */

static bool list_has(const struct vec *list, const struct graph_node *node)
{
	const struct graph_node *const *nodes = list->items;

	for (size_t i = 0; i < list->count; i++)
		if (nodes[i] == node)
			return true;
	return false;
}

static enum calx_status add_head(
	struct vec *heads, struct graph_node *node, calx_error *error)
{
	if (list_has(heads, node))
		return CALX_OK;
	if (!calx__graph_is_head(node)) {
		calx__fail(error, CALX_CONFLICT,
			"revision %s is not a head: a merge stands on heads",
			node->id);
		calx__fail_hint(error, "'calx heads' lists the heads.");
		return CALX_CONFLICT;
	}
	if (!calx__vec_append(heads, &node))
		cli_out_of_memory();
	return CALX_OK;
}

static enum calx_status add_target(struct project *project, const char *target,
	struct vec *heads, calx_error *error)
{
	struct node_list nodes;
	enum calx_status status = CALX_OK;

	if (calx__graph_resolve(&project->graph, target, &nodes, error) < 0) {
		cli_project_suggest(project, target, error);
		return cli_failed(error);
	}
	for (size_t i = 0; i < nodes.count && status >= 0; i++)
		status = add_head(heads, nodes.items[i], error);
	return status;
}

/* What the operands say: all heads, if there are none. */
static enum calx_status choose_heads(
	struct project *project, struct vec *heads, calx_error *error)
{
	const struct cli *cli = project->cli;
	enum calx_status status = CALX_OK;

	if (cli->operands.count == 0)
		return add_target(project, "heads", heads, error);
	for (size_t i = 0; i < cli->operands.count && status >= 0; i++)
		status = add_target(project, cli_operand(cli, i), heads, error);
	return status;
}

static const char *ids_of(
	struct cli *cli, const struct vec *heads, const char *separator)
{
	const struct graph_node *const *nodes = heads->items;
	const char *list = "";

	for (size_t i = 0; i < heads->count; i++)
		list = cli_join(cli, list, separator, nodes[i]->id);
	return list;
}

/* One is no failure if it is all there is: a script may always merge. */
static enum calx_status nothing_to_do(
	struct project *project, const struct vec *heads, calx_error *error)
{
	const char *ids = ids_of(project->cli, heads, ", ");

	if (project->graph.heads.count > 1) {
		calx__fail(error, CALX_MISUSE,
			"a merge needs two heads, this names one: %s", ids);
		calx__fail_hint(error,
			"'calx merge heads' joins all; 'calx heads' lists them.");
		return CALX_MISUSE;
	}
	cli_json_set(project->cli->document, "revision", cli_json_text(NULL));
	if (heads->count)
		cli_say(project->cli, "Nothing to do: %s is the only head.\n",
			ids);
	else
		cli_say(project->cli,
			"Nothing to do: there are no revisions.\n");
	return CALX_OK;
}

/* A label must be free: two of a name would make all of the history wrong. */
static enum calx_status choose_label(
	struct project *project, struct script_plan *plan, calx_error *error)
{
	const char *label = cli_option(project->cli, "branch-label");
	struct node_list found;
	calx_error none = { .status = CALX_OK };

	plan->branch_labels = label;
	if (!label)
		return CALX_OK;
	if (calx__script_id_check(label, NULL) < 0)
		return calx__fail(error, CALX_INVALID,
			"'%s' cannot be a label: it has letters, digits and '_'",
			cli_safe(project->cli, label));
	if (calx__graph_resolve(&project->graph, label, &found, &none) !=
		CALX_NOT_FOUND)
		return calx__fail(error, CALX_CONFLICT,
			"'%s' is the name of something else already", label);
	return CALX_OK;
}

static enum calx_status write_merge(
	struct project *project, const struct vec *heads, calx_error *error)
{
	struct cli *cli = project->cli;
	struct script_plan plan;

	if (heads->count < 2)
		return nothing_to_do(project, heads, error);
	if (cli_draft_begin(project, &plan, error) < 0)
		return cli_failed(error);
	if (!plan.message)
		plan.message = cli_printf(
			cli, "Merge %s", ids_of(cli, heads, " and "));
	plan.down_revision = ids_of(cli, heads, ", ");
	if (choose_label(project, &plan, error) < 0)
		return cli_failed(error);
	return cli_draft_end(project, &plan, error);
}

static enum calx_status merge(struct project *project, calx_error *error)
{
	struct vec heads = VEC_INIT(struct graph_node *);
	enum calx_status status = choose_heads(project, &heads, error);

	if (status >= 0)
		status = write_merge(project, &heads, error);
	calx__vec_release(&heads);
	return status;
}

static const struct option options[] = {
	{ "message", 'm', .argument = "MESSAGE",
		.help = "what the revision does, in one line" },
	{ "branch-label", 'b', .argument = "LABEL",
		.help = "a name for the branch that goes on from here" },
	{ "rev-id", 'r', .argument = "ID",
		.help = "the id; twelve random hexadecimal digits" },
	{ "dry-run", 'n', .help = "print the file and write nothing" },
	{ .name = NULL },
};
static const struct operand operands[] = {
	{ "REVISION", .optional = true, .repeats = true,
		.help = "the heads to join: ids, labels or 'heads' for all; heads" },
	{ .name = NULL },
};
static const struct example examples[] = {
	{ "calx merge -m 'Join prices and authors'", "all heads become one" },
	{ "calx merge 0817 a732", "only these two" },
	{ .line = NULL },
};

const struct command cli_command_merge = {
	.name = "merge",
	.group = "writing migrations",
	.purpose = "join several heads of the history into one",
	.description =
		"Writes a revision that stands on several heads and does "
		"nothing itself. Two heads arise when two people write a "
		"revision on top of the same one; what theirs do must not "
		"depend on the order, or the file is the place to mend it.",
	.options = options,
	.operands = operands,
	.examples = examples,
	.work = merge,
};
