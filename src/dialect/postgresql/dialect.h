#ifndef CALX_DIALECT_POSTGRESQL_DIALECT_H
#define CALX_DIALECT_POSTGRESQL_DIALECT_H

#include "compile/dialect.h"

/* PostgreSQL 12 and later. */
extern const struct dialect calx__postgresql_dialect;

/* That of a server, by its number: 150020 is 15.20. Earlier releases lack some of
 * it. */
const struct dialect *calx__postgresql_dialect_of(int version);

#endif
