#include <calx/calx.h>
#include <calx/short.h>

#include <dirent.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"
#include "database.h"
#include "own.h"
#include "proxy.h"

/* Servers that go away in the middle of something, connections that are cut,
 * threads that end what others run: each is told, and the next request works. */

CALX_MODEL(Part, "parts", column(id, integer(), .primary_key = true),
	column(name, string(100)));

static calx_engine *engine;
static struct proxy *proxy;

static calx_engine *open_by(const char *url)
{
	calx_error error = { 0 };
	calx_engine *opened = calx_engine_open(url, &error, .pool_size = 4);

	if (!opened)
		fail_msg("%s", error.message);
	return opened;
}

static int server_make(void **state)
{
	(void)state;
	own_up();
	return 0;
}

static int server_end(void **state)
{
	(void)state;
	own_down();
	return 0;
}

static int set_up(void **state)
{
	(void)state;
	engine = open_by(own_url());
	proxy = proxy_start(own_port());
	database_run(engine, "DROP TABLE IF EXISTS parts");
	database_run(engine,
		"CREATE TABLE parts (id int PRIMARY KEY, name varchar(100))");
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	calx_engine_close(engine);
	proxy_stop(proxy);
	return 0;
}

static const char *by_kind(const char *postgresql, const char *mariadb)
{
	return database_is("postgresql") ? postgresql : mariadb;
}

static long long number_by(calx_connection *connection, const char *sql)
{
	calx_result *result = calx_connection_query(connection, sql, NULL, 0);
	const calx_row *row = calx_result_next(result);
	const long long number = row ? calx_row_int64(row, 0) : -1;

	calx_result_close(result);
	return number;
}

static long long number_of(const char *sql)
{
	calx_connection *connection = calx_connection_open(engine, NULL);
	const long long number = number_by(connection, sql);

	calx_connection_close(connection);
	return number;
}

/* of this process: what is not given back would be seen here */
static int descriptors(void)
{
	DIR *directory = opendir("/proc/self/fd");
	int count = 0;

	assert_non_null(directory);
	while (readdir(directory))
		count++;
	closedir(directory);
	return count;
}

/* ---- in the middle of something ---------------------------------------------- */

static bool runs(const char *text)
{
	char sql[256];

	snprintf(sql, sizeof(sql), "%s LIKE '%%%s%%'",
		by_kind("SELECT count(*) FROM pg_stat_activity WHERE state ="
			" 'active' AND pid <> pg_backend_pid() AND query",
			"SELECT count(*) FROM information_schema.processlist WHERE"
			" id <> connection_id() AND info"),
		text);
	return number_of(sql) > 0;
}

/* Whether somebody waits for a row of another's. */
static bool waits_for_row(void)
{
	return number_of(by_kind("SELECT count(*) FROM pg_stat_activity"
				 " WHERE wait_event_type = 'Lock'",
		       "SELECT count(*) FROM information_schema.innodb_trx"
		       " WHERE trx_state = 'LOCK WAIT'")) > 0;
}

struct killer {
	pthread_t thread;
	const char *waits_for; /* what runs; NULL: that somebody waits */
};

static void *kill_server(void *context)
{
	const struct killer *killer = context;

	/* InnoDB looks anew only when nobody has asked for a tenth of a second */
	while (!(killer->waits_for ? runs(killer->waits_for) : waits_for_row()))
		usleep(killer->waits_for ? 2000 : 150000);
	own_do("kill");
	return NULL;
}

static void killer_start(struct killer *killer, const char *waits_for)
{
	*killer = (struct killer){ .waits_for = waits_for };
	assert_int_equal(
		pthread_create(&killer->thread, NULL, kill_server, killer), 0);
}

static void check_lost(const calx_error *error)
{
	assert_non_null(error);
	if (error->status != CALX_CONNECTION)
		fail_msg("%s: %s", calx_status_name(error->status),
			error->message);
	assert_string_not_equal(error->message, "");
}

static void a_server_dies_in_a_query(void **state)
{
	calx_connection *used = calx_connection_open(engine, NULL);
	calx_connection *idle[2];
	struct killer killer;
	const int before = descriptors();

	(void)state;
	for (int i = 0; i < 2; i++)
		idle[i] = calx_connection_open(engine, NULL);
	for (int i = 0; i < 2; i++)
		calx_connection_close(idle[i]);
	calx_connection_begin(used);
	killer_start(&killer, "sleep");
	number_by(used,
		by_kind("SELECT 1 FROM pg_sleep(60)", "SELECT sleep(60)"));
	pthread_join(killer.thread, NULL);
	check_lost(calx_connection_error(used));
	/* as long as there is none, that is said */
	assert_int_equal(calx_connection_rollback(used), CALX_CONNECTION);
	assert_null(calx_connection_open(engine, NULL));
	own_do("start");
	assert_int_equal(calx_connection_rollback(used), CALX_OK);
	assert_int_equal(number_by(used, "SELECT 7"), 7);
	calx_connection_close(used);
	for (int i = 0; i < 4; i++)
		assert_int_equal(number_of("SELECT 1"), 1);
	assert_in_range(descriptors(), before - 1, before);
}

