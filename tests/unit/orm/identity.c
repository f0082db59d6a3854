#include "data.h"
#include "shop_test.h"

#include <stdio.h>

/* The identity map against a plain model of it: what was stored under which
 * key, through thousands of random steps, transactions taken back included. */

enum { KEYS = 60, STEPS = 6000 };

struct world {
	bool is_there[KEYS];
	int amount[KEYS];
};

static int set_up(void **state)
{
	(void)state;
	shop_open(&db);
	calx_engine_set_log(db.engine, NULL, NULL);
	return 0;
}

static const char *shop_of(int key)
{
	static const char *const shops[] = { "north", "south", "" };

	return shops[key % 3];
}

static struct Stock *get(int key)
{
	return calx_get(S, Stock, shop_of(key), key / 3);
}

static void change(struct world *world, int key, unsigned long long random)
{
	struct Stock *stock = get(key);
	int amount = (int)(random % 1000);

	CHECK_WELL(S);
	assert_int_equal(stock != NULL, world->is_there[key]);
	if (!stock) {
		calx_add(S, Stock, .shop = shop_of(key), .item = key / 3,
			.amount = amount);
		world->is_there[key] = true;
		world->amount[key] = amount;
		return;
	}
	assert_int_equal(stock->amount, world->amount[key]);
	assert_ptr_equal(get(key), stock);
	if (random >> 20 & 1) {
		calx_delete(S, stock);
		world->is_there[key] = false;
	} else {
		stock->amount = amount;
		world->amount[key] = amount;
	}
}

static void check_all(const struct world *world)
{
	size_t count = 0;

	calx_each(S, Stock, stock) {
		int key = (int)stock->item * 3;

		while (strcmp(shop_of(key), stock->shop))
			key++;
		assert_true(world->is_there[key]);
		assert_int_equal(stock->amount, world->amount[key]);
		count++;
	}
	for (int i = 0; i < KEYS; i++)
		count -= world->is_there[i];
	assert_int_equal(count, 0);
	CHECK_WELL(S);
}

static void step(
	struct world *now, struct world *committed, unsigned long long random)
{
	struct Stock *stock;
	int key = (int)((random >> 32) % KEYS);

	switch (random >> 8 & 15) {
	case 0:
		assert_int_equal(calx_commit(S), CALX_OK);
		*committed = *now;
		break;
	case 1:
		assert_int_equal(calx_rollback(S), CALX_OK);
		*now = *committed;
		break;
	case 2:
		check_all(now);
		break;
	case 3:
		assert_int_equal(calx_flush(S), CALX_OK);
		stock = get(key);
		if (stock)
			calx_expunge(S, stock);
		break;
	default:
		change(now, key, random);
	}
}

static void objects_are_the_rows(void **state)
{
	struct world now = { { 0 }, { 0 } }, committed = { { 0 }, { 0 } };
	unsigned long long seed = 1;

	(void)state;
	for (int i = 0; i < STEPS; i++)
		step(&now, &committed, data_random(&seed));
	calx_commit(S);
	check_all(&now);
	calx_expunge_all(S);
	check_all(&now);
}

/* integers in patterns that bad hashes trip over */
static void many_keys_are_found_again(void **state)
{
	static struct Author *authors[5000];
	char name[32];

	(void)state;
	for (int i = 0; i < 5000; i++) {
		snprintf(name, sizeof(name), "%d", i);
		authors[i] = calx_add(S, Author,
			.id = i % 2 ? i * 65536 + 1 : -1 - i, .name = name);
	}
	calx_commit(S);
	for (int i = 0; i < 5000; i += 3) {
		calx_expunge(S, authors[i]);
		authors[i] = NULL;
	}
	for (int i = 0; i < 5000; i++) {
		struct Author *author =
			calx_get(S, Author, i % 2 ? i * 65536 + 1 : -1 - i);

		snprintf(name, sizeof(name), "%d", i);
		CHECK_TEXT(author->name, name);
		if (authors[i])
			assert_ptr_equal(author, authors[i]);
	}
	CHECK_WELL(S);
}

/* the map while it grows by a quarter, and shrinks */
static void large_maps_work_alike(void **state)
{
	static struct Stock rows[100000];
	struct Stock_list all;

	(void)state;
	for (int i = 0; i < 100000; i++)
		rows[i] = (struct Stock){ shop_of(i), i, i };
	calx_bulk_save(S, Stock, rows, 100000);
	all = calx_all(S, Stock);
	assert_int_equal(all.count, 100000);
	for (size_t i = 0; i < all.count; i++) {
		int amount = all.items[i]->amount;

		if (i % 3)
			assert_ptr_equal(
				calx_get(S, Stock, shop_of(amount), amount),
				all.items[i]);
		else
			calx_expunge(S, all.items[i]);
	}
	for (int i = 0; i < 100000; i += 7)
		assert_int_equal(calx_get(S, Stock, shop_of(i), i)->amount, i);
	CHECK_WELL(S);
}

/* ---- pointers of every kind, in any order --------------------------------- */

static void *some_pointer(struct Author **objects, unsigned long long random)
{
	static struct Author foreign[4];
	struct Author *object = objects[random % 16];

	switch (random >> 16 & 15) {
	case 0:
		return &foreign[random >> 24 & 3];
	case 1:
		return object ? (char *)object + (random >> 24 & 63) : NULL;
	case 2:
		return NULL;
	default:
		return object;
	}
}

static void misuse_step(struct Author **objects, unsigned long long random)
{
	void *object = some_pointer(objects, random);
	char name[24];

	switch (random >> 40 & 7) {
	case 0:
		calx_delete(S, object);
		break;
	case 1:
		calx_refresh(S, object);
		break;
	case 2:
		calx_expunge(S, object);
		break;
	case 3:
		calx_commit(S);
		break;
	case 4:
		calx_rollback(S);
		break;
	case 5:
		objects[random % 16] =
			calx_get(S, Author, (int)(random >> 50 & 31));
		break;
	case 6:
		calx_each(S, Author, author) {
			calx_expunge(S, object);
			if (author->id & 1)
				calx_delete(S, author);
		}
		break;
	default:
		snprintf(name, sizeof(name), "%llu", random);
		objects[random % 16] = calx_add(S, Author, .name = name);
	}
}

/* objects are used after they have left, deleted twice, made up: each is an
 * error or nothing, never a wrong row and never a crash */
static void misuse_is_an_error(void **state)
{
	struct Author *objects[16] = { NULL };
	unsigned long long seed = 7;

	(void)state;
	for (int i = 0; i < 20000; i++) {
		const calx_error *error;

		misuse_step(objects, data_random(&seed));
		error = calx_session_error(S);
		if (error && error->status != CALX_MISUSE &&
			error->status != CALX_STALE &&
			error->status != CALX_NOT_FOUND)
			fail_msg("%s", error->message);
		if (error)
			calx_rollback(S);
	}
	calx_each(S, Author, author)
		assert_true(author->id > 0 && author->name);
	CHECK_WELL(S);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, shop_tear_down)

CHECK_MAIN("identity", TEST(objects_are_the_rows),
	TEST(many_keys_are_found_again), TEST(large_maps_work_alike),
	TEST(misuse_is_an_error))
