#ifndef CALX_DIALECT_SQLITE_ALTER_EXPRESSION_H
#define CALX_DIALECT_SQLITE_ALTER_EXPRESSION_H

#include "dialect/sqlite/alter/alteration.h"

/* Which columns an expression may use, and what they are called. */

/* Whether an expression in those bytes may use the column. */
bool calx__expression_mentions(
	const struct lexemes *lexemes, struct span span, const char *name);
bool calx__expression_text_mentions(
	struct alteration *a, const char *text, const char *name);
/* Fails where a new expression has a name in double quotes that is no column's:
 * SQLite would take it for a string, as it does in old text. */
void calx__expression_check(struct alteration *a, const char *text);
/* An expression, or CREATE INDEX from its list on, in stored names. */
const char *calx__expression_stored(struct alteration *a, const char *text);

#endif
