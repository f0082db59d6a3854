#ifndef CALX_ORM_APART_H
#define CALX_ORM_APART_H

#include "orm/write/unit.h"

/* Values that no row has, which a unique column holds for a while when rows
 * exchange theirs. */

/* Whether there are enough of them. */
bool calx__apart_is_possible(const struct mapper *mapper, unsigned number);
/* Puts one into a column of a row struct; its text lives in the flush's arena. */
enum calx_status calx__apart_put(
	struct flush *flush, struct mapper *mapper, unsigned number, void *row);

#endif
