#ifndef CALX_MIGRATE_OPERATION_REVERSE_H
#define CALX_MIGRATE_OPERATION_REVERSE_H

#include "sql/schema/operation.h"

/* The operation that undoes `operation`, by what it keeps of how it was before.
 * Errors: CALX_UNSUPPORTED when that is not known, as for SQL in a file. */
enum calx_status calx__operation_reverse(const struct operation *operation,
	struct operation *ret_reversed, calx_error *error);

/* The operations that undo `count` of them: each reversed, the last first. */
enum calx_status calx__operations_reverse(struct arena *arena,
	const struct operation *operations, size_t count,
	struct operation **ret_reversed, calx_error *error);

#endif
