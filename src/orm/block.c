#include "orm/block.h"

#include "engine/connection.h"
#include "engine/error.h"
#include "engine/transaction.h"
#include "orm/base/error.h"
#include "orm/commit.h"
#include "orm/read/cursor.h"
#include "orm/store/hook.h"
#include "orm/store/transaction.h"
#include "orm/task.h"
#include "util/alloc.h"
#include "util/clock.h"
#include "util/fail.h"
#include "util/options.h"

/* Transactions and savepoints as blocks, and the two verbs that mean something
 * else inside of them. The blocks of a session are a stack; each is one of the
 * transaction's savepoints, but for the outermost, which may be the transaction.
 *
 * A body is left in one of three ways. The macros ask calx_block_next() behind its
 * end; calx_block_again(), in the loop around, without that: it was left by break;
 * and calx_block_leave() alone: return or goto. */

enum block_state {
	BLOCK_WAITING, /* for its first or next run */
	BLOCK_BEGUN,   /* the body is next */
	BLOCK_RUNNING, /* the body runs */
	BLOCK_ENDED
};

struct calx_block {
	calx_session *session; /* NULL: it was closed inside of the block */
	struct calx_block *outer;
	calx_block_options options;
	const char *where;
	enum block_state state;
	bool is_savepoint;
	bool wants_savepoint; /* also where it could be the transaction */
	bool is_over;	      /* in the database: it was rolled back */
	bool is_lost;	      /* and the whole transaction with it */
	bool undone;	      /* by calx_rollback() */
	int runs;
	int64_t began; /* the last of them; of calx__clock() */
};

/* ---- the stack ------------------------------------------------------------- */

static void block_open(struct calx_block *block)
{
	calx_session *session = block->session;

	block->outer = session->block;
	block->state = BLOCK_BEGUN;
	block->is_over = false;
	session->block = block;
	session->depth++;
	if (!block->is_savepoint)
		session->scoped = true;
}

static void block_close(struct calx_block *block)
{
	calx_session *session = block->session;

	block->state = BLOCK_ENDED;
	session->block = block->outer;
	session->depth--;
	if (!session->depth)
		session->scoped = false;
}

void calx__blocks_orphan(calx_session *session)
{
	for (struct calx_block *block = session->block; block;
		block = block->outer)
		block->session = NULL;
	session->block = NULL;
}

/* ---- failures -------------------------------------------------------------- */

static void say_where(calx_error *error, const char *where)
{
	if (where && !error->where[0])
		calx__fail_where(error, "%s", where);
}

/* Where the failure of a block goes; `sticks`: it is not the block's alone. */
static void block_report(
	const struct calx_block *block, calx_error *error, bool sticks)
{
	say_where(error, block->where);
	if (block->options.error)
		*block->options.error = *error;
	if (!block->options.error || sticks)
		block->session->error = *error;
}

/* A block that cannot begin, because of what was before it. In a block that was
 * rolled back nothing is an error. */
static void block_refuse(struct calx_block *block)
{
	calx_session *session = block->session;

	block->state = BLOCK_ENDED;
	if (session->block && session->block->undone)
		return;
	calx__session_failed(session, NULL);
	block_report(block, &session->error, true);
}

/* Takes back what the block did. */
static void block_undo(struct calx_block *block)
{
	calx_session *session = block->session;

	if (block->is_over)
		return;
	block->is_over = true;
	if (block->is_savepoint)
		block->is_lost =
			calx__session_back(session, session->depth) < 0;
	else
		calx__session_rollback(session, session->depth);
}

/* ---- running again --------------------------------------------------------- */

#define PAUSE_MS_MAX 128

