#ifndef CALX_SQL_TYPE_CALENDAR_H
#define CALX_SQL_TYPE_CALENDAR_H

#include "sql/type/info.h"

/* date(), time(), datetime() and timestamp() (temporal.h) in columns. */

extern const struct value_family calx__dates, calx__times, calx__datetimes,
	calx__timestamps;

TYPE_LOAD_STORE(date);
TYPE_LOAD_STORE(time);
TYPE_LOAD_STORE(datetime);
TYPE_LOAD_STORE(timestamp);
size_t calx__date_write(const calx_value *value, char *text);
size_t calx__time_write(const calx_value *value, char *text);
size_t calx__datetime_write(const calx_value *value, char *text);
size_t calx__timestamp_write(const calx_value *value, char *text);

#endif
