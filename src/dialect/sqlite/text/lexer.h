#ifndef CALX_DIALECT_SQLITE_TEXT_LEXER_H
#define CALX_DIALECT_SQLITE_TEXT_LEXER_H

#include "util/arena.h"
#include <calx/error.h>

/* SQL as tokens. SQLite keeps a schema as the text of its CREATE statements, and
 * all that it knows can be read from there, and only from there (comments,
 * collations, STRICT ...). So inspecting reads that text, and altering edits
 * it: offsets into the text are kept with everything. */

/* bytes [start, end) of a text */
struct span {
	size_t start, end;
};

enum lexeme_kind {
	LEXEME_END,    /* after the last one, empty */
	LEXEME_WORD,   /* a keyword, or a name without quotes */
	LEXEME_QUOTED, /* "name", `name`, [name] */
	LEXEME_STRING, /* 'text', which SQLite takes for a name in places */
	LEXEME_BLOB,   /* x'00ff' */
	LEXEME_NUMBER,
	LEXEME_VARIABLE, /* ?1, :name, @name, $name */
	LEXEME_OPERATOR	 /* one or more characters: ( , || <= ... */
};

struct lexeme {
	enum lexeme_kind kind;
	struct span span;
};

/* A text as tokens, without blanks and comments; ends in one TOKEN_END. */
struct lexemes {
	const char *text;
	struct lexeme *items;
	size_t count; /* without the last */
};

/* CALX_INVALID for what is no SQL: an open string, a stray character. */
enum calx_status calx__lexemes_read(struct arena *arena, const char *text,
	struct lexemes *ret_tokens, calx_error *error);
bool calx__lexeme_is(
	const struct lexemes *lexemes, size_t index, const char *word);
/* Whether the token can stand where a name does. */
bool calx__lexeme_is_name(const struct lexemes *lexemes, size_t index);
/* The name that the token spells, unquoted; NULL when memory has run out. */
const char *calx__lexeme_name(
	struct arena *arena, const struct lexemes *lexemes, size_t index);
/* Whether it spells this name, by SQLite's rule (ASCII case is the same). */
bool calx__lexeme_names(
	const struct lexemes *lexemes, size_t index, const char *name);
/* The index behind the parenthesis that closes the one at `index`, or that of
 * TOKEN_END. */
size_t calx__lexemes_skip(const struct lexemes *lexemes, size_t index);
/* The first token at or behind the offset. */
size_t calx__lexemes_at(const struct lexemes *lexemes, size_t offset);
/* A copy of the bytes of a span. */
const char *calx__span_text(
	struct arena *arena, const char *text, struct span span);

#endif
