#ifndef CALX_MIGRATE_RUN_RUN_H
#define CALX_MIGRATE_RUN_RUN_H

#include "migrate/run/migration.h"

/* Takes a database along a path of the graph, each revision in a transaction of
 * its own together with its row of the ledger. */

/* Runs what leads to `target`. Returns the number of revisions that ran, or a
 * negative status. The connection comes back without a transaction and without
 * a sticky error, but for CALX_CONNECTION when what was set for the run could
 * not be taken back: close it then. An error says the revision, the operation's
 * file:line where it is known, and the statement. */
int calx__migrate(const struct migration *migration,
	enum migrate_direction direction, const char *target,
	calx_error *error);

/* Finishes the revision that was cut off, in its direction, where each statement
 * of the schema commits: whether the statement in doubt was done is looked for
 * in the schema. Returns 1, or 0 if none was cut off; CALX_CONFLICT if it cannot
 * be told: calx__migrate_repair() says it then. */
int calx__migrate_resume(const struct migration *migration, calx_error *error);

/* The applied revisions; reads only. */
enum calx_status calx__migrate_applied(const struct migration *migration,
	struct node_list *ret_applied, calx_error *error);

#endif
