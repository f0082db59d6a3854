#include "migrate/script/token.h"

#include <stdio.h>
#include <string.h>

#include "util/ascii.h"
#include "util/fail.h"
#include "util/utf8.h"

/* copies of the last token, so that looking ahead needs no checks */
enum { LOOKAHEAD = 4 };

struct lexer {
	struct source *source;
	size_t at;
	uint32_t line;
	bool line_start; /* only blanks since the line began */
	bool directive;
	bool any; /* there was a token */
	struct view comment;
	uint32_t comment_line; /* where it ended */
	calx_error *error;
};

static bool is_word_start(char c)
{
	return calx__ascii_is_letter(c) || c == '_' || (unsigned char)c >= 0x80;
}

/* The same or a digit: a bit for each byte, as most bytes are asked for this. */
static bool is_word(char c)
{
	static const uint64_t words[] = { UINT64_C(0x03ff000000000000),
		UINT64_C(0x07fffffe87fffffe), UINT64_MAX, UINT64_MAX };
	const unsigned char byte = (unsigned char)c;

	return words[byte >> 6] >> (byte & 63) & 1;
}

static char peek(const struct lexer *lexer, size_t ahead)
{
	size_t at = lexer->at + ahead;

	return at < lexer->source->length ? lexer->source->text[at] : '\0';
}

size_t calx__splice_length(const char *text, size_t left)
{
	if (left < 2 || text[0] != '\\')
		return 0;
	if (text[1] == '\n')
		return 2;
	return left > 2 && text[1] == '\r' && text[2] == '\n' ? 3 : 0;
}

static size_t splice(const struct lexer *lexer)
{
	return calx__splice_length(lexer->source->text + lexer->at,
		lexer->source->length - lexer->at);
}

/* ---- places --------------------------------------------------------------- */

static size_t line_begin(const struct source *source, size_t offset)
{
	while (offset > 0 && source->text[offset - 1] != '\n')
		offset--;
	return offset;
}

static size_t line_end(const struct source *source, size_t offset)
{
	while (offset < source->length && source->text[offset] != '\n')
		offset++;
	return offset;
}

static unsigned line_number(const struct source *source, size_t offset)
{
	unsigned line = 1;

	for (size_t i = 0; i < offset; i++)
		line += source->text[i] == '\n';
	return line;
}

/* The line as it may be printed anywhere, and a mark under `offset`. A long
 * one is shown around the mark. */
static void show_line(
	const struct source *source, size_t offset, calx_error *error)
{
	enum { BEFORE = 120, WIDTH = 160 };
	size_t begin = line_begin(source, offset);
	size_t end = line_end(source, offset);
	char line[WIDTH + 1];
	char shown[sizeof(error->detail)];
	size_t length;

	if (offset - begin > BEFORE)
		begin = offset - BEFORE;
	while (begin < offset &&
		((unsigned char)source->text[begin] & 0xc0) == 0x80)
		begin++;
	length = end - begin < WIDTH ? end - begin : WIDTH;
	length = calx__utf8_floor(source->text + begin, length);
	memcpy(line, source->text + begin, length);
	line[length] = '\0';
	if (length == 0)
		return; /* the end of the file */
	for (size_t i = 0; i < length; i++)
		if ((unsigned char)line[i] < ' ' || line[i] == 0x7f)
			line[i] = ' ';
	(void)snprintf(shown, sizeof(shown), "%s\n%*s^", line,
		(int)calx__utf8_width(line, offset - begin), "");
	calx__fail_copy(error->detail, sizeof(error->detail), shown);
}

enum calx_status calx__source_fail(const struct source *source, size_t offset,
	calx_error *error, const char *format, ...)
{
	char message[256];
	va_list arguments;
	size_t begin;

	if (offset > source->length)
		offset = source->length;
	begin = line_begin(source, offset);
	va_start(arguments, format);
	(void)vsnprintf(message, sizeof(message), format, arguments);
	va_end(arguments);
	calx__fail(error, CALX_INVALID, "%s", message);
	calx__fail_where(error, "%s:%u:%zu", source->path,
		line_number(source, offset), offset - begin + 1);
	if (error && calx__utf8_valid(source->text, source->length))
		show_line(source, offset, error);
	return CALX_INVALID;
}

