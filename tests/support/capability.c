#include "capability.h"

#include <stddef.h>

#include "check.h"
#include "database.h"

/* The table of what databases lack: a row for each capability, and in it for
 * each database that has not got it the reason. */

static const struct {
	const char *sqlite, *postgresql, *postgresql14, *mariadb;
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
	[CAN_KEEP_OFFSETS] = {
		.postgresql = "it keeps the moment alone",
		.mariadb = "it keeps the moment alone",
	},
	[CAN_COMPARE_BAD_JSON] = {
		.postgresql = "what is compared with JSON must be JSON",
	},
	[CAN_COUNT_GIVEN_KEYS] = {
		.postgresql = "an identity column counts by itself",
	},
	[CAN_GIVE_KEYS_AGAIN] = {
		.postgresql = "a number that was given once is never given again",
		.mariadb = "a number that was given once is never given again",
	},
	[CAN_KEEP_SCALES] = {
		.mariadb = "each column has a scale",
	},
	[CAN_FIND_WORDS_IN_ANY_CASE] = {
		.postgresql = "text is compared as it is",
		.mariadb = "text is compared as it is",
	},
	[CAN_COMPARE_JULIAN_DAYS] = {
		.postgresql = "a number is compared as it is",
		.mariadb = "a number is compared as it is",
	},
	[CAN_WRITE_BACKSLASHES_APART] = {
		.sqlite = "backslashes never escape",
		.mariadb = "there is no E''",
	},
	[CAN_DIVIDE_BY_ZERO] = {
		.postgresql = "to divide by zero is an error",
	},
	[CAN_REFUSE_TO_CAST] = {
		.mariadb = "it warns, and gives what is nearest",
	},
	[CAN_HOLD_DECIMALS_AS_TEXT] = {
		.postgresql = "a decimal is a number",
		.mariadb = "a decimal is a number",
	},
	[CAN_HOLD_ANY_TYPE] = {
		.postgresql = "a column holds values of its type alone",
		.mariadb = "a column holds values of its type alone",
	},
	[CAN_COUNT_CHANGES] = {
		.postgresql = "what triggers change is not told to the client",
		.mariadb = "what triggers change is not told to the client",
	},
	[CAN_WAIT_FOR_PARENTS] = {
		.postgresql = "each statement looks at its foreign keys",
		.mariadb = "each statement looks at its foreign keys",
	},
	[CAN_NAME_IN_ANY_CASE] = {
		.postgresql = "\"a\" and \"A\" are two tables",
		.mariadb = "\"a\" and \"A\" are two tables",
	},
	[CAN_TRIGGER_ITS_TABLE] = {
		.mariadb = "a trigger may not change the table that it is of",
	},
	[CAN_COMMIT_IN_TWO_PHASES] = {
		.sqlite = "a commit has one phase",
	},
	[CAN_LEAVE_OUT] = {
		.mariadb = "a trigger refuses a row, or takes it",
	},
	[CAN_DEFER] = {
		.mariadb = "InnoDB checks each row at once",
	},
	[CAN_SET_DEFAULT] = {
		.mariadb = "InnoDB does not know ON DELETE SET DEFAULT",
	},
	[CAN_INDEX_EXPRESSIONS] = {
		.mariadb = "an index is on columns, and on all rows",
	},
	[CAN_CASCADE_TO_ITSELF] = {
		.mariadb = "InnoDB refuses the update of the row that is referred to",
	},
	[CAN_DELETE_WHAT_REFERS_TO_ITSELF] = {
		.mariadb = "InnoDB minds the row's own reference",
	},
	[CAN_ORDER_CASCADES] = {
		.postgresql = "triggers of the row itself come first",
		.mariadb = "InnoDB fires no triggers for them",
	},
	[CAN_REFER_TO_NOTHING] = {
		.postgresql = "a foreign key refers to a table that is there",
		.mariadb = "a foreign key refers to a table that is there",
	},
	[CAN_TELL_VIEWS] = {
		.mariadb = "information_schema opens each table to tell",
	},
	[CAN_NAME_BEYOND_BMP] = {
		.mariadb = "names are utf8mb3",
	},
	[CAN_END_PATTERNS_IN_ESCAPES] = {
		.postgresql = "the escape must have something behind it",
	},
	[CAN_WRITE_LONG_INTERVALS] = {
		.postgresql14 = "an interval of 2^31 hours is not written as text",
	},
};

const char *capability_lacking(enum capability capability)
{
	if (database_is("postgresql14") && lacking[capability].postgresql14)
		return lacking[capability].postgresql14;
	if (database_is("postgresql"))
		return lacking[capability].postgresql;
	if (database_is("mariadb"))
		return lacking[capability].mariadb;
	return lacking[capability].sqlite;
}
