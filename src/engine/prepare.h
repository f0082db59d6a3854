#ifndef CALX_ENGINE_PREPARE_H
#define CALX_ENGINE_PREPARE_H

#include "sql/statement/key.h"
#include "engine/run.h"
#include "sql/statement/node.h"

/* Where prepared statements come from: the connection's cache, or the
 * compiler and the driver. */

/* The prepared form of a statement, from the cache or compiled now. The values
 * of its clauses are collected in the connection. NULL on failure. A hit
 * allocates nothing. */
struct prepared *calx__prepare(calx_connection *connection,
	const struct statement *statement, const char *where);
/* the same of SQL text */
struct prepared *calx__prepare_sql(calx_connection *connection, const char *sql,
	size_t length, const char *where);

/* Runs one statement that returns no rows that matter, past the cache. */
enum calx_status calx__run(calx_connection *connection, const char *sql);
/* Finalizes every statement; none may be used any more. */
void calx__prepared_release(calx_connection *connection);

/* Finalizes those that nobody uses now, and the others once they are finished. */
void calx__prepared_forget(calx_connection *connection);
/* Tells `trace` of what changes something; NULL ends it. */
void calx__connection_trace(
	calx_connection *connection, connection_trace *trace, void *context);

#endif
