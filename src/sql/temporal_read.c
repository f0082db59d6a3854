#include "temporal.h"

/* The readers run once for each value that is decoded: fixed positions, no
 * library calls, and one test at the end for all that may be wrong. */

#define DATE_LENGTH 10 /* 2017-10-17 */
#define TIME_LENGTH 8  /* 16:04:51 */

/* Two digits; anything else sets *bad. */
static unsigned get2(const char *text, bool *bad)
{
	unsigned tens = (unsigned char)(text[0] - '0');
	unsigned ones = (unsigned char)(text[1] - '0');

	*bad |= tens > 9 || ones > 9;
	return tens * 10 + ones;
}

/* The DATE_LENGTH bytes of a date. */
static bool get_date(const char *text, calx_date *ret_date)
{
	bool bad = text[4] != '-' || text[7] != '-';
	unsigned century = get2(text, &bad);
	unsigned year = get2(text + 2, &bad);
	unsigned month = get2(text + 5, &bad);
	unsigned day = get2(text + 8, &bad);

	if (bad)
		return false;
	ret_date->year = (int16_t)(century * 100 + year);
	ret_date->month = (uint8_t)month;
	ret_date->day = (uint8_t)day;
	return calx__date_is_valid(*ret_date);
}

/* ".5" and more, up to the first that is no digit; what is finer than a
 * microsecond must be zero. Returns the bytes used, 0 if it is wrong. */
static size_t get_fraction(
	const char *text, size_t length, int32_t *ret_microsecond)
{
	int32_t unit = 100000, sum = 0;
	size_t i;

	for (i = 1; i < length; i++) {
		unsigned digit = (unsigned char)(text[i] - '0');

		if (digit > 9)
			break;
		if (digit && !unit)
			return 0;
		sum += (int32_t)digit * unit;
		unit /= 10;
	}
	*ret_microsecond = sum;
	return i > 1 ? i : 0;
}

/* A time at the front; returns the bytes used, 0 if there is none. */
static size_t get_time(const char *text, size_t length, calx_time *ret_time)
{
	size_t used = 0;
	bool bad;

	if (length < TIME_LENGTH)
		return 0;
	bad = text[2] != ':' || text[5] != ':';
	ret_time->hour = (uint8_t)get2(text, &bad);
	ret_time->minute = (uint8_t)get2(text + 3, &bad);
	ret_time->second = (uint8_t)get2(text + 6, &bad);
	ret_time->microsecond = 0;
	if (bad || !calx__time_is_valid(*ret_time))
		return 0;
	if (length == TIME_LENGTH || text[TIME_LENGTH] != '.')
		return TIME_LENGTH;
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

	if (length <= DATE_LENGTH || !get_date(text, &date))
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

/* A zone, which is all of the text: nothing (UTC), Z, +HH, +HHMM or +HH:MM. */
static bool get_zone(const char *text, size_t length, int16_t *ret_minutes)
{
	bool bad = false;
	unsigned hours, minutes = 0;

	*ret_minutes = 0;
	if (!length || (length == 1 && *text == 'Z'))
		return true;
	if ((*text != '+' && *text != '-') || length < 3)
		return false;
	hours = get2(text + 1, &bad);
	if (length == 5)
		minutes = get2(text + 3, &bad);
	else if (length == 6 && text[3] == ':')
		minutes = get2(text + 4, &bad);
	else if (length != 3)
		return false;
	minutes += hours * 60 + (minutes > 59 ? 24 * 60 : 0);
	*ret_minutes = (int16_t)(*text == '-' ? -(int)minutes : (int)minutes);
	return !bad;
}

enum calx_status calx_date_read(
	const char *text, size_t length, calx_date *ret_date)
{
	calx_date date;

	if (length != DATE_LENGTH || !get_date(text, &date))
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
