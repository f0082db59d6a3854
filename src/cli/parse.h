#ifndef CALX_CLI_PARSE_H
#define CALX_CLI_PARSE_H

#include "cli/base/cli.h"

/* Whether an error of what follows is to be told in JSON. */
bool cli_parse_wants_json(char *const *words);
/* Reads the command line. CALX_MISUSE: it makes no sense. */
enum calx_status cli_parse(
	struct cli *cli, int argc, char **argv, calx_error *error);

#endif
