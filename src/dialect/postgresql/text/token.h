#ifndef CALX_DIALECT_POSTGRESQL_TEXT_TOKEN_H
#define CALX_DIALECT_POSTGRESQL_TEXT_TOKEN_H

#include "util/text.h"

/* SQL of PostgreSQL, piece by piece. */

enum token_kind {
	TOKEN_END,
	TOKEN_BLANK,	 /* and comments */
	TOKEN_WORD,	 /* a keyword or a name without quotes, or a number */
	TOKEN_NAME,	 /* "in quotes" */
	TOKEN_STRING,	 /* 'of any kind', E'with \'', $$and$$ */
	TOKEN_PARAMETER, /* $1 */
	TOKEN_MARK,	 /* ? */
	TOKEN_SYMBOL	 /* any other character */
};

struct token {
	enum token_kind kind;
	struct view text; /* with its quotes */
};

/* The piece that begins at *at, and moves *at behind it. What is not closed goes
 * to the end. */
struct token calx__postgresql_token(const char **at);

/* The first one that is no blank. */
struct token calx__postgresql_next(const char **at);

/* Whether it is a name, with quotes or without, and this one. */
bool calx__postgresql_token_names(const struct token *token, const char *name);

#endif
