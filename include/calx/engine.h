#ifndef CALX_ENGINE_H
#define CALX_ENGINE_H

#include <calx/value.h>

/* The engine: a database, known by its URL, and the connections to it. A
 * program opens one for each database, when it starts:
 *
 *     calx_error error = { 0 };
 *     calx_engine *engine = calx_engine_open("sqlite:///books.db", &error);
 *
 * and takes sessions (calx/session.h) or plain connections (calx/connection.h)
 * from it. Connections that are given back are kept for the next who wants one,
 * with the statements that they have prepared. There are so many of them at most
 * (.pool_size): when all are in use, the next one waits, and the error of who has
 * waited too long says who has them.
 *
 * Threads may share an engine; a connection or session is used by one thread
 * at a time. A child process that fork() has made cannot use its parent's
 * connections: it takes new ones from the engine, which notices.
 *
 * Nothing in the library writes to stdio. What runs can be seen with
 * calx_engine_set_log(). */

/** A database and its connections. Opaque. */
typedef struct calx_engine calx_engine;
/** One connection to a database (calx/connection.h). Opaque. */
typedef struct calx_connection calx_connection;

/** How far a transaction is kept apart from those at the same time, as ISO 9075
 * says. A database may keep it further apart: SQLite's are all serializable. */
enum calx_isolation {
	CALX_ISOLATION_DEFAULT, /* what the database does by itself */
	CALX_READ_COMMITTED,
	CALX_REPEATABLE_READ,
	CALX_SERIALIZABLE, /* as if one ran after the other; see CALX_RETRY */
	CALX_READ_UNCOMMITTED /* what others have not committed may be seen */
};

/** What happens to a connection that is given back, before somebody else gets it. */
enum calx_reset {
	/** What is open is rolled back; settings, temporary tables and locks of
	 * the connection stay. */
	CALX_RESET_ROLLBACK,
	/** what is open is committed, unless something has failed */
	CALX_RESET_COMMIT,
	/** It is rolled back and becomes as a new one; its prepared statements are
	 * gone. Where a database has no way to do that (SQLite), it is closed. */
	CALX_RESET_ALL
};

/** What calx_engine_open() takes after the URL and the error. */
typedef struct calx_engine_options {
	/** sizeof(calx_engine_options), which the macro fills in */
	size_t size;
	/** how many statements each connection keeps prepared; 0: 256, which
	 * is also the most */
	int statement_cache;
	/** how many connections may be open at once, in all threads; 0: 16.
	 * Each session and each calx_connection has one. */
	int pool_size;
	/** who wants one when all are in use waits for as many milliseconds,
	 * and fails with CALX_TIMEOUT then (0: 30,000; less: at once) */
	long long pool_wait_ms;
	/** a connection that nobody has used for as many milliseconds is asked
	 * whether its server is still there before it is used again (0: 1,000,
	 * less: never). Databases without a server are not asked. */
	long long ping_idle_ms;
	/** a connection that was opened longer ago is closed, and another one
	 * opened in its place, when somebody wants it (0: however old). For
	 * servers and firewalls that cut what is old: databases without a
	 * server are not reopened. */
	long long recycle_ms;
	/** how far transactions are kept apart that do not say it */
	enum calx_isolation isolation;
	/** transactions that do not say that they write only read */
	bool read_only;
	/** see calx_transaction_options; of all statements, whether there is a
	 * transaction or not. 0: as long as they take */
	long long statement_timeout_ms;
	/** likewise; 0: as the URL's timeout says, or else the server */
	long long lock_timeout_ms;
	/** the log and hooks are not told the values that are bound, but only how
	 * many they are */
	bool hide_values;
	/** How many connections wait for their next use at most; what is given
	 * back beyond that is closed (0: all, less: none). .pool_size = 15 and
	 * .idle_max = 5 are five that stay and ten more when they are needed;
	 * -1 is no pool at all; .pool_size = 1 is one connection for all. The
	 * last connection to sqlite:// takes the database along. */
	int idle_max;
	/** what happens to one that is given back */
	enum calx_reset reset;
	/** Of many rows that are to be inserted, updated or deleted at once, so
	 * many go to the database together at most (0: as many as it takes best;
	 * 1: each by a statement of its own). More are quicker; a server is busy
	 * with them for longer, and keeps them in memory. */
	int rows_at_once;
} calx_engine_options;

/**
 * What the log is told: a statement that ran, or something that the database
 * says by itself. All text is borrowed and valid only during the call. Members
 * are only added, at the end.
 */
