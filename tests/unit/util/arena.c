#include "check.h"

#include "torture.h"
#include "util/arena.h"

static void items_are_aligned_and_apart(void **state)
{
	struct arena arena = { 0 };
	unsigned char *items[500];

	(void)state;
	for (size_t i = 0; i < 500; i++) {
		calx__arena_bytes(&arena, i % 7);
		items[i] = calx__arena_alloc(&arena, i);
		assert_non_null(items[i]);
		assert_int_equal(
			(uintptr_t)items[i] % _Alignof(max_align_t), 0);
		memset(items[i], (int)(i % 256), i);
	}
	for (size_t i = 1; i < 500; i++) {
		assert_int_equal(items[i][0], i % 256);
		assert_int_equal(items[i][i - 1], i % 256);
	}
	assert_false(arena.failed);
	calx__arena_release(&arena);
}

static void a_size_of_0_is_a_pointer(void **state)
{
	struct arena arena = { 0 };

	(void)state;
	assert_non_null(calx__arena_alloc(&arena, 0));
	assert_non_null(calx__arena_bytes(&arena, 0));
	assert_non_null(calx__arena_zero(&arena, 0, 8));
	calx__arena_release(&arena);
}

static void text_is_copied(void **state)
{
	struct arena arena = { 0 };
	char *text = calx__arena_strndup(&arena, "abcdef", 3);

	(void)state;
	CHECK_TEXT(text, "abc");
	CHECK_TEXT(calx__arena_strdup(&arena, ""), "");
	CHECK_TEXT(calx__arena_printf(&arena, "%s-%d", text, 42), "abc-42");
	calx__arena_release(&arena);
}

static void overflow_fails_and_sticks(void **state)
{
	struct arena arena = { 0 };

	(void)state;
	assert_null(calx__arena_zero(&arena, SIZE_MAX / 2, 3));
	assert_true(arena.failed);
	assert_non_null(calx__arena_alloc(&arena, 1));
	assert_true(arena.failed);
	calx__arena_reset(&arena);
	assert_false(arena.failed);
	assert_null(calx__arena_alloc(&arena, SIZE_MAX - 4));
	assert_true(arena.failed);
	calx__arena_reset(&arena);
	assert_null(calx__arena_strndup(&arena, "x", SIZE_MAX));
	assert_true(arena.failed);
	calx__arena_release(&arena);
}

static void fill(struct arena *arena, size_t count, size_t size)
{
	for (size_t i = 0; i < count; i++)
		calx__arena_alloc(arena, size);
}

static void a_large_item_leaves_the_block_in_use(void **state)
{
	struct arena arena = { .block_size = 1000 };
	size_t left;

	(void)state;
	fill(&arena, 1, 16);
	left = arena.left;
	fill(&arena, 1, 100000);
	assert_int_equal(arena.left, left);
	calx__arena_release(&arena);
}

static void reset_keeps_a_block_but_not_a_huge_one(void **state)
{
	struct arena arena = { 0 };

	(void)state;
	fill(&arena, 1000, 100);
	fill(&arena, 1, 10 << 20);
	calx__arena_reset(&arena);
	assert_true(arena.used <= 256 << 10);
	fill(&arena, 10, 10);
	calx__arena_release(&arena);
	assert_int_equal(arena.used, 0);
	assert_null(arena.blocks);
	fill(&arena, 10, 10);
	calx__arena_release(&arena);
}

static void adopts_what_another_has(void **state)
{
	struct arena arena = { 0 }, other = { 0 }, empty = { 0 };
	char *first, *second, *third;
	size_t used;

	(void)state;
	second = calx__arena_strdup(&other, "second");
	fill(&other, 10, 3000);
	used = other.used;
	calx__arena_adopt(&arena, &other);
	assert_null(other.blocks);
	assert_int_equal(other.used, 0);
	assert_int_equal(arena.used, used);
	first = calx__arena_strdup(&arena, "first");
	third = calx__arena_strdup(&other, "third");
	other.failed = true;
	calx__arena_adopt(&arena, &other);
	assert_true(arena.failed);
	calx__arena_adopt(&arena, &empty);
	CHECK_TEXT(first, "first");
	CHECK_TEXT(second, "second");
	CHECK_TEXT(third, "third");
	CHECK_TEXT(calx__arena_strdup(&arena, "more"), "more");
	calx__arena_release(&arena);
}

static void build(void *context)
{
	struct arena arena = { .block_size = 256 };
	char *text;

	(void)context;
	fill(&arena, 50, 30);
	text = calx__arena_strdup(&arena, "kept");
	fill(&arena, 3, 5000);
	text = text ? calx__arena_printf(&arena, "%s!", text) : NULL;
	if (torture_is_clean())
		CHECK_TEXT(text, "kept!");
	assert_int_equal(arena.failed, !torture_is_clean());
	calx__arena_reset(&arena);
	fill(&arena, 50, 30);
	calx__arena_release(&arena);
}

static void survives_lack_of_memory(void **state)
{
	(void)state;
	torture(build, NULL);
}

CHECK_MAIN("arena", cmocka_unit_test(items_are_aligned_and_apart),
	cmocka_unit_test(a_size_of_0_is_a_pointer),
	cmocka_unit_test(text_is_copied),
	cmocka_unit_test(overflow_fails_and_sticks),
	cmocka_unit_test(a_large_item_leaves_the_block_in_use),
	cmocka_unit_test(reset_keeps_a_block_but_not_a_huge_one),
	cmocka_unit_test(adopts_what_another_has),
	cmocka_unit_test(survives_lack_of_memory), )
