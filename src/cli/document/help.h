#ifndef CALX_CLI_DOCUMENT_HELP_H
#define CALX_CLI_DOCUMENT_HELP_H

#include <stdio.h>

#include "cli/base/command.h"

/* What --help prints; NULL: that of the program. */
void cli_help(FILE *out, const struct command *command);
/* What the program prints when it is given nothing. */
void cli_help_short(FILE *out);

#endif
