#include "check.h"
#include "database.h"
#include "spelled.h"
#include <calx/calx.h>
#include <calx/short.h>

/* Every column type, to the database and back, with and without a value. */

CALX_MODEL(Every, "every", column(id, integer(), .primary_key = true),
	column(a_boolean, boolean()), column(a_small, small_integer()),
	column(an_integer, integer()), column(a_big, big_integer()),
	column(a_float, float()), column(a_double, double()),
	column(a_numeric, numeric(12, 3)), column(an_exact, numeric()),
	column(a_string, string(30)), column(a_text, text()),
	column(a_blob, blob()), column(a_date, date()), column(a_time, time()),
	column(a_datetime, datetime()), column(a_timestamp, timestamp()),
	column(an_interval, interval()), column(a_uuid, uuid()),
	column(a_json, json()),
	column(a_color, enumeration("red", "green", "blue")));

CALX_MODEL(Maybe, "maybe", column(id, integer(), .primary_key = true),
	column(a_boolean, nullable(boolean())),
	column(a_small, nullable(small_integer())),
	column(an_integer, nullable(integer())),
	column(a_big, nullable(big_integer())),
	column(a_float, nullable(float())),
	column(a_double, nullable(double())),
	column(a_numeric, nullable(numeric(12, 3))),
	column(an_exact, nullable(numeric())),
	column(a_string, nullable(string(30))),
	column(a_text, nullable(text())), column(a_blob, nullable(blob())),
	column(a_date, nullable(date())), column(a_time, nullable(time())),
	column(a_datetime, nullable(datetime())),
	column(a_timestamp, nullable(timestamp())),
	column(an_interval, nullable(interval())),
	column(a_uuid, nullable(uuid())), column(a_json, nullable(json())),
	column(a_color, nullable(enumeration("red", "green", "blue"))));

CALX_METADATA(all, Every, Maybe);

static calx_engine *engine;
static calx_session *session;

static int set_up(void **state)
{
	(void)state;
	engine = database_engine();
	spelled_create_all(engine, &all, NULL);
	session = calx_session_open(engine);
	return calx_session_error(session) ? -1 : 0;
}

static int tear_down(void **state)
{
	const calx_error *error = calx_session_error(session);

	(void)state;
	if (error)
		print_message("%s\n", error->message);
	calx_session_close(session);
	database_engine_close(engine);
	return error ? -1 : 0;
}

static struct Every sample(void)
{
	return (struct Every){
		.a_boolean = true,
		.a_small = -32768,
		.an_integer = 2147483647,
		.a_big = INT64_MIN,
		.a_float = 1.5f,
		.a_double = 0.1,
		.a_numeric = calx_decimal_of("-123456789.125"),
		.an_exact =
			calx_decimal_of("123456789012345678901234567.00000001"),
		.a_string = "007",
		.a_text = "Gr\xc3\xbc\xc3\x9f\x65\n'\"",
		.a_blob = { "a\0b", 3 },
		.a_date = calx_date_of(1929, 10, 21),
		.a_time = calx_time_of(16, 4, 51, 60065),
		.a_datetime =
			calx_datetime_of(9999, 12, 31, 23, 59, 59, 999999),
		.a_timestamp = calx_timestamp_of(
			2017, 10, 17, 16, 4, 51, 60065, .offset_minutes = 120),
		.an_interval = { 14, -3, 4500000 },
		.a_uuid = { { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15,
			16 } },
		.a_json = "{\"a\": 1.0}",
		.a_color = 2,
	};
}

