#include "check.h"

#include "sql/type/check.h"

#include <calx/print.h>

#include <math.h>

static const calx_table books = { .name = "books" };

static calx_column column_of(enum calx_kind kind, int length, int scale)
{
	return (calx_column){
		.name = "x",
		.type = { .kind = kind, .length = length, .scale = scale },
		.table = &books,
	};
}

static calx_value integer_of(int64_t number)
{
	return (calx_value){ .kind = CALX_BIG_INTEGER, .as.integer = number };
}

static calx_value real_of(double number)
{
	return (calx_value){ .kind = CALX_DOUBLE, .as.real = number };
}

static calx_value text_of(const char *text, size_t size)
{
	return (calx_value){ .kind = CALX_STRING, .as.text = { text, size } };
}

static calx_value decimal_of(const char *text)
{
	return (calx_value){ .kind = CALX_NUMERIC,
		.as.decimal = calx_decimal_of(text) };
}

/* The status that the check gives, with a column and without an error, too. */
static void check(calx_column column, calx_value value,
	enum calx_status expected, const char *message)
{
	calx_error error = { 0 };

	assert_int_equal(calx__value_check(&column, &value, &error), expected);
	assert_int_equal(calx__value_check(&column, &value, NULL), expected);
	assert_int_equal(error.status, expected);
	CHECK_TEXT(error.message, message);
	CHECK_TEXT(error.column, expected < 0 ? "x" : "");
}

static void check_alone(calx_value value, const char *message)
{
	calx_error error = { 0 };

	assert_int_equal(calx__value_check(NULL, &value, &error),
		*message ? CALX_INVALID : CALX_OK);
	CHECK_TEXT(error.message, message);
	CHECK_TEXT(error.column, "");
}

static void integers_are_in_the_range_of_their_kind(void **state)
{
	calx_column small = column_of(CALX_SMALL_INTEGER, 0, 0);
	calx_column plain = column_of(CALX_INTEGER, 0, 0);
	calx_column big = column_of(CALX_BIG_INTEGER, 0, 0);
	calx_column boolean = column_of(CALX_BOOLEAN, 0, 0);

	(void)state;
	check(small, integer_of(-32768), CALX_OK, "");
	check(small, integer_of(32768), CALX_RANGE,
		"column \"books.x\": 32768 is out of the range of "
		"small_integer, -32768 to 32767");
	check(plain, integer_of(INT32_MAX), CALX_OK, "");
	check(plain, integer_of(INT64_C(2147483648)), CALX_RANGE,
		"column \"books.x\": 2147483648 is out of the range of "
		"integer, -2147483648 to 2147483647");
	check(big, integer_of(INT64_MIN), CALX_OK, "");
	check(boolean, integer_of(1), CALX_OK, "");
	check(boolean, integer_of(2), CALX_RANGE,
		"column \"books.x\": 2 is out of the range of boolean, 0 to "
		"1");
}

static void enumerations_take_one_of_their_labels(void **state)
{
	const char *const labels[] = { "low", "high", NULL };
	calx_column column = column_of(CALX_ENUMERATION, 0, 0);

	(void)state;
	column.type.labels = labels;
	check(column, integer_of(0), CALX_OK, "");
	check(column, integer_of(1), CALX_OK, "");
	check(column, integer_of(2), CALX_RANGE,
		"column \"books.x\": 2 is not one of the 2 values of the "
		"enumeration, which count from 0");
	column.type.labels = NULL;
	check(column, integer_of(-1), CALX_RANGE,
		"column \"books.x\": -1 is not one of the 0 values of the "
		"enumeration, which count from 0");
}

static void reals_are_numbers(void **state)
{
	calx_column narrow = column_of(CALX_FLOAT, 0, 0);
	calx_column wide = column_of(CALX_DOUBLE, 0, 0);

	(void)state;
	check(narrow, real_of(3.4e38), CALX_OK, "");
	check(narrow, real_of(-3.5e38), CALX_RANGE,
		"column \"books.x\": -3.5e+38 is out of the range of float");
	check(narrow, real_of(strtod("inf", NULL)), CALX_OK, "");
	check(wide, real_of(-3.5e38), CALX_OK, "");
	check(wide, real_of(strtod("nan", NULL)), CALX_RANGE,
		"column \"books.x\": NaN cannot be stored");
}

static void text_is_utf8_without_nul(void **state)
{
	calx_column text = column_of(CALX_TEXT, 0, 0);
	calx_column json = column_of(CALX_JSON, 0, 0);

	(void)state;
	check(text, text_of(NULL, 0), CALX_OK, "");
	check(text, text_of("Robert'); DROP TABLE books;--", 29), CALX_OK, "");
	check(json, text_of("a\0b", 3), CALX_INVALID,
		"column \"books.x\": the text has a NUL character in it");
	check(text, text_of("abcdefgh\xff", 9), CALX_INVALID,
		"column \"books.x\": the text is not valid UTF-8");
	check_alone(text_of("\xc3", 1), "the text is not valid UTF-8");
	check_alone(text_of("\0", 1), "the text has a NUL character in it");
	check_alone(text_of("fine", 4), "");
}

