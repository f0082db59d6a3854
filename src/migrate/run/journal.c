#include "migrate/run/journal.h"

#include "engine/prepare.h"
#include "engine/transaction.h"
#include "migrate/operation/op.h"
#include "migrate/operation/summary.h"
#include "migrate/run/cluster.h"
#include "migrate/run/ledger.h"
#include "migrate/run/settle.h"
#include "migrate/run/tell.h"
#include "migrate/run/turn.h"
#include "migrate/script/render.h"
#include "util/fail.h"
#include "util/text.h"

/* Each statement runs in a transaction that begins with its row of the journal
 * and ends with the mark that it is done. What changes rows is done and marked
 * at once, or not at all. What changes the schema commits the row before it
 * begins, and is marked by itself: only there a run can be cut off between the
 * two, and leave a statement in doubt.
 *
 * What is done is known by its operation, not by its SQL: that may depend on the
 * schema, which is another one now. */

/* ---- opening -------------------------------------------------------------- */

/* The rows are all of one revision: it is this one, in this direction. */
static enum calx_status owner_check(const struct journal *journal)
{
	const struct journal_row *row = journal->rows.items;
	calx_error *error = journal->runner->error;

	if (!journal->rows.count ||
		(calx__text_equal(row->revision, journal->revision) &&
			calx__text_equal(row->direction,
				calx__tell_direction(journal->runner))))
		return CALX_OK;
	calx__fail(error, CALX_CONFLICT, "the %s of revision '%s' was cut off",
		row->direction, row->revision);
	calx__fail_hint(error,
		"Finish that first: `calx resume` does; or do it by hand and stamp the database.");
	return CALX_CONFLICT;
}

static enum calx_status fail_begun(
	const struct journal_row *row, calx_error *error)
{
	calx__fail(error, CALX_CONFLICT,
		"the last run was cut off in statement %d, and whether it was done is not known",
		row->number);
	calx__fail_hint(error,
		"Run `calx resume` (a program: calx_migrate_resume()): it looks whether it was, and finishes the revision.");
	calx__fail_copy(
		error->statement, sizeof(error->statement), row->statement);
	return CALX_CONFLICT;
}

enum calx_status calx__journal_open(struct journal *journal,
	struct runner *runner, const struct graph_node *node)
{
	const bool exists = calx__journal_exists(runner);
	struct journal_row *doubt;
	enum calx_status status = calx__runner_status(runner);

	*journal = (struct journal){ .runner = runner, .revision = node->id };
	if (status >= 0 && !exists)
		return runner->plans ? CALX_OK : calx__journal_create(runner);
	if (status < 0 ||
		(status = calx__journal_read(runner, &journal->rows)) < 0 ||
		(status = owner_check(journal)) < 0)
		return status;
	doubt = calx__journal_doubt(&journal->rows);
	if (!doubt)
		return CALX_OK;
	return runner->settles ? calx__settle(runner, doubt)
			       : fail_begun(doubt, runner->error);
}

/* ---- what an earlier run has done ------------------------------------------- */

/* What an operation says, as a revision would; what C has no words for in the
 * words of `calx check`. */
static const char *source_of(
	struct arena *arena, const struct operation *operation)
{
	struct strbuf text = STRBUF_INIT;
	calx_error error = { 0 };

	if (calx__render_operation(&text, operation, &error) < 0 &&
		error.status != CALX_OUT_OF_MEMORY) {
		calx__strbuf_clear(&text);
		calx__operation_summary(&text, operation);
	}
	return calx__strbuf_keep(&text, arena);
}

static enum calx_status fail_edited(
	const struct journal_row *row, const char *source, calx_error *error)
{
	calx__fail(error, CALX_CONFLICT,
		"it was edited after it was cut off: operation %d is not the one that was done",
		row->operation);
	calx__fail_detail(error, "It was: %s", row->source);
	calx__fail_hint(error,
		"Undo the edit; or finish it by hand and stamp the database.");
	calx__fail_copy(error->statement, sizeof(error->statement), source);
	return CALX_CONFLICT;
}

/* How many rows the operation that comes next has; and how many of them are
 * done. */
static size_t rows_of(const struct journal *journal, size_t *ret_done)
{
	const struct journal_row *rows = journal->rows.items + journal->next;
	const size_t left = journal->rows.count - journal->next;
	size_t count = 0;

	*ret_done = 0;
	for (; count < left && rows[count].operation == rows->operation;
		count++)
		*ret_done += rows[count].state == JOURNAL_DONE;
	return count;
}

/* ---- running a statement ------------------------------------------------------ */

/* How often a statement that stood in the way of another transaction is run
 * again. */
