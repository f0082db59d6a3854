#include "sql/schema/kind.h"

/* The rows of the kinds of constraints. */

const struct constraint_info calx__constraints[] = {
	[CALX_PRIMARY_KEY] = { .word = "primary_key",
		.title = "primary key",
		.prefix = "pk",
		.form = CONSTRAINT_COLUMNS,
		.once = true },
	[CALX_UNIQUE] = { .word = "unique",
		.title = "unique constraint",
		.prefix = "uq",
		.form = CONSTRAINT_COLUMNS },
	[CALX_FOREIGN_KEY] = { .word = "foreign_key",
		.title = "foreign key",
		.prefix = "fk",
		.form = CONSTRAINT_REFERENCE },
	[CALX_CHECK] = { .word = "check",
		.title = "check constraint",
		.prefix = "ck",
		.form = CONSTRAINT_CONDITION },
	[CALX_INDEX] = { .word = "index",
		.unique_word = "unique_index",
		.title = "index",
		.prefix = "ix",
		.form = CONSTRAINT_COLUMNS },
	[CALX_EXCLUDE] = { .word = "exclude",
		.title = "exclusion constraint",
		.prefix = "ex",
		.form = CONSTRAINT_COLUMNS },
};

_Static_assert(sizeof(calx__constraints) / sizeof(*calx__constraints) ==
		       CALX_CONSTRAINT_KIND_COUNT,
	"every kind of constraint has its row");
