#ifndef CALX_CLI_PROJECT_RUNNER_H
#define CALX_CLI_PROJECT_RUNNER_H

#include "cli/project/project.h"

/* What upgrade, downgrade and stamp share. */
extern const struct option cli_run_options[];
enum calx_status cli_run_migration(struct project *project,
	enum migrate_direction direction, calx_error *error);

/* Connects, and takes over what the options of a run say: --lock-timeout,
 * --dry-run and --sql, with which the SQL has standard output for itself. */
enum calx_status cli_run_begin(struct project *project, calx_error *error);
/* Tells what a run of `count` steps to `target` has done, or why it failed. */
enum calx_status cli_run_end(struct project *project, const char *target,
	int count, calx_error *error);

#endif
