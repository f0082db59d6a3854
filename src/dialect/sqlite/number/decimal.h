#ifndef CALX_DIALECT_SQLITE_NUMBER_DECIMAL_H
#define CALX_DIALECT_SQLITE_NUMBER_DECIMAL_H

#include "compile/compiler.h"

/* Decimals in statements. SQLite has only binary floating point to compute with,
 * so that this is done by functions of the connection, which give text; a column
 * of up to 15 digits is a number, and beside such text must be made text, too
 * (docs/decisions/021-decimals.md). */

/* Visitors of struct dialect. Each does what the default one does where there
 * are no decimals. */
void calx__decimal_visit_call(struct compiler *compiler, const calx_node *node);
void calx__decimal_visit_operator(
	struct compiler *compiler, const calx_node *node);
void calx__decimal_visit_case(struct compiler *compiler, const calx_node *node);
void calx__decimal_visit_cast(struct compiler *compiler, const calx_node *node);
/* FILTERED, OVER */
void calx__decimal_visit_aggregate(
	struct compiler *compiler, const calx_node *node);
void calx__decimal_visit_compare(
	struct compiler *compiler, const calx_node *node);

/* The members of struct dialect of these names. */
void calx__decimal_exact(struct compiler *compiler, const calx_node *node);
void calx__decimal_store(struct compiler *compiler, const calx_column *column,
	const calx_node *value);

#endif
