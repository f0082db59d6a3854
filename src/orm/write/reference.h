#ifndef CALX_ORM_REFERENCE_H
#define CALX_ORM_REFERENCE_H

#include "orm/write/graph.h"

/* Whether the order of tables is not enough: rows of one table, or of a circle,
 * refer to each other, or what is referred to changes its key. */
enum calx_status calx__references_cross(struct graph *graph, bool *ret_cross);
/* An edge for each reference from one row of the flush to another. */
enum calx_status calx__reference_edges(struct graph *graph);

#endif
