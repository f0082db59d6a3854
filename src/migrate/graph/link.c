#include "migrate/graph/link.h"

#include <string.h>

#include "migrate/graph/walk.h"
#include "util/fail.h"
#include "util/strbuf.h"
#include "util/text.h"
#include "util/topo.h"

/* From the names that revisions give to the nodes that they mean, and what
 * follows from that: ends, followers, labels along their branches. */

/* ---- linking -------------------------------------------------------------- */

/* The next name of a list, as a string of its own; NULL at the end, and when
 * the arena has failed. */
static char *name_next(struct graph *graph, struct view *rest)
{
	while (rest->length) {
		struct view word = calx__view_split(rest, ',');

		word = calx__view_trim(word);
		if (word.length)
			return calx__arena_strndup(
				&graph->arena, word.data, word.length);
	}
	return NULL;
}

static size_t names_max(const char *list)
{
	size_t count = 1;

	for (; list && *list; list++)
		count += *list == ',';
	return count;
}

static bool list_has(
	const struct node_list *list, const struct graph_node *node)
{
	for (size_t i = 0; i < list->count; i++)
		if (list->items[i] == node)
			return true;
	return false;
}

static void list_add(struct node_list *list, struct graph_node *node)
{
	if (list->items && !list_has(list, node))
		list->items[list->count++] = node;
}

static enum calx_status label_add(struct graph *graph, struct graph_node *node,
	const char *label, calx_error *error)
{
	const struct graph_node *other = calx__map_get(&graph->names, label);
	enum calx_status status;

	status = calx__graph_name_check(
		"branch label", label, node->source.file, error);
	if (status < 0)
		return status;
	if (other) {
		calx__fail(error, CALX_INVALID,
			"branch label '%s' of revision '%s' is used already by revision '%s'",
			label, node->id, other->id);
		if (node->source.file)
			calx__fail_where(error, "%s", node->source.file);
		return CALX_INVALID;
	}
	if (!calx__map_set(&graph->names, label, node))
		return calx__fail_memory(error);
	return CALX_OK;
}

static enum calx_status labels_link(
	struct graph *graph, struct graph_node *node, calx_error *error)
{
	struct view rest = calx__view(node->source.labels);
	enum calx_status status = CALX_OK;
	const char *label;

	while (status >= 0 && (label = name_next(graph, &rest)))
		status = label_add(graph, node, label, error);
	return status;
}

/* how the two kinds of edges are spoken of, and resolved */
struct edge_words {
	const char *verb;
	bool label; /* a label will do for an id */
};

static const struct edge_words down_words = { "revises", false };
static const struct edge_words depends_words = { "depends on", true };

static enum calx_status edge_fail(const struct graph_node *node,
	const struct graph_node *other, const struct edge_words *words,
	const char *name, calx_error *error)
{
	if (other)
		calx__fail(error, CALX_INVALID, "revision '%s' %s itself",
			node->id, words->verb);
	else
		calx__fail(error, CALX_INVALID,
			"revision '%s' %s '%s', which does not exist", node->id,
			words->verb, name);
	if (node->source.file)
		calx__fail_where(error, "%s", node->source.file);
	calx__fail_hint(error,
		other ? "Change it in the file."
		      : "Bring the missing file back, or change what this one says.");
	return CALX_INVALID;
}

static enum calx_status edges_link(struct graph *graph, struct graph_node *node,
	const char *names, const struct edge_words *words,
	struct node_list *ret_list, calx_error *error)
{
	struct view rest = calx__view(names);
	const char *name;

	*ret_list = calx__list_new(graph, names_max(names));
	while ((name = name_next(graph, &rest))) {
		struct graph_node *other =
			words->label ? calx__map_get(&graph->names, name)
				     : calx__graph_node(graph, name);

		if (!other || other == node)
			return edge_fail(node, other, words, name, error);
		list_add(ret_list, other);
	}
	return CALX_OK;
}

static enum calx_status node_link(
	struct graph *graph, struct graph_node *node, calx_error *error)
{
	enum calx_status status;

	if ((status = edges_link(graph, node, node->source.down, &down_words,
		     &node->down, error)) < 0)
		return status;
	return edges_link(graph, node, node->source.depends_on, &depends_words,
		&node->dependencies, error);
}

/* How many revisions revise each, and how many depend on it. */
struct followers {
	size_t children, dependents;
};

static void followers_count(
	const struct graph_node *node, struct followers *counts)
{
	for (size_t k = 0; k < node->down.count; k++)
		counts[node->down.items[k]->number].children++;
	for (size_t k = 0; k < node->dependencies.count; k++)
		counts[node->dependencies.items[k]->number].dependents++;
}

