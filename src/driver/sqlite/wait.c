#include "driver/sqlite/wait.h"

#include <limits.h>

#include "util/clock.h"

/* There is no server to wait for, but there are locks of others, and statements
 * that take their time: of both a waiter is told, so that others may run. SQLite
 * calls back while it holds nothing that another connection needs: connections
 * have no mutex (SQLITE_OPEN_NOMUTEX), and no cache in common. */

/* Instructions of SQLite's machine between two looks at the clock, and between two
 * pauses: a tenth of a millisecond or so. */
enum { LOOK_EACH = 2000, PAUSE_EACH = 10000 };

/* Whether what runs is to end: it takes too long, or nobody wants it any more. */
static int is_over(void *context)
{
	const struct db *db = context;
	const struct driver_waiter *waiter = db->waiter;

	if (db->limit_now > 0 && calx__clock() > db->deadline)
		return true;
	return waiter && waiter->wait(waiter->context, -1, 0, 0) != 0;
}

void calx__sqlite_watch(struct db *db)
{
	const bool on = db->limit_now > 0 || db->waiter;

	sqlite3_progress_handler(db->handle,
		db->waiter ? PAUSE_EACH : LOOK_EACH, on ? is_over : NULL, db);
}

/* As sqlite3_busy_timeout() does it: soon at first, and then not as often. */
static int lock_pause(void *context, int times)
{
	static const unsigned char pauses[] = { 1, 2, 5, 10, 15, 20, 25, 25, 25,
		50, 50, 100 };
	const int last = (int)sizeof(pauses) - 1;
	const struct db *db = context;
	const struct driver_waiter *waiter = db->waiter;
	long long waited = 0, pause = pauses[times < last ? times : last];

	for (int i = 0; i < times && i < last; i++)
		waited += pauses[i];
	if (times > last)
		waited += (long long)pauses[last] * (times - last);
	if (waited + pause > db->patience)
		pause = db->patience - waited;
	if (pause <= 0)
		return 0;
	return waiter->wait(waiter->context, -1, 0, pause) == 0;
}

static void lock_watch(struct db *db)
{
	if (db->waiter)
		sqlite3_busy_handler(db->handle, lock_pause, db);
	else
		sqlite3_busy_timeout(db->handle, db->patience);
}

void calx__sqlite_wait(struct db *db, long long milliseconds)
{
	if (milliseconds < 0)
		milliseconds = db->timeout;
	db->patience = milliseconds > INT_MAX ? INT_MAX : (int)milliseconds;
	lock_watch(db);
}

void calx__sqlite_wait_by(struct db *db, const struct driver_waiter *waiter)
{
	db->waiter = waiter;
	calx__sqlite_watch(db);
	lock_watch(db);
}
