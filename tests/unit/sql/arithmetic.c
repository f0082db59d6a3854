#include "check.h"

#include "data.h"
#include "sql/type/arithmetic.h"
#include <calx/print.h>

/* Arithmetic of decimals, against what another library makes of the same
 * numbers. */

typedef enum calx_status operation(
	calx_decimal a, calx_decimal b, calx_decimal *ret_decimal);

static operation *operation_of(char sign)
{
	switch (sign) {
	case '+':
		return calx_decimal_add;
	case '-':
		return calx_decimal_sub;
	case '*':
		return calx_decimal_mul;
	default:
		return calx_decimal_mod;
	}
}

/* As numbers: how many zeros are left where they had to make room is no matter. */
static void check_line(char *text, void *context)
{
	const char *sign = data_field(&text);
	const calx_decimal a = calx_decimal_of(data_field(&text));
	const calx_decimal b = calx_decimal_of(data_field(&text));
	const unsigned scale = (unsigned)strtoul(data_field(&text), NULL, 10);
	const char *expected = data_field(&text);
	calx_decimal result = { .scale = 77 };
	enum calx_status status;

	if (*sign == '/')
		status = calx_decimal_div(a, b, scale, &result);
	else if (*sign == 'r')
		status = calx_decimal_round(a, scale, &result);
	else
		status = operation_of(*sign)(a, b, &result);
	++*(size_t *)context;
	if (status < 0) {
		assert_int_equal(status, CALX_RANGE);
		assert_int_equal(result.scale, 77);
		if (strcmp(expected, "range") != 0)
			fail_msg("line %zu: %s is refused", *(size_t *)context,
				expected);
		return;
	}
	if (strcmp(calx_str(result), expected) != 0 &&
		(strcmp(expected, "range") == 0 ||
			calx_decimal_compare(
				result, calx_decimal_of(expected)) != 0))
		fail_msg("%s %s %s, %u: %s, not %s", sign, calx_str(a),
			calx_str(b), scale, calx_str(result), expected);
}

static void the_table_is_computed_right(void **state)
{
	size_t count = 0;

	(void)state;
	data_lines("decimals-computed.txt", check_line, &count);
	assert_true(count > 500);
}

#define CHECK_RESULT(call, text)                    \
	do {                                        \
		assert_int_equal(call, CALX_OK);    \
		CHECK_TEXT(calx_str(result), text); \
	} while (0)

static void results_have_the_scale_of_their_operands(void **state)
{
	calx_decimal result;

	(void)state;
#define D calx_decimal_of
	CHECK_RESULT(calx_decimal_add(D("0.1"), D("0.20"), &result), "0.30");
	CHECK_RESULT(calx_decimal_add(D("1.5"), D("-1.5"), &result), "0.0");
	CHECK_RESULT(calx_decimal_sub(D("0"), D("0.05"), &result), "-0.05");
	CHECK_RESULT(calx_decimal_mul(D("12.50"), D("3"), &result), "37.50");
	CHECK_RESULT(calx_decimal_mul(D("-1.10"), D("1.1"), &result), "-1.210");
	CHECK_RESULT(calx_decimal_mul(D("-1.10"), D("0"), &result), "0.00");
	CHECK_RESULT(calx_decimal_div(D("10"), D("3"), 2, &result), "3.33");
	CHECK_RESULT(calx_decimal_div(D("-1"), D("8"), 2, &result), "-0.13");
	CHECK_RESULT(calx_decimal_div(D("1"), D("8000"), 0, &result), "0");
	CHECK_RESULT(calx_decimal_mod(D("-7.5"), D("2"), &result), "-1.5");
	CHECK_RESULT(calx_decimal_mod(D("7"), D("-2.50"), &result), "2.00");
	CHECK_RESULT(calx_decimal_round(D("2.345"), 2, &result), "2.35");
	CHECK_RESULT(calx_decimal_round(D("-2.345"), 2, &result), "-2.35");
	CHECK_RESULT(calx_decimal_round(D("-0.004"), 2, &result), "0.00");
	CHECK_RESULT(calx_decimal_round(D("7"), 2, &result), "7.00");
	CHECK_TEXT(calx_str(calx_decimal_neg(D("1.50"))), "-1.50");
	CHECK_TEXT(calx_str(calx_decimal_neg(D("0.0"))), "0.0");
	CHECK_TEXT(calx_str(calx_decimal_neg((calx_decimal){ 0 })), "0");
	CHECK_TEXT(calx_str(calx_decimal_abs(D("-1.50"))), "1.50");
}