static void check_every(const struct Every *row)
{
	struct Every want = sample();
	char text[CALX_DECIMAL_TEXT_MAX];

	assert_true(row->a_boolean);
	assert_int_equal(row->a_small, want.a_small);
	assert_int_equal(row->an_integer, want.an_integer);
	assert_int_equal(row->a_big, want.a_big);
	assert_true(row->a_float == want.a_float);
	assert_true(row->a_double == want.a_double);
	calx_decimal_write(row->a_numeric, text);
	CHECK_TEXT(text, "-123456789.125");
	calx_decimal_write(row->an_exact, text);
	CHECK_TEXT(text, "123456789012345678901234567.00000001");
	CHECK_TEXT(row->a_string, want.a_string);
	CHECK_TEXT(row->a_text, want.a_text);
	assert_int_equal(row->a_blob.size, 3);
	assert_memory_equal(row->a_blob.data, "a\0b", 3);
	assert_int_equal(row->a_date.day, 21);
	assert_int_equal(row->a_time.microsecond, 60065);
	assert_int_equal(row->a_datetime.microsecond, 999999);
	assert_int_equal(row->a_timestamp.offset_minutes,
		capability_lacking(CAN_KEEP_OFFSETS) ? 0 : 120);
	assert_int_equal(calx_timestamp_microseconds(row->a_timestamp),
		calx_timestamp_microseconds(want.a_timestamp));
	assert_int_equal(row->an_interval.days, -3);
	assert_int_equal(row->an_interval.microseconds, 4500000);
	assert_memory_equal(&row->a_uuid, &want.a_uuid, 16);
	CHECK_TEXT(row->a_json, want.a_json);
	assert_int_equal(row->a_color, 2);
}

static void values_come_back(void **state)
{
	struct Every every = sample();
	struct Every *object;

	(void)state;
	calx_bulk_save(session, Every, &every, 1);
	object = calx_session_add(session, &Every_calx_table_, &every, "here");
	calx_commit(session);
	if (!capability_lacking(CAN_KEEP_OFFSETS))
		check_every(object);
	calx_refresh(session, object);
	check_every(object);
	/* what came back is no change */
	object->an_integer = 1;
	object->an_integer = 2147483647;
	calx_expunge_all(session);
	check_every(calx_get(session, Every, 1));
	check_every(calx_get(session, Every, 2));
	calx_each(session, Every, row, untracked())
		check_every(row);
}

static void conditions_take_every_type(void **state)
{
	struct Every every = sample();

	(void)state;
	calx_bulk_save(session, Every, &every, 1);
#define CHECK_ONE(...) \
	assert_int_equal(calx_count(session, Every, where(__VA_ARGS__)), 1)
	CHECK_ONE(Every.a_boolean, ==, true);
	CHECK_ONE(Every.a_small, ==, -32768);
	CHECK_ONE(Every.a_big, <, 0);
	CHECK_ONE(Every.a_double, ==, 0.1);
	CHECK_ONE(Every.a_numeric, ==, calx_decimal_of("-123456789.1250"));
	CHECK_ONE(Every.a_numeric, <, calx_decimal_of("-99"));
	CHECK_ONE(Every.an_exact, >, calx_decimal_of("2"));
	CHECK_ONE(Every.a_string, ==, "007");
	CHECK_ONE(Every.a_blob, ==, ((calx_blob){ "a\0b", 3 }));
	CHECK_ONE(Every.a_date, >=, calx_date_of(1929, 10, 21));
	CHECK_ONE(Every.a_time, ==, calx_time_of(16, 4, 51, 60065));
	CHECK_ONE(Every.a_datetime, ==,
		calx_datetime_of(9999, 12, 31, 23, 59, 59, 999999));
	/* the same instant in another zone */
	CHECK_ONE(Every.a_timestamp, ==,
		calx_timestamp_of(2017, 10, 17, 14, 4, 51, 60065));
	CHECK_ONE(Every.a_uuid, ==, every.a_uuid);
	CHECK_ONE(Every.a_color, ==, 2);
#undef CHECK_ONE
}

static void check_refused(
	const char *column, const char *what, enum calx_status status)
{
	const calx_error *error = calx_session_error(session);

	assert_non_null(error);
	CHECK_TEXT(error->column, column);
	if (!strstr(error->message, what))
		fail_msg("%s", error->message);
	assert_int_equal(error->status, status);
	calx_rollback(session);
}

/* an integer is a decimal and a floating point number, where one is compared or
 * set */
