#ifndef CALX_DRIVER_POSTGRESQL_ERROR_H
#define CALX_DRIVER_POSTGRESQL_ERROR_H

#include "driver/postgresql/database.h"

/* Fills `error` with what the server, or libpq, has said of a result that is a
 * failure; of NULL: with what is the matter with the connection. The result
 * stays the caller's. */
enum calx_status calx__postgresql_fail(
	const struct db *db, const PGresult *result, calx_error *error);

#endif
