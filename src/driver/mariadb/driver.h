#ifndef CALX_DRIVER_MARIADB_DRIVER_H
#define CALX_DRIVER_MARIADB_DRIVER_H

#include "driver/driver.h"

/* MariaDB, and MySQL where it answers, through libmariadb. */
extern const struct driver calx__mariadb_driver;

#endif
