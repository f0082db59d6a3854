#ifndef CALX_UTIL_CLOCK_H
#define CALX_UTIL_CLOCK_H

#include <stdint.h>

#include "util/arena.h"

/* What time it is. Only what measures or records asks; data never depends on
 * it. */

/* Nanoseconds since some moment: only differences mean something, and they are
 * never negative. */
int64_t calx__clock(void);
/* The time of day in UTC, "2026-11-23 10:30:00.000000"; NULL without memory. */
char *calx__clock_utc(struct arena *arena);
/* Waits so many nanoseconds; less if a signal comes. */
void calx__clock_sleep(int64_t nanoseconds);

#endif
