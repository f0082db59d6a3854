#ifndef CALX_UTIL_FIBER_H
#define CALX_UTIL_FIBER_H

#include <stdbool.h>

/* A function that can pause in the middle, at any depth of its calls, and goes on
 * from there: it has a stack of its own. It runs in the thread of whoever
 * resumes it, and in no other while that waits. */

struct fiber;

/* What a fiber runs. */
typedef void fiber_function(void *context);

/* Whether this system has what fibers are made of. Where it has not, a fiber runs
 * from its beginning to its end when it is resumed, and must not pause. */
extern const bool calx__fibers_pause;

/* One that has not begun; NULL without memory. */
struct fiber *calx__fiber_new(fiber_function *function, void *context);
/* Lets it run until it pauses or its function returns: whether that has. */
bool calx__fiber_resume(struct fiber *fiber);
/* In the fiber: back to whoever has resumed it, until that is done again. */
void calx__fiber_pause(struct fiber *fiber);
/* One that has returned, or has not begun; NULL is accepted. */
void calx__fiber_free(struct fiber *fiber);

#endif
