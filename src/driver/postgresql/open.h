#ifndef CALX_DRIVER_POSTGRESQL_OPEN_H
#define CALX_DRIVER_POSTGRESQL_OPEN_H

#include "driver/postgresql/database.h"

/* The members of struct driver of these names. */
enum calx_status calx__postgresql_open(const struct url *url,
	const struct listener *listener, struct db **ret_db, calx_error *error);
void calx__postgresql_close(struct db *db);
enum calx_status calx__postgresql_ping(struct db *db, calx_error *error);
bool calx__postgresql_hung_up(const struct db *db);
const char *calx__postgresql_version(const struct db *db);
void *calx__postgresql_native(struct db *db);
enum calx_status calx__postgresql_reset(struct db *db, calx_error *error);

#endif