static void followers_fill(struct graph_node *node)
{
	for (size_t k = 0; k < node->down.count; k++) {
		list_add(&node->down.items[k]->children, node);
		list_add(&node->down.items[k]->followers, node);
	}
	for (size_t k = 0; k < node->dependencies.count; k++)
		list_add(&node->dependencies.items[k]->followers, node);
}

/* The lists that lead upwards: counted, made, filled. */
static void followers_link(struct graph *graph)
{
	struct followers *counts = calx__arena_zero(
		&graph->arena, graph->count + 1, sizeof(*counts));

	if (!counts)
		return;
	for (size_t i = 0; i < graph->count; i++)
		followers_count(graph->nodes[i], counts);
	for (size_t i = 0; i < graph->count; i++) {
		struct graph_node *node = graph->nodes[i];

		node->children = calx__list_new(graph, counts[i].children);
		node->followers = calx__list_new(
			graph, counts[i].children + counts[i].dependents);
	}
	for (size_t i = 0; i < graph->count; i++)
		followers_fill(graph->nodes[i]);
}

/* ---- cycles --------------------------------------------------------------- */

static struct node_list node_parents(const struct graph_node *node, int kind)
{
	return kind ? node->dependencies : node->down;
}

static size_t edges_collect(
	const struct graph *graph, int kinds, struct topo_edge *edges)
{
	size_t count = 0;

	for (size_t i = 0; i < graph->count; i++)
		for (int kind = 0; kind < kinds; kind++) {
			struct node_list list =
				node_parents(graph->nodes[i], kind);

			for (size_t k = 0; k < list.count; k++)
				edges[count++] = (struct topo_edge){
					list.items[k]->number, i
				};
		}
	return count;
}

/* a parent that could not be ordered either: there always is one */
static size_t cycle_parent(
	const struct graph *graph, size_t number, int kinds, const bool *left)
{
	for (int kind = 0; kind < kinds; kind++) {
		struct node_list list =
			node_parents(graph->nodes[number], kind);

		for (size_t k = 0; k < list.count; k++)
			if (left[list.items[k]->number])
				return list.items[k]->number;
	}
	return number;
}

/* The member of a cycle that was added first, found from any node on or behind
 * the cycle. */
static size_t cycle_start(
	const struct graph *graph, size_t number, int kinds, const bool *left)
{
	size_t first;

	/* as many steps as there are nodes surely lead onto the cycle */
	for (size_t i = 0; i < graph->count; i++)
		number = cycle_parent(graph, number, kinds, left);
	first = number;
	for (size_t i = 0; i < graph->count; i++) {
		number = cycle_parent(graph, number, kinds, left);
		first = number < first ? number : first;
	}
	return first;
}

static enum calx_status cycle_fail(const struct graph *graph, int kinds,
	size_t behind, const bool *left, calx_error *error)
{
	struct strbuf text = STRBUF_INIT;
	size_t start = cycle_start(graph, behind, kinds, left);
	size_t number = start;

	calx__strbuf_adds(&text, graph->nodes[start]->id);
	do {
		number = cycle_parent(graph, number, kinds, left);
		calx__strbuf_addf(&text, " -> %s", graph->nodes[number]->id);
	} while (number != start);
	calx__fail(error, CALX_INVALID, "%s in the history: %s",
		kinds > 1 ? "dependency cycle" : "cycle", text.data);
	calx__fail_hint(error, "Change .%s in the file of one of them.",
		kinds > 1 ? "depends_on" : "down_revision");
	calx__strbuf_release(&text);
	return CALX_INVALID;
}

/* kinds: 1 = the line of history, 2 = with dependencies */
static enum calx_status cycles_check(
	struct graph *graph, int kinds, calx_error *error)
{
	size_t count = 0, sorted;
	struct topo_edge *edges;
	size_t *order;
	bool *left;

	for (size_t i = 0; i < graph->count; i++)
		count += graph->nodes[i]->down.count +
			 graph->nodes[i]->dependencies.count;
	edges = calx__arena_zero(&graph->arena, count + 1, sizeof(*edges));
	order = calx__arena_zero(
		&graph->arena, graph->count + 1, sizeof(*order));
	left = calx__arena_zero(&graph->arena, graph->count + 1, sizeof(*left));
	if (!edges || !order || !left)
		return calx__fail_memory(error);
	count = edges_collect(graph, kinds, edges);
	sorted = calx__topo_sort(graph->count, edges, count, order);
	if (sorted == (size_t)-1)
		return calx__fail_memory(error);
	if (sorted == graph->count)
		return CALX_OK;
	for (size_t i = sorted; i < graph->count; i++)
		left[order[i]] = true;
	return cycle_fail(graph, kinds, order[sorted], left, error);
}

