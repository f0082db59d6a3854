#ifndef CALX_ENGINE_URL_H
#define CALX_ENGINE_URL_H

#include "driver/driver.h"
#include "util/arena.h"

/* Splits a URL; what is wrong is told with its position, and without a word
 * of it that may be a password. Parameters that no driver knows are refused
 * by the driver. */
enum calx_status calx__url_parse(struct arena *arena, const char *text,
	struct url *ret_url, calx_error *error);

#endif
