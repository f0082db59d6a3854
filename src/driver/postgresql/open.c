#include "driver/postgresql/open.h"

#include <limits.h>
#include <string.h>

#include "driver/postgresql/error.h"
#include "driver/postgresql/setup.h"
#include "driver/postgresql/stream.h"
#include "util/alloc.h"
#include "util/fail.h"
#include "util/hangup.h"
#include "util/text.h"

/* Opening and closing: what the URL says goes to libpq under its own names, so
 * that all that libpq can be told can stand in a URL (PostgreSQL's manual,
 * "Parameter Key Words"). */

/* keywords and values as PQconnectdbParams() takes them */
#define KEYWORDS_MAX ((size_t)64)

struct options {
	const char *names[KEYWORDS_MAX + 1];
	const char *values[KEYWORDS_MAX + 1];
	size_t count;
	long long timeout; /* milliseconds; < 0: nobody has said it */
};

static void option_add(
	struct options *options, const char *name, const char *value)
{
	if (!value)
		return;
	options->names[options->count] = name;
	options->values[options->count++] = value;
}

/* ---- parameters ------------------------------------------------------------- */

static enum calx_status read_timeout(
	struct options *options, const char *value, calx_error *error)
{
	calx_decimal seconds;

	if (calx_decimal_read(value, strlen(value), &seconds) < 0 ||
		calx_decimal_rescale(seconds, 3, &seconds) < 0 ||
		seconds.negative || seconds.high || seconds.low > INT_MAX)
		return calx__fail(error, CALX_INVALID,
			"the URL's timeout is not a number of seconds: '%s'",
			value);
	options->timeout = (long long)seconds.low;
	return CALX_OK;
}

/* What has a place of its own in a URL, and what the driver itself says. */
static bool is_ours(const char *name)
{
	return calx__text_lists("client_encoding replication", name);
}

static enum calx_status fail_parameter(
	const PQconninfoOption *known, const char *name, calx_error *error)
{
	const char *names[KEYWORDS_MAX + 1] = { "timeout" };
	size_t count = 1;
	const char *suggestion;

	for (; known->keyword && count < KEYWORDS_MAX; known++)
		if (!is_ours(known->keyword))
			names[count++] = known->keyword;
	suggestion = calx__text_suggest(name, names);
	calx__fail(error, CALX_INVALID,
		"the URL has a parameter that PostgreSQL does not know: '%s'",
		name);
	if (suggestion)
		calx__fail_hint(error, "Did you mean %s?", suggestion);
	else
		calx__fail_hint(error,
			"The parameters are timeout, and those of libpq but client_encoding and replication.");
	return CALX_INVALID;
}

static enum calx_status read_parameter(struct options *options,
	const PQconninfoOption *known, const struct url_parameter *parameter,
	calx_error *error)
{
	const PQconninfoOption *option = known;

	if (calx__text_equal(parameter->name, "timeout"))
		return read_timeout(options, parameter->value, error);
	while (option->keyword &&
		!calx__text_equal(option->keyword, parameter->name))
		option++;
	if (!option->keyword || is_ours(parameter->name))
		return fail_parameter(known, parameter->name, error);
	option_add(options, option->keyword, parameter->value);
	return CALX_OK;
}

static enum calx_status parameters_read(struct options *options,
	const struct url *url, const PQconninfoOption *known, calx_error *error)
{
	const struct url_parameter *p = url->parameters;
	enum calx_status status = CALX_OK;
	/* beside those there are six at most, below */
	size_t room = KEYWORDS_MAX - 8;

	for (; p->name && status >= 0; p++)
		status = room-- ? read_parameter(options, known, p, error)
				: calx__fail(error, CALX_INVALID,
					  "the URL has too many parameters");
	return status;
}

/* The parts of the URL come first: libpq takes the last of two. */
static enum calx_status options_read(
	const struct url *url, struct options *options, calx_error *error)
{
	PQconninfoOption *known = PQconndefaults();
	enum calx_status status;

	if (!known)
		return calx__fail_memory(error);
	options->timeout = -1;
	option_add(options, "host", url->host);
	option_add(options, "port", url->port);
	option_add(options, "user", url->user);
	option_add(options, "password", url->password);
	option_add(options, "dbname", url->database);
	option_add(options, "fallback_application_name", "calx");
	status = parameters_read(options, url, known, error);
	option_add(options, "client_encoding", "UTF8");
	if (url->wait > 0)
		options->timeout = url->wait;
	PQconninfoFree(known);
	return status;
}

/* ---- what the server says by itself ------------------------------------------ */

static void notice(void *context, const PGresult *result)
{
	const struct db *db = context;
	const char *text = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);

	if (db->listener && db->listener->notice && text)
		db->listener->notice(db->listener->context, text);
}

/* ---- opening ------------------------------------------------------------------ */

static enum calx_status db_connect(
	struct db *db, const struct options *options, calx_error *error)
{
	db->connection = PQconnectdbParams(options->names, options->values, 0);
	if (!db->connection)
		return calx__fail_memory(error);
	if (PQstatus(db->connection) != CONNECTION_OK) {
		enum calx_status status =
			calx__postgresql_fail(db, NULL, error);

		calx__fail_hint(error,
			"Is the server running, and does the URL name its host, port, user and database?");
		return status;
	}
	PQsetNoticeReceiver(db->connection, notice, db);
	db->cancel = PQgetCancel(db->connection);
	if (!db->cancel)
		return calx__fail_memory(error);
	return calx__postgresql_set_up(db, error);
}

enum calx_status calx__postgresql_open(const struct url *url,
	const struct listener *listener, struct db **ret_db, calx_error *error)
{
	struct options options = { .count = 0 };
	enum calx_status status = options_read(url, &options, error);
	struct db *db;

	if (status < 0)
		return status;
	db = calx__alloc_zero(1, sizeof(*db));
	if (!db)
		return calx__fail_memory(error);
	calx__strbuf_init(&db->forgotten, 0);
	db->listener = listener;
	db->timeout = options.timeout;
	db->limit = url->limit;
	status = db_connect(db, &options, error);
	if (status < 0)
		calx__postgresql_close(db);
	else
		*ret_db = db;
	return status;
}

/* An empty query is a round trip, and nothing else. */
enum calx_status calx__postgresql_ping(struct db *db, calx_error *error)
{
	enum calx_status status = CALX_OK;
	PGresult *result;

	calx__stream_quiet(db);
	result = PQexec(db->connection, "");
	if (PQresultStatus(result) != PGRES_EMPTY_QUERY)
		status = calx__postgresql_fail(db, result, error);
	PQclear(result);
	return status;
}

bool calx__postgresql_hung_up(const struct db *db)
{
	return PQstatus(db->connection) != CONNECTION_OK ||
	       calx__hung_up(PQsocket(db->connection));
}

const char *calx__postgresql_version(const struct db *db)
{
	return PQparameterStatus(db->connection, "server_version");
}

void *calx__postgresql_native(struct db *db)
{
	return db->connection;
}

/* Statements are gone with it, also those of which the server was to be told. */
enum calx_status calx__postgresql_reset(struct db *db, calx_error *error)
{
	enum calx_status status =
		calx__postgresql_run(db, "DISCARD ALL", error);

	if (status < 0)
		return status;
	calx__strbuf_clear(&db->forgotten);
	return calx__postgresql_set_up(db, error);
}

void calx__postgresql_close(struct db *db)
{
	PQfreeCancel(db->cancel);
	PQfinish(db->connection);
	calx__strbuf_release(&db->forgotten);
	calx__free(db);
}