/* Another transaction has the table, so that the rows wait for it. */
static void a_server_dies_in_a_bulk_save(void **state)
{
	calx_engine *other = open_by(own_url());
	calx_connection *lock = calx_connection_open(other, NULL);
	calx_session *session = calx_session_open(engine);
	struct Part rows[500] = { 0 };
	struct killer killer;

	(void)state;
	for (int i = 0; i < 500; i++)
		rows[i] = (struct Part){ .id = i + 1, .name = "x" };
	calx_connection_begin(lock);
	calx_connection_execute(lock,
		by_kind("LOCK TABLE parts", "LOCK TABLES parts WRITE"), NULL,
		0);
	assert_null(calx_connection_error(lock));
	killer_start(&killer, "parts");
	assert_int_equal(
		calx_bulk_save(session, Part, rows, 500), CALX_CONNECTION);
	pthread_join(killer.thread, NULL);
	check_lost(calx_session_error(session));
	own_do("start");
	assert_int_equal(calx_rollback(session), CALX_OK);
	assert_int_equal(calx_count(session, Part), 0);
	assert_int_equal(calx_bulk_save(session, Part, rows, 500), CALX_OK);
	assert_int_equal(calx_commit(session), CALX_OK);
	calx_session_close(session);
	assert_int_equal(number_of("SELECT count(*) FROM parts"), 500);
	calx_connection_close(lock);
	calx_engine_close(other);
}

/* Many rows are on their way, one of which another transaction has. */
static void a_server_dies_in_a_flush(void **state)
{
	calx_engine *other = open_by(own_url());
	calx_connection *lock = calx_connection_open(other, NULL);
	calx_session *session = calx_session_open(engine);
	struct Part *parts[300];
	struct killer killer;

	(void)state;
	for (int i = 0; i < 300; i++)
		parts[i] = calx_add(session, Part, .id = i + 1, .name = "x");
	assert_int_equal(calx_commit(session), CALX_OK);
	calx_connection_begin(lock);
	calx_connection_execute(
		lock, "UPDATE parts SET name = 'z' WHERE id = 150", NULL, 0);
	assert_null(calx_connection_error(lock));
	for (int i = 0; i < 300; i++)
		parts[i]->name = "y";
	killer_start(&killer, NULL);
	assert_int_equal(calx_flush(session), CALX_CONNECTION);
	pthread_join(killer.thread, NULL);
	check_lost(calx_session_error(session));
	own_do("start");
	assert_int_equal(calx_rollback(session), CALX_OK);
	CHECK_TEXT(parts[0]->name, "x");
	parts[0]->name = "y";
	assert_int_equal(calx_commit(session), CALX_OK);
	assert_int_equal(
		number_of("SELECT count(*) FROM parts WHERE name = 'x'"), 299);
	calx_session_close(session);
	calx_connection_close(lock);
	calx_engine_close(other);
}

/* The server has had it, but nobody hears so. */
static void an_answer_to_a_commit_is_lost(void **state)
{
	calx_engine *by = open_by(own_url_by(proxy_port(proxy)));
	calx_session *session = calx_session_open(by);

	(void)state;
	calx_add(session, Part, .id = 1, .name = "a");
	assert_int_equal(calx_flush(session), CALX_OK);
	proxy_cut_behind(proxy, "COMMIT");
	assert_int_equal(calx_commit(session), CALX_UNKNOWN);
	assert_string_not_equal(calx_session_error(session)->hint, "");
	proxy_cut_behind(proxy, NULL);
	assert_int_equal(calx_rollback(session), CALX_OK);
	assert_int_equal(calx_count(session, Part), 1);
	calx_session_close(session);
	calx_engine_close(by);
}

/* It dies with the commit; whether that has come first nobody knows. */
static void a_server_dies_in_a_commit(void **state)
{
	calx_connection *used = calx_connection_open(engine, NULL);
	enum calx_status status;

	(void)state;
	calx_connection_begin(used);
	calx_connection_execute(
		used, "INSERT INTO parts VALUES (1, 'a')", NULL, 0);
	own_do("kill");
	status = calx_connection_commit(used);
	assert_true(status == CALX_UNKNOWN || status == CALX_CONNECTION);
	own_do("start");
	assert_int_equal(calx_connection_rollback(used), CALX_OK);
	assert_int_equal(number_by(used, "SELECT count(*) FROM parts"), 0);
	calx_connection_close(used);
}

