#ifndef CALX_DRIVER_SQLITE_TRANSACTION_H
#define CALX_DRIVER_SQLITE_TRANSACTION_H

#include "driver/sqlite/database.h"

/* The members of struct driver of these names. */
enum calx_status calx__sqlite_begin(struct db *db,
	const calx_transaction_options *options, calx_error *error);
enum calx_status calx__sqlite_commit(struct db *db, calx_error *error);
enum calx_status calx__sqlite_rollback(struct db *db, calx_error *error);
enum transaction_state calx__sqlite_state(const struct db *db);

/* How long a statement may run from now on, in milliseconds; 0: as long as it
 * takes. */
void calx__sqlite_limit(struct db *db, long long milliseconds);

#endif