/* ---- comments ------------------------------------------------------------- */

static bool view_contains(struct view view, const char *text)
{
	return view.data && memmem(view.data, view.length, text, strlen(text));
}

/* The head comment is the first one, or the first that tells the id: a licence
 * may stand above it. Line comments in a row are one comment. */
static void note_comment(struct lexer *lexer, size_t begin, uint32_t line)
{
	const char *text = lexer->source->text;
	struct view *head = &lexer->source->head;
	bool joins = text[begin + 1] == '/' && lexer->comment.data &&
		     lexer->comment.data[1] == '/' &&
		     lexer->comment_line + 1 == line;

	if (!joins)
		lexer->comment.data = text + begin;
	lexer->comment.length =
		(size_t)(text + lexer->at - lexer->comment.data);
	lexer->comment_line = lexer->line;
	if (!head->data || head->data == lexer->comment.data ||
		(!view_contains(*head, "Revision ID:") &&
			view_contains(lexer->comment, "Revision ID:")))
		*head = lexer->comment;
}

static uint32_t line_ends(const char *from, const char *to)
{
	uint32_t count = 0;

	while (from < to && (from = memchr(from, '\n', (size_t)(to - from)))) {
		count++;
		from++;
	}
	return count;
}

static bool skip_block_comment(struct lexer *lexer)
{
	const struct source *source = lexer->source;
	const char *begin = source->text + lexer->at + 2, *at = begin;
	const char *end = source->text + source->length;

	while (at < end && (at = memchr(at, '/', (size_t)(end - at)))) {
		at++;
		if (at - begin < 2 || at[-2] != '*')
			continue;
		lexer->line += line_ends(begin, at);
		lexer->at = (size_t)(at - source->text);
		return true;
	}
	calx__source_fail(
		source, lexer->at, lexer->error, "the comment does not end");
	return false;
}

static bool skip_line_comment(struct lexer *lexer)
{
	while (lexer->at < lexer->source->length && peek(lexer, 0) != '\n') {
		size_t hidden = splice(lexer);

		lexer->line += hidden > 0;
		lexer->at += hidden ? hidden : 1;
	}
	return true;
}

static bool skip_comment(struct lexer *lexer)
{
	size_t begin = lexer->at;
	uint32_t line = lexer->line;
	bool ended = peek(lexer, 1) == '*' ? skip_block_comment(lexer)
					   : skip_line_comment(lexer);

	if (ended && !lexer->any)
		note_comment(lexer, begin, line);
	return ended;
}

/* ---- tokens --------------------------------------------------------------- */

static bool at_comment(const struct lexer *lexer)
{
	return peek(lexer, 0) == '/' &&
	       (peek(lexer, 1) == '*' || peek(lexer, 1) == '/');
}

static void skip_line_end(struct lexer *lexer)
{
	lexer->at++;
	lexer->line++;
	lexer->line_start = true;
	lexer->directive = false;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\v' || c == '\f';
}

/* Moves to the next token; false when a comment does not end. */
static bool skip_blanks(struct lexer *lexer)
{
	while (lexer->at < lexer->source->length) {
		char c = lexer->source->text[lexer->at];
		size_t hidden;

		if (is_blank(c)) {
			lexer->at++;
			continue;
		}
		if (c == '\n') {
			skip_line_end(lexer);
			continue;
		}
		if (c != '\\' && c != '/')
			break;
		hidden = splice(lexer);
		if (hidden > 0) {
			lexer->at += hidden;
			lexer->line++;
		} else if (at_comment(lexer)) {
			if (!skip_comment(lexer))
				return false;
		} else {
			break;
		}
	}
	return true;
}

/* Where the plain inside of a literal ends. */
static size_t plain_end(const struct source *source, size_t at, char quote)
{
	for (; at < source->length; at++) {
		char c = source->text[at];

		if (c == quote || c == '\\' || c == '\n')
			break;
	}
	return at;
}

/* A string or character literal. In a preprocessor line (#error it's) a lone
 * quote means nothing. */
