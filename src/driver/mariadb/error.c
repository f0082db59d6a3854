#include "driver/mariadb/error.h"

#include <errmsg.h>
#include <mysqld_error.h>
#include <stdio.h>
#include <string.h>

#include "dialect/mariadb/text/lexer.h"
#include "driver/mariadb/wait.h"
#include "util/fail.h"
#include "util/text.h"

/* The server's numbers and messages become statuses and names of tables, columns
 * and constraints. The messages are English (setup.c). */

/* numbers that libmariadb's header has no name for */
enum {
	NUMBERS_RAN_OUT = 167,	/* HA_ERR_AUTOINC_ERANGE */
	LOST_BY_TIMEOUT = 4031, /* ER_CLIENT_INTERACTION_TIMEOUT */
	CHECK_FAILED = 4025,	/* ER_CONSTRAINT_FAILED */
	CHECK_FAILED_MYSQL = 3819,
	ROW_CHANGED = 1020,   /* ER_CHECKREAD */
	TIME_IS_UP = 1969,    /* ER_STATEMENT_TIMEOUT */
	TIME_IS_UP_8 = 3024,  /* MySQL's ER_QUERY_TIMEOUT */
	KILLED = 1927,	      /* ER_CONNECTION_KILLED */
	NODE_NOT_READY = 1047 /* Galera: not prepared yet */
};

/* what it means for the connection and its transaction */
enum aftermath { GOES_ON, IS_UNDONE, IS_LOST };

struct code_info {
	unsigned code;
	enum calx_status status;
	const char *sqlstate; /* NULL: the server's own */
	enum aftermath aftermath;
	const char *hint;
};

#define HINT_LOST "Connect again; what was not committed is gone."

