#include "orm/write/insert.h"

#include <string.h>

#include "engine/connection.h"
#include "engine/error.h"
#include "engine/prepare.h"
#include "engine/run.h"
#include "orm/base/error.h"
#include "orm/store/given.h"
#include "orm/write/inserted.h"
#include "orm/write/many.h"
#include "orm/write/omitted.h"

/* INSERT. Rows that leave out the same columns are one run. Rows that leave out
 * nothing, and rows that are not objects, go many to a statement; so do rows of
 * which only the key is chosen by the database, where keys can be counted. */

/* More rows in one statement gain nothing any more. */
#define BLOCK_ROWS 256
#define BLOCK_MIN 4

/* One object, and what the database has chosen for it. */
static enum calx_status insert_object(
	struct insert_run *run, struct prepared *prepared)
{
	struct mapper *mapper = run->insert->mapper;
	uint32_t slot = run->insert->slots[run->insert->at];
	void *row = calx__slot_row(&mapper->slots, slot);

	if (calx__insert_run_bind(run, prepared, 0) < 0)
		return calx__session_failed(
			mapper->session, run->insert->where);
	if (calx__inserted_step(run, prepared, slot) < 0 ||
		(run->key_by_id &&
			calx__inserted_last_key(run, prepared, row) < 0) ||
		calx__inserted_track(mapper, slot) < 0)
		return calx__session_status(mapper->session);
	return run->reloads ? calx__inserted_reload(run, slot) : CALX_OK;
}

static enum calx_status bind_block(
	struct insert_run *run, struct prepared *prepared)
{
	struct insert *insert = run->insert;

	for (size_t i = 0; i < run->statement.rows; i++) {
		if (calx__insert_run_bind(run, prepared, i) >= 0)
			continue;
		insert->at += i;
		return calx__session_failed(
			insert->mapper->session, insert->where);
	}
	return CALX_OK;
}

/* Rows whose keys are known, or of no matter. */
static enum calx_status insert_block(
	struct insert_run *run, struct prepared *prepared)
{
	struct insert *insert = run->insert;
	enum calx_status status = CALX_OK;

	if (bind_block(run, prepared) < 0 ||
		calx__inserted_step(run, prepared, SLOT_NONE) < 0)
		return calx__session_status(insert->mapper->session);
	for (size_t i = 0;
		insert->slots && i < run->statement.rows && status >= 0; i++)
		status = calx__inserted_track(
			insert->mapper, insert->slots[insert->at + i]);
	return status;
}

/* Rows of which the database returns what it has chosen, in their order. */
static enum calx_status insert_returning(
	struct insert_run *run, struct prepared *prepared)
{
	struct insert *insert = run->insert;
	enum calx_status status = bind_block(run, prepared);

	if (status >= 0)
		status = calx__inserted_rows(run, prepared, run->statement.rows,
			calx__step(prepared));
	for (size_t i = 0; i < run->statement.rows && status >= 0; i++)
		status = calx__inserted_track(
			insert->mapper, insert->slots[insert->at + i]);
	return status;
}

/* One of the statements around a block. */
static enum calx_status run_sql(const struct insert *insert, const char *sql)
{
	return calx__run_plain(insert->mapper->session, sql, insert->where);
}

/* The keys are not what they were taken to be: the block is taken back, and
 * from now on the rows of this table are inserted one by one. */
static enum calx_status take_back(struct insert_run *run)
{
	run->follows = false;
	run->insert->mapper->keys_scatter = true;
	run->statement.rows = 0;
	if (run_sql(run->insert, "ROLLBACK TO SAVEPOINT calx_block") < 0)
		return CALX_ERROR;
	return run_sql(run->insert, "RELEASE SAVEPOINT calx_block");
}

/* One of a block whose keys are numbered. */
static enum calx_status object_numbered(struct insert_run *run, size_t i)
{
	struct insert *insert = run->insert;
	void *row = calx__insert_row(insert, i);
	uint32_t slot = insert->slots[i];

	if (calx__inserted_key(insert->mapper, row, ++run->last_id) < 0 ||
		calx__inserted_track(insert->mapper, slot) < 0)
		return calx__session_status(insert->mapper->session);
	return run->reloads ? calx__inserted_reload(run, slot) : CALX_OK;
}

static enum calx_status objects_numbered(struct insert_run *run)
{
	enum calx_status status = CALX_OK;

	for (size_t i = 0; i < run->statement.rows && status >= 0; i++)
		status = object_numbered(run, run->insert->at + i);
	return status;
}

/* Rows whose keys the database makes up. Each new key is larger than all
 * before it; so if the last one is larger than the one before the block by
 * the number of its rows, they are numbered without a gap, in their order. */
