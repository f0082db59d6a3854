#ifndef CALX_CLI_PRINT_OUTPUT_H
#define CALX_CLI_PRINT_OUTPUT_H

#include "cli/base/cli.h"

/* Writes data. Nothing is written in JSON mode: see cli->document. */
void cli_print(struct cli *cli, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/* The same for bytes that are no text. */
void cli_print_bytes(struct cli *cli, const char *bytes, size_t length);
/* The same for what a command tells of its doings: silent with --quiet. */
void cli_say(struct cli *cli, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Where a text of many lines goes: to the data or, in JSON mode, into the
 * member "text" of the document, once it ends. */
FILE *cli_text_begin(struct cli *cli);
void cli_text_end(struct cli *cli, FILE *file);

/* From here on only cli->out reaches standard output: what foreign code
 * prints goes to standard error, so that a document stays one. */
void cli_output_guard(struct cli *cli);
/* Asks on the terminal; --yes is an answer. Without a terminal it fails. */
enum calx_status cli_confirm(
	struct cli *cli, const char *question, calx_error *error);

#endif
