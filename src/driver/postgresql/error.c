#include "driver/postgresql/error.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "util/ascii.h"
#include "util/fail.h"
#include "util/text.h"

/* SQLSTATEs become statuses, and what the server names becomes table, column
 * and constraint. */

struct state_info {
	const char *sqlstate; /* or its first characters, further down */
	enum calx_status status;
	const char *hint; /* where the server has none */
};

/* https://www.postgresql.org/docs/15/errcodes-appendix.html */
static const struct state_info states[] = {
	{ "40001", CALX_RETRY, "Roll back and run the transaction again." },
	{ "40P01", CALX_RETRY, "Roll back and run the transaction again." },
	{ "40003", CALX_UNKNOWN, NULL },
	{ "23", CALX_CONSTRAINT, NULL },
	{ "25006", CALX_READ_ONLY,
		"The transaction was begun read-only, or the server is a standby." },
	{ "25P02", CALX_ERROR,
		"A statement of the transaction has failed: it can only be rolled back." },
	{ "25P03", CALX_CONNECTION, NULL },
	{ "55P03", CALX_BUSY,
		"Another transaction holds a lock. ?timeout=SECONDS in the URL says how long to wait for it." },
	{ "55006", CALX_BUSY, NULL },
	{ "57014", CALX_INTERRUPTED, NULL },
	{ "57P", CALX_CONNECTION, NULL },
	{ "08", CALX_CONNECTION, NULL },
	{ "28", CALX_CONNECTION,
		"Check user and password in the URL, and pg_hba.conf of the server." },
	{ "3D000", CALX_CONNECTION,
		"Create it, or check the name behind the slash of the URL." },
	{ "53300", CALX_CONNECTION, NULL },
	{ "53100", CALX_IO, NULL },
	{ "58", CALX_IO, NULL },
	{ "22025", CALX_INVALID,
		"Two backslashes in a pattern are one; contains, starts_with and ends_with take text as it is." },
	{ "22003", CALX_RANGE, NULL },
	{ "22001", CALX_RANGE, NULL },
	{ "22008", CALX_RANGE, NULL },
	{ "22012", CALX_RANGE, NULL },
	{ "22015", CALX_RANGE, NULL },
	{ "22", CALX_INVALID, NULL },
	{ "54", CALX_RANGE, NULL },
	{ "42601", CALX_INVALID, NULL },
	{ "42804", CALX_TYPE_MISMATCH, NULL },
	{ "42846", CALX_TYPE_MISMATCH, NULL },
	{ "42622", CALX_INVALID, NULL },
	{ "0A000", CALX_UNSUPPORTED, NULL },
	{ "XX001", CALX_CORRUPT, NULL },
	{ "XX002", CALX_CORRUPT, NULL },
};

static const struct state_info *state_find(const char *sqlstate)
{
	static const struct state_info other = { "", CALX_ERROR, NULL };

	for (size_t i = 0; i < sizeof(states) / sizeof(*states); i++)
		if (calx__text_starts(sqlstate, states[i].sqlstate))
			return &states[i];
	return &other;
}

/* ---- what the server names ------------------------------------------------- */

#define COPY(member, text) \
	calx__fail_copy(error->member, sizeof(error->member), text)

/* Appends a name, out of its quotes. */
static void column_add(calx_error *error, struct view name)
{
	size_t used = strlen(error->column);
	const bool quoted = name.length > 1 && *name.data == '"';

	if (used + name.length + 3 > sizeof(error->column))
		return;
	if (used) {
		memcpy(error->column + used, ", ", 2);
		used += 2;
	}
	for (size_t i = quoted; i + quoted < name.length; i++) {
		/* "" inside of quotes is one */
		if (quoted && name.data[i] == '"')
			i++;
		error->column[used++] = name.data[i];
	}
	error->column[used] = '\0';
}

/* The columns of a key are named in the detail alone: Key (a, b)=(1, 2) already
 * exists. In every language the brackets stand there. */
static void key_read(calx_error *error, const char *detail)
{
	const char *open = detail ? strchr(detail, '(') : NULL;
	const char *close = open ? strstr(open, ")=(") : NULL;
	struct view rest;

	if (!close)
		return;
	rest = (struct view){ open + 1, (size_t)(close - open - 1) };
	while (rest.length)
		column_add(
			error, calx__view_trim(calx__view_split(&rest, ',')));
}

static void constraint_read(const PGresult *result, calx_error *error)
{
	const char *column = PQresultErrorField(result, PG_DIAG_COLUMN_NAME);

	COPY(constraint, PQresultErrorField(result, PG_DIAG_CONSTRAINT_NAME));
	COPY(table, PQresultErrorField(result, PG_DIAG_TABLE_NAME));
	COPY(column, column);
	if (!column)
		key_read(error,
			PQresultErrorField(result, PG_DIAG_MESSAGE_DETAIL));
}

/* One SQLSTATE is that of who is ended and of what has no more time; only words
 * tell them apart. In other languages it is who was ended that we know. */
static enum calx_status ended_status(const struct db *db, const char *message)
{
	if (strstr(message, "user request"))
		return CALX_INTERRUPTED;
	return strstr(message, "statement timeout") ||
			       !atomic_load(&db->interrupted)
		       ? CALX_TIMEOUT
		       : CALX_INTERRUPTED;
}

static void fail_explain(const struct state_info *info, const PGresult *result,
	calx_error *error)
{
	const char *detail = PQresultErrorField(result, PG_DIAG_MESSAGE_DETAIL);
	const char *hint = PQresultErrorField(result, PG_DIAG_MESSAGE_HINT);

	if (detail)
		calx__fail_detail(error, "%s", detail);
	if (hint)
		calx__fail_hint(error, "%s", hint);
	else if (info->hint)
		calx__fail_hint(error, "%s", info->hint);
	constraint_read(result, error);
}

/* ---- the connection --------------------------------------------------------- */

/* libpq's messages end in a line feed. Why a server was not reached has its
 * SQLSTATE only in words, so that it gets the standard's. */
static enum calx_status fail_connection(const struct db *db, calx_error *error)
{
	const char *message = PQerrorMessage(db->connection);
	size_t length = message ? strlen(message) : 0;

	while (length && calx__ascii_is_blank(message[length - 1]))
		length--;
	calx__fail(error, CALX_CONNECTION, "%.*s", (int)length, message);
	if (!length)
		calx__fail(error, CALX_CONNECTION,
			"the connection to the server was lost");
	if (error)
		COPY(sqlstate, "08006");
	return CALX_CONNECTION;
}

enum calx_status calx__postgresql_fail(
	const struct db *db, const PGresult *result, calx_error *error)
{
	const char *sqlstate =
		result ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : NULL;
	const struct state_info *info;
	enum calx_status status;
	const char *message;

	if (!sqlstate && PQstatus(db->connection) != CONNECTION_BAD)
		return calx__fail(error, CALX_ERROR, "%s",
			PQerrorMessage(db->connection));
	if (!sqlstate)
		return fail_connection(db, error);
	info = state_find(sqlstate);
	message = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
	status = info->status == CALX_INTERRUPTED ? ended_status(db, message)
						  : info->status;
	if (!error)
		return status;
	calx__fail(error, status, "%s", message);
	COPY(sqlstate, sqlstate);
	fail_explain(info, result, error);
	return status;
}
