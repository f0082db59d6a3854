#ifndef CALX_DRIVER_POSTGRESQL_WAIT_H
#define CALX_DRIVER_POSTGRESQL_WAIT_H

#include "driver/postgresql/database.h"

/* What libpq waits in, for a db whose waiter does that: all that reads from the
 * server goes through here. Without one it is what libpq does. */

void calx__postgresql_wait_by(
	struct db *db, const struct driver_waiter *waiter);
/* PQgetResult() */
PGresult *calx__postgresql_result(struct db *db);
/* PQgetCopyData(), until there is something */
int calx__postgresql_copied(struct db *db, char **ret_row);
/* PQexec() */
PGresult *calx__postgresql_exec(struct db *db, const char *sql);
/* PQexecParams() */
struct question {
	const char *sql;
	int count; /* of parameters, and so of all of these that are not NULL */
	const Oid *types;
	const char *const *values;
	const int *lengths, *formats;
	bool binary; /* the answer */
};
PGresult *calx__postgresql_ask(struct db *db, const struct question *question);
/* PQexecPrepared() with what is bound */
PGresult *calx__postgresql_execute(const struct stmt *stmt);

#endif
