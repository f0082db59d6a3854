#ifndef CALX_ORM_UNIQUE_H
#define CALX_ORM_UNIQUE_H

#include "orm/write/graph.h"

/* An edge for each unique key that passes from one row to another. */
enum calx_status calx__unique_edges(struct graph *graph);

#endif
