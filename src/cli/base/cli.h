#ifndef CALX_CLI_BASE_CLI_H
#define CALX_CLI_BASE_CLI_H

#include <stdio.h>

#include <jansson.h>

#include "cli/base/command.h"
#include "util/arena.h"
#include "util/fail.h"
#include "util/vec.h"
#include <calx/error.h>

/* One run of the program `calx`. Functions that other files call begin with
 * cli_; running out of memory ends the program, so none of them returns NULL for
 * that. */

/* the least that is told */
enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARNING, LOG_ERROR };

struct cli {
	const struct command *command; /* NULL: none was named */
	struct vec given;	       /* of struct given_option */
	struct vec operands;	       /* of const char * */
	struct arena arena;	       /* for the length of the run */
	bool quiet, json, yes;	       /* by the options of these names */
	bool usage;		       /* the command line makes no sense */
	unsigned verbosity;	       /* how often --verbose was given */
	enum log_level level;	       /* of what is logged */
	bool color_out, color_err;     /* standard output, standard error */
	const char *here; /* the directory that it was started in */
	FILE *out;	  /* where data goes; see cli_output_guard() */
	json_t *document; /* what --json prints at the end */
	/* takes back what was made, if the run fails; NULL: nothing was */
	void (*undo)(struct cli *cli);
};

/* What --json prints names its shape by this number: it grows when a member
 * changes its meaning or goes away, not when one is added. */
#define CLI_SCHEMA_VERSION 1

/* Text for the length of the run. */
char *cli_printf(struct cli *cli, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/* `list` with one more item behind a separator; begin with "". */
const char *cli_join(struct cli *cli, const char *list, const char *separator,
	const char *item);
/* Makes this the run that cli_out_of_memory() ends. */
void cli_begin(struct cli *cli);
/* Says so, in a document if there is to be one, takes back what was made, and
 * ends the program. */
_Noreturn void cli_out_of_memory(void);

/* Fails with exit code 2 and points to the command's help. */
enum calx_status cli_usage(struct cli *cli, calx_error *error,
	const char *format, ...) __attribute__((format(printf, 3, 4)));
/* The status of a call that has failed: negative, even if it has not said
 * why. */
static inline enum calx_status cli_failed(calx_error *error)
{
	if (error->status >= 0)
		calx__fail(error, CALX_ERROR, "it failed without saying why");
	return error->status < 0 ? error->status : CALX_ERROR;
}

#endif
