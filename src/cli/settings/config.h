#ifndef CALX_CLI_SETTINGS_CONFIG_H
#define CALX_CLI_SETTINGS_CONFIG_H

#include "cli/settings/ini_file.h"

/* The settings of a project: calx.ini under what the environment and the
 * command line say. */
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
/* The value of a setting; that of a file is expanded (expand.h). Errors: not
 * set, not a choice, a variable that is not there. */
enum calx_status cli_config_get(struct cli *cli, const struct config *config,
	enum config_key key, const char **ret_value, calx_error *error);
/* A path of the file, seen from the current directory. */
const char *cli_config_path(
	struct cli *cli, const struct config *config, const char *path);
/* The URL with its password masked. */
const char *cli_url_masked(struct cli *cli, const char *url);

#endif
