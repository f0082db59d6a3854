#ifndef CALX_COMPILE_COMPILER_H
#define CALX_COMPILE_COMPILER_H

#include "dialect.h"

/* Statement -> SQL text. One placeholder `?` is written for each value, in the
 * order in which calx__statement_key() collects them. */

struct compiler {
	const struct dialect *dialect;
	const struct statement *statement;
	struct strbuf *sql;
	bool qualified; /* write table.column */
	enum calx_status status; /* the first failure sticks */
	calx_error *error;
};

/* Appends the statement's SQL to `sql`. Errors: an operator that is not known
 * (with a suggestion), the wrong number of operands, a column of another
 * table, UPDATE or DELETE without a condition, an operand that cannot be ... */
enum calx_status calx__compile(const struct dialect *dialect, const struct statement *statement, struct strbuf *sql, calx_error *error);

/* Renders a node by the dialect's visitor, or the default one. */
void calx__compile_node(struct compiler *compiler, const calx_node *node);
/* The first failure of a compilation. */
void calx__compile_fail(struct compiler *compiler, enum calx_status status, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

#endif