enum { ATTEMPTS = 5 };

/* Whether the database has said no. Otherwise it may have done the statement:
 * the row stays as the database has it. */
static bool is_refused(enum calx_status status)
{
	return status != CALX_CONNECTION && status != CALX_OUT_OF_MEMORY;
}

/* It was not done: it waits, or its operation leaves the journal if nothing of
 * that is done. When that fails, too, the row stays, and says that nobody
 * knows. */
static void statement_refused(
	const struct journal *journal, struct journal_row *row, bool is_first)
{
	struct runner runner = *journal->runner;
	calx_error other = { 0 };

	runner.error = &other;
	calx_connection_rollback(runner.connection);
	calx_connection_begin(runner.connection, .write = true);
	if (calx__cluster_beat(&runner) >= 0) {
		if (is_first)
			calx__journal_remove(&runner, row->operation);
		else
			calx__journal_mark(&runner, row, JOURNAL_WAITS);
		calx_connection_commit(runner.connection);
	}
	calx_connection_rollback(runner.connection);
}

static void fail_stopped(const struct journal_row *row, calx_error *error)
{
	if (!is_refused(error->status)) {
		calx__fail_hint(error,
			"Run the same again when the database answers: it goes on, or says what is in doubt.");
		return;
	}
	if (row->number < 2)
		return;
	if (!*error->detail)
		calx__fail_detail(error,
			"The %d statements before it are done, and are not run again.",
			row->number - 1);
	if (!*error->hint)
		calx__fail_hint(error,
			"Mend what it stumbled over and run the same again: it goes on with this one.");
}

/* Enters the rows, or says of the first one that it is begun. */
static enum calx_status statement_begin(const struct journal *journal,
	struct journal_row *rows, size_t count, bool entered)
{
	const struct runner *runner = journal->runner;
	enum calx_status status;

	calx_connection_begin(runner->connection, .write = true);
	if ((status = calx__cluster_beat(runner)) < 0)
		return status;
	if (entered)
		return calx__journal_mark(runner, rows, JOURNAL_BEGUN);
	rows->state = JOURNAL_BEGUN;
	for (size_t i = 0; i < count; i++)
		calx__journal_enter(runner, &rows[i]);
	return calx__runner_status(runner);
}

static enum calx_status statement_mark(
	const struct runner *runner, struct journal_row *row)
{
	calx__journal_mark(runner, row, JOURNAL_DONE);
	calx_connection_commit(runner->connection);
	return calx__runner_status(runner);
}

/* Part of the same transaction, if the statement has not ended that. Otherwise the
 * statement is done, and only the mark may be tried again. */
static enum calx_status statement_end(
	const struct journal *journal, struct journal_row *row)
{
	const struct runner *runner = journal->runner;
	const bool ended = !calx__connection_in_transaction(runner->connection);
	enum calx_status status = statement_mark(runner, row);

	for (int i = 1; ended && status == CALX_RETRY && i < ATTEMPTS; i++) {
		calx_connection_rollback(runner->connection);
		status = statement_mark(runner, row);
	}
	if (!ended && status == CALX_RETRY)
		calx_connection_rollback(runner->connection);
	return ended && status == CALX_RETRY ? CALX_BUSY : status;
}

/* Runs the first of the `count` statements that are left of an operation. */
static enum calx_status statement_try(const struct journal *journal,
	struct journal_row *rows, size_t count, bool entered)
{
	struct runner *runner = journal->runner;
	enum calx_status status;

	if ((status = calx__settle_look(
		     runner, rows->statement, &rows->previous)) < 0 ||
		(status = statement_begin(journal, rows, count, entered)) < 0)
		return status;
	calx__run(runner->connection, rows->statement);
	if ((status = calx__runner_status(runner)) >= 0)
		return statement_end(journal, rows);
	if (is_refused(status))
		statement_refused(journal, rows, !entered);
	return status;
}

static enum calx_status statement_run(const struct journal *journal,
	struct journal_row *rows, size_t count, bool entered)
{
	const struct runner *runner = journal->runner;
	enum calx_status status = CALX_RETRY;

	if (runner->plans) {
		calx__tell_sql(runner, rows->statement);
		return CALX_OK;
	}
	for (int i = 0; status == CALX_RETRY && i < ATTEMPTS; i++)
		status = statement_try(journal, rows, count, entered);
	if (status < 0)
		fail_stopped(rows, runner->error);
	return status;
}

/* ---- an operation --------------------------------------------------------------- */

/* What an earlier run has entered of the operation, but for what is done. */
static enum calx_status rows_run(struct journal *journal, size_t count)
{
	struct journal_row *rows = journal->rows.items + journal->next;
	enum calx_status status = CALX_OK;

