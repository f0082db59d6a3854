#ifndef CALX_FAKER_CONDITION_H
#define CALX_FAKER_CONDITION_H

#include <stdint.h>

#include "util/arena.h"

/* What a column may hold. Begin with the widest range and without choices. */
struct condition {
	int64_t low, high;    /* of a number, both included */
	const char **choices; /* the texts that there are; NULL: all */
	size_t choice_count;
};

/* Narrows `condition` by a CHECK that is `column < number`, `column BETWEEN a
 * AND b`, `column IN ('a', 'b')`, or several of them with AND. By any other it
 * stays what it was. */
void calx__condition_read(struct arena *arena, const char *text,
	const char *column, struct condition *condition);

#endif
