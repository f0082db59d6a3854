/* The calls into SQLite that may fail, wrapped (-Wl,--wrap): each asks the
 * torture harness first whether it is its turn. A call that fails does
 * nothing, which is what SQLite promises of most of them. */

#include "torture.h"

#include <sqlite3.h>
#include <stddef.h>

/* One of the codes that a healthy program meets least, in turn. */
static int code_next(void)
{
	static const int codes[] = { SQLITE_NOMEM, SQLITE_IOERR_READ,
		SQLITE_FULL, SQLITE_BUSY, SQLITE_CORRUPT };
	static size_t turn;

	return codes[turn++ % (sizeof(codes) / sizeof(*codes))];
}

#define WRAP(type, name, parameters, arguments)                        \
	type __real_##name parameters;                                 \
	type __wrap_##name parameters;                                 \
	type __wrap_##name parameters                                  \
	{                                                              \
		return torture_sqlite_hit() ? code_next()              \
					    : __real_##name arguments; \
	}

WRAP(int, sqlite3_step, (sqlite3_stmt * statement), (statement))
WRAP(int, sqlite3_busy_timeout, (sqlite3 * db, int ms), (db, ms))
WRAP(int, sqlite3_bind_null, (sqlite3_stmt * s, int i), (s, i))
WRAP(int, sqlite3_bind_int64, (sqlite3_stmt * s, int i, sqlite3_int64 v),
	(s, i, v))
WRAP(int, sqlite3_bind_double, (sqlite3_stmt * s, int i, double v), (s, i, v))
WRAP(int, sqlite3_bind_text64,
	(sqlite3_stmt * s, int i, const char *text, sqlite3_uint64 size,
		void (*destroy)(void *), unsigned char encoding),
	(s, i, text, size, destroy, encoding))
WRAP(int, sqlite3_bind_blob64,
	(sqlite3_stmt * s, int i, const void *data, sqlite3_uint64 size,
		void (*destroy)(void *)),
	(s, i, data, size, destroy))
WRAP(int, sqlite3_create_collation_v2,
	(sqlite3 * db, const char *name, int encoding, void *context,
		int (*compare)(void *, int, const void *, int, const void *),
		void (*destroy)(void *)),
	(db, name, encoding, context, compare, destroy))

int __real_sqlite3_open_v2(
	const char *name, sqlite3 **ret_db, int flags, const char *vfs);
int __wrap_sqlite3_open_v2(
	const char *name, sqlite3 **ret_db, int flags, const char *vfs);
int __wrap_sqlite3_open_v2(
	const char *name, sqlite3 **ret_db, int flags, const char *vfs)
{
	if (!torture_sqlite_hit())
		return __real_sqlite3_open_v2(name, ret_db, flags, vfs);
	*ret_db = NULL;
	return SQLITE_NOMEM;
}

int __real_sqlite3_prepare_v3(sqlite3 *db, const char *sql, int size,
	unsigned flags, sqlite3_stmt **ret_statement, const char **ret_tail);
int __wrap_sqlite3_prepare_v3(sqlite3 *db, const char *sql, int size,
	unsigned flags, sqlite3_stmt **ret_statement, const char **ret_tail);
int __wrap_sqlite3_prepare_v3(sqlite3 *db, const char *sql, int size,
	unsigned flags, sqlite3_stmt **ret_statement, const char **ret_tail)
{
	if (!torture_sqlite_hit())
		return __real_sqlite3_prepare_v3(
			db, sql, size, flags, ret_statement, ret_tail);
	*ret_statement = NULL;
	return code_next();
}

const unsigned char *__real_sqlite3_value_text(sqlite3_value *value);
const unsigned char *__wrap_sqlite3_value_text(sqlite3_value *value);
const unsigned char *__wrap_sqlite3_value_text(sqlite3_value *value)
{
	return torture_sqlite_hit() ? NULL : __real_sqlite3_value_text(value);
}
