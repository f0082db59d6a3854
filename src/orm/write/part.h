#ifndef CALX_ORM_PART_H
#define CALX_ORM_PART_H

#include "orm/write/schedule.h"

/* Rows that are written in two steps. */

/* Before the row: its column gives a value up. */
enum calx_status calx__part_release(struct flush *flush,
	const struct graph_row *row, const struct step *step);
/* The row without the columns that are written later. `write` writes it. */
enum calx_status calx__part_write(struct flush *flush,
	const struct schedule *schedule, size_t number,
	enum calx_status (*write)(
		struct flush *flush, const struct graph_row *row));
/* After the row: a column of it. */
enum calx_status calx__part_settle(struct flush *flush,
	const struct graph_row *row, const struct step *step);

#endif
