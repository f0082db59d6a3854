#ifndef CALX_DRIVER_POSTGRESQL_MANY_H
#define CALX_DRIVER_POSTGRESQL_MANY_H

#include "driver/postgresql/database.h"

/* The member of struct driver of this name. */
int calx__postgresql_run_many(struct stmt *stmt, const struct many *many,
	size_t *ret_ran, calx_error *error);

#endif
