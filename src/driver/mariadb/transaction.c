#include "driver/mariadb/transaction.h"

#include "driver/mariadb/error.h"
#include "driver/mariadb/statement.h"
#include "util/fail.h"

/* Transactions. Whether one is open, the server says with each answer. Most of
 * its DDL commits first, and then none is. */

/* for the next one only: MariaDB's manual, SET TRANSACTION */
static const char *const isolations[] = {
	[CALX_ISOLATION_DEFAULT] = NULL,
	[CALX_READ_COMMITTED] =
		"SET TRANSACTION ISOLATION LEVEL READ COMMITTED",
	[CALX_REPEATABLE_READ] =
		"SET TRANSACTION ISOLATION LEVEL REPEATABLE READ",
	[CALX_SERIALIZABLE] = "SET TRANSACTION ISOLATION LEVEL SERIALIZABLE",
};

enum calx_status calx__mariadb_begin(struct db *db,
	const calx_transaction_options *options, calx_error *error)
{
	const char *isolation = isolations[options->isolation];
	enum calx_status status;

	if (isolation && (status = calx__mariadb_run(db, isolation, error)) < 0)
		return status;
	db->undone = false;
	return calx__mariadb_run(db,
		options->read_only ? "START TRANSACTION READ ONLY"
				   : "START TRANSACTION",
		error);
}

/* What was asked for and not answered may have happened. */
enum calx_status calx__mariadb_commit(struct db *db, calx_error *error)
{
	enum calx_status status = calx__mariadb_run(db, "COMMIT", error);

	if (status >= 0 || !db->lost)
		return status;
	if (error)
		error->status = CALX_UNKNOWN;
	calx__fail_context(error, "the connection was lost in a COMMIT");
	calx__fail_hint(error,
		"Connect again, and look whether what the transaction did is there before it is done again.");
	return CALX_UNKNOWN;
}

enum calx_status calx__mariadb_rollback(struct db *db, calx_error *error)
{
	enum calx_status status = calx__mariadb_run(db, "ROLLBACK", error);

	if (status >= 0)
		db->undone = false;
	return status;
}

enum transaction_state calx__mariadb_state(const struct db *db)
{
	if (db->lost)
		return TRANSACTION_LOST;
	if (db->undone)
		return TRANSACTION_FAILED;
	return db->handle->server_status & SERVER_STATUS_IN_TRANS
		       ? TRANSACTION_OPEN
		       : TRANSACTION_NONE;
}
