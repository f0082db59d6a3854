#include "shop_test.h"

#include <stdio.h>

#include "engine/transaction.h"
#include "orm/borrowed.h"

/* Which statements a verb runs, with which values: no more, and no fewer. */

static struct {
	char text[2048];
	size_t used;
} heard;

__attribute__((format(printf, 1, 2))) static void hear_word(
	const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	heard.used += (size_t)vsnprintf(heard.text + heard.used,
		sizeof(heard.text) - heard.used, format, arguments);
	va_end(arguments);
	assert_true(heard.used < sizeof(heard.text));
}

/* The first word of a statement, the numbers that are bound to it, and whether
 * it failed. Each says where it comes from. */
static void hear(const calx_log_event *event, void *context)
{
	(void)context;
	/* the question whether there are views or triggers */
	if (shop_is_question(event->sql))
		return;
	hear_word("%s%.*s", heard.used ? " " : "",
		(int)strcspn(event->sql, " ;"), event->sql);
	for (size_t i = 0; i < event->value_count; i++)
		if (event->values[i].kind >= CALX_SMALL_INTEGER &&
			event->values[i].kind <= CALX_BIG_INTEGER)
			hear_word("%c%lld", i ? ',' : ':',
				(long long)event->values[i].as.integer);
	if (event->status < 0)
		hear_word("!");
	if (!strncmp(event->sql, "SELECT", 6) &&
		(!event->where || !strstr(event->where, "heard.c:")))
		hear_word("?");
}

/* A server does not tell what triggers and foreign keys of others do: what has been
 * written by a statement, or is from before the transaction, is looked at again. */
#define DOUBT(sqlite, server) spelled(sqlite, server, server)

#define CHECK_HEARD(call, words)               \
	do {                                   \
		heard.used = 0;                \
		heard.text[0] = '\0';          \
		call;                          \
		CHECK_TEXT(heard.text, words); \
	} while (0)

static int set_up(void **state)
{
	(void)state;
	shop_open(&db);
	shop_run(&db, "INSERT INTO books (id, title, cost) VALUES"
		      " (1, 'a', 10), (2, 'b', 20), (3, 'c', 30)");
	database_count_on(db.engine, "books");
	calx_engine_set_log(db.engine, hear, NULL);
	calx_count(S, Author);
	return 0;
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, shop_tear_down)

/* ---- verbs that read ------------------------------------------------------------- */

static void each_verb_reads_once(void **state)
{
	int seen = 0;

	(void)state;
	CHECK_HEARD((void)calx_get(S, Book, 1), "SELECT:1");
	CHECK_HEARD((void)calx_get(S, Book, 1), "");
	CHECK_HEARD((void)calx_get(S, Book, 7), "SELECT:7");
	CHECK_HEARD((void)calx_first(S, Book), "SELECT:1");
	CHECK_HEARD((void)calx_first(S, Book, limit(5)), "SELECT:5");
	CHECK_HEARD((void)calx_first(S, Book, untracked()), "SELECT:1");
	CHECK_HEARD(
		(void)calx_one(S, Book, where(Book.id, ==, 3)), "SELECT:3,2");
	CHECK_HEARD(calx_all(S, Book), "SELECT");
	CHECK_HEARD(calx_count(S, Book), "SELECT");
	CHECK_HEARD(calx_exists(S, Book), "SELECT");
	CHECK_HEARD(calx_scalar(S, Book.title), "SELECT:1");
	CHECK_HEARD(calx_values(S, Book.title), "SELECT");
	CHECK_HEARD(calx_each(S, Book, book) seen += book->id, "SELECT");
	CHECK_HEARD(calx_each_row(S, row, columns(Book.id)) seen +=
		    (int)calx_row_get(row, Book.id),
		"SELECT");
	assert_int_equal(seen, 12);
	CHECK_HEARD(calx_commit(S), "COMMIT");
	/* where there is nothing to end */
	CHECK_HEARD(calx_commit(S), "");
	CHECK_HEARD(calx_rollback(S), "");
	CHECK_HEARD(calx_flush(S), "");
	CHECK_HEARD((void)calx_get(S, Book, 1), DOUBT("", "BEGIN SELECT:1?"));
	CHECK_HEARD((void)calx_get(S, Book, 7),
		DOUBT("BEGIN SELECT:7", "SELECT:7"));
	CHECK_HEARD(calx_rollback(S), "ROLLBACK");
	CHECK_WELL(S);
}

