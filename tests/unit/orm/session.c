#include "shop_test.h"

#include <stdio.h>

/* A session as a program uses it. */

/* ---- objects ------------------------------------------------------------ */

static void an_object_is_added_changed_and_deleted(void **state)
{
	char title[] = "Dune";
	struct Book *book;

	(void)state;
	book = calx_add(S, Book, .title = title, .cost = calx_some(9));
	/* the session has its own copy */
	title[0] = 'X';
	CHECK_TEXT(book->title, "Dune");
	assert_int_equal(book->id, 0);
	assert_int_equal(calx_commit(S), CALX_OK);
	assert_int_equal(book->id, 1);

	book->title = title;
	book->cost.has = false;
	assert_int_equal(calx_commit(S), CALX_OK);
	CHECK_TEXT(book->title, "Xune");
	assert_ptr_not_equal(book->title, title);
	assert_int_equal(calx_count(S, Book, where(Book.title, ==, "Xune"),
				 where(Book.cost, is_null)),
		1);

	assert_int_equal(calx_delete(S, book), CALX_OK);
	assert_int_equal(calx_count(S, Book), 0);
	assert_int_equal(calx_commit(S), CALX_OK);
	/* its memory stays */
	CHECK_TEXT(book->title, "Xune");
	CHECK_WELL(S);
}

static void one_row_is_one_object(void **state)
{
	struct Book *book = calx_add(S, Book, .title = "Emma");
	struct Book_list all;

	(void)state;
	assert_int_equal(calx_flush(S), CALX_OK);
	assert_ptr_equal(calx_get(S, Book, book->id), book);
	assert_ptr_equal(calx_first(S, Book), book);
	assert_ptr_equal(
		calx_one(S, Book, where(Book.title, ==, "Emma")), book);
	all = calx_all(S, Book);
	assert_int_equal(all.count, 1);
	assert_ptr_equal(all.items[0], book);
	calx_each(S, Book, same)
		assert_ptr_equal(same, book);
	CHECK_WELL(S);
}

static void get_asks_the_session_first(void **state)
{
	size_t before;

	(void)state;
	shop_run(&db, "INSERT INTO books (id, title) VALUES (5, 'a')");
	assert_non_null(calx_get(S, Book, 5));
	before = db.statements;
	CHECK_TEXT(calx_get(S, Book, 5)->title, "a");
	assert_int_equal(db.statements, before);
	assert_null(calx_get(S, Book, 6));
	CHECK_WELL(S);
}

static void keys_of_several_columns_and_of_text(void **state)
{
	struct Stock *stock;

	(void)state;
	calx_add(S, Stock, .shop = "north", .item = 1, .amount = 10);
	calx_add(S, Stock, .shop = "north", .item = 2, .amount = 20);
	calx_add(S, Country, .code = "at", .title = "Austria");
	calx_commit(S);
	stock = calx_get(S, Stock, "north", 2);
	assert_int_equal(stock->amount, 20);
	stock->amount = 21;
	CHECK_TEXT(calx_get(S, Country, "at")->title, "Austria");
	assert_null(calx_get(S, Country, "de"));
	calx_commit(S);
	calx_expunge_all(S);
	assert_int_equal(calx_get(S, Stock, "north", 2)->amount, 21);
	calx_delete(S, calx_get(S, Stock, "north", 1));
	calx_delete(S, calx_get(S, Country, "at"));
	calx_commit(S);
	assert_int_equal(calx_count(S, Stock), 1);
	assert_int_equal(calx_count(S, Country), 0);
	CHECK_WELL(S);
}

/* names in a list may be literals, and the database's own */
CALX_MODEL(Quoted, "quoted", column(id, integer()), column(text, string()),
	primary_key("id"));
CALX_MODEL(Renamed, "renamed", column(shop, string(20), .name = "the shop"),
	column(item, integer()), column(text, string()),
	primary_key("the shop", item));
CALX_METADATA(quoted, Quoted, Renamed);