static void quotients_are_as_long_as_they_must(void **state)
{
	calx_decimal result;

	(void)state;
	CHECK_RESULT(
		calx__decimal_quotient(D("10.00"), D("4"), &result), "2.50");
	CHECK_RESULT(calx__decimal_quotient(D("1"), D("8"), &result), "0.125");
	CHECK_RESULT(calx__decimal_quotient(D("10"), D("3"), &result),
		"3.333333333333333");
	CHECK_RESULT(calx__decimal_quotient(D("0.000002"), D("3"), &result),
		"0.0000006666666666666667");
	CHECK_RESULT(
		calx__decimal_quotient(D("0.00"), D("7"), &result), "0.00");
	CHECK_RESULT(calx__decimal_quotient(
			     D("99999999999999999999999999999999999999"),
			     D("1"), &result),
		"99999999999999999999999999999999999999");
	CHECK_RESULT(calx__decimal_quotient(
			     D("9999999999999999999999999999999999999.8"),
			     D("3.00"), &result),
		"3333333333333333333333333333333333333.3");
	assert_int_equal(calx__decimal_quotient(
				 D("99999999999999999999999999999999999999"),
				 D("0.1"), &result),
		CALX_RANGE);
	assert_int_equal(
		calx__decimal_quotient(D("1"), D("0.0"), &result), CALX_RANGE);
}

static void what_has_no_room_is_refused(void **state)
{
	const calx_decimal most = D("99999999999999999999999999999999999999");
	const calx_decimal none = calx_decimal_of("none");
	calx_decimal result = most;

	(void)state;
	assert_int_equal(calx_decimal_add(most, D("1"), &result), CALX_RANGE);
	assert_int_equal(calx_decimal_add(most, D("0.1"), &result), CALX_RANGE);
	assert_int_equal(calx_decimal_mul(most, most, &result), CALX_RANGE);
	assert_int_equal(calx_decimal_round(most, 1, &result), CALX_RANGE);
	assert_int_equal(
		calx_decimal_div(D("1"), D("3"), 39, &result), CALX_RANGE);
	assert_int_equal(
		calx_decimal_div(D("1"), D("0"), 2, &result), CALX_RANGE);
	assert_int_equal(calx_decimal_mod(D("1"), D("0"), &result), CALX_RANGE);
	assert_int_equal(calx_decimal_add(D("1"), none, &result), CALX_INVALID);
	assert_int_equal(calx_decimal_sub(none, D("1"), &result), CALX_INVALID);
	assert_int_equal(calx_decimal_mul(D("1"), none, &result), CALX_INVALID);
	assert_int_equal(
		calx_decimal_div(none, D("1"), 0, &result), CALX_INVALID);
	assert_int_equal(calx_decimal_mod(none, D("1"), &result), CALX_INVALID);
	assert_int_equal(calx_decimal_round(none, 1, &result), CALX_INVALID);
	assert_int_equal(calx_decimal_compare(result, most), 0);
	/* zeros make room */
	CHECK_RESULT(calx_decimal_add(most, D("0.00"), &result),
		"99999999999999999999999999999999999999");
	CHECK_RESULT(calx_decimal_mul(D("10000000000000000000.00"),
			     D("1000000000000000000.0"), &result),
		"10000000000000000000000000000000000000");
}

CHECK_MAIN("arithmetic", cmocka_unit_test(the_table_is_computed_right),
	cmocka_unit_test(results_have_the_scale_of_their_operands),
	cmocka_unit_test(quotients_are_as_long_as_they_must),
	cmocka_unit_test(what_has_no_room_is_refused), )
