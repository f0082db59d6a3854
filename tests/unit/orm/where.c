#include "shop_test.h"

#include "engine/transaction.h"
#include "orm/borrowed.h"

/* When a query flushes, where an error comes from, and sessions inside of
 * someone else's transaction. */

CALX_MODEL(Missing, "missing", column(id, integer(), .primary_key = true),
	column(name, string(20)));
CALX_ROW(Name, column(name, string()));

/* ---- where it was ------------------------------------------------------------- */

/* The session has failed in a call at that line, or the ones around it that the
 * call stands on. */
static void check_line(int line)
{
	const calx_error *error = calx_session_error(S);
	const char *number;

	if (!error)
		fail_msg("no error at line %d", line);
	number = strstr(error->where, "where.c:");
	assert_non_null(number);
	assert_in_range(atoi(number + 8), line - 2, line + 2);
	calx_rollback(S);
	CHECK_WELL(S);
}

#define CHECK_LINE(call)              \
	do {                          \
		call;                 \
		check_line(__LINE__); \
	} while (0)

static void each_verb_says_where(void **state)
{
	const struct Missing row = { .name = "a" };

	(void)state;
	CHECK_LINE(assert_null(calx_get(S, Missing, 1)));
	CHECK_LINE(assert_null(calx_first(S, Missing)));
	CHECK_LINE(assert_null(calx_one(S, Missing)));
	CHECK_LINE(assert_int_equal(calx_all(S, Missing).count, 0));
	CHECK_LINE(assert_true(calx_count(S, Missing) < 0));
	CHECK_LINE(assert_false(calx_exists(S, Missing)));
	CHECK_LINE(assert_true(
		calx_insert(S, Missing, set(Missing.name, "a")) < 0));
	CHECK_LINE(assert_true(calx_update(S, Missing, set(Missing.name, "a"),
				       all_rows()) < 0));
	CHECK_LINE(assert_true(calx_delete_all(S, Missing) < 0));
	CHECK_LINE(assert_true(calx_bulk_save(S, Missing, &row, 1) < 0));
	CHECK_LINE(assert_null(calx_scalar(S, Missing.name)));
	CHECK_LINE(assert_int_equal(calx_values(S, Missing.name).count, 0));
	CHECK_LINE(calx_each(S, Missing, one) fail_msg("%s", one->name));
	CHECK_LINE(calx_each_row(S, one, columns(Missing.name))
			fail_msg("%zu", calx_row_count(one)));
	CHECK_LINE(calx_each(S, Name, one, select(Name, .name = Missing.name))
			fail_msg("%s", one->name));
	CHECK_LINE((void)calx_one(S, Book));
	CHECK_LINE(calx_all(S, Book, columns(Book.id)));
	CHECK_LINE((void)calx_first(S, Name));
	CHECK_LINE(calx_each_row(S, one) fail_msg("%zu", calx_row_count(one)));
	CHECK_LINE(calx_each_row(S, one, columns(literal(1)))
			fail_msg("%zu", calx_row_count(one)));
	CHECK_LINE((void)calx_scalar(S, literal(1)));
	CHECK_LINE((void)calx_get(S, Book, "a"));
	calx_each(S, Book, one, where(Book.id, ==, 1))
		fail_msg("%s", one->title);
}

/* Without a place there is none; and the first error stays. */
static void the_first_error_stays(void **state)
{
	int local = 0;

	(void)state;
	assert_true(
		calx_session_count(S, &Missing_calx_table_, NULL, NULL) < 0);
	CHECK_TEXT(calx_session_error(S)->where, "");
	assert_non_null(strstr(calx_session_error(S)->message,
		spelled("no such table", "does not exist", "doesn't exist")));
	assert_int_equal(calx_expunge(S, &local), CALX_MISUSE);
	assert_int_equal(calx_delete(S, &local), CALX_ERROR);
	assert_null(calx_first(S, Book));
	CHECK_TEXT(calx_session_error(S)->where, "");
	assert_non_null(strstr(calx_session_error(S)->message,
		spelled("no such table", "does not exist", "doesn't exist")));
	calx_rollback(S);
	CHECK_WELL(S);
}

