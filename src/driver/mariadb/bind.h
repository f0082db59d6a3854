#ifndef CALX_DRIVER_MARIADB_BIND_H
#define CALX_DRIVER_MARIADB_BIND_H

#include "driver/mariadb/database.h"

/* The member of struct driver of this name. */
enum calx_status calx__mariadb_bind(struct stmt *stmt, size_t first,
	const calx_value *const *values, size_t count, calx_error *error);

/* What a parameter is bound to: a number or a moment that is in
 * parameters[number], or `size` bytes that stay where they are. */
static inline void calx__mariadb_bind_own(
	struct stmt *stmt, size_t number, enum enum_field_types type)
{
	MYSQL_BIND *bind = &stmt->binds[number];

	bind->buffer_type = type;
	bind->buffer = &stmt->parameters[number];
}

static inline void calx__mariadb_bind_bytes(struct stmt *stmt, size_t number,
	enum enum_field_types type, const char *data, size_t size)
{
	MYSQL_BIND *bind = &stmt->binds[number];

	bind->buffer_type = type;
	/* the library only reads it */
	memcpy(&bind->buffer, &data, sizeof(data));
	bind->buffer_length = size;
	bind->length = &stmt->lengths[number];
	stmt->lengths[number] = size;
}

#endif
