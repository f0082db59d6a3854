#include "driver/sqlite/statement.h"

#include <limits.h>
#include <string.h>

#include "dialect/sqlite/text/quote.h"
#include "driver/sqlite/error.h"
#include "driver/sqlite/setup.h"
#include "util/alloc.h"
#include "util/ascii.h"
#include "util/fail.h"
#include "util/text.h"

/* Statements: prepared, stepped, let go of. */

/* ---- preparing ---------------------------------------------------------- */

/* Whether only blanks, comments and semicolons are left: SQLite runs the first
 * statement of a text and would silently forget the others. */
static enum calx_status tail_check(
	const struct db *db, const char *tail, calx_error *error)
{
	sqlite3_stmt *second = NULL;
	int code;

	if (!*tail)
		return CALX_OK;
	code = sqlite3_prepare_v3(db->handle, tail, -1, 0, &second, NULL);
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

/* Behind the blanks and comments at its beginning. */
static const char *text_begin(const char *sql)
{
	for (;;) {
		const char *end = NULL;

		while (calx__ascii_is_blank(*sql) || *sql == ';')
			sql++;
		if (calx__text_starts(sql, "--"))
			end = strchr(sql, '\n');
		else if (calx__text_starts(sql, "/*"))
			end = strstr(sql, "*/");
		else
			return sql;
		if (!end)
			return "";
		sql = end + (*sql == '-' ? 1 : 2);
	}
}

/* Whether it changes rows. What changes the schema writes rows of SQLite's own,
 * those of a virtual table among them, which nobody is told of. */
static bool changes_rows(const char *sql)
{
	static const char *const words[] = { "INSERT", "UPDATE", "DELETE",
		"REPLACE", "WITH" };
	struct view word = { text_begin(sql), 0 };

	while (calx__ascii_is_letter(word.data[word.length]))
		word.length++;
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (calx__view_is_nocase(word, words[i]))
			return true;
	return false;
}

static enum calx_status text_check(struct view sql, calx_error *error)
{
	if (sql.length >= INT_MAX)
		return calx__fail(
			error, CALX_INVALID, "the statement is too long");
	if (memchr(sql.data, '\0', sql.length))
		return calx__fail(
			error, CALX_INVALID, "the statement holds a NUL");
	return CALX_OK;
}

/* The view or trigger that has `name` in double quotes; "" if none has. */
static int quoter_find(
	const struct db *db, const char *name, char *answer, size_t size)
{
	char *sql = sqlite3_mprintf(
		"SELECT type || ' ''' || name || '''' FROM main.sqlite_schema"
		" WHERE type IN ('view', 'trigger')"
		" AND instr(sql, '\"%q\"') LIMIT 1",
		name);
	int code = SQLITE_NOMEM;

	if (sql)
		code = calx__sqlite_pragma(db->handle, sql, answer, size);
	sqlite3_free(sql);
	return code;
}

/* What the statement itself does not name, the schema does: to the program that
 * made it, that may have been a string. */
static void explain_strings(
	const struct db *db, const char *sql, calx_error *error)
{
	static const char start[] = "no such column: ";
	char name[128], quoter[160];
	const char *message = error ? error->message : "";

	if (!calx__text_starts(message, start))
		return;
	/* newer versions of SQLite quote it, and say more */
	message += strlen(start) + (message[strlen(start)] == '"');
	calx__fail_copy(name, sizeof(name), message);
	name[strcspn(name, "\"")] = '\0';
	if (calx__sqlite_text_names(sql, name) ||
		quoter_find(db, name, quoter, sizeof(quoter)) != SQLITE_OK ||
		!*quoter)
		return;
	calx__fail_detail(error,
		"The %s has \"%.60s\" in double quotes, which a name has; a string has single ones.",
		quoter, name);
	calx__fail_hint(error,
		"Create it anew with single quotes, or let it be a string there: ?double_quoted_strings=on in the URL.");
}

/* When it is prepared, or in a step: SQLite prepares it anew when the schema has
 * changed. Out of the way of those that succeed. */
__attribute__((noinline, cold)) static enum calx_status fail_sql(
	const struct db *db, const char *sql, int code, calx_error *error)
{
	enum calx_status status = calx__sqlite_fail(db, code, error);

	explain_strings(db, sql, error);
	return status;
}

static enum calx_status statement_compile(
	struct stmt *stmt, struct view sql, calx_error *error)
{
	const struct db *db = stmt->db;
	enum calx_status status = text_check(sql, error);
	const char *tail = NULL;
	int code;

	if (status < 0)
		return status;
	if (db->strings)
		sql = calx__view(
			calx__sqlite_names_requoted(&stmt->text, sql.data));
	if (!sql.data)
		return calx__fail_memory(error);
	/* the NUL counts, so that SQLite needs no copy */
	code = sqlite3_prepare_v3(db->handle, sql.data, (int)sql.length + 1,
		SQLITE_PREPARE_PERSISTENT, &stmt->handle, &tail);
	if (code != SQLITE_OK)
		return fail_sql(db, sql.data, code, error);
	if (!stmt->handle)
		return calx__fail(
			error, CALX_INVALID, "the statement is empty");
	stmt->writes = !sqlite3_stmt_readonly(stmt->handle);
	stmt->counts = stmt->writes && changes_rows(sql.data);
	return tail_check(db, tail, error);
}

/* A parameter has no type here: each value brings its own. */
enum calx_status calx__sqlite_prepare(struct db *db, struct view sql,
	const enum calx_kind *kinds, size_t count, struct stmt **ret_stmt,
	calx_error *error)
{
	struct stmt *stmt = calx__alloc_zero(1, sizeof(*stmt));
	enum calx_status status;

	(void)kinds;
	(void)count;
	if (!stmt)
		return calx__fail_memory(error);
	stmt->db = db;
	status = statement_compile(stmt, sql, error);
	if (status < 0)
		calx__sqlite_finalize(stmt);
	else
		*ret_stmt = stmt;
	return status;
}

/* ---- rows that are taken --------------------------------------------------- */

/* A view may have an order that becomes the statement's: its rows would all be
 * made before the first is there. */
static bool is_table(struct db *db, const struct plain_select *select)
{
	return sqlite3_table_column_metadata(db->handle, select->space,
		       select->table, NULL, NULL, NULL, NULL, NULL,
		       NULL) == SQLITE_OK;
}

static bool can_take(struct db *db, const struct plain_select *select)
{
	const int most =
		sqlite3_limit(db->handle, SQLITE_LIMIT_FUNCTION_ARG, -1);

	return !db->strings && select->columns <= (size_t)most &&
	       is_table(db, select);
}

static enum calx_status prepare_taking(struct db *db,
	const struct plain_select *select, struct stmt **ret_stmt,
	calx_error *error)
{
	struct strbuf sql = STRBUF_INIT;
	struct taken *taken = calx__sqlite_taken_new(select);
	enum calx_status status = CALX_OUT_OF_MEMORY;

	calx__sqlite_taken_sql(select, &sql);
	if (!taken || sql.failed)
		calx__fail_memory(error);
	else
		status = calx__sqlite_prepare(db,
			(struct view){ sql.data, sql.length }, NULL, 0,
			ret_stmt, error);
	if (status >= 0)
		(*ret_stmt)->taken = taken;
	else
		calx__sqlite_taken_free(taken);
	calx__strbuf_release(&sql);
	return status;
}

enum calx_status calx__sqlite_prepare_rows(struct db *db,
	const struct plain_select *select, const enum calx_kind *kinds,
	size_t count, struct stmt **ret_stmt, calx_error *error)
{
	if (can_take(db, select))
		return prepare_taking(db, select, ret_stmt, error);
	return calx__sqlite_prepare(
		db, select->sql, kinds, count, ret_stmt, error);
}

void calx__sqlite_aim(struct stmt *stmt, const struct layout *layout)
{
	if (stmt->taken)
		calx__sqlite_taken_aim(stmt->taken, layout);
}

/* It without the function. */
static sqlite3_stmt *plain_compile(const struct stmt *stmt)
{
	sqlite3_stmt *handle = NULL;

	sqlite3_prepare_v3(stmt->db->handle, stmt->taken->sql, -1,
		SQLITE_PREPARE_PERSISTENT, &handle, NULL);
	return handle;
}

/* Only errors ask for it. */
static const char *taken_label(const struct stmt *stmt, size_t index)
{
	sqlite3_stmt *plain = plain_compile(stmt);
	const char *name =
		plain ? sqlite3_column_name(plain, (int)index) : NULL;
	char *label =
		name ? calx__arena_strdup(&stmt->taken->text, name) : NULL;

	sqlite3_finalize(plain);
	return label;
}

/* From now on it is what it would be without the function. */
static void taken_end(struct stmt *stmt)
{
	sqlite3_stmt *plain = plain_compile(stmt);

	if (!plain)
		return;
	sqlite3_finalize(stmt->handle);
	calx__sqlite_taken_free(stmt->taken);
	stmt->handle = plain;
	stmt->taken = NULL;
}

static void taken_rewind(struct stmt *stmt)
{
	calx__sqlite_kept_free(stmt->taken);
	stmt->taken->fields = NULL;
	if (stmt->taken->apart)
		taken_end(stmt);
}

/* ---- what is known of it --------------------------------------------------- */

void calx__sqlite_finalize(struct stmt *stmt)
{
	sqlite3_finalize(stmt->handle);
	calx__sqlite_taken_free(stmt->taken);
	calx__arena_release(&stmt->text);
	calx__free(stmt);
}

void calx__sqlite_describe(
	const struct stmt *stmt, struct stmt_shape *ret_shape)
{
	*ret_shape = (struct stmt_shape){
		.parameters =
			(size_t)sqlite3_bind_parameter_count(stmt->handle),
		.columns = stmt->taken
				   ? stmt->taken->columns
				   : (size_t)sqlite3_column_count(stmt->handle),
	};
}

const char *calx__sqlite_label(const struct stmt *stmt, size_t index)
{
	return stmt->taken ? taken_label(stmt, index)
			   : sqlite3_column_name(stmt->handle, (int)index);
}

/* ---- running ------------------------------------------------------------ */

/* SQLite keeps the counts of the connection's last INSERT, UPDATE or DELETE,
 * and raises the total as such a statement ends: if that happened in this
 * step, the counts are this statement's. */
__attribute__((noinline)) int calx__sqlite_step_counting(struct stmt *stmt)
{
	sqlite3 *handle = stmt->db->handle;
	sqlite3_int64 total = sqlite3_total_changes64(handle);
	int code = sqlite3_step(stmt->handle);

	if (code != SQLITE_DONE)
		return code;
	if (sqlite3_total_changes64(handle) == total) {
		stmt->outcome = (struct outcome){ 0, 0 };
		return code;
	}
	stmt->outcome.changes = sqlite3_changes64(handle);
	stmt->outcome.last_id = sqlite3_last_insert_rowid(handle);
	return code;
}

static enum calx_status fail_apart(calx_error *error)
{
	calx__fail(error, CALX_RETRY,
		"a table has become a view since the statement was prepared");
	calx__fail_hint(error, "Run it again.");
	return CALX_RETRY;
}

__attribute__((noinline)) int calx__sqlite_stepped(
	const struct stmt *stmt, int code, calx_error *error)
{
	if (code == SQLITE_DONE)
		return 0;
	if (stmt->taken && stmt->taken->apart)
		return fail_apart(error);
	return fail_sql(stmt->db, sqlite3_sql(stmt->handle), code, error);
}

int calx__sqlite_step(struct stmt *stmt, calx_error *error)
{
	const int code = calx__sqlite_step_row(stmt);

	return code == SQLITE_ROW ? 1 : calx__sqlite_stepped(stmt, code, error);
}

struct outcome calx__sqlite_outcome(const struct stmt *stmt)
{
	return stmt->outcome;
}

/* What was bound stays bound, as nothing reads it before it is bound anew. */
void calx__sqlite_rewind(struct stmt *stmt)
{
	sqlite3_reset(stmt->handle);
	calx__arena_reset(&stmt->text);
	if (stmt->taken)
		taken_rewind(stmt);
}

enum calx_status calx__sqlite_expand(
	struct stmt *stmt, struct strbuf *sql, calx_error *error)
{
	char *text;

	if (!stmt->writes)
		return CALX_OK;
	text = sqlite3_expanded_sql(stmt->handle);
	if (text)
		calx__strbuf_adds(sql, text);
	sqlite3_free(text);
	return text && !sql->failed ? CALX_OK : calx__fail_memory(error);
}
