#ifndef CALX_CLI_RUNNER_H
#define CALX_CLI_RUNNER_H

#include "cli/project.h"

/* What upgrade and downgrade share. */
extern const struct option cli_run_options[];
enum calx_status cli_run_migration(
	struct cli *cli, enum migrate_direction direction, calx_error *error);
/* --lock-timeout, which must be a number; 0 if it was not given. */
enum calx_status cli_lock_seconds(
	struct cli *cli, unsigned *ret_seconds, calx_error *error);
/* Whether --dry-run or --sql was given; the SQL then has standard output for
 * itself. */
bool cli_is_dry_run(struct cli *cli);

#endif
