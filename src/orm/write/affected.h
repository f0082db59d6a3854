#ifndef CALX_ORM_AFFECTED_H
#define CALX_ORM_AFFECTED_H

#include "engine/run.h"
#include "orm/base/state.h"

/* The rows that an INSERT, UPDATE or DELETE by clauses is about, which was
 * refused: as they are, and as it would have made them. */

struct affected {
	calx_session *session;
	const struct statement *statement;
	struct arena *arena; /* of all of it */
	struct prepared *prepared;
	/* structs of the statement's table; NULL: an INSERT has none before, a
	 * DELETE none after */
	const void *before, *after;
	/* by column: what only the database knows, an expression or a default */
	const bool *unknown;
};

/* Begins; false when nothing can be said of its rows. In either case it is to be
 * closed. */
bool calx__affected_open(struct affected *affected, calx_session *session,
	const struct statement *statement, struct arena *arena);
/* The next row, of not too many; false when there is none. */
bool calx__affected_next(struct affected *affected);
void calx__affected_close(struct affected *affected);

#endif
