#include "driver/sqlite/error.h"

#include <errno.h>
#include <string.h>

#include "driver/sqlite/function/decimal.h"
#include "util/clock.h"
#include "util/fail.h"
#include "util/text.h"

/* SQLite's result codes and messages become statuses and names of columns and
 * constraints. */

struct code_info {
	int code; /* an extended or, further down, a primary one */
	enum calx_status status;
	const char *sqlstate;
	/* what failed, on the file; NULL: SQLite's own message says it better */
	const char *message;
	const char *hint;
};

static const struct code_info codes[] = {
	{ SQLITE_CONSTRAINT_UNIQUE, CALX_CONSTRAINT, "23505", NULL, NULL },
	{ SQLITE_CONSTRAINT_PRIMARYKEY, CALX_CONSTRAINT, "23505", NULL, NULL },
	{ SQLITE_CONSTRAINT_ROWID, CALX_CONSTRAINT, "23505", NULL, NULL },
	{ SQLITE_CONSTRAINT_NOTNULL, CALX_CONSTRAINT, "23502", NULL, NULL },
	{ SQLITE_CONSTRAINT_CHECK, CALX_CONSTRAINT, "23514", NULL, NULL },
	{ SQLITE_CONSTRAINT_FOREIGNKEY, CALX_CONSTRAINT, "23503", NULL, NULL },
	{ SQLITE_CONSTRAINT, CALX_CONSTRAINT, "23000", NULL, NULL },
	/* Nothing but the whole transaction again can help: what it has read is
	 * no longer so. Every other SQLITE_BUSY is a lock, which waiting longer
	 * may get. */
	{ SQLITE_BUSY_SNAPSHOT, CALX_RETRY, "40001",
		"another connection has changed the database since this transaction began to read",
		"Roll back and run the transaction again; begin it with .write if it is going to write." },
	{ SQLITE_BUSY, CALX_BUSY, "55P03", "the database is locked",
		"Another connection is writing. ?timeout=SECONDS in the URL says how long to wait for it." },
	{ SQLITE_LOCKED, CALX_BUSY, "55P03", "the database is locked",
		"A statement of this process still reads what is to change." },
	{ SQLITE_READONLY, CALX_READ_ONLY, "25006", "the database is read-only",
		"The URL says mode=ro, the transaction was begun read-only, or the file or its directory cannot be written." },
	{ SQLITE_CANTOPEN, CALX_CONNECTION, "08001",
		"could not open the database", NULL },
	{ SQLITE_PERM, CALX_CONNECTION, "08001", "could not open the database",
		NULL },
	{ SQLITE_AUTH, CALX_CONNECTION, "08001", NULL, NULL },
	{ SQLITE_NOTADB, CALX_CORRUPT, "XX001",
		"the file is not an SQLite database",
		"It was not touched. Check the file's name in the URL." },
	{ SQLITE_CORRUPT, CALX_CORRUPT, "XX001", "the database file is damaged",
		"PRAGMA integrity_check tells more; restore a backup, or save "
		"what can be read with the sqlite3 program's .recover." },
	{ SQLITE_FULL, CALX_IO, "53100", "the disk is full",
		"The transaction was rolled back. Make room and run it again." },
	{ SQLITE_IOERR_NOMEM, CALX_OUT_OF_MEMORY, "53200", "out of memory",
		NULL },
	{ SQLITE_IOERR, CALX_IO, "58030", "input or output failed", NULL },
	{ SQLITE_NOLFS, CALX_IO, "58030", "the file is too large", NULL },
	{ SQLITE_NOMEM, CALX_OUT_OF_MEMORY, "53200", "out of memory", NULL },
	{ SQLITE_TOOBIG, CALX_RANGE, "54000",
		"the text, blob or statement is too large", NULL },
	{ SQLITE_INTERRUPT, CALX_INTERRUPTED, "57014", NULL, NULL },
	{ SQLITE_MISMATCH, CALX_TYPE_MISMATCH, "42804", NULL, NULL },
	{ SQLITE_RANGE, CALX_MISUSE, "", NULL, NULL },
	{ SQLITE_MISUSE, CALX_MISUSE, "", NULL, NULL },
	{ SQLITE_PROTOCOL, CALX_BUSY, "55P03",
		"the database could not be locked", NULL },
};

static const struct code_info *code_find(int code)
{
	static const struct code_info other = { 0, CALX_ERROR, "", NULL, NULL };
	const struct code_info *found = NULL;

	for (size_t i = 0; i < sizeof(codes) / sizeof(*codes); i++) {
		if (codes[i].code == code)
			return &codes[i];
		if (codes[i].code == (code & 0xff))
			found = &codes[i];
	}
	return found ? found : &other;
}

/* What has no code of its own: a number that has no room; and RESTRICT, which
 * SQLite takes for a trigger's word. */
static const struct code_info *message_find(
	const struct code_info *info, int code, const char *native)
{
	static const struct code_info range = { 0, CALX_RANGE, "22003", NULL,
		NULL };

	if (code == SQLITE_ERROR &&
		(calx__text_starts(native, DECIMAL_RANGE) ||
			calx__text_equal(native, "integer overflow")))
		return &range;
	if (code == SQLITE_CONSTRAINT_TRIGGER &&
		calx__text_equal(native, "FOREIGN KEY constraint failed"))
		return code_find(SQLITE_CONSTRAINT_FOREIGNKEY);
	return info;
}

