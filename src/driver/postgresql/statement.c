#include "driver/postgresql/statement.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dialect/postgresql/text/token.h"
#include "driver/postgresql/error.h"
#include "driver/postgresql/row.h"
#include "driver/postgresql/stream.h"
#include "driver/postgresql/stream/copied.h"
#include "driver/postgresql/wait.h"
#include "sql/type/type.h"
#include "util/alloc.h"
#include "util/fail.h"
#include "util/text.h"

/* Statements: prepared and described in one round trip, run in another. All rows
 * of a run come at once and lie in memory of libpq, so that any number of
 * statements can have some open; or they come as they are read (stream.c), until
 * somebody else needs the wire. */

/* ---- what is asked for -------------------------------------------------------- */

/* What the values of a kind are sent as. The server infers what is not here: text
 * becomes a label, a json or whatever the column is, and what is of no kind is of
 * the type of what it stands beside or goes to. Columns of fewer than 64 bits are
 * compared with all integers. */
static const Oid oids[TYPE_COUNT] = {
	[CALX_BOOLEAN] = OID_BOOL,
	[CALX_SMALL_INTEGER] = OID_INT8,
	[CALX_INTEGER] = OID_INT8,
	[CALX_BIG_INTEGER] = OID_INT8,
	[CALX_FLOAT] = OID_FLOAT4,
	[CALX_DOUBLE] = OID_FLOAT8,
	[CALX_NUMERIC] = OID_NUMERIC,
	[CALX_BLOB] = OID_BYTEA,
	[CALX_DATE] = OID_DATE,
	[CALX_TIME] = OID_TIME,
	[CALX_DATETIME] = OID_TIMESTAMP,
	[CALX_TIMESTAMP] = OID_TIMESTAMPTZ,
	[CALX_INTERVAL] = OID_INTERVAL,
	[CALX_UUID] = OID_UUID,
};

static enum calx_status asked_fill(struct stmt *stmt,
	const enum calx_kind *kinds, size_t count, calx_error *error)
{
	if (!count)
		return CALX_OK;
	stmt->asked = calx__alloc_zero(count, sizeof(*stmt->asked));
	if (!stmt->asked)
		return calx__fail_memory(error);
	stmt->asked_count = count;
	for (size_t i = 0; i < count; i++)
		stmt->asked[i] = oids[kinds[i]];
	return CALX_OK;
}

static enum calx_status text_check(struct view sql, calx_error *error)
{
	const char *at = sql.data;
	struct token first;

	if (memchr(sql.data, '\0', sql.length))
		return calx__fail(
			error, CALX_INVALID, "the statement holds a NUL");
	do
		first = calx__postgresql_next(&at);
	while (calx__view_is(first.text, ";"));
	if (first.kind == TOKEN_END)
		return calx__fail(
			error, CALX_INVALID, "the statement is empty");
	return CALX_OK;
}

/* Whether it may change something: not if it begins as one that reads does and
 * no word of it writes. */
static bool text_writes(const char *sql, const char *writing)
{
	static const char reading[] =
		"SELECT VALUES TABLE SHOW EXPLAIN FETCH WITH";
	struct token token = calx__postgresql_next(&sql);
	char word[16];

	while (calx__view_is(token.text, "("))
		token = calx__postgresql_next(&sql);
	for (bool first = true; token.kind != TOKEN_END; first = false) {
		size_t length =
			token.kind == TOKEN_WORD ? token.text.length : 0;

		length = length < sizeof(word) ? length : 0;
		for (size_t i = 0; i < length; i++)
			word[i] = (char)(token.text.data[i] & ~0x20);
		word[length] = '\0';
		if (first && !calx__text_lists(reading, word))
			return true;
		if (!first && *word && calx__text_lists(writing, word))
			return true;
		token = calx__postgresql_next(&sql);
	}
	return false;
}

/* ---- preparing ------------------------------------------------------------------ */

static bool is_failure(const PGresult *result)
{
	return result && PQresultStatus(result) != PGRES_COMMAND_OK;
}

/* Everything up to the next sync, which ends each trip. The first result that is
 * a failure, or else the last one, is the caller's; NULL: there was none, as the
 * connection is gone. */
static PGresult *trip_end(struct db *db)
{
	PGresult *kept = NULL, *result;

	/* a NULL parts two commands, and two say that nothing comes any more */
	for (int nothing = 0; nothing < 2;) {
		result = calx__postgresql_result(db);
		nothing = result ? 0 : nothing + 1;
		if (PQresultStatus(result) == PGRES_PIPELINE_SYNC) {
			PQclear(result);
			return kept;
		}
		if (is_failure(kept)) {
			PQclear(result);
		} else if (result) {
			PQclear(kept);
			kept = result;
		}
	}
	return kept;
}

