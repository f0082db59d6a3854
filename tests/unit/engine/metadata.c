#include <calx/inspect.h>
#include <calx/metadata.h>
#include <calx/model.h>

#include "check.h"
#include "folder.h"
#include "torture.h"

/* create_all, drop_all, and what the database then says it has. */

/* in an order that is not the one to create them in */
CALX_MODEL(Work, "works", column(id, integer(), .primary_key = true),
	column(title, string(80), .index = true),
	column(author_id, integer(), .references = "authors.id",
		.on_delete = "cascade"),
	column(price, nullable(numeric(8, 2)), .server_default = "0"),
	unique(title, author_id), check("length(title) > 0"));

CALX_MODEL(Author, "authors", column(id, integer(), .primary_key = true),
	column(name, string(), .unique = true), column(born, nullable(date())));

CALX_METADATA(library, Work, Author);

/* with all that is no table that stays */
CALX_VIEW(Cheap, "cheap", "SELECT id, price FROM works WHERE price < 5",
	column(id, integer(), .primary_key = true),
	column(price, numeric(8, 2)));
CALX_MODEL(Basket, "baskets", column(id, integer(), .primary_key = true),
	column(title, string(80), .index = true),
	column(other_id, nullable(integer()), .references = "baskets.id"),
	table_options(.temporary = true));
CALX_METADATA(mixed, Cheap, Work, Author, Basket);

CALX_MODEL(Hen, "hens", column(id, integer(), .primary_key = true),
	column(egg_id, nullable(integer()), .references = "eggs.id"));
CALX_MODEL(Egg, "eggs", column(id, integer(), .primary_key = true),
	column(hen_id, nullable(integer()), .references = "hens.id"));
CALX_METADATA(farm, Hen, Egg);

/* a circle of three that another table needs, and that needs another */
CALX_MODEL(Leaf, "leaves", column(id, integer(), .primary_key = true),
	column(a_id, integer(), .references = "ring_a.id"));
CALX_MODEL(RingA, "ring_a", column(id, integer(), .primary_key = true),
	column(b_id, nullable(integer()), .references = "ring_b.id"));
CALX_MODEL(RingB, "ring_b", column(id, integer(), .primary_key = true),
	column(c_id, nullable(integer()), .references = "ring_c.id"),
	column(root_id, integer(), .references = "roots.id"));
CALX_MODEL(RingC, "ring_c", column(id, integer(), .primary_key = true),
	column(a_id, nullable(integer()), .references = "ring_a.id"));
CALX_MODEL(Root, "roots", column(id, integer(), .primary_key = true));
CALX_METADATA(rings, Leaf, RingA, RingB, RingC, Root);

CALX_MODEL(Many, "many", column(id, integer(), .primary_key = true),
	column(a, integer(), .index = true), column(b, integer()),
	column(c, integer(), .index = true), index(b, c), index(b, a));
CALX_METADATA(indexed, Many);

CALX_MODEL(Wrong, "wrong", column(id, integer(), .primary_key = true),
	column(other_id, integer(), .references = "nowhere.id"));
CALX_METADATA(wrong, Wrong);

static calx_engine *engine;
static calx_connection *connection;

static int set_up(void **state)
{
	(void)state;
	engine = calx_engine_open("sqlite://", NULL);
	connection = calx_connection_open(engine, NULL);
	return connection ? 0 : -1;
}

static int tear_down(void **state)
{
	(void)state;
	calx_connection_close(connection);
	calx_engine_close(engine);
	return 0;
}

static int64_t run(const char *sql)
{
	return calx_connection_execute(connection, sql, NULL, 0);
}

static size_t table_count(void)
{
	calx_inspector *inspector = calx_inspect(connection, NULL);
	const calx_metadata *metadata = calx_inspector_metadata(inspector);
	size_t count = 0;

	assert_non_null(metadata);
	while (metadata->tables[count])
		count++;
	calx_inspector_close(inspector);
	return count;
}

static void check_ok(enum calx_status status, const calx_error *error)
{
	if (status < 0)
		fail_msg("%s", error->message);
}

/* ---- creating and dropping ---------------------------------------------- */

