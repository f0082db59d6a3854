#include "driver/postgresql/many.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "driver/postgresql/error.h"
#include "driver/postgresql/rewrite/rewrite.h"
#include "driver/postgresql/statement.h"
#include "driver/postgresql/stream.h"
#include "driver/postgresql/wait.h"
#include "util/alloc.h"
#include "util/fail.h"
#include "util/text.h"

/* Many rows of values in one round trip. A plain INSERT goes as COPY in its binary
 * form, which takes a quarter of the server's time; an INSERT that returns
 * something, and an UPDATE or a DELETE by a key, over the elements of arrays. Both
 * have the same bytes for a value: how many there are, and what a parameter has.
 *
 * What has no binary form here ends the batch before its row, which goes by
 * itself. */

/* Fewer rows gain nothing. */
#define ROWS_MIN 2
/* Of arrays; more in one statement gain nothing. */
#define ARRAY_ROWS 4096
#define ARRAY_BYTES ((size_t)1 << 20)
/* of COPY, before they are handed to libpq */
#define COPY_BYTES ((size_t)1 << 16)
/* dimensions, whether there are NULLs, type, count, lower bound
 * (PostgreSQL's arrayfuncs.c, array_recv()) */
#define ARRAY_HEAD ((size_t)20)

enum way {
	WAY_SINGLY, /* row by row */
	WAY_ARRAYS,
	WAY_COPY
};

struct batch {
	enum way way;
	unsigned schema;   /* db->schema when that was found out */
	struct strbuf sql; /* that is sent instead */
	PGresult *shape;   /* of COPY: the types of its columns */
	/* by parameter: its type, as an array; 0: there is none */
	Oid *arrays;
	bool *is_label; /* it is an enumeration, whose text is its binary form */
	struct strbuf *columns; /* the elements of the arrays */
	struct strbuf rows;	/* of COPY, that libpq has not got yet */
	struct batch_parameters {
		const char **values;
		int *lengths, *formats;
	} arguments; /* the arrays, as libpq takes them */
};

static void batch_free(struct batch *batch)
{
	if (!batch)
		return;
	PQclear(batch->shape);
	calx__strbuf_release(&batch->sql);
	calx__strbuf_release(&batch->rows);
	calx__free(batch->arrays);
	calx__free(batch->is_label);
	calx__free(batch->columns);
	calx__free(batch->arguments.values);
	calx__free(batch->arguments.lengths);
	calx__free(batch->arguments.formats);
	calx__free(batch);
}

/* ---- which way -------------------------------------------------------------- */

/* https://github.com/postgres/postgres, src/include/catalog/pg_type.dat; they never
 * change. */
static const struct {
	Oid type, array;
} array_types[] = {
	{ OID_VARCHAR, 1015 },
	{ OID_INT8, 1016 },
	{ OID_INT4, 1007 },
	{ OID_TEXT, 1009 },
	{ OID_NUMERIC, 1231 },
	{ OID_DATE, 1182 },
	{ OID_TIMESTAMP, 1115 },
	{ OID_TIMESTAMPTZ, 1185 },
	{ OID_BOOL, 1000 },
	{ OID_INT2, 1005 },
	{ OID_FLOAT8, 1022 },
	{ OID_FLOAT4, 1021 },
	{ OID_UUID, 2951 },
	{ OID_BYTEA, 1001 },
	{ OID_TIME, 1183 },
	{ OID_INTERVAL, 1187 },
	{ OID_JSON, 199 },
	{ OID_JSONB, 3807 },
	{ OID_BPCHAR, 1014 },
	{ OID_NAME, 1003 },
	{ OID_XML, 143 },
};

/* Asks the server; the answer is one row at most. NULL: it has failed. */
static PGresult *ask(
	struct db *db, const char *sql, const char *argument, calx_error *error)
{
	PGresult *result = calx__postgresql_ask(
		db, &(const struct question){
			    .sql = sql, .count = 1, .values = &argument });

