#ifndef CALX_COMPILE_CLAUSE_H
#define CALX_COMPILE_CLAUSE_H

#include "compile/dialect.h"

/* The visitors of conditions that have others in them, and of clauses. */
void calx__compile_all_of(struct compiler *compiler, const calx_node *node);
void calx__compile_any_of(struct compiler *compiler, const calx_node *node);
void calx__compile_none_of(struct compiler *compiler, const calx_node *node);
void calx__compile_where(struct compiler *compiler, const calx_node *node);
void calx__compile_columns(struct compiler *compiler, const calx_node *node);
void calx__compile_terms(struct compiler *compiler, const calx_node *node);
void calx__compile_set(struct compiler *compiler, const calx_node *node);
void calx__compile_limit(struct compiler *compiler, const calx_node *node);
void calx__compile_offset(struct compiler *compiler, const calx_node *node);

/* Whether a set() has a column and a value for it; reports what is wrong. */
bool calx__set_is_right(struct compiler *compiler, const calx_node *node);

#endif
