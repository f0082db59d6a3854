#include <calx/calx.h>
#include <calx/short.h>

#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

#include "check.h"
#include "database.h"

/* One engine, many threads: each with sessions and connections of its own, and
 * fewer of these than threads. */

enum { THREADS = 16, CONNECTIONS = 6, ROUNDS = 10 };

CALX_MODEL(Counter, "counters", column(id, integer(), .primary_key = true),
	column(n, integer()), column(note, string(100)));

struct worker {
	pthread_t thread;
	calx_engine *engine;
	int number;
	long long counted;
	int failures;
};

static struct database database;
static atomic_int heard;
static atomic_bool over;

static void hear(const calx_log_event *event, void *context)
{
	(void)event;
	(void)context;
	atomic_fetch_add(&heard, 1);
}

static calx_engine *engine_open(const char *url)
{
	calx_error error = { 0 };
	calx_engine *engine =
		calx_engine_open(url, &error, .pool_size = CONNECTIONS);

	if (!engine)
		fail_msg("%s", error.message);
	calx_engine_set_log(engine, hear, NULL);
	database_run(engine,
		"CREATE TABLE counters (id int PRIMARY KEY, n int NOT NULL, note varchar(100))");
	database_run(engine, "INSERT INTO counters VALUES (1, 0, 'x')");
	return engine;
}

/* ---- what they do ------------------------------------------------------------ */

static void count_by_session(struct worker *worker)
{
	calx_session *session = calx_session_open(worker->engine);
	struct Counter *own = NULL;

	calx_transaction(session, .attempts = 100, .write = true) {
		calx_update(session, Counter,
			set(Counter.n, calc(Counter.n, +, 1)),
			where(Counter.id, ==, 1));
		own = calx_get(session, Counter, worker->number + 2);
		if (own)
			own->n++;
		else
			calx_add(session, Counter, .id = worker->number + 2,
				.n = 1, .note = "of a thread");
	}
	worker->failures += calx_session_error(session) != NULL;
	worker->counted++;
	calx_session_close(session);
}

static void count_by_connection(struct worker *worker)
{
	calx_connection *connection =
		calx_connection_open(worker->engine, NULL);

	calx_connection_begin(connection, .write = true);
	calx_connection_execute(connection,
		"UPDATE counters SET n = n + 1 WHERE id = 1", NULL, 0);
	worker->failures += calx_connection_commit(connection) < 0;
	worker->counted++;
	calx_connection_close(connection);
}

static void *work(void *context)
{
	struct worker *worker = context;

	for (int i = 0; i < ROUNDS; i++) {
		count_by_session(worker);
		count_by_connection(worker);
	}
	return NULL;
}

/* Looks at the pool, and now and then has all connections opened anew. */
static void *watch(void *context)
{
	while (!atomic_load(&over)) {
		const calx_pool_status status =
			calx_engine_pool_status(context);

		if (status.used + status.idle > CONNECTIONS)
			return context;
		usleep(200000);
		if (!database_is("sqlite"))
			calx_engine_dispose(context);
	}
	return NULL;
}

static void check_counts(calx_engine *engine, const struct worker *workers)
{
	calx_session *session = calx_session_open(engine);
	long long sum = 0;

	for (int i = 0; i < THREADS; i++) {
		assert_int_equal(workers[i].failures, 0);
		sum += workers[i].counted;
		assert_int_equal(calx_get(session, Counter, i + 2)->n, ROUNDS);
	}
	assert_int_equal(calx_get(session, Counter, 1)->n, sum);
	calx_session_close(session);
}

static void run_threads(calx_engine *engine)
{
	struct worker workers[THREADS];
	pthread_t watcher;
	void *wrong;

	atomic_store(&over, false);
	pthread_create(&watcher, NULL, watch, engine);
	for (int i = 0; i < THREADS; i++) {
		workers[i] = (struct worker){ .engine = engine, .number = i };
		assert_int_equal(pthread_create(&workers[i].thread, NULL, work,
					 &workers[i]),
			0);
	}
	for (int i = 0; i < THREADS; i++)
		pthread_join(workers[i].thread, NULL);
	atomic_store(&over, true);
	pthread_join(watcher, &wrong);
	assert_null(wrong);
	check_counts(engine, workers);
	assert_true(atomic_load(&heard) > THREADS * ROUNDS);
}

static void threads_share_a_database(void **state)
{
	calx_engine *engine;

	(void)state;
	database = database_make();
	engine = engine_open(database_url(&database, "timeout=60"));
	run_threads(engine);
	calx_engine_close(engine);
	database_remove(&database);
}

static void threads_share_memory(void **state)
{
	calx_engine *engine;

	(void)state;
	if (!database_is("sqlite"))
		return;
	engine = engine_open("sqlite://?timeout=60");
	run_threads(engine);
	calx_engine_close(engine);
}

/* ---- ended by another ---------------------------------------------------------- */

struct ending {
	calx_connection *connection;
	atomic_bool done;
};

static void *end_it(void *context)
{
	struct ending *ending = context;

	while (!atomic_load(&ending->done)) {
		calx_connection_interrupt(ending->connection);
		usleep(3000);
	}
	return NULL;
}

static const char *long_query(void)
{
	if (database_is("postgresql"))
		return "SELECT count(*) FROM generate_series(1, 1000000000)";
	if (database_is("mariadb"))
		return "SELECT count(*) FROM seq_1_to_1000000 a, seq_1_to_1000000 b";
	return "WITH RECURSIVE c(x) AS (VALUES (1) UNION ALL SELECT x + 1 FROM c)"
	       " SELECT count(*) FROM c";
}

/* Not by the time that it has, which is told apart. */
static void what_runs_is_ended(void **state)
{
	calx_engine *engine = database_engine();
	struct ending ending = { calx_connection_open(engine, NULL), false };
	calx_result *result;
	pthread_t thread;

	(void)state;
	calx_connection_begin(
		ending.connection, .statement_timeout_ms = 200000);
	pthread_create(&thread, NULL, end_it, &ending);
	result =
		calx_connection_query(ending.connection, long_query(), NULL, 0);
	assert_null(calx_result_next(result));
	atomic_store(&ending.done, true);
	pthread_join(thread, NULL);
	calx_result_close(result);
	assert_int_equal(calx_connection_error(ending.connection)->status,
		CALX_INTERRUPTED);
	assert_int_equal(calx_connection_rollback(ending.connection), CALX_OK);
	assert_int_equal(calx_connection_execute(ending.connection,
				 "CREATE TABLE counters (id int)", NULL, 0),
		0);
	calx_connection_close(ending.connection);
	database_engine_close(engine);
}

CHECK_MAIN("threads", cmocka_unit_test(threads_share_a_database),
	cmocka_unit_test(threads_share_memory),
	cmocka_unit_test(what_runs_is_ended))
