#ifndef CALX_SQL_TYPE_TEMPORAL_READ_H
#define CALX_SQL_TYPE_TEMPORAL_READ_H

#include <stdint.h>
#include <string.h>

#include "sql/type/temporal.h"

/* The readers of dates and times are public: calx_date_read() ... What a driver
 * reads for each row is here too, to stand in its loop. */

#define DATE_LENGTH 10 /* 2017-10-17 */

/* What eight bytes must be: a digit where the pattern has 0, otherwise the
 * same byte. `limits` takes the difference from the pattern over 0x7f when it
 * is too large, more than 9 or more than 0. */
struct shape {
	char pattern[9], limits[9];
};

static inline bool calx__has_shape(const char *text, const struct shape *shape)
{
	uint64_t bytes, pattern, limits;

	memcpy(&bytes, text, sizeof(bytes));
	memcpy(&pattern, shape->pattern, sizeof(pattern));
	memcpy(&limits, shape->limits, sizeof(limits));
	bytes ^= pattern;
	/* a byte that carries into its neighbour has its own high bit set */
	return !((bytes | (bytes + limits)) & UINT64_C(0x8080808080808080));
}

/* two digits, which are known to be some */
static inline int calx__get2(const char *text)
{
	return (text[0] - '0') * 10 + (text[1] - '0');
}

/* Eight bytes, the first of them the lowest. */
static inline uint64_t calx__little8(const char *text)
{
	uint64_t bytes;

	memcpy(&bytes, text, sizeof(bytes));
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	bytes = __builtin_bswap64(bytes);
#endif
	return bytes;
}

/* The DATE_LENGTH bytes of a date. */
static inline bool calx__date_get(const char *text, calx_date *ret_date)
{
	/* "0000-00-" and its limits: see struct shape */
	const uint64_t digits =
		calx__little8(text) ^ UINT64_C(0x2d30302d30303030);
	const uint64_t over = digits + UINT64_C(0x7f76767f76767676);
	/* each digit with the one behind it: at most 99, so none carries */
	const uint64_t pairs = digits * 10 + (digits >> 8);
	const unsigned tens = (unsigned)(text[8] - '0');
	const unsigned ones = (unsigned)(text[9] - '0');
	const unsigned year = (uint8_t)pairs * 100U + (uint8_t)(pairs >> 16);
	const unsigned month = (uint8_t)(pairs >> 40), day = tens * 10 + ones;

	if ((digits | over) & UINT64_C(0x8080808080808080) || tens > 9 ||
		ones > 9)
		return false;
	*ret_date = (calx_date){ (int16_t)year, (uint8_t)month, (uint8_t)day };
	/* a day that every month has: most are */
	if (year && month - 1 < 12 && day - 1 < 28)
		return true;
	return calx__date_is_valid(*ret_date);
}

#endif