static bool lex_quoted(struct lexer *lexer, struct token *token)
{
	char quote = peek(lexer, 0);

	lexer->at = plain_end(lexer->source, lexer->at + 1, quote);
	while (lexer->at < lexer->source->length && peek(lexer, 0) != '\n') {
		char c = peek(lexer, 0);
		size_t hidden = c == '\\' ? splice(lexer) : 0;

		lexer->line += hidden > 0;
		if (hidden == 0 && c == '\\' && peek(lexer, 1) != '\n')
			hidden = 2;
		lexer->at += hidden ? hidden : 1;
		if (c == quote)
			return true;
	}
	if (lexer->at > lexer->source->length)
		lexer->at = lexer->source->length;
	if (lexer->directive)
		return true;
	calx__source_fail(lexer->source, token->offset, lexer->error,
		"the %s does not end on its line",
		quote == '"' ? "string" : "character constant");
	return false;
}

/* C's preprocessing number: exponents may have a sign */
static void lex_number(struct lexer *lexer)
{
	for (;;) {
		char c = peek(lexer, 0);

		if ((c == '+' || c == '-') &&
			strchr("eEpP", lexer->source->text[lexer->at - 1]))
			lexer->at++;
		else if (is_word(c) || c == '.')
			lexer->at++;
		else
			break;
	}
}

static size_t word_end(const struct source *source, size_t at)
{
	while (at < source->length && is_word(source->text[at]))
		at++;
	return at;
}

static bool lex_text(struct lexer *lexer, struct token *token)
{
	char c = peek(lexer, 0);

	if (c == '"' || c == '\'') {
		token->kind = c == '"' ? TOKEN_STRING : TOKEN_CHARACTER;
		return lex_quoted(lexer, token);
	}
	lexer->at++;
	if (is_word_start(c)) {
		token->kind = TOKEN_WORD;
		lexer->at = word_end(lexer->source, lexer->at);
	} else if (calx__ascii_is_digit(c) ||
		   (c == '.' && calx__ascii_is_digit(peek(lexer, 0)))) {
		token->kind = TOKEN_NUMBER;
		lex_number(lexer);
	} else {
		token->kind = TOKEN_PUNCTUATION;
	}
	return true;
}

/* The next token, of kind TOKEN_END at the end; false on failure. */
static bool lex(struct lexer *lexer, struct token *token)
{
	*token = (struct token){ 0 };
	if (!skip_blanks(lexer))
		return false;
	token->offset = (uint32_t)lexer->at;
	token->line = lexer->line;
	if (lexer->at >= lexer->source->length)
		return true;
	if (lexer->line_start && peek(lexer, 0) == '#')
		lexer->directive = true;
	lexer->line_start = false;
	lexer->any = true;
	if (!lex_text(lexer, token))
		return false;
	token->length = (uint32_t)(lexer->at - token->offset);
	token->directive = lexer->directive;
	return true;
}

/* Room for twice as many tokens, with those that are there. */
static struct token *tokens_grow(struct arena *arena,
	const struct token *tokens, size_t count, size_t *capacity)
{
	struct token *more = calx__arena_alloc(
		arena, (*capacity * 2 + LOOKAHEAD) * sizeof(*more));

	if (more && count)
		memcpy(more, tokens, count * sizeof(*more));
	*capacity *= 2;
	return more;
}

/* Runs over the text. */
static enum calx_status lex_all(
	struct arena *arena, struct source *source, calx_error *error)
{
	struct lexer lexer = {
		.source = source, .line = 1, .line_start = true, .error = error
	};
	size_t capacity = source->length / 12 + 8, count = 0;

	if (source->length >= 3 && !memcmp(source->text, "\xef\xbb\xbf", 3))
		lexer.at = 3;
	do {
		if (count == 0 || count == capacity)
			source->tokens = tokens_grow(
				arena, source->tokens, count, &capacity);
		if (!source->tokens)
			return calx__fail_memory(error);
		if (!lex(&lexer, &source->tokens[count]))
			return CALX_INVALID;
	} while (source->tokens[count++].kind != TOKEN_END);
	source->count = count - 1;
	for (size_t i = 0; i < LOOKAHEAD; i++)
		source->tokens[count + i] = source->tokens[source->count];
	return CALX_OK;
}

/* ---- what the parser asks about all of them ------------------------------- */

struct view calx__source_token(const struct source *source, size_t token)
{
	const struct token *t = &source->tokens[token];

	return (struct view){ source->text + t->offset, t->length };
}

