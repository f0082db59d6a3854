#include "driver/driver.h"

#include "driver/sqlite/sqlite.h"

const struct driver *const calx__drivers[] = {
	&calx__sqlite_driver,
	NULL,
};
