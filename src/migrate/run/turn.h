#ifndef CALX_MIGRATE_RUN_TURN_H
#define CALX_MIGRATE_RUN_TURN_H

#include "migrate/run/runner.h"

/* A runner's turn at the database: while it lasts no other runner changes
 * anything. On SQLite it is a transaction that has the write lock; where a
 * transaction does not keep others away, the dialect's lock is around all
 * turns of a run. */

/* What the dialect wants done before the first turn, and its lock, which is
 * waited for. */
enum calx_status calx__turns_open(struct runner *runner);
/* Begins, waiting for whoever has the database; opens the turns if need be. */
enum calx_status calx__turn_begin(struct runner *runner);
/* Where DDL commits by itself a turn has no transaction until here: what follows
 * is no DDL, and is done as a whole. Elsewhere it does nothing. */
enum calx_status calx__turn_record(struct runner *runner);
/* Commits if `status` is fine, else rolls back. Returns `status`, or what failed now. */
enum calx_status calx__turn_end(struct runner *runner, enum calx_status status);
/* After the last turn: nothing is locked any more, and the connection comes back
 * as it was before the first. On
 * SQLite each change of its settings makes all statements be prepared anew, so
 * that they are changed once for a run. Returns `status`, or what failed now. */
enum calx_status calx__turns_close(
	struct runner *runner, enum calx_status status);

#endif