/* What helps is said, and not what was done already. */
static void a_locked_database_says_what_helps(void **state)
{
	calx_engine *engine;
	calx_session *reads, *writes;

	(void)state;
	NEEDS(CAN_HAVE_ONE_WRITER);
	engine =
		calx_engine_open(database_url(&db.database, "timeout=0"), NULL);
	reads = calx_session_open(engine);
	writes = calx_session_open(engine, .write = true);
	calx_add(S, Author, .name = "a");
	calx_flush(S);
	calx_count(reads, Book);
	calx_add(reads, Author, .name = "b");
	assert_int_equal(calx_flush(reads), CALX_BUSY);
	assert_non_null(strstr(calx_session_error(reads)->hint,
		"This transaction began by reading"));
	assert_null(calx_first(writes, Book));
	assert_int_equal(calx_session_error(writes)->status, CALX_BUSY);
	assert_null(strstr(calx_session_error(writes)->hint, ".write = true"));
	calx_session_close(reads);
	calx_session_close(writes);
	calx_engine_close(engine);
	calx_rollback(S);
}

/* What a query flushes is not its own, and says both. */
static void a_query_says_what_it_flushed(void **state)
{
	(void)state;
	calx_add(S, Author, .name = "a");
	calx_add(S, Author, .name = "a");
	assert_null(calx_get(S, Author, 9));
	CHECK_TEXT(calx_session_error(S)->message,
		spelled("calx_get: flush: insert into authors (name = \"a\"): UNIQUE constraint failed: authors.name: uq_authors_name: (name) = (\"a\") is there already",
			"calx_get: flush: insert into authors (name = \"a\"): duplicate key value violates unique constraint \"uq_authors_name\": uq_authors_name: (name) = (\"a\") is there already",
			"calx_get: flush: insert into authors (name = \"a\"): Duplicate entry 'a' for key 'uq_authors_name': uq_authors_name: (name) = (\"a\") is there already"));
	calx_rollback(S);
	calx_add(S, Author, .name = "a");
	calx_add(S, Author, .name = "a");
	assert_int_equal(calx_count(S, Author), CALX_CONSTRAINT);
	assert_non_null(strstr(calx_session_error(S)->message,
		"calx_count: flush: insert into authors"));
	calx_rollback(S);
	calx_add(S, Author, .name = "a");
	calx_add(S, Author, .name = "a");
	assert_int_equal(
		calx_add_all(S, Book, { .title = "t" }), CALX_CONSTRAINT);
	assert_non_null(strstr(calx_session_error(S)->message,
		"calx_bulk_save: row 1 of 1: calx_bulk_save: flush: insert into authors"));
	calx_rollback(S);
	CHECK_WELL(S);
}

static void keys_are_given_whole(void **state)
{
	(void)state;
	assert_null(calx_get(S, Stock, "shop"));
	CHECK_FAILED(S, CALX_MISUSE,
		"calx_get: too few values for the key of table \"stock\", whose key has several parts");
	assert_null(calx_get(S, Stock, "shop", 1, 2));
	CHECK_FAILED(S, CALX_MISUSE,
		"calx_get: too many values for the key of table \"stock\", whose key has several parts");
	assert_null(calx_get(S, Stock, 1, 2));
	CHECK_FAILED(S, CALX_MISUSE,
		"calx_get: a value of the wrong type for column \"shop\", whose key has several parts");
	assert_null(calx_get(S, Country, 5));
	CHECK_FAILED(S, CALX_MISUSE,
		"calx_get: a value of the wrong type for column \"code\"");
	assert_null(calx_get(S, Stock, "shop", 1));
	CHECK_WELL(S);
}

/* ---- when it is flushed -------------------------------------------------------- */

static struct Book *one, *two;

/* Whether a count of those books flushes the first one. */
static bool flushes(const calx_node *clauses)
{
	one->cost = calx_some(one->cost.value + 1);
	db.statements = 0;
	assert_true(
		calx_session_count(S, &Book_calx_table_, clauses, NULL) >= 0);
	return !strncmp(db.sql[0], "UPDATE", 6);
}

