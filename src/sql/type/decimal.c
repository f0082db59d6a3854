#include "sql/type/decimal.h"

#include <stdlib.h>
#include <string.h>

#include "util/ascii.h"

/* Decimals as numbers: made, read, written and compared; arithmetic.c computes
 * with them. */

#define CHUNK_DIGITS 19 /* the most that always fit into 64 bits */
#define EXPONENT_MAX 1000000

static const uint64_t powers[CHUNK_DIGITS + 1] = {
	UINT64_C(1),
	UINT64_C(10),
	UINT64_C(100),
	UINT64_C(1000),
	UINT64_C(10000),
	UINT64_C(100000),
	UINT64_C(1000000),
	UINT64_C(10000000),
	UINT64_C(100000000),
	UINT64_C(1000000000),
	UINT64_C(10000000000),
	UINT64_C(100000000000),
	UINT64_C(1000000000000),
	UINT64_C(10000000000000),
	UINT64_C(100000000000000),
	UINT64_C(1000000000000000),
	UINT64_C(10000000000000000),
	UINT64_C(100000000000000000),
	UINT64_C(1000000000000000000),
	UINT64_C(10000000000000000000),
};

uint128 calx__power(unsigned exponent)
{
	if (exponent <= CHUNK_DIGITS)
		return powers[exponent];
	return (uint128)powers[CHUNK_DIGITS] * powers[exponent - CHUNK_DIGITS];
}

calx_decimal calx__decimal_make(uint128 number, unsigned scale, bool negative)
{
	return (calx_decimal){
		.mark = CALX_DECIMAL_SET,
		.high = (uint64_t)(number >> 64),
		.low = (uint64_t)number,
		.scale = (uint8_t)scale,
		.negative = negative && number,
	};
}

static calx_decimal invalid(void)
{
	return (calx_decimal){ .mark = CALX_DECIMAL_INVALID };
}

/* a field that was left out */
static bool is_unset(calx_decimal decimal)
{
	return decimal.mark == 0 && !decimal.scale && !decimal.negative &&
	       !decimal.high && !decimal.low;
}

bool calx__decimal_is_valid(calx_decimal decimal)
{
	if (decimal.mark != CALX_DECIMAL_SET)
		return is_unset(decimal);
	return decimal.scale <= DECIMAL_DIGITS_MAX &&
	       calx__decimal_coefficient(decimal) <
		       calx__power(DECIMAL_DIGITS_MAX);
}

bool calx__decimal_is_stray(calx_decimal decimal)
{
	return decimal.mark != CALX_DECIMAL_SET && decimal.mark != 0 &&
	       decimal.mark != CALX_DECIMAL_INVALID;
}

unsigned calx__decimal_digits(calx_decimal decimal)
{
	uint128 number = calx__decimal_coefficient(decimal);
	unsigned digits = 0;

	while (digits < DECIMAL_DIGITS_MAX && number >= calx__power(digits))
		digits++;
	return digits;
}

calx_decimal calx_decimal_of_integer(int64_t number, unsigned scale)
{
	uint64_t size = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;

	if (scale > DECIMAL_DIGITS_MAX)
		return invalid();
	return calx__decimal_make(size, scale, number < 0);
}

/* Moves the point: to `scale` digits behind it. False if digits other than 0
 * would be lost or there would be too many. */
static bool move_point(uint128 *number, int64_t from, int64_t to)
{
	uint128 limit = calx__power(DECIMAL_DIGITS_MAX), factor;
	int64_t distance = to < from ? from - to : to - from;

	if (!*number || !distance)
		return true;
	if (distance > DECIMAL_DIGITS_MAX)
		return false;
	factor = calx__power((unsigned)distance);
	if (to < from) {
		if (*number % factor)
			return false;
		*number /= factor;
		return true;
	}
	if (*number > (limit - 1) / factor)
		return false;
	*number *= factor;
	return true;
}

enum calx_status calx_decimal_rescale(
	calx_decimal decimal, unsigned scale, calx_decimal *ret_decimal)
{
	uint128 number = calx__decimal_coefficient(decimal);

	if (!calx__decimal_is_valid(decimal))
		return CALX_INVALID;
	if (scale > DECIMAL_DIGITS_MAX ||
		!move_point(&number, decimal.scale, scale))
		return CALX_RANGE;
	*ret_decimal = calx__decimal_make(number, scale, decimal.negative);
	return CALX_OK;
}

calx_decimal calx__decimal_settle(const calx_type *type, calx_decimal decimal)
{
	calx_decimal settled = decimal;

	if (type->length &&
		calx_decimal_rescale(decimal, (unsigned)type->scale, &settled))
		return decimal;
	return settled;
}

