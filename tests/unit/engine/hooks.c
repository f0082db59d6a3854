#include <calx/calx.h>
#include <calx/short.h>

#include <stdio.h>

#include "check.h"
#include "database.h"

/* What programs are told of an engine's connections and statements, and what they
 * may refuse; and the log that is ready to be used. */

CALX_MODEL(Part, "parts", column(id, integer(), .primary_key = true),
	column(name, string(2000)));

static struct database database;
static calx_engine *engine;
static char heard[1000];

static int set_up(void **state)
{
	calx_error error = { 0 };

	(void)state;
	database = database_make();
	engine = calx_engine_open(database.url, &error);
	if (!engine)
		fail_msg("%s", error.message);
	database_run(engine,
		"CREATE TABLE parts (id int PRIMARY KEY, name varchar(2000))");
	calx_engine_dispose(engine);
	*heard = '\0';
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	calx_engine_close(engine);
	database_remove(&database);
	return 0;
}

static void note(const char *what)
{
	const size_t used = strlen(heard);

	snprintf(heard + used, sizeof(heard) - used, "%s%s", used ? " " : "",
		what);
}

/* `context` is what is noted */
static enum calx_status hear(
	calx_connection *connection, const calx_log_event *event, void *context)
{
	assert_non_null(connection);
	note(context);
	if (event && *(const char *)context == 'b')
		note(event->sql);
	return CALX_OK;
}

static enum calx_status refuse(
	calx_connection *connection, const calx_log_event *event, void *context)
{
	(void)connection;
	(void)event;
	return *(enum calx_status *)context;
}

static enum calx_status prepare_it(
	calx_connection *connection, const calx_log_event *event, void *context)
{
	(void)event;
	(void)context;
	note("set-up");
	return (enum calx_status)calx_connection_execute(
		connection, "SELECT 1", NULL, 0);
}

static void on(enum calx_engine_event event, const char *what)
{
	assert_int_equal(
		calx_engine_on(engine, event, hear, (void *)(uintptr_t)what),
		CALX_OK);
}

/* ---- connections ------------------------------------------------------------- */

static void the_life_of_a_connection_is_told(void **state)
{
	calx_connection *connection;

	(void)state;
	on(CALX_AFTER_CONNECT, "connect");
	on(CALX_AFTER_CHECKOUT, "checkout");
	on(CALX_BEFORE_CHECKIN, "checkin");
	on(CALX_AFTER_RESET, "reset");
	on(CALX_BEFORE_CLOSE, "close");
	connection = calx_connection_open(engine, NULL);
	CHECK_TEXT(heard, "connect checkout");
	calx_connection_close(connection);
	calx_session_close(calx_session_open(engine));
	CHECK_TEXT(
		heard, "connect checkout checkin reset checkout checkin reset");
	*heard = '\0';
	/* what is set later is told of those that are there */
	on(CALX_AFTER_CONNECT, "connect-2");
	calx_connection_close(calx_connection_open(engine, NULL));
	CHECK_TEXT(heard, "connect-2 checkout checkin reset");
	*heard = '\0';
	calx_engine_dispose(engine);
	CHECK_TEXT(heard, "close");
	*heard = '\0';
	connection = calx_connection_open(engine, NULL);
	CHECK_TEXT(heard, "connect connect-2 checkout");
	calx_connection_close(connection);
}

static void hooks_are_taken_away(void **state)
{
	(void)state;
	on(CALX_AFTER_CHECKOUT, "one");
	on(CALX_AFTER_CHECKOUT, "two");
	on(CALX_AFTER_CHECKOUT, "three");
	assert_true(calx_engine_off(
		engine, CALX_AFTER_CHECKOUT, hear, (void *)(uintptr_t) "two"));
	assert_false(calx_engine_off(
		engine, CALX_AFTER_CHECKOUT, hear, (void *)(uintptr_t) "two"));
	assert_false(calx_engine_off(
		engine, CALX_BEFORE_CLOSE, hear, (void *)(uintptr_t) "one"));
	calx_connection_close(calx_connection_open(engine, NULL));
	CHECK_TEXT(heard, "one three");
	assert_int_equal(calx_engine_on(engine, CALX_AFTER_CONNECT, NULL, NULL),
		CALX_MISUSE);
	assert_int_equal(calx_engine_on(NULL, CALX_AFTER_CONNECT, hear, NULL),
		CALX_MISUSE);
	assert_int_equal(
		calx_engine_on(engine, (enum calx_engine_event)77, hear, NULL),
		CALX_MISUSE);
	assert_false(calx_engine_off(NULL, CALX_AFTER_CONNECT, hear, NULL));
}

