#ifndef CALX_SQL_TYPE_TEXT_H
#define CALX_SQL_TYPE_TEXT_H

#include "sql/type/info.h"

/* string(n), text(), json() and blob(): bytes that lie elsewhere. A value
 * borrows them; a field is given them (orm/store/row.c) or borrows them too. */

extern const struct value_family calx__texts, calx__blobs;

TYPE_LOAD_STORE(text);
TYPE_LOAD_STORE(blob);
/* CALX_RANGE if it has more characters than string(n) takes. */
type_checker calx__string_fit;

#endif
