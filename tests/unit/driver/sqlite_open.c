#include "driver/sqlite/database.h"
#include "driver/sqlite/driver.h"

#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "check.h"
#include "engine/url.h"
#include "folder_test.h"

/* Opening: what each connection is, and how each kind of bad file is told. */

struct opened {
	struct arena arena;
	struct url url;
	struct db *db; /* NULL: it did not open */
	calx_error error;
};

static struct opened *open_url(const char *text)
{
	struct opened *opened = calloc(1, sizeof(*opened));

	assert_non_null(opened);
	assert_int_equal(calx__url_parse(&opened->arena, text, &opened->url,
				 &opened->error),
		CALX_OK);
	calx__sqlite_driver.open(
		&opened->url, NULL, &opened->db, &opened->error);
	return opened;
}

static void close_url(struct opened *opened)
{
	if (opened->db)
		calx__sqlite_driver.close(opened->db);
	calx__arena_release(&opened->arena);
	free(opened);
}

static void check_answer(
	struct opened *opened, const char *sql, const char *expected)
{
	const struct driver *driver = &calx__sqlite_driver;
	enum calx_kind text = CALX_STRING;
	struct stmt *statement;
	calx_value value;

	assert_non_null(opened->db);
	assert_int_equal(driver->prepare(opened->db, calx__view(sql), NULL, 0,
				 &statement, NULL),
		CALX_OK);
	assert_int_equal(driver->step(statement, NULL), 1);
	assert_int_equal(
		driver->row(statement, &text, 1, &value, NULL), CALX_OK);
	CHECK_TEXT(value.as.text.data, expected);
	driver->finalize(statement);
}

static void check_done(struct opened *opened, const char *sql)
{
	const struct driver *driver = &calx__sqlite_driver;
	struct stmt *statement;

	if (driver->prepare(opened->db, calx__view(sql), NULL, 0, &statement,
		    &opened->error) < 0)
		fail_msg("%s: %s", sql, opened->error.message);
	assert_int_equal(driver->step(statement, &opened->error), 0);
	driver->finalize(statement);
}

/* Opens the same database in memory, which goes on, with other parameters. */
static void memory_reopen(struct opened *opened, const char *parameters)
{
	struct url other;
	struct db *second;
	char text[80];

	snprintf(text, sizeof(text), "sqlite://%s", parameters);
	assert_int_equal(
		calx__url_parse(&opened->arena, text, &other, NULL), CALX_OK);
	opened->url.parameters = other.parameters;
	assert_int_equal(calx__sqlite_driver.open(
				 &opened->url, NULL, &second, &opened->error),
		CALX_OK);
	calx__sqlite_driver.close(opened->db);
	opened->db = second;
}

static void run(struct opened *opened, const char *sql)
{
	assert_non_null(opened->db);
	assert_int_equal(
		sqlite3_exec(opened->db->handle, sql, NULL, NULL, NULL),
		SQLITE_OK);
}

/* `url` must fail with this status and a message that has `part` in it. */
static void check_refused(
	const char *url, enum calx_status status, const char *part)
{
	struct opened *opened = open_url(url);

	assert_null(opened->db);
	assert_int_equal(opened->error.status, status);
	if (!strstr(opened->error.message, part))
		fail_msg("%s: \"%s\" lacks \"%s\"", url, opened->error.message,
			part);
	close_url(opened);
}

/* ---- settings ----------------------------------------------------------- */

static void check_setting(struct opened *opened, int option, int expected)
{
	int value = -1;

	sqlite3_db_config(opened->db->handle, option, -1, &value);
	assert_int_equal(value, expected);
}

static void settings_are_safe(void **state)
{
	struct opened *opened = open_url(folder_url(&folder, "a.db"));

	(void)state;
	check_answer(opened, "PRAGMA foreign_keys", "1");
	check_answer(opened, "PRAGMA busy_timeout", "5000");
	check_answer(opened, "PRAGMA journal_mode", "wal");
	check_answer(opened, "PRAGMA synchronous", "1");
	check_answer(opened, "PRAGMA cell_size_check", "0");
	check_setting(opened, SQLITE_DBCONFIG_DEFENSIVE, 1);
	/* there is nothing of the program's that a schema could use */
	check_setting(opened, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 1);
	check_setting(opened, SQLITE_DBCONFIG_DQS_DML, 0);
	check_setting(opened, SQLITE_DBCONFIG_DQS_DDL, 0);
	check_setting(opened, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0);
	assert_int_equal(
		sqlite3_limit(opened->db->handle, SQLITE_LIMIT_ATTACHED, -1),
		0);
	close_url(opened);
}

static void nothing_is_attached(void **state)
{
	static const char sql[] = "ATTACH ':memory:' AS other";
	struct opened *opened = open_url("sqlite://");
	const struct driver *driver = &calx__sqlite_driver;
	struct stmt *statement;

	(void)state;
	assert_int_equal(driver->prepare(opened->db, calx__view(sql), NULL, 0,
				 &statement, NULL),
		CALX_OK);
	assert_int_equal(driver->step(statement, &opened->error), CALX_ERROR);
	assert_non_null(strstr(opened->error.hint, "cannot be attached"));
	driver->finalize(statement);
	close_url(opened);
}

static void double_quotes_are_names(void **state)
{
	struct opened *opened = open_url("sqlite://");

	(void)state;
	assert_int_equal(sqlite3_exec(opened->db->handle,
				 "SELECT \"nosuchcolumn\"", NULL, NULL, NULL),
		SQLITE_ERROR);
	close_url(opened);
}

