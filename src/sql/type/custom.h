#ifndef CALX_SQL_TYPE_CUSTOM_H
#define CALX_SQL_TYPE_CUSTOM_H

#include "sql/type/type.h"
#include "util/arena.h"
#include <calx/custom.h>

/* Types of a program's own (calx/custom.h): what is stored by their functions. */

/* What is wrong with the definition, NULL if nothing is. */
const char *calx__custom_problem(const calx_type *type);
/* What such a column is to the database. It still says by `custom` what it is
 * called there. */
calx_type calx__custom_kept(const calx_type *type);
/* What the database of that name calls it; NULL: as calx does. */
const char *calx__custom_sql(const calx_type *type, const char *database);

/* A value of the field, not NULL, as one that is kept, in place. What is made lies
 * in the room. */
enum calx_status calx__custom_encode(const calx_column *column,
	calx_value *value, struct arena *room, calx_error *error);
/* And back; `name` is the column's, for the error. */
enum calx_status calx__custom_decode(const calx_type *type, const char *name,
	calx_value *value, struct arena *room, calx_error *error);

#endif
