#ifndef CALX_DRIVER_MARIADB_TRANSACTION_H
#define CALX_DRIVER_MARIADB_TRANSACTION_H

#include "driver/mariadb/database.h"

/* The members of struct driver of these names. */
enum calx_status calx__mariadb_begin(struct db *db,
	const calx_transaction_options *options, calx_error *error);
enum calx_status calx__mariadb_commit(struct db *db, calx_error *error);
enum calx_status calx__mariadb_rollback(struct db *db, calx_error *error);
enum transaction_state calx__mariadb_state(const struct db *db);
extern const struct two_phases calx__mariadb_two_phases;

#endif
