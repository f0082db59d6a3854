#include "orm/write/insert.h"

#include <string.h>

#include "orm/base/error.h"
#include "orm/fetch/reload.h"
#include "orm/store/given.h"
#include "orm/store/own.h"
#include "orm/store/row.h"
#include "orm/store/track.h"
#include "orm/write/omitted.h"

/* INSERT. What the database has chosen for the columns that a row leaves out is
 * read back into objects. Rows that leave out nothing, and rows that are not
 * objects, go many to a statement. */

/* More rows in one statement gain nothing any more. */
#define BLOCK_ROWS 256
#define BLOCK_MIN 4

/* ---- one run of rows that leave out the same ----------------------------- */

struct run {
	struct insert *insert;
	struct statement statement;
	bool key_by_id;	 /* the key comes as the last inserted id */
	bool follows;	 /* that is all that comes, and keys are numbered on */
	int64_t last_id; /* of the row before, once there is one */
	bool reads_back; /* something is chosen by the database */
	bool reloads;	 /* and it cannot say so in the same statement */
};

static void *row_at(const struct insert *insert, size_t i)
{
	struct mapper *mapper = insert->mapper;

	if (insert->slots)
		return calx__slot_row(&mapper->slots, insert->slots[i]);
	/* only read */
	return (char *)(uintptr_t)insert->rows + i * mapper->table->row_size;
}

/* Splits the columns into those that are sent and those that come back; the
 * number of the latter. */
static size_t columns_split(
	struct run *run, const struct omitted *omitted, bool by_id)
{
	struct mapper *mapper = run->insert->mapper;
	size_t back = 0;

	for (unsigned i = 0; i < mapper->table->column_count; i++) {
		if (!calx__omitted_has(mapper, omitted, i))
			mapper->buffers.numbers[run->statement.number_count++] =
				i;
		else if (by_id && mapper->plan.generated_key &&
			 i == mapper->plan.key.numbers[0])
			run->key_by_id = true;
		else
			mapper->buffers.returning[back++] = i;
	}
	return back;
}

static bool key_comes_back(const struct run *run, size_t back)
{
	const struct mapper *mapper = run->insert->mapper;

	for (size_t i = 0; i < back; i++)
		for (size_t j = 0; j < mapper->plan.key.count; j++)
			if (mapper->buffers.returning[i] ==
				mapper->plan.key.numbers[j])
				return true;
	return false;
}

/* Where keys can be counted there is no server to wait for, and reading the
 * row again by its key is quicker than RETURNING: SQLite takes 12,000
 * instructions for the one and 25,000 for the other. */
static bool run_reloads(
	const struct run *run, const struct driver *driver, size_t back)
{
	if (!run->reads_back || !back)
		return false;
	return !driver->dialect->returning ||
	       ((driver->features & DRIVER_KEYS_FOLLOW) &&
		       !key_comes_back(run, back));
}

static void run_plan(struct run *run, const struct omitted *omitted)
{
	struct mapper *mapper = run->insert->mapper;
	const struct driver *driver =
		calx__connection_driver(mapper->session->connection);
	size_t back;

	run->statement = (struct statement){
		.kind = STATEMENT_INSERT,
		.table = mapper->table,
		.numbers = mapper->buffers.numbers,
		.returning = mapper->buffers.returning,
	};
	back = columns_split(run, omitted, driver->features & DRIVER_LAST_ID);
	run->reads_back =
		run->insert->slots && !calx__omitted_is_empty(omitted);
	run->reloads = run_reloads(run, driver, back);
	if (run->reads_back && !run->reloads)
		run->statement.returning_count = back;
	run->follows = run->key_by_id && run->reads_back &&
		       !run->statement.returning_count &&
		       (driver->features & DRIVER_KEYS_FOLLOW) &&
		       !mapper->keys_scatter;
}

/* The columns of what is bound are the same for all rows. */
static void bind_columns(struct run *run)
{
	struct mapper *mapper = run->insert->mapper;

	for (size_t i = 0; i < run->statement.number_count; i++)
		mapper->buffers.bound[i] = (struct bound_value){
			.column =
				mapper->plan.fields[mapper->buffers.numbers[i]]
					.column,
		};
}

/* An object as it was when it was added. */
static const void *row_before(const struct insert *insert, size_t i)
{
	return insert->slots ? calx__slot_snapshot(
				       &insert->mapper->slots, insert->slots[i])
			     : NULL;
}

/* Row `i` of the statement. */
static enum calx_status bind_row(
	struct run *run, struct prepared *prepared, size_t i)
{
	const struct insert *insert = run->insert;
	struct mapper *mapper = insert->mapper;
	const void *row = row_at(insert, insert->at + i);
	const void *before = row_before(insert, insert->at + i);
	size_t count = run->statement.number_count;

