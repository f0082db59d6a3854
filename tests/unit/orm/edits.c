#include "shop_test.h"

#include "torture.h"

/* Sessions with explicit edits: only what calx_edit() was told of is compared. */

static calx_session *session;

static int set_up(void **state)
{
	shop_set_up(state);
	session = calx_session_open(db.engine, .explicit_edits = true);
	return 0;
}

static int tear_down(void **state)
{
	calx_session_close(session);
	return shop_tear_down(state);
}

#define EDITS_TEST(name) \
	cmocka_unit_test_setup_teardown(name, set_up, tear_down)

/* The title that the database holds, for another session. */
static const char *title_of(int id)
{
	const struct Book *book =
		calx_first(S, Book, where(Book.id, ==, id), untracked());
	const char *title = book ? book->title : NULL;

	calx_rollback(S);
	return title;
}

static void what_is_edited_is_written(void **state)
{
	struct Book *book = calx_add(session, Book, .id = 1, .title = "one");
	char text[] = "assigned";

	(void)state;
	/* until it is inserted it needs no edit */
	book->title = text;
	assert_int_equal(calx_commit(session), CALX_OK);
	memset(text, '#', sizeof(text) - 1);
	CHECK_TEXT(book->title, "assigned");
	CHECK_TEXT(title_of(1), "assigned");
	calx_edit(session, book)->title = "edited";
	book->cost = calx_some(3);
	/* a flush does not end the edit, a commit does */
	assert_int_equal(
		calx_count(session, Book, where(Book.title, ==, "edited")), 1);
	book->title = "again";
	assert_int_equal(calx_commit(session), CALX_OK);
	CHECK_TEXT(title_of(1), "again");
	book->cost = calx_some(4);
	assert_int_equal(calx_commit(session), CALX_OK);
	assert_int_equal(calx_count(S, Book, where(Book.cost, ==, 3)), 1);
	CHECK_WELL(session);
}

static void a_rollback_takes_edits_back(void **state)
{
	struct Book *book = calx_add(session, Book, .id = 1, .title = "one");
	struct Book *other = calx_add(session, Book, .id = 2, .title = "two");

	(void)state;
	calx_commit(session);
	calx_edit(session, book)->title = "changed";
	calx_flush(session);
	book->title = "and again";
	calx_edit(session, book)->id = 7;
	calx_delete(session, other);
	calx_flush(session);
	assert_ptr_equal(calx_get(session, Book, 7), book);
	assert_null(calx_get(session, Book, 2));
	assert_int_equal(calx_rollback(session), CALX_OK);
	CHECK_TEXT(book->title, "one");
	assert_ptr_equal(calx_get(session, Book, 1), book);
	assert_ptr_equal(calx_get(session, Book, 2), other);
	/* it is edited no more */
	calx_edit(session, book)->title = "at last";
	assert_int_equal(calx_commit(session), CALX_OK);
	CHECK_TEXT(title_of(1), "at last");
	CHECK_WELL(session);
}

static void rows_of_loops_are_edited(void **state)
{
	struct Book *kept = NULL;

	(void)state;
	for (int i = 1; i <= 3; i++)
		calx_add(S, Book, .id = i, .title = "t");
	calx_commit(S);
	calx_each(session, Book, book, order_by(Book.id)) {
		if (book->id == 2)
			book->title = "by the body";
		if (book->id == 3)
			kept = calx_edit(session, book);
	}
	assert_ptr_equal(calx_get(session, Book, 3), kept);
	kept->title = "kept";
	assert_int_equal(calx_commit(session), CALX_OK);
	CHECK_TEXT(title_of(2), "by the body");
	CHECK_TEXT(title_of(3), "kept");
	CHECK_WELL(session);
}

