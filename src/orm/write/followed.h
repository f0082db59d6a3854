#ifndef CALX_ORM_FOLLOWED_H
#define CALX_ORM_FOLLOWED_H

#include "orm/write/follow.h"

/* After the flush: the objects are as the database has them, or lost. */
enum calx_status calx__followers_follow(
	const struct followers *followers, struct flush *flush);

#endif
