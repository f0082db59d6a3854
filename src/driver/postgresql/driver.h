#ifndef CALX_DRIVER_POSTGRESQL_DRIVER_H
#define CALX_DRIVER_POSTGRESQL_DRIVER_H

#include "driver/driver.h"

/* PostgreSQL through libpq. */
extern const struct driver calx__postgresql_driver;

#endif
