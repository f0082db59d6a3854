#ifndef CALX_DRIVER_SQLITE_ROW_H
#define CALX_DRIVER_SQLITE_ROW_H

#include "driver/sqlite/database.h"

/* The members of struct driver of these names. */
enum calx_status calx__sqlite_row(struct stmt *stmt,
	const enum calx_kind *kinds, size_t count, calx_value *values,
	calx_error *error);
int calx__sqlite_column(struct stmt *stmt, size_t index, enum calx_kind kind,
	calx_value *ret_value);

/* What is of SQLite's `type`, and not NULL, as a value of a carrier (CALX_NULL:
 * as it comes); false if it is none. */
bool calx__sqlite_read(sqlite3_value *from, int type, enum calx_kind kind,
	calx_value *ret_value);

#endif