static enum calx_status insert_numbered(
	struct insert_run *run, struct prepared *prepared)
{
	int64_t rows = (int64_t)run->statement.rows;

	if (run_sql(run->insert, "SAVEPOINT calx_block") < 0 ||
		bind_block(run, prepared) < 0 ||
		calx__inserted_step(run, prepared, SLOT_NONE) < 0)
		return calx__session_status(run->insert->mapper->session);
	if (run->last_id > INT64_MAX - rows ||
		calx__outcome(prepared).last_id != run->last_id + rows)
		return take_back(run);
	if (run_sql(run->insert, "RELEASE SAVEPOINT calx_block") < 0)
		return CALX_ERROR;
	return objects_numbered(run);
}

/* As many rows as a statement takes; then 64, 16, 4, 1, so that few different
 * statements are ever prepared. */
static size_t block_rows(const struct insert_run *run, size_t left)
{
	const calx_connection *connection =
		run->insert->mapper->session->connection;
	const struct dialect *dialect = calx__connection_dialect(connection);
	const size_t most = calx__connection_rows(connection);
	size_t columns = run->statement.number_count;
	size_t rows = BLOCK_ROWS;

	/* the numbers are counted from the first row's */
	if (!columns || (run->reads_back && !run->in_order &&
				!(run->follows && run->last_id)))
		return 1;
	while (rows > 1 && (rows > left || rows > most ||
				   rows > dialect->insert_rows_max ||
				   rows * columns > dialect->parameter_max))
		rows /= 4;
	return rows;
}

typedef enum calx_status inserter(
	struct insert_run *run, struct prepared *prepared);

static inserter *inserter_of(const struct insert_run *run)
{
	if (!run->reads_back)
		return insert_block;
	if (run->statement.rows == 1)
		return insert_object;
	return run->in_order ? insert_returning : insert_numbered;
}

/* ---- which row of a block it was ------------------------------------------------- */

/* Inserts the rows one by one, up to the one that is refused. */
static void insert_singly(struct insert_run *run, size_t rows)
{
	struct insert *insert = run->insert;
	calx_session *session = insert->mapper->session;
	struct prepared *prepared = calx__prepare(
		session->connection, &run->statement, insert->where);
	int found = prepared ? 0 : -1;

	for (size_t i = 0; i < rows && found >= 0; i++, insert->at++) {
		if (calx__insert_run_bind(run, prepared, 0) < 0 ||
			(found = calx__step(prepared)) < 0)
			break;
		while (found == 1)
			found = calx__step(prepared);
		calx__rewind(prepared);
	}
	calx__finish(prepared);
	if (found < 0)
		calx__session_failed(session, insert->where);
}

/* What a row holds is the matter: a constraint, or a value that is none to the
 * server (SQLSTATE class 22). */
static bool is_refused(const calx_error *error)
{
	return error->status == CALX_CONSTRAINT ||
	       !strncmp(error->sqlstate, "22", 2);
}

/* A statement of many rows is refused for one of them, and nobody says which:
 * they are tried one after the other, and taken back. */
static void find_refused(const struct insert_run *run)
{
	struct insert_run single = *run;
	calx_connection *connection = run->insert->mapper->session->connection;
	calx_error *error = &run->insert->mapper->session->error;
	const size_t first = run->insert->at;
	calx_error whole = *error, one, aside;

	if (!is_refused(error) || run->statement.rows < 2)
		return;
	single.statement.rows = 1;
	calx_error_clear(error);
	calx__connection_set_aside(connection, &aside);
	if ((!run->fragile ||
		    run_sql(run->insert, "ROLLBACK TO SAVEPOINT calx_rows") >=
			    0) &&
		run_sql(run->insert, "SAVEPOINT calx_refused") >= 0) {
		insert_singly(&single, run->statement.rows);
		one = *error;
		calx_error_clear(error);
		calx__connection_set_aside(connection, &aside);
		if (run_sql(run->insert,
			    "ROLLBACK TO SAVEPOINT calx_refused") >= 0)
			run_sql(run->insert, "RELEASE SAVEPOINT calx_refused");
		calx_error_clear(error);
		if (is_refused(&one))
			whole = one;
		else
			run->insert->at = first;
	}
	*error = whole;
	calx__connection_put_back(connection, &whole);
}

/* Where a failure would take the transaction with it, there is a way back from a
 * block to look which of its rows it was. */
static enum calx_status block_insert(
	struct insert_run *run, inserter *function, struct prepared *prepared)
{
	const bool guarded = run->fragile && run->statement.rows > 1;
	enum calx_status status = CALX_OK;

	if (guarded)
		status = run_sql(run->insert, "SAVEPOINT calx_rows");
	if (status >= 0)
		status = function(run, prepared);
	calx__rewind(prepared);
	if (status >= 0 && guarded)
		status = run_sql(run->insert, "RELEASE SAVEPOINT calx_rows");
	return status;
}

