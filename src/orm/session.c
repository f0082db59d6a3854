#include "orm/session.h"

#include <string.h>

#include "engine/connection.h"
#include "engine/engine.h"
#include "orm/base/error.h"
#include "orm/block.h"
#include "orm/fetch/cursor_base.h"
#include "orm/store/hook.h"
#include "orm/store/transaction.h"
#include "orm/task.h"
#include "util/alloc.h"
#include "util/fail.h"
#include "util/options.h"

/* Opening and closing a session, and what it has in memory. */

static void memory_init(calx_session *session)
{
	session->mappers = (struct vec)VEC_INIT(struct mapper *);
	session->chunks = (struct vec)VEC_INIT(struct chunk *);
	session->objects = (struct vec)VEC_INIT(void *);
	session->lists = (struct vec)VEC_INIT(void *);
}

calx_session *calx__session_new(void)
{
	calx_session *session = calx__alloc(sizeof(*session));

	if (!session)
		return NULL;
	memset(session, 0, offsetof(calx_session, error));
	calx_error_clear(&session->error);
	session->savepoints = (struct vec)VEC_INIT(struct savepoint);
	memory_init(session);
	return session;
}

/* One of the memory that another has left; NULL: there is none. */
static calx_session *session_again(calx_engine *engine)
{
	struct shared *shared = calx__engine_shared(engine);
	calx_session *session =
		shared ? (calx_session *)calx__shared_take(shared) : NULL;

	if (!session)
		return NULL;
	memset(session, 0, offsetof(calx_session, arena));
	calx_error_clear(&session->error);
	session->savepoints = (struct vec)VEC_INIT(struct savepoint);
	return session;
}

static void session_connect(
	calx_session *session, calx_engine *engine, const char *where)
{
	session->connection =
		calx_connection_open_at(engine, where, &session->error);
	session->changes = calx__connection_changes(session->connection);
}

calx_session *calx_session_open_with(
	calx_engine *engine, const calx_session_options *options)
{
	calx_session *session = session_again(engine);
	calx_session_options all;

	if (!session)
		session = calx__session_new();
	if (!session)
		return NULL;
	if (calx__options_read(options, &all, sizeof(all))) {
		session->autoflush = !all.no_autoflush;
		session->write = all.write;
		session->explicit_edits = all.explicit_edits;
		session_connect(session, engine, all.where);
	} else {
		calx__fail(&session->error, CALX_MISUSE,
			"the program knows more options of sessions than the library that it runs with");
	}
	return session;
}

static void objects_release(calx_session *session)
{
	for (size_t i = 0; i < session->mappers.count; i++)
		calx__mapper_release(calx__mapper_at(session, i));
	for (size_t i = 0; i < session->lists.count; i++)
		calx__free(((void **)session->lists.items)[i]);
}

static void memory_release(calx_session *session)
{
	calx__vec_release(&session->mappers);
	calx__vec_release(&session->chunks);
	calx__vec_release(&session->objects);
	calx__vec_release(&session->lists);
	calx__arena_release(&session->arena);
}

static void session_free(calx_session *session)
{
	memory_release(session);
	calx__free(session);
}

/* ---- leaving it to the next ----------------------------------------------- */

/* A session that had more gives it back: an engine keeps this much at most, in
 * its arena, and in an array. */
enum { ARENA_KEPT = 16 << 10, ITEMS_KEPT = 64 };

static void spare_release(struct spare *spare)
{
	session_free((calx_session *)spare);
}

static void vec_leave(struct vec *vec)
{
	if (vec->capacity > ITEMS_KEPT)
		calx__vec_release(vec);
	else
		calx__vec_clear(vec);
}

/* Leaves the memory of one that is closed to the next session of the engine;
 * false: it is not worth it, or a sanitizer is to see who still uses it. */
static bool session_leave(calx_session *session)
{
	struct shared *shared =
		session->borrowed
			? NULL
			: calx__connection_shared(session->connection);

	if (!shared || !calx__arena_shares_blocks ||
		session->arena.used > ARENA_KEPT)
		return false;
	vec_leave(&session->mappers);
	vec_leave(&session->chunks);
	vec_leave(&session->objects);
	vec_leave(&session->lists);
	calx__arena_reset(&session->arena);
	session->left.release = spare_release;
	calx__shared_leave(shared, &session->left);
	return true;
}

/* The engine may be closed as soon as it has its connection back. */
void calx_session_close(calx_session *session)
{
	calx_connection *connection;

	if (!session)
		return;
	calx__tasks_orphan(session);
	calx__cursors_orphan(session);
	calx__blocks_orphan(session);
	connection = session->borrowed ? NULL : session->connection;
	objects_release(session);
	calx__vec_release(&session->savepoints);
	calx__hooks_release(session->hooks);
	session->hooks = NULL;
	if (!session_leave(session))
		session_free(session);
	calx_connection_close(connection);
}

enum calx_status calx_expunge_all(calx_session *session)
{
	if (!session || session->suspended)
		return CALX_MISUSE;
	if (session->cursors)
		return calx__fail(calx__session_failing(session), CALX_MISUSE,
			"calx_expunge_all: a loop over rows is open");
	objects_release(session);
	memory_release(session);
	memory_init(session);
	memset(session->tables, 0, sizeof(session->tables));
	memset(session->texts, 0, sizeof(session->texts));
	session->has_texts = false;
	session->chosen = NULL;
	session->waiting = session->deleting = 0;
	session->tainted = false;
	return calx__session_status(session);
}

bool calx_session_in_transaction(const calx_session *session)
{
	return session && calx_connection_in_transaction(session->connection);
}

calx_connection *calx_session_connection(calx_session *session)
{
	if (!calx__session_ready(session) ||
		calx__transaction_begin(session, false, NULL) < 0)
		return session ? session->connection : NULL;
	/* what it will do is not known */
	session->wrote = true;
	session->lent = true;
	return session->connection;
}
