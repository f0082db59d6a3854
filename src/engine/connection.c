#include "engine/connection.h"

#include "engine/error.h"
#include "engine/handle.h"
#include "engine/hook.h"
#include "engine/log.h"
#include "engine/prepare.h"
#include "engine/process.h"
#include "engine/run.h"
#include "engine/transaction.h"
#include "util/alloc.h"
#include "util/clock.h"
#include "util/fail.h"

/* Opening and closing connections. */

/* ---- new and free ------------------------------------------------------- */

static bool is_ours(const struct calx_connection *connection)
{
	return connection->generation == calx__fork_generation();
}

/* A connection of the parent process is let go of, not closed: closing would
 * touch the files that the parent works on. */
static void connection_free(struct calx_connection *connection)
{
	if (connection->db && is_ours(connection)) {
		calx__hooks_tell(connection, CALX_BEFORE_CLOSE, NULL);
		calx__prepared_release(connection);
		connection->driver->close(connection->db);
		calx__connection_drop_lost(connection);
	}
	pthread_mutex_destroy(&connection->interrupting);
	calx__strbuf_release(&connection->key);
	calx__strbuf_release(&connection->sql);
	calx__strbuf_release(&connection->rewritten);
	calx__vec_release(&connection->values);
	calx__vec_release(&connection->kinds);
	calx__vec_release(&connection->places);
	calx__free(connection);
}

static enum calx_status db_open(struct calx_connection *connection,
	struct db **ret_db, calx_error *error)
{
	const struct driver *driver = connection->driver;
	const struct calx_engine *engine = connection->engine;

	return engine->purpose.looks && DRIVER_HAS(driver, look)
		       ? driver->look(&engine->url, engine->purpose.how,
				 &connection->listener, ret_db, error)
		       : driver->open(&engine->url, &connection->listener,
				 ret_db, error);
}

static void db_use(struct calx_connection *connection, struct db *db)
{
	const struct driver *driver = connection->driver;

	pthread_mutex_lock(&connection->interrupting);
	connection->db = db;
	pthread_mutex_unlock(&connection->interrupting);
	connection->dialect = DRIVER_HAS(driver, dialect_of)
				      ? driver->dialect_of(db)
				      : driver->dialect;
	if (connection->waiter)
		driver->wait_by(db, connection->waiter);
}

static struct calx_connection *connection_new(
	struct calx_engine *engine, calx_error *error)
{
	struct calx_connection *connection =
		calx__alloc_zero(1, sizeof(*connection));
	struct db *db;

	if (!connection ||
		pthread_mutex_init(&connection->interrupting, NULL) != 0) {
		calx__free(connection);
		calx__fail_memory(error);
		return NULL;
	}
	connection->engine = engine;
	connection->driver = engine->driver;
	connection->cache.entries_max = (size_t)engine->options.statement_cache;
	connection->listener = calx__log_listener(engine);
	connection->generation = calx__fork_generation();
	connection->values = (struct vec)VEC_INIT(struct bound_value);
	connection->kinds = (struct vec)VEC_INIT(enum calx_kind);
	connection->places = (struct vec)VEC_INIT(size_t);
	calx__strbuf_init(&connection->key, 0);
	calx__strbuf_init(&connection->sql, 0);
	calx__strbuf_init(&connection->rewritten, 0);
	if (db_open(connection, &db, error) >= 0) {
		db_use(connection, db);
		return connection;
	}
	connection_free(connection);
	return NULL;
}

/* ---- taking -------------------------------------------------------------- */

static bool is_over(int64_t since, long long milliseconds)
{
	return (calx__clock() - since) / 1000000 >= milliseconds;
}

static bool is_too_old(const struct calx_connection *connection)
{
	const long long most = connection->engine->options.recycle_ms;

	return most > 0 && is_over(connection->pooled.opened, most);
}

/* What was idle may have lost its server: for a while, and it is asked. */
static bool answers(struct calx_connection *connection)
{
	const long long most = connection->engine->options.ping_idle_ms;
	const struct driver *driver = connection->driver;
	const bool asks = most >= 0 && is_over(connection->pooled.given, most);

	if (!(DRIVER_HAS(driver, hung_up) && driver->hung_up(connection->db)) &&
		(!asks || driver->ping(connection->db, NULL) >= 0))
		return true;
	calx__pool_lost(&connection->engine->pool, &connection->pooled);
	return false;
}

static bool is_usable(struct calx_connection *connection)
{
	if (!is_ours(connection) || connection->pooled.outlived)
		return false;
	return !DRIVER_HAS(connection->driver, ping) ||
	       (!is_too_old(connection) && answers(connection));
}

/* beside other words in an error's detail */
#define HOLDERS_SIZE ((size_t)480)

static enum calx_status exhausted(struct calx_engine *engine, calx_error *error)
{
	char holders[HOLDERS_SIZE];