	if (PQresultStatus(result) == PGRES_TUPLES_OK)
		return result;
	calx__postgresql_fail(db, result, error);
	PQclear(result);
	return NULL;
}

/* Of a type that is not built in: only enumerations are known. */
static enum calx_status type_ask(
	struct stmt *stmt, size_t index, calx_error *error)
{
	struct batch *batch = stmt->batch;
	char oid[16];
	PGresult *answer;

	snprintf(oid, sizeof(oid), "%u", PQparamtype(stmt->shape, (int)index));
	answer = ask(stmt->db,
		"SELECT typarray FROM pg_type WHERE oid = $1 AND typtype = 'e'",
		oid, error);
	if (!answer)
		return CALX_ERROR;
	if (PQntuples(answer)) {
		batch->is_label[index] = true;
		batch->arrays[index] =
			(Oid)strtoul(PQgetvalue(answer, 0, 0), NULL, 10);
	}
	PQclear(answer);
	return CALX_OK;
}

static enum calx_status types_find(struct stmt *stmt, calx_error *error)
{
	enum calx_status status = CALX_OK;

	for (size_t i = 0; i < stmt->parameter_count && status >= 0; i++) {
		Oid *array = &stmt->batch->arrays[i];
		const Oid type = PQparamtype(stmt->shape, (int)i);

		*array = 0;
		for (size_t j = 0;
			j < sizeof(array_types) / sizeof(*array_types); j++)
			if (array_types[j].type == type)
				*array = array_types[j].array;
		if (!*array)
			status = type_ask(stmt, i, error);
	}
	return status;
}

/* COPY knows nothing of rules, policies and identities that take no value; 0: an
 * INSERT does other things than it would. */
static int copy_allowed(
	struct stmt *stmt, const struct insert_text *text, calx_error *error)
{
	struct strbuf name = STRBUF_INIT;
	PGresult *answer = NULL;
	int allowed;

	calx__strbuf_add(&name, text->relation.data, text->relation.length);
	if (name.failed)
		return calx__fail_memory(error);
	answer = ask(stmt->db,
		"SELECT FROM pg_class AS c WHERE oid = to_regclass($1)"
		" AND relkind IN ('r', 'p') AND NOT relhasrules"
		" AND NOT relrowsecurity AND NOT EXISTS (SELECT FROM pg_attribute"
		" WHERE attrelid = c.oid AND attidentity = 'a')",
		name.data, error);
	allowed = answer ? PQntuples(answer) : CALX_ERROR;
	PQclear(answer);
	calx__strbuf_release(&name);
	return allowed;
}

/* The types of the columns are those of the parameters, if none is asked for. */
static enum calx_status copy_describe(struct stmt *stmt, calx_error *error)
{
	PGconn *connection = stmt->db->connection;
	struct batch *batch = stmt->batch;
	PGresult *result = PQprepare(connection, "", stmt->sql.data, 0, NULL);

	if (PQresultStatus(result) == PGRES_COMMAND_OK) {
		PQclear(result);
		result = PQdescribePrepared(connection, "");
	}
	if (PQresultStatus(result) == PGRES_COMMAND_OK) {
		batch->shape = result;
		return CALX_OK;
	}
	calx__postgresql_fail(stmt->db, result, error);
	PQclear(result);
	return CALX_ERROR;
}

static enum calx_status copy_find(struct stmt *stmt, calx_error *error)
{
	struct batch *batch = stmt->batch;
	struct insert_text text;
	int allowed;

	if (!calx__rewrite_insert(
		    stmt->sql.data, stmt->parameter_count, &text) ||
		text.rest.length)
		return CALX_OK;
	allowed = copy_allowed(stmt, &text, error);
	if (allowed <= 0)
		return (enum calx_status)allowed;
	if (copy_describe(stmt, error) < 0)
		return CALX_ERROR;
	calx__rewrite_copy(&text, &batch->sql);
	batch->way = WAY_COPY;
	return batch->sql.failed ? calx__fail_memory(error) : CALX_OK;
}

