#include "sql/type/arithmetic.h"

#include "sql/type/decimal.h"

/* Sums, products and quotients: exact, or an error. A product of two has up to
 * 76 digits before its zeros are gone, and a quotient is made one digit after
 * the other, so that nothing needs more than 128 bits but the product. */

/* as many digits as a quotient has at least: as PostgreSQL's numeric */
#define QUOTIENT_DIGITS 16
/* and so many of them behind the point */
#define QUOTIENT_SCALE 6

static bool both_are_valid(calx_decimal a, calx_decimal b)
{
	return calx__decimal_is_valid(a) && calx__decimal_is_valid(b);
}

static unsigned larger_of(unsigned a, unsigned b)
{
	return a > b ? a : b;
}

calx_decimal calx__decimal_strip(calx_decimal decimal, unsigned least)
{
	uint128 number = calx__decimal_coefficient(decimal);
	unsigned scale = decimal.scale;

	while (scale > least && number % 10 == 0) {
		number /= 10;
		scale--;
	}
	return calx__decimal_make(number, scale, decimal.negative);
}

/* A number that may have a digit too many: then it must end in a zero. */
static enum calx_status publish(uint128 number, unsigned scale, bool negative,
	calx_decimal *ret_decimal)
{
	while (number >= calx__power(DECIMAL_DIGITS_MAX) && scale &&
		number % 10 == 0) {
		number /= 10;
		scale--;
	}
	if (number >= calx__power(DECIMAL_DIGITS_MAX))
		return CALX_RANGE;
	*ret_decimal = calx__decimal_make(number, scale, negative);
	return CALX_OK;
}

/* ---- sums ----------------------------------------------------------------- */

/* The coefficient with `scale` digits behind the point, which may be up to twice
 * as large as a decimal's: 10^37 - 0.7 has room although 10^37.0 has not. With
 * what is larger no sum fits, as the other one is shorter than a decimal. */
static bool widen(calx_decimal decimal, unsigned scale, uint128 *ret_number)
{
	const uint128 number = calx__decimal_coefficient(decimal);
	const uint128 factor = calx__power(scale - decimal.scale);

	if (number > 2 * calx__power(DECIMAL_DIGITS_MAX) / factor)
		return false;
	*ret_number = number * factor;
	return true;
}

static bool align(calx_decimal a, calx_decimal b, uint128 *x, uint128 *y)
{
	const unsigned scale = larger_of(a.scale, b.scale);

	return widen(a, scale, x) && widen(b, scale, y);
}

enum calx_status calx_decimal_add(
	calx_decimal a, calx_decimal b, calx_decimal *ret_decimal)
{
	uint128 x, y;
	unsigned scale;

	if (!both_are_valid(a, b))
		return CALX_INVALID;
	if (!align(a, b, &x, &y)) {
		a = calx__decimal_strip(a, 0);
		b = calx__decimal_strip(b, 0);
		if (!align(a, b, &x, &y))
			return CALX_RANGE;
	}
	scale = larger_of(a.scale, b.scale);
	if (a.negative == b.negative)
		return publish(x + y, scale, a.negative, ret_decimal);
	if (x >= y)
		return publish(x - y, scale, a.negative, ret_decimal);
	return publish(y - x, scale, b.negative, ret_decimal);
}

calx_decimal calx_decimal_neg(calx_decimal decimal)
{
	decimal.negative =
		!decimal.negative && calx__decimal_coefficient(decimal);
	return decimal;
}

calx_decimal calx_decimal_abs(calx_decimal decimal)
{
	decimal.negative = false;
	return decimal;
}

enum calx_status calx_decimal_sub(
	calx_decimal a, calx_decimal b, calx_decimal *ret_decimal)
{
	return calx_decimal_add(a, calx_decimal_neg(b), ret_decimal);
}

/* ---- products ------------------------------------------------------------- */

/* 256 bits: parts[0] is the lowest */
struct wide {
	uint64_t parts[4];
};

static struct wide multiply(uint128 a, uint128 b)
{
	const uint64_t x[2] = { (uint64_t)a, (uint64_t)(a >> 64) };
	const uint64_t y[2] = { (uint64_t)b, (uint64_t)(b >> 64) };
	struct wide product = { { 0 } };

	for (unsigned i = 0; i < 2; i++) {
		uint128 carry = 0;

		for (unsigned j = 0; j < 2; j++) {
			carry += (uint128)x[i] * y[j] + product.parts[i + j];
			product.parts[i + j] = (uint64_t)carry;
			carry >>= 64;
		}
		product.parts[i + 2] = (uint64_t)carry;
	}
	return product;
}

/* The number divided by 10, and its last digit. */
static struct wide divide_by_10(struct wide number, unsigned *ret_digit)
{
	uint128 rest = 0;

	for (int i = 3; i >= 0; i--) {
		rest = rest << 64 | number.parts[i];
		number.parts[i] = (uint64_t)(rest / 10);
		rest %= 10;
	}
	*ret_digit = (unsigned)rest;
	return number;
}

static bool is_too_long(const struct wide *number)
{
	return number->parts[3] || number->parts[2] ||
	       ((uint128)number->parts[1] << 64 | number->parts[0]) >=
		       calx__power(DECIMAL_DIGITS_MAX);
}