/* Tells the server which statements it may forget, if it listens: in a
 * transaction that has failed it does not. */
static bool forgotten_send(struct db *db)
{
	if (!db->forgotten.length || db->forgotten.failed ||
		PQtransactionStatus(db->connection) == PQTRANS_INERROR)
		return false;
	for (const char *name = db->forgotten.data;
		name < db->forgotten.data + db->forgotten.length;
		name += strlen(name) + 1)
		if (!PQsendQueryParams(
			    db->connection, name, 0, NULL, NULL, NULL, NULL, 0))
			return false;
	return PQpipelineSync(db->connection);
}

/* Prepare and Describe, and before them what is to be forgotten: a trip of its
 * own, which may fail. */
static PGresult *trip_prepare(struct stmt *stmt)
{
	struct db *db = stmt->db;
	PGconn *connection = db->connection;
	PGresult *result = NULL;
	bool forgets, sent;

	calx__stream_quiet(db);
	if (!PQenterPipelineMode(connection))
		return NULL;
	forgets = forgotten_send(db);
	sent = PQsendPrepare(connection, stmt->name, stmt->sql.data,
		       (int)stmt->asked_count, stmt->asked) &&
	       PQsendDescribePrepared(connection, stmt->name) &&
	       PQpipelineSync(connection);
	if (forgets) {
		PQclear(trip_end(db));
		calx__strbuf_clear(&db->forgotten);
	}
	if (sent)
		result = trip_end(db);
	PQexitPipelineMode(connection);
	return result;
}

static enum calx_status shape_take(struct stmt *stmt, calx_error *error)
{
	const PGresult *shape = stmt->shape;
	const size_t count = (size_t)PQnparams(shape);

	stmt->column_count = (size_t)PQnfields(shape);
	stmt->schema = stmt->db->schema;
	stmt->binary = true;
	calx__free(stmt->types);
	stmt->types =
		calx__alloc_zero(stmt->column_count + 1, sizeof(*stmt->types));
	if (!stmt->types)
		return calx__fail_memory(error);
	for (size_t i = 0; i < stmt->column_count; i++) {
		stmt->types[i] = PQftype(shape, (int)i);
		stmt->binary &= calx__postgresql_reads(stmt->types[i]);
	}
	if (stmt->values || !count)
		return CALX_OK;
	stmt->parameter_count = count;
	stmt->values = calx__alloc_zero(count, sizeof(*stmt->values));
	stmt->lengths = calx__alloc_zero(count, sizeof(*stmt->lengths));
	stmt->formats = calx__alloc_zero(count, sizeof(*stmt->formats));
	stmt->rooms = calx__alloc_zero(count, sizeof(*stmt->rooms));
	if (!stmt->values || !stmt->lengths || !stmt->formats || !stmt->rooms)
		return calx__fail_memory(error);
	return CALX_OK;
}

static void statement_forget(struct stmt *stmt)
{
	struct strbuf *forgotten = &stmt->db->forgotten;

	if (!*stmt->name)
		return;
	calx__strbuf_addf(forgotten, "DEALLOCATE %s", stmt->name);
	calx__strbuf_addc(forgotten, '\0');
	stmt->name[0] = '\0';
}

/* The server has it by its name from now on. */
static enum calx_status statement_make(struct stmt *stmt, calx_error *error)
{
	enum calx_status status;
	PGresult *shape;

	snprintf(
		stmt->name, sizeof(stmt->name), "calx_%llu", ++stmt->db->names);
	shape = trip_prepare(stmt);
	if (PQresultStatus(shape) != PGRES_COMMAND_OK) {
		status = calx__postgresql_fail(stmt->db, shape, error);
		PQclear(shape);
		stmt->name[0] = '\0';
		return status;
	}
	PQclear(stmt->shape);
	stmt->shape = shape;
	status = shape_take(stmt, error);
	if (status < 0)
		statement_forget(stmt);
	return status;
}

static enum calx_status statement_fill(struct stmt *stmt,
	const enum calx_kind *kinds, size_t count, calx_error *error)
{
	enum calx_status status;

	if ((status = text_check(stmt->sql, error)) < 0 ||
		(status = asked_fill(stmt, kinds, count, error)) < 0)
		return status;
	stmt->writes =
		text_writes(stmt->sql.data, "INSERT UPDATE DELETE MERGE INTO");
	stmt->locks = text_writes(stmt->sql.data, "UPDATE SHARE");
	stmt->row_total = -1;
	return statement_make(stmt, error);
}

