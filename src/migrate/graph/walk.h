#ifndef CALX_MIGRATE_GRAPH_WALK_H
#define CALX_MIGRATE_GRAPH_WALK_H

#include "migrate/graph/graph.h"

/* Sets of nodes and walks over them, for the files of the graph only. Memory
 * that runs out sticks to the graph's arena; sets are then NULL, which every
 * call takes as an empty one. */

/* what a walk follows */
enum graph_edges {
	EDGES_DOWN,	/* towards the bases, line of history only */
	EDGES_NEEDS,	/* towards the bases, with dependencies */
	EDGES_CHILDREN, /* towards the heads, line of history only */
	EDGES_FOLLOWERS /* towards the heads, with dependencies */
};

/* membership, indexed by node number */
typedef bool node_set;

node_set *calx__set_new(struct graph *graph);
bool calx__set_has(const node_set *set, const struct graph_node *node);
/* Adds `start` and all that the edges reach from there. */
void calx__set_reach(struct graph *graph, node_set *set,
	const struct graph_node *start, enum graph_edges edges);
void calx__set_reach_all(struct graph *graph, node_set *set,
	struct node_list starts, enum graph_edges edges);
/* `set` without what is in `other`, and only what is in `other` */
void calx__set_subtract(
	const struct graph *graph, node_set *set, const node_set *other);
void calx__set_intersect(
	const struct graph *graph, node_set *set, const node_set *other);

/* The nodes that stand on `node`, or on which it stands, and itself. */
node_set *calx__graph_lineage(
	struct graph *graph, struct node_list nodes, bool with_dependencies);

/* The members, in the order of adding. */
struct node_list calx__set_list(struct graph *graph, const node_set *set);
/* The members, newest first: each before all that it stands on, one branch
 * after the other, and all branches before the point where they part. */
struct node_list calx__set_sort(struct graph *graph, const node_set *set);
/* The members on which no other member stands. */
struct node_list calx__set_heads(struct graph *graph, const node_set *set);

/* an empty list with room for `max` nodes */
struct node_list calx__list_new(struct graph *graph, size_t max);
/* those of `nodes` that are in `set`; all of them if `set` is NULL */
struct node_list calx__list_filter(
	struct graph *graph, struct node_list nodes, const node_set *set);
void calx__list_reverse(struct node_list nodes);
/* "a, b, c", at most a line of them */
const char *calx__list_text(struct graph *graph, struct node_list nodes);

/* CALX_OK, or out of memory when the arena has failed */
enum calx_status calx__graph_status(
	const struct graph *graph, calx_error *error);

/* ---- steps ------------------------------------------------------------------ */

/* where a walk has ended */
struct graph_place {
	struct graph_node *node; /* NULL: the base */
	bool beyond;		 /* past the ends */
};

/* Goes `steps` up or down. Upwards only along the lineage of `branch`, if it
 * is not NULL; a fork is CALX_AMBIGUOUS. */
enum calx_status calx__graph_walk(struct graph *graph,
	struct graph_node *branch, long long steps, struct graph_place *place,
	calx_error *error);

#endif
