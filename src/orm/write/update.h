#ifndef CALX_ORM_UPDATE_H
#define CALX_ORM_UPDATE_H

#include "orm/write/unit.h"

/* Writes the changes of one table: those that must be written before the
 * inserts (`early`), or the others. */
enum calx_status calx__update_unit(
	struct flush *flush, const struct unit *unit, bool early);

#endif
