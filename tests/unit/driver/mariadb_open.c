#include "mariadb.h"

#include <time.h>

/* Connections to a MariaDB server: what the URL says, TLS, several hosts, what
 * the session is told, what the server says by itself, commits whose answer does
 * not come. */

/* Opens it; what that comes to, with a part of the message. */
static void check_url(
	const char *text, enum calx_status status, const char *part)
{
	struct arena arena = { 0 };
	struct db *opened = NULL;
	struct url other;

	error = (calx_error){ 0 };
	assert_int_equal(
		calx__url_parse(&arena, text, &other, &error), CALX_OK);
	assert_int_equal(driver->open(&other, NULL, &opened, &error), status);
	if (!strstr(error.message, part))
		fail_msg("\"%s\" lacks \"%s\"", error.message, part);
	if (opened)
		driver->close(opened);
	calx__arena_release(&arena);
}

/* The server's own URL, with more parameters. */
static void check_with(const char *base, const char *parameters,
	enum calx_status status, const char *part)
{
	char text[800];

	snprintf(text, sizeof(text), "%s%s%s", base,
		strchr(base, '?') ? "&" : "?", parameters);
	check_url(text, status, part);
}

static void urls_are_checked(void **state)
{
	(void)state;
	check_with(database_server(), "tiemout=5", CALX_INVALID,
		"the URL has a parameter that MariaDB does not know: 'tiemout'");
	CHECK_TEXT(error.hint, "Did you mean timeout?");
	check_with(database_server(), "timeout=soon", CALX_INVALID,
		"the URL's timeout is not a number of whole seconds: 'soon'");
	check_with(database_server(), "ssl_verify=maybe", CALX_INVALID,
		"the URL's ssl_verify is not on or off: 'maybe'");
	check_with(database_server(),
		"connect_timeout=5&read_timeout=20&write_timeout=20&compress=1",
		CALX_OK, "");
	check_url("mariadb://nobody@localhost/", CALX_INVALID,
		"the URL names no database");
	check_url("mariadb://nobody@127.0.0.1:1/none", CALX_CONNECTION, "127");
	CHECK_TEXT(error.sqlstate, "08001");
}

/* ---- TLS and hosts --------------------------------------------------------- */

/* The same server by TCP and TLS, its certificate proven; NULL: nobody has named
 * it. */
static const char *tls_url(void)
{
	return getenv("CALX_TEST_MARIADB_TLS");
}

/* Makes another connection of the test's. */
static void open_instead(const char *text)
{
	driver->close(db);
	db = NULL;
	assert_int_equal(
		calx__url_parse(&url_arena, text, &url, &error), CALX_OK);
	db = db_open();
}

/* The TLS URL with another part in the place of `part`. */
static const char *tls_url_but(const char *part, const char *other)
{
	static char text[800];
	const char *at = strstr(tls_url(), part);

	assert_non_null(at);
	snprintf(text, sizeof(text), "%.*s%s%s", (int)(at - tls_url()),
		tls_url(), other, at + strlen(part));
	return text;
}

#define HAS_CIPHER                                                                 \
	"SELECT length(variable_value) > 0 FROM information_schema.session_status" \
	" WHERE variable_name = 'SSL_CIPHER'"

static void certificates_are_proven(void **state)
{
	(void)state;
	if (!tls_url())
		return;
	open_instead(tls_url());
	assert_int_equal(number_of(HAS_CIPHER), 1);
	/* a file that is no certificate proves nothing */
	check_url(tls_url_but("ssl-ca=/", "ssl-ca=/nowhere/"), CALX_CONNECTION,
		"");
	CHECK_TEXT(error.sqlstate, "08001");
	assert_non_null(strstr(error.hint, "ssl_ca"));
	/* who names an authority has its word checked */
	check_url(tls_url_but("&ssl-verify=1", ""), CALX_OK, "");
	check_with(tls_url(), "ssl_cipher=NO-SUCH-CIPHER", CALX_CONNECTION, "");
}

/* The first that answers is taken. */
static void several_hosts_are_tried(void **state)
{
	(void)state;
	if (!tls_url())
		return;
	open_instead(tls_url_but("@", "@127.0.0.1:1,"));
	assert_int_equal(number_of("SELECT 1"), 1);
	check_url("mariadb://nobody@127.0.0.1:1,127.0.0.1:2/none",
		CALX_CONNECTION, "127.0.0.1");
}

/* ---- the session ------------------------------------------------------------ */

static void check_setting(const char *name, const char *value)
{
	char sql[300];

	snprintf(sql, sizeof(sql), "SELECT @@%s = '%s'", name, value);
	if (number_of(sql) != 1)
		fail_msg("%s is not %s", name, value);
}