static void parameters_are_obeyed(void **state)
{
	struct opened *opened = open_url(
		folder_url(&folder, "a.db?timeout=0.25&journal=delete"));

	(void)state;
	check_answer(opened, "PRAGMA busy_timeout", "250");
	check_answer(opened, "PRAGMA journal_mode", "delete");
	check_answer(opened, "PRAGMA synchronous", "2");
	close_url(opened);
	opened = open_url(folder_url(&folder, "a.db?mode=ro"));
	assert_int_equal(sqlite3_db_readonly(opened->db->handle, "main"), 1);
	check_answer(opened, "PRAGMA journal_mode", "delete");
	close_url(opened);
}

/* ---- what a schema may use ---------------------------------------------------- */

static void nothing_much(
	sqlite3_context *context, int count, sqlite3_value **values)
{
	(void)count;
	(void)values;
	sqlite3_result_null(context);
}

static int add_function(sqlite3 *handle, int flags)
{
	return sqlite3_create_function_v2(handle, "stranger", 0,
		SQLITE_UTF8 | flags, NULL, nothing_much, NULL, NULL, NULL);
}

static int add_stranger(
	sqlite3 *handle, const char **message, const void *routines)
{
	(void)message;
	(void)routines;
	return add_function(handle, 0);
}

static int add_harmless(
	sqlite3 *handle, const char **message, const void *routines)
{
	(void)message;
	(void)routines;
	return add_function(handle, SQLITE_INNOCUOUS);
}

/* Triggers that write to SQLite's own virtual tables: whether they run. */
static bool indexes_are_kept(const char *url)
{
	static const char *const schema[] = {
		"CREATE TABLE notes(id INTEGER PRIMARY KEY, body TEXT)",
		"CREATE VIRTUAL TABLE five USING fts5(body)",
		"CREATE VIRTUAL TABLE four USING fts4(body)",
		"CREATE VIRTUAL TABLE boxes USING rtree(id, low, high)",
		"CREATE TRIGGER a AFTER INSERT ON notes BEGIN INSERT INTO five VALUES (NEW.body); END",
		"CREATE TRIGGER b AFTER INSERT ON notes BEGIN INSERT INTO four VALUES (NEW.body); END",
		"CREATE TRIGGER c AFTER INSERT ON notes BEGIN INSERT INTO boxes VALUES (NEW.id, 1, 2); END",
	};
	static const char insert[] = "INSERT INTO notes VALUES (1, 'x')";
	struct opened *opened = open_url(url);
	struct stmt *statement;
	enum calx_status status;

	for (size_t i = 0; i < sizeof(schema) / sizeof(*schema); i++)
		run(opened, schema[i]);
	status = calx__sqlite_driver.prepare(opened->db, calx__view(insert),
		NULL, 0, &statement, &opened->error);
	if (status >= 0) {
		assert_int_equal(calx__sqlite_driver.step(statement, NULL), 0);
		calx__sqlite_driver.finalize(statement);
		check_answer(opened,
			"SELECT (SELECT count(*) FROM five) + (SELECT count(*) FROM four) + (SELECT count(*) FROM boxes)",
			"3");
	} else {
		assert_non_null(strstr(opened->error.message, "unsafe use of"));
		assert_non_null(
			strstr(opened->error.hint, "?trusted_schema=on"));
	}
	close_url(opened);
	return status >= 0;
}

static void schemas_may_use_what_sqlite_has(void **state)
{
	/* since 3.44 SQLite calls its own virtual tables harmless */
	const bool harmless = sqlite3_libversion_number() >= 3044000;

	(void)state;
	assert_true(indexes_are_kept("sqlite://"));
	assert_true(indexes_are_kept("sqlite://?trusted_schema=on"));
	assert_int_equal(
		indexes_are_kept("sqlite://?trusted_schema=off"), harmless);
	sqlite3_auto_extension((void (*)(void))add_harmless);
	assert_true(indexes_are_kept("sqlite://"));
	sqlite3_reset_auto_extension();
	sqlite3_auto_extension((void (*)(void))add_stranger);
	assert_int_equal(indexes_are_kept("sqlite://"), harmless);
	assert_true(indexes_are_kept("sqlite://?trusted_schema=on"));
	sqlite3_reset_auto_extension();
	check_refused("sqlite:///a.db?trusted_schema=1", CALX_INVALID, "'1'");
}

static void check_cells(const char *url, const char *expected)
{
	struct opened *opened = open_url(url);

	check_answer(opened, "PRAGMA cell_size_check", expected);
	close_url(opened);
}

static void check_pragma(
	const char *parameters, const char *pragma, const char *expected)
{
	char url[128];
	struct opened *opened;

	snprintf(url, sizeof(url), "pragmas.db%s", parameters);
	opened = open_url(folder_url(&folder, url));
	check_answer(opened, pragma, expected);
	close_url(opened);
}

static void pragmas_are_asked_for(void **state)
{
	(void)state;
	check_pragma("", "PRAGMA synchronous", "1");
	check_pragma("?synchronous=off", "PRAGMA synchronous", "0");
	check_pragma("?synchronous=full", "PRAGMA synchronous", "2");
	check_pragma("?synchronous=extra", "PRAGMA synchronous", "3");
	check_pragma("?cache_size=512", "PRAGMA cache_size", "-512");
}

