#ifndef CALX_DATA_FAKER_SOURCE_H
#define CALX_DATA_FAKER_SOURCE_H

#include <stddef.h>

/* The file that is read now: errors name it and the line. */
extern const char *file_name;
extern unsigned line_number; /* 0: all of it is meant */

/* Prints the error and ends the program: the build fails. */
_Noreturn void die(const char *format, ...)
	__attribute__((format(printf, 1, 2)));
/* Calls `take` with each line that is neither empty nor a comment; it may write
 * into the line. */
void read_lines(const char *path, void (*take)(char *line, void *context),
	void *context);
/* `length` bytes and a NUL. Nothing that is kept is ever freed. */
char *copy_of(const char *text, size_t length);

#endif
