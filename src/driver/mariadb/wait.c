#include "driver/mariadb/wait.h"

#include <string.h>

/* MariaDB's manual, "Using the Non-blocking Library": each function that waits has
 * a _start that answers what it waits for, and a _cont that is told what of it has
 * come; 0: it is done. */

void calx__mariadb_wait_by(struct db *db, const struct driver_waiter *waiter)
{
	db->waiter = waiter;
	/* that memory is the handle's from then on */
	if (waiter && !db->can_pause)
		db->can_pause = mysql_optionsv(db->handle, MYSQL_OPT_NONBLOCK,
					NULL) == 0;
}

/* What libmariadb waits for; the answer is what has come of it. */
static int await(const struct db *db, int status)
{
	const struct driver_waiter *waiter = db->waiter;
	const bool reads = status & MYSQL_WAIT_READ;
	const bool writes = status & MYSQL_WAIT_WRITE;
	const unsigned events =
		(reads ? WAIT_READ : 0U) | (writes ? WAIT_WRITE : 0U);
	const long long limit =
		status & MYSQL_WAIT_TIMEOUT
			? (long long)mysql_get_timeout_value_ms(db->handle)
			: -1;
	const unsigned ready = waiter->wait(
		waiter->context, mysql_get_socket(db->handle), events, limit);

	if (!ready)
		return MYSQL_WAIT_TIMEOUT;
	return (ready & WAIT_READ ? MYSQL_WAIT_READ : 0) |
	       (ready & WAIT_WRITE ? MYSQL_WAIT_WRITE : 0);
}

static bool may_wait(const struct db *db)
{
	return !db->waiter || !db->can_pause;
}

/* What takes the statement alone. */
#define AWAIT(name, result_type, function)                              \
	int calx__mariadb_await_##name(const struct stmt *stmt)         \
	{                                                               \
		result_type result = 0;                                 \
		int status;                                             \
                                                                        \
		if (may_wait(stmt->db))                                 \
			return function(stmt->handle);                  \
		status = function##_start(&result, stmt->handle);       \
		while (status)                                          \
			status = function##_cont(&result, stmt->handle, \
				await(stmt->db, status));               \
		return result;                                          \
	}

AWAIT(execute, int, mysql_stmt_execute)
AWAIT(fetch, int, mysql_stmt_fetch)
AWAIT(store, int, mysql_stmt_store_result)
AWAIT(next, int, mysql_stmt_next_result)

void calx__mariadb_await_free(const struct stmt *stmt)
{
	my_bool result = 0;
	int status;

	if (may_wait(stmt->db)) {
		mysql_stmt_free_result(stmt->handle);
		return;
	}
	status = mysql_stmt_free_result_start(&result, stmt->handle);
	while (status)
		status = mysql_stmt_free_result_cont(
			&result, stmt->handle, await(stmt->db, status));
}

int calx__mariadb_await_prepare(
	const struct stmt *stmt, const char *sql, size_t length)
{
	int result = 0, status;

	if (may_wait(stmt->db))
		return mysql_stmt_prepare(stmt->handle, sql, length);
	status = mysql_stmt_prepare_start(&result, stmt->handle, sql, length);
	while (status)
		status = mysql_stmt_prepare_cont(
			&result, stmt->handle, await(stmt->db, status));
	return result;
}

int calx__mariadb_await_query(struct db *db, const char *sql)
{
	int result = 0, status;

	if (may_wait(db))
		return mysql_real_query(db->handle, sql, strlen(sql));
	status = mysql_real_query_start(&result, db->handle, sql, strlen(sql));
	while (status)
		status = mysql_real_query_cont(
			&result, db->handle, await(db, status));
	return result;
}

MYSQL_RES *calx__mariadb_await_result(struct db *db)
{
	MYSQL_RES *result = NULL;
	int status;

	if (may_wait(db))
		return mysql_store_result(db->handle);
	status = mysql_store_result_start(&result, db->handle);
	while (status)
		status = mysql_store_result_cont(
			&result, db->handle, await(db, status));
	return result;
}
