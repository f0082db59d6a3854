#include "check.h"

#include "util/alloc.h"

static void multiply_sees_overflow(void **state)
{
	size_t product = 7;

	(void)state;
	assert_true(calx__multiply(6, 7, &product));
	assert_int_equal(product, 42);
	assert_true(calx__multiply(SIZE_MAX, 0, &product));
	assert_int_equal(product, 0);
	assert_true(calx__multiply(1, SIZE_MAX, &product));
	assert_false(calx__multiply(SIZE_MAX / 2 + 1, 2, &product));
	assert_true(product == SIZE_MAX);
}

static void alloc_zero_is_zero_and_bounded(void **state)
{
	unsigned char *bytes = calx__alloc_zero(100, 3);

	(void)state;
	assert_non_null(bytes);
	for (size_t i = 0; i < 300; i++)
		assert_int_equal(bytes[i], 0);
	calx__free(bytes);
	assert_null(calx__alloc_zero(SIZE_MAX / 2, 3));
	assert_null(calx__alloc_zero(0, 3));
	assert_null(calx__alloc(0));
	calx__free(NULL);
}

static void realloc_takes_null_and_keeps_on_zero(void **state)
{
	char *block = calx__realloc(NULL, 0, 4);

	(void)state;
	assert_non_null(block);
	memcpy(block, "abc", 4);
	assert_null(calx__realloc(block, 4, 0));
	block = calx__realloc(block, 4, 400);
	CHECK_TEXT(block, "abc");
	calx__free(block);
}

static void strndup_ends_in_nul(void **state)
{
	char *copy = calx__strndup("abcdef", 3);
	char *empty = calx__strndup(NULL, 0);

	(void)state;
	CHECK_TEXT(copy, "abc");
	CHECK_TEXT(empty, "");
	calx__free(copy);
	calx__free(empty);
	assert_null(calx__strndup("x", SIZE_MAX));
}

struct tally {
	size_t blocks, old_size;
};

static void *tally_allocate(void *context, size_t size)
{
	((struct tally *)context)->blocks++;
	return malloc(size);
}

static void *tally_reallocate(
	void *context, void *block, size_t old_size, size_t size)
{
	((struct tally *)context)->old_size = old_size;
	return realloc(block, size);
}

static void tally_release(void *context, void *block)
{
	((struct tally *)context)->blocks--;
	free(block);
}

static void the_allocator_can_be_replaced(void **state)
{
	struct tally tally = { 0 };
	calx_allocator allocator = { tally_allocate, tally_reallocate,
		tally_release, &tally };
	void *block;

	(void)state;
	calx_set_allocator(&allocator);
	block = calx__alloc(5);
	assert_int_equal(tally.blocks, 1);
	block = calx__realloc(block, 5, 50);
	assert_int_equal(tally.old_size, 5);
	calx__free(block);
	assert_int_equal(tally.blocks, 0);
	calx_set_allocator(NULL);
	calx__free(calx__alloc(5));
	assert_int_equal(tally.blocks, 0);
}

CHECK_MAIN("alloc", cmocka_unit_test(multiply_sees_overflow),
	cmocka_unit_test(alloc_zero_is_zero_and_bounded),
	cmocka_unit_test(realloc_takes_null_and_keeps_on_zero),
	cmocka_unit_test(strndup_ends_in_nul),
	cmocka_unit_test(the_allocator_can_be_replaced), )
