#ifndef CALX_SQL_STATEMENT_QUOTIENT_H
#define CALX_SQL_STATEMENT_QUOTIENT_H

#include "sql/statement/node.h"

/* What a decimal comes to that an expression has divided or averaged: without
 * zeros at its end, but for as many digits as its operands have. Any other decimal
 * stays as it is. */
calx_decimal calx__quotient_settle(const calx_node *node, calx_decimal decimal);

#endif
