#ifndef CALX_CLI_BASE_FILE_H
#define CALX_CLI_BASE_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "util/strbuf.h"
#include <calx/error.h>

/* Opens a file to read it; something that is no file, a device or a pipe, is
 * CALX_INVALID. NULL on failure. CALX_NOT_FOUND: it cannot be opened. */
FILE *cli_file_open(const char *path, calx_error *error);
/* Appends what is in the file, at most what the buffer takes. Errors as
 * those of cli_file_open(). */
enum calx_status cli_file_read(
	const char *path, struct strbuf *text, calx_error *error);
/* Creates a file that was not there, whole or not at all. */
enum calx_status cli_file_create(
	const char *path, const char *text, size_t length, calx_error *error);
/* Puts a file in the place of what was there, whole or not at all. */
enum calx_status cli_file_replace(
	const char *path, const char *text, size_t length, calx_error *error);
bool cli_file_exists(const char *path);

#endif
