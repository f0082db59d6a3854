#ifndef CALX_COMPILE_OPERATOR_H
#define CALX_COMPILE_OPERATOR_H

#include "compile/dialect.h"

/* The visitor of conditions: an operator with its operands. */
void calx__compile_compare(struct compiler *compiler, const calx_node *node);

#endif
