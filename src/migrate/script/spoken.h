#ifndef CALX_MIGRATE_SCRIPT_SPOKEN_H
#define CALX_MIGRATE_SCRIPT_SPOKEN_H

#include "compile/dialect.h"

/* The table of a database as a file says it: a type in the database's own words
 * (.sql_type) only where calx's word would make another one of it, or a CHECK
 * that is not there. NULL when memory has run out. */
struct sql_table *calx__spoken(struct arena *arena,
	const struct dialect *dialect, const struct sql_table *table);

#endif
