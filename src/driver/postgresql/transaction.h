#ifndef CALX_DRIVER_POSTGRESQL_TRANSACTION_H
#define CALX_DRIVER_POSTGRESQL_TRANSACTION_H

#include "driver/postgresql/database.h"

/* The members of struct driver of these names. */
enum calx_status calx__postgresql_begin(struct db *db,
	const calx_transaction_options *options, calx_error *error);
enum calx_status calx__postgresql_commit(struct db *db, calx_error *error);
enum calx_status calx__postgresql_rollback(struct db *db, calx_error *error);
enum transaction_state calx__postgresql_state(const struct db *db);
extern const struct two_phases calx__postgresql_two_phases;

#endif
