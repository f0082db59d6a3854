#include "engine/log.h"

/* The log: one call of the program's function for each statement, and for what
 * the server says by itself. */

void calx_engine_set_log(
	calx_engine *engine, calx_log_function *function, void *context)
{
	if (!engine)
		return;
	engine->log = function;
	engine->log_context = context;
}

void calx__log(const struct calx_engine *engine, const calx_log_event *event,
	int64_t started)
{
	calx_log_event timed = *event;

	if (!engine->log)
		return;
	if (started)
		timed.nanoseconds = calx__clock() - started;
	engine->log(&timed, engine->log_context);
}

static void hear_notification(
	void *context, const char *channel, const char *payload)
{
	calx__log(context,
		&(const calx_log_event){
			.sql = "", .message = payload, .channel = channel },
		0);
}

static void hear_notice(void *context, const char *text)
{
	hear_notification(context, NULL, text);
}

struct listener calx__log_listener(struct calx_engine *engine)
{
	return (struct listener){
		.notice = hear_notice,
		.notification = hear_notification,
		.context = engine,
	};
}