/* What has to write takes the lock with its transaction. */
static void verbs_that_write_begin_so(void **state)
{
	calx_engine *engine;
	calx_session *late;

	(void)state;
	NEEDS(CAN_HAVE_ONE_WRITER);
	engine =
		calx_engine_open(database_url(&db.database, "timeout=0"), NULL);
	late = calx_session_open(engine);
	calx_rollback(S);
	calx_add(S, Author, .name = "a");
	calx_flush(S);
	calx_engine_set_log(engine, hear, NULL);
	CHECK_HEARD(calx_insert(late, Book, set(Book.title, "x")), "BEGIN!");
	CHECK_HEARD(calx_rollback(late), "");
	CHECK_HEARD(calx_update(late, Book, set(Book.cost, 1), all_rows()),
		"BEGIN!");
	CHECK_HEARD(calx_rollback(late), "");
	CHECK_HEARD(calx_delete_all(late, Book), "BEGIN!");
	CHECK_HEARD(calx_rollback(late), "");
	/* and who reads does not wait */
	CHECK_HEARD(calx_count(late, Book), "BEGIN SELECT");
	CHECK_HEARD((void)calx_get(late, Book, 1), "SELECT:1");
	CHECK_HEARD(calx_exists(late, Book), "SELECT");
	CHECK_HEARD(calx_session_connection(late), "");
	CHECK_WELL(late);
	calx_session_close(late);
	/* but if it was told to */
	late = calx_session_open(engine, .write = true);
	CHECK_HEARD(calx_count(late, Book), "BEGIN!");
	calx_session_close(late);
	calx_engine_close(engine);
}

/* ---- what is known of the objects --------------------------------------------------- */

/* Only statements that may take rows away let the session look again. */
static void objects_are_looked_for_when_in_doubt(void **state)
{
	(void)state;
	calx_all(S, Book);
	calx_rollback(S);
	CHECK_HEARD(calx_update(S, Book, set(Book.cost, 1), all_rows()),
		"BEGIN UPDATE:1");
	CHECK_HEARD((void)calx_get(S, Book, 1), DOUBT("", "SELECT:1?"));
	CHECK_HEARD(calx_insert(S, Author, set(Author.name, "x")), "INSERT");
	CHECK_HEARD((void)calx_get(S, Book, 1), DOUBT("", "SELECT:1?"));
	CHECK_HEARD(calx_delete_where(S, Book, where(Book.id, ==, 77)),
		"DELETE:77");
	CHECK_HEARD((void)calx_get(S, Book, 1), DOUBT("", "SELECT:1?"));
	CHECK_HEARD(
		calx_delete_where(S, Book, where(Book.id, ==, 3)), "DELETE:3");
	CHECK_HEARD((void)calx_get(S, Book, 1), "SELECT:1?");
	/* before a row comes, all are looked for, and then known */
	CHECK_HEARD(calx_insert(S, Book, set(Book.title, "y")),
		"SELECT:1? SELECT:2? SELECT:3? INSERT");
	CHECK_HEARD((void)calx_get(S, Book, 1), DOUBT("", "SELECT:1?"));
	CHECK_HEARD(calx_insert(S, Book, set(Book.title, "z")),
		DOUBT("INSERT", "SELECT:1? SELECT:2? INSERT"));
	/* no key of a table is changed by a key of another */
	calx_add(S, Country, .code = "at", .title = "Austria");
	calx_flush(S);
	CHECK_HEARD(
		calx_update(S, Country, set(Country.code, "au"), all_rows()),
		DOUBT("UPDATE", "SELECT? UPDATE"));
	CHECK_HEARD((void)calx_get(S, Book, 1), DOUBT("", "SELECT:1?"));
	CHECK_HEARD(assert_null(calx_get(S, Country, "at")), "SELECT?");
	/* a key that is set where no row is */
	CHECK_HEARD(
		calx_update(S, Book, set(Book.id, 9), where(Book.id, ==, 77)),
		DOUBT("UPDATE:9,77", "SELECT:1? SELECT:2? UPDATE:9,77"));
	CHECK_HEARD((void)calx_get(S, Book, 1), DOUBT("", "SELECT:1?"));
	CHECK_WELL(S);
}

