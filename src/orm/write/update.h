#ifndef CALX_ORM_UPDATE_H
#define CALX_ORM_UPDATE_H

#include "orm/write/unit.h"

/* Writes changes of one table, of any shapes. */
enum calx_status calx__update(struct flush *flush, const struct unit *unit,
	const struct change *changes, size_t count);

#endif
