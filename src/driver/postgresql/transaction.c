#include "driver/postgresql/transaction.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "driver/lost.h"
#include "driver/postgresql/error.h"
#include "driver/postgresql/setup.h"
#include "driver/postgresql/stream.h"
#include "driver/postgresql/wait.h"
#include "util/fail.h"
#include "util/text.h"

/* Transactions. Writers do not wait for each other here but at the rows that
 * they change, so that `write` asks for nothing. */

static void limit_add(char *sql, size_t size, const char *name, long long ms)
{
	const size_t used = strlen(sql);

	if (ms > 0)
		snprintf(sql + used, size - used, "; SET LOCAL %s = %lld", name,
			ms > INT_MAX ? INT_MAX : ms);
}

/* SET LOCAL lasts as long as the transaction. */
enum calx_status calx__postgresql_begin(struct db *db,
	const calx_transaction_options *options, calx_error *error)
{
	static const char *const levels[] = {
		[CALX_ISOLATION_DEFAULT] = "",
		[CALX_READ_COMMITTED] = " ISOLATION LEVEL READ COMMITTED",
		[CALX_REPEATABLE_READ] = " ISOLATION LEVEL REPEATABLE READ",
		[CALX_SERIALIZABLE] = " ISOLATION LEVEL SERIALIZABLE",
		[CALX_READ_UNCOMMITTED] = " ISOLATION LEVEL READ UNCOMMITTED",
	};
	char sql[256];

	atomic_store(&db->interrupted, false);
	snprintf(sql, sizeof(sql), "BEGIN%s%s", levels[options->isolation],
		options->read_only ? " READ ONLY" : "");
	limit_add(sql, sizeof(sql), "statement_timeout",
		options->statement_timeout_ms);
	limit_add(sql, sizeof(sql), "lock_timeout", options->lock_timeout_ms);
	db->schema_began = db->schema;
	return calx__postgresql_run(db, sql, error);
}

/* What was answered is known. */
static enum calx_status commit_fail(
	struct db *db, const PGresult *result, calx_error *error)
{
	const bool answered =
		result && PQresultErrorField(result, PG_DIAG_SQLSTATE);
	enum calx_status status = calx__postgresql_fail(db, result, error);

	if (answered || PQstatus(db->connection) != CONNECTION_BAD)
		return status;
	return calx__driver_commit_lost(error);
}

/* The server takes the COMMIT of a transaction that has failed for a ROLLBACK,
 * and says so only in the tag. */
enum calx_status calx__postgresql_commit(struct db *db, calx_error *error)
{
	enum calx_status status = CALX_OK;
	PGresult *result;

	calx__stream_quiet(db);
	result = calx__postgresql_exec(db, "COMMIT");
	if (PQresultStatus(result) != PGRES_COMMAND_OK)
		status = commit_fail(db, result, error);
	else if (!calx__text_equal(PQcmdStatus(result), "COMMIT"))
		status = calx__fail(error, CALX_ERROR,
			"the transaction had failed, and was rolled back");
	PQclear(result);
	return status;
}

enum calx_status calx__postgresql_rollback(struct db *db, calx_error *error)
{
	calx__stream_cut(db);
	/* what was changed in it is as it was */
	if (db->schema != db->schema_began)
		db->schema++;
	return calx__postgresql_run(db, "ROLLBACK", error);
}

/* ---- in two phases ------------------------------------------------------- */

static enum calx_status run_with_name(
	struct db *db, const char *verb, const char *name, calx_error *error)
{
	char *literal = PQescapeLiteral(db->connection, name, strlen(name));
	enum calx_status status;
	char sql[256];

	if (!literal)
		return calx__postgresql_fail(db, NULL, error);
	snprintf(sql, sizeof(sql), "%s %s", verb, literal);
	PQfreemem(literal);
	status = calx__postgresql_run(db, sql, error);
	/* 42704, undefined_object */
	if (status < 0 && error && calx__text_equal(error->sqlstate, "42704"))
		status = error->status = CALX_NOT_FOUND;
	return status;
}

static enum calx_status two_prepare(
	struct db *db, const char *name, calx_error *error)
{
	return run_with_name(db, "PREPARE TRANSACTION", name, error);
}

static enum calx_status two_finish(
	struct db *db, const char *name, bool commits, calx_error *error)
{
	return run_with_name(db,
		commits ? "COMMIT PREPARED" : "ROLLBACK PREPARED", name, error);
}

const struct two_phases calx__postgresql_two_phases = {
	.prepare = two_prepare,
	.finish = two_finish,
	.names = "SELECT gid FROM pg_catalog.pg_prepared_xacts"
		 " WHERE database = current_database() ORDER BY prepared",
};

enum transaction_state calx__postgresql_state(const struct db *db)
{
	static const enum transaction_state states[] = {
		[PQTRANS_IDLE] = TRANSACTION_NONE,
		[PQTRANS_ACTIVE] = TRANSACTION_OPEN,
		[PQTRANS_INTRANS] = TRANSACTION_OPEN,
		[PQTRANS_INERROR] = TRANSACTION_FAILED,
		[PQTRANS_UNKNOWN] = TRANSACTION_LOST,
	};

	const PGTransactionStatusType now = PQtransactionStatus(db->connection);

	if (now == PQTRANS_ACTIVE && db->streaming &&
		!db->streaming->stream.is_inside)
		return TRANSACTION_NONE;
	return states[now];
}
