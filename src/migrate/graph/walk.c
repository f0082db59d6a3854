#include "migrate/graph/walk.h"

#include <string.h>

#include "util/fail.h"
#include "util/strbuf.h"

/* Sets, lists and walks; none of them recurses, as histories are long. */

#define LIST_TEXT_MAX 5

static struct node_list node_edges(
	const struct graph_node *node, enum graph_edges edges)
{
	switch (edges) {
	case EDGES_DOWN:
		return node->down;
	case EDGES_NEEDS:
		return node->needs;
	case EDGES_CHILDREN:
		return node->children;
	case EDGES_FOLLOWERS:
		break;
	}
	return node->followers;
}

enum calx_status calx__graph_status(
	const struct graph *graph, calx_error *error)
{
	if (graph->arena.failed || graph->names.failed)
		return calx__fail_memory(error);
	return CALX_OK;
}

/* ---- sets ----------------------------------------------------------------- */

node_set *calx__set_new(struct graph *graph)
{
	return calx__arena_zero(
		&graph->arena, graph->count + 1, sizeof(node_set));
}

bool calx__set_has(const node_set *set, const struct graph_node *node)
{
	return set && set[node->number];
}

void calx__set_reach(struct graph *graph, node_set *set,
	const struct graph_node *start, enum graph_edges edges)
{
	const struct graph_node **open;
	size_t count = 0;

	if (!set || set[start->number])
		return;
	/* a node is marked when it is pushed, so none is pushed twice */
	open = calx__arena_zero(
		&graph->arena, graph->count, sizeof(struct graph_node *));
	if (!open)
		return;
	set[start->number] = true;
	open[count++] = start;
	while (count) {
		struct node_list next = node_edges(open[--count], edges);

		for (size_t i = 0; i < next.count; i++) {
			if (set[next.items[i]->number])
				continue;
			set[next.items[i]->number] = true;
			open[count++] = next.items[i];
		}
	}
}

void calx__set_reach_all(struct graph *graph, node_set *set,
	struct node_list starts, enum graph_edges edges)
{
	for (size_t i = 0; i < starts.count; i++)
		calx__set_reach(graph, set, starts.items[i], edges);
}

void calx__set_subtract(
	const struct graph *graph, node_set *set, const node_set *other)
{
	for (size_t i = 0; set && other && i < graph->count; i++)
		set[i] = set[i] && !other[i];
}

void calx__set_intersect(
	const struct graph *graph, node_set *set, const node_set *other)
{
	for (size_t i = 0; set && other && i < graph->count; i++)
		set[i] = set[i] && other[i];
}

node_set *calx__graph_lineage(
	struct graph *graph, struct node_list nodes, bool with_dependencies)
{
	node_set *above = calx__set_new(graph);
	node_set *below = calx__set_new(graph);

	if (!above || !below)
		return NULL;
	calx__set_reach_all(graph, above, nodes,
		with_dependencies ? EDGES_FOLLOWERS : EDGES_CHILDREN);
	calx__set_reach_all(graph, below, nodes,
		with_dependencies ? EDGES_NEEDS : EDGES_DOWN);
	for (size_t i = 0; i < graph->count; i++)
		above[i] = above[i] || below[i];
	return above;
}

/* ---- lists ---------------------------------------------------------------- */

struct node_list calx__list_new(struct graph *graph, size_t max)
{
	struct node_list list = { 0 };

	list.items = calx__arena_zero(
		&graph->arena, max + 1, sizeof(struct graph_node *));
	return list;
}

struct node_list calx__list_filter(
	struct graph *graph, struct node_list nodes, const node_set *set)
{
	struct node_list list = calx__list_new(graph, nodes.count);

	for (size_t i = 0; list.items && i < nodes.count; i++)
		if (!set || set[nodes.items[i]->number])
			list.items[list.count++] = nodes.items[i];
	return list;
}

struct node_list calx__set_list(struct graph *graph, const node_set *set)
{
	struct node_list all = { graph->nodes, graph->count };

	return calx__list_filter(
		graph, set ? all : (struct node_list){ 0 }, set);
}

struct node_list calx__set_heads(struct graph *graph, const node_set *set)
{
	node_set *heads = calx__set_new(graph);

	if (!heads || !set)
		return (struct node_list){ 0 };
	memcpy(heads, set, graph->count * sizeof(*heads));
	for (size_t i = 0; i < graph->count; i++) {
		const struct graph_node *node = graph->nodes[i];

		for (size_t k = 0; set[i] && k < node->needs.count; k++)
			heads[node->needs.items[k]->number] = false;
	}
	return calx__set_list(graph, heads);
}

