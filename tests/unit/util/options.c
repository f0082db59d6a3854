#include "util/options.h"

#include "check.h"

/* Options of programs that are older or newer than the library. */

struct known {
	size_t size;
	int a, b;
};

static void none_are_zeros(void **state)
{
	struct known known = { 1, 2, 3 };

	(void)state;
	assert_true(calx__options_read(NULL, &known, sizeof(known)));
	assert_int_equal(known.size, 0);
	assert_int_equal(known.a, 0);
	assert_int_equal(known.b, 0);
}

static void an_older_program_knows_fewer(void **state)
{
	const struct known old = { offsetof(struct known, b), 5, 6 };
	struct known known;

	(void)state;
	assert_true(calx__options_read(&old, &known, sizeof(known)));
	assert_int_equal(known.a, 5);
	assert_int_equal(known.b, 0);
}

static void a_newer_program_may_know_more(void **state)
{
	struct {
		struct known known;
		long long more;
	} newer = { { sizeof(newer), 5, 6 }, 0 };
	struct known known;

	(void)state;
	assert_true(calx__options_read(&newer, &known, sizeof(known)));
	assert_int_equal(known.a, 5);
	assert_int_equal(known.b, 6);
	newer.more = 1;
	assert_false(calx__options_read(&newer, &known, sizeof(known)));
}

CHECK_MAIN("options", cmocka_unit_test(none_are_zeros),
	cmocka_unit_test(an_older_program_knows_fewer),
	cmocka_unit_test(a_newer_program_may_know_more))
