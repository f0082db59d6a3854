#ifndef CALX_ORM_GIVE_WAY_H
#define CALX_ORM_GIVE_WAY_H

#include "orm/write/graph.h"

/* How a row that waits in a circle can give way: by one of its columns. */

/* How bad a way is; of those of a circle the best is taken. */
enum way_cost {
	WAY_FREE,  /* the database does not mind */
	WAY_NULL,  /* a column is NULL for a while */
	WAY_APART, /* it has a made-up value for a while */
	WAY_HARD,  /* likewise, and others refer to it */
	WAY_NONE   /* there is none: the database will say why */
};

struct way {
	enum way_cost cost;
	enum step_kind kind; /* not of WAY_FREE and WAY_NONE */
	unsigned column;
};

/* The best way to do without an edge. */
struct way calx__give_way(const struct flush *flush,
	const struct graph_row *rows, const struct edge *edge);

#endif
