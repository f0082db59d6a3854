#include "driver/sqlite/driver.h"

#include "dialect/sqlite/dialect.h"
#include "driver/sqlite/bind.h"
#include "driver/sqlite/fields.h"
#include "driver/sqlite/open.h"
#include "driver/sqlite/row.h"
#include "driver/sqlite/setup.h"
#include "driver/sqlite/statement.h"
#include "driver/sqlite/transaction.h"
#include "driver/sqlite/wait.h"

/* What makes this a driver. */

static void interrupt(struct db *db)
{
	sqlite3_interrupt(db->handle);
}

static const char *version(const struct db *db)
{
	(void)db;
	return sqlite3_libversion();
}

static void *native(struct db *db)
{
	return db->handle;
}

static long long changes_in_all(const struct db *db)
{
	return sqlite3_total_changes64(db->handle);
}

const struct driver calx__sqlite_driver = {
	.size = sizeof(struct driver),
	.scheme = "sqlite",
	.example = "sqlite:///file.db",
	.dialect = &calx__sqlite_dialect,
	/* keys follow: SQLite's manual, "AUTOINCREMENT In SQLite": one more
	 * than the largest in the table, with or without AUTOINCREMENT */
	.features = DRIVER_STREAMS | DRIVER_LAST_ID | DRIVER_KEYS_FOLLOW,

	.open = calx__sqlite_open,
	.close = calx__sqlite_close,
	.interrupt = interrupt,

	.begin = calx__sqlite_begin,
	.commit = calx__sqlite_commit,
	.rollback = calx__sqlite_rollback,
	.state = calx__sqlite_state,

	.prepare = calx__sqlite_prepare,
	.describe = calx__sqlite_describe,
	.label = calx__sqlite_label,
	.finalize = calx__sqlite_finalize,
	.bind = calx__sqlite_bind,
	.step = calx__sqlite_step,
	.row = calx__sqlite_row,
	.outcome = calx__sqlite_outcome,
	.rewind = calx__sqlite_rewind,
	.expand = calx__sqlite_expand,

	.look = calx__sqlite_look,
	.wait = calx__sqlite_wait,
	.changes = changes_in_all,

	.probe = calx__sqlite_probe,
	.replay = calx__sqlite_replay,

	.fetch = calx__sqlite_fetch,
	.put = calx__sqlite_put,
	.column = calx__sqlite_column,
	.next = calx__sqlite_next,
	.columns = &calx__sqlite_columns,

	.client = "libsqlite3",
	.version = version,
	.native = native,

	.wait_by = calx__sqlite_wait_by,

	.prepare_rows = calx__sqlite_prepare_rows,
	.aim = calx__sqlite_aim,
};
