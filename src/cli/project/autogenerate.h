#ifndef CALX_CLI_PROJECT_AUTOGENERATE_H
#define CALX_CLI_PROJECT_AUTOGENERATE_H

#include "migrate/compare/autogenerate.h"
#include "cli/project/project.h"

/* Compares the database with the models of env.c; what is found is logged. */
enum calx_status cli_autogenerate(struct project *project,
	struct autogenerate_result *ret_result, calx_error *error);

/* Leaves out of the database's tables those that a comparison would leave alone
 * if no model named them. */
enum calx_status cli_leave_out(
	struct project *project, struct sql_schema *schema, calx_error *error);

#endif
