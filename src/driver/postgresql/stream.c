#include "driver/postgresql/stream.h"

#include "driver/postgresql/error.h"
#include "driver/postgresql/wait.h"
#include "util/fail.h"

/* Streaming: libpq hands out rows as they come, one by one or, where it can, some
 * at a time (its manual, "Retrieving Query Results Row-by-Row" and "Pipeline Mode").
 *
 * To leave the rest of many rows is to cancel the statement, which takes the
 * transaction with it. So there is a savepoint around it, in the same round trip:
 *
 *     SAVEPOINT calx_stream; the statement; RELEASE SAVEPOINT calx_stream
 *
 * Nothing else happens in it: whatever else is asked of the connection first reads
 * the rest of the rows into memory. */

/* So many rows are read rather than to cancel, which is a connection of its own. */
#define FEW_ROWS 2000
/* of those that come at a time */
#define CHUNK_ROWS 256

#ifdef CALX_HAS_CHUNKED_ROWS
#define IS_ROWS(code) \
	((code) == PGRES_SINGLE_TUPLE || (code) == PGRES_TUPLES_CHUNK)
#else
#define IS_ROWS(code) ((code) == PGRES_SINGLE_TUPLE)
#endif

void calx__postgresql_stream(struct stmt *stmt)
{
	stmt->stream.is_asked = !stmt->writes && !stmt->locks;
}

static bool send(PGconn *connection, const char *sql)
{
	return PQsendQueryParams(connection, sql, 0, NULL, NULL, NULL, NULL, 0);
}

static void rows_mode_set(PGconn *connection)
{
#ifdef CALX_HAS_CHUNKED_ROWS
	if (PQsetChunkedRowsMode(connection, CHUNK_ROWS))
		return;
#endif
	PQsetSingleRowMode(connection);
}

/* What a statement around it has come to. */
static void result_skip(struct db *db)
{
	PGresult *result;

	while ((result = calx__postgresql_result(db)) != NULL &&
		PQresultStatus(result) != PGRES_PIPELINE_SYNC)
		PQclear(result);
	PQclear(result);
}

void calx__stream_begin(struct stmt *stmt)
{
	struct db *db = stmt->db;
	PGconn *connection = db->connection;
	const bool is_inside =
		PQtransactionStatus(connection) == PQTRANS_INTRANS;

	stmt->stream.is_open = true;
	stmt->stream.is_inside = is_inside;
	db->streaming = stmt;
	/* what cannot be sent is found out when nothing comes back */
	PQenterPipelineMode(connection);
	if (is_inside)
		send(connection, "SAVEPOINT calx_stream");
	PQsendQueryPrepared(connection, stmt->name, (int)stmt->parameter_count,
		stmt->values, stmt->lengths, stmt->formats, stmt->binary);
	if (is_inside)
		send(connection, "RELEASE SAVEPOINT calx_stream");
	PQpipelineSync(connection);
	if (is_inside)
		result_skip(db);
	rows_mode_set(connection);
}

/* The wire is free again. Each statement's results end with NULL; two of them
 * say that there is nothing else. */
static void wire_leave(struct stmt *stmt)
{
	struct db *db = stmt->db;
	ExecStatusType code = PGRES_EMPTY_QUERY;
	int nothing = 0;

	stmt->stream.is_open = false;
	db->streaming = NULL;
	while (code != PGRES_PIPELINE_SYNC && nothing < 2) {
		PGresult *result = calx__postgresql_result(db);

		nothing = result ? 0 : nothing + 1;
		code = PQresultStatus(result);
		PQclear(result);
	}
	PQexitPipelineMode(db->connection);
}

static int fail_cut(calx_error *error)
{
	return calx__fail(error, CALX_MISUSE,
		"the transaction was rolled back inside a loop over its rows");
}

/* The result takes the place of the one before. */
static int result_show(struct stmt *stmt, PGresult *result)
{
	PQclear(stmt->result);
	stmt->result = result;
	stmt->row = 0;
	stmt->row_count = PQntuples(result);
	return 1;
}

