/* Databases from people who mean no good: damaged files, and schemas that want
 * their functions called. Opening, inspecting and reading end in data or an
 * error; inspection runs nothing of theirs. */

#include <calx/inspect.h>

#include <stdio.h>
#include <sqlite3.h>

#include "check.h"
#include "data.h"
#include "folder_test.h"

enum { STEP = 37, SIZE_MAX_ = 1 << 16 };

static void run(calx_connection *connection, const char *sql)
{
	if (calx_connection_execute(connection, sql, NULL, 0) < 0)
		fail_msg("%s", calx_connection_error(connection)->message);
}

/* ---- damaged files -------------------------------------------------------- */

/* A table of several pages with an index, a view and a trigger. */
static size_t make_sound(unsigned char *bytes)
{
	static const char *const statements[] = {
		"CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT NOT NULL, "
		"c NUMERIC DEFAULT (1 + 2), CHECK (length(b) > 0))",
		"CREATE INDEX ix_t_b ON t (b)",
		"CREATE VIEW v AS SELECT a, upper(b) FROM t",
		"CREATE TRIGGER r AFTER INSERT ON t BEGIN DELETE FROM t WHERE "
		"a = 0; END",
		"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM "
		"n WHERE i < 30) INSERT INTO t (a, b) SELECT i, "
		"printf('%.*c', i * 9, 'x') FROM n",
	};
	calx_engine *engine = calx_engine_open(
		folder_url(&folder, "sound.db?journal=delete"), NULL);
	calx_connection *connection = calx_connection_open(engine, NULL);
	size_t size;
	FILE *file;

	run(connection, "PRAGMA page_size = 512");
	run(connection, "PRAGMA journal_mode = delete");
	for (size_t i = 0; i < sizeof(statements) / sizeof(*statements); i++)
		run(connection, statements[i]);
	calx_connection_close(connection);
	calx_engine_close(engine);
	file = fopen(folder_file(&folder, "sound.db"), "rb");
	assert_non_null(file);
	size = fread(bytes, 1, SIZE_MAX_, file);
	fclose(file);
	return size;
}

/* FNV-1a over the text and its end; NULL is another thing than "". */
static uint64_t add_text(uint64_t sum, const char *text)
{
	if (!text)
		return (sum ^ 0x100) * 1099511628211u;
	do
		sum = (sum ^ (unsigned char)*text) * 1099511628211u;
	while (*text++);
	return sum;
}

static void write_file(const unsigned char *bytes, size_t size)
{
	FILE *file = fopen(folder_file(&folder, "damaged.db"), "wb");

	assert_non_null(file);
	assert_int_equal(fwrite(bytes, 1, size, file), size);
	assert_int_equal(fclose(file), 0);
}

/* Reads every row of a query; the error, if there is one, must say something.
 * What the rows hold goes into *sum, if it is not NULL. */
static enum calx_status read_rows(
	calx_connection *connection, const char *sql, uint64_t *sum)
{
	calx_result *result = calx_connection_query(connection, sql, NULL, 0);
	const calx_error *error;
	const calx_row *row;
	enum calx_status status = CALX_OK;

	while ((row = calx_result_next(result)) != NULL)
		for (size_t i = 0; i < calx_row_count(row); i++) {
			const char *text = calx_row_text(row, i);

			if (sum)
				*sum = add_text(*sum, text);
		}
	calx_result_close(result);
	error = calx_connection_error(connection);
	if (error) {
		status = error->status;
		assert_true(*error->message);
	}
	calx_connection_rollback(connection);
	return status;
}

static enum calx_status read_all(calx_connection *connection, const char *sql)
{
	return read_rows(connection, sql, NULL);
}

