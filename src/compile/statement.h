#ifndef CALX_COMPILE_STATEMENT_H
#define CALX_COMPILE_STATEMENT_H

#include "compile/compiler.h"
#include "sql/statement/key.h"

/* Statement -> SQL text. */

/* Appends the statement's SQL to `sql`. `ret_places` (a vec of size_t) says for
 * each placeholder of the clauses which of the values that
 * calx__statement_key() collects it stands for; empty: each for the next.
 * Errors: an operator that is not known (with a suggestion), the wrong number
 * of operands, a column of another table, UPDATE or DELETE without a condition,
 * an operand that cannot be ... */
enum calx_status calx__compile(const struct dialect *dialect,
	const struct statement *statement, struct strbuf *sql,
	struct vec *ret_places, calx_error *error);

/* The same, and where it has its columns. */
enum calx_status calx__compile_listed(const struct dialect *dialect,
	const struct statement *statement, struct strbuf *sql,
	struct vec *ret_places, struct listed *ret_listed, calx_error *error);

#endif
