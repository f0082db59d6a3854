#ifndef CALX_COMPILE_COMPILER_H
#define CALX_COMPILE_COMPILER_H

#include "compile/dialect.h"

/* Statement -> SQL text. One placeholder `?` is written for each value, in the
 * order in which calx__statement_key() collects them. */

struct compiler {
	const struct dialect *dialect;
	const struct statement *statement;
	const calx_table *table; /* the statement's, or that of its columns */
	struct strbuf *sql;
	size_t parameter_count;
	unsigned depth;		 /* of the node that is being written */
	bool qualified;		 /* write table.column */
	enum calx_status status; /* the first failure sticks */
	calx_error *error;
};

/* Appends the statement's SQL to `sql`. Errors: an operator that is not known
 * (with a suggestion), the wrong number of operands, a column of another
 * table, UPDATE or DELETE without a condition, an operand that cannot be ... */
enum calx_status calx__compile(const struct dialect *dialect,
	const struct statement *statement, struct strbuf *sql,
	calx_error *error);

/* ---- for visitors --------------------------------------------------------- */

/* Renders a node by the dialect's visitor, or the default one. */
void calx__compile_node(struct compiler *compiler, const calx_node *node);
/* The default visitor, for a dialect that adds to it. */
void calx__compile_default(struct compiler *compiler, const calx_node *node);
/* Text that is a constant of ours. */
void calx__compile_text(struct compiler *compiler, const char *text);
void calx__compile_identifier(struct compiler *compiler, const char *name);
/* A column of the statement's table, quoted; `collated`: to be compared or
 * sorted by value. */
void calx__compile_column(
	struct compiler *compiler, const calx_column *column, bool collated);
/* The mark of one value. */
void calx__compile_placeholder(struct compiler *compiler);
/* Whether a node may be an operand; reports it if not, also what an invalid
 * operand says of itself. */
bool calx__compile_operand(struct compiler *compiler, const calx_node *node);
/* An operator with its operands (operator.c). */
void calx__compile_compare(struct compiler *compiler, const calx_node *node);
/* The last clause of a kind that the statement has, or NULL. */
const calx_node *calx__compile_clause(
	const struct compiler *compiler, enum calx_node_kind kind);

/* The first failure of a compilation; the message is put behind the name of
 * the statement and its table. */
void calx__compile_fail(struct compiler *compiler, enum calx_status status,
	const char *format, ...) __attribute__((format(printf, 3, 4)));
/* A whole sentence for the failure that was just reported. */
void calx__compile_hint(struct compiler *compiler, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* ---- statement.c ---------------------------------------------------------- */

/* What a kind of statement is called in errors: "select from". */
const char *calx__statement_title(enum statement_kind kind);
/* Checks the clauses and writes the whole statement. */
void calx__compile_statement(struct compiler *compiler);

#endif
