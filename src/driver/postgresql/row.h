#ifndef CALX_DRIVER_POSTGRESQL_ROW_H
#define CALX_DRIVER_POSTGRESQL_ROW_H

#include "driver/postgresql/database.h"

/* The members of struct driver of these names. */
enum calx_status calx__postgresql_row(struct stmt *stmt,
	const enum calx_kind *kinds, size_t count, calx_value *values,
	calx_error *error);
int calx__postgresql_column(struct stmt *stmt, size_t index,
	enum calx_kind kind, calx_value *ret_value);

/* Whether a type can be read in its binary form. */
bool calx__postgresql_reads(Oid type);

/* What has come in the binary form of a type, as a value of the kind that is
 * natural to it; false if it is none. */
bool calx__postgresql_decode(
	Oid type, const char *at, size_t size, calx_value *ret_value);

#endif
