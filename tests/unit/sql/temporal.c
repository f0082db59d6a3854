#include "check.h"

#include "data.h"
#include "sql/type/temporal.h"

/* ---- one line of a file: read, then write -------------------------------- */

/* Reads the text as one kind and writes it into `written`; false if it cannot
 * be read. What cannot be read must leave the result alone. */
typedef bool reread(const char *text, size_t length, char *written);

#define REREAD(kind)                                                         \
	static bool reread_##kind(                                           \
		const char *text, size_t length, char *written)              \
	{                                                                    \
		calx_##kind before, value;                                   \
		size_t size;                                                 \
                                                                             \
		memset(&before, 0x55, sizeof(before));                       \
		memcpy(&value, &before, sizeof(value));                      \
		if (calx_##kind##_read(text, length, &value) < 0) {          \
			assert_memory_equal(&value, &before, sizeof(value)); \
			return false;                                        \
		}                                                            \
		size = calx_##kind##_write(value, written);                  \
		assert_int_equal(size, strlen(written));                     \
		assert_true(size < CALX_TEMPORAL_TEXT_MAX);                  \
		return true;                                                 \
	}
REREAD(date)
REREAD(time)
REREAD(datetime)
REREAD(timestamp)
REREAD(interval)

static const struct {
	const char *name;
	reread *reread;
} kinds[] = {
	{ "date", reread_date },
	{ "time", reread_time },
	{ "datetime", reread_datetime },
	{ "timestamp", reread_timestamp },
	{ "interval", reread_interval },
};

#define KIND_COUNT (sizeof(kinds) / sizeof(*kinds))

/* A copy of just the text, so that a sanitizer sees a step past its end. */
static bool reread_copy(size_t kind, const char *text, char *written)
{
	size_t length = strlen(text);
	char *copy = malloc(length ? length : 1);
	bool done;

	assert_non_null(copy);
	memcpy(copy, text, length);
	done = kinds[kind].reread(copy, length, written);
	free(copy);
	return done;
}

static void check_line(char *text, void *context)
{
	char written[CALX_TEMPORAL_TEXT_MAX];
	const char *kind = data_field(&text);
	const char *input = data_field(&text);
	const char *expected = data_field(&text);
	size_t k = 0;

	while (strcmp(kinds[k].name, kind) != 0)
		k++;
	if (!reread_copy(k, input, written))
		memcpy(written, "invalid", 8);
	if (strcmp(written, expected) != 0)
		fail_msg("%s \"%s\" became \"%s\"", kind, input, written);
	++*(size_t *)context;
}

static void the_sample_is_read_right(void **state)
{
	size_t count = 0;

	(void)state;
	data_lines("temporals.txt", check_line, &count);
	assert_true(count > 100);
}

/* whatever is read is written so that it is read again as the same */
static void check_any(char *text, void *context)
{
	char first[CALX_TEMPORAL_TEXT_MAX], second[CALX_TEMPORAL_TEXT_MAX];

	for (size_t k = 0; k < KIND_COUNT; k++) {
		if (!reread_copy(k, text, first))
			continue;
		assert_true(reread_copy(k, first, second));
		CHECK_TEXT(second, first);
		++*(size_t *)context;
	}
}

static void the_collection_is_read_or_refused(void **state)
{
	size_t count = 0;

	(void)state;
	if (data_shared_lines("badinput/datetimes.txt", check_any, &count))
		assert_int_equal(count, 17);
	data_shared_lines("badinput/blns.txt", check_any, &count);
	data_shared_lines("badinput/numbers.txt", check_any, &count);
}

/* every text that differs from a good one in one byte */
static void one_wrong_byte_is_read_or_refused(void **state)
{
	const char *const good[] = { "2024-02-29", "16:04:51.060065",
		"2017-10-17 16:04:51.060065",
		"2017-10-17 16:04:51.060065+02:00", "P1Y2M3DT4H5M6.700000S" };
	char text[64];
	size_t count = 0;

	(void)state;
	for (size_t g = 0; g < sizeof(good) / sizeof(*good); g++)
		for (size_t i = 0; i < strlen(good[g]); i++)
			for (int c = 1; c < 256; c++) {
				memcpy(text, good[g], strlen(good[g]) + 1);
				text[i] = (char)c;
				check_any(text, &count);
			}
	assert_true(count > 500);
}

/* the digits at a place, as one learns to read; -1 if one is none */
static int number_at(const char *text, size_t at, size_t count)
{
	int number = 0;

	for (size_t i = at; i < at + count; i++) {
		if (text[i] < '0' || text[i] > '9')
			return -1;
		number = number * 10 + (text[i] - '0');
	}
	return number;
}

