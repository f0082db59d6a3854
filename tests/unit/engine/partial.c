#include "driver/driver.h"

#include <calx/inspect.h>
#include <calx/metadata.h>
#include <calx/model.h>

#include <stdio.h>
#include <unistd.h>

#include "connected.h"
#include "dialect/sqlite/dialect.h"
#include "driver/sqlite/driver.h"
#include "engine/catalog.h"
#include "engine/connection.h"
#include "engine/engine.h"
#include "engine/error.h"
#include "engine/inspect.h"
#include "engine/transaction.h"
#include "folder.h"
#include "util/fail.h"

/* Drivers and dialects that lack what may be NULL, or in which it fails. */

static struct driver driver;
static struct dialect dialect;
static struct folder folder;

static const struct dialect *dialect_changed(const struct db *db)
{
	(void)db;
	return &dialect;
}

/* SQLite's, to be changed before it is opened. */
static int set_up(void **state)
{
	(void)state;
	driver = calx__sqlite_driver;
	dialect = calx__sqlite_dialect;
	driver.dialect_of = dialect_changed;
	engine = NULL;
	connection = NULL;
	folder_make(&folder);
	return 0;
}

static int tear_down_all(void **state)
{
	folder_remove(&folder);
	return tear_down(state);
}

static void open_changed(void)
{
	assert_int_equal(
		connect_to(calx__engine_open(&driver, "sqlite://", NULL, NULL),
			"CREATE TABLE t (a INTEGER, b TEXT)"),
		CALX_OK);
}

static void check_stuck(enum calx_status status, const char *message)
{
	const calx_error *error = calx_connection_error(connection);

	assert_non_null(error);
	assert_int_equal(error->status, status);
	CHECK_TEXT(error->message, message);
	calx_connection_rollback(connection);
}

/* ---- what is optional ----------------------------------------------------- */

static void what_is_not_there_is_done_without(void **state)
{
	(void)state;
	for (int i = 0; i < 3; i++) {
		driver = calx__sqlite_driver;
		if (i == 0)
			driver.wait = NULL;
		if (i == 0)
			driver.changes = NULL;
		/* it was compiled before there were any */
		if (i == 1)
			driver.size = offsetof(struct driver, look);
		open_changed();
		calx__connection_wait(connection, 250);
		calx__run(connection, "INSERT INTO t VALUES (1, 'x')");
		assert_int_equal(
			calx__connection_changes(connection), i == 2 ? 1 : -1);
		tear_down(NULL);
	}
	connection = NULL;
	engine = NULL;
	calx__connection_wait(NULL, 5);
	assert_int_equal(calx__connection_changes(NULL), -1);
}

static void waiting_is_the_drivers(void **state)
{
	calx_result *result;

	(void)state;
	open_changed();
	calx__connection_wait(connection, 250);
	result = calx_connection_query(
		connection, "PRAGMA busy_timeout", NULL, 0);
	assert_int_equal(calx_row_int64(calx_result_next(result), 0), 250);
	calx_result_close(result);
}

/* Without look() a database is opened as for work. */
static void looking_is_the_drivers(void **state)
{
	const struct purpose looks = { .looks = true, .how = LOOK_COPY };
	calx_error error = { .status = CALX_ERROR };

	(void)state;
	engine = calx_engine_open(folder_url(&folder, "a.db"), NULL);
	connect_to(engine, "CREATE TABLE t (a)");
	tear_down(NULL);
	engine = calx__engine_open_for(
		folder_url(&folder, "a.db"), &looks, &error);
	assert_non_null(engine);
	assert_int_equal(error.status, CALX_OK);
	assert_int_equal(connect_to(engine, "DROP TABLE t"), CALX_OK);
	tear_down(NULL);
	engine = calx_engine_open(folder_url(&folder, "a.db"), NULL);
	assert_int_equal(connect_to(engine, "SELECT a FROM t"), CALX_OK);
	tear_down(NULL);
	engine = NULL;
	connection = NULL;
	assert_null(calx__engine_open_for(
		folder_url(&folder, "no.db"), &looks, &error));
	assert_int_equal(error.status, CALX_CONNECTION);
	assert_int_equal(access(folder_file(&folder, "no.db"), F_OK), -1);
	assert_null(calx__engine_open_for("nonsense", &looks, NULL));
}

