#include "check.h"

#include "torture.h"
#include "util/arena.h"
#include "util/vec.h"

struct pair {
	int a;
	double b;
};

static void pushed_elements_are_zero(void **state)
{
	struct vec vec = VEC_INIT(struct pair);

	(void)state;
	for (int i = 0; i < 100; i++) {
		struct pair *pair = calx__vec_push(&vec);

		assert_int_equal(pair->a, 0);
		assert_true(pair->b == 0);
		pair->a = i;
		pair->b = i * 2.0;
	}
	assert_int_equal(vec.count, 100);
	for (size_t i = 0; i < 100; i++)
		assert_int_equal(((struct pair *)calx__vec_at(&vec, i))->a, i);
	calx__vec_release(&vec);
	assert_int_equal(vec.size, sizeof(struct pair));
}

static void a_cleared_vector_keeps_its_memory(void **state)
{
	struct vec vec = VEC_INIT(int);
	int number = 42;
	void *items;

	(void)state;
	assert_true(calx__vec_append(&vec, &number));
	assert_int_equal(*(int *)calx__vec_at(&vec, 0), 42);
	items = vec.items;
	calx__vec_clear(&vec);
	assert_int_equal(vec.count, 0);
	assert_int_equal(*(int *)calx__vec_push(&vec), 0);
	assert_ptr_equal(vec.items, items);
	calx__vec_release(&vec);
	calx__vec_release(&vec);
}

static void an_absurd_size_is_refused(void **state)
{
	struct vec vec = { .size = SIZE_MAX / 4 };

	(void)state;
	assert_null(calx__vec_push(&vec));
	assert_true(vec.failed);
	calx__vec_release(&vec);
}

static void what_is_kept_is_the_arenas(void **state)
{
	struct vec vec = VEC_INIT(int);
	struct arena arena = { 0 };
	size_t count = 7;
	int *kept;

	(void)state;
	assert_non_null(calx__vec_keep(&vec, &arena, &count));
	assert_int_equal(count, 0);
	for (int i = 0; i < 20; i++)
		calx__vec_append(&vec, &i);
	kept = calx__vec_keep(&vec, &arena, &count);
	assert_int_equal(count, 20);
	assert_int_equal(kept[19], 19);
	assert_int_equal(vec.count, 0);
	calx__vec_append(&vec, &count);
	vec.failed = true;
	assert_null(calx__vec_keep(&vec, &arena, &count));
	assert_int_equal(count, 0);
	assert_true(arena.failed);
	calx__vec_release(&vec);
	calx__arena_release(&arena);
}

static void build(void *context)
{
	struct vec vec = VEC_INIT(int);
	size_t done = 0;

	(void)context;
	for (int i = 0; i < 100; i++)
		done += calx__vec_append(&vec, &i);
	assert_int_equal(done, vec.count);
	assert_int_equal(vec.failed, !torture_is_clean());
	for (size_t i = 0; i < vec.count; i++)
		assert_int_equal(*(int *)calx__vec_at(&vec, i), i);
	calx__vec_release(&vec);
}

static void survives_lack_of_memory(void **state)
{
	(void)state;
	torture(build, NULL);
}

CHECK_MAIN("vec", cmocka_unit_test(pushed_elements_are_zero),
	cmocka_unit_test(a_cleared_vector_keeps_its_memory),
	cmocka_unit_test(an_absurd_size_is_refused),
	cmocka_unit_test(what_is_kept_is_the_arenas),
	cmocka_unit_test(survives_lack_of_memory), )
