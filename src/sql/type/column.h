#ifndef CALX_SQL_TYPE_COLUMN_H
#define CALX_SQL_TYPE_COLUMN_H

#include <calx/schema.h>

/* What is said of a column. */

/* Its name in the database. */
const char *calx__column_name(const calx_column *column);

/* Whether its field can be without a value: an optional, or NULL. */
static inline bool calx__column_may_lack(const calx_column *column)
{
	return column->nullable || column->defaulted;
}

/* What options say that programs did not always know: the expression that it is
 * computed from, and its SQL type; NULL: none. */
const char *calx__column_computed(const calx_column *column);
const char *calx__column_sql_type(const calx_column *column);
/* How it numbers itself, where that is said; NULL: it is not. */
const char *calx__column_identity(const calx_column *column);

/* Sets an error about a column (NULL: about no column): "column "books.cost":
 * ...", with the error's table and column. Returns `status`. */
enum calx_status calx__column_fail(calx_error *error, enum calx_status status,
	const calx_column *column, const char *format, ...)
	__attribute__((format(printf, 4, 5)));

/* The same of a value that its field does not hold, but for zeros. */
enum calx_status calx__column_unset(
	calx_error *error, const calx_column *column);

#endif
