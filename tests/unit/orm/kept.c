#include "shop_test.h"

#include <stdio.h>

#include "orm/borrowed.h"

/* What a session keeps of a row, where, and until when: the text of objects,
 * the rows of loops, and what a rollback gives back. */

CALX_MODEL(File, "files", column(id, integer(), .primary_key = true),
	column(data, nullable(blob())), column(label, nullable(text())),
	column(at, nullable(datetime(.stored = CALX_UNIX_SECONDS))));
CALX_METADATA(files, File);

#define LONG "a text that is no longer than any other"

/* One number that the database holds. */
static int64_t held(const char *sql)
{
	calx_connection *connection = calx_connection_open(db.engine, NULL);
	calx_result *result = calx_connection_query(connection, sql, NULL, 0);
	const calx_row *row = calx_result_next(result);
	int64_t number = row ? calx_row_int64(row, 0) : -1;

	calx_result_close(result);
	calx_connection_close(connection);
	return number;
}

static int set_up(void **state)
{
	(void)state;
	shop_open(&db);
	assert_int_equal(spelled_create_all(db.engine, &files, NULL), CALX_OK);
	shop_run(&db, "INSERT INTO books (id, title, blurb, cost) VALUES"
		      " (1, 'one', '" LONG "', 10), (2, 'two', NULL, NULL),"
		      " (3, 'three', 'x', 30)");
	shop_run(&db,
		spelled("INSERT INTO files VALUES (1, x'0001', 'a', 86400),"
			" (2, x'02', 'b', 0), (3, NULL, NULL, NULL)",
			"INSERT INTO files VALUES (1, '\\x0001', 'a', 86400),"
			" (2, '\\x02', 'b', 0), (3, NULL, NULL, NULL)",
			"INSERT INTO files VALUES (1, x'0001', 'a', 86400),"
			" (2, x'02', 'b', 0), (3, NULL, NULL, NULL)"));
	database_count_on(db.engine, "books");
	db.statements = 0;
	return 0;
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, shop_tear_down)

/* ---- text ------------------------------------------------------------------------ */

/* Text has one place from calx_add() on. */
static void text_stays_where_it_is(void **state)
{
	char same[] = LONG;
	const uint8_t bytes[] = { 0, 1 };
	struct Book *book = calx_add(S, Book, .title = "added", .blurb = LONG);
	struct File *file = calx_get(S, File, 1);
	const char *title = book->title, *blurb = book->blurb;
	const void *data = file->data.data;

	(void)state;
	assert_int_equal(calx_commit(S), CALX_OK);
	assert_ptr_equal(book->title, title);
	assert_ptr_equal(book->blurb, blurb);
	/* what is read again and the same, too */
	shop_run(&db, "UPDATE books SET title = 'other', cost = 4");
	assert_int_equal(calx_refresh(S, book), CALX_OK);
	CHECK_TEXT(book->title, "other");
	assert_ptr_not_equal(book->title, title);
	assert_ptr_equal(book->blurb, blurb);
	assert_int_equal(book->cost.value, 4);
	assert_int_equal(calx_refresh(S, file), CALX_OK);
	assert_ptr_equal(file->data.data, data);
	/* and what was assigned and is no change */
	book->blurb = same;
	file->data = (calx_blob){ bytes, 2 };
	db.statements = 0;
	assert_int_equal(calx_flush(S), CALX_OK);
	assert_int_equal(db.statements, 0);
	assert_ptr_equal(book->blurb, blurb);
	assert_ptr_equal(file->data.data, data);
	/* a change is, by its length alone, by a byte, and to and from NULL */
	file->data = (calx_blob){ bytes, 1 };
	assert_int_equal(calx_commit(S), CALX_OK);
	assert_int_equal(
		held("SELECT length(data) FROM files WHERE id = 1"), 1);
	assert_ptr_not_equal(file->data.data, bytes);
	book->blurb = NULL;
	file->data = (calx_blob){ NULL, 0 };
	file->label = "x";
	assert_int_equal(calx_commit(S), CALX_OK);
	assert_int_equal(held("SELECT count(*) FROM files WHERE id = 1"
			      " AND data IS NULL AND label = 'x'"),
		1);
	assert_int_equal(
		held("SELECT count(*) FROM books WHERE blurb IS NULL"), 2);
	book->blurb = same;
	file->label = NULL;
	assert_int_equal(calx_commit(S), CALX_OK);
	assert_ptr_not_equal(book->blurb, same);
	assert_int_equal(held("SELECT count(*) FROM files WHERE id = 1"
			      " AND label IS NULL"),
		1);
	assert_int_equal(
		held("SELECT count(*) FROM books WHERE blurb = '" LONG "'"), 2);
	CHECK_WELL(S);
}

