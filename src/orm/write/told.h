#ifndef CALX_ORM_TOLD_H
#define CALX_ORM_TOLD_H

#include "orm/write/unit.h"

/* The hooks of a flush: each object is told of once before anything is written,
 * however often it is looked for what there is to write, and once after it. */

struct told {
	struct told_table *tables;
	struct vec after; /* struct told_object */
	unsigned rounds;
	struct arena arena;
};

void calx__told_init(struct told *told);
void calx__told_release(struct told *told);
/* Tells of what the units hold and nobody was told of; 1: somebody was, and may
 * have changed more, so that all is to be collected again; 0: nobody; < 0: it
 * was refused. */
int calx__told_before(struct told *told, struct flush *flush);
/* Notes what was written, and then tells of it. */
enum calx_status calx__told_note(struct told *told, const struct flush *flush);
enum calx_status calx__told_after(const struct told *told);

#endif