/* A connection that has written for somebody else is no reason to doubt. */
static void what_was_before_the_session_is_no_doubt(void **state)
{
	calx_connection *connection;
	calx_session *session;

	(void)state;
	calx_add_all(S, Author, { .name = "a" }, { .name = "b" });
	calx_commit(S);
	calx_session_close(S);
	S = calx_session_open(db.engine);
	calx_get(S, Book, 1);
	calx_insert(S, Author, set(Author.name, "c"));
	CHECK_HEARD((void)calx_get(S, Book, 1), DOUBT("", "SELECT:1?"));
	calx_commit(S);
	connection = calx_session_connection(S);
	session = calx__session_on_connection(connection);
	calx_get(session, Book, 1);
	calx_insert(session, Author, set(Author.name, "d"));
	CHECK_HEARD((void)calx_get(session, Book, 1), DOUBT("", "SELECT:1?"));
	/* the one around it sees that rows were changed */
	calx_session_close(session);
	CHECK_HEARD((void)calx_get(S, Book, 1), "SELECT:1?");
	calx_commit(S);
}

/* Plain SQL is a reason, once. */
static void plain_sql_is_a_reason_once(void **state)
{
	calx_connection *connection = calx_session_connection(S);

	(void)state;
	calx_get(S, Book, 1);
	CHECK_HEARD(calx_connection_execute(connection,
			    "DELETE FROM books WHERE id = 3", NULL, 0),
		"DELETE");
	CHECK_HEARD((void)calx_get(S, Book, 1), "SELECT:1?");
	CHECK_HEARD(
		calx_insert(S, Book, set(Book.title, "x")), "SELECT:1? INSERT");
	CHECK_HEARD((void)calx_get(S, Book, 1), DOUBT("", "SELECT:1?"));
	CHECK_HEARD(calx_insert(S, Book, set(Book.title, "y")),
		DOUBT("INSERT", "SELECT:1? INSERT"));
	CHECK_WELL(S);
}

/* ---- what waits --------------------------------------------------------------------- */

/* Who has left before the flush is not waited for. */
static void what_has_left_is_not_flushed(void **state)
{
	struct Book *book = calx_get(S, Book, 1);

	(void)state;
	calx_expunge(S, calx_add(S, Book, .title = "x"));
	calx_delete(S, calx_add(S, Book, .title = "y"));
	CHECK_HEARD((void)calx_get(S, Book, 7), "SELECT:7");
	CHECK_HEARD(calx_flush(S), "");
	assert_int_equal(calx_delete(S, book), CALX_OK);
	assert_int_equal(calx_expunge(S, book), CALX_OK);
	CHECK_HEARD((void)calx_get(S, Book, 7), "SELECT:7");
	CHECK_HEARD(calx_flush(S), "");
	CHECK_HEARD(assert_non_null(calx_get(S, Book, 1)), "SELECT:1");
	calx_add(S, Book, .title = "z");
	assert_int_equal(calx_expunge_all(S), CALX_OK);
	CHECK_HEARD((void)calx_get(S, Book, 7), "SELECT:7");
	CHECK_HEARD(calx_commit(S), "COMMIT");
	book = calx_get(S, Book, 1);
	calx_add(S, Book, .title = "z");
	calx_delete(S, book);
	CHECK_HEARD(calx_rollback(S), "ROLLBACK");
	CHECK_HEARD((void)calx_get(S, Book, 7), "BEGIN SELECT:7");
	CHECK_HEARD(assert_ptr_equal(calx_get(S, Book, 1), book),
		DOUBT("", "SELECT:1?"));
	CHECK_HEARD(calx_commit(S), "COMMIT");
	/* and who stays is: with a row that left in front */
	calx_expunge(S, calx_add(S, Author, .name = "gone"));
	calx_add(S, Author, .name = "stays");
	calx_delete(S, book);
	CHECK_HEARD(calx_commit(S), "BEGIN INSERT DELETE:1 COMMIT");
	CHECK_WELL(S);
}

