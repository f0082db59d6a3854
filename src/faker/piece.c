#include "faker/piece.h"

#include <string.h>

#include "util/ascii.h"
#include "util/text.h"
#include "util/vec.h"

/* What SQL has in common wherever it is spoken: names in double quotes,
 * brackets or backquotes, strings in single ones, numbers, words, symbols. */

static const char *skip_blanks(const char *at)
{
	for (;;) {
		const char *end = NULL;

		while (calx__ascii_is_blank(*at))
			at++;
		if (calx__text_starts(at, "--"))
			end = strchr(at, '\n');
		else if (calx__text_starts(at, "/*"))
			end = strstr(at + 2, "*/");
		else
			return at;
		if (!end)
			return at + strlen(at);
		at = end + (*end == '*' ? 2 : 1);
	}
}

/* The quote that ends what begins with that one; NUL: it begins nothing. */
static char quote_end(char begin)
{
	if (begin == '[')
		return ']';
	return begin == '\'' || begin == '"' || begin == '`' ? begin : '\0';
}

/* What stands in quotes, in which a doubled one is one; the first byte behind
 * it. */
static const char *read_quoted(
	struct arena *arena, const char *at, struct piece *piece)
{
	char end = quote_end(*at);
	char *text = calx__arena_bytes(arena, strlen(at) + 1);
	size_t length = 0;

	piece->kind = *at == '\'' ? PIECE_STRING : PIECE_NAME;
	piece->text = text;
	for (at++; text && *at; at++) {
		if (*at == end && at[1] != end)
			break;
		if (*at == end)
			at++;
		text[length++] = *at;
	}
	if (text)
		text[length] = '\0';
	return *at ? at + 1 : at;
}

static size_t number_length(const char *at)
{
	size_t length = 0;

	while (calx__ascii_is_digit(at[length]) || at[length] == '.')
		length++;
	if (calx__ascii_lower(at[length]) == 'e') {
		size_t sign = at[length + 1] == '-' || at[length + 1] == '+';

		if (calx__ascii_is_digit(at[length + 1 + sign]))
			for (length += 1 + sign;
				calx__ascii_is_digit(at[length]);)
				length++;
	}
	return length;
}

static size_t symbol_length(const char *at)
{
	static const char *const pairs[] = { "<=", ">=", "<>", "!=", "==", "||",
		"::", "->" };

	for (size_t i = 0; i < sizeof(pairs) / sizeof(*pairs); i++)
		if (calx__text_starts(at, pairs[i]))
			return 2;
	return 1;
}

/* letters of every script are letters of names */
static bool is_letter(char c)
{
	return calx__ascii_is_word(c) || c == '$' || (unsigned char)c >= 0x80;
}

static const char *read_plain(
	struct arena *arena, const char *at, struct piece *piece)
{
	size_t length = 0;

	if (calx__ascii_is_digit(*at) ||
		(*at == '.' && calx__ascii_is_digit(at[1]))) {
		piece->kind = PIECE_NUMBER;
		length = number_length(at);
	} else if (is_letter(*at)) {
		piece->kind = PIECE_WORD;
		while (is_letter(at[length]))
			length++;
	} else {
		piece->kind = PIECE_SYMBOL;
		length = symbol_length(at);
	}
	piece->text = calx__arena_strndup(arena, at, length);
	return at + length;
}

const struct piece *calx__pieces(
	struct arena *arena, const char *text, size_t *ret_count)
{
	struct vec pieces = VEC_INIT(struct piece);
	struct piece *kept;
	size_t count;

	for (const char *at = skip_blanks(text); *at; at = skip_blanks(at)) {
		struct piece piece;

		at = quote_end(*at) ? read_quoted(arena, at, &piece)
				    : read_plain(arena, at, &piece);
		if (!piece.text || !calx__vec_append(&pieces, &piece))
			break;
	}
	calx__vec_append(&pieces, &(const struct piece){ .text = "" });
	kept = calx__vec_keep(&pieces, arena, &count);
	calx__vec_release(&pieces);
	if (arena->failed || !kept)
		return NULL;
	*ret_count = count - 1;
	return kept;
}

bool calx__piece_is(const struct piece *piece, const char *word)
{
	return (piece->kind == PIECE_WORD || piece->kind == PIECE_SYMBOL) &&
	       calx__text_equal_nocase(piece->text, word);
}

bool calx__piece_names(const struct piece *piece, const char *column)
{
	return (piece->kind == PIECE_WORD || piece->kind == PIECE_NAME) &&
	       calx__text_equal_nocase(piece->text, column);
}
