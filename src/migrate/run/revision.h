#ifndef CALX_MIGRATE_RUN_REVISION_H
#define CALX_MIGRATE_RUN_REVISION_H

#include "migrate/run/runner.h"

/* One revision in its turn. Returns 1 if it ran, 0 if another runner had done
 * it, or a negative status. */
int calx__revision_run(struct runner *runner, struct graph_node *node);

#endif