static void options_that_are_newer_are_refused(void **state)
{
	const struct {
		calx_engine_options known;
		bool more;
	} newer = { { .size = sizeof(newer) }, true };
	calx_error error = { 0 };

	(void)state;
	assert_null(calx_engine_open_with("sqlite://", &newer.known, &error));
	assert_int_equal(error.status, CALX_MISUSE);
	CHECK_TEXT(error.message,
		"the program knows more options of engines than the library that it runs with");
	assert_null(
		calx_engine_open("sqlite://", &error, .statement_cache = -1));
	assert_int_equal(error.status, CALX_RANGE);
	engine = calx_engine_open("sqlite://", &error, .statement_cache = 256);
	assert_non_null(engine);
	assert_null(
		calx_engine_open("sqlite://", &error, .statement_cache = 257));
}

/* ---- the catalog ---------------------------------------------------------- */

struct rows {
	char text[200];
	size_t columns;
	enum calx_status answer;
};

static enum calx_status take_row(
	void *context, const char *const *values, size_t count)
{
	struct rows *rows = context;

	rows->columns = count;
	for (size_t i = 0; i < count; i++) {
		strncat(rows->text, values[i] ? values[i] : "NULL", 40);
		strncat(rows->text, i + 1 < count ? "," : ";", 2);
	}
	return rows->answer;
}

static enum calx_status ask(
	const char *sql, struct rows *rows, calx_error *error)
{
	const struct catalog catalog = calx__connection_catalog(connection);

	*rows = (struct rows){ .answer = rows->answer };
	return catalog.query(&catalog, sql, take_row, rows, error);
}

static void a_catalog_is_read_as_text(void **state)
{
	struct rows rows = { .answer = CALX_OK };
	calx_error error = { 0 };

	(void)state;
	open_changed();
	calx__run(connection, "INSERT INTO t VALUES (1, 'x'), (2, NULL)");
	assert_int_equal(ask("SELECT * FROM t", &rows, &error), CALX_OK);
	CHECK_TEXT(rows.text, "1,x;2,NULL;");
	assert_int_equal(
		ask("SELECT 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16",
			&rows, &error),
		CALX_OK);
	assert_int_equal(rows.columns, 16);
	rows.answer = CALX_STALE;
	assert_int_equal(ask("SELECT * FROM t", &rows, &error), CALX_STALE);
	CHECK_TEXT(rows.text, "1,x;");
	rows.answer = CALX_OK;
	assert_int_equal(error.status, CALX_OK);
	assert_null(calx_connection_error(connection));
	assert_int_equal(
		ask("SELECT 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16,"
		    " 17, 18, 19, 20, 21, 22, 23, 24, 25",
			&rows, NULL),
		CALX_MISUSE);
	assert_int_equal(rows.columns, 0);
	check_stuck(CALX_MISUSE, "a query of the catalog has 25 columns");
}

/* What fails sticks to the connection, and is told to who asked. */
static void a_catalog_that_fails_is_told(void **state)
{
	struct rows rows = { .answer = CALX_OK };
	calx_error error = { 0 };

	(void)state;
	open_changed();
	calx__run(connection, "INSERT INTO t VALUES (1, 'x'), (2, NULL)");
	assert_int_equal(
		ask("SELECT * FROM nowhere", &rows, &error), CALX_ERROR);
	CHECK_TEXT(error.message, "no such table: nowhere");
	check_stuck(CALX_ERROR, "no such table: nowhere");
	assert_int_equal(
		ask("SELECT * FROM nowhere", &rows, &connection->error),
		CALX_ERROR);
	check_stuck(CALX_ERROR, "no such table: nowhere");
	assert_int_equal(
		ask("SELECT abs(-9223372036854775807 - (a = 2)) FROM t", &rows,
			&error),
		CALX_RANGE);
	assert_int_equal(rows.columns, 1);
	check_stuck(CALX_RANGE, "integer overflow");
	assert_int_equal(
		ask("SELECT x'00'", &rows, &error), CALX_TYPE_MISMATCH);
	assert_int_equal(error.status, CALX_TYPE_MISMATCH);
	calx_connection_rollback(connection);
	connection = (calx_connection_close(connection), NULL);
	assert_int_equal(ask("SELECT 1", &rows, &error), CALX_MISUSE);
}

