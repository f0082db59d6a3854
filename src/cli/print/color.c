#include "cli/print/color.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/base/option.h"

/* Colours of a terminal (ECMA-48, 8.3.117), where there is one and nobody has
 * said no. */

const char *cli_color(bool wanted, enum color color)
{
	static const char *const codes[] = {
		[COLOR_NONE] = "\033[0m",
		[COLOR_BOLD] = "\033[1m",
		[COLOR_RED] = "\033[1;31m",
		[COLOR_GREEN] = "\033[32m",
		[COLOR_YELLOW] = "\033[33m",
		[COLOR_CYAN] = "\033[36m",
	};

	return wanted ? codes[color] : "";
}

bool cli_wants_color(struct cli *cli, int fd)
{
	const char *when = cli_option(cli, "color");
	const char *no = getenv("NO_COLOR"), *force = getenv("CLICOLOR_FORCE");
	const char *term = getenv("TERM");

	if (cli_option(cli, "no-color") || cli->json)
		return false;
	if (when && strcmp(when, "auto") != 0)
		return !strcmp(when, "always");
	if (no && *no)
		return false;
	if (force && *force && strcmp(force, "0") != 0)
		return true;
	return isatty(fd) && term && strcmp(term, "dumb") != 0;
}
