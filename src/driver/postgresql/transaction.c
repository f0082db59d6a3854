#include "driver/postgresql/transaction.h"

#include <stdio.h>

#include "driver/postgresql/error.h"
#include "driver/postgresql/setup.h"
#include "util/fail.h"
#include "util/text.h"

/* Transactions. Writers do not wait for each other here but at the rows that
 * they change, so that `write` asks for nothing. */

enum calx_status calx__postgresql_begin(struct db *db,
	const calx_transaction_options *options, calx_error *error)
{
	static const char *const levels[] = {
		[CALX_ISOLATION_DEFAULT] = "",
		[CALX_READ_COMMITTED] = " ISOLATION LEVEL READ COMMITTED",
		[CALX_REPEATABLE_READ] = " ISOLATION LEVEL REPEATABLE READ",
		[CALX_SERIALIZABLE] = " ISOLATION LEVEL SERIALIZABLE",
	};
	char sql[80];

	snprintf(sql, sizeof(sql), "BEGIN%s%s", levels[options->isolation],
		options->read_only ? " READ ONLY" : "");
	db->schema_began = db->schema;
	return calx__postgresql_run(db, sql, error);
}

/* A connection that breaks after COMMIT was sent leaves open whether the server
 * has had it. */
static enum calx_status commit_fail(
	struct db *db, const PGresult *result, calx_error *error)
{
	const bool answered =
		result && PQresultErrorField(result, PG_DIAG_SQLSTATE);
	enum calx_status status = calx__postgresql_fail(db, result, error);

	if (answered || PQstatus(db->connection) != CONNECTION_BAD)
		return status;
	if (error)
		error->status = CALX_UNKNOWN;
	calx__fail_context(error, "the connection was lost in a COMMIT");
	calx__fail_hint(error,
		"Connect again, and look whether what the transaction did is there before it is done again.");
	return CALX_UNKNOWN;
}

/* The server takes the COMMIT of a transaction that has failed for a ROLLBACK,
 * and says so only in the tag. */
enum calx_status calx__postgresql_commit(struct db *db, calx_error *error)
{
	PGresult *result = PQexec(db->connection, "COMMIT");
	enum calx_status status = CALX_OK;

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
	/* what was changed in it is as it was */
	if (db->schema != db->schema_began)
		db->schema++;
	return calx__postgresql_run(db, "ROLLBACK", error);
}

enum transaction_state calx__postgresql_state(const struct db *db)
{
	static const enum transaction_state states[] = {
		[PQTRANS_IDLE] = TRANSACTION_NONE,
		[PQTRANS_ACTIVE] = TRANSACTION_OPEN,
		[PQTRANS_INTRANS] = TRANSACTION_OPEN,
		[PQTRANS_INERROR] = TRANSACTION_FAILED,
		[PQTRANS_UNKNOWN] = TRANSACTION_LOST,
	};

	return states[PQtransactionStatus(db->connection)];
}
