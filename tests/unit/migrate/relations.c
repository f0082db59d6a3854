/* Views, sequences and namespaces of models: created and dropped, compared, and
 * changed by revisions. */

#include <calx/calx.h>
#include <calx/inspect.h>

#include "check.h"
#include "evolve.h"
#include "../../support/database.h"

#include "util/text.h"

CALX_SEQUENCE(Ticket, "tickets", .start = 100, .increment = 5);
CALX_MODEL(Visit, "visits", column(id, integer(), .primary_key = true),
	column(number, defaulted(big_integer()),
		.server_default = "nextval('tickets')"),
	column(price, integer()));
CALX_MODEL(Plain, "visits", column(id, integer(), .primary_key = true),
	column(price, integer()));
CALX_VIEW(Cheap, "cheap", "SELECT id, price FROM visits WHERE price < 5",
	column(id, integer(), .primary_key = true), column(price, integer()));
CALX_VIEW(Cheaper, "cheaper", "SELECT id FROM cheap WHERE price < 2",
	column(id, integer(), .primary_key = true));
CALX_METADATA(with_sequence, Cheap, Cheaper, Visit, Ticket);
CALX_METADATA(with_views, Cheap, Cheaper, Plain);

CALX_SEQUENCE(Ticket2, "tickets", .start = 7);
CALX_VIEW(Cheap2, "cheap", "SELECT id, price FROM visits WHERE price < 6",
	column(id, integer(), .primary_key = true), column(price, integer()));
CALX_METADATA(other_sequence, Cheap, Cheaper, Visit, Ticket2);
CALX_METADATA(one_view, Cheap, Plain);
CALX_METADATA(other_view, Cheap2, Plain);
/* as nobody would print them */
CALX_VIEW(Odd, "odd \" AS x",
	"SELECT  *, (id)+1 AS \"next\" , 'it''s' || '\\' AS text /* ; */ FROM visits v "
	"WHERE EXISTS (SELECT 1 FROM visits w WHERE w.id = v.id AND w.price IN (1,2) OR NOT (w.id <> 7)) -- )",
	column(id, integer(), .primary_key = true), column(price, integer()),
	column(next, integer()), column(text, string()));
CALX_VIEW(Sums, "sums",
	"SELECT price, count(*) AS many FROM visits WHERE id = 3 GROUP BY price HAVING count(*) > 1 "
	"UNION ALL SELECT 1, 2 ORDER BY 1 LIMIT 3",
	column(price, integer(), .primary_key = true), column(many, integer()));
CALX_VIEW(Sums2, "sums",
	"SELECT price, count(*) AS many FROM visits WHERE id = 4 GROUP BY price HAVING count(*) > 1 "
	"UNION ALL SELECT 1, 2 ORDER BY 1 LIMIT 3",
	column(price, integer(), .primary_key = true), column(many, integer()));
/* before the one that it selects from, by its name */
CALX_VIEW(First, "a first", "SELECT price FROM sums",
	column(price, integer(), .primary_key = true));
CALX_METADATA(odd_views, Odd, Sums, First, Plain);
CALX_METADATA(other_sums, Odd, Sums2, First, Plain);

CALX_MODEL(Author, "authors", column(id, integer(), .primary_key = true),
	column(name, string(20)), table_options(.schema = "shop"));
CALX_MODEL(Book, "books", column(id, integer(), .primary_key = true),
	column(kind, enumeration("new", "used")),
	column(author_id, integer(), .references = "shop.authors.id",
		.index = true),
	table_options(.schema = "shop", .comment = "for sale"));
CALX_METADATA(shop, Author, Book);

/* all of it changed a little */
CALX_MODEL(Author2, "authors", column(id, integer(), .primary_key = true),
	column(name, nullable(string(30)), .unique = true),
	table_options(.schema = "shop"));
CALX_MODEL(Book2, "books", column(id, integer(), .primary_key = true),
	column(kind, enumeration("new", "used")),
	column(title, nullable(string(20)), .index = true),
	table_options(.schema = "shop", .comment = "sold"));
CALX_METADATA(other_shop, Author2, Book2);

/* which migrations have nothing to do with */
CALX_MODEL(Basket, "baskets", column(id, integer(), .primary_key = true),
	column(price, integer(), .index = true),
	table_options(.temporary = true));
CALX_METADATA(with_temporary, Plain, Basket);
CALX_METADATA(without_temporary, Plain);

#include <calx/short.h>

