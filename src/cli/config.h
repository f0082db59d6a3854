#ifndef CALX_CLI_CONFIG_H
#define CALX_CLI_CONFIG_H

#include "cli/cli.h"

/* The settings of a project: calx.ini under what the environment and the
 * command line say. One table names them all (config.c). */

enum config_key {
	CONFIG_SCRIPT_LOCATION,
	CONFIG_URL,
	CONFIG_CFLAGS,
	CONFIG_LIBS,
	CONFIG_LEVEL,
	CONFIG_KEY_COUNT
};

struct config_info {
	const char *section, *name;
	const char *fallback; /* NULL: there is none */
	const char *choices;  /* "debug info": all that it may be */
	const char *help;
	const char *option;	    /* --url: stands over everything */
	const char *environment[3]; /* stands over the file; up to NULL */
	bool personal; /* a matter of who runs it: may also stand in the
			* file of the user and in that of the system */
};
extern const struct config_info cli_config_keys[CONFIG_KEY_COUNT];

/* the environment variables that the program reads, up to one without name */
struct environment_info {
	const char *name, *help;
};
extern const struct environment_info cli_environment[];

struct config_value {
	const char *text;   /* as written; NULL: not set */
	const char *origin; /* "calx.ini:4", "CALX_URL", "--url", "default" */
	bool from_file;
};

struct config {
	const char *file;      /* as it was named: "calx.ini" */
	const char *directory; /* absolute; "." when it is the current one */
	const char *path;      /* of the file, with that directory */
	struct config_value values[CONFIG_KEY_COUNT];
};

/* Finds and reads the file: --config, else $CALX_CONFIG, else calx.ini; then,
 * for what is personal, those of the user and of the system. A missing file of
 * the project is an error unless `optional`, a wrong line always. */
enum calx_status cli_config_read(struct cli *cli, bool optional,
	struct config *ret_config, calx_error *error);
/* The value of a setting; in a file's value $NAME and ${NAME} are taken from
 * the environment and $$ is a dollar. Errors: not set, not a choice, a
 * variable that is not there. */
enum calx_status cli_config_get(struct cli *cli, const struct config *config,
	enum config_key key, const char **ret_value, calx_error *error);
/* A path of the file, seen from the current directory. */
const char *cli_config_path(
	struct cli *cli, const struct config *config, const char *path);
/* The URL with its password masked. */
const char *cli_url_masked(struct cli *cli, const char *url);

#endif
