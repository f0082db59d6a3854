#ifndef CALX_DRIVER_SQLITE_REPLAY_H
#define CALX_DRIVER_SQLITE_REPLAY_H

#include "driver/sqlite/database.h"

/* The members of struct driver of these names. */
enum calx_status calx__sqlite_probe(
	struct db *db, const char *sql, calx_error *error);
enum calx_status calx__sqlite_replay(struct db *db, bool on, calx_error *error);

#endif
