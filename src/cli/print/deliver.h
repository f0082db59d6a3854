#ifndef CALX_CLI_PRINT_DELIVER_H
#define CALX_CLI_PRINT_DELIVER_H

#include "cli/base/cli.h"
#include "util/strbuf.h"

/* What a command makes, put where --output says: into a file, whole or not at
 * all, or to standard output. */

/* The file that --output names, seen from where that was typed; NULL or "-" is
 * standard output. */
const char *cli_output_path(struct cli *cli);
/* Puts it there; `doing` is what is told of a file ("Drawing"). In JSON mode the
 * document gets its "path", or the text as the member `member`. */
enum calx_status cli_deliver(struct cli *cli, const char *member,
	const char *doing, const struct strbuf *data, calx_error *error);

#endif
