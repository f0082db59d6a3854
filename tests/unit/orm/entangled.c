#include "shop_test.h"
#include "trigger.h"

/* Views and triggers: what is added to one table may be read in another. */

CALX_MODEL(Shelf, "shelves", /* a view of the books */
	column(id, integer(), .primary_key = true), column(title, text()));

CALX_MODEL(Audit, "audit", /* filled in by a trigger */
	column(id, integer(), .primary_key = true), column(what, text()));

static void make(const char *sql)
{
	if (calx_connection_execute(calx_session_connection(S), sql, NULL, 0) <
		0)
		fail_msg("%s", calx_session_error(S)->message);
	calx_commit(S);
	CHECK_WELL(S);
}

static void make_audit(void)
{
	make(spelled(
		"CREATE TABLE audit (id INTEGER PRIMARY KEY, what TEXT NOT NULL)",
		"CREATE TABLE audit (id INTEGER GENERATED ALWAYS AS IDENTITY PRIMARY KEY, what TEXT NOT NULL)",
		"CREATE TABLE audit (id INTEGER AUTO_INCREMENT PRIMARY KEY, what TEXT NOT NULL)"));
}

static size_t inserts(void)
{
	size_t count = 0;

	for (size_t i = 0; i < db.statements; i++)
		count += strncmp(db.sql[i], "INSERT", 6) == 0;
	return count;
}

static void what_depends_on_nothing_waits(void **state)
{
	(void)state;
	NEEDS(CAN_TELL_VIEWS);
	make_audit();
	db.statements = 0;
	calx_add(S, Book, .title = "a");
	assert_int_equal(calx_count(S, Audit), 0);
	assert_int_equal(calx_count(S, Audit), 0);
	assert_int_equal(inserts(), 0);
	assert_int_equal(calx_count(S, Book), 1);
	assert_int_equal(inserts(), 1);
	CHECK_WELL(S);
}

static void a_view_shows_what_was_added(void **state)
{
	(void)state;
	make("CREATE VIEW shelves AS SELECT id, title FROM books");
	calx_add(S, Book, .title = "a");
	assert_int_equal(calx_count(S, Shelf), 1);
	calx_add(S, Book, .title = "b");
	assert_non_null(calx_first(S, Shelf, where(Shelf.title, ==, "b")));
	CHECK_WELL(S);
}

static void a_trigger_has_written_what_is_read(void **state)
{
	(void)state;
	make_audit();
	trigger_make(db.engine,
		"CREATE TRIGGER t AFTER INSERT ON books BEGIN INSERT INTO audit (what) VALUES (new.title); END");
	calx_add(S, Book, .title = "a");
	CHECK_TEXT(calx_one(S, Audit)->what, "a");
	calx_add(S, Book, .title = "b");
	assert_non_null(calx_get(S, Audit, 2));
	CHECK_WELL(S);
}

/* of the connection alone, where there is such a thing */
static void make_brief(void)
{
	const char *sql =
		"CREATE TRIGGER t AFTER INSERT ON books BEGIN INSERT INTO audit (what) VALUES (new.title); END";

	if (database_is("sqlite"))
		make("CREATE TEMP TRIGGER t AFTER INSERT ON books BEGIN INSERT INTO audit (what) VALUES (new.title); END");
	else
		trigger_make(db.engine, sql);
}

/* It is asked anew in each transaction. */
static void a_trigger_may_come_later(void **state)
{
	(void)state;
	make_audit();
	calx_add(S, Book, .title = "a");
	assert_int_equal(calx_count(S, Audit), 0);
	calx_commit(S);
	make_brief();
	calx_add(S, Book, .title = "b");
	assert_int_equal(calx_count(S, Audit), 1);
	calx_rollback(S);
	assert_int_equal(calx_count(S, Audit), 0);
	CHECK_WELL(S);
}

CHECK_MAIN("entangled", SHOP_TEST(what_depends_on_nothing_waits),
	SHOP_TEST(a_view_shows_what_was_added),
	SHOP_TEST(a_trigger_has_written_what_is_read),
	SHOP_TEST(a_trigger_may_come_later))