static bool is_date(const char *text)
{
	static const int lengths[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31,
		30, 31 };
	const int year = number_at(text, 0, 4), month = number_at(text, 5, 2);
	const int day = number_at(text, 8, 2);
	const bool leap = (year % 4 == 0 && year % 100) || year % 400 == 0;

	return year >= 1 && month >= 1 && month <= 12 && day >= 1 &&
	       day <= lengths[month - 1] + (leap && month == 2) &&
	       text[4] == '-' && text[7] == '-';
}

static bool is_time(const char *text)
{
	const int hour = number_at(text, 0, 2), minute = number_at(text, 3, 2);
	const int second = number_at(text, 6, 2);

	return hour >= 0 && hour <= 23 && minute >= 0 && minute <= 59 &&
	       second >= 0 && second <= 59 && text[2] == ':' &&
	       text[5] == ':' && text[8] == '.' && number_at(text, 9, 6) >= 0;
}

static void check_date_text(const char *text)
{
	calx_date date;
	const bool read = calx_date_read(text, 10, &date) >= 0;

	if (read != is_date(text))
		fail_msg("date \"%s\" was %s", text, read ? "read" : "refused");
	if (!read)
		return;
	assert_int_equal(date.year, number_at(text, 0, 4));
	assert_int_equal(date.month, number_at(text, 5, 2));
	assert_int_equal(date.day, number_at(text, 8, 2));
}

static void check_time_text(const char *text)
{
	calx_time time;
	const bool read = calx_time_read(text, 15, &time) >= 0;

	if (read != is_time(text))
		fail_msg("time \"%s\" was %s", text, read ? "read" : "refused");
	if (!read)
		return;
	assert_int_equal(time.hour, number_at(text, 0, 2));
	assert_int_equal(time.minute, number_at(text, 3, 2));
	assert_int_equal(time.second, number_at(text, 6, 2));
	assert_int_equal(time.microsecond, number_at(text, 9, 6));
}

static void check_datetime_text(const char *text)
{
	const bool right = is_date(text) && is_time(text + 11) &&
			   (text[10] == ' ' || text[10] == 'T');
	calx_datetime datetime;
	const bool read = calx_datetime_read(text, 26, &datetime) >= 0;

	if (read != right)
		fail_msg("datetime \"%s\" was %s", text,
			read ? "read" : "refused");
	if (!read)
		return;
	assert_int_equal(datetime.year, number_at(text, 0, 4));
	assert_int_equal(datetime.month, number_at(text, 5, 2));
	assert_int_equal(datetime.day, number_at(text, 8, 2));
	assert_int_equal(datetime.hour, number_at(text, 11, 2));
	assert_int_equal(datetime.minute, number_at(text, 14, 2));
	assert_int_equal(datetime.second, number_at(text, 17, 2));
	assert_int_equal(datetime.microsecond, number_at(text, 20, 6));
}

/* One byte, and two beside each other, of every value: what is read, and as
 * what, is what a reader by the letter says. */
static void every_wrong_byte_is_seen(void **state)
{
	static const struct {
		const char *text;
		void (*check)(const char *text);
	} good[] = {
		{ "2024-02-29", check_date_text },
		{ "1999-10-19", check_date_text },
		{ "16:04:51.060065", check_time_text },
		{ "23:59:59.999999", check_time_text },
		{ "2017-10-17 16:04:51.060065", check_datetime_text },
		{ "2023-12-31T23:59:59.999999", check_datetime_text },
		{ "1904-02-28 09:19:29.123456", check_datetime_text },
	};
	static const char pairs[] = "0123456789:-. T/;@\x7f";

	(void)state;
	for (size_t g = 0; g < sizeof(good) / sizeof(*good); g++)
		for (size_t i = 0; good[g].text[i]; i++) {
			char text[32];

			strcpy(text, good[g].text);
			for (int c = 1; c < 256; c++) {
				text[i] = (char)c;
				good[g].check(text);
			}
			for (size_t a = 0; text[i + 1] && pairs[a]; a++)
				for (size_t b = 0; pairs[b]; b++) {
					text[i] = pairs[a];
					text[i + 1] = pairs[b];
					good[g].check(text);
				}
		}
}

static void empty_text_is_refused(void **state)
{
	char written[CALX_TEMPORAL_TEXT_MAX];

	(void)state;
	for (size_t k = 0; k < KIND_COUNT; k++) {
		assert_false(kinds[k].reread(NULL, 0, written));
		assert_false(kinds[k].reread("", 0, written));
	}
}

/* ---- making -------------------------------------------------------------- */

