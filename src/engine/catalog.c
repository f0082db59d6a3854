#include "engine/catalog.h"

#include <string.h>

#include "engine/error.h"
#include "engine/prepare.h"
#include "util/fail.h"

/* Lends a connection to a dialect, which asks the catalogs of the database and
 * knows no connections. */

/* the widest of the dialects' queries stays far below */
#define CATALOG_COLUMNS_MAX ((size_t)24)
#define TEXT_4 CALX_STRING, CALX_STRING, CALX_STRING, CALX_STRING

static const enum calx_kind all_text[CATALOG_COLUMNS_MAX] = { TEXT_4, TEXT_4,
	TEXT_4, TEXT_4, TEXT_4, TEXT_4 };

/* Hands one row to the dialect, everything as text. */
static enum calx_status row_hand_over(struct prepared *prepared, size_t count,
	catalog_row *row, void *context)
{
	const char *texts[CATALOG_COLUMNS_MAX];
	calx_value values[CATALOG_COLUMNS_MAX];
	enum calx_status status = calx__row(prepared, all_text, count, values);

	if (status < 0)
		return status;
	for (size_t i = 0; i < count; i++)
		texts[i] = values[i].kind == CALX_NULL ? NULL
						       : values[i].as.text.data;
	return row(context, texts, count);
}

static enum calx_status rows_hand_over(
	struct prepared *prepared, catalog_row *row, void *context)
{
	int result;

	while ((result = calx__step(prepared)) == 1) {
		size_t count = calx__column_count(prepared);
		enum calx_status status;

		if (count > CATALOG_COLUMNS_MAX)
			return calx__fail(
				calx__connection_failing(prepared->connection),
				CALX_MISUSE,
				"a query of the catalog has %zu columns",
				count);
		status = row_hand_over(prepared, count, row, context);
		if (status < 0)
			return status;
	}
	return result < 0 ? (enum calx_status)result : CALX_OK;
}

/* What fails in the database sticks to the connection as always; the error of
 * the caller gets a copy. */
static enum calx_status catalog_query(const struct catalog *catalog,
	const char *sql, catalog_row *row, void *context, calx_error *error)
{
	struct calx_connection *connection = catalog->connection;
	struct prepared *prepared =
		calx__prepare_sql(connection, sql, strlen(sql), NULL);
	enum calx_status status = calx__connection_status(connection);

	if (prepared)
		status = rows_hand_over(prepared, row, context);
	calx__finish(prepared);
	if (error && connection && error != &connection->error &&
		connection->error.status < 0)
		*error = connection->error;
	return status;
}

static enum calx_status prepare_only(
	calx_connection *connection, const char *sql, calx_error *error)
{
	struct stmt *stmt;
	enum calx_status status = connection->driver->prepare(
		connection->db, calx__view(sql), NULL, 0, &stmt, error);

	if (status >= 0)
		connection->driver->finalize(stmt);
	return status;
}

/* Past the connection's own error: what cannot run is an answer. */
static enum calx_status catalog_probe(const struct catalog *catalog,
	const char *sql, bool replayed, calx_error *error)
{
	struct calx_connection *connection = catalog->connection;
	const struct driver *driver = connection->driver;
	enum calx_status status = calx__streaming_stash(connection);

	if (status < 0)
		return status;
	if (replayed && DRIVER_HAS(driver, replay) &&
		(status = driver->replay(connection->db, true, error)) < 0)
		return status;
	status = DRIVER_HAS(driver, probe)
			 ? driver->probe(connection->db, sql, error)
			 : prepare_only(connection, sql, error);
	if (replayed && DRIVER_HAS(driver, replay) &&
		driver->replay(connection->db, false, NULL) < 0)
		status = calx__connection_condemn(
			connection, "could not put its settings back");
	return status;
}

enum calx_status calx__connection_replay(calx_connection *connection, bool on)
{
	const struct driver *driver = connection->driver;

	if (!DRIVER_HAS(driver, replay))
		return CALX_OK;
	return driver->replay(
		connection->db, on, calx__connection_failing(connection));
}

struct catalog calx__connection_catalog(calx_connection *connection)
{
	return (struct catalog){ .query = catalog_query,
		.probe = catalog_probe,
		.connection = connection };
}