static void files_of_others_are_looked_at_closely(void **state)
{
	(void)state;
	check_cells("sqlite://", "0");
	check_cells("sqlite://?cell_size_check=off", "0");
	check_cells("sqlite://?cell_size_check=on", "1");
	check_cells("sqlite://?trusted_schema=off", "1");
	check_cells("sqlite://?trusted_schema=on", "0");
	check_refused("sqlite://?cell_size_check=yes", CALX_INVALID, "'yes'");
	check_refused("sqlite://?synchronous=2", CALX_INVALID, "'2'");
	check_refused("sqlite://?cache_size=0", CALX_INVALID, "'0'");
	check_refused("sqlite://?cache_size=big", CALX_INVALID, "'big'");
}

/* Before 3.41 SQLite does not call its functions of JSON harmless, and does not
 * load an index on one unless the schema is trusted. */
static void an_index_may_be_on_json(void **state)
{
	struct opened *opened = open_url(folder_url(&folder, "json.db"));

	(void)state;
	run(opened, "CREATE TABLE t (a CHECK (json_valid(a)));"
		    "CREATE INDEX i ON t (json_extract(a, '$.b'));");
	close_url(opened);
	opened = open_url(folder_url(&folder, "json.db"));
	run(opened, "INSERT INTO t VALUES ('{}')");
	close_url(opened);
}

/* What another program has made, with strings in double quotes. */
static struct opened *open_quoted(const char *parameters)
{
	struct opened *opened = open_url("sqlite://");

	sqlite3_db_config(opened->db->handle, SQLITE_DBCONFIG_DQS_DML, 1, NULL);
	run(opened,
		"CREATE TABLE t (a, b); INSERT INTO t VALUES (1, 'good');"
		"CREATE VIEW v AS SELECT a FROM t WHERE b = \"good\";"
		"CREATE TABLE u (a, b);"
		"CREATE TRIGGER tr AFTER INSERT ON u BEGIN UPDATE u SET b = \"new\" WHERE b IS NULL; END;");
	memory_reopen(opened, parameters);
	return opened;
}

static void check_prepare_fails(struct opened *opened, const char *sql,
	const char *detail, const char *hint)
{
	struct stmt *statement;

	opened->error = (calx_error){ 0 };
	assert_int_equal(
		calx__sqlite_driver.prepare(opened->db, calx__view(sql), NULL,
			0, &statement, &opened->error),
		CALX_ERROR);
	CHECK_TEXT(opened->error.detail, detail);
	CHECK_TEXT(opened->error.hint, hint);
}

#define STRINGS_HINT \
	"Create it anew with single quotes, or let it be a string there: ?double_quoted_strings=on in the URL."

static void strings_of_a_schema_are_told(void **state)
{
	struct opened *opened = open_quoted("");

	(void)state;
	check_prepare_fails(opened, "SELECT a FROM v",
		"The view 'v' has \"good\" in double quotes, which a name has; a string has single ones.",
		STRINGS_HINT);
	check_prepare_fails(opened, "INSERT INTO u (a) VALUES ('new')",
		"The trigger 'tr' has \"new\" in double quotes, which a name has; a string has single ones.",
		STRINGS_HINT);
	/* the fault of the statement itself */
	check_prepare_fails(opened, "SELECT good FROM t", "", "");
	check_prepare_fails(opened, "SELECT \"good\" FROM t", "", "");
	check_prepare_fails(opened, "SELECT other FROM t", "", "");
	check_prepare_fails(opened, "SELECT a FROM nowhere", "", "");
	assert_int_equal(calx__sqlite_driver.prepare(opened->db,
				 calx__view("SELECT a FROM v"), NULL, 0,
				 &(struct stmt *){ NULL }, NULL),
		CALX_ERROR);
	close_url(opened);
}

/* Also in a statement that was prepared before there was a trigger. */
static void strings_that_come_later_are_told(void **state)
{
	static const char insert[] = "INSERT INTO t VALUES (1)";
	struct opened *opened = open_url("sqlite://");
	const struct driver *driver = &calx__sqlite_driver;
	struct stmt *statement;

	(void)state;
	run(opened, "CREATE TABLE t (a)");
	assert_int_equal(driver->prepare(opened->db, calx__view(insert), NULL,
				 0, &statement, NULL),
		CALX_OK);
	run(opened,
		"CREATE TRIGGER later AFTER INSERT ON t BEGIN UPDATE t SET a = \"x\"; END");
	assert_int_equal(driver->step(statement, &opened->error), CALX_ERROR);
	CHECK_TEXT(opened->error.message, "no such column: x");
	CHECK_TEXT(opened->error.detail,
		"The trigger 'later' has \"x\" in double quotes, which a name has; a string has single ones.");
	CHECK_TEXT(opened->error.hint, STRINGS_HINT);
	assert_int_equal(driver->step(statement, NULL), CALX_ERROR);
	driver->finalize(statement);
	close_url(opened);
}