/* What SQLite itself says of a query: whether it can be read, and its rows. */
static bool judge_rows(sqlite3 *judge, const char *sql, uint64_t *sum)
{
	sqlite3_stmt *statement = NULL;
	int code = sqlite3_prepare_v2(judge, sql, -1, &statement, NULL);

	while (code == SQLITE_OK || code == SQLITE_ROW) {
		code = sqlite3_step(statement);
		for (int i = 0; i < sqlite3_data_count(statement); i++)
			*sum = add_text(*sum, (const char *)sqlite3_column_text(
						      statement, i));
	}
	sqlite3_finalize(statement);
	return code == SQLITE_DONE;
}

static enum calx_status read_schema(calx_connection *connection)
{
	calx_error error = { 0 };

	calx_inspector_close(calx_inspect(connection, &error));
	calx_connection_rollback(connection);
	return error.status;
}

static const char *const queries[] = { "SELECT * FROM t",
	"SELECT b FROM t ORDER BY b", "SELECT * FROM v" };

/* Each query gives what it gives SQLite itself, or an error, always where that
 * says one; the number of errors. */
static int compare_rows(calx_connection *connection, sqlite3 *judge)
{
	int errors = 0;

	for (size_t i = 0; i < sizeof(queries) / sizeof(*queries); i++) {
		uint64_t sum = 0, expected = 0;
		bool sound = judge_rows(judge, queries[i], &expected);
		enum calx_status status =
			read_rows(connection, queries[i], &sum);

		if (status >= 0) {
			assert_true(sound);
			assert_true(sum == expected);
		}
		errors += status < 0;
	}
	return errors;
}

/* Whether anything was noticed by who opens it that way; 1 if so. */
static int use_file_as(const char *name)
{
	calx_error error = { 0 };
	calx_engine *engine =
		calx_engine_open(folder_url(&folder, name), &error);
	calx_connection *connection;
	sqlite3 *judge;
	int errors;

	if (!engine) {
		assert_true(error.status < 0);
		assert_true(*error.message);
		return 1;
	}
	assert_int_equal(sqlite3_open_v2(folder_file(&folder, "damaged.db"),
				 &judge, SQLITE_OPEN_READONLY, NULL),
		SQLITE_OK);
	connection = calx_connection_open(engine, NULL);
	errors = compare_rows(connection, judge);
	errors += read_schema(connection) < 0;
	calx_connection_close(connection);
	calx_engine_close(engine);
	sqlite3_close(judge);
	return errors > 0;
}

/* With and without a look at the cells of each page. */
static int use_file(void)
{
	return use_file_as("damaged.db?mode=ro") |
	       use_file_as("damaged.db?mode=ro&cell_size_check=on");
}

static void damage_is_told_or_harmless(void **state)
{
	static unsigned char bytes[SIZE_MAX_], copy[SIZE_MAX_];
	unsigned long long seed = 21;
	size_t size = make_sound(bytes);
	int told = 0, count = 0;

	(void)state;
	assert_in_range(size, 4096, SIZE_MAX_ - 1);
	write_file(bytes, size);
	assert_int_equal(use_file(), 0);
	for (size_t at = 0; at < size; at += at < 1024 ? 3 : STEP) {
		memcpy(copy, bytes, size);
		copy[at] ^= (unsigned char)(1 + data_random(&seed) % 255);
		write_file(copy, size);
		told += use_file();
		count++;
	}
	/* what no page says of itself, such as the text of a row, is told by
	 * nobody */
	assert_in_range(told, count / 10, count);
	for (size_t length = 0; length < size; length += 509) {
		write_file(bytes, length);
		use_file();
	}
}

/* ---- schemas that want their functions called ----------------------------- */

static int calls;

static void side_effect(
	sqlite3_context *context, int count, sqlite3_value **values)
{
	(void)count;
	(void)values;
	calls++;
	sqlite3_result_int(context, 1);
}

/* run for each connection that opens, before it reads a schema */
static int add_effect(
	sqlite3 *handle, const char **message, const void *routines)
{
	(void)message;
	(void)routines;
	return sqlite3_create_function(handle, "effect", 0,
		SQLITE_UTF8 | SQLITE_DETERMINISTIC, NULL, side_effect, NULL,
		NULL);
}

