#ifndef CALX_DRIVER_SQLITE_FUNCTION_DECIMAL_H
#define CALX_DRIVER_SQLITE_FUNCTION_DECIMAL_H

#include <sqlite3.h>

/* Decimals in SQL, which SQLite has not. Each function takes numbers and text
 * that is one, and gives text; NULL gives NULL, as does a division by zero.
 *
 *     calx_decimal(x[, scale])	x with so many digits behind the point, if none
 *				is lost
 *     calx_cast(x, p, s)	as a numeric(p, s): rounded
 *     calx_add(x, y), calx_sub, calx_mul, calx_div, calx_mod
 *     calx_sum(x), calx_avg(x)	aggregates, also of windows
 *
 * Only statements can call them, not a schema: other programs open the file, too
 * (docs/decisions/021-decimals.md). */

/* What a result begins with that has more digits than there may be. */
#define DECIMAL_RANGE "decimal out of range"

/* Makes them known to a connection. Returns an SQLite result code. */
int calx__sqlite_decimals_add(sqlite3 *handle);

#endif
