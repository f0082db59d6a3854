#ifndef CALX_MIGRATE_GRAPH_PATH_H
#define CALX_MIGRATE_GRAPH_PATH_H

#include "migrate/graph/graph.h"

/* Which revisions are to run, or to be taken back, and in what order.
 *
 * `applied` are all the revisions that have run, in any order. Targets may be
 * relative to them: "+1", "-2", "label@+1". */

/* What is still to run to reach `target`, in the order in which to run it:
 * each after all that it stands on. May be empty. */
enum calx_status calx__graph_upgrade(struct graph *graph,
	struct node_list applied, const char *target,
	struct node_list *ret_steps, calx_error *error);
/* What is to be taken back to reach `target`, in that order. CALX_INVALID if
 * the target has not been applied. */
enum calx_status calx__graph_downgrade(struct graph *graph,
	struct node_list applied, const char *target,
	struct node_list *ret_steps, calx_error *error);
/* What counts as applied after `target` (several: separated by commas) has
 * been stamped. */
enum calx_status calx__graph_stamp(struct graph *graph,
	struct node_list applied, const char *target,
	struct node_list *ret_applied, calx_error *error);

/* The applied revisions on which no other applied one stands. */
enum calx_status calx__graph_applied_heads(struct graph *graph,
	struct node_list applied, struct node_list *ret_heads,
	calx_error *error);
/* `nodes` and all that they stand on, each after what it stands on. */
enum calx_status calx__graph_ancestors(struct graph *graph,
	struct node_list nodes, struct node_list *ret_nodes, calx_error *error);

/* The whole history (`range` NULL), or "a:b", "a:", ":b", newest first: each
 * before all that it stands on. "current" in a range means `applied`. */
enum calx_status calx__graph_history(struct graph *graph,
	struct node_list applied, const char *range,
	struct node_list *ret_nodes, calx_error *error);

#endif
