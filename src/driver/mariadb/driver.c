#include "driver/mariadb/driver.h"

#include "dialect/mariadb/dialect.h"
#include "driver/mariadb/bind.h"
#include "driver/mariadb/fields.h"
#include "driver/mariadb/many.h"
#include "driver/mariadb/open.h"
#include "driver/mariadb/row.h"
#include "driver/mariadb/setup.h"
#include "driver/mariadb/statement.h"
#include "driver/mariadb/transaction.h"
#include "driver/mariadb/wait.h"

/* What makes this a driver. */

const struct driver calx__mariadb_driver = {
	.size = sizeof(struct driver),
	.scheme = "mariadb",
	.example = "mariadb://user:password@host/database",
	.dialect = &calx__mariadb_dialect,
	/* by reading ahead what the server is sending */
	.features = DRIVER_STREAMS | DRIVER_RETURNS_IN_ORDER,

	.open = calx__mariadb_open,
	.close = calx__mariadb_close,
	.interrupt = calx__mariadb_interrupt,

	.begin = calx__mariadb_begin,
	.commit = calx__mariadb_commit,
	.rollback = calx__mariadb_rollback,
	.state = calx__mariadb_state,

	.prepare = calx__mariadb_prepare,
	.describe = calx__mariadb_describe,
	.label = calx__mariadb_label,
	.finalize = calx__mariadb_finalize,
	.bind = calx__mariadb_bind,
	.step = calx__mariadb_step,
	.row = calx__mariadb_row,
	.outcome = calx__mariadb_outcome,
	.rewind = calx__mariadb_rewind,
	.expand = calx__mariadb_expand,

	.wait = calx__mariadb_wait,

	.fetch = calx__mariadb_fetch,
	.put = calx__mariadb_put,
	.column = calx__mariadb_column,
	.next = calx__mariadb_next,
	.columns = &calx__mariadb_columns,

	.run_many = calx__mariadb_run_many,

	.ping = calx__mariadb_ping,
	.hung_up = calx__mariadb_hung_up,
	.two_phases = &calx__mariadb_two_phases,

	.client = "libmariadb",
	.version = calx__mariadb_version,
	.native = calx__mariadb_native,
	.reset = calx__mariadb_reset,

	.wait_by = calx__mariadb_wait_by,
};