static void the_session_is_honest(void **state)
{
	static const char *const modes[] = { "STRICT_ALL_TABLES",
		"NO_ZERO_DATE", "NO_ZERO_IN_DATE", "ERROR_FOR_DIVISION_BY_ZERO",
		"NO_ENGINE_SUBSTITUTION", "ANSI_QUOTES", "PIPES_AS_CONCAT",
		"NO_BACKSLASH_ESCAPES" };
	char sql[200];

	(void)state;
	for (size_t i = 0; i < sizeof(modes) / sizeof(*modes); i++) {
		snprintf(sql, sizeof(sql),
			"SELECT find_in_set('%s', @@sql_mode) > 0", modes[i]);
		if (number_of(sql) != 1)
			fail_msg("%s is off", modes[i]);
	}
	check_setting("character_set_client", "utf8mb4");
	check_setting("character_set_connection", "utf8mb4");
	check_setting("character_set_results", "utf8mb4");
	check_setting("collation_connection", "utf8mb4_nopad_bin");
	check_setting("time_zone", "+00:00");
	check_setting("autocommit", "1");
	check_setting("foreign_key_checks", "1");
	check_setting("unique_checks", "1");
	check_setting("lc_messages", "en_US");
	/* an engine that is not there is not exchanged for another */
	assert_int_equal(
		try("CREATE TEMPORARY TABLE t (n INTEGER) ENGINE = nonsense"),
		CALX_ERROR);
	/* nor is a value */
	run("CREATE TEMPORARY TABLE t (n TINYINT, d DATE, s VARCHAR(2)) ENGINE = MyISAM");
	assert_int_equal(try("INSERT INTO t (n) VALUES (1000)"), CALX_RANGE);
	assert_true(try("INSERT INTO t (d) VALUES ('2024-02-31')") < 0);
	assert_int_equal(try("INSERT INTO t (s) VALUES ('abc')"), CALX_RANGE);
	assert_int_equal(try("INSERT INTO t (n) VALUES (1 / 0)"), CALX_RANGE);
	assert_int_equal(number_of("SELECT count(*) FROM t"), 0);
}

/* ---- what the server says by itself ------------------------------------------- */

static void warnings_are_heard(void **state)
{
	struct stmt *statement;

	(void)state;
	run("DROP TABLE IF EXISTS maria_no_such_table");
	assert_non_null(strstr(noticed, "Note 1051: Unknown table "));
	assert_non_null(strstr(noticed, "maria_no_such_table"));
	*noticed = '\0';
	run("DO 1");
	CHECK_TEXT(noticed, "");
	/* of a query they are told at its end */
	run("CREATE TEMPORARY TABLE told (n INTEGER, s VARCHAR(9) DEFAULT '12x')");
	run("INSERT INTO told (n) VALUES (0)");
	statement = prepare("SELECT cast(s AS INTEGER) FROM told");
	assert_int_equal(driver->step(statement, &error), 1);
	CHECK_TEXT(noticed, "");
	assert_int_equal(driver->step(statement, &error), 0);
	CHECK_TEXT(noticed,
		"Warning 1292: Truncated incorrect INTEGER value: '12x'");
	driver->finalize(statement);
	/* and they are told beside what a statement came to */
	statement = prepare(
		"INSERT IGNORE INTO told (n) VALUES (1), (99999999999)");
	assert_int_equal(driver->step(statement, &error), 0);
	assert_int_equal(driver->outcome(statement).changes, 2);
	assert_non_null(strstr(noticed, "Warning 1264: Out of range value"));
	driver->finalize(statement);
}

/* ---- commits ------------------------------------------------------------------ */

static void begin_and_insert(void)
{
	run("CREATE OR REPLACE TABLE maria_commit (n INTEGER)");
	assert_int_equal(
		driver->begin(db, &(calx_transaction_options){ 0 }, &error),
		CALX_OK);
	run("INSERT INTO maria_commit VALUES (1)");
}

/* Ends the connection of the test from another one. */
static void kill_it(const char *how)
{
	struct db *used = db;
	char sql[64];

	snprintf(sql, sizeof(sql), "%s %lld", how,
		number_of("SELECT connection_id()"));
	db = db_open();
	run(sql);
	driver->close(db);
	db = used;
}

/* A connection that the server has ended before has committed nothing. */
static void what_was_not_sent_is_known(void **state)
{
	struct timespec while_ends = { .tv_nsec = 100000000 };

	(void)state;
	begin_and_insert();
	kill_it("KILL");
	nanosleep(&while_ends, NULL);
	assert_int_equal(driver->commit(db, &error), CALX_CONNECTION);
	assert_int_equal(driver->state(db), TRANSACTION_LOST);
	/* and once more, when there is no connection at all */
	assert_int_equal(driver->commit(db, &error), CALX_CONNECTION);
	driver->close(db);
	db = db_open();
	assert_int_equal(number_of("SELECT count(*) FROM maria_commit"), 0);
	run("DROP TABLE maria_commit");
}

#define TEST(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
CHECK_MAIN("mariadb_open", TEST(urls_are_checked),
	TEST(certificates_are_proven), TEST(several_hosts_are_tried),
	TEST(the_session_is_honest), TEST(warnings_are_heard),
	TEST(what_was_not_sent_is_known), )
