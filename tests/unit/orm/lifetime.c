#include "shop_test.h"

#include <stdlib.h>

/* Whose the text of an object is, and until when. A tool that watches memory is
 * what makes these tests bite. */

#define LONG "a text so long that the database needs a block of its own for it"

/* Text of the program's own, which it frees. */
static char *lent(const char *text)
{
	char *copy = strdup(text);

	assert_non_null(copy);
	return copy;
}

/* It is written over first: freed memory may still look well. */
static void take_back(char *text)
{
	memset(text, '#', strlen(text));
	free(text);
}

static struct Book *book_with(const char *title)
{
	struct Book *book = calx_add(S, Book, .title = title, .blurb = LONG);

	calx_commit(S);
	return book;
}

/* Rows that the session has already come between rows that it has not. */
static void a_commit_at_a_row_that_is_known(void **state)
{
	int seen = 0;

	(void)state;
	calx_add_all(S, Book, { .title = "a" }, { .title = LONG LONG },
		{ .title = "c", .blurb = LONG });
	calx_commit(S);
	calx_get(S, Book, 2);
	calx_each(S, Book, book, order_by(Book.id)) {
		calx_commit(S);
		seen += (int)strlen(book->title);
	}
	assert_int_equal(seen, strlen(LONG LONG) + 2);
	CHECK_WELL(S);
}

static void a_rollback_at_a_row_that_is_known(void **state)
{
	struct Book *known;

	(void)state;
	calx_add_all(S, Book, { .title = LONG }, { .title = "b" });
	calx_commit(S);
	known = calx_get(S, Book, 2);
	calx_each(S, Book, book, order_by(Book.id)) {
		if (book != known)
			continue;
		calx_rollback(S);
		CHECK_TEXT(book->title, "b");
		break;
	}
	CHECK_WELL(S);
}

/* The row before is not the current one any more. */
static void the_row_before_a_known_one(void **state)
{
	struct Book *before = NULL;

	(void)state;
	calx_add_all(S, Book, { .title = LONG }, { .title = "b" });
	calx_commit(S);
	calx_get(S, Book, 2);
	calx_each(S, Book, book, order_by(Book.id)) {
		if (book->id == 2)
			assert_int_equal(calx_delete(S, before), CALX_MISUSE);
		before = book;
	}
	CHECK_FAILED(S, CALX_MISUSE,
		"calx_delete: the object is not in the session any more");
}

static void a_deleted_object_keeps_what_was_assigned(void **state)
{
	struct Book *book = book_with("old");
	char *title = lent("new"), *blurb = lent(LONG "!");

	(void)state;
	book->title = title;
	book->blurb = blurb;
	calx_delete(S, book);
	assert_int_equal(calx_flush(S), CALX_OK);
	take_back(title);
	take_back(blurb);
	CHECK_TEXT(book->title, "new");
	CHECK_TEXT(book->blurb, LONG "!");
	assert_int_equal(calx_rollback(S), CALX_OK);
	CHECK_TEXT(book->title, "old");
	CHECK_TEXT(book->blurb, LONG);
	assert_int_equal(calx_exists(S, Book, where(Book.title, ==, "old")), 1);
}

/* A rollback puts back what was, and does not look at what is. */
static void a_rollback_of_text_that_is_gone(void **state)
{
	struct Book *book = book_with("old");
	char *title = lent("new");

	(void)state;
	book->title = title;
	take_back(title);
	assert_int_equal(calx_rollback(S), CALX_OK);
	CHECK_TEXT(book->title, "old");
	assert_int_equal(calx_commit(S), CALX_OK);
}

static void a_flush_that_fails_then_a_rollback(void **state)
{
	struct Author *a = calx_add(S, Author, .name = "a");
	struct Author *b = calx_add(S, Author, .name = "b");
	char *first = lent("c"), *second = lent("c");

	(void)state;
	calx_commit(S);
	a->name = first;
	b->name = second;
	assert_int_equal(calx_flush(S), CALX_CONSTRAINT);
	take_back(first);
	take_back(second);
	assert_int_equal(calx_rollback(S), CALX_OK);
	CHECK_TEXT(a->name, "a");
	CHECK_TEXT(b->name, "b");
}

/* What the body put into a row that it then let go of is not written. */
static void the_changed_row_of_a_loop_is_expunged(void **state)
{
	(void)state;
	calx_add_all(S, Book, { .title = "a" }, { .title = "b" });
	calx_commit(S);
	calx_each(S, Book, book, order_by(Book.id)) {
		char *title = lent("changed");

		book->title = title;
		assert_int_equal(calx_expunge(S, book), CALX_OK);
		take_back(title);
	}
	assert_int_equal(calx_commit(S), CALX_OK);
	assert_int_equal(
		calx_count(S, Book, where(Book.title, ==, "changed")), 0);
}

/* The memory of a session that is closed is the next one's: nothing else is. */
static void a_session_that_follows_another(void **state)
{
	calx_session *session;
	struct Book *book;

	(void)state;
	book_with("old");
	for (int i = 0; i < 3; i++) {
		session =
			calx_session_open(db.engine, .explicit_edits = i != 1);
		assert_null(calx_session_error(session));
		book = calx_get(session, Book, 1);
		CHECK_TEXT(book->title, i == 2 ? "mine" : "old");
		/* nobody says so in the first, and the third fails */
		book->title = i == 2 ? "lost" : "mine";
		assert_null(calx_get(session, Book, 99));
		if (i == 2)
			calx_connection_execute(
				calx_session_connection(session), "no SQL",
				NULL, 0);
		assert_int_equal(calx_commit(session) >= 0, i < 2);
		calx_session_close(session);
	}
	/* two at a time, of which each has its own */
	session = calx_session_open(db.engine);
	book = calx_get(session, Book, 1);
	CHECK_TEXT(book->title, "mine");
	CHECK_TEXT(((struct Book *)calx_get(S, Book, 1))->title, "old");
	calx_session_close(session);
}

CHECK_MAIN("lifetime", SHOP_TEST(a_session_that_follows_another),
	SHOP_TEST(a_commit_at_a_row_that_is_known),
	SHOP_TEST(a_rollback_at_a_row_that_is_known),
	SHOP_TEST(the_row_before_a_known_one),
	SHOP_TEST(a_deleted_object_keeps_what_was_assigned),
	SHOP_TEST(a_rollback_of_text_that_is_gone),
	SHOP_TEST(a_flush_that_fails_then_a_rollback),
	SHOP_TEST(the_changed_row_of_a_loop_is_expunged))
