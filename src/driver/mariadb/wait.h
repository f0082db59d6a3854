#ifndef CALX_DRIVER_MARIADB_WAIT_H
#define CALX_DRIVER_MARIADB_WAIT_H

#include "driver/mariadb/database.h"

/* What libmariadb waits in, for a db whose waiter does that: all that reads from
 * the server goes through here. Without one it is the function of libmariadb of
 * that name, and what it returns is the same. */

void calx__mariadb_wait_by(struct db *db, const struct driver_waiter *waiter);
/* mysql_stmt_prepare() */
int calx__mariadb_await_prepare(
	const struct stmt *stmt, const char *sql, size_t length);
/* mysql_stmt_execute() */
int calx__mariadb_await_execute(const struct stmt *stmt);
/* mysql_stmt_fetch() */
int calx__mariadb_await_fetch(const struct stmt *stmt);
/* mysql_stmt_store_result() */
int calx__mariadb_await_store(const struct stmt *stmt);
/* mysql_stmt_next_result() */
int calx__mariadb_await_next(const struct stmt *stmt);
/* mysql_stmt_free_result() */
void calx__mariadb_await_free(const struct stmt *stmt);
/* mysql_real_query() */
int calx__mariadb_await_query(struct db *db, const char *sql);
/* mysql_store_result() */
MYSQL_RES *calx__mariadb_await_result(struct db *db);

#endif
