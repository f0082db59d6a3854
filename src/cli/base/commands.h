#ifndef CALX_CLI_BASE_COMMANDS_H
#define CALX_CLI_BASE_COMMANDS_H

#include "cli/base/command.h"

extern const struct command *const cli_commands[]; /* up to NULL */
/* NULL if there is none of that name. */
const struct command *cli_command_find(const char *name);

#endif
