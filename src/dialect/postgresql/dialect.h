#ifndef CALX_DIALECT_POSTGRESQL_DIALECT_H
#define CALX_DIALECT_POSTGRESQL_DIALECT_H

#include "compile/dialect.h"

/* PostgreSQL 12 and later. */
extern const struct dialect calx__postgresql_dialect;

#endif