static void keys_may_be_written_as_literals(void **state)
{
	(void)state;
	assert_int_equal(spelled_create_all(db.engine, &quoted, NULL), CALX_OK);
	calx_add(S, Quoted, .id = 7, .text = "seven");
	calx_add(S, Renamed, .shop = "north", .item = 1, .text = "one");
	calx_add(S, Renamed, .shop = "north", .item = 2, .text = "two");
	calx_commit(S);
	calx_expunge_all(S);
	CHECK_WELL(S);
	CHECK_TEXT(calx_get(S, Quoted, 7)->text, "seven");
	CHECK_TEXT(calx_get(S, Renamed, "north", 2)->text, "two");
	calx_get(S, Renamed, "north", 2)->text = "zwei";
	calx_commit(S);
	calx_expunge_all(S);
	CHECK_TEXT(calx_get(S, Renamed, "north", 1)->text, "one");
	CHECK_TEXT(calx_get(S, Renamed, "north", 2)->text, "zwei");
	CHECK_WELL(S);
}

static void what_the_database_chose_is_read_back(void **state)
{
	struct Note *note = calx_add(S, Note, .text = "mine");
	struct Note *other = calx_add(S, Note, .rank = calx_some(1));
	struct Note *empty = calx_add(S, Note, .id = 0);

	(void)state;
	assert_int_equal(calx_flush(S), CALX_OK);
	CHECK_TEXT(note->text, "mine");
	assert_int_equal(note->rank.value, 7);
	CHECK_TEXT(other->text, "none");
	assert_int_equal(other->rank.value, 1);
	CHECK_TEXT(empty->text, "none");
	assert_int_equal(empty->id, 3);
	/* and is no change */
	db.statements = 0;
	calx_flush(S);
	assert_int_equal(db.statements, 0);
	assert_ptr_equal(calx_get(S, Note, 3), empty);
	CHECK_WELL(S);
}

static void keys_of_text_are_read_back(void **state)
{
	struct Token *a = calx_add(S, Token, .note = "a");
	struct Token *b = calx_add(S, Token, .code = NULL);
	struct Token *c = calx_add(S, Token, .code = "mine");

	(void)state;
	assert_int_equal(calx_commit(S), CALX_OK);
	assert_int_equal(strlen(a->code), 32);
	assert_int_equal(strlen(b->code), 32);
	CHECK_TEXT(b->note, "none");
	CHECK_TEXT(c->note, "none");
	assert_ptr_equal(calx_get(S, Token, a->code), a);
	assert_ptr_equal(calx_get(S, Token, b->code), b);
	assert_ptr_equal(calx_get(S, Token, "mine"), c);
	CHECK_WELL(S);
}

static void many_rows_with_defaults(void **state)
{
	struct Note *notes[100];

	(void)state;
	for (int i = 0; i < 100; i++)
		notes[i] = calx_add(S, Note, .rank = calx_some(i));
	assert_int_equal(calx_commit(S), CALX_OK);
	for (int i = 0; i < 100; i++) {
		assert_int_equal(notes[i]->id, i + 1);
		assert_int_equal(notes[i]->rank.value, i);
		CHECK_TEXT(notes[i]->text, "none");
	}
	calx_rollback(S);
	CHECK_TEXT(notes[7]->text, "none");
	CHECK_WELL(S);
}

static void first_one_exists(void **state)
{
	(void)state;
	assert_null(calx_first(S, Book));
	assert_false(calx_exists(S, Book));
	calx_add(S, Book, .title = "b");
	calx_add(S, Book, .title = "a");
	CHECK_TEXT(calx_first(S, Book, order_by(Book.title))->title, "a");
	CHECK_TEXT(calx_first(S, Book, order_by(desc(Book.title)), limit(5))
			   ->title,
		"b");
	assert_true(calx_exists(S, Book, where(Book.title, ==, "a")));
	CHECK_TEXT(calx_one(S, Book, where(Book.title, ==, "b"))->title, "b");
	CHECK_WELL(S);
	assert_null(calx_one(S, Book, where(Book.title, ==, "c")));
	CHECK_FAILED(S, CALX_NOT_FOUND,
		"calx_one: no row in table \"books\" matches");
	calx_bulk_save(S, Book,
		((const struct Book[]){ { .title = "c" }, { .title = "c" } }),
		2);
	assert_null(calx_one(S, Book, where(Book.title, ==, "c")));
	CHECK_FAILED(S, CALX_AMBIGUOUS,
		"calx_one: more than one row in table \"books\" match");
}

