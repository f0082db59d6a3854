#ifndef CALX_DIALECT_MARIADB_DIALECT_H
#define CALX_DIALECT_MARIADB_DIALECT_H

#include "compile/dialect.h"

/* SQL as MariaDB 10.6 and later speak it, with the settings that our connections
 * make (driver/mariadb/setup.c). */
extern const struct dialect calx__mariadb_dialect;

#endif
