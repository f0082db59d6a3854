#ifndef CALX_DIALECT_SQLITE_ALTER_EDIT_H
#define CALX_DIALECT_SQLITE_ALTER_EDIT_H

#include "dialect/sqlite/alter/alteration.h"

/* Edits of CREATE TABLE that leave every other byte as it was. */

struct edit {
	struct span span;
	const char *text; /* that replaces it */
};

/* Does the edits, which must be in the order of the text and not overlap, and
 * reads the result; on failure the text stays. All spans are stale then. */
void calx__edit_apply(
	struct alteration *a, const struct edit *edits, size_t count);
/* a column or a table constraint with its comma and its comment */
void calx__edit_remove_item(struct alteration *a, struct span span);
/* a clause of a column with the blanks before it */
void calx__edit_remove_clause(struct alteration *a, struct span span);
void calx__edit_insert_column(struct alteration *a, const char *text);
void calx__edit_insert_constraint(struct alteration *a, const char *text);
/* behind the type of the column */
void calx__edit_insert_clause(
	struct alteration *a, const char *stored, const char *text);

#endif