static void hooks_have_their_order(void **state)
{
	calx_connection *connection;

	(void)state;
	on(CALX_AFTER_CHECKOUT, "three");
	calx_engine_on(engine, CALX_AFTER_CHECKOUT, hear,
		(void *)(uintptr_t) "two", .first = true);
	calx_engine_on(engine, CALX_AFTER_CHECKOUT, hear,
		(void *)(uintptr_t) "one", .first = true, .once = true);
	calx_engine_on(engine, CALX_AFTER_CONNECT, hear,
		(void *)(uintptr_t) "once", .once = true);
	for (int i = 0; i < 2; i++) {
		connection = calx_connection_open(engine, NULL);
		CHECK_TEXT(heard, i ? "two three" : "once one two three");
		*heard = '\0';
		calx_connection_close(connection);
		calx_engine_dispose(engine);
	}
	assert_true(calx_engine_off(
		engine, CALX_AFTER_CHECKOUT, hear, (void *)(uintptr_t) "two"));
	calx_connection_close(calx_connection_open(engine, NULL));
	CHECK_TEXT(heard, "three");
}

static void a_hook_sets_connections_up(void **state)
{
	calx_connection *connection;

	(void)state;
	calx_engine_on(engine, CALX_AFTER_CONNECT, prepare_it, NULL);
	on(CALX_BEFORE_STATEMENT, "b");
	connection = calx_connection_open(engine, NULL);
	assert_null(calx_connection_error(connection));
	calx_connection_execute(connection, "SELECT 2", NULL, 0);
	/* of its own statements nobody is told */
	CHECK_TEXT(heard, "set-up b SELECT 2");
	calx_connection_close(connection);
}

static void connections_are_refused(void **state)
{
	enum calx_status status = CALX_CONFLICT;
	calx_error error = { 0 };
	calx_session *session;

	(void)state;
	calx_engine_on(engine, CALX_AFTER_CHECKOUT, refuse, &status);
	assert_null(calx_connection_open(engine, &error));
	assert_int_equal(error.status, CALX_CONFLICT);
	CHECK_TEXT(error.message, "a hook of the program has refused it");
	session = calx_session_open(engine);
	assert_int_equal(calx_session_error(session)->status, CALX_CONFLICT);
	calx_session_close(session);
	assert_int_equal(calx_engine_pool_status(engine).used, 0);
	status = CALX_OK;
	session = calx_session_open(engine);
	assert_null(calx_session_error(session));
	calx_session_close(session);
}

static void what_is_reset_may_be_refused(void **state)
{
	enum calx_status status = CALX_ERROR;

	(void)state;
	calx_engine_on(engine, CALX_AFTER_RESET, refuse, &status);
	calx_connection_close(calx_connection_open(engine, NULL));
	assert_int_equal(calx_engine_pool_status(engine).idle, 0);
	status = CALX_OK;
	calx_connection_close(calx_connection_open(engine, NULL));
	assert_int_equal(calx_engine_pool_status(engine).idle, 1);
}

/* ---- statements --------------------------------------------------------------- */

static void statements_are_told_before_and_after(void **state)
{
	calx_connection *connection = calx_connection_open(engine, NULL);

	(void)state;
	on(CALX_BEFORE_STATEMENT, "before");
	on(CALX_AFTER_STATEMENT, "after");
	calx_connection_begin(connection);
	CHECK_TEXT(heard, "before BEGIN after");
	*heard = '\0';
	calx_connection_execute(
		connection, "INSERT INTO parts VALUES (1, 'a')", NULL, 0);
	CHECK_TEXT(heard, "before INSERT INTO parts VALUES (1, 'a') after");
	*heard = '\0';
	calx_connection_commit(connection);
	CHECK_TEXT(heard, "before COMMIT after");
	calx_connection_close(connection);
}

