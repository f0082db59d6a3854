#ifndef CALX_DRIVER_MARIADB_ERROR_H
#define CALX_DRIVER_MARIADB_ERROR_H

#include "driver/mariadb/database.h"

/* What the connection's last call failed for becomes an error; what that means
 * for the transaction is remembered. `sql` may be NULL. */
enum calx_status calx__mariadb_fail(
	struct db *db, const char *sql, calx_error *error);
/* The same of a statement's. */
enum calx_status calx__mariadb_fail_statement(
	struct stmt *stmt, calx_error *error);

#endif
