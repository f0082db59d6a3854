#ifndef CALX_ORM_KEYSET_H
#define CALX_ORM_KEYSET_H

#include "orm/model/plan.h"

/* Rows by the values of some of their columns: who has this unique key, whose
 * parent is this row. Rows in which one of the columns is NULL are left out. */

struct keyset_entry {
	const void *row;
	size_t item; /* whatever the user of the set means by it */
};

struct keyset {
	const calx_table *table;
	struct column_set columns;
	struct keyset_entry *entries; /* open addressing */
	size_t size;		      /* a power of two */
};

/* Room for `count` rows; false without memory. */
bool calx__keyset_init(struct keyset *set, const calx_table *table,
	struct column_set columns, size_t count);
/* Frees the set, not its rows. */
void calx__keyset_release(struct keyset *set);
/* Adds a row; one that is there with the same values stays. */
void calx__keyset_add(struct keyset *set, const void *row, size_t item);
/* The item of the row whose values are those of `columns` (as many) in a row
 * of `table`, or SIZE_MAX. */
size_t calx__keyset_find(const struct keyset *set, const calx_table *table,
	struct column_set columns, const void *row);

#endif
