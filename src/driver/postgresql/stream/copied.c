#include "driver/postgresql/stream/copied.h"

#include "dialect/postgresql/text/token.h"
#include "driver/postgresql/wait.h"
#include "util/alloc.h"
#include "util/fail.h"

/* A query without parameters whose rows are many goes as
 *
 *     COPY (the query) TO STDOUT (FORMAT binary)
 *
 * whose rows libpq hands out as they are, one by one and with a fifth of the work
 * that it has with those of a query. They do not say of which types they are, and
 * another connection may have changed the table since the statement was prepared:
 * so the query comes first without a row, in the same trip. That says the types,
 * and keeps its tables as they are up to the end of the transaction, which without
 * any other is that of both (the manual's "Multiple Statements in a Simple Query").
 *
 * A row is a number of columns and each with its length; before the first comes a
 * head (the manual of COPY, "Binary Format"). The server sends them one a message
 * ("Message Formats", CopyData). */

#define SIGNATURE_SIZE 11
#define HEAD_SIZE 19 /* with flags, and the length of what else there is */

/* A statement that gave fewer rows the last time is run as it was prepared: for
 * COPY, the server plans it anew. */
#define MANY_ROWS 200

struct copied_row {
	char *bytes;
	int size;
};

/* ---- which statements ------------------------------------------------------------ */

/* One SELECT. */
static bool text_copies(const char *sql)
{
	struct token token = calx__postgresql_next(&sql);

	if (token.kind != TOKEN_WORD ||
		!calx__view_is_nocase(token.text, "select"))
		return false;
	while (token.kind != TOKEN_END && !calx__view_is(token.text, ";"))
		token = calx__postgresql_next(&sql);
	return token.kind == TOKEN_END;
}

bool calx__copied_fits(struct stmt *stmt)
{
	struct copied *copied = &stmt->copied;
	const size_t count = stmt->column_count;

	if (stmt->parameter_count || !stmt->binary || !count ||
		(stmt->row_total >= 0 && stmt->row_total < MANY_ROWS) ||
		!text_copies(stmt->sql.data))
		return false;
	calx__free(copied->cells);
	copied->cells = calx__alloc(count * sizeof(*copied->cells));
	return copied->cells != NULL;
}

/* ---- beginning ------------------------------------------------------------------- */

static bool sql_write(struct stmt *stmt)
{
	const bool has_savepoint =
		stmt->stream.is_inside && !stmt->stream.is_whole;
	struct strbuf *sql = &stmt->copied.sql;

	calx__strbuf_clear(sql);
	if (has_savepoint)
		calx__strbuf_adds(sql, "SAVEPOINT calx_stream;");
	/* the text may end in a comment */
	calx__strbuf_addf(sql,
		"SELECT * FROM (%s\n) AS calx_types LIMIT 0;"
		"COPY (%s\n) TO STDOUT (FORMAT binary)",
		stmt->sql.data, stmt->sql.data);
	if (has_savepoint)
		calx__strbuf_adds(sql, ";RELEASE SAVEPOINT calx_stream");
	return !sql->failed;
}

static bool is_changed(const struct stmt *stmt, const PGresult *shape)
{
	if ((size_t)PQnfields(shape) != stmt->column_count)
		return true;
	for (size_t i = 0; i < stmt->column_count; i++)
		if (PQftype(shape, (int)i) != stmt->types[i])
			return true;
	return false;
}

bool calx__copied_begin(struct stmt *stmt)
{
	struct copied *copied = &stmt->copied;
	PGresult *result;

	copied->is_begun = copied->is_done = false;
	stmt->stream.is_short = !sql_write(stmt);
	if (stmt->stream.is_short ||
		!PQsendQuery(stmt->db->connection, copied->sql.data))
		return false;
	while ((result = calx__postgresql_result(stmt->db)) != NULL) {
		const ExecStatusType code = PQresultStatus(result);

		if (code == PGRES_TUPLES_OK) {
			copied->is_changed = is_changed(stmt, result);
			PQclear(stmt->result);
			stmt->result = result;
			continue;
		}
		if (code != PGRES_COMMAND_OK && code != PGRES_COPY_OUT) {
			stmt->stream.end = result;
			return false;
		}
		PQclear(result);
		if (code == PGRES_COPY_OUT)
			return true;
	}
	return false;
}

/* ---- rows ------------------------------------------------------------------------- */

/* Where the row begins: behind the head, if that has not come yet; NULL: there is
 * something else. */
static char *row_begin(struct copied *copied, char *at, const char *end)
{
	int64_t more;

	if (copied->is_begun)
		return at;
	if (end - at < HEAD_SIZE)
		return NULL;
	copied->is_begun = true;
	more = calx__wire_get32(at + HEAD_SIZE - sizeof(int32_t));
	at += HEAD_SIZE;
	return more >= 0 && more <= end - at ? at + more : NULL;
}

/* The columns of a row into the cells. What follows a text becomes its NUL, after
 * it was read; libpq puts one behind the last. */