static struct sql_schema resolve(
	struct evolve *evolve, const calx_metadata *metadata)
{
	struct sql_schema schema;
	calx_error error = { 0 };

	if (calx__schema_resolve(&evolve->arena, metadata, &schema, &error) < 0)
		fail_msg("%s", error.message);
	return schema;
}

static struct autogenerate_result compare(
	struct evolve *evolve, const calx_metadata *metadata)
{
	const struct sql_schema target = resolve(evolve, metadata);

	return evolve_differences(evolve, &target);
}

static void check_same(struct evolve *evolve, const calx_metadata *metadata)
{
	const struct sql_schema target = resolve(evolve, metadata);

	evolve_check_nothing(evolve, &target, "metadata");
}

static void create(struct evolve *evolve, const calx_metadata *metadata)
{
	calx_error error = { 0 };

	/* twice: what is there stays */
	for (int i = 0; i < 2; i++)
		if (calx_create_all(evolve->engine, metadata, &error) < 0)
			fail_msg("%s", error.message);
}

static void drop(struct evolve *evolve, const calx_metadata *metadata)
{
	struct sql_schema left;
	calx_error error = { 0 };

	for (int i = 0; i < 2; i++)
		if (calx_drop_all(evolve->engine, metadata, &error) < 0)
			fail_msg("%s", error.message);
	left = evolve_inspect(evolve);
	assert_int_equal(left.table_count, 0);
	assert_int_equal(left.object_count, 0);
	assert_int_equal(left.sequence_count, 0);
}

/* From the one to the other and back by operations. */
static void check_change(struct evolve *evolve, const calx_metadata *before,
	const calx_metadata *after)
{
	const struct autogenerate_result result = compare(evolve, after);

	assert_true(result.upgrade_count > 0);
	evolve_apply_reread(evolve, result.upgrade, result.upgrade_count);
	check_same(evolve, after);
	evolve_apply_reread(evolve, result.downgrade, result.downgrade_count);
	check_same(evolve, before);
}

static void views_come_and_go(void **state)
{
	struct evolve evolve;
	struct autogenerate_result result;
	calx_session *session;
	struct Cheap *one;

	(void)state;
	evolve_open(&evolve);
	create(&evolve, &with_views);
	check_same(&evolve, &with_views);
	session = calx_session_open(evolve.engine);
	calx_add(session, Plain, .price = 3);
	calx_add(session, Plain, .price = 30);
	assert_int_equal(calx_commit(session), CALX_OK);
	one = calx_one(session, Cheap);
	assert_non_null(one);
	assert_int_equal(one->price, 3);
	calx_session_close(session);
	drop(&evolve, &with_views);
	/* and by a revision */
	result = compare(&evolve, &with_views);
	evolve_apply_reread(&evolve, result.upgrade, result.upgrade_count);
	check_same(&evolve, &with_views);
	evolve_apply_reread(&evolve, result.downgrade, result.downgrade_count);
	drop(&evolve, &with_views);
	evolve_close(&evolve);
}

static void a_view_changes(void **state)
{
	struct evolve evolve;

	(void)state;
	evolve_open(&evolve);
	create(&evolve, &other_view);
	check_same(&evolve, &other_view);
	evolve_close(&evolve);
	evolve_open(&evolve);
	create(&evolve, &one_view);
	check_change(&evolve, &one_view, &other_view);
	evolve_close(&evolve);
	evolve_open(&evolve);
	create(&evolve, &odd_views);
	check_same(&evolve, &odd_views);
	/* no row has either key */
	check_change(&evolve, &odd_views, &other_sums);
	evolve_close(&evolve);
}

static void sequences_give_numbers(void **state)
{
	struct evolve evolve;
	calx_session *session;
	struct Visit *visit;
	calx_error error = { 0 };

	(void)state;
	evolve_open(&evolve);
	if (database_is("sqlite")) {
		assert_int_equal(
			calx_create_all(evolve.engine, &with_sequence, &error),
			CALX_UNSUPPORTED);
		assert_non_null(strstr(error.message, "sequence"));
		evolve_close(&evolve);
		return;
	}
	create(&evolve, &with_sequence);
	check_same(&evolve, &with_sequence);
	session = calx_session_open(evolve.engine);
	calx_add(session, Visit, .price = 3);
	visit = calx_add(session, Visit, .price = 4);
	assert_int_equal(calx_commit(session), CALX_OK);
	assert_int_equal(visit->number.value, 105);
	calx_session_close(session);
	check_change(&evolve, &with_sequence, &other_sequence);
	drop(&evolve, &with_sequence);
	evolve_close(&evolve);
}