typedef struct calx_log_event {
	/** the statement, with its placeholders; "" if this is a message */
	const char *sql;
	/** what was bound to it; NULL if the engine hides it (.hide_values) */
	const calx_value *values;
	/** the number of `values` */
	size_t value_count;
	/** the time from prepare to the last step, in which other statements
	 * may have run */
	int64_t nanoseconds;
	/** the prepared statement was there already */
	bool cached;
	/** how it ended */
	enum calx_status status;
	/** file:line of the call, or NULL */
	const char *where;
	/** a notice or warning of the server, or what another connection sent
	 * (NULL: this is a statement) */
	const char *message;
	/** the channel on which another connection has sent it, or NULL */
	const char *channel;
} calx_log_event;

/** What calx_engine_set_log() takes. It may be called by several threads at
 * once. */
typedef void calx_log_function(const calx_log_event *event, void *context);

/** How a hook is called: what calx_engine_on(), calx_session_on() and calx_listen()
 * take at their end, as in .once = true. */
typedef struct calx_hook_options {
	/** sizeof(calx_hook_options), which the macros fill in */
	size_t size;
	/** at the next time only */
	bool once;
	/** before those that are there, and not behind them */
	bool first;
} calx_hook_options;

/** What a program may be told of by calx_engine_on(). */
enum calx_engine_event {
	/** A connection was opened, or opened anew after it was lost, and is new
	 * to this hook: it comes before the first use, and is what sets a
	 * connection up. A refusal closes it. */
	CALX_AFTER_CONNECT,
	/** somebody gets it, as a connection or by a session; a refusal closes
	 * it */
	CALX_AFTER_CHECKOUT,
	/** it is given back: what is open is not rolled back yet */
	CALX_BEFORE_CHECKIN,
	/** it was reset, and is about to wait for its next use; a refusal closes
	 * it */
	CALX_AFTER_RESET,
	/** it is closed */
	CALX_BEFORE_CLOSE,
	/** A statement is to run: `event` has all but time and status. A refusal
	 * is its failure. */
	CALX_BEFORE_STATEMENT,
	/** it has ended; as the log is told. A refusal sticks, so that what comes
	 * next fails. */
	CALX_AFTER_STATEMENT,
	/** The text of a statement is to be prepared: `event` has nothing but its
	 * `sql`, and calx_connection_rewrite() changes it. A statement is prepared
	 * once for a connection, and kept. Nothing can be run on the connection
	 * by this hook. */
	CALX_BEFORE_PREPARE
};

/** What calx_engine_on() takes: `event` is NULL if it is not of a statement. It may
 * run statements on the connection, of which hooks are not told. A status below
 * zero refuses what is about to happen; the error that sticks to the connection
 * says why, or else that a hook has. It may be called by several threads at once. */
typedef enum calx_status calx_engine_hook(calx_connection *connection,
	const calx_log_event *event, void *context);

/** The connections of an engine, at one moment. */
typedef struct calx_pool_status {
	/** the most that may be open */
	size_t size;
	/** open, and waiting for their next use */
	size_t idle;
	/** in use, or being opened */
	size_t used;
	/** threads that wait for one */
	size_t waiting;
} calx_pool_status;

CALX_BEGIN_DECLS

/**
 * Opens the database that `url` names: sqlite:///file.db (relative),
 * sqlite:////tmp/file.db (absolute), sqlite:// (in memory). Parameters follow
 * a question mark: ?mode=ro|rw|rwc|memory (rwc), ?timeout=SECONDS (5),
 * ?journal=wal|delete|... (the one that the file has; a new one gets wal where
 * the file system allows it), ?trusted_schema=on|off,
 * ?double_quoted_strings=on|off (off; see below for both),
 * ?cell_size_check=on|off (off; on with trusted_schema=off, and for who only
 * looks), ?synchronous=off|normal|full|extra (normal with wal, else full) and
 * ?cache_size=KIB (2000): SQLite's pragmas. The connection is tried at once. Returns NULL and fills `error` (which
 * may be NULL) when the URL is not valid or the database does not open. The
 * owner closes it. `options` may be NULL.
 *
 * On SQLite each connection has foreign keys enforced, a busy timeout,
 * defensive mode on, double-quoted strings and extension loading off. Views and
 * triggers of the file may use virtual tables of SQLite's own (full-text search,
 * R-Trees) and functions that are declared innocuous. If the program has taught
 * SQLite other functions or virtual tables, by an extension that loads itself,
 * then SQLite before 3.44 lets them use neither those nor its own, unless the
 * URL says trusted_schema=on; with off nothing is allowed that is not innocuous.
 * cell_size_check lets SQLite look at each page as it is read, which finds a
 * damaged file sooner and costs up to a quarter of a look-up: for files of
 * others (SQLite's manual, "Defense Against The Dark Arts").
 *
 * A view or a trigger that another program has made may have strings in double
 * quotes: what uses it fails with an error that names it, unless the URL says
 * double_quoted_strings=on. In the statements of the program double quotes are
 * those of names also then.
 */
