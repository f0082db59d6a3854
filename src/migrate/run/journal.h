#ifndef CALX_MIGRATE_RUN_JOURNAL_H
#define CALX_MIGRATE_RUN_JOURNAL_H

#include "migrate/run/ledger.h"
#include "migrate/run/runner.h"
#include <calx/model.h>

/* The table calx_journal, for databases on which each DDL statement commits by
 * itself: the statements of the one revision that is under way, each entered
 * before it runs and marked when it is done. A run that was cut off goes on
 * behind the last one that is done. Where DDL is part of a transaction there is
 * no such table. */

/* clang-format off */
CALX_MODEL(journal_row, CALX__JOURNAL_TABLE,
	/* in the order of running, from 1 */
	column(number, integer(), .primary_key = true),
	column(revision, string(64)),
	/* "upgrade", "downgrade" */
	column(direction, string(9)),
	column(statement, text()),
	/* 0: it was begun, and nobody knows how it ended */
	column(done, integer()));
/* clang-format on */

/* The journal of a revision that runs. */
struct journal {
	struct runner *runner;
	const char *revision;
	struct journal_row *rows; /* of the run that was cut off */
	size_t count;
	size_t next; /* index of the next statement */
};

/* Reads what an earlier run left, and creates the table if it is not there.
 * CALX_CONFLICT if another revision was cut off: that one comes first. */
enum calx_status calx__journal_open(struct journal *journal,
	struct runner *runner, const struct graph_node *node);
/* Runs the next statement, unless it is done; `context` is the journal.
 * CALX_CONFLICT if it is not the one that was done, or if it was begun: the
 * error says what to look for and what to do. */
enum calx_status calx__journal_run(
	void *context, const char *sql, calx_error *error);
/* Begins the transaction in which the revision is recorded, for a session. */
enum calx_status calx__journal_begin(void *context);
/* The end of the revision: CALX_CONFLICT if more was done than it has. */
enum calx_status calx__journal_finish(const struct journal *journal);
/* Takes all rows out; part of the transaction that changes the ledger. Does
 * nothing if there is no journal. */
enum calx_status calx__journal_forget(const struct runner *runner);

#endif
