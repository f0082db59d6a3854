#include "engine/hook.h"

#include <stdatomic.h>
#include <string.h>

#include "engine/error.h"
#include "util/fail.h"
#include "util/options.h"

/* Hooks: a list of them in the engine, in the order in which they were set. */

struct hook {
	enum calx_engine_event event;
	calx_engine_hook *function;
	void *context;
	bool first, once;
	atomic_bool called; /* one that is called once */
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

enum calx_status calx_engine_on_with(calx_engine *engine,
	enum calx_engine_event event, calx_engine_hook *hook, void *context,
	const calx_hook_options *options)
{
	struct hook added = { event, hook, context, false, false, false };
	calx_hook_options all;

	if (!engine || !hook || event < CALX_AFTER_CONNECT ||
		event > CALX_BEFORE_PREPARE ||
		!calx__options_read(options, &all, sizeof(all)))
		return CALX_MISUSE;
	added.first = all.first;
	added.once = all.once;
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
		each->function = NULL;
		each->event = CALX_AFTER_CONNECT;
		hears_settle(engine);
		return true;
	}
	return false;
}

static bool is_of(
	const struct hook *hook, enum calx_engine_event event, bool first)
{
	return hook->function && hook->event == event && hook->first == first;
}

/* What a hook has answered; why it refused it may have said itself. */
static enum calx_status refuse(
	struct calx_connection *connection, enum calx_status status)
{
	if (status >= 0)
		return CALX_OK;
	if (connection->error.status >= 0)
		calx__fail(&connection->error, status,
			"a hook of the program has refused it");
	return connection->error.status;
}

static enum calx_status hook_call(struct calx_connection *connection,
	struct hook *hook, const calx_log_event *log)
{
	enum calx_status status;

	if (hook->once && atomic_exchange(&hook->called, true))
		return CALX_OK;
	connection->in_hook = true;
	status = hook->function(connection, log, hook->context);
	connection->in_hook = false;
	return status;
}

/* Those from that number on: first the last one that was set to be first. */
static enum calx_status tell_from(struct calx_connection *connection,
	size_t from, enum calx_engine_event event, const calx_log_event *log)
{
	const struct calx_engine *engine = connection->engine;
	enum calx_status status = CALX_OK;

	for (size_t i = engine->hooks.count; i-- > from && status >= 0;)
		if (is_of(hook_at(engine, i), event, true))
			status = hook_call(connection, hook_at(engine, i), log);
	for (size_t i = from; i < engine->hooks.count && status >= 0; i++)
		if (is_of(hook_at(engine, i), event, false))
			status = hook_call(connection, hook_at(engine, i), log);
	return status;
}

enum calx_status calx__hooks_tell_all(struct calx_connection *connection,
	enum calx_engine_event event, const calx_log_event *log)
{
	return connection->in_hook ? CALX_OK
				   : refuse(connection, tell_from(connection, 0,
								event, log));
}

enum calx_status calx__hooks_connect(struct calx_connection *connection)
{
	const size_t from = connection->hooks_seen;

	connection->hooks_seen = connection->engine->hooks.count;
	return refuse(connection,
		tell_from(connection, from, CALX_AFTER_CONNECT, NULL));
}

/* ---- other words ------------------------------------------------------------ */

enum calx_status calx_connection_rewrite(
	calx_connection *connection, const char *sql)
{
	struct strbuf text = STRBUF_INIT;

	if (!connection || !connection->rewriting || !sql)
		return CALX_MISUSE;
	/* which may be a part of what is there */
	calx__strbuf_adds(&text, sql);
	if (text.failed) {
		connection->rewritten.failed = true;
		return CALX_OUT_OF_MEMORY;
	}
	calx__strbuf_release(&connection->rewritten);
	connection->rewritten = text;
	connection->rewriting->sql = text.data;
	return CALX_OK;
}

/* What is about to be prepared lies in the connection: nothing else can be. */
enum calx_status calx__hooks_rewrite(
	struct calx_connection *connection, struct view *sql)
{
	calx_log_event event = { .sql = sql->data };
	calx_error refusal = { 0 }, before;
	enum calx_status status;

	if (!connection->engine->hooks.count || connection->in_hook)
		return CALX_OK;
	calx__fail(&refusal, CALX_MISUSE,
		"a hook of CALX_BEFORE_PREPARE cannot run a statement on the connection");
	connection->rewriting = &event;
	calx__connection_suspend(connection, &refusal, &before);
	connection->rewritten.failed = false;
	status = tell_from(connection, 0, CALX_BEFORE_PREPARE, &event);
	calx__connection_resume(connection, &before);
	connection->rewriting = NULL;
	if (connection->rewritten.failed)
		return calx__fail_memory(&connection->error);
	if (event.sql != sql->data)
		*sql = (struct view){ event.sql, strlen(event.sql) };
	return refuse(connection, status);
}
