#ifndef CALX_ENGINE_CONNECTION_H
#define CALX_ENGINE_CONNECTION_H

#include "sql/statement/node.h"
#include "engine/engine.h"
#include <calx/connection.h>

/* A connection's inside: the statement cache and the way a statement runs.
 * Every statement of the library passes through here.
 *
 *     struct prepared *p = calx__prepare(connection, &statement, where);
 *     calx__bind(p, values, count);          or calx__bind_collected(p)
 *     while (calx__step(p) == 1)
 *             calx__row(p, kinds, n, row);
 *     calx__finish(p);                       (NULL is accepted)
 *
 * Each call does nothing after a failure, which sticks to the connection, and
 * fails when it is given NULL. What was bound is borrowed until the statement
 * is rewound or finished. */

struct prepared {
	struct calx_connection *connection;
	void *statement; /* the driver's */
	const char *sql;
	size_t sql_length;
	size_t parameter_count;
	size_t bound;  /* how many of them have a value */
	bool cached;   /* was found in the cache */
	bool running;  /* in use: a second user gets one of its own */
	bool done;     /* has no more rows */
	bool stepping; /* has a row, and may have another */
	bool rewound;  /* and not begun anew */
	const char *where;
	int64_t started;   /* nanoseconds, for the log; 0: told already */
	struct vec logged; /* of calx_value, what was bound, for the log */
};

/* The prepared form of a statement, from the cache or compiled now. The values
 * of its clauses are collected in the connection. NULL on failure. A hit
 * allocates nothing. */
struct prepared *calx__prepare(calx_connection *connection,
	const struct statement *statement, const char *where);
/* the same of SQL text */
struct prepared *calx__prepare_sql(calx_connection *connection, const char *sql,
	size_t length, const char *where);

/* Binds `count` values from parameter `first` on; each is checked against its
 * column and stored as the column's type says (an enumeration by its label). */
enum calx_status calx__bind(struct prepared *prepared, size_t first,
	const struct bound_value *values, size_t count);
/* Binds what calx__prepare() collected. */
enum calx_status calx__bind_collected(struct prepared *prepared);
int calx__step(struct prepared *prepared);
enum calx_status calx__row(struct prepared *prepared,
	const enum calx_kind *kinds, size_t count, calx_value *values);
size_t calx__column_count(struct prepared *prepared);
const char *calx__column_label(struct prepared *prepared, size_t index);
/* Ready to be bound and run again (batches); keeps it in use. */
void calx__rewind(struct prepared *prepared);
/* Ends it, tells the log, gives it back to the cache. */
void calx__finish(struct prepared *prepared);

int64_t calx__changes(calx_connection *connection);
int64_t calx__last_insert_id(calx_connection *connection);

/* Says that the connection must not be used again: CALX_CONNECTION takes the
 * place of what stuck, and closing throws it away. Returns that status. */
enum calx_status calx__connection_condemn(
	calx_connection *connection, const char *why);
/* Is told of each statement that changes something just before it runs, with
 * its values written into its text. NULL ends it. */
typedef void connection_trace(void *context, const char *sql);
void calx__connection_trace(
	calx_connection *connection, connection_trace *trace, void *context);
/* The connection's sticky error, to be filled; NULL if one is there already. */
calx_error *calx__connection_failing(calx_connection *connection);
enum calx_status calx__connection_status(const calx_connection *connection);
bool calx__connection_in_transaction(const calx_connection *connection);
const struct dialect *calx__connection_dialect(
	const calx_connection *connection);
const struct driver *calx__connection_driver(const calx_connection *connection);
/* Lends the connection to a dialect that reads catalogs. */
struct catalog calx__connection_catalog(calx_connection *connection);
/* Runs one statement that returns no rows that matter, past the cache. */
enum calx_status calx__run(calx_connection *connection, const char *sql);
/* Reads the schema as the dialect sees it. */
enum calx_status calx__inspect(calx_connection *connection, struct arena *arena,
	struct sql_schema *ret_schema);

/* A row that calx_row_*() can read: `values` by `columns` (entries may be NULL). */
struct calx_row {
	calx_connection *connection;
	struct prepared *prepared;
	const calx_value *values;
	const calx_column *const *columns;
	size_t count;
	struct arena *scratch; /* text that getters write out */
};

#endif