static void tables_are_created_and_dropped(void **state)
{
	calx_error error = { 0 };

	(void)state;
	check_ok(calx_create_all(engine, &library, &error), &error);
	assert_int_equal(table_count(), 2);
	assert_int_equal(run("INSERT INTO authors VALUES (1, 'a', NULL)"), 1);
	assert_int_equal(
		run("INSERT INTO works (title, author_id) VALUES ('t', 1)"), 1);
	assert_int_equal(
		run("INSERT INTO works (title, author_id) VALUES ('t', 1)"),
		CALX_CONSTRAINT);
	calx_connection_rollback(connection);
	check_ok(calx_drop_all(engine, &library, &error), &error);
	assert_int_equal(table_count(), 0);
	assert_int_equal(calx_drop_all(engine, &library), CALX_OK);
}

static void existing_tables_stay_as_they_are(void **state)
{
	(void)state;
	run("CREATE TABLE authors (id INTEGER PRIMARY KEY)");
	run("INSERT INTO authors VALUES (7)");
	assert_int_equal(calx_create_all(engine, &library), CALX_OK);
	assert_int_equal(calx_create_all(engine, &library), CALX_OK);
	assert_int_equal(run("UPDATE authors SET id = 8 WHERE id = 7"), 1);
	assert_int_equal(table_count(), 2);
}

static void note_reading(const calx_log_event *event, void *context)
{
	*(bool *)context |=
		strstr(event->sql, "SELECT type, name, sql") != NULL;
}

/* of how they are made, if all are there; else of all that are */
static void existing_tables_are_not_read(void **state)
{
	calx_error error;
	bool read = false;

	(void)state;
	check_ok(calx_create_all_tables(engine, &library, &error), &error);
	run("ALTER TABLE authors RENAME TO other");
	run("ALTER TABLE other RENAME TO AUTHORS");
	calx_engine_set_log(engine, note_reading, &read);
	check_ok(calx_create_all_tables(engine, &library, &error), &error);
	assert_false(read);
	assert_int_equal(table_count(), 2);
	assert_true(read);
	run("DROP TABLE works");
	check_ok(calx_create_all_tables(engine, &library, &error), &error);
	calx_engine_set_log(engine, NULL, NULL);
	assert_int_equal(table_count(), 2);
}

static void circles_are_fine(void **state)
{
	calx_error error = { 0 };

	(void)state;
	check_ok(calx_create_all(engine, &farm, &error), &error);
	run("INSERT INTO hens VALUES (1, NULL)");
	run("INSERT INTO eggs VALUES (1, 1)");
	run("UPDATE hens SET egg_id = 1");
	check_ok(calx_drop_all(engine, &farm, &error), &error);
	assert_int_equal(table_count(), 0);
	assert_int_equal(calx_create_all(engine, &farm), CALX_OK);
	assert_int_equal(
		run("INSERT INTO hens VALUES (1, 9)"), CALX_CONSTRAINT);
}

/* The number of a table in the order of creation. */
static int64_t place(const char *name)
{
	const calx_value value = { CALX_STRING,
		.as.text = { name, strlen(name) } };
	calx_result *result = calx_connection_query(connection,
		"SELECT rowid FROM sqlite_schema WHERE name = ?", &value, 1);
	const calx_row *row = calx_result_next(result);
	int64_t number = row ? calx_row_int64(row, 0) : -1;

	calx_result_close(result);
	assert_true(number > 0);
	return number;
}

/* Around a circle the order is as without one: what others need comes first. */
static void a_circle_has_its_place(void **state)
{
	static const char *const ring[] = { "ring_a", "ring_b", "ring_c" };
	calx_error error = { 0 };

	(void)state;
	check_ok(calx_create_all(engine, &rings, &error), &error);
	assert_int_equal(table_count(), 5);
	for (int i = 0; i < 3; i++)
		assert_true(place("roots") < place(ring[i]));
	check_ok(calx_drop_all(engine, &rings, &error), &error);
	assert_int_equal(table_count(), 0);
}

static void each_index_is_created(void **state)
{
	calx_inspector *inspector;
	const calx_constraint *found;
	int indexes = 0;

	(void)state;
	assert_int_equal(calx_create_all(engine, &indexed), CALX_OK);
	inspector = calx_inspect(connection, NULL);
	found = calx_inspector_table(inspector, "many")->constraints;
	for (; found->kind != CALX_CONSTRAINT_END; found++)
		indexes += found->kind == CALX_INDEX;
	assert_int_equal(indexes, 4);
	calx_inspector_close(inspector);
}

