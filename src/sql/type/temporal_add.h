#ifndef CALX_SQL_TYPE_TEMPORAL_ADD_H
#define CALX_SQL_TYPE_TEMPORAL_ADD_H

#include <calx/temporal.h>

/* Arithmetic, order, and what time it is: all of it is public. */

#endif