static void statements_are_refused(void **state)
{
	enum calx_status status = CALX_CONFLICT;
	calx_session *session = calx_session_open(engine);

	(void)state;
	calx_add(session, Part, .id = 1, .name = "a");
	assert_int_equal(calx_flush(session), CALX_OK);
	calx_engine_on(engine, CALX_BEFORE_STATEMENT, refuse, &status);
	calx_add(session, Part, .id = 2, .name = "b");
	assert_int_equal(calx_flush(session), CALX_CONFLICT);
	assert_int_equal(calx_session_error(session)->status, CALX_CONFLICT);
	/* a rollback is nothing that can be refused */
	assert_int_equal(calx_rollback(session), CALX_OK);
	status = CALX_OK;
	assert_int_equal(calx_count(session, Part), 0);
	calx_session_close(session);
}

/* ---- other words -------------------------------------------------------------- */

/* Writes "what" behind the statement. */
static enum calx_status add_words(
	calx_connection *connection, const calx_log_event *event, void *what)
{
	char sql[400];

	snprintf(sql, sizeof(sql), "%s%s", event->sql, (const char *)what);
	return calx_connection_rewrite(connection, sql);
}

static enum calx_status rename_part(
	calx_connection *connection, const calx_log_event *event, void *context)
{
	(void)context;
	return strstr(event->sql, "INSERT")
		       ? calx_connection_rewrite(connection,
				 "INSERT INTO parts VALUES (7, 'seven')")
		       : CALX_OK;
}

static enum calx_status run_one(
	calx_connection *connection, const calx_log_event *event, void *context)
{
	(void)event;
	*(long long *)context = calx_connection_execute(
		connection, "DELETE FROM parts", NULL, 0);
	return CALX_OK;
}

static void statements_are_rewritten(void **state)
{
	calx_connection *connection;
	calx_session *session;
	struct Part *part;

	(void)state;
	calx_engine_on(engine, CALX_BEFORE_PREPARE, add_words,
		(void *)(uintptr_t) " /* one */");
	calx_engine_on(engine, CALX_BEFORE_PREPARE, add_words,
		(void *)(uintptr_t) " /* two */");
	on(CALX_BEFORE_STATEMENT, "b");
	connection = calx_connection_open(engine, NULL);
	for (int i = 0; i < 2; i++) {
		*heard = '\0';
		calx_connection_execute(connection,
			"INSERT INTO parts VALUES (?, 'a')",
			&(calx_value){ CALX_INTEGER, .as.integer = 1 + i }, 1);
		assert_null(calx_connection_error(connection));
		assert_non_null(strstr(heard, "'a') /* one */ /* two */"));
	}
	/* what is kept is found by what the program has said */
	assert_int_equal(calx_connection_cache_status(connection).hits, 1);
	calx_connection_close(connection);
	session = calx_session_open(engine);
	part = calx_one(session, Part, where(Part.id, ==, 2));
	assert_non_null(part);
	part->name = "b";
	calx_add(session, Part, .id = 3, .name = "c");
	assert_int_equal(calx_commit(session), CALX_OK);
	*heard = '\0';
	assert_int_equal(calx_count(session, Part), 3);
	assert_non_null(strstr(heard, "/* one */ /* two */"));
	calx_session_close(session);
}

static void what_is_rewritten_is_checked(void **state)
{
	calx_connection *connection = calx_connection_open(engine, NULL);
	calx_session *session = calx_session_open(engine);
	enum calx_status status = CALX_CONFLICT;
	long long ran = 0;

	(void)state;
	assert_int_equal(calx_connection_rewrite(connection, "x"), CALX_MISUSE);
	assert_int_equal(calx_connection_rewrite(NULL, "x"), CALX_MISUSE);
	/* of as many values */
	calx_engine_on(engine, CALX_BEFORE_PREPARE, rename_part, NULL);
	calx_add(session, Part, .id = 1, .name = "a");
	assert_true(calx_commit(session) < 0);
	assert_non_null(strstr(calx_session_error(session)->message,
		database_is("postgresql")
			? "could not determine data type of parameter"
			: "a hook has written SQL of 0 values, and there are 2"));
	assert_int_equal(calx_rollback(session), CALX_OK);
	assert_int_equal(calx_connection_execute(connection,
				 "INSERT INTO parts VALUES (1, 'a')", NULL, 0),
		1);
	assert_int_equal(calx_count(session, Part, where(Part.id, ==, 7)), 1);
	/* nothing runs meanwhile */
	calx_engine_on(engine, CALX_BEFORE_PREPARE, run_one, &ran);
	assert_int_equal(calx_count(session, Part, where(Part.id, >, 0)), 1);
	assert_int_equal(ran, CALX_MISUSE);
	assert_null(calx_session_error(session));
	/* and it may be refused */
	calx_engine_on(engine, CALX_BEFORE_PREPARE, refuse, &status);
	assert_int_equal(
		calx_count(session, Part, where(Part.id, <, 9)), CALX_CONFLICT);
	CHECK_TEXT(calx_session_error(session)->message,
		"a hook of the program has refused it");
	assert_int_equal(calx_rollback(session), CALX_OK);
	calx_session_close(session);
	calx_connection_close(connection);
}

