#ifndef CALX_ORM_DELETE_H
#define CALX_ORM_DELETE_H

#include "orm/write/unit.h"

/* Deletes what waits for it: what must be deleted before the inserts (`early`),
 * or all that is left. */
enum calx_status calx__delete_groups(struct flush *flush, bool early);

#endif
