#ifndef CALX_DECIMAL_H
#define CALX_DECIMAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <calx/error.h>

/**
 * NUMERIC: an exact decimal number of up to 38 digits, coefficient x 10^-scale.
 * Zero-initialised it is 0. Compare with calx_decimal_compare(): 1.5 and 1.50
 * are equal numbers of different scale. A `valid` of -1 marks what
 * calx_decimal_of() could not read; binding it is an error.
 */
typedef struct calx_decimal {
	uint64_t high, low; /* the coefficient, 128 bits */
	uint8_t scale;      /* digits after the point, 0-38 */
	bool negative;
	int8_t valid;       /* 0, or -1 = not a number */
} calx_decimal;

/* sign, 38 digits, point, leading zero, NUL */
#define CALX_DECIMAL_TEXT_MAX 44

CALX_BEGIN_DECLS

/** The decimal that `text` spells: "-12.50", "1e3". Never fails on its own:
 * what is no number, or has more than 38 digits, becomes an invalid decimal,
 * and storing that is an error which names it. NULL is invalid. */
CALX_API calx_decimal calx_decimal_of(const char *text);

/** The decimal of an integer: calx_decimal_of_integer(1250, 2) is 12.50.
 * `scale` 0 to 38. */
CALX_API calx_decimal calx_decimal_of_integer(int64_t coefficient, unsigned scale);

/** Reads `text`, all of it. CALX_OK, CALX_INVALID or CALX_RANGE. */
CALX_API enum calx_status calx_decimal_read(const char *text, size_t length, calx_decimal *ret_decimal);

/** Writes all digits and exactly `scale` of them after the point into `text`
 * (at least CALX_DECIMAL_TEXT_MAX bytes). Returns the length, 0 if invalid. */
CALX_API size_t calx_decimal_write(calx_decimal decimal, char *text);

/** < 0, 0, > 0 as a is less than, equal to or greater than b, as numbers. */
CALX_API int calx_decimal_compare(calx_decimal a, calx_decimal b);

/** The same number with `scale` digits after the point; CALX_RANGE if digits
 * other than 0 would be lost or 38 exceeded. */
CALX_API enum calx_status calx_decimal_rescale(calx_decimal decimal, unsigned scale, calx_decimal *ret_decimal);

/** The nearest double. */
CALX_API double calx_decimal_to_double(calx_decimal decimal);

CALX_END_DECLS

#endif
