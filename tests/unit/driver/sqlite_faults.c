#include "driver/sqlite/driver.h"
#include "driver/sqlite/database.h"

#include <stdarg.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "check.h"
#include "engine/url.h"
#include "folder_test.h"
#include "nobody.h"
#include "torture.h"

/* The driver where memory runs out, SQLite fails, it cannot do what is asked of
 * it, or the file may not be touched. */

static const struct driver *const driver = &calx__sqlite_driver;

/* ---- what is done -------------------------------------------------------- */

/* How a database is opened: with open(), or with look() and that. */
#define OPENS (~0U)

struct job {
	const char *url;
	unsigned how;
};

static enum calx_status job_open(
	const struct job *job, const struct url *url, struct db **ret_db)
{
	calx_error error = { 0 };
	enum calx_status status =
		job->how == OPENS
			? driver->open(url, NULL, ret_db, &error)
			: driver->look(url, job->how, NULL, ret_db, &error);

	/* what fails says so */
	assert_int_equal(status < 0, error.status < 0);
	assert_int_equal(status < 0, *error.message != '\0');
	return status;
}

static int run(struct db *db, const char *sql)
{
	calx_error error = { 0 };
	struct stmt *statement = NULL;
	struct strbuf text = STRBUF_INIT;
	int result = driver->prepare(
		db, calx__view(sql), NULL, 0, &statement, &error);

	if (result < 0) {
		assert_true(*error.message);
		return result;
	}
	if (driver->expand(statement, &text, &error) < 0)
		assert_false(torture_is_clean());
	calx__strbuf_release(&text);
	error = (calx_error){ 0 };
	result = driver->step(statement, &error);
	assert_int_equal(result < 0, *error.message != '\0');
	driver->finalize(statement);
	return result;
}

static void transactions(struct db *db)
{
	static const calx_transaction_options all[] = {
		{ .size = sizeof(all[0]) },
		{ .write = true },
		{ .read_only = true },
	};

	for (size_t i = 0; i < 3; i++) {
		if (driver->begin(db, &all[i], NULL) >= 0)
			run(db, "SELECT * FROM sqlite_schema");
		if (driver->state(db) == TRANSACTION_OPEN &&
			driver->commit(db, NULL) < 0 &&
			driver->state(db) == TRANSACTION_OPEN)
			driver->rollback(db, NULL);
	}
	driver->begin(db, &all[2], NULL);
	driver->rollback(db, NULL);
}

static void open_and_use(void *context)
{
	const struct job *job = context;
	struct arena arena = { 0 };
	struct url url;
	struct db *db = NULL;

	torture_pause();
	assert_int_equal(
		calx__url_parse(&arena, job->url, &url, NULL), CALX_OK);
	torture_resume();
	if (job_open(job, &url, &db) >= 0) {
		transactions(db);
		run(db, "SELECT \"a\" FROM t; -- and no more");
		run(db, "SELECT 1; SELECT 2");
		run(db, "INSERT INTO t VALUES (1)");
		driver->replay(db, true, NULL);
		run(db, "CREATE TABLE IF NOT EXISTS u (a COLLATE strange)");
		driver->replay(db, false, NULL);
		driver->probe(db, "SELECT a FROM t", NULL);
		driver->close(db);
	} else {
		assert_null(db);
		assert_false(torture_is_clean());
	}
	torture_pause();
	calx__arena_release(&arena);
	torture_resume();
}

/* Makes a.db with a table in it. */
static void make(const char *parameters)
{
	struct arena arena = { 0 };
	struct url url;
	struct db *db = NULL;

	assert_int_equal(calx__url_parse(&arena,
				 folder_url(&folder, parameters), &url, NULL),
		CALX_OK);
	assert_int_equal(driver->open(&url, NULL, &db, NULL), CALX_OK);
	run(db, "CREATE TABLE t (a)");
	run(db, "INSERT INTO t VALUES (7)");
	driver->close(db);
	calx__arena_release(&arena);
}

