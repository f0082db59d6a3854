#include "shop_test.h"

/* Loops over rows, and everything that may happen inside of one. SQLite gives rows
 * by their keys also where nobody has said so. */

#ifdef UNSORTED
#define BY_ID limit(1000)
#else
#define BY_ID order_by(Book.id)
#endif

static int set_up(void **state)
{
	struct Book books[10] = { { 0 } };

	(void)state;
	shop_open(&db);
	for (int i = 0; i < 10; i++) {
		books[i].id = i + 1;
		books[i].title = &"abcdefghij"[i];
		books[i].blurb = i % 2 ? "odd" : NULL;
	}
	calx_bulk_save(S, Book, books, 10);
	calx_commit(S);
	database_count_on(db.engine, "books");
	return 0;
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, shop_tear_down)

static void rows_come_in_order(void **state)
{
	int seen = 0;

	(void)state;
	calx_each(S, Book, book, BY_ID) {
		assert_int_equal(book->id, ++seen);
		CHECK_TEXT(book->title, &"abcdefghij"[seen - 1]);
	}
	assert_int_equal(seen, 10);
	calx_each(S, Book, none, where(Book.id, >, 100))
		fail_msg("%s", none->title);
	CHECK_WELL(S);
}

/* the same loop again and again allocates nothing */
static void a_loop_can_be_left(void **state)
{
	(void)state;
	for (int i = 0; i < 100; i++) {
		calx_each(S, Book, book)
			if (book->id == 3)
				break;
	}
	calx_commit(S);
	assert_int_equal(calx_count(S, Book), 10);
	CHECK_WELL(S);
}

static int find(calx_session *session, const char *title)
{
	calx_each(session, Book, book)
		if (!strcmp(book->title, title))
			return book->id;
	return -1;
}

static void a_loop_can_be_returned_from(void **state)
{
	(void)state;
	assert_int_equal(find(S, "cdefghij"), 3);
	assert_int_equal(find(S, "x"), -1);
	CHECK_WELL(S);
}

static void changed_rows_are_kept(void **state)
{
	struct Book *kept[10] = { NULL };
	size_t count = 0;

	(void)state;
	calx_each(S, Book, book, BY_ID) {
		if (book->id % 2)
			continue;
		book->title = "changed";
		kept[count++] = book;
	}
	for (size_t i = 0; i < count; i++) {
		assert_int_equal(kept[i]->id, (i + 1) * 2);
		CHECK_TEXT(kept[i]->title, "changed");
		CHECK_TEXT(kept[i]->blurb, "odd");
		assert_ptr_equal(calx_get(S, Book, kept[i]->id), kept[i]);
	}
	assert_int_equal(
		calx_count(S, Book, where(Book.title, ==, "changed")), 5);
	calx_commit(S);
	/* the last one, too, when the loop is left */
	calx_each(S, Book, book, where(Book.id, ==, 1)) {
		book->title = "last";
		break;
	}
	assert_int_equal(calx_count(S, Book, where(Book.title, ==, "last")), 1);
	CHECK_WELL(S);
}

static void rows_of_a_loop_can_be_deleted(void **state)
{
	(void)state;
	calx_each(S, Book, book) {
		if (book->id % 3 == 0)
			calx_delete(S, book);
		else if (book->id % 3 == 1)
			calx_expunge(S, book);
		else
			calx_refresh(S, book);
	}
	calx_commit(S);
	assert_int_equal(calx_count(S, Book), 7);
	CHECK_WELL(S);
}

static void loops_are_nested(void **state)
{
	int pairs = 0;

	(void)state;
	calx_each(S, Book, a) {
		calx_each(S, Book, b) {
			pairs += a->id < b->id;
			calx_each_row(S, row, columns(Book.id),
				where(Book.id, ==, b->id))
				assert_int_equal(
					calx_row_get(row, Book.id), b->id);
		}
	}
	assert_int_equal(pairs, 45);
	CHECK_WELL(S);
}

static void queries_in_a_loop_see_its_changes(void **state)
{
	(void)state;
	calx_each(S, Book, book, BY_ID) {
		book->title = "new";
		assert_int_equal(
			calx_count(S, Book, where(Book.title, ==, "new")),
			book->id);
	}
	CHECK_WELL(S);
}

