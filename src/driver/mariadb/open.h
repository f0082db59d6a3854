#ifndef CALX_DRIVER_MARIADB_OPEN_H
#define CALX_DRIVER_MARIADB_OPEN_H

#include "driver/mariadb/database.h"

/* The members of struct driver of these names. */
enum calx_status calx__mariadb_open(const struct url *url,
	const struct listener *listener, struct db **ret_db, calx_error *error);
void calx__mariadb_close(struct db *db);
/* By a connection of its own: not from a signal handler. */
void calx__mariadb_interrupt(struct db *db);

#endif
