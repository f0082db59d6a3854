#include "driver/mariadb/statement.h"

#include <errmsg.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "dialect/mariadb/text/lexer.h"
#include "driver/mariadb/error.h"
#include "driver/mariadb/row.h"
#include "driver/mariadb/wait.h"
#include "util/alloc.h"
#include "util/ascii.h"
#include "util/clock.h"
#include "util/fail.h"
#include "util/strbuf.h"

/* Statements: prepared, run, let go of. Rows are taken one by one as they come;
 * when something else must be said to the server, the rest of them is read into
 * memory, by libmariadb, and their statement does not notice. */

/* ---- the wire ----------------------------------------------------------- */

enum calx_status calx__mariadb_quiet(struct db *db, calx_error *error)
{
	struct stmt *stmt = db->sending;

	if (!stmt)
		return CALX_OK;
	db->sending = NULL;
	if (calx__mariadb_await_store(stmt) == 0)
		return CALX_OK;
	stmt->running = false;
	stmt->cut = true;
	return calx__mariadb_fail_statement(stmt, error);
}

enum calx_status calx__mariadb_run(
	struct db *db, const char *sql, calx_error *error)
{
	enum calx_status status = calx__mariadb_quiet(db, error);

	if (status < 0)
		return status;
	if (calx__mariadb_await_query(db, sql) != 0)
		return calx__mariadb_fail(db, sql, error);
	return CALX_OK;
}

/* ---- preparing ---------------------------------------------------------- */

/* What stands before the semicolon, behind which only blanks may be. The server
 * takes no second statement, and calls it a mistake of syntax. */
static enum calx_status text_check(struct view *sql, calx_error *error)
{
	struct lexer lexer = { .rest = *sql };
	struct lexeme lexeme;

	if (sql->length >= INT_MAX)
		return calx__fail(
			error, CALX_INVALID, "the statement is too long");
	if (memchr(sql->data, '\0', sql->length))
		return calx__fail(
			error, CALX_INVALID, "the statement holds a NUL");
	sql->length = 0;
	while ((lexeme = calx__mariadb_token(&lexer)).kind != LEXEME_END)
		if (!calx__mariadb_is(lexeme, ";"))
			sql->length = (size_t)(lexer.rest.data - sql->data);
	if (sql->length)
		return CALX_OK;
	return calx__fail(error, CALX_INVALID, "the statement is empty");
}

static bool begins_with(struct view sql, const char *const *words)
{
	struct lexer lexer = { .rest = sql };
	const struct lexeme first = calx__mariadb_token(&lexer);

	for (; *words; words++)
		if (calx__mariadb_is(first, *words))
			return true;
	return false;
}

/* Whether it changes rows. */
static bool changes_rows(struct view sql)
{
	static const char *const words[] = { "INSERT", "UPDATE", "DELETE",
		"REPLACE", "WITH", NULL };

	return begins_with(sql, words);
}

/* Whether it only reads, so that nothing is lost when it is ended. */
static bool is_query(struct view sql)
{
	static const char *const words[] = { "SELECT", "VALUES", NULL };

	return begins_with(sql, words);
}

/* Whether a semicolon stands between two statements, and not inside of a
 * routine. */
static bool holds_two(struct view sql)
{
	struct lexer lexer = { .rest = sql };
	const struct lexeme first = calx__mariadb_token(&lexer);
	struct lexeme lexeme;

	if (calx__mariadb_is(first, "CREATE") ||
		calx__mariadb_is(first, "BEGIN"))
		return false;
	while ((lexeme = calx__mariadb_token(&lexer)).kind != LEXEME_END)
		if (calx__mariadb_is(lexeme, ";"))
			return true;
	return false;
}

static enum calx_status parameters_make(struct stmt *stmt, calx_error *error)
{
	const size_t count = mysql_stmt_param_count(stmt->handle);

	stmt->parameter_count = count;
	if (!count)
		return CALX_OK;
	stmt->binds = calx__alloc_zero(count, sizeof(*stmt->binds));
	stmt->parameters = calx__alloc_zero(count, sizeof(*stmt->parameters));
	stmt->lengths = calx__alloc_zero(count, sizeof(*stmt->lengths));
	stmt->types = calx__alloc_zero(count, sizeof(*stmt->types));
	if (stmt->binds && stmt->parameters && stmt->lengths && stmt->types)
		return CALX_OK;
	return calx__fail_memory(error);
}

/* libmariadb copies what it knows of the columns with each run, where the server
 * does not say it again: all that nobody asks for is forgotten. */