enum calx_status calx__postgresql_prepare(struct db *db, struct view sql,
	const enum calx_kind *kinds, size_t count, struct stmt **ret_stmt,
	calx_error *error)
{
	struct stmt *stmt = calx__alloc_zero(1, sizeof(*stmt));
	enum calx_status status;

	if (!stmt)
		return calx__fail_memory(error);
	stmt->db = db;
	stmt->sql = sql;
	status = statement_fill(stmt, kinds, count, error);
	if (status < 0)
		calx__postgresql_finalize(stmt);
	else
		*ret_stmt = stmt;
	return status;
}

/* ---- letting go -------------------------------------------------------------------- */

void calx__postgresql_finalize(struct stmt *stmt)
{
	calx__stream_end(stmt);
	calx__copied_release(&stmt->copied);
	statement_forget(stmt);
	PQclear(stmt->result);
	PQclear(stmt->shape);
	calx__arena_release(&stmt->text);
	calx__arena_release(&stmt->shown);
	calx__free(stmt->asked);
	calx__free(stmt->types);
	calx__free(stmt->values);
	calx__free(stmt->lengths);
	calx__free(stmt->formats);
	calx__free(stmt->rooms);
	if (stmt->batch)
		stmt->batch_free(stmt->batch);
	calx__free(stmt);
}

void calx__postgresql_describe(
	const struct stmt *stmt, struct stmt_shape *ret_shape)
{
	*ret_shape = (struct stmt_shape){
		.parameters = stmt->parameter_count,
		.columns = stmt->column_count,
	};
}

const char *calx__postgresql_label(const struct stmt *stmt, size_t index)
{
	return PQfname(stmt->result ? stmt->result : stmt->shape, (int)index);
}

/* ---- running -------------------------------------------------------------------------- */

/* What has changed since it was prepared may have changed its columns: it is
 * prepared anew, before the server has to refuse it. */
enum calx_status calx__postgresql_refresh(struct stmt *stmt, calx_error *error)
{
	if (*stmt->name && stmt->schema == stmt->db->schema)
		return CALX_OK;
	statement_forget(stmt);
	return statement_make(stmt, error);
}

/* "cached plan must not change result type", and "prepared statement ... does
 * not exist": another connection has changed a table, or somebody has said
 * DEALLOCATE ALL. The next run prepares it anew. */
static bool is_outdated(const PGresult *result)
{
	const char *sqlstate = PQresultErrorField(result, PG_DIAG_SQLSTATE);
	const char *routine =
		PQresultErrorField(result, PG_DIAG_SOURCE_FUNCTION);

	return calx__text_equal(sqlstate, "26000") ||
	       (calx__text_equal(sqlstate, "0A000") &&
		       calx__text_equal(routine, "RevalidateCachedQuery"));
}

static void notifications_tell(struct db *db)
{
	PGnotify *notify;

	while ((notify = PQnotifies(db->connection)) != NULL) {
		if (db->listener && db->listener->notification)
			db->listener->notification(db->listener->context,
				notify->relname, notify->extra);
		PQfreemem(notify);
	}
}

/* Nobody is there who could send or take the rows of a COPY. */
static enum calx_status fail_copy(struct stmt *stmt, bool in, calx_error *error)
{
	PGconn *connection = stmt->db->connection;
	PGresult *result;

	if (in)
		PQputCopyEnd(connection, "calx sends no rows");
	while (!in && PQstatus(connection) == CONNECTION_OK) {
		char *row = NULL;

		if (PQgetCopyData(connection, &row, 0) < 0)
			break;
		PQfreemem(row);
	}
	while ((result = calx__postgresql_result(stmt->db)) != NULL)
		PQclear(result);
	calx__fail(error, CALX_UNSUPPORTED,
		"COPY between the server and the client is not done here");
	calx__fail_hint(error,
		"calx_bulk_save() sends many rows; the program psql does COPY.");
	return CALX_UNSUPPORTED;
}

static enum calx_status run_fail(struct stmt *stmt, calx_error *error)
{
	const bool outdated = is_outdated(stmt->result);
	enum calx_status status;

	if (PQresultStatus(stmt->result) == PGRES_COPY_IN ||
		PQresultStatus(stmt->result) == PGRES_COPY_OUT)
		return fail_copy(stmt,
			PQresultStatus(stmt->result) == PGRES_COPY_IN, error);
	status = calx__postgresql_fail(stmt->db, stmt->result, error);
	if (!outdated)
		return status;
	stmt->schema = stmt->db->schema - 1;
	/* in a transaction of which only this statement has suffered it can
	 * only be begun again */
	if (error)
		error->status = CALX_RETRY;
	calx__fail_hint(error,
		"The schema was changed by another connection: run the transaction again.");
	return CALX_RETRY;
}

