#ifndef CALX_CLI_BASE_TRUST_H
#define CALX_CLI_BASE_TRUST_H

#include <sys/types.h>

#include <calx/error.h>

/* Whether a file may be run, or compiled and then run: nobody but the user and
 * root can have written it, or can put another one in its place. */

enum trust {
	/* its directory must not be one where everybody may make files, such
	 * as /tmp: what is looked up there by name is anybody's */
	TRUST_ALONE = 1 << 0,
	/* whoever it belongs to was chosen by whoever started the program */
	TRUST_ANY_OWNER = 1 << 1,
	TRUST_DIRECTORY = 1 << 2
};

/* Follows the path from the root of the file system, link by link, and looks at
 * everything that it goes through, then at what it ends at. Returns that,
 * opened for reading, or a negative status and an error that names what is
 * wrong and how to mend it. CALX_NOT_FOUND: it is not there. */
int cli_trust_open(const char *path, unsigned how, calx_error *error);
/* The same, and closes it. */
enum calx_status cli_trust_check(
	const char *path, unsigned how, calx_error *error);

/* A directory that was walked to once and stays open, so that many files in it
 * need not be walked to one by one. */
struct trusted {
	const char *path; /* NULL: none is open */
	int directory;
};

/* Walks to a directory and keeps it open; the path is borrowed. */
enum calx_status cli_trust_directory(
	struct trusted *trusted, const char *path, calx_error *error);
/* As cli_trust_check() with TRUST_ALONE, of a file that is likely in it. */
enum calx_status cli_trust_check_in(
	struct trusted *trusted, const char *path, calx_error *error);
void cli_trust_forget(struct trusted *trusted);

#endif
