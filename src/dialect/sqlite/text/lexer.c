#include "dialect/sqlite/text/lexer.h"

#include <string.h>

#include "util/ascii.h"
#include "util/fail.h"
#include "util/text.h"
#include "util/utf8.h"

/* SQL as SQLite's own tokenizer cuts it (tokenize.c there). Bytes from 0x80 on
 * belong to names. */

enum { MESSAGE_TEXT = 40 };

static bool is_hex(char c)
{
	return calx__ascii_digit(c) < 16;
}

static bool is_name_start(char c)
{
	return calx__ascii_is_letter(c) || c == '_' || (unsigned char)c >= 0x80;
}

static bool is_name_char(char c)
{
	return is_name_start(c) || calx__ascii_is_digit(c) || c == '$';
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\f' || c == '\r';
}

/* Behind the comment that starts at `at`; `at` if there is none. As in SQLite,
 * the end of the text ends one, too. */
static size_t skip_comment(const char *text, size_t at)
{
	if (text[at] == '-' && text[at + 1] == '-') {
		while (text[at] && text[at] != '\n')
			at++;
	} else if (text[at] == '/' && text[at + 1] == '*') {
		const char *end = strstr(text + at + 2, "*/");

		at = end ? (size_t)(end - text) + 2 : at + strlen(text + at);
	}
	return at;
}

static size_t skip_blanks(const char *text, size_t at)
{
	size_t start;

	do {
		start = at;
		while (is_blank(text[at]))
			at++;
		at = skip_comment(text, at);
	} while (at != start);
	return at;
}

/* Behind the closing quote, or `start` if there is none. */
static size_t quoted_end(const char *text, size_t start)
{
	char quote = text[start] == '[' ? ']' : text[start];
	size_t at = start + 1;

	for (; text[at]; at++) {
		if (text[at] != quote)
			continue;
		if (quote == ']' || text[at + 1] != quote)
			return at + 1;
		at++;
	}
	return start;
}

static size_t number_end(const char *text, size_t at)
{
	if (text[at] == '0' && calx__ascii_lower(text[at + 1]) == 'x' &&
		is_hex(text[at + 2])) {
		at += 2;
		while (is_hex(text[at]))
			at++;
		return at;
	}
	while (calx__ascii_is_digit(text[at]))
		at++;
	if (text[at] == '.')
		do
			at++;
		while (calx__ascii_is_digit(text[at]));
	if (calx__ascii_lower(text[at]) == 'e') {
		size_t exponent = at + 1;

		exponent += text[exponent] == '+' || text[exponent] == '-';
		if (calx__ascii_is_digit(text[exponent]))
			at = exponent;
		while (calx__ascii_is_digit(text[at]))
			at++;
	}
	return at;
}

static size_t word_end(const char *text, size_t at)
{
	while (is_name_char(text[at]))
		at++;
	return at;
}

/* Whether two characters are one operator. */
static bool is_pair(char first, char second)
{
	switch (first) {
	case '-':
		return second == '>';
	case '|':
	case '=':
		return second == first;
	case '<':
		return second == '=' || second == '>' || second == '<';
	case '>':
		return second == '=' || second == '>';
	case '!':
		return second == '=';
	default:
		return false;
	}
}

static size_t operator_end(const char *text, size_t at)
{
	const char c = text[at];

	if (is_pair(c, text[at + 1]))
		return at + (c == '-' && text[at + 2] == '>' ? 3 : 2);
	return c && strchr("+-*/%=<>|&~(),;.", c) ? at + 1 : at;
}

static enum lexeme_kind kind_at(const char *text, size_t at)
{
	char c = text[at];

	if (!c)
		return LEXEME_END;
	if (calx__ascii_lower(c) == 'x' && text[at + 1] == '\'')
		return LEXEME_BLOB;
	if (is_name_start(c))
		return LEXEME_WORD;
	if (calx__ascii_is_digit(c) ||
		(c == '.' && calx__ascii_is_digit(text[at + 1])))
		return LEXEME_NUMBER;
	if (c == '\'')
		return LEXEME_STRING;
	if (c == '"' || c == '`' || c == '[')
		return LEXEME_QUOTED;
	if (c == '?' || c == ':' || c == '@' || c == '$')
		return LEXEME_VARIABLE;
	return LEXEME_OPERATOR;
}

static size_t blob_end(const char *text, size_t start)
{
	size_t at = start + 2;

	while (is_hex(text[at]))
		at++;
	return text[at] == '\'' && (at - start) % 2 == 0 ? at + 1 : start;
}

/* The end of the token at `at`, `at` itself if there is no whole one. */
static size_t token_end(enum lexeme_kind kind, const char *text, size_t at)
{
	switch (kind) {
	case LEXEME_END:
		return at;
	case LEXEME_WORD:
		return word_end(text, at);
	case LEXEME_VARIABLE:
		return word_end(text, at + 1);
	case LEXEME_QUOTED:
	case LEXEME_STRING:
		return quoted_end(text, at);
	case LEXEME_BLOB:
		return blob_end(text, at);
	case LEXEME_NUMBER:
		return number_end(text, at);
	case LEXEME_OPERATOR:
		break;
	}
	return operator_end(text, at);
}

static enum calx_status next_token(const char *text, size_t at,
	struct lexeme *ret_token, calx_error *error)
{
	size_t start = skip_blanks(text, at);
	enum lexeme_kind kind = kind_at(text, start);
	size_t end = token_end(kind, text, start);

