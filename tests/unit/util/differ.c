#include "check.h"

#include <string.h>

#include "util/differ.h"

/* Every byte of every length is seen where it counts, and nowhere else. */

enum { PERIOD = 3 * 32, COUNTS = 20 };

static differ_function *function_of(size_t i)
{
	return i ? calx__differ_best() : calx__differ;
}

/* every third byte is padding */
static void mask_make(unsigned char *mask)
{
	for (size_t i = 0; i < PERIOD; i++)
		mask[i] = i % 3 == 1 ? 0 : UINT8_MAX;
}

/* At addresses that are aligned for nothing. */
static void differ_at(differ_function *differ, size_t count, size_t at)
{
	static char a[PERIOD * COUNTS + 1], b[sizeof(a)];
	unsigned char mask[PERIOD];

	memset(a, 'x', sizeof(a));
	memset(b, 'x', sizeof(b));
	mask_make(mask);
	b[1 + at] ^= 0x10;
	assert_int_equal(differ(mask, a + 1, b + 1, PERIOD, count),
		at < count * PERIOD && mask[at % PERIOD]);
	assert_int_equal(differ(mask, b + 1, a + 1, PERIOD, count),
		at < count * PERIOD && mask[at % PERIOD]);
}

static void each_byte_that_counts_is_seen(void **state)
{
	(void)state;
	for (size_t f = 0; f < 2; f++)
		for (size_t count = 0; count < COUNTS; count++)
			for (size_t at = 0; at < PERIOD * COUNTS; at++)
				differ_at(function_of(f), count, at);
}

/* The same difference at two places does not make up for itself. */
static void differences_are_not_added_up(void **state)
{
	static char a[PERIOD * COUNTS], b[sizeof(a)];
	unsigned char mask[PERIOD];

	(void)state;
	mask_make(mask);
	for (size_t f = 0; f < 2; f++)
		for (size_t i = 1; i < COUNTS; i++) {
			memset(b, 0, sizeof(b));
			b[0] = 1;
			b[i * PERIOD] = 1;
			assert_true(function_of(f)(mask, a, b, PERIOD, COUNTS));
			b[i * PERIOD] = -1;
			assert_true(function_of(f)(mask, a, b, PERIOD, COUNTS));
		}
}

CHECK_MAIN("differ", cmocka_unit_test(each_byte_that_counts_is_seen),
	cmocka_unit_test(differences_are_not_added_up), )