static void strings_of_a_schema_can_be_allowed(void **state)
{
	struct opened *opened = open_quoted("?double_quoted_strings=on");
	const struct driver *driver = &calx__sqlite_driver;

	(void)state;
	check_answer(opened, "SELECT \"a\" FROM \"v\"", "1");
	for (int i = 0; i < 2; i++) {
		check_done(opened, "INSERT INTO \"u\" (a) VALUES (5)");
		check_answer(opened, "SELECT b FROM u WHERE a = 5", "new");
		check_done(opened, "DELETE FROM u");
		/* also when it has taken the text of a schema meanwhile */
		assert_int_equal(
			driver->replay(opened->db, true, NULL), CALX_OK);
		assert_int_equal(
			driver->replay(opened->db, false, NULL), CALX_OK);
	}
	/* in a statement they are names as ever */
	check_prepare_fails(opened, "SELECT \"good\" FROM t", "", "");
	check_prepare_fails(
		opened, "INSERT INTO u (a) VALUES (\"good\")", "", "");
	CHECK_TEXT(opened->error.message, "no such column: good");
	close_url(opened);
	opened = open_url("sqlite://?double_quoted_strings=off");
	check_setting(opened, SQLITE_DBCONFIG_DQS_DML, 0);
	close_url(opened);
	check_refused("sqlite://?double_quoted_strings=1", CALX_INVALID,
		"the URL's double_quoted_strings is neither on nor off: '1'");
}

static void bad_parameters_are_refused(void **state)
{
	(void)state;
	check_refused("sqlite:///a.db?mode=rx", CALX_INVALID, "'rx'");
	check_refused("sqlite:///a.db?timeout=soon", CALX_INVALID, "'soon'");
	check_refused("sqlite:///a.db?timeout=-1", CALX_INVALID, "'-1'");
	check_refused("sqlite:///a.db?timeout=99999999999999999999999999",
		CALX_INVALID, "timeout");
	check_refused("sqlite:///a.db?timeout=2147483.648", CALX_INVALID,
		"2147483.648");
	close_url(open_url("sqlite://?timeout=2147483.647"));
	check_refused("sqlite://:80/a.db", CALX_INVALID, "has no host");
	check_refused("sqlite://u@/a.db", CALX_INVALID, "has no host");
	check_refused("sqlite:///a.db?timeout=0.0001", CALX_INVALID, "0.0001");
	check_refused(
		"sqlite:///a.db?timeout=99999999", CALX_INVALID, "timeout");
	check_refused("sqlite:///a.db?journal=off", CALX_INVALID, "'off'");
	check_refused("sqlite:///a.db?cache=shared", CALX_INVALID, "'cache'");
	check_refused("sqlite:///a.db?vfs=evil", CALX_INVALID, "'vfs'");
	check_refused("sqlite://file.db", CALX_INVALID, "has no host");
	check_refused("sqlite://u:canary@h/f", CALX_INVALID, "u:***@h");
	check_refused("sqlite:///", CALX_INVALID, "names no file");
}

static void a_typo_gets_a_suggestion(void **state)
{
	struct opened *opened = open_url("sqlite:///a.db?timout=5");

	(void)state;
	CHECK_TEXT(opened->error.hint, "Did you mean timeout?");
	close_url(opened);
	opened = open_url("sqlite:///a.db?zzzzzz=5");
	CHECK_TEXT(opened->error.hint,
		"The parameters are mode, timeout, journal, trusted_schema, double_quoted_strings, cell_size_check, synchronous and cache_size.");
	close_url(opened);
}

/* ---- files -------------------------------------------------------------- */

/* The mode is of the URL, and not of the file. */
static void a_named_database_may_be_in_memory(void **state)
{
	struct opened *opened =
		open_url(folder_url(&folder, "no.db?mode=memory"));

	(void)state;
	run(opened, "CREATE TABLE t (a)");
	check_answer(opened, "PRAGMA journal_mode", "memory");
	close_url(opened);
	assert_int_equal(access(folder_file(&folder, "no.db"), F_OK), -1);
	opened = open_url("sqlite://?mode=ro");
	run(opened, "CREATE TABLE t (a)");
	close_url(opened);
}

/* With the last connection all is gone that lies beside the file. */
static void closing_leaves_the_file_alone(void **state)
{
	static const calx_transaction_options writes = { .write = true };
	const struct driver *driver = &calx__sqlite_driver;
	struct opened *opened = open_url(folder_url(&folder, "a.db"));

	(void)state;
	assert_int_equal(driver->begin(opened->db, &writes, NULL), CALX_OK);
	run(opened, "CREATE TABLE t (a)");
	assert_int_equal(driver->commit(opened->db, NULL), CALX_OK);
	assert_int_equal(driver->begin(opened->db, &writes, NULL), CALX_OK);
	assert_int_equal(driver->rollback(opened->db, NULL), CALX_OK);
	assert_int_equal(access(folder_file(&folder, "a.db-wal"), F_OK), 0);
	close_url(opened);
	assert_int_equal(access(folder_file(&folder, "a.db"), F_OK), 0);
	assert_int_equal(access(folder_file(&folder, "a.db-wal"), F_OK), -1);
	assert_int_equal(access(folder_file(&folder, "a.db-shm"), F_OK), -1);
}

static void names_are_only_names(void **state)
{
	char before[1024];
	struct opened *opened;

	(void)state;
	assert_non_null(getcwd(before, sizeof(before)));
	assert_int_equal(chdir(folder.path), 0);
	opened = open_url("sqlite:///file:x.db%3Fmode=memory");
	run(opened, "CREATE TABLE t (a)");
	close_url(opened);
	assert_int_equal(access("file:x.db?mode=memory", F_OK), 0);
	opened = open_url("sqlite:///:odd");
	run(opened, "CREATE TABLE t (a)");
	close_url(opened);
	assert_int_equal(access(":odd", F_OK), 0);
	assert_int_equal(chdir(before), 0);
}