static void integers_are_numbers_of_every_kind(void **state)
{
	struct Every every = sample();

	(void)state;
	calx_bulk_save(session, Every, &every, 1);
#define COUNT(...) (int)calx_count(session, Every, where(__VA_ARGS__))
	assert_int_equal(COUNT(Every.a_numeric, <, -123456789), 1);
	assert_int_equal(COUNT(Every.a_numeric, <, -123456790), 0);
	assert_int_equal(COUNT(Every.an_exact, >, 2), 1);
	assert_int_equal(COUNT(Every.a_double, >=, 1), 0);
	assert_int_equal(COUNT(Every.a_double, <, 1), 1);
	calx_update(session, Every, set(Every.a_numeric, 13),
		set(Every.an_exact, 14), set(Every.a_double, 15),
		set(Every.a_float, 16), all_rows());
	assert_int_equal(COUNT(Every.a_numeric, ==, 13), 1);
	assert_int_equal(COUNT(Every.a_numeric, in, 12, 13, 14), 1);
	assert_int_equal(COUNT(Every.an_exact, ==, 14), 1);
	assert_int_equal(COUNT(Every.a_double, ==, 15), 1);
	assert_int_equal(COUNT(Every.a_float, between, 15, 17), 1);
	CHECK_TEXT(calx_str(calx_first(session, Every)->a_numeric), "13.000");
	/* the column's bounds are those of a decimal */
	calx_update(
		session, Every, set(Every.a_numeric, 1000000000), all_rows());
	check_refused("a_numeric", "1000000000 does not fit numeric(12, 3)",
		CALX_RANGE);
}

static void text_need_not_end_in_nul(void **state)
{
	const char *line = "007, a number";
	struct Every every = sample();

	(void)state;
	calx_bulk_save(session, Every, &every, 1);
	assert_int_equal(COUNT(Every.a_string, ==, text_of(line, 3)), 1);
	assert_int_equal(COUNT(Every.a_string, ==, text_of(line, 4)), 0);
	calx_update(session, Every, set(Every.a_text, text_of(line + 5, 1)),
		all_rows());
	CHECK_TEXT(calx_first(session, Every)->a_text, "a");
	calx_update(session, Every, set(Every.a_text, text_of("a\0b", 3)),
		all_rows());
	check_refused("a_text", "a NUL character", CALX_INVALID);
#undef COUNT
}

static void no_value_comes_back(void **state)
{
	struct Maybe *maybe = calx_add(session, Maybe, .id = 0);
	struct Maybe *again;

	(void)state;
	calx_commit(session);
	calx_expunge(session, maybe);
	again = calx_get(session, Maybe, 1);
	assert_false(again->a_boolean.has || again->a_small.has ||
		     again->an_integer.has || again->a_big.has ||
		     again->a_float.has || again->a_double.has ||
		     again->a_numeric.has || again->an_exact.has ||
		     again->a_date.has || again->a_time.has ||
		     again->a_datetime.has || again->a_timestamp.has ||
		     again->an_interval.has || again->a_uuid.has ||
		     again->a_color.has);
	assert_null(again->a_string);
	assert_null(again->a_text);
	assert_null(again->a_blob.data);
	assert_null(again->a_json);
}

static void zero_is_a_value(void **state)
{
	struct Maybe *maybe = calx_add(session, Maybe,
		.a_boolean = calx_some(false), .a_small = calx_some((short)0),
		.an_integer = calx_some(0), .a_big = calx_some((int64_t)0),
		.a_float = { 0, true }, .a_double = calx_some(0.0),
		.a_numeric = { .has = true }, .a_string = "", .a_text = "",
		.a_blob = { "", 0 }, .a_time = calx_some(calx_time_of(0, 0, 0)),
		.an_interval = { .has = true }, .a_color = calx_some(0));

	(void)state;
	calx_commit(session);
	for (int i = 0; i < 2; i++) {
		assert_true(maybe->a_boolean.has && maybe->a_small.has &&
			    maybe->an_integer.has && maybe->a_big.has &&
			    maybe->a_float.has && maybe->a_double.has &&
			    maybe->a_numeric.has && maybe->a_time.has &&
			    maybe->an_interval.has && maybe->a_color.has);
		CHECK_TEXT(maybe->a_string, "");
		assert_non_null(maybe->a_blob.data);
		assert_int_equal(maybe->a_blob.size, 0);
		calx_expunge(session, maybe);
		maybe = calx_get(session, Maybe, 1);
	}
	/* and each change of a change is written */
	maybe->a_boolean.value = true;
	maybe->a_float.value = 2.5f;
	maybe->a_string = NULL;
	maybe->a_blob.data = NULL;
	maybe->a_color.has = false;
	maybe->a_uuid = calx_some(calx_uuid_new());
	maybe->a_date = calx_some(calx_date_of(2000, 2, 29));
	calx_commit(session);
	calx_expunge_all(session);
	maybe = calx_get(session, Maybe, 1);
	assert_true(maybe->a_boolean.value);
	assert_true(maybe->a_float.value > 2);
	assert_null(maybe->a_string);
	assert_null(maybe->a_blob.data);
	assert_false(maybe->a_color.has);
	assert_true(maybe->a_uuid.has);
	assert_int_equal(maybe->a_date.value.month, 2);
}

