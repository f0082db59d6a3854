#include "engine/pool.h"

#include <calx/connection.h>

#include <pthread.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"
#include "driver/driver.h"
#include "driver/sqlite/driver.h"
#include "engine/engine.h"

/* The connections of an engine: how many there are, who has them, which are used
 * again. */

enum { MILLISECOND = 1000000, COUNT = 3 };

/* ---- the lists ------------------------------------------------------------- */

static struct pooled *taken(struct pool *pool, const char *where)
{
	struct pooled *pooled = NULL;

	assert_int_equal(calx__pool_take(pool, where, -1, &pooled), POOL_IDLE);
	assert_ptr_equal(pooled->where, where);
	return pooled;
}

static void entered(struct pool *pool, struct pooled *pooled, const char *where)
{
	struct pooled *none = NULL;

	assert_int_equal(calx__pool_take(pool, where, -1, &none), POOL_ROOM);
	assert_null(none);
	calx__pool_enter(pool, pooled, where);
}

static void assert_counts(
	struct pool *pool, size_t idle, size_t used, size_t waiting)
{
	const struct pool_counts counts = calx__pool_count(pool);

	assert_int_equal(counts.idle, idle);
	assert_int_equal(counts.used, used);
	assert_int_equal(counts.waiting, waiting);
}

static void the_last_one_comes_first(void **state)
{
	struct pooled items[COUNT];
	struct pool pool;

	(void)state;
	assert_true(calx__pool_init(&pool, COUNT));
	for (int i = 0; i < COUNT; i++)
		entered(&pool, &items[i], "a.c:1");
	assert_counts(&pool, 0, COUNT, 0);
	/* from the middle, the end, the beginning of those in use */
	assert_true(calx__pool_give(&pool, &items[1]));
	assert_true(calx__pool_give(&pool, &items[0]));
	assert_true(calx__pool_give(&pool, &items[2]));
	assert_counts(&pool, COUNT, 0, 0);
	assert_ptr_equal(taken(&pool, "b.c:1"), &items[2]);
	assert_ptr_equal(taken(&pool, "b.c:2"), &items[0]);
	assert_counts(&pool, 1, 2, 0);
	calx__pool_drop(&pool, &items[0]);
	calx__pool_drop(&pool, &items[2]);
	assert_ptr_equal(calx__pool_remove(&pool), &items[1]);
	assert_null(calx__pool_remove(&pool));
	assert_counts(&pool, 0, 0, 0);
	calx__pool_destroy(&pool);
}

static void there_are_no_more_than_it_may_have(void **state)
{
	struct pooled items[COUNT], *none = NULL;
	struct pool pool;
	char holders[128];

	(void)state;
	assert_true(calx__pool_init(&pool, COUNT));
	entered(&pool, &items[0], "first.c:1");
	entered(&pool, &items[1], NULL);
	entered(&pool, &items[2], "third.c:3");
	assert_int_equal(calx__pool_take(&pool, "x", 0, &none), POOL_EXHAUSTED);
	assert_int_equal(calx__pool_take(&pool, "x", MILLISECOND, &none),
		POOL_EXHAUSTED);
	calx__pool_holders(&pool, holders, sizeof(holders));
	assert_string_equal(
		holders, "first.c:1 for 0 s, ? for 0 s, third.c:3 for 0 s");
	calx__pool_holders(&pool, holders, 20);
	assert_string_equal(holders, "first.c:1 for 0 s");

	/* what cannot be opened leaves its room to others */
	calx__pool_drop(&pool, &items[1]);
	assert_int_equal(calx__pool_take(&pool, "x", 0, &none), POOL_ROOM);
	assert_counts(&pool, 0, COUNT, 0);
	calx__pool_leave(&pool);
	entered(&pool, &items[1], "x");
	for (int i = 0; i < COUNT; i++)
		calx__pool_drop(&pool, &items[i]);
	calx__pool_destroy(&pool);
}

static void what_is_outlived_does_not_stay(void **state)
{
	struct pooled items[COUNT];
	struct pool pool;

	(void)state;
	assert_true(calx__pool_init(&pool, COUNT));
	for (int i = 0; i < COUNT; i++)
		entered(&pool, &items[i], "a.c:1");
	assert_true(calx__pool_give(&pool, &items[0]));
	assert_false(taken(&pool, "b.c:1")->outlived);
	assert_true(calx__pool_give(&pool, &items[0]));
	calx__pool_invalidate(&pool);
	assert_false(calx__pool_give(&pool, &items[1]));
	assert_true(taken(&pool, "b.c:2")->outlived);
	calx__pool_drop(&pool, &items[0]);
	entered(&pool, &items[1], "b.c:3");
	assert_true(calx__pool_give(&pool, &items[1]));
	assert_false(calx__pool_give(&pool, &items[2]));
	assert_counts(&pool, 1, 0, 0);
	assert_ptr_equal(calx__pool_remove(&pool), &items[1]);
	calx__pool_destroy(&pool);
}

/* ---- waiting ----------------------------------------------------------------- */