static void columns_forget(MYSQL_STMT *handle)
{
	for (unsigned i = 0; i < handle->field_count; i++) {
		const MYSQL_FIELD known = handle->fields[i];

		handle->fields[i] = (MYSQL_FIELD){
			.name = known.name,
			.name_length = known.name_length,
			.length = known.length,
			.flags = known.flags,
			.decimals = known.decimals,
			.charsetnr = known.charsetnr,
			.type = known.type,
		};
	}
}

static enum calx_status statement_compile(
	struct stmt *stmt, struct view sql, calx_error *error)
{
	enum calx_status status;

	if ((status = text_check(&sql, error)) < 0 ||
		(status = calx__mariadb_quiet(stmt->db, error)) < 0)
		return status;
	stmt->sql = sql.data;
	stmt->sql_length = sql.length;
	stmt->handle = mysql_stmt_init(stmt->db->handle);
	if (!stmt->handle)
		return calx__fail_memory(error);
	if (calx__mariadb_await_prepare(stmt, sql.data, sql.length) == 0) {
		stmt->counts = changes_rows(sql);
		stmt->reads = is_query(sql);
		columns_forget(stmt->handle);
		return parameters_make(stmt, error);
	}
	status = calx__mariadb_fail_statement(stmt, error);
	if (!holds_two(sql))
		return status;
	calx__fail(
		error, CALX_INVALID, "the text holds more than one statement");
	calx__fail_hint(error, "Run one statement with each call.");
	return CALX_INVALID;
}

/* A parameter has the type of the value that is bound. */
enum calx_status calx__mariadb_prepare(struct db *db, struct view sql,
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
		calx__mariadb_finalize(stmt);
	else
		*ret_stmt = stmt;
	return status;
}

void calx__mariadb_finalize(struct stmt *stmt)
{
	calx__mariadb_rewind(stmt);
	if (stmt->handle) {
		/* rows of another one would be thrown away */
		calx__mariadb_quiet(stmt->db, NULL);
		mysql_stmt_close(stmt->handle);
	}
	calx__arena_release(&stmt->bound);
	calx__arena_release(&stmt->shown);
	calx__free(stmt->binds);
	calx__free(stmt->parameters);
	calx__free(stmt->lengths);
	calx__free(stmt->types);
	calx__free(stmt->cells);
	calx__free(stmt->row);
	calx__free(stmt);
}

void calx__mariadb_describe(
	const struct stmt *stmt, struct stmt_shape *ret_shape)
{
	*ret_shape = (struct stmt_shape){
		.parameters = stmt->parameter_count,
		.columns = mysql_stmt_field_count(stmt->handle),
	};
}

const char *calx__mariadb_label(const struct stmt *stmt, size_t index)
{
	return stmt->handle->fields[index].name;
}

/* ---- running ------------------------------------------------------------ */

/* To ask for the columns of RETURNING anew costs little; to run it again would
 * be wrong. */
static int send(struct stmt *stmt)
{
	if (stmt->counts)
		stmt->handle->field_count = 0;
	if (stmt->parameter_count &&
		mysql_stmt_bind_param(stmt->handle, stmt->binds) != 0)
		return 1;
	return calx__mariadb_await_execute(stmt);
}

/* libmariadb gives up on rows that have more columns than when the statement was
 * prepared: it is prepared again. */
static bool has_new_columns(struct stmt *stmt)
{
	if (mysql_stmt_errno(stmt->handle) != CR_NEW_STMT_METADATA)
		return false;
	calx__mariadb_await_free(stmt);
	return calx__mariadb_await_prepare(stmt, stmt->sql, stmt->sql_length) ==
	       0;
}

/* libmariadb would walk over the columns of a row. It is told of one, and that
 * somebody else takes it (STMT_ATTR_CB_RESULT): all are taken off the row, where
 * it has it, by row.c. */
static void columns_skip(void *context, unsigned column, unsigned char **row)
{
	(void)context;
	(void)column;
	(void)row;
}

/* The next row, in the form of the wire: what mysql_stmt_fetch() answers. */
static int packet_next(
	const struct stmt *stmt, const unsigned char **ret_packet)
{
	MYSQL_STMT *handle = stmt->handle;
	const unsigned columns = handle->field_count;
	const MYSQL_ROWS *stored = handle->result_cursor;
	int code;

	handle->field_count = 1;
	code = calx__mariadb_await_fetch(stmt);
	handle->field_count = columns;
	*ret_packet = stored ? (const unsigned char *)stored->data
			     : handle->mysql->net.read_pos;
	return code;
}

enum calx_status calx__mariadb_execute(struct stmt *stmt, calx_error *error)
{
	MYSQL_STMT *handle = stmt->handle;
	enum calx_status status = calx__mariadb_quiet(stmt->db, error);

