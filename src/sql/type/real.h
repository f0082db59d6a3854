#ifndef CALX_SQL_TYPE_REAL_H
#define CALX_SQL_TYPE_REAL_H

#include "sql/type/info.h"

/* float() and double(): floating point numbers. */

/* Room for any number as text, with its NUL. */
#define REAL_TEXT_MAX 40

/* The fewest digits that read back as the same number, with a point in every
 * locale. */
void calx__double_write(double number, char text[REAL_TEXT_MAX]);
/* The same for a float, which has fewer. */
void calx__float_write(float number, char text[REAL_TEXT_MAX]);

extern const struct value_family calx__reals;

TYPE_LOAD_STORE(float);
TYPE_LOAD_STORE(double);
size_t calx__real_write(const calx_value *value, char *text);
/* CALX_RANGE if a float is too small for the number. */
type_checker calx__float_hold;

#endif