/* Tables of a namespace, from being created to being dropped. */
static void a_namespace_goes_along(void **state)
{
	struct evolve evolve;
	calx_session *session;
	struct Author *author;
	calx_error error = { 0 };

	(void)state;
	evolve_open(&evolve);
	if (database_is("sqlite")) {
		assert_int_equal(calx_create_all(evolve.engine, &shop, &error),
			CALX_UNSUPPORTED);
		assert_non_null(strstr(error.message, "shop"));
		evolve_close(&evolve);
		return;
	}
	/* on MariaDB it is not gone with the test's database */
	if (database_is("mariadb"))
		evolve_run(&evolve, "DROP DATABASE IF EXISTS shop;\n");
	evolve_run(&evolve, "CREATE SCHEMA shop;\n");
	create(&evolve, &shop);
	check_same(&evolve, &shop);
	session = calx_session_open(evolve.engine);
	author = calx_add(session, Author, .name = "Ann");
	assert_int_equal(calx_commit(session), CALX_OK);
	calx_add(session, Book, .author_id = author->id);
	assert_int_equal(calx_commit(session), CALX_OK);
	assert_int_equal(calx_count(session, Book,
				 where(Book.author_id, ==, author->id)),
		1);
	/* the way back adds a column that no row has */
	assert_int_equal(calx_delete_all(session, Book), 1);
	assert_int_equal(calx_commit(session), CALX_OK);
	calx_session_close(session);
	check_change(&evolve, &shop, &other_shop);
	drop(&evolve, &shop);
	evolve_run(&evolve, "DROP SCHEMA shop;\n");
	evolve_close(&evolve);
}

static void what_is_temporary_is_left_alone(void **state)
{
	struct evolve evolve;

	(void)state;
	evolve_open(&evolve);
	create(&evolve, &with_temporary);
	check_same(&evolve, &with_temporary);
	check_same(&evolve, &without_temporary);
	drop(&evolve, &with_temporary);
	evolve_close(&evolve);
}

/* What is found is created again. */
static void found_again(struct evolve *evolve, const calx_metadata *metadata)
{
	calx_connection *connection =
		calx_connection_open(evolve->engine, NULL);
	calx_inspector *inspector = calx_inspect(connection, NULL);

	assert_non_null(inspector);
	calx_connection_close(connection);
	drop(evolve, metadata);
	create(evolve, calx_inspector_metadata(inspector));
	check_same(evolve, metadata);
	check_same(evolve, calx_inspector_metadata(inspector));
	calx_inspector_close(inspector);
	drop(evolve, metadata);
}

/* The inspector has views and sequences, too, and what it has can be created. */
static void what_is_found_is_created_again(void **state)
{
	const bool numbers = !database_is("sqlite");
	const calx_metadata *metadata = numbers ? &with_sequence : &with_views;
	struct evolve evolve;
	calx_connection *connection;
	calx_inspector *inspector;
	const calx_table *view, *sequence;

	(void)state;
	evolve_open(&evolve);
	create(&evolve, &odd_views);
	found_again(&evolve, &odd_views);
	create(&evolve, metadata);
	connection = calx_connection_open(evolve.engine, NULL);
	inspector = calx_inspect(connection, NULL);
	assert_non_null(inspector);
	view = calx_inspector_table(inspector, "cheap");
	assert_non_null(view);
	assert_non_null(strstr(view->options.view, "5"));
	assert_int_equal(view->column_count, 2);
	assert_string_equal(view->columns[0].name, "id");
	assert_int_equal(view->columns[0].type.kind, CALX_INTEGER);
	assert_string_equal(view->columns[1].name, "price");
	sequence = calx_inspector_table(inspector, "tickets");
	assert_int_equal(sequence != NULL, numbers);
	if (sequence) {
		assert_true(sequence->options.sequence);
		assert_int_equal(sequence->options.start, 100);
		assert_int_equal(sequence->options.increment, 5);
	}
	calx_connection_close(connection);
	calx_inspector_close(inspector);
	found_again(&evolve, metadata);
	evolve_close(&evolve);
}

CHECK_MAIN("relations", cmocka_unit_test(views_come_and_go),
	cmocka_unit_test(a_view_changes),
	cmocka_unit_test(sequences_give_numbers),
	cmocka_unit_test(a_namespace_goes_along),
	cmocka_unit_test(what_is_temporary_is_left_alone),
	cmocka_unit_test(what_is_found_is_created_again))
