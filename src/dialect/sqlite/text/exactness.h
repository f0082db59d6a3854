#ifndef CALX_DIALECT_SQLITE_TEXT_EXACTNESS_H
#define CALX_DIALECT_SQLITE_TEXT_EXACTNESS_H

#include "dialect/sqlite/text/lexer.h"
#include "util/vec.h"
#include <calx/schema.h>

/* Where SQL that stands in a schema would do something else with a decimal than
 * it says: SQLite itself runs it, and knows no decimals. What is told here is
 * refused where calx writes a schema (docs/decisions/021-decimals.md). */

/* how SQLite keeps a column, as far as its own SQL can be wrong about it */
enum exactness {
	EXACTNESS_FINE,	 /* no decimal, or one that is not touched */
	EXACTNESS_WHOLE, /* a number without a fraction */
	EXACTNESS_REAL,	 /* a number with one */
	EXACTNESS_TEXT	 /* text */
};

/* Of a column's type as calx knows it. */
enum exactness calx__exactness(const calx_type *type);

/* Why it is wrong and how to go on; both NULL: it is not. */
struct misuse {
	const char *problem, *hint;
};

/* An expression of the table itself. `computed`: what comes out of it is
 * compared with nothing in it, as that of a generated column. */
struct misuse calx__expression_misuse(const struct lexemes *lexemes,
	struct span span, const char *column, enum exactness exactness,
	bool computed);

/* CREATE INDEX: columns that stand in the list as they are are fine. */
struct misuse calx__index_misuse(const struct lexemes *lexemes,
	const char *column, enum exactness exactness);

/* CREATE VIEW and CREATE TRIGGER, of columns that are text. `names` (of const
 * char *) are those of the column; what a view calls it, too, is added. */
struct misuse calx__statement_misuse(
	struct arena *arena, const struct lexemes *lexemes, struct vec *names);

#endif
