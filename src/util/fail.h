#ifndef CALX_UTIL_FAIL_H
#define CALX_UTIL_FAIL_H

#include <stddef.h>

#include <calx/error.h>

/* Filling a calx_error. All take NULL and none allocates. The lowest layer
 * that knows sets the error; upper ones only add context. */

/* Sets status and message, forgets the rest; returns `status`, so that
 * `return calx__fail(error, CALX_INVALID, "...")` reads well. One line, lower
 * case, no full stop. */
enum calx_status calx__fail(calx_error *error, enum calx_status status,
	const char *format, ...) __attribute__((format(printf, 3, 4)));
/* "out of memory" */
enum calx_status calx__fail_memory(calx_error *error);
/* What else is known, in whole sentences. */
void calx__fail_detail(calx_error *error, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/* How to go on, in whole sentences. */
void calx__fail_hint(calx_error *error, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/* puts "context: " before the message */
void calx__fail_context(calx_error *error, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/* where: file:line */
void calx__fail_where(calx_error *error, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/* copies text into one of the error's arrays, cut at a character */
void calx__fail_copy(char *field, size_t size, const char *text);

#endif
