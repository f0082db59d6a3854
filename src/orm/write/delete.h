#ifndef CALX_ORM_DELETE_H
#define CALX_ORM_DELETE_H

#include "orm/write/unit.h"

/* Deletes rows of one table, from the last to the first. */
enum calx_status calx__delete(struct flush *flush, const struct unit *unit,
	const uint32_t *slots, size_t count);

#endif
