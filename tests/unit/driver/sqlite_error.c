#include "driver/sqlite/database.h"
#include "driver/sqlite/driver.h"
#include "driver/sqlite/error.h"

#include <stdio.h>

#include "check.h"

/* What SQLite's codes and messages become. */

static const struct driver *const driver = &calx__sqlite_driver;
static struct db *db;
static calx_error error;

static const struct url memory = {
	.text = "sqlite://",
	.scheme = "sqlite",
	.parameters = (const struct url_parameter[]){ { NULL, NULL } },
};

static int set_up(void **state)
{
	(void)state;
	error = (calx_error){ 0 };
	return driver->open(&memory, NULL, &db, &error);
}

static int tear_down(void **state)
{
	(void)state;
	driver->close(db);
	return 0;
}

/* ---- codes --------------------------------------------------------------- */

#define WHAT "database in memory: "

static const struct {
	int code;
	enum calx_status status;
	const char *sqlstate;
	const char *message;
	const char *hint; /* how it begins */
} codes[] = {
	{ SQLITE_CONSTRAINT_UNIQUE, CALX_CONSTRAINT, "23505",
		"constraint failed", "" },
	{ SQLITE_CONSTRAINT_PRIMARYKEY, CALX_CONSTRAINT, "23505",
		"constraint failed", "" },
	{ SQLITE_CONSTRAINT_ROWID, CALX_CONSTRAINT, "23505",
		"constraint failed", "" },
	{ SQLITE_CONSTRAINT_NOTNULL, CALX_CONSTRAINT, "23502",
		"constraint failed", "" },
	{ SQLITE_CONSTRAINT_CHECK, CALX_CONSTRAINT, "23514",
		"constraint failed", "" },
	{ SQLITE_CONSTRAINT_FOREIGNKEY, CALX_CONSTRAINT, "23503",
		"constraint failed", "" },
	{ SQLITE_CONSTRAINT_TRIGGER, CALX_CONSTRAINT, "23000",
		"constraint failed", "" },
	{ SQLITE_CONSTRAINT, CALX_CONSTRAINT, "23000", "constraint failed",
		"" },
	{ SQLITE_BUSY, CALX_BUSY, "55P03", WHAT "the database is locked",
		"Another connection is writing." },
	{ SQLITE_BUSY_RECOVERY, CALX_BUSY, "55P03",
		WHAT "the database is locked",
		"Another connection is writing." },
	{ SQLITE_BUSY_SNAPSHOT, CALX_RETRY, "40001",
		WHAT
		"another connection has changed the database since this transaction began to read",
		"Roll back and run the transaction again" },
	{ SQLITE_LOCKED, CALX_BUSY, "55P03", WHAT "the database is locked",
		"A statement of this process" },
	{ SQLITE_READONLY, CALX_READ_ONLY, "25006",
		WHAT "the database is read-only", "The URL says mode=ro" },
	{ SQLITE_READONLY_DBMOVED, CALX_READ_ONLY, "25006",
		WHAT "the database is read-only", "The URL says mode=ro" },
	{ SQLITE_CANTOPEN, CALX_CONNECTION, "08001",
		WHAT "could not open the database", "" },
	{ SQLITE_PERM, CALX_CONNECTION, "08001",
		WHAT "could not open the database", "" },
	{ SQLITE_AUTH, CALX_CONNECTION, "08001", "authorization denied", "" },
	{ SQLITE_NOTADB, CALX_CORRUPT, "XX001",
		WHAT "the file is not an SQLite database",
		"It was not touched." },
	{ SQLITE_CORRUPT, CALX_CORRUPT, "XX001",
		WHAT "the database file is damaged", "PRAGMA integrity_check" },
	{ SQLITE_CORRUPT_INDEX, CALX_CORRUPT, "XX001",
		WHAT "the database file is damaged", "PRAGMA integrity_check" },
	{ SQLITE_FULL, CALX_IO, "53100", WHAT "the disk is full",
		"The transaction was rolled back." },
	{ SQLITE_IOERR_NOMEM, CALX_OUT_OF_MEMORY, "53200", WHAT "out of memory",
		"" },
	{ SQLITE_IOERR, CALX_IO, "58030", WHAT "input or output failed", "" },
	{ SQLITE_IOERR_FSYNC, CALX_IO, "58030", WHAT "input or output failed",
		"" },
	{ SQLITE_NOLFS, CALX_IO, "58030", WHAT "the file is too large", "" },
	{ SQLITE_NOMEM, CALX_OUT_OF_MEMORY, "53200", WHAT "out of memory", "" },
	{ SQLITE_TOOBIG, CALX_RANGE, "54000",
		WHAT "the text, blob or statement is too large", "" },
	{ SQLITE_INTERRUPT, CALX_INTERRUPTED, "57014", "interrupted", "" },
	{ SQLITE_MISMATCH, CALX_TYPE_MISMATCH, "42804", "datatype mismatch",
		"" },
	{ SQLITE_RANGE, CALX_MISUSE, "", "column index out of range", "" },
	{ SQLITE_MISUSE, CALX_MISUSE, "", "bad parameter or other API misuse",
		"" },
	{ SQLITE_PROTOCOL, CALX_BUSY, "55P03",
		WHAT "the database could not be locked", "" },
	{ SQLITE_ERROR, CALX_ERROR, "", "SQL logic error", "" },
	{ SQLITE_ABORT, CALX_ERROR, "", "query aborted", "" },
};

