#include "engine/connection.h"

#include "engine/handle.h"
#include "engine/log.h"
#include "engine/prepare.h"
#include "engine/process.h"
#include "util/alloc.h"
#include "util/clock.h"
#include "util/fail.h"

/* Opening and closing connections. */

/* ---- new and free ------------------------------------------------------- */

/* A connection of the parent process is let go of, not closed: closing would
 * touch the files that the parent works on. */
static void connection_free(struct calx_connection *connection)
{
	bool ours = connection->generation == calx__fork_generation();

	if (connection->db && ours) {
		calx__prepared_release(connection);
		connection->driver->close(connection->db);
	}
	calx__strbuf_release(&connection->key);
	calx__strbuf_release(&connection->sql);
	calx__vec_release(&connection->values);
	calx__vec_release(&connection->kinds);
	calx__vec_release(&connection->places);
	calx__free(connection);
}

static enum calx_status db_open(
	struct calx_connection *connection, calx_error *error)
{
	const struct driver *driver = connection->driver;
	const struct calx_engine *engine = connection->engine;
	enum calx_status status =
		engine->purpose.looks && DRIVER_HAS(driver, look)
			? driver->look(&engine->url, engine->purpose.how,
				  &connection->listener, &connection->db, error)
			: driver->open(&engine->url, &connection->listener,
				  &connection->db, error);

	if (status < 0)
		connection->db = NULL;
	else
		connection->dialect =
			DRIVER_HAS(driver, dialect_of)
				? driver->dialect_of(connection->db)
				: driver->dialect;
	return status;
}

static struct calx_connection *connection_new(
	struct calx_engine *engine, calx_error *error)
{
	struct calx_connection *connection =
		calx__alloc_zero(1, sizeof(*connection));

	if (!connection) {
		calx__fail_memory(error);
		return NULL;
	}
	connection->engine = engine;
	connection->driver = engine->driver;
	connection->cache.entries_max = engine->statements_max;
	connection->listener = calx__log_listener(engine);
	connection->generation = calx__fork_generation();
	connection->values = (struct vec)VEC_INIT(struct bound_value);
	connection->kinds = (struct vec)VEC_INIT(enum calx_kind);
	connection->places = (struct vec)VEC_INIT(size_t);
	calx__strbuf_init(&connection->key, 0);
	calx__strbuf_init(&connection->sql, 0);
	if (db_open(connection, error) >= 0)
		return connection;
	connection_free(connection);
	return NULL;
}

/* ---- taking and giving back --------------------------------------------- */

static struct calx_connection *idle_take(struct calx_engine *engine)
{
	return (struct calx_connection *)calx__pool_take(&engine->pool);
}

calx_connection *calx_connection_open(calx_engine *engine, calx_error *error)
{
	struct calx_connection *connection;

	calx_error_clear(error);
	if (!engine) {
		calx__fail(error, CALX_MISUSE, "there is no engine");
		return NULL;
	}
	while ((connection = idle_take(engine)) != NULL) {
		if (connection->generation == calx__fork_generation())
			return connection;
		connection_free(connection);
	}
	return connection_new(engine, error);
}

/* errors after which a connection is not used again */
static bool error_is_fatal(const calx_error *error)
{
	return error->status == CALX_CORRUPT || error->status == CALX_IO ||
	       error->status == CALX_CONNECTION;
}

static bool is_fit(struct calx_connection *connection)
{
	return !error_is_fatal(&connection->error) &&
	       connection->generation == calx__fork_generation() &&
	       connection->driver->state(connection->db) != TRANSACTION_LOST &&
	       calx_connection_rollback(connection) >= 0;
}

void calx_connection_close(calx_connection *connection)
{
	if (!connection)
		return;
	if (!is_fit(connection) || !calx__pool_give(&connection->engine->pool,
					   &connection->pooled))
		connection_free(connection);
}

void calx__connections_close(calx_engine *engine)
{
	struct calx_connection *connection;

	while ((connection = idle_take(engine)) != NULL)
		connection_free(connection);
}

/* ---- what they are ------------------------------------------------------ */

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
