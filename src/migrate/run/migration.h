#ifndef CALX_MIGRATE_RUN_MIGRATION_H
#define CALX_MIGRATE_RUN_MIGRATION_H

#include "migrate/graph/graph.h"
#include "sql/schema/operation.h"
#include <calx/connection.h>
#include <calx/op.h>

/* What a run is given: the connection, the history, and whom it tells what it
 * does. */

enum migrate_direction { MIGRATE_UPGRADE, MIGRATE_DOWNGRADE };

/* What a revision does in one direction: operations as data, or a function. */
struct revision_program {
	const struct operation *operations;
	size_t operation_count;
	void (*function)(calx_op *op); /* if not NULL, this instead */
};

/* Fetches the program of a revision, when it is about to run and not before;
 * it must stay valid until calx__migrate() returns. */
typedef enum calx_status revision_loader(void *context,
	const struct graph_node *node, enum migrate_direction direction,
	struct revision_program *ret_program, calx_error *error);

enum migrate_event_kind {
	MIGRATE_CONTEXT, /* "Context impl ..." and the database */
	MIGRATE_ASSUME,	 /* "Will assume transactional DDL." */
	MIGRATE_RUN,	 /* "Running upgrade a -> b, message"; also stamps */
	MIGRATE_DONE,	 /* a revision was committed (text is "") */
	MIGRATE_SKIP,	 /* another runner has done it meanwhile */
	MIGRATE_CASCADE, /* something went with what was dropped */
	MIGRATE_WAIT,	 /* another runner has the lock */
	MIGRATE_SETTLED, /* whether a statement in doubt was done */
	MIGRATE_EDITED,	 /* the program of an applied revision has changed */
	MIGRATE_SQL	 /* dry run: `text` is a statement, or a comment */
};

/* One thing that happened. Text is borrowed for the length of the call. */
struct migrate_event {
	enum migrate_event_kind kind;
	bool warning;	  /* otherwise information */
	const char *text; /* as the log shows it, without level and name */
	const struct graph_node *node; /* NULL if it is not about one */
	size_t index, total;	       /* MIGRATE_RUN, MIGRATE_DONE: from 1 */
	int64_t nanoseconds;	       /* MIGRATE_DONE */
};

typedef void migrate_listener(void *context, const struct migrate_event *event);

#define RUN_LOCK_SECONDS 60
#define RUN_SILENT_SECONDS 30

struct migration {
	calx_connection *connection; /* in no transaction */
	struct graph *graph;
	revision_loader *load;
	void *load_context;
	migrate_listener *listen; /* may be NULL */
	void *listen_context;
	/* do everything in one transaction, tell the SQL as events, roll back */
	bool dry_run;
	/* an edited applied revision is an error and not a warning */
	bool strict;
	/* how long to wait for another runner; 0: RUN_LOCK_SECONDS */
	unsigned lock_seconds;
	/* after how long a runner at another server of a cluster is taken for dead
	 * that says nothing; 0: RUN_SILENT_SECONDS */
	unsigned silent_seconds;
};

#endif
