#ifndef CALX_DRIVER_POSTGRESQL_SETUP_H
#define CALX_DRIVER_POSTGRESQL_SETUP_H

#include "driver/postgresql/database.h"

/* Makes a connection that has just been opened what the library promises. */
enum calx_status calx__postgresql_set_up(struct db *db, calx_error *error);

/* Runs SQL of ours that returns no rows, or whose rows nobody wants. */
enum calx_status calx__postgresql_run(
	struct db *db, const char *sql, calx_error *error);

/* The member of struct driver of this name. */
void calx__postgresql_wait(struct db *db, long long milliseconds);

#endif
