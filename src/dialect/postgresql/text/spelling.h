#ifndef CALX_DIALECT_POSTGRESQL_TEXT_SPELLING_H
#define CALX_DIALECT_POSTGRESQL_TEXT_SPELLING_H

#include "util/arena.h"

/* A type in SQL's words as format_type() prints it: "VARCHAR (20)" ->
 * "character varying(20)". NULL without memory. */
const char *calx__postgresql_type_spelling(
	struct arena *arena, const char *type);

#endif
