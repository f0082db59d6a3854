#ifndef CALX_DRIVER_SQLITE_FIELDS_H
#define CALX_DRIVER_SQLITE_FIELDS_H

#include "driver/sqlite/database.h"

/* The members of struct driver of these names. */
int64_t calx__sqlite_fetch(struct stmt *stmt, const struct field *fields,
	size_t count, char *row, size_t *lengths);
int calx__sqlite_next(struct stmt *stmt, const struct field *fields,
	size_t count, char *row, calx_error *error);
/* The function calx_row(): a row of values goes where it is taken to, which its
 * user data, a struct taken **, points to. */
void calx__sqlite_take(
	sqlite3_context *context, int count, sqlite3_value **values);
extern const struct driver_columns calx__sqlite_columns;
int calx__sqlite_put(struct stmt *stmt, size_t first,
	const struct field *fields, const unsigned *numbers, size_t count,
	const char *row);

#endif
