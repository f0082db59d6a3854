#ifndef CALX_SQL_TYPE_NUMERIC_H
#define CALX_SQL_TYPE_NUMERIC_H

#include "sql/type/info.h"

/* numeric(p, s): exact decimals (decimal.h) in columns. */

extern const struct value_family calx__decimals;

TYPE_LOAD_STORE(numeric);
size_t calx__numeric_write(const calx_value *value, char *text);
/* CALX_RANGE if it has more digits than the column, on either side. */
type_checker calx__numeric_fit;
/* With the scale of the column. */
void calx__numeric_settle(const calx_column *column, calx_value *value);
/* The same in a field that has a value. */
void calx__numeric_settle_field(const calx_column *column, char *field);

#endif
