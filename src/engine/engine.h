#ifndef CALX_ENGINE_ENGINE_H
#define CALX_ENGINE_ENGINE_H

#include "../driver/driver.h"
#include "../util/arena.h"
#include <calx/engine.h>

/* The engine's inside, for this folder and what stands on it. */

struct calx_engine {
	struct arena arena; /* url and its parts */
	struct url url;
	const struct driver *driver;
	calx_log_function *log;
	void *log_context;
	/* idle connections are kept here; see connection.c */
	struct calx_connection *idle;
	void *lock;
};

/* Splits a URL; what is wrong is told with its position. Parameters that no
 * driver knows are refused by the driver. */
enum calx_status calx__url_parse(struct arena *arena, const char *text, struct url *ret_url, calx_error *error);

#endif
