#ifndef CALX_MIGRATE_COMPARE_HELD_H
#define CALX_MIGRATE_COMPARE_HELD_H

#include "migrate/compare/differ.h"

/* Rewrites what is planned where columns change their types: the foreign keys on
 * both sides of them go before that, and come back when all columns have theirs.
 * Nothing changes where a foreign key may refer to anything. */
void calx__differ_hold_keys(struct differ *differ);

#endif
