#ifndef CALX_ENGINE_LOG_H
#define CALX_ENGINE_LOG_H

#include "engine/handle.h"
#include "util/clock.h"

/* What is told to the program that listens. */

/* The time, if anybody wants to know it; else 0. */
static inline int64_t calx__log_clock(const struct calx_engine *engine)
{
	return engine->hears ? calx__clock() : 0;
}
/* Tells the log and hooks, if there are any. `started`: of calx__log_clock(). */
void calx__log(struct calx_connection *connection, const calx_log_event *event,
	int64_t started);
/* Tells hooks what is to run, which they may refuse. */
enum calx_status calx__log_before(
	struct calx_connection *connection, const calx_log_event *event);
/* A listener that tells the log what the server says by itself. */
struct listener calx__log_listener(struct calx_engine *engine);

#endif
