#ifndef CALX_ENGINE_PREPARED_H
#define CALX_ENGINE_PREPARED_H

#include "engine/log.h"
#include "engine/stash.h"

/* A prepared statement. How it comes to be is prepare.h, how it is run run.h. */

struct prepared {
	struct cache_entry entry; /* first: one is found from the other */
	struct calx_connection *connection;
	const struct driver *driver; /* the connection's */
	struct db *db;		     /* the connection's when it was made */
	struct stmt *stmt;
	const char *sql;
	size_t parameter_count;
	size_t bound; /* how many of them, from the first on, have a value */
	/* what the reader's columns become, as it last said */
	const enum calx_kind *kinds;
	size_t kind_count;
	struct stash *stash; /* NULL: rows come from the driver, and are lent */
	bool cached;	     /* was found in the cache */
	bool done;	     /* has no more rows */
	bool stepping;	     /* has a row, and may have another */
	/* it comes from the driver's fetch() and next(), and the reader's
	 * columns have been said: calx__fetch(), calx__next() */
	bool direct;
	bool aims;    /* the driver's prepare_rows() has made it */
	bool rewound; /* and not begun anew */
	bool cut;     /* its rows went with a rollback */
	const char *where;
	int64_t started;   /* nanoseconds, for the log; 0: told already */
	struct vec logged; /* of calx_value, what was bound, for the log */
	/* of size_t: which of the collected values each parameter is; empty:
	 * each the next */
	struct vec places;
	/* what functions of custom() types have made: of what is bound, and of the
	 * row that was read last */
	struct arena encoded, decoded;
};

static inline struct prepared *calx__prepared_of(struct cache_entry *entry)
{
	return (struct prepared *)entry;
}

/* A new one with its SQL and its key in the same block, and nothing of the
 * driver's; NULL without memory. */
struct prepared *calx__prepared_new(struct calx_connection *connection,
	const struct cache_key *key, struct view sql);
/* Finalizes it, if the driver knows it. */
void calx__prepared_free(struct prepared *prepared);
/* Closes the connection that was lost, if there is one: nobody has a statement
 * of it. */
void calx__connection_drop_lost(struct calx_connection *connection);
/* Makes it ready for a run. */
void calx__prepared_start(
	struct prepared *prepared, const char *where, bool cached);

static inline bool calx__prepared_usable(const struct prepared *prepared)
{
	return prepared && prepared->connection->error.status >= 0;
}
/* CALX_MISUSE of NULL. */
enum calx_status calx__prepared_status(const struct prepared *prepared);

/* The log hears of each run, once. */
static inline void calx__prepared_log_start(struct prepared *prepared)
{
	prepared->started = calx__log_clock(prepared->connection->engine);
	prepared->logged.count = 0;
	prepared->logged.failed = false;
}
void calx__prepared_tell(struct prepared *prepared);
/* And hooks before it, which may refuse it. */
enum calx_status calx__prepared_tell_before(struct prepared *prepared);
static inline void calx__prepared_log_end(struct prepared *prepared)
{
	if (prepared->started)
		calx__prepared_tell(prepared);
}

#endif