static const struct code_info codes[] = {
	{ ER_DUP_ENTRY, CALX_CONSTRAINT, "23505", GOES_ON, NULL },
	{ ER_DUP_ENTRY_WITH_KEY_NAME, CALX_CONSTRAINT, "23505", GOES_ON, NULL },
	{ ER_DUP_KEY, CALX_CONSTRAINT, "23505", GOES_ON, NULL },
	{ ER_BAD_NULL_ERROR, CALX_CONSTRAINT, "23502", GOES_ON, NULL },
	{ ER_NO_DEFAULT_FOR_FIELD, CALX_CONSTRAINT, "23502", GOES_ON, NULL },
	{ CHECK_FAILED, CALX_CONSTRAINT, "23514", GOES_ON, NULL },
	{ CHECK_FAILED_MYSQL, CALX_CONSTRAINT, "23514", GOES_ON, NULL },
	{ ER_ROW_IS_REFERENCED, CALX_CONSTRAINT, "23503", GOES_ON, NULL },
	{ ER_ROW_IS_REFERENCED_2, CALX_CONSTRAINT, "23503", GOES_ON, NULL },
	{ ER_NO_REFERENCED_ROW, CALX_CONSTRAINT, "23503", GOES_ON, NULL },
	{ ER_NO_REFERENCED_ROW_2, CALX_CONSTRAINT, "23503", GOES_ON, NULL },

	{ ER_LOCK_DEADLOCK, CALX_RETRY, "40001", IS_UNDONE, NULL },
	{ ROW_CHANGED, CALX_RETRY, "40001", GOES_ON,
		"Roll back and run the transaction again." },
	{ ER_LOCK_WAIT_TIMEOUT, CALX_BUSY, "55P03", GOES_ON,
		"Another connection has a lock on it. ?timeout=SECONDS in the URL says how long to wait for one." },

	{ ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION, CALX_READ_ONLY, "25006",
		GOES_ON, NULL },
	{ ER_OPTION_PREVENTS_STATEMENT, CALX_READ_ONLY, "25006", GOES_ON,
		NULL },
	{ ER_OPEN_AS_READONLY, CALX_READ_ONLY, "25006", GOES_ON, NULL },

	{ ER_WARN_DATA_OUT_OF_RANGE, CALX_RANGE, "22003", GOES_ON, NULL },
	{ ER_DATA_OUT_OF_RANGE, CALX_RANGE, "22003", GOES_ON, NULL },
	/* the numbers of AUTO_INCREMENT have run out: the storage engine's
	 * number gets through */
	{ NUMBERS_RAN_OUT, CALX_RANGE, "22003", GOES_ON, NULL },
	{ ER_AUTOINC_READ_FAILED, CALX_RANGE, "22003", GOES_ON, NULL },
	{ ER_DATA_TOO_LONG, CALX_RANGE, "22001", GOES_ON, NULL },
	{ ER_DIVISION_BY_ZERO, CALX_RANGE, "22012", GOES_ON, NULL },
	{ ER_NET_PACKET_TOO_LARGE, CALX_RANGE, NULL, IS_LOST,
		"The server's max_allowed_packet is the most that it takes." },
	{ ER_TRUNCATED_WRONG_VALUE_FOR_FIELD, CALX_TYPE_MISMATCH, "22018",
		GOES_ON, NULL },
	{ ER_TRUNCATED_WRONG_VALUE, CALX_TYPE_MISMATCH, "22018", GOES_ON,
		NULL },
	{ WARN_DATA_TRUNCATED, CALX_TYPE_MISMATCH, "22018", GOES_ON, NULL },

	{ ER_QUERY_INTERRUPTED, CALX_INTERRUPTED, "57014", GOES_ON, NULL },
	{ TIME_IS_UP, CALX_TIMEOUT, "57014", GOES_ON, NULL },
	{ TIME_IS_UP_8, CALX_TIMEOUT, "57014", GOES_ON, NULL },

	{ ER_ACCESS_DENIED_ERROR, CALX_CONNECTION, "28000", GOES_ON, NULL },
	{ ER_DBACCESS_DENIED_ERROR, CALX_CONNECTION, "28000", GOES_ON, NULL },
	{ ER_BAD_DB_ERROR, CALX_CONNECTION, NULL, GOES_ON,
		"CREATE DATABASE makes one." },
	{ ER_CON_COUNT_ERROR, CALX_CONNECTION, "08004", GOES_ON,
		"The server's max_connections is how many it takes." },
	{ NODE_NOT_READY, CALX_CONNECTION, NULL, GOES_ON, NULL },
	{ ER_SERVER_SHUTDOWN, CALX_CONNECTION, NULL, IS_LOST, HINT_LOST },
	{ KILLED, CALX_CONNECTION, NULL, IS_LOST, HINT_LOST },
	{ LOST_BY_TIMEOUT, CALX_CONNECTION, NULL, IS_LOST, HINT_LOST },
	{ CR_SERVER_GONE_ERROR, CALX_CONNECTION, "08006", IS_LOST, HINT_LOST },
	{ CR_SERVER_LOST, CALX_CONNECTION, "08006", IS_LOST, HINT_LOST },
	{ CR_CONNECTION_ERROR, CALX_CONNECTION, "08001", GOES_ON, NULL },
	{ CR_CONN_HOST_ERROR, CALX_CONNECTION, "08001", GOES_ON, NULL },
	{ CR_UNKNOWN_HOST, CALX_CONNECTION, "08001", GOES_ON, NULL },
	{ CR_SSL_CONNECTION_ERROR, CALX_CONNECTION, "08001", GOES_ON,
		"The URL's ssl_ca, ssl_verify, ssl_cert and ssl_key say how the two prove who they are." },
	{ CR_AUTH_PLUGIN_CANNOT_LOAD, CALX_CONNECTION, "28000", GOES_ON, NULL },
	{ CR_MALFORMED_PACKET, CALX_CONNECTION, "08P01", IS_LOST, HINT_LOST },

	{ ER_OUTOFMEMORY, CALX_OUT_OF_MEMORY, "53200", GOES_ON, NULL },
	{ ER_OUT_OF_SORTMEMORY, CALX_OUT_OF_MEMORY, "53200", GOES_ON, NULL },
	{ CR_OUT_OF_MEMORY, CALX_OUT_OF_MEMORY, "53200", GOES_ON, NULL },
	{ ER_DISK_FULL, CALX_IO, "53100", GOES_ON, NULL },
	{ ER_RECORD_FILE_FULL, CALX_IO, "53100", GOES_ON, NULL },
	{ ER_NOT_KEYFILE, CALX_CORRUPT, "XX001", GOES_ON, NULL },
	{ ER_CRASHED_ON_USAGE, CALX_CORRUPT, "XX001", GOES_ON, NULL },
	{ ER_EMPTY_QUERY, CALX_INVALID, NULL, GOES_ON, NULL },
	{ ER_NOT_SUPPORTED_YET, CALX_UNSUPPORTED, NULL, GOES_ON, NULL },
	{ ER_UNSUPPORTED_PS, CALX_UNSUPPORTED, NULL, GOES_ON, NULL },
	{ CR_COMMANDS_OUT_OF_SYNC, CALX_MISUSE, "", GOES_ON, NULL },
};

static const struct code_info *code_find(unsigned code)
{
	static const struct code_info other = { 0, CALX_ERROR, NULL, GOES_ON,
		NULL };

	for (size_t i = 0; i < sizeof(codes) / sizeof(*codes); i++)
		if (codes[i].code == code)
			return &codes[i];
	return &other;
}

