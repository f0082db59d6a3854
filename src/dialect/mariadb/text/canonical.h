#ifndef CALX_DIALECT_MARIADB_TEXT_CANONICAL_H
#define CALX_DIALECT_MARIADB_TEXT_CANONICAL_H

#include "util/arena.h"

/* An expression as all that mean the same to the server are written: it prints
 * what it has understood, and not what it was told. NULL for what is not
 * understood here, and without memory. */
const char *calx__mariadb_canonical(struct arena *arena, const char *sql);

#endif
