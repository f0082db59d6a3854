#ifndef CALX_DRIVER_SQLITE_DRIVER_H
#define CALX_DRIVER_SQLITE_DRIVER_H

#include "driver/driver.h"

/* SQLite through libsqlite3. */
extern const struct driver calx__sqlite_driver;

#endif