struct waiter {
	struct pool *pool;
	struct pooled *got;
	enum pool_answer answer;
};

static void *wait_for_one(void *context)
{
	struct waiter *waiter = context;

	waiter->answer = calx__pool_take(waiter->pool, "w.c:1",
		(int64_t)60000 * MILLISECOND, &waiter->got);
	return NULL;
}

static pthread_t waiting_thread(struct waiter *waiter)
{
	pthread_t thread;

	assert_int_equal(
		pthread_create(&thread, NULL, wait_for_one, waiter), 0);
	while (!calx__pool_count(waiter->pool).waiting)
		usleep(1000);
	return thread;
}

static void who_waits_gets_what_comes_back(void **state)
{
	struct pooled item;
	struct pool pool;
	struct waiter waiter = { .pool = &pool };
	pthread_t thread;

	(void)state;
	assert_true(calx__pool_init(&pool, 1));
	entered(&pool, &item, "a.c:1");
	thread = waiting_thread(&waiter);
	assert_true(calx__pool_give(&pool, &item));
	pthread_join(thread, NULL);
	assert_int_equal(waiter.answer, POOL_IDLE);
	assert_ptr_equal(waiter.got, &item);

	thread = waiting_thread(&waiter);
	calx__pool_drop(&pool, &item);
	pthread_join(thread, NULL);
	assert_int_equal(waiter.answer, POOL_ROOM);

	thread = waiting_thread(&waiter);
	calx__pool_leave(&pool);
	pthread_join(thread, NULL);
	assert_int_equal(waiter.answer, POOL_ROOM);
	calx__pool_leave(&pool);
	calx__pool_destroy(&pool);
}

/* ---- engines ------------------------------------------------------------------ */

static void who_has_them_is_said(void **state)
{
	calx_error error;
	calx_engine *engine = calx_engine_open(
		"sqlite://", &error, .pool_size = 2, .pool_wait_ms = 1);
	calx_connection *first = calx_connection_open(engine, &error);
	calx_connection *second =
		calx_connection_open_at(engine, "mine.c:12", &error);
	calx_pool_status now = calx_engine_pool_status(engine);

	(void)state;
	assert_non_null(second);
	assert_int_equal(now.size, 2);
	assert_int_equal(now.idle, 0);
	assert_int_equal(now.used, 2);
	assert_int_equal(now.waiting, 0);
	assert_null(calx_connection_open(engine, &error));
	assert_int_equal(error.status, CALX_TIMEOUT);
	assert_string_equal(
		error.message, "all 2 connections of the engine are in use");
	assert_non_null(strstr(error.detail, "pool.c:"));
	assert_non_null(strstr(error.detail, "mine.c:12 for 0 s."));
	assert_non_null(strstr(error.hint, ".pool_size"));
	assert_null(calx_connection_open(engine, NULL));

	calx_connection_close(first);
	assert_int_equal(calx_engine_pool_status(engine).idle, 1);
	first = calx_connection_open(engine, &error);
	assert_non_null(first);
	calx_connection_close(first);
	calx_connection_close(second);
	assert_int_equal(calx_engine_pool_status(engine).idle, 2);
	calx_engine_close(engine);
	assert_int_equal(calx_engine_pool_status(NULL).size, 0);
}

static void sizes_are_checked(void **state)
{
	calx_error error;

	(void)state;
	assert_null(calx_engine_open("sqlite://", &error, .pool_size = -1));
	assert_int_equal(error.status, CALX_RANGE);
	assert_null(calx_engine_open("sqlite://", &error, .pool_size = 10001));
	assert_string_equal(error.message,
		"an engine has from 1 to 10000 connections, not 10001");
}

/* A server: SQLite, which answers pings as it is told. */
static int pings;
static enum calx_status ping_answer;
static int opened;

static enum calx_status ping(struct db *db, calx_error *error)
{
	(void)db;
	(void)error;
	pings++;
	return ping_answer;
}

static enum calx_status open_counted(const struct url *url,
	const struct listener *listener, struct db **ret_db, calx_error *error)
{
	opened++;
	return calx__sqlite_driver.open(url, listener, ret_db, error);
}

static calx_engine *open_server(
	struct driver *driver, const calx_engine_options *options)
{
	calx_error error;
	calx_engine *engine;

	*driver = calx__sqlite_driver;
	driver->ping = ping;
	driver->open = open_counted;
	pings = opened = 0;
	ping_answer = CALX_OK;
	engine = calx__engine_open(driver, "sqlite://", options, &error);
	assert_non_null(engine);
	return engine;
}

static void use_after(calx_engine *engine, int milliseconds)
{
	usleep((unsigned)milliseconds * 1000);
	calx_connection_close(calx_connection_open(engine, NULL));
}

static void what_was_idle_is_asked(void **state)
{
	const calx_engine_options options = { .size = sizeof(options),
		.ping_idle_ms = 20 };
	struct driver driver;
	calx_engine *engine = open_server(&driver, &options);

	(void)state;
	use_after(engine, 0);
	use_after(engine, 0);
	assert_int_equal(pings, 0);
	use_after(engine, 25);
	assert_int_equal(pings, 1);
	assert_int_equal(opened, 1);
	ping_answer = CALX_CONNECTION;
	use_after(engine, 25);
	assert_int_equal(pings, 2);
	assert_int_equal(opened, 2);
	assert_int_equal(calx_engine_pool_status(engine).idle, 1);
	calx_engine_close(engine);
}