/* ---- the log ------------------------------------------------------------------ */

static FILE *file;
static char *written;
static size_t written_size;

static void open_log(void)
{
	file = open_memstream(&written, &written_size);
	calx_engine_set_log(engine, calx_log_print, file);
}

static void check_log(const char *part)
{
	fflush(file);
	if (!strstr(written, part))
		fail_msg("\"%s\" lacks \"%s\"", written, part);
}

static void close_log(void)
{
	calx_engine_set_log(engine, NULL, NULL);
	fclose(file);
	free(written);
}

static void a_log_is_printed(void **state)
{
	calx_session *session = calx_session_open(engine);
	char name[1001];

	(void)state;
	memset(name, 'x', sizeof(name));
	name[1000] = '\0';
	open_log();
	calx_add(session, Part, .id = 7, .name = "a\033[2Jb");
	calx_flush(session);
	check_log("[7, 'a [2Jb'] ");
	check_log(" ms");
	calx_add(session, Part, .id = 8, .name = name);
	calx_flush(session);
	check_log("xxx...' (1000 bytes)");
	check_log(", cached\n");
	calx_all(session, Part,
		where(Part.id, in, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13,
			14, 15, 16, 17, 18, 19, 20));
	check_log(", 12, ... 8 more]");
	check_log("hooks.c:");
	calx_add(session, Part, .id = 7, .name = "again");
	calx_flush(session);
	check_log(": a constraint refused the change");
	calx_session_close(session);
	check_log("ROLLBACK");
	close_log();
}

static void values_are_hidden(void **state)
{
	calx_error error = { 0 };
	calx_session *session;

	(void)state;
	calx_engine_close(engine);
	engine = calx_engine_open(database.url, &error, .hide_values = true);
	open_log();
	session = calx_session_open(engine);
	calx_add(session, Part, .id = 7, .name = "secret");
	calx_flush(session);
	check_log("[2 values]");
	assert_null(strstr(written, "secret"));
	calx_session_close(session);
	close_log();
}

static void messages_are_printed(void **state)
{
	const calx_value values[] = { { .kind = CALX_NULL },
		{ .kind = CALX_BLOB, .as.text = { "\1\2\3", 3 } },
		{ .kind = CALX_STRING, .as.text = { NULL, 0 } } };

	(void)state;
	open_log();
	calx_log_print(
		&(const calx_log_event){ .sql = "", .message = "hello" }, file);
	calx_log_print(
		&(const calx_log_event){
			.sql = "", .message = "x", .channel = "news" },
		file);
	calx_log_print(&(const calx_log_event){ .sql = "S",
			       .values = values,
			       .value_count = 3,
			       .nanoseconds = 1234567 },
		file);
	fflush(file);
	CHECK_TEXT(written,
		"hello\nnews: x\nS [NULL, <3 bytes>, NULL] 1.234 ms\n");
	calx_log_print(NULL, file);
	close_log();
}

#define FRESH(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

CHECK_MAIN("hooks", FRESH(the_life_of_a_connection_is_told),
	FRESH(hooks_are_taken_away), FRESH(a_hook_sets_connections_up),
	FRESH(connections_are_refused), FRESH(what_is_reset_may_be_refused),
	FRESH(statements_are_told_before_and_after),
	FRESH(hooks_have_their_order), FRESH(statements_are_refused),
	FRESH(statements_are_rewritten), FRESH(what_is_rewritten_is_checked),
	FRESH(a_log_is_printed), FRESH(values_are_hidden),
	FRESH(messages_are_printed))