static enum calx_status probe(const char *sql, bool replayed, calx_error *error)
{
	const struct catalog catalog = calx__connection_catalog(connection);

	return catalog.probe(&catalog, sql, replayed, error);
}

static enum calx_status replay_fails(struct db *db, bool on, calx_error *error)
{
	(void)db;
	if (on != driver.features >> 16)
		return CALX_OK;
	return calx__fail(error, CALX_IO, "it cannot");
}

/* That something cannot run is an answer, and no error of the connection. */
static void a_probe_leaves_no_trace(void **state)
{
	static const char strings[] = "SELECT a FROM t WHERE b = \"good\"";
	calx_error error = { 0 };

	(void)state;
	for (int without = 0; without < 2; without++) {
		driver = calx__sqlite_driver;
		if (without)
			driver.probe = NULL;
		open_changed();
		assert_int_equal(
			probe("SELECT a FROM t", false, &error), CALX_OK);
		assert_int_equal(
			probe("SELECT c FROM t", false, &error), CALX_ERROR);
		CHECK_TEXT(error.message, "no such column: c");
		assert_int_equal(probe(strings, false, NULL), CALX_ERROR);
		assert_int_equal(probe(strings, true, NULL), CALX_OK);
		assert_int_equal(probe(strings, false, NULL), CALX_ERROR);
		assert_null(calx_connection_error(connection));
		tear_down(NULL);
	}
	driver = calx__sqlite_driver;
	driver.replay = NULL;
	open_changed();
	assert_int_equal(probe(strings, true, NULL), CALX_ERROR);
	assert_int_equal(calx__connection_replay(connection, true), CALX_OK);
	assert_int_equal(probe(strings, false, NULL), CALX_ERROR);
}

static void a_replay_that_fails_is_told(void **state)
{
	calx_connection *kept;
	calx_error error = { 0 };

	(void)state;
	driver.replay = replay_fails;
	open_changed();
	/* when it is switched off: nobody knows what the connection takes now */
	assert_int_equal(
		probe("SELECT a FROM t", true, &error), CALX_CONNECTION);
	assert_int_equal(calx__connection_status(connection), CALX_CONNECTION);
	CHECK_TEXT(calx_connection_error(connection)->message,
		"could not put its settings back");
	kept = calx_connection_open(engine, NULL);
	calx_connection_close(connection);
	connection = kept;
	assert_int_equal(calx__connection_replay(connection, false), CALX_IO);
	check_stuck(CALX_IO, "it cannot");
	/* when it is switched on: nothing has changed */
	driver.features |= 1 << 16;
	assert_int_equal(probe("SELECT a FROM t", true, &error), CALX_IO);
	CHECK_TEXT(error.message, "it cannot");
	assert_null(calx_connection_error(connection));
	assert_int_equal(calx__connection_replay(connection, true), CALX_IO);
	check_stuck(CALX_IO, "it cannot");
	assert_int_equal(calx__connection_replay(connection, false), CALX_OK);
}

/* ---- errors --------------------------------------------------------------- */