static void a_schema_is_refused_where_there_are_none(void **state)
{
	static const calx_column columns[] = { { .name = "id",
		.type = { .kind = CALX_INTEGER },
		.options = { .primary_key = true } } };
	const calx_table table = { CALX_TABLE_SIZES, .name = "t",
		.schema = "shop", .columns = columns, .column_count = 1 };
	const calx_table *const tables[] = { &table, NULL };
	const calx_metadata shop = { .size = sizeof(shop), .tables = tables };
	calx_error error = { 0 };

	(void)state;
	assert_int_equal(
		calx_create_all(engine, &shop, &error), CALX_UNSUPPORTED);
	assert_string_equal(error.message,
		"table 't': SQLite has no schemas, and here is one: 'shop'");
	assert_int_equal(table_count(), 0);
}

/* All or nothing: the second table is in the way of an index. */
static void a_failure_leaves_nothing(void **state)
{
	calx_error error = { 0 };

	(void)state;
	run("CREATE TABLE x (ix_works_title)");
	run("CREATE INDEX ix_works_title ON x (ix_works_title)");
	assert_true(calx_create_all(engine, &library, &error) < 0);
	assert_non_null(strstr(error.message, "ix_works_title"));
	assert_non_null(strstr(error.statement, "CREATE INDEX"));
	assert_int_equal(table_count(), 1);
	assert_int_equal(calx_create_all(engine, &library), error.status);
}

static void bad_metadata_is_refused(void **state)
{
	calx_error error = { 0 };

	(void)state;
	assert_true(calx_create_all(engine, &wrong, &error) < 0);
	assert_non_null(strstr(error.message, "nowhere"));
	assert_int_equal(
		calx_create_all(NULL, &library, &error), CALX_CONNECTION);
	assert_int_equal(error.status, CALX_MISUSE);
}

static void a_read_only_database_stays_empty(void **state)
{
	struct folder folder;
	calx_error error = { 0 };
	calx_engine *file;

	(void)state;
	folder_make(&folder);
	calx_engine_close(calx_engine_open(folder_url(&folder, "a.db"), NULL));
	file = calx_engine_open(folder_url(&folder, "a.db?mode=ro"), NULL);
	assert_non_null(file);
	assert_int_equal(
		calx_create_all(file, &library, &error), CALX_READ_ONLY);
	calx_engine_close(file);
	folder_remove(&folder);
}

/* ---- inspecting --------------------------------------------------------- */

static const calx_constraint *constraint(
	const calx_table *table, enum calx_constraint_kind kind)
{
	const calx_constraint *found = table->constraints;

	while (found->kind != CALX_CONSTRAINT_END && found->kind != kind)
		found++;
	return found;
}

static void check_columns(const calx_table *works)
{
	assert_int_equal(works->column_count, 4);
	CHECK_TEXT(works->columns[1].name, "title");
	assert_int_equal(works->columns[1].type.kind, CALX_STRING);
	assert_int_equal(works->columns[1].type.length, 80);
	assert_false(works->columns[1].nullable);
	assert_true(works->columns[3].nullable);
	assert_int_equal(works->columns[3].type.kind, CALX_NUMERIC);
	assert_int_equal(works->columns[3].type.scale, 2);
	CHECK_TEXT(works->columns[3].options.server_default, "0");
	assert_ptr_equal(works->columns[0].table, works);
}

static void what_was_created_is_found(void **state)
{
	calx_error error = { .status = CALX_ERROR };
	calx_inspector *inspector;
	const calx_constraint *found;
	const calx_table *works;

	(void)state;
	calx_create_all(engine, &library);
	inspector = calx_inspect(connection, &error);
	assert_int_equal(error.status, CALX_OK);
	works = calx_inspector_table(inspector, "works");
	assert_non_null(works);
	assert_null(calx_inspector_table(inspector, "nothing"));
	check_columns(works);
	found = constraint(works, CALX_PRIMARY_KEY);
	CHECK_TEXT(found->name, "pk_works");
	CHECK_TEXT(found->columns, "id");
	found = constraint(works, CALX_UNIQUE);
	CHECK_TEXT(found->columns, "title, author_id");
	found = constraint(works, CALX_FOREIGN_KEY);
	CHECK_TEXT(found->columns, "author_id");
	CHECK_TEXT(found->text, "authors(id)");
	CHECK_TEXT(found->options.on_delete, "cascade");
	assert_null(found->options.on_update);
	found = constraint(works, CALX_CHECK);
	CHECK_TEXT(found->text, "length(title) > 0");
	found = constraint(works, CALX_INDEX);
	CHECK_TEXT(found->name, "ix_works_title");
	assert_false(found->unique);
	calx_inspector_close(inspector);
}

