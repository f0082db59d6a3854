#include "rows.h"

#include <sqlite3.h>

#include "migrate/operation/op.h"
#include <calx/revision.h>

/* Files that other programs wrote: double-quoted strings and collations that are
 * not known here. They are loaded, and can be changed. */

static int by_length(
	void *context, int a_size, const void *a, int b_size, const void *b)
{
	(void)context;
	(void)a;
	(void)b;
	return a_size - b_size;
}

/* A program that knows the collation "length" and takes "x" for a string. */
static void file_make(const struct database *database, const char *schema)
{
	sqlite3 *handle = NULL;
	char path[128];

	snprintf(
		path, sizeof(path), "%s", database->url + strlen("sqlite:///"));
	assert_int_equal(sqlite3_open(path, &handle), SQLITE_OK);
	sqlite3_db_config(handle, SQLITE_DBCONFIG_DQS_DDL, 1, NULL);
	sqlite3_db_config(handle, SQLITE_DBCONFIG_DQS_DML, 1, NULL);
	sqlite3_create_collation(
		handle, "length", SQLITE_UTF8, NULL, by_length);
	assert_int_equal(
		sqlite3_exec(handle, schema, NULL, NULL, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_close(handle), SQLITE_OK);
}

struct replay_case {
	const char *schema;
	void (*up)(calx_op *op);
	const char *message;
	const char *kept; /* what must stand in the schema afterwards */
};

static void t_is_rebuilt(calx_op *op)
{
	calx_alter_column(op, "t", column(n, nullable(string(20))));
}

static void w_is_rebuilt(calx_op *op)
{
	calx_alter_column(op, "w", column(n, nullable(string(20))));
}

static void all_is_renamed(calx_op *op)
{
	calx_rename_column(op, "w", "n", "m");
	calx_rename_table(op, "w", "x");
	calx_add_column(op, "x", column(o, nullable(integer()), .index = true));
	calx_drop_column(op, "x", "m");
}

static void a_typing_mistake(calx_op *op)
{
	calx_add_constraint(op, "t", named("c", check("st <> \"of\"")));
}

static void another_mistake(calx_op *op)
{
	calx_create_index(
		op, "t", named("i", index(n, .where = "st = \"of\"")));
}

static void an_index_comes(calx_op *op)
{
	calx_create_index(op, "t", index(st));
}

#define W "CREATE TABLE w(id INTEGER PRIMARY KEY, n INTEGER);"

static const struct replay_case cases[] = {
	{ W "CREATE TABLE t(id INTEGER PRIMARY KEY, st TEXT DEFAULT \"on\" CHECK (st IN (\"on\", \"off\")), n INTEGER)",
		t_is_rebuilt, "", "IN (\"on\", \"off\")" },
	{ W "CREATE TABLE t(id INTEGER PRIMARY KEY, st TEXT, n INTEGER);CREATE INDEX i ON t(n) WHERE st = \"on\"",
		t_is_rebuilt, "", "WHERE st = \"on\"" },
	{ W "CREATE TABLE t(id INTEGER PRIMARY KEY, st TEXT, n AS (st || \"x\"))",
		w_is_rebuilt, "", "|| \"x\"" },
	{ W "CREATE TABLE t(id INTEGER PRIMARY KEY, st TEXT CHECK (st <> \"on\"));CREATE VIEW v AS SELECT id FROM w WHERE n = \"on\"",
		w_is_rebuilt, "", "n = \"on\"" },
	{ W "CREATE TABLE t(id INTEGER PRIMARY KEY, st TEXT CHECK (st <> \"on\"))",
		all_is_renamed, "", "CREATE TABLE t" },
	{ W "CREATE TABLE t(id INTEGER PRIMARY KEY, st TEXT CHECK (st <> \"on\"), n INTEGER)",
		a_typing_mistake,
		"calx_add_constraint: cannot alter table t: it has no column of, and a string has single quotes",
		"st <> \"on\"" },
	{ W "CREATE TABLE t(id INTEGER PRIMARY KEY, st TEXT CHECK (st <> \"on\"), n INTEGER)",
		another_mistake,
		"calx_create_index: cannot alter table t: it has no column of, and a string has single quotes",
		"st <> \"on\"" },
	/* collations */
	{ W "CREATE TABLE t(id INTEGER PRIMARY KEY, st TEXT COLLATE length, n INTEGER)",
		t_is_rebuilt, "", "COLLATE length" },
	{ W "CREATE TABLE t(id INTEGER PRIMARY KEY, st TEXT COLLATE length UNIQUE, n INTEGER)",
		all_is_renamed, "", "COLLATE length" },
	{ W "CREATE TABLE t(id INTEGER PRIMARY KEY, st TEXT COLLATE length UNIQUE, n INTEGER)",
		t_is_rebuilt,
		"calx_alter_column: cannot alter table t: a constraint of column st needs the collation length, which is not known here",
		"COLLATE length" },
	{ W "CREATE TABLE t(id INTEGER PRIMARY KEY, st TEXT, n INTEGER);CREATE INDEX i ON t(st COLLATE length)",
		t_is_rebuilt,
		"calx_alter_column: cannot alter table t: the index i needs the collation length, which is not known here",
		"COLLATE length" },
	{ W "CREATE TABLE t(id INTEGER PRIMARY KEY, st TEXT COLLATE length, n INTEGER);CREATE INDEX i ON t(n) WHERE st > 'a'",
		t_is_rebuilt,
		"calx_alter_column: cannot alter table t: the index i needs the collation length, which is not known here",
		"COLLATE length" },
	{ W "CREATE TABLE t(id INTEGER PRIMARY KEY, st TEXT COLLATE length, n INTEGER)",
		an_index_comes,
		"calx_create_index: cannot alter table t: the index ix_t_st needs the collation length, which is not known here",
		"COLLATE length" },
};

static void case_run(const struct replay_case *item)
{
	struct database database = database_make();
	calx_engine *engine;
	calx_connection *connection;
	char query[256];
	struct calx_op op;

	print_message("# %s\n", item->schema);
	file_make(&database, item->schema);
	engine = calx_engine_open(database.url, NULL);
	connection = calx_connection_open(engine, NULL);
	calx__run(connection, "PRAGMA foreign_keys = OFF");
	calx_connection_begin(connection, .write = true);
	calx__op_init(&op, connection);
	item->up(&op);
	calx__op_finish(&op);
	CHECK_TEXT(op.error.message, item->message);
	snprintf(query, sizeof(query),
		"SELECT count(*) > 0 FROM sqlite_schema WHERE instr(sql, '%s')",
		item->kept);
	check_rows(connection, query, "1\n");
	calx__op_release(&op);
	calx_connection_close(connection);
	calx_engine_close(engine);
	database_remove(&database);
}

static void old_text_is_taken_again(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		case_run(&cases[i]);
}

/* SQL of the revision's own is not helped, but told what to do. */
static void plain_sql_gets_a_hint(void **state)
{
	struct database database = database_make();
	calx_engine *engine;
	calx_connection *connection;

	(void)state;
	file_make(&database, W
		"CREATE TABLE t(id INTEGER PRIMARY KEY, st TEXT CHECK (st <> \"on\"))");
	engine = calx_engine_open(database.url, NULL);
	connection = calx_connection_open(engine, NULL);
	assert_true(calx__run(connection, "ALTER TABLE w RENAME TO x") < 0);
	assert_non_null(
		strstr(calx_connection_error(connection)->message, "table t"));
	assert_non_null(strstr(calx_connection_error(connection)->hint,
		"calx_rename_table()"));
	calx_connection_close(connection);
	calx_engine_close(engine);
	database_remove(&database);
}

/* What stood in for a collation is gone when the change is done. */
static void nothing_stands_in_afterwards(void **state)
{
	struct database database = database_make();
	calx_engine *engine;
	calx_connection *connection;
	struct calx_op op;

	(void)state;
	file_make(&database, W
		"CREATE TABLE t(st TEXT COLLATE length, n INT); CREATE INDEX i ON t(st)");
	engine = calx_engine_open(database.url, NULL);
	connection = calx_connection_open(engine, NULL);
	calx__run(connection, "PRAGMA foreign_keys = OFF");
	calx_connection_begin(connection, .write = true);
	calx__op_init(&op, connection);
	w_is_rebuilt(&op);
	assert_int_equal(calx__op_finish(&op), CALX_OK);
	calx__op_release(&op);
	check_rows(connection, "INSERT INTO t VALUES ('a', 1)",
		"error: no such collation sequence: length");
	calx_connection_close(connection);
	calx_engine_close(engine);
	database_remove(&database);
}

CHECK_MAIN("replay", cmocka_unit_test(old_text_is_taken_again),
	cmocka_unit_test(plain_sql_gets_a_hint),
	cmocka_unit_test(nothing_stands_in_afterwards), )
