#ifndef CALX_CLI_PROJECT_DRAFT_H
#define CALX_CLI_PROJECT_DRAFT_H

#include "migrate/script/write.h"
#include "cli/project/project.h"

/* What `revision` and `merge` share: a new file of the history. */

/* The plan, as the options say it: --message, --rev-id, and the project's
 * template. */
enum calx_status cli_draft_begin(struct project *project,
	struct script_plan *ret_plan, calx_error *error);
/* Writes the file, or with --dry-run prints it, and tells of it. */
enum calx_status cli_draft_end(
	struct project *project, struct script_plan *plan, calx_error *error);

#endif
