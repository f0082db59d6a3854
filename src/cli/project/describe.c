#include "cli/project/describe.h"

#include <string.h>

#include "util/text.h"
#include "cli/print/color.h"
#include "cli/print/json.h"
#include "cli/print/output.h"
#include "cli/print/safe.h"

/* Revisions as the lists show them: in one line, or with --verbose in full. */

static const char *ids_of(struct cli *cli, struct node_list list)
{
	const char *text = "";

	for (size_t i = 0; i < list.count; i++)
		text = cli_join(cli, text, ", ", list.items[i]->id);
	return text;
}

static const char *parents_of(struct cli *cli, const struct graph_node *node)
{
	return node->down.count ? ids_of(cli, node->down) : "<base>";
}

static bool is_current(
	const struct project *project, const struct graph_node *node)
{
	for (size_t i = 0; i < project->current.count; i++) {
		if (project->current.items[i] == node)
			return true;
	}
	return false;
}

/* " (head) (current)" and so on; names what stands out with a colour. */
static const char *marks_of(
	struct project *project, const struct graph_node *node, unsigned flags)
{
	struct cli *cli = project->cli;
	const struct {
		bool shown;
		const char *text;
	} marks[] = {
		{ calx__graph_is_head(node) && !node->followers.count, "head" },
		{ calx__graph_is_head(node) && node->followers.count,
			"effective head" },
		{ (flags & DESCRIBE_CURRENT) && is_current(project, node),
			"current" },
		{ (flags & DESCRIBE_TREE) && calx__graph_is_branch_point(node),
			"branchpoint" },
		{ (flags & DESCRIBE_TREE) && calx__graph_is_merge_point(node),
			"mergepoint" },
	};
	const char *text = "";

	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
		if (marks[i].shown)
			text = cli_printf(cli, "%s %s(%s)%s", text,
				cli_color(cli->color_out, COLOR_GREEN),
				marks[i].text,
				cli_color(cli->color_out, COLOR_NONE));
	}
	return text;
}

static const char *labels_of(struct cli *cli, const struct graph_node *node)
{
	const char *text = "";

	for (size_t i = 0; i < node->label_count; i++)
		text = cli_join(cli, text, ", ", node->labels[i]);
	return text;
}

static void print_line(
	struct project *project, const struct graph_node *node, unsigned flags)
{
	struct cli *cli = project->cli;
	const char *labels = labels_of(cli, node);
	const char *message = node->source.message;

	if (flags & DESCRIBE_PARENTS)
		cli_print(cli, "%s", parents_of(cli, node));
	if ((flags & DESCRIBE_PARENTS) && node->dependencies.count)
		cli_print(cli, " (%s)", ids_of(cli, node->dependencies));
	cli_print(cli, "%s%s%s%s", flags & DESCRIBE_PARENTS ? " -> " : "",
		cli_color(cli->color_out, COLOR_YELLOW), node->id,
		cli_color(cli->color_out, COLOR_NONE));
	if ((flags & DESCRIBE_LABELS) && *labels)
		cli_print(cli, " (%s)", cli_safe(cli, labels));
	cli_print(cli, "%s", marks_of(project, node, flags));
	if ((flags & DESCRIBE_MESSAGE) && *message)
		cli_print(cli, ", %s", cli_safe(cli, message));
	cli_print(cli, "\n");
}

static void print_member(struct cli *cli, const char *label, const char *text)
{
	if (*text)
		cli_print(cli, "%s: %s\n", label, cli_safe(cli, text));
}

/* Prints the whole head comment, indented. */
static void print_description(struct cli *cli, const char *text)
{
	struct view rest = calx__view(text);

	cli_print(cli, "\n");
	while (rest.length > 0) {
		struct view line = calx__view_split(&rest, '\n');
		const char *kept =
			cli_printf(cli, "%.*s", (int)line.length, line.data);
		cli_print(cli, "%s%s\n", line.length ? "    " : "",
			cli_safe(cli, kept));
	}
	cli_print(cli, "\n");
}

static void print_long(
	struct project *project, const struct graph_node *node, unsigned flags)
{
	struct cli *cli = project->cli;
	const struct script *script = node->source.payload;

	cli_print(cli, "Rev: %s%s\n", node->id,
		marks_of(project, node, flags | DESCRIBE_TREE));
	print_member(cli,
		calx__graph_is_merge_point(node) ? "Merges" : "Parent",
		parents_of(cli, node));
	print_member(cli, "Also depends on", ids_of(cli, node->dependencies));
	if (calx__graph_is_branch_point(node))
		print_member(cli, "Branches into", ids_of(cli, node->children));
	print_member(cli, "Branch names", labels_of(cli, node));
	print_member(cli, "Path", script->path);
	print_description(cli, script->description);
}

json_t *cli_describe_json(
	struct project *project, const struct graph_node *node)
{
	const struct script *script = node->source.payload;
	json_t *object = json_object();
	json_t *labels = json_array();

	for (size_t i = 0; i < node->label_count; i++)
		cli_json_append(labels, cli_json_text(node->labels[i]));
	cli_json_set(object, "revision", cli_json_text(node->id));
	cli_json_set(object, "down_revision",
		cli_json_list(project->cli, script->down_revision));
	cli_json_set(object, "depends_on",
		cli_json_list(project->cli, script->depends_on));
	cli_json_set(object, "branch_labels", labels);
	cli_json_set(object, "message", cli_json_text(script->message));
	cli_json_set(object, "create_date", cli_json_text(script->create_date));
	cli_json_set(object, "path", cli_json_text(script->path));
	cli_json_set(object, "head", json_boolean(calx__graph_is_head(node)));
	if (project->connection)
		cli_json_set(object, "current",
			json_boolean(is_current(project, node)));
	return object;
}

void cli_describe(struct project *project, const struct graph_node *node,
	unsigned flags, json_t *array)
{
	if (array)
		cli_json_append(array, cli_describe_json(project, node));
	if (project->cli->verbosity)
		print_long(project, node, flags);
	else
		print_line(project, node, flags);
}

void cli_describe_all(struct project *project, struct node_list nodes,
	unsigned flags, const char *key)
{
	json_t *array = json_array();

	for (size_t i = 0; i < nodes.count; i++)
		cli_describe(project, nodes.items[i], flags, array);
	cli_json_set(project->cli->document, key, array);
}
