#include "orm/store/mapper.h"

#include "check.h"
#include "data.h"
#include "orm/session.h"
#include "orm/store/keyset.h"
#include "orm/store/text.h"
#include <calx/calx.h>
#include <calx/short.h>

/* The parts of a mapper by themselves, without a database: slots, the identity
 * map, what a rollback takes back, and sets of keys. */

CALX_MODEL(Animal, "animals", column(id, integer(), .primary_key = true),
	column(name, nullable(string(40)), .unique = true),
	column(legs, nullable(integer())));

static calx_session *session;
static struct mapper *mapper;

static int set_up(void **state)
{
	(void)state;
	session = calx__session_new();
	mapper = calx__mapper(session, &Animal_calx_table_);
	return mapper ? 0 : -1;
}

static int tear_down(void **state)
{
	(void)state;
	calx_session_close(session);
	return 0;
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

static uint32_t slot_with(int id)
{
	uint32_t slot = calx__slot_new(&mapper->slots);
	struct Animal *row = calx__slot_row(&mapper->slots, slot);

	row->id = id;
	memcpy(calx__slot_snapshot(&mapper->slots, slot), row, sizeof(*row));
	return slot;
}

/* ---- slots --------------------------------------------------------------- */

enum { MANY = 5000 };

static void slots_stay_where_they_are(void **state)
{
	static struct Animal *rows[MANY];

	(void)state;
	for (uint32_t i = 0; i < MANY; i++) {
		assert_int_equal(slot_with((int)i), i);
		rows[i] = calx__slot_row(&mapper->slots, i);
	}
	for (uint32_t i = 0; i < MANY; i++) {
		assert_ptr_equal(calx__slot_row(&mapper->slots, i), rows[i]);
		assert_int_equal(rows[i]->id, i);
	}
}

static bool is_found(const void *pointer, uint32_t expected)
{
	struct mapper *found = NULL;
	uint32_t slot = SLOT_NONE;

	return calx__slot_find(session, pointer, &found, &slot) &&
	       found == mapper && slot == expected;
}

static void any_pointer_may_be_asked_about(void **state)
{
	struct Animal *row;

	(void)state;
	for (int i = 0; i < MANY; i++)
		slot_with(i);
	row = calx__slot_row(&mapper->slots, 1234);
	assert_true(is_found(row, 1234));
	assert_false(is_found((char *)row + 1, 1234));
	assert_false(is_found(&row, 1234));
	assert_false(is_found(NULL, 1234));
	assert_false(is_found(calx__slot_snapshot(&mapper->slots, 1234), 1234));
	calx__slot_free(&mapper->slots, 1234);
	assert_false(is_found(row, 1234));
}

static void a_slot_is_used_again_and_clean(void **state)
{
	static const struct Animal nothing;
	struct Animal *row;
	uint32_t slot;

	(void)state;
	slot_with(1);
	slot = slot_with(2);
	slot_with(3);
	calx__slot_free(&mapper->slots, slot);
	assert_int_equal(calx__slot_new(&mapper->slots), slot);
	row = calx__slot_row(&mapper->slots, slot);
	assert_memory_equal(row, &nothing, sizeof(nothing));
	assert_int_equal(calx__slot_is(&mapper->slots, slot), SLOT_SCRATCH);
	assert_int_equal(slot_with(4), 3);
}

static void a_flag_outlives_a_state(void **state)
{
	uint32_t slot = slot_with(1);

	(void)state;
	*calx__slot_state(&mapper->slots, slot) |= SLOT_LISTED;
	calx__slot_set(&mapper->slots, slot, SLOT_REMOVED);
	assert_int_equal(calx__slot_is(&mapper->slots, slot), SLOT_REMOVED);
	assert_true(calx__slot_is_mapped(&mapper->slots, slot));
	assert_true(*calx__slot_state(&mapper->slots, slot) & SLOT_LISTED);
}

/* ---- the identity map ---------------------------------------------------- */

static uint32_t find(int id, size_t *ret_place)
{
	const calx_value key = { .kind = CALX_INTEGER, .as.integer = id };

	return calx__identity_find(&mapper->identity, &key, ret_place);
}

static uint32_t track(int id)
{
	uint32_t slot = slot_with(id);
	size_t place;

	assert_true(calx__identity_reserve(&mapper->identity));
	assert_int_equal(find(id, &place), SLOT_NONE);
	calx__identity_set(&mapper->identity, place, slot);
	calx__slot_set(&mapper->slots, slot, SLOT_TRACKED);
	return slot;
}

/* Keys next to each other, far apart and below zero, in the order in which
 * chance brings them: taken out again they leave no gap. */
static void keys_come_and_go(void **state)
{
	static uint32_t slots[MANY];
	unsigned long long random = 7;
	size_t place, left = 0;

	(void)state;
	for (int i = 0; i < MANY; i++)
		slots[i] = track(i % 2 ? -i : i * 64);
	for (int i = 0; i < MANY; i++) {
		if (data_random(&random) % 3) {
			left++;
			continue;
		}
		calx__identity_remove(&mapper->identity, slots[i]);
		calx__slot_set(&mapper->slots, slots[i], SLOT_DETACHED);
		slots[i] = SLOT_NONE;
	}
	assert_int_equal(mapper->identity.tracked, left);
	for (int i = 0; i < MANY; i++)
		assert_int_equal(find(i % 2 ? -i : i * 64, &place), slots[i]);
}

static void removing_what_is_not_there_does_nothing(void **state)
{
	uint32_t slot = track(1), other = slot_with(1);
	size_t place;

	(void)state;
	calx__identity_remove(&mapper->identity, other);
	calx__identity_remove(&mapper->identity, slot_with(2));
	assert_int_equal(find(1, &place), slot);
	assert_int_equal(mapper->identity.tracked, 1);
}

/* ---- what a rollback takes back ------------------------------------------ */

static void the_first_snapshot_counts(void **state)
{
	uint32_t slot = slot_with(1);
	struct Animal *snapshot = calx__slot_snapshot(&mapper->slots, slot);
	const struct Animal *kept;

	(void)state;
	snapshot->legs = (calx_opt_int32){ .value = 4, .has = true };
	calx__undo_keep(&mapper->undo, &mapper->slots, slot);
	snapshot->legs.value = 5;
	calx__undo_keep(&mapper->undo, &mapper->slots, slot);
	assert_int_equal(mapper->undo.updated.count, 1);
	kept = calx__vec_at(&mapper->undo.snapshots, 0);
	assert_int_equal(kept->legs.value, 4);
	calx__undo_clear(&mapper->undo, &mapper->slots);
	assert_false(*calx__slot_state(&mapper->slots, slot) & SLOT_UNDO);
	assert_int_equal(mapper->undo.snapshots.count, 0);
}

/* ---- sets of keys -------------------------------------------------------- */

static void rows_by_a_unique_key(void **state)
{
	const unsigned name[] = { 1 };
	const struct column_set names = { name, 1 };
	const struct Animal dog = { .id = 1, .name = "dog" };
	const struct Animal cat = { .id = 2, .name = "cat" };
	const struct Animal none = { .id = 3 };
	const struct Animal other = { .id = 4, .name = "dog" };
	const calx_table *table = &Animal_calx_table_;
	struct keyset set;

	(void)state;
	assert_true(calx__keyset_init(&set, table, names, 4));
	calx__keyset_add(&set, &dog, 10);
	calx__keyset_add(&set, &none, 11);
	calx__keyset_add(&set, &other, 12);
	assert_int_equal(calx__keyset_find(&set, table, names, &other), 10);
	assert_int_equal(calx__keyset_find(&set, table, names, &cat), SIZE_MAX);
	assert_int_equal(
		calx__keyset_find(&set, table, names, &none), SIZE_MAX);
	calx__keyset_release(&set);
}

/* ---- text ------------------------------------------------------------------ */

static void text_that_was_given_back_is_used_again(void **state)
{
	char *small = calx__session_text_new(session, 40);
	char *large = calx__session_text_new(session, 5000);

	(void)state;
	calx__session_text_free(session, small, 40);
	calx__session_text_free(session, large, 5000);
	/* each by its size, whatever the other has been */
	assert_ptr_equal(calx__session_text_new(session, 4000), large);
	assert_ptr_equal(calx__session_text_new(session, 30), small);
	/* and once */
	assert_ptr_not_equal(calx__session_text_new(session, 30), small);
	assert_ptr_not_equal(calx__session_text_new(session, 4000), large);
	/* never for more than it holds */
	calx__session_text_free(session, small, 40);
	assert_ptr_not_equal(calx__session_text_new(session, 60), small);
	assert_ptr_not_equal(calx__session_text_new(session, 6000), small);
}

/* By the size of what was given back, and of what is asked for. */
static void text_of_about_that_size(void **state)
{
	static const struct {
		size_t free, size;
		bool again;
	} sizes[] = {
		{ 15, 15, false }, /* too small to be kept */
		{ 16, 16, true },
		{ 16, 1, true },
		{ 16, 17, false },
		{ 31, 31, true },
		{ 31, 17, true },
		{ 31, 32, false },
		{ 32, 16, true },
		{ 48, 31, true },
		{ 48, 16, true },
		{ 48, 15, false }, /* too large to be spent */
		{ 495, 495, true },
		{ 495, 496, false },
		{ 496, 496, true },
		{ 496, 464, true },
		{ 496, 463, false },
		{ 511, 511, true },
		{ 512, 512, true },
		{ 9000, 512, true },
		{ 9000, 464, true },
		{ 9000, 9001, false },
		{ 9000, 463, false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
		char *text = calx__session_text_new(session, sizes[i].free);
		char *next;

		calx__session_text_free(session, text, sizes[i].free);
		next = calx__session_text_new(session, sizes[i].size);
		if ((next == text) != sizes[i].again)
			fail_msg("%zu after %zu", sizes[i].size, sizes[i].free);
		calx_expunge_all(session);
	}
}

CHECK_MAIN("store", TEST(slots_stay_where_they_are),
	TEST(any_pointer_may_be_asked_about),
	TEST(a_slot_is_used_again_and_clean), TEST(a_flag_outlives_a_state),
	TEST(keys_come_and_go), TEST(removing_what_is_not_there_does_nothing),
	TEST(the_first_snapshot_counts), TEST(rows_by_a_unique_key),
	TEST(text_that_was_given_back_is_used_again),
	TEST(text_of_about_that_size))
