#ifndef CALX_DIALECT_SQLITE_COMPARE_H
#define CALX_DIALECT_SQLITE_COMPARE_H

#include "compile/compiler.h"

/* dialect.compare: columns whose values may be spelled in several ways. */
bool calx__sqlite_compare(
	struct compiler *compiler, const struct comparison *comparison);

/* dialect.first: times, whose text has the order of time but for a minute, a day
 * or a few days. */
bool calx__sqlite_first(struct compiler *compiler, const calx_column *column,
	bool descending, const char *keyword, first_row *nth);

#endif