static void a_missing_directory_is_told(void **state)
{
	struct opened *opened =
		open_url(folder_url(&folder, "no/such/directory.db"));

	(void)state;
	assert_null(opened->db);
	assert_int_equal(opened->error.status, CALX_CONNECTION);
	assert_non_null(strstr(opened->error.message, "no/such/directory.db"));
	CHECK_TEXT(opened->error.detail,
		"The system says: No such file or directory.");
	assert_non_null(strstr(opened->error.hint, "directory must exist"));
	close_url(opened);
}

static void a_missing_file_is_told(void **state)
{
	struct opened *opened = open_url(folder_url(&folder, "no.db?mode=rw"));

	(void)state;
	assert_int_equal(opened->error.status, CALX_CONNECTION);
	CHECK_TEXT(opened->error.hint,
		"With mode=rw the file must exist already.");
	close_url(opened);
	check_refused(folder_url(&folder, "no.db?mode=ro"), CALX_CONNECTION,
		"no.db: could not open the database");
}

static void a_directory_is_no_file(void **state)
{
	(void)state;
	check_refused(folder_url(&folder, ""), CALX_CONNECTION,
		"could not open the database");
}

static void other_files_are_no_databases(void **state)
{
	struct opened *opened;

	(void)state;
	folder_write(&folder, "text.db",
		"This is a text file, which is long enough to have a header of "
		"one hundred bytes, and then some more of them.");
	check_refused(folder_url(&folder, "text.db"), CALX_CORRUPT,
		"text.db: the file is not an SQLite database");
	opened = open_url(folder_url(&folder, "text.db"));
	CHECK_TEXT(opened->error.hint,
		"It was not touched. Check the file's name in the URL.");
	close_url(opened);
}

/* The header is one of SQLite's; the page behind it is not. */
static void damaged_files_are_told(void **state)
{
	struct opened *opened =
		open_url(folder_url(&folder, "a.db?journal=delete"));
	FILE *file;

	(void)state;
	run(opened, "CREATE TABLE t (a)");
	close_url(opened);
	file = fopen(folder_file(&folder, "a.db"), "r+b");
	assert_non_null(file);
	assert_int_equal(fseek(file, 100, SEEK_SET), 0);
	for (int i = 0; i < 3996; i++)
		fputc(0x5a, file);
	fclose(file);
	opened = open_url(folder_url(&folder, "a.db"));
	if (opened->db)
		assert_int_equal(sqlite3_exec(opened->db->handle,
					 "SELECT * FROM sqlite_schema", NULL,
					 NULL, NULL) &
					 0xff,
			SQLITE_CORRUPT);
	else
		assert_int_equal(opened->error.status, CALX_CORRUPT);
	close_url(opened);
}

static void a_locked_file_is_told(void **state)
{
	struct opened *holder =
		open_url(folder_url(&folder, "a.db?journal=delete"));

	(void)state;
	run(holder, "CREATE TABLE t (a)");
	run(holder, "BEGIN EXCLUSIVE");
	check_refused(folder_url(&folder, "a.db?timeout=0"), CALX_BUSY,
		"a.db: the database is locked");
	run(holder, "COMMIT");
	close_url(holder);
}

/* Without ?journal= the mode of a file that somebody else uses stays. */
static void the_journal_stays_when_in_use(void **state)
{
	struct opened *reader =
		open_url(folder_url(&folder, "a.db?journal=delete"));
	struct opened *second;

	(void)state;
	run(reader, "CREATE TABLE t (a)");
	run(reader, "BEGIN; SELECT * FROM t; SELECT 1 FROM sqlite_schema");
	second = open_url(folder_url(&folder, "a.db?timeout=0"));
	check_answer(second, "PRAGMA journal_mode", "delete");
	close_url(second);
	check_refused(folder_url(&folder, "a.db?timeout=0&journal=wal"),
		CALX_BUSY, "locked");
	run(reader, "COMMIT");
	close_url(reader);
}

static void a_read_only_database_refuses(void **state)
{
	struct opened *opened = open_url(folder_url(&folder, "a.db"));
	const struct driver *driver = &calx__sqlite_driver;
	static const char sql[] = "INSERT INTO t VALUES (1)";
	struct stmt *statement;

	(void)state;
	run(opened, "CREATE TABLE t (a)");
	close_url(opened);
	opened = open_url(folder_url(&folder, "a.db?mode=ro"));
	assert_int_equal(driver->prepare(opened->db, calx__view(sql), NULL, 0,
				 &statement, NULL),
		CALX_OK);
	assert_int_equal(
		driver->step(statement, &opened->error), CALX_READ_ONLY);
	assert_non_null(strstr(opened->error.hint, "mode=ro"));
	driver->finalize(statement);
	close_url(opened);
}

static void a_journal_that_cannot_change_is_told(void **state)
{
	/* nobody has written into it yet, but somebody is about to */
	struct opened *writer =
		open_url(folder_url(&folder, "b.db?journal=delete"));
	struct opened *second;

	(void)state;
	run(writer, "BEGIN IMMEDIATE; CREATE TABLE t (a)");
	second = open_url(folder_url(&folder, "b.db?timeout=0"));
	check_answer(second, "PRAGMA journal_mode", "delete");
	close_url(second);
	check_refused(folder_url(&folder, "b.db?timeout=0&journal=wal"),
		CALX_BUSY, "b.db: the database is locked");
	run(writer, "COMMIT");
	close_url(writer);
	/* a file that is not written to cannot get another one */
	close_url(open_url(folder_url(&folder, "b.db?mode=ro")));
	close_url(open_url(folder_url(&folder, "b.db?mode=ro&journal=delete")));
	check_refused(folder_url(&folder, "b.db?mode=ro&journal=wal"),
		CALX_UNSUPPORTED,
		"b.db: the journal cannot be wal here, it is delete");
}

