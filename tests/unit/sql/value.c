#include "check.h"
#include "data.h"
#include "sql/type/check.h"
#include "sql/type/field.h"
#include "sql/type/value.h"

#include <calx/calx.h>

#include <locale.h>
#include <stdio.h>
#include <string.h>

/* What can be done with a value: each by itself, and that they agree with each
 * other for values of every kind. */

/* ---- as text -------------------------------------------------------------- */

static void check_text(calx_value value, const char *expected)
{
	char room[TYPE_TEXT_MAX];

	CHECK_TEXT(calx__value_text(&value, room), expected);
}

static void values_are_written_out(void **state)
{
	const calx_date day = { 2017, 10, 17 };

	(void)state;
	check_text((calx_value){ CALX_BOOLEAN, .as.integer = 1 }, "true");
	check_text((calx_value){ CALX_INTEGER, .as.integer = -5 }, "-5");
	check_text((calx_value){ CALX_DOUBLE, .as.real = 0.1 }, "0.1");
	check_text((calx_value){ CALX_DOUBLE, .as.real = 1.0 / 3 },
		"0.3333333333333333");
	check_text((calx_value){ CALX_DOUBLE, .as.real = 1e300 }, "1e+300");
	check_text((calx_value){ CALX_NUMERIC,
			   .as.decimal = calx_decimal_of("1.50") },
		"1.50");
	check_text((calx_value){ CALX_STRING, .as.text = { "a", 1 } }, "a");
	check_text((calx_value){ CALX_DATE, .as.date = day }, "2017-10-17");
	check_text((calx_value){ CALX_TIME, .as.time = { 0, 1, 2, 3, 4 } },
		"01:02:03.000004");
	check_text((calx_value){ CALX_DATETIME,
			   .as.datetime = { 2017, 10, 17, 1, 2, 3, 4 } },
		"2017-10-17 01:02:03.000004");
	check_text((calx_value){ CALX_INTERVAL, .as.interval = { 0, 1, 0 } },
		"P1D");
	check_text((calx_value){ CALX_UUID, .as.uuid = { { 0 } } },
		"00000000-0000-0000-0000-000000000000");
	assert_null(calx__value_text(&(calx_value){ .kind = CALX_NULL }, NULL));
}

/* Numbers have a point, whatever the program's locale has. */
static void the_locale_does_not_matter(void **state)
{
	const calx_value value = { CALX_DOUBLE, .as.real = 0.5 };
	calx_value decimal;

	(void)state;
	if (!setlocale(LC_NUMERIC, "de_DE.UTF-8"))
		setlocale(LC_NUMERIC, "de_DE");
	check_text(value, "0.5");
	assert_true(calx__value_convert(&value, CALX_NUMERIC, &decimal));
	CHECK_TEXT(calx_str(decimal.as.decimal), "0.5");
	setlocale(LC_NUMERIC, "C");
}

/* ---- converting ----------------------------------------------------------- */

static void values_convert_to_what_holds_them(void **state)
{
	const calx_value large = { CALX_BIG_INTEGER, .as.integer = 70000 };
	const calx_value text = { CALX_STRING,
		.as.text = { "2017-10-17", 10 } };
	const calx_value blob = { CALX_BLOB, .as.text = { "a", 1 } };
	const calx_value null = { .kind = CALX_NULL };
	calx_value out;

	(void)state;
	assert_true(calx__value_convert(&large, CALX_DOUBLE, &out));
	assert_true(out.kind == CALX_DOUBLE && out.as.real == 70000);
	assert_true(calx__value_convert(&large, CALX_NUMERIC, &out));
	CHECK_TEXT(calx_str(out.as.decimal), "70000");
	assert_true(calx__value_convert(&large, CALX_INTEGER, &out));
	assert_false(calx__value_convert(&large, CALX_SMALL_INTEGER, &out));
	assert_int_equal(out.kind, CALX_NULL);
	assert_false(calx__value_convert(&large, CALX_BOOLEAN, &out));
	assert_true(calx__value_convert(&text, CALX_DATE, &out));
	assert_int_equal(out.as.date.day, 17);
	assert_true(calx__value_convert(&text, CALX_BLOB, &out));
	assert_false(calx__value_convert(&text, CALX_INTEGER, &out));
	assert_false(calx__value_convert(&text, CALX_UUID, &out));
	assert_false(calx__value_convert(&blob, CALX_TEXT, &out));
	assert_true(calx__value_convert(&null, CALX_DATE, &out));
	assert_int_equal(out.kind, CALX_NULL);
}

