#include "capability.h"

#include <stddef.h>

#include "check.h"
#include "database.h"

/* The table of what databases lack: a row for each capability, and in it for
 * each database that has not got it the reason. */

static const struct {
	const char *sqlite, *postgresql, *mariadb;
} lacking[] = {
	[CAN_HAVE_ONE_WRITER] = {
		.postgresql = "two transactions may write at the same time",
		.mariadb = "two transactions may write at the same time",
	},
	[CAN_TELL_LATE_WRITES] = {
		.mariadb = "InnoDB changes the newest row, whatever was read",
	},
	[CAN_LOSE_SAVEPOINTS] = {
		.sqlite = "writers wait for each other in turn",
		.postgresql = "a savepoint can be gone back to after a deadlock",
	},
};

const char *capability_lacking(enum capability capability)
{
	if (database_is("postgresql"))
		return lacking[capability].postgresql;
	if (database_is("mariadb"))
		return lacking[capability].mariadb;
	return lacking[capability].sqlite;
}
