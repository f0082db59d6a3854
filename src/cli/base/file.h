#ifndef CALX_CLI_BASE_FILE_H
#define CALX_CLI_BASE_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include "util/strbuf.h"
#include <calx/error.h>

/* Appends what is in the file, at most what the buffer takes. CALX_NOT_FOUND:
 * it cannot be opened. */
enum calx_status cli_file_read(
	const char *path, struct strbuf *text, calx_error *error);
/* Creates a file that was not there, whole or not at all. */
enum calx_status cli_file_create(
	const char *path, const char *text, size_t length, calx_error *error);
/* Puts a file in the place of what was there, whole or not at all. */
enum calx_status cli_file_replace(
	const char *path, const char *text, size_t length, calx_error *error);
bool cli_file_exists(const char *path);
/* Refuses a file that everybody may change or, by one of the directories of
 * its path, exchange: it is about to be run. */
enum calx_status cli_file_trust(const char *path, calx_error *error);

#endif
