#ifndef CALX_UTIL_TOPO_H
#define CALX_UTIL_TOPO_H

#include <stdbool.h>
#include <stddef.h>

/* Topological order of `count` items (Kahn), stable: among items that are
 * free, the lower number first. */
struct topo_edge {
	size_t before, after;
};

/* Fills order[0..count). Returns the number of items that could be ordered:
 * less than `count` means a cycle, and the rest of `order` holds the items
 * that are on or behind one. Returns (size_t)-1 when memory has run out. */
size_t calx__topo_sort(size_t count, const struct topo_edge *edges,
	size_t edge_count, size_t *order);

#endif