	calx__fail(error, CALX_TIMEOUT,
		"all %zu connections of the engine are in use",
		engine->pool.size);
	calx__pool_holders(&engine->pool, holders, sizeof(holders));
	calx__fail_detail(error, "They were taken at %s.", holders);
	calx__fail_hint(error,
		"Close sessions and connections that are not needed any more, or open the engine with a larger .pool_size.");
	return CALX_TIMEOUT;
}

/* The next one that has waited, NULL if there is room to open one, or a failure. */
static enum calx_status take(struct calx_engine *engine, const char *where,
	struct calx_connection **ret_connection, calx_error *error)
{
	const int64_t wait = engine->options.pool_wait_ms * 1000000;
	struct pooled *pooled = NULL;

	if (calx__pool_take(&engine->pool, where, wait, &pooled) ==
		POOL_EXHAUSTED)
		return exhausted(engine, error);
	*ret_connection = (struct calx_connection *)pooled;
	return CALX_OK;
}

static struct calx_connection *open_in_pool(
	struct calx_engine *engine, const char *where, calx_error *error)
{
	struct calx_connection *connection = connection_new(engine, error);

	if (connection)
		calx__pool_enter(&engine->pool, &connection->pooled, where);
	else
		calx__pool_leave(&engine->pool);
	return connection;
}

/* One that was used before, or a new one. */
static struct calx_connection *open_any(
	struct calx_engine *engine, const char *where, calx_error *error)
{
	struct calx_connection *connection = NULL;

	while (take(engine, where, &connection, error) >= 0) {
		if (!connection)
			return open_in_pool(engine, where, error);
		if (is_usable(connection))
			return connection;
		calx__pool_drop(&engine->pool, &connection->pooled);
		connection_free(connection);
	}
	return NULL;
}

calx_connection *calx_connection_open_at(
	calx_engine *engine, const char *where, calx_error *error)
{
	struct calx_connection *connection;

	calx_error_clear(error);
	if (!engine) {
		calx__fail(error, CALX_MISUSE, "there is no engine");
		return NULL;
	}
	connection = open_any(engine, where, error);
	if (!connection || (calx__hooks_connect(connection) >= 0 &&
				   calx__hooks_tell(connection,
					   CALX_AFTER_CHECKOUT, NULL) >= 0))
		return connection;
	if (error)
		*error = connection->error;
	calx__pool_drop(&engine->pool, &connection->pooled);
	connection_free(connection);
	return NULL;
}

/* ---- giving back ---------------------------------------------------------- */

/* errors after which a connection is not used again */
static bool error_is_fatal(const calx_error *error)
{
	return error->status == CALX_CORRUPT || error->status == CALX_IO ||
	       error->status == CALX_CONNECTION;
}

static bool is_lost(const struct calx_connection *connection)
{
	return connection->driver->state(connection->db) == TRANSACTION_LOST;
}

/* false: it cannot become what the next one is to find */
static bool settle(struct calx_connection *connection)
{
	const struct driver *driver = connection->driver;
	const enum calx_reset reset = connection->engine->options.reset;

	if (reset == CALX_RESET_COMMIT && !calx_connection_error(connection))
		calx_connection_commit(connection);
	if (calx__connection_rollback(connection) < 0)
		return false;
	if (reset != CALX_RESET_ALL)
		return true;
	if (!DRIVER_HAS(driver, reset))
		return false;
	calx__prepared_release(connection);
	/* those who set it up do so again */
	connection->hooks_seen = 0;
	return driver->reset(connection->db, &connection->error) >= 0;
}

static bool is_fit(struct calx_connection *connection)
{
	/* what is prepared is left to others */
	return !error_is_fatal(&connection->error) && !is_lost(connection) &&
	       !connection->lost && !connection->is_prepared &&
	       settle(connection);
}

static void drop(struct pool *pool, struct calx_connection *connection)
{
	if (is_lost(connection))
		calx__pool_lost(pool, &connection->pooled);
	calx__pool_drop(pool, &connection->pooled);
}

void calx_connection_close(calx_connection *connection)
{
	struct pool *pool = connection ? &connection->engine->pool : NULL;

	if (!connection)
		return;
	if (is_ours(connection)) {
		calx__hooks_tell(connection, CALX_BEFORE_CHECKIN, NULL);
		if (!is_fit(connection) || calx__hooks_tell(connection,
						   CALX_AFTER_RESET, NULL) < 0)
			drop(pool, connection);
		else if (calx__pool_give(pool, &connection->pooled))
			return;
	}
	connection_free(connection);
}

void calx_connection_discard(calx_connection *connection)
{
	if (!connection)
		return;
	if (is_ours(connection)) {
		calx__hooks_tell(connection, CALX_BEFORE_CHECKIN, NULL);
		drop(&connection->engine->pool, connection);
	}
	connection_free(connection);
}

void calx__connections_close(calx_engine *engine)
{
	struct pooled *pooled;

	while ((pooled = calx__pool_remove(&engine->pool)) != NULL)
		connection_free((struct calx_connection *)pooled);
}

/* ---- a server that has gone --------------------------------------------- */

