#ifndef CALX_CLI_BUILD_WORDS_H
#define CALX_CLI_BUILD_WORDS_H

#include "cli/base/cli.h"

/* Splits text into words as a shell does, with quotes and backslashes but
 * without expansions, and appends them to `words` (const char *). Errors: a
 * quote that does not end. */
enum calx_status cli_split_words(struct cli *cli, const char *text,
	struct vec *words, calx_error *error);
/* Appends one word. */
void cli_add_word(struct vec *words, const char *word);

#endif