	if ((kind != LEXEME_END && end == start) ||
		(kind == LEXEME_NUMBER && is_name_char(text[end])))
		return calx__fail(error, CALX_INVALID,
			"cannot read the database's SQL at \"%.*s\"",
			(int)calx__utf8_floor(text + start,
				strnlen(text + start, MESSAGE_TEXT)),
			text + start);
	*ret_token = (struct lexeme){ kind, { start, end } };
	return CALX_OK;
}

/* how many are kept while they are counted: most texts have no more */
enum { KEPT = 160 };

/* The number of tokens with the last, and the first of them. */
static enum calx_status lexemes_count(const char *text,
	struct lexeme kept[KEPT], size_t *ret_count, calx_error *error)
{
	struct lexeme lexeme = { .kind = LEXEME_WORD };
	size_t count = 0;
	enum calx_status status;

	for (; lexeme.kind != LEXEME_END; count++) {
		status = next_token(text, lexeme.span.end, &lexeme, error);
		if (status < 0)
			return status;
		if (count < KEPT)
			kept[count] = lexeme;
	}
	*ret_count = count;
	return CALX_OK;
}

enum calx_status calx__lexemes_read(struct arena *arena, const char *text,
	struct lexemes *ret_tokens, calx_error *error)
{
	struct lexeme kept[KEPT], *items;
	size_t count = 0;
	enum calx_status status = lexemes_count(text, kept, &count, error);

	if (status < 0)
		return status;
	items = calx__arena_alloc(arena, count * sizeof(*items));
	if (!items)
		return calx__fail_memory(error);
	memcpy(items, kept, (count < KEPT ? count : KEPT) * sizeof(*items));
	for (size_t i = KEPT; i < count; i++)
		if ((status = next_token(text, items[i - 1].span.end, &items[i],
			     error)) < 0)
			return status;
	*ret_tokens = (struct lexemes){ text, items, count - 1 };
	return CALX_OK;
}

static struct view token_view(const struct lexemes *lexemes, size_t index)
{
	struct span span = lexemes->items[index].span;

	return (struct view){ lexemes->text + span.start,
		span.end - span.start };
}

bool calx__lexeme_is(
	const struct lexemes *lexemes, size_t index, const char *word)
{
	enum lexeme_kind kind;

	if (index >= lexemes->count)
		return false;
	kind = lexemes->items[index].kind;
	return (kind == LEXEME_WORD || kind == LEXEME_OPERATOR) &&
	       calx__ascii_lower(
		       lexemes->text[lexemes->items[index].span.start]) ==
		       calx__ascii_lower(*word) &&
	       calx__view_is_nocase(token_view(lexemes, index), word);
}

bool calx__lexeme_is_name(const struct lexemes *lexemes, size_t index)
{
	enum lexeme_kind kind = index < lexemes->count
					? lexemes->items[index].kind
					: LEXEME_END;

	return kind == LEXEME_WORD || kind == LEXEME_QUOTED ||
	       kind == LEXEME_STRING;
}

/* Takes the next character of a name that may be quoted by `quote`; false at
 * its end. */
static bool name_next(struct view *rest, char quote, char *ret_c)
{
	if (!rest->length)
		return false;
	*ret_c = *rest->data;
	rest->data++;
	rest->length--;
	if (quote && *ret_c == quote && rest->length) {
		rest->data++;
		rest->length--;
	}
	return true;
}

/* The name's bytes without its outer quotes, and the quote that is doubled
 * inside: 0 if none is. */
static char name_inside(struct view *view)
{
	char quote = *view->data;

	if (is_name_start(quote))
		return 0;
	view->data++;
	view->length -= 2;
	return quote == '[' ? '\0' : quote;
}

const char *calx__lexeme_name(
	struct arena *arena, const struct lexemes *lexemes, size_t index)
{
	struct view rest = token_view(lexemes, index);
	char quote = name_inside(&rest);
	char *name = calx__arena_bytes(arena, rest.length + 1);
	size_t length = 0;

	if (!name)
		return NULL;
	while (name_next(&rest, quote, &name[length]))
		length++;
	name[length] = '\0';
	return name;
}

bool calx__lexeme_names(
	const struct lexemes *lexemes, size_t index, const char *name)
{
	struct view rest;
	char quote, c;

	if (!calx__lexeme_is_name(lexemes, index))
		return false;
	rest = token_view(lexemes, index);
	quote = name_inside(&rest);
	while (name_next(&rest, quote, &c)) {
		if (!*name || calx__ascii_lower(c) != calx__ascii_lower(*name))
			return false;
		name++;
	}
	return !*name;
}

size_t calx__lexemes_skip(const struct lexemes *lexemes, size_t index)
{
	size_t depth = 0;

	for (; index < lexemes->count; index++) {
		if (calx__lexeme_is(lexemes, index, "("))
			depth++;
		else if (calx__lexeme_is(lexemes, index, ")"))
			depth--;
		if (!depth)
			return index + 1;
	}
	return index;
}

const char *calx__span_text(
	struct arena *arena, const char *text, struct span span)
{
	return calx__arena_strndup(
		arena, text + span.start, span.end - span.start);
}

size_t calx__lexemes_at(const struct lexemes *lexemes, size_t offset)
{
	size_t index = 0;

	while (index < lexemes->count &&
		lexemes->items[index].span.start < offset)
		index++;
	return index;
}
