#ifndef CALX_ENGINE_STASH_H
#define CALX_ENGINE_STASH_H

#include "driver/driver.h"
#include "util/arena.h"

/* The rows of a statement in memory. calx lets a program run other statements
 * in the middle of a loop over rows, and commit there; many databases do not.
 * So, when something else wants the connection, the rest of the rows is read
 * into the stash, and the loop goes on with what is there.
 *
 * The row that the loop stands on stays as it was handed out: while rows can
 * still come from the driver, their text is copied as they are read, because
 * the stash may have to step on under the reader's hands. */

struct stash {
	struct arena shown; /* text of the row that is looked at */
	struct arena rows;  /* those that were read ahead */
	struct stash_row *current, *next, *last;
	size_t columns;
	bool filled;	/* the driver has no more to say */
	bool converted; /* rows have the kinds that the reader wants */
};

/* Forgets everything; to be filled again. */
void calx__stash_clear(struct stash *stash);
void calx__stash_release(struct stash *stash);

/* ---- while the rows still come from the driver -------------------------- */

/* Copies the text of values into the stash, where they stay until the next
 * row; false without memory. */
bool calx__stash_show(struct stash *stash, calx_value *values, size_t count);

/* What is read ahead. */
struct stash_source {
	const struct driver *driver;
	struct stmt *stmt;
	const enum calx_kind *kinds; /* of the first columns; the others come
	                              * as they are */
	size_t count;
	bool on_row;   /* it stands on one, which is kept too */
	bool has_read; /* but that has been read, and nobody asks for it */
};
/* Reads all that is left. */
enum calx_status calx__stash_fill(struct stash *stash,
	const struct stash_source *source, calx_error *error);

/* ---- when it is filled -------------------------------------------------- */

/* 1: there is a row, 0: no more */
int calx__stash_step(struct stash *stash);
/* As the driver's row(). Text is borrowed until the stash is cleared. */
enum calx_status calx__stash_row(struct stash *stash,
	const enum calx_kind *kinds, size_t count, calx_value *values,
	calx_error *error);

#endif
