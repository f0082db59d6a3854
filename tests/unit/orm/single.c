#include "shop.h"

#include "single.h"

/* Sessions on a driver that can have the rows of one statement open, and has
 * neither last ids nor keys that follow. */

static calx_engine *engine;
static calx_session *S;

static calx_session *session_new(calx_engine *on)
{
	calx_session *session = calx_session_open(on);

	for (int i = 1; i <= 3; i++) {
		static const char *const names[] = { "", "Ada", "Bob", "Cy" };
		struct Author *author =
			calx_add(session, Author, .name = names[i]);

		calx_flush(session);
		if (author)
			calx_add(session, Book,
				.author_id = { .has = true,
					.value = author->id },
				.title = "first", .blurb = names[i]);
		if (author)
			calx_add(session, Book,
				.author_id = { .has = true,
					.value = author->id },
				.title = "second");
	}
	calx_commit(session);
	calx_expunge_all(session);
	return session;
}

static int set_up(void **state)
{
	(void)state;
	engine = single_open("sqlite://", NULL);
	calx_create_all(engine, &shop);
	S = session_new(engine);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	calx_session_close(S);
	calx_engine_close(engine);
	return 0;
}

static void check_well(void)
{
	const calx_error *error = calx_session_error(S);

	if (error)
		fail_msg("%s (%s)", error->message, error->where);
}

static void keys_come_back(void **state)
{
	struct Author *author = calx_add(S, Author, .name = "Dee");
	struct Note *note = calx_add(S, Note, .id = 0);

	(void)state;
	assert_int_equal(calx_commit(S), CALX_OK);
	assert_int_equal(author->id, 4);
	CHECK_TEXT(note->text, "none");
	assert_int_equal(note->rank.value, 7);
}

static void queries_may_be_in_the_body(void **state)
{
	int seen = 0;

	(void)state;
	calx_each(S, Author, author, order_by(Author.id)) {
		const char *name = author->name;

		assert_int_equal(calx_count(S, Book,
					 where(Book.author_id, ==, author->id)),
			2);
		calx_each(S, Book, book, where(Book.author_id, ==, author->id),
			order_by(Book.id)) {
			if (book->blurb)
				CHECK_TEXT(book->blurb, name);
			seen++;
		}
		CHECK_TEXT(author->name, name);
	}
	check_well();
	assert_int_equal(seen, 6);
}

static void the_body_may_commit_and_change(void **state)
{
	int seen = 0;

	(void)state;
	calx_each(S, Author, author, order_by(Author.id)) {
		const struct Book *book = calx_first(S, Book,
			where(Book.author_id, ==, author->id),
			order_by(Book.id));

		CHECK_TEXT(author->name, book->blurb);
		if (seen == 1)
			author->name = "changed";
		assert_int_equal(calx_commit(S), CALX_OK);
		seen++;
	}
	check_well();
	assert_int_equal(seen, 3);
	assert_int_equal(
		calx_count(S, Author, where(Author.name, ==, "changed")), 1);
}

/* another object of the same row gets the change, after a commit */
static void a_row_may_be_read_twice(void **state)
{
	static char fine[] = "a title of the program's own";
	int seen = 0;

	(void)state;
	calx_each(S, Book, book, order_by(Book.id)) {
		struct Book *same;

		calx_commit(S);
		same = calx_get(S, Book, book->id);
		book->title = fine;
		calx_add(S, Author, .name = seen++ ? "x" : "y");
		assert_non_null(same);
		if (seen == 2)
			break;
	}
	assert_int_equal(calx_commit(S), CALX_OK);
	CHECK_TEXT(fine, "a title of the program's own");
	assert_int_equal(calx_count(S, Book, where(Book.title, ==, fine)), 2);
	check_well();
}

static void rows_of_columns_stay(void **state)
{
	int seen = 0;

	(void)state;
	calx_each_row(
		S, row, columns(Author.name, Author.id), order_by(Author.id)) {
		const char *name = calx_row_get(row, Author.name);

		assert_int_equal(calx_count(S, Book), 6);
		CHECK_TEXT(calx_row_get(row, Author.name), name);
		calx_commit(S);
		assert_int_equal(calx_row_get(row, Author.id), ++seen);
	}
	check_well();
	assert_int_equal(seen, 3);
}

