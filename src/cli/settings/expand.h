#ifndef CALX_CLI_SETTINGS_EXPAND_H
#define CALX_CLI_SETTINGS_EXPAND_H

#include "cli/base/cli.h"

/* The text with $NAME and ${NAME} taken from the environment and $$ as a
 * dollar. Errors: a variable that is not there, a dollar without one. */
enum calx_status cli_expand(struct cli *cli, const char *text,
	const char **ret_value, calx_error *error);

#endif