/* the inner query makes an object of the row that the loop is at */
static void a_row_that_became_an_object_meanwhile(void **state)
{
	struct Book *object = NULL;

	(void)state;
	calx_each(S, Book, book, where(Book.id, ==, 4)) {
		object = calx_get(S, Book, 4);
		assert_ptr_not_equal(object, book);
		book->title = "changed";
		object->cost = calx_some(3);
	}
	CHECK_TEXT(object->title, "changed");
	calx_commit(S);
	assert_int_equal(calx_count(S, Book, where(Book.title, ==, "changed"),
				 where(Book.cost, ==, 3)),
		1);
	calx_each(S, Book, book, where(Book.id, ==, 5)) {
		object = calx_get(S, Book, 5);
		calx_delete(S, book);
	}
	calx_commit(S);
	assert_int_equal(calx_count(S, Book, where(Book.id, ==, 5)), 0);
	CHECK_WELL(S);
}

static void a_loop_goes_on_after_a_commit(void **state)
{
	int seen = 0, rows = 0;

	(void)state;
	calx_each(S, Book, book, BY_ID) {
		seen++;
		assert_int_equal(book->id, seen);
		book->cost = calx_some(seen);
		calx_commit(S);
		CHECK_TEXT(book->title, &"abcdefghij"[seen - 1]);
	}
	assert_int_equal(seen, 10);
	assert_int_equal(
		calx_count(S, Book, where(Book.cost, is_not_null)), 10);
	seen = 0;
	calx_each(S, Book, book, BY_ID, untracked()) {
		calx_commit(S);
		seen++;
		CHECK_TEXT(book->title, &"abcdefghij"[seen - 1]);
	}
	calx_each_row(S, row, columns(Book.id, Book.title), BY_ID) {
		calx_commit(S);
		rows++;
		assert_int_equal(calx_row_get(row, Book.id), rows);
		CHECK_TEXT(
			calx_row_get(row, Book.title), &"abcdefghij"[rows - 1]);
		CHECK_TEXT(calx_row_name(row, 1), "title");
	}
	assert_int_equal(rows, 10);
	calx_each(S, Book, book, order_by(desc(Book.id))) {
		calx_commit(S);
		if (book->id == 5)
			break;
	}
	CHECK_WELL(S);
}

static void a_rollback_ends_a_loop(void **state)
{
	int seen = 0;

	(void)state;
	calx_each(S, Book, book) {
		book->title = "changed";
		calx_rollback(S);
		seen++;
		/* the body may still look at its row, as it was */
		CHECK_TEXT(book->title, "abcdefghij");
		break;
	}
	CHECK_WELL(S);
	assert_int_equal(
		calx_count(S, Book, where(Book.title, ==, "changed")), 0);
	calx_each(S, Book, book) {
		CHECK_TEXT(book->title, "abcdefghij");
		calx_rollback(S);
		seen++;
	}
	assert_int_equal(seen, 2);
	CHECK_FAILED(S, CALX_MISUSE,
		"the transaction was rolled back inside a loop over its rows");
	calx_each_row(S, row, columns(Book.title)) {
		calx_rollback(S);
		CHECK_TEXT(calx_row_get(row, Book.title), "abcdefghij");
		seen++;
	}
	assert_int_equal(seen, 3);
	CHECK_FAILED(S, CALX_MISUSE,
		"the transaction was rolled back inside a loop over its rows");
}

static void a_session_can_be_closed_in_a_loop(void **state)
{
	int seen = 0;

	(void)state;
	calx_each(S, Book, book) {
		seen += book->id;
		calx_session_close(S);
		S = NULL;
	}
	assert_int_equal(seen, 1);
	S = calx_session_open(db.engine);
	calx_each_row(S, row, columns(Book.id)) {
		seen += (int)calx_row_get(row, Book.id);
		calx_session_close(S);
		S = calx_session_open(db.engine);
	}
	assert_int_equal(seen, 2);
	calx_each(S, Book, book) {
		assert_int_equal(calx_expunge_all(S), CALX_MISUSE);
		assert_int_equal(book->id, 1);
	}
	CHECK_FAILED(
		S, CALX_MISUSE, "calx_expunge_all: a loop over rows is open");
}

