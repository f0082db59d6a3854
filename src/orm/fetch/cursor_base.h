#ifndef CALX_ORM_CURSOR_BASE_H
#define CALX_ORM_CURSOR_BASE_H

#include "orm/fetch/fetch.h"

#include "engine/row.h"

/* An open loop over rows: over objects of one table (`mapper`), or over rows
 * of some columns. */
struct cursor {
	calx_session *session;	   /* NULL: it was closed under the loop */
	struct cursor *next;	   /* of the session */
	struct prepared *prepared; /* NULL: it has ended */
	const char *where;
	size_t depth; /* of blocks, in which it was opened */
	bool dropped; /* by a rollback */
	bool owns;    /* the text in the scratch slot is the session's */

	/* objects */
	struct mapper *mapper;
	bool untracked;
	bool quick;    /* next_quick() makes the next row */
	uint32_t slot; /* of the current row, if that is no object yet */
	/* the struct, the snapshot and the state of that slot */
	char *scratch_row, *scratch_snapshot;
	const unsigned char *scratch_state;
	bool known; /* it is one: the slot holds an earlier row, whose text is
		     * gone */

	/* rows */
	struct calx_row row;
	calx_value *values;
	enum calx_kind *kinds;
	bool stored; /* some are in the form of another program */
	const struct row_entry *likely; /* the column that is asked for next */
	struct arena arena;		/* the arrays above */
	struct arena scratch;		/* text that getters write out */
};

/* A new one in the session's list; NULL on failure. */
struct cursor *calx__cursor_new(calx_session *session, const char *where);
/* Starts its statement. The cursor, or NULL, when it has been dropped. */
void *calx__cursor_start(struct cursor *cursor, const struct statement *select);
/* 1: there is a row, 0: no more, < 0: failed, and the session knows */
static inline int calx__cursor_step(const struct cursor *cursor)
{
	return calx__fetch_step(
		cursor->session, cursor->prepared, cursor->where);
}

/* Whether it has a scratch slot, and that is no object yet. */
static inline bool calx__cursor_has_scratch(const struct cursor *cursor)
{
	return cursor->slot != SLOT_NONE &&
	       (*cursor->scratch_state & SLOT_STATES) == SLOT_SCRATCH;
}

/* Whether its current row is in that slot. */
static inline bool calx__cursor_in_scratch(const struct cursor *cursor)
{
	return !cursor->known && calx__cursor_has_scratch(cursor);
}

/* Forgets the current row, if it was not kept. */
void calx__cursor_free_scratch(struct cursor *cursor);
/* Ends it and takes it out of the session's list. */
void calx__cursor_drop(struct cursor *cursor);
/* The session goes away under its loops. */
void calx__cursors_orphan(calx_session *session);

#endif
