#ifndef CALX_ENGINE_ENGINE_H
#define CALX_ENGINE_ENGINE_H

#include "driver/driver.h"
#include "util/arena.h"
#include <calx/engine.h>

#include <pthread.h>

/* The engine's inside, for this folder and what stands on it. */

struct calx_engine {
	struct arena arena; /* url and its parts */
	struct url url;
	const struct driver *driver;
	calx_log_function *log;
	void *log_context;
	pthread_mutex_t lock;	      /* of what follows */
	struct calx_connection *idle; /* the one used last comes first */
	size_t idle_count;
};

/* Splits a URL; what is wrong is told with its position, and without a word
 * of it that may be a password. Parameters that no driver knows are refused
 * by the driver. */
enum calx_status calx__url_parse(struct arena *arena, const char *text,
	struct url *ret_url, calx_error *error);

#endif