static void an_error_can_be_set_aside(void **state)
{
	calx_error aside = { .status = CALX_IO };

	(void)state;
	open_changed();
	calx__connection_set_aside(connection, &aside);
	assert_int_equal(aside.status, CALX_OK);
	calx__run(connection, "nonsense");
	calx__connection_set_aside(connection, &aside);
	assert_int_equal(aside.status, CALX_ERROR);
	assert_null(calx_connection_error(connection));
	assert_int_equal(calx__run(connection, "SELECT 1"), CALX_OK);
	calx__connection_put_back(connection, &aside);
	check_stuck(CALX_ERROR, "near \"nonsense\": syntax error");
	calx__connection_set_aside(NULL, &aside);
	calx__connection_put_back(NULL, &aside);
}

static void an_error_is_annotated_once(void **state)
{
	const calx_error *error;

	(void)state;
	open_changed();
	calx__connection_annotate(connection, "SELECT 1", "a.c:1");
	assert_null(calx_connection_error(connection));
	CHECK_TEXT(connection->error.statement, "");
	CHECK_TEXT(connection->error.where, "");
	calx__fail(&connection->error, CALX_ERROR, "it failed");
	error = calx_connection_error(connection);
	calx__connection_annotate(connection, NULL, NULL);
	CHECK_TEXT(error->statement, "");
	CHECK_TEXT(error->where, "");
	calx__connection_annotate(connection, "SELECT 2", NULL);
	CHECK_TEXT(error->statement, "SELECT 2");
	calx__connection_annotate(connection, "SELECT 3", "a.c:3");
	CHECK_TEXT(error->statement, "SELECT 2");
	CHECK_TEXT(error->where, "a.c:3");
	calx__connection_annotate(connection, NULL, "a.c:4");
	CHECK_TEXT(error->where, "a.c:3");
}

/* A connection whose file is damaged, or gone, is not used again. */
static void a_fatal_error_ends_a_connection(void **state)
{
	static const struct {
		enum calx_status status;
		bool again;
	} cases[] = {
		{ CALX_CORRUPT, false },
		{ CALX_IO, false },
		{ CALX_CONNECTION, false },
		{ CALX_BUSY, true },
		{ CALX_CONSTRAINT, true },
		{ CALX_ERROR, true },
	};

	(void)state;
	open_changed();
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		calx_connection *next, *other;

		other = calx_connection_open(engine, NULL);
		calx__run(connection, "CREATE TEMP TABLE own (a)");
		calx__fail(&connection->error, cases[i].status, "it failed");
		calx_connection_close(connection);
		next = calx_connection_open(engine, NULL);
		assert_null(calx_connection_error(next));
		/* the same one has its temporary table still */
		assert_int_equal(
			calx__run(next, "DROP TABLE own") >= 0, cases[i].again);
		calx_connection_rollback(next);
		connection = next;
		calx_connection_close(other);
	}
}

/* ---- schemas -------------------------------------------------------------- */

CALX_MODEL(Hen, "hens", column(id, integer(), .primary_key = true),
	column(egg_id, nullable(integer()), .references = "eggs.id"));
CALX_MODEL(Egg, "eggs", column(id, integer(), .primary_key = true),
	column(hen_id, nullable(integer()), .references = "hens.id"));
CALX_METADATA(farm, Hen, Egg);

static const char *const nonsense[] = { "nonsense", NULL };

static size_t tables_of(const char *name)
{
	char sql[100];
	struct rows rows = { .answer = CALX_OK };

	snprintf(sql, sizeof(sql),
		"SELECT count(*) FROM sqlite_schema WHERE name = '%s'", name);
	assert_int_equal(ask(sql, &rows, NULL), CALX_OK);
	return (size_t)(*rows.text - '0');
}