/* Statements that run keep the old one until they are finished. */
static void db_leave(struct calx_connection *connection, struct db *db)
{
	calx__prepared_forget(connection);
	if (connection->waiter)
		connection->driver->wait_by(db, NULL);
	connection->lost = db;
	connection->lost_count = connection->prepared_count;
	connection->prepared_count = 0;
	if (connection->lost_count == 0)
		calx__connection_drop_lost(connection);
}

/* Opens it anew; what fails sticks to it. */
static enum calx_status reopen(calx_connection *connection)
{
	struct pool *pool = &connection->engine->pool;
	calx_error *error = &connection->error;
	struct db *before = connection->db, *db;
	enum calx_status status;

	calx__pool_lost(pool, &connection->pooled);
	if (connection->lost)
		return calx__fail(error, CALX_CONNECTION,
			"the connection was lost again while rows of the one before are open");
	status = db_open(connection, &db, error);
	if (status < 0)
		return status;
	db_use(connection, db);
	db_leave(connection, before);
	connection->is_prepared = false;
	calx__pool_renew(pool, &connection->pooled);
	connection->hooks_seen = 0;
	return calx__hooks_connect(connection);
}

/* A transaction that is gone with its connection is rolled back. */
enum calx_status calx_connection_rollback(calx_connection *connection)
{
	const enum calx_status status = calx__connection_rollback(connection);

	if (!connection || connection->suspended || !is_ours(connection) ||
		!is_lost(connection))
		return status;
	calx__streaming_cut(connection);
	calx_error_clear(&connection->error);
	return reopen(connection);
}

void calx__connection_revive(calx_connection *connection)
{
	const struct driver *driver = calx__connection_driver(connection);

	if (!driver || !DRIVER_HAS(driver, hung_up) ||
		!calx__connection_usable(connection) ||
		!driver->hung_up(connection->db))
		return;
	calx__streaming_cut(connection);
	reopen(connection);
}

enum calx_status calx_connection_interrupt(calx_connection *connection)
{
	const struct driver *driver = calx__connection_driver(connection);

	if (!driver)
		return CALX_MISUSE;
	if (!DRIVER_HAS(driver, interrupt))
		return CALX_UNSUPPORTED;
	pthread_mutex_lock(&connection->interrupting);
	driver->interrupt(connection->db);
	pthread_mutex_unlock(&connection->interrupting);
	return CALX_OK;
}

/* ---- what they are ------------------------------------------------------ */

size_t calx__connection_rows(const calx_connection *connection)
{
	const int most =
		connection ? connection->engine->options.rows_at_once : 0;

	return most > 0 ? (size_t)most : SIZE_MAX;
}

const struct dialect *calx__connection_dialect(
	const calx_connection *connection)
{
	return connection ? connection->dialect : NULL;
}

const struct driver *calx__connection_driver(const calx_connection *connection)
{
	return connection ? connection->driver : NULL;
}

void calx__connection_wait(calx_connection *connection, long long milliseconds)
{
	const struct driver *driver = calx__connection_driver(connection);

	if (driver && DRIVER_HAS(driver, wait))
		driver->wait(connection->db, milliseconds);
}

/* ---- who waits ------------------------------------------------------------ */

bool calx__connection_wait_by(
	calx_connection *connection, const struct driver_waiter *waiter)
{
	const struct driver *driver = connection->driver;

	if (!DRIVER_HAS(driver, wait_by))
		return false;
	connection->waiter = waiter;
	driver->wait_by(connection->db, waiter);
	return true;
}

void calx__connection_sleep(calx_connection *connection, int64_t nanoseconds)
{
	const struct driver_waiter *waiter =
		connection ? connection->waiter : NULL;

	if (waiter)
		waiter->wait(waiter->context, -1, 0,
			(nanoseconds + 999999) / 1000000);
	else
		calx__clock_sleep(nanoseconds);
}

long long calx__connection_changes(const calx_connection *connection)
{
	const struct driver *driver = calx__connection_driver(connection);

	return driver && DRIVER_HAS(driver, changes)
		       ? driver->changes(connection->db)
		       : -1;
}

struct shared *calx__connection_shared(const calx_connection *connection)
{
	return connection ? &connection->engine->shared : NULL;
}

void *calx_connection_native(calx_connection *connection)
{
	const struct driver *driver = calx__connection_driver(connection);

	return driver && DRIVER_HAS(driver, native)
		       ? driver->native(connection->db)
		       : NULL;
}

calx_cache_status calx_connection_cache_status(
	const calx_connection *connection)
{
	const struct statement_cache *cache;

	if (!connection)
		return (calx_cache_status){ 0 };
	cache = &connection->cache;
	return (calx_cache_status){
		.size = cache->entries_max ? cache->entries_max
					   : CACHE_ENTRIES_MAX,
		.count = cache->count,
		.bytes = cache->bytes,
		.hits = cache->hits,
		.misses = cache->misses,
	};
}

void calx_connection_forget_statements(calx_connection *connection)
{
	if (connection && is_ours(connection))
		calx__prepared_forget(connection);
}