static void parts_may_be_named(void **state)
{
	char text[CALX_TEMPORAL_TEXT_MAX];

	(void)state;
	calx_date_write(calx_date_of(1929, 10, 21), text);
	CHECK_TEXT(text, "1929-10-21");
	calx_date_write(
		calx_date_of(.day = 21, .month = 10, .year = 1929), text);
	CHECK_TEXT(text, "1929-10-21");
	calx_time_write(calx_time_of(.minute = 5), text);
	CHECK_TEXT(text, "00:05:00");
	calx_datetime_write(calx_datetime_of(2017, 10, 17, 16, 4, 51), text);
	CHECK_TEXT(text, "2017-10-17 16:04:51");
	calx_timestamp_write(calx_timestamp_of(2017, 10, 17, 16, 4, 51, 60065,
				     .offset_minutes = -90),
		text);
	CHECK_TEXT(text, "2017-10-17 16:04:51.060065-01:30");
}

static void parts_out_of_range_become_no_other_date(void **state)
{
	const int wrong[] = { INT32_MIN, -65536 - 5, -256, -1, 65536 + 5,
		65536 + 2024, INT32_MAX };

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
		int w = wrong[i];

		assert_false(calx__date_is_valid(calx_date_of(w, 5, 5)));
		assert_false(calx__date_is_valid(calx_date_of(2024, w, 5)));
		assert_false(calx__date_is_valid(calx_date_of(2024, 5, w)));
		assert_false(calx__time_is_valid(calx_time_of(w)));
		assert_false(calx__time_is_valid(calx_time_of(1, w)));
		assert_false(calx__time_is_valid(calx_time_of(1, 1, w)));
	}
	assert_false(calx__time_is_valid(calx_time_of(1, 1, 1, -1)));
	assert_false(calx__time_is_valid(calx_time_of(1, 1, 1, 1000000)));
	assert_false(calx__timestamp_is_valid(
		calx_timestamp_of(2024, 5, 5, .offset_minutes = -960)));
	assert_false(calx__timestamp_is_valid(
		calx_timestamp_of(2024, 5, 5, .offset_minutes = 65536)));
	/* wrong is not the same as not set */
	assert_int_not_equal(calx_date_of(2024, 0, 5).month, 0);
	assert_int_not_equal(calx_datetime_of(0).month, 0);
}

static void what_is_not_valid_is_not_written(void **state)
{
	char text[CALX_TEMPORAL_TEXT_MAX] = "x";

	(void)state;
	assert_int_equal(calx_date_write(calx_date_of(2023, 2, 29), text), 0);
	CHECK_TEXT(text, "");
	assert_int_equal(calx_date_write((calx_date){ 0 }, text), 0);
	assert_int_equal(calx_time_write(calx_time_of(24), text), 0);
	assert_int_equal(
		calx_datetime_write(
			calx_datetime_of(2024, 1, 1, .second = 60), text),
		0);
	assert_int_equal(calx_timestamp_write(calx_timestamp_of(2024, 1, 1,
						      .offset_minutes = 961),
				 text),
		0);
}

/* ---- the calendar -------------------------------------------------------- */

#define MICROSECONDS_PER_DAY INT64_C(86400000000)

/* The day after, by the rules as one learns them. */
static calx_date next_day(calx_date date)
{
	const int lengths[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30,
		31 };
	bool leap = (date.year % 4 == 0 && date.year % 100 != 0) ||
		    date.year % 400 == 0;
	int length = lengths[date.month - 1] + (leap && date.month == 2);

	if (++date.day <= length)
		return date;
	date.day = 1;
	if (++date.month <= 12)
		return date;
	date.month = 1;
	date.year++;
	return date;
}

static void check_day(calx_date date, int64_t microseconds)
{
	calx_datetime midnight = { date.year, date.month, date.day, 0, 0, 0,
		0 };
	char text[CALX_TEMPORAL_TEXT_MAX];
	calx_datetime back;
	calx_date again;

	assert_int_equal(calx_datetime_microseconds(midnight), microseconds);
	back = calx_datetime_of_microseconds(microseconds - 1);
	assert_true(calx__date_is_valid(date));
	assert_int_equal(back.hour, 23);
	assert_int_equal(back.microsecond, 999999);
	back = calx_datetime_of_microseconds(microseconds);
	again = calx__datetime_date(back);
	assert_memory_equal(&again, &date, sizeof(date));
	assert_int_equal(back.hour + back.minute + back.second, 0);
	assert_int_equal(back.microsecond, 0);
	assert_int_equal(calx_date_write(date, text), 10);
	assert_int_equal(calx_date_read(text, 10, &again), CALX_OK);
	assert_memory_equal(&again, &date, sizeof(date));
}