/* The memory of an object that has left is that of the next one, with nothing of
 * the first in it. */
static void memory_is_used_again(void **state)
{
	struct Book *book = calx_get(S, Book, 1), *next;

	(void)state;
	assert_int_equal(calx_expunge(S, book), CALX_OK);
	next = calx_get(S, Book, 2);
	assert_ptr_equal(next, book);
	CHECK_TEXT(next->title, "two");
	assert_null(next->blurb);
	assert_false(next->cost.has);
	assert_int_equal(next->cost.value, 0);
	assert_int_equal(calx_expunge(S, next), CALX_OK);
	next = calx_get(S, Book, 1);
	assert_ptr_equal(next, book);
	CHECK_TEXT(next->blurb, LONG);
	/* a loop takes none for the rows that it only reads */
	calx_expunge(S, next);
	calx_each(S, Book, row)
		assert_ptr_equal(row, book);
	assert_ptr_equal(calx_get(S, Book, 3), book);
	calx_each(S, Book, row, where(Book.id, ==, 3))
		assert_ptr_equal(row, book);
	assert_ptr_equal(calx_all(S, Book).items[2], book);
	CHECK_WELL(S);
}

/* Text that was given back is that of a later object, as long or a little
 * shorter. */
static void text_is_used_again(void **state)
{
	static const char *const names[] = { LONG, LONG, LONG LONG, LONG,
		LONG LONG, &LONG LONG[7], &LONG[1], "short" };
	static const int same[] = { 0, 0, 2, 0, 2, 2, 0, 0 };
	const char *places[8];

	(void)state;
	for (int i = 0; i < 8; i++) {
		struct Author *author = calx_add(S, Author, .name = names[i]);

		assert_int_equal(calx_commit(S), CALX_OK);
		CHECK_TEXT(author->name, names[i]);
		places[i] = author->name;
		calx_expunge(S, author);
		calx_delete_all(S, Author);
	}
	for (int i = 0; i < 8; i++)
		for (int j = 0; j < i; j++)
			assert_int_equal(
				places[i] == places[j], same[i] == same[j]);
	/* none of what the session has let go of, and none twice */
	calx_expunge_all(S);
	for (int i = 0; i < 10; i++) {
		struct Book *book = calx_get(S, Book, 1);
		struct Book *other = calx_get(S, Book, 3);

		CHECK_TEXT(other->blurb, "x");
		calx_expunge(S, book);
		CHECK_TEXT(other->title, "three");
		book = calx_get(S, Book, 1);
		CHECK_TEXT(book->blurb, LONG);
		CHECK_TEXT(other->title, "three");
		calx_expunge(S, other);
		calx_expunge(S, book);
	}
	CHECK_WELL(S);
}

/* A slot of which a rollback still knows is not used for another row. */
static void what_a_rollback_needs_is_kept(void **state)
{
	struct Book *book = calx_get(S, Book, 1), *other, *again;

	(void)state;
	book->title = "changed";
	assert_int_equal(calx_flush(S), CALX_OK);
	assert_int_equal(calx_expunge(S, book), CALX_OK);
	other = calx_get(S, Book, 2);
	assert_ptr_not_equal(other, book);
	CHECK_TEXT(book->title, "changed");
	assert_int_equal(calx_rollback(S), CALX_OK);
	again = calx_get(S, Book, 2);
	CHECK_TEXT(again->title, "two");
	assert_int_equal(again->id, 2);
	again = calx_get(S, Book, 1);
	CHECK_TEXT(again->title, "one");
	CHECK_WELL(S);
}

/* ---- reading again -------------------------------------------------------------------- */