/* state of calx__set_sort() */
struct sort {
	const node_set *set;
	size_t *waiting; /* members that must come before, by number */
	struct graph_node **open;
	size_t open_count;
	struct node_list sorted;
};

static void sort_emit(struct sort *sort)
{
	struct graph_node *node = sort->open[--sort->open_count];

	sort->sorted.items[sort->sorted.count++] = node;
	/* the first parent ends on top: one branch is walked to its end */
	for (size_t i = node->needs.count; i-- > 0;) {
		struct graph_node *parent = node->needs.items[i];

		if (sort->set[parent->number] &&
			!--sort->waiting[parent->number])
			sort->open[sort->open_count++] = parent;
	}
}

struct node_list calx__set_sort(struct graph *graph, const node_set *set)
{
	struct sort sort = { .set = set };

	sort.waiting = calx__arena_zero(
		&graph->arena, graph->count + 1, sizeof(*sort.waiting));
	sort.open = calx__list_new(graph, graph->count).items;
	sort.sorted = calx__list_new(graph, graph->count);
	if (!set || !sort.waiting || !sort.open || !sort.sorted.items)
		return (struct node_list){ 0 };
	for (size_t i = 0; i < graph->count; i++) {
		const struct graph_node *node = graph->nodes[i];

		for (size_t k = 0; set[i] && k < node->needs.count; k++)
			sort.waiting[node->needs.items[k]->number]++;
	}
	for (size_t i = graph->count; i-- > 0;)
		if (set[i] && !sort.waiting[i])
			sort.open[sort.open_count++] = graph->nodes[i];
	while (sort.open_count)
		sort_emit(&sort);
	return sort.sorted;
}

void calx__list_reverse(struct node_list nodes)
{
	for (size_t i = 0; i < nodes.count / 2; i++) {
		struct graph_node *node = nodes.items[i];

		nodes.items[i] = nodes.items[nodes.count - 1 - i];
		nodes.items[nodes.count - 1 - i] = node;
	}
}

const char *calx__list_text(struct graph *graph, struct node_list nodes)
{
	struct strbuf text = STRBUF_INIT;
	const char *copy;

	for (size_t i = 0; i < nodes.count && i < LIST_TEXT_MAX; i++)
		calx__strbuf_addf(
			&text, "%s%s", i ? ", " : "", nodes.items[i]->id);
	if (nodes.count > LIST_TEXT_MAX)
		calx__strbuf_addf(
			&text, " and %zu more", nodes.count - LIST_TEXT_MAX);
	copy = calx__strbuf_keep(&text, &graph->arena);
	return copy ? copy : "";
}

/* ---- steps ---------------------------------------------------------------- */

/* The nodes one step away. From the base, the way up leads to the bases. */
static struct node_list place_next(
	const struct graph *graph, const struct graph_place *place, bool up)
{
	if (!place->node)
		return up ? graph->bases : (struct node_list){ 0 };
	return up ? place->node->children : place->node->down;
}

static enum calx_status place_step(struct graph *graph, const node_set *lineage,
	bool up, struct graph_place *place, calx_error *error)
{
	struct node_list next = place_next(graph, place, up);

	if (up && lineage)
		next = calx__list_filter(graph, next, lineage);
	if (calx__graph_status(graph, error) < 0)
		return CALX_OUT_OF_MEMORY;
	if (next.count > 1)
		return calx__fail(error, CALX_AMBIGUOUS,
			"the way %s from '%s' is ambiguous: %s",
			up ? "up" : "down",
			place->node ? place->node->id : "base",
			calx__list_text(graph, next));
	if (next.count)
		place->node = next.items[0];
	else if (!up && place->node)
		place->node = NULL;
	else
		place->beyond = true;
	return CALX_OK;
}

enum calx_status calx__graph_walk(struct graph *graph,
	struct graph_node *branch, long long steps, struct graph_place *place,
	calx_error *error)
{
	enum calx_status status = CALX_OK;
	node_set *lineage = NULL;
	bool up = steps > 0;

	if (branch)
		lineage = calx__graph_lineage(
			graph, (struct node_list){ &branch, 1 }, false);
	if (branch && !lineage)
		return calx__fail_memory(error);
	for (; steps && !place->beyond && status >= 0; steps += up ? -1 : 1)
		status = place_step(graph, lineage, up, place, error);
	return status;
}
