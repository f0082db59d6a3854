#ifndef CALX_MIGRATE_RUN_TELL_H
#define CALX_MIGRATE_RUN_TELL_H

#include "migrate/run/runner.h"

/* What a run says to the listener, and in which words. */

/* "upgrade", "downgrade" */
const char *calx__tell_direction(const struct runner *runner);
/* Tells MIGRATE_CONTEXT and MIGRATE_ASSUME, as whoever opens a migration
 * context does first. calx__migrate() and the stamp do it by themselves. */
void calx__tell_context(const struct migration *migration);
/* "Running upgrade a -> b, message" */
void calx__tell_run(const struct runner *runner, struct graph_node *node);
void calx__tell_done(const struct runner *runner, const struct graph_node *node,
	int64_t nanoseconds);
void calx__tell_skip(
	const struct runner *runner, const struct graph_node *node);
/* "Statement 3 was done: ALTER TABLE ..." */
void calx__tell_settled(const struct runner *runner, int number,
	const char *statement, bool done);
void calx__tell_wait(const struct runner *runner);
void calx__tell_edited(const struct migration *migration,
	const char *applied_at, const struct graph_node *node);
/* "Running stamp_revision a -> b" */
void calx__tell_stamp(const struct runner *runner, struct node_list before,
	struct node_list after);
/* of a dry run; a run for real says nothing */
void calx__tell_sql(const struct runner *runner, const char *sql);
void calx__tell_begin(struct runner *runner);
/* if there was a beginning */
void calx__tell_commit(struct runner *runner);
/* the end of a run: of its transaction, and of what was set for it */
void calx__tell_end(struct runner *runner);
/* what went with something that was dropped */
void calx__tell_cascade(const struct runner *runner, const char *text);

#endif
