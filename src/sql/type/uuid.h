#ifndef CALX_SQL_TYPE_UUID_H
#define CALX_SQL_TYPE_UUID_H

#include "sql/type/info.h"

/* uuid() in columns; making, reading and writing one is in value.h of the public
 * headers. */

extern const struct value_family calx__uuids;

TYPE_LOAD_STORE(uuid);
size_t calx__uuid_write(const calx_value *value, char *text);
enum calx_status calx__uuid_fit(const struct type_info *type,
	const calx_column *column, const calx_value *value, calx_error *error);
/* Reads what a column holds: 36 or 32 digits, the letters of which are all in
 * upper or all in lower case. So there are four texts of a UUID, and an index
 * finds each. */
bool calx__uuid_get(const char *text, size_t size, calx_uuid *ret_uuid);
/* without the dashes */
size_t calx__uuid_write_hex(const calx_value *value, char *text);

#endif
