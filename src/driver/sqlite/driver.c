#include "driver/sqlite/database.h"

#include <limits.h>
#include <string.h>

#include "dialect/sqlite/dialect.h"
#include "util/alloc.h"
#include "util/fail.h"

/* Statements and transactions, and the table that makes this a driver. */

/* ---- statements --------------------------------------------------------- */

/* Whether only blanks, comments and semicolons are left: SQLite runs the first
 * statement of a text and would silently forget the others. */
static enum calx_status tail_check(const struct sqlite_database *database,
	const char *tail, calx_error *error)
{
	sqlite3_stmt *second = NULL;
	int code;

	if (!*tail)
		return CALX_OK;
	code = sqlite3_prepare_v3(database->handle, tail, -1, 0, &second, NULL);
	sqlite3_finalize(second);
	if ((code & 0xff) == SQLITE_NOMEM)
		return calx__fail_memory(error);
	if (code == SQLITE_OK && !second)
		return CALX_OK;
	calx__fail(
		error, CALX_INVALID, "the text holds more than one statement");
	calx__fail_hint(error, "Run one statement with each call.");
	return CALX_INVALID;
}

static enum calx_status statement_compile(struct sqlite_statement *statement,
	const char *sql, size_t length, calx_error *error)
{
	const struct sqlite_database *database = statement->database;
	const char *tail = NULL;
	int code;

	if (length >= INT_MAX || memchr(sql, '\0', length))
		return calx__fail(error, CALX_INVALID,
			length >= INT_MAX ? "the statement is too long"
					  : "the statement holds a NUL");
	/* the NUL counts, so that SQLite needs no copy */
	code = sqlite3_prepare_v3(database->handle, sql, (int)length + 1,
		SQLITE_PREPARE_PERSISTENT, &statement->handle, &tail);
	if (code != SQLITE_OK)
		return calx__sqlite_fail(database, code, error);
	if (!statement->handle)
		return calx__fail(
			error, CALX_INVALID, "the statement is empty");
	return tail_check(database, tail, error);
}

static void driver_finalize(void *statement)
{
	struct sqlite_statement *self = statement;

	sqlite3_finalize(self->handle);
	calx__arena_release(&self->text);
	calx__free(self);
}

static enum calx_status driver_prepare(void *db, const char *sql, size_t length,
	void **ret_statement, calx_error *error)
{
	struct sqlite_statement *statement =
		calx__alloc_zero(1, sizeof(*statement));
	enum calx_status status;

	if (!statement)
		return calx__fail_memory(error);
	statement->database = db;
	status = statement_compile(statement, sql, length, error);
	if (status < 0)
		driver_finalize(statement);
	else
		*ret_statement = statement;
	return status;
}

static size_t driver_parameter_count(void *statement)
{
	struct sqlite_statement *self = statement;

	return (size_t)sqlite3_bind_parameter_count(self->handle);
}

static enum calx_status driver_expand(
	void *statement, struct strbuf *sql, calx_error *error)
{
	struct sqlite_statement *self = statement;
	char *text;

	if (sqlite3_stmt_readonly(self->handle))
		return CALX_OK;
	text = sqlite3_expanded_sql(self->handle);
	if (text)
		calx__strbuf_adds(sql, text);
	sqlite3_free(text);
	return text && !sql->failed ? CALX_OK : calx__fail_memory(error);
}

static int driver_step(void *statement, calx_error *error)
{
	struct sqlite_statement *self = statement;
	int code = sqlite3_step(self->handle);

	if (code == SQLITE_ROW)
		return 1;
	if (code == SQLITE_DONE)
		return 0;
	return calx__sqlite_fail(self->database, code, error);
}

/* What was bound stays bound, as nothing reads it before it is bound anew. */
static void driver_reset(void *statement)
{
	struct sqlite_statement *self = statement;

	sqlite3_reset(self->handle);
	calx__arena_reset(&self->text);
}

static size_t driver_column_count(void *statement)
{
	struct sqlite_statement *self = statement;

	return (size_t)sqlite3_column_count(self->handle);
}

static const char *driver_column_name(void *statement, size_t index)
{
	struct sqlite_statement *self = statement;

	return sqlite3_column_name(self->handle, (int)index);
}

static int64_t driver_changes(void *db)
{
	struct sqlite_database *database = db;

	return sqlite3_changes64(database->handle);
}

static int64_t driver_last_insert_id(void *db)
{
	struct sqlite_database *database = db;

	return sqlite3_last_insert_rowid(database->handle);
}

static void driver_interrupt(void *db)
{
	struct sqlite_database *database = db;

	sqlite3_interrupt(database->handle);
}

/* ---- transactions ------------------------------------------------------- */

static const char *const controls[] = {
	/* the lock is taken now, where the busy timeout can wait for it: a
	 * transaction that has read cannot wait any more */
	[CONTROL_BEGIN_WRITE] = "BEGIN IMMEDIATE",
	[CONTROL_BEGIN_READ] = "BEGIN",
	[CONTROL_COMMIT] = "COMMIT",
	[CONTROL_ROLLBACK] = "ROLLBACK",
};

static enum calx_status control_run(struct sqlite_database *database,
	enum control control, calx_error *error)
{
	sqlite3_stmt **statement = &database->controls[control];
	int code = SQLITE_OK;

	if (!*statement)
		code = sqlite3_prepare_v3(database->handle, controls[control],
			-1, SQLITE_PREPARE_PERSISTENT, statement, NULL);
	if (code == SQLITE_OK)
		code = sqlite3_step(*statement);
	if (code != SQLITE_DONE) {
		enum calx_status status =
			calx__sqlite_fail(database, code, error);

		sqlite3_reset(*statement);
		return status;
	}
	sqlite3_reset(*statement);
	return CALX_OK;
}

static enum calx_status driver_begin(
	void *db, enum calx_transaction_mode mode, calx_error *error)
{
	return control_run(db,
		mode == CALX_READ ? CONTROL_BEGIN_READ : CONTROL_BEGIN_WRITE,
		error);
}

static enum calx_status driver_commit(void *db, calx_error *error)
{
	return control_run(db, CONTROL_COMMIT, error);
}

static enum calx_status driver_rollback(void *db, calx_error *error)
{
	return control_run(db, CONTROL_ROLLBACK, error);
}

static bool driver_in_transaction(void *db)
{
	struct sqlite_database *database = db;

	return !sqlite3_get_autocommit(database->handle);
}

const struct driver calx__sqlite_driver = {
	.size = sizeof(struct driver),
	.scheme = "sqlite",
	.dialect = &calx__sqlite_dialect,
	.open = calx__sqlite_open,
	.close = calx__sqlite_close,
	.prepare = driver_prepare,
	.finalize = driver_finalize,
	.parameter_count = driver_parameter_count,
	.bind = calx__sqlite_bind,
	.step = driver_step,
	.reset = driver_reset,
	.column_count = driver_column_count,
	.column_name = driver_column_name,
	.row = calx__sqlite_row,
	.changes = driver_changes,
	.last_insert_id = driver_last_insert_id,
	.begin = driver_begin,
	.commit = driver_commit,
	.rollback = driver_rollback,
	.in_transaction = driver_in_transaction,
	.interrupt = driver_interrupt,
	.example = "sqlite:///file.db",
	/* SQLite's manual, "AUTOINCREMENT In SQLite": one more than the largest
	 * in the table, with or without AUTOINCREMENT */
	.keys_follow = true,
	.expand = driver_expand,
};
