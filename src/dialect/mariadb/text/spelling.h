#ifndef CALX_DIALECT_MARIADB_TEXT_SPELLING_H
#define CALX_DIALECT_MARIADB_TEXT_SPELLING_H

#include "util/arena.h"

/* A type in SQL's words as the server prints it: "INTEGER unsigned" ->
 * "int(10) unsigned". Behind the type nothing is kept. NULL without memory. */
const char *calx__mariadb_type_spelling(struct arena *arena, const char *type);

#endif
