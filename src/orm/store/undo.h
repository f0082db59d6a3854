#ifndef CALX_ORM_UNDO_H
#define CALX_ORM_UNDO_H

#include "orm/store/slot.h"

/* What the open transaction has done to the objects of one table.
 *
 * The lists are a log: a savepoint notes how long they are, and to go back to it
 * is to undo what has come since. */

/* How long the lists were when a savepoint began. */
struct mark {
	size_t inserted, gone, updated, tainted;
	size_t edits;  /* of slots->edits */
	bool in_doubt; /* the mapper was */
};

struct undo {
	struct vec inserted, gone, updated; /* uint32_t slots */
	/* those read after the first write; if it has failed, any may be */
	struct vec tainted;
	struct vec snapshots; /* those that belong to `updated` */
	/* struct mark, of the open savepoints; a mapper that is younger than
	 * one may have none, which is one of zeros */
	struct vec marks;
};

/* An empty one, for structs of that size. */
void calx__undo_init(struct undo *undo, size_t row_size);
/* Frees the lists. */
void calx__undo_release(struct undo *undo);
/* Notes in one of the lists an insert or a delete that has just been done. */
enum calx_status calx__undo_note(
	struct slots *slots, struct vec *list, uint32_t slot);
/* Keeps what the snapshot was when the transaction, or the newest savepoint,
 * began. */
enum calx_status calx__undo_keep(
	struct undo *undo, struct slots *slots, uint32_t slot);
/* The mark of a savepoint, of which there were `depth` before. */
struct mark calx__mark_of(const struct undo *undo, size_t depth);
/* Marks of zeros for savepoints before which the mapper was not there, of so many;
 * false without memory. */
bool calx__marks_fill(struct undo *undo, size_t count);
/* Forgets what has come since; but for the tainted ones. */
void calx__undo_cut(
	struct undo *undo, struct slots *slots, const struct mark *mark);
/* Forgets all of it. */
void calx__undo_clear(struct undo *undo, struct slots *slots);

#endif