static void strings_count_characters(void **state)
{
	calx_column three = column_of(CALX_STRING, 3, 0);
	calx_column any = column_of(CALX_STRING, 0, 0);

	(void)state;
	check(three, text_of("abc", 3), CALX_OK, "");
	check(three, text_of("äöü", 6), CALX_OK, "");
	check(three, text_of("abcd", 4), CALX_RANGE,
		"column \"books.x\": the text has 4 characters, and string(3) "
		"takes 3");
	check(any, text_of("abcd", 4), CALX_OK, "");
}

static void decimals_fit_exactly(void **state)
{
	calx_column money = column_of(CALX_NUMERIC, 5, 2);
	calx_column any = column_of(CALX_NUMERIC, 0, 0);

	(void)state;
	check(money, decimal_of("999.99"), CALX_OK, "");
	check(money, decimal_of("1.5000"), CALX_OK, "");
	check(money, decimal_of("-1000"), CALX_RANGE,
		"column \"books.x\": -1000 does not fit numeric(5, 2)");
	check(money, decimal_of("0.005"), CALX_RANGE,
		"column \"books.x\": 0.005 does not fit numeric(5, 2)");
	check(any, decimal_of("0.005"), CALX_OK, "");
	check(any, decimal_of("ten"), CALX_INVALID,
		"column \"books.x\": the decimal is not a number of at most "
		"38 digits");
	check_alone(decimal_of("ten"),
		"the decimal is not a number of at most 38 digits");
}

static void dates_exist(void **state)
{
	calx_value date = { .kind = CALX_DATE,
		.as.date = calx_date_of(2023, 2, 29) };
	calx_value time = { .kind = CALX_TIME, .as.time = calx_time_of(24) };
	calx_value datetime = { .kind = CALX_DATETIME,
		.as.datetime = calx_datetime_of(2023, 1, 1, 0, 60) };
	calx_value timestamp = { .kind = CALX_TIMESTAMP,
		.as.timestamp =
			calx_timestamp_of(2023, 1, 1, .offset_minutes = 1440) };
	calx_column column = column_of(CALX_DATE, 0, 0);

	(void)state;
	check(column, date, CALX_INVALID,
		"column \"books.x\": 2023-02-29 is not a date");
	check_alone(date, "2023-02-29 is not a date");
	check_alone(time, "24:00:00.000000 is not a time of day");
	check_alone(
		datetime, "2023-01-01 00:60:00.000000 is not a date and time");
	check_alone(timestamp,
		"an offset of 1440 minutes from UTC is not a time zone");
	timestamp.as.timestamp = calx_timestamp_of(2023, 13, 1);
	check_alone(
		timestamp, "2023-13-01 00:00:00.000000 is not a date and time");
	date.as.date = calx_date_of(2024, 2, 29);
	check(column, date, CALX_OK, "");
}

static void kinds_do_not_mix(void **state)
{
	calx_column date = column_of(CALX_DATE, 0, 0);
	calx_column blob = column_of(CALX_BLOB, 0, 0);
	calx_value uuid = { .kind = CALX_UUID };

	(void)state;
	check(date, integer_of(1), CALX_TYPE_MISMATCH,
		"column \"books.x\": a value of type big_integer does not fit "
		"type date");
	check(blob, text_of("a", 1), CALX_TYPE_MISMATCH,
		"column \"books.x\": a value of type string does not fit type "
		"blob");
	check(blob, uuid, CALX_TYPE_MISMATCH,
		"column \"books.x\": a value of type uuid does not fit type "
		"blob");
	check(date, (calx_value){ .kind = CALX_NULL }, CALX_OK, "");
	check_alone((calx_value){ .kind = CALX_INTERVAL }, "");
}

static void a_column_without_a_table_is_named_alone(void **state)
{
	calx_column column = column_of(CALX_BOOLEAN, 0, 0);
	calx_value two = integer_of(2);
	calx_error error = { 0 };

	(void)state;
	column.table = NULL;
	assert_int_equal(calx__value_check(&column, &two, &error), CALX_RANGE);
	CHECK_TEXT(error.message,
		"column \"x\": 2 is out of the range of boolean, 0 to 1");
	CHECK_TEXT(error.table, "");
}

static calx_value settled(const calx_column *column, calx_value value)
{
	const calx_value *result = &value;
	calx_value room;

	assert_int_equal(
		calx__value_settle(column, false, &result, &room, NULL),
		CALX_OK);
	return *result;
}

