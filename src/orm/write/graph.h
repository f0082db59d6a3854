#ifndef CALX_ORM_GRAPH_H
#define CALX_ORM_GRAPH_H

#include "orm/write/unit.h"

/* What one row of a flush has to wait for. Rows are numbered in the order in
 * which a flush writes if nothing speaks against it: what is inserted, table by
 * table; what is updated; what is deleted, from the last to the first. */

/* Why a row comes before another. */
enum edge_kind {
	EDGE_UNIQUE, /* it gives up a unique key that the other one takes */
	EDGE_ALONG,  /* likewise what goes along with it */
	EDGE_DRAWN,  /* likewise, and what follows the other one takes it */
	EDGE_COMES,  /* the other one refers to it from now on */
	EDGE_GOES    /* it refers to the other one, which goes */
};

struct edge {
	size_t before, after;
	enum edge_kind kind;
	/* the unique key; of a reference its own columns */
	const struct column_set *columns;
	bool is_loose; /* the database minds only at the end, or helps itself */
};

struct followers;

struct graph {
	struct flush *flush;
	const struct followers *followers; /* what goes with its rows */
	size_t count;			   /* of rows */
	struct vec edges;		   /* struct edge */
};

enum row_kind { ROW_INSERT, ROW_UPDATE, ROW_DELETE };

/* A row of the graph, by its number. */
struct graph_row {
	struct unit *unit;
	uint32_t slot;
	uint32_t change; /* of an update: which of the unit's */
	enum row_kind kind;
	bool is_split; /* some column of it is written later */
};

enum step_kind {
	STEP_ROW,	  /* the row, without what is written later */
	STEP_SET_NULL,	  /* before it: a column gives its value up */
	STEP_SET_APART,	  /* the same, with a value that nobody has */
	STEP_SETTLE,	  /* after it: a column that was left NULL */
	STEP_SETTLE_OLD,  /* the same of one that was left as it was */
	STEP_SETTLE_APART /* and of one that got a value that nobody has */
};

struct step {
	enum step_kind kind;
	size_t row;
	unsigned column; /* not of STEP_ROW */
};

/* Whether it writes a column that the row was written without. */
static inline bool calx__step_is_late(enum step_kind kind)
{
	return kind >= STEP_SETTLE;
}

/* Numbers the rows of a flush whose order of tables is known. */
void calx__graph_number(struct graph *graph);
/* Adds an edge, if it leads from one row to another one. */
enum calx_status calx__graph_edge(struct graph *graph, struct edge edge);
/* Whether some edge leads backwards. */
bool calx__graph_is_violated(const struct graph *graph);

/* The numbers of a unit's rows. */
static inline size_t calx__graph_insert(const struct unit *unit, size_t i)
{
	return unit->inserts + i;
}

static inline size_t calx__graph_update(const struct unit *unit, size_t i)
{
	return unit->updates + i;
}

/* the last that is to be deleted comes first */
static inline size_t calx__graph_delete(const struct unit *unit, size_t i)
{
	return unit->deletes + unit->mapper->pending.removed.count - 1 - i;
}

#endif
