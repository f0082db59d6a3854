#ifndef CALX_MIGRATE_GRAPH_LINK_H
#define CALX_MIGRATE_GRAPH_LINK_H

#include "migrate/graph/graph.h"

/* Links what was added. Errors: a missing parent (names both), a label that is
 * used twice, a revision that stands on itself, a cycle (names its members). */
enum calx_status calx__graph_link(struct graph *graph, calx_error *error);

#endif