static void a_restart_is_not_noticed_between_requests(void **state)
{
	calx_connection *some[3];

	(void)state;
	for (int i = 0; i < 3; i++)
		some[i] = calx_connection_open(engine, NULL);
	for (int i = 0; i < 3; i++)
		calx_connection_close(some[i]);
	assert_int_equal(calx_engine_pool_status(engine).idle, 3);
	own_do("stop");
	own_do("start");
	for (int i = 0; i < 3; i++)
		assert_int_equal(number_of("SELECT 5"), 5);
	assert_int_equal(calx_engine_pool_status(engine).idle, 1);
}

/* Nor by a session that waits for its next request. */
static void a_session_outlives_a_restart(void **state)
{
	calx_session *session = calx_session_open(engine);
	struct Part *part = calx_add(session, Part, .id = 1, .name = "a");

	(void)state;
	assert_int_equal(calx_commit(session), CALX_OK);
	own_do("stop");
	own_do("start");
	assert_int_equal(calx_count(session, Part), 1);
	assert_int_equal(calx_commit(session), CALX_OK);
	own_do("stop");
	own_do("start");
	calx_transaction(session) {
		part->name = "b";
		calx_add(session, Part, .id = 2, .name = "c");
	}
	assert_null(calx_session_error(session));
	/* in a transaction it is told */
	assert_int_equal(
		calx_count(session, Part, where(Part.name, ==, "b")), 1);
	own_do("stop");
	own_do("start");
	assert_int_equal(calx_count(session, Part), CALX_CONNECTION);
	assert_int_equal(calx_rollback(session), CALX_OK);
	assert_int_equal(calx_count(session, Part), 2);
	calx_session_close(session);
}

/* ---- cut ----------------------------------------------------------------------- */

static void idle_connections_are_cut(void **state)
{
	calx_engine *by = open_by(own_url_by(proxy_port(proxy)));
	calx_connection *connection;

	(void)state;
	proxy_cut(proxy);
	connection = calx_connection_open(by, NULL);
	assert_int_equal(number_by(connection, "SELECT 3"), 3);
	/* one that is in use */
	proxy_cut(proxy);
	assert_int_equal(number_by(connection, "SELECT 3"), -1);
	check_lost(calx_connection_error(connection));
	assert_int_equal(calx_connection_rollback(connection), CALX_OK);
	assert_int_equal(number_by(connection, "SELECT 4"), 4);
	calx_connection_close(connection);
	calx_engine_close(by);
}

/* Rows before and rows after the loss are not mixed up. */
static void a_loop_outlives_its_connection(void **state)
{
	calx_engine *by = open_by(own_url_by(proxy_port(proxy)));
	calx_connection *connection = calx_connection_open(by, NULL);
	const char *sql = "SELECT 1 UNION ALL SELECT 2";
	calx_result *old = calx_connection_query(connection, sql, NULL, 0);

	(void)state;
	assert_int_equal(calx_row_int64(calx_result_next(old), 0), 1);
	proxy_cut(proxy);
	calx_connection_execute(connection, "DELETE FROM parts", NULL, 0);
	check_lost(calx_connection_error(connection));
	assert_int_equal(calx_connection_rollback(connection), CALX_OK);
	assert_int_equal(number_by(connection, sql), 1);
	/* a second loss, while the first one's statement is there */
	proxy_cut(proxy);
	assert_int_equal(number_by(connection, sql), -1);
	assert_int_equal(calx_connection_rollback(connection), CALX_CONNECTION);
	calx_result_close(old);
	assert_int_equal(calx_connection_rollback(connection), CALX_OK);
	assert_int_equal(number_by(connection, sql), 1);
	calx_connection_close(connection);
	calx_engine_close(by);
}

/* Whether all of it was well; what was read is whole or said to be not. */
static bool converse(void)
{
	calx_error error = { 0 };
	calx_engine *by = calx_engine_open(
		own_url_by(proxy_port(proxy)), &error, .pool_size = 1);
	calx_connection *connection = calx_connection_open(by, NULL);
	const long long count = number_by(
		connection, "SELECT count(*) FROM parts WHERE name LIKE 'x%'");
	calx_result *result = calx_connection_query(
		connection, "SELECT id, name FROM parts", NULL, 0);
	int rows = 0;
	bool done;

	while (calx_result_next(result))
		rows++;
	calx_result_close(result);
	done = connection && !calx_connection_error(connection);
	if (!by)
		assert_int_equal(error.status, CALX_CONNECTION);
	if (done) {
		assert_int_equal(count, 20);
		assert_int_equal(rows, 20);
	} else if (connection) {
		check_lost(calx_connection_error(connection));
	}
	calx_connection_close(connection);
	calx_engine_close(by);
	return done;
}

