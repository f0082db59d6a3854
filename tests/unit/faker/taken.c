#include "faker/taken.h"

#include "check.h"

/* The set of hashes that says which values are taken. */

/* Every hash that was added is in it, and nothing else; hashes that lie in steps
 * meet in the same places. */
static void check_steps(uint64_t step)
{
	enum { COUNT = 1000 };
	struct taken taken = { 0 };

	assert_false(calx__taken_has(&taken, step));
	for (uint64_t i = 0; i < COUNT; i++) {
		assert_false(calx__taken_has(&taken, (2 * i + 2) * step));
		assert_true(calx__taken_add(&taken, (2 * i + 2) * step));
		assert_true(calx__taken_add(&taken, (2 * i + 2) * step));
	}
	assert_int_equal(taken.count, COUNT);
	for (uint64_t i = 0; i < COUNT; i++) {
		assert_true(calx__taken_has(&taken, (2 * i + 2) * step));
		assert_false(calx__taken_has(&taken, (2 * i + 3) * step));
	}
	calx__taken_release(&taken);
	assert_int_equal(taken.count, 0);
}

static void what_was_added_is_in_it(void **state)
{
	(void)state;
	check_steps(1);
	check_steps(2);
	check_steps(64);
	check_steps(1024);
	check_steps((uint64_t)1 << 40);
	check_steps(UINT64_C(0x9e3779b97f4a7c15));
}

static void a_hash_of_nothing_is_one(void **state)
{
	struct taken taken = { 0 };

	(void)state;
	assert_true(calx__taken_add(&taken, 0));
	assert_true(calx__taken_has(&taken, 0));
	calx__taken_release(&taken);
}

CHECK_MAIN("faker: taken", cmocka_unit_test(what_was_added_is_in_it),
	cmocka_unit_test(a_hash_of_nothing_is_one))
