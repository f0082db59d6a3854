#include "check.h"

#include "data.h"
#include "sql/type/decimal.h"

/* Reads a copy of just the text, so that a sanitizer sees a step past its
 * end. */
static enum calx_status read_copy(const char *text, calx_decimal *ret_decimal)
{
	size_t length = strlen(text);
	char *copy = malloc(length ? length : 1);
	enum calx_status status;

	assert_non_null(copy);
	memcpy(copy, text, length);
	status = calx_decimal_read(copy, length, ret_decimal);
	free(copy);
	return status;
}

static void check_equal(calx_decimal a, calx_decimal b)
{
	assert_int_equal(a.high, b.high);
	assert_int_equal(a.low, b.low);
	assert_int_equal(a.scale, b.scale);
	assert_int_equal(a.negative, b.negative);
	assert_true(a.mark == b.mark);
}

/* ---- reading and writing ------------------------------------------------- */

static void check_line(char *text, void *context)
{
	char written[CALX_DECIMAL_TEXT_MAX];
	const char *input = data_field(&text);
	const char *expected = data_field(&text);
	calx_decimal decimal = { .scale = 77 };
	enum calx_status status = read_copy(input, &decimal);
	size_t length;

	++*(size_t *)context;
	if (status < 0) {
		assert_int_equal(decimal.scale, 77);
		assert_true(
			calx_decimal_of(input).mark == CALX_DECIMAL_INVALID);
		CHECK_TEXT(
			status == CALX_RANGE ? "range" : "invalid", expected);
		return;
	}
	length = calx_decimal_write(decimal, written);
	assert_int_equal(length, strlen(written));
	if (strcmp(written, expected) != 0)
		fail_msg("\"%s\" became \"%s\"", input, written);
	check_equal(calx_decimal_of(input), decimal);
}

static void the_sample_is_read_right(void **state)
{
	size_t count = 0;

	(void)state;
	data_lines("decimals.txt", check_line, &count);
	assert_true(count > 70);
}

static void check_any(char *text, void *context)
{
	char written[CALX_DECIMAL_TEXT_MAX];
	calx_decimal first, second;

	if (read_copy(text, &first) < 0)
		return;
	calx_decimal_write(first, written);
	assert_int_equal(read_copy(written, &second), CALX_OK);
	check_equal(first, second);
	++*(size_t *)context;
}

static void the_collection_is_read_or_refused(void **state)
{
	size_t count = 0;

	(void)state;
	if (data_shared_lines("badinput/numbers.txt", check_any, &count))
		assert_true(count > 40);
	data_shared_lines("badinput/blns.txt", check_any, &count);
}

static void nothing_is_no_number(void **state)
{
	calx_decimal decimal;
	char text[CALX_DECIMAL_TEXT_MAX] = "x";

	(void)state;
	assert_int_equal(calx_decimal_read(NULL, 0, &decimal), CALX_INVALID);
	assert_int_equal(calx_decimal_read("\0001", 2, &decimal), CALX_INVALID);
	decimal = calx_decimal_of(NULL);
	assert_true(decimal.mark == CALX_DECIMAL_INVALID);
	assert_int_equal(calx_decimal_write(decimal, text), 0);
	CHECK_TEXT(text, "");
	assert_true(calx_decimal_to_double(decimal) == 0);
	calx_decimal_write((calx_decimal){ 0 }, text);
	CHECK_TEXT(text, "0");
}

static void integers_with_a_scale(void **state)
{
	char text[CALX_DECIMAL_TEXT_MAX];

	(void)state;
	calx_decimal_write(calx_decimal_of_integer(1250, 2), text);
	CHECK_TEXT(text, "12.50");
	calx_decimal_write(calx_decimal_of_integer(INT64_MIN, 0), text);
	CHECK_TEXT(text, "-9223372036854775808");
	calx_decimal_write(calx_decimal_of_integer(-5, 38), text);
	CHECK_TEXT(text, "-0.00000000000000000000000000000000000005");
	assert_true(
		calx_decimal_of_integer(1, 39).mark == CALX_DECIMAL_INVALID);
}

