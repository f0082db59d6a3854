#include "migrate/script/literal.h"

#include <string.h>

#include "util/ascii.h"
#include "util/fail.h"
#include "util/utf8.h"

/* String literals, both ways: what one in a source says, and one that says a
 * given text. */

struct unescape {
	const char *at, *end;
	char *out;
	const char *problem;
};

/* Up to `max` digits; *ret_count of them. */
static unsigned long digits(
	struct unescape *u, unsigned base, unsigned max, unsigned *ret_count)
{
	unsigned long value = 0;
	unsigned count = 0;

	while (count < max && u->at < u->end &&
		calx__ascii_digit(*u->at) < base) {
		value = value * base + calx__ascii_digit(*u->at);
		u->at++;
		count++;
	}
	*ret_count = count;
	return value;
}

/* one byte, as \x41 or \101 say it */
static void unescape_byte(struct unescape *u, unsigned base)
{
	unsigned count;
	unsigned long value = digits(u, base, 3, &count);

	if (count == 0 || value > 255)
		u->problem = "an escape that is not one byte";
	else if (value == 0)
		u->problem = "a string with a NUL in it";
	else
		*u->out++ = (char)value;
}

static char *utf8_put(char *out, unsigned long c)
{
	if (c < 0x80) {
		*out++ = (char)c;
		return out;
	}
	if (c < 0x800) {
		*out++ = (char)(0xc0 | c >> 6);
	} else {
		if (c < 0x10000) {
			*out++ = (char)(0xe0 | c >> 12);
		} else {
			*out++ = (char)(0xf0 | c >> 18);
			*out++ = (char)(0x80 | (c >> 12 & 0x3f));
		}
		*out++ = (char)(0x80 | (c >> 6 & 0x3f));
	}
	*out++ = (char)(0x80 | (c & 0x3f));
	return out;
}

/* \u00e9, \U0001f600 */
static void unescape_character(struct unescape *u, unsigned length)
{
	unsigned count;
	unsigned long value = digits(u, 16, length, &count);

	if (count != length || value == 0 || value > 0x10ffff ||
		(value >= 0xd800 && value <= 0xdfff))
		u->problem = "an escape that is not a character";
	else
		u->out = utf8_put(u->out, value);
}

static void unescape_one(struct unescape *u)
{
	static const char letters[] = "abfnrtv\\'\"?";
	static const char values[] = "\a\b\f\n\r\t\v\\'\"?";
	char c = *u->at;
	const char *letter = memchr(letters, c, sizeof(letters) - 1);

	if (letter) {
		*u->out++ = values[letter - letters];
		u->at++;
	} else if (c == 'x') {
		u->at++;
		unescape_byte(u, 16);
	} else if (c == 'u' || c == 'U') {
		u->at++;
		unescape_character(u, c == 'u' ? 4 : 8);
	} else if (c >= '0' && c <= '7') {
		unescape_byte(u, 8);
	} else {
		u->problem = "an escape that C does not know";
	}
}

/* The inside of one literal. Trigraphs mean something to some compilers and
 * nothing to others, so a string that has one is not read at all. */
static void unescape_all(struct unescape *u)
{
	while (u->at < u->end && !u->problem) {
		size_t left = (size_t)(u->end - u->at);
		size_t hidden = calx__splice_length(u->at, left);

		if (hidden > 0) {
			u->at += hidden;
		} else if (*u->at == '\\') {
			u->at++;
			unescape_one(u);
		} else if (left > 2 && u->at[0] == '?' && u->at[1] == '?' &&
			   strchr("=/'()!<>-", u->at[2])) {
			u->problem = "a string with a trigraph in it";
		} else {
			*u->out++ = *u->at++;
		}
	}
}

static bool is_string(const struct source *source, size_t token)
{
	return source->tokens[token].kind == TOKEN_STRING &&
	       !source->tokens[token].directive;
}

const char *calx__literal_read(struct arena *arena, const struct source *source,
	size_t *token, const char **ret_problem)
{
	struct unescape u = { 0 };
	size_t size = 1;
	char *value;

	*ret_problem = NULL;
	for (size_t i = *token; is_string(source, i); i++)
		size += source->tokens[i].length;
	value = u.out = calx__arena_bytes(arena, size);
	if (!value)
		return NULL;
	for (; is_string(source, *token) && !u.problem; ++*token) {
		struct view text = calx__source_token(source, *token);

		u.at = text.data + 1;
		u.end = text.data + text.length - 1;
		unescape_all(&u);
	}
	*u.out = '\0';
	if (!u.problem && !calx__utf8_valid(value, (size_t)(u.out - value)))
		u.problem = "a string that is not UTF-8";
	*ret_problem = u.problem;
	return u.problem ? NULL : value;
}

/* ---- writing -------------------------------------------------------------- */

/* Three digits, so that a digit behind it is not taken in. Characters that
 * change how a line reads (directions, separators) are written so, too. */
static void add_octal(struct strbuf *text, const char *bytes, size_t count)
{
	for (size_t i = 0; i < count; i++)
		calx__strbuf_addf(text, "\\%03o", (unsigned char)bytes[i]);
}

void calx__literal_write(struct strbuf *text, const char *value)
{
	calx__strbuf_addc(text, '"');
	for (char last = '\0'; *value; last = *value++) {
		size_t deceptive = calx__utf8_deceptive(value);

		if (*value == '\n') {
			calx__strbuf_adds(text, "\\n");
		} else if (deceptive > 0) {
			add_octal(text, value, deceptive);
			value += deceptive - 1;
		} else if (*value == '"' || *value == '\\' ||
			   (*value == '?' && last == '?')) {
			calx__strbuf_addc(text, '\\');
			calx__strbuf_addc(text, *value);
		} else {
			calx__strbuf_addc(text, *value);
		}
	}
	calx__strbuf_addc(text, '"');
}

/* ---- comments ------------------------------------------------------------- */

/* What ends a line, or changes what it looks like, is written as escapes. */
static size_t add_comment_character(struct strbuf *text, const char *c)
{
	size_t deceptive = calx__utf8_deceptive(c);

	if (*c == '\n')
		calx__strbuf_adds(text, "\\n");
	else if (!deceptive)
		calx__strbuf_addc(text, *c);
	for (size_t i = 0; *c != '\n' && i < deceptive; i++)
		calx__strbuf_addf(text, "\\x%02x", (unsigned char)c[i]);
	return deceptive ? deceptive : 1;
}

void calx__comment_write(struct strbuf *text, const char *message)
{
	char last = '\0';

	for (const char *c = message; *c;) {
		if ((last == '*' && *c == '/') || (last == '/' && *c == '*') ||
			(last == '?' && *c == '?'))
			calx__strbuf_addc(text, ' ');
		last = *c;
		c += add_comment_character(text, c);
	}
	if (last == '\\')
		calx__strbuf_addc(text, '.'); /* it would join the next line */
}
