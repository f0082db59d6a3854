#ifndef CALX_MIGRATE_SCRIPT_REREAD_H
#define CALX_MIGRATE_SCRIPT_REREAD_H

#include "sql/schema/operation.h"

/* What an operation will be once it was written into a file and read from there:
 * the words may say more than was meant, such as the CHECK of a boolean, or
 * less. In the arena. Errors: CALX_UNSUPPORTED for what has no words. */
enum calx_status calx__operation_reread(struct arena *arena,
	const struct operation *operation, struct operation *ret_operation,
	calx_error *error);

#endif
