#include "seen.h"

#include <stdio.h>

/* What a flush writes, and in which order. */

/* Flushes, and checks the statements that are not about the transaction. */
static void check_flush(const char *const *expected)
{
	size_t count = 0;

	db.statements = 0;
	if (calx_flush(S) < 0)
		fail_msg("%s", calx_session_error(S)->message);
	for (size_t i = 0; i < db.statements; i++) {
		if (!strcmp(db.sql[i], "BEGIN"))
			continue;
		assert_non_null(expected[count]);
		CHECK_TEXT(db.sql[i], expected[count++]);
	}
	assert_null(expected[count]);
}

#define CHECK_FLUSH(...) check_flush((const char *const[]){ __VA_ARGS__, NULL })

#define INSERT_AUTHOR "INSERT INTO \"authors\" (\"id\", \"name\") VALUES (?, ?)"
#define INSERT_BOOK                                                            \
	"INSERT INTO \"books\" (\"id\", \"author_id\", \"title\", \"blurb\", " \
	"\"cost\") VALUES (?, ?, ?, ?, ?)"
#define DELETE_AUTHOR "DELETE FROM \"authors\" WHERE \"authors\".\"id\" = ?"

static void only_changed_columns_are_written(void **state)
{
	struct Book *book = calx_add(S, Book, .title = "a", .blurb = "b");
	char same[] = "b";

	(void)state;
	calx_commit(S);
	db.statements = 0;
	calx_flush(S);
	assert_int_equal(db.statements, 0);
	/* equal text elsewhere is no change */
	book->blurb = same;
	calx_flush(S);
	assert_int_equal(db.statements, 0);
	assert_ptr_not_equal(book->blurb, same);
	book->cost = calx_some(1);
	CHECK_FLUSH("UPDATE \"books\" SET \"cost\" = ? WHERE \"id\" = ?");
	book->blurb = NULL;
	book->title = "c";
	CHECK_FLUSH("UPDATE \"books\" SET \"title\" = ?, \"blurb\" = ? WHERE "
		    "\"id\" = ?");
	CHECK_WELL(S);
}

static void referred_tables_come_first(void **state)
{
	struct Book *book = calx_add(
		S, Book, .id = 1, .title = "a", .author_id = calx_some(7));
	struct Author *author = calx_add(S, Author, .id = 7, .name = "n");

	(void)state;
	CHECK_FLUSH(INSERT_AUTHOR, INSERT_BOOK);
	calx_delete(S, author);
	calx_delete(S, book);
	calx_commit(S);
	CHECK_WELL(S);
	assert_int_equal(calx_count(S, Author) + calx_count(S, Book), 0);
}

static void a_tree_is_written_from_its_root(void **state)
{
	struct Part *parts[20];

	(void)state;
	for (int i = 20; i > 0; i--)
		parts[i - 1] = calx_add(
			S, Part, .id = i, .parent_id = { i > 1, i / 2 });
	assert_int_equal(calx_commit(S), CALX_OK);
	for (int i = 0; i < 20; i++)
		calx_delete(S, parts[i]);
	assert_int_equal(calx_commit(S), CALX_OK);
	/* a row may refer to itself */
	calx_add(S, Part, .id = 2, .parent_id = calx_some(2));
	calx_add(S, Part, .id = 1, .parent_id = calx_some(2));
	assert_int_equal(calx_commit(S), CALX_OK);
	CHECK_WELL(S);
}

static void a_unique_key_is_given_up_before_it_is_taken(void **state)
{
	struct Author *a = calx_add(S, Author, .name = "a");
	struct Author *b = calx_add(S, Author, .name = "b");

	(void)state;
	calx_commit(S);
	/* by a delete, for an insert */
	calx_delete(S, a);
	a = calx_add(S, Author, .name = "a");
	assert_int_equal(calx_commit(S), CALX_OK);
	/* of the same primary key */
	calx_delete(S, a);
	a = calx_add(S, Author, .id = a->id, .name = "a2");
	assert_int_equal(calx_commit(S), CALX_OK);
	assert_ptr_equal(calx_get(S, Author, a->id), a);
	/* by a delete, for an update */
	calx_delete(S, a);
	b->name = "a2";
	assert_int_equal(calx_commit(S), CALX_OK);
	/* by an update, for an insert */
	b->name = "b2";
	calx_add(S, Author, .name = "a2");
	assert_int_equal(calx_commit(S), CALX_OK);
	CHECK_WELL(S);
	assert_int_equal(calx_count(S, Author), 2);
}

/* the books of an author who makes room go before him */
static void what_refers_to_the_deleted_goes_first(void **state)
{
	struct Author *author = calx_add(S, Author, .id = 1, .name = "a");
	struct Book *book =
		calx_add(S, Book, .title = "t", .author_id = calx_some(1));

	(void)state;
	calx_commit(S);
	calx_delete(S, author);
	calx_delete(S, book);
	calx_add(S, Author, .id = 2, .name = "a");
	assert_int_equal(calx_commit(S), CALX_OK);
	assert_int_equal(calx_count(S, Author), 1);
	CHECK_WELL(S);
}

