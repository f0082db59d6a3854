#include "engine/private.h"

#include "util/alloc.h"
#include "util/clock.h"
#include "util/fail.h"

/* Connections: where they come from and go, their sticky error and their
 * transactions. */

/* Connections that wait for their next use; those beyond are closed. */
#define IDLE_MAX ((size_t)16)

/* ---- opening and closing ------------------------------------------------ */

/* A connection of the parent process is let go of, not closed: closing would
 * touch the files that the parent works on. */
static void connection_free(struct calx_connection *connection)
{
	bool ours = connection->generation == calx__fork_generation();

	if (connection->db && ours) {
		calx__prepared_release(connection);
		connection->engine->driver->close(connection->db);
	}
	calx__strbuf_release(&connection->key);
	calx__strbuf_release(&connection->sql);
	calx__vec_release(&connection->values);
	calx__free(connection);
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
	connection->generation = calx__fork_generation();
	connection->values = (struct vec)VEC_INIT(struct bound_value);
	calx__strbuf_init(&connection->key, 0);
	calx__strbuf_init(&connection->sql, 0);
	if (engine->driver->open(&engine->url, &connection->db, error) < 0) {
		connection->db = NULL;
		connection_free(connection);
		return NULL;
	}
	return connection;
}

static struct calx_connection *idle_take(struct calx_engine *engine)
{
	struct calx_connection *connection;

	pthread_mutex_lock(&engine->lock);
	connection = engine->idle;
	if (connection) {
		engine->idle = connection->next;
		engine->idle_count--;
	}
	pthread_mutex_unlock(&engine->lock);
	return connection;
}

static bool idle_give(
	struct calx_engine *engine, struct calx_connection *connection)
{
	bool room;

	pthread_mutex_lock(&engine->lock);
	room = engine->idle_count < IDLE_MAX;
	if (room) {
		connection->next = engine->idle;
		engine->idle = connection;
		engine->idle_count++;
	}
	pthread_mutex_unlock(&engine->lock);
	return room;
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

void calx_connection_close(calx_connection *connection)
{
	bool fatal;

	if (!connection)
		return;
	fatal = error_is_fatal(&connection->error) ||
		connection->generation != calx__fork_generation();
	if (!fatal)
		fatal = calx_connection_rollback(connection) < 0;
	if (fatal || !idle_give(connection->engine, connection))
		connection_free(connection);
}

void calx_engine_close(calx_engine *engine)
{
	struct calx_connection *connection;

	if (!engine)
		return;
	while ((connection = idle_take(engine)) != NULL)
		connection_free(connection);
	pthread_mutex_destroy(&engine->lock);
	calx__arena_release(&engine->arena);
	calx__free(engine);
}

/* ---- errors ------------------------------------------------------------- */

static const calx_error no_connection = {
	.status = CALX_MISUSE,
	.message = "there is no connection",
};

const calx_error *calx_connection_error(const calx_connection *connection)
{
	if (!connection)
		return &no_connection;
	return connection->error.status < 0 ? &connection->error : NULL;
}

enum calx_status calx__connection_status(const calx_connection *connection)
{
	return connection ? connection->error.status : CALX_MISUSE;
}

calx_error *calx__connection_failing(calx_connection *connection)
{
	if (!connection || connection->error.status < 0)
		return NULL;
	return &connection->error;
}

enum calx_status calx__connection_condemn(
	calx_connection *connection, const char *why)
{
	return calx__fail(&connection->error, CALX_CONNECTION, "%s", why);
}

void calx__connection_trace(
	calx_connection *connection, connection_trace *trace, void *context)
{
	if (!connection)
		return;
	connection->trace = trace;
	connection->trace_context = context;
}

bool calx__connection_usable(struct calx_connection *connection)
{
	if (!connection || connection->error.status < 0)
		return false;
	if (connection->generation == calx__fork_generation())
		return true;
	calx__fail(&connection->error, CALX_MISUSE,
		"the connection was opened before fork()");
	calx__fail_hint(&connection->error,
		"A child process opens connections of its own.");
	return false;
}

void calx__connection_annotate(
	struct calx_connection *connection, const char *sql, const char *where)
{
	calx_error *error = &connection->error;

	if (error->status == CALX_OK)
		return;
	if (sql && !*error->statement)
		calx__fail_copy(
			error->statement, sizeof(error->statement), sql);
	if (where && !*error->where)
		calx__fail_copy(error->where, sizeof(error->where), where);
}

/* ---- transactions ------------------------------------------------------- */

/* Tells the log of a BEGIN, COMMIT or ROLLBACK. */
static enum calx_status transaction_end_call(struct calx_connection *connection,
	const char *sql, int64_t started, enum calx_status status)
{
	const struct calx_engine *engine = connection->engine;

	if (engine->log)
		engine->log(
			&(const calx_log_event){
				.sql = sql,
				.nanoseconds = calx__clock() - started,
				.cached = true,
				.status = status,
			},
			engine->log_context);
	return status;
}

static int64_t clock_for_log(const struct calx_connection *connection)
{
	return connection->engine->log ? calx__clock() : 0;
}

enum calx_status calx_connection_begin(
	calx_connection *connection, enum calx_transaction_mode mode)
{
	enum calx_status status;
	int64_t started;

	if (!calx__connection_usable(connection))
		return calx__connection_status(connection);
	if (calx__connection_in_transaction(connection))
		return calx__fail(&connection->error, CALX_MISUSE,
			"a transaction is open already");
	started = clock_for_log(connection);
	status = connection->engine->driver->begin(
		connection->db, mode, &connection->error);
	return transaction_end_call(connection, "BEGIN", started, status);
}

enum calx_status calx_connection_commit(calx_connection *connection)
{
	enum calx_status status;
	int64_t started;

	if (!calx__connection_usable(connection))
		return calx__connection_status(connection);
	if (!calx__connection_in_transaction(connection))
		return CALX_OK;
	started = clock_for_log(connection);
	status = connection->engine->driver->commit(
		connection->db, &connection->error);
	return transaction_end_call(connection, "COMMIT", started, status);
}

enum calx_status calx_connection_rollback(calx_connection *connection)
{
	enum calx_status status;
	int64_t started;

	if (!connection)
		return CALX_MISUSE;
	calx_error_clear(&connection->error);
	if (!calx__connection_usable(connection))
		return connection->error.status;
	if (!calx__connection_in_transaction(connection))
		return CALX_OK;
	started = clock_for_log(connection);
	status = connection->engine->driver->rollback(
		connection->db, &connection->error);
	return transaction_end_call(connection, "ROLLBACK", started, status);
}

bool calx__connection_in_transaction(const calx_connection *connection)
{
	return connection &&
	       connection->engine->driver->in_transaction(connection->db);
}

const struct dialect *calx__connection_dialect(
	const calx_connection *connection)
{
	return connection ? connection->engine->driver->dialect : NULL;
}

const struct driver *calx__connection_driver(const calx_connection *connection)
{
	return connection ? connection->engine->driver : NULL;
}

int64_t calx__changes(calx_connection *connection)
{
	return connection->engine->driver->changes(connection->db);
}

int64_t calx__last_insert_id(calx_connection *connection)
{
	return connection->engine->driver->last_insert_id(connection->db);
}
