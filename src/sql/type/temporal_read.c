#include "sql/type/temporal_read.h"

#include "util/ascii.h"

/* The readers run once for each value that is decoded: fixed positions, no
 * library calls, eight bytes checked at a time. */

#define TIME_LENGTH 8	  /* 16:04:51 */
#define FRACTION_LENGTH 7 /* .060065 */
#define MINUTES_LENGTH 5  /* 16:04 */

#define D "\x76"
#define X "\x7f"
static const struct shape time_head = { "00:00:00", D D X D D X D D };
static const struct shape time_tail = { "0.000000", D X D D D D D D };
/* 2017-10-17 16:04:51.060065, as calx itself writes it */
static const struct shape whole_head = { "0000-00-", D D D D X D D X };
static const struct shape whole_middle = { "00 00:00", D D X D D X D D };
static const struct shape whole_tail = { ":00.0000", X D D X D D D D };
static const struct shape whole_end = { "0.000000", D X D D D D D D };
#define WHOLE_LENGTH 26
#undef D
#undef X

static bool is_2_digits(const char *text)
{
	return calx__ascii_is_digit(text[0]) && calx__ascii_is_digit(text[1]);
}

/* ".5" and more, up to the first that is no digit; what is finer than a
 * microsecond is cut off. Returns the bytes used, 0 if it is wrong. */
static size_t get_fraction(
	const char *text, size_t length, int32_t *ret_microsecond)
{
	int32_t unit = 100000, sum = 0;
	size_t i;

	for (i = 1; i < length; i++) {
		unsigned digit = (unsigned char)(text[i] - '0');

		if (digit > 9)
			break;
		sum += (int32_t)digit * unit;
		unit /= 10;
	}
	*ret_microsecond = sum;
	return i > 1 ? i : 0;
}

/* Whether exactly six digits follow the point, as calx itself writes them. */
static bool has_microseconds(const char *text, size_t length)
{
	const size_t end = TIME_LENGTH + FRACTION_LENGTH;

	return length >= end &&
	       calx__has_shape(text + TIME_LENGTH - 1, &time_tail) &&
	       (length == end || text[end] < '0' || text[end] > '9');
}

/* "16:04" at the front, which is no beginning of seconds. */
static size_t get_minutes(const char *text, size_t length, calx_time *ret_time)
{
	if (length < MINUTES_LENGTH || !is_2_digits(text) || text[2] != ':' ||
		!is_2_digits(text + 3) ||
		(length > MINUTES_LENGTH && text[MINUTES_LENGTH] == ':'))
		return 0;
	*ret_time = (calx_time){
		.hour = (uint8_t)calx__get2(text),
		.minute = (uint8_t)calx__get2(text + 3),
	};
	return calx__time_is_valid(*ret_time) ? MINUTES_LENGTH : 0;
}

/* A time at the front; returns the bytes used, 0 if there is none. */
static size_t get_time(const char *text, size_t length, calx_time *ret_time)
{
	size_t used;

	if (length < TIME_LENGTH || !calx__has_shape(text, &time_head))
		return get_minutes(text, length, ret_time);
	ret_time->bare = 0;
	ret_time->hour = (uint8_t)calx__get2(text);
	ret_time->minute = (uint8_t)calx__get2(text + 3);
	ret_time->second = (uint8_t)calx__get2(text + 6);
	ret_time->microsecond = 0;
	if (!calx__time_is_valid(*ret_time))
		return 0;
	if (length == TIME_LENGTH || text[TIME_LENGTH] != '.')
		return TIME_LENGTH;
	if (has_microseconds(text, length)) {
		ret_time->microsecond = calx__get2(text + 9) * 10000 +
					calx__get2(text + 11) * 100 +
					calx__get2(text + 13);
		return TIME_LENGTH + FRACTION_LENGTH;
	}
	used = get_fraction(text + TIME_LENGTH, length - TIME_LENGTH,
		&ret_time->microsecond);
	return used ? TIME_LENGTH + used : 0;
}

/* A datetime at the front; returns the bytes used, 0 if there is none. */
static size_t get_datetime(
	const char *text, size_t length, calx_datetime *ret_datetime)
{
	calx_date date;
	calx_time time;
	size_t used;

	if (length <= DATE_LENGTH || !calx__date_get(text, &date))
		return 0;
	if (text[DATE_LENGTH] != ' ' && text[DATE_LENGTH] != 'T')
		return 0;
	text += DATE_LENGTH + 1;
	length -= DATE_LENGTH + 1;
	used = get_time(text, length, &time);
	if (!used)
		return 0;
	*ret_datetime = calx__datetime_join(date, time);
	return DATE_LENGTH + 1 + used;
}

