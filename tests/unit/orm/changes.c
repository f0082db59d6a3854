#include "orm/write/change.h"

#include <stdlib.h>

#include "check.h"

/* The order in which changed rows are written: by shape, then by key, however many
 * they are and whatever their keys. */

static int compare(const void *a, const void *b)
{
	const struct change *x = a, *y = b;

	if (x->shape != y->shape)
		return x->shape < y->shape ? -1 : 1;
	return (x->key > y->key) - (x->key < y->key);
}

static int64_t key_of(unsigned kind, uint64_t random)
{
	switch (kind % 5) {
	case 0:
		return (int64_t)random;
	case 1:
		return (int64_t)(random % 1000) - 500;
	case 2:
		return INT64_MAX - (int64_t)(random % 3);
	case 3:
		return random % 2 ? INT64_MIN : INT64_MAX;
	default:
		return (int64_t)(random % 100000) << 20;
	}
}

static struct change change_of(unsigned kind, uint32_t number)
{
	static uint64_t random = 88172645463325252U;

	/* Marsaglia, Xorshift RNGs (2003) */
	random ^= random << 13;
	random ^= random >> 7;
	random ^= random << 17;
	return (struct change){
		.slot = number,
		.shape = (uint32_t)(random >> 40) % (kind % 3 ? 300 : 1),
		.key = key_of(kind, random),
	};
}

static void check_sorted(const struct vec *changes)
{
	const struct change *items = changes->items;
	uint64_t slots = 0, expected = 0;

	for (size_t i = 0; i < changes->count; i++) {
		slots += items[i].slot;
		expected += i;
		if (i)
			assert_true(compare(&items[i - 1], &items[i]) <= 0);
	}
	assert_true(slots == expected);
}

static void changes_are_sorted(void **state)
{
	struct vec changes = VEC_INIT(struct change);

	(void)state;
	for (unsigned kind = 0; kind < 60; kind++) {
		const uint32_t count = kind % 4 ? kind * 37 : kind;

		calx__vec_clear(&changes);
		for (uint32_t i = 0; i < count; i++) {
			const struct change change = change_of(kind, i);

			assert_true(calx__vec_append(&changes, &change));
		}
		calx__changes_sort(&changes);
		check_sorted(&changes);
		/* once more, as it is in order now */
		calx__changes_sort(&changes);
		check_sorted(&changes);
	}
	calx__vec_release(&changes);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(changes_are_sorted),
};

int main(void)
{
	return cmocka_run_group_tests_name("changes", tests, NULL, NULL);
}