static enum calx_status arrays_find(struct stmt *stmt, calx_error *error)
{
	struct batch *batch = stmt->batch;

	for (size_t i = 0; i < stmt->parameter_count; i++)
		if (!batch->arrays[i])
			return CALX_OK;
	if (!calx__rewrite_arrays(
		    stmt->sql.data, stmt->parameter_count, &batch->sql))
		return CALX_OK;
	batch->way = WAY_ARRAYS;
	return batch->sql.failed ? calx__fail_memory(error) : CALX_OK;
}

static bool batch_allocate(struct batch *batch, size_t count)
{
	struct batch_parameters *arguments = &batch->arguments;

	calx__strbuf_init(&batch->sql, 0);
	calx__strbuf_init(&batch->rows, 0);
	batch->arrays = calx__alloc_zero(count, sizeof(*batch->arrays));
	batch->is_label = calx__alloc_zero(count, sizeof(*batch->is_label));
	batch->columns = calx__alloc_zero(count, sizeof(*batch->columns));
	arguments->values = calx__alloc_zero(count, sizeof(char *));
	arguments->lengths = calx__alloc_zero(count, sizeof(int));
	arguments->formats = calx__alloc_zero(count, sizeof(int));
	return batch->arrays && batch->is_label && batch->columns &&
	       arguments->values && arguments->lengths && arguments->formats;
}

/* Finds out how the statement goes, which is asked once. */
static enum calx_status batch_make(struct stmt *stmt, calx_error *error)
{
	struct batch *batch = stmt->batch;
	enum calx_status status;

	if (batch && batch->schema == stmt->db->schema)
		return CALX_OK;
	batch_free(batch);
	stmt->batch = batch = calx__alloc_zero(1, sizeof(*batch));
	stmt->batch_free = batch_free;
	if (!batch || !batch_allocate(batch, stmt->parameter_count))
		return calx__fail_memory(error);
	batch->schema = stmt->db->schema;
	if ((status = types_find(stmt, error)) < 0 ||
		(status = copy_find(stmt, error)) < 0)
		return status;
	return batch->way == WAY_COPY ? CALX_OK : arrays_find(stmt, error);
}

/* ---- one row ------------------------------------------------------------------ */

/* A run of many rows, and where it is. */
struct run {
	struct stmt *stmt;
	struct batch *batch;
	const struct many *many;
	size_t rows; /* that are in it */
	size_t bytes;
	bool copies; /* the server waits for rows of COPY */
	/* the row that comes next could not be bound */
	enum calx_status status;
};

/* Its bytes in binary form; 0: it has none. */
static size_t row_measure(const struct stmt *stmt)
{
	size_t bytes = 2;

	for (size_t i = 0; i < stmt->parameter_count; i++) {
		if (stmt->values[i] && !stmt->formats[i] &&
			!stmt->batch->is_label[i])
			return 0;
		bytes += 4 + (stmt->values[i] ? (size_t)stmt->lengths[i] : 0);
	}
	return bytes;
}

/* How many bytes, and they; -1: NULL. */
static char *value_write(const struct stmt *stmt, size_t index, char *at)
{
	const char *value = stmt->values[index];
	const size_t size = value ? (size_t)stmt->lengths[index] : 0;

	calx__wire_put32(at, value ? (int32_t)size : -1);
	if (size)
		memcpy(at + 4, value, size);
	return at + 4 + size;
}

/* Binds the next row; its bytes, 0: it is not for this run. */
static size_t row_next(struct run *run)
{
	if (run->rows == run->many->count)
		return 0;
	calx__arena_reset(&run->stmt->text);
	run->status = run->many->bind(run->many->context, run->rows);
	return run->status < 0 ? 0 : row_measure(run->stmt);
}