bool calx__source_is(
	const struct source *source, size_t token, const char *text)
{
	return calx__view_is(calx__source_token(source, token), text);
}

/* `#define`, headers that are not ours, and conditionals */
static void note_directive(struct source *source, size_t token)
{
	if (!calx__source_is(source, token, "#"))
		return;
	if (calx__source_is(source, token + 1, "include")) {
		if (!calx__source_is(source, token + 2, "<") ||
			!calx__source_is(source, token + 3, "calx"))
			source->macros = true;
	} else if (calx__source_is(source, token + 1, "define")) {
		source->macros = true;
	} else if (!calx__source_is(source, token + 1, "pragma")) {
		source->conditionals = true;
	}
}

static char bracket_partner(char close)
{
	return close == ')' ? '(' : close == ']' ? '[' : '{';
}

/* Whether one of the open brackets, `open` being the number + 1 of the
 * innermost, is what `close` closes. */
static bool is_open(const struct source *source, size_t close, size_t open)
{
	const char wanted =
		bracket_partner(source->text[source->tokens[close].offset]);

	for (; open > 0; open = source->tokens[open - 1].match)
		if (source->text[source->tokens[open - 1].offset] == wanted)
			return true;
	return false;
}

/* Gives a closing bracket and the innermost open one each other's numbers;
 * *open is the number + 1 of that one. If they are no pair, one of them lacks
 * its own: the open one, if `close` closes what is around it. */
static void pair_with(struct source *source, size_t close, size_t *open)
{
	const struct token *tokens = source->tokens;
	const size_t partner = *open - 1;

	if (*open == 0 ||
		source->text[tokens[partner].offset] !=
			bracket_partner(source->text[tokens[close].offset])) {
		bool unclosed = is_open(source, close, *open);

		source->paired = false;
		source->stray = unclosed ? partner : close;
		source->intruder = unclosed ? close : 0;
		return;
	}
	*open = tokens[partner].match;
	source->tokens[partner].match = (uint32_t)close;
	source->tokens[close].match = (uint32_t)partner;
}

/* Pairs the brackets; the stack of open ones runs through their `match`. */
static void pair_brackets(struct source *source)
{
	size_t open = 0; /* an open one's `match` is the one around it */

	source->paired = true;
	for (size_t i = 0; i < source->count && source->paired; i++) {
		struct token *token = &source->tokens[i];
		char c = source->text[token->offset];

		if (token->directive || token->kind != TOKEN_PUNCTUATION)
			continue;
		if (c == '(' || c == '[' || c == '{') {
			token->match = (uint32_t)open;
			open = i + 1;
		} else if (c == ')' || c == ']' || c == '}') {
			pair_with(source, i, &open);
		}
	}
	if (source->paired && open > 0) {
		source->paired = false;
		source->stray = open - 1;
	}
}

static enum calx_status check_text(
	const struct source *source, calx_error *error)
{
	size_t good = source->length;
	const char *nul;

	if (calx__utf8_storable(source->text, source->length))
		return CALX_OK;
	nul = memchr(source->text, '\0', source->length);
	if (nul)
		return calx__source_fail(source, (size_t)(nul - source->text),
			error, "the file has a NUL byte in it");
	/* the longest valid beginning, by halving */
	for (size_t low = 0, high = source->length; low < high;) {
		size_t middle = low + (high - low) / 2;

		good = calx__utf8_floor(source->text, middle);
		if (calx__utf8_valid(source->text, good))
			low = middle + 1;
		else
			high = middle;
		good = high;
	}
	return calx__source_fail(source, good ? good - 1 : 0, error,
		"the file is not UTF-8 text");
}

enum calx_status calx__source_read(struct arena *arena, const char *path,
	const char *text, size_t length, struct source *ret_source,
	calx_error *error)
{
	struct source source = { .path = path, .text = text, .length = length };
	enum calx_status status;

	if (length > UINT32_MAX / 2)
		return calx__fail(error, CALX_INVALID, "%s is too large", path);
	if (check_text(&source, error) < 0)
		return CALX_INVALID;
	status = lex_all(arena, &source, error);
	if (status < 0)
		return status;
	for (size_t i = 0; i < source.count; i++)
		if (source.tokens[i].directive)
			note_directive(&source, i);
	pair_brackets(&source);
	*ret_source = source;
	return CALX_OK;
}
