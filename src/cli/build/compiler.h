#ifndef CALX_CLI_BUILD_COMPILER_H
#define CALX_CLI_BUILD_COMPILER_H

#include "cli/settings/config.h"
#include "util/strbuf.h"

/* The compiler of revisions, as the settings and the environment say. */
struct revision_compiler {
	struct cli *cli;
	const char *directory; /* where it runs */
	const char *headers;   /* where calx/calx.h is */
	struct vec words;      /* it and its arguments up to the file */
	struct vec libs;       /* and those behind it */
};

/* Fills it from the settings; release it in any case. */
enum calx_status cli_compiler_open(struct cli *cli, const struct config *config,
	struct revision_compiler *compiler, calx_error *error);
/* Runs it with `mode` (up to NULL) and the file between flags and libraries. What
 * it prints goes to `output`, its complaints to the user. */
enum calx_status cli_compiler_run(const struct revision_compiler *compiler,
	const char *const *mode, const char *path, struct strbuf *output,
	calx_error *error);
void cli_compiler_release(struct revision_compiler *compiler);

#endif
