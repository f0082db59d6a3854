#ifndef CALX_MIGRATE_RUN_STAMP_H
#define CALX_MIGRATE_RUN_STAMP_H

#include "migrate/run/migration.h"

/* Changes to the ledger alone. */

/* Records `target` as the state of the database without running anything.
 * `purge`: forgets all rows first, known or not. Returns the number of rows
 * that came or went, or a negative status. */
int calx__migrate_stamp(const struct migration *migration, const char *target,
	bool purge, calx_error *error);

/* Creates the ledger if it is not there. */
enum calx_status calx__migrate_ensure_version(
	const struct migration *migration, calx_error *error);

#endif