static void all_days_of_400_years(void **state)
{
	calx_date date = calx_date_of(1799, 12, 31);
	calx_datetime start = { 1799, 12, 31, 0, 0, 0, 0 };
	int64_t microseconds = calx_datetime_microseconds(start);

	(void)state;
	for (int day = 0; day < 146097; day++) {
		check_day(date, microseconds);
		date = next_day(date);
		microseconds += MICROSECONDS_PER_DAY;
	}
	assert_int_equal(date.year, 2199);
	assert_int_equal(date.month, 12);
}

static void known_moments(void **state)
{
	calx_timestamp timestamp =
		calx_timestamp_of(1970, 1, 1, 2, .offset_minutes = 120);
	calx_datetime first = calx_datetime_of(1, 1, 1);
	calx_datetime last = calx_datetime_of(9999, 12, 31, 23, 59, 59, 999999);

	(void)state;
	assert_int_equal(calx_timestamp_microseconds(timestamp), 0);
	timestamp.local.microsecond = 1;
	timestamp.offset_minutes = -120;
	assert_int_equal(
		calx_timestamp_microseconds(timestamp), INT64_C(14400000001));
	/* from the tables of PostgreSQL: extract(epoch from ...) */
	assert_int_equal(
		calx_datetime_microseconds(first), INT64_C(-62135596800000000));
	assert_int_equal(
		calx_datetime_microseconds(last), INT64_C(253402300799999999));
	assert_int_equal(calx_datetime_microseconds(
				 calx_datetime_of(2038, 1, 19, 3, 14, 8)),
		INT64_C(2147483648000000));
}

static void microseconds_without_a_date_give_none(void **state)
{
	const int64_t wrong[] = { INT64_MIN, INT64_C(-62135596800000001),
		INT64_C(253402300800000000), INT64_MAX };

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++)
		assert_false(calx__datetime_is_valid(
			calx_datetime_of_microseconds(wrong[i])));
}

/* ---- random values ------------------------------------------------------- */

static void random_moments_survive(void **state)
{
	const int64_t first = INT64_C(-62135596800000000);
	const int64_t last = INT64_C(253402300799999999);
	unsigned long long seed = 3;
	char text[CALX_TEMPORAL_TEXT_MAX];

	(void)state;
	for (int i = 0; i < 100000; i++) {
		uint64_t span = (uint64_t)(last - first) + 1;
		int64_t moment = first + (int64_t)(data_random(&seed) % span);
		calx_timestamp out = { .local = calx_datetime_of_microseconds(
					       moment) };
		calx_timestamp back;
		size_t length;

		out.offset_minutes =
			(int16_t)((int)(data_random(&seed) % 1919) - 959);
		length = calx_timestamp_write(out, text);
		assert_true(length <= 32 && text[length - 7] != '0');
		assert_int_equal(
			calx_timestamp_read(text, length, &back), CALX_OK);
		assert_int_equal(calx_timestamp_microseconds(back),
			moment - out.offset_minutes * INT64_C(60000000));
		assert_int_equal(back.offset_minutes, out.offset_minutes);
	}
}

static void random_intervals_survive(void **state)
{
	unsigned long long seed = 4;
	char text[CALX_TEMPORAL_TEXT_MAX];

	(void)state;
	for (int i = 0; i < 100000; i++) {
		unsigned shift = (unsigned)(data_random(&seed) % 64);
		calx_interval out = {
			.months = (int32_t)(data_random(&seed) >> shift),
			.days = -(int32_t)(data_random(&seed) >> shift >> 1),
			.microseconds = (int64_t)(data_random(&seed) >> shift),
		};
		calx_interval back;
		size_t length = calx_interval_write(out, text);

		assert_true(length < CALX_TEMPORAL_TEXT_MAX);
		assert_int_equal(
			calx_interval_read(text, length, &back), CALX_OK);
		assert_int_equal(back.months, out.months);
		assert_int_equal(back.days, out.days);
		assert_int_equal(back.microseconds, out.microseconds);
	}
}

CHECK_MAIN("temporal", cmocka_unit_test(the_sample_is_read_right),
	cmocka_unit_test(the_collection_is_read_or_refused),
	cmocka_unit_test(one_wrong_byte_is_read_or_refused),
	cmocka_unit_test(every_wrong_byte_is_seen),
	cmocka_unit_test(empty_text_is_refused),
	cmocka_unit_test(parts_may_be_named),
	cmocka_unit_test(parts_out_of_range_become_no_other_date),
	cmocka_unit_test(what_is_not_valid_is_not_written),
	cmocka_unit_test(all_days_of_400_years),
	cmocka_unit_test(known_moments),
	cmocka_unit_test(microseconds_without_a_date_give_none),
	cmocka_unit_test(random_moments_survive),
	cmocka_unit_test(random_intervals_survive), )