static void each_fault(const char *name, unsigned how)
{
	char url[300];
	struct job job = { url, how };

	snprintf(url, sizeof(url), "sqlite:///%s/%s", folder.path, name);
	torture(open_and_use, &job);
	torture_sqlite(open_and_use, &job);
}

static void opening_survives_faults(void **state)
{
	(void)state;
	make("a.db?journal=delete");
	each_fault("a.db", OPENS);
	make("b.db");
	each_fault("b.db?double_quoted_strings=on&timeout=0.01", OPENS);
}

static void looking_survives_faults(void **state)
{
	static const unsigned ways[] = { 0, LOOK_COPY };

	(void)state;
	make("a.db?journal=delete");
	make("b.db");
	for (size_t i = 0; i < 2; i++) {
		each_fault("a.db", ways[i]);
		each_fault("b.db", ways[i]);
	}
	each_fault("none.db", LOOK_EMPTY);
}

/* ---- a SQLite that cannot ------------------------------------------------- */

/* which setting fails: with a code, or by staying as it is */
static struct {
	int option, code;
	bool stays;
	bool expand_fails, name_fails;
} refuse;

int __real_sqlite3_db_config(sqlite3 *db, int option, ...);
int __wrap_sqlite3_db_config(sqlite3 *db, int option, ...);
int __wrap_sqlite3_db_config(sqlite3 *db, int option, ...)
{
	va_list arguments;
	int value, *answer, code;

	va_start(arguments, option);
	value = va_arg(arguments, int);
	answer = va_arg(arguments, int *);
	va_end(arguments);
	if (refuse.option == option && refuse.code)
		return refuse.code;
	code = __real_sqlite3_db_config(db, option, value, answer);
	if (refuse.option == option && refuse.stays && answer)
		*answer = !value;
	return code;
}

char *__real_sqlite3_expanded_sql(sqlite3_stmt *statement);
char *__wrap_sqlite3_expanded_sql(sqlite3_stmt *statement);
char *__wrap_sqlite3_expanded_sql(sqlite3_stmt *statement)
{
	return refuse.expand_fails ? NULL
				   : __real_sqlite3_expanded_sql(statement);
}

const char *__real_sqlite3_column_name(sqlite3_stmt *statement, int index);
const char *__wrap_sqlite3_column_name(sqlite3_stmt *statement, int index);
const char *__wrap_sqlite3_column_name(sqlite3_stmt *statement, int index)
{
	return refuse.name_fails ? NULL
				 : __real_sqlite3_column_name(statement, index);
}

/* in memory */
static struct db *open_memory(const char *parameters, calx_error *error)
{
	static struct arena arena;
	static struct url url;
	char text[100];
	struct db *db = NULL;

	calx__arena_release(&arena);
	arena = (struct arena){ 0 };
	snprintf(text, sizeof(text), "sqlite://%s", parameters);
	assert_int_equal(calx__url_parse(&arena, text, &url, NULL), CALX_OK);
	driver->open(&url, NULL, &db, error);
	if (!db)
		calx__arena_release(&arena);
	return db;
}