/* Nor does it let others be: what waits elsewhere goes on waiting. */
static void what_has_left_flushes_no_others(void **state)
{
	struct Book *book;

	(void)state;
	NEEDS(CAN_TELL_VIEWS);
	calx_add(S, Author, .name = "waits");
	calx_expunge(S, calx_add(S, Book, .title = "x"));
	CHECK_HEARD(calx_count(S, Book), "SELECT");
	calx_delete(S, calx_add(S, Book, .title = "x"));
	CHECK_HEARD(calx_count(S, Book), "SELECT");
	book = calx_get(S, Book, 1);
	calx_delete(S, book);
	calx_expunge(S, book);
	CHECK_HEARD(calx_count(S, Stock), "SELECT");
	CHECK_HEARD(calx_flush(S), "INSERT");
	calx_delete(S, calx_get(S, Book, 2));
	calx_rollback(S);
	calx_add(S, Author, .name = "waits");
	CHECK_HEARD(calx_count(S, Stock), "BEGIN SELECT");
	calx_delete(S, calx_get(S, Book, 2));
	calx_expunge_all(S);
	calx_add(S, Author, .name = "waits");
	CHECK_HEARD(calx_count(S, Stock), "SELECT");
	/* one that is to be deleted and is gone by itself */
	calx_flush(S);
	book = calx_get(S, Book, 1);
	calx_update(S, Book, set(Book.id, calc(Book.id, +, 100)), all_rows());
	calx_delete(S, book);
	calx_expunge(S, book);
	calx_add(S, Author, .name = "waits too");
	CHECK_HEARD(calx_count(S, Stock), "SELECT");
	CHECK_HEARD(calx_commit(S), "INSERT COMMIT");
	CHECK_WELL(S);
}

/* Without autoflush get() takes the session's word. */
static void get_does_not_flush_by_itself(void **state)
{
	struct Book *book;

	(void)state;
	calx_session_close(S);
	S = calx_session_open(db.engine, .no_autoflush = true);
	book = calx_add(S, Book, .id = 50, .title = "x");
	CHECK_HEARD(assert_null(calx_get(S, Book, 50)), "BEGIN SELECT:50");
	assert_int_equal(calx_flush(S), CALX_OK);
	CHECK_HEARD(assert_ptr_equal(calx_get(S, Book, 50), book),
		DOUBT("", "SELECT:50?"));
	calx_delete(S, book);
	CHECK_HEARD(assert_null(calx_get(S, Book, 50)), "");
	CHECK_HEARD(calx_flush(S), "DELETE:50");
	CHECK_HEARD(assert_null(calx_get(S, Book, 50)), "SELECT:50");
	CHECK_WELL(S);
}

CHECK_MAIN("heard", TEST(each_verb_reads_once), TEST(verbs_that_write_begin_so),
	TEST(objects_are_looked_for_when_in_doubt),
	TEST(what_was_before_the_session_is_no_doubt),
	TEST(plain_sql_is_a_reason_once), TEST(what_has_left_is_not_flushed),
	TEST(what_has_left_flushes_no_others),
	TEST(get_does_not_flush_by_itself))
