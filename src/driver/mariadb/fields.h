#ifndef CALX_DRIVER_MARIADB_FIELDS_H
#define CALX_DRIVER_MARIADB_FIELDS_H

#include "driver/mariadb/database.h"

/* The members of struct driver of these names. */
int64_t calx__mariadb_fetch(struct stmt *stmt, const struct field *fields,
	size_t count, char *row, size_t *lengths);
int calx__mariadb_next(struct stmt *stmt, const struct field *fields,
	size_t count, char *row, calx_error *error);
extern const struct driver_columns calx__mariadb_columns;
int calx__mariadb_put(struct stmt *stmt, size_t first,
	const struct field *fields, const unsigned *numbers, size_t count,
	const char *row);

#endif