static void values_are_stored_as_the_column_keeps_them(void **state)
{
	const char *const labels[] = { "low", "high", NULL };
	calx_column level = column_of(CALX_ENUMERATION, 0, 0);
	calx_column money = column_of(CALX_NUMERIC, 20, 2);
	calx_column plain = column_of(CALX_INTEGER, 0, 0);
	calx_column ratio = column_of(CALX_DOUBLE, 0, 0);
	calx_value number = integer_of(1), price = decimal_of("1.5");
	calx_value null = { .kind = CALX_NULL }, stored;

	(void)state;
	level.type.labels = labels;
	stored = settled(&level, number);
	assert_int_equal(stored.kind, CALX_STRING);
	assert_ptr_equal(stored.as.text.data, labels[1]);
	assert_int_equal(stored.as.text.size, 4);
	stored = settled(&money, price);
	assert_int_equal(stored.as.decimal.low, 150);
	assert_int_equal(stored.as.decimal.scale, 2);
	/* an integer fits where its number does */
	stored = settled(&money, number);
	assert_int_equal(stored.kind, CALX_NUMERIC);
	CHECK_TEXT(calx_str(stored.as.decimal), "1.00");
	stored = settled(&ratio, number);
	assert_int_equal(stored.kind, CALX_DOUBLE);
	assert_true(stored.as.real == 1);
	assert_int_equal(settled(&plain, number).as.integer, 1);
	assert_int_equal(settled(&level, null).kind, CALX_NULL);
}

static void assert_settled(const char *number, const char *expected)
{
	calx_column real = column_of(CALX_NUMERIC, 15, 0);
	const calx_value given = decimal_of(number);
	const calx_value *value = &given;
	calx_value room;

	assert_int_equal(
		calx__value_settle(&real, true, &value, &room, NULL), CALX_OK);
	CHECK_TEXT(calx_str(value->as.decimal), expected);
}

/* Where numbers are doubles, what has too many digits lies between two of them,
 * unless those that are too many are zeros. */
static void numbers_between_doubles_stay_between(void **state)
{
	(void)state;
	assert_settled("123456789012345", "123456789012345");
	assert_settled("1234567890123450", "1234567890123450");
	assert_settled("1234567890123456", "1234567890123455");
	assert_settled("-1234567890123451", "-1234567890123455");
	assert_settled("123456789012345600", "123456789012345500");
	assert_settled("123456789012345000", "123456789012345000");
}

/* what is only compared equals nothing when it is too large */
static void what_is_compared_need_not_fit(void **state)
{
	calx_column small = column_of(CALX_SMALL_INTEGER, 0, 0);
	calx_column money = column_of(CALX_NUMERIC, 5, 2);
	calx_column level = column_of(CALX_ENUMERATION, 0, 0);
	calx_value large = integer_of(100000), nan = real_of(NAN);
	const char *const labels[] = { "low", "high", NULL };
	const calx_value *value = &large;
	calx_error error = { 0 };
	calx_value room;

	(void)state;
	level.type.labels = labels;
	assert_int_equal(
		calx__value_settle(&small, true, &value, &room, NULL), CALX_OK);
	assert_int_equal(
		calx__value_settle(&money, true, &value, &room, NULL), CALX_OK);
	CHECK_TEXT(calx_str(value->as.decimal), "100000.00");
	value = &large;
	assert_int_equal(
		calx__value_settle(&money, false, &value, &room, &error),
		CALX_RANGE);
	CHECK_TEXT(error.message,
		"column \"books.x\": 100000 does not fit numeric(5, 2)");
	value = &large;
	assert_int_equal(calx__value_settle(&level, true, &value, &room, NULL),
		CALX_RANGE);
	/* a double is no decimal, and NaN no number */
	value = &nan;
	assert_int_equal(calx__value_settle(&money, true, &value, &room, NULL),
		CALX_RANGE);
	nan.as.real = 1.5;
	value = &nan;
	assert_int_equal(calx__value_settle(&money, true, &value, &room, NULL),
		CALX_TYPE_MISMATCH);
}

CHECK_MAIN("check_value",
	cmocka_unit_test(integers_are_in_the_range_of_their_kind),
	cmocka_unit_test(enumerations_take_one_of_their_labels),
	cmocka_unit_test(reals_are_numbers),
	cmocka_unit_test(text_is_utf8_without_nul),
	cmocka_unit_test(strings_count_characters),
	cmocka_unit_test(decimals_fit_exactly), cmocka_unit_test(dates_exist),
	cmocka_unit_test(kinds_do_not_mix),
	cmocka_unit_test(values_are_stored_as_the_column_keeps_them),
	cmocka_unit_test(numbers_between_doubles_stay_between),
	cmocka_unit_test(what_is_compared_need_not_fit),
	cmocka_unit_test(a_column_without_a_table_is_named_alone), )
