/* Temporary tables of models: of one connection, in front of those that stay. */

#include <calx/calx.h>

#include "check.h"
#include "../../support/database.h"
#include "../../support/differences.h"

/* found by an index, and by no foreign key, which MariaDB has not for them */
CALX_MODEL(Basket, "baskets", column(id, integer(), .primary_key = true),
	column(kind, enumeration("new", "it's", "used")),
	column(title, string(20), .index = true), column(price, integer()),
	unique(title, price), table_options(.temporary = true));
CALX_MODEL(Author, "authors", column(id, integer(), .primary_key = true),
	column(name, string(20)));
CALX_METADATA(shop, Author, Basket);
CALX_METADATA(kept, Author);

/* of the name of one that stays */
CALX_MODEL(Mine, "authors", column(id, integer(), .primary_key = true),
	column(name, string(20)), table_options(.temporary = true));
CALX_METADATA(mine, Mine);

CALX_MODEL(Line, "lines", column(id, integer(), .primary_key = true),
	column(order_id, integer(), .references = "orders.id"),
	table_options(.temporary = true));
CALX_MODEL(Order, "orders", column(id, integer(), .primary_key = true),
	table_options(.temporary = true));
CALX_METADATA(orders, Line, Order);

CALX_MODEL(Wrong, "wrong", column(id, integer(), .primary_key = true),
	column(author_id, integer(), .references = "authors.id"),
	table_options(.temporary = true));
CALX_METADATA(wrong, Author, Wrong);

CALX_MODEL(Brief, "briefs", column(id, integer(), .primary_key = true),
	table_options(.temporary = true, .on_commit = "delete rows"));
CALX_METADATA(brief, Brief);
CALX_MODEL(Stays, "stays", column(id, integer(), .primary_key = true),
	table_options(.on_commit = "drop"));
CALX_METADATA(stays, Stays);

#include <calx/short.h>

static calx_engine *engine;
static calx_session *session;
static calx_connection *connection;

static int set_up(void **state)
{
	(void)state;
	engine = database_engine();
	session = calx_session_open(engine);
	connection = calx_session_connection(session);
	return session ? 0 : -1;
}

static int tear_down(void **state)
{
	(void)state;
	calx_session_close(session);
	database_engine_close(engine);
	return 0;
}

static void create(const calx_metadata *metadata)
{
	/* MariaDB commits at what stays */
	calx_commit(session);
	/* what is there stays */
	for (int i = 0; i < 2; i++)
		if (calx_create_all_on(connection, metadata) < 0)
			fail_msg("%s",
				calx_connection_error(connection)->message);
}

static void check_refused(
	const calx_metadata *metadata, enum calx_status status, const char *why)
{
	assert_int_equal(calx_create_all_on(connection, metadata), status);
	assert_non_null(calx_connection_error(connection));
	assert_non_null(
		strstr(calx_connection_error(connection)->message, why));
	calx_connection_rollback(connection);
	assert_null(calx_connection_error(connection));
}

static void rows_come_and_go(void **state)
{
	struct Basket *one;

	(void)state;
	create(&shop);
	calx_add(session, Author, .name = "Ann");
	calx_add(session, Basket, .kind = 1, .title = "a", .price = 3);
	calx_add(session, Basket, .kind = 0, .title = "b", .price = 4);
	assert_int_equal(calx_commit(session), CALX_OK);
	one = calx_one(session, Basket, where(Basket.price, ==, 3));
	assert_non_null(one);
	assert_int_equal(one->kind, 1);
	one->title = "c";
	assert_int_equal(calx_commit(session), CALX_OK);
	assert_int_equal(
		calx_count(session, Basket, where(Basket.title, ==, "c")), 1);
	/* it is unique there, too */
	calx_add(session, Basket, .kind = 0, .title = "c", .price = 3);
	assert_int_equal(calx_commit(session), CALX_CONSTRAINT);
	calx_rollback(session);
	assert_int_equal(calx_drop_all_on(connection, &shop), CALX_OK);
	assert_int_equal(calx_drop_all_on(connection, &shop), CALX_OK);
	assert_true(calx_count(session, Basket) < 0);
	calx_rollback(session);
}