CALX_API calx_engine *calx_engine_open_with(
	const char *url, const calx_engine_options *options, calx_error *error);

/** Closes the engine and its idle connections. Sessions and connections must
 * be closed first. NULL is accepted. */
CALX_API void calx_engine_close(calx_engine *engine);

/** How many connections are open, and what they do. Any thread may ask. */
CALX_API calx_pool_status calx_engine_pool_status(calx_engine *engine);

/** Closes the connections that are idle now, and those that are in use when
 * they are given back: what comes after has new ones. For a program that knows
 * that its server was replaced. The last connection to sqlite:// takes the
 * database in memory with it. Any thread may call it; NULL is accepted. */
CALX_API void calx_engine_dispose(calx_engine *engine);

/** Calls `function` after each statement; NULL switches the log off. Set it
 * before connections are opened. */
CALX_API void calx_engine_set_log(
	calx_engine *engine, calx_log_function *function, void *context);

/** A log for calx_engine_set_log(engine, calx_log_print, stderr): writes a line for
 * each event into the FILE that `context` is, with statement, values, time, status
 * and place. Of long texts and of many values only the first ones are written, and
 * how long or many they are; control characters are replaced. */
CALX_API void calx_log_print(const calx_log_event *event, void *context);

/** Calls `hook` whenever that happens, after those that were set before. Set hooks
 * before other threads use the engine. CALX_OUT_OF_MEMORY, or CALX_MISUSE without
 * an engine or a hook. `options` may be NULL. */
CALX_API enum calx_status calx_engine_on_with(calx_engine *engine,
	enum calx_engine_event event, calx_engine_hook *hook, void *context,
	const calx_hook_options *options);
/** In a hook of CALX_BEFORE_PREPARE: the statement is this text, which the hooks
 * behind it see as `sql`. It is copied. It must be of the database (what stands for
 * values, too), and of as many values. CALX_MISUSE outside of such a hook;
 * CALX_OUT_OF_MEMORY, which sticks. */
CALX_API enum calx_status calx_connection_rewrite(
	calx_connection *connection, const char *sql);
/** Takes away what calx_engine_on() was told, with the same three. False if there is
 * no such hook. */
CALX_API bool calx_engine_off(calx_engine *engine, enum calx_engine_event event,
	calx_engine_hook *hook, void *context);

/** The URL with its password masked as ***. Borrowed from the engine. */
CALX_API const char *calx_engine_url(const calx_engine *engine);

/** The name of the dialect: "sqlite", "postgresql", "mariadb". Static. */
CALX_API const char *calx_engine_dialect(const calx_engine *engine);

/** The client library: "libsqlite3", "libpq", "libmariadb". Static. */
CALX_API const char *calx_engine_driver(const calx_engine *engine);

/** The version of a server. */
typedef struct calx_server_version {
	/** as it says it: "15.20 (Debian 15.20-0+deb12u1)" */
	const char *text;
	/** its first number */
	int major;
	/** its second number, 0 if it has none */
	int minor;
	/** its third one, likewise */
	int patch;
} calx_server_version;

/** The version of the server that answered when the engine was opened; of the
 * library, where there is no server. Its text is the engine's. */
CALX_API calx_server_version calx_engine_server_version(
	const calx_engine *engine);

CALX_END_DECLS

#ifndef __cplusplus
/* clang-format off */
/** calx_engine_on(engine, CALX_AFTER_CONNECT, hook, context) or
 * calx_engine_on(engine, CALX_AFTER_CONNECT, hook, context, .once = true): see
 * calx_engine_on_with(). */
#define calx_engine_on(engine, event, hook, ...) CALX_ENGINE_ON_(engine, event, hook, __VA_ARGS__, )
#define CALX_ENGINE_ON_(engine, event, hook, context, ...) \
	calx_engine_on_with(engine, event, hook, context, &(const calx_hook_options){ .size = sizeof(calx_hook_options), __VA_ARGS__ })

/** calx_engine_open(url, &error) or calx_engine_open(url, &error,
 * .statement_cache = 64): see calx_engine_open_with(). */
#define calx_engine_open(url, ...) CALX_ENGINE_OPEN_(url, __VA_ARGS__, )
#define CALX_ENGINE_OPEN_(url, error, ...) \
	calx_engine_open_with(url, &(const calx_engine_options){ .size = sizeof(calx_engine_options), __VA_ARGS__ }, error)
/* clang-format on */
#endif

#endif
