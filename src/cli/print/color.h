#ifndef CALX_CLI_PRINT_COLOR_H
#define CALX_CLI_PRINT_COLOR_H

#include "cli/base/cli.h"

enum color {
	COLOR_NONE,
	COLOR_BOLD,
	COLOR_RED,
	COLOR_GREEN,
	COLOR_YELLOW,
	COLOR_CYAN
};

/* The SGR code that begins a colour, or "" if none is wanted. */
const char *cli_color(bool wanted, enum color color);
/* Whether what goes to that descriptor shall have colours. */
bool cli_wants_color(struct cli *cli, int fd);

#endif