static void a_rollback_goes_behind_a_refresh(void **state)
{
	struct Book *book = calx_get(S, Book, 1);

	(void)state;
	calx_commit(S);
	shop_run(&db, "UPDATE books SET title = 'new', cost = 11");
	book->title = "lost";
	assert_int_equal(calx_refresh(S, book), CALX_OK);
	CHECK_TEXT(book->title, "new");
	assert_int_equal(book->cost.value, 11);
	CHECK_TEXT(book->blurb, LONG);
	db.statements = 0;
	assert_int_equal(calx_flush(S), CALX_OK);
	assert_int_equal(db.statements, 0);
	/* as at the last commit */
	assert_int_equal(calx_rollback(S), CALX_OK);
	CHECK_TEXT(book->title, "one");
	assert_int_equal(book->cost.value, 10);
	CHECK_WELL(S);
}

/* What cannot be read leaves the object as it was. */
static void a_refresh_that_fails_changes_nothing(void **state)
{
	struct Book *book = calx_get(S, Book, 1);
	const char *title = book->title;

	(void)state;
	NEEDS(CAN_HOLD_ANY_TYPE);
	calx_commit(S);
	shop_run(&db, "UPDATE books SET title = 'a' || char(0), cost = 11");
	assert_int_equal(calx_refresh(S, book), CALX_INVALID);
	assert_ptr_equal(book->title, title);
	assert_int_equal(book->id, 1);
	assert_int_equal(book->cost.value, 10);
	CHECK_FAILED(S, CALX_INVALID,
		"books.title holds a value that the model cannot: text with a NUL character in it");
	CHECK_TEXT(book->title, "one");
	shop_run(&db, "UPDATE books SET title = 'b', cost = 'much'");
	assert_int_equal(calx_refresh(S, book), CALX_TYPE_MISMATCH);
	CHECK_TEXT(book->title, "one");
	calx_rollback(S);
	CHECK_TEXT(book->title, "one");
	CHECK_WELL(S);
}

/* ---- what is not committed ---------------------------------------------------------------- */

/* What plain SQL has changed, and what was read after it, go together. */
static void reads_after_plain_sql_are_taken_back(void **state)
{
	calx_connection *connection = calx_session_connection(S);
	struct Book *read, *looped = NULL;

	(void)state;
	assert_int_equal(calx_connection_execute(connection,
				 "UPDATE books SET title = 'plain'", NULL, 0),
		3);
	read = calx_get(S, Book, 1);
	CHECK_TEXT(read->title, "plain");
	calx_each(S, Book, book, where(Book.id, ==, 2)) {
		book->cost = calx_some(7);
		looped = book;
	}
	assert_ptr_equal(calx_get(S, Book, 2), looped);
	assert_int_equal(calx_rollback(S), CALX_OK);
	assert_ptr_not_equal(calx_get(S, Book, 1), read);
	CHECK_TEXT(calx_get(S, Book, 1)->title, "one");
	assert_ptr_not_equal(calx_get(S, Book, 2), looped);
	CHECK_TEXT(calx_get(S, Book, 2)->title, "two");
	/* a commit makes them objects like others */
	calx_session_connection(S);
	read = calx_get(S, Book, 3);
	assert_int_equal(calx_commit(S), CALX_OK);
	calx_update(S, Book, set(Book.cost, 1), all_rows());
	assert_int_equal(calx_rollback(S), CALX_OK);
	assert_ptr_equal(calx_get(S, Book, 3), read);
	CHECK_WELL(S);
}

/* A COMMIT by plain SQL is one. */
static void a_commit_behind_the_session(void **state)
{
	struct Book *book = calx_get(S, Book, 1);
	struct Book *added = calx_add(S, Book, .title = "added");

	(void)state;
	book->title = "changed";
	assert_int_equal(calx_flush(S), CALX_OK);
	calx_connection_execute(calx_session_connection(S), "COMMIT", NULL, 0);
	CHECK_WELL(S);
	book->cost = calx_some(5);
	assert_int_equal(calx_flush(S), CALX_OK);
	assert_int_equal(calx_rollback(S), CALX_OK);
	CHECK_TEXT(book->title, "changed");
	assert_int_equal(book->cost.value, 10);
	assert_ptr_equal(calx_get(S, Book, 4), added);
	assert_int_equal(
		held("SELECT count(*) FROM books WHERE title = 'changed'"), 1);
	CHECK_WELL(S);
}

