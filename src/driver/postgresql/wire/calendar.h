#ifndef CALX_DRIVER_POSTGRESQL_WIRE_CALENDAR_H
#define CALX_DRIVER_POSTGRESQL_WIRE_CALENDAR_H

#include <calx/value.h>

/* The binary forms of dates and times: days, and microseconds, since
 * 2000-01-01. What is written must be valid; what is read need not be of calx:
 * false for infinity and for years that it does not have. */

#define WIRE_DATE_SIZE 4
#define WIRE_MOMENT_SIZE 8
#define WIRE_INTERVAL_SIZE 16

void calx__wire_put_date(calx_date date, char *at);
void calx__wire_put_time(calx_time time, char *at);
void calx__wire_put_datetime(calx_datetime datetime, char *at);
void calx__wire_put_timestamp(calx_timestamp timestamp, char *at);
void calx__wire_put_interval(calx_interval interval, char *at);

bool calx__wire_get_date(const char *at, calx_date *ret_date);
bool calx__wire_get_time(const char *at, calx_time *ret_time);
bool calx__wire_get_datetime(const char *at, calx_datetime *ret_datetime);
/* at offset 0: the server keeps no other */
bool calx__wire_get_timestamp(const char *at, calx_timestamp *ret_timestamp);
calx_interval calx__wire_get_interval(const char *at);

#endif
