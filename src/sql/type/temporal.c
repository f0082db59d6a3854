#include "sql/type/temporal.h"

#include <limits.h>
#include <string.h>

#define OFFSET_MAX (16 * 60 - 1)
#define MICROSECONDS_PER_SECOND INT64_C(1000000)
#define MICROSECONDS_PER_MINUTE (60 * MICROSECONDS_PER_SECOND)
#define MICROSECONDS_PER_DAY (1440 * MICROSECONDS_PER_MINUTE)

/* ---- validity ----------------------------------------------------------- */

static bool is_leap_year(int year)
{
	return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static int days_in_month(int year, int month)
{
	static const unsigned char days[] = { 31, 28, 31, 30, 31, 30, 31, 31,
		30, 31, 30, 31 };

	return days[month - 1] + (month == 2 && is_leap_year(year));
}

bool calx__date_is_valid(calx_date date)
{
	return date.year >= 1 && date.year <= 9999 && date.month >= 1 &&
	       date.month <= 12 && date.day >= 1 &&
	       (date.day <= 28 ||
		       date.day <= days_in_month(date.year, date.month));
}

bool calx__time_is_valid(calx_time time)
{
	return !time.bare && time.hour <= 23 && time.minute <= 59 &&
	       time.second <= 59 && time.microsecond >= 0 &&
	       time.microsecond <= 999999;
}

bool calx__timestamp_is_valid(calx_timestamp timestamp)
{
	return timestamp.offset_minutes >= -OFFSET_MAX &&
	       timestamp.offset_minutes <= OFFSET_MAX &&
	       calx__datetime_is_valid(timestamp.local);
}

/* ---- parts -------------------------------------------------------------- */

calx_date calx__datetime_date(calx_datetime datetime)
{
	return (calx_date){ datetime.year, datetime.month, datetime.day };
}

calx_time calx__datetime_time(calx_datetime datetime)
{
	return (calx_time){ 0, datetime.hour, datetime.minute, datetime.second,
		datetime.microsecond };
}

calx_datetime calx__datetime_join(calx_date date, calx_time time)
{
	return (calx_datetime){
		.year = date.year,
		.month = date.month,
		.day = date.day,
		.hour = time.hour,
		.minute = time.minute,
		.second = time.second,
		.microsecond = time.microsecond,
	};
}

/* A number that its field cannot hold becomes the field's largest, which is
 * valid in none of them: cutting off bits could make it another date. */
static uint8_t to_field(int number)
{
	return number < 0 || number > UINT8_MAX ? UINT8_MAX : (uint8_t)number;
}

static int16_t to_wide_field(int number)
{
	bool fits = number >= INT16_MIN && number <= INT16_MAX;

	return fits ? (int16_t)number : INT16_MAX;
}

calx_date calx_date_from_(struct calx_temporal_parts_ parts)
{
	return (calx_date){
		.year = to_wide_field(parts.year),
		/* a month of 0 would mean that the date is not set */
		.month = parts.month ? to_field(parts.month) : UINT8_MAX,
		.day = to_field(parts.day),
	};
}

calx_time calx_time_from_(struct calx_time_parts_ parts)
{
	return (calx_time){
		.hour = to_field(parts.hour),
		.minute = to_field(parts.minute),
		.second = to_field(parts.second),
		.microsecond = parts.microsecond,
	};
}

calx_datetime calx_datetime_from_(struct calx_temporal_parts_ parts)
{
	struct calx_time_parts_ time = {
		.hour = parts.hour,
		.minute = parts.minute,
		.second = parts.second,
		.microsecond = parts.microsecond,
	};

	return calx__datetime_join(
		calx_date_from_(parts), calx_time_from_(time));
}

calx_timestamp calx_timestamp_from_(struct calx_temporal_parts_ parts)
{
	return (calx_timestamp){
		.local = calx_datetime_from_(parts),
		.offset_minutes = to_wide_field(parts.offset_minutes),
	};
}

/* ---- writing: by hand, because it is done for each value bound ---------- */

/* A number below 100. */
static char *put2(char *text, unsigned number)
{
	static const char digits[] = "00010203040506070809"
				     "10111213141516171819"
				     "20212223242526272829"
				     "30313233343536373839"
				     "40414243444546474849"
				     "50515253545556575859"
				     "60616263646566676869"
				     "70717273747576777879"
				     "80818283848586878889"
				     "90919293949596979899";

	memcpy(text, digits + (size_t)2 * number, 2);
	return text + 2;
}

static char *put_date(char *text, calx_date date)
{
	text = put2(text, (unsigned)date.year / 100);
	text = put2(text, (unsigned)date.year % 100);
	*text++ = '-';
	text = put2(text, date.month);
	*text++ = '-';
	return put2(text, date.day);
}

/* As short as it can be: text of which one is the other's beginning then sorts
 * as the times do, and so does all other text of this form. */
static char *put_fraction(char *text, unsigned microsecond)
{
	*text++ = '.';
	text = put2(text, microsecond / 10000);
	text = put2(text, microsecond / 100 % 100);
	text = put2(text, microsecond % 100);
	while (text[-1] == '0')
		text--;
	return text;
}

static char *put_time(char *text, calx_time time)
{

	text = put2(text, time.hour);
	*text++ = ':';
	text = put2(text, time.minute);
	*text++ = ':';
	text = put2(text, time.second);
	return time.microsecond ? put_fraction(text, (unsigned)time.microsecond)
				: text;
}

static char *put_datetime(char *text, calx_datetime datetime)
{
	text = put_date(text, calx__datetime_date(datetime));
	*text++ = ' ';
	return put_time(text, calx__datetime_time(datetime));
}

static size_t finish(char *text, char *end)
{
	*end = '\0';
	return (size_t)(end - text);
}

size_t calx_date_write(calx_date date, char *text)
{
	bool valid = calx__date_is_valid(date);

	return finish(text, valid ? put_date(text, date) : text);
}

size_t calx_time_write(calx_time time, char *text)
{
	bool valid = calx__time_is_valid(time);

	return finish(text, valid ? put_time(text, time) : text);
}

size_t calx_datetime_write(calx_datetime datetime, char *text)
{
	bool valid = calx__datetime_is_valid(datetime);

	return finish(text, valid ? put_datetime(text, datetime) : text);
}

size_t calx_timestamp_write(calx_timestamp timestamp, char *text)
{
	int offset = timestamp.offset_minutes;
	unsigned distance = (unsigned)(offset < 0 ? -offset : offset);
	char *end = text;

	if (!calx__timestamp_is_valid(timestamp))
		return finish(text, text);
	end = put_datetime(end, timestamp.local);
	*end++ = offset < 0 ? '-' : '+';
	end = put2(end, distance / 60);
	*end++ = ':';
	end = put2(end, distance % 60);
	return finish(text, end);
}

/* ---- microseconds ------------------------------------------------------- */

/* The calendar repeats after 400 years, which are this many days, and no year
 * is before the first. Years begin in March here, so that the leap day is the last of its year and the lengths
 * of the months before it follow one formula (H. Hinnant, "chrono-compatible
 * low-level date algorithms"). */
#define DAYS_PER_ERA 146097
#define DAYS_BEFORE_1970 719468 /* from 0000-03-01 */

static int64_t days_since_1970(int year, unsigned month, unsigned day)
{
	int shifted = year - (month <= 2);
	int era = shifted / 400;
	unsigned year_of_era = (unsigned)(shifted - era * 400);
	unsigned month_from_march = month > 2 ? month - 3 : month + 9;
	unsigned day_of_year = (153 * month_from_march + 2) / 5 + day - 1;
	unsigned day_of_era = year_of_era * 365 + year_of_era / 4 -
			      year_of_era / 100 + day_of_year;

	return (int64_t)era * DAYS_PER_ERA + day_of_era - DAYS_BEFORE_1970;
}

/* Years begin in March, so that a leap day is the last of one, and both they and
 * their months are found by a multiplication each (Neri and Schneider, Euclidean
 * affine functions and their application to calendar algorithms, figure 12). */
calx_date calx__date_of_days(int64_t days_from_1970)
{
	int64_t days = days_from_1970 + DAYS_BEFORE_1970, era = 0;
	uint32_t quarters, day, month;
	uint64_t year;

	if ((uint64_t)days >= (uint64_t)25 * DAYS_PER_ERA) {
		era = (days >= 0 ? days : days - (DAYS_PER_ERA - 1)) /
		      DAYS_PER_ERA;
		days -= era * DAYS_PER_ERA;
	}
	quarters = (uint32_t)days * 4 + 3;
	year = UINT64_C(2939745) * (quarters % DAYS_PER_ERA | 3);
	day = (uint32_t)year / 2939745 / 4;
	month = 2141 * day + 197913;
	year = (uint64_t)(quarters / DAYS_PER_ERA) * 100 + (year >> 32) +
	       (day >= 306);
	day = (month & 0xffff) / 2141 + 1;
	month = (month >> 16) - (month >> 16 > 12 ? 12 : 0);
	if (era)
		return calx_date_of(.year = (int)(era * 400) + (int)year,
			.month = (int)month, .day = (int)day);
	return (calx_date){ (int16_t)year, (uint8_t)month, (uint8_t)day };
}

int64_t calx_datetime_microseconds(calx_datetime datetime)
{
	int64_t days =
		days_since_1970(datetime.year, datetime.month, datetime.day);
	int64_t seconds =
		(datetime.hour * 60 + datetime.minute) * 60 + datetime.second;

	return days * MICROSECONDS_PER_DAY + seconds * MICROSECONDS_PER_SECOND +
	       datetime.microsecond;
}

int64_t calx_timestamp_microseconds(calx_timestamp timestamp)
{
	return calx_datetime_microseconds(timestamp.local) -
	       timestamp.offset_minutes * MICROSECONDS_PER_MINUTE;
}

calx_datetime calx_datetime_of_microseconds(int64_t microseconds)
{
	int64_t days = microseconds / MICROSECONDS_PER_DAY;
	int64_t rest = microseconds % MICROSECONDS_PER_DAY;
	int second;

	if (rest < 0) {
		rest += MICROSECONDS_PER_DAY;
		days--;
	}
	second = (int)(rest / MICROSECONDS_PER_SECOND);
	return calx__datetime_join(calx__date_of_days(days),
		calx_time_of(second / 3600, second / 60 % 60, second % 60,
			(int)(rest % MICROSECONDS_PER_SECOND)));
}

bool calx__timestamp_has_utc(calx_timestamp timestamp)
{
	if (!calx__timestamp_is_valid(timestamp))
		return false;
	return !timestamp.offset_minutes ||
	       calx__datetime_is_valid(calx_datetime_of_microseconds(
		       calx_timestamp_microseconds(timestamp)));
}
