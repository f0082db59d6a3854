#ifndef CALX_CLI_PRINT_SAFE_H
#define CALX_CLI_PRINT_SAFE_H

#include "cli/base/cli.h"

/* Text from outside, made fit for a terminal or a log: control characters,
 * those that reorder text, and bytes that are not UTF-8 become visible
 * escapes. Returns `text` itself if there are none; NULL gives "". */
const char *cli_safe(struct cli *cli, const char *text);
/* The same for a text of several lines: line ends and tabs stay. */
const char *cli_safe_lines(struct cli *cli, const char *text);

#endif