/* One row, as ever. It is bound anew: what was there may be of another shape. */
static int run_one(struct stmt *stmt, const struct many *many, size_t *ret_ran,
	calx_error *error)
{
	const enum calx_status status = many->bind(many->context, 0);

	*ret_ran = 1;
	return status < 0 ? (int)status : calx__postgresql_step(stmt, error);
}

/* ---- COPY ---------------------------------------------------------------------- */

/* "PGCOPY\n\377\r\n\0", flags, and how long what follows is: nothing
 * (PostgreSQL's manual, COPY, "Binary Format") */
static const char copy_head[19] = "PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0\0";

static bool rows_send(struct run *run)
{
	struct strbuf *rows = &run->batch->rows;
	const bool sent = PQputCopyData(run->stmt->db->connection, rows->data,
				  (int)rows->length) == 1;

	calx__strbuf_clear(rows);
	return sent;
}

/* The server answers that it waits for rows; anything else is the result. */
static bool copy_begin(struct run *run)
{
	struct stmt *stmt = run->stmt;
	PGresult *result =
		calx__postgresql_exec(stmt->db, run->batch->sql.data);

	run->copies = PQresultStatus(result) == PGRES_COPY_IN;
	if (!run->copies) {
		stmt->result = result;
		return false;
	}
	PQclear(result);
	calx__strbuf_add(&run->batch->rows, copy_head, sizeof(copy_head));
	return true;
}

static bool row_copy(struct run *run, size_t bytes)
{
	const struct stmt *stmt = run->stmt;
	struct strbuf *rows = &run->batch->rows;
	char *at;

	if ((rows->length + bytes > COPY_BYTES && !rows_send(run)) ||
		!calx__strbuf_reserve(rows, bytes))
		return false;
	at = rows->data + rows->length;
	calx__wire_put16(at, (int16_t)stmt->parameter_count);
	at += 2;
	for (size_t i = 0; i < stmt->parameter_count; i++)
		at = value_write(stmt, i, at);
	rows->length += bytes;
	return true;
}

/* What the server says at the end, which is the result: the first that is a failure,
 * if there is one. */
static void results_take(struct stmt *stmt)
{
	PGresult *result;

	while ((result = calx__postgresql_result(stmt->db)) != NULL) {
		if (stmt->result)
			PQclear(result);
		else
			stmt->result = result;
	}
}

/* `whole`: all of them are there, and meant. */
static void copy_end(struct run *run, bool whole)
{
	PGconn *connection = run->stmt->db->connection;
	static const char end[2] = { '\377', '\377' };

	if (whole)
		calx__strbuf_add(&run->batch->rows, end, sizeof(end));
	whole = whole && !run->batch->rows.failed && rows_send(run);
	PQputCopyEnd(connection, whole ? NULL : "a row could not be sent");
	results_take(run->stmt);
	calx__strbuf_release(&run->batch->rows);
}

static int copy_run(struct run *run, calx_error *error)
{
	size_t bytes;
	bool whole;

	while ((bytes = row_next(run)) > 0) {
		if ((!run->copies && !copy_begin(run)) || !row_copy(run, bytes))
			break;
		run->rows++;
	}
	/* where the next row cannot be bound, those before it may stay: so
	 * the transaction goes on */
	whole = !bytes && !run->batch->rows.failed;
	if (run->batch->rows.failed)
		run->status = calx__fail_memory(error);
	if (run->copies)
		copy_end(run, whole);
	else if (bytes)
		run->batch->way = WAY_SINGLY;
	if (run->status < 0)
		return run->status;
	return run->copies || bytes
		       ? calx__postgresql_answered(run->stmt, error)
		       : 0;
}

/* ---- arrays --------------------------------------------------------------------- */

static bool row_gather(struct run *run)
{
	const struct stmt *stmt = run->stmt;

	for (size_t i = 0; i < stmt->parameter_count; i++) {
		struct strbuf *column = &run->batch->columns[i];
		const size_t size =
			4 + (stmt->values[i] ? (size_t)stmt->lengths[i] : 0);

		if (!column->capacity)
			calx__strbuf_init(column, 0);
		if (!calx__strbuf_reserve(
			    column, size + (column->length ? 0 : ARRAY_HEAD)))
			return false;
		if (!column->length)
			column->length = ARRAY_HEAD;
		value_write(stmt, i, column->data + column->length);
		column->length += size;
	}
	return true;
}

