#include "migrate/script/token.h"

#include <string.h>

#include <xxhash.h>

#include "util/ascii.h"
#include "util/fail.h"
#include "util/utf8.h"

/* What string literals say, and the checksum that does not see formatting. */

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

const char *calx__source_string(struct arena *arena,
	const struct source *source, size_t *token, const char **ret_problem)
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

/* ---- checksum ------------------------------------------------------------- */

static char *put_token(char *out, struct view text, bool quoted)
{
	for (size_t i = 0; i < text.length;) {
		size_t hidden = quoted ? calx__splice_length(
						 text.data + i, text.length - i)
				       : 0;

		if (hidden > 0)
			i += hidden;
		else
			*out++ = text.data[i++];
	}
	return out;
}

/* Tokens, each ended by a NUL. Neighbouring strings are one, as in C: whoever
 * formats the file may break them anew. A preprocessor line ends in one more. */
static char *put_tokens(const struct source *source, char *out)
{
	for (size_t i = 0; i < source->count; i++) {
		const struct token *token = &source->tokens[i];
		struct view text = calx__source_token(source, i);
		bool string = token->kind == TOKEN_STRING && text.length > 1;

		if (string && i > 0 && is_string(source, i) &&
			is_string(source, i - 1)) {
			out -= 2; /* its quote and NUL */
			text.data++;
			text.length--;
		}
		out = put_token(out, text, string);
		*out++ = '\0';
		if (token->directive && !token[1].directive)
			*out++ = '\0';
	}
	return out;
}

enum calx_status calx__source_checksum(struct arena *arena,
	const struct source *source, char checksum[33], calx_error *error)
{
	char *text = calx__arena_bytes(
		arena, source->length + 2 * source->count + 1);
	XXH128_canonical_t canonical;

	if (!text)
		return calx__fail_memory(error);
	XXH128_canonicalFromHash(&canonical,
		XXH3_128bits(text, (size_t)(put_tokens(source, text) - text)));
	for (size_t i = 0; i < sizeof(canonical.digest); i++) {
		static const char hex[] = "0123456789abcdef";

		checksum[2 * i] = hex[canonical.digest[i] >> 4];
		checksum[2 * i + 1] = hex[canonical.digest[i] & 15];
	}
	checksum[32] = '\0';
	return CALX_OK;
}
