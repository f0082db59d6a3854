#include "driver/postgresql/driver.h"

#include "dialect/postgresql/dialect.h"
#include "driver/postgresql/bind.h"
#include "driver/postgresql/fields.h"
#include "driver/postgresql/many.h"
#include "driver/postgresql/open.h"
#include "driver/postgresql/row.h"
#include "driver/postgresql/setup.h"
#include "driver/postgresql/statement.h"
#include "driver/postgresql/stream.h"
#include "driver/postgresql/transaction.h"
#include "driver/postgresql/wait.h"

/* What makes this a driver. */

/* libpq's manual: PQcancel() may be called from a signal handler. Whether it
 * comes in time nobody knows, and so nobody is told that it did not. */
static void interrupt(struct db *db)
{
	char problem[256];

	atomic_store(&db->interrupted, true);
	PQcancel(db->cancel, problem, sizeof(problem));
}

static const struct dialect *dialect_of(const struct db *db)
{
	return calx__postgresql_dialect_of(PQserverVersion(db->connection));
}

const struct driver calx__postgresql_driver = {
	.size = sizeof(struct driver),
	.scheme = "postgresql",
	.example = "postgresql://user@host/database",
	.dialect = &calx__postgresql_dialect,
	/* What a statement returns is in memory when its first row is there.
	 * VALUES are inserted and returned one after the other (PostgreSQL's
	 * nodeModifyTable.c). */
	.features =
		DRIVER_STREAMS | DRIVER_RETURNS_IN_ORDER | DRIVER_FAILURE_ENDS,

	.open = calx__postgresql_open,
	.close = calx__postgresql_close,
	.dialect_of = dialect_of,
	.interrupt = interrupt,

	.begin = calx__postgresql_begin,
	.commit = calx__postgresql_commit,
	.rollback = calx__postgresql_rollback,
	.state = calx__postgresql_state,

	.prepare = calx__postgresql_prepare,
	.describe = calx__postgresql_describe,
	.label = calx__postgresql_label,
	.finalize = calx__postgresql_finalize,
	.bind = calx__postgresql_bind,
	.step = calx__postgresql_step,
	.row = calx__postgresql_row,
	.outcome = calx__postgresql_outcome,
	.rewind = calx__postgresql_rewind,
	.expand = calx__postgresql_expand,

	.wait = calx__postgresql_wait,

	.fetch = calx__postgresql_fetch,
	.put = calx__postgresql_put,
	.column = calx__postgresql_column,
	.next = calx__postgresql_next_row,

	.ping = calx__postgresql_ping,
	.hung_up = calx__postgresql_hung_up,
	.two_phases = &calx__postgresql_two_phases,
	.run_many = calx__postgresql_run_many,

	.client = "libpq",
	.version = calx__postgresql_version,
	.native = calx__postgresql_native,
	.reset = calx__postgresql_reset,
	.stream = calx__postgresql_stream,

	.wait_by = calx__postgresql_wait_by,
};
