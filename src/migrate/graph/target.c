#include "migrate/graph/target.h"

#include <assert.h>
#include <string.h>

#include "migrate/graph/walk.h"
#include "util/fail.h"
#include "util/text.h"

/* "head", "label@head", "ae10+2": taken apart, and looked up. */

/* shorter beginnings of an id are more likely a mistake than a name */
#define PARTIAL_MIN 4
#define STEPS_MAX 100000

/* ---- taking apart --------------------------------------------------------- */

/* Cuts "+2" or "-1" off the end of `text`; what looks like one and is none is
 * left for the lookup to refuse. */
static struct view steps_cut(struct view text, struct graph_target *target)
{
	size_t at = 0;
	struct view number;

	while (at < text.length && text.data[at] != '+' && text.data[at] != '-')
		at++;
	if (at == text.length)
		return text;
	number = (struct view){ text.data + at + 1, text.length - at - 1 };
	if (!number.length || number.data[0] < '0' || number.data[0] > '9' ||
		!calx__text_to_int64(
			number.data, number.length, &target->steps))
		return text;
	target->relative = true;
	if (target->steps > STEPS_MAX)
		target->steps = STEPS_MAX;
	if (text.data[at] == '-')
		target->steps = -target->steps;
	return (struct view){ text.data, at };
}

enum calx_status calx__target_parse(struct graph *graph, const char *text,
	struct graph_target *ret_target, calx_error *error)
{
	struct graph_target target = { .text = text };
	struct view rest = calx__view(text);
	const char *at = text ? strchr(text, '@') : NULL;

	if (!text || !*text) {
		calx__fail(error, CALX_INVALID, "empty revision");
		return CALX_INVALID;
	}
	if (at) {
		struct view branch = calx__view_split(&rest, '@');

		target.branch = calx__arena_strndup(
			&graph->arena, branch.data, branch.length);
	}
	rest = steps_cut(rest, &target);
	target.symbol =
		calx__arena_strndup(&graph->arena, rest.data, rest.length);
	if (calx__graph_status(graph, error) < 0)
		return CALX_OUT_OF_MEMORY;
	*ret_target = target;
	return CALX_OK;
}

enum calx_status calx__target_beyond(
	const struct graph_target *target, calx_error *error)
{
	calx__fail(error, CALX_RANGE,
		"relative target out of range: '%s' leads past the end of the history",
		target->text);
	calx__fail_hint(error,
		"'calx history -i' shows where the database is and how many steps there are.");
	return CALX_RANGE;
}

/* ---- looking up ----------------------------------------------------------- */

static enum calx_status unknown_fail(const struct graph *graph,
	const char *name, const char *what, calx_error *error)
{
	const char *best = NULL;
	unsigned best_distance = 3;

	calx__fail(error, CALX_NOT_FOUND, "no such %s: '%s'", what, name);
	for (size_t i = 0; i < graph->names.count; i++) {
		const char *key = graph->names.entries[i].key;
		unsigned distance = calx__text_distance(name, key, 2);

		if (distance < best_distance && distance < strlen(name)) {
			best = key;
			best_distance = distance;
		}
	}
	if (best)
		calx__fail_hint(error, "Did you mean '%s'?", best);
	else if (strlen(name) < PARTIAL_MIN)
		calx__fail_hint(error,
			"The start of an id needs at least %d characters.",
			PARTIAL_MIN);
	return CALX_NOT_FOUND;
}

/* The nodes of which `name` is the beginning of the id or label. */
static struct node_list prefix_matches(
	struct graph *graph, const char *name, const node_set *lineage)
{
	node_set *found = calx__set_new(graph);

	if (!found || strlen(name) < PARTIAL_MIN)
		return (struct node_list){ 0 };
	for (size_t i = 0; i < graph->names.count; i++) {
		const struct map_entry *entry = &graph->names.entries[i];
		const struct graph_node *node = entry->value;

		if (calx__text_starts(entry->key, name) &&
			(!lineage || calx__set_has(lineage, node)))
			found[node->number] = true;
	}
	return calx__set_list(graph, found);
}

