#include "check.h"
#include "database.h"
#include "spelled.h"
#include "torture.h"
#include <calx/calx.h>
#include <calx/short.h>

/* A session in which every allocation, and every call of the database, fails
 * once, or from some point on. */

CALX_MODEL(Author, "authors", column(id, integer(), .primary_key = true),
	column(name, string(100), .unique = true));
CALX_MODEL(Book, "books", column(id, integer(), .primary_key = true),
	column(author_id, nullable(integer()), .references = "authors.id"),
	column(title, string(200)),
	column(rank, nullable(integer()), .server_default = "7"));
CALX_MODEL(Part, "parts", column(id, integer(), .primary_key = true),
	column(parent_id, nullable(integer()), .references = "parts.id"));
CALX_METADATA(shop, Author, Book, Part);
CALX_ROW(Title, column(title, string()));

/* Whether the call went as it should; when something was made to fail, it may
 * have failed, and the session is rolled back now and then. */
static bool is_well(calx_session *session)
{
	const calx_error *error = calx_session_error(session);

	if (!error)
		return true;
	if (torture_is_clean())
		fail_msg("%s (%s)", error->message, error->where);
	calx_rollback(session);
	return false;
}

#define CHECK_IF_CLEAN(condition)            \
	do {                                 \
		bool holds_ = (condition);   \
		if (torture_is_clean())      \
			assert_true(holds_); \
	} while (0)

static void write_rows(calx_session *session)
{
	/* the first of an empty table: 1 */
	struct Author *a = calx_add(session, Author, .name = "a");
	struct Author *b = calx_add(session, Author, .name = "b");
	struct Book rows[5] = { 0 };

	for (int i = 0; i < 5; i++) {
		calx_add(session, Book, .title = "t", .author_id = calx_some(1),
			.rank = calx_some(i));
		calx_add(session, Part, .id = 5 - i,
			.parent_id = { i < 4, 4 - i });
		rows[i].title = "bulk";
	}
	calx_add(session, Book, .title = "defaults");
	is_well(session);
	calx_commit(session);
	is_well(session);
	calx_bulk_save(session, Book, rows, 5);
	if (is_well(session) && a && b) {
		b->name = "c";
		calx_delete_where(session, Book, where(Book.author_id, ==, 1));
		calx_delete(session, calx_get(session, Author, 1));
		calx_add(session, Author, .name = "a");
	}
	is_well(session);
	calx_commit(session);
	if (is_well(session)) {
		calx_add(session, Author, .name = "taken back");
		calx_flush(session);
		calx_rollback(session);
	}
	is_well(session);
}

/* Rows that wait for each other, and that are written in two steps. */
static void write_rings(calx_session *session)
{
	struct Author *x = calx_add(session, Author, .id = 50, .name = "x");
	struct Author *y = calx_add(session, Author, .id = 51, .name = "y");
	struct Part *a =
		calx_add(session, Part, .id = 50, .parent_id = calx_some(51));
	struct Part *b =
		calx_add(session, Part, .id = 51, .parent_id = calx_some(50));

	calx_commit(session);
	if (!is_well(session) || !x || !y || !a || !b)
		return;
	x->name = "y";
	y->name = "x";
	x->id = 51;
	y->id = 50;
	calx_delete(session, a);
	calx_delete(session, b);
	calx_commit(session);
	if (!is_well(session))
		return;
	CHECK_IF_CLEAN(calx_get(session, Author, 51) == x);
	calx_delete(session, x);
	calx_delete(session, y);
	calx_commit(session);
	is_well(session);
}

static void read_rows(calx_session *session)
{
	struct Book *first;
	calx_query *query;
	int seen = 0;

	calx_each(session, Book, book, order_by(Book.id)) {
		seen++;
		if (seen == 2)
			book->title = "changed in a loop";
		if (seen == 3)
			calx_commit(session);
		if (seen == 4)
			calx_delete(session, book);
	}
	is_well(session);
	calx_each_row(session, row, columns(Book.title))
		if (calx_row_text(row, 0) && seen++ == 1)
			calx_commit(session);
	is_well(session);
	CHECK_IF_CLEAN(calx_all(session, Book).count == 5);
	CHECK_IF_CLEAN(calx_all(session, Book, untracked()).count == 5);
	CHECK_IF_CLEAN(calx_all(session, Title,
			       select(Title, .title = lower(Book.title)))
			       .count == 5);
	calx_each(session, Title, row, select(Title, .title = Book.title))
		if (row->title)
			calx_commit(session);
	is_well(session);
	first = calx_first(session, Book, where(Book.title, like, "changed%"));
	is_well(session);
	if (first) {
		calx_refresh(session, first);
		is_well(session);
		calx_expunge(session, first);
	}
	is_well(session);
	query = calx_query_new(session);
	calx_query_add(query, where(Book.title, ==, "bulk"));
	CHECK_IF_CLEAN(calx_count(session, Book, clauses(query)) == 3);
	calx_query_free(query);
	is_well(session);
	CHECK_IF_CLEAN(calx_count(session, Part) == 5);
}

/* After a rollback a failure is over: nothing of it stays behind. */
static void all_is_well_again(calx_session *session)
{
	torture_pause();
	calx_rollback(session);
	calx_add(session, Part, .id = 100);
	calx_add(session, Author, .id = 100, .name = "again");
	calx_add(session, Book, .id = 100, .title = "again");
	assert_int_equal(calx_flush(session), CALX_OK);
	assert_int_equal(
		calx_all(session, Book, where(Book.title, ==, "again")).count,
		1);
	assert_non_null(calx_get(session, Part, 100));
	assert_int_equal(calx_rollback(session), CALX_OK);
	torture_resume();
}

static void work(void *context)
{
	calx_engine *engine = database_engine();
	calx_session *session;
	bool is_made;

	(void)context;
	is_made = spelled_create_all(engine, &shop, NULL) >= 0;
	session = calx_session_open(engine);
	if (session && !calx_session_error(session)) {
		write_rows(session);
		write_rings(session);
		read_rows(session);
		if (is_made)
			all_is_well_again(session);
	}
	calx_session_close(session);
	database_engine_close(engine);
}

/* the same, but nothing is taken back: failures stick to the end */
static void sticky_work(void *context)
{
	calx_engine *engine = database_engine();
	calx_session *session;

	(void)context;
	spelled_create_all(engine, &shop, NULL);
	session = calx_session_open(engine);
	for (int i = 0; i < 3; i++)
		calx_add(session, Author, .name = &"abc"[i]);
	calx_commit(session);
	calx_each(session, Author, author) {
		author->name = author->name + 1;
		calx_each(session, Author, other)
			CHECK_IF_CLEAN(other->id > 0);
	}
	CHECK_IF_CLEAN(!calx_session_error(session) ||
		       calx_session_error(session)->status == CALX_CONSTRAINT);
	calx_session_close(session);
	database_engine_close(engine);
}

static void survives_lack_of_memory(void **state)
{
	(void)state;
	torture(work, NULL);
	torture(sticky_work, NULL);
}

static void survives_failing_calls(void **state)
{
	(void)state;
	torture_sqlite(work, NULL);
	torture_sqlite(sticky_work, NULL);
}

CHECK_MAIN("session torture", cmocka_unit_test(survives_lack_of_memory),
	cmocka_unit_test(survives_failing_calls))
