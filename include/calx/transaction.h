#ifndef CALX_TRANSACTION_H
#define CALX_TRANSACTION_H

#include <calx/session.h>

/* Transactions and savepoints as blocks:
 *
 *     calx_error refused;
 *
 *     calx_transaction(session, .isolation = CALX_SERIALIZABLE, .attempts = 5) {
 *             struct Book *book = calx_get(session, Book, 1);
 *
 *             book->price = decimal("13.00");
 *             calx_savepoint(session, .error = &refused)
 *                     calx_add(session, Tag, .name = "fantasy");
 *     }
 *     if (calx_session_error(session))
 *             ...
 *
 * The end of the block commits (a savepoint: what it did stays part of the
 * transaction), and so does `continue` in it. calx_rollback() in it, also in a
 * function that it calls, is the deliberate other end: what the innermost block
 * did is taken back, calls in the rest of it do nothing (and return
 * CALX_ABANDONED), and behind it nothing has failed. To leave a block before its
 * end without that, by break, return or goto, rolls it back and is an error,
 * CALX_ABANDONED, so that no half of a work is taken for the whole. calx_commit()
 * in a block is CALX_MISUSE.
 *
 * A call that fails ends the block as well: calls in the rest of it do nothing,
 * calx_rollback() among them, and its end rolls back. The failure then sticks to
 * the session as always; with .error it is moved there, and the session goes on.
 * A block whose session has failed before it does not run; .error says why.
 *
 * Objects are then as they were before the block: changed ones have the values
 * that they had, deleted ones are back, and those that were added in it have left
 * the session, and so have those that were read in it (in a savepoint: after its
 * first write). Their memory stays. What the block did to other variables is not
 * taken back.
 *
 * A block flushes when it begins and at its end, and each flush looks at all objects
 * of the session: where there are many, and a savepoint around each of many rows,
 * open the session with .explicit_edits.
 *
 * So what waits for a flush when a block begins is written before it. If the session
 * is in a transaction then, because a block is open, or because there was a
 * statement since the last calx_commit() or calx_rollback(), then the block is a
 * savepoint in that transaction, whose end makes it last, and which alone
 * .isolation, .read_only, .write and .attempts are of.
 *
 * Running again. When a transaction ends by CALX_RETRY or CALX_BUSY (the database
 * says serialization failure, deadlock, locked), its block runs again, as often
 * as .attempts says; a failure of the last time stays. From the second time on,
 * the transaction takes the write lock when it begins, where only one can write
 * (SQLite). Before the n-th time there is a pause, of random length up to 2^(n-1)
 * milliseconds and never more than 128; as long as the database has let the block
 * wait for a lock counts as part of it. A block that is left by return or goto
 * cannot run again: after a call that fails, go on to its end, or `break`.
 *
 * Loops. A loop over rows that is open when a block begins has the rest of its
 * rows read into memory, and goes on whatever becomes of the block; one that is
 * opened in the block ends with a rollback.
 *
 * A savepoint can be lost with the whole transaction (MariaDB takes all of it back
 * after a deadlock): then the failure sticks to the session also where .error
 * has it, so that the transaction's block runs again.
 *
 * A compiler without __attribute__((cleanup)) does not see return and goto: there,
 * leave a block by its end or by break. */

/** A block that is open. Opaque. */
typedef struct calx_block calx_block;

/** What calx_transaction() takes after the session. */
typedef struct calx_block_options {
	/** sizeof(calx_block_options), which the macro fills in */
	size_t size;
	/** how often the block runs at most, until it is committed; 0: once */
	int attempts;
	/** see calx_transaction_options in calx/connection.h */
	enum calx_isolation isolation;
	/** to change something is an error (CALX_READ_ONLY) */
	bool read_only;
	/** It is going to write: where only one can, it waits for its turn when
	 * it begins. */
	bool write;
	/** Where a failure goes, instead of sticking to the session; is made as
	 * good as new when the block begins. It is used until the block is left.
	 * NULL: none. */
	calx_error *error;
	/** see calx_transaction_options */
	long long statement_timeout_ms;
	/** likewise */
	long long lock_timeout_ms;
} calx_block_options;

/** What calx_savepoint() takes after the session. */
typedef struct calx_savepoint_options {
	/** sizeof(calx_savepoint_options), which the macro fills in */
	size_t size;
	/** as in calx_block_options */
	calx_error *error;
} calx_savepoint_options;

CALX_BEGIN_DECLS

/* ---- what the macros below call ------------------------------------------ */
/** calx_transaction(): a block that has not begun. `options` may be NULL; `where`
 * is file:line of the call and must be static text. NULL without memory, which is
 * a failure of the block, or of a NULL session. The caller leaves it. */
CALX_API calx_block *calx_transaction_enter(calx_session *session,
	const calx_block_options *options, const char *where);
/** calx_savepoint(): likewise. */
CALX_API calx_block *calx_savepoint_enter(calx_session *session,
	const calx_savepoint_options *options, const char *where);
/** Whether the body is to run, and begins the transaction or savepoint if so: once,
 * and again while it is to. A body that calx_block_next() has not heard the end of
 * was left before it. False of NULL. */
CALX_API bool calx_block_again(calx_block *block);
/** True before the body; behind it commits, or takes back what has failed, and is
 * false. False of NULL. */
CALX_API bool calx_block_next(calx_block *block);
/** Frees the block, and rolls back what it has not committed. A pointer to NULL is
 * accepted. */
CALX_API void calx_block_leave(calx_block **block);

CALX_END_DECLS

#ifndef __cplusplus
/* clang-format off */
/** calx_transaction(session) { ... } or calx_transaction(session, .attempts = 5,
 * .isolation = CALX_SERIALIZABLE, .error = &error) { ... }: see above. */
#define calx_transaction(...) CALX_TRANSACTION_(CALX_CAT_(calx_block_, __LINE__), __VA_ARGS__, )
#define CALX_TRANSACTION_(name, session, ...)                                  \
	CALX_BLOCK_(name, calx_transaction_enter(session, &(const calx_block_options){ .size = sizeof(calx_block_options), __VA_ARGS__ }, CALX_HERE_))
/** calx_savepoint(session) { ... } or calx_savepoint(session, .error = &error)
 * { ... }: a part of a transaction that can be taken back alone. */
#define calx_savepoint(...) CALX_SAVEPOINT_(CALX_CAT_(calx_block_, __LINE__), __VA_ARGS__, )
#define CALX_SAVEPOINT_(name, session, ...)                                    \
	CALX_BLOCK_(name, calx_savepoint_enter(session, &(const calx_savepoint_options){ .size = sizeof(calx_savepoint_options), __VA_ARGS__ }, CALX_HERE_))
/* two loops, so that a body that was left by break can run again */
#define CALX_BLOCK_(name, ...)                                                 \
	for (calx_block *name CALX_CLEANUP_(calx_block_leave) = __VA_ARGS__; calx_block_again(name);) \
		for (; calx_block_next(name);)
/* clang-format on */
#endif

#endif
