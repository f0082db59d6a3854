#include "engine/transaction.h"

#include <stdio.h>
#include <string.h>

#include "compile/identifier.h"
#include "engine/error.h"
#include "engine/handle.h"
#include "engine/log.h"
#include "engine/prepare.h"
#include "engine/run.h"
#include "util/fail.h"
#include "util/options.h"

/* The transactions of a connection. */

/* The log hears of BEGIN, COMMIT and ROLLBACK as of statements, and hooks hear of
 * them before. */
static enum calx_status log_begin(
	struct calx_connection *connection, const char *sql, int64_t *ret_now)
{
	*ret_now = calx__log_clock(connection->engine);
	return *ret_now ? calx__log_before(connection,
				  &(const calx_log_event){
					  .sql = sql, .cached = true })
			: CALX_OK;
}

static enum calx_status log_end(struct calx_connection *connection,
	const char *sql, int64_t started, enum calx_status status)
{
	calx__log(connection,
		&(const calx_log_event){
			.sql = sql, .cached = true, .status = status },
		started);
	return status;
}

static enum transaction_state state_of(const struct calx_connection *connection)
{
	return connection->driver->state(connection->db);
}

bool calx__connection_in_transaction(const calx_connection *connection)
{
	enum transaction_state state =
		connection ? state_of(connection) : TRANSACTION_NONE;

	return state == TRANSACTION_OPEN || state == TRANSACTION_FAILED ||
	       (connection && connection->is_prepared);
}

bool calx_connection_in_transaction(const calx_connection *connection)
{
	return calx__connection_in_transaction(connection);
}

static enum calx_status options_read(const calx_transaction_options *options,
	calx_transaction_options *ret_options, calx_error *error)
{
	if (!calx__options_read(options, ret_options, sizeof(*ret_options)))
		return calx__fail(error, CALX_MISUSE,
			"the program knows more options of transactions than the library that it runs with");
	if (ret_options->read_only && ret_options->write)
		return calx__fail(error, CALX_MISUSE,
			"a transaction is to be read-only, and to write");
	if (ret_options->isolation < CALX_ISOLATION_DEFAULT ||
		ret_options->isolation > CALX_READ_UNCOMMITTED ||
		ret_options->statement_timeout_ms < 0 ||
		ret_options->lock_timeout_ms < 0)
		return calx__fail(error, CALX_RANGE,
			"the transaction's isolation is none, or a timeout is less than 0");
	return CALX_OK;
}

static void options_complete(
	const struct calx_engine *engine, calx_transaction_options *options)
{
	if (!options->isolation)
		options->isolation = engine->options.isolation;
	if (!options->write)
		options->read_only |= engine->options.read_only;
}

static enum calx_status name_check(
	struct calx_connection *connection, const char *name)
{
	if (!DRIVER_HAS(connection->driver, two_phases))
		return calx__fail(&connection->error, CALX_UNSUPPORTED,
			"%s has no commits in two phases",
			connection->dialect->name);
	if (!name || !*name || strlen(name) > TWO_PHASE_MAX)
		return calx__fail(&connection->error, CALX_RANGE,
			"the name of a transaction in two phases has from 1 to %zu bytes",
			TWO_PHASE_MAX);
	return CALX_OK;
}

static enum calx_status begin_run(struct calx_connection *connection,
	const calx_transaction_options *options)
{
	enum calx_status status = connection->driver->begin(
		connection->db, options, &connection->error);

	if (status >= 0 && options->two_phase)
		calx__fail_copy(connection->two_phase,
			sizeof(connection->two_phase), options->two_phase);
	else
		connection->two_phase[0] = '\0';
	return status;
}

enum calx_status calx_connection_begin_with(
	calx_connection *connection, const calx_transaction_options *options)
{
	calx_transaction_options all;
	enum calx_status status;
	int64_t started;

	if (!calx__connection_usable(connection))
		return calx__connection_status(connection);
	if (calx__connection_in_transaction(connection))
		return calx__fail(&connection->error, CALX_MISUSE,
			"a transaction is open already");
	if ((status = options_read(options, &all, &connection->error)) < 0 ||
		(all.two_phase &&
			(status = name_check(connection, all.two_phase)) < 0) ||
		(status = calx__streaming_stash(connection)) < 0)
		return status;
	options_complete(connection->engine, &all);
	if ((status = log_begin(connection, "BEGIN", &started)) >= 0)
		status = begin_run(connection, &all);
	return log_end(connection, "BEGIN", started, status);
}

/* The second phase. */
static enum calx_status prepared_end(
	struct calx_connection *connection, bool commits)
{
	enum calx_status status =
		connection->driver->two_phases->finish(connection->db,
			connection->two_phase, commits, &connection->error);

	connection->is_prepared = status < 0;
	return status;
}

/* A server that has given up on a transaction may take a COMMIT for a
 * ROLLBACK, and say that all is well. */
static enum calx_status commit_run(struct calx_connection *connection)
{
	if (connection->is_prepared)
		return prepared_end(connection, true);
	if (state_of(connection) == TRANSACTION_FAILED)
		return calx__fail(&connection->error, CALX_ERROR,
			"the transaction has failed, and can only be rolled back");
	return connection->driver->commit(connection->db, &connection->error);
}

enum calx_status calx_connection_commit(calx_connection *connection)
{
	enum calx_status status;
	int64_t started;

	if (!calx__connection_usable(connection))
		return calx__connection_status(connection);
	if (!calx__connection_in_transaction(connection))
		return CALX_OK;
	status = calx__streaming_stash(connection);
	if (status < 0)
		return status;
	if ((status = log_begin(connection, "COMMIT", &started)) >= 0)
		status = commit_run(connection);
	return log_end(connection, "COMMIT", started, status);
}

