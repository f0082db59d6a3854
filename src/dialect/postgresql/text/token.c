#include "dialect/postgresql/text/token.h"

#include <string.h>

#include "util/ascii.h"

/* PostgreSQL's manual, 4.1 "Lexical Structure". */

/* a letter of a name: those that are not of ASCII, too */
static bool is_letter(char c)
{
	return calx__ascii_is_word(c) || (unsigned char)c >= 0x80;
}

/* Behind the quote that closes; a doubled one is a part of the text, and so is
 * one behind a backslash where that escapes. */
static const char *quoted_end(const char *at, char quote, bool escapes)
{
	for (at++; *at; at++) {
		if (escapes && *at == '\\' && at[1])
			at++;
		else if (*at == quote && at[1] == quote)
			at++;
		else if (*at == quote)
			return at + 1;
	}
	return at;
}

/* Comments lie in each other. */
static const char *comment_end(const char *at)
{
	size_t depth = 0;

	for (; *at; at++) {
		if (at[0] == '/' && at[1] == '*') {
			depth++;
			at++;
		} else if (at[0] == '*' && at[1] == '/') {
			at++;
			if (!--depth)
				return at + 1;
		}
	}
	return at;
}

/* $tag$ ... $tag$; NULL if it is none. */
static const char *dollar_end(const char *at)
{
	const char *tag = at + 1, *close;
	size_t length;

	if (calx__ascii_is_digit(*tag))
		return NULL;
	while (is_letter(*tag))
		tag++;
	if (*tag != '$')
		return NULL;
	length = (size_t)(tag - at) + 1;
	for (close = strchr(tag + 1, '$'); close;
		close = strchr(close + 1, '$'))
		if (!strncmp(close, at, length))
			return close + length;
	return at + strlen(at);
}

static const char *word_end(const char *at)
{
	while (is_letter(*at) || *at == '$')
		at++;
	return at;
}

static const char *blank_end(const char *at)
{
	if (at[0] == '/')
		return comment_end(at);
	if (at[0] == '-')
		return at + strcspn(at, "\n");
	while (calx__ascii_is_blank(*at))
		at++;
	return at;
}

static bool is_blank(const char *at)
{
	return calx__ascii_is_blank(*at) || (at[0] == '-' && at[1] == '-') ||
	       (at[0] == '/' && at[1] == '*');
}

static const char *dollar_read(const char *at, enum token_kind *kind)
{
	const char *end = dollar_end(at);

	*kind = end ? TOKEN_STRING : TOKEN_SYMBOL;
	if (end || !calx__ascii_is_digit(at[1]))
		return end ? end : at + 1;
	*kind = TOKEN_PARAMETER;
	for (at++; calx__ascii_is_digit(*at); at++)
		;
	return at;
}

static const char *token_read(const char *at, enum token_kind *kind)
{
	*kind = TOKEN_STRING;
	if (*at == '\'')
		return quoted_end(at, '\'', false);
	if ((*at == 'e' || *at == 'E') && at[1] == '\'')
		return quoted_end(at + 1, '\'', true);
	if (*at == '$')
		return dollar_read(at, kind);
	*kind = TOKEN_NAME;
	if (*at == '"')
		return quoted_end(at, '"', false);
	*kind = TOKEN_WORD;
	if (is_letter(*at))
		return word_end(at);
	*kind = *at == '?' ? TOKEN_MARK : TOKEN_SYMBOL;
	return at + 1;
}

struct token calx__postgresql_token(const char **at)
{
	struct token token = { TOKEN_END, { *at, 0 } };

	if (!**at)
		return token;
	if (is_blank(*at)) {
		token.kind = TOKEN_BLANK;
		*at = blank_end(*at);
	} else {
		*at = token_read(*at, &token.kind);
	}
	token.text.length = (size_t)(*at - token.text.data);
	return token;
}

struct token calx__postgresql_next(const char **at)
{
	struct token token;

	do
		token = calx__postgresql_token(at);
	while (token.kind == TOKEN_BLANK);
	return token;
}

/* Without quotes it is in lower case, with them "" is one. */
bool calx__postgresql_token_names(const struct token *token, const char *name)
{
	const bool quoted = token->kind == TOKEN_NAME;
	struct view text = token->text;

	if (token->kind != TOKEN_NAME && token->kind != TOKEN_WORD)
		return false;
	for (size_t i = quoted; i + quoted < text.length; i++, name++) {
		if (quoted && text.data[i] == '"')
			i++;
		if (*name != (quoted ? text.data[i]
				     : calx__ascii_lower(text.data[i])))
			return false;
	}
	return !*name;
}
