#ifndef CALX_DRIVER_MARIADB_SETUP_H
#define CALX_DRIVER_MARIADB_SETUP_H

#include "driver/mariadb/database.h"

/* Tells a fresh connection how to read what it is sent. */
enum calx_status calx__mariadb_set_up(struct db *db, calx_error *error);
/* How long to wait for a lock, in milliseconds, rounded up to whole seconds;
 * less than 0: as long as the URL says. */
void calx__mariadb_wait(struct db *db, long long milliseconds);

/* How long a statement may run from now on; 0: as the engine says. */
enum calx_status calx__mariadb_limit(
	struct db *db, long long milliseconds, calx_error *error);

#endif