/* Numbers of one nature as those of another: all pairs. */
static void numbers_convert_to_each_other(void **state)
{
	const calx_value integer = { CALX_BIG_INTEGER, .as.integer = -3 };
	const calx_value decimal = { CALX_NUMERIC,
		.as.decimal = calx_decimal_of("-1.25") };
	const calx_value real = { CALX_DOUBLE, .as.real = 0.5 };
	const calx_value truth = { CALX_BOOLEAN, .as.integer = 1 };
	const calx_value date = { CALX_DATE,
		.as.date = { .year = 2024, .month = 1, .day = 1 } };
	calx_value out;

	(void)state;
	assert_true(calx__value_convert(&integer, CALX_DOUBLE, &out));
	assert_true(out.kind == CALX_DOUBLE && out.as.real == -3);
	assert_true(calx__value_convert(&decimal, CALX_DOUBLE, &out));
	assert_true(out.kind == CALX_DOUBLE && out.as.real == -1.25);
	assert_true(calx__value_convert(&decimal, CALX_FLOAT, &out));
	assert_true(out.kind == CALX_FLOAT && out.as.real == -1.25);
	assert_true(calx__value_convert(&truth, CALX_DOUBLE, &out));
	assert_true(out.as.real == 1);
	assert_true(calx__value_convert(&real, CALX_NUMERIC, &out));
	CHECK_TEXT(calx_str(out.as.decimal), "0.5");
	assert_false(calx__value_convert(&date, CALX_DOUBLE, &out));
	assert_false(calx__value_convert(&date, CALX_NUMERIC, &out));
	assert_false(calx__value_convert(&date, CALX_INTEGER, &out));
	assert_false(calx__value_convert(&real, CALX_DATE, &out));
	assert_false(calx__value_convert(&decimal, CALX_UUID, &out));
	assert_int_equal(out.kind, CALX_NULL);
}

/* ---- every kind ----------------------------------------------------------- */

static const char *const labels[] = { "red", "green", "blue", NULL };

static calx_column column_of(enum calx_kind kind, bool nullable)
{
	const struct type_info *type = &calx__types[kind];
	size_t size = nullable && type->optional_size ? type->optional_size
						      : type->size;

	return (calx_column){ .name = "x",
		.type = { .kind = kind, .labels = labels },
		.nullable = nullable,
		.offset = 8,
		.size = size };
}

static calx_datetime random_datetime(unsigned long long *seed)
{
	return calx_datetime_of_microseconds(
		(int64_t)(data_random(seed) % 253402300799000000));
}

static calx_value random_value(enum calx_kind kind, unsigned long long *seed)
{
	static char text[64];
	const struct type_info *type = &calx__types[kind];
	calx_value value = { .kind = type->carrier };
	calx_datetime datetime = random_datetime(seed);
	unsigned long long number = data_random(seed);

	if (kind == CALX_ENUMERATION) {
		value.as.integer = (int64_t)(number % 3);
	} else if (type->size == 8 && type->is_integer) {
		value.as.integer = (int64_t)number;
	} else if (type->is_integer) {
		value.as.integer =
			type->minimum +
			(int64_t)(number % (uint64_t)(type->maximum -
						      type->minimum + 1));
	} else if (kind == CALX_FLOAT) {
		value.as.real = (double)(float)(int)number / 16;
	} else if (kind == CALX_DOUBLE) {
		value.as.real = (double)(int64_t)number / 3;
	} else if (kind == CALX_NUMERIC) {
		value.as.decimal = calx_decimal_of_integer(
			(int64_t)number, (unsigned)(number % 30));
	} else if (type->is_text || kind == CALX_BLOB) {
		value.as.text.size = (size_t)snprintf(text, sizeof(text),
			kind == CALX_JSON ? "\"%llx\"" : "%llx",
			number >> number % 64);
		value.as.text.data = text;
	} else if (kind == CALX_DATE) {
		value.as.date = (calx_date){ datetime.year, datetime.month,
			datetime.day };
	} else if (kind == CALX_TIME) {
		value.as.time = (calx_time){ 0, datetime.hour, datetime.minute,
			datetime.second, datetime.microsecond };
	} else if (kind == CALX_DATETIME) {
		value.as.datetime = datetime;
	} else if (kind == CALX_TIMESTAMP) {
		value.as.timestamp = (calx_timestamp){ datetime,
			(int16_t)(number % 1900) - 950 };
	} else if (kind == CALX_INTERVAL) {
		value.as.interval = (calx_interval){ (int32_t)(number % 1000),
			(int32_t)(number >> 8) % 1000, (int64_t)number >> 20 };
	} else if (kind == CALX_UUID) {
		memcpy(value.as.uuid.bytes, &number, 8);
		value.as.uuid.bytes[15] = 1;
	} else {
		fail_msg("a new type is made here: %s", type->name);
	}
	return value;
}

enum { ROOM = 64 };

/* Into a struct and out of it again, by both ways; the bytes that count are
 * those that the mask says. */
static void check_fields(
	enum calx_kind kind, const calx_value *value, bool nullable)
{
	const calx_column column = column_of(kind, nullable);
	const struct field field = calx__field_of(&column);
	unsigned char a[ROOM], b[ROOM], mask[ROOM] = { 0 };
	calx_value out;

