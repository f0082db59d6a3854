#ifndef CALX_CLI_BASE_EXIT_H
#define CALX_CLI_BASE_EXIT_H

#include <calx/status.h>

/* The outcomes that the shell sees. */
struct exit_code {
	int code;
	const char *help;
};

extern const struct exit_code cli_exit_codes[]; /* up to one without help */
int cli_exit_code(enum calx_status status);

#endif
