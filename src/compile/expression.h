#ifndef CALX_COMPILE_EXPRESSION_H
#define CALX_COMPILE_EXPRESSION_H

#include "compile/dialect.h"

/* The visitors of expressions. */
void calx__write_column(struct compiler *compiler, const calx_node *node);
void calx__write_value(struct compiler *compiler, const calx_node *node);
void calx__write_array(struct compiler *compiler, const calx_node *node);
void calx__write_call(struct compiler *compiler, const calx_node *node);
void calx__write_operator(struct compiler *compiler, const calx_node *node);
void calx__write_case(struct compiler *compiler, const calx_node *node);
void calx__write_when(struct compiler *compiler, const calx_node *node);
void calx__write_otherwise(struct compiler *compiler, const calx_node *node);
void calx__write_cast(struct compiler *compiler, const calx_node *node);
void calx__write_distinct(struct compiler *compiler, const calx_node *node);
void calx__write_ordering(struct compiler *compiler, const calx_node *node);
void calx__write_extract(struct compiler *compiler, const calx_node *node);
void calx__write_filtered(struct compiler *compiler, const calx_node *node);
void calx__write_over(struct compiler *compiler, const calx_node *node);
/* what FILTERED and OVER put behind a function */
void calx__write_filter(struct compiler *compiler, const calx_node *node);
void calx__write_window(struct compiler *compiler, const calx_node *node);
void calx__write_frame(struct compiler *compiler, const calx_node *node);
void calx__write_star(struct compiler *compiler, const calx_node *node);

/* and what each makes */
calx_type calx__column_node_type(const calx_node *node);
calx_type calx__value_node_type(const calx_node *node);
calx_type calx__call_type(const calx_node *node);
calx_type calx__integer_type(const calx_node *node);
calx_type calx__first_type(const calx_node *node);
calx_type calx__declared_type(const calx_node *node);

/* Whether two operands can stand beside each other: those of columns that are
 * stored in the form of another program only beside their like. Reports what
 * cannot. */
bool calx__stored_is_right(struct compiler *compiler, const calx_node *first,
	const calx_node *other);

/* When a function is NULL. */
enum function_nulls {
	NULL_WITH_ANY, /* argument */
	NULL_WITH_ALL, /* arguments */
	NULL_NEVER,
	NULL_WITHOUT_ROWS, /* or with any */
	NULL_MAYBE
};
/* Of a function that is not known: never, as far as is known. */
enum function_nulls calx__call_nulls(const calx_node *node);

/* Whether there is an aggregate in it: it is of groups, not of rows. */
bool calx__aggregates(const calx_node *node);

#endif
