#ifndef CALX_MIGRATE_GRAPH_GRAPH_H
#define CALX_MIGRATE_GRAPH_GRAPH_H

#include "util/arena.h"
#include "util/map.h"
#include <calx/error.h>

/* The history of revisions: pure code over ids, without files or databases.
 *
 * Two kinds of edges lead from a revision to those that it stands on: `down`,
 * the line of history, and `depends_on`, which only says what must have run.
 * Heads and bases count `down` edges only; "real" ones count both.
 *
 *     struct graph graph = { 0 };
 *     calx__graph_add(&graph, &(struct graph_source){ .id = ... }, error);
 *     ...
 *     calx__graph_link(&graph, error);
 *     calx__graph_resolve(&graph, "head", &nodes, error);
 *     calx__graph_release(&graph);
 *
 * All results live in the graph until it is released. */

struct graph_node;

struct node_list {
	struct graph_node **items;
	size_t count;
};

/* What a revision says of itself. All text is borrowed; lists are separated
 * by commas, as in calx_revision, and NULL or "" when empty. */
struct graph_source {
	const char *id;
	const char *down;	/* ids */
	const char *depends_on; /* ids or labels */
	const char *labels;
	const char *message;
	const char *checksum; /* of its program; NULL: not known */
	const char *file; /* where it is written, for errors; NULL: nowhere */
	const void *payload; /* the caller's */
};

struct graph_node {
	struct graph_source source;
	const char *id;		   /* source.id */
	size_t number;		   /* in the order of adding */
	struct node_list down;	   /* the revisions that it revises */
	struct node_list children; /* those that revise it */
	struct node_list dependencies;
	struct node_list followers; /* children, and those that depend on it */
	/* down and those dependencies that no ancestor has already */
	struct node_list needs;
	/* its own labels, and those that reach it along its branch */
	const char **labels;
	size_t label_count;
};

struct graph {
	struct arena arena;
	struct graph_node **nodes; /* in the order of adding */
	size_t count;
	size_t capacity;
	struct map names; /* id or label -> node */
	struct node_list heads, real_heads;
	struct node_list bases, real_bases;
};

/* Adds a revision. Errors: an id that is empty, is used twice, or has one of
 * the characters that targets are made of (@ - + : and comma or blank). */
enum calx_status calx__graph_add(struct graph *graph,
	const struct graph_source *source, calx_error *error);
void calx__graph_release(struct graph *graph);

/* Whether a name may be that of a revision or a label; `what` it is stands in
 * the error, and `file` (may be NULL) where. */
enum calx_status calx__graph_name_check(const char *what, const char *name,
	const char *file, calx_error *error);

/* The revision of exactly that id, or NULL. */
struct graph_node *calx__graph_node(const struct graph *graph, const char *id);
bool calx__graph_is_head(const struct graph_node *node);
bool calx__graph_is_base(const struct graph_node *node);
/* several revisions revise it */
bool calx__graph_is_branch_point(const struct graph_node *node);
/* it revises several */
bool calx__graph_is_merge_point(const struct graph_node *node);

#endif
