#ifndef CALX_SQL_TYPE_INTEGER_H
#define CALX_SQL_TYPE_INTEGER_H

#include "sql/type/info.h"

/* boolean(), small_integer(), integer(), big_integer(): whole numbers. */

extern const struct value_family calx__integers;

TYPE_LOAD_STORE(boolean);
TYPE_LOAD_STORE(int16);
TYPE_LOAD_STORE(int32);
TYPE_LOAD_STORE(int64);
size_t calx__boolean_write(const calx_value *value, char *text);
size_t calx__integer_write(const calx_value *value, char *text);
/* CALX_RANGE if the number is outside of the type's. */
type_checker calx__integer_hold;

#endif
