#include "engine/log.h"

#include "engine/hook.h"

/* The log: one call of the program's function for each statement, and for what
 * the server says by itself. */

static void log_call(
	const struct calx_engine *engine, const calx_log_event *event)
{
	if (engine->log)
		engine->log(event, engine->log_context);
}

void calx__log(struct calx_connection *connection, const calx_log_event *event,
	int64_t started)
{
	const struct calx_engine *engine = connection->engine;
	calx_log_event timed = *event;

	if (!engine->hears)
		return;
	if (started)
		timed.nanoseconds = calx__clock() - started;
	if (engine->options.hide_values)
		timed.values = NULL;
	log_call(engine, &timed);
	calx__hooks_tell(connection, CALX_AFTER_STATEMENT, &timed);
}

enum calx_status calx__log_before(
	struct calx_connection *connection, const calx_log_event *event)
{
	calx_log_event shown = *event;

	if (connection->engine->options.hide_values)
		shown.values = NULL;
	return calx__hooks_tell(connection, CALX_BEFORE_STATEMENT, &shown);
}

static void hear_notification(
	void *context, const char *channel, const char *payload)
{
	log_call(context,
		&(const calx_log_event){
			.sql = "", .message = payload, .channel = channel });
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
