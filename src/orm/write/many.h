#ifndef CALX_ORM_MANY_H
#define CALX_ORM_MANY_H

#include "engine/run.h"
#include "orm/base/state.h"

/* Many rows of one statement go to the database together, where its driver can do
 * that. It says nothing then of which row was refused, and may have written some
 * of them: so there is a savepoint, and what does not go well is taken back, and
 * left to be written row by row. */

struct many_rows {
	calx_session *session;
	struct prepared *prepared; /* for one row */
	const char *where;
	size_t at,
		count; /* the first one that is not written; how many there are */
	many_bind *bind; /* row i; perhaps twice */
	/* Rows `at` to `at` + `count` - 1 were sent; `found` is what the first
	 * step has given. CALX_OK: they are written. CALX_STALE, with no error
	 * set: not all of them are. */
	enum calx_status (*done)(void *context, size_t count, int found);
	void *context; /* of both */
};

/* Whether so many rows can go together, and gain by it. */
bool calx__many_goes(const calx_session *session, size_t count);

/* Writes rows from `at` on, and moves that behind them. What is left is to be
 * written row by row. < 0: what has failed is not about a row. */
enum calx_status calx__many_write(struct many_rows *rows);

/* Runs a statement that is always the same, and returns no rows. */
enum calx_status calx__run_plain(
	calx_session *session, const char *sql, const char *where);

#endif
