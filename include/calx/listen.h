#ifndef CALX_LISTEN_H
#define CALX_LISTEN_H

#include <calx/session.h>

/* Functions of the program that a session calls when something happens to its
 * objects, or to itself:
 *
 *     static enum calx_status stamp(calx_session *session, struct Book *book,
 *             void *context)
 *     {
 *             book->changed_at = now();
 *             return CALX_OK;
 *     }
 *
 *     calx_listen(session, Book, CALX_BEFORE_UPDATE, stamp, NULL);
 *
 * What happens before rows are written is told before any of the flush are: a
 * hook may change the object that it is given and others, add and delete; all of
 * that is part of the same flush, and told as well. Queries of a hook do not
 * flush; it may not flush, commit or roll back by itself (CALX_MISUSE). A status
 * below zero refuses what is about to happen: it fails, with the error that
 * sticks to the session, or else one that says that a hook refused it.
 *
 * Statements (calx_update(), calx_bulk_save() ...) know of no objects, and tell
 * nobody; neither does what foreign keys and triggers do. Hooks are called in the
 * order in which they were set, those with .first = true before the others. They
 * last as long as the session, or until they are taken away; .once = true is at the
 * next time only. */

/** What happens to an object. */
enum calx_object_event {
	/** it is about to be inserted; keys that the database makes are 0 still */
	CALX_BEFORE_INSERT,
	/** it was inserted: it has its key. What a hook changes from here on is
	 * written by the next flush. */
	CALX_AFTER_INSERT,
	/** it was changed, and is about to be written */
	CALX_BEFORE_UPDATE,
	/** it was written */
	CALX_AFTER_UPDATE,
	/** its row is about to be deleted */
	CALX_BEFORE_DELETE,
	/** its row is gone; its memory stays */
	CALX_AFTER_DELETE
};

/** What happens to a session. */
enum calx_session_event {
	/** a transaction has begun */
	CALX_AFTER_BEGIN,
	/** something is about to be written */
	CALX_BEFORE_FLUSH,
	/** it was written */
	CALX_AFTER_FLUSH,
	/** the transaction is about to be flushed and committed */
	CALX_BEFORE_COMMIT,
	/** it was committed; to refuse that comes too late, and sticks */
	CALX_AFTER_COMMIT,
	/** it was rolled back, likewise */
	CALX_AFTER_ROLLBACK
};

/** What calx_session_on() takes. */
typedef enum calx_status calx_session_hook(
	calx_session *session, void *context);

/** What calx_session_listen() takes; the macro fills it in. */
typedef struct calx_object_listener {
	/** of which table */
	const calx_table *table;
	/** when */
	enum calx_object_event event;
	/** how `hook` is called, which the model knows */
	calx_hook_caller *caller;
	/** the function, of any type */
	calx_any_function *hook;
	/** what it is given */
	void *context;
	/** at the next time only */
	bool once;
	/** before those that are there: not in a hook */
	bool first;
} calx_object_listener;

CALX_BEGIN_DECLS

/** calx_listen(): what fails sticks to the session. */
CALX_API enum calx_status calx_session_listen(
	calx_session *session, const calx_object_listener *listener);
/** Takes away what calx_listen() was told: event, hook and context are the same. False
 * if there is no such hook. */
CALX_API bool calx_session_unlisten(
	calx_session *session, const calx_object_listener *listener);
/** Calls `hook` whenever that happens to the session. `options` may be NULL. */
CALX_API enum calx_status calx_session_on_with(calx_session *session,
	enum calx_session_event event, calx_session_hook *hook, void *context,
	const calx_hook_options *options);
/** Takes away what calx_session_on() was told, with the same three. False if there is
 * no such hook. */
CALX_API bool calx_session_off(calx_session *session,
	enum calx_session_event event, calx_session_hook *hook, void *context);

CALX_END_DECLS

#ifndef __cplusplus
/* clang-format off */
/** calx_session_on(session, CALX_AFTER_COMMIT, hook, context) or
 * calx_session_on(session, CALX_AFTER_COMMIT, hook, context, .once = true): see
 * calx_session_on_with(). */
#define calx_session_on(session, event, hook, ...) CALX_SESSION_ON_(session, event, hook, __VA_ARGS__, )
#define CALX_SESSION_ON_(session, event, hook, context, ...) \
	calx_session_on_with(session, event, hook, context, &(const calx_hook_options){ .size = sizeof(calx_hook_options), __VA_ARGS__ })
/** calx_listen(session, Book, CALX_BEFORE_INSERT, hook, context): calls `hook`, an
 * enum calx_status hook(calx_session *, struct Book *, void *context), whenever
 * that happens to an object of the model. calx_listen(session, Book,
 * CALX_BEFORE_INSERT, hook, context, .once = true) is for one time. */
#define calx_listen(session, T, event_, hook_, ...) \
	calx_session_listen(session, CALX_LISTENER_(T, event_, hook_, __VA_ARGS__, ))
/** calx_unlisten(session, Book, CALX_BEFORE_INSERT, hook, context): see
 * calx_session_unlisten(). */
#define calx_unlisten(session, T, event_, hook_, context_) \
	calx_session_unlisten(session, CALX_LISTENER_(T, event_, hook_, context_, ))
#define CALX_LISTENER_(T, event_, hook_, context_, ...) &(const calx_object_listener){ \
	.table = &T##_calx_table_, .event = event_, .caller = T##_calx_call_, \
	.hook = (calx_any_function *)(1 ? (hook_) : (T##_calx_hook_ *)NULL), \
	.context = context_, __VA_ARGS__ }
/* clang-format on */
#endif

#endif
