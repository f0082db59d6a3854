#include "orm/store/hook.h"

#include <string.h>

#include "orm/base/error.h"
#include "util/alloc.h"
#include "util/fail.h"
#include "util/options.h"
#include "util/text.h"

/* Hooks of a session: two lists, which most sessions have not got. */

struct session_listener {
	enum calx_session_event event;
	calx_session_hook *hook; /* NULL: it was taken away */
	void *context;
	bool once;
};

struct hooks {
	struct vec objects; /* calx_object_listener */
	struct vec session; /* struct session_listener */
	bool running;	    /* one of them */
};

void calx__hooks_release(struct hooks *hooks)
{
	if (!hooks)
		return;
	calx__vec_release(&hooks->objects);
	calx__vec_release(&hooks->session);
	calx__free(hooks);
}

/* The session's, made when it is wanted; NULL: that has failed. */
static struct hooks *hooks_of(calx_session *session)
{
	struct hooks *hooks;

	if (session->hooks)
		return session->hooks;
	hooks = calx__alloc_zero(1, sizeof(*hooks));
	if (!hooks) {
		calx__session_fail_memory(session);
		return NULL;
	}
	hooks->objects = (struct vec)VEC_INIT(calx_object_listener);
	hooks->session = (struct vec)VEC_INIT(struct session_listener);
	session->hooks = hooks;
	return hooks;
}

/* Not before those of which some are called just then. */
static enum calx_status add(
	calx_session *session, struct vec *list, const void *item, bool first)
{
	char *items;

	if (first && session->hooks->running)
		return calx__hooks_forbid(session, ".first");
	if (!calx__vec_append(list, item)) {
		list->failed = false;
		return calx__session_fail_memory(session);
	}
	items = list->items;
	if (first) {
		memmove(items + list->size, items,
			(list->count - 1) * list->size);
		memcpy(items, item, list->size);
	}
	return CALX_OK;
}

static enum calx_status fail_listener(calx_session *session, const char *call)
{
	return calx__fail(calx__session_failing(session), CALX_MISUSE,
		"%s: there is no hook, or no such event", call);
}

enum calx_status calx_session_listen(
	calx_session *session, const calx_object_listener *listener)
{
	struct hooks *hooks;

	if (!calx__session_ready(session))
		return calx__session_status(session);
	if (!listener || !listener->hook || !listener->caller ||
		listener->event < CALX_BEFORE_INSERT ||
		listener->event > CALX_AFTER_DELETE)
		return fail_listener(session, "calx_listen");
	if (!calx__mapper_tracking(session, listener->table) ||
		!(hooks = hooks_of(session)))
		return calx__session_status(session);
	return add(session, &hooks->objects, listener, listener->first);
}

enum calx_status calx_session_on_with(calx_session *session,
	enum calx_session_event event, calx_session_hook *hook, void *context,
	const calx_hook_options *options)
{
	struct session_listener listener = { event, hook, context, false };
	calx_hook_options all;
	struct hooks *hooks;

	if (!calx__session_ready(session))
		return calx__session_status(session);
	if (!hook || event < CALX_AFTER_BEGIN || event > CALX_AFTER_ROLLBACK ||
		!calx__options_read(options, &all, sizeof(all)))
		return fail_listener(session, "calx_session_on");
	listener.once = all.once;
	hooks = hooks_of(session);
	return hooks ? add(session, &hooks->session, &listener, all.first)
		     : calx__session_status(session);
}

/* ---- taking away ---------------------------------------------------------------- */

bool calx_session_unlisten(
	calx_session *session, const calx_object_listener *listener)
{
	struct hooks *hooks = session ? session->hooks : NULL;

	for (size_t i = 0; hooks && listener && i < hooks->objects.count; i++) {
		calx_object_listener *each = calx__vec_at(&hooks->objects, i);

		if (each->event != listener->event ||
			each->hook != listener->hook || !each->hook ||
			each->caller != listener->caller ||
			each->context != listener->context)
			continue;
		each->hook = NULL;
		return true;
	}
	return false;
}

bool calx_session_off(calx_session *session, enum calx_session_event event,
	calx_session_hook *hook, void *context)
{
	struct hooks *hooks = session ? session->hooks : NULL;

	for (size_t i = 0; hooks && hook && i < hooks->session.count; i++) {
		struct session_listener *each =
			calx__vec_at(&hooks->session, i);

		if (each->event != event || each->hook != hook ||
			each->context != context)
			continue;
		each->hook = NULL;
		return true;
	}
	return false;
}

/* ---- calling ------------------------------------------------------------------ */

/* Files that include a model have descriptors of their own. */
static bool is_of(
	const calx_object_listener *listener, const struct mapper *mapper)
{
	return listener->hook && (listener->table == mapper->table ||
					 calx__mapper_known(mapper->session,
						 listener->table) == mapper);
}

bool calx__hooks_hear(const struct mapper *mapper, enum calx_object_event event)
{
	const struct hooks *hooks = mapper->session->hooks;

	for (size_t i = 0; hooks && i < hooks->objects.count; i++) {
		const calx_object_listener *listener =
			calx__vec_at(&hooks->objects, i);

		if (listener->event == event && is_of(listener, mapper))
			return true;
	}
	return false;
}

/* Around the call of one: its queries do not flush. */
static bool hook_begin(calx_session *session)
{
	const bool autoflush = session->autoflush;

	session->hooks->running = true;
	session->autoflush = false;
	return autoflush;
}

static enum calx_status hook_end(
	calx_session *session, bool autoflush, enum calx_status status)
{
	session->hooks->running = false;
	session->autoflush = autoflush;
	if (status < 0 && session->error.status >= 0 &&
		calx__session_status(session) >= 0)
		calx__fail(&session->error, status,
			"a hook of the program has refused it");
	return calx__session_status(session);
}

enum calx_status calx__hooks_call(
	struct mapper *mapper, enum calx_object_event event, uint32_t slot)
{
	calx_session *session = mapper->session;
	struct hooks *hooks = session->hooks;
	enum calx_status status = CALX_OK;

	for (size_t i = 0; i < hooks->objects.count && status >= 0; i++) {
		calx_object_listener *at = calx__vec_at(&hooks->objects, i);
		const calx_object_listener listener = *at;
		bool autoflush;

		if (listener.event != event || !is_of(&listener, mapper))
			continue;
		if (listener.once)
			at->hook = NULL;
		autoflush = hook_begin(session);
		status = listener.caller(listener.hook, session,
			calx__slot_row(&mapper->slots, slot), listener.context);
		status = hook_end(session, autoflush, status);
	}
	return status;
}

enum calx_status calx__hooks_notify(
	calx_session *session, enum calx_session_event event)
{
	struct hooks *hooks = session->hooks;
	enum calx_status status = CALX_OK;

	if (!hooks || hooks->running)
		return CALX_OK;
	for (size_t i = 0; i < hooks->session.count && status >= 0; i++) {
		struct session_listener *at = calx__vec_at(&hooks->session, i);
		const struct session_listener listener = *at;
		bool autoflush;

		if (listener.event != event || !listener.hook)
			continue;
		if (listener.once)
			at->hook = NULL;
		autoflush = hook_begin(session);
		status = listener.hook(session, listener.context);
		status = hook_end(session, autoflush, status);
	}
	return status;
}

enum calx_status calx__hooks_forbid(calx_session *session, const char *call)
{
	if (!session->hooks || !session->hooks->running)
		return CALX_OK;
	return calx__fail(calx__session_failing(session), CALX_MISUSE,
		"%s: a hook cannot do that", call);
}