/* An object whose row went by itself stays lost, and is as it was. */
static void a_lost_object_is_told_of(void **state)
{
	struct Book *lost = calx_get(S, Book, 1);
	struct Book *other = calx_get(S, Book, 2);

	(void)state;
	calx_update(S, Book, set(Book.id, calc(Book.id, +, 100)), all_rows());
	assert_int_equal(calx_delete(S, lost), CALX_OK);
	assert_int_equal(calx_flush(S), CALX_STALE);
	calx_rollback(S);
	assert_ptr_equal(calx_get(S, Book, 1), lost);
	/* it goes, and nothing is left to tell of */
	calx_update(S, Book, set(Book.id, calc(Book.id, +, 100)), all_rows());
	assert_int_equal(calx_delete(S, lost), CALX_OK);
	assert_int_equal(calx_expunge(S, lost), CALX_OK);
	assert_int_equal(calx_commit(S), CALX_OK);
	assert_null(calx_get(S, Book, 1));
	assert_null(calx_get(S, Book, 2));
	/* after the commit, too */
	other->title = "changed";
	assert_int_equal(calx_flush(S), CALX_STALE);
	assert_int_equal(calx_rollback(S), CALX_OK);
	CHECK_TEXT(other->title, "two");
	assert_int_equal(calx_refresh(S, other), CALX_NOT_FOUND);
	CHECK_FAILED(S, CALX_NOT_FOUND,
		"calx_refresh: the row of books (id = 2) is gone");
	assert_int_equal(held("SELECT sum(id) FROM books"), 306);
	CHECK_WELL(S);
}

/* Each row gets the key of the one before: no object is written into the row of
 * another. */
static void keys_that_move_up_lose_all(void **state)
{
	struct Book_list books = calx_all(S, Book, order_by(Book.id));

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		calx_update(
			S, Book, set(Book.id, calc(Book.id, -, 1)), all_rows());
		books.items[i]->title = "wrong";
		assert_int_equal(calx_flush(S), CALX_STALE);
		assert_int_equal(calx_rollback(S), CALX_OK);
		assert_ptr_equal(calx_get(S, Book, (int)i + 1), books.items[i]);
	}
	assert_int_equal(
		held("SELECT count(*) FROM books WHERE title = 'wrong'"), 0);
	CHECK_WELL(S);
}

/* ---- loops ---------------------------------------------------------------------------------- */

static void untracked_rows_are_no_objects(void **state)
{
	struct Book *book = calx_get(S, Book, 1);
	struct File *file = calx_get(S, File, 2);
	int seen = 0;

	(void)state;
	calx_each(S, Book, row, untracked()) {
		assert_ptr_not_equal(row, book);
		row->title = "changed";
		seen++;
	}
	calx_each(S, File, row, untracked()) {
		assert_ptr_not_equal(row, file);
		seen++;
	}
	assert_int_equal(seen, 6);
	assert_ptr_not_equal(calx_first(S, Book, untracked()), book);
	assert_ptr_not_equal(
		calx_all(S, File, untracked(), order_by(File.id)).items[1],
		file);
	/* and these are */
	calx_each(S, File, row, where(File.id, ==, 2))
		assert_ptr_equal(row, file);
	assert_ptr_equal(calx_first(S, File, where(File.id, ==, 2)), file);
	assert_int_equal(file->at.value.year, 1970);
	calx_commit(S);
	assert_int_equal(
		held("SELECT count(*) FROM books WHERE title = 'changed'"), 0);
	CHECK_WELL(S);
}

/* A query sees what the bodies of all loops around it have changed. */
static void all_open_loops_are_flushed(void **state)
{
	(void)state;
	calx_each(S, Book, a, where(Book.id, ==, 1)) {
		calx_each(S, Book, b, where(Book.id, ==, 2)) {
			calx_each(S, Book, c, where(Book.id, ==, 3)) {
				a->title = b->title = c->title = "same";
				assert_int_equal(
					calx_count(S, Book,
						where(Book.title, ==, "same")),
					3);
			}
			b->cost = calx_some(77);
		}
		assert_int_equal(
			calx_count(S, Book, where(Book.cost, ==, 77)), 1);
	}
	calx_commit(S);
	assert_int_equal(
		held("SELECT count(*) FROM books WHERE title = 'same'"), 3);
	CHECK_WELL(S);
}