/* by nodes, as another language writes them */
#define COMPARE(operator_, ...)                                              \
	(const calx_node[])                                                  \
	{                                                                    \
		{ .kind = CALX_NODE_WHERE,                                   \
			.children =                                          \
				(const calx_node[]){                         \
					{ .kind = CALX_NODE_COMPARE,         \
						.text = operator_,           \
						.children =                  \
							(const calx_node[]){ \
								__VA_ARGS__, \
								{ 0 } } },   \
					{ 0 } } },                           \
			{ 0 },                                               \
	}
#define ID                                                                 \
	{                                                                  \
		.kind = CALX_NODE_COLUMN, .column = &Book_calx_columns_[0] \
	}
#define COST                                                               \
	{                                                                  \
		.kind = CALX_NODE_COLUMN, .column = &Book_calx_columns_[4] \
	}
#define NUMBER(number)                              \
	{                                           \
		.kind = CALX_NODE_VALUE, .value = { \
			.kind = CALX_INTEGER,       \
			.as.integer = number        \
		}                                   \
	}

static void only_what_a_key_may_show_is_flushed(void **state)
{
	calx_query *query;

	(void)state;
	one = calx_add(S, Book, .id = 1, .title = "one", .cost = calx_some(1));
	two = calx_add(S, Book, .id = 2, .title = "two");
	calx_commit(S);
	/* the other row's key: nothing of the first one shows */
	assert_false(flushes(CALX_NODES_(where(Book.id, ==, 2))));
	assert_false(flushes(CALX_NODES_(where(Book.id, ==, 77))));
	assert_false(flushes(CALX_NODES_(
		where(Book.title, ==, "x"), where(Book.id, ==, 2))));
	assert_false(flushes(CALX_NODES_(
		all_of(where(Book.title, ==, "x"), where(Book.id, ==, 2)))));
	assert_false(flushes(COMPARE("==", ID, NUMBER(2))));
	query = calx_query_new(S);
	calx_query_add(query, where(Book.id, ==, 2));
	assert_false(flushes(CALX_NODES_(clauses(query))));
	calx_query_free(query);
	/* it, or perhaps it */
	assert_true(flushes(CALX_NODES_(where(Book.id, ==, 1))));
	assert_true(flushes(CALX_NODES_(where(Book.id, !=, 2))));
	assert_true(flushes(CALX_NODES_(where(Book.id, >, 1))));
	assert_true(flushes(CALX_NODES_(where(Book.cost, ==, 2))));
	assert_true(flushes(CALX_NODES_(where(Book.id, ==, Book.cost))));
	assert_true(flushes(CALX_NODES_(where(Book.id, in, 2, 3))));
	assert_true(flushes(CALX_NODES_(where(calc(Book.id, +, 1), ==, 3))));
	assert_true(flushes(CALX_NODES_(
		any_of(where(Book.title, ==, "x"), where(Book.id, ==, 2)))));
	assert_true(flushes(CALX_NODES_(none_of(where(Book.id, ==, 2)))));
	assert_true(flushes(COMPARE("==", ID, NUMBER(1))));
	assert_true(flushes(COMPARE("==", ID, COST)));
	assert_true(flushes(COMPARE("==", COST, NUMBER(2))));
	assert_true(flushes(COMPARE("<", ID, NUMBER(2))));
	assert_true(flushes(NULL));
	/* what waits may be anything */
	calx_add(S, Author, .name = "waits");
	assert_true(calx_exists(S, Book, where(Book.id, ==, 2)));
	assert_int_equal(calx_count(S, Author), 1);
	calx_commit(S);
	/* of another table nothing shows */
	one->cost = calx_some(99);
	db.statements = 0;
	calx_count(S, Author);
	/* BEGIN and SELECT */
	assert_int_equal(db.statements, 2);
	CHECK_WELL(S);
}

/* Whether an INSERT was logged, and how many were. */
static size_t inserts(void)
{
	size_t count = 0;

	for (size_t i = 0; i < db.statements; i++)
		count += !strncmp(db.sql[i], "INSERT", 6);
	db.statements = 0;
	return count;
}

/* What was added to a table that a query does not read goes on waiting, and is
 * written with others. */