/* what others have put into the table */
static void values_that_do_not_fit_are_told(void **state)
{
	struct Every every = sample();

	(void)state;
	NEEDS(CAN_HOLD_ANY_TYPE);
	calx_bulk_save(session, Every, &every, 1);
	calx_commit(session);
#define UPDATED(set)                                              \
	calx_connection_execute(calx_session_connection(session), \
		"UPDATE every SET " set, NULL, 0)
#define CHECK_REFUSED(set, message_)                                          \
	do {                                                                  \
		UPDATED(set);                                                 \
		assert_null(calx_first(session, Every));                      \
		assert_non_null(calx_session_error(session));                 \
		if (!strstr(calx_session_error(session)->message, message_))  \
			fail_msg("%s", calx_session_error(session)->message); \
		calx_rollback(session);                                       \
	} while (0)
	CHECK_REFUSED("an_integer = 2147483648", "an_integer");
	CHECK_REFUSED("a_small = 32768", "a_small");
	CHECK_REFUSED("an_integer = 'x'", "an_integer");
	CHECK_REFUSED("a_date = 'x'", "a_date");
	CHECK_REFUSED("a_uuid = 'x'", "a_uuid");
	CHECK_REFUSED("a_text = 'a' || char(0) || 'b'", "a_text");
	check_every(calx_first(session, Every));
}

/* ---- bare numbers: `.pages = 320`, without calx_some() --------------------- */

/* gcc and clang warn of what these tests are about */
#pragma GCC diagnostic ignored "-Wmissing-braces"
#pragma GCC diagnostic ignored "-Wmissing-field-initializers"
#ifdef __clang__
#pragma GCC diagnostic ignored "-Wliteral-conversion"
#endif

