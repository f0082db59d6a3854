#ifndef CALX_DRIVER_POSTGRESQL_WIRE_NUMERIC_H
#define CALX_DRIVER_POSTGRESQL_WIRE_NUMERIC_H

#include <calx/value.h>

/* The binary form of numeric. */

/* the most that a decimal of 38 digits takes: a head, and groups of four */
#define WIRE_NUMERIC_MAX (8 + 2 * 20)

/* Writes a valid decimal; how many bytes. */
size_t calx__wire_put_numeric(calx_decimal decimal, char *at);
/* False: it is none of up to 38 digits, or NaN, or infinite. */
bool calx__wire_get_numeric(
	const char *at, size_t size, calx_decimal *ret_decimal);
/* Whether it is a number, of however many digits. */
bool calx__wire_is_finite(const char *at, size_t size);

#endif