static void codes_are_statuses(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(codes) / sizeof(*codes); i++) {
		error = (calx_error){ 0 };
		assert_int_equal(calx__sqlite_fail(db, codes[i].code, &error),
			codes[i].status);
		assert_int_equal(error.status, codes[i].status);
		assert_int_equal(error.native_code, codes[i].code);
		CHECK_TEXT(error.sqlstate, codes[i].sqlstate);
		CHECK_TEXT(error.message, codes[i].message);
		CHECK_TEXT(error.detail, "");
		if (strncmp(error.hint, codes[i].hint, strlen(codes[i].hint)) ||
			!*error.hint != !*codes[i].hint)
			fail_msg("%d: %s", codes[i].code, error.hint);
		assert_int_equal(calx__sqlite_fail(db, codes[i].code, NULL),
			codes[i].status);
	}
}

/* Before it is open. */
static void without_a_handle_there_is_a_code(void **state)
{
	const struct db none = { .file = "a.db" };

	(void)state;
	assert_int_equal(calx__sqlite_fail(&none, SQLITE_CANTOPEN, &error),
		CALX_CONNECTION);
	CHECK_TEXT(error.message, "a.db: could not open the database");
	CHECK_TEXT(error.detail, "");
}

/* ---- messages ------------------------------------------------------------ */

static int run(const char *sql)
{
	struct stmt *statement = NULL;
	int result;

	error = (calx_error){ 0 };
	result = driver->prepare(
		db, calx__view(sql), NULL, 0, &statement, &error);
	if (result < 0)
		return result;
	result = driver->step(statement, &error);
	driver->finalize(statement);
	return result;
}

static void numbers_without_room_are_told(void **state)
{
	static const char *const overflows[] = {
		"SELECT abs(-9223372036854775807 - 1)",
		"SELECT sum(9223372036854775807) FROM (SELECT 1 UNION ALL SELECT 2)",
	};

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		assert_int_equal(run(overflows[i]), CALX_RANGE);
		CHECK_TEXT(error.message, "integer overflow");
		CHECK_TEXT(error.sqlstate, "22003");
	}
	assert_int_equal(run("SELECT calx_mul('1e30', '1e30')"), CALX_RANGE);
	CHECK_TEXT(error.sqlstate, "22003");
	assert_int_equal(run("SELECT abs(1, 2)"), CALX_ERROR);
	CHECK_TEXT(error.sqlstate, "");
	/* somebody's own words are no overflow */
	run("CREATE TABLE t (a)");
	run("CREATE TRIGGER r BEFORE INSERT ON t BEGIN SELECT RAISE(ABORT, 'integer overflow'); END");
	assert_int_equal(run("INSERT INTO t VALUES (1)"), CALX_CONSTRAINT);
	CHECK_TEXT(error.message, "integer overflow");
}

