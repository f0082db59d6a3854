#ifndef CALX_CLI_BUILD_COMPILER_H
#define CALX_CLI_BUILD_COMPILER_H

#include <stdbool.h>

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

/* One run of it. */
struct compiler_run {
	const char *path;	 /* of the file */
	const char *const *mode; /* words between flags and file, up to NULL */
	const struct strbuf *text; /* what is in the file; NULL: it is read */
	struct strbuf *output;	   /* takes what is printed, if anything is */
	/* whether another run follows if this one fails, or complains: then
	 * nobody is told */
	bool may_fail, may_complain;
};

/* Runs it; what it complains of goes to the user. Returns 1, or 0 if it did what
 * it may do. */
int cli_compiler_run(const struct revision_compiler *compiler,
	const struct compiler_run *run, calx_error *error);
void cli_compiler_release(struct revision_compiler *compiler);

#endif