enum calx_status calx_decimal_mul(
	calx_decimal a, calx_decimal b, calx_decimal *ret_decimal)
{
	unsigned scale = (unsigned)a.scale + b.scale, digit = 0;
	struct wide product;

	if (!both_are_valid(a, b))
		return CALX_INVALID;
	product = multiply(
		calx__decimal_coefficient(a), calx__decimal_coefficient(b));
	while (is_too_long(&product) || scale > DECIMAL_DIGITS_MAX) {
		product = divide_by_10(product, &digit);
		if (digit || !scale)
			return CALX_RANGE;
		scale--;
	}
	*ret_decimal = calx__decimal_make(
		(uint128)product.parts[1] << 64 | product.parts[0], scale,
		a.negative != b.negative);
	return CALX_OK;
}

/* ---- quotients ------------------------------------------------------------ */

/* The next digit of a division, of 10 x *rest, which is less than `divisor`. Ten
 * is 1010 in binary, so that the rest is never more than three times the
 * divisor, for which 128 bits are enough. */
static unsigned next_digit(uint128 *rest, uint128 divisor)
{
	uint128 sum = 0;
	unsigned digit = 0;

	for (int bit = 3; bit >= 0; bit--) {
		sum = 2 * sum + (bit % 2 ? *rest : 0);
		digit *= 2;
		for (; sum >= divisor; sum -= divisor)
			digit++;
	}
	*rest = sum;
	return digit;
}

/* `places` digits fewer, rounded half away from zero. */
static uint128 drop_places(uint128 number, unsigned places)
{
	uint128 unit;

	if (places > DECIMAL_DIGITS_MAX)
		return 0;
	unit = calx__power(places);
	return number / unit + (number % unit >= unit - unit / 2);
}

enum calx_status calx_decimal_div(calx_decimal a, calx_decimal b,
	unsigned scale, calx_decimal *ret_decimal)
{
	const uint128 limit = calx__power(DECIMAL_DIGITS_MAX);
	const uint128 divisor = calx__decimal_coefficient(b);
	int places = (int)scale + b.scale - a.scale;
	uint128 number, rest;

	if (!both_are_valid(a, b))
		return CALX_INVALID;
	if (!divisor || scale > DECIMAL_DIGITS_MAX)
		return CALX_RANGE;
	number = calx__decimal_coefficient(a) / divisor;
	rest = calx__decimal_coefficient(a) % divisor;
	for (int i = 0; i < places; i++) {
		if (number >= limit / 10)
			return CALX_RANGE;
		number = number * 10 + next_digit(&rest, divisor);
	}
	if (places < 0)
		number = drop_places(number, (unsigned)-places);
	else if (rest >= divisor - rest)
		number++;
	if (number >= limit)
		return CALX_RANGE;
	*ret_decimal =
		calx__decimal_make(number, scale, a.negative != b.negative);
	return CALX_OK;
}

enum calx_status calx__decimal_quotient(
	calx_decimal a, calx_decimal b, calx_decimal *ret_quotient)
{
	const unsigned least = larger_of(a.scale, b.scale);
	/* digits in front of the point, or one fewer; negative: zeros behind */
	int whole = (int)calx__decimal_digits(a) - a.scale -
		    ((int)calx__decimal_digits(b) - b.scale);
	int scale = QUOTIENT_DIGITS - whole;
	enum calx_status status;
	calx_decimal quotient;

	if (scale < QUOTIENT_SCALE)
		scale = QUOTIENT_SCALE;
	if (scale < (int)least)
		scale = (int)least;
	if (scale > DECIMAL_DIGITS_MAX)
		scale = DECIMAL_DIGITS_MAX;
	/* what does not fit has fewer digits behind the point */
	if (whole > 0 && scale + whole + 1 > DECIMAL_DIGITS_MAX)
		scale = whole < DECIMAL_DIGITS_MAX
				? DECIMAL_DIGITS_MAX - whole - 1
				: 0;
	status = calx_decimal_div(a, b, (unsigned)scale, &quotient);
	if (status >= 0)
		*ret_quotient = calx__decimal_strip(quotient, least);
	return status;
}

/* The rest of a's size, whose scale is the larger one. */
static uint128 remainder_of(calx_decimal a, calx_decimal b)
{
	uint128 rest = calx__decimal_coefficient(a);
	uint128 divisor = calx__decimal_coefficient(b);
	calx_decimal wider;

	if (a.scale > b.scale) {
		/* a divisor of more digits than there may be is larger */
		if (calx_decimal_rescale(b, a.scale, &wider) < 0)
			return rest;
		return rest % calx__decimal_coefficient(wider);
	}
	rest %= divisor;
	for (unsigned scale = a.scale; scale < b.scale; scale++)
		next_digit(&rest, divisor);
	return rest;
}

enum calx_status calx_decimal_mod(
	calx_decimal a, calx_decimal b, calx_decimal *ret_decimal)
{
	if (!both_are_valid(a, b))
		return CALX_INVALID;
	if (!calx__decimal_coefficient(b))
		return CALX_RANGE;
	*ret_decimal = calx__decimal_make(
		remainder_of(a, b), larger_of(a.scale, b.scale), a.negative);
	return CALX_OK;
}

/* ---- rounding ------------------------------------------------------------- */

enum calx_status calx_decimal_round(
	calx_decimal decimal, unsigned scale, calx_decimal *ret_decimal)
{
	if (!calx__decimal_is_valid(decimal))
		return CALX_INVALID;
	if (scale >= decimal.scale)
		return calx_decimal_rescale(decimal, scale, ret_decimal);
	*ret_decimal = calx__decimal_make(
		drop_places(calx__decimal_coefficient(decimal),
			decimal.scale - scale),
		scale, decimal.negative);
	return CALX_OK;
}