/* What inspection returns is metadata like any other. */
static void what_was_found_can_be_created(void **state)
{
	calx_engine *other = calx_engine_open("sqlite://", NULL);
	calx_error error = { 0 };
	calx_inspector *inspector;

	(void)state;
	calx_create_all(engine, &library);
	inspector = calx_inspect(connection, NULL);
	check_ok(calx_create_all(
			 other, calx_inspector_metadata(inspector), &error),
		&error);
	calx_inspector_close(inspector);
	calx_engine_close(other);
}

/* Names of SQLite have no case. */
static void tables_are_found_in_any_case(void **state)
{
	calx_error error = { 0 };
	calx_inspector *inspector;

	(void)state;
	run("CREATE TABLE AUTHORS(ID INTEGER PRIMARY KEY, Name TEXT)");
	run("CREATE TABLE other(a INTEGER REFERENCES Authors(id), B INTEGER, "
	    "FOREIGN KEY(b) REFERENCES OTHER(A))");
	check_ok(calx_create_all(engine, &library, &error), &error);
	assert_int_equal(table_count(), 3);
	inspector = calx_inspect(connection, NULL);
	CHECK_TEXT(calx_inspector_table(inspector, "Authors")->name, "AUTHORS");
	CHECK_TEXT(constraint(calx_inspector_table(inspector, "OTHER"),
			   CALX_FOREIGN_KEY)
			   ->text,
		"AUTHORS(ID)");
	assert_null(calx_inspector_table(inspector, "author"));
	calx_inspector_close(inspector);
	run("DROP TABLE other");
	check_ok(calx_drop_all(engine, &library, &error), &error);
	assert_int_equal(table_count(), 0);
}

static void check_index(
	const calx_table *table, const char *name, const char *columns)
{
	const calx_constraint *found = table->constraints;

	while (found->kind != CALX_CONSTRAINT_END &&
		(!found->name || strcmp(found->name, name)))
		found++;
	assert_int_equal(found->kind, CALX_INDEX);
	CHECK_TEXT(found->columns, columns);
}

/* Names and parts of indexes as models write them. */
static void parts_are_written_as_in_models(void **state)
{
	calx_inspector *inspector;
	const calx_table *table;
	const calx_constraint *found;

	(void)state;
	run("CREATE TABLE p(\"a b\" INT, \"1st\" INT, \"q\"\"\\\" INT, c TEXT, PRIMARY KEY(\"a b\", \"1st\", \"q\"\"\\\"))");
	run("CREATE TABLE child(x INT, y INT, z INT, FOREIGN KEY(x, y, z) REFERENCES p)");
	run("CREATE INDEX i1 ON p(\"a b\" DESC, c COLLATE NOCASE)");
	run("CREATE INDEX i2 ON p(lower(c) DESC, c)");
	run("CREATE INDEX i3 ON p(\"q\"\"\\\")");
	run("CREATE VIRTUAL TABLE search USING fts5(body)");
	inspector = calx_inspect(connection, NULL);
	table = calx_inspector_table(inspector, "p");
	CHECK_TEXT(constraint(table, CALX_PRIMARY_KEY)->columns,
		"\"a b\", \"1st\", \"q\\\"\\\\\"");
	check_index(table, "i1", "\"a b\" DESC, c COLLATE NOCASE");
	check_index(table, "i2", "lower(c) DESC, c");
	check_index(table, "i3", "\"q\\\"\\\\\"");
	found = constraint(
		calx_inspector_table(inspector, "child"), CALX_FOREIGN_KEY);
	CHECK_TEXT(found->columns, "x, y, z");
	assert_memory_equal(found->text, "p", 1);
	/* the tables of a virtual table are its own business */
	assert_null(calx_inspector_table(inspector, "search_data"));
	calx_inspector_close(inspector);
}

