#include "sql/type/temporal_add.h"

#include <limits.h>
#include <time.h>

#include "sql/type/temporal.h"

/* Calendars count in months, days and microseconds, which do not mix: each part
 * of an interval is added by itself. */

#define SECOND INT64_C(1000000)
#define DAY (86400 * SECOND)
/* the years 1 to 9999, in microseconds since 1970 */
#define MOMENT_MIN (-INT64_C(62135596800) * SECOND)
#define MOMENT_MAX (INT64_C(253402300800) * SECOND - 1)
#define DAYS_MAX (10000 * INT64_C(366))
#define MONTHS_MAX (10000 * INT64_C(12))

/* ---- intervals ------------------------------------------------------------ */

/* 64 bits hold any of it, and 32 perhaps not. */
static int32_t to_field(int64_t number)
{
	if (number > INT32_MAX)
		return INT32_MAX;
	return number < INT32_MIN ? INT32_MIN : (int32_t)number;
}

static int64_t add_saturated(int64_t sum, int64_t number, int64_t unit)
{
	int64_t product;

	if (__builtin_mul_overflow(number, unit, &product) ||
		__builtin_add_overflow(sum, product, &sum))
		return number < 0 ? INT64_MIN : INT64_MAX;
	return sum;
}

calx_interval calx_interval_from_(struct calx_interval_parts_ parts)
{
	int64_t microseconds = parts.microseconds;

	microseconds = add_saturated(microseconds, parts.seconds, SECOND);
	microseconds = add_saturated(microseconds, parts.minutes, 60 * SECOND);
	microseconds = add_saturated(microseconds, parts.hours, 3600 * SECOND);
	return (calx_interval){
		.months = to_field((int64_t)parts.years * 12 + parts.months),
		.days = to_field((int64_t)parts.weeks * 7 + parts.days),
		.microseconds = microseconds,
	};
}

calx_interval calx_interval_neg(calx_interval interval)
{
	return (calx_interval){
		.months = to_field(-(int64_t)interval.months),
		.days = to_field(-(int64_t)interval.days),
		.microseconds = interval.microseconds == INT64_MIN
					? INT64_MAX
					: -interval.microseconds,
	};
}

/* ---- sums ----------------------------------------------------------------- */

static bool months_add(calx_date *date, int64_t months)
{
	int64_t total = (int64_t)date->year * 12 + date->month - 1;

	if (months < -MONTHS_MAX || months > MONTHS_MAX)
		return false;
	total += months;
	if (total < 12 || total >= INT64_C(10000) * 12)
		return false;
	date->year = (int16_t)(total / 12);
	date->month = (uint8_t)(total % 12 + 1);
	while (!calx__date_is_valid(*date))
		date->day--;
	return true;
}

static bool moment_add(int64_t *moment, int64_t days, int64_t microseconds)
{
	if (days < -DAYS_MAX || days > DAYS_MAX ||
		__builtin_add_overflow(*moment, days * DAY, moment) ||
		__builtin_add_overflow(*moment, microseconds, moment))
		return false;
	return *moment >= MOMENT_MIN && *moment <= MOMENT_MAX;
}

enum calx_status calx_datetime_add(calx_datetime datetime,
	calx_interval interval, calx_datetime *ret_datetime)
{
	calx_date date = calx__datetime_date(datetime);
	int64_t moment;

	if (!calx__datetime_is_valid(datetime))
		return CALX_INVALID;
	if (!months_add(&date, interval.months))
		return CALX_RANGE;
	moment = calx_datetime_microseconds(
		calx__datetime_join(date, calx__datetime_time(datetime)));
	if (!moment_add(&moment, interval.days, interval.microseconds))
		return CALX_RANGE;
	*ret_datetime = calx_datetime_of_microseconds(moment);
	return CALX_OK;
}

enum calx_status calx_date_add(
	calx_date date, calx_interval interval, calx_date *ret_date)
{
	calx_datetime sum;
	enum calx_status status;

	if (interval.microseconds % DAY)
		return CALX_INVALID;
	status = calx_datetime_add(
		calx__datetime_join(date, (calx_time){ 0 }), interval, &sum);
	if (status >= 0)
		*ret_date = calx__datetime_date(sum);
	return status;
}

