#ifndef CALX_UTIL_TIMER_H
#define CALX_UTIL_TIMER_H

#include <stdint.h>

/* A descriptor that can be read from some moment on, for loops of poll(). */

/* Closed by close(); -1 if there is none. It cannot be read yet. */
int calx__timer_open(void);
/* It can be read in so many nanoseconds, at once if there are none. Systems
 * without such timers wait here. */
void calx__timer_set(int timer, int64_t nanoseconds);

#endif
