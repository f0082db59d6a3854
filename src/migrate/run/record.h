#ifndef CALX_MIGRATE_RUN_RECORD_H
#define CALX_MIGRATE_RUN_RECORD_H

#include "migrate/run/runner.h"

/* The ledger in a run: what changes it is told, and is part of the turn. */

/* Creates the table if it is not there. */
enum calx_status calx__record_table(struct runner *runner);
enum calx_status calx__record_add(struct runner *runner,
	const struct graph_node *node, const char *origin,
	int64_t milliseconds);
enum calx_status calx__record_remove(
	const struct runner *runner, const char *revision);
/* The applied revisions; `check`: reports those that were edited. */
enum calx_status calx__record_applied(const struct migration *migration,
	bool check, struct node_list *ret_applied, calx_error *error);

#endif
