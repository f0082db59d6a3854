#ifndef CALX_DRIVER_SQLITE_OPEN_H
#define CALX_DRIVER_SQLITE_OPEN_H

#include "driver/sqlite/database.h"

/* The members of struct driver of these names. */
enum calx_status calx__sqlite_open(const struct url *url,
	const struct listener *listener, struct db **ret_db, calx_error *error);
enum calx_status calx__sqlite_look(const struct url *url, unsigned how,
	const struct listener *listener, struct db **ret_db, calx_error *error);
void calx__sqlite_close(struct db *db);

#endif