enum calx_status calx__connection_rollback(calx_connection *connection)
{
	enum calx_status status;
	int64_t started;

	if (!connection)
		return CALX_MISUSE;
	if (connection->suspended)
		return connection->error.status;
	if (connection->error.status < 0)
		calx_error_clear(&connection->error);
	if (!calx__connection_usable(connection))
		return connection->error.status;
	if (!calx__connection_in_transaction(connection))
		return CALX_OK;
	calx__streaming_cut(connection);
	started = calx__log_clock(connection->engine);
	status = connection->is_prepared
			 ? prepared_end(connection, false)
			 : connection->driver->rollback(
				   connection->db, &connection->error);
	return log_end(connection, "ROLLBACK", started, status);
}

/* ---- in two phases --------------------------------------------------------- */

enum calx_status calx_connection_prepare(calx_connection *connection)
{
	enum calx_status status;
	int64_t started;

	if (!calx__connection_usable(connection))
		return calx__connection_status(connection);
	if (!connection->two_phase[0] || connection->is_prepared ||
		!calx__connection_in_transaction(connection))
		return calx__fail(&connection->error, CALX_MISUSE,
			"no transaction is open that was begun with .two_phase");
	if ((status = calx__streaming_stash(connection)) < 0)
		return status;
	started = calx__log_clock(connection->engine);
	status = state_of(connection) == TRANSACTION_FAILED
			 ? commit_run(connection)
			 : connection->driver->two_phases->prepare(
				   connection->db, connection->two_phase,
				   &connection->error);
	connection->is_prepared = status >= 0;
	return log_end(connection, "PREPARE TRANSACTION", started, status);
}

static enum calx_status finish_other(
	calx_connection *connection, const char *name, bool commits)
{
	enum calx_status status;
	int64_t started;

	if (!calx__connection_usable(connection))
		return calx__connection_status(connection);
	if (calx__connection_in_transaction(connection))
		return calx__fail(&connection->error, CALX_MISUSE,
			"a transaction is open on the connection");
	if ((status = name_check(connection, name)) < 0 ||
		(status = calx__streaming_stash(connection)) < 0)
		return status;
	started = calx__log_clock(connection->engine);
	status = connection->driver->two_phases->finish(
		connection->db, name, commits, &connection->error);
	return log_end(connection,
		commits ? "COMMIT PREPARED" : "ROLLBACK PREPARED", started,
		status);
}

enum calx_status calx_connection_commit_prepared(
	calx_connection *connection, const char *name)
{
	return finish_other(connection, name, true);
}

enum calx_status calx_connection_rollback_prepared(
	calx_connection *connection, const char *name)
{
	return finish_other(connection, name, false);
}

long long calx_connection_prepared(calx_connection *connection,
	calx_prepared_function *function, void *context)
{
	calx_result *result;
	const calx_row *row;
	long long count = 0;

	if (!calx__connection_usable(connection))
		return calx__connection_status(connection);
	/* where there are no such commits, none waits */
	if (!DRIVER_HAS(connection->driver, two_phases))
		return 0;
	result = calx_connection_query(
		connection, connection->driver->two_phases->names, NULL, 0);
	while ((row = calx_result_next(result)) != NULL) {
		function(calx_row_text(row, calx_row_count(row) - 1), context);
		count++;
	}
	calx_result_close(result);
	return connection->error.status < 0 ? connection->error.status : count;
}

/* ---- savepoints ----------------------------------------------------------- */

/* ISO 9075-2, 17.5 to 17.7: the databases agree on these. */
static const char *const savepoint_words[] = {
	[SAVEPOINT_BEGIN] = "SAVEPOINT",
	[SAVEPOINT_RELEASE] = "RELEASE SAVEPOINT",
	[SAVEPOINT_BACK] = "ROLLBACK TO SAVEPOINT",
};

enum calx_status calx__connection_savepoint(calx_connection *connection,
	enum savepoint_verb verb, size_t number, const char *where)
{
	struct prepared *prepared;
	char sql[64];

	snprintf(
		sql, sizeof(sql), "%s calx_%zu", savepoint_words[verb], number);
	prepared = calx__prepare_sql(connection, sql, strlen(sql), where);
	calx__step(prepared);
	calx__finish(prepared);
	return calx__connection_status(connection);
}

static enum calx_status savepoint_named(
	calx_connection *connection, enum savepoint_verb verb, const char *name)
{
	struct strbuf sql = STRBUF_INIT;

	if (!calx__connection_usable(connection))
		return calx__connection_status(connection);
	if (calx__identifier_check(
		    connection->dialect, name, &connection->error) < 0)
		return connection->error.status;
	calx__strbuf_adds(&sql, savepoint_words[verb]);
	calx__strbuf_addc(&sql, ' ');
	calx__sql_identifier(&sql, connection->dialect, name);
	if (sql.failed)
		calx__fail_memory(&connection->error);
	else
		calx_connection_execute(connection, sql.data, NULL, 0);
	calx__strbuf_release(&sql);
	return connection->error.status;
}

enum calx_status calx_connection_savepoint(
	calx_connection *connection, const char *name)
{
	return savepoint_named(connection, SAVEPOINT_BEGIN, name);
}

enum calx_status calx_connection_release(
	calx_connection *connection, const char *name)
{
	return savepoint_named(connection, SAVEPOINT_RELEASE, name);
}

enum calx_status calx_connection_rollback_to(
	calx_connection *connection, const char *name)
{
	calx_error before;

	if (!connection)
		return CALX_MISUSE;
	calx__connection_set_aside(connection, &before);
	if (savepoint_named(connection, SAVEPOINT_BACK, name) >= 0 ||
		before.status >= 0)
		return connection->error.status;
	/* what has failed first is the reason */
	connection->error = before;
	return before.status;
}
