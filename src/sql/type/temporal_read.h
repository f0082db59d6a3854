#ifndef CALX_SQL_TYPE_TEMPORAL_READ_H
#define CALX_SQL_TYPE_TEMPORAL_READ_H

/* The readers of dates and times are public: calx_date_read() ... */
#include <calx/temporal.h>

#endif