static void statements_over_many_rows(void **state)
{
	struct Book *book =
		calx_add(S, Book, .title = "a", .cost = calx_some(1));

	(void)state;
	calx_add(S, Book, .title = "b", .cost = calx_some(2));
	/* flushes what is waiting first */
	assert_int_equal(calx_update(S, Book, set(Book.cost, 5),
				 where(Book.cost, <, 10)),
		2);
	/* objects keep what they have, until they are read again */
	assert_int_equal(book->cost.value, 1);
	calx_refresh(S, book);
	assert_int_equal(book->cost.value, 5);
	assert_int_equal(
		calx_delete_where(S, Book, where(Book.title, ==, "b")), 1);
	assert_int_equal(calx_delete_all(S, Book), 1);
	CHECK_WELL(S);
	assert_int_equal(calx_update(S, Book, set(Book.cost, 1)), CALX_MISUSE);
	calx_rollback(S);
	assert_int_equal(calx_delete_where(S, Book, limit(1)) < 0, 1);
}

static void bulk_saves_rows_of_any_number(void **state)
{
	static struct Book books[300];

	(void)state;
	for (size_t n = 0; n < 300; n = n * 2 + 1) {
		for (size_t i = 0; i < n; i++)
			books[i] = (struct Book){ .title = "t",
				.cost = calx_some((int)i),
				/* some have a key */
				.id = i % 3 ? 0 : 100000 + (int)(n * 300 + i) };
		calx_delete_all(S, Book);
		assert_int_equal(calx_bulk_save(S, Book, books, n), CALX_OK);
		assert_int_equal(calx_count(S, Book), n);
	}
	assert_int_equal(calx_commit(S), CALX_OK);
	calx_delete_all(S, Book);
	calx_commit(S);
	books[70].title = NULL;
	assert_int_equal(calx_bulk_save(S, Book, books, 100), CALX_CONSTRAINT);
	assert_non_null(
		strstr(calx_session_error(S)->message, "calx_bulk_save: row"));
	calx_rollback(S);
	books[70].title = "\xff";
	books[70].id = 0;
	assert_int_equal(calx_bulk_save(S, Book, books, 100), CALX_INVALID);
}

static void untracked_rows_are_only_read(void **state)
{
	struct Book_list list;
	struct Book *a, *b;

	(void)state;
	calx_add(S, Book, .title = "a", .blurb = "long", .cost = calx_some(3));
	calx_commit(S);
	a = calx_first(S, Book, untracked());
	b = calx_first(S, Book, untracked());
	assert_ptr_not_equal(a, b);
	a->title = "changed";
	b->cost.value = 4;
	calx_each(S, Book, c, untracked())
		c->title = "changed too";
	list = calx_all(S, Book, untracked(), order_by(Book.id));
	assert_int_equal(list.count, 1);
	list.items[0]->title = "and this";
	CHECK_TEXT(list.items[0]->blurb, "long");
	calx_commit(S);
	CHECK_TEXT(calx_first(S, Book)->title, "a");
	CHECK_WELL(S);
	/* not an object */
	assert_int_equal(calx_delete(S, a), CALX_MISUSE);
}

static void long_lists_have_memory_of_their_own(void **state)
{
	static struct Book books[20000];
	struct Book_list list;

	(void)state;
	for (size_t i = 0; i < 20000; i++)
		books[i] = (struct Book){ .title = "t",
			.cost = calx_some((int)i) };
	calx_bulk_save(S, Book, books, 20000);
	list = calx_all(S, Book, order_by(Book.id));
	assert_int_equal(list.count, 20000);
	for (size_t i = 0; i < 20000; i++)
		assert_int_equal(list.items[i]->cost.value, i);
	calx_expunge_all(S);
	assert_int_equal(calx_all(S, Book).count, 20000);
	CHECK_WELL(S);
}