/* a struct that was not made by calx may hold anything */
static void impossible_structs_are_not_valid(void **state)
{
	calx_decimal huge = {
		.mark = CALX_DECIMAL_SET, .high = UINT64_MAX, .low = UINT64_MAX
	};
	calx_decimal scaled = {
		.mark = CALX_DECIMAL_SET, .low = 1, .scale = 39
	};
	char text[CALX_DECIMAL_TEXT_MAX];
	calx_decimal result;

	(void)state;
	assert_false(calx__decimal_is_valid(huge));
	assert_false(calx__decimal_is_valid(scaled));
	assert_int_equal(calx_decimal_write(huge, text), 0);
	assert_int_equal(calx_decimal_write(scaled, text), 0);
	assert_int_equal(calx_decimal_rescale(huge, 0, &result), CALX_INVALID);
	assert_true(calx_decimal_compare(scaled, calx_decimal_of("-1")) < 0);
	assert_true(calx_decimal_to_double(huge) == 0);
}

static calx_decimal random_decimal(unsigned long long *seed)
{
	calx_decimal decimal;
	unsigned shift = (unsigned)(data_random(seed) % 64);

	do {
		decimal = (calx_decimal){
			.mark = CALX_DECIMAL_SET,
			.high = data_random(seed) >> 1 >> shift,
			.low = data_random(seed),
			.scale = (uint8_t)(data_random(seed) % 39),
			.negative = data_random(seed) % 2,
		};
		if (data_random(seed) % 2) {
			decimal.high = 0;
			decimal.low >>= shift;
		}
		decimal.negative =
			decimal.negative && (decimal.high || decimal.low);
	} while (!calx__decimal_is_valid(decimal));
	return decimal;
}

static void random_decimals_survive(void **state)
{
	unsigned long long seed = 5;
	char text[CALX_DECIMAL_TEXT_MAX];

	(void)state;
	for (int i = 0; i < 100000; i++) {
		calx_decimal out = random_decimal(&seed), back;
		size_t length = calx_decimal_write(out, text);

		assert_true(length && length < sizeof(text));
		assert_int_equal(
			calx_decimal_read(text, length, &back), CALX_OK);
		check_equal(back, out);
	}
}

/* ---- as numbers ---------------------------------------------------------- */

static void numbers_in_order(void **state)
{
	const char *const sorted[] = {
		"x",
		"-99999999999999999999999999999999999999",
		"-10",
		"-9.5",
		"-0.00000000000000000000000000000000000001",
		"0",
		"0.00000000000000000000000000000000000001",
		"0.99999999999999999999999999999999999999",
		"1",
		"1.0000000000000000000000000000000000001",
		"9",
		"10",
		"18446744073709551616.5",
		"99999999999999999999999999999999999999",
	};
	const int count = sizeof(sorted) / sizeof(*sorted);

	(void)state;
	for (int i = 0; i < count; i++)
		for (int j = 0; j < count; j++) {
			int order =
				calx_decimal_compare(calx_decimal_of(sorted[i]),
					calx_decimal_of(sorted[j]));

			assert_int_equal(
				(order > 0) - (order < 0), (i > j) - (i < j));
		}
}

static void scale_does_not_matter_for_order(void **state)
{
	calx_decimal minus_zero = {
		.mark = CALX_DECIMAL_SET, .scale = 3, .negative = true
	};

	(void)state;
	assert_int_equal(calx_decimal_compare(calx_decimal_of("1.5"),
				 calx_decimal_of("1.50000")),
		0);
	assert_int_equal(
		calx_decimal_compare(minus_zero, calx_decimal_of("0")), 0);
	assert_true(calx_decimal_compare(calx_decimal_of("-1.5"),
			    calx_decimal_of("-1.51")) > 0);
}

static void random_decimals_have_an_order(void **state)
{
	unsigned long long seed = 6;

	(void)state;
	for (int i = 0; i < 50000; i++) {
		calx_decimal a = random_decimal(&seed);
		calx_decimal b = random_decimal(&seed);
		double x = calx_decimal_to_double(a);
		double y = calx_decimal_to_double(b);
		int order = calx_decimal_compare(a, b);

		assert_int_equal(order, -calx_decimal_compare(b, a));
		assert_int_equal(calx_decimal_compare(a, a), 0);
		if (x < y)
			assert_true(order < 0);
		if (x > y)
			assert_true(order > 0);
	}
}

