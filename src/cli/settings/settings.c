#include "cli/settings/settings.h"

#include <stddef.h>

/* The settings and the variables of the environment, and what each is for. */

const struct config_info cli_config_keys[CONFIG_KEY_COUNT] = {
	[CONFIG_SCRIPT_LOCATION] = { .section = "calx",
		.name = "script_location",
		.help = "the directory of env.c and of the revisions" },
	[CONFIG_URL] = { .section = "calx",
		.name = "url",
		.option = "url",
		.environment = { "CALX_URL", "DATABASE_URL" },
		.help = "the database: sqlite:///file.db" },
	[CONFIG_CFLAGS] = { .section = "compile",
		.name = "cflags",
		.fallback = "",
		.help = "what the compiler of revisions is given before the file" },
	[CONFIG_LIBS] = { .section = "compile",
		.name = "libs",
		.fallback = "",
		.help = "and behind it" },
	[CONFIG_LEVEL] = { .section = "logging",
		.name = "level",
		.fallback = "info",
		.choices = "debug info warning error",
		.personal = true,
		.help = "the least that is logged: debug, info, warning or error" },
	[CONFIG_IGNORE] = { .section = "autogenerate",
		.name = "ignore",
		.fallback = "",
		.repeated = true,
		.help = "what --autogenerate and check leave alone: tables, indexes, table.column, with * and ?" },
};

const struct environment_info cli_environment[] = {
	{ "CALX_CONFIG", "The settings, if --config does not name them." },
	{ "CALX_URL",
		"The database, over what the settings say; --url stands over both." },
	{ "DATABASE_URL", "The same, if CALX_URL is not set." },
	{ "CC", "The compiler of revisions; cc." },
	{ "CALX_INCLUDE_DIR",
		"Where the headers of calx are, if not beside the program." },
	{ "XDG_CONFIG_HOME",
		"Where the user's calx/calx.ini is, which may set the level of the log; ~/.config." },
	{ "XDG_CONFIG_DIRS", "Where the system's is; /etc/xdg." },
	{ "XDG_CACHE_HOME",
		"Where compiled revisions are kept, in calx; ~/.cache." },
	{ "NO_COLOR", "If not empty: no colours." },
	{ "CLICOLOR_FORCE",
		"If not empty and not 0: colours also without a terminal." },
	{ .name = NULL },
};
