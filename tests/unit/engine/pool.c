#include "engine/pool.h"

#include "check.h"

/* The list of idle connections, with anything in their place. */

#define COUNT 20

static void the_last_one_comes_first(void **state)
{
	struct pooled items[3];
	struct pool pool;

	(void)state;
	assert_true(calx__pool_init(&pool));
	assert_null(calx__pool_take(&pool));
	for (int i = 0; i < 3; i++)
		assert_true(calx__pool_give(&pool, &items[i]));
	for (int i = 2; i >= 0; i--)
		assert_ptr_equal(calx__pool_take(&pool), &items[i]);
	assert_null(calx__pool_take(&pool));
	calx__pool_destroy(&pool);
}

static void it_keeps_no_more_than_it_needs(void **state)
{
	struct pooled items[COUNT];
	struct pool pool;
	int kept = 0, taken = 0;

	(void)state;
	assert_true(calx__pool_init(&pool));
	for (int i = 0; i < COUNT; i++)
		kept += calx__pool_give(&pool, &items[i]);
	assert_int_equal(kept, 16);
	while (calx__pool_take(&pool))
		taken++;
	assert_int_equal(taken, kept);
	assert_true(calx__pool_give(&pool, &items[0]));
	calx__pool_take(&pool);
	calx__pool_destroy(&pool);
}

/* What was taken makes room, however often. */
static void room_comes_back(void **state)
{
	struct pooled item;
	struct pool pool;

	(void)state;
	assert_true(calx__pool_init(&pool));
	for (int i = 0; i < 10 * COUNT; i++) {
		assert_true(calx__pool_give(&pool, &item));
		assert_ptr_equal(calx__pool_take(&pool), &item);
	}
	calx__pool_destroy(&pool);
}

CHECK_MAIN("pool", cmocka_unit_test(the_last_one_comes_first),
	cmocka_unit_test(it_keeps_no_more_than_it_needs),
	cmocka_unit_test(room_comes_back))
