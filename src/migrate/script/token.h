#ifndef CALX_MIGRATE_SCRIPT_TOKEN_H
#define CALX_MIGRATE_SCRIPT_TOKEN_H

#include "util/arena.h"
#include "util/text.h"
#include <calx/error.h>
#include <stdarg.h>
#include <stdint.h>

/* The tokens of a C file, as much of C as it takes to find calls with literal
 * arguments: comments and line splices are left out, preprocessor lines are
 * marked, brackets know their partners. */

enum token_kind {
	TOKEN_END,
	TOKEN_WORD,
	TOKEN_NUMBER,
	TOKEN_STRING,
	TOKEN_CHARACTER,
	TOKEN_PUNCTUATION /* one byte */
};

struct token {
	uint32_t offset;
	uint32_t length;
	uint32_t line;
	uint32_t match; /* of a bracket: its partner's number; else 0 */
	uint8_t kind;
	bool directive; /* in a preprocessor line */
};

struct source {
	const char *path;
	const char *text;
	size_t length;
	struct token *tokens; /* the last one is TOKEN_END */
	size_t count;	      /* without it */
	struct view head;  /* the comment before everything, with its marks */
	bool macros;	   /* words may mean something else than they seem to */
	bool conditionals; /* #if: brackets need not pair */
	bool paired;	   /* every bracket has its partner */
	size_t stray;	   /* the first that has none: an open one if one is */
	size_t intruder;   /* the one that came in its partner's place; 0: the
			    * file ends before it, or it closes what was never
			    * open */
};

/* Splits `text` into tokens, which live in the arena and point into it.
 * Errors: bytes that are not UTF-8 or NUL, a comment or string without end. */
enum calx_status calx__source_read(struct arena *arena, const char *path,
	const char *text, size_t length, struct source *ret_source,
	calx_error *error);

/* The length of a backslash with the line end that it hides; 0 if none. */
size_t calx__splice_length(const char *text, size_t left);

struct view calx__source_token(const struct source *source, size_t token);
bool calx__source_is(
	const struct source *source, size_t token, const char *text);

/* Fails at a place in the source: `where` becomes path:line:column, the detail
 * the line with a mark under the column. */
enum calx_status calx__source_fail(const struct source *source, size_t offset,
	calx_error *error, const char *format, ...)
	__attribute__((format(printf, 4, 5)));

#endif
