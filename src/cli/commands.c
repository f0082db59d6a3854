#include "cli.h"

/* All commands, in the order in which help shows them. */

extern const struct command cli_command_config, cli_command_help;

const struct command *const cli_commands[] = {
	&cli_command_config,
	&cli_command_help,
	NULL,
};
