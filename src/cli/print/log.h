#ifndef CALX_CLI_PRINT_LOG_H
#define CALX_CLI_PRINT_LOG_H

#include "cli/base/cli.h"

/* "INFO  [name] text" to standard error, if the level is wanted. The text is
 * made safe here. */
void cli_log(struct cli *cli, enum log_level level, const char *name,
	const char *text);

#endif
