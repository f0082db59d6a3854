#ifndef CALX_ORM_SCHEDULE_H
#define CALX_ORM_SCHEDULE_H

#include "orm/write/graph.h"

/* The order in which the rows of a graph are written. Where they wait for each
 * other in a circle, one of them is written in two steps. */

struct schedule {
	struct graph_row *rows;
	struct vec steps; /* struct step */
	struct vec later; /* struct step: those of STEP_SETTLE, as found */
};

/* Fills in a schedule, which must be released even after a failure. */
enum calx_status calx__schedule_make(
	struct schedule *schedule, struct graph *graph);
void calx__schedule_release(struct schedule *schedule);

#endif
