#ifndef CALX_SQL_SCHEMA_EXPRESSION_H
#define CALX_SQL_SCHEMA_EXPRESSION_H

#include <stdbool.h>

/* Whether two SQL expressions are the same text, but for blanks and the case of
 * ASCII letters outside quotes.
 * Either may be NULL. */
bool calx__sql_same(const char *a, const char *b);

#endif