	if (status < 0)
		return status;
	stmt->outcome = (struct outcome){ 0, 0 };
	if (send(stmt) != 0 && (!has_new_columns(stmt) || send(stmt) != 0))
		return calx__mariadb_fail_statement(stmt, error);
	if (mysql_stmt_field_count(handle)) {
		handle->result_callback = columns_skip;
		stmt->db->sending = stmt;
		stmt->running = true;
		return calx__mariadb_cells(stmt) ? CALX_OK
						 : calx__fail_memory(error);
	}
	if (stmt->counts)
		stmt->outcome = (struct outcome){
			.changes = (long long)mysql_stmt_affected_rows(handle),
			.last_id = (long long)mysql_stmt_insert_id(handle),
		};
	return CALX_OK;
}

/* What the server has to say of a statement, where somebody listens. Another
 * question would make it forget that. */
static void warnings_tell(struct db *db, unsigned count)
{
	const struct listener *listener = db->listener;
	MYSQL_RES *result;
	MYSQL_ROW row;
	char text[MYSQL_ERRMSG_SIZE + 64];

	if (!count || !listener || !listener->notice)
		return;
	if (calx__mariadb_await_query(db, "SHOW WARNINGS") != 0 ||
		!(result = calx__mariadb_await_result(db)))
		return;
	while ((row = mysql_fetch_row(result)) != NULL) {
		snprintf(text, sizeof(text), "%s %s: %s", row[0], row[1],
			row[2]);
		listener->notice(listener->context, text);
	}
	mysql_free_result(result);
}

/* What ends rows counts them, and libmariadb does not look: a byte of 254, and two
 * for the number. */
static unsigned warnings_of_end(const MYSQL *handle)
{
	const unsigned char *packet = handle->net.read_pos;

	return packet && *packet == 254 ? packet[1] | (unsigned)packet[2] << 8
					: 0;
}

/* There are no more rows of it; a procedure may have other results. */
static int step_end(struct stmt *stmt)
{
	struct db *db = stmt->db;
	const bool is_last = db->sending == stmt;
	const unsigned warnings = warnings_of_end(db->handle);

	stmt->running = false;
	if (is_last)
		db->sending = NULL;
	while (mysql_stmt_more_results(stmt->handle) &&
		calx__mariadb_await_next(stmt) == 0)
		calx__mariadb_await_free(stmt);
	if (is_last)
		warnings_tell(db, warnings);
	return 0;
}

__attribute__((noinline, cold)) static int step_failed(
	struct stmt *stmt, calx_error *error)
{
	stmt->running = false;
	if (stmt->db->sending == stmt)
		stmt->db->sending = NULL;
	return calx__mariadb_fail_statement(stmt, error);
}

static int row_next(struct stmt *stmt, calx_error *error)
{
	const unsigned char *packet;
	int code;

	if (stmt->shown.blocks || stmt->shown.failed)
		calx__arena_reset(&stmt->shown);
	code = packet_next(stmt, &packet);
	if (code == MYSQL_NO_DATA)
		return step_end(stmt);
	if (code != 0)
		return step_failed(stmt, error);
	if (!calx__mariadb_take(stmt, packet))
		return calx__fail_memory(error);
	stmt->outcome.changes += stmt->counts;
	return 1;
}

int calx__mariadb_begun(struct stmt *stmt, calx_error *error)
{
	if (stmt->running)
		return row_next(stmt, error);
	warnings_tell(stmt->db, mysql_warning_count(stmt->db->handle));
	return 0;
}

int calx__mariadb_step(struct stmt *stmt, calx_error *error)
{
	enum calx_status status;

	if (stmt->cut)
		return calx__fail(error, CALX_ERROR,
			"the rest of the rows could not be read");
	if (stmt->running)
		return row_next(stmt, error);
	status = calx__mariadb_execute(stmt, error);
	return status < 0 ? (int)status : calx__mariadb_begun(stmt, error);
}

struct outcome calx__mariadb_outcome(const struct stmt *stmt)
{
	return stmt->outcome;
}

/* More is not read of what nobody wants than this takes; to end it at the server
 * takes about as long, for there another connection must say so. */
#define DRAIN_NANOSECONDS INT64_C(5000000)

/* Reads rows that nobody wants, for a while. Whether that was all of them. */
static bool rows_drain(struct stmt *stmt)
{
	const int64_t end = calx__clock() + DRAIN_NANOSECONDS;
	const unsigned char *packet;

	do
		if (packet_next(stmt, &packet) != 0)
			return true;
	while (calx__clock() < end);
	return false;
}

/* Many rows may still be to come: the server is told to stop. What the next
 * statement must not be told is that it was meant. */
