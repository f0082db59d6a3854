#include "source.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Reading text files line by line. */

enum { LINE_BYTES = 1024 };

const char *file_name = "compile";
unsigned line_number;

void die(const char *format, ...)
{
	va_list arguments;

	if (line_number)
		fprintf(stderr, "%s:%u: error: ", file_name, line_number);
	else
		fprintf(stderr, "%s: error: ", file_name);
	va_start(arguments, format);
	vfprintf(stderr, format, arguments);
	va_end(arguments);
	putc('\n', stderr);
	exit(1);
}

char *copy_of(const char *text, size_t length)
{
	char *copy = malloc(length + 1);

	if (!copy)
		die("out of memory");
	memcpy(copy, text, length);
	copy[length] = '\0';
	return copy;
}

void read_lines(const char *path, void (*take)(char *line, void *context),
	void *context)
{
	char line[LINE_BYTES];
	FILE *file = fopen(path, "r");

	file_name = path;
	line_number = 0;
	if (!file)
		die("cannot open it");
	while (fgets(line, sizeof(line), file)) {
		line_number++;
		if (!strchr(line, '\n'))
			die("the line is too long, or does not end");
		line[strcspn(line, "\r\n")] = '\0';
		if (*line && *line != '#')
			take(line, context);
	}
	fclose(file);
}