static void places_are_moved_along(void **state)
{
	struct Part *parts[5];

	(void)state;
	for (int i = 0; i < 5; i++)
		parts[i] =
			calx_add(S, Part, .id = i + 1, .place = calx_some(i));
	calx_commit(S);
	for (int i = 0; i < 5; i++)
		parts[i]->place.value++;
	assert_int_equal(calx_commit(S), CALX_OK);
	for (int i = 0; i < 5; i++)
		parts[i]->place.value--;
	calx_add(S, Part, .id = 9, .place = calx_some(5));
	assert_int_equal(calx_commit(S), CALX_OK);
	/* two that want each other's */
	parts[0]->place.value = 1;
	parts[1]->place.value = 0;
	assert_int_equal(calx_commit(S), CALX_OK);
	assert_int_equal(parts[0]->place.value, 1);
	/* and one that somebody else has */
	parts[0]->place.value = 2;
	assert_int_equal(calx_commit(S), CALX_CONSTRAINT);
	calx_rollback(S);
	assert_int_equal(parts[0]->place.value, 1);
	CHECK_WELL(S);
}

static void a_row_that_is_gone_is_stale(void **state)
{
	struct Author *a = calx_add(S, Author, .name = "a");
	struct Author *b = calx_add(S, Author, .name = "b");

	(void)state;
	calx_commit(S);
	shop_run(&db, "DELETE FROM authors");
	a->name = "c";
	calx_flush(S);
	CHECK_FAILED(S, CALX_STALE,
		"flush: update of authors (id = 1): the row was changed or "
		"deleted by someone else");
	calx_delete(S, b);
	calx_count(S, Author);
	assert_non_null(strstr(calx_session_error(S)->where, "flush.c:"));
	CHECK_FAILED(S, CALX_STALE,
		"calx_count: flush: delete from authors (id = 2): the row was "
		"changed or deleted by someone else");
}

static void a_key_can_be_changed(void **state)
{
	struct Author *author = calx_add(S, Author, .id = 1, .name = "a");

	(void)state;
	calx_commit(S);
	author->id = 5;
	/* it counts from the flush on */
	assert_ptr_equal(calx_get(S, Author, 1), author);
	assert_int_equal(calx_commit(S), CALX_OK);
	assert_ptr_equal(calx_get(S, Author, 5), author);
	assert_null(calx_get(S, Author, 1));
	CHECK_WELL(S);
}

/* keys of rows that are inserted together */
static void keys_belong_to_their_objects(void **state)
{
	static const size_t counts[] = { 1, 2, 3, 4, 5, 17, 64, 65, 66, 200,
		333 };
	struct Author *authors[333];
	char name[32];
	int64_t total = 0;

	(void)state;
	for (size_t n = 0; n < sizeof(counts) / sizeof(*counts); n++) {
		for (size_t i = 0; i < counts[n]; i++) {
			snprintf(name, sizeof(name), "%zu %zu", n, i);
			authors[i] = calx_add(S, Author, .name = name);
		}
		assert_int_equal(calx_commit(S), CALX_OK);
		total += (int64_t)counts[n];
		for (size_t i = 0; i < counts[n]; i++) {
			assert_int_equal(
				calx_count(S, Author,
					where(Author.id, ==, authors[i]->id),
					where(Author.name, ==,
						authors[i]->name)),
				1);
			assert_ptr_equal(calx_get(S, Author, authors[i]->id),
				authors[i]);
		}
	}
	assert_int_equal(calx_count(S, Author), total);
	CHECK_WELL(S);
}

/* a trigger takes keys in between: the rows then go one by one */
static void a_trigger_does_not_mix_keys_up(void **state)
{
	struct Author *authors[100];
	char name[32];

	(void)state;
	NEEDS(CAN_TRIGGER_ITS_TABLE);
	trigger_make(db.engine,
		"CREATE TRIGGER t AFTER INSERT ON authors WHEN NEW.name LIKE "
		"'% 77' BEGIN "
		"INSERT INTO authors (name) VALUES ('from the trigger'); END");
	for (size_t i = 0; i < 100; i++) {
		snprintf(name, sizeof(name), "author %zu", i);
		authors[i] = calx_add(S, Author, .name = name);
	}
	assert_int_equal(calx_commit(S), CALX_OK);
	for (size_t i = 0; i < 100; i++)
		assert_int_equal(
			calx_count(S, Author,
				where(Author.id, ==, authors[i]->id),
				where(Author.name, ==, authors[i]->name)),
			1);
	assert_int_equal(calx_count(S, Author), 101);
	CHECK_WELL(S);
}

/* small integers run out: the error says so, and nothing is cut */
static void keys_that_do_not_fit_are_errors(void **state)
{
	(void)state;
	NEEDS(CAN_COUNT_GIVEN_KEYS);
	shop_run(&db, "INSERT INTO notes (id) VALUES (32766)");
	calx_add(S, Note, .text = "a", .rank = calx_some(1));
	assert_int_equal(calx_commit(S), CALX_OK);
	calx_add(S, Note, .text = "a", .rank = calx_some(1));
	assert_int_equal(calx_commit(S), CALX_RANGE);
	calx_rollback(S);
	assert_int_equal(calx_count(S, Note), 2);
	CHECK_WELL(S);
}

