#ifndef CALX_DIALECT_SQLITE_COMPARE_H
#define CALX_DIALECT_SQLITE_COMPARE_H

#include "compile/compiler.h"

/* dialect.compare: columns whose values may be spelled in several ways. */
bool calx__sqlite_compare(
	struct compiler *compiler, const struct comparison *comparison);

#endif
