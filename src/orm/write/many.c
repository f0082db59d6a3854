#include "orm/write/many.h"

#include <string.h>

#include "engine/connection.h"
#include "engine/error.h"
#include "engine/prepare.h"
#include "orm/base/error.h"

/* Rows together, with the way back. */

/* Fewer are as quick one by one: the savepoint costs two round trips. */
#define ROWS_MIN 8

bool calx__many_goes(const calx_session *session, size_t count)
{
	const struct driver *driver =
		calx__connection_driver(session->connection);

	return count >= ROWS_MIN && DRIVER_HAS(driver, run_many) &&
	       calx__connection_rows(session->connection) >= ROWS_MIN;
}

enum calx_status calx__run_plain(
	calx_session *session, const char *sql, const char *where)
{
	struct prepared *prepared =
		calx__prepare_sql(session->connection, sql, strlen(sql), where);
	int found = calx__step(prepared);

	calx__finish(prepared);
	return found < 0 ? calx__session_failed(session, where) : CALX_OK;
}

/* Whether it may be a row that is the matter, so that one by one they tell which. */
static bool is_of_a_row(enum calx_status status)
{
	switch ((int)status) {
	case CALX_CONNECTION:
	case CALX_UNKNOWN:
	case CALX_RETRY:
	case CALX_BUSY:
	case CALX_INTERRUPTED:
	case CALX_TIMEOUT:
	case CALX_OUT_OF_MEMORY:
	case CALX_READ_ONLY:
	case CALX_IO:
	case CALX_CORRUPT:
		return false;
	default:
		return true;
	}
}

static enum calx_status bind_row(void *context, size_t i)
{
	const struct many_rows *rows = context;

	return rows->bind(rows->context, rows->at + i);
}

/* The rows as they were before. */
static enum calx_status take_back(const struct many_rows *rows)
{
	calx_session *session = rows->session;
	calx_error aside;

	calx__connection_set_aside(session->connection, &aside);
	calx_error_clear(&session->error);
	calx__rewind(rows->prepared);
	if (calx__run_plain(session, "ROLLBACK TO SAVEPOINT calx_many",
		    rows->where) < 0)
		return calx__session_status(session);
	return calx__run_plain(
		session, "RELEASE SAVEPOINT calx_many", rows->where);
}

/* Those that go at once. *ret_goes: the rest may go so, too. */
static enum calx_status rows_write(struct many_rows *rows, bool *ret_goes)
{
	calx_session *session = rows->session;
	const size_t most = calx__connection_rows(session->connection);
	size_t count = rows->count - rows->at;
	enum calx_status status;
	int found;

	count = count < most ? count : most;
	*ret_goes = false;
	if (calx__run_plain(session, "SAVEPOINT calx_many", rows->where) < 0)
		return calx__session_status(session);
	found = calx__step_many(rows->prepared, &count, bind_row, rows);
	status = found < 0 ? calx__session_failed(session, rows->where)
			   : rows->done(rows->context, count, found);
	if (status < 0)
		return is_of_a_row(status) ? take_back(rows) : status;
	*ret_goes = count > 1;
	rows->at += count;
	calx__rewind(rows->prepared);
	session->wrote = true;
	return calx__run_plain(
		session, "RELEASE SAVEPOINT calx_many", rows->where);
}

enum calx_status calx__many_write(struct many_rows *rows)
{
	enum calx_status status = CALX_OK;
	bool goes = true;

	while (status >= 0 && goes &&
		calx__many_goes(rows->session, rows->count - rows->at))
		status = rows_write(rows, &goes);
	return status;
}
