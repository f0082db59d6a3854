#ifndef CALX_DRIVER_SQLITE_WAIT_H
#define CALX_DRIVER_SQLITE_WAIT_H

#include "driver/sqlite/database.h"

/* What SQLite waits in, and works in for long. */

void calx__sqlite_wait_by(struct db *db, const struct driver_waiter *waiter);
/* Looks after a statement while it runs, as the db's limit and waiter want it. */
void calx__sqlite_watch(struct db *db);
/* How long to wait for a lock from now on, in milliseconds; less than 0: as the
 * URL says. */
void calx__sqlite_wait(struct db *db, long long milliseconds);

#endif