	for (size_t j = 0; j < count; j++) {
		const struct field *field =
			&mapper->plan.fields[mapper->buffers.numbers[j]];

		if (!calx__given_load(&mapper->plan, field, row, before,
			    &mapper->buffers.bound[j].value))
			return calx__given_refuse(mapper, field, row);
	}
	return calx__bind(prepared, i * count, mapper->buffers.bound, count);
}

/* ---- what the database has chosen ---------------------------------------- */

static enum calx_status store_key(
	struct mapper *mapper, void *row, int64_t number)
{
	calx_value key = { .kind = CALX_BIG_INTEGER, .as.integer = number };

	return calx__row_store_field(
		mapper, mapper->plan.key.numbers[0], row, &key);
}

static enum calx_status read_key(
	struct run *run, const struct prepared *prepared, void *row)
{
	struct mapper *mapper = run->insert->mapper;

	run->last_id = calx__outcome(prepared).last_id;
	return store_key(mapper, row, run->last_id);
}

/* The row of a RETURNING clause; its text is the driver's until the next
 * step. */
static enum calx_status read_returning(
	struct run *run, struct prepared *prepared, uint32_t slot)
{
	struct mapper *mapper = run->insert->mapper;
	void *row = calx__slot_row(&mapper->slots, slot);
	void *snapshot = calx__slot_snapshot(&mapper->slots, slot);
	size_t count = run->statement.returning_count;
	enum calx_status status = CALX_OK;

	for (size_t i = 0; i < count; i++)
		mapper->buffers.back_kinds[i] =
			mapper->plan.kinds[mapper->buffers.returning[i]];
	if (calx__row(prepared, mapper->buffers.back_kinds, count,
		    mapper->buffers.values) < 0)
		return calx__session_failed(
			mapper->session, run->insert->where);
	for (size_t i = 0; i < count && status >= 0; i++)
		status = calx__row_store_field(mapper,
			mapper->buffers.returning[i], row,
			&mapper->buffers.values[i]);
	if (status >= 0)
		status = calx__own_changed(mapper, row, snapshot);
	if (status >= 0)
		memcpy(snapshot, row, mapper->table->row_size);
	return status;
}

/* The object as the database has it now is in the session. */
static enum calx_status object_inserted(struct mapper *mapper, uint32_t slot)
{
	void *row = calx__slot_row(&mapper->slots, slot);
	void *snapshot = calx__slot_snapshot(&mapper->slots, slot);

	/* first: whatever fails below, a rollback takes it out again */
	if (calx__undo_note(&mapper->slots, &mapper->undo.inserted, slot) < 0 ||
		calx__own_changed(mapper, row, snapshot) < 0)
		return CALX_OUT_OF_MEMORY;
	memcpy(snapshot, row, mapper->table->row_size);
	return calx__track(mapper, slot);
}

static enum calx_status step_inserted(
	struct run *run, struct prepared *prepared, uint32_t slot)
{
	calx_session *session = run->insert->mapper->session;
	int found = calx__step(prepared);
	enum calx_status status = CALX_OK;

	if (found == 1 && slot != SLOT_NONE)
		status = read_returning(run, prepared, slot);
	while (found == 1)
		found = calx__step(prepared);
	if (found < 0)
		return calx__session_failed(session, run->insert->where);
	session->wrote = true;
	return status;
}

static enum calx_status object_reload(struct run *run, uint32_t slot)
{
	enum calx_status status = calx__reload(
		run->insert->mapper, slot, "insert", run->insert->where);

	/* that has bound something else */
	bind_columns(run);
	return status;
}

/* One object, and what the database has chosen for it. */
static enum calx_status insert_object(
	struct run *run, struct prepared *prepared)
{
	struct mapper *mapper = run->insert->mapper;
	uint32_t slot = run->insert->slots[run->insert->at];
	void *row = calx__slot_row(&mapper->slots, slot);

	if (bind_row(run, prepared, 0) < 0)
		return calx__session_failed(
			mapper->session, run->insert->where);
	if (step_inserted(run, prepared, slot) < 0 ||
		(run->key_by_id && read_key(run, prepared, row) < 0) ||
		object_inserted(mapper, slot) < 0)
		return calx__session_status(mapper->session);
	return run->reloads ? object_reload(run, slot) : CALX_OK;
}

/* ---- blocks -------------------------------------------------------------- */

static enum calx_status bind_block(struct run *run, struct prepared *prepared)
{
	struct insert *insert = run->insert;

	for (size_t i = 0; i < run->statement.rows; i++) {
		if (bind_row(run, prepared, i) >= 0)
			continue;
		insert->at += i;
		return calx__session_failed(
			insert->mapper->session, insert->where);
	}
	return CALX_OK;
}

/* Rows whose keys are known, or of no matter. */
static enum calx_status insert_block(struct run *run, struct prepared *prepared)
{
	struct insert *insert = run->insert;
	enum calx_status status = bind_block(run, prepared);

