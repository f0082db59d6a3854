#ifndef CALX_ENGINE_HANDLE_H
#define CALX_ENGINE_HANDLE_H

#include "driver/driver.h"
#include "engine/cache.h"
#include "engine/pool.h"
#include "engine/shared.h"
#include "sql/statement/key.h"
#include "util/arena.h"

/* The inside of an engine and of a connection. */

struct prepared;

struct calx_engine {
	struct arena arena; /* url and its parts */
	struct url url;
	const struct driver *driver;
	calx_log_function *log;
	void *log_context;
	struct vec hooks;	     /* of struct hook */
	const char *version;	     /* of the server; NULL: it is not known */
	bool hears;		     /* somebody is told of statements */
	calx_engine_options options; /* with what 0 stands for */
	struct purpose purpose;	     /* all 0: to work */
	struct pool pool;
	struct shared shared; /* what is known of models */
};

/* Is told of each statement that changes something just before it runs, with
 * its values written into its text. */
typedef void connection_trace(void *context, const char *sql);

/* As many values go to the driver at once. */
#define BIND_MAX ((size_t)16)

struct calx_connection {
	struct pooled pooled; /* first: one is found from the other */
	struct calx_engine *engine;
	const struct driver *driver; /* the engine's */
	struct db *db;
	pthread_mutex_t interrupting; /* held by who uses db for that */
	/* one that was lost, which statements still have; NULL: none */
	struct db *lost;
	size_t lost_count;     /* those statements */
	size_t prepared_count; /* the statements of `db` */
	/* the name of the transaction in two phases that is open, or prepared;
	 * "": there is none */
	char two_phase[TWO_PHASE_MAX + 1];
	bool is_prepared;
	const struct dialect *dialect; /* of the server that answers */
	struct listener listener;
	unsigned generation; /* of the process that opened it */
	calx_error error;    /* the first one sticks */
	const struct driver_waiter
		*waiter; /* of its db; NULL: that waits itself */
	bool suspended;	 /* something that runs on it waits: see error.h */
	struct statement_cache cache;
	/* the statement whose rows are on the wire: nothing else can be asked
	 * before they are read. NULL: none, and always on a driver that
	 * streams. */
	struct prepared *streaming;
	/* kept so that a statement that is known allocates nothing */
	struct strbuf key;
	struct vec values; /* of struct bound_value */
	struct vec kinds;  /* of enum calx_kind: what those are for */
	const calx_value *bound[BIND_MAX]; /* on their way to the driver */
	calx_value stored[BIND_MAX];	   /* as their columns store them */
	struct strbuf sql;
	struct vec places;	   /* of size_t, see calx__compile() */
	size_t hooks_seen;	   /* of the engine's, that it was shown to */
	bool in_hook;		   /* of which nobody is told */
	calx_log_event *rewriting; /* what a hook may rewrite; NULL: nothing */
	struct strbuf rewritten;   /* and has */
	connection_trace *trace;   /* NULL: nobody listens */
	void *trace_context;
};

#endif