static bool row_split(struct stmt *stmt, char *at, const char *end)
{
	struct cell *cell = stmt->copied.cells;
	const struct cell *const last = cell + stmt->column_count;

	for (; cell < last; cell++) {
		if (end - at < (ptrdiff_t)sizeof(int32_t))
			return false;
		cell->size = calx__wire_get32(at);
		*at = '\0';
		at += sizeof(int32_t);
		cell->at = at;
		if (cell->size > end - at)
			return false;
		if (cell->size > 0)
			at += cell->size;
	}
	return at == end;
}

static enum calx_status fail_row(calx_error *error)
{
	return calx__fail(error, CALX_CONNECTION,
		"the server has sent a row that is none");
}

/* The row that has come: 1, or 0 if it is the mark of the end. */
static int row_show(
	struct stmt *stmt, const struct copied_row *row, calx_error *error)
{
	struct copied *copied = &stmt->copied;
	const char *end = row->bytes + row->size;
	char *at = row_begin(copied, row->bytes, end);
	int count;

	PQfreemem(copied->row);
	copied->row = row->bytes;
	if (!at || end - at < (ptrdiff_t)sizeof(int16_t))
		return fail_row(error);
	count = calx__wire_get16(at);
	at += sizeof(int16_t);
	if (count == -1)
		return 0;
	if (count != (int)stmt->column_count || !row_split(stmt, at, end))
		return fail_row(error);
	return 1;
}

/* One that was read ahead, or that comes; no bytes: neither. */
static struct copied_row row_take(struct stmt *stmt)
{
	struct copied *copied = &stmt->copied;
	struct copied_row row = { NULL, 0 };

	if (copied->rest_at < copied->rest.count)
		row = ((const struct copied_row *)
				copied->rest.items)[copied->rest_at++];
	else if (stmt->stream.is_open)
		row.size = calx__postgresql_copied(stmt->db, &row.bytes);
	return row;
}

int calx__copied_next(struct stmt *stmt, calx_error *error)
{
	struct copied *copied = &stmt->copied;
	int shown = 0;

	while (!shown) {
		const struct copied_row row = row_take(stmt);

		if (!row.bytes)
			break;
		shown = row_show(stmt, &row, error);
	}
	if (shown < 1) {
		PQfreemem(copied->row);
		copied->row = NULL;
	}
	return shown;
}

/* ---- the rest ---------------------------------------------------------------------- */

void calx__copied_keep(struct stmt *stmt)
{
	struct copied *copied = &stmt->copied;
	struct stream *stream = &stmt->stream;
	struct copied_row row;

	copied->rest.size = sizeof(row);
	while ((row.size = calx__postgresql_copied(stmt->db, &row.bytes)) > 0)
		if (stream->is_short ||
			!calx__vec_append(&copied->rest, &row)) {
			PQfreemem(row.bytes);
			stream->is_short = true;
		}
	calx__copied_leave(stmt);
}

/* One that is there, of which is known now; less than 0: there will be none. */
static int row_skip(PGconn *connection)
{
	char *row = NULL;
	const int size = PQgetCopyData(connection, &row, true);

	PQfreemem(row);
	return size;
}

/* Reads all that is to come. */
static bool rows_skip(struct stmt *stmt)
{
	char *row = NULL;

	while (calx__postgresql_copied(stmt->db, &row) > 0)
		PQfreemem(row);
	return true;
}

bool calx__copied_skip(struct stmt *stmt, int most)
{
	PGconn *connection = stmt->db->connection;
	int size = 1;

	if (stmt->stream.is_whole)
		return rows_skip(stmt);
	for (int count = 0; count < most && size > 0; count++) {
		size = row_skip(connection);
		if (!size && PQconsumeInput(connection))
			size = row_skip(connection);
	}
	return size < 0;
}

void calx__copied_leave(struct stmt *stmt)
{
	struct stream *stream = &stmt->stream;
	struct copied *copied = &stmt->copied;
	PGresult *result;

	while ((result = calx__postgresql_result(stmt->db)) != NULL) {
		const ExecStatusType code = PQresultStatus(result);

		copied->is_done |=
			code == PGRES_COMMAND_OK &&
			calx__text_starts(PQcmdStatus(result), "COPY");
		if (code == PGRES_COPY_OUT)
			rows_skip(stmt);
		if (code == PGRES_FATAL_ERROR && !stream->end)
			stream->end = result;
		else
			PQclear(result);
	}
	stream->is_open = false;
	stmt->db->streaming = NULL;
	stream->is_lost = !copied->is_done && !stream->end && !stream->is_short;
}

void calx__copied_end(struct copied *copied)
{
	const struct copied_row *rest = copied->rest.items;

	PQfreemem(copied->row);
	copied->row = NULL;
	while (copied->rest_at < copied->rest.count)
		PQfreemem(rest[copied->rest_at++].bytes);
	calx__vec_release(&copied->rest);
	copied->rest_at = 0;
	copied->is_on = false;
}

void calx__copied_release(struct copied *copied)
{
	calx__copied_end(copied);
	calx__strbuf_release(&copied->sql);
	calx__free(copied->cells);
}