static void connections_are_cut_at_any_byte(void **state)
{
	long bytes = 0;

	(void)state;
	database_run(engine,
		by_kind("INSERT INTO parts SELECT i, 'x' || i FROM generate_series(1, 20) i",
			"INSERT INTO parts SELECT seq, concat('x', seq) FROM seq_1_to_20"));
	do {
		proxy_cut_after(proxy, bytes);
		bytes += 7;
	} while (!converse());
	assert_in_range(bytes, 300, 10000);
}

/* ---- other ends ----------------------------------------------------------------- */

static atomic_bool ended;

/* Between two statements there is nothing to end: who wants an end asks again. */
static void *interrupt(void *context)
{
	while (!runs("join"))
		usleep(2000);
	while (!atomic_load(&ended)) {
		assert_int_equal(calx_connection_interrupt(context), CALX_OK);
		usleep(5000);
	}
	return NULL;
}

static void a_thread_ends_what_another_runs(void **state)
{
	const char *sql = by_kind(
		"SELECT count(*) FROM generate_series(1, 1000000000) a"
		" cross join generate_series(1, 1000) b",
		"SELECT count(*) FROM seq_1_to_1000000 a cross join seq_1_to_1000000 b");
	calx_connection *connection = calx_connection_open(engine, NULL);
	pthread_t thread;

	(void)state;
	for (int i = 0; i < 3; i++) {
		atomic_store(&ended, false);
		pthread_create(&thread, NULL, interrupt, connection);
		assert_int_equal(number_by(connection, sql), -1);
		atomic_store(&ended, true);
		pthread_join(thread, NULL);
		assert_int_equal(calx_connection_error(connection)->status,
			CALX_INTERRUPTED);
		assert_int_equal(calx_connection_rollback(connection), CALX_OK);
		/* when nothing runs, nothing is ended */
		calx_connection_interrupt(connection);
		assert_int_equal(number_by(connection, "SELECT 3"), 3);
	}
	calx_connection_close(connection);
	assert_int_equal(calx_connection_interrupt(NULL), CALX_MISUSE);
}

static void the_pool_is_exhausted(void **state)
{
	calx_error error = { 0 };
	calx_engine *small = calx_engine_open(
		own_url(), &error, .pool_size = 1, .pool_wait_ms = 20);
	calx_session *session = calx_session_open(small);
	calx_session *late = calx_session_open(small);

	(void)state;
	assert_int_equal(calx_session_error(late)->status, CALX_TIMEOUT);
	assert_non_null(strstr(calx_session_error(late)->detail, "loss.c:"));
	calx_session_close(late);
	calx_session_close(session);
	late = calx_session_open(small);
	assert_int_equal(calx_count(late, Part), 0);
	calx_session_close(late);
	calx_engine_close(small);
}

/* It ends without a word to the server, and its parent goes on. */
static void child(calx_connection *parents)
{
	const bool well = calx_connection_begin(parents) == CALX_MISUSE &&
			  number_of("SELECT 8") == 8;

	calx_connection_close(parents);
	execlp(well && number_of("SELECT 8") == 8 ? "true" : "false", "child",
		(char *)NULL);
	_exit(EXIT_FAILURE);
}

static void a_child_has_connections_of_its_own(void **state)
{
	calx_connection *used = calx_connection_open(engine, NULL);
	int status = 0;
	pid_t pid;

	(void)state;
	calx_connection_begin(used);
	calx_connection_execute(
		used, "INSERT INTO parts VALUES (1, 'a')", NULL, 0);
	pid = fork();
	if (pid == 0)
		child(used);
	for (int i = 0; i < 50; i++)
		assert_int_equal(
			number_by(used, "SELECT count(*) FROM parts"), 1);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	assert_int_equal(calx_connection_commit(used), CALX_OK);
	calx_connection_close(used);
	assert_int_equal(number_of("SELECT count(*) FROM parts"), 1);
}

#define FRESH(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

static const struct CMUnitTest tests[] = { FRESH(a_server_dies_in_a_query),
	FRESH(a_server_dies_in_a_bulk_save), FRESH(a_server_dies_in_a_flush),
	FRESH(an_answer_to_a_commit_is_lost), FRESH(a_server_dies_in_a_commit),
	FRESH(a_restart_is_not_noticed_between_requests),
	FRESH(a_session_outlives_a_restart), FRESH(idle_connections_are_cut),
	FRESH(a_loop_outlives_its_connection),
	FRESH(connections_are_cut_at_any_byte),
	FRESH(a_thread_ends_what_another_runs), FRESH(the_pool_is_exhausted),
	FRESH(a_child_has_connections_of_its_own) };

CHECK_MAIN_WITH("loss", tests, server_make, server_end)
