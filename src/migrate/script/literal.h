#ifndef CALX_MIGRATE_SCRIPT_LITERAL_H
#define CALX_MIGRATE_SCRIPT_LITERAL_H

#include "migrate/script/token.h"
#include "util/strbuf.h"

/* The value of the string literals from *token on, concatenated; *token is
 * moved behind them. NULL: memory has run out, or *ret_problem says what is
 * wrong with them. */
const char *calx__literal_read(struct arena *arena, const struct source *source,
	size_t *token, const char **ret_problem);

/* Appends a literal: quotes, control characters, characters that change how a
 * line reads, question marks that would make a trigraph, all escaped. */
void calx__literal_write(struct strbuf *text, const char *value);
/* Appends text as a comment can hold it: one line that neither ends the comment
 * nor begins one, and is the same with and without trigraphs. */
void calx__comment_write(struct strbuf *text, const char *message);

#endif
