#ifndef CALX_ENGINE_ENGINE_H
#define CALX_ENGINE_ENGINE_H

#include "driver/driver.h"

/* Opens an engine with a driver that is in no table: `driver` takes the place
 * of the one that the URL's scheme would find. */
calx_engine *calx__engine_open(const struct driver *driver, const char *url,
	const calx_engine_options *options, calx_error *error);

#endif