static void a_setting_that_stays_is_told(void **state)
{
	static const struct {
		int option;
		const char *message;
	} cases[] = {
		{ SQLITE_DBCONFIG_ENABLE_FKEY,
			"this build of SQLite cannot switch foreign keys on (setting 1002)" },
		{ SQLITE_DBCONFIG_DEFENSIVE,
			"this build of SQLite cannot switch its unsafe features off (setting 1010)" },
		{ SQLITE_DBCONFIG_TRUSTED_SCHEMA,
			"this build of SQLite cannot switch its unsafe features off (setting 1017)" },
		{ SQLITE_DBCONFIG_DQS_DML,
			"this build of SQLite cannot switch its unsafe features off (setting 1013)" },
		{ SQLITE_DBCONFIG_DQS_DDL,
			"this build of SQLite cannot switch its unsafe features off (setting 1014)" },
		{ SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION,
			"this build of SQLite cannot switch its unsafe features off (setting 1005)" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		calx_error error = { 0 };

		refuse.option = cases[i].option;
		refuse.stays = true;
		assert_null(open_memory("", &error));
		assert_int_equal(error.status, CALX_UNSUPPORTED);
		CHECK_TEXT(error.message, cases[i].message);
		refuse.stays = false;
		refuse.code = SQLITE_NOMEM;
		assert_null(open_memory("", &error));
		assert_int_equal(error.status, CALX_OUT_OF_MEMORY);
		memset(&refuse, 0, sizeof(refuse));
	}
}

static void what_cannot_be_trusted_is_told(void **state)
{
	calx_error error = { 0 };
	struct db *db;

	(void)state;
	refuse.option = SQLITE_DBCONFIG_TRUSTED_SCHEMA;
	refuse.code = SQLITE_MISUSE;
	assert_null(open_memory("?trusted_schema=on", &error));
	assert_int_equal(error.status, CALX_MISUSE);
	refuse.option = SQLITE_DBCONFIG_DQS_DML;
	assert_null(open_memory("?double_quoted_strings=on", &error));
	refuse.option = 0;
	db = open_memory("", &error);
	assert_non_null(db);
	refuse.option = SQLITE_DBCONFIG_DQS_DML;
	assert_int_equal(driver->replay(db, true, &error), CALX_MISUSE);
	refuse.option = SQLITE_DBCONFIG_DQS_DDL;
	assert_int_equal(driver->replay(db, true, &error), CALX_MISUSE);
	memset(&refuse, 0, sizeof(refuse));
	assert_int_equal(driver->replay(db, false, &error), CALX_OK);
	driver->close(db);
}

static void a_statement_that_has_no_text_is_told(void **state)
{
	enum calx_kind kind = CALX_INTEGER;
	struct strbuf text = STRBUF_INIT;
	struct db *db = open_memory("", NULL);
	calx_error error = { 0 };
	struct stmt *statement;
	calx_value value;

	(void)state;
	assert_int_equal(driver->prepare(db, calx__view("CREATE TABLE t (a)"),
				 NULL, 0, &statement, NULL),
		CALX_OK);
	refuse.expand_fails = true;
	assert_int_equal(
		driver->expand(statement, &text, &error), CALX_OUT_OF_MEMORY);
	refuse.expand_fails = false;
	assert_int_equal(driver->expand(statement, &text, &error), CALX_OK);
	CHECK_TEXT(text.data, "CREATE TABLE t (a)");
	text.failed = true;
	assert_int_equal(
		driver->expand(statement, &text, &error), CALX_OUT_OF_MEMORY);
	calx__strbuf_release(&text);
	driver->finalize(statement);
	/* one that only reads is no part of a script */
	assert_int_equal(driver->prepare(db, calx__view("SELECT 'x' AS a"),
				 NULL, 0, &statement, NULL),
		CALX_OK);
	text = (struct strbuf)STRBUF_INIT;
	assert_int_equal(driver->expand(statement, &text, &error), CALX_OK);
	assert_int_equal(text.length, 0);
	/* a column whose name has no memory */
	assert_int_equal(driver->step(statement, NULL), 1);
	refuse.name_fails = true;
	assert_int_equal(driver->row(statement, &kind, 1, &value, &error),
		CALX_TYPE_MISMATCH);
	CHECK_TEXT(error.message,
		"column '?' holds 'x', which is not a valid integer");
	kind = CALX_DATE;
	assert_int_equal(driver->row(statement, &kind, 1, &value, &error),
		CALX_TYPE_MISMATCH);
	refuse.name_fails = false;
	driver->finalize(statement);
	driver->close(db);
}

/* ---- values --------------------------------------------------------------- */

/* one of each kind, and each of them as text and as a blob */
static void read_each(void *context)
{
	static const enum calx_kind kinds[] = { CALX_BOOLEAN, CALX_INTEGER,
		CALX_DOUBLE, CALX_NUMERIC, CALX_NUMERIC, CALX_NUMERIC,
		CALX_STRING, CALX_STRING, CALX_BLOB, CALX_DATE, CALX_TIME,
		CALX_DATETIME, CALX_TIMESTAMP, CALX_INTERVAL, CALX_UUID };
	static const char sql[] =
		"SELECT 1, 2, 1.5, '1.25', 3, 1.5, 'text', 7, x'00', '2017-10-17', '16:04:51',"
		" '2017-10-17 16:04:51', '2017-10-17 16:04:51Z', 'P1D', '00010203-0405-0607-0809-0a0b0c0d0e0f'";
	const size_t count = sizeof(kinds) / sizeof(*kinds);
	calx_value values[sizeof(kinds) / sizeof(*kinds)];
	calx_error error = { 0 };
	struct stmt *statement;
	struct db *db = context;

	if (driver->prepare(db, calx__view(sql), NULL, 0, &statement, &error) <
		0)
		return;
	if (driver->step(statement, &error) == 1 &&
		driver->row(statement, kinds, count, values, &error) >= 0) {
		CHECK_TEXT(values[6].as.text.data, "text");
		assert_int_equal(values[14].as.uuid.bytes[15], 15);
	} else {
		assert_false(torture_is_clean());
	}
	driver->finalize(statement);
}

static void reading_survives_faults(void **state)
{
	struct db *db = open_memory("", NULL);

	(void)state;
	torture_sqlite(read_each, db);
	driver->close(db);
}

/* ---- files that may not be touched ---------------------------------------- */

struct looked {
	struct arena arena;
	struct url url;
	struct db *db;
	calx_error error;
};

static struct looked look_at(const char *name)
{
	struct looked looked = { .db = NULL };
	char text[300];

	snprintf(text, sizeof(text), "sqlite:///%s/%s", folder.path, name);
	assert_int_equal(
		calx__url_parse(&looked.arena, text, &looked.url, NULL),
		CALX_OK);
	driver->look(&looked.url, 0, NULL, &looked.db, &looked.error);
	return looked;
}

static void check_seven(struct looked *looked)
{
	enum calx_kind kind = CALX_INTEGER;
	struct stmt *statement;
	calx_value value;

	if (!looked->db)
		fail_msg(
			"%s (%s)", looked->error.message, looked->error.detail);
	assert_int_equal(
		driver->prepare(looked->db, calx__view("SELECT a FROM t"), NULL,
			0, &statement, NULL),
		CALX_OK);
	assert_int_equal(driver->step(statement, NULL), 1);
	assert_int_equal(
		driver->row(statement, &kind, 1, &value, NULL), CALX_OK);
	assert_int_equal(value.as.integer, 7);
	driver->finalize(statement);
	assert_int_equal(run(looked->db, "DELETE FROM t"), CALX_READ_ONLY);
	driver->close(looked->db);
	calx__arena_release(&looked->arena);
}

static void check_told(
	struct looked *looked, const char *message, const char *hint)
{
	assert_null(looked->db);
	assert_int_equal(looked->error.status, CALX_CONNECTION);
	if (!strstr(looked->error.message, message))
		fail_msg("%s", looked->error.message);
	if (*hint ? !strstr(looked->error.hint, hint) : *looked->error.hint)
		fail_msg("%s", looked->error.hint);
	calx__arena_release(&looked->arena);
}

/* The folder is closed, and the log is empty: the file alone is read, whatever
 * its name. */
static void a_file_at_rest_is_read_alone(void **state)
{
	static const char *const names[] = { "a.db", "a%23b%3F%25c.db",
		"./a.db" };

	(void)state;
	nobody_begin(folder.path);
	make("a.db");
	make("a%23b%3F%25c.db");
	assert_int_equal(access(folder_file(&folder, "a#b?%c.db"), F_OK), 0);
	assert_int_equal(chmod(folder.path, 0555), 0);
	for (size_t i = 0; i < 3; i++) {
		struct looked looked = look_at(names[i]);

		check_seven(&looked);
		assert_int_equal(
			access(folder_file(&folder, "a.db-wal"), F_OK), -1);
	}
	assert_int_equal(chmod(folder.path, 0755), 0);
	nobody_end();
}

static void what_may_not_be_read_is_told(void **state)
{
	struct looked looked;

	(void)state;
	nobody_begin(folder.path);
	make("a.db");
	assert_int_equal(chmod(folder_file(&folder, "a.db"), 0), 0);
	looked = look_at("a.db");
	check_told(&looked, "a.db: could not open the database", "");
	/* a log that is left, and may not be read */
	assert_int_equal(chmod(folder_file(&folder, "a.db"), 0644), 0);
	folder_write(&folder, "a.db-wal", "something");
	assert_int_equal(chmod(folder_file(&folder, "a.db-wal"), 0), 0);
	looked = look_at("a.db");
	check_told(&looked,
		"a.db: it was left by a program that ended half-way, and could not be copied to be looked at: Permission denied",
		"Whoever may write to it mends it by opening it: sqlite3 ");
	nobody_end();
}

/* An index of a log that may not be read: the log is read in a copy. */
static void a_log_without_its_index_is_read_aside(void **state)
{
	struct looked looked;

	(void)state;
	nobody_begin(folder.path);
	make("a.db");
	folder_write(&folder, "a.db-shm", "x");
	assert_int_equal(chmod(folder_file(&folder, "a.db-shm"), 0), 0);
	looked = look_at("a.db");
	check_seven(&looked);
	nobody_end();
}

static void alone(void *context)
{
	struct looked *looked = context;
	calx_error error = { 0 };
	struct db *db = NULL;

	if (driver->look(&looked->url, 0, NULL, &db, &error) >= 0)
		driver->close(db);
	else
		assert_true(!torture_is_clean() && *error.message);
}

/* Two slashes would begin the name of a host. */
static void reading_alone_survives_faults(void **state)
{
	struct looked looked = { .db = NULL };
	char text[300];

	(void)state;
	nobody_begin(folder.path);
	make("a.db");
	assert_int_equal(chmod(folder.path, 0555), 0);
	snprintf(text, sizeof(text), "sqlite://////%s/a.db", folder.path);
	assert_int_equal(
		calx__url_parse(&looked.arena, text, &looked.url, NULL),
		CALX_OK);
	torture(alone, &looked);
	torture_sqlite(alone, &looked);
	driver->look(&looked.url, 0, NULL, &looked.db, &looked.error);
	check_seven(&looked);
	assert_int_equal(chmod(folder.path, 0755), 0);
	nobody_end();
}

static void memory_can_be_looked_at(void **state)
{
	struct arena arena = { 0 };
	struct url url;
	struct db *db = NULL;

	(void)state;
	assert_int_equal(
		calx__url_parse(&arena, "sqlite://", &url, NULL), CALX_OK);
	assert_int_equal(driver->look(&url, 0, NULL, &db, NULL), CALX_OK);
	assert_int_equal(run(db, "CREATE TABLE t (a)"), 0);
	driver->close(db);
	assert_int_equal(
		calx__url_parse(&arena, "sqlite:///a?mode=x", &url, NULL),
		CALX_OK);
	for (unsigned how = 0; how < 4; how++)
		assert_int_equal(
			driver->look(&url, how, NULL, &db, NULL), CALX_INVALID);
	calx__arena_release(&arena);
}

#define FRESH(test) \
	cmocka_unit_test_setup_teardown(test, folder_set_up, folder_tear_down)

CHECK_MAIN("sqlite_faults", FRESH(opening_survives_faults),
	FRESH(looking_survives_faults),
	cmocka_unit_test(a_setting_that_stays_is_told),
	cmocka_unit_test(what_cannot_be_trusted_is_told),
	cmocka_unit_test(a_statement_that_has_no_text_is_told),
	cmocka_unit_test(reading_survives_faults),
	FRESH(a_file_at_rest_is_read_alone),
	FRESH(what_may_not_be_read_is_told),
	FRESH(a_log_without_its_index_is_read_aside),
	FRESH(reading_alone_survives_faults),
	cmocka_unit_test(memory_can_be_looked_at))