/* Around a circle the database is told not to look, and to look again. */
static void what_is_said_around_a_circle_may_fail(void **state)
{
	calx_connection *kept[2];
	calx_error error = { 0 };

	(void)state;
	open_changed();
	assert_int_equal(calx_create_all(engine, &farm, &error), CALX_OK);
	dialect.migration.before = nonsense;
	assert_int_equal(calx_drop_all(engine, &farm, &error), CALX_ERROR);
	CHECK_TEXT(error.statement, "nonsense");
	assert_int_equal(tables_of("hens"), 1);
	/* what failed last is not what is told */
	dialect.migration.after = nonsense + 1;
	assert_int_equal(calx_drop_all(engine, &farm, &error), CALX_ERROR);
	CHECK_TEXT(error.statement, "nonsense");
	/* they are needed only to drop */
	assert_int_equal(calx_create_all(engine, &farm, &error), CALX_OK);
	dialect.migration.before = NULL;
	dialect.migration.after = NULL;
	calx__run(connection, "PRAGMA foreign_keys = OFF");
	assert_int_equal(calx_drop_all(engine, &farm, &error), CALX_OK);
	assert_int_equal(tables_of("hens"), 0);
	assert_int_equal(calx_create_all(engine, &farm, &error), CALX_OK);
	dialect.migration.before = calx__sqlite_dialect.migration.before;
	dialect.migration.after = nonsense;
	assert_int_equal(calx_drop_all(engine, &farm, &error), CALX_ERROR);
	CHECK_TEXT(error.statement, "nonsense");
	assert_int_equal(tables_of("hens"), 0);
	/* nobody gets the connection that does not look */
	calx_connection_close(connection);
	for (int i = 0; i < 2; i++) {
		struct rows rows = { .answer = CALX_OK };

		connection = calx_connection_open(engine, NULL);
		assert_int_equal(
			ask("PRAGMA foreign_keys", &rows, NULL), CALX_OK);
		CHECK_TEXT(rows.text, i ? "1;" : "0;");
		kept[i] = connection;
	}
	calx_connection_close(kept[0]);
}

static enum calx_status inspect_fails(const struct catalog *catalog,
	struct arena *arena, struct sql_schema *ret_schema, calx_error *error)
{
	(void)catalog;
	(void)arena;
	(void)ret_schema;
	if (dialect.quote == '!')
		return calx__fail(error, CALX_CORRUPT, "no schema");
	return CALX_UNSUPPORTED;
}

static void a_schema_that_cannot_be_read_is_told(void **state)
{
	calx_error error = { 0 };

	(void)state;
	open_changed();
	dialect.inspect = inspect_fails;
	assert_null(calx_inspect(connection, &error));
	assert_int_equal(error.status, CALX_UNSUPPORTED);
	CHECK_TEXT(error.message, "the schema could not be read");
	check_stuck(CALX_UNSUPPORTED, "the schema could not be read");
	dialect.quote = '!';
	assert_null(calx_inspect(connection, &error));
	CHECK_TEXT(error.message, "no schema");
	assert_null(calx_inspect(connection, NULL));
	check_stuck(CALX_CORRUPT, "no schema");
}

static void a_dialect_need_not_check_tables(void **state)
{
	calx_error error = { .status = CALX_ERROR };

	(void)state;
	dialect.check_table = NULL;
	open_changed();
	assert_int_equal(calx_create_all(engine, &farm, &error), CALX_OK);
	assert_int_equal(error.status, CALX_OK);
	assert_int_equal(tables_of("eggs"), 1);
}

#define FRESH(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down_all)

CHECK_MAIN("partial", FRESH(what_is_not_there_is_done_without),
	FRESH(waiting_is_the_drivers), FRESH(looking_is_the_drivers),
	FRESH(options_that_are_newer_are_refused),
	FRESH(a_catalog_is_read_as_text), FRESH(a_catalog_that_fails_is_told),
	FRESH(a_probe_leaves_no_trace), FRESH(a_replay_that_fails_is_told),
	FRESH(an_error_can_be_set_aside), FRESH(an_error_is_annotated_once),
	FRESH(a_fatal_error_ends_a_connection),
	FRESH(what_is_said_around_a_circle_may_fail),
	FRESH(a_schema_that_cannot_be_read_is_told),
	FRESH(a_dialect_need_not_check_tables))
