#ifndef CALX_SQL_SCHEMA_KIND_H
#define CALX_SQL_SCHEMA_KIND_H

#include <calx/schema.h>

/* The kinds of constraints: one row for each, which the naming convention, the
 * resolver, the reader and the writer of revisions, and whatever tells of one
 * read. The dialects' DDL has a visitor for each besides. */

/* what stands in the brackets of one */
enum constraint_form {
	CONSTRAINT_COLUMNS,   /* unique(a, b) */
	CONSTRAINT_CONDITION, /* check("a > 0") */
	CONSTRAINT_REFERENCE, /* foreign_key((a, b), "t(a, b)", options) */
	CONSTRAINT_FORM_COUNT
};

struct constraint_info {
	const char *word;   /* "unique", in a model */
	const char *title;  /* "unique constraint", for people */
	const char *prefix; /* "uq", of its name by convention */
	/* the word of the same with .unique; NULL: there is none */
	const char *unique_word;
	enum constraint_form form;
	bool once; /* a table has at most one */
};

/* by kind; the first is empty */
extern const struct constraint_info
	calx__constraints[CALX_CONSTRAINT_KIND_COUNT];

#endif
