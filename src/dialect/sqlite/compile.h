#ifndef CALX_DIALECT_SQLITE_COMPILE_H
#define CALX_DIALECT_SQLITE_COMPILE_H

#include "compile/dialect.h"

/* The visitors of statements that differ from the default. */

void calx__sqlite_visit_offset(
	struct compiler *compiler, const calx_node *node);
void calx__sqlite_visit_call(struct compiler *compiler, const calx_node *node);
/* FILTERED, OVER */
void calx__sqlite_visit_aggregate(
	struct compiler *compiler, const calx_node *node);
void calx__sqlite_visit_operator(
	struct compiler *compiler, const calx_node *node);
/* Parts of dates, which are text. */
void calx__sqlite_visit_extract(
	struct compiler *compiler, const calx_node *node);

#endif