/* A file that is there is somebody's: its mode is kept in it, and stays. */
static void the_journal_of_a_file_stays(void **state)
{
	struct opened *opened =
		open_url(folder_url(&folder, "a.db?journal=truncate"));

	(void)state;
	run(opened, "CREATE TABLE t (a)");
	close_url(opened);
	opened = open_url(folder_url(&folder, "a.db"));
	check_answer(opened, "PRAGMA journal_mode", "delete");
	check_answer(opened, "PRAGMA synchronous", "2");
	close_url(opened);
	opened = open_url(folder_url(&folder, "a.db?journal=wal"));
	check_answer(opened, "PRAGMA journal_mode", "wal");
	close_url(opened);
	opened = open_url(folder_url(&folder, "a.db"));
	check_answer(opened, "PRAGMA journal_mode", "wal");
	check_answer(opened, "PRAGMA synchronous", "1");
	close_url(opened);
	/* nobody has written into it: it is made now */
	folder_write(&folder, "empty.db", "");
	opened = open_url(folder_url(&folder, "empty.db"));
	check_answer(opened, "PRAGMA journal_mode", "wal");
	close_url(opened);
}

/* ---- looking ------------------------------------------------------------ */

static struct opened *look_at(const char *text, unsigned how)
{
	struct opened *opened = calloc(1, sizeof(*opened));

	assert_non_null(opened);
	assert_int_equal(calx__url_parse(&opened->arena, text, &opened->url,
				 &opened->error),
		CALX_OK);
	calx__sqlite_driver.look(
		&opened->url, how, NULL, &opened->db, &opened->error);
	return opened;
}

static void check_refuses(struct opened *opened, const char *sql)
{
	assert_int_equal(
		sqlite3_exec(opened->db->handle, sql, NULL, NULL, NULL),
		SQLITE_READONLY);
}

/* The bytes of a file; the caller frees them. NULL if it is not there. */
static char *bytes_of(const char *name, size_t *ret_size)
{
	FILE *file = fopen(folder_file(&folder, name), "rb");
	char *bytes = calloc(1, 1 << 20);

	assert_non_null(bytes);
	if (!file) {
		free(bytes);
		return NULL;
	}
	*ret_size = fread(bytes, 1, 1 << 20, file);
	fclose(file);
	return bytes;
}

/* Looks at a.db, which must have table t with 7 in it, in each way; neither it
 * nor what lies beside it may change. */
static void check_look(const char *const *beside)
{
	static const unsigned ways[] = { 0, LOOK_COPY, LOOK_EMPTY,
		LOOK_COPY | LOOK_EMPTY };
	static const char *const parts[] = { "a.db", "a.db-wal", "a.db-journal",
		"a.db-shm" };

	for (size_t i = 0; i < sizeof(ways) / sizeof(*ways); i++) {
		char *before[4], *after[4];
		size_t size[4] = { 0 }, then[4] = { 0 };
		struct opened *opened;

		for (size_t j = 0; j < 4; j++)
			before[j] = bytes_of(parts[j], &size[j]);
		opened = look_at(folder_url(&folder, "a.db"), ways[i]);
		assert_non_null(opened->db);
		check_answer(opened, "SELECT a FROM t", "7");
		if (ways[i] & LOOK_COPY) {
			run(opened, "DELETE FROM t; DROP TABLE t");
			run(opened, "BEGIN; CREATE TABLE u (a); COMMIT");
		} else {
			check_refuses(opened, "DELETE FROM t");
			check_refuses(opened, "PRAGMA user_version = 3");
		}
		close_url(opened);
		for (size_t j = 0; j < 4; j++) {
			after[j] = bytes_of(parts[j], &then[j]);
			assert_int_equal(!before[j], !after[j]);
			/* the index of a log is no part of the data */
			if (before[j] && j < 3) {
				assert_int_equal(size[j], then[j]);
				assert_memory_equal(
					before[j], after[j], size[j]);
			}
			free(before[j]);
			free(after[j]);
		}
	}
	for (; *beside; beside++)
		assert_int_equal(
			access(folder_file(&folder, *beside), F_OK), 0);
}

static struct opened *make_database(const char *url)
{
	struct opened *opened = open_url(folder_url(&folder, url));

	run(opened, "CREATE TABLE t (a); INSERT INTO t VALUES (7)");
	return opened;
}

static void looking_leaves_no_trace(void **state)
{
	static const char *const none[] = { NULL };

	(void)state;
	close_url(make_database("a.db?journal=delete"));
	check_look(none);
	(void)unlink(folder_file(&folder, "a.db"));
	close_url(make_database("a.db"));
	check_look(none);
	/* somebody works on it */
	(void)unlink(folder_file(&folder, "a.db"));
	struct opened *opened = make_database("a.db");
	static const char *const log[] = { "a.db-wal", "a.db-shm", NULL };
	check_look(log);
	run(opened, "BEGIN IMMEDIATE; INSERT INTO t VALUES (8)");
	check_look(log);
	run(opened, "ROLLBACK");
	close_url(opened);
}

static void copy_file(const char *from, const char *to)
{
	size_t size = 0;
	char *bytes = bytes_of(from, &size);
	FILE *file = fopen(folder_file(&folder, to), "wb");

	assert_non_null(bytes);
	assert_non_null(file);
	assert_int_equal(fwrite(bytes, 1, size, file), size);
	fclose(file);
	free(bytes);
}