/* Nobody else sees it, and what stays is what create_all and `check` know. */
static void they_are_of_a_connection(void **state)
{
	struct database one;
	calx_engine *two;
	calx_session *other;

	(void)state;
	one = database_make();
	two = calx_engine_open(one.url, NULL);
	assert_non_null(two);
	assert_int_equal(calx_create_all(two, &shop, NULL), CALX_OK);
	assert_no_differences(two, &kept);
	calx_session_close(session);
	session = calx_session_open(two);
	connection = calx_session_connection(session);
	create(&shop);
	calx_add(session, Basket, .kind = 0, .title = "a", .price = 1);
	assert_int_equal(calx_commit(session), CALX_OK);
	assert_no_differences(two, &kept);
	other = calx_session_open(two);
	assert_int_equal(calx_count(other, Author), 0);
	assert_true(calx_count(other, Basket) < 0);
	calx_session_close(other);
	calx_session_close(session);
	session = NULL;
	calx_engine_close(two);
	database_remove(&one);
}

static void one_hides_what_stays(void **state)
{
	(void)state;
	create(&shop);
	calx_add(session, Author, .name = "Ann");
	assert_int_equal(calx_commit(session), CALX_OK);
	create(&mine);
	assert_int_equal(calx_count(session, Mine), 0);
	calx_add(session, Mine, .id = 2, .name = "Bob");
	assert_int_equal(calx_commit(session), CALX_OK);
	assert_int_equal(calx_drop_all_on(connection, &mine), CALX_OK);
	assert_int_equal(
		calx_count(session, Author, where(Author.name, ==, "Ann")), 1);
	/* it is not the other one that is dropped */
	assert_int_equal(calx_drop_all_on(connection, &mine), CALX_OK);
	assert_int_equal(calx_count(session, Author), 1);
}

/* An open transaction goes on, on MariaDB without what would commit it. */
static void a_transaction_goes_on(void **state)
{
	(void)state;
	assert_int_equal(calx_create_all(engine, &shop, NULL), CALX_OK);
	calx_add(session, Author, .name = "Ann");
	assert_int_equal(calx_flush(session), CALX_OK);
	assert_int_equal(calx_create_all_on(connection, &shop), CALX_OK);
	assert_int_equal(calx_count(session, Basket), 0);
	assert_true(calx_connection_in_transaction(connection));
	calx_rollback(session);
	assert_int_equal(calx_count(session, Author), 0);
	calx_commit(session);
	if (!database_is("mariadb"))
		return;
	assert_int_equal(calx_drop_all(engine, &shop, NULL), CALX_OK);
	assert_int_equal(calx_connection_begin(connection), CALX_OK);
	check_refused(&shop, CALX_MISUSE, "authors");
}

static void they_refer_to_each_other(void **state)
{
	(void)state;
	if (database_is("mariadb")) {
		check_refused(&orders, CALX_UNSUPPORTED, "lines");
		return;
	}
	create(&orders);
	calx_add(session, Order, .id = 1);
	assert_int_equal(calx_commit(session), CALX_OK);
	calx_add(session, Line, .order_id = 1);
	assert_int_equal(calx_commit(session), CALX_OK);
	calx_add(session, Line, .order_id = 2);
	assert_int_equal(calx_commit(session), CALX_CONSTRAINT);
	calx_rollback(session);
	assert_int_equal(calx_drop_all_on(connection, &orders), CALX_OK);
}

static void what_cannot_be_is_told(void **state)
{
	(void)state;
	check_refused(&wrong, CALX_INVALID, "only one of the two is temporary");
	check_refused(&stays, CALX_INVALID, "stays");
	if (!database_is("postgresql")) {
		check_refused(&brief, CALX_UNSUPPORTED, "briefs");
		return;
	}
	create(&brief);
	calx_add(session, Brief, .id = 1);
	assert_int_equal(calx_flush(session), CALX_OK);
	assert_int_equal(calx_count(session, Brief), 1);
	assert_int_equal(calx_commit(session), CALX_OK);
	assert_int_equal(calx_count(session, Brief), 0);
}

#define FRESH(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

CHECK_MAIN("temporary", FRESH(rows_come_and_go),
	FRESH(they_are_of_a_connection), FRESH(one_hides_what_stays),
	FRESH(a_transaction_goes_on), FRESH(they_refer_to_each_other),
	FRESH(what_cannot_be_is_told))
