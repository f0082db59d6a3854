#ifndef CALX_MIGRATE_SCRIPT_WRITE_H
#define CALX_MIGRATE_SCRIPT_WRITE_H

#include "sql/schema/operation.h"

/* Writing revision files. */

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
	/* what the downgrade cannot restore: comments in it */
	const char *const *notes;
	size_t note_count;
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

#endif
