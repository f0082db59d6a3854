#ifndef CALX_MIGRATE_COMPARE_AUTOGENERATE_H
#define CALX_MIGRATE_COMPARE_AUTOGENERATE_H

#include "migrate/compare/differ.h"

/* What must be done to a database so that it is what the models say. */

struct autogenerate_result {
	struct operation *upgrade;
	size_t upgrade_count;
	struct operation *downgrade; /* the way back, in its order */
	size_t downgrade_count;
	const char **warnings; /* differences that remain, a line each */
	size_t warning_count;
	const char **notes; /* what that cannot restore, a line each */
	size_t note_count;
};

/* Compares and plans; everything returned lives in the arena, and borrows
 * from both schemas. An empty upgrade without warnings: nothing differs. */
enum calx_status calx__autogenerate(struct arena *arena,
	const struct autogenerate *autogenerate,
	struct autogenerate_result *ret_result, calx_error *error);

#endif
