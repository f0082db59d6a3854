#ifndef CALX_CLI_PRINT_REPORT_H
#define CALX_CLI_PRINT_REPORT_H

#include "cli/base/cli.h"

/* The error with its place, source line, detail and hint, to standard error. */
void cli_print_error(struct cli *cli, const calx_error *error);

#endif
