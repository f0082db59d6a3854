#ifndef CALX_SQL_TYPE_UUID_H
#define CALX_SQL_TYPE_UUID_H

#include "sql/type/info.h"

/* uuid() in columns; making, reading and writing one is in value.h of the public
 * headers. */

extern const struct value_family calx__uuids;

TYPE_LOAD_STORE(uuid);
size_t calx__uuid_write(const calx_value *value, char *text);

#endif
