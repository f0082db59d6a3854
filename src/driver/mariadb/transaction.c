#include "driver/mariadb/transaction.h"

#include <errmsg.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>

#include "driver/lost.h"
#include "driver/mariadb/error.h"
#include "driver/mariadb/setup.h"
#include "driver/mariadb/statement.h"
#include "util/fail.h"
#include "util/text.h"

/* Transactions. Whether one is open, the server says with each answer. Most of
 * its DDL commits first, and then none is. */

enum { XA_NOT_KNOWN = 1397 }; /* ER_XAER_NOTA */

/* for the next one only: MariaDB's manual, SET TRANSACTION */
static const char *const isolations[] = {
	[CALX_READ_COMMITTED] = "ISOLATION LEVEL READ COMMITTED",
	[CALX_REPEATABLE_READ] = "ISOLATION LEVEL REPEATABLE READ",
	[CALX_SERIALIZABLE] = "ISOLATION LEVEL SERIALIZABLE",
	[CALX_READ_UNCOMMITTED] = "ISOLATION LEVEL READ UNCOMMITTED",
};

/* "XA COMMIT" x "ONE PHASE" */
static enum calx_status xa_run(
	struct db *db, const char *verb, const char *name, calx_error *error)
{
	const bool one_phase = calx__text_equal(verb, "XA COMMIT ONE PHASE");
	char escaped[2 * TWO_PHASE_MAX + 1], sql[256];
	enum calx_status status;

	mysql_real_escape_string(
		db->handle, escaped, name, (unsigned long)strlen(name));
	snprintf(sql, sizeof(sql), "%s '%s'%s", one_phase ? "XA COMMIT" : verb,
		escaped, one_phase ? " ONE PHASE" : "");
	status = calx__mariadb_run(db, sql, error);
	if (status < 0 && error && error->native_code == XA_NOT_KNOWN)
		status = error->status = CALX_NOT_FOUND;
	return status;
}

/* What the transaction before has limited, and this one does not, is as it was. */
static enum calx_status limits_set(struct db *db,
	const calx_transaction_options *options, calx_error *error)
{
	const bool limits =
		options->statement_timeout_ms || options->lock_timeout_ms;
	enum calx_status status;

	if (!limits && !db->limited)
		return CALX_OK;
	db->limited = limits;
	status = calx__mariadb_limit(db, options->statement_timeout_ms, error);
	if (status >= 0)
		calx__mariadb_wait(db, options->lock_timeout_ms
					       ? options->lock_timeout_ms
					       : -1);
	return status;
}

/* Those of the transaction that has ended. */
static void limits_end(struct db *db)
{
	static const calx_transaction_options none = { 0 };

	if (db->limited && !db->lost)
		limits_set(db, &none, NULL);
}

static enum calx_status kind_set(struct db *db,
	const calx_transaction_options *options, calx_error *error)
{
	const char *isolation = isolations[options->isolation];
	/* XA START knows no other way to say that it only reads */
	const bool reads = options->two_phase && options->read_only;
	char sql[128];

	if (!isolation && !reads)
		return CALX_OK;
	snprintf(sql, sizeof(sql), "SET TRANSACTION %s%s%s",
		isolation ? isolation : "", isolation && reads ? ", " : "",
		reads ? "READ ONLY" : "");
	return calx__mariadb_run(db, sql, error);
}

enum calx_status calx__mariadb_begin(struct db *db,
	const calx_transaction_options *options, calx_error *error)
{
	enum calx_status status;

	if ((status = limits_set(db, options, error)) < 0 ||
		(status = kind_set(db, options, error)) < 0)
		return status;
	db->undone = false;
	db->two_phase[0] = '\0';
	if (options->two_phase) {
		calx__fail_copy(db->two_phase, sizeof(db->two_phase),
			options->two_phase);
		return xa_run(db, "XA START", db->two_phase, error);
	}
	return calx__mariadb_run(db,
		options->read_only ? "START TRANSACTION READ ONLY"
				   : "START TRANSACTION",
		error);
}

/* One that could have two phases has another word before its last. */
static enum calx_status work_end(struct db *db, calx_error *error)
{
	return db->two_phase[0] ? xa_run(db, "XA END", db->two_phase, error)
				: CALX_OK;
}

static enum calx_status end_run(struct db *db, bool commits, calx_error *error)
{
	if (!db->two_phase[0])
		return calx__mariadb_run(
			db, commits ? "COMMIT" : "ROLLBACK", error);
	return xa_run(db, commits ? "XA COMMIT ONE PHASE" : "XA ROLLBACK",
		db->two_phase, error);
}

/* It has ended. */
static void end(struct db *db)
{
	db->undone = false;
	db->two_phase[0] = '\0';
	limits_end(db);
}

/* Whether the server has said something that nobody has asked for: that it ends
 * the connection. It hears nothing that comes behind that. */
static bool has_hung_up(const struct db *db)
{
	struct pollfd socket = { .fd = mysql_get_socket(db->handle),
		.events = POLLIN };

	return !db->sending && poll(&socket, 1, 0) == 1;
}

/* What was asked for and not answered may have happened; not so what could not
 * be asked for any more. */
enum calx_status calx__mariadb_commit(struct db *db, calx_error *error)
{
	enum calx_status status = work_end(db, error);
	bool hung_up;

	if (status < 0)
		return status;
	hung_up = has_hung_up(db);
	status = end_run(db, true, error);
	if (status >= 0)
		end(db);
	if (status >= 0 || !db->lost || hung_up ||
		mysql_errno(db->handle) == CR_SERVER_GONE_ERROR)
		return status;
	return calx__driver_commit_lost(error);
}

enum calx_status calx__mariadb_rollback(struct db *db, calx_error *error)
{
	enum calx_status status;

	work_end(db, NULL);
	status = end_run(db, false, error);
	/* a deadlock ends an XA transaction, too, and its name is not known */
	if (status == CALX_NOT_FOUND && db->undone)
		status = CALX_OK;
	if (status >= 0)
		end(db);
	return status;
}

/* ---- in two phases ------------------------------------------------------- */

static enum calx_status two_prepare(
	struct db *db, const char *name, calx_error *error)
{
	enum calx_status status = xa_run(db, "XA END", name, error);

	if (status >= 0)
		status = xa_run(db, "XA PREPARE", name, error);
	if (status >= 0)
		end(db);
	return status;
}

static enum calx_status two_finish(
	struct db *db, const char *name, bool commits, calx_error *error)
{
	return xa_run(db, commits ? "XA COMMIT" : "XA ROLLBACK", name, error);
}

const struct two_phases calx__mariadb_two_phases = {
	.prepare = two_prepare,
	.finish = two_finish,
	.names = "XA RECOVER",
};

enum transaction_state calx__mariadb_state(const struct db *db)
{
	if (db->lost)
		return TRANSACTION_LOST;
	if (db->undone)
		return TRANSACTION_FAILED;
	return db->two_phase[0] || db->handle->server_status &
					   SERVER_STATUS_IN_TRANS
		       ? TRANSACTION_OPEN
		       : TRANSACTION_NONE;
}
