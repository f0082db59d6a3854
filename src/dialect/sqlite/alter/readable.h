#ifndef CALX_DIALECT_SQLITE_ALTER_READABLE_H
#define CALX_DIALECT_SQLITE_ALTER_READABLE_H

#include "dialect/sqlite/alter/alteration.h"

/* rows that are in the way */
struct offence {
	const char *count; /* NULL: there is none */
	const char *rowid; /* of the first; NULL if the table has none */
	const char *value; /* in it, as SQL, cut where it gets long */
};

/* The rows whose value in the column, called so in the database, a model could
 * not read if the column were of the type. `rowid`: an expression, or "NULL". */
struct offence calx__readable_check(struct alteration *a, const char *stored,
	const calx_type *type, const char *rowid);

#endif
