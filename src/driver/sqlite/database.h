#ifndef CALX_DRIVER_SQLITE_DATABASE_H
#define CALX_DRIVER_SQLITE_DATABASE_H

#include <sqlite3.h>

#include "util/arena.h"
#include "driver/sqlite/sqlite.h"

/* The inside of the driver, which its files share. */

/* the statements that begin and end transactions, prepared once */
enum control {
	CONTROL_BEGIN_WRITE,
	CONTROL_BEGIN_READ,
	CONTROL_COMMIT,
	CONTROL_ROLLBACK,
	CONTROL_COUNT
};

struct sqlite_database {
	sqlite3 *handle;
	const char *file; /* as messages name it; lives as long as the URL */
	sqlite3_stmt *controls[CONTROL_COUNT];
};

struct sqlite_statement {
	struct sqlite_database *database;
	sqlite3_stmt *handle;
	struct arena text; /* dates and decimals while they are bound */
};

/* open.c */
enum calx_status calx__sqlite_open(
	const struct url *url, void **ret_db, calx_error *error);
void calx__sqlite_close(void *db);

/* collation.c: an SQLite result code */
int calx__sqlite_add_collations(sqlite3 *handle);

/* error.c: the status of an SQLite result code, with the error filled from
 * what `database` knows about it */
enum calx_status calx__sqlite_fail(
	const struct sqlite_database *database, int code, calx_error *error);

/* bind.c */
enum calx_status calx__sqlite_bind(void *statement, size_t index,
	const calx_value *value, calx_error *error);

/* row.c */
enum calx_status calx__sqlite_row(void *statement, const enum calx_kind *kinds,
	size_t count, calx_value *values, calx_error *error);

#endif