/* Rows that it has changed; a SELECT has a number there, too. */
static long long changes_of(PGresult *result)
{
	static const char counted[] = "INSERT UPDATE DELETE MERGE COPY";
	const char *tag = PQcmdStatus(result);
	struct view rest = calx__view(tag);
	const struct view word = calx__view_split(&rest, ' ');
	char name[8] = "";

	if (word.length < sizeof(name))
		memcpy(name, word.data, word.length);
	if (!*name || !calx__text_lists(counted, name))
		return 0;
	return strtoll(PQcmdTuples(result), NULL, 10);
}

/* Whether a statement of that tag may change what others return. */
static bool changes_schema(PGresult *result)
{
	static const char *const tags[] = { "CREATE", "ALTER", "DROP",
		"DISCARD", "DEALLOCATE" };

	for (size_t i = 0; i < sizeof(tags) / sizeof(*tags); i++)
		if (calx__text_starts(PQcmdStatus(result), tags[i]))
			return true;
	return false;
}

static bool is_done(const PGresult *result)
{
	const ExecStatusType code = PQresultStatus(result);

	return code == PGRES_TUPLES_OK || code == PGRES_COMMAND_OK;
}

int calx__postgresql_answered(struct stmt *stmt, calx_error *error)
{
	notifications_tell(stmt->db);
	if (!is_done(stmt->result))
		return run_fail(stmt, error);
	stmt->row = -1;
	stmt->row_count = PQntuples(stmt->result);
	stmt->row_total = stmt->row_count;
	if (stmt->writes) {
		stmt->db->schema += changes_schema(stmt->result);
		stmt->outcome.changes = changes_of(stmt->result);
	}
	return 1;
}

static int run_begin(struct stmt *stmt, calx_error *error)
{
	struct db *db = stmt->db;
	enum calx_status status;

	calx__stream_quiet(db);
	if ((status = calx__postgresql_refresh(stmt, error)) < 0)
		return status;
	if (stmt->stream.is_asked && calx__stream_begin(stmt)) {
		stmt->row_count = 0;
		stmt->outcome.changes = 0;
		return 1;
	}
	if (stmt->copied.is_changed) {
		stmt->copied.is_changed = false;
		stmt->schema--;
		if ((status = calx__postgresql_refresh(stmt, error)) < 0)
			return status;
	}
	stmt->result = calx__postgresql_execute(stmt);
	if (is_done(stmt->result))
		return calx__postgresql_answered(stmt, error);
	/* nothing else has happened yet that would have to be done again */
	if (is_outdated(stmt->result) &&
		PQtransactionStatus(db->connection) == PQTRANS_IDLE) {
		PQclear(stmt->result);
		stmt->result = NULL;
		statement_forget(stmt);
		if ((status = statement_make(stmt, error)) < 0)
			return status;
		stmt->result = calx__postgresql_execute(stmt);
	}
	return calx__postgresql_answered(stmt, error);
}

/* The first row of what comes next. */
static int stream_step(struct stmt *stmt, calx_error *error)
{
	const int result = calx__stream_next(stmt, error);

	if (result != CALX_ERROR)
		return result;
	/* nothing has come of it, and nothing else would have to be done again:
	 * that is found out once more, and mended */
	if (is_outdated(stmt->result) &&
		PQtransactionStatus(stmt->db->connection) == PQTRANS_IDLE) {
		PQclear(stmt->result);
		stmt->result = NULL;
		calx__stream_end(stmt);
		return calx__postgresql_step(stmt, error);
	}
	return run_fail(stmt, error);
}

int calx__postgresql_step(struct stmt *stmt, calx_error *error)
{
	int begun;

	if (!stmt->result && (begun = run_begin(stmt, error)) < 0)
		return begun;
	if (stmt->shown.used)
		calx__arena_reset(&stmt->shown);
	if (++stmt->row < stmt->row_count)
		return 1;
	return stmt->stream.is_asked ? stream_step(stmt, error) : 0;
}

struct outcome calx__postgresql_outcome(const struct stmt *stmt)
{
	return stmt->outcome;
}

void calx__postgresql_rewind(struct stmt *stmt)
{
	if (stmt->stream.is_asked)
		calx__stream_end(stmt);
	PQclear(stmt->result);
	stmt->result = NULL;
	calx__arena_reset(&stmt->text);
	calx__arena_reset(&stmt->shown);
}