/* ---- transactions ------------------------------------------------------- */

static void a_rollback_takes_everything_back(void **state)
{
	struct Author *kept = calx_add(S, Author, .name = "kept");
	struct Author *deleted = calx_add(S, Author, .name = "deleted");
	struct Author *added, *unflushed;

	(void)state;
	calx_commit(S);
	kept->name = "once";
	calx_flush(S);
	kept->name = "twice";
	calx_flush(S);
	kept->name = "not flushed";
	added = calx_add(S, Author, .name = "added");
	calx_delete(S, deleted);
	calx_flush(S);
	unflushed = calx_add(S, Author, .name = "unflushed");
	assert_int_equal(calx_rollback(S), CALX_OK);

	CHECK_TEXT(kept->name, "kept");
	assert_ptr_equal(calx_get(S, Author, kept->id), kept);
	assert_ptr_equal(calx_get(S, Author, deleted->id), deleted);
	CHECK_TEXT(deleted->name, "deleted");
	/* the memory of the others stays, but they have left */
	CHECK_TEXT(added->name, "added");
	CHECK_TEXT(unflushed->name, "unflushed");
	assert_null(calx_get(S, Author, added->id));
	assert_int_equal(calx_delete(S, added), CALX_MISUSE);
	calx_rollback(S);
	assert_int_equal(calx_delete(S, unflushed), CALX_MISUSE);
	calx_rollback(S);

	/* and it all works on */
	kept->name = "new";
	calx_delete(S, deleted);
	calx_commit(S);
	assert_int_equal(calx_count(S, Author), 1);
	assert_int_equal(
		calx_count(S, Author, where(Author.name, ==, "new")), 1);
	CHECK_WELL(S);
}

static void a_rollback_restores_keys(void **state)
{
	struct Country *at, *other;

	(void)state;
	at = calx_add(S, Country, .code = "at", .title = "Austria");
	calx_commit(S);
	at->code = "au";
	calx_flush(S);
	assert_ptr_equal(calx_get(S, Country, "au"), at);
	assert_null(calx_get(S, Country, "at"));
	other = calx_add(S, Country, .code = "at", .title = "Other");
	calx_flush(S);
	assert_ptr_equal(calx_get(S, Country, "at"), other);
	calx_rollback(S);
	CHECK_TEXT(at->code, "at");
	assert_ptr_equal(calx_get(S, Country, "at"), at);
	assert_null(calx_get(S, Country, "au"));
	CHECK_WELL(S);
}

static void a_rollback_lets_go_of_what_was_read_after_a_write(void **state)
{
	struct Book *before, *after;

	(void)state;
	calx_bulk_save(S, Book,
		((const struct Book[]){ { .title = "a" }, { .title = "b" } }),
		2);
	calx_commit(S);
	before = calx_get(S, Book, 1);
	calx_update(S, Book, set(Book.title, "x"), all_rows());
	after = calx_get(S, Book, 2);
	CHECK_TEXT(after->title, "x");
	calx_rollback(S);
	assert_ptr_equal(calx_get(S, Book, 1), before);
	assert_ptr_not_equal(calx_get(S, Book, 2), after);
	CHECK_TEXT(calx_get(S, Book, 2)->title, "b");
	CHECK_WELL(S);
}

static void objects_of_a_deleted_table_make_room(void **state)
{
	struct Book *old = calx_add(S, Book, .title = "old");
	struct Book *young;

	(void)state;
	NEEDS(CAN_GIVE_KEYS_AGAIN);
	calx_commit(S);
	calx_delete_all(S, Book);
	young = calx_add(S, Book, .title = "new");
	calx_flush(S);
	assert_int_equal(young->id, old->id);
	assert_ptr_equal(calx_get(S, Book, 1), young);
	calx_rollback(S);
	assert_ptr_equal(calx_get(S, Book, 1), old);
	CHECK_WELL(S);
}