static enum calx_status name_find(struct graph *graph, const char *name,
	const node_set *lineage, struct graph_node **ret_node,
	calx_error *error)
{
	struct graph_node *node = calx__map_get(&graph->names, name);
	struct node_list matches;

	if (node) {
		*ret_node = node;
		return CALX_OK;
	}
	matches = prefix_matches(graph, name, lineage);
	if (calx__graph_status(graph, error) < 0)
		return CALX_OUT_OF_MEMORY;
	if (!matches.count)
		return unknown_fail(graph, name, "revision or branch", error);
	if (matches.count > 1)
		return calx__fail(error, CALX_AMBIGUOUS,
			"several revisions start with '%s': %s", name,
			calx__list_text(graph, matches));
	*ret_node = matches.items[0];
	return CALX_OK;
}

enum calx_status calx__target_branch(struct graph *graph,
	const struct graph_target *target, struct graph_node **ret_node,
	calx_error *error)
{
	struct graph_node *node = NULL;
	enum calx_status status = CALX_OK;

	if (target->branch)
		status = name_find(graph, target->branch, NULL, &node, error);
	if (status == CALX_NOT_FOUND)
		return unknown_fail(graph, target->branch, "branch", error);
	if (status >= 0)
		*ret_node = node;
	return status;
}

/* ---- symbols -------------------------------------------------------------- */

/* what a symbol is resolved against */
struct scope {
	struct graph *graph;
	const struct graph_target *target;
	const node_set *lineage; /* of the branch; NULL: everything */
};

static enum calx_status heads_resolve(const struct scope *scope,
	struct node_list *ret_nodes, calx_error *error)
{
	struct graph *graph = scope->graph;

	*ret_nodes = scope->lineage ? calx__list_filter(graph, graph->heads,
					      scope->lineage)
				    : graph->real_heads;
	return calx__graph_status(graph, error);
}

static enum calx_status head_resolve(const struct scope *scope,
	struct node_list *ret_nodes, calx_error *error)
{
	struct graph *graph = scope->graph;
	struct node_list heads =
		calx__list_filter(graph, graph->heads, scope->lineage);

	if (calx__graph_status(graph, error) < 0)
		return CALX_OUT_OF_MEMORY;
	if (heads.count > 1) {
		calx__fail(error, CALX_AMBIGUOUS,
			"'%s' is ambiguous, there are %zu heads: %s",
			scope->target->text, heads.count,
			calx__list_text(graph, heads));
		calx__fail_hint(error,
			"Name one of them, give '<branch>@head', or say 'heads' for all.");
		return CALX_AMBIGUOUS;
	}
	*ret_nodes = heads;
	return CALX_OK;
}

static enum calx_status base_resolve(const struct scope *scope,
	struct node_list *ret_nodes, calx_error *error)
{
	(void)scope;
	(void)error;
	*ret_nodes = (struct node_list){ 0 };
	return CALX_OK;
}

static enum calx_status list_of_one(struct graph *graph,
	struct graph_node *node, struct node_list *ret_nodes, calx_error *error)
{
	struct node_list nodes = calx__list_new(graph, 1);

	if (!nodes.items)
		return calx__fail_memory(error);
	nodes.items[0] = node;
	nodes.count = node != NULL;
	*ret_nodes = nodes;
	return CALX_OK;
}

static enum calx_status id_resolve(const struct scope *scope,
	struct node_list *ret_nodes, calx_error *error)
{
	struct graph *graph = scope->graph;
	const struct graph_target *target = scope->target;
	struct graph_node *node = NULL;
	enum calx_status status;

	status = name_find(graph, target->symbol, scope->lineage, &node, error);
	if (status < 0)
		return status;
	assert(node);
	if (scope->lineage && !calx__set_has(scope->lineage, node))
		return calx__fail(error, CALX_NOT_FOUND,
			"revision '%s' is not a member of branch '%s'",
			node->id, target->branch);
	return list_of_one(graph, node, ret_nodes, error);
}