/* What SIGNAL says has a number of its own, and means what its SQLSTATE does. */
static enum calx_status status_of(
	const struct code_info *info, const char *sqlstate)
{
	if (info->status != CALX_ERROR)
		return info->status;
	if (calx__text_starts(sqlstate, "23"))
		return CALX_CONSTRAINT;
	return calx__text_equal(sqlstate, "40001") ? CALX_RETRY : CALX_ERROR;
}

/* ---- what the message names ---------------------------------------------- */

/* The quoted text behind `before` in the message, with its quotes; nothing if
 * there is none. */
static struct view quoted_behind(const char *message, const char *before)
{
	const char *at = strstr(message, before);
	struct lexer lexer;

	if (!at)
		return (struct view){ NULL, 0 };
	lexer = (struct lexer){ .rest = calx__view(at + strlen(before)) };
	return calx__mariadb_token(&lexer).text;
}

static void name_keep(char *field, size_t size, struct view quoted)
{
	char name[128];

	if (!quoted.length)
		return;
	calx__mariadb_unquote(quoted, name, sizeof(name));
	calx__fail_copy(field, size, name);
}

/* The last name of db.table. */
static struct lexeme relation_take(struct lexer *lexer)
{
	struct lexeme name, next;

	do {
		name = calx__mariadb_token(lexer);
		next = calx__mariadb_token(lexer);
	} while (calx__mariadb_is(next, "."));
	return name;
}

/* `db`.`table`: the table */
static void table_keep(calx_error *error, const char *message, const char *mark)
{
	const char *at = strstr(message, mark);
	struct lexer lexer;
	struct lexeme name;

	if (!at)
		return;
	lexer = (struct lexer){ .rest = calx__view(at + strlen(mark)) };
	name = relation_take(&lexer);
	if (name.kind == LEXEME_NAME)
		name_keep(error->table, sizeof(error->table), name.text);
}

/* (`a`, `b`): "a, b" */
static void columns_keep(calx_error *error, struct view text)
{
	struct lexer lexer = { .rest = text };
	struct lexeme lexeme;
	size_t used = 0;

	while ((lexeme = calx__mariadb_token(&lexer)).kind != LEXEME_END &&
		!calx__mariadb_is(lexeme, ")")) {
		if (lexeme.kind != LEXEME_NAME ||
			used + lexeme.text.length + 2 > sizeof(error->column))
			continue;
		if (used) {
			memcpy(error->column + used, ", ", 2);
			used += 2;
		}
		calx__mariadb_unquote(lexeme.text, error->column + used,
			sizeof(error->column) - used);
		used += strlen(error->column + used);
	}
}

/* "... (`d`.`t`, CONSTRAINT `k` FOREIGN KEY (`c`) REFERENCES ...)" */
static void foreign_key_read(calx_error *error, const char *message)
{
	const char *columns = strstr(message, "FOREIGN KEY (");

	table_keep(error, message, "fails (");
	name_keep(error->constraint, sizeof(error->constraint),
		quoted_behind(message, "CONSTRAINT "));
	if (columns)
		columns_keep(error, calx__view(columns));
}

/* "Duplicate entry 'x' for key 'k'", the last of them: an entry may say so, too;
 * a key of a table that is being made may be called t.k */
static void unique_read(calx_error *error, const char *message)
{
	const char *mark = " for key ";
	const char *at = strstr(message, mark), *next;

	while (at && (next = strstr(at + 1, mark)) != NULL)
		at = next;
	if (at)
		name_keep(error->constraint, sizeof(error->constraint),
			quoted_behind(at, mark));
}

/* "CONSTRAINT `k` failed for `d`.`t`"; `t`.`c` is a column's own */
static void check_read(calx_error *error, const char *message)
{
	const char *dot;

	name_keep(error->constraint, sizeof(error->constraint),
		quoted_behind(message, "CONSTRAINT "));
	table_keep(error, message, " failed for ");
	dot = strchr(error->constraint, '.');
	if (!dot || strncmp(error->table, error->constraint,
			    (size_t)(dot - error->constraint)) != 0)
		return;
	calx__fail_copy(error->column, sizeof(error->column), dot + 1);
}

/* "... for column 'c' at row 1", "... for column `d`.`t`.`c` at row 1", the last
 * of them: a value may say so, too; "Field 'c' ..." */
static void column_read(calx_error *error, const char *message)
{
	const char *mark = "olumn ";
	const char *at = strstr(message, mark), *next;
	struct lexer lexer;
	struct view name;

	while (at && (next = strstr(at + 1, mark)) != NULL)
		at = next;
	if (at) {
		lexer = (struct lexer){ .rest = calx__view(at + strlen(mark)) };
		name = relation_take(&lexer).text;
	} else {
		name = quoted_behind(message, "Field ");
	}
	name_keep(error->column, sizeof(error->column), name);
}

