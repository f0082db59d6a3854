#ifndef CALX_ENGINE_H
#define CALX_ENGINE_H

#include <calx/value.h>

/* The engine knows a database by its URL and hands out connections to it. It
 * may be shared by threads; a connection or session is used by one thread at
 * a time. Nothing here writes to stdio: see calx_engine_set_log(). */

typedef struct calx_engine calx_engine;

/** One statement that ran, as the log is told of it. All text is borrowed and
 * valid only during the call. */
typedef struct calx_log_event {
	const char *sql;
	const calx_value *values; /* what was bound */
	size_t value_count;
	int64_t nanoseconds; /* from prepare to the last step */
	bool cached;	     /* the prepared statement was there already */
	enum calx_status status;
	const char *where; /* file:line of the call, or NULL */
} calx_log_event;

typedef void calx_log_function(const calx_log_event *event, void *context);

CALX_BEGIN_DECLS

/**
 * Opens the database that `url` names: sqlite:///file.db (relative),
 * sqlite:////tmp/file.db (absolute), sqlite:// (in memory). Parameters follow
 * a question mark: ?mode=ro|rw|rwc|memory (rwc), ?timeout=SECONDS (5),
 * ?journal=wal|delete|... (wal where the file system allows it). The
 * connection is tried at once. Returns NULL and fills `error` (which may be
 * NULL) when the URL is not valid or the database does not open. The owner
 * closes it.
 *
 * On SQLite each connection has foreign keys enforced, a busy timeout,
 * defensive mode on, double-quoted strings, trusted schema and extension
 * loading off.
 */
CALX_API calx_engine *calx_engine_open(const char *url, calx_error *error);

/** Closes the engine and its idle connections. Sessions and connections must
 * be closed first. NULL is accepted. */
CALX_API void calx_engine_close(calx_engine *engine);

/** Calls `function` after each statement; NULL switches the log off. Set it
 * before connections are opened. */
CALX_API void calx_engine_set_log(
	calx_engine *engine, calx_log_function *function, void *context);

/** The URL with its password masked as ***. Borrowed from the engine. */
CALX_API const char *calx_engine_url(const calx_engine *engine);

/** The name of the dialect: "sqlite". Static. */
CALX_API const char *calx_engine_dialect(const calx_engine *engine);

CALX_END_DECLS

#endif
