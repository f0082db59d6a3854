#ifndef CALX_ENGINE_CATALOG_H
#define CALX_ENGINE_CATALOG_H

#include "compile/dialect.h"
#include <calx/connection.h>

/* Lends the connection to a dialect that reads catalogs. */
struct catalog calx__connection_catalog(calx_connection *connection);
/* While it is on, statements may hold what only text that the schema has
 * already may hold. */
enum calx_status calx__connection_replay(calx_connection *connection, bool on);

#endif
