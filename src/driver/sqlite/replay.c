#include "driver/sqlite/replay.h"

#include <string.h>

#include "driver/sqlite/error.h"
#include "util/alloc.h"
#include "util/fail.h"

/* Schemas that other programs wrote. SQLite loads what it would refuse in a new
 * statement: strings in double quotes, collations that nobody has registered.
 * A table must be able to be made of such text once more. */

/* ---- whether something could run ------------------------------------------- */

static int compile(const struct db *db, const char *sql)
{
	sqlite3_stmt *statement = NULL;
	int code = sqlite3_prepare_v3(db->handle, sql, -1, 0, &statement, NULL);

	sqlite3_finalize(statement);
	return code;
}

static int triggers_enable(const struct db *db, int on)
{
	return sqlite3_db_config(
		db->handle, SQLITE_DBCONFIG_ENABLE_TRIGGER, on, NULL);
}

/* Without triggers first: one that is broken must not be taken for the
 * statement's fault. A view can be written to with triggers only. */
enum calx_status calx__sqlite_probe(
	struct db *db, const char *sql, calx_error *error)
{
	enum calx_status status = CALX_OK;
	int code;

	triggers_enable(db, 0);
	code = compile(db, sql);
	if (code != SQLITE_OK)
		status = calx__sqlite_fail(db, code, error);
	triggers_enable(db, 1);
	if (code != SQLITE_OK && code != SQLITE_NOMEM &&
		compile(db, sql) == SQLITE_OK)
		status = CALX_OK;
	return status;
}

/* ---- replaying ---------------------------------------------------------------- */

/* A name of a collation that has no function here. */
struct stand_in {
	struct stand_in *next;
	char name[];
};

/* Nothing may be sorted by it: whoever replays a schema sees to that. */
static int compare_bytes(
	void *context, int a_size, const void *a, int b_size, const void *b)
{
	int result = memcmp(a, b, (size_t)(a_size < b_size ? a_size : b_size));

	(void)context;
	return result ? result : (a_size > b_size) - (a_size < b_size);
}

/* SQLite asks for a collation that it does not know; if it gets none, it says
 * so by itself. */
static void collation_stand_in(
	void *context, sqlite3 *handle, int encoding, const char *name)
{
	struct db *db = context;
	size_t size = strlen(name) + 1;
	struct stand_in *stand_in = calx__alloc(sizeof(*stand_in) + size);

	(void)encoding;
	if (!stand_in)
		return;
	memcpy(stand_in->name, name, size);
	stand_in->next = db->stand_ins;
	db->stand_ins = stand_in;
	sqlite3_create_collation_v2(
		handle, name, SQLITE_UTF8, NULL, compare_bytes, NULL);
}

/* The stand-ins go: a statement that needs one of them must fail again. */
static int stand_ins_forget(struct db *db)
{
	int code = SQLITE_OK;

	while (db->stand_ins) {
		struct stand_in *stand_in = db->stand_ins;
		int result = sqlite3_create_collation_v2(db->handle,
			stand_in->name, SQLITE_UTF8, NULL, NULL, NULL);

		code = code == SQLITE_OK ? result : code;
		db->stand_ins = stand_in->next;
		calx__free(stand_in);
	}
	return code;
}

enum calx_status calx__sqlite_replay(struct db *db, bool on, calx_error *error)
{
	int code = sqlite3_db_config(
		db->handle, SQLITE_DBCONFIG_DQS_DDL, (int)on, NULL);

	if (code == SQLITE_OK)
		code = sqlite3_db_config(
			db->handle, SQLITE_DBCONFIG_DQS_DML, (int)on, NULL);
	if (code == SQLITE_OK)
		code = sqlite3_collation_needed(
			db->handle, db, on ? collation_stand_in : NULL);
	if (code == SQLITE_OK && !on)
		code = stand_ins_forget(db);
	return code == SQLITE_OK ? CALX_OK : calx__sqlite_fail(db, code, error);
}