static void columns_release(const struct run *run)
{
	for (size_t i = 0; i < run->stmt->parameter_count; i++)
		if (run->batch->columns[i].capacity)
			calx__strbuf_release(&run->batch->columns[i]);
}

/* The heads, which say how many elements there are. */
static void columns_finish(const struct run *run)
{
	const struct stmt *stmt = run->stmt;
	struct batch *batch = run->batch;

	for (size_t i = 0; i < stmt->parameter_count; i++) {
		char *head = batch->columns[i].data;

		calx__wire_put32(head, 1);
		calx__wire_put32(head + 4, 1);
		calx__wire_put32(
			head + 8, (int32_t)PQparamtype(stmt->shape, (int)i));
		calx__wire_put32(head + 12, (int32_t)run->rows);
		calx__wire_put32(head + 16, 1);
		batch->arguments.values[i] = head;
		batch->arguments.lengths[i] = (int)batch->columns[i].length;
		batch->arguments.formats[i] = 1;
	}
}

static int arrays_send(struct run *run, calx_error *error)
{
	struct stmt *stmt = run->stmt;
	const struct batch *batch = run->batch;
	const struct batch_parameters *arguments = &batch->arguments;

	columns_finish(run);
	stmt->result = calx__postgresql_ask(
		stmt->db, &(const struct question){
				  .sql = batch->sql.data,
				  .count = (int)stmt->parameter_count,
				  .types = batch->arrays,
				  .values = arguments->values,
				  .lengths = arguments->lengths,
				  .formats = arguments->formats,
				  .binary = stmt->binary,
			  });
	return calx__postgresql_answered(stmt, error);
}

static int arrays_run(struct run *run, calx_error *error)
{
	size_t bytes = 0;
	int result = 0;

	while (run->rows < ARRAY_ROWS && (bytes = row_next(run)) > 0) {
		if (run->bytes + bytes > ARRAY_BYTES)
			break;
		if (!row_gather(run)) {
			run->status = calx__fail_memory(error);
			break;
		}
		run->bytes += bytes;
		run->rows++;
	}
	if (run->status < 0)
		result = run->status;
	else if (run->rows)
		result = arrays_send(run, error);
	columns_release(run);
	return result;
}

/* ---- running ---------------------------------------------------------------------- */

/* The values are encoded for the columns, of whatever type the parameters are. */
static int copy_of(struct run *run, calx_error *error)
{
	struct stmt *stmt = run->stmt;
	PGresult *shape = stmt->shape;
	int result;

	stmt->shape = run->batch->shape;
	result = copy_run(run, error);
	stmt->shape = shape;
	return result;
}

int calx__postgresql_run_many(struct stmt *stmt, const struct many *many,
	size_t *ret_ran, calx_error *error)
{
	struct run run = { .stmt = stmt, .many = many };
	enum calx_status status;
	int result;

	calx__stream_quiet(stmt->db);
	if (many->count < ROWS_MIN || !stmt->parameter_count)
		return run_one(stmt, many, ret_ran, error);
	if ((status = calx__postgresql_refresh(stmt, error)) < 0 ||
		(status = batch_make(stmt, error)) < 0)
		return status;
	run.batch = stmt->batch;
	if (run.batch->way == WAY_SINGLY)
		return run_one(stmt, many, ret_ran, error);
	result = run.batch->way == WAY_COPY ? copy_of(&run, error)
					    : arrays_run(&run, error);
	if (result < 0)
		return result;
	if (!run.rows)
		return run_one(stmt, many, ret_ran, error);
	*ret_ran = run.rows;
	return calx__postgresql_step(stmt, error);
}
