#ifndef CALX_DRIVER_MARIADB_OPEN_H
#define CALX_DRIVER_MARIADB_OPEN_H

#include "driver/mariadb/database.h"

/* The members of struct driver of these names. */
enum calx_status calx__mariadb_open(const struct url *url,
	const struct listener *listener, struct db **ret_db, calx_error *error);
void calx__mariadb_close(struct db *db);
enum calx_status calx__mariadb_ping(struct db *db, calx_error *error);
bool calx__mariadb_hung_up(const struct db *db);
const char *calx__mariadb_version(const struct db *db);
void *calx__mariadb_native(struct db *db);
enum calx_status calx__mariadb_reset(struct db *db, calx_error *error);
/* By a connection of its own. */
void calx__mariadb_interrupt(struct db *db);

#endif
