#ifndef CALX_MIGRATE_RUN_CLUSTER_H
#define CALX_MIGRATE_RUN_CLUSTER_H

#include "migrate/run/runner.h"

/* The lock of a database that several servers have in common, beside that of the
 * server (040): a row of the table calx_lock. Where a server is alone, all of these
 * do nothing. */

/* For whoever has the server's lock: asks for the row until `limit` (calx__clock()).
 * CALX_BUSY: another runner has it. */
enum calx_status calx__cluster_lock(struct runner *runner, int64_t limit);
/* Says in the transaction that is open that the runner lives. CALX_CONFLICT: the
 * row is another one's by now, and nothing may be done any more. */
enum calx_status calx__cluster_beat(const struct runner *runner);
/* Gives the row back, if it is the runner's. */
enum calx_status calx__cluster_unlock(struct runner *runner);

#endif
