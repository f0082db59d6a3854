#ifndef CALX_MIGRATE_COMPARE_DOWNGRADE_H
#define CALX_MIGRATE_COMPARE_DOWNGRADE_H

#include "migrate/compare/differ.h"

/* The way back from what the differ has planned. What calx has no words for
 * becomes SQL, as the database kept it. The list lives in the arena. */
void calx__differ_downgrade(struct differ *differ,
	struct operation **ret_downgrade, size_t *ret_count);

#endif
