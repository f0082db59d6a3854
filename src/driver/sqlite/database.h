#ifndef CALX_DRIVER_SQLITE_DATABASE_H
#define CALX_DRIVER_SQLITE_DATABASE_H

#include <sqlite3.h>

#include "driver/driver.h"
#include "driver/sqlite/function/row.h"
#include "util/arena.h"

/* The inside of the driver, which its files share. */

/* the statements that begin and end transactions, prepared once */
enum control {
	CONTROL_BEGIN_WRITE,
	CONTROL_BEGIN_READ,
	CONTROL_COMMIT,
	CONTROL_ROLLBACK,
	CONTROL_COUNT
};

struct db {
	sqlite3 *handle;
	const char *file; /* as messages name it; lives as long as the URL */
	sqlite3_stmt *controls[CONTROL_COUNT];
	bool query_only; /* by a read-only transaction */
	bool looks;	 /* it is never written to */
	/* strings in double quotes, in the schema and nowhere else */
	bool strings;
	int timeout;	     /* what the URL says, in milliseconds */
	long long limit;     /* for statements, as the engine says; 0: none */
	bool limited;	     /* the transaction has limits of its own */
	long long limit_now; /* the one that counts */
	int64_t deadline;    /* of what runs; of calx__clock() */
	int patience;	     /* how long to wait for a lock now, likewise */
	const struct driver_waiter *waiter; /* NULL: nobody else waits */
	/* collations that stand in while a schema is replayed */
	struct stand_in *stand_ins;
	/* where calx_row() takes rows to; NULL: nowhere */
	struct taken *taking;
};

struct stmt {
	struct db *db;
	sqlite3_stmt *handle;
	bool writes;		/* it may change something */
	bool counts;		/* it changes rows, which are counted */
	struct taken *taken;	/* its rows go through calx_row(); or NULL */
	struct outcome outcome; /* of its last run */
	struct arena text;	/* dates and decimals while they are bound */
};

#endif
