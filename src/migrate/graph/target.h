#ifndef CALX_MIGRATE_GRAPH_TARGET_H
#define CALX_MIGRATE_GRAPH_TARGET_H

#include "migrate/graph/graph.h"

/* What people call revisions by.
 *
 * An id, the first four or more characters of one, a label; "head", "heads",
 * "base"; "label@head", "label@id"; "id+2", "head-1". `ret_nodes` is empty
 * for the base. Errors: CALX_NOT_FOUND (no such revision or branch),
 * CALX_AMBIGUOUS (several heads, several matches, a walk that forks),
 * CALX_RANGE (a relative target beyond the ends). */
enum calx_status calx__graph_resolve(struct graph *graph, const char *target,
	struct node_list *ret_nodes, calx_error *error);
/* The same where only one will do; NULL is the base. */
enum calx_status calx__graph_resolve_one(struct graph *graph,
	const char *target, struct graph_node **ret_node, calx_error *error);

/* ---- targets, taken apart ---------------------------------------------- */

struct graph_target {
	const char *text;   /* the whole */
	const char *branch; /* before the @, or NULL */
	const char *symbol; /* "" if it is only relative */
	bool relative;
	long long steps; /* of a relative one: +2, -1 */
};

enum calx_status calx__target_parse(struct graph *graph, const char *text,
	struct graph_target *ret_target, calx_error *error);
/* Resolves the parts before the steps: several nodes only for heads. */
enum calx_status calx__target_symbol(struct graph *graph,
	const struct graph_target *target, struct node_list *ret_nodes,
	calx_error *error);
/* The same of a target that must name one node; NULL: the base. */
enum calx_status calx__target_single(struct graph *graph,
	const struct graph_target *target, struct graph_node **ret_node,
	calx_error *error);
/* The branch as a node; NULL if the target names none. */
enum calx_status calx__target_branch(struct graph *graph,
	const struct graph_target *target, struct graph_node **ret_node,
	calx_error *error);
/* "relative target out of range: ..." */
enum calx_status calx__target_beyond(
	const struct graph_target *target, calx_error *error);

#endif
