#include "check.h"

#include <stdio.h>

#include "torture.h"
#include "util/map.h"

#define COUNT 3000

static char keys[COUNT][8];

static void make_keys(void)
{
	for (size_t i = 0; i < COUNT; i++)
		snprintf(keys[i], sizeof(keys[i]), "k%zu", i);
}

static void finds_what_was_set_in_order(void **state)
{
	struct map map = { 0 };

	(void)state;
	make_keys();
	for (size_t i = 0; i < COUNT; i++)
		assert_true(calx__map_set(&map, keys[i], keys[i]));
	assert_int_equal(map.count, COUNT);
	for (size_t i = 0; i < COUNT; i++) {
		assert_ptr_equal(calx__map_get(&map, keys[i]), keys[i]);
		assert_ptr_equal(map.entries[i].key, keys[i]);
	}
	assert_null(calx__map_get(&map, "k"));
	assert_false(calx__map_has(&map, "k3000"));
	calx__map_release(&map);
}

static void an_empty_map_has_nothing(void **state)
{
	struct map map = { 0 };

	(void)state;
	assert_null(calx__map_get(&map, ""));
	assert_false(calx__map_has(&map, "x"));
	calx__map_release(&map);
}

static void setting_again_keeps_the_place(void **state)
{
	struct map map = { 0 };
	int one = 1, two = 2;

	(void)state;
	calx__map_set(&map, "a", &one);
	calx__map_set(&map, "", &two);
	calx__map_set(&map, "a", NULL);
	assert_int_equal(map.count, 2);
	assert_true(calx__map_has(&map, "a"));
	assert_null(calx__map_get(&map, "a"));
	assert_ptr_equal(calx__map_get(&map, ""), &two);
	CHECK_TEXT(map.entries[0].key, "a");
	calx__map_release(&map);
}

static void build(void *context)
{
	struct map map = { 0 };
	size_t done = 0;

	(void)context;
	for (size_t i = 0; i < 50; i++)
		done += calx__map_set(&map, keys[i], keys[i]);
	assert_int_equal(done, map.count);
	assert_int_equal(map.failed, !torture_is_clean());
	for (size_t i = 0; i < done; i++)
		assert_ptr_equal(calx__map_get(&map, keys[i]), keys[i]);
	assert_int_equal(calx__map_has(&map, keys[49]), done == 50);
	calx__map_release(&map);
}

static void survives_lack_of_memory(void **state)
{
	(void)state;
	make_keys();
	torture(build, NULL);
}

CHECK_MAIN("map", cmocka_unit_test(finds_what_was_set_in_order),
	cmocka_unit_test(an_empty_map_has_nothing),
	cmocka_unit_test(setting_again_keeps_the_place),
	cmocka_unit_test(survives_lack_of_memory), )
