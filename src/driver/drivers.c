#include "driver.h"

#include "sqlite/sqlite.h"

const struct driver *const calx__drivers[] = {
	&calx__sqlite_driver,
	NULL,
};
