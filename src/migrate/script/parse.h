#ifndef CALX_MIGRATE_SCRIPT_PARSE_H
#define CALX_MIGRATE_SCRIPT_PARSE_H

#include "sql/schema/operation.h"

/* Revision files: C text that is read as data. A file whose functions only
 * call operations with literal arguments needs no compiler; one with real code
 * in it is compiled by whoever runs it. Everything lives in the arena. */

/* upgrade or downgrade */
struct script_body {
	const char *function; /* its name; NULL: the revision names none */
	struct operation *operations;
	size_t count;
	/* the first line that is more than an operation with literal arguments,
	 * and why; 0: `operations` is all that the function does */
	unsigned code_line;
	const char *code_reason;
};

struct script {
	const char *path; /* as it was opened */
	const char *text; /* NULL: it was not kept */
	size_t length;

	const char *id;
	const char *down_revision; /* "": the first; "a, b": a merge */
	const char *branch_labels; /* "": none; or a list like the above */
	const char *depends_on;
	const char *message; /* the head comment's first line, or "" */
	/* the whole head comment, undecorated, or "" */
	const char *description;
	const char *create_date; /* as the head comment has it, or "" */
	unsigned line;		 /* of CALX_REVISION */

	/* With SCRIPT_HEAD these are not read but for the functions' names. */
	struct script_body upgrade, downgrade;
	/* XXH3-128 of the tokens, in hex: comments, white space and line ends
	 * do not count */
	char checksum[33];
};

/* How much of a file is read: what it says of itself, for the history, or what
 * it does as well. */
enum script_depth { SCRIPT_HEAD, SCRIPT_WHOLE };

/* Reads a revision file's text. `path` is for messages only. Errors are those
 * of syntax: error->where is "path:line:column", the detail has the source
 * line. */
enum calx_status calx__script_parse(struct arena *arena, const char *path,
	const char *text, size_t length, struct script *ret_script,
	calx_error *error);

/* The same of script->text, with script->path, for many files: `scratch` has what
 * is needed meanwhile. */
enum calx_status calx__script_fill(struct arena *arena, struct arena *scratch,
	enum script_depth depth, struct script *script, calx_error *error);

#endif
