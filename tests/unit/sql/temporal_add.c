#include "check.h"

#include <stdlib.h>

#include <calx/print.h>

/* Arithmetic of dates, their order, and what time it is. */

#define I calx_interval_of

static void check_datetime(
	const char *from, calx_interval interval, const char *expected)
{
	calx_datetime datetime;

	assert_int_equal(
		calx_datetime_read(from, strlen(from), &datetime), CALX_OK);
	if (!expected) {
		assert_int_equal(
			calx_datetime_add(datetime, interval, &datetime),
			CALX_RANGE);
		expected = from;
	} else {
		assert_int_equal(
			calx_datetime_add(datetime, interval, &datetime),
			CALX_OK);
	}
	CHECK_TEXT(calx_str(datetime), expected);
}

static void intervals_are_added_part_by_part(void **state)
{
	(void)state;
	check_datetime(
		"2024-01-31 12:00:00", I(.months = 1), "2024-02-29 12:00:00");
	check_datetime("2023-01-31 12:00:00", I(.months = 1, .days = 1),
		"2023-03-01 12:00:00");
	check_datetime(
		"2024-02-29 00:00:00", I(.years = 1), "2025-02-28 00:00:00");
	check_datetime(
		"2024-03-31 00:00:00", I(.months = -1), "2024-02-29 00:00:00");
	check_datetime("2023-12-31 23:59:59.999999", I(.microseconds = 1),
		"2024-01-01 00:00:00");
	check_datetime("1970-01-01 00:00:00",
		I(.weeks = -1, .hours = -1, .seconds = 30),
		"1969-12-24 23:00:30");
	check_datetime(
		"0001-01-01 00:00:00", I(.years = 9998), "9999-01-01 00:00:00");
	check_datetime("9999-12-31 00:00:00", I(.years = -9998),
		"0001-12-31 00:00:00");
	check_datetime(
		"0001-02-28 00:00:00", I(.months = -1), "0001-01-28 00:00:00");
	check_datetime("0001-01-28 00:00:00", I(.months = -1), NULL);
	check_datetime("9999-12-31 00:00:00", I(.days = 1), NULL);
	check_datetime("9999-12-31 00:00:00", I(.months = 1), NULL);
	check_datetime("0001-01-01 00:00:00", I(.microseconds = -1), NULL);
	check_datetime("2000-01-01 00:00:00", I(.days = INT32_MAX), NULL);
	check_datetime(
		"2000-01-01 00:00:00", I(.microseconds = INT64_MAX), NULL);
	check_datetime("2000-01-01 00:00:00", I(.months = INT32_MIN), NULL);
}

static void dates_are_added(void **state)
{
	calx_date date = calx_date_of(2024, 2, 28);
	calx_timestamp moment = calx_timestamp_of(.year = 2024, .month = 1,
		.day = 31, .offset_minutes = 90);

	(void)state;
	assert_int_equal(calx_date_add_days(date, 2, &date), CALX_OK);
	CHECK_TEXT(calx_str(date), "2024-03-01");
	assert_int_equal(calx_date_add_days(date, -366, &date), CALX_OK);
	CHECK_TEXT(calx_str(date), "2023-03-01");
	assert_int_equal(calx_date_add_months(date, -14, &date), CALX_OK);
	CHECK_TEXT(calx_str(date), "2022-01-01");
	assert_int_equal(
		calx_date_add(date, I(.months = 1, .hours = 48), &date),
		CALX_OK);
	CHECK_TEXT(calx_str(date), "2022-02-03");
	assert_int_equal(
		calx_date_add(date, I(.hours = 1), &date), CALX_INVALID);
	assert_int_equal(
		calx_date_add_days(date, 1LL << 40, &date), CALX_RANGE);
	assert_int_equal(
		calx_date_add_months(date, -(1LL << 60), &date), CALX_RANGE);
	assert_int_equal(
		calx_date_add_days((calx_date){ 0 }, 1, &date), CALX_INVALID);
	assert_int_equal(
		calx_date_add_months(calx_date_of(2023, 2, 29), 1, &date),
		CALX_INVALID);
	CHECK_TEXT(calx_str(date), "2022-02-03");
	assert_int_equal(
		calx_timestamp_add(moment, I(.months = 1), &moment), CALX_OK);
	CHECK_TEXT(calx_str(moment), "2024-02-29 00:00:00+01:30");
	moment.offset_minutes = 2000;
	assert_int_equal(calx_timestamp_add(moment, I(.months = 1), &moment),
		CALX_INVALID);
}

static void intervals_are_made(void **state)
{
	(void)state;
	CHECK_TEXT(calx_str(I(.years = 1, .months = 2, .weeks = 1, .days = 3,
			   .hours = 4, .minutes = 5, .seconds = 6,
			   .microseconds = 7)),
		"P1Y2M10DT4H5M6.000007S");
	CHECK_TEXT(calx_str(calx_interval_neg(I(.months = 1, .seconds = -2))),
		"P-1MT2.000000S");
	assert_int_equal(I(.years = INT32_MAX).months, INT32_MAX);
	assert_int_equal(I(.weeks = INT32_MIN).days, INT32_MIN);
	assert_true(I(.hours = INT64_MAX).microseconds == INT64_MAX);
	assert_true(I(.hours = INT64_MIN).microseconds == INT64_MIN);
	assert_int_equal(
		calx_interval_neg(I(.days = INT32_MIN)).days, INT32_MAX);
	assert_true(
		calx_interval_neg(I(.microseconds = INT64_MIN)).microseconds ==
		INT64_MAX);
}

