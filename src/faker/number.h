#ifndef CALX_FAKER_NUMBER_H
#define CALX_FAKER_NUMBER_H

#include "faker/maker.h"
#include <calx/schema.h>

/* Values that are no text. */

/* In [0, 1). */
double calx__make_double(struct maker *maker);
/* microseconds */
#define CALX__DAY INT64_C(86400000000)
/* 0001-01-01 00:00:00, before which there is nothing */
#define CALX__FIRST_TIME INT64_C(-62135596800000000)

/* The day, from 1970 on, of a time. */
int64_t calx__day_of(int64_t microseconds);
/* When times before a reference time begin: 1970, or, if that is no earlier,
 * some decades before. */
int64_t calx__time_since(int64_t now);
/* The days on which those were born who are 18 to 90 at the reference time. */
void calx__birthdays(int64_t now, int64_t *ret_first, int64_t *ret_last);
/* Between `since` and the reference time. */
calx_datetime calx__make_datetime(struct maker *maker);
/* The row's person was born then: one of calx__birthdays(). */
calx_date calx__make_birthdate(struct maker *maker);
/* Version 4 in form. */
calx_uuid calx__make_uuid(struct maker *maker);
/* Degrees to four places, between whole ones. */
double calx__make_degrees(struct maker *maker, int low, int high);

calx_date calx__date_of(calx_datetime datetime);
calx_time calx__time_of(calx_datetime datetime);

/* What datetimes and timestamps of the column are whole ones of, in microseconds:
 * another program may count seconds. */
int64_t calx__time_step(const calx_column *column);

#endif
