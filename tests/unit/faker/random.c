#include "check.h"

#include <stdbool.h>

#include "faker/permute.h"
#include "faker/random.h"

static void permutation_is_a_bijection(void **state)
{
	static const uint64_t counts[] = { 1, 2, 3, 5, 16, 17, 1000, 4096,
		65537 };
	unsigned char *seen = calloc(65537, 1);

	(void)state;
	for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++) {
		memset(seen, 0, 65537);
		for (uint64_t j = 0; j < counts[i]; j++) {
			uint64_t at = calx__permute(counts[i], 42, j);

			assert_true(at < counts[i]);
			assert_false(seen[at]);
			seen[at] = 1;
		}
	}
	free(seen);
}

/* what is too much to go through is in it, and two are two */
static void large_permutations_stay_inside(void **state)
{
	static const uint64_t counts[] = { UINT64_C(1) << 62,
		(UINT64_C(1) << 62) + 1, (UINT64_C(1) << 63) + 5, UINT64_MAX };

	(void)state;
	for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++) {
		uint64_t before = UINT64_MAX;
		bool large = false;

		for (uint64_t j = 0; j < 1000; j++) {
			uint64_t at = calx__permute(counts[i], 42, j);

			assert_true(at < counts[i]);
			assert_true(at != before);
			before = at;
			large |= at > counts[i] / 2;
		}
		assert_true(large);
	}
}

static void rows_can_be_made_in_any_order(void **state)
{
	uint64_t forward[100];

	(void)state;
	for (uint64_t i = 0; i < 100; i++) {
		struct draw draw = calx__draw_at(7, calx__stream("t", "c"), i);

		forward[i] = calx__draw(&draw);
	}
	for (uint64_t i = 100; i-- > 0;) {
		struct draw draw = calx__draw_at(7, calx__stream("t", "c"), i);

		assert_true(calx__draw(&draw) == forward[i]);
	}
}

static void streams_do_not_run_into_each_other(void **state)
{
	(void)state;
	assert_true(calx__stream("a", "bc") != calx__stream("ab", "c"));
	assert_true(calx__stream("a", "b") != calx__stream("b", "a"));
}

static void seeds_next_to_each_other_differ(void **state)
{
	struct draw a = calx__draw_at(0, 1, 0);
	struct draw b = calx__draw_at(1, 1, 0);
	int equal = 0;

	(void)state;
	for (int i = 0; i < 64; i++)
		equal += __builtin_popcountll(
			~(calx__draw(&a) ^ calx__draw(&b)));
	/* 4096 bits, half of them equal: 2048 +- 8 standard deviations */
	assert_in_range(equal, 2048 - 256, 2048 + 256);
}

static void bounds_are_included_and_even(void **state)
{
	unsigned counts[7] = { 0 };
	struct draw draw = calx__draw_at(3, 3, 3);

	(void)state;
	for (int i = 0; i < 70000; i++) {
		int64_t value = calx__draw_between(&draw, -3, 3);

		assert_true(value >= -3 && value <= 3);
		counts[value + 3]++;
	}
	for (int i = 0; i < 7; i++)
		assert_in_range(counts[i], 9500, 10500);
	assert_int_equal(calx__draw_between(&draw, 5, 5), 5);
	assert_int_equal(calx__draw_between(&draw, 9, 5), 9);
	calx__draw_between(&draw, INT64_MIN, INT64_MAX);
	assert_int_equal(calx__draw_below(&draw, 0), 0);
}

/* the high half of a * b by hand; the low one in *low */
static uint64_t multiply(uint64_t a, uint64_t b, uint64_t *low)
{
	uint64_t a0 = (uint32_t)a, a1 = a >> 32;
	uint64_t b0 = (uint32_t)b, b1 = b >> 32;
	uint64_t middle = a1 * b0 + (a0 * b0 >> 32);
	uint64_t other = a0 * b1 + (uint32_t)middle;

	*low = a * b;
	return a1 * b1 + (middle >> 32) + (other >> 32);
}

/* Bounds of which every third draw is one too many, and small ones. */
static void a_draw_that_is_too_many_is_drawn_again(void **state)
{
	static const uint64_t bounds[] = { 1, 2, 10, UINT32_MAX,
		(UINT64_C(1) << 63) + 1, UINT64_C(0xc000000000000000),
		UINT64_C(0xaaaaaaaaaaaaaaab), UINT64_MAX };
	unsigned again = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(bounds) / sizeof(bounds[0]); i++) {
		const uint64_t bound = bounds[i];
		struct draw draw = calx__draw_at(5, i, 0), same = draw;

		for (int j = 0; j < 1000; j++) {
			uint64_t low, value = calx__draw_below(&draw, bound);
			uint64_t high =
				multiply(calx__draw(&same), bound, &low);

			for (; low < (0 - bound) % bound; again++)
				high = multiply(calx__draw(&same), bound, &low);
			assert_true(value == high && value < bound);
			assert_true(draw.state == same.state);
		}
	}
	assert_true(again > 500);
}

/* the numbers are part of the contract: a seed gives the same data for ever */
static void values_are_those_of_version_1(void **state)
{
	struct draw draw = calx__draw_at(42, calx__stream("books", "title"), 0);

	(void)state;
	assert_true(calx__mix(1) == 0x5692161d100b05e5u);
	assert_true(calx__draw(&draw) == 0xcdc82a24bc004a60u);
	assert_true(calx__draw(&draw) == 0x6a372e16e3b18c70u);
}

CHECK_MAIN("faker: random", cmocka_unit_test(permutation_is_a_bijection),
	cmocka_unit_test(large_permutations_stay_inside),
	cmocka_unit_test(rows_can_be_made_in_any_order),
	cmocka_unit_test(streams_do_not_run_into_each_other),
	cmocka_unit_test(seeds_next_to_each_other_differ),
	cmocka_unit_test(bounds_are_included_and_even),
	cmocka_unit_test(a_draw_that_is_too_many_is_drawn_again),
	cmocka_unit_test(values_are_those_of_version_1), )