static void rows_of_some_columns(void **state)
{
	int seen = 0;

	(void)state;
	calx_each_row(S, row, columns(Book.title, Book.blurb, Book.id),
		where(Book.id, <=, 2), BY_ID) {
		seen++;
		assert_int_equal(calx_row_count(row), 3);
		assert_int_equal(calx_row_int64(row, 2), seen);
		CHECK_TEXT(calx_row_text(row, 2), seen == 1 ? "1" : "2");
		assert_int_equal(calx_row_is_null(row, 1), seen == 1);
	}
	assert_int_equal(seen, 2);
	CHECK_WELL(S);
	/* an error of a row is the session's */
	calx_each_row(S, row, columns(Book.title))
		calx_row_get(row, Author.name);
	assert_non_null(calx_session_error(S));
	calx_rollback(S);
	calx_each_row(S, row, where(Book.id, ==, 1))
		fail_msg("%zu", calx_row_count(row));
	CHECK_FAILED(S, CALX_MISUSE, "calx_each_row: which columns()?");
	calx_each(S, Book, book, columns(Book.id))
		fail_msg("%d", book->id);
	CHECK_FAILED(
		S, CALX_MISUSE, "calx_each: columns() makes rows, not objects");
}

/* A column is read when it is asked for: so what nobody reads may hold anything,
 * and what is wrong with another is told by its name. */
static void values_are_read_when_they_are_asked_for(void **state)
{
	int seen = 0;

	(void)state;
	NEEDS(CAN_HOLD_ANY_TYPE);
	shop_run(&db, "UPDATE books SET blurb = 'x',"
		      " cost = CASE WHEN id = 1 THEN 'much' ELSE 5 END");
	calx_each_row(S, row, columns(Book.id, Book.blurb, Book.cost), BY_ID) {
		assert_int_equal(calx_row_get(row, Book.id), ++seen);
		assert_false(calx_row_is_null(row, 1));
		assert_false(calx_row_is_null(row, 2));
	}
	assert_int_equal(seen, 10);
	CHECK_WELL(S);
	calx_each_row(S, row, columns(Book.id, Book.blurb, Book.cost)) {
		assert_int_equal(calx_row_get(row, Book.cost), 0);
		assert_int_equal(calx_row_get(row, Book.id), 1);
		seen++;
	}
	assert_int_equal(seen, 11);
	CHECK_FAILED(S, CALX_TYPE_MISMATCH,
		"column 'cost' holds 'much', which is not a valid integer");
	/* what was kept for the body is as it was */
	calx_each_row(S, row, columns(Book.id, Book.title, Book.blurb), BY_ID) {
		calx_commit(S);
		assert_int_equal(calx_row_get(row, Book.id), ++seen - 11);
		CHECK_TEXT(calx_row_get(row, Book.title),
			&"abcdefghij"[seen - 12]);
		assert_false(calx_row_is_null(row, 2));
	}
	assert_int_equal(seen, 21);
	CHECK_WELL(S);
}

/* In any order, and twice. */
static void columns_are_found_in_any_order(void **state)
{
	int seen = 0;

	(void)state;
	calx_each_row(S, row,
		columns(Book.id, Book.title, Book.id, Book.blurb, Book.cost),
		BY_ID) {
		seen++;
		assert_int_equal(!calx_row_get(row, Book.blurb), seen % 2);
		assert_int_equal(calx_row_get(row, Book.id), seen);
		assert_int_equal(calx_row_get(row, Book.id), seen);
		CHECK_TEXT(
			calx_row_get(row, Book.title), &"abcdefghij"[seen - 1]);
	}
	calx_each_row(S, row, columns(Book.title, Book.id), BY_ID) {
		assert_int_equal(calx_row_get(row, Book.id), seen++ - 9);
		CHECK_TEXT(calx_row_get(row, Book.title),
			&"abcdefghij"[seen - 11]);
		assert_int_equal(calx_row_get(row, Book.id), seen - 10);
	}
	assert_int_equal(seen, 20);
	CHECK_WELL(S);
}

