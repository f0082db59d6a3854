#ifndef CALX_MIGRATE_SCRIPT_H
#define CALX_MIGRATE_SCRIPT_H

#include "sql/schema/operation.h"

/* Revision files: C text that is read as data. A file whose functions only
 * call operations with literal arguments needs no compiler; one with real code
 * in it is compiled by whoever runs it. Everything lives in the arena. */

#define SCRIPT_SIZE_MAX ((size_t)4 << 20)
#define SCRIPT_ID_MAX 64
#define SCRIPT_SLUG_MAX 40

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
	const char *text;
	size_t length;

	const char *id;
	const char *down_revision; /* "": the first; "a, b": a merge */
	const char *branch_labels; /* "": none; or a list like the above */
	const char *depends_on;
	const char *message; /* the head comment's first line, or "" */
	const char
		*description; /* the whole head comment, undecorated, or "" */
	const char *create_date; /* as the head comment has it, or "" */
	unsigned line;		 /* of CALX_REVISION */

	struct script_body upgrade, downgrade;
	/* XXH3-128 of the tokens, in hex: comments, white space and line ends
	 * do not count */
	char checksum[33];
};

/* Reads a revision file's text. `path` is for messages only. Errors are those
 * of syntax: error->where is "path:line:column", the detail has the source
 * line. */
enum calx_status calx__script_parse(struct arena *arena, const char *path,
	const char *text, size_t length, struct script *ret_script,
	calx_error *error);

/* Reads one file, which must be a regular one of at most SCRIPT_SIZE_MAX. */
enum calx_status calx__script_read(struct arena *arena, const char *path,
	struct script *ret_script, calx_error *error);

/* Reads every <id>_<slug>.c of a directory, in the order of the names. Other
 * files are passed over; a link that leads out of the directory, or an id that
 * is not the file name's, is an error. */
enum calx_status calx__scripts_read(struct arena *arena, const char *directory,
	struct script **ret_scripts, size_t *ret_count, calx_error *error);

/* ---- writing -------------------------------------------------------------- */

/* What `calx init` puts into revision.c.template. The placeholders:
 * ${message} ${revision} ${down_revision} ${create_date} ${links}
 * ${upgrade_operations} ${downgrade_operations} */
extern const char calx__script_template[];

struct script_plan {
	const char *directory;	   /* where the file is to be */
	const char *template_text; /* NULL: calx__script_template */
	const char *id;		   /* NULL: twelve random hexadecimal digits */
	const char *create_date;   /* NULL: now */
	const char *message;	   /* NULL or "": none */
	const char *down_revision; /* lists as in struct script; NULL: none */
	const char *branch_labels;
	const char *depends_on;
	const struct operation *upgrade;
	size_t upgrade_count;
	const struct operation *downgrade;
	size_t downgrade_count;
	bool generated; /* put the "auto generated" comments around them */
};

/* The text of the planned file; `plan` gets the id and date it chose. The text
 * is read back and compared with the plan before it is returned. */
enum calx_status calx__script_render(struct arena *arena,
	struct script_plan *plan, const char **ret_text, calx_error *error);

/* Renders and creates directory/<id>_<slug>.c, whole or not at all; a file of
 * that name is never overwritten. */
enum calx_status calx__script_write(struct arena *arena,
	struct script_plan *plan, const char **ret_path, calx_error *error);

/* "Create table books!" -> "create_table_books": lower-case letters, digits
 * and _, at most SCRIPT_SLUG_MAX bytes, cut at a word. */
const char *calx__script_slug(struct arena *arena, const char *message);
/* Whether text may be a revision's id: [A-Za-z0-9_], at most SCRIPT_ID_MAX. */
enum calx_status calx__script_id_check(const char *id, calx_error *error);

#endif
