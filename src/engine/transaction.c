#include "engine/transaction.h"

#include <stdio.h>
#include <string.h>

#include "engine/error.h"
#include "engine/handle.h"
#include "engine/log.h"
#include "engine/prepare.h"
#include "engine/run.h"
#include "util/fail.h"
#include "util/options.h"

/* The transactions of a connection. */

/* The log hears of BEGIN, COMMIT and ROLLBACK as of statements. */
static enum calx_status log_end(struct calx_connection *connection,
	const char *sql, int64_t started, enum calx_status status)
{
	calx__log(connection->engine,
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

	return state == TRANSACTION_OPEN || state == TRANSACTION_FAILED;
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
	return CALX_OK;
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
		(status = calx__streaming_stash(connection)) < 0)
		return status;
	started = calx__log_clock(connection->engine);
	status = connection->driver->begin(
		connection->db, &all, &connection->error);
	return log_end(connection, "BEGIN", started, status);
}

/* A server that has given up on a transaction may take a COMMIT for a
 * ROLLBACK, and say that all is well. */
static enum calx_status commit_run(struct calx_connection *connection)
{
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
	started = calx__log_clock(connection->engine);
	status = commit_run(connection);
	return log_end(connection, "COMMIT", started, status);
}

enum calx_status calx__connection_rollback(calx_connection *connection)
{
	enum calx_status status;
	int64_t started;

	if (!connection)
		return CALX_MISUSE;
	if (connection->error.status < 0)
		calx_error_clear(&connection->error);
	if (!calx__connection_usable(connection))
		return connection->error.status;
	if (!calx__connection_in_transaction(connection))
		return CALX_OK;
	calx__streaming_cut(connection);
	started = calx__log_clock(connection->engine);
	status = connection->driver->rollback(
		connection->db, &connection->error);
	return log_end(connection, "ROLLBACK", started, status);
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
