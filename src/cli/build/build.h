#ifndef CALX_CLI_BUILD_BUILD_H
#define CALX_CLI_BUILD_BUILD_H

#include "cli/settings/config.h"
#include <calx/migrate.h>

/* Compiles a C file of the project, or finds it compiled, and loads it. It
 * stays loaded until the program ends. */

/* Refuses settings that somebody else may have written: they say where the
 * revisions are, and how they are compiled. */
enum calx_status cli_build_trust(
	const struct config *config, calx_error *error);
/* The revision of that id in the file. */
enum calx_status cli_build_revision(struct cli *cli,
	const struct config *config, const char *path, const char *id,
	const calx_revision **ret_revision, calx_error *error);
/* What env.c says. */
enum calx_status cli_build_environment(struct cli *cli,
	const struct config *config, const char *path,
	calx_migration_environment *ret_environment, calx_error *error);

#endif
