#ifndef CALX_ORM_CONFLICT_H
#define CALX_ORM_CONFLICT_H

#include "orm/write/unit.h"

/* Flags the slots that must be written early, because another row takes a
 * unique key that they give up, and sorts the changes accordingly. */
enum calx_status calx__conflicts_resolve(struct flush *flush);

#endif
