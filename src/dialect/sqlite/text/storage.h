#ifndef CALX_DIALECT_SQLITE_TEXT_STORAGE_H
#define CALX_DIALECT_SQLITE_TEXT_STORAGE_H

#include <calx/schema.h>

/* How SQLite stores the values of each type: one row per type. */

enum { STORAGE_SYNONYMS = 4 };

struct storage {
	const char *name; /* in DDL */
	/* what else stands for the type there, as long as SQLite keeps the
	 * values in the same form */
	const char *synonyms[STORAGE_SYNONYMS];
	const char *strict; /* in a STRICT table (stricttables.html) */
	/* what compares the values; NULL: SQLite's own way does */
	const char *collation;
	/* When a value that is not NULL means the same in a column of the type:
	 * a condition in which $ is the column, @1 and @2 the least and the
	 * greatest value; of text @1 is its length, of a NUMERIC they are the
	 * digits before and behind the point. NULL: a CHECK says it. */
	const char *fits;
};

/* by kind: what names are looked up in */
extern const struct storage calx__storages[CALX_KIND_COUNT];

/* The row of a type. Some depend on its length: NUMERIC with too many digits for
 * SQLite's numbers is kept as text. */
const struct storage *calx__storage(const calx_type *type);
bool calx__storage_is_exact(const calx_type *type);

#endif
