#ifndef CALX_COMPILE_LACKING_H
#define CALX_COMPILE_LACKING_H

#include "compile/dialect.h"

/* What a database does not have at all, and a table asks for. */

/* Errors: CALX_UNSUPPORTED, which names the item and the way round. */
enum calx_status calx__lacking_check(const struct dialect *dialect,
	const struct sql_table *table, calx_error *error);
/* The same of one constraint or index of a table of that name. */
enum calx_status calx__lacking_check_constraint(const struct dialect *dialect,
	const char *table, const struct sql_constraint *constraint,
	calx_error *error);

#endif
