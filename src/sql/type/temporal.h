#ifndef CALX_SQL_TEMPORAL_H
#define CALX_SQL_TEMPORAL_H

#include <stdbool.h>

#include <calx/temporal.h>

/* Whether a value exists: years 1 to 9999, no 30 February, no leap second, an
 * offset of less than 16 hours (as much as PostgreSQL takes). */
bool calx__date_is_valid(calx_date date);
bool calx__time_is_valid(calx_time time);
bool calx__timestamp_is_valid(calx_timestamp timestamp);
/* Whether it is valid and in the same years in UTC, too. */
bool calx__timestamp_has_utc(calx_timestamp timestamp);

/* The same of a datetime, inline because every one that is bound or decoded
 * comes by. Every month has 28 days: most dates need no calendar. */
static inline bool calx__datetime_is_valid(calx_datetime datetime)
{
	calx_datetime t = datetime;

	if (t.hour > 23 || t.minute > 59 || t.second > 59 ||
		(uint32_t)t.microsecond > 999999)
		return false;
	if (t.day >= 1 && t.day <= 28 && t.month >= 1 && t.month <= 12)
		return t.year >= 1 && t.year <= 9999;
	return calx__date_is_valid((calx_date){ t.year, t.month, t.day });
}

/* The date that is so many days behind 1970-01-01. */
calx_date calx__date_of_days(int64_t days_from_1970);

/* between a datetime and its two halves */
calx_date calx__datetime_date(calx_datetime datetime);
calx_time calx__datetime_time(calx_datetime datetime);
calx_datetime calx__datetime_join(calx_date date, calx_time time);

#endif