	memset(a, 0xaa, ROOM);
	memset(b, 0x55, ROOM);
	assert_int_equal(calx__field_write(&column, a, value, NULL), CALX_OK);
	calx__field_read(&column, a, &out);
	assert_true(calx__value_same(&out, value));
	assert_int_equal(out.kind, value->kind);
	b[field.has] = field.optional ? true : b[field.has];
	assert_true(field.store(&column, (char *)b + field.offset, value));
	calx__field_load(&field, b, &out);
	assert_true(calx__value_same(&out, value));
	calx__field_mask(&field, mask);
	for (size_t i = 0; i < ROOM; i++) {
		bool inside =
			i >= column.offset && i < column.offset + column.size;

		assert_true(inside || !mask[i]);
		/* a type that was copied as a whole leaves its padding */
		assert_false((a[i] ^ b[i]) & mask[i]);
		assert_true(inside || (a[i] == 0xaa && b[i] == 0x55));
	}
}

/* Its text spells the same value. */
static void check_spelling(enum calx_kind kind, const calx_value *value)
{
	const struct value_family *family = calx__types[kind].family;
	char room[TYPE_TEXT_MAX];
	calx_value text = { .kind = CALX_STRING }, out;

	if (!family->read)
		return;
	text.as.text.data = calx__value_text(value, room);
	text.as.text.size =
		value->kind == CALX_STRING || value->kind == CALX_BLOB
			? value->as.text.size
			: strlen(text.as.text.data);
	assert_true(text.as.text.size < TYPE_TEXT_MAX);
	assert_true(calx__value_convert(&text, value->kind, &out));
	assert_true(calx__value_same(&out, value));
}

static void check_pair(const calx_value *a, const calx_value *b)
{
	if (calx__value_same(a, b))
		assert_true(calx__value_equal(a, b));
	if (calx__value_equal(a, b))
		assert_int_equal(
			calx__value_hash(a, 7), calx__value_hash(b, 7));
	assert_int_equal(calx__value_equal(a, b), calx__value_equal(b, a));
	assert_true(calx__value_same(a, a));
}

static void everything_agrees_for_every_kind(void **state)
{
	unsigned long long seed = 11;

	(void)state;
	for (int kind = CALX_NULL + 1; kind < CALX_KIND_COUNT; kind++) {
		const calx_column column = column_of(kind, false);
		calx_value before = random_value(kind, &seed);

		for (int i = 0; i < 2000; i++) {
			calx_value value = random_value(kind, &seed);

			assert_int_equal(
				calx__value_check(&column, &value, NULL),
				CALX_OK);
			check_fields(kind, &value, false);
			check_fields(kind, &value, true);
			check_spelling(kind, &value);
			check_pair(&value, &before);
			assert_false(calx__value_same(
				&value, &(calx_value){ .kind = CALX_NULL }));
			before = value;
		}
	}
}

/* equal keys that are not the same */
static void equal_keys_have_one_hash(void **state)
{
	calx_value a = { CALX_NUMERIC, .as.decimal = calx_decimal_of("1.5") };
	calx_value b = { CALX_NUMERIC, .as.decimal = calx_decimal_of("1.500") };
	calx_value zero = { CALX_NUMERIC, .as.decimal = calx_decimal_of("0") };
	calx_value unset = { CALX_NUMERIC, .as.decimal = { 0 } };

	(void)state;
	assert_false(calx__value_same(&a, &b));
	assert_true(calx__value_equal(&a, &b));
	check_pair(&a, &b);
	assert_true(calx__value_equal(&zero, &unset));
	check_pair(&zero, &unset);
	a = (calx_value){ CALX_TIMESTAMP,
		.as.timestamp = calx_timestamp_of(
			2000, 1, 1, 2, .offset_minutes = 120) };
	b = (calx_value){ CALX_TIMESTAMP,
		.as.timestamp = calx_timestamp_of(2000, 1, 1) };
	assert_false(calx__value_same(&a, &b));
	assert_true(calx__value_equal(&a, &b));
	check_pair(&a, &b);
	a = (calx_value){ CALX_BOOLEAN, .as.integer = 1 };
	b = (calx_value){ CALX_BIG_INTEGER, .as.integer = 1 };
	assert_true(calx__value_equal(&a, &b));
	check_pair(&a, &b);
	assert_true(calx__value_comparable(CALX_BOOLEAN, CALX_INTEGER));
	assert_false(calx__value_comparable(CALX_BLOB, CALX_TEXT));
}

CHECK_MAIN("value", cmocka_unit_test(values_are_written_out),
	cmocka_unit_test(the_locale_does_not_matter),
	cmocka_unit_test(values_convert_to_what_holds_them),
	cmocka_unit_test(numbers_convert_to_each_other),
	cmocka_unit_test(everything_agrees_for_every_kind),
	cmocka_unit_test(equal_keys_have_one_hash))