/* Each of another kind in each row, the last column of which is behind the first
 * that is asked for. */
static void columns_are_what_they_are_in_each_row(void **state)
{
	long long sum = 0, costs = 0;
	int texts = 0;

	(void)state;
	NEEDS(CAN_HOLD_ANY_TYPE);
	shop_run(&db,
		"UPDATE books SET title = iif(id % 3, title, id),"
		" cost = CASE id % 3 WHEN 0 THEN id WHEN 1 THEN id + 0.0 END");
	calx_each_row(S, row, columns(Book.title, Book.id, Book.cost), BY_ID) {
		const long long cost = calx_row_get(row, Book.cost);
		const char *title = calx_row_get(row, Book.title);

		sum += calx_row_get(row, Book.id);
		costs += cost;
		texts += !!strchr("abcdefghij369", *title);
		assert_int_equal(cost, calx_row_int64(row, 2));
		assert_int_equal(calx_row_get(row, Book.cost), cost);
	}
	assert_int_equal(sum, 55);
	assert_int_equal(costs, 1 + 3 + 4 + 6 + 7 + 9 + 10);
	assert_int_equal(texts, 10);
	CHECK_WELL(S);
}

/* A row of a loop that became an object and left the session: its memory may be
 * the current row of a loop inside, which the outer one has no part in. */
static void the_memory_of_an_expunged_row(void **state)
{
	calx_session *other = calx_session_open(db.engine);

	(void)state;
	calx_each(S, Book, book, where(Book.id, ==, 1)) {
		book->title = "changed";
		calx_commit(S);
		assert_int_equal(calx_expunge(S, book), CALX_OK);
		calx_each(S, Book, inner, where(Book.id, ==, 2), untracked()) {
			inner->title = "not tracked";
			calx_commit(S);
		}
	}
	CHECK_WELL(S);
	CHECK_TEXT(calx_get(other, Book, 1)->title, "changed");
	CHECK_TEXT(calx_get(other, Book, 2)->title, "bcdefghij");
	calx_session_close(other);
}

/* a table without a struct */
CALX_TABLE(plain, "books", column(id, integer(), .primary_key = true),
	column(title, string()));
CALX_TABLE(other, "other", column(id, integer(), .primary_key = true),
	column(title, string()));

static void tables_without_a_struct(void **state)
{
	int seen = 0;

	(void)state;
	shop_run(&db,
		"CREATE TABLE other (id INTEGER PRIMARY KEY, title VARCHAR(9))");
	shop_run(&db, "INSERT INTO other VALUES (1, 'a'), (2, 'b')");
	calx_each_row(S, row, columns(other.id), order_by(other.id))
		assert_int_equal(calx_row_get(row, other.id), ++seen);
	assert_int_equal(calx_count(S, other), 2);
	assert_int_equal(calx_update(S, other, set(other.title, "c"),
				 where(other.id, ==, 1)),
		1);
	assert_true(calx_exists(S, other, where(other.title, ==, "c")));
	assert_int_equal(calx_delete_all(S, other), 2);
	CHECK_WELL(S);
	/* it may stand for one that has, as long as no object is made */
	calx_add(S, Book, .title = "waits");
	assert_int_equal(calx_count(S, plain), 11);
	CHECK_WELL(S);
}

CHECK_MAIN("cursor", TEST(rows_come_in_order), TEST(a_loop_can_be_left),
	TEST(a_loop_can_be_returned_from), TEST(changed_rows_are_kept),
	TEST(rows_of_a_loop_can_be_deleted), TEST(loops_are_nested),
	TEST(queries_in_a_loop_see_its_changes),
	TEST(a_row_that_became_an_object_meanwhile),
	TEST(a_loop_goes_on_after_a_commit), TEST(a_rollback_ends_a_loop),
	TEST(a_session_can_be_closed_in_a_loop),
	TEST(the_memory_of_an_expunged_row), TEST(rows_of_some_columns),
	TEST(values_are_read_when_they_are_asked_for),
	TEST(columns_are_found_in_any_order),
	TEST(columns_are_what_they_are_in_each_row),
	TEST(tables_without_a_struct))