static void objects_stay_after_a_commit(void **state)
{
	struct Book *book = calx_add(S, Book, .title = "a");
	size_t before;

	(void)state;
	NEEDS(CAN_COUNT_CHANGES);
	calx_commit(S);
	before = db.statements;
	shop_run(&db, "UPDATE books SET title = 'b'");
	assert_ptr_equal(calx_get(S, Book, 1), book);
	CHECK_TEXT(book->title, "a");
	assert_int_equal(db.statements, before + 1);
	calx_refresh(S, book);
	CHECK_TEXT(book->title, "b");
	calx_commit(S);
	shop_run(&db, "DELETE FROM books");
	assert_int_equal(calx_refresh(S, book), CALX_NOT_FOUND);
	CHECK_FAILED(S, CALX_NOT_FOUND,
		"calx_refresh: the row of books (id = 1) is gone");
}

/* a read transaction cannot be made one that writes when somebody else has
 * written since */
static void a_transaction_that_read_cannot_always_write(void **state)
{
	struct Book *book = calx_add(S, Book, .title = "a");

	(void)state;
	NEEDS(CAN_HAVE_ONE_WRITER);
	calx_commit(S);
	assert_int_equal(calx_count(S, Book), 1);
	shop_run(&db, "UPDATE books SET cost = 1");
	book->title = "b";
	assert_int_equal(calx_commit(S), CALX_RETRY);
	assert_non_null(strstr(calx_session_error(S)->hint, ".write = true"));
	calx_rollback(S);
	CHECK_TEXT(book->title, "a");
	book->title = "b";
	assert_int_equal(calx_commit(S), CALX_OK);
	calx_session_close(S);
	S = calx_session_open(db.engine, .write = true);
	db.statements = 0;
	assert_int_equal(calx_count(S, Book), 1);
	CHECK_WELL(S);
}

/* by a program that was compiled against newer headers */
static void unknown_options_are_refused(void **state)
{
	const struct {
		calx_session_options known;
		bool more;
	} newer = { { .size = sizeof(newer) }, true };
	calx_session *session = calx_session_open_with(db.engine, &newer.known);

	(void)state;
	assert_int_equal(calx_session_error(session)->status, CALX_MISUSE);
	CHECK_TEXT(calx_session_error(session)->message,
		"the program knows more options of sessions than the library that it runs with");
	calx_session_close(session);
	session = calx_session_open_with(db.engine, NULL);
	CHECK_WELL(session);
	calx_session_close(session);
}

static void autoflush_can_be_off(void **state)
{
	struct Book *book;

	(void)state;
	calx_session_close(S);
	S = calx_session_open(db.engine, .no_autoflush = true);
	book = calx_add(S, Book, .title = "a");
	assert_int_equal(calx_count(S, Book), 0);
	assert_int_equal(calx_flush(S), CALX_OK);
	assert_int_equal(calx_count(S, Book), 1);
	book->title = "b";
	assert_int_equal(calx_count(S, Book, where(Book.title, ==, "b")), 0);
	assert_int_equal(calx_commit(S), CALX_OK);
	assert_int_equal(calx_count(S, Book, where(Book.title, ==, "b")), 1);
}

static void a_query_sees_what_was_changed(void **state)
{
	struct Book *book = calx_add(S, Book, .title = "a");
	struct Author *author = calx_add(S, Author, .name = "n");

	(void)state;
	calx_commit(S);
	book->title = "b";
	assert_int_equal(calx_count(S, Book, where(Book.title, ==, "b")), 1);
	book->title = "c";
	assert_ptr_equal(calx_first(S, Book, where(Book.id, ==, 1),
				 where(Book.title, ==, "c")),
		book);
	/* another table's changes do not matter */
	author->name = "m";
	db.statements = 0;
	calx_count(S, Book);
	assert_int_equal(db.statements, 1);
	calx_count(S, Author);
	assert_int_equal(db.statements, 3);
	/* nor do those of another key */
	book->title = "d";
	assert_null(calx_first(S, Book, where(Book.id, ==, 99)));
	assert_int_equal(db.statements, 4);
	CHECK_WELL(S);
}