/* ---- what a constraint's message names ---------------------------------- */

/* "t.a, t.b": the table, and the columns without it */
static void constraint_columns(calx_error *error, const char *text)
{
	struct view rest = calx__view(text), table;
	size_t used = 0;

	table = calx__view_split(&rest, '.');
	if (!rest.data || table.length >= sizeof(error->table))
		return;
	memcpy(error->table, table.data, table.length);
	error->table[table.length] = '\0';
	while (rest.data) {
		struct view column = calx__view_split(&rest, ',');

		if (used + column.length + 2 >= sizeof(error->column))
			return;
		if (used) {
			memcpy(error->column + used, ", ", 2);
			used += 2;
		}
		memcpy(error->column + used, column.data, column.length);
		used += column.length;
		error->column[used] = '\0';
		calx__view_split(&rest, '.');
	}
}

/* "index 'name'", of an index on expressions */
static void constraint_index(calx_error *error, const char *text)
{
	size_t length = strlen(text);

	if (length < 2 || length - 2 >= sizeof(error->constraint))
		return;
	memcpy(error->constraint, text + 1, length - 2);
	error->constraint[length - 2] = '\0';
}

static void constraint_name(calx_error *error, const char *text)
{
	calx__fail_copy(error->constraint, sizeof(error->constraint), text);
}

static const struct {
	const char *prefix;
	void (*read)(calx_error *error, const char *text);
} constraints[] = {
	{ "UNIQUE constraint failed: index ", constraint_index },
	{ "UNIQUE constraint failed: ", constraint_columns },
	{ "NOT NULL constraint failed: ", constraint_columns },
	{ "CHECK constraint failed: ", constraint_name },
};

static void constraint_read(calx_error *error, const char *message)
{
	for (size_t i = 0; i < sizeof(constraints) / sizeof(*constraints); i++)
		if (calx__text_starts(message, constraints[i].prefix)) {
			constraints[i].read(
				error, message + strlen(constraints[i].prefix));
			return;
		}
}

/* ---- the error ---------------------------------------------------------- */

/* why the system refused, if it did */
static void system_detail(sqlite3 *handle, calx_error *error)
{
	int number = handle ? sqlite3_system_errno(handle) : 0;
	char text[128] = "";

	if (!number || number == EAGAIN)
		return;
	calx__fail_detail(error, "The system says: %s.",
		strerror_r(number, text, sizeof(text)));
}

/* What else is known of it. */
static void fail_explain(const struct db *db, const struct code_info *info,
	const char *native, calx_error *error)
{
	if (info->hint)
		calx__fail_hint(error, "%s", info->hint);
	if (calx__text_starts(native, "too many attached databases"))
		calx__fail_hint(error,
			"Other files cannot be attached here; VACUUM, which attaches one, can be run with the sqlite3 program.");
	if (strstr(native, "unsafe use of "))
		calx__fail_hint(error,
			"A part of the file's schema uses what is not known to be harmless. If you trust the file: ?trusted_schema=on in the URL.");
	/* ALTER TABLE looks at the whole schema */
	if (calx__text_starts(native, "error in "))
		calx__fail_hint(error,
			"A revision's own operations, such as calx_rename_table(), get along with what stands there; or drop it first, and create it again behind.");
	/* which part of the schema is bad, for example */
	if (info->status == CALX_CORRUPT &&
		strcmp(native, sqlite3_errstr(error->native_code)) != 0)
		calx__fail_detail(error, "SQLite says: %s.", native);
	if (info->status == CALX_CONSTRAINT)
		constraint_read(error, native);
	if (info->status == CALX_CONNECTION || info->status == CALX_IO)
		system_detail(db->handle, error);
}

/* What was interrupted because its time was up. */
static const struct code_info *late_find(
	const struct db *db, const struct code_info *info)
{
	static const struct code_info late = { SQLITE_INTERRUPT, CALX_TIMEOUT,
		"57014", "the statement has run for as long as it may", NULL };

	return info->status == CALX_INTERRUPTED && db->limit_now > 0 &&
			       calx__clock() > db->deadline
		       ? &late
		       : info;
}

enum calx_status calx__sqlite_fail(
	const struct db *db, int code, calx_error *error)
{
	const struct code_info *info = code_find(code);
	bool known = db->handle && sqlite3_extended_errcode(db->handle) == code;
	const char *native =
		known ? sqlite3_errmsg(db->handle) : sqlite3_errstr(code);

	info = late_find(db, message_find(info, code, native));
	if (!error)
		return info->status;
	if (info->message)
		calx__fail(
			error, info->status, "%s: %s", db->file, info->message);
	else
		calx__fail(error, info->status, "%s", native);
	error->native_code = code;
	calx__fail_copy(
		error->sqlstate, sizeof(error->sqlstate), info->sqlstate);
	fail_explain(db, info, native, error);
	return info->status;
}