/* What foreign keys do to objects that nobody edits. */
static void rows_that_follow_are_taken_back(void **state)
{
	struct Part *part = calx_add(session, Part, .id = 1);
	struct Note *note = calx_add(session, Note, .text = "n");

	(void)state;
	calx_commit(session);
	assert_int_equal(note->rank.value, 7);
	calx_update(
		session, Note, set(Note.text, "by a statement"), all_rows());
	assert_int_equal(calx_refresh(session, note), CALX_OK);
	CHECK_TEXT(note->text, "by a statement");
	assert_int_equal(calx_rollback(session), CALX_OK);
	CHECK_TEXT(note->text, "n");
	calx_edit(session, part)->place = calx_some(1);
	assert_int_equal(calx_expunge(session, part), CALX_OK);
	assert_int_equal(calx_expunge(session, note), CALX_OK);
	assert_int_equal(calx_commit(session), CALX_OK);
	assert_int_equal(
		calx_count(session, Part, where(Part.place, is_null)), 1);
	CHECK_WELL(session);
}

static void any_pointer_may_be_given(void **state)
{
	struct Book none = { 0 };
	struct Book *book = calx_add(S, Book, .title = "usual session");

	(void)state;
	assert_ptr_equal(calx_edit(S, book), book);
	assert_null(calx_edit(session, &none));
	CHECK_FAILED(session, CALX_MISUSE,
		"calx_edit: the pointer is no object of this session");
	assert_null(calx_edit(session, (struct Book *)NULL));
	CHECK_FAILED(session, CALX_MISUSE, "calx_edit: the object is NULL");
	assert_null(calx_edit(NULL, book));
	CHECK_WELL(session);
}

/* A query and an add a row. */
static void many_objects_are_got_or_added(void **state)
{
	char name[32];

	(void)state;
	for (int i = 1; i <= 2000; i++) {
		struct Author *author = calx_get(session, Author, i);

		assert_null(author);
		snprintf(name, sizeof(name), "name %d", i);
		author = calx_add(session, Author, .id = i, .name = name);
		snprintf(name, sizeof(name), "edited %d", i);
		if (i % 100 != 0)
			continue;
		calx_edit(session, author)->name = name;
		assert_int_equal(calx_flush(session), CALX_OK);
	}
	assert_int_equal(calx_commit(session), CALX_OK);
	assert_int_equal(calx_count(session, Author,
				 where(Author.name, like, "edited%")),
		20);
	CHECK_WELL(session);
}

/* ---- failures ------------------------------------------------------------------- */

static void work(void *context)
{
	calx_engine *engine = database_engine();
	calx_session *own;
	struct Book *one, *two;

	(void)context;
	spelled_create_all(engine, &shop, NULL);
	own = calx_session_open(engine, .explicit_edits = true);
	for (int i = 1; i < 6; i++)
		calx_add(own, Book, .id = i, .title = "t");
	calx_commit(own);
	one = calx_edit(own, calx_get(own, Book, 1));
	if (one) {
		one->title = "one";
		one->id = 10;
	}
	calx_each(own, Book, book)
		book->title = "by the body";
	two = calx_get(own, Book, 2);
	if (two)
		calx_refresh(own, two);
	calx_delete(own, two);
	calx_flush(own);
	calx_rollback(own);
	if (one)
		assert_int_equal(one->id, 1);
	two = calx_edit(own, calx_get(own, Book, 2));
	if (two)
		two->title = "two";
	calx_commit(own);
	calx_session_close(own);
	database_engine_close(engine);
}

static void survives_failures(void **state)
{
	(void)state;
	torture(work, NULL);
	torture_sqlite(work, NULL);
}

CHECK_MAIN("orm: edits", EDITS_TEST(what_is_edited_is_written),
	EDITS_TEST(a_rollback_takes_edits_back),
	EDITS_TEST(rows_of_loops_are_edited),
	EDITS_TEST(rows_that_follow_are_taken_back),
	EDITS_TEST(any_pointer_may_be_given),
	EDITS_TEST(many_objects_are_got_or_added),
	cmocka_unit_test(survives_failures))
