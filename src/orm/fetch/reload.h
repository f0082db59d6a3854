#ifndef CALX_ORM_RELOAD_H
#define CALX_ORM_RELOAD_H

#include "orm/store/mapper.h"

/* Reads the row of an object again; `verb` is for the error when it is gone. */
enum calx_status calx__reload(struct mapper *mapper, uint32_t slot,
	const char *verb, const char *where);

#endif
