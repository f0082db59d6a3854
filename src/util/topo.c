#include "util/topo.h"

#include "util/alloc.h"

/* Kahn's algorithm with the free items in a heap, so that the order is the same
 * on every run and as close to the given one as the edges allow. */

/* A binary min-heap of item numbers: the free items, lowest number on top. */
struct heap {
	size_t *items;
	size_t count;
};

static void heap_push(struct heap *heap, size_t item)
{
	size_t i = heap->count++;

	for (; i && heap->items[(i - 1) / 2] > item; i = (i - 1) / 2)
		heap->items[i] = heap->items[(i - 1) / 2];
	heap->items[i] = item;
}

static size_t heap_pop(struct heap *heap)
{
	size_t top = heap->items[0];
	size_t last = heap->items[--heap->count];
	size_t i = 0, child;

	while ((child = 2 * i + 1) < heap->count) {
		if (child + 1 < heap->count &&
			heap->items[child + 1] < heap->items[child])
			child++;
		if (heap->items[child] >= last)
			break;
		heap->items[i] = heap->items[child];
		i = child;
	}
	heap->items[i] = last;
	return top;
}

/* The edges by the item they leave: the items that come after item i are
 * targets[first[i]] up to targets[first[i + 1]]. */
struct topo {
	size_t count;
	size_t *waiting; /* for so many items each item still waits */
	size_t *first;	 /* count + 1 */
	size_t *targets;
	struct heap free;
};

static void graph_fill(
	struct topo *graph, const struct topo_edge *edges, size_t edge_count)
{
	for (size_t e = 0; e < edge_count; e++) {
		graph->first[edges[e].before]++;
		graph->waiting[edges[e].after]++;
	}
	for (size_t i = 1; i <= graph->count; i++)
		graph->first[i] += graph->first[i - 1];
	/* first[i] is now the end of item i; filling backwards makes it the
	 * beginning */
	for (size_t e = edge_count; e-- > 0;)
		graph->targets[--graph->first[edges[e].before]] =
			edges[e].after;
}

/* Takes out what is free until nothing is; returns how many that were. */
static size_t graph_drain(struct topo *graph, size_t *order)
{
	size_t done = 0;

	for (size_t i = 0; i < graph->count; i++)
		if (!graph->waiting[i])
			heap_push(&graph->free, i);
	while (graph->free.count) {
		size_t item = heap_pop(&graph->free);
		size_t end = graph->first[item + 1];

		order[done++] = item;
		for (size_t t = graph->first[item]; t < end; t++)
			if (!--graph->waiting[graph->targets[t]])
				heap_push(&graph->free, graph->targets[t]);
	}
	return done;
}

size_t calx__topo_sort(size_t count, const struct topo_edge *edges,
	size_t edge_count, size_t *order)
{
	/* waiting, first, heap, targets; a count that overflows here could not
	 * have been held in memory by the caller */
	size_t *block =
		calx__alloc_zero(3 * count + 1 + edge_count, sizeof(*block));
	struct topo graph = { .count = count };
	size_t done, next;

	if (!block)
		return (size_t)-1;
	graph.waiting = block;
	graph.first = block + count;
	graph.free.items = graph.first + count + 1;
	graph.targets = graph.free.items + count;
	graph_fill(&graph, edges, edge_count);
	done = next = graph_drain(&graph, order);
	for (size_t i = 0; i < count && next < count; i++)
		if (graph.waiting[i])
			order[next++] = i;
	calx__free(block);
	return done;
}