/* Some number below `bound`: two programs that have met are not to meet again. */
static int64_t jitter(const struct calx_block *block, int64_t bound)
{
	uint64_t x = (uint64_t)calx__clock() ^ (uint64_t)(uintptr_t)block;

	/* Steele, Lea, Flood, Fast Splittable Pseudorandom Number Generators */
	x = (x ^ x >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
	x = (x ^ x >> 27) * UINT64_C(0x94D049BB133111EB);
	return (int64_t)((x ^ x >> 31) % (uint64_t)bound);
}

/* What has failed for want of a lock has waited already. */
static void block_pause(const struct calx_block *block, enum calx_status status)
{
	const int ms = block->runs < 7 ? 1 << block->runs : PAUSE_MS_MAX;
	int64_t pause = jitter(block, ms * INT64_C(1000000));

	if (status == CALX_BUSY)
		pause -= calx__clock() - block->began;
	if (pause > 0)
		calx__connection_sleep(block->session->connection, pause);
}

static bool runs_again(const struct calx_block *block, enum calx_status status)
{
	return (status == CALX_RETRY || status == CALX_BUSY) &&
	       !block->is_savepoint && block->session->error.status >= 0 &&
	       block->runs < block->options.attempts;
}

/* ---- the end --------------------------------------------------------------- */

/* What was rolled back by the program has not failed. */
static void block_forget(struct calx_block *block)
{
	calx_error aside;

	calx_error_clear(&block->session->error);
	calx__connection_set_aside(block->session->connection, &aside);
	block_close(block);
}

/* Rolls back a block in which something has failed. */
static void block_fail(struct calx_block *block)
{
	calx_session *session = block->session;
	calx_error error;

	calx__session_failed(session, NULL);
	error = session->error;
	block_undo(block);
	block_close(block);
	if (runs_again(block, error.status)) {
		block->state = BLOCK_WAITING;
		block_pause(block, error.status);
		return;
	}
	if (block->is_lost && error.status == CALX_BUSY)
		error.status = CALX_RETRY;
	block_report(block, &error, block->is_lost);
}

/* Nothing, where something has failed already. */
static void fail_left(calx_session *session)
{
	calx_error *error;

	if (!calx__session_ready(session))
		return;
	error = calx__session_failing(session);
	calx__fail(error, CALX_ABANDONED,
		"the block was left before its end, and rolled back");
	calx__fail_hint(error,
		"Reach its end, use `continue`, or call calx_rollback() before leaving it.");
}

/* Those in it that nobody was told the end of, as by a longjmp(), end with it. */
static void inner_drop(struct calx_block *block)
{
	calx_session *session = block->session;

	while (session->block != block) {
		struct calx_block *inner = session->block;

		fail_left(session);
		if (!inner->is_over)
			calx__savepoint_keep(session);
		block_close(inner);
		inner->session = NULL;
	}
}

/* The body was left without its end. */
static void block_abandon(struct calx_block *block)
{
	inner_drop(block);
	if (block->undone) {
		block_forget(block);
		return;
	}
	fail_left(block->session);
	block_fail(block);
}

static enum calx_status block_commit(struct calx_block *block)
{
	calx_session *session = block->session;
	enum calx_status status = CALX_OK;

	if (!block->is_savepoint && calx__session_ready(session))
		status = calx__hooks_notify(session, CALX_BEFORE_COMMIT);
	if (status >= 0)
		status = calx_flush(session);
	/* that fails if the block's transaction is not there any more */
	if (status < 0 || (status = calx__transaction_begin(
				   session, false, block->where)) < 0)
		return status;
	return block->is_savepoint
		       ? calx__session_release(session, block->where)
		       : calx__session_commit(session);
}

/* The end of the body. */
static void block_end(struct calx_block *block)
{
	inner_drop(block);
	if (block->undone)
		block_forget(block);
	else if (block_commit(block) >= 0)
		block_close(block);
	else
		block_fail(block);
}

/* ---- the beginning --------------------------------------------------------- */

/* One that has once come too late takes its turn at once. */
static enum calx_status transaction_begin(struct calx_block *block)
{
	calx_session *session = block->session;
	const calx_block_options *options = &block->options;

	calx__transaction_forget(session);
	/* on somebody's connection there is what somebody has made on it */
	if (!session->borrowed)
		calx__connection_revive(session->connection);
	if (calx_connection_begin(session->connection,
		    .isolation = options->isolation,
		    .read_only = options->read_only,
		    .statement_timeout_ms = options->statement_timeout_ms,
		    .lock_timeout_ms = options->lock_timeout_ms,
		    .write = options->write ||
			     (!options->read_only &&
				     (session->write || block->runs > 1))) < 0)
		return calx__session_failed(session, block->where);
	return calx__hooks_notify(session, CALX_AFTER_BEGIN);
}

/* What was before the block is written before it, and what is read outside of it
 * stays, whatever becomes of the block. */
static enum calx_status block_prepare(struct calx_block *block)
{
	calx_session *session = block->session;
	enum calx_status status;

	if ((status = calx_flush(session)) < 0 ||
		(status = calx__cursors_detach(session)) < 0)
		return status;
	if (block->wants_savepoint && (status = calx__transaction_begin(session,
					       false, block->where)) < 0)
		return status;
	/* in a session on somebody's connection, there may be none still */
	block->is_savepoint =
		calx__connection_in_transaction(session->connection);
	return block->is_savepoint
		       ? calx__session_savepoint(session, block->where)
		       : CALX_OK;
}

static void block_begin(struct calx_block *block)
{
	block->runs++;
	block->began = calx__clock();
	if (block_prepare(block) < 0) {
		block_refuse(block);
		return;
	}
	block_open(block);
	if (!block->is_savepoint && transaction_begin(block) < 0)
		block_fail(block);
}

/* ---- what the macros call -------------------------------------------------- */

/* A failure before there is a block. */
static calx_block *enter_failed(
	calx_session *session, calx_error *ret_error, const char *where)
{
	calx_error memory;

	calx_error_clear(&memory);
	if (session)
		calx__fail_memory(&memory);
	else
		memory = *calx_session_error(NULL);
	say_where(&memory, where);
	if (ret_error)
		*ret_error = memory;
	else if (session && session->error.status >= 0)
		session->error = memory;
	return NULL;
}

static calx_block *block_new(calx_session *session,
	const calx_block_options *options, const char *where)
{
	struct calx_block *block = NULL;

	calx_error_clear(options->error);
	if (session)
		block = calx__alloc_zero(1, sizeof(*block));
	if (!block)
		return enter_failed(session, options->error, where);
	block->session = session;
	block->options = *options;
	block->where = where;
	return block;
}

/* A block whose options make no sense does not run. */
static calx_block *block_invalid(calx_session *session,
	const calx_block_options *options, const char *where, const char *why)
{
	struct calx_block *block = block_new(session, options, where);

	if (!block)
		return NULL;
	calx__fail(calx__session_failing(session), CALX_MISUSE, "%s", why);
	block_refuse(block);
	return block;
}

calx_block *calx_transaction_enter(calx_session *session,
	const calx_block_options *options, const char *where)
{
	static const calx_block_options none;
	calx_block_options all;

	if (!calx__options_read(options, &all, sizeof(all)))
		return block_invalid(session, &none, where,
			"the program knows more options of blocks than the library that it runs with");
	if (all.attempts < 0)
		return block_invalid(session, &all, where,
			"calx_transaction: the number of attempts is less than 0");
	return block_new(session, &all, where);
}

calx_block *calx_savepoint_enter(calx_session *session,
	const calx_savepoint_options *options, const char *where)
{
	calx_block_options block_options = { 0 };
	calx_savepoint_options all;
	calx_block *block;

	if (!calx__options_read(options, &all, sizeof(all)))
		return block_invalid(session, &block_options, where,
			"the program knows more options of savepoints than the library that it runs with");
	block_options.error = all.error;
	block = block_new(session, &block_options, where);
	if (block)
		block->wants_savepoint = true;
	return block;
}

bool calx_block_again(calx_block *block)
{
	if (!block || !block->session)
		return false;
	if (block->state == BLOCK_RUNNING) {
		calx__task_stop(block->session);
		block_abandon(block);
	}
	while (block->state == BLOCK_WAITING)
		block_begin(block);
	return block->state == BLOCK_BEGUN;
}

bool calx_block_next(calx_block *block)
{
	if (!block || !block->session)
		return false;
	if (block->state == BLOCK_RUNNING) {
		calx__task_stop(block->session);
		block_end(block);
		return false;
	}
	if (block->state != BLOCK_BEGUN)
		return false;
	block->state = BLOCK_RUNNING;
	return true;
}

void calx_block_leave(calx_block **block)
{
	if (!block || !*block)
		return;
	/* nobody is there to run it again */
	(*block)->options.attempts = 0;
	if ((*block)->session && ((*block)->state == BLOCK_BEGUN ||
					 (*block)->state == BLOCK_RUNNING)) {
		calx__task_stop((*block)->session);
		block_abandon(*block);
	}
	calx__free(*block);
	*block = NULL;
}

/* ---- verbs ----------------------------------------------------------------- */

enum calx_status calx_commit(calx_session *session)
{
	enum calx_status status;

	if (calx__session_ready(session) && session->block)
		calx__fail(&session->error, CALX_MISUSE,
			"calx_commit: a block is open, whose end commits");
	if (calx__session_ready(session) && !session->borrowed)
		calx__hooks_notify(session, CALX_BEFORE_COMMIT);
	status = calx_flush(session);
	if (status < 0 || session->borrowed)
		return status;
	return calx__session_commit(session);
}

/* The rest of the body does nothing, plain SQL on the connection neither. */
static enum calx_status block_rollback(struct calx_block *block)
{
	calx_session *session = block->session;

	if (block->undone)
		return CALX_OK;
	if (!calx__session_ready(session))
		return calx__session_status(session);
	block_undo(block);
	if (block->is_lost)
		calx__fail(calx__session_failing(session), CALX_ERROR,
			"the savepoint is lost, and the whole transaction was rolled back");
	if (session->error.status < 0)
		return session->error.status;
	block->undone = true;
	calx__fail(&session->error, CALX_ABANDONED,
		"the block was rolled back, so that nothing can be done in it any more");
	calx__connection_put_back(session->connection, &session->error);
	return CALX_OK;
}

enum calx_status calx_rollback(calx_session *session)
{
	if (!session || !session->connection || session->suspended)
		return calx__session_status(session);
	if (calx__hooks_forbid(session, "calx_rollback") < 0)
		return calx__session_status(session);
	if (session->block)
		return block_rollback(session->block);
	if (session->borrowed)
		return calx__fail(calx__session_failing(session), CALX_MISUSE,
			"calx_rollback: the transaction belongs to someone else");
	return calx__session_rollback(session, 0);
}