static const struct {
	const char *sqlstate;
	void (*read)(calx_error *error, const char *message);
} constraints[] = {
	{ "23505", unique_read },
	{ "23503", foreign_key_read },
	{ "23514", check_read },
	{ "23502", column_read },
	{ "22003", column_read },
	{ "22001", column_read },
	{ "22018", column_read },
};

/* ---- what the statement names --------------------------------------------- */

/* The table that a statement changes: behind INTO, UPDATE or FROM. */
static void table_of(const char *sql, char *name, size_t size)
{
	static const char *const words[] = { "INTO", "UPDATE", "FROM" };
	struct lexer lexer = { .rest = calx__view(sql) };
	struct lexeme lexeme;
	bool found = false;

	*name = '\0';
	while (!found &&
		(lexeme = calx__mariadb_token(&lexer)).kind != LEXEME_END)
		for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
			found |= calx__mariadb_is(lexeme, words[i]);
	if (!found)
		return;
	lexeme = relation_take(&lexer);
	if (lexeme.kind == LEXEME_NAME || lexeme.kind == LEXEME_WORD)
		calx__mariadb_unquote(lexeme.text, name, size);
}

/* The columns of a key, which the message does not name. */
static void key_columns(struct db *db, calx_error *error)
{
	char table[2 * sizeof(error->table) + 1];
	char key[2 * sizeof(error->constraint) + 1];
	char sql[1024];
	MYSQL_RES *result;
	MYSQL_ROW row;

	if (!*error->table || !*error->constraint || db->sending)
		return;
	mysql_real_escape_string(
		db->handle, table, error->table, strlen(error->table));
	mysql_real_escape_string(
		db->handle, key, error->constraint, strlen(error->constraint));
	snprintf(sql, sizeof(sql),
		"SELECT group_concat(column_name ORDER BY seq_in_index SEPARATOR ', ')"
		" FROM information_schema.statistics WHERE table_schema = database()"
		" AND table_name = '%s' AND index_name = '%s'",
		table, key);
	if (calx__mariadb_await_query(db, sql) != 0 ||
		!(result = calx__mariadb_await_result(db)))
		return;
	row = mysql_fetch_row(result);
	if (row && row[0])
		calx__fail_copy(error->column, sizeof(error->column), row[0]);
	mysql_free_result(result);
}

/* Which table, column and constraint it is about. */
static void fail_explain(
	struct db *db, const char *sql, const char *native, calx_error *error)
{
	for (size_t i = 0; i < sizeof(constraints) / sizeof(*constraints); i++)
		if (calx__text_equal(error->sqlstate, constraints[i].sqlstate))
			constraints[i].read(error, native);
	if (error->status != CALX_CONSTRAINT)
		return;
	if (!*error->table && sql)
		table_of(sql, error->table, sizeof(error->table));
	if (!*error->column && calx__text_equal(error->sqlstate, "23505"))
		key_columns(db, error);
}

/* ---- the error ---------------------------------------------------------- */

struct native_error {
	unsigned code;
	const char *sqlstate, *message;
};

static enum calx_status fail(struct db *db, const char *sql,
	const struct native_error *native, calx_error *error)
{
	const struct code_info *info = code_find(native->code);
	const enum calx_status status = status_of(info, native->sqlstate);
	char message[MYSQL_ERRMSG_SIZE + 1];

	db->lost |= info->aftermath == IS_LOST;
	db->undone |= info->aftermath == IS_UNDONE;
	if (!error)
		return status;
	/* to ask for more is to forget it */
	calx__fail_copy(message, sizeof(message), native->message);
	calx__fail(error, status, "%s",
		*message ? message : "the server has not said what failed");
	error->native_code = (int)native->code;
	calx__fail_copy(error->sqlstate, sizeof(error->sqlstate),
		info->sqlstate ? info->sqlstate : native->sqlstate);
	if (info->hint)
		calx__fail_hint(error, "%s", info->hint);
	if (!db->lost)
		fail_explain(db, sql, message, error);
	return status;
}

enum calx_status calx__mariadb_fail(
	struct db *db, const char *sql, calx_error *error)
{
	const struct native_error native = {
		.code = mysql_errno(db->handle),
		.sqlstate = mysql_sqlstate(db->handle),
		.message = mysql_error(db->handle),
	};

	return fail(db, sql, &native, error);
}

enum calx_status calx__mariadb_fail_statement(
	struct stmt *stmt, calx_error *error)
{
	const struct native_error native = {
		.code = mysql_stmt_errno(stmt->handle),
		.sqlstate = mysql_stmt_sqlstate(stmt->handle),
		.message = mysql_stmt_error(stmt->handle),
	};

	/* what comes instead of a row is not copied into the statement */
	if (!native.code)
		return calx__mariadb_fail(stmt->db, stmt->sql, error);
	return fail(stmt->db, stmt->sql, &native, error);
}
