#ifndef CALX_SQL_DECIMAL_H
#define CALX_SQL_DECIMAL_H

#include <stdbool.h>

#include <calx/schema.h>

#define DECIMAL_DIGITS_MAX 38

/* gcc and clang have 128-bit integers on every 64-bit machine; for decimals
 * only */
__extension__ typedef unsigned __int128 uint128;

/* 10^exponent, for 0 to DECIMAL_DIGITS_MAX */
uint128 calx__power(unsigned exponent);

static inline uint128 calx__decimal_coefficient(calx_decimal decimal)
{
	return (uint128)decimal.high << 64 | decimal.low;
}

/* There is no negative zero: equal numbers are equal bytes for one scale. */
calx_decimal calx__decimal_make(uint128 number, unsigned scale, bool negative);

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