static void a_rollback_ends_the_loop(void **state)
{
	(void)state;
	calx_each(S, Author, author, order_by(Author.id)) {
		CHECK_TEXT(author->name, "Ada");
		calx_rollback(S);
		CHECK_TEXT(author->name, "Ada");
	}
	assert_int_equal(calx_session_error(S)->status, CALX_MISUSE);
	calx_rollback(S);
	assert_int_equal(calx_count(S, Book), 6);
}

static void use(void *context)
{
	calx_engine *own = single_open("sqlite://", NULL);
	calx_session *session;

	(void)context;
	calx_create_all(own, &shop);
	session = session_new(own);
	calx_each(session, Author, author, order_by(Author.id)) {
		calx_count(session, Book);
		author->name = "z";
		calx_commit(session);
		break;
	}
	calx_each_row(session, row, columns(Author.name)) {
		calx_commit(session);
		calx_row_get(row, Author.name);
	}
	if (torture_is_clean())
		assert_null(calx_session_error(session));
	calx_session_close(session);
	calx_engine_close(own);
}

static void no_memory_is_no_crash(void **state)
{
	(void)state;
	torture(use, NULL);
}

/* A loop around a block goes on; what is read in it is read ahead as well. */
static void blocks_may_be_in_the_body(void **state)
{
	calx_error error;
	int seen = 0, inside = 0;

	(void)state;
	calx_each(S, Author, author, order_by(Author.id)) {
		calx_transaction(S, .error = &error) {
			calx_each(S, Book, book,
				where(Book.author_id, ==, author->id)) {
				calx_savepoint(S)
					book->title = "changed";
				inside++;
			}
			if (++seen == 2)
				calx_rollback(S);
			author->name = seen == 3 ? "Ada" : "new";
		}
		assert_int_equal(
			error.status, seen == 3 ? CALX_CONSTRAINT : CALX_OK);
		if (seen == 1)
			author->name = "Ada";
	}
	check_well();
	assert_int_equal(seen, 3);
	assert_int_equal(inside, 6);
	assert_int_equal(calx_commit(S), CALX_OK);
	assert_int_equal(
		calx_count(S, Book, where(Book.title, ==, "changed")), 2);
	assert_int_equal(
		calx_count(S, Author, where(Author.name, ==, "Ada")), 1);
}

/* A server may say that a transaction has failed, and still go back. */
static void a_failed_transaction_goes_back(void **state)
{
	calx_error error;

	(void)state;
	calx_transaction(S) {
		calx_add(S, Author, .name = "Dee");
		calx_savepoint(S, .error = &error) {
			calx_add(S, Author, .name = "Ada");
			calx_flush(S);
			single.state = TRANSACTION_FAILED;
		}
		single.state = TRANSACTION_NONE;
		assert_int_equal(error.status, CALX_CONSTRAINT);
	}
	check_well();
	assert_int_equal(
		calx_count(S, Author, where(Author.name, ==, "Dee")), 1);
	/* nor is such a one committed */
	calx_rollback(S);
	calx_transaction(S, .error = &error) {
		calx_add(S, Author, .name = "Eve");
		calx_flush(S);
		single.state = TRANSACTION_FAILED;
	}
	single.state = TRANSACTION_NONE;
	assert_int_equal(error.status, CALX_ERROR);
	assert_int_equal(
		calx_count(S, Author, where(Author.name, ==, "Eve")), 0);
}

CHECK_MAIN("single",
	cmocka_unit_test_setup_teardown(keys_come_back, set_up, tear_down),
	cmocka_unit_test_setup_teardown(
		queries_may_be_in_the_body, set_up, tear_down),
	cmocka_unit_test_setup_teardown(
		the_body_may_commit_and_change, set_up, tear_down),
	cmocka_unit_test_setup_teardown(
		a_row_may_be_read_twice, set_up, tear_down),
	cmocka_unit_test_setup_teardown(
		rows_of_columns_stay, set_up, tear_down),
	cmocka_unit_test_setup_teardown(
		a_rollback_ends_the_loop, set_up, tear_down),
	cmocka_unit_test_setup_teardown(
		blocks_may_be_in_the_body, set_up, tear_down),
	cmocka_unit_test_setup_teardown(
		a_failed_transaction_goes_back, set_up, tear_down),
	cmocka_unit_test(no_memory_is_no_crash))