static void differences_and_order(void **state)
{
	const calx_date a = calx_date_of(2024, 3, 1);
	const calx_date b = calx_date_of(2023, 3, 1);
	const calx_datetime c = calx_datetime_of(2024, 1, 2, 3);
	const calx_datetime d = calx_datetime_of(2024, 1, 1, 4);
	const calx_timestamp here = calx_timestamp_of(.year = 2024, .month = 1,
		.day = 1, .hour = 2, .offset_minutes = 120);
	const calx_timestamp utc =
		calx_timestamp_of(.year = 2024, .month = 1, .day = 1);

	(void)state;
	assert_int_equal(calx_date_difference(a, b), 366);
	assert_int_equal(calx_date_difference(b, a), -366);
	CHECK_TEXT(calx_str(calx_datetime_difference(c, d)), "PT23H");
	CHECK_TEXT(calx_str(calx_datetime_difference(d, c)), "PT-23H");
	CHECK_TEXT(
		calx_str(calx_timestamp_difference(here, utc)), "PT0.000000S");
	assert_true(calx_date_compare(a, b) > 0);
	assert_true(calx_date_compare(b, a) < 0);
	assert_int_equal(calx_date_compare(a, a), 0);
	assert_true(calx_datetime_compare(d, c) < 0);
	assert_int_equal(calx_timestamp_compare(here, utc), 0);
	assert_true(calx_time_compare(calx_time_of(1, 2, 3, 4),
			    calx_time_of(1, 2, 3, 5)) < 0);
	assert_int_equal(calx_time_compare(calx_time_of(.hour = 1),
				 calx_time_of(.hour = 1)),
		0);
}

#define CHECK_ORDER(compare, smaller, larger)                       \
	do {                                                        \
		assert_true(compare((smaller), (larger)) < 0);      \
		assert_true(compare((larger), (smaller)) > 0);      \
		assert_int_equal(compare((smaller), (smaller)), 0); \
		assert_int_equal(compare((larger), (larger)), 0);   \
	} while (0)

static void every_part_counts_in_the_order(void **state)
{
	const calx_timestamp noon = calx_timestamp_of(2024, 1, 1, 12);

	(void)state;
	CHECK_ORDER(calx_date_compare, calx_date_of(2023, 12, 31),
		calx_date_of(2024, 1, 1));
	CHECK_ORDER(calx_date_compare, calx_date_of(2024, 1, 31),
		calx_date_of(2024, 2, 1));
	CHECK_ORDER(calx_date_compare, calx_date_of(2024, 1, 1),
		calx_date_of(2024, 1, 2));
	CHECK_ORDER(calx_time_compare, calx_time_of(1, 59), calx_time_of(2));
	CHECK_ORDER(
		calx_time_compare, calx_time_of(1, 2, 59), calx_time_of(1, 3));
	CHECK_ORDER(calx_time_compare, calx_time_of(1, 2, 3, 999999),
		calx_time_of(1, 2, 4));
	CHECK_ORDER(calx_datetime_compare,
		calx_datetime_of(2023, 12, 31, 23, 59, 59, 999999),
		calx_datetime_of(2024, 1, 1));
	CHECK_ORDER(calx_timestamp_compare,
		calx_timestamp_of(2024, 1, 1, 11, 59, 59, 999999), noon);
	/* the moment counts, and not what the clock on the wall says */
	CHECK_ORDER(calx_timestamp_compare,
		calx_timestamp_of(2024, 1, 1, 13, .offset_minutes = 61), noon);
	CHECK_ORDER(calx_timestamp_compare, noon,
		calx_timestamp_of(2024, 1, 1, 11, .offset_minutes = -61));
}

static void now_is_here_and_in_utc(void **state)
{
	calx_timestamp here, utc;
	int64_t apart;

	(void)state;
	setenv("TZ", "ABC-5:30", 1);
	utc = calx_timestamp_now_utc();
	here = calx_timestamp_now();
	assert_int_equal(here.offset_minutes, 330);
	assert_int_equal(utc.offset_minutes, 0);
	apart = calx_timestamp_microseconds(here) -
		calx_timestamp_microseconds(utc);
	assert_true(apart >= 0 && apart < 60000000);
	apart = calx_datetime_microseconds(calx_datetime_now()) -
		calx_datetime_microseconds(calx_datetime_now_utc());
	assert_true(apart > 329 * INT64_C(60000000));
	assert_true(apart <= 330 * INT64_C(60000000));
	assert_true(calx_date_today().year >= 2024);
	apart = calx_date_difference(calx_date_today(), calx_date_today_utc());
	assert_true(apart == 0 || apart == 1);
}

CHECK_MAIN("temporal_add", cmocka_unit_test(intervals_are_added_part_by_part),
	cmocka_unit_test(dates_are_added), cmocka_unit_test(intervals_are_made),
	cmocka_unit_test(differences_and_order),
	cmocka_unit_test(every_part_counts_in_the_order),
	cmocka_unit_test(now_is_here_and_in_utc), )
