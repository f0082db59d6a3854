#ifndef CALX_MIGRATE_COMPARE_DOWNGRADE_H
#define CALX_MIGRATE_COMPARE_DOWNGRADE_H

#include "migrate/compare/differ.h"

/* The way back from `count` operations: in the arena, with how many they are.
 * What calx has no words for becomes SQL, as the database kept it. */
struct operation *calx__differ_downgrade(struct differ *differ,
	const struct operation *upgrade, size_t count, size_t *ret_count);

#endif
