#include "driver/postgresql/setup.h"

#include <limits.h>
#include <stdio.h>

#include "driver/postgresql/error.h"
#include "driver/postgresql/stream.h"
#include "driver/postgresql/wait.h"
#include "util/fail.h"

/* What a fresh connection is told: what a server, a database or a role may have
 * been configured to otherwise, so that text means what it meant here. */

#define VERSION_LEAST 120000

/* https://www.postgresql.org/docs/15/runtime-config-client.html: strings in
 * which a backslash is one, dates as ISO 8601 has them, digits that make the
 * number again. Times are those of UTC, wherever server and program are: where
 * the server makes a time of a moment, or a moment of a time, it is the same
 * everywhere. */
static const char settings[] = "SET standard_conforming_strings = on;"
			       "SET escape_string_warning = off;"
			       "SET DateStyle = 'ISO, YMD';"
			       "SET IntervalStyle = 'iso_8601';"
			       "SET TimeZone = 'UTC';"
			       "SET bytea_output = 'hex';"
			       "SET extra_float_digits = 1;"
			       "SET transform_null_equals = off;";

enum calx_status calx__postgresql_run(
	struct db *db, const char *sql, calx_error *error)
{
	enum calx_status status = CALX_OK;
	ExecStatusType code;
	PGresult *result;

	calx__stream_quiet(db);
	result = calx__postgresql_exec(db, sql);
	code = PQresultStatus(result);
	if (code != PGRES_COMMAND_OK && code != PGRES_TUPLES_OK)
		status = calx__postgresql_fail(db, result, error);
	PQclear(result);
	return status;
}

static enum calx_status version_check(const struct db *db, calx_error *error)
{
	const int version = PQserverVersion(db->connection);

	if (version >= VERSION_LEAST)
		return CALX_OK;
	return calx__fail(error, CALX_UNSUPPORTED,
		"the server is PostgreSQL %d.%d, and calx needs %d or later",
		version / 10000, version / 100 % 100, VERSION_LEAST / 10000);
}

/* 0 is to wait for ever, which is what is asked for then. */
static enum calx_status timeout_set(struct db *db, const char *name,
	long long milliseconds, calx_error *error)
{
	char sql[64];

	if (milliseconds > INT_MAX)
		milliseconds = INT_MAX;
	snprintf(sql, sizeof(sql), "SET %s = %lld", name, milliseconds);
	return calx__postgresql_run(db, sql, error);
}

enum calx_status calx__postgresql_set_up(struct db *db, calx_error *error)
{
	enum calx_status status;

	if ((status = version_check(db, error)) < 0 ||
		(status = calx__postgresql_run(db, settings, error)) < 0)
		return status;
	if (db->timeout >= 0 && (status = timeout_set(db, "lock_timeout",
					 db->timeout, error)) < 0)
		return status;
	return db->limit
		       ? timeout_set(db, "statement_timeout", db->limit, error)
		       : CALX_OK;
}

void calx__postgresql_wait(struct db *db, long long milliseconds)
{
	if (milliseconds < 0 && db->timeout < 0)
		calx__postgresql_run(db, "RESET lock_timeout", NULL);
	else
		timeout_set(db, "lock_timeout",
			milliseconds < 0 ? db->timeout : milliseconds, NULL);
}
