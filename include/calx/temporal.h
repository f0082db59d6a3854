#ifndef CALX_TEMPORAL_H
#define CALX_TEMPORAL_H

#include <stddef.h>
#include <stdint.h>

#include <calx/error.h>

/* Dates and times as plain numbers in the proleptic Gregorian calendar
 * (ISO 8601). A month of 0 means "not set": such a value is never stored, and
 * a column with a server default takes its default instead. Years 1 to 9999,
 * microsecond resolution. */

/** DATE: a calendar day. */
typedef struct calx_date {
	int16_t year;
	uint8_t month; /* 1-12, 0 = not set */
	uint8_t day;   /* 1-31 */
} calx_date;

/** TIME: a time of day without a zone. */
typedef struct calx_time {
	uint8_t hour;
	uint8_t minute;
	uint8_t second;
	int32_t microsecond;
} calx_time;

/** DATETIME: a calendar day and a time of day, without a zone. */
typedef struct calx_datetime {
	int16_t year;
	uint8_t month;
	uint8_t day;
	uint8_t hour;
	uint8_t minute;
	uint8_t second;
	int32_t microsecond;
} calx_datetime;

/** TIMESTAMP: a point in time, with the offset it was written in. */
typedef struct calx_timestamp {
	calx_datetime local;    /* what the clock at that offset shows */
	int16_t offset_minutes; /* east of UTC */
} calx_timestamp;

/** INTERVAL: months, days and microseconds apart, as SQL keeps them, because
 * a month has no fixed number of days and a day no fixed number of hours. */
typedef struct calx_interval {
	int32_t months;
	int32_t days;
	int64_t microseconds;
} calx_interval;

/* what calx_*_of() takes; the reserved member lets every field be left out */
struct calx_temporal_parts_ {
	char reserved_;
	int year, month, day, hour, minute, second, microsecond;
	int offset_minutes;
};
struct calx_time_parts_ {
	char reserved_;
	int hour, minute, second, microsecond;
};

/** calx_date_of(1929, 10, 21), or by name: calx_date_of(.year = 1929, ...) */
#define calx_date_of(...)                                                      \
	calx_date_from_((struct calx_temporal_parts_){ .reserved_ = 0, __VA_ARGS__ })
/** calx_time_of(hour, minute, second, microsecond), any of them by name */
#define calx_time_of(...)                                                      \
	calx_time_from_((struct calx_time_parts_){ .reserved_ = 0, __VA_ARGS__ })
/** calx_datetime_of(year, month, day, hour, minute, second, microsecond) */
#define calx_datetime_of(...)                                                  \
	calx_datetime_from_((struct calx_temporal_parts_){ .reserved_ = 0, __VA_ARGS__ })
/** as calx_datetime_of(), and .offset_minutes east of UTC (0) */
#define calx_timestamp_of(...)                                                 \
	calx_timestamp_from_((struct calx_temporal_parts_){ .reserved_ = 0, __VA_ARGS__ })

/* the longest text that the writers below make, with its NUL */
#define CALX_TEMPORAL_TEXT_MAX 64

CALX_BEGIN_DECLS

/* the functions behind calx_*_of(): fields out of range give a value that
 * binding refuses, never a different date */
CALX_API calx_date calx_date_from_(struct calx_temporal_parts_ parts);
CALX_API calx_time calx_time_from_(struct calx_time_parts_ parts);
CALX_API calx_datetime calx_datetime_from_(struct calx_temporal_parts_ parts);
CALX_API calx_timestamp calx_timestamp_from_(struct calx_temporal_parts_ parts);

/**
 * The writers: ISO 8601 text into `text` (at least CALX_TEMPORAL_TEXT_MAX
 * bytes), NUL-terminated. They return its length, or 0 when the value is not
 * a valid one (month 13, 30 February, second 60 ...). Fractions are always six
 * digits, so that equal lengths sort by time:
 * 2017-10-17; 16:04:51.060065; 2017-10-17 16:04:51.060065; the same with
 * +02:00; P1Y2M3DT4H5M6.700000S.
 */
CALX_API size_t calx_date_write(calx_date date, char *text);
CALX_API size_t calx_time_write(calx_time time, char *text);
CALX_API size_t calx_datetime_write(calx_datetime datetime, char *text);
CALX_API size_t calx_timestamp_write(calx_timestamp timestamp, char *text);
CALX_API size_t calx_interval_write(calx_interval interval, char *text);

/**
 * The readers: the text must be used up. The separator may be a blank or T,
 * the fraction 0 to 6 digits (more are refused unless zero), the zone Z,
 * +HH, +HHMM or +HH:MM; a timestamp without zone is UTC, as SQL's
 * CURRENT_TIMESTAMP is on SQLite. Returns CALX_OK or CALX_INVALID.
 */
CALX_API enum calx_status calx_date_read(const char *text, size_t length, calx_date *ret_date);
CALX_API enum calx_status calx_time_read(const char *text, size_t length, calx_time *ret_time);
CALX_API enum calx_status calx_datetime_read(const char *text, size_t length, calx_datetime *ret_datetime);
CALX_API enum calx_status calx_timestamp_read(const char *text, size_t length, calx_timestamp *ret_timestamp);
CALX_API enum calx_status calx_interval_read(const char *text, size_t length, calx_interval *ret_interval);

/** Microseconds since 1970-01-01 00:00:00 UTC. */
CALX_API int64_t calx_timestamp_microseconds(calx_timestamp timestamp);
/** The same of a datetime, taken as UTC. */
CALX_API int64_t calx_datetime_microseconds(calx_datetime datetime);
/** The datetime (UTC) of a number of microseconds since 1970. */
CALX_API calx_datetime calx_datetime_of_microseconds(int64_t microseconds);

CALX_END_DECLS

#endif
