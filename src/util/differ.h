#ifndef CALX_UTIL_DIFFER_H
#define CALX_UTIL_DIFFER_H

#include <stdbool.h>
#include <stddef.h>

/* Comparing much memory, of which some bytes do not count. */

/* bytes that are compared at once; a period is a multiple of it */
#define DIFFER_STEP ((size_t)32)

/* Whether two arrays of `count` periods differ in a bit that is set in `mask`,
 * which is of one period. */
typedef bool differ_function(const unsigned char *mask, const char *a,
	const char *b, size_t period, size_t count);

/* One that runs on every processor. */
bool calx__differ(const unsigned char *mask, const char *a, const char *b,
	size_t period, size_t count);
/* The quickest on the one that this is. */
differ_function *calx__differ_best(void);

#endif