/* ---- errors ------------------------------------------------------------- */

static void errors_stick_until_a_rollback(void **state)
{
	struct Book *book = calx_add(S, Book, .title = "a");

	(void)state;
	calx_commit(S);
	calx_add(S, Book, .id = 1, .title = "the same key");
	assert_null(calx_first(S, Book));
	assert_non_null(calx_session_error(S));
	assert_int_equal(calx_session_error(S)->status, CALX_CONSTRAINT);
	assert_non_null(strstr(calx_session_error(S)->message,
		"calx_first: flush: insert into books (id = 1): "));
	CHECK_TEXT(calx_session_error(S)->table, "books");
	assert_non_null(strstr(calx_session_error(S)->where, "session.c:"));
	assert_null(calx_get(S, Book, 1));
	assert_null(calx_add(S, Book, .title = "b"));
	assert_int_equal(calx_count(S, Book), CALX_CONSTRAINT);
	assert_false(calx_exists(S, Book));
	assert_int_equal(calx_commit(S), CALX_CONSTRAINT);
	assert_int_equal(calx_flush(S), CALX_CONSTRAINT);
	assert_int_equal(calx_delete(S, book), CALX_CONSTRAINT);
	assert_int_equal(calx_refresh(S, book), CALX_CONSTRAINT);
	assert_int_equal(calx_all(S, Book).count, 0);
	assert_null(calx_query_new(S));
	calx_each(S, Book, none)
		fail_msg("%s", none->title);
	assert_int_equal(calx_rollback(S), CALX_OK);
	assert_ptr_equal(calx_get(S, Book, 1), book);
	CHECK_WELL(S);
}

static void a_null_session_is_a_failed_one(void **state)
{
	struct Book book = { .title = "a" };
	calx_query *query;

	(void)state;
	CHECK_TEXT(calx_session_error(NULL)->message, "the session is NULL");
	assert_null(calx_session_connection(NULL));
	assert_null(calx_add(NULL, Book, .title = "a"));
	assert_null(calx_get(NULL, Book, 1));
	assert_null(calx_first(NULL, Book));
	assert_null(calx_one(NULL, Book));
	assert_int_equal(calx_all(NULL, Book).count, 0);
	assert_int_equal(calx_count(NULL, Book), CALX_MISUSE);
	assert_false(calx_exists(NULL, Book));
	assert_int_equal(
		calx_update(NULL, Book, set(Book.cost, 1)), CALX_MISUSE);
	assert_int_equal(calx_delete_all(NULL, Book), CALX_MISUSE);
	assert_int_equal(calx_bulk_save(NULL, Book, &book, 1), CALX_MISUSE);
	assert_int_equal(calx_flush(NULL), CALX_MISUSE);
	assert_int_equal(calx_commit(NULL), CALX_MISUSE);
	assert_int_equal(calx_rollback(NULL), CALX_MISUSE);
	assert_int_equal(calx_delete(NULL, &book), CALX_MISUSE);
	assert_int_equal(calx_refresh(NULL, &book), CALX_MISUSE);
	assert_int_equal(calx_expunge(NULL, &book), CALX_MISUSE);
	assert_int_equal(calx_expunge_all(NULL), CALX_MISUSE);
	calx_each(NULL, Book, none)
		fail_msg("%s", none->title);
	calx_each_row(NULL, none, columns(Book.title))
		fail_msg("%zu", calx_row_count(none));
	query = calx_query_new(NULL);
	assert_null(query);
	assert_int_equal(
		calx_query_add(query, where(Book.id, ==, 1)), CALX_MISUSE);
	assert_null(calx_first(NULL, Book, clauses(query)));
	assert_int_equal(calx_count(NULL, Book, clauses(query)), CALX_MISUSE);
	calx_query_free(query);
	calx_session_close(NULL);
}