/* Values of a row stay for its body, whatever ends; NULL is none. */
static void rows_stay_for_their_body(void **state)
{
	int seen = 0;

	(void)state;
	calx_each_row(S, row, columns(File.data, File.label, File.at, File.id),
		order_by(File.id)) {
		calx_blob data;

		assert_int_equal(calx_commit(S), CALX_OK);
		data = calx_row_get(row, File.data);
		seen++;
		assert_int_equal(calx_row_get(row, File.id), seen);
		if (seen == 3) {
			assert_true(calx_row_is_null(row, 0));
			assert_true(calx_row_is_null(row, 1));
			assert_true(calx_row_is_null(row, 2));
			continue;
		}
		assert_int_equal(data.size, seen == 1 ? 2 : 1);
		assert_memory_equal(
			data.data, seen == 1 ? "\0\1" : "\2", data.size);
		CHECK_TEXT(
			calx_row_get(row, File.label), seen == 1 ? "a" : "b");
		assert_int_equal(
			calx_row_get(row, File.at).day, seen == 1 ? 2 : 1);
	}
	assert_int_equal(seen, 3);
	CHECK_WELL(S);
	/* whatever is closed */
	calx_each_row(S, row, columns(File.id), order_by(desc(File.id))) {
		calx_session_close(S);
		S = calx_session_open(db.engine);
		assert_int_equal(calx_row_get(row, File.id), 3);
		seen++;
	}
	assert_int_equal(seen, 4);
}

/* ---- values and lists -------------------------------------------------------------------------- */

static void values_are_kept(void **state)
{
	const char *title = calx_scalar(S, Book.title, where(Book.id, ==, 1));
	calx_blob data = calx_scalar(S, File.data, where(File.id, ==, 1));
	calx_strings labels = calx_values(S, File.label, order_by(File.id));
	calx_strings none = calx_values(S, Book.title, where(Book.id, >, 9));

	(void)state;
	assert_int_equal(labels.count, 3);
	assert_int_equal(none.count, 0);
	assert_null(none.items);
	assert_null(calx_scalar(S, Book.title, where(Book.id, >, 9)));
	assert_null(calx_scalar(S, File.label, where(File.id, ==, 3)));
	calx_update(S, Book, set(Book.title, "changed"), all_rows());
	calx_commit(S);
	/* none of it is the database's */
	CHECK_TEXT(title, "one");
	assert_int_equal(data.size, 2);
	assert_memory_equal(data.data, "\0\1", 2);
	CHECK_TEXT(labels.items[0], "a");
	CHECK_TEXT(labels.items[1], "b");
	assert_null(labels.items[2]);
	CHECK_WELL(S);
}

/* Lists that are alive at the same time, on both sides of the length from which
 * on they are not copied. */
static void lists_do_not_disturb_each_other(void **state)
{
	static struct Author rows[8193];
	char name[16];
	struct Author_list lists[4];

	(void)state;
	for (int i = 0; i < 8193; i++) {
		snprintf(name, sizeof(name), "%d", i);
		rows[i] = (struct Author){ .id = i + 1, .name = strdup(name) };
	}
	assert_int_equal(calx_bulk_save(S, Author, rows, 8193), CALX_OK);
	for (int i = 0; i < 4; i++)
		lists[i] = calx_all(S, Author, order_by(Author.id),
			limit(8190 + i), offset(3 - i));
	for (int i = 0; i < 4; i++) {
		assert_int_equal(lists[i].count, 8190 + i);
		for (int j = 0; j < 8190 + i; j++)
			assert_ptr_equal(lists[i].items[j],
				calx_get(S, Author, j + 4 - i));
	}
	assert_int_equal(calx_all(S, Author, where(Author.id, <, 0)).count, 0);
	assert_null(calx_all(S, Author, where(Author.id, <, 0)).items);
	for (int i = 0; i < 8193; i++)
		free((char *)(uintptr_t)rows[i].name);
	CHECK_WELL(S);
}

CHECK_MAIN("kept", TEST(text_stays_where_it_is), TEST(memory_is_used_again),
	TEST(text_is_used_again), TEST(what_a_rollback_needs_is_kept),
	TEST(a_rollback_goes_behind_a_refresh),
	TEST(a_refresh_that_fails_changes_nothing),
	TEST(reads_after_plain_sql_are_taken_back),
	TEST(a_commit_behind_the_session), TEST(a_lost_object_is_told_of),
	TEST(keys_that_move_up_lose_all), TEST(untracked_rows_are_no_objects),
	TEST(all_open_loops_are_flushed), TEST(rows_stay_for_their_body),
	TEST(values_are_kept), TEST(lists_do_not_disturb_each_other))
