#ifndef CALX_DIALECT_SQLITE_DIALECT_H
#define CALX_DIALECT_SQLITE_DIALECT_H

#include "compile/dialect.h"

/* SQL as SQLite 3.35 and later speak it. */
extern const struct dialect calx__sqlite_dialect;

#endif