/* A program has ended half-way, and left a log or a journal. */
static void what_was_left_is_played_back_aside(void **state)
{
	static const char *const log[] = { "a.db-wal", NULL };
	static const char *const journal[] = { "a.db-journal", NULL };
	struct opened *opened = make_database("b.db");

	(void)state;
	copy_file("b.db", "a.db");
	copy_file("b.db-wal", "a.db-wal");
	check_look(log);
	close_url(opened);
	(void)unlink(folder_file(&folder, "a.db"));
	(void)unlink(folder_file(&folder, "a.db-wal"));
	(void)unlink(folder_file(&folder, "b.db"));
	opened = make_database("b.db?journal=delete");
	run(opened,
		"CREATE TABLE w AS WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 500) SELECT randomblob(200) AS b FROM n");
	run(opened, "PRAGMA cache_size = 2; BEGIN; UPDATE t SET a = 9");
	run(opened, "UPDATE w SET b = randomblob(200)");
	copy_file("b.db", "a.db");
	copy_file("b.db-journal", "a.db-journal");
	check_look(journal);
	close_url(opened);
}

static void nothing_is_made_by_looking(void **state)
{
	struct opened *opened = look_at(folder_url(&folder, "no.db"), 0);

	(void)state;
	assert_null(opened->db);
	assert_int_equal(opened->error.status, CALX_CONNECTION);
	assert_non_null(strstr(opened->error.message, "there is no database "));
	close_url(opened);
	opened = look_at(folder_url(&folder, "no.db"), LOOK_EMPTY);
	check_answer(opened, "SELECT count(*) FROM sqlite_schema", "0");
	run(opened, "CREATE TABLE t (a)");
	close_url(opened);
	assert_int_equal(access(folder_file(&folder, "no.db"), F_OK), -1);
	opened = look_at(folder_url(&folder, ""), LOOK_COPY | LOOK_EMPTY);
	assert_null(opened->db);
	assert_non_null(strstr(opened->error.message, "it is not a file"));
	close_url(opened);
	opened = look_at("sqlite:////dev/zero", 0);
	assert_null(opened->db);
	assert_non_null(strstr(opened->error.message, "it is not a file"));
	close_url(opened);
}

/* What is locked is not half done, though it could be copied. */
static void looking_waits_for_a_lock(void **state)
{
	struct opened *holder = make_database("a.db?journal=delete");
	struct opened *opened;

	(void)state;
	run(holder, "BEGIN EXCLUSIVE");
	opened = look_at(folder_url(&folder, "a.db?timeout=0"), 0);
	assert_null(opened->db);
	assert_int_equal(opened->error.status, CALX_BUSY);
	close_url(opened);
	run(holder, "COMMIT");
	close_url(holder);
	folder_write(&folder, "text.db",
		"no database, but as long as a header of one is: one hundred bytes, which is this and some more here");
	for (unsigned how = 0; how < 4; how++) {
		opened = look_at(folder_url(&folder, "text.db"), how);
		assert_null(opened->db);
		assert_int_equal(opened->error.status, CALX_CORRUPT);
		close_url(opened);
	}
}

/* A transaction that only reads is no more than it is already. */
static void what_is_looked_at_stays_so(void **state)
{
	static const calx_transaction_options reads = { .read_only = true };
	const struct driver *driver = &calx__sqlite_driver;
	struct opened *opened;

	(void)state;
	close_url(make_database("a.db"));
	opened = look_at(folder_url(&folder, "a.db"), 0);
	assert_int_equal(driver->begin(opened->db, &reads, NULL), CALX_OK);
	assert_int_equal(driver->commit(opened->db, NULL), CALX_OK);
	check_answer(opened, "PRAGMA query_only", "1");
	check_refuses(opened, "DELETE FROM t");
	close_url(opened);
}

/* What else the URL says holds when it is only looked at. */
static void looking_obeys_the_url(void **state)
{
	static const unsigned ways[] = { 0, LOOK_COPY };
	struct opened *opened;

	(void)state;
	close_url(make_database("a.db"));
	for (size_t i = 0; i < 2; i++) {
		opened = look_at(
			folder_url(&folder,
				"a.db?timeout=2&trusted_schema=off&journal=delete&mode=rwc"),
			ways[i]);
		assert_non_null(opened->db);
		check_answer(opened, "PRAGMA busy_timeout", "2000");
		check_answer(opened, "PRAGMA trusted_schema", "0");
		check_answer(opened, "PRAGMA cell_size_check", "1");
		check_answer(opened, "PRAGMA foreign_keys", "1");
		close_url(opened);
	}
	opened = open_url(folder_url(&folder, "a.db"));
	check_answer(opened, "PRAGMA journal_mode", "wal");
	close_url(opened);
}

