#include "cli/cli.h"

/* All commands, in the order in which help shows them. */

extern const struct command cli_command_init, cli_command_revision,
	cli_command_check, cli_command_upgrade, cli_command_downgrade,
	cli_command_current, cli_command_stamp, cli_command_history,
	cli_command_heads, cli_command_show, cli_command_erd,
	cli_command_config, cli_command_help;

const struct command *const cli_commands[] = {
	&cli_command_init,
	&cli_command_revision,
	&cli_command_check,
	&cli_command_upgrade,
	&cli_command_downgrade,
	&cli_command_current,
	&cli_command_stamp,
	&cli_command_history,
	&cli_command_heads,
	&cli_command_show,
	&cli_command_erd,
	&cli_command_config,
	&cli_command_help,
	NULL,
};