/* The WHOLE_LENGTH bytes of a datetime that calx wrote, of a day that every
 * month has: the common case, in one go. */
static bool get_whole(const char *text, calx_datetime *ret_datetime)
{
	int year, month, day, hour, minute, second;

	if (!calx__has_shape(text, &whole_head) ||
		!calx__has_shape(text + 8, &whole_middle) ||
		!calx__has_shape(text + 16, &whole_tail) ||
		!calx__has_shape(text + 18, &whole_end))
		return false;
	year = calx__get2(text) * 100 + calx__get2(text + 2);
	month = calx__get2(text + 5);
	day = calx__get2(text + 8);
	hour = calx__get2(text + 11);
	minute = calx__get2(text + 14);
	second = calx__get2(text + 17);
	if (!year || !month || month > 12 || !day || day > 28 || hour > 23 ||
		minute > 59 || second > 59)
		return false;
	ret_datetime->year = (int16_t)year;
	ret_datetime->month = (uint8_t)month;
	ret_datetime->day = (uint8_t)day;
	ret_datetime->hour = (uint8_t)hour;
	ret_datetime->minute = (uint8_t)minute;
	ret_datetime->second = (uint8_t)second;
	ret_datetime->microsecond = calx__get2(text + 20) * 10000 +
				    calx__get2(text + 22) * 100 +
				    calx__get2(text + 24);
	return true;
}

/* The minutes of a zone behind its hours: nothing, MM or :MM; < 0 if wrong. */
static int get_zone_minutes(const char *text, size_t length)
{
	if (!length)
		return 0;
	if (*text == ':') {
		text++;
		length--;
	}
	if (length != 2 || !is_2_digits(text) || *text > '5')
		return -1;
	return calx__get2(text);
}

/* What programs in Go put behind an offset is no part of it: " UTC", " +02". */
static size_t without_name(const char *text, size_t length)
{
	size_t end = length;

	while (end && (calx__ascii_is_word(text[end - 1]) ||
			      text[end - 1] == '+' || text[end - 1] == '-'))
		end--;
	return end > 1 && end < length && text[end - 1] == ' ' ? end - 1
							       : length;
}

static bool is_utc(const char *text, size_t length)
{
	if (length == 3)
		return memcmp(text, "UTC", 3) == 0 ||
		       memcmp(text, "GMT", 3) == 0;
	return length == 1 && (*text == 'Z' || *text == 'z');
}

/* A zone, which is all of the text: nothing (UTC), Z, +HH, +HHMM or +HH:MM. A
 * blank may stand before it. */
static bool get_zone(const char *text, size_t length, int16_t *ret_minutes)
{
	int minutes;

	*ret_minutes = 0;
	if (length > 1 && *text == ' ') {
		text++;
		length--;
	}
	if (!length || is_utc(text, length))
		return true;
	length = without_name(text, length);
	if (length < 3 || (*text != '+' && *text != '-') ||
		!is_2_digits(text + 1))
		return false;
	minutes = get_zone_minutes(text + 3, length - 3);
	if (minutes < 0)
		return false;
	minutes += calx__get2(text + 1) * 60;
	*ret_minutes = (int16_t)(*text == '-' ? -minutes : minutes);
	return true;
}

enum calx_status calx_date_read(
	const char *text, size_t length, calx_date *ret_date)
{
	calx_date date;

	if (length != DATE_LENGTH || !calx__date_get(text, &date))
		return CALX_INVALID;
	*ret_date = date;
	return CALX_OK;
}

enum calx_status calx_time_read(
	const char *text, size_t length, calx_time *ret_time)
{
	calx_time time;

	if (!length || get_time(text, length, &time) != length)
		return CALX_INVALID;
	*ret_time = time;
	return CALX_OK;
}

enum calx_status calx_datetime_read(
	const char *text, size_t length, calx_datetime *ret_datetime)
{
	calx_datetime datetime;

	if (length == WHOLE_LENGTH && get_whole(text, ret_datetime))
		return CALX_OK;
	if (!length || get_datetime(text, length, &datetime) != length)
		return CALX_INVALID;
	*ret_datetime = datetime;
	return CALX_OK;
}

enum calx_status calx_timestamp_read(
	const char *text, size_t length, calx_timestamp *ret_timestamp)
{
	calx_timestamp timestamp;
	size_t used = get_datetime(text, length, &timestamp.local);

	if (!used ||
		!get_zone(text + used, length - used,
			&timestamp.offset_minutes) ||
		!calx__timestamp_is_valid(timestamp))
		return CALX_INVALID;
	*ret_timestamp = timestamp;
	return CALX_OK;
}
