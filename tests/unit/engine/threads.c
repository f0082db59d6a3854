#include <calx/connection.h>

#include <pthread.h>

#include "check.h"
#include "folder.h"

/* One engine, many threads: each with connections of its own. */

#define THREADS 8
#define ROUNDS 50

struct worker {
	pthread_t thread;
	calx_engine *engine;
	int failures;
};

static void *work(void *context)
{
	struct worker *worker = context;

	for (int i = 0; i < ROUNDS; i++) {
		calx_connection *connection =
			calx_connection_open(worker->engine, NULL);

		calx_connection_begin(connection, .write = true);
		calx_connection_execute(
			connection, "UPDATE t SET n = n + 1", NULL, 0);
		worker->failures += calx_connection_commit(connection) < 0;
		calx_connection_close(connection);
	}
	return NULL;
}

static int64_t run_threads(calx_engine *engine)
{
	struct worker workers[THREADS];
	calx_connection *connection = calx_connection_open(engine, NULL);
	calx_result *result;
	int64_t sum;

	calx_connection_execute(connection, "CREATE TABLE t (n)", NULL, 0);
	calx_connection_execute(
		connection, "INSERT INTO t VALUES (0)", NULL, 0);
	for (int i = 0; i < THREADS; i++) {
		workers[i] = (struct worker){ .engine = engine };
		assert_int_equal(pthread_create(&workers[i].thread, NULL, work,
					 &workers[i]),
			0);
	}
	for (int i = 0; i < THREADS; i++) {
		pthread_join(workers[i].thread, NULL);
		assert_int_equal(workers[i].failures, 0);
	}
	result = calx_connection_query(connection, "SELECT n FROM t", NULL, 0);
	sum = calx_row_int64(calx_result_next(result), 0);
	calx_result_close(result);
	calx_connection_close(connection);
	return sum;
}

static void threads_share_a_file(void **state)
{
	struct folder folder;
	calx_engine *engine;

	(void)state;
	folder_make(&folder);
	engine = calx_engine_open(folder_url(&folder, "a.db?timeout=60"), NULL);
	assert_int_equal(run_threads(engine), THREADS * ROUNDS);
	calx_engine_close(engine);
	folder_remove(&folder);
}

static void threads_share_memory(void **state)
{
	calx_engine *engine = calx_engine_open("sqlite://?timeout=60", NULL);

	(void)state;
	assert_int_equal(run_threads(engine), THREADS * ROUNDS);
	calx_engine_close(engine);
}

CHECK_MAIN("threads", cmocka_unit_test(threads_share_a_file),
	cmocka_unit_test(threads_share_memory))
