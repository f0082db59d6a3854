#include "cli/base/commands.h"

#include <stddef.h>
#include <string.h>

/* All commands, in the order in which help shows them. Each is in the file of
 * command/ that has its name. */
#define COMMANDS(ROW)  \
	ROW(init)      \
	ROW(revision)  \
	ROW(merge)     \
	ROW(check)     \
	ROW(upgrade)   \
	ROW(downgrade) \
	ROW(resume)    \
	ROW(repair)    \
	ROW(current)   \
	ROW(stamp)     \
	ROW(history)   \
	ROW(heads)     \
	ROW(show)      \
	ROW(inspect)   \
	ROW(erd)       \
	ROW(config)    \
	ROW(help)

#define DECLARE(name) extern const struct command cli_command_##name;
COMMANDS(DECLARE)

#define ADDRESS(name) &cli_command_##name,
const struct command *const cli_commands[] = { COMMANDS(ADDRESS) NULL };

const struct command *cli_command_find(const char *name)
{
	for (size_t i = 0; cli_commands[i]; i++) {
		if (!strcmp(cli_commands[i]->name, name))
			return cli_commands[i];
	}
	return NULL;
}
