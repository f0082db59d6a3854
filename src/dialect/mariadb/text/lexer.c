#include "dialect/mariadb/text/lexer.h"

#include <string.h>

#include "util/ascii.h"

/* The words of MariaDB's SQL: its manual, "Lexical structure". */

/* the bytes of a comment that begins there, 0 if none does */
static size_t comment_length(struct view text)
{
	const char *end = NULL;

	if (text.data[0] == '#' ||
		(text.length > 2 && !strncmp(text.data, "--", 2) &&
			(unsigned char)text.data[2] <= ' '))
		end = memchr(text.data, '\n', text.length);
	else if (text.length >= 4 && !strncmp(text.data, "/*", 2))
		for (size_t i = 2; !end && i + 1 < text.length; i++)
			end = text.data[i] == '*' && text.data[i + 1] == '/'
				      ? text.data + i + 1
				      : NULL;
	else if (!(text.length == 2 && !strncmp(text.data, "--", 2)))
		return 0;
	return end ? (size_t)(end - text.data) + 1 : text.length;
}

static size_t quoted_length(struct view text, bool escapes)
{
	const char quote = text.data[0];

	for (size_t i = 1; i < text.length; i++) {
		if (escapes && quote == '\'' && text.data[i] == '\\') {
			i++;
			continue;
		}
		if (text.data[i] != quote)
			continue;
		if (i + 1 >= text.length || text.data[i + 1] != quote)
			return i + 1;
		i++;
	}
	return text.length;
}

/* those of more than one character, the longest first */
static size_t symbol_length(struct view text)
{
	static const char *const symbols[] = { "<=>", "<=", ">=", "<>",
		"!=", "||", "&&", "<<", ">>", "->>", "->", ":=" };

	for (size_t i = 0; i < sizeof(symbols) / sizeof(*symbols); i++) {
		const size_t length = strlen(symbols[i]);

		if (length <= text.length &&
			!memcmp(text.data, symbols[i], length))
			return length;
	}
	return 1;
}

/* bytes that are no ASCII are letters */
static bool is_word(char c)
{
	return calx__ascii_is_word(c) || c == '$' || (unsigned char)c >= 0x80;
}

static size_t run_length(struct view text, bool (*belongs)(char c))
{
	size_t length = 0;

	while (length < text.length && belongs(text.data[length]))
		length++;
	return length;
}

static bool is_of_number(char c)
{
	return calx__ascii_is_word(c) || c == '.';
}

static struct lexeme lexeme_at(struct view rest, bool printed)
{
	struct lexeme lexeme = { LEXEME_BLANK, { rest.data, 0 } };
	const char c = *rest.data;

	lexeme.text.length = comment_length(rest);
	if (lexeme.text.length)
		return lexeme;
	if (calx__ascii_is_blank(c)) {
		lexeme.text.length = run_length(rest, calx__ascii_is_blank);
	} else if (c == '\'' || c == '"' || c == '`') {
		lexeme.kind = c == '\'' ? LEXEME_STRING : LEXEME_NAME;
		lexeme.text.length = quoted_length(rest, printed);
	} else if (calx__ascii_is_digit(c)) {
		lexeme.kind = LEXEME_NUMBER;
		lexeme.text.length = run_length(rest, is_of_number);
	} else if (is_word(c)) {
		lexeme.kind = LEXEME_WORD;
		lexeme.text.length = run_length(rest, is_word);
	} else {
		lexeme.kind = LEXEME_SYMBOL;
		lexeme.text.length = symbol_length(rest);
	}
	return lexeme;
}

struct lexeme calx__mariadb_lexeme(struct lexer *lexer)
{
	struct lexeme lexeme = { LEXEME_END, { lexer->rest.data, 0 } };

	if (!lexer->rest.length)
		return lexeme;
	lexeme = lexeme_at(lexer->rest, lexer->printed);
	lexer->rest.data += lexeme.text.length;
	lexer->rest.length -= lexeme.text.length;
	return lexeme;
}

struct lexeme calx__mariadb_token(struct lexer *lexer)
{
	struct lexeme lexeme;

	do
		lexeme = calx__mariadb_lexeme(lexer);
	while (lexeme.kind == LEXEME_BLANK);
	return lexeme;
}

bool calx__mariadb_is(struct lexeme lexeme, const char *text)
{
	return (lexeme.kind == LEXEME_WORD || lexeme.kind == LEXEME_SYMBOL) &&
	       calx__view_is_nocase(lexeme.text, text);
}

/* ---- quotes ---------------------------------------------------------------- */

/* what a backslash and that character are: MariaDB's manual, "String Literals" */
static char escaped(char c)
{
	static const char from[] = "0bnrtZ", to[] = "\0\b\n\r\t\x1a";
	const char *at = c ? strchr(from, c) : NULL;

	return at ? to[at - from] : c;
}

/* Writes it into `name`, which has room for `size` bytes; how many it took. */
static size_t unquote(struct view quoted, bool printed, char *name, size_t size)
{
	const char quote = quoted.length ? *quoted.data : '\0';
	const bool is_quoted = quote == '`' || quote == '"' || quote == '\'';
	const bool escapes = printed && quote == '\'';
	const size_t end = quoted.length - (is_quoted ? 1 : 0);
	size_t used = 0;

	for (size_t i = is_quoted ? 1 : 0; i < end && used < size; i++) {
		char c = quoted.data[i];

		if (is_quoted && c == quote && i + 1 < end)
			i++;
		else if (escapes && c == '\\' && i + 1 < end)
			c = escaped(quoted.data[++i]);
		name[used++] = c;
	}
	return used;
}

void calx__mariadb_unquote(struct view quoted, char *name, size_t size)
{
	name[unquote(quoted, false, name, size - 1)] = '\0';
}

const char *calx__mariadb_text_of(
	struct arena *arena, struct lexeme lexeme, bool printed)
{
	char *text = calx__arena_bytes(arena, lexeme.text.length + 1);

	if (text)
		text[unquote(lexeme.text, printed, text, lexeme.text.length)] =
			'\0';
	return text;
}
