#ifndef CALX_FAKER_NUMBER_H
#define CALX_FAKER_NUMBER_H

#include "faker/maker.h"
#include <calx/temporal.h>
#include <calx/value.h>

/* Values that are no text. */

/* In [0, 1). */
double calx__make_double(struct maker *maker);
/* Between 1970 and the reference time. */
calx_datetime calx__make_datetime(struct maker *maker);
/* The row's person was born then: 18 to 90 years before the reference time. */
calx_date calx__make_birthdate(struct maker *maker);
/* Version 4 in form. */
calx_uuid calx__make_uuid(struct maker *maker);
/* Degrees to four places, between whole ones. */
double calx__make_degrees(struct maker *maker, int low, int high);

calx_date calx__date_of(calx_datetime datetime);
calx_time calx__time_of(calx_datetime datetime);

#endif
