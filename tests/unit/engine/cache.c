#include "engine/cache.h"

#include <stdio.h>

#include "check.h"
#include "data.h"

/* The cache as a container: entries are found by their key, the oldest go
 * first, and what is running stays. */

#define COUNT 4000

static struct statement_cache cache;
static struct cache_entry entries[COUNT];
static char names[COUNT][8];

static int set_up(void **state)
{
	(void)state;
	memset(&cache, 0, sizeof(cache));
	memset(entries, 0, sizeof(entries));
	for (int i = 0; i < COUNT; i++) {
		snprintf(names[i], sizeof(names[i]), "%d", i);
		entries[i].key =
			calx__cache_key(names[i], strlen(names[i]), false);
		entries[i].bytes = 100;
	}
	return 0;
}

static struct cache_entry *find(int i)
{
	struct cache_key key =
		calx__cache_key(names[i], strlen(names[i]), false);

	return calx__cache_find(&cache, &key);
}

/* Adds an entry; returns the number of those that had to go. */
static int add(int i)
{
	struct cache_entry *victim = NULL;
	int gone = 0;

	while (!calx__cache_has_room(&cache, entries[i].bytes, &victim)) {
		if (!victim)
			return -1;
		calx__cache_remove(&cache, victim);
		gone++;
	}
	calx__cache_add(&cache, &entries[i]);
	return gone;
}

static void entries_are_found(void **state)
{
	(void)state;
	assert_null(find(0));
	for (int i = 0; i < (int)CACHE_ENTRIES_MAX; i++)
		assert_int_equal(add(i), 0);
	for (int i = 0; i < (int)CACHE_ENTRIES_MAX; i++)
		assert_ptr_equal(find(i), &entries[i]);
	assert_null(find(CACHE_ENTRIES_MAX));
}

static void text_is_another_key(void **state)
{
	struct cache_key text = calx__cache_key("1", 1, true);

	(void)state;
	add(1);
	assert_null(calx__cache_find(&cache, &text));
}

/* What was used last is known by its bytes alone. */
static void the_newest_needs_no_hash(void **state)
{
	const struct cache_key *key = &entries[1].key;

	(void)state;
	assert_null(calx__cache_newest(&cache, key->data, key->length));
	calx__cache_add(&cache, &entries[0]);
	calx__cache_add(&cache, &entries[1]);
	assert_ptr_equal(calx__cache_newest(&cache, key->data, key->length),
		&entries[1]);
	assert_null(calx__cache_newest(
		&cache, entries[0].key.data, entries[0].key.length));
	assert_null(calx__cache_newest(&cache, key->data, key->length - 1));
	entries[1].running = true;
	assert_null(calx__cache_newest(&cache, key->data, key->length));
	entries[1].running = false;
	entries[1].key.is_text = true;
	assert_null(calx__cache_newest(&cache, key->data, key->length));
}

static void the_oldest_goes_first(void **state)
{
	(void)state;
	for (int i = 0; i < (int)CACHE_ENTRIES_MAX; i++)
		add(i);
	find(0); /* is the newest now */
	assert_int_equal(add(CACHE_ENTRIES_MAX), 1);
	assert_ptr_equal(find(0), &entries[0]);
	assert_null(find(1));
	assert_int_equal(cache.count, CACHE_ENTRIES_MAX);
}

static void what_is_running_stays(void **state)
{
	(void)state;
	for (int i = 0; i < (int)CACHE_ENTRIES_MAX; i++) {
		add(i);
		entries[i].running = i != 7;
	}
	assert_null(find(3));
	assert_int_equal(add(CACHE_ENTRIES_MAX), 1);
	assert_null(find(7));
	entries[CACHE_ENTRIES_MAX].running = true;
	assert_int_equal(add(CACHE_ENTRIES_MAX + 1), -1);
	entries[3].running = false;
	assert_ptr_equal(find(3), &entries[3]);
}

static void one_key_may_have_two_entries(void **state)
{
	(void)state;
	add(1);
	entries[1].running = true;
	entries[2].key = entries[1].key;
	calx__cache_add(&cache, &entries[2]);
	assert_ptr_equal(find(1), &entries[2]);
	entries[1].running = false;
	calx__cache_remove(&cache, &entries[2]);
	assert_ptr_equal(find(1), &entries[1]);
}

static void bytes_are_bounded(void **state)
{
	struct cache_entry *victim = &entries[9];

	(void)state;
	entries[0].bytes = CACHE_BYTES_MAX;
	assert_int_equal(add(0), 0);
	assert_int_equal(add(1), 1);
	assert_int_equal(cache.bytes, 100);
	assert_false(
		calx__cache_has_room(&cache, CACHE_BYTES_MAX + 1, &victim));
	assert_null(victim);
}

/* Random additions and removals against a plain list of what is there. */
static void gaps_hide_nothing(void **state)
{
	static bool there[COUNT];
	unsigned long long random = 1;

	(void)state;
	memset(there, 0, sizeof(there));
	for (int round = 0; round < 20000; round++) {
		int i = (int)(data_random(&random) % COUNT);

		if (there[i])
			calx__cache_remove(&cache, &entries[i]);
		else if (cache.count < CACHE_ENTRIES_MAX)
			calx__cache_add(&cache, &entries[i]);
		else
			continue;
		there[i] = !there[i];
		i = (int)(data_random(&random) % COUNT);
		assert_ptr_equal(find(i), there[i] ? &entries[i] : NULL);
	}
	for (int i = 0; i < COUNT; i++)
		assert_ptr_equal(find(i), there[i] ? &entries[i] : NULL);
}

CHECK_MAIN("cache", cmocka_unit_test_setup(entries_are_found, set_up),
	cmocka_unit_test_setup(text_is_another_key, set_up),
	cmocka_unit_test_setup(the_newest_needs_no_hash, set_up),
	cmocka_unit_test_setup(the_oldest_goes_first, set_up),
	cmocka_unit_test_setup(what_is_running_stays, set_up),
	cmocka_unit_test_setup(one_key_may_have_two_entries, set_up),
	cmocka_unit_test_setup(bytes_are_bounded, set_up),
	cmocka_unit_test_setup(gaps_hide_nothing, set_up))
