#include "util/differ.h"

#include <stdint.h>
#include <string.h>

/* What lies at one place of all periods is put together before the mask is asked:
 * so the mask costs nothing, and nothing is decided on the way by bytes that may
 * never have been set. Three instructions for each step are left: two loads, the
 * difference, and what was found before. */

/* both compilers know how, on whatever processor */
typedef uint64_t step __attribute__((vector_size(DIFFER_STEP)));

/* the functions below become part of their callers, as these are compiled for
 * some processor */
static inline __attribute__((always_inline)) void differences(
	step *found, const char *a, const char *b)
{
	step x, y;

	memcpy(&x, a, sizeof(x));
	memcpy(&y, b, sizeof(y));
	*found |= x ^ y;
}

/* Of eight periods; two sums, so that none waits for the one before it. */
static inline __attribute__((always_inline)) void eight_differences(
	step *even, step *odd, const char *a, const char *b, size_t period)
{
	differences(even, a, b);
	differences(odd, a + period, b + period);
	differences(even, a + 2 * period, b + 2 * period);
	differences(odd, a + 3 * period, b + 3 * period);
	differences(even, a + 4 * period, b + 4 * period);
	differences(odd, a + 5 * period, b + 5 * period);
	differences(even, a + 6 * period, b + 6 * period);
	differences(odd, a + 7 * period, b + 7 * period);
}

/* At the same place of all periods. */
static inline __attribute__((always_inline)) void place_differences(
	step *found, const char *a, const char *b, size_t period, size_t count)
{
	step even = { 0, 0, 0, 0 }, odd = even;

	for (; count >= 8; count -= 8, a += 8 * period, b += 8 * period)
		eight_differences(&even, &odd, a, b, period);
	for (; count; count--, a += period, b += period)
		differences(&even, a, b);
	*found = even | odd;
}

static inline __attribute__((always_inline)) bool differ(
	const unsigned char *mask, const char *a, const char *b, size_t period,
	size_t count)
{
	step all = { 0, 0, 0, 0 };

	for (size_t at = 0; at < period; at += DIFFER_STEP) {
		step found, counting;

		place_differences(&found, a + at, b + at, period, count);
		memcpy(&counting, mask + at, sizeof(counting));
		all |= found & counting;
	}
	return (all[0] | all[1] | all[2] | all[3]) != 0;
}

bool calx__differ(const unsigned char *mask, const char *a, const char *b,
	size_t period, size_t count)
{
	return differ(mask, a, b, period, count);
}

#ifdef __x86_64__
/* For processors that take a whole step at once. */
__attribute__((target("avx2"))) static bool differ_wide(
	const unsigned char *mask, const char *a, const char *b, size_t period,
	size_t count)
{
	return differ(mask, a, b, period, count);
}

differ_function *calx__differ_best(void)
{
	return __builtin_cpu_supports("avx2") ? differ_wide : calx__differ;
}
#else
differ_function *calx__differ_best(void)
{
	return calx__differ;
}
#endif
