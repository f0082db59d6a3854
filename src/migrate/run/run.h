#ifndef CALX_MIGRATE_RUN_H
#define CALX_MIGRATE_RUN_H

#include "sql/schema/operation.h"
#include "migrate/run/ledger.h"
#include <calx/op.h>

/* The runner: takes a database along a path of the graph, each revision in a
 * transaction of its own together with its row of the ledger. */

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
	MIGRATE_WAIT,	 /* another runner has the lock */
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
	/* how long to wait for another runner, beyond the connection's own
	 * timeout; 0: RUN_LOCK_SECONDS */
	unsigned lock_seconds;
};

/* Runs what leads to `target`. Returns the number of revisions that ran, or a
 * negative status. The connection comes back without a transaction and without
 * a sticky error, but for CALX_CONNECTION when what was set for the run could
 * not be taken back: close it then. An error says the revision, the operation's file:line where
 * it is known, and the statement. */
int calx__migrate(const struct migration *migration,
	enum migrate_direction direction, const char *target,
	calx_error *error);

/* Records `target` as the state of the database without running anything.
 * `purge`: forgets all rows first, known or not. Returns the number of rows
 * that came or went, or a negative status. */
int calx__migrate_stamp(const struct migration *migration, const char *target,
	bool purge, calx_error *error);

/* Creates the ledger if it is not there. */
enum calx_status calx__migrate_ensure_version(
	const struct migration *migration, calx_error *error);

/* The applied revisions; reads only. */
enum calx_status calx__migrate_applied(const struct migration *migration,
	struct node_list *ret_applied, calx_error *error);

/* Tells MIGRATE_CONTEXT and MIGRATE_ASSUME, as whoever opens a migration
 * context does first. calx__migrate() and the stamp do it by themselves. */
void calx__migrate_announce(const struct migration *migration);

#endif
