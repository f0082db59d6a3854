#ifndef CALX_MIGRATE_RUN_SETTLE_H
#define CALX_MIGRATE_RUN_SETTLE_H

#include "migrate/run/entry.h"

/* Whether a statement that was begun was done. */

/* What the statement is about to change, as it is now: in the runner's arena,
 * NULL if that cannot be told. */
enum calx_status calx__settle_look(
	struct runner *runner, const char *statement, const char **ret_text);
/* Looks whether the statement of the row was done, says so, and marks the row.
 * CALX_CONFLICT if that cannot be told. */
enum calx_status calx__settle(struct runner *runner, struct journal_row *row);
/* Marks the statement that is in doubt as done, or as not done: somebody has
 * looked. CALX_NOT_FOUND if there is none. */
enum calx_status calx__migrate_repair(
	const struct migration *migration, bool done, calx_error *error);

#endif
