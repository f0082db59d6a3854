#ifndef CALX_DRIVER_MARIADB_ROW_H
#define CALX_DRIVER_MARIADB_ROW_H

#include "driver/mariadb/database.h"

/* The members of struct driver of these names. */
enum calx_status calx__mariadb_row(struct stmt *stmt,
	const enum calx_kind *kinds, size_t count, calx_value *values,
	calx_error *error);
int calx__mariadb_column(struct stmt *stmt, size_t index, enum calx_kind kind,
	calx_value *ret_value);

/* Makes a cell for each column of the run that has just begun. False without
 * memory. */
bool calx__mariadb_cells(struct stmt *stmt);
/* Takes a row off the bytes that came for it. False without memory. */
bool calx__mariadb_take(struct stmt *stmt, const unsigned char *packet);
/* One value, which is not NULL, as `kind`, which is a carrier (or as it comes);
 * false if it is none. */
bool calx__mariadb_read(struct stmt *stmt, const struct cell *cell,
	enum calx_kind kind, calx_value *ret_value);

#endif
