#include "migrate/script/checksum.h"

#include <string.h>

#include <xxhash.h>

#include "util/fail.h"

/* What a revision is known by, whoever formats its file. */

static bool is_string(const struct source *source, size_t token)
{
	return source->tokens[token].kind == TOKEN_STRING &&
	       !source->tokens[token].directive;
}

/* A string without a line that goes on is put as it is, like all else. */
static char *put_token(char *out, struct view text, bool quoted)
{
	if (!quoted || !memchr(text.data, '\\', text.length)) {
		memcpy(out, text.data, text.length);
		return out + text.length;
	}
	for (size_t i = 0; i < text.length;) {
		size_t hidden =
			calx__splice_length(text.data + i, text.length - i);

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