	for (size_t i = 0; status >= 0 && i < count; i++)
		if (rows[i].state != JOURNAL_DONE)
			status = statement_run(journal, &rows[i], 1, true);
	journal->next += count;
	journal->number = rows[count - 1].number;
	return status;
}

/* The rows of statements that have none yet. */
static struct journal_row *rows_make(const struct journal *journal,
	const char *source, const struct vec *statements)
{
	const struct runner *runner = journal->runner;
	struct journal_row *rows = calx__arena_zero(
		&journal->runner->arena, statements->count, sizeof(*rows));

	for (size_t i = 0; rows && i < statements->count; i++)
		rows[i] = (struct journal_row){
			.number = journal->number + (int)i + 1,
			.revision = journal->revision,
			.direction = calx__tell_direction(runner),
			.operation = journal->operation,
			.source = source,
			.statement =
				*(const char **)calx__vec_at(statements, i),
			.state = JOURNAL_WAITS,
		};
	return rows;
}

static enum calx_status statements_run(struct journal *journal,
	const char *source, const struct vec *statements)
{
	struct journal_row *rows = rows_make(journal, source, statements);
	enum calx_status status = CALX_OK;

	if (!rows)
		return calx__fail_memory(journal->runner->error);
	for (size_t i = 0; status >= 0 && i < statements->count; i++)
		status = statement_run(
			journal, &rows[i], statements->count - i, i > 0);
	journal->number += (int)statements->count;
	return status;
}

/* Nothing of it is done. An earlier run may have found nothing to do. */
static enum calx_status operation_run(struct journal *journal, calx_op *op,
	const struct operation *operation, const char *source)
{
	const struct journal_rows *rows = &journal->rows;
	struct vec statements = VEC_INIT(const char *);
	enum calx_status status =
		calx__op_statements(op, operation, &statements);

	if (status < 0)
		*journal->runner->error = op->error;
	else if (statements.count && journal->next < rows->count)
		status = fail_edited(&rows->items[journal->next], source,
			journal->runner->error);
	else if (statements.count)
		status = statements_run(journal, source, &statements);
	calx__vec_release(&statements);
	return status;
}

/* Nothing of it is done: it may be another one now. */
static enum calx_status rows_forget(struct journal *journal, size_t count)
{
	const struct runner *runner = journal->runner;

	journal->next += count;
	return runner->plans ? CALX_OK
			     : calx__journal_remove(runner, journal->operation);
}

static bool is_entered(const struct journal *journal)
{
	const struct journal_rows *rows = &journal->rows;

	return journal->next < rows->count &&
	       rows->items[journal->next].operation == journal->operation;
}

static enum calx_status operation_do(struct journal *journal, calx_op *op,
	const struct operation *operation, const char *source)
{
	const struct journal_row *row;
	enum calx_status status = CALX_OK;
	size_t count, done;

	if (is_entered(journal)) {
		row = &journal->rows.items[journal->next];
		count = rows_of(journal, &done);
		if (done && !calx__text_equal(row->source, source))
			return fail_edited(row, source, journal->runner->error);
		if (done)
			return rows_run(journal, count);
		status = rows_forget(journal, count);
	}
	return status < 0 ? status
			  : operation_run(journal, op, operation, source);
}

enum calx_status calx__journal_perform(
	void *context, calx_op *op, const struct operation *operation)
{
	struct journal *journal = context;
	const char *source = source_of(&op->arena, operation);

	journal->operation++;
	if (!source)
		return calx__fail_memory(&op->error);
	if (operation_do(journal, op, operation, source) < 0)
		op->error = *journal->runner->error;
	return op->error.status;
}

enum calx_status calx__journal_begin(void *context)
{
	const struct journal *journal = context;

	return calx__turn_record(journal->runner);
}

/* ---- the end -------------------------------------------------------------- */

enum calx_status calx__journal_finish(const struct journal *journal)
{
	const struct journal_rows *rows = &journal->rows;
	calx_error *error = journal->runner->error;

	if (journal->next >= rows->count)
		return CALX_OK;
	calx__fail(error, CALX_CONFLICT,
		"it was edited after it was cut off: it has %d operations now, and operation %d was done",
		journal->operation, rows->items[rows->count - 1].operation);
	calx__fail_hint(error,
		"Undo the edit; or finish it by hand and stamp the database.");
	return CALX_CONFLICT;
}

enum calx_status calx__journal_forget(const struct runner *runner)
{
	const bool exists = !runner->dialect->migration.transactional &&
			    calx__journal_exists(runner);

	if (exists)
		calx__journal_clear(runner);
	return calx__runner_status(runner);
}