/* ---- what follows from the links ------------------------------------------ */

/* What the ancestors of a node depend on. */
static node_set *needs_of_ancestors(
	struct graph *graph, const struct graph_node *node)
{
	node_set *ancestors = calx__set_new(graph);
	node_set *covered = calx__set_new(graph);

	if (!ancestors || !covered)
		return NULL;
	calx__set_reach(graph, ancestors, node, EDGES_DOWN);
	ancestors[node->number] = false;
	for (size_t i = 0; i < graph->count; i++) {
		const struct node_list *list = &graph->nodes[i]->dependencies;

		for (size_t k = 0; ancestors[i] && k < list->count; k++)
			covered[list->items[k]->number] = true;
	}
	return covered;
}

/* Drops the dependencies that an ancestor has already: going down past this
 * node must not take away what the ancestor still needs. */
static void needs_link(struct graph *graph, struct graph_node *node)
{
	const struct node_list *dependencies = &node->dependencies;
	const node_set *covered;

	node->needs =
		calx__list_new(graph, node->down.count + dependencies->count);
	for (size_t i = 0; i < node->down.count; i++)
		list_add(&node->needs, node->down.items[i]);
	if (!dependencies->count)
		return;
	covered = needs_of_ancestors(graph, node);
	for (size_t i = 0; i < dependencies->count; i++)
		if (!calx__set_has(covered, dependencies->items[i]))
			list_add(&node->needs, dependencies->items[i]);
}

static void ends_link(struct graph *graph)
{
	graph->heads = calx__list_new(graph, graph->count);
	graph->real_heads = calx__list_new(graph, graph->count);
	graph->bases = calx__list_new(graph, graph->count);
	graph->real_bases = calx__list_new(graph, graph->count);
	for (size_t i = 0; i < graph->count; i++) {
		struct graph_node *node = graph->nodes[i];

		if (!node->children.count)
			list_add(&graph->heads, node);
		if (!node->followers.count)
			list_add(&graph->real_heads, node);
		if (!node->down.count)
			list_add(&graph->bases, node);
		if (!node->down.count && !node->dependencies.count)
			list_add(&graph->real_bases, node);
	}
}

static void label_give(
	struct graph *graph, struct graph_node *node, const char *label)
{
	const char **labels = calx__arena_zero(
		&graph->arena, node->label_count + 1, sizeof(*labels));

	if (!labels)
		return;
	if (node->label_count)
		memcpy(labels, node->labels,
			node->label_count * sizeof(*labels));
	labels[node->label_count++] = label;
	node->labels = labels;
}

/* A label reaches all descendants, and down to where its branch began. */
static void label_spread(
	struct graph *graph, struct graph_node *node, const char *label)
{
	node_set *branch = calx__set_new(graph);
	struct graph_node *parent = node;

	if (!branch)
		return;
	calx__set_reach(graph, branch, node, EDGES_CHILDREN);
	while (parent->down.count == 1) {
		parent = parent->down.items[0];
		if (parent->followers.count > 1 || parent->down.count > 1)
			break;
		branch[parent->number] = true;
	}
	for (size_t i = 0; i < graph->count; i++)
		if (branch[i])
			label_give(graph, graph->nodes[i], label);
}

static void labels_spread(struct graph *graph)
{
	for (size_t i = 0; i < graph->names.count; i++) {
		const struct map_entry *entry = &graph->names.entries[i];
		struct graph_node *node = entry->value;

		if (strcmp(entry->key, node->id) != 0)
			label_spread(graph, node, entry->key);
	}
}

enum calx_status calx__graph_link(struct graph *graph, calx_error *error)
{
	enum calx_status status = CALX_OK;

	for (size_t i = 0; status >= 0 && i < graph->count; i++)
		status = labels_link(graph, graph->nodes[i], error);
	for (size_t i = 0; status >= 0 && i < graph->count; i++)
		status = node_link(graph, graph->nodes[i], error);
	if (status < 0)
		return status;
	if (graph->arena.failed)
		return calx__fail_memory(error);
	if ((status = cycles_check(graph, 1, error)) < 0 ||
		(status = cycles_check(graph, 2, error)) < 0)
		return status;
	followers_link(graph);
	for (size_t i = 0; i < graph->count; i++)
		needs_link(graph, graph->nodes[i]);
	ends_link(graph);
	labels_spread(graph);
	return calx__graph_status(graph, error);
}
