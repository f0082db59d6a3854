#ifndef CALX_CLI_SETTINGS_SETTINGS_H
#define CALX_CLI_SETTINGS_SETTINGS_H

#include <stdbool.h>

/* What a project can set, in one table: calx.ini, --help and the manual read
 * it. */

enum config_key {
	CONFIG_SCRIPT_LOCATION,
	CONFIG_URL,
	CONFIG_CFLAGS,
	CONFIG_LIBS,
	CONFIG_LEVEL,
	CONFIG_IGNORE,
	CONFIG_KEY_COUNT
};

struct config_info {
	const char *section, *name;
	const char *fallback;	    /* NULL: there is none */
	const char *choices;	    /* "debug info": all that it may be */
	const char *help;	    /* without a full stop */
	const char *option;	    /* --url: stands over everything */
	const char *environment[3]; /* stands over the file; up to NULL */
	bool repeated;		    /* may stand on several lines: a list */
	bool personal; /* a matter of who runs it: may also stand in the
			* file of the user and in that of the system */
};
extern const struct config_info cli_config_keys[CONFIG_KEY_COUNT];

/* the environment variables that the program reads, up to one without name */
struct environment_info {
	const char *name, *help;
};
extern const struct environment_info cli_environment[];

#endif
