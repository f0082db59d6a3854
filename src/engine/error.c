#include "engine/error.h"

#include "engine/handle.h"
#include "engine/process.h"
#include "util/fail.h"

/* The error that sticks to a connection until its rollback. */

static const calx_error no_connection = {
	.status = CALX_MISUSE,
	.message = "there is no connection",
};

const calx_error *calx_connection_error(const calx_connection *connection)
{
	if (!connection)
		return &no_connection;
	return connection->error.status < 0 ? &connection->error : NULL;
}

enum calx_status calx__connection_status(const calx_connection *connection)
{
	return connection ? connection->error.status : CALX_MISUSE;
}

calx_error *calx__connection_failing(calx_connection *connection)
{
	if (!connection || connection->error.status < 0)
		return NULL;
	return &connection->error;
}

enum calx_status calx__connection_condemn(
	calx_connection *connection, const char *why)
{
	return calx__fail(&connection->error, CALX_CONNECTION, "%s", why);
}

void calx__connection_suspend(calx_connection *connection,
	const calx_error *refusal, calx_error *ret_error)
{
	calx__connection_set_aside(connection, ret_error);
	calx__connection_put_back(connection, refusal);
	connection->suspended = true;
}

void calx__connection_resume(
	calx_connection *connection, const calx_error *error)
{
	calx__connection_put_back(connection, error);
	connection->suspended = false;
}

void calx__connection_set_aside(
	calx_connection *connection, calx_error *ret_error)
{
	if (!connection)
		return;
	*ret_error = connection->error;
	calx_error_clear(&connection->error);
}

void calx__connection_put_back(
	calx_connection *connection, const calx_error *error)
{
	if (connection)
		connection->error = *error;
}

bool calx__connection_usable(calx_connection *connection)
{
	if (!connection || connection->error.status < 0)
		return false;
	if (connection->generation == calx__fork_generation())
		return true;
	calx__fail(&connection->error, CALX_MISUSE,
		"the connection was opened before fork()");
	calx__fail_hint(&connection->error,
		"A child process opens connections of its own.");
	return false;
}

void calx__connection_annotate(
	calx_connection *connection, const char *sql, const char *where)
{
	calx_error *error = &connection->error;

	if (error->status >= 0)
		return;
	if (sql && !*error->statement)
		calx__fail_copy(
			error->statement, sizeof(error->statement), sql);
	if (where && !*error->where)
		calx__fail_copy(error->where, sizeof(error->where), where);
}
