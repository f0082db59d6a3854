#ifndef CALX_MIGRATE_OPERATION_GROUP_H
#define CALX_MIGRATE_OPERATION_GROUP_H

#include "sql/schema/operation.h"
#include "util/vec.h"

/* Which operations may be done together, and which may change places. */

/* Sorts operations into groups: one joins the latest group of its table when
 * it has nothing to do with what would then come after it. Vector elements are
 * struct operation_group; arrays live in the arena. */
enum calx_status calx__operations_group(struct arena *arena,
	const struct operation *const *operations, size_t count,
	struct vec *groups, calx_error *error);

#endif
