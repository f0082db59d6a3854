#ifndef CALX_MIGRATE_RUNNER_H
#define CALX_MIGRATE_RUNNER_H

#include "migrate/run/run.h"

/* The inside of a run, for the files run*.c only. What fails fills
 * runner->error. */

struct runner {
	const struct migration *migration;
	calx_connection *connection;
	const struct dialect *dialect;
	enum migrate_direction direction;
	struct arena arena;  /* of the revision that runs */
	size_t index, total; /* of that revision, from 1 */
	calx_error *error;
};

struct runner calx__runner_new(const struct migration *migration,
	enum migrate_direction direction, calx_error *error);

/* ---- transactions (runner.c) ---------------------------------------------- */

/* The failure that sticks to the connection, if any. */
enum calx_status calx__runner_status(const struct runner *runner);
/* Begins with the write lock, waiting for whoever has it. */
enum calx_status calx__runner_lock(const struct runner *runner);
/* The same with what the dialect wants done before. */
enum calx_status calx__runner_begin(const struct runner *runner);
/* Commits if `status` is fine, else rolls back; in any case the connection
 * comes back as it was. Returns `status`, or what failed now. */
enum calx_status calx__runner_end(
	const struct runner *runner, enum calx_status status);

/* ---- the ledger, in the transaction (runner.c) ----------------------------- */

/* Creates the table if it is not there. */
enum calx_status calx__runner_ledger(const struct runner *runner);
enum calx_status calx__runner_add(struct runner *runner,
	const struct graph_node *node, const char *origin,
	int64_t milliseconds);
enum calx_status calx__runner_remove(
	const struct runner *runner, const char *revision);
/* The applied revisions; `check`: reports those that were edited. */
enum calx_status calx__runner_applied(const struct migration *migration,
	bool check, struct node_list *ret_applied, calx_error *error);

/* ---- one revision (run_revision.c) ------------------------------------------ */

/* Returns 1 if it ran, 0 if another runner had done it, or a negative status. */
int calx__runner_revision(struct runner *runner, struct graph_node *node);

/* ---- events (run_tell.c) ----------------------------------------------------- */

void calx__tell_run(const struct runner *runner, struct graph_node *node);
void calx__tell_done(const struct runner *runner, const struct graph_node *node,
	int64_t nanoseconds);
void calx__tell_skip(
	const struct runner *runner, const struct graph_node *node);
void calx__tell_wait(const struct runner *runner);
void calx__tell_edited(const struct migration *migration,
	const char *applied_at, const struct graph_node *node);
void calx__tell_stamp(const struct runner *runner, struct node_list before,
	struct node_list after);
/* of a dry run; a run for real says nothing */
void calx__tell_sql(const struct runner *runner, const char *sql);
void calx__tell_end(const struct runner *runner);

#endif