static void check_rescale(
	const char *from, unsigned scale, const char *expected)
{
	char text[CALX_DECIMAL_TEXT_MAX];
	calx_decimal decimal = { .scale = 77 };
	enum calx_status status =
		calx_decimal_rescale(calx_decimal_of(from), scale, &decimal);

	if (status < 0) {
		assert_int_equal(decimal.scale, 77);
		CHECK_TEXT(
			status == CALX_RANGE ? "range" : "invalid", expected);
		return;
	}
	calx_decimal_write(decimal, text);
	CHECK_TEXT(text, expected);
}

static void rescale_is_exact_or_refused(void **state)
{
	(void)state;
	check_rescale("12.5", 2, "12.50");
	check_rescale("12.50", 1, "12.5");
	check_rescale("12.50", 0, "range");
	check_rescale("-7", 37, "-7.0000000000000000000000000000000000000");
	check_rescale("-7", 38, "range");
	check_rescale("10", 37, "range");
	check_rescale("0", 38, "0.00000000000000000000000000000000000000");
	check_rescale("0.00", 0, "0");
	check_rescale("1", 39, "range");
	check_rescale("?", 0, "invalid");
	check_rescale("99999999999999999999.000000000000000000", 0,
		"99999999999999999999");
}

static void digits_are_counted(void **state)
{
	(void)state;
	assert_int_equal(calx__decimal_digits(calx_decimal_of("0.00")), 0);
	assert_int_equal(calx__decimal_digits(calx_decimal_of("0.05")), 1);
	assert_int_equal(calx__decimal_digits(calx_decimal_of("9.99")), 3);
	assert_int_equal(calx__decimal_digits(calx_decimal_of("1000")), 4);
	assert_int_equal(calx__decimal_digits(calx_decimal_of(
				 "99999999999999999999999999999999999999")),
		38);
}

/* "half single double text": the double as 16 hexadecimal digits */
static void check_double(char *line, void *context)
{
	char *double_hex = strchr(strchr(line, ' ') + 1, ' ') + 1;
	char *text = strchr(double_hex, ' ') + 1;
	uint64_t bits = strtoull(double_hex, NULL, 16);
	calx_decimal decimal;
	double expected, got;

	if (read_copy(text, &decimal) < 0)
		return;
	memcpy(&expected, &bits, sizeof(expected));
	got = calx_decimal_to_double(decimal);
	/* decimals have no negative zero */
	if (got != expected)
		fail_msg("%s is %a, not %a", text, expected, got);
	++*(size_t *)context;
}

/* a compiler makes the nearest double of a literal */
static const struct {
	const char *text;
	double nearest;
} doubles[] = {
	{ "0", 0.0 },
	{ "1.0", 1.0 },
	{ "0.1", 0.1 },
	{ "-12.50", -12.50 },
	{ "0.30000000000000004", 0.30000000000000004 },
	{ "9007199254740991", 9007199254740991.0 },
	{ "9007199254740992", 9007199254740992.0 },
	{ "9007199254740993", 9007199254740993.0 },
	{ "18446744073709551616", 18446744073709551616.0 },
	{ "-123456789012345678901234567890.12345678",
		-123456789012345678901234567890.12345678 },
	{ "0.00000000000000000000000000000000000001", 1e-38 },
	{ "99999999999999999999999999999999999999", 1e38 },
};

static void doubles_are_the_nearest(void **state)
{
	size_t count = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(doubles) / sizeof(*doubles); i++)
		assert_true(calx_decimal_to_double(calx_decimal_of(
				    doubles[i].text)) == doubles[i].nearest);
	if (data_shared_lines("badinput/floats-fxx.txt", check_double, &count))
		assert_true(count > 500);
}

CHECK_MAIN("decimal", cmocka_unit_test(the_sample_is_read_right),
	cmocka_unit_test(the_collection_is_read_or_refused),
	cmocka_unit_test(nothing_is_no_number),
	cmocka_unit_test(integers_with_a_scale),
	cmocka_unit_test(impossible_structs_are_not_valid),
	cmocka_unit_test(random_decimals_survive),
	cmocka_unit_test(numbers_in_order),
	cmocka_unit_test(scale_does_not_matter_for_order),
	cmocka_unit_test(random_decimals_have_an_order),
	cmocka_unit_test(rescale_is_exact_or_refused),
	cmocka_unit_test(digits_are_counted),
	cmocka_unit_test(doubles_are_the_nearest), )
