#include "engine/hook.h"

#include "util/fail.h"

/* Hooks: a list of them in the engine, in the order in which they were set. */

struct hook {
	enum calx_engine_event event;
	calx_engine_hook *function;
	void *context;
};

void calx__hooks_init(struct calx_engine *engine)
{
	engine->hooks = (struct vec)VEC_INIT(struct hook);
}

static bool is_of_statements(enum calx_engine_event event)
{
	return event == CALX_BEFORE_STATEMENT || event == CALX_AFTER_STATEMENT;
}

static struct hook *hook_at(const struct calx_engine *engine, size_t index)
{
	return (struct hook *)engine->hooks.items + index;
}

static void hears_settle(struct calx_engine *engine)
{
	engine->hears = engine->log != NULL;
	for (size_t i = 0; i < engine->hooks.count; i++)
		engine->hears |= is_of_statements(hook_at(engine, i)->event);
}

void calx_engine_set_log(
	calx_engine *engine, calx_log_function *function, void *context)
{
	if (!engine)
		return;
	engine->log = function;
	engine->log_context = context;
	hears_settle(engine);
}

enum calx_status calx_engine_on(calx_engine *engine,
	enum calx_engine_event event, calx_engine_hook *hook, void *context)
{
	const struct hook added = { event, hook, context };

	if (!engine || !hook || event < CALX_AFTER_CONNECT ||
		event > CALX_AFTER_STATEMENT)
		return CALX_MISUSE;
	if (!calx__vec_append(&engine->hooks, &added)) {
		engine->hooks.failed = false;
		return CALX_OUT_OF_MEMORY;
	}
	hears_settle(engine);
	return CALX_OK;
}

/* Its place stays, for connections know by its number what they were shown to. */
bool calx_engine_off(calx_engine *engine, enum calx_engine_event event,
	calx_engine_hook *hook, void *context)
{
	if (!engine || !hook)
		return false;
	for (size_t i = 0; i < engine->hooks.count; i++) {
		struct hook *each = hook_at(engine, i);

		if (each->event != event || each->function != hook ||
			each->context != context)
			continue;
		*each = (struct hook){ CALX_AFTER_CONNECT, NULL, NULL };
		hears_settle(engine);
		return true;
	}
	return false;
}

static enum calx_status refuse(
	struct calx_connection *connection, enum calx_status status)
{
	if (connection->error.status >= 0)
		calx__fail(&connection->error, status,
			"a hook of the program has refused it");
	return connection->error.status;
}

static enum calx_status hook_call(struct calx_connection *connection,
	const struct hook *hook, const calx_log_event *log)
{
	enum calx_status status;

	connection->in_hook = true;
	status = hook->function(connection, log, hook->context);
	connection->in_hook = false;
	return status < 0 ? refuse(connection, status) : CALX_OK;
}

enum calx_status calx__hooks_tell_all(struct calx_connection *connection,
	enum calx_engine_event event, const calx_log_event *log)
{
	const struct calx_engine *engine = connection->engine;
	enum calx_status status = CALX_OK;

	if (connection->in_hook)
		return CALX_OK;
	for (size_t i = 0; i < engine->hooks.count && status >= 0; i++) {
		const struct hook *hook = hook_at(engine, i);

		if (hook->function && hook->event == event)
			status = hook_call(connection, hook, log);
	}
	return status;
}

enum calx_status calx__hooks_connect(struct calx_connection *connection)
{
	const struct calx_engine *engine = connection->engine;
	enum calx_status status = CALX_OK;

	for (; connection->hooks_seen < engine->hooks.count && status >= 0;
		connection->hooks_seen++) {
		const struct hook *hook =
			hook_at(engine, connection->hooks_seen);

		if (hook->function && hook->event == CALX_AFTER_CONNECT)
			status = hook_call(connection, hook, NULL);
	}
	return status;
}
