#ifndef CALX_SQL_TYPE_ENUMERATION_H
#define CALX_SQL_TYPE_ENUMERATION_H

#include "sql/type/info.h"

/* enumeration("red", "green"): a number in rows, its label in a database. The
 * values are integers (integer.h). */

TYPE_LOAD_STORE(enumeration);
/* CALX_RANGE if no label has that number. */
type_checker calx__enumeration_fit;
/* What came as a label becomes the number; false if the column has no such. */
bool calx__enumeration_number(const calx_column *column, calx_value *value);
/* The label. */
void calx__enumeration_settle(const calx_column *column, calx_value *value);

#endif
