#ifndef CALX_ENGINE_PRIVATE_H
#define CALX_ENGINE_PRIVATE_H

#include "engine/cache.h"
#include "engine/connection.h"

/* What only this folder knows of a connection. */

struct calx_connection {
	struct calx_engine *engine;
	void *db;		      /* the driver's */
	struct calx_connection *next; /* in the engine's idle list */
	unsigned generation;	      /* of the process that opened it */
	calx_error error;	      /* the first one sticks */
	struct statement_cache cache;
	/* kept so that a statement that is known allocates nothing */
	struct strbuf key;
	struct vec values; /* of struct bound_value */
	struct strbuf sql;
	connection_trace *trace; /* NULL: nobody listens */
	void *trace_context;
};

/* Whether the connection can be used: it has not failed, and this process is
 * the one that opened it. What is wrong sticks. NULL is not usable. */
bool calx__connection_usable(struct calx_connection *connection);
/* Fills in the statement and the place, if a failure has just stuck. */
void calx__connection_annotate(
	struct calx_connection *connection, const char *sql, const char *where);

/* Finalizes every statement; none may be used any more. */
void calx__prepared_release(struct calx_connection *connection);
/* as calx__prepare_sql(), but not to be kept after calx__finish() */
struct prepared *calx__prepare_once(
	calx_connection *connection, const char *sql);

/* Raised in the child by each fork(). */
unsigned calx__fork_generation(void);

#endif