/* ---- reading ------------------------------------------------------------ */

struct decimal_reader {
	const char *at, *end;
	uint128 number;
	unsigned digits; /* of it, without leading zeros */
	int64_t scale;	 /* digits behind the point; < 0: zeros in front */
	bool seen;	 /* a digit, even 0 */
	bool too_long;	 /* more than DECIMAL_DIGITS_MAX digits */
};

static bool take(struct decimal_reader *reader, char c)
{
	bool there = reader->at < reader->end && *reader->at == c;

	reader->at += there;
	return there;
}

static bool take_sign(struct decimal_reader *reader)
{
	if (take(reader, '-'))
		return true;
	take(reader, '+');
	return false;
}

static bool is_at_digit(const struct decimal_reader *reader)
{
	return reader->at < reader->end && calx__ascii_is_digit(*reader->at);
}

/* Zeros in front of the first digit that counts. */
static void take_zeros(struct decimal_reader *reader, int step)
{
	for (; reader->at < reader->end && *reader->at == '0'; reader->at++)
		reader->scale += step;
}

/* As many digits as fit into 64 bits and into the number; returns how many. */
static unsigned take_chunk(struct decimal_reader *reader, int step)
{
	size_t left = (size_t)(reader->end - reader->at);
	unsigned most = DECIMAL_DIGITS_MAX - reader->digits, count, digit;
	uint64_t chunk = 0;

	if (most > CHUNK_DIGITS)
		most = CHUNK_DIGITS;
	if (most > left)
		most = (unsigned)left;
	for (count = 0; count < most; count++) {
		digit = (unsigned char)(reader->at[count] - '0');
		if (digit > 9)
			break;
		chunk = chunk * 10 + digit;
	}
	reader->at += count;
	reader->number = reader->number * powers[count] + chunk;
	reader->digits += count;
	reader->scale += step * (int64_t)count;
	return count;
}

/* Digits that the number has no room for: zeros are left out, and the scale
 * makes up for them. */
static void drop_digits(struct decimal_reader *reader, int step)
{
	for (; is_at_digit(reader); reader->at++) {
		reader->too_long |= *reader->at != '0';
		reader->scale += step - 1;
	}
}

/* Digits, each of which adds `step` to the scale. */
static void take_digits(struct decimal_reader *reader, int step)
{
	const char *start = reader->at;

	if (!reader->digits)
		take_zeros(reader, step);
	while (take_chunk(reader, step) == CHUNK_DIGITS)
		;
	drop_digits(reader, step);
	reader->seen |= reader->at > start;
}

/* What follows the e; false if it is no number. A huge one is as good as
 * EXPONENT_MAX. */
static bool take_exponent(struct decimal_reader *reader)
{
	bool negative = take_sign(reader);
	const char *start = reader->at;
	int64_t exponent = 0;

	for (; reader->at < reader->end; reader->at++) {
		unsigned digit = (unsigned char)(*reader->at - '0');

		if (digit > 9)
			break;
		if (exponent < EXPONENT_MAX)
			exponent = exponent * 10 + digit;
	}
	reader->scale += negative ? exponent : -exponent;
	return reader->at > start;
}

/* Brings the scale to 0 ... DECIMAL_DIGITS_MAX. */
static bool settle_scale(struct decimal_reader *reader)
{
	int64_t scale = reader->scale;

	if (scale < 0)
		scale = 0;
	if (scale > DECIMAL_DIGITS_MAX)
		scale = DECIMAL_DIGITS_MAX;
	if (!move_point(&reader->number, reader->scale, scale))
		return false;
	reader->scale = scale;
	return true;
}

enum calx_status calx_decimal_read(
	const char *text, size_t length, calx_decimal *ret_decimal)
{
	struct decimal_reader reader = { .at = text, .end = text + length };
	bool negative;

	if (!length)
		return CALX_INVALID;
	negative = take_sign(&reader);
	take_digits(&reader, 0);
	if (take(&reader, '.'))
		take_digits(&reader, 1);
	if (!reader.seen)
		return CALX_INVALID;
	if ((take(&reader, 'e') || take(&reader, 'E')) &&
		!take_exponent(&reader))
		return CALX_INVALID;
	if (reader.at < reader.end)
		return CALX_INVALID;
	if (reader.too_long || !settle_scale(&reader))
		return CALX_RANGE;
	*ret_decimal = calx__decimal_make(
		reader.number, (unsigned)reader.scale, negative);
	return CALX_OK;
}

calx_decimal calx_decimal_of(const char *text)
{
	calx_decimal decimal;

	if (!text || calx_decimal_read(text, strlen(text), &decimal) < 0)
		return invalid();
	return decimal;
}

