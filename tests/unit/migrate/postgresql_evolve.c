#include <calx/calx.h>

#include "check.h"
#include "compile/alter.h"
#include "compile/spelling.h"
#include "database.h"
#include "engine/catalog.h"
#include "engine/connection.h"
#include "engine/inspect.h"
#include "engine/prepare.h"
#include "migrate/compare/autogenerate.h"
#include "sql/schema/schema.h"

/* What is created on PostgreSQL is what is inspected there, and what autogenerate
 * plans between two versions of models makes one of the other. */

/* ---- models, in two versions ---------------------------------------------- */

CALX_MODEL(Owner, "owners", column(id, integer(), .primary_key = true),
	column(name, string(100), .unique = true),
	column(kind, enumeration("person", "company"),
		.server_default = "'person'"),
	column(since, timestamp(), .server_default = "CURRENT_TIMESTAMP"));

CALX_MODEL(Thing, "Odd things", column(id, big_integer(), .primary_key = true),
	column(owner_id, nullable(integer()), .references = "owners.id",
		.on_delete = "cascade"),
	column(flag, boolean(), .server_default = "true"),
	column(small, small_integer(), .server_default = "-1"),
	column(price, numeric(10, 2)), column(ratio, double()),
	column(half, nullable(float())), column(body, nullable(text())),
	column(data, nullable(blob())), column(day, nullable(date())),
	column(at, nullable(time())), column(moment, nullable(datetime())),
	column(span, nullable(interval())), column(key, nullable(uuid())),
	column(doc, nullable(json())),
	column(twice, nullable(numeric(20, 2)), .computed = "price * 2"),
	check("price > 0 AND small IN (-1, 1, 2)"), unique(owner_id, small),
	index(body, .where = "flag AND price BETWEEN 1 AND 5"),
	index(sql("lower(body)")), index(day DESC, at));

CALX_METADATA(before, Owner, Thing);

/* the same tables later */
CALX_MODEL(Owner2, "owners", column(id, integer(), .primary_key = true),
	column(name, text(), .unique = true),
	column(kind, enumeration("person", "company", "state"),
		.server_default = "'company'"),
	column(state, nullable(enumeration("on", "off"))),
	column(since, timestamp(), .server_default = "CURRENT_TIMESTAMP"));

CALX_MODEL(Thing2, "Odd things", column(id, big_integer(), .primary_key = true),
	column(owner_id, nullable(integer()), .references = "owners.id"),
	column(flag, boolean(), .server_default = "false"),
	column(small, big_integer(), .server_default = "-1"),
	column(price, nullable(numeric(10, 2))), column(ratio, numeric(12, 3)),
	column(body, nullable(string(50))),
	check("price > 1 AND small IN (-1, 1, 2)"));

CALX_METADATA(after, Owner2, Thing2);

/* labels that go */
CALX_MODEL(Owner3, "owners", column(id, integer(), .primary_key = true),
	column(name, text(), .unique = true),
	column(kind, enumeration("company", "person"),
		.server_default = "'company'"),
	column(state, nullable(string(10))),
	column(since, timestamp(), .server_default = "CURRENT_TIMESTAMP"));

CALX_METADATA(last, Owner3, Thing2);

/* ---- evolving --------------------------------------------------------------- */

static calx_engine *engine;
static calx_connection *connection;

static int set_up(void **state)
{
	calx_error error = { 0 };

	(void)state;
	engine = database_engine();
	if (calx_create_all(engine, &before, &error) < 0)
		fail_msg("%s", error.message);
	connection = calx_connection_open(engine, &error);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	calx_connection_close(connection);
	database_engine_close(engine);
	return 0;
}

static void run(const char *sql)
{
	if (calx__run(connection, sql) < 0)
		fail_msg("%s: %s", sql,
			calx_connection_error(connection)->message);
}

static void event_print(
	void *context, enum autogenerate_event_kind kind, const char *text)
{
	(void)context;
	(void)kind;
	print_message("# %s\n", text);
}

/* What has to be done so that the database is as the models say. */
static struct autogenerate_result compare(
	struct arena *arena, const calx_metadata *metadata)
{
	const struct catalog catalog = calx__connection_catalog(connection);
	struct sql_schema target, database;
	struct autogenerate_result result = { 0 };
	calx_error error = { 0 };
	const struct autogenerate input = {
		.dialect = calx__connection_dialect(connection),
		.catalog = &catalog,
		.database = &database,
		.target = &target,
		.listener = event_print,
	};