static void nobody_is_asked_where_that_is_not_wanted(void **state)
{
	const calx_engine_options options = { .size = sizeof(options),
		.ping_idle_ms = -1 };
	struct driver driver;
	calx_engine *engine = open_server(&driver, &options);

	(void)state;
	use_after(engine, 5);
	assert_int_equal(pings, 0);
	assert_int_equal(opened, 1);
	calx_engine_close(engine);
}

static void what_is_old_is_opened_again(void **state)
{
	const calx_engine_options options = { .size = sizeof(options),
		.recycle_ms = 20 };
	struct driver driver;
	calx_engine *engine = open_server(&driver, &options);

	(void)state;
	use_after(engine, 0);
	assert_int_equal(opened, 1);
	use_after(engine, 25);
	assert_int_equal(opened, 2);
	calx_engine_close(engine);
}

static enum transaction_state lost(const struct db *db)
{
	(void)db;
	return TRANSACTION_LOST;
}

/* A server that has gone for one connection has gone for all. */
static void a_loss_is_one_of_all(void **state)
{
	struct driver driver;
	calx_engine *engine = open_server(&driver, NULL);
	calx_connection *first = calx_connection_open(engine, NULL);
	calx_connection *second = calx_connection_open(engine, NULL);
	calx_connection *third = calx_connection_open(engine, NULL);

	(void)state;
	calx_connection_close(first);
	driver.state = lost;
	calx_connection_close(second);
	driver.state = calx__sqlite_driver.state;
	assert_int_equal(opened, 3);
	calx_connection_close(third);
	use_after(engine, 0);
	assert_int_equal(opened, 4);
	assert_int_equal(calx_engine_pool_status(engine).idle, 1);
	calx_engine_close(engine);
}

static void disposing_begins_anew(void **state)
{
	struct driver driver;
	calx_engine *engine = open_server(&driver, NULL);
	calx_connection *used = calx_connection_open(engine, NULL);

	(void)state;
	use_after(engine, 0);
	assert_int_equal(opened, 2);
	calx_engine_dispose(engine);
	assert_int_equal(calx_engine_pool_status(engine).idle, 0);
	assert_int_equal(calx_engine_pool_status(engine).used, 1);
	calx_connection_close(used);
	assert_int_equal(calx_engine_pool_status(engine).used, 0);
	use_after(engine, 0);
	assert_int_equal(opened, 3);
	calx_engine_dispose(NULL);
	calx_engine_close(engine);
}

/* ---- fork() ---------------------------------------------------------------------- */

static bool child_is_well(calx_engine *engine, calx_connection *parents)
{
	calx_connection *mine[2];
	calx_pool_status now;

	for (int i = 0; i < 2; i++)
		mine[i] = calx_connection_open(engine, NULL);
	now = calx_engine_pool_status(engine);
	if (!mine[0] || !mine[1] || now.used != 2 || now.idle != 0)
		return false;
	calx_connection_close(parents);
	for (int i = 0; i < 2; i++)
		calx_connection_close(mine[i]);
	return calx_engine_pool_status(engine).idle == 2;
}

/* It becomes `true` or `false`: what it has let go of is the parent's, and no leak
 * to be reported. */
static void child(calx_engine *engine, calx_connection *parents)
{
	execlp(child_is_well(engine, parents) ? "true" : "false", "child",
		(char *)NULL);
	_exit(EXIT_FAILURE);
}

static void a_child_has_all_the_room(void **state)
{
	calx_engine *engine =
		calx_engine_open("sqlite://", NULL, .pool_size = 2);
	calx_connection *used = calx_connection_open(engine, NULL);
	int status = 0;
	pid_t pid;

	(void)state;
	calx_connection_close(calx_connection_open(engine, NULL));
	pid = fork();
	if (pid == 0)
		child(engine, used);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	calx_connection_close(used);
	assert_int_equal(calx_engine_pool_status(engine).idle, 2);
	calx_engine_close(engine);
}

CHECK_MAIN("pool", cmocka_unit_test(the_last_one_comes_first),
	cmocka_unit_test(there_are_no_more_than_it_may_have),
	cmocka_unit_test(what_is_outlived_does_not_stay),
	cmocka_unit_test(who_waits_gets_what_comes_back),
	cmocka_unit_test(who_has_them_is_said),
	cmocka_unit_test(sizes_are_checked),
	cmocka_unit_test(what_was_idle_is_asked),
	cmocka_unit_test(nobody_is_asked_where_that_is_not_wanted),
	cmocka_unit_test(what_is_old_is_opened_again),
	cmocka_unit_test(a_loss_is_one_of_all),
	cmocka_unit_test(disposing_begins_anew),
	cmocka_unit_test(a_child_has_all_the_room))