static void a_session_without_a_connection_says_why(void **state)
{
	calx_session *session = calx_session_open(NULL);

	(void)state;
	assert_non_null(session);
	assert_non_null(calx_session_error(session));
	assert_int_equal(
		calx_commit(session), calx_session_error(session)->status);
	assert_true(calx_rollback(session) < 0);
	assert_null(calx_add(session, Book, .title = "a"));
	calx_session_close(session);
}

static void plain_sql_shares_the_transaction(void **state)
{
	calx_connection *connection;

	(void)state;
	calx_add(S, Book, .title = "a");
	calx_flush(S);
	connection = calx_session_connection(S);
	assert_int_equal(calx_connection_execute(connection,
				 "UPDATE books SET title = 'b'", NULL, 0),
		1);
	calx_rollback(S);
	assert_int_equal(calx_count(S, Book), 0);
	connection = calx_session_connection(S);
	assert_true(
		calx_connection_execute(connection, "nonsense", NULL, 0) < 0);
	/* what fails there has failed here */
	assert_non_null(calx_session_error(S));
	assert_true(calx_commit(S) < 0);
	calx_rollback(S);
	CHECK_WELL(S);
}

static void queries_are_built_across_blocks(void **state)
{
	calx_query *query;
	int seen = 0;

	(void)state;
	for (int i = 0; i < 10; i++)
		calx_add(S, Book, .title = i % 2 ? "odd" : "even",
			.cost = calx_some(i));
	query = calx_query_new(S);
	if (query) {
		char title[] = "odd";

		calx_query_add(query, where(Book.title, ==, title));
		title[0] = 'x';
	}
	for (int i = 0; i < 1; i++)
		calx_query_add(query, where(Book.cost, >=, 4 + i),
			order_by(Book.cost));
	calx_each(S, Book, book, clauses(query)) {
		assert_int_equal(book->cost.value, 5 + seen * 2);
		seen++;
	}
	assert_int_equal(seen, 3);
	assert_int_equal(calx_count(S, Book, clauses(query)), 3);
	assert_int_equal(
		calx_count(S, Book, clauses(query), where(Book.cost, <, 6)), 1);
	assert_int_equal(calx_first(S, Book, clauses(query))->cost.value, 5);
	assert_int_equal(calx_all(S, Book, clauses(query), limit(2)).count, 2);
	CHECK_WELL(S);
	calx_query_free(query);
	assert_null(calx_first(S, Book, clauses(NULL)));
	CHECK_FAILED(S, CALX_INVALID,
		"select from 'books': clauses(NULL): there is no query");
}

/* ---- expunge ------------------------------------------------------------ */

static void an_expunged_object_has_left(void **state)
{
	struct Book *book = calx_add(S, Book, .title = "a");
	struct Book *again;

	(void)state;
	calx_commit(S);
	book->title = "changed";
	assert_int_equal(calx_expunge(S, book), CALX_OK);
	assert_int_equal(calx_commit(S), CALX_OK);
	again = calx_get(S, Book, 1);
	CHECK_TEXT(again->title, "a");
	CHECK_WELL(S);
	/* what was only added is not written */
	book = calx_add(S, Book, .title = "b");
	calx_expunge(S, book);
	calx_commit(S);
	assert_int_equal(calx_count(S, Book), 1);
	/* nor is what was marked deleted */
	calx_delete(S, again);
	calx_expunge(S, again);
	calx_commit(S);
	assert_int_equal(calx_count(S, Book), 1);
	CHECK_WELL(S);
}