#define CHECK_REFUSED_BY_ADD(T, column, what, ...)                        \
	do {                                                              \
		assert_null(calx_add(session, T, .column = __VA_ARGS__)); \
		check_refused(#column, what, CALX_INVALID);               \
	} while (0)

static void bare_numbers_are_not_added(void **state)
{
	(void)state;
	CHECK_REFUSED_BY_ADD(Maybe, a_boolean, "a bare true", 1);
	CHECK_REFUSED_BY_ADD(Maybe, a_small, "a bare 7", 7);
	CHECK_REFUSED_BY_ADD(Maybe, an_integer, "a bare 320", 320);
	CHECK_REFUSED_BY_ADD(Maybe, a_big, "a bare -1", -1);
	CHECK_REFUSED_BY_ADD(Maybe, a_float, "a bare 0.5", 0.5);
	CHECK_REFUSED_BY_ADD(Maybe, a_double, "a bare 12", 12);
	CHECK_REFUSED_BY_ADD(Maybe, a_numeric, "a bare 12", 12);
	CHECK_REFUSED_BY_ADD(Maybe, an_exact, "a bare 0.5", 0.5);
	CHECK_REFUSED_BY_ADD(Maybe, a_date, "a bare", 2024);
	CHECK_REFUSED_BY_ADD(Maybe, a_time, "a bare 12", 12);
	CHECK_REFUSED_BY_ADD(Maybe, a_datetime, "a bare", 2024);
	CHECK_REFUSED_BY_ADD(Maybe, a_timestamp, "a bare", 2024);
	CHECK_REFUSED_BY_ADD(Maybe, an_interval, "a bare", 3);
	CHECK_REFUSED_BY_ADD(Maybe, a_uuid, "a bare", 3);
	CHECK_REFUSED_BY_ADD(Maybe, a_color, "a bare 2", 2);
	CHECK_REFUSED_BY_ADD(Every, a_numeric, "a bare 12 ", 12);
	CHECK_REFUSED_BY_ADD(Every, an_exact, "a bare 0.5 ", 0.5);
	CHECK_REFUSED_BY_ADD(Every, a_time, "a bare 12 ", 12);
	/* the value first, as every optional has it */
	CHECK_REFUSED_BY_ADD(Maybe, an_integer, "a bare 1", { true, 0 });
	CHECK_REFUSED_BY_ADD(
		Maybe, a_numeric, "a bare 9", { .value = { 9 }, .has = true });
	assert_int_equal(calx_count(session, Maybe), 0);
}

static void bare_numbers_are_not_saved(void **state)
{
	struct Maybe rows[] = { { .id = 1 }, { .id = 2, .an_integer = 320 } };
	struct Every every[] = { sample(), sample() };

	(void)state;
	assert_true(calx_bulk_save(session, Maybe, rows, 2) < 0);
	assert_non_null(
		strstr(calx_session_error(session)->message, "row 2 of 2"));
	check_refused("an_integer", "a bare 320", CALX_INVALID);
	every[1].a_numeric = (calx_decimal){ .mark = 12 };
	assert_true(calx_bulk_save(session, Every, every, 2) < 0);
	check_refused("a_numeric", "a bare 12", CALX_INVALID);
	assert_int_equal(calx_count(session, Maybe), 0);
	assert_int_equal(calx_count(session, Every), 0);
}

static void bare_numbers_are_no_change(void **state)
{
	struct Maybe *maybe = calx_add(session, Maybe, .id = 1);

	(void)state;
	/* before it was ever written */
	maybe->an_integer.value = 5;
	assert_true(calx_flush(session) < 0);
	check_refused("an_integer", "a bare 5", CALX_INVALID);
	maybe = calx_add(
		session, Maybe, .id = 1, .a_small = calx_some((short)3));
	calx_commit(session);
	maybe->an_integer = (calx_opt_int32){ .value = 6 };
	assert_true(calx_flush(session) < 0);
	check_refused("an_integer", "a bare 6", CALX_INVALID);
	maybe->a_numeric = (calx_opt_decimal){ { .mark = 12 }, true };
	assert_true(calx_flush(session) < 0);
	check_refused("a_numeric", "a bare 12", CALX_INVALID);
	/* taking the value away is one */
	assert_true(maybe->a_small.has);
	maybe->a_small.has = false;
	calx_commit(session);
	calx_expunge_all(session);
	assert_false(calx_get(session, Maybe, 1)->a_small.has);
	/* also from what was not written yet */
	maybe = calx_add(
		session, Maybe, .id = 2, .a_small = calx_some((short)3));
	maybe->a_small.has = false;
	calx_commit(session);
}

/* a decimal that was left out is 0, and so is .price = 0 */
static void a_decimal_left_out_is_zero(void **state)
{
	struct Every *every = calx_add(session, Every, .a_string = "",
		.a_text = "", .a_json = "1", .a_blob = { "", 0 },
		.a_date = calx_date_of(2000, 1, 1),
		.a_datetime = calx_datetime_of(2000, 1, 1),
		.a_timestamp = calx_timestamp_of(2000, 1, 1),
		.a_uuid = { { 1 } }, .a_numeric = 0);

	(void)state;
	calx_commit(session);
	calx_refresh(session, every);
	CHECK_TEXT(calx_str(every->a_numeric), "0.000");
	CHECK_TEXT(calx_str(every->an_exact), "0");
	assert_true(every->an_exact.mark == CALX_DECIMAL_SET);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

CHECK_MAIN("types", TEST(values_come_back), TEST(conditions_take_every_type),
	TEST(integers_are_numbers_of_every_kind),
	TEST(text_need_not_end_in_nul), TEST(no_value_comes_back),
	TEST(zero_is_a_value), TEST(values_that_do_not_fit_are_told),
	TEST(bare_numbers_are_not_added), TEST(bare_numbers_are_not_saved),
	TEST(bare_numbers_are_no_change), TEST(a_decimal_left_out_is_zero))
