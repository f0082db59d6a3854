#include "orm/write/graph.h"

#include "orm/base/error.h"

/* Most flushes have no edge, and most edges lead where the numbers lead: then
 * the tables are written one after the other. */

void calx__graph_number(struct graph *graph)
{
	const struct flush *flush = graph->flush;

	graph->count = 0;
	for (size_t i = 0; i < flush->unit_count; i++) {
		flush->order[i]->inserts = graph->count;
		graph->count += flush->order[i]->mapper->pending.added.count;
	}
	for (size_t i = 0; i < flush->unit_count; i++) {
		flush->order[i]->updates = graph->count;
		graph->count += flush->order[i]->changes.count;
	}
	for (size_t i = flush->unit_count; i-- > 0;) {
		flush->order[i]->deletes = graph->count;
		graph->count += flush->order[i]->mapper->pending.removed.count;
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
