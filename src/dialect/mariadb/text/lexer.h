#ifndef CALX_DIALECT_MARIADB_TEXT_LEXER_H
#define CALX_DIALECT_MARIADB_TEXT_LEXER_H

#include <stdbool.h>
#include <stddef.h>

#include "util/arena.h"
#include "util/text.h"

/* SQL cut into pieces. In what is sent on our connections "x" and `x` are names
 * and a backslash is a character; in what the server prints of the schema, a
 * backslash escapes whatever the sql_mode is. */

enum lexeme_kind {
	LEXEME_END,
	LEXEME_BLANK,  /* and comments */
	LEXEME_WORD,   /* a keyword or a name without quotes */
	LEXEME_NUMBER, /* digits, and what goes on behind them */
	LEXEME_STRING, /* '...' */
	LEXEME_NAME,   /* `...` or "..." */
	LEXEME_SYMBOL  /* <>, ||, ( ... */
};

struct lexeme {
	enum lexeme_kind kind;
	struct view text;
};

struct lexer {
	struct view rest;
	bool printed; /* by the server */
};

/* Takes the next piece off the front of what is left. */
struct lexeme calx__mariadb_lexeme(struct lexer *lexer);
/* The same without what is blank. */
struct lexeme calx__mariadb_token(struct lexer *lexer);

bool calx__mariadb_is(struct lexeme lexeme, const char *text);

/* Writes what stands between quotes, which are doubled inside, into `name`, cut
 * where it does not fit; a word as it is. */
void calx__mariadb_unquote(struct view quoted, char *name, size_t size);
/* The same into the arena, whole, of a string that the server printed, too; NULL
 * without memory. */
const char *calx__mariadb_text_of(
	struct arena *arena, struct lexeme lexeme, bool printed);

#endif
