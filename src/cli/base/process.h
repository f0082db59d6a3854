#ifndef CALX_CLI_BASE_PROCESS_H
#define CALX_CLI_BASE_PROCESS_H

#include "util/strbuf.h"
#include <calx/error.h>

/* Another program, started without a shell. */
struct process {
	const char *const *argv; /* up to NULL; argv[0] is looked up in PATH */
	const char *directory;	 /* where it runs; NULL: here */
	int input;		 /* its standard input; -1: nothing */
	struct strbuf *output;	 /* what it wrote to standard output */
	struct strbuf *errors;	 /* and to standard error */
};

/* Runs it to its end. `ret_status`: its exit status, 128 + n for signal n.
 * CALX_NOT_FOUND: there is no such program. */
enum calx_status cli_process_run(
	const struct process *process, int *ret_status, calx_error *error);

#endif
