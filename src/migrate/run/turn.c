#include "migrate/run/turn.h"

#include "engine/catalog.h"
#include "engine/connection.h"
#include "engine/error.h"
#include "engine/prepare.h"
#include "engine/transaction.h"
#include "migrate/run/cluster.h"
#include "migrate/run/tell.h"
#include "util/clock.h"
#include "util/fail.h"
#include "util/text.h"

/* Lock, transaction, and what the dialect wants around them. */

/* ---- the lock ------------------------------------------------------------- */

/* How often another session's lock is looked at; waiting for a transaction is
 * the database's own affair. */
#define LOCK_POLL_NANOSECONDS 100000000

static int64_t lock_seconds(const struct runner *runner)
{
	const unsigned seconds = runner->migration->lock_seconds;

	return seconds ? seconds : RUN_LOCK_SECONDS;
}

static int64_t lock_limit(const struct runner *runner)
{
	return calx__clock() + lock_seconds(runner) * 1000000000;
}

static enum calx_status lock_row(
	void *context, const char *const *values, size_t count)
{
	*(bool *)context = count && calx__text_equal(values[0], "1");
	return CALX_OK;
}

/* Asks for the dialect's lock once. When that fails it may have been given all
 * the same: giving back what one does not have is harmless. */
static enum calx_status lock_try(struct runner *runner)
{
	struct catalog catalog = calx__connection_catalog(runner->connection);
	enum calx_status status =
		catalog.query(&catalog, runner->dialect->migration.lock,
			lock_row, &runner->locked, runner->error);

	if (status < 0)
		runner->locked = true;
	return status;
}

static enum calx_status session_lock(struct runner *runner)
{
	const int64_t limit = lock_limit(runner);
	enum calx_status status;
	bool told = false;

	if (!runner->dialect->migration.lock || runner->plans || runner->locked)
		return CALX_OK;
	while ((status = lock_try(runner)) >= 0 && !runner->locked &&
		calx__clock() < limit) {
		if (!told)
			calx__tell_wait(runner);
		told = true;
		calx__clock_sleep(LOCK_POLL_NANOSECONDS);
	}
	if (status >= 0 && !runner->locked)
		status = calx__fail(runner->error, CALX_BUSY,
			"another runner has the lock of the migrations");
	return status < 0 ? status : calx__cluster_lock(runner, limit);
}

static enum calx_status session_unlock(struct runner *runner)
{
	enum calx_status status;

	if (!runner->locked)
		return CALX_OK;
	if ((status = calx__cluster_unlock(runner)) < 0)
		return status;
	status = calx__run(
		runner->connection, runner->dialect->migration.unlock);
	runner->locked = status < 0;
	return status;
}

/* In milliseconds; a short one first, so that whoever waits is told soon. */
static long long next_wait(int64_t limit, bool told)
{
	const long long left = (limit - calx__clock()) / 1000000;
	const long long most = told ? 1000 : 200;

	return left < 0 ? 0 : left < most ? left : most;
}

static enum calx_status begin_wait(struct runner *runner, int64_t limit)
{
	calx_connection *connection = runner->connection;
	bool told = false;

	calx__connection_wait(connection, next_wait(limit, told));
	while (calx_connection_begin(connection, .write = true) == CALX_BUSY &&
		calx__clock() < limit) {
		calx_connection_rollback(connection);
		calx__tell_wait(runner);
		told = true;
		calx__connection_wait(connection, next_wait(limit, told));
	}
	return calx__runner_status(runner);
}

/* What waits further on, a COMMIT for readers, may wait as long. */
static enum calx_status transaction_begin(struct runner *runner)
{
	enum calx_status status = CALX_OK;

	if (!runner->plans)
		status = begin_wait(runner, lock_limit(runner));
	calx__connection_wait(
		runner->connection, lock_seconds(runner) * INT64_C(1000));
	if (status >= 0)
		calx__tell_begin(runner);
	return status;
}

/* ---- what is around it ---------------------------------------------------- */

static enum calx_status statements_run(
	const struct runner *runner, const char *const *statements)
{
	for (; statements && *statements; statements++) {
		calx__tell_sql(runner, *statements);
		if (!runner->plans)
			calx__run(runner->connection, *statements);
	}
	return calx__runner_status(runner);
}

enum calx_status calx__turns_open(struct runner *runner)
{
	enum calx_status status = CALX_OK;

	if (!runner->prepared)
		status = statements_run(
			runner, runner->dialect->migration.before);
	runner->prepared = true;
	return status < 0 ? status : session_lock(runner);
}

enum calx_status calx__turn_begin(struct runner *runner)
{
	enum calx_status status = calx__turns_open(runner);

	if (status < 0)
		return status;
	return runner->dialect->migration.transactional
		       ? transaction_begin(runner)
		       : CALX_OK;
}

enum calx_status calx__turn_record(struct runner *runner)
{
	enum calx_status status;

	if (calx__connection_in_transaction(runner->connection) ||
		runner->dialect->migration.transactional)
		return CALX_OK;
	status = transaction_begin(runner);
	return status < 0 ? status : calx__cluster_beat(runner);
}

/* Ends the transaction, if it is open still. */
static enum calx_status transaction_reset(struct runner *runner)
{
	calx_connection *connection = runner->connection;
	enum calx_status status = calx_connection_rollback(connection);

	calx__connection_wait(connection, -1);
	if (status >= 0 && calx__connection_in_transaction(connection))
		status = CALX_CONNECTION;
	return status;
}

/* Takes back what was set for the run, which a transaction that stays open would
 * hide. */
static enum calx_status settings_reset(struct runner *runner)
{
	enum calx_status status = transaction_reset(runner);

	if (status >= 0)
		status = session_unlock(runner);
	for (const char *const *sql = runner->dialect->migration.after;
		!runner->plans && status >= 0 && sql && *sql; sql++)
		status = calx__run(runner->connection, *sql);
	return status;
}

/* Puts the connection back as it was. One that stays otherwise must not be used
 * again: such an error makes its engine throw it away. */
static enum calx_status connection_restore(struct runner *runner,
	enum calx_status (*reset)(struct runner *runner),
	enum calx_status status)
{
	for (int attempt = 0; attempt < 2; attempt++)
		if (reset(runner) >= 0)
			return status;
	calx__connection_condemn(runner->connection,
		"could not put the connection back as it was");
	return status < 0 ? status : calx__runner_status(runner);
}

enum calx_status calx__turn_end(struct runner *runner, enum calx_status status)
{
	if (status >= 0 &&
		calx__connection_in_transaction(runner->connection) &&
		calx_connection_commit(runner->connection) < 0)
		status = calx__runner_status(runner);
	return connection_restore(runner, transaction_reset, status);
}

enum calx_status calx__turns_close(
	struct runner *runner, enum calx_status status)
{
	if (!runner->prepared)
		return status;
	runner->prepared = false;
	return connection_restore(runner, settings_reset, status);
}
