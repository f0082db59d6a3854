#ifndef CALX_ENGINE_ENGINE_H
#define CALX_ENGINE_ENGINE_H

#include "driver/driver.h"

/* Opens an engine with a driver that is in no table: `driver` takes the place
 * of the one that the URL's scheme would find. */
calx_engine *calx__engine_open(const struct driver *driver, const char *url,
	const calx_engine_options *options, calx_error *error);

/* Opens a database for what somebody wants of it. */
calx_engine *calx__engine_open_for(
	const char *url, const struct purpose *purpose, calx_error *error);
/* From now on every engine of this process is opened for a copy: nothing that
 * the code of a revision opens by itself is changed, either. */
void calx__engines_rehearse(void);

/* What all who use it know of models; NULL of NULL. */
struct shared;
struct shared *calx__engine_shared(calx_engine *engine);

#endif