static void check_names(const char *sql, const char *table, const char *column,
	const char *constraint)
{
	assert_int_equal(run(sql), CALX_CONSTRAINT);
	CHECK_TEXT(error.table, table);
	CHECK_TEXT(error.column, column);
	CHECK_TEXT(error.constraint, constraint);
}

/* `count` letters */
static const char *letters(char *text, size_t count)
{
	memset(text, 'x', count);
	text[count] = '\0';
	return text;
}

/* A name that has no room is left out, and nothing is cut. */
static void long_names_are_left_out(void **state)
{
	const size_t room = sizeof(error.table);
	char name[sizeof(error.table) + 1], sql[400];

	(void)state;
	for (size_t length = room - 1; length <= room; length++) {
		letters(name, length);
		snprintf(
			sql, sizeof(sql), "CREATE TABLE %s (a NOT NULL)", name);
		assert_int_equal(run(sql), 0);
		snprintf(
			sql, sizeof(sql), "INSERT INTO %s VALUES (NULL)", name);
		if (length < room)
			check_names(sql, name, "a", "");
		else
			check_names(sql, "", "", "");
	}
}

/* The columns are told as far as there is room for whole ones. */
static void many_columns_are_told_in_part(void **state)
{
	const size_t room = sizeof(error.column);
	char name[sizeof(error.column) + 1], sql[900], expected[300];

	(void)state;
	for (size_t length = room - 3; length < room; length++) {
		letters(name, length);
		run("DROP TABLE IF EXISTS t");
		snprintf(
			sql, sizeof(sql), "CREATE TABLE t (%s NOT NULL)", name);
		assert_int_equal(run(sql), 0);
		check_names("INSERT INTO t VALUES (NULL)", "t",
			length == room - 3 ? name : "", "");
	}
	letters(name, 50);
	run("DROP TABLE t");
	snprintf(sql, sizeof(sql),
		"CREATE TABLE t (%s0, %s1, %s2, b, UNIQUE (b, %s0, %s1, %s2))",
		name, name, name, name, name, name);
	assert_int_equal(run(sql), 0);
	assert_int_equal(run("INSERT INTO t VALUES (1, 2, 3, 4)"), 0);
	snprintf(expected, sizeof(expected), "b, %s0, %s1", name, name);
	check_names("INSERT INTO t VALUES (1, 2, 3, 4)", "t", expected, "");
}

static void indexes_are_told_by_name(void **state)
{
	char name[sizeof(error.constraint) + 2], sql[1000];

	(void)state;
	for (size_t length = sizeof(error.constraint) - 2;
		length <= sizeof(error.constraint); length++) {
		memset(name, 'i', length);
		name[length] = '\0';
		run("DROP TABLE IF EXISTS t");
		run("CREATE TABLE t (a)");
		snprintf(sql, sizeof(sql),
			"CREATE UNIQUE INDEX %s ON t (abs(a))", name);
		assert_int_equal(run(sql), 0);
		assert_int_equal(run("INSERT INTO t VALUES (1)"), 0);
		check_names("INSERT INTO t VALUES (-1)", "", "",
			length < sizeof(error.constraint) ? name : "");
	}
}

static void a_schema_that_is_broken_is_explained(void **state)
{
	(void)state;
	run("CREATE TABLE t (a)");
	run("CREATE VIEW v AS SELECT b FROM t");
	assert_int_equal(run("ALTER TABLE t RENAME TO u"), CALX_ERROR);
	CHECK_TEXT(error.message, "error in view v: no such column: b");
	assert_memory_equal(error.hint, "A revision's own operations", 27);
}

#define FRESH(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

CHECK_MAIN("sqlite_error", FRESH(codes_are_statuses),
	FRESH(without_a_handle_there_is_a_code),
	FRESH(numbers_without_room_are_told), FRESH(long_names_are_left_out),
	FRESH(many_columns_are_told_in_part), FRESH(indexes_are_told_by_name),
	FRESH(a_schema_that_is_broken_is_explained))
