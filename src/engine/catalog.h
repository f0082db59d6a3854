#ifndef CALX_ENGINE_CATALOG_H
#define CALX_ENGINE_CATALOG_H

#include "compile/dialect.h"
#include <calx/connection.h>

/* Lends the connection to a dialect that reads catalogs. */
struct catalog calx__connection_catalog(calx_connection *connection);

#endif
