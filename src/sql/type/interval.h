#ifndef CALX_SQL_TYPE_INTERVAL_H
#define CALX_SQL_TYPE_INTERVAL_H

#include "sql/type/info.h"

/* interval() in columns; reading and writing its text is in temporal.h of the
 * public headers. */

extern const struct value_family calx__intervals;

TYPE_LOAD_STORE(interval);
size_t calx__interval_write(const calx_value *value, char *text);

#endif
