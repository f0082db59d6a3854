#ifndef CALX_SQL_DECIMAL_H
#define CALX_SQL_DECIMAL_H

#include <stdbool.h>

#include <calx/schema.h>

#define DECIMAL_DIGITS_MAX 38

/* Whether it is a number: not one that calx_decimal_of() could not read, nor
 * one with more digits than there may be. */
bool calx__decimal_is_valid(calx_decimal decimal);

/* Whether a bare number stands where a decimal belongs: `.price = 12`. */
bool calx__decimal_is_stray(calx_decimal decimal);

/* How many digits the coefficient has, without leading zeros; of 0: 0. */
unsigned calx__decimal_digits(calx_decimal decimal);

/* The decimal with the scale of a numeric(p, s), as it is if that would lose
 * digits or the type has no scale. */
calx_decimal calx__decimal_settle(const calx_type *type, calx_decimal decimal);

#endif
