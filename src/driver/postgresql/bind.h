#ifndef CALX_DRIVER_POSTGRESQL_BIND_H
#define CALX_DRIVER_POSTGRESQL_BIND_H

#include "driver/postgresql/database.h"

/* The member of struct driver of this name. */
enum calx_status calx__postgresql_bind(struct stmt *stmt, size_t first,
	const calx_value *const *values, size_t count, calx_error *error);

/* Appends the statement with its values; the member of struct driver. */
enum calx_status calx__postgresql_expand(
	struct stmt *stmt, struct strbuf *sql, calx_error *error);

/* What a parameter is on the wire: bytes that live until the rewind, NULL for
 * NULL. Those that are not binary end in NUL. */
static inline void calx__parameter_set(struct stmt *stmt, size_t index,
	const char *bytes, size_t size, bool binary)
{
	stmt->values[index] = bytes;
	stmt->lengths[index] = (int)size;
	stmt->formats[index] = binary;
}

/* An integer, if the server asks for one and has room for it. */
bool calx__parameter_integer(struct stmt *stmt, size_t index, int64_t number);

/* Whether the type takes the bytes of a text as they are. */
bool calx__parameter_is_text(Oid type);

#endif
