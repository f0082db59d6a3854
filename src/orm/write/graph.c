#include "orm/write/graph.h"

#include "orm/base/error.h"

/* Most flushes have no edge, and most edges lead where the numbers lead: then
 * the tables are written one after the other. */

/* Units in the order of their groups: `number` gets each of them in turn. */
static size_t number_all(const struct flush *flush, size_t first,
	size_t (*number)(struct unit *unit, size_t first))
{
	for (size_t i = 0; i < flush->group_count; i++)
		for (size_t j = 0; j < flush->groups[i].count; j++)
			first = number(flush->groups[i].units[j], first);
	return first;
}

static size_t number_inserts(struct unit *unit, size_t first)
{
	unit->inserts = first;
	return first + unit->mapper->pending.added.count;
}

static size_t number_updates(struct unit *unit, size_t first)
{
	unit->updates = first;
	return first + unit->changes.count;
}

void calx__graph_number(struct graph *graph)
{
	const struct flush *flush = graph->flush;

	graph->count = number_all(flush, 0, number_inserts);
	graph->count = number_all(flush, graph->count, number_updates);
	for (size_t i = flush->group_count; i-- > 0;)
		for (size_t j = flush->groups[i].count; j-- > 0;) {
			struct unit *unit = flush->groups[i].units[j];

			unit->deletes = graph->count;
			graph->count += unit->mapper->pending.removed.count;
		}
}

enum calx_status calx__graph_edge(struct graph *graph, struct edge edge)
{
	if (edge.before == edge.after || calx__vec_append(&graph->edges, &edge))
		return CALX_OK;
	return calx__session_fail_memory(graph->flush->session);
}

bool calx__graph_is_violated(const struct graph *graph)
{
	const struct edge *edges = graph->edges.items;

	for (size_t i = 0; i < graph->edges.count; i++)
		if (edges[i].before > edges[i].after)
			return true;
	return false;
}
