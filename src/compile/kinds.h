#ifndef CALX_COMPILE_KINDS_H
#define CALX_COMPILE_KINDS_H

/* calx__nodes (sql/statement/node.h) stands in kinds.c: its rows name the
 * visitors of this folder. */
#include "sql/statement/node.h"

#endif
