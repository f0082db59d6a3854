#ifndef CALX_CLI_DOCUMENT_MAN_H
#define CALX_CLI_DOCUMENT_MAN_H

#include <stdio.h>

#include "cli/base/command.h"

/* The manual page of a command in mdoc(7); NULL: calx(1). */
void cli_man(FILE *out, const struct command *command);

#endif
