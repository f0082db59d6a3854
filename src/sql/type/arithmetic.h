#ifndef CALX_SQL_TYPE_ARITHMETIC_H
#define CALX_SQL_TYPE_ARITHMETIC_H

#include <calx/decimal.h>

/* Arithmetic of decimals beyond <calx/decimal.h>. */

/* What `/` and averages of SQL are: sixteen digits or more, at least six of them
 * behind the point and as many as the operands have, and no zeros beyond those. CALX_RANGE
 * also for a division by zero. */
enum calx_status calx__decimal_quotient(
	calx_decimal a, calx_decimal b, calx_decimal *ret_quotient);
/* Without the zeros at its end, but for `least` digits behind the point. */
calx_decimal calx__decimal_strip(calx_decimal decimal, unsigned least);

#endif
