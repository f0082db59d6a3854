#ifndef CALX_DIALECT_MARIADB_TEXT_STORAGE_H
#define CALX_DIALECT_MARIADB_TEXT_STORAGE_H

#include <calx/schema.h>

#include "util/arena.h"

/* The names of types: a row for each kind, and the reader of what the catalog
 * says. */

struct storage {
	const char *name;
	/* as the catalog spells what has that name, if it has no numbers */
	const char *spelt;
	/* words with which the catalog begins such a type, parted by blanks */
	const char *known;
	const char *cast; /* what CAST takes; NULL: the name */
};

/* by kind */
extern const struct storage calx__mariadb_storages[CALX_KIND_COUNT];

/* dialect->natives */
extern const char *const calx__mariadb_natives[CALX_NATIVE_COUNT];

/* dialect->type_of */
calx_type calx__mariadb_storage_read(struct arena *arena, const char *source);
/* Whether the catalog spells what we would write for the type so. */
bool calx__mariadb_storage_is(const calx_type *type, const char *source);

#endif
