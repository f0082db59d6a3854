#ifndef CALX_ORM_FOLLOW_H
#define CALX_ORM_FOLLOW_H

#include "orm/write/unit.h"

/* Objects whose rows the database deletes or changes itself, because they refer
 * to rows of a flush by foreign keys that say so. */

struct followers {
	struct vec
		items; /* struct follower, parents before what refers to them */
};

/* Finds them, before the flush writes. */
enum calx_status calx__followers_find(
	struct followers *followers, struct flush *flush);
/* After it: the objects are as the database has them, or lost. */
enum calx_status calx__followers_follow(
	const struct followers *followers, struct flush *flush);
void calx__followers_release(struct followers *followers);

#endif