static void rows_stop(struct stmt *stmt)
{
	struct db *db = stmt->db;

	if (rows_drain(stmt) || !stmt->reads)
		return;
	db->interrupt(db);
	calx__mariadb_await_free(stmt);
	db->sending = NULL;
	calx__mariadb_run(db, "DO 0", NULL);
}

/* What was bound stays bound, as nothing reads it before it is bound anew. */
void calx__mariadb_rewind(struct stmt *stmt)
{
	if (stmt->running && stmt->db->sending == stmt)
		rows_stop(stmt);
	if (stmt->running) {
		calx__mariadb_await_free(stmt);
		/* of rows that were read into memory in the middle, it goes on
		 * to believe that the server sends more, and would wait for
		 * them when the statement runs again */
		stmt->handle->state = MYSQL_STMT_PREPARED;
	}
	if (stmt->db->sending == stmt)
		stmt->db->sending = NULL;
	stmt->running = false;
	stmt->cut = false;
	calx__arena_reset(&stmt->bound);
	calx__arena_reset(&stmt->shown);
}

/* ---- as text ------------------------------------------------------------ */

/* What a script holds must mean the same with any sql_mode, some of which take
 * a backslash for more than a character. */
static void add_bytes(
	struct strbuf *sql, const char *prefix, const char *data, size_t size)
{
	static const char digits[] = "0123456789abcdef";

	calx__strbuf_adds(sql, prefix);
	calx__strbuf_adds(sql, "X'");
	for (size_t i = 0; i < size; i++) {
		const unsigned char byte = (unsigned char)data[i];

		calx__strbuf_addc(sql, digits[byte >> 4]);
		calx__strbuf_addc(sql, digits[byte & 15]);
	}
	calx__strbuf_addc(sql, '\'');
}

static void add_text(struct strbuf *sql, const char *data, size_t size)
{
	if (memchr(data, '\\', size) || memchr(data, '\0', size)) {
		add_bytes(sql, "_utf8mb4 ", data, size);
		return;
	}
	calx__strbuf_addq(sql, '\'', data, size);
}

static void add_moment(struct strbuf *sql, const MYSQL_BIND *bind)
{
	const MYSQL_TIME *t = bind->buffer;

	calx__strbuf_addc(sql, '\'');
	if (bind->buffer_type != MYSQL_TYPE_TIME)
		calx__strbuf_addf(
			sql, "%04u-%02u-%02u", t->year, t->month, t->day);
	if (bind->buffer_type == MYSQL_TYPE_DATETIME)
		calx__strbuf_addc(sql, ' ');
	if (bind->buffer_type != MYSQL_TYPE_DATE)
		calx__strbuf_addf(sql, "%02u:%02u:%02u.%06lu", t->hour,
			t->minute, t->second, t->second_part);
	calx__strbuf_addc(sql, '\'');
}

static void add_bound(
	struct strbuf *sql, const struct stmt *stmt, size_t number)
{
	const MYSQL_BIND *bind = &stmt->binds[number];

	switch (bind->buffer_type) {
	case MYSQL_TYPE_NULL:
		calx__strbuf_adds(sql, "NULL");
		return;
	case MYSQL_TYPE_LONGLONG:
		calx__strbuf_addf(sql, "%lld",
			(long long)stmt->parameters[number].integer);
		return;
	case MYSQL_TYPE_DOUBLE:
		calx__strbuf_addf(sql, "%.17g", stmt->parameters[number].real);
		return;
	case MYSQL_TYPE_NEWDECIMAL:
		calx__strbuf_add(sql, bind->buffer, stmt->lengths[number]);
		return;
	case MYSQL_TYPE_LONG_BLOB:
		add_bytes(sql, "", bind->buffer, stmt->lengths[number]);
		return;
	case MYSQL_TYPE_STRING:
		add_text(sql, bind->buffer, stmt->lengths[number]);
		return;
	default:
		add_moment(sql, bind);
	}
}

enum calx_status calx__mariadb_expand(
	struct stmt *stmt, struct strbuf *sql, calx_error *error)
{
	struct lexer lexer = { .rest = calx__view(stmt->sql) };
	struct lexeme lexeme;
	size_t number = 0;

	if (mysql_stmt_field_count(stmt->handle) && !stmt->counts)
		return CALX_OK;
	while ((lexeme = calx__mariadb_lexeme(&lexer)).kind != LEXEME_END)
		if (calx__mariadb_is(lexeme, "?") &&
			number < stmt->parameter_count)
			add_bound(sql, stmt, number++);
		else
			calx__strbuf_add(
				sql, lexeme.text.data, lexeme.text.length);
	return sql->failed ? calx__fail_memory(error) : CALX_OK;
}