/* All statements of one size. */
static enum calx_status insert_blocks(struct insert_run *run, size_t end)
{
	struct insert *insert = run->insert;
	calx_session *session = insert->mapper->session;
	inserter *function = inserter_of(run);
	enum calx_status status = CALX_OK;
	struct prepared *prepared;

	prepared = calx__prepare(
		session->connection, &run->statement, insert->where);
	if (!prepared)
		return calx__session_failed(session, insert->where);
	while (status >= 0 && run->statement.rows &&
		insert->at + run->statement.rows <= end) {
		status = block_insert(run, function, prepared);
		if (status >= 0)
			insert->at += run->statement.rows;
		/* what follows the first row can go in larger blocks */
		if (run->follows && run->statement.rows == 1 &&
			end - insert->at >= BLOCK_MIN)
			break;
	}
	calx__finish(prepared);
	if (status < 0)
		find_refused(run);
	return status;
}

/* ---- many at once ---------------------------------------------------------- */

/* What struct many_rows works on. */
struct inserts {
	struct many_rows rows;
	struct insert_run *run;
};

static enum calx_status inserts_bind(void *context, size_t i)
{
	const struct inserts *inserts = context;
	struct insert *insert = inserts->run->insert;
	const size_t first = insert->at;
	enum calx_status status;

	insert->at = i;
	status = calx__insert_run_bind(inserts->run, inserts->rows.prepared, 0);
	insert->at = first;
	return status;
}

static enum calx_status inserts_done(void *context, size_t count, int found)
{
	const struct inserts *inserts = context;
	enum calx_status status = calx__inserted_many(
		inserts->run, inserts->rows.prepared, count, found);

	if (status >= 0)
		inserts->run->insert->at += count;
	return status;
}

/* What is left when it returns goes in blocks, or row by row. */
static enum calx_status insert_many(struct insert_run *run, size_t end)
{
	struct insert *insert = run->insert;
	calx_session *session = insert->mapper->session;
	struct inserts inserts = { .run = run,
		.rows = { .session = session,
			.where = insert->where,
			.at = insert->at,
			.count = end,
			.bind = inserts_bind,
			.done = inserts_done,
			.context = &inserts } };
	enum calx_status status;

	if (!run->statement.number_count ||
		(run->reads_back && !run->in_order) ||
		!calx__many_goes(session, end - insert->at))
		return CALX_OK;
	run->statement.rows = 1;
	inserts.rows.prepared = calx__prepare(
		session->connection, &run->statement, insert->where);
	if (!inserts.rows.prepared)
		return calx__session_failed(session, insert->where);
	status = calx__many_write(&inserts.rows);
	calx__finish(inserts.rows.prepared);
	return status;
}

static enum calx_status insert_run(
	struct insert *insert, const struct omitted *omitted, size_t end)
{
	struct insert_run run = { .insert = insert };
	enum calx_status status;

	calx__insert_run_plan(&run, omitted);
	status = insert_many(&run, end);
	while (status >= 0 && insert->at < end) {
		run.statement.rows = block_rows(&run, end - insert->at);
		status = insert_blocks(&run, end);
	}
	return status;
}

static size_t run_end(
	const struct insert *insert, const struct omitted *omitted)
{
	size_t end = insert->at + 1;

	while (end < insert->count &&
		calx__omitted_same(omitted, insert->mapper,
			calx__insert_row(insert, end),
			calx__insert_row_before(insert, end)))
		end++;
	return end;
}

/* A value that was given would be lost: no statement can write it. */
static enum calx_status computed_check(struct insert *insert)
{
	struct mapper *mapper = insert->mapper;
	enum calx_status status = CALX_OK;

	for (size_t i = 0;
		mapper->plan.computed.count && status >= 0 && i < insert->count;
		i++) {
		insert->at = i;
		status = calx__given_computed(
			mapper, calx__insert_row(insert, i));
	}
	return status < 0 ? calx__session_failed(mapper->session, insert->where)
			  : CALX_OK;
}

enum calx_status calx__insert(struct insert *insert)
{
	enum calx_status status = computed_check(insert);

	/* the map is filled anew once, and not each time that it is full */
	if (insert->slots && !calx__identity_reserve_for(
				     &insert->mapper->identity, insert->count))
		return CALX_OUT_OF_MEMORY;
	insert->at = 0;
	while (status >= 0 && insert->at < insert->count) {
		struct omitted omitted = calx__omitted_of(insert->mapper,
			calx__insert_row(insert, insert->at),
			calx__insert_row_before(insert, insert->at));

		status =
			insert_run(insert, &omitted, run_end(insert, &omitted));
	}
	return status;
}