static const struct symbol {
	const char *name;
	enum calx_status (*resolve)(const struct scope *scope,
		struct node_list *ret_nodes, calx_error *error);
} symbols[] = {
	{ "heads", heads_resolve },
	{ "head", head_resolve },
	{ "base", base_resolve },
};

enum calx_status calx__target_symbol(struct graph *graph,
	const struct graph_target *target, struct node_list *ret_nodes,
	calx_error *error)
{
	struct scope scope = { .graph = graph, .target = target };
	struct graph_node *branch = NULL;
	enum calx_status status;

	status = calx__target_branch(graph, target, &branch, error);
	if (status < 0)
		return status;
	if (branch)
		scope.lineage = calx__graph_lineage(
			graph, (struct node_list){ &branch, 1 }, false);
	if (calx__graph_status(graph, error) < 0)
		return CALX_OUT_OF_MEMORY;
	for (size_t i = 0; i < sizeof(symbols) / sizeof(*symbols); i++)
		if (!strcmp(target->symbol, symbols[i].name))
			return symbols[i].resolve(&scope, ret_nodes, error);
	return id_resolve(&scope, ret_nodes, error);
}

/* ---- whole targets -------------------------------------------------------- */

enum calx_status calx__target_single(struct graph *graph,
	const struct graph_target *target, struct graph_node **ret_node,
	calx_error *error)
{
	struct node_list nodes = { 0 };
	enum calx_status status =
		calx__target_symbol(graph, target, &nodes, error);

	if (status < 0)
		return status;
	if (nodes.count > 1)
		return calx__fail(error, CALX_AMBIGUOUS,
			"'%s' is ambiguous: %s", target->text,
			calx__list_text(graph, nodes));
	*ret_node = nodes.count ? nodes.items[0] : NULL;
	return CALX_OK;
}

/* Where the steps of "id+2", "label@head-1" begin. */
static enum calx_status start_resolve(struct graph *graph,
	const struct graph_target *target, struct graph_node **ret_node,
	calx_error *error)
{
	if (!*target->symbol)
		return calx__fail(error, CALX_INVALID,
			"'%s' is relative to what has been applied, which has no meaning here",
			target->text);
	return calx__target_single(graph, target, ret_node, error);
}

static enum calx_status relative_resolve(struct graph *graph,
	const struct graph_target *target, struct node_list *ret_nodes,
	calx_error *error)
{
	struct graph_node *branch = NULL;
	struct graph_place place = { 0 };
	enum calx_status status;

	if ((status = start_resolve(graph, target, &place.node, error)) < 0 ||
		(status = calx__target_branch(graph, target, &branch, error)) <
			0 ||
		(status = calx__graph_walk(
			 graph, branch, target->steps, &place, error)) < 0)
		return status;
	if (place.beyond)
		return calx__target_beyond(target, error);
	return list_of_one(graph, place.node, ret_nodes, error);
}

enum calx_status calx__graph_resolve(struct graph *graph, const char *text,
	struct node_list *ret_nodes, calx_error *error)
{
	struct graph_target target = { 0 };
	enum calx_status status;

	status = calx__target_parse(graph, text, &target, error);
	if (status < 0)
		return status;
	if (target.relative)
		return relative_resolve(graph, &target, ret_nodes, error);
	return calx__target_symbol(graph, &target, ret_nodes, error);
}

enum calx_status calx__graph_resolve_one(struct graph *graph, const char *text,
	struct graph_node **ret_node, calx_error *error)
{
	struct node_list nodes = { 0 };
	enum calx_status status;

	status = calx__graph_resolve(graph, text, &nodes, error);
	if (status < 0)
		return status;
	if (nodes.count > 1)
		return calx__fail(error, CALX_AMBIGUOUS,
			"'%s' means %zu revisions where one is needed: %s",
			text, nodes.count, calx__list_text(graph, nodes));
	*ret_node = nodes.count ? nodes.items[0] : NULL;
	return CALX_OK;
}
