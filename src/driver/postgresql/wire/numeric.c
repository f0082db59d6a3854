#include "driver/postgresql/wire/numeric.h"

#include "driver/postgresql/wire/wire.h"
#include "sql/type/decimal.h"

/* numeric as numeric_send() and numeric_recv() have it (PostgreSQL's
 * src/backend/utils/adt/numeric.c): four numbers of two bytes, the count of
 * groups, the weight of the first (how many groups stand before the point, less
 * one), the sign, and how many digits are shown behind the point; then the
 * groups, each four decimal digits. */

#define GROUP 4
#define GROUP_BASE 10000
#define GROUPS_MAX 20
#define HEAD 8

enum { SIGN_PLUS = 0x0000, SIGN_MINUS = 0x4000 };

/* ---- out ------------------------------------------------------------------- */

/* The groups from the last to the first; how many. */
static int groups_of(calx_decimal decimal, int16_t *groups)
{
	uint128 number = calx__decimal_coefficient(decimal);
	const unsigned odd = decimal.scale % GROUP;
	int count = 0;

	/* the last group is filled up with zeros */
	if (odd) {
		const uint128 part = calx__power(odd);

		groups[count++] = (int16_t)((unsigned)(number % part) *
					    (unsigned)calx__power(GROUP - odd));
		number /= part;
	}
	for (; number; number /= GROUP_BASE)
		groups[count++] = (int16_t)(number % GROUP_BASE);
	return count;
}

size_t calx__wire_put_numeric(calx_decimal decimal, char *at)
{
	const int behind = (decimal.scale + GROUP - 1) / GROUP;
	int16_t groups[GROUPS_MAX];
	const int count = groups_of(decimal, groups);

	calx__wire_put16(at, (int16_t)count);
	calx__wire_put16(at + 2, (int16_t)(count - behind - 1));
	calx__wire_put16(at + 4, decimal.negative ? SIGN_MINUS : SIGN_PLUS);
	calx__wire_put16(at + 6, decimal.scale);
	for (int i = 0; i < count; i++)
		calx__wire_put16(
			at + HEAD + (ptrdiff_t)2 * i, groups[count - 1 - i]);
	return HEAD + 2 * (size_t)count;
}

/* ---- in -------------------------------------------------------------------- */

static bool times(uint128 *number, unsigned factor, unsigned more)
{
	if (*number > (calx__power(DECIMAL_DIGITS_MAX) - 1 - more) / factor)
		return false;
	*number = *number * factor + more;
	return true;
}

/* One group, of which only `keep` digits count: the others are zeros. */
static bool group_add(uint128 *number, int group, unsigned keep)
{
	const unsigned lost = (unsigned)calx__power(GROUP - keep);

	return group >= 0 && group < GROUP_BASE && !((unsigned)group % lost) &&
	       times(number, (unsigned)calx__power(keep),
		       (unsigned)group / lost);
}

bool calx__wire_get_numeric(
	const char *at, size_t size, calx_decimal *ret_decimal)
{
	const int count = size < HEAD ? -1 : calx__wire_get16(at);
	int left, weight, sign;
	uint128 number = 0;

	if (count < 0 || size != HEAD + 2 * (size_t)count)
		return false;
	weight = calx__wire_get16(at + 2);
	sign = (uint16_t)calx__wire_get16(at + 4);
	left = calx__wire_get16(at + 6);
	if ((sign != SIGN_PLUS && sign != SIGN_MINUS) || left < 0 ||
		left > DECIMAL_DIGITS_MAX)
		return false;
	/* digits from here to the last that is shown */
	left += GROUP * (weight + 1);
	for (int i = 0; left > 0; i++, left -= GROUP) {
		const int group =
			i < count
				? calx__wire_get16(at + HEAD + (ptrdiff_t)2 * i)
				: 0;

		if (!group_add(&number, group,
			    left < GROUP ? (unsigned)left : GROUP))
			return false;
	}
	*ret_decimal = calx__decimal_make(
		number, (unsigned)calx__wire_get16(at + 6), sign == SIGN_MINUS);
	return true;
}

bool calx__wire_is_finite(const char *at, size_t size)
{
	const int sign = size < HEAD ? -1 : (uint16_t)calx__wire_get16(at + 4);

	return sign == SIGN_PLUS || sign == SIGN_MINUS;
}
