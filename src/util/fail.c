#include "util/fail.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "util/utf8.h"

/* Errors live in memory of the caller and are filled in place, so that "out of
 * memory" can be told, too. */

/* Text from outside ends up in errors, and errors on terminals: a message is
 * one line, and control characters do not get through. */
static void field_clean(char *field)
{
	for (char *c = field; *c; c++)
		if ((unsigned char)*c < 0x20 || *c == 0x7f)
			*c = *c == '\n' || *c == '\t' ? ' ' : '?';
}

/* printf into a field, cut at a character; returns the length */
__attribute__((format(printf, 3, 0))) static size_t field_vprintf(
	char *field, size_t size, const char *format, va_list arguments)
{
	int wanted = vsnprintf(field, size, format, arguments);
	size_t length = wanted < 0 ? 0 : (size_t)wanted;

	if (length >= size)
		length = calx__utf8_floor(field, size - 1);
	field[length] = '\0';
	field_clean(field);
	return length;
}

void calx__fail_copy(char *field, size_t size, const char *text)
{
	size_t length;

	if (!text)
		text = "";
	length = strnlen(text, size);
	if (length >= size)
		length = calx__utf8_floor(text, size - 1);
	memmove(field, text, length);
	field[length] = '\0';
}

/* Text is cut, not overwritten: sessions come and go by the thousand, and an
 * error is as large as the rest of one. */
void calx_error_clear(calx_error *error)
{
	if (!error)
		return;
	error->status = CALX_OK;
	error->native_code = 0;
	error->sqlstate[0] = '\0';
	error->message[0] = '\0';
	error->detail[0] = '\0';
	error->hint[0] = '\0';
	error->constraint[0] = '\0';
	error->table[0] = '\0';
	error->column[0] = '\0';
	error->statement[0] = '\0';
	error->where[0] = '\0';
	memset(error->reserved_, 0, sizeof(error->reserved_));
}

static void write_note(FILE *file, const char *label, const char *text)
{
	if (!*text)
		return;
	fputs(label, file);
	fputs(text, file);
	fputc('\n', file);
}

void calx_error_write(const calx_error *error, FILE *file)
{
	if (!error || error->status >= 0)
		return;
	fputs(error->where, file);
	fputs(*error->where ? ": error: " : "error: ", file);
	write_note(file, "", error->message);
	write_note(file, "  detail: ", error->detail);
	write_note(file, "  statement: ", error->statement);
	write_note(file, "  hint: ", error->hint);
}

enum calx_status calx__fail(
	calx_error *error, enum calx_status status, const char *format, ...)
{
	/* the arguments may point into the error that is replaced */
	char message[sizeof(error->message)];
	va_list arguments;

	if (!error)
		return status;
	va_start(arguments, format);
	field_vprintf(message, sizeof(message), format, arguments);
	va_end(arguments);
	calx_error_clear(error);
	error->status = status;
	memcpy(error->message, message, sizeof(message));
	return status;
}

enum calx_status calx__fail_memory(calx_error *error)
{
	return calx__fail(error, CALX_OUT_OF_MEMORY, "out of memory");
}

void calx__fail_detail(calx_error *error, const char *format, ...)
{
	va_list arguments;

	if (!error)
		return;
	va_start(arguments, format);
	field_vprintf(error->detail, sizeof(error->detail), format, arguments);
	va_end(arguments);
}

void calx__fail_hint(calx_error *error, const char *format, ...)
{
	va_list arguments;

	if (!error)
		return;
	va_start(arguments, format);
	field_vprintf(error->hint, sizeof(error->hint), format, arguments);
	va_end(arguments);
}

void calx__fail_where(calx_error *error, const char *format, ...)
{
	va_list arguments;

	if (!error)
		return;
	va_start(arguments, format);
	field_vprintf(error->where, sizeof(error->where), format, arguments);
	va_end(arguments);
}

void calx__fail_context(calx_error *error, const char *format, ...)
{
	char message[sizeof(error->message)];
	va_list arguments;
	size_t length;

	if (!error)
		return;
	va_start(arguments, format);
	length = field_vprintf(message, sizeof(message), format, arguments);
	va_end(arguments);
	if (length + 2 < sizeof(message)) {
		calx__fail_copy(
			message + length, sizeof(message) - length, ": ");
		length += 2;
		calx__fail_copy(message + length, sizeof(message) - length,
			error->message);
	}
	calx__fail_copy(error->message, sizeof(error->message), message);
}
