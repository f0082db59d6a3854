#include "driver/sqlite/transaction.h"

#include "driver/sqlite/error.h"
#include "driver/sqlite/setup.h"
#include "driver/sqlite/wait.h"
#include "util/clock.h"
#include "util/text.h"

/* Transactions. All of SQLite's are serializable, so that every isolation is
 * granted. */

static const char *const controls[] = {
	/* the lock is taken now, where the busy timeout can wait for it: a
	 * transaction that has read cannot wait any more */
	[CONTROL_BEGIN_WRITE] = "BEGIN IMMEDIATE",
	[CONTROL_BEGIN_READ] = "BEGIN",
	[CONTROL_COMMIT] = "COMMIT",
	[CONTROL_ROLLBACK] = "ROLLBACK",
};

static enum calx_status control_run(
	struct db *db, enum control control, calx_error *error)
{
	sqlite3_stmt **statement = &db->controls[control];
	enum calx_status status = CALX_OK;
	int code = SQLITE_OK;

	if (!*statement)
		code = sqlite3_prepare_v3(db->handle, controls[control], -1,
			SQLITE_PREPARE_PERSISTENT, statement, NULL);
	if (code == SQLITE_OK)
		code = sqlite3_step(*statement);
	if (code != SQLITE_DONE)
		status = calx__sqlite_fail(db, code, error);
	sqlite3_reset(*statement);
	return status;
}

/* SQLite has read-only connections, and no read-only transactions: the
 * connection is one for as long as such a transaction lasts. The pragma acts
 * when it is prepared, so that it cannot be kept. */
static enum calx_status query_only_set(
	struct db *db, bool query_only, calx_error *error)
{
	char answer[8];
	int code;

	if (db->query_only == query_only || db->looks)
		return CALX_OK;
	code = calx__sqlite_pragma(db->handle,
		query_only ? "PRAGMA query_only = 1" : "PRAGMA query_only = 0",
		answer, sizeof(answer));
	if (code != SQLITE_OK)
		return calx__sqlite_fail(db, code, error);
	db->query_only = query_only;
	return CALX_OK;
}

/* ---- limits --------------------------------------------------------------- */

/* A statement begins; what a trigger does is told as a comment (SQLite's manual,
 * SQLITE_TRACE_STMT), and is part of it. */
static int begins(unsigned what, void *context, void *stmt, void *text)
{
	struct db *db = context;

	(void)what;
	(void)stmt;
	if (!calx__text_starts(text, "--"))
		db->deadline = calx__clock() + db->limit_now * 1000000;
	return 0;
}

void calx__sqlite_limit(struct db *db, long long milliseconds)
{
	const bool on = milliseconds > 0;

	db->limit_now = milliseconds;
	db->deadline = INT64_MAX;
	sqlite3_trace_v2(
		db->handle, on ? SQLITE_TRACE_STMT : 0, on ? begins : NULL, db);
	calx__sqlite_watch(db);
}

static void limits_set(struct db *db, const calx_transaction_options *options)
{
	const long long wait = options->lock_timeout_ms;

	db->limited = wait || options->statement_timeout_ms;
	calx__sqlite_wait(db, wait ? wait : -1);
	calx__sqlite_limit(db, options->statement_timeout_ms
				       ? options->statement_timeout_ms
				       : db->limit);
}

static void limits_end(struct db *db)
{
	static const calx_transaction_options none = { 0 };

	if (db->limited)
		limits_set(db, &none);
}

/* ---- begin and end -------------------------------------------------------- */

enum calx_status calx__sqlite_begin(struct db *db,
	const calx_transaction_options *options, calx_error *error)
{
	enum calx_status status;

	if (db->limited || options->lock_timeout_ms ||
		options->statement_timeout_ms)
		limits_set(db, options);

	/* first, so that nothing is open if it fails; also what a transaction
	 * has left that was ended by plain SQL */
	status = query_only_set(db, options->read_only, error);
	if (status < 0)
		return status;
	return control_run(db,
		options->write ? CONTROL_BEGIN_WRITE : CONTROL_BEGIN_READ,
		error);
}

enum calx_status calx__sqlite_commit(struct db *db, calx_error *error)
{
	enum calx_status status = control_run(db, CONTROL_COMMIT, error);

	if (status >= 0)
		limits_end(db);
	return status < 0 ? status : query_only_set(db, false, error);
}

enum calx_status calx__sqlite_rollback(struct db *db, calx_error *error)
{
	enum calx_status status = control_run(db, CONTROL_ROLLBACK, error);

	limits_end(db);
	return status < 0 ? status : query_only_set(db, false, error);
}

enum transaction_state calx__sqlite_state(const struct db *db)
{
	return sqlite3_get_autocommit(db->handle) ? TRANSACTION_NONE
						  : TRANSACTION_OPEN;
}
