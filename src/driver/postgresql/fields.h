#ifndef CALX_DRIVER_POSTGRESQL_FIELDS_H
#define CALX_DRIVER_POSTGRESQL_FIELDS_H

#include "driver/postgresql/database.h"

/* The members of struct driver of these names. */
int64_t calx__postgresql_fetch(struct stmt *stmt, const struct field *fields,
	size_t count, char *row, size_t *lengths);
int calx__postgresql_next_row(struct stmt *stmt, const struct field *fields,
	size_t count, char *row, calx_error *error);
int calx__postgresql_put(struct stmt *stmt, size_t first,
	const struct field *fields, const unsigned *numbers, size_t count,
	const char *row);

#endif