/* What the server sends next. */
static int wire_next(struct stmt *stmt)
{
	PGresult *result = calx__postgresql_result(stmt->db);
	const ExecStatusType code = PQresultStatus(result);

	if (IS_ROWS(code))
		return result_show(stmt, result);
	wire_leave(stmt);
	result_show(stmt, result);
	return code == PGRES_TUPLES_OK ? stmt->row_count > 0 : CALX_ERROR;
}

int calx__stream_next(struct stmt *stmt, calx_error *error)
{
	struct stream *stream = &stmt->stream;
	PGresult *rest = stream->rest, *end = stream->end;

	if (stream->is_cut)
		return fail_cut(error);
	if (stream->is_open)
		return wire_next(stmt);
	stream->rest = NULL;
	if (rest)
		return result_show(stmt, rest);
	if (stream->is_short)
		return calx__fail_memory(error);
	stream->end = NULL;
	if (!end && !stream->is_lost)
		return 0;
	result_show(stmt, end);
	return CALX_ERROR;
}

/* ---- into memory ------------------------------------------------------------- */

static bool row_keep(PGresult *rest, const PGresult *from, int row)
{
	const int at = PQntuples(rest);

	for (int i = 0; i < PQnfields(from); i++) {
		const bool is_null = PQgetisnull(from, row, i);

		if (!PQsetvalue(rest, at, i,
			    is_null ? NULL : PQgetvalue(from, row, i),
			    is_null ? -1 : PQgetlength(from, row, i)))
			return false;
	}
	return true;
}

static void rows_keep(struct stmt *stmt, const PGresult *from)
{
	struct stream *stream = &stmt->stream;

	if (!stream->rest)
		stream->rest = PQcopyResult(from, PG_COPYRES_ATTRS);
	stream->is_short |= !stream->rest;
	for (int i = 0; i < PQntuples(from) && !stream->is_short; i++)
		stream->is_short = !row_keep(stream->rest, from, i);
}

void calx__stream_quiet(struct db *db)
{
	struct stmt *stmt = db->streaming;
	PGresult *result;

	if (!stmt)
		return;
	while ((result = calx__postgresql_result(db)) != NULL &&
		IS_ROWS(PQresultStatus(result))) {
		rows_keep(stmt, result);
		PQclear(result);
	}
	stmt->stream.is_lost = !result;
	if (PQresultStatus(result) == PGRES_TUPLES_OK) {
		if (PQntuples(result))
			rows_keep(stmt, result);
		PQclear(result);
	} else {
		stmt->stream.end = result;
	}
	wire_leave(stmt);
}

/* ---- the end ------------------------------------------------------------------ */

/* Whether the next result has come. The socket is read only where it has not: to
 * read on beside rows that wait moves all of them. */
static bool is_there(PGconn *connection)
{
	return !PQisBusy(connection) ||
	       (PQconsumeInput(connection) && !PQisBusy(connection));
}

/* Reads what is there already, up to a few rows; whether that was all. */
static bool rest_is_read(PGconn *connection)
{
	int count = 0;

	while (count < FEW_ROWS && is_there(connection)) {
		PGresult *result = PQgetResult(connection);
		const bool is_row = IS_ROWS(PQresultStatus(result));

		count += PQntuples(result);
		PQclear(result);
		if (!is_row)
			return true;
	}
	return false;
}

static void wire_drop(struct stmt *stmt)
{
	struct db *db = stmt->db;
	char problem[256];

	if (!rest_is_read(db->connection))
		PQcancel(db->cancel, problem, sizeof(problem));
	wire_leave(stmt);
}

void calx__stream_end(struct stmt *stmt)
{
	struct stream *stream = &stmt->stream;
	PGconn *connection = stmt->db->connection;

	if (stream->is_open) {
		wire_drop(stmt);
		if (stream->is_inside &&
			PQtransactionStatus(connection) == PQTRANS_INERROR)
			PQclear(calx__postgresql_exec(stmt->db,
				"ROLLBACK TO SAVEPOINT calx_stream;"
				"RELEASE SAVEPOINT calx_stream"));
	}
	PQclear(stream->rest);
	PQclear(stream->end);
	*stream = (struct stream){ .is_asked = false };
}

void calx__stream_cut(struct db *db)
{
	struct stmt *stmt = db->streaming;

	if (!stmt)
		return;
	wire_drop(stmt);
	stmt->stream.is_cut = true;
}