/* ---- writing ------------------------------------------------------------ */

/* The digits of a chunk, ending before `end`, at least `least` of them;
 * returns where they begin. */
static char *put_chunk(char *end, uint64_t chunk, size_t least)
{
	char *first = end;

	while (chunk || (size_t)(end - first) < least) {
		*--first = (char)('0' + chunk % 10);
		chunk /= 10;
	}
	return first;
}

/* The same for 128 bits, of which one division makes chunks of 64. */
static char *put_digits(char *end, uint128 number, size_t least)
{
	uint64_t chunk = powers[CHUNK_DIGITS], upper;

	if (number < chunk)
		return put_chunk(end, (uint64_t)number, least);
	upper = (uint64_t)(number / chunk);
	put_chunk(
		end, (uint64_t)(number - (uint128)upper * chunk), CHUNK_DIGITS);
	return put_chunk(end - CHUNK_DIGITS, upper,
		least > CHUNK_DIGITS ? least - CHUNK_DIGITS : 0);
}

size_t calx_decimal_write(calx_decimal decimal, char *text)
{
	char digits[2 * CHUNK_DIGITS + 2];
	char *end = digits + sizeof(digits), *first;
	uint128 number = calx__decimal_coefficient(decimal);
	size_t before;
	char *out = text;

	if (!calx__decimal_is_valid(decimal)) {
		*text = '\0';
		return 0;
	}
	/* one digit more than the scale, for the 0 in front of the point */
	first = put_digits(end, number, decimal.scale + (size_t)1);
	before = (size_t)(end - first) - decimal.scale;
	if (decimal.negative && number)
		*out++ = '-';
	memcpy(out, first, before);
	out += before;
	if (decimal.scale) {
		*out++ = '.';
		memcpy(out, first + before, decimal.scale);
		out += decimal.scale;
	}
	*out = '\0';
	return (size_t)(out - text);
}

/* ---- numbers ------------------------------------------------------------ */

/* the order of two sizes, without their signs */
static int compare_sizes(calx_decimal a, calx_decimal b)
{
	unsigned scale = a.scale > b.scale ? a.scale : b.scale;
	uint128 a_one = calx__power(a.scale), b_one = calx__power(b.scale);
	uint128 a_whole = calx__decimal_coefficient(a) / a_one;
	uint128 b_whole = calx__decimal_coefficient(b) / b_one;
	uint128 a_rest = calx__decimal_coefficient(a) % a_one *
			 calx__power(scale - a.scale);
	uint128 b_rest = calx__decimal_coefficient(b) % b_one *
			 calx__power(scale - b.scale);

	/* whole and rest apart: in one number they might not fit */
	if (a_whole != b_whole)
		return a_whole < b_whole ? -1 : 1;
	return (a_rest > b_rest) - (a_rest < b_rest);
}

int calx_decimal_compare(calx_decimal a, calx_decimal b)
{
	bool a_valid = calx__decimal_is_valid(a);
	bool b_valid = calx__decimal_is_valid(b);
	bool a_negative = a.negative && calx__decimal_coefficient(a);
	bool b_negative = b.negative && calx__decimal_coefficient(b);
	int order;

	/* so that sorting has an order: what is no number comes first */
	if (!a_valid || !b_valid)
		return a_valid - b_valid;
	if (a_negative != b_negative)
		return a_negative ? -1 : 1;
	if (a.scale == b.scale)
		order = (calx__decimal_coefficient(a) >
				calx__decimal_coefficient(b)) -
			(calx__decimal_coefficient(a) <
				calx__decimal_coefficient(b));
	else
		order = compare_sizes(a, b);
	return a_negative ? -order : order;
}

double calx_decimal_to_double(calx_decimal decimal)
{
	/* both exact in a double, so that one division rounds once */
	static const double exact[] = { 1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7,
		1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18,
		1e19, 1e20, 1e21, 1e22 };
	char text[CALX_DECIMAL_TEXT_MAX + 8];
	unsigned scale = decimal.scale;
	size_t length;
	double size;

	if (!calx__decimal_is_valid(decimal))
		return 0;
	if (!decimal.high && decimal.low <= UINT64_C(1) << 53 &&
		scale < sizeof(exact) / sizeof(*exact)) {
		size = (double)decimal.low / exact[scale];
		return decimal.negative ? -size : size;
	}
	/* an integer and an exponent: strtod() looks for the point that the
	 * locale has, so there must not be any */
	decimal.scale = 0;
	length = calx_decimal_write(decimal, text);
	memcpy(text + length, "e-00", 5);
	text[length + 2] = (char)('0' + scale / 10);
	text[length + 3] = (char)('0' + scale % 10);
	return strtod(text, NULL);
}