/* What a column, a table and a constraint say beside their names. */
static void options_are_found(void **state)
{
	calx_inspector *inspector;
	const calx_table *table;
	const calx_constraint *found;

	(void)state;
	run("CREATE TABLE p(id INTEGER PRIMARY KEY)");
	run("CREATE TABLE w(code TEXT NOT NULL PRIMARY KEY, n INT) WITHOUT ROWID, STRICT");
	run("CREATE TABLE o(a, shape GEOMETRY, d INTEGER DEFAULT 7, c TEXT COLLATE NOCASE, g INTEGER AS (d + 1) STORED, p_id INTEGER REFERENCES p ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED)");
	run("CREATE UNIQUE INDEX ux ON o(d) WHERE d > 3");
	inspector = calx_inspect(connection, NULL);
	table = calx_inspector_table(inspector, "w");
	assert_true(table->options.without_rowid);
	assert_true(table->options.strict);
	assert_false(table->columns[0].nullable);
	table = calx_inspector_table(inspector, "o");
	assert_false(table->options.without_rowid);
	assert_false(table->options.strict);
	assert_int_equal(table->column_count, 6);
	assert_int_equal(table->columns[1].type.kind, CALX_NULL);
	CHECK_TEXT(table->columns[1].options.sql_type, "GEOMETRY");
	assert_null(table->columns[2].options.sql_type);
	CHECK_TEXT(table->columns[2].options.server_default, "7");
	CHECK_TEXT(table->columns[3].options.collation, "NOCASE");
	CHECK_TEXT(table->columns[4].options.computed, "d + 1");
	assert_true(table->columns[4].options.persisted);
	assert_ptr_equal(table->columns[4].table, table);
	found = constraint(table, CALX_INDEX);
	CHECK_TEXT(found->name, "ux");
	assert_true(found->unique);
	CHECK_TEXT(found->options.where, "d > 3");
	found = constraint(table, CALX_FOREIGN_KEY);
	CHECK_TEXT(found->options.on_update, "cascade");
	assert_null(found->options.on_delete);
	calx_inspector_close(inspector);
}

static void a_failed_inspection_is_told(void **state)
{
	calx_error error = { 0 };

	(void)state;
	run("nonsense");
	assert_null(calx_inspect(connection, &error));
	assert_int_equal(error.status, CALX_ERROR);
	assert_null(calx_inspect(NULL, &error));
	assert_int_equal(error.status, CALX_MISUSE);
	assert_null(calx_inspector_metadata(NULL));
	assert_null(calx_inspector_table(NULL, "t"));
	calx_inspector_close(NULL);
}

/* ---- faults ------------------------------------------------------------- */

static void create_inspect_drop(void *context)
{
	calx_error error = { 0 };
	calx_engine *opened = calx_engine_open("sqlite://", &error);
	calx_connection *reader = calx_connection_open(opened, NULL);
	calx_inspector *inspector = NULL;

	(void)context;
	if (calx_create_all(opened, &library, &error) < 0)
		assert_false(torture_is_clean());
	if (reader)
		inspector = calx_inspect(reader, NULL);
	if (torture_is_clean())
		assert_non_null(calx_inspector_table(inspector, "works"));
	calx_inspector_close(inspector);
	if (calx_drop_all(opened, &library, &error) < 0)
		assert_false(torture_is_clean());
	calx_connection_close(reader);
	calx_engine_close(opened);
}

/* on a connection, whose error says what failed */
static void create_on_connection(void *context)
{
	calx_engine *opened = calx_engine_open("sqlite://", NULL);
	calx_connection *one = calx_connection_open(opened, NULL);
	calx_inspector *inspector = NULL;

	(void)context;
	if (calx_create_all_on(one, &mixed) < 0)
		assert_false(torture_is_clean());
	else
		inspector = calx_inspect(one, NULL);
	if (torture_is_clean()) {
		assert_null(calx_connection_error(one));
		assert_non_null(calx_inspector_table(inspector, "cheap"));
	}
	calx_inspector_close(inspector);
	if (calx_drop_all_on(one, &mixed) < 0)
		assert_false(torture_is_clean());
	calx_connection_close(one);
	calx_engine_close(opened);
}

static void survives_lack_of_memory(void **state)
{
	(void)state;
	torture(create_inspect_drop, NULL);
	torture(create_on_connection, NULL);
}

static void survives_failing_calls(void **state)
{
	(void)state;
	torture_sqlite(create_inspect_drop, NULL);
	torture_sqlite(create_on_connection, NULL);
}

#define FRESH(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

CHECK_MAIN("metadata", FRESH(tables_are_created_and_dropped),
	FRESH(existing_tables_stay_as_they_are),
	FRESH(existing_tables_are_not_read), FRESH(circles_are_fine),
	FRESH(a_circle_has_its_place), FRESH(each_index_is_created),

	FRESH(a_schema_is_refused_where_there_are_none),
	FRESH(a_failure_leaves_nothing), FRESH(bad_metadata_is_refused),
	FRESH(a_read_only_database_stays_empty),
	FRESH(what_was_created_is_found), FRESH(what_was_found_can_be_created),
	FRESH(tables_are_found_in_any_case),
	FRESH(parts_are_written_as_in_models), FRESH(options_are_found),
	FRESH(a_failed_inspection_is_told),
	cmocka_unit_test(survives_lack_of_memory),
	cmocka_unit_test(survives_failing_calls))