static void waiting_can_be_changed(void **state)
{
	struct opened *opened = open_url("sqlite://?timeout=3");
	const struct driver *driver = &calx__sqlite_driver;
	struct db *second = NULL;

	(void)state;
	check_answer(opened, "PRAGMA busy_timeout", "3000");
	driver->wait(opened->db, 250);
	check_answer(opened, "PRAGMA busy_timeout", "250");
	driver->wait(opened->db, -1);
	check_answer(opened, "PRAGMA busy_timeout", "3000");
	driver->wait(opened->db, 0);
	check_answer(opened, "PRAGMA busy_timeout", "0");
	driver->wait(opened->db, INT64_C(1) << 40);
	check_answer(opened, "PRAGMA busy_timeout", "2147483647");
	driver->close(opened->db);
	opened->url.wait = 1000;
	assert_int_equal(
		driver->open(&opened->url, NULL, &second, NULL), CALX_OK);
	opened->db = second;
	check_answer(opened, "PRAGMA busy_timeout", "1000");
	opened->url.wait = INT64_C(1) << 40;
	driver->close(opened->db);
	assert_int_equal(
		driver->open(&opened->url, NULL, &opened->db, NULL), CALX_OK);
	check_answer(opened, "PRAGMA busy_timeout", "2147483647");
	close_url(opened);
}

/* More than SQLite's own limit of 1 GiB. */
static void memory_has_room(void **state)
{
	struct opened *opened = open_url("sqlite://");
	sqlite3_int64 limit = -1;

	(void)state;
	assert_int_equal(sqlite3_file_control(opened->db->handle, "main",
				 SQLITE_FCNTL_SIZE_LIMIT, &limit),
		SQLITE_OK);
	assert_true(limit >= INT64_C(1) << 40);
	close_url(opened);
}

static void memory_is_shared_by_one_url(void **state)
{
	struct opened *first = open_url("sqlite://");
	struct opened *other = open_url("sqlite:///:memory:");
	struct db *second;

	(void)state;
	run(first, "CREATE TABLE t (a); INSERT INTO t VALUES (7)");
	assert_int_equal(
		calx__sqlite_driver.open(&first->url, NULL, &second, NULL),
		CALX_OK);
	calx__sqlite_driver.close(first->db);
	first->db = second;
	check_answer(first, "SELECT a FROM t", "7");
	check_answer(other, "SELECT count(*) FROM sqlite_schema", "0");
	close_url(first);
	close_url(other);
}

CHECK_MAIN("sqlite_open",
	cmocka_unit_test_setup_teardown(
		settings_are_safe, folder_set_up, folder_tear_down),
	cmocka_unit_test(nothing_is_attached),
	cmocka_unit_test(double_quotes_are_names),
	cmocka_unit_test_setup_teardown(
		parameters_are_obeyed, folder_set_up, folder_tear_down),
	cmocka_unit_test(schemas_may_use_what_sqlite_has),
	cmocka_unit_test(files_of_others_are_looked_at_closely),
	cmocka_unit_test_setup_teardown(
		pragmas_are_asked_for, folder_set_up, folder_tear_down),
	cmocka_unit_test_setup_teardown(
		an_index_may_be_on_json, folder_set_up, folder_tear_down),
	cmocka_unit_test(strings_of_a_schema_are_told),
	cmocka_unit_test(strings_that_come_later_are_told),
	cmocka_unit_test(strings_of_a_schema_can_be_allowed),
	cmocka_unit_test(bad_parameters_are_refused),
	cmocka_unit_test(a_typo_gets_a_suggestion),
	cmocka_unit_test_setup_teardown(a_named_database_may_be_in_memory,
		folder_set_up, folder_tear_down),
	cmocka_unit_test_setup_teardown(
		closing_leaves_the_file_alone, folder_set_up, folder_tear_down),
	cmocka_unit_test_setup_teardown(
		names_are_only_names, folder_set_up, folder_tear_down),
	cmocka_unit_test_setup_teardown(
		a_missing_directory_is_told, folder_set_up, folder_tear_down),
	cmocka_unit_test_setup_teardown(
		a_missing_file_is_told, folder_set_up, folder_tear_down),
	cmocka_unit_test_setup_teardown(
		a_directory_is_no_file, folder_set_up, folder_tear_down),
	cmocka_unit_test_setup_teardown(
		other_files_are_no_databases, folder_set_up, folder_tear_down),
	cmocka_unit_test_setup_teardown(
		damaged_files_are_told, folder_set_up, folder_tear_down),
	cmocka_unit_test_setup_teardown(
		a_locked_file_is_told, folder_set_up, folder_tear_down),
	cmocka_unit_test_setup_teardown(
		the_journal_stays_when_in_use, folder_set_up, folder_tear_down),
	cmocka_unit_test_setup_teardown(
		a_read_only_database_refuses, folder_set_up, folder_tear_down),
	cmocka_unit_test_setup_teardown(
		the_journal_of_a_file_stays, folder_set_up, folder_tear_down),
	cmocka_unit_test_setup_teardown(a_journal_that_cannot_change_is_told,
		folder_set_up, folder_tear_down),
	cmocka_unit_test_setup_teardown(
		looking_waits_for_a_lock, folder_set_up, folder_tear_down),
	cmocka_unit_test_setup_teardown(
		what_is_looked_at_stays_so, folder_set_up, folder_tear_down),
	cmocka_unit_test(memory_has_room),
	cmocka_unit_test_setup_teardown(
		looking_leaves_no_trace, folder_set_up, folder_tear_down),
	cmocka_unit_test_setup_teardown(what_was_left_is_played_back_aside,
		folder_set_up, folder_tear_down),
	cmocka_unit_test_setup_teardown(
		nothing_is_made_by_looking, folder_set_up, folder_tear_down),
	cmocka_unit_test_setup_teardown(
		looking_obeys_the_url, folder_set_up, folder_tear_down),
	cmocka_unit_test(waiting_can_be_changed),
	cmocka_unit_test(memory_is_shared_by_one_url))
