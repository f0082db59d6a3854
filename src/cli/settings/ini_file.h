#ifndef CALX_CLI_SETTINGS_INI_FILE_H
#define CALX_CLI_SETTINGS_INI_FILE_H

#include "cli/base/cli.h"
#include "cli/settings/settings.h"

/* One value of a setting, and where it comes from. */
struct config_value {
	const char *text;   /* as written; NULL: not set */
	const char *origin; /* "calx.ini:4", "CALX_URL", "--url", "default" */
	bool from_file;
};

/* One file of settings. */
struct ini_file {
	const char *name; /* as it was named: "calx.ini" */
	bool personal;	  /* of the user or the system: not everything may be
			   * set there */
	struct config_value *values; /* CONFIG_KEY_COUNT of them, by key */
};

/* Reads a file of lines [section] and key = value. CALX_NOT_FOUND: it cannot be
 * opened; a wrong line is an error with its place. */
enum calx_status cli_ini_file_read(
	struct cli *cli, const struct ini_file *file, calx_error *error);

#endif
