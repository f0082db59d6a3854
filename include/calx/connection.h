#ifndef CALX_CONNECTION_H
#define CALX_CONNECTION_H

#include <calx/engine.h>
#include <calx/row.h>

/* The layer below the session: one connection, plain SQL with bound values,
 * explicit transactions. The first error sticks: later calls do nothing and
 * return it until calx_connection_rollback(). A NULL connection is a failed
 * one. */

typedef struct calx_connection calx_connection;
typedef struct calx_result calx_result;

/** How a transaction begins. */
enum calx_transaction_mode {
	CALX_READ_WRITE, /* takes the write lock at once (BEGIN IMMEDIATE) */
	CALX_READ        /* takes locks as they are needed */
};

CALX_BEGIN_DECLS

/** Takes a connection from the engine, opening one if none is idle. NULL and
 * `error` on failure, or when `engine` is NULL. Give it back by closing it. */
CALX_API calx_connection *calx_connection_open(calx_engine *engine, calx_error *error);

/** Rolls back what is open and gives the connection back; its next user finds
 * the settings and temporary tables that were made on it. NULL is accepted. */
CALX_API void calx_connection_close(calx_connection *connection);

/** The error that sticks to the connection, or NULL. Borrowed. */
CALX_API const calx_error *calx_connection_error(const calx_connection *connection);

/** Begins a transaction; one that is open already is an error. */
CALX_API enum calx_status calx_connection_begin(calx_connection *connection, enum calx_transaction_mode mode);
/** Commits; without an open transaction it does nothing. */
CALX_API enum calx_status calx_connection_commit(calx_connection *connection);
/** Rolls back and clears the error that stuck. */
CALX_API enum calx_status calx_connection_rollback(calx_connection *connection);

/**
 * Runs one SQL statement and returns the number of rows it changed, or a
 * negative status. Each `?` takes the next of `values`; their number must
 * match. A second statement in `sql` is an error. Statements are kept
 * prepared.
 */
CALX_API int64_t calx_connection_execute(calx_connection *connection, const char *sql, const calx_value *values, size_t count);

/** Runs one SQL statement for its rows. NULL on failure. The rows stream; the
 * caller closes the result. */
CALX_API calx_result *calx_connection_query(calx_connection *connection, const char *sql, const calx_value *values, size_t count);

/** The next row, borrowed until the next call; NULL at the end or on failure
 * (see calx_connection_error()). */
CALX_API const calx_row *calx_result_next(calx_result *result);

/** Ends the statement. NULL is accepted. */
CALX_API void calx_result_close(calx_result *result);

CALX_END_DECLS

#endif
