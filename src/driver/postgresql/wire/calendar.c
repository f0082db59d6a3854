#include "driver/postgresql/wire/calendar.h"

#include "driver/postgresql/wire/wire.h"
#include "sql/type/temporal.h"

/* Dates and times as date_send(), timestamp_send() ... of the server have them
 * (PostgreSQL's src/backend/utils/adt/date.c, timestamp.c). */

#define DAY INT64_C(86400000000)
#define MINUTE INT64_C(60000000)
/* from 1970-01-01 to 2000-01-01 */
#define EPOCH_DAYS 10957
/* 0001-01-01 and 9999-12-31, in days since 2000-01-01 */
#define FIRST_DAY (-730119)
#define LAST_DAY 2921939

static const calx_date epoch = { 2000, 1, 1 };

/* ---- out ------------------------------------------------------------------- */

static int64_t microseconds_of(calx_time time)
{
	return ((time.hour * 60 + time.minute) * INT64_C(60) + time.second) *
		       INT64_C(1000000) +
	       time.microsecond;
}

static int64_t moment_of(calx_datetime datetime)
{
	const calx_date date = calx__datetime_date(datetime);

	return calx_date_difference(date, epoch) * DAY +
	       microseconds_of(calx__datetime_time(datetime));
}

void calx__wire_put_date(calx_date date, char *at)
{
	calx__wire_put32(at, (int32_t)calx_date_difference(date, epoch));
}

void calx__wire_put_time(calx_time time, char *at)
{
	calx__wire_put64(at, microseconds_of(time));
}

void calx__wire_put_datetime(calx_datetime datetime, char *at)
{
	calx__wire_put64(at, moment_of(datetime));
}

void calx__wire_put_timestamp(calx_timestamp timestamp, char *at)
{
	calx__wire_put64(at,
		moment_of(timestamp.local) - timestamp.offset_minutes * MINUTE);
}

void calx__wire_put_interval(calx_interval interval, char *at)
{
	calx__wire_put64(at, interval.microseconds);
	calx__wire_put32(at + 8, interval.days);
	calx__wire_put32(at + 12, interval.months);
}

/* ---- in -------------------------------------------------------------------- */

static bool date_of(int64_t days, calx_date *ret_date)
{
	if (days < FIRST_DAY || days > LAST_DAY)
		return false;
	*ret_date = calx__date_of_days(days + EPOCH_DAYS);
	return true;
}

static calx_time time_of(int64_t microseconds)
{
	const int64_t seconds = microseconds / 1000000;

	return (calx_time){
		.hour = (uint8_t)(seconds / 3600),
		.minute = (uint8_t)(seconds / 60 % 60),
		.second = (uint8_t)(seconds % 60),
		.microsecond = (int32_t)(microseconds % 1000000),
	};
}

bool calx__wire_get_date(const char *at, calx_date *ret_date)
{
	return date_of(calx__wire_get32(at), ret_date);
}

/* 24:00:00 is a time to PostgreSQL alone. */
bool calx__wire_get_time(const char *at, calx_time *ret_time)
{
	const int64_t microseconds = calx__wire_get64(at);

	if (microseconds < 0 || microseconds >= DAY)
		return false;
	*ret_time = time_of(microseconds);
	return true;
}

bool calx__wire_get_datetime(const char *at, calx_datetime *ret_datetime)
{
	const int64_t moment = calx__wire_get64(at);
	int64_t days = moment / DAY, rest = moment % DAY;
	calx_date date;

	if (rest < 0) {
		rest += DAY;
		days--;
	}
	if (!date_of(days, &date))
		return false;
	*ret_datetime = calx__datetime_join(date, time_of(rest));
	return true;
}

bool calx__wire_get_timestamp(const char *at, calx_timestamp *ret_timestamp)
{
	*ret_timestamp = (calx_timestamp){ .offset_minutes = 0 };
	return calx__wire_get_datetime(at, &ret_timestamp->local);
}

calx_interval calx__wire_get_interval(const char *at)
{
	return (calx_interval){
		.microseconds = calx__wire_get64(at),
		.days = calx__wire_get32(at + 8),
		.months = calx__wire_get32(at + 12),
	};
}