/* Made by a program that trusts itself. */
static void make_trap(const char *sql)
{
	sqlite3 *handle;

	remove(folder_file(&folder, "trap.db"));
	assert_int_equal(sqlite3_open(folder_file(&folder, "trap.db"), &handle),
		SQLITE_OK);
	if (sqlite3_exec(handle, sql, NULL, NULL, NULL))
		fail_msg("%s", sqlite3_errmsg(handle));
	sqlite3_close(handle);
	calls = 0;
}

/* The file is refused, or it is read and changed; nothing of its is called. */
static void walk_into_trap(const char *sql)
{
	calx_error error = { 0 };
	calx_engine *engine;
	calx_connection *connection;

	make_trap(sql);
	engine = calx_engine_open(folder_url(&folder, "trap.db"), &error);
	if (engine) {
		connection = calx_connection_open(engine, NULL);
		assert_int_equal(read_schema(connection), CALX_OK);
		read_all(connection, "SELECT * FROM t");
		read_all(connection, "SELECT a FROM t ORDER BY a");
		read_all(connection, "INSERT INTO t (a) VALUES (2)");
		assert_int_equal(calls, 0);
		/* a statement of one's own may call it */
		assert_int_equal(
			read_all(connection, "SELECT effect()"), CALX_OK);
		assert_int_equal(calls, 1);
		calx_connection_close(connection);
		calx_engine_close(engine);
	} else {
		assert_int_equal(calls, 0);
		assert_int_equal(error.status, CALX_CORRUPT);
		assert_non_null(strstr(error.detail, "unsafe use of effect"));
	}
}

static void schemas_call_nothing(void **state)
{
	static const char *const traps[] = {
		"CREATE VIEW t AS SELECT effect() AS a",
		"CREATE TABLE t (a, b AS (effect()))",
		"CREATE TABLE t (a, b DEFAULT (effect()))",
		"CREATE TABLE t (a, CHECK (effect()))",
		"CREATE TABLE t (a); CREATE INDEX ix ON t (a) WHERE effect()",
		"CREATE TABLE t (a); CREATE INDEX ix ON t (a + effect())",
		("CREATE TABLE t (a); CREATE TRIGGER r AFTER INSERT ON t "
		 "BEGIN SELECT effect(); END"),
	};

	(void)state;
	sqlite3_auto_extension((void (*)(void))add_effect);
	for (size_t i = 0; i < sizeof(traps) / sizeof(*traps); i++)
		walk_into_trap(traps[i]);
	sqlite3_reset_auto_extension();
}

static void the_schema_cannot_be_written(void **state)
{
	static const char *const attempts[] = {
		"UPDATE sqlite_schema SET sql = 'nonsense'",
		"DELETE FROM sqlite_schema",
		"CREATE TABLE sqlite_x (a)",
		"ATTACH 'other.db' AS other",
		"SELECT load_extension('x')",
		"CREATE VIRTUAL TABLE x USING nosuch",
	};
	calx_engine *engine =
		calx_engine_open(folder_url(&folder, "a.db"), NULL);
	calx_connection *connection = calx_connection_open(engine, NULL);

	(void)state;
	run(connection, "CREATE TABLE t (a)");
	/* does nothing on a defensive connection */
	run(connection, "PRAGMA writable_schema = ON");
	for (size_t i = 0; i < sizeof(attempts) / sizeof(*attempts); i++)
		if (read_all(connection, attempts[i]) == CALX_OK)
			fail_msg("%s", attempts[i]);
	assert_int_equal(read_schema(connection), CALX_OK);
	calx_connection_close(connection);
	calx_engine_close(engine);
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, folder_set_up, folder_tear_down)

CHECK_MAIN("damaged", TEST(damage_is_told_or_harmless),
	TEST(schemas_call_nothing), TEST(the_schema_cannot_be_written))
