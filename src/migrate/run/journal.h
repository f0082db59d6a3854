#ifndef CALX_MIGRATE_RUN_JOURNAL_H
#define CALX_MIGRATE_RUN_JOURNAL_H

#include "migrate/operation/op.h"
#include "migrate/run/entry.h"

/* The journal of a revision that runs: what is done of it is not run again. */

struct journal {
	struct runner *runner;
	const char *revision;
	struct journal_rows rows; /* of the run that was cut off */
	size_t next;   /* index of the row whose operation comes next */
	int operation; /* how many there were so far */
	int number;    /* how many statements they had */
};

/* Reads what an earlier run left, and creates the table if it is not there.
 * CALX_CONFLICT if another revision was cut off, which comes first, or if
 * a statement is in doubt and the runner does not settle it. */
enum calx_status calx__journal_open(struct journal *journal,
	struct runner *runner, const struct graph_node *node);
/* Does what is left of the next operation, or tells it where the runner only
 * plans; `context` is the journal. CALX_CONFLICT if it is not the one that was
 * done. */
enum calx_status calx__journal_perform(
	void *context, calx_op *op, const struct operation *operation);
/* Begins the transaction in which the revision is recorded, for a session. */
enum calx_status calx__journal_begin(void *context);
/* The end of the revision: CALX_CONFLICT if more was done than it has. */
enum calx_status calx__journal_finish(const struct journal *journal);
/* Takes all rows out; part of the transaction that changes the ledger. Does
 * nothing if there is no journal. */
enum calx_status calx__journal_forget(const struct runner *runner);

#endif
