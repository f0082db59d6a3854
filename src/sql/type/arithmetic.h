#ifndef CALX_SQL_TYPE_ARITHMETIC_H
#define CALX_SQL_TYPE_ARITHMETIC_H

#include <calx/decimal.h>

/* Arithmetic of decimals beyond <calx/decimal.h>. */

/* What `/` and averages of SQL are: sixteen digits or more, at least as many
 * behind the point as the operands have, and no zeros beyond those. CALX_RANGE
 * also for a division by zero. */
enum calx_status calx__decimal_quotient(
	calx_decimal a, calx_decimal b, calx_decimal *ret_quotient);

#endif