static void a_long_session_stays_small(void **state)
{
	char title[64];

	(void)state;
	for (int i = 0; i < 3000; i++) {
		struct Book *book;

		snprintf(title, sizeof(title), "a title of some length, %d", i);
		book = calx_add(S, Book, .title = title, .blurb = title);
		calx_flush(S);
		if (i % 100 == 99)
			calx_commit(S);
		CHECK_TEXT(book->title, title);
		calx_expunge(S, book);
	}
	calx_commit(S);
	for (int i = 1; i <= 3000; i++) {
		struct Book *book = calx_get(S, Book, i);

		snprintf(title, sizeof(title), "a title of some length, %d",
			i - 1);
		CHECK_TEXT(book->title, title);
		CHECK_TEXT(book->blurb, title);
		calx_expunge(S, book);
	}
	CHECK_WELL(S);
}

static void foreign_pointers_are_refused(void **state)
{
	struct Book book = { .id = 1, .title = "a" };
	struct Book *ours = calx_add(S, Book, .title = "b");
	static const char why[] =
		"calx_delete: the pointer is no object of this session";

	(void)state;
	calx_delete(S, &book);
	CHECK_FAILED(S, CALX_MISUSE, why);
	calx_delete(S, (char *)ours + 1);
	CHECK_FAILED(S, CALX_MISUSE, why);
	calx_delete(S, ours + 1);
	CHECK_FAILED(S, CALX_MISUSE, why);
	calx_delete(S, (void *)(uintptr_t)16);
	CHECK_FAILED(S, CALX_MISUSE, why);
	calx_delete(S, NULL);
	CHECK_FAILED(S, CALX_MISUSE, "calx_delete: the object is NULL");
	calx_refresh(S, &book);
	CHECK_FAILED(S, CALX_MISUSE,
		"calx_refresh: the pointer is no object of this session");
	calx_expunge(S, &book);
	CHECK_FAILED(S, CALX_MISUSE,
		"calx_expunge: the pointer is no object of this session");
	ours = calx_add(S, Book, .title = "b");
	calx_refresh(S, ours);
	CHECK_FAILED(S, CALX_MISUSE,
		"calx_refresh: the object has not been flushed");
	ours = calx_add(S, Book, .title = "b");
	calx_commit(S);
	calx_delete(S, ours);
	calx_commit(S);
	calx_delete(S, ours);
	CHECK_FAILED(S, CALX_MISUSE,
		"calx_delete: the object is not in the session any more");
}

CHECK_MAIN("session", SHOP_TEST(an_object_is_added_changed_and_deleted),
	SHOP_TEST(one_row_is_one_object), SHOP_TEST(get_asks_the_session_first),
	SHOP_TEST(keys_of_several_columns_and_of_text),
	SHOP_TEST(keys_may_be_written_as_literals),
	SHOP_TEST(what_the_database_chose_is_read_back),
	SHOP_TEST(keys_of_text_are_read_back),
	SHOP_TEST(many_rows_with_defaults), SHOP_TEST(first_one_exists),
	SHOP_TEST(statements_over_many_rows),
	SHOP_TEST(bulk_saves_rows_of_any_number),
	SHOP_TEST(untracked_rows_are_only_read),
	SHOP_TEST(long_lists_have_memory_of_their_own),
	SHOP_TEST(a_rollback_takes_everything_back),
	SHOP_TEST(a_rollback_restores_keys),
	SHOP_TEST(a_rollback_lets_go_of_what_was_read_after_a_write),
	SHOP_TEST(objects_of_a_deleted_table_make_room),
	SHOP_TEST(objects_stay_after_a_commit),
	SHOP_TEST(a_transaction_that_read_cannot_always_write),
	SHOP_TEST(unknown_options_are_refused), SHOP_TEST(autoflush_can_be_off),
	SHOP_TEST(a_query_sees_what_was_changed),
	SHOP_TEST(errors_stick_until_a_rollback),
	SHOP_TEST(a_null_session_is_a_failed_one),
	SHOP_TEST(a_session_without_a_connection_says_why),
	SHOP_TEST(plain_sql_shares_the_transaction),
	SHOP_TEST(queries_are_built_across_blocks),
	SHOP_TEST(an_expunged_object_has_left),
	SHOP_TEST(a_long_session_stays_small),
	SHOP_TEST(foreign_pointers_are_refused))
