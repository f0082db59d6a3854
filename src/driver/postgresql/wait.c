#include "driver/postgresql/wait.h"

/* libpq's manual, "Asynchronous Command Processing": what is sent goes out as far
 * as the socket takes it, and a result is taken when it is there. */

void calx__postgresql_wait_by(struct db *db, const struct driver_waiter *waiter)
{
	db->waiter = waiter;
	PQsetnonblocking(db->connection, waiter != NULL);
}

/* Waits for more to come; false: the connection is broken. */
static bool arrive(struct db *db)
{
	const struct driver_waiter *waiter = db->waiter;
	PGconn *connection = db->connection;
	const int unsent = PQflush(connection);

	if (unsent < 0 || !waiter)
		return false;
	waiter->wait(waiter->context, PQsocket(connection),
		unsent ? WAIT_READ | WAIT_WRITE : WAIT_READ, -1);
	return PQconsumeInput(connection);
}

PGresult *calx__postgresql_result(struct db *db)
{
	/* what breaks the connection PQgetResult() finds, too */
	while (db->waiter && PQisBusy(db->connection) && arrive(db))
		;
	return PQgetResult(db->connection);
}

int calx__postgresql_copied(struct db *db, char **ret_row)
{
	int size;

	do
		size = PQgetCopyData(
			db->connection, ret_row, db->waiter != NULL);
	while (!size && arrive(db));
	return size ? size : -2;
}

static bool is_copy(const PGresult *result)
{
	const ExecStatusType code = PQresultStatus(result);

	return code == PGRES_COPY_IN || code == PGRES_COPY_OUT ||
	       code == PGRES_COPY_BOTH;
}

/* The last result of what was sent, as PQexec() gives it. */
static PGresult *last_result(struct db *db)
{
	PGresult *last = NULL, *result;

	while ((result = calx__postgresql_result(db)) != NULL) {
		PQclear(last);
		last = result;
		if (is_copy(result) ||
			PQstatus(db->connection) == CONNECTION_BAD)
			break;
	}
	return last;
}

PGresult *calx__postgresql_exec(struct db *db, const char *sql)
{
	if (!db->waiter)
		return PQexec(db->connection, sql);
	return PQsendQuery(db->connection, sql) ? last_result(db) : NULL;
}

PGresult *calx__postgresql_ask(struct db *db, const struct question *q)
{
	if (!db->waiter)
		return PQexecParams(db->connection, q->sql, q->count, q->types,
			q->values, q->lengths, q->formats, q->binary);
	if (!PQsendQueryParams(db->connection, q->sql, q->count, q->types,
		    q->values, q->lengths, q->formats, q->binary))
		return NULL;
	return last_result(db);
}

/* What PQexecPrepared() does, without looking first for results of before. */
PGresult *calx__postgresql_execute(const struct stmt *stmt)
{
	struct db *db = stmt->db;

	if (!PQsendQueryPrepared(db->connection, stmt->name,
		    (int)stmt->parameter_count, stmt->values, stmt->lengths,
		    stmt->formats, stmt->binary))
		return NULL;
	return last_result(db);
}
