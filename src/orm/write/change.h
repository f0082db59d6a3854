#ifndef CALX_ORM_CHANGE_H
#define CALX_ORM_CHANGE_H

#include <stdint.h>

#include "util/vec.h"

/* An object that was changed. */
struct change {
	uint32_t slot;
	uint32_t shape; /* number of its set of changed columns */
	int64_t key;	/* what the updates are ordered by */
};

/* Puts a vec of them into the order of their shapes, and of their keys within
 * each. */
void calx__changes_sort(struct vec *changes);

#endif