	if (calx__schema_resolve(arena, metadata, &target, &error) < 0)
		fail_msg("%s", error.message);
	if (calx__inspect(connection, arena, &database) < 0)
		fail_msg("%s", calx_connection_error(connection)->message);
	if (calx__autogenerate(arena, &input, &result, &error) < 0)
		fail_msg("%s", error.message);
	return result;
}

static void check_same(const calx_metadata *metadata)
{
	struct arena arena = { 0 };
	const struct autogenerate_result result = compare(&arena, metadata);

	assert_int_equal(result.upgrade_count, 0);
	assert_int_equal(result.warning_count, 0);
	calx__arena_release(&arena);
}

static void operations_run(
	struct arena *arena, const struct operation *operations, size_t count)
{
	const struct catalog catalog = calx__connection_catalog(connection);
	struct vec statements = VEC_INIT(const char *);
	calx_error error = { 0 };

	for (size_t i = 0; i < count; i++) {
		const struct operation *one = &operations[i];
		const struct operation_group group = { &one, 1 };

		calx__vec_clear(&statements);
		if (calx__alter(calx__connection_dialect(connection), &catalog,
			    &group, arena, &statements, &error) < 0)
			fail_msg("%s", error.message);
		for (size_t j = 0; j < statements.count; j++)
			run(*(const char **)calx__vec_at(&statements, j));
	}
	calx__vec_release(&statements);
}

/* There and back, in one transaction each. */
static void evolve(const calx_metadata *from, const calx_metadata *to)
{
	struct arena arena = { 0 };
	const struct autogenerate_result result = compare(&arena, to);

	assert_int_not_equal(result.upgrade_count, 0);
	calx_connection_begin(connection);
	operations_run(&arena, result.upgrade, result.upgrade_count);
	assert_int_equal(calx_connection_commit(connection), CALX_OK);
	check_same(to);
	calx_connection_begin(connection);
	operations_run(&arena, result.downgrade, result.downgrade_count);
	assert_int_equal(calx_connection_commit(connection), CALX_OK);
	check_same(from);
	calx_connection_begin(connection);
	operations_run(&arena, result.upgrade, result.upgrade_count);
	assert_int_equal(calx_connection_commit(connection), CALX_OK);
	check_same(to);
	calx__arena_release(&arena);
}

static void check_count(const char *sql, long long expected)
{
	calx_result *result = calx_connection_query(connection, sql, NULL, 0);
	const calx_row *row = calx_result_next(result);

	if (!row)
		fail_msg("%s", calx_connection_error(connection)->message);
	assert_int_equal(calx_row_int64(row, 0), expected);
	calx_result_close(result);
}

/* ---- tests ------------------------------------------------------------------- */

static void what_is_created_is_what_is_inspected(void **state)
{
	(void)state;
	check_same(&before);
}

static void what_is_dropped_is_gone(void **state)
{
	calx_error error = { 0 };

	(void)state;
	assert_int_equal(calx_drop_all(engine, &before, &error), CALX_OK);
	check_count("SELECT count(*)::int FROM pg_type WHERE typtype = 'e'", 0);
	assert_int_equal(calx_create_all(engine, &before, &error), CALX_OK);
	check_same(&before);
	assert_int_equal(calx_create_all(engine, &before, &error), CALX_OK);
}

static void models_evolve(void **state)
{
	(void)state;
	run("INSERT INTO owners (name, kind) VALUES ('a', 'company'), ('b', 'person')");
	run("INSERT INTO \"Odd things\" (owner_id, price, ratio, body) VALUES (1, 2.5, 1, 'x')");
	evolve(&before, &after);
	check_count(
		"SELECT count(*)::int FROM owners WHERE kind = 'company'", 1);
	evolve(&after, &last);
	check_count(
		"SELECT count(*)::int FROM owners WHERE kind = 'person'", 1);
	check_count(
		"SELECT count(*)::int FROM \"Odd things\" WHERE price = 2.5",
		1);
	/* no type is left behind */
	check_count("SELECT count(*)::int FROM pg_type WHERE typtype = 'e'", 1);
}

CHECK_MAIN("postgresql_evolve",
	cmocka_unit_test_setup_teardown(
		what_is_created_is_what_is_inspected, set_up, tear_down),
	cmocka_unit_test_setup_teardown(
		what_is_dropped_is_gone, set_up, tear_down),
	cmocka_unit_test_setup_teardown(models_evolve, set_up, tear_down))
