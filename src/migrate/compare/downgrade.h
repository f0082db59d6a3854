#ifndef CALX_MIGRATE_COMPARE_DOWNGRADE_H
#define CALX_MIGRATE_COMPARE_DOWNGRADE_H

#include "migrate/compare/differ.h"

struct downgrade {
	struct operation *operations;
	size_t count;
	const char **notes; /* what it cannot restore, a line each */
	size_t note_count;
};

/* The way back from `count` operations, in the arena. What calx has no words for
 * becomes SQL, as the database kept it. Returns the differ's status. */
enum calx_status calx__differ_downgrade(struct differ *differ,
	const struct operation *upgrade, size_t count,
	struct downgrade *ret_downgrade);

#endif
