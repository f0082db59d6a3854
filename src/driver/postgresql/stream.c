#include "driver/postgresql/stream.h"

#include "driver/postgresql/error.h"
#include "driver/postgresql/stream/copied.h"
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

void calx__postgresql_stream(struct stmt *stmt, bool whole)
{
	stmt->stream.is_asked = !stmt->writes && !stmt->locks;
	stmt->stream.is_whole = whole;
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

/* Row by row, the server and libpq being who they are. */
static void rows_begin(struct stmt *stmt)
{
	struct db *db = stmt->db;
	PGconn *connection = db->connection;
	const bool is_inside = stmt->stream.is_inside;

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

/* The server would send other types by now: it has to be prepared anew. */
static bool changed_leave(struct stmt *stmt)
{
	calx__stream_end(stmt);
	PQclear(stmt->result);
	stmt->result = NULL;
	return false;
}

bool calx__stream_begin(struct stmt *stmt)
{
	struct stream *stream = &stmt->stream;
	struct db *db = stmt->db;

	stmt->copied.is_changed = false;
	stmt->copied.is_on = calx__copied_fits(stmt);
	/* all of them in one result are quicker than one by one */
	stream->is_asked = stmt->copied.is_on || !stream->is_whole;
	if (!stream->is_asked)
		return false;
	stream->is_inside =
		PQtransactionStatus(db->connection) == PQTRANS_INTRANS;
	stream->is_open = true;
	stream->count = 0;
	db->streaming = stmt;
	if (!stmt->copied.is_on)
		rows_begin(stmt);
	else if (!calx__copied_begin(stmt))
		calx__copied_leave(stmt);
	return stmt->copied.is_changed ? changed_leave(stmt) : true;
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
	stmt->stream.count += stmt->row_count;
	return 1;
}

/* There are no more rows. */
static int rows_end(struct stmt *stmt)
{
	stmt->row_total = stmt->stream.count;
	return 0;
}

/* The next row of a COPY that is there, or is to come; if that was the last one,
 * what has become of it. */
static int copied_next(struct stmt *stmt, calx_error *error)
{
	struct stream *stream = &stmt->stream;
	const int found = calx__copied_next(stmt, error);

	stmt->row = 0;
	stmt->row_count = found > 0;
	stream->count += stmt->row_count;
	if (found)
		return found;
	if (stream->is_open)
		calx__copied_leave(stmt);
	if (stream->is_short)
		return calx__fail_memory(error);
	if (!stream->end && !stream->is_lost)
		return rows_end(stmt);
	result_show(stmt, stream->end);
	stream->end = NULL;
	return CALX_ERROR;
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
	if (code != PGRES_TUPLES_OK)
		return CALX_ERROR;
	return stmt->row_count > 0 ? 1 : rows_end(stmt);
}

int calx__stream_next(struct stmt *stmt, calx_error *error)
{
	struct stream *stream = &stmt->stream;
	PGresult *rest = stream->rest, *end = stream->end;

	if (stream->is_cut)
		return fail_cut(error);
	if (stmt->copied.is_on)
		return copied_next(stmt, error);
	if (stream->is_open)
		return wire_next(stmt);
	stream->rest = NULL;
	if (rest)
		return result_show(stmt, rest);
	if (stream->is_short)
		return calx__fail_memory(error);
	stream->end = NULL;
	if (!end && !stream->is_lost)
		return rows_end(stmt);
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
	if (stmt->copied.is_on) {
		calx__copied_keep(stmt);
		return;
	}
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

	if (stmt->copied.is_on ? !calx__copied_skip(stmt, FEW_ROWS)
			       : !rest_is_read(db->connection))
		PQcancel(db->cancel, problem, sizeof(problem));
	if (stmt->copied.is_on)
		calx__copied_leave(stmt);
	else
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
	calx__copied_end(&stmt->copied);
}

void calx__stream_cut(struct db *db)
{
	struct stmt *stmt = db->streaming;

	if (!stmt)
		return;
	wire_drop(stmt);
	stmt->stream.is_cut = true;
}