enum calx_status calx_timestamp_add(calx_timestamp timestamp,
	calx_interval interval, calx_timestamp *ret_timestamp)
{
	enum calx_status status;

	if (!calx__timestamp_is_valid(timestamp))
		return CALX_INVALID;
	status = calx_datetime_add(timestamp.local, interval, &timestamp.local);
	if (status >= 0)
		*ret_timestamp = timestamp;
	return status;
}

enum calx_status calx_date_add_days(
	calx_date date, long long days, calx_date *ret_date)
{
	if (days < -DAYS_MAX || days > DAYS_MAX)
		return calx__date_is_valid(date) ? CALX_RANGE : CALX_INVALID;
	return calx_date_add(
		date, (calx_interval){ .days = (int32_t)days }, ret_date);
}

enum calx_status calx_date_add_months(
	calx_date date, long long months, calx_date *ret_date)
{
	if (!calx__date_is_valid(date))
		return CALX_INVALID;
	if (!months_add(&date, months))
		return CALX_RANGE;
	*ret_date = date;
	return CALX_OK;
}

/* ---- differences ---------------------------------------------------------- */

static int64_t date_microseconds(calx_date date)
{
	return calx_datetime_microseconds(
		calx__datetime_join(date, (calx_time){ 0 }));
}

long long calx_date_difference(calx_date a, calx_date b)
{
	return (date_microseconds(a) - date_microseconds(b)) / DAY;
}

static calx_interval interval_of(int64_t microseconds)
{
	return (calx_interval){ .days = (int32_t)(microseconds / DAY),
		.microseconds = microseconds % DAY };
}

calx_interval calx_datetime_difference(calx_datetime a, calx_datetime b)
{
	return interval_of(
		calx_datetime_microseconds(a) - calx_datetime_microseconds(b));
}

calx_interval calx_timestamp_difference(calx_timestamp a, calx_timestamp b)
{
	return interval_of(calx_timestamp_microseconds(a) -
			   calx_timestamp_microseconds(b));
}

/* ---- order ---------------------------------------------------------------- */

static int order(int64_t a, int64_t b)
{
	return (a > b) - (a < b);
}

int calx_date_compare(calx_date a, calx_date b)
{
	return order(date_microseconds(a), date_microseconds(b));
}

int calx_time_compare(calx_time a, calx_time b)
{
	const calx_date day = { 1970, 1, 1 };

	return calx_datetime_compare(
		calx__datetime_join(day, a), calx__datetime_join(day, b));
}

int calx_datetime_compare(calx_datetime a, calx_datetime b)
{
	return order(
		calx_datetime_microseconds(a), calx_datetime_microseconds(b));
}

int calx_timestamp_compare(calx_timestamp a, calx_timestamp b)
{
	return order(
		calx_timestamp_microseconds(a), calx_timestamp_microseconds(b));
}

/* ---- now ------------------------------------------------------------------ */

static calx_datetime datetime_of(const struct tm *parts, long nanoseconds)
{
	return calx_datetime_of(parts->tm_year + 1900, parts->tm_mon + 1,
		parts->tm_mday, parts->tm_hour, parts->tm_min,
		/* a leap second is the end of the one before */
		parts->tm_sec > 59 ? 59 : parts->tm_sec,
		(int)(nanoseconds / 1000));
}

calx_timestamp calx_timestamp_now(void)
{
	struct timespec now = { 0 };
	struct tm here = { 0 };

	clock_gettime(CLOCK_REALTIME, &now);
	tzset();
	localtime_r(&now.tv_sec, &here);
	return (calx_timestamp){ datetime_of(&here, now.tv_nsec),
		(int16_t)(here.tm_gmtoff / 60) };
}

calx_timestamp calx_timestamp_now_utc(void)
{
	struct timespec now = { 0 };
	struct tm utc = { 0 };

	clock_gettime(CLOCK_REALTIME, &now);
	gmtime_r(&now.tv_sec, &utc);
	return (calx_timestamp){ datetime_of(&utc, now.tv_nsec), 0 };
}

calx_datetime calx_datetime_now(void)
{
	return calx_timestamp_now().local;
}

calx_datetime calx_datetime_now_utc(void)
{
	return calx_timestamp_now_utc().local;
}

calx_date calx_date_today(void)
{
	return calx__datetime_date(calx_datetime_now());
}

calx_date calx_date_today_utc(void)
{
	return calx__datetime_date(calx_datetime_now_utc());
}