	if (status >= 0)
		status = step_inserted(run, prepared, SLOT_NONE);
	for (size_t i = 0;
		insert->slots && i < run->statement.rows && status >= 0; i++)
		status = object_inserted(
			insert->mapper, insert->slots[insert->at + i]);
	return status;
}

/* One of the statements around a block, which are always the same. */
static enum calx_status run_sql(const struct insert *insert, const char *sql)
{
	calx_session *session = insert->mapper->session;
	struct prepared *prepared = calx__prepare_sql(
		session->connection, sql, strlen(sql), insert->where);
	int found = calx__step(prepared);

	calx__finish(prepared);
	return found < 0 ? calx__session_failed(session, insert->where)
			 : CALX_OK;
}

/* The keys are not what they were taken to be: the block is taken back, and
 * from now on the rows of this table are inserted one by one. */
static enum calx_status take_back(struct run *run)
{
	run->follows = false;
	run->insert->mapper->keys_scatter = true;
	run->statement.rows = 0;
	if (run_sql(run->insert, "ROLLBACK TO SAVEPOINT calx_block") < 0)
		return CALX_ERROR;
	return run_sql(run->insert, "RELEASE SAVEPOINT calx_block");
}

static enum calx_status objects_inserted(struct run *run)
{
	struct insert *insert = run->insert;
	enum calx_status status = CALX_OK;

	for (size_t i = 0; i < run->statement.rows && status >= 0; i++) {
		status = store_key(insert->mapper,
			row_at(insert, insert->at + i), ++run->last_id);
		if (status >= 0)
			status = object_inserted(
				insert->mapper, insert->slots[insert->at + i]);
		if (status >= 0 && run->reloads)
			status = object_reload(
				run, insert->slots[insert->at + i]);
	}
	return status;
}

/* Rows whose keys the database makes up. Each new key is larger than all
 * before it; so if the last one is larger than the one before the block by
 * the number of its rows, they are numbered without a gap, in their order. */
static enum calx_status insert_numbered(
	struct run *run, struct prepared *prepared)
{
	int64_t rows = (int64_t)run->statement.rows;

	if (run_sql(run->insert, "SAVEPOINT calx_block") < 0 ||
		bind_block(run, prepared) < 0 ||
		step_inserted(run, prepared, SLOT_NONE) < 0)
		return calx__session_status(run->insert->mapper->session);
	if (run->last_id > INT64_MAX - rows ||
		calx__outcome(prepared).last_id != run->last_id + rows)
		return take_back(run);
	if (run_sql(run->insert, "RELEASE SAVEPOINT calx_block") < 0)
		return CALX_ERROR;
	return objects_inserted(run);
}

/* As many rows as a statement takes; then 64, 16, 4, 1, so that few different
 * statements are ever prepared. */
static size_t block_rows(const struct run *run, size_t left)
{
	const struct dialect *dialect = calx__connection_dialect(
		run->insert->mapper->session->connection);
	size_t columns = run->statement.number_count;
	size_t rows = BLOCK_ROWS;

	/* the numbers are counted from the first row's */
	if (!columns || (run->reads_back && !(run->follows && run->last_id)))
		return 1;
	while (rows > 1 && (rows > left || rows > dialect->insert_rows_max ||
				   rows * columns > dialect->parameter_max))
		rows /= 4;
	return rows;
}

typedef enum calx_status inserter(struct run *run, struct prepared *prepared);

static inserter *inserter_of(const struct run *run)
{
	if (!run->reads_back)
		return insert_block;
	return run->statement.rows > 1 ? insert_numbered : insert_object;
}

/* All statements of one size. */
static enum calx_status insert_blocks(struct run *run, size_t end)
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
	bind_columns(run);
	while (status >= 0 && run->statement.rows &&
		insert->at + run->statement.rows <= end) {
		status = function(run, prepared);
		calx__rewind(prepared);
		if (status >= 0)
			insert->at += run->statement.rows;
		/* what follows the first row can go in larger blocks */
		if (run->follows && run->statement.rows == 1 &&
			end - insert->at >= BLOCK_MIN)
			break;
	}
	calx__finish(prepared);
	return status;
}

static enum calx_status insert_run(
	struct insert *insert, const struct omitted *omitted, size_t end)
{
	struct run run = { .insert = insert };
	enum calx_status status = CALX_OK;

	run_plan(&run, omitted);
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

	for (; end < insert->count; end++) {
		struct omitted next =
			calx__omitted_of(insert->mapper, row_at(insert, end));

		if (memcmp(&next, omitted, sizeof(next)) != 0)
			break;
	}
	return end;
}

enum calx_status calx__insert(struct insert *insert)
{
	enum calx_status status = CALX_OK;

	insert->at = 0;
	while (status >= 0 && insert->at < insert->count) {
		struct omitted omitted = calx__omitted_of(
			insert->mapper, row_at(insert, insert->at));

		status =
			insert_run(insert, &omitted, run_end(insert, &omitted));
	}
	return status;
}
