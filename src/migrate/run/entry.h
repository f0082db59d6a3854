#ifndef CALX_MIGRATE_RUN_ENTRY_H
#define CALX_MIGRATE_RUN_ENTRY_H

#include "migrate/run/ledger.h"
#include "migrate/run/runner.h"
#include <calx/model.h>

/* The table calx_journal, for databases on which each DDL statement commits by
 * itself: the statements of the one revision that is under way. Those of an
 * operation are entered together, when the first of them is about to run, and
 * each is marked when it is done. A run that was cut off goes on behind the
 * last one that is done, with what was entered. Where DDL is part of a
 * transaction there is no such table. */

enum journal_state {
	JOURNAL_WAITS,
	JOURNAL_BEGUN, /* and nobody knows how it ended */
	JOURNAL_DONE
};

/* clang-format off */
CALX_MODEL(journal_row, CALX__JOURNAL_TABLE,
	/* in the order of running, from 1 */
	column(number, integer(), .primary_key = true),
	column(revision, string(64)),
	/* "upgrade", "downgrade" */
	column(direction, string(9)),
	/* which of the revision's it is part of, from 1, and what that says */
	column(operation, integer()),
	column(source, text()),
	column(statement, text()),
	/* what it changes as that was before, where that can be told */
	column(previous, nullable(text())),
	/* of enum journal_state */
	column(state, integer()));
/* clang-format on */

/* The rows of the journal as they are. */
struct journal_rows {
	struct journal_row *items;
	size_t count;
};

/* Creates the table. */
enum calx_status calx__journal_create(const struct runner *runner);
/* whether it is there; what fails sticks to the connection */
bool calx__journal_exists(const struct runner *runner);
/* Reads the journal into the runner's arena; none if there is no such table. */
enum calx_status calx__journal_read(
	struct runner *runner, struct journal_rows *ret_rows);
/* The row that was begun, or NULL. */
struct journal_row *calx__journal_doubt(const struct journal_rows *rows);
/* Says of the row that it is done, or takes it back to where it waits. */
enum calx_status calx__journal_mark(const struct runner *runner,
	struct journal_row *row, enum journal_state state);
/* Enters a row; takes out those of an operation, or all. */
enum calx_status calx__journal_enter(
	const struct runner *runner, const struct journal_row *row);
enum calx_status calx__journal_remove(
	const struct runner *runner, int operation);
enum calx_status calx__journal_clear(const struct runner *runner);

#endif
