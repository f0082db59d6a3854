#include "cli/print/log.h"

#include "cli/print/color.h"
#include "cli/print/safe.h"

/* What the program tells of its doings, one line each. */

void cli_log(struct cli *cli, enum log_level level, const char *name,
	const char *text)
{
	static const struct {
		const char *name;
		enum color color;
	} levels[] = {
		[LOG_DEBUG] = { "DEBUG", COLOR_CYAN },
		[LOG_INFO] = { "INFO ", COLOR_GREEN },
		[LOG_WARNING] = { "WARN ", COLOR_YELLOW },
		[LOG_ERROR] = { "ERROR", COLOR_RED },
	};

	if (level < cli->level)
		return;
	/* what a revision printed comes before what is told after it */
	fflush(stdout);
	fprintf(stderr, "%s%s%s [%s] %s\n",
		cli_color(cli->color_err, levels[level].color),
		levels[level].name, cli_color(cli->color_err, COLOR_NONE), name,
		cli_safe(cli, text));
}
