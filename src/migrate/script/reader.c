#include "migrate/script/reader.h"

#include <stdio.h>

#include "migrate/script/literal.h"
#include "util/fail.h"

/* Stepping through the tokens of a file, and the two ways to give up: it needs a
 * compiler, or it is wrong. Whoever is told `false` stops and says the same. */

struct view calx__reader_text(const struct script_reader *reader)
{
	return calx__source_token(reader->source, reader->at);
}

enum token_kind calx__reader_kind(const struct script_reader *reader)
{
	return (enum token_kind)reader->source->tokens[reader->at].kind;
}

bool calx__reader_at(const struct script_reader *reader, const char *text)
{
	return calx__view_is(calx__reader_text(reader), text);
}

bool calx__reader_accept(struct script_reader *reader, const char *text)
{
	if (!calx__reader_at(reader, text))
		return false;
	reader->at++;
	return true;
}

bool calx__reader_code(struct script_reader *reader, const char *reason)
{
	reader->state = READER_CODE;
	reader->token = reader->at;
	reader->reason = reason;
	return false;
}

bool calx__reader_memory(struct script_reader *reader)
{
	reader->state = READER_FAILED;
	reader->status = calx__fail_memory(reader->error);
	return false;
}

bool calx__reader_wrong(struct script_reader *reader, const char *format, ...)
{
	char message[256];
	va_list arguments;

	va_start(arguments, format);
	(void)vsnprintf(message, sizeof(message), format, arguments);
	va_end(arguments);
	if (reader->source->macros) {
		const char *reason = calx__arena_strdup(reader->arena, message);

		return reason ? calx__reader_code(reader, reason)
			      : calx__reader_memory(reader);
	}
	reader->state = READER_FAILED;
	reader->token = reader->at;
	reader->status = calx__source_fail(reader->source,
		reader->source->tokens[reader->at].offset, reader->error, "%s",
		message);
	return false;
}

bool calx__reader_string(struct script_reader *reader, const char **ret_text)
{
	const char *problem;

	if (calx__reader_kind(reader) != TOKEN_STRING)
		return calx__reader_code(
			reader, "a text that is not a literal");
	*ret_text = calx__literal_read(
		reader->arena, reader->source, &reader->at, &problem);
	if (*ret_text)
		return true;
	return problem ? calx__reader_code(reader, problem)
		       : calx__reader_memory(reader);
}

bool calx__reader_number(struct script_reader *reader, int *ret_number)
{
	struct view text = calx__reader_text(reader);
	long long number;

	if (calx__reader_kind(reader) != TOKEN_NUMBER ||
		(text.data[0] == '0' && text.length > 1) ||
		!calx__text_to_int64(text.data, text.length, &number) ||
		number > INT32_MAX)
		return calx__reader_code(
			reader, "a number that is not a plain decimal one");
	*ret_number = (int)number;
	reader->at++;
	return true;
}

bool calx__reader_argument_ends(struct script_reader *reader)
{
	if (calx__reader_at(reader, ",") || calx__reader_at(reader, ")"))
		return true;
	return calx__reader_code(reader, "an expression");
}