static void what_waits_for_others_waits(void **state)
{
	struct Author *author;

	(void)state;
	NEEDS(CAN_TELL_VIEWS);
	calx_add(S, Author, .id = 1, .name = "a");
	calx_count(S, Stock);
	assert_null(calx_get(S, Book, 1));
	assert_int_equal(calx_count(S, Book), 0);
	assert_int_equal(inserts(), 0);
	/* neither has this key */
	calx_add(S, Author, .id = 2, .name = "b");
	assert_null(calx_get(S, Author, 3));
	assert_null(calx_first(S, Author, where(Author.id, ==, 3)));
	assert_int_equal(inserts(), 0);
	author = calx_get(S, Author, 2);
	CHECK_TEXT(author->name, "b");
	assert_int_equal(inserts(), 2);
	/* what refers waits, what is referred to does not */
	calx_add(S, Author, .id = 3, .name = "c");
	calx_add(S, Book, .author_id = calx_some(3), .title = "of c");
	assert_int_equal(calx_count(S, Author), 3);
	assert_int_equal(inserts(), 1);
	calx_add(S, Author, .id = 4, .name = "d");
	calx_add(S, Book, .author_id = calx_some(4), .title = "of d");
	assert_int_equal(calx_count(S, Book), 2);
	assert_int_equal(inserts(), 3);
	/* this one may come to any key */
	calx_commit(S);
	database_count_on(db.engine, "authors");
	calx_add(S, Author, .name = "e");
	assert_null(calx_get(S, Author, 77));
	assert_int_equal(inserts(), 1);
	/* a key to which others may refer */
	calx_add(S, Book, .author_id = calx_some(1), .title = "of a");
	author->name = "b again";
	assert_int_equal(calx_count(S, Author), 5);
	assert_int_equal(inserts(), 1);
	/* one that goes may take rows of any table along */
	calx_add(S, Country, .code = "at", .title = "Austria");
	calx_delete(S, author);
	calx_count(S, Stock);
	assert_int_equal(inserts(), 1);
	/* and a statement that writes may need all that waits */
	calx_add(S, Country, .code = "ch", .title = "Switzerland");
	calx_update(S, Book, set(Book.cost, 1), all_rows());
	assert_int_equal(inserts(), 1);
	calx_add(S, Country, .code = "de", .title = "Germany");
	assert_int_equal(calx_commit(S), CALX_OK);
	assert_int_equal(calx_count(S, Country), 3);
	CHECK_WELL(S);
}

/* ---- in someone else's transaction ------------------------------------------------ */

static void a_borrowed_session_ends_nothing(void **state)
{
	calx_connection *connection = calx_connection_open(db.engine, NULL);
	calx_session *session;
	const struct Author *author;

	(void)state;
	assert_int_equal(calx_connection_begin(connection), CALX_OK);
	session = calx__session_on_connection(connection);
	assert_non_null(session);
	author = calx_add(session, Author, .name = "a");
	/* it flushes by itself, too */
	assert_int_equal(calx_count(session, Author), 1);
	assert_int_equal(author->id, 1);
	assert_int_equal(calx_commit(session), CALX_OK);
	assert_true(calx__connection_in_transaction(connection));
	assert_int_equal(calx_count(S, Author), 0);
	calx_rollback(S);
	assert_int_equal(calx_rollback(session), CALX_MISUSE);
	CHECK_TEXT(calx_session_error(session)->message,
		"calx_rollback: the transaction belongs to someone else");
	/* it sticks */
	assert_int_equal(calx_count(session, Author), CALX_MISUSE);
	calx_session_close(session);
	assert_true(calx__connection_in_transaction(connection));
	assert_int_equal(calx_connection_commit(connection), CALX_OK);
	calx_connection_close(connection);
	assert_int_equal(calx_count(S, Author), 1);
	CHECK_WELL(S);
}

CHECK_MAIN("orm: where", SHOP_TEST(each_verb_says_where),
	SHOP_TEST(a_locked_database_says_what_helps),
	SHOP_TEST(the_first_error_stays),
	SHOP_TEST(a_query_says_what_it_flushed),
	SHOP_TEST(keys_are_given_whole),
	SHOP_TEST(only_what_a_key_may_show_is_flushed),
	SHOP_TEST(what_waits_for_others_waits),
	SHOP_TEST(a_borrowed_session_ends_nothing))
