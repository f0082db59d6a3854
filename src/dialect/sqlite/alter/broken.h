#ifndef CALX_DIALECT_SQLITE_ALTER_BROKEN_H
#define CALX_DIALECT_SQLITE_ALTER_BROKEN_H

#include "dialect/sqlite/alter/alteration.h"

/* Writes statements that take away the views and triggers which do not work. One
 * that works elsewhere, and could not follow the new names here, fails.
 * `columns`, of struct column_state: those that get new names; NULL: the table
 * gets one. */
void calx__broken_put_aside(struct alteration *a, const struct vec *columns);
/* And those that bring them back as they were; the table is called so by now. */
void calx__broken_put_back(struct alteration *a, const char *table);

#endif