/* the same of many whose keys are numbered */
static void numbered_keys_that_do_not_fit_are_errors(void **state)
{
	(void)state;
	NEEDS(CAN_COUNT_GIVEN_KEYS);
	shop_run(&db, "INSERT INTO notes (id) VALUES (32764)");
	for (int i = 0; i < 5; i++)
		calx_add(S, Note, .text = "a", .rank = calx_some(1));
	assert_int_equal(calx_commit(S), CALX_RANGE);
	calx_rollback(S);
	assert_int_equal(calx_count(S, Note), 1);
	calx_rollback(S);
	NEEDS(CAN_GIVE_KEYS_AGAIN);
	shop_run(&db, "DELETE FROM notes");
	shop_run(&db, "INSERT INTO notes (id) VALUES (32762)");
	for (int i = 0; i < 5; i++)
		calx_add(S, Note, .text = "a", .rank = calx_some(i));
	assert_int_equal(calx_commit(S), CALX_OK);
	assert_int_equal(calx_get(S, Note, 32767)->rank.value, 4);
	CHECK_WELL(S);
}

/* In the order of what was changed, then of their keys. */
static void updates_go_by_columns_and_keys(void **state)
{
	struct Book *books[5];

	(void)state;
	seen_make();
	trigger_make(db.engine,
		"CREATE TRIGGER see AFTER UPDATE ON books BEGIN INSERT INTO seen (step) VALUES (NEW.id); END");
	for (int i = 0; i < 5; i++)
		books[i] = calx_add(S, Book, .id = 5 - i, .title = "a");
	calx_commit(S);
	books[0]->title = "b";
	books[1]->cost = calx_some(1);
	books[2]->title = "b";
	books[3]->cost = calx_some(1);
	books[4]->title = "b";
	assert_int_equal(calx_commit(S), CALX_OK);
	CHECK_TEXT(seen(), "1, 3, 5, 2, 4");
	CHECK_WELL(S);
}

static void rows_of_one_shape_go_together(void **state)
{
	(void)state;
	for (int i = 0; i < 21; i++)
		calx_add(S, Author, .id = i + 1,
			.name = &"abcdefghijklmnopqrstu"[i]);
	db.statements = 0;
	calx_flush(S);
	/* BEGIN, 16, 4 and 1; and savepoints around them, where a failure would
	 * take the transaction with it */
	if (database_is("sqlite"))
		assert_int_equal(db.statements, 4);
	CHECK_WELL(S);
}

static void a_failed_flush_leaves_nothing(void **state)
{
	struct Author *good = calx_add(S, Author, .name = "good");
	struct Author *bad = calx_add(S, Author, .name = "good");

	(void)state;
	assert_int_equal(calx_commit(S), CALX_CONSTRAINT);
	assert_non_null(strstr(calx_session_error(S)->message,
		"flush: insert into authors (name = \"good\"): "));
	calx_rollback(S);
	assert_int_equal(calx_delete(S, good), CALX_MISUSE);
	calx_rollback(S);
	assert_int_equal(calx_delete(S, bad), CALX_MISUSE);
	calx_rollback(S);
	assert_int_equal(calx_count(S, Author), 0);
	calx_add(S, Author, .name = "good");
	assert_int_equal(calx_commit(S), CALX_OK);
	CHECK_WELL(S);
}

static void what_cannot_be_stored_is_refused(void **state)
{
	struct Author *author = calx_add(S, Author, .name = "a");

	(void)state;
	calx_commit(S);
	author->name = "not \xc3\x28 utf-8";
	assert_int_equal(calx_commit(S), CALX_INVALID);
	calx_rollback(S);
	CHECK_TEXT(author->name, "a");
	author->name = NULL;
	assert_int_equal(calx_commit(S), CALX_CONSTRAINT);
	calx_rollback(S);
	CHECK_TEXT(author->name, "a");
	CHECK_WELL(S);
}

CHECK_MAIN("flush", SHOP_TEST(only_changed_columns_are_written),
	SHOP_TEST(referred_tables_come_first),
	SHOP_TEST(a_tree_is_written_from_its_root),
	SHOP_TEST(a_unique_key_is_given_up_before_it_is_taken),
	SHOP_TEST(what_refers_to_the_deleted_goes_first),
	SHOP_TEST(places_are_moved_along),
	SHOP_TEST(a_row_that_is_gone_is_stale), SHOP_TEST(a_key_can_be_changed),
	SHOP_TEST(keys_belong_to_their_objects),
	SHOP_TEST(a_trigger_does_not_mix_keys_up),
	SHOP_TEST(numbered_keys_that_do_not_fit_are_errors),
	SHOP_TEST(updates_go_by_columns_and_keys),
	SHOP_TEST(keys_that_do_not_fit_are_errors),
	SHOP_TEST(rows_of_one_shape_go_together),
	SHOP_TEST(a_failed_flush_leaves_nothing),
	SHOP_TEST(what_cannot_be_stored_is_refused))
