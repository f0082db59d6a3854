#include "sql/schema/option.h"

#include "sql/schema/naming.h"

bool calx__constraint_is_option(struct arena *arena, const char *table,
	const struct sql_constraint *constraint)
{
	bool kind = constraint->kind == CALX_UNIQUE ||
		    constraint->kind == CALX_FOREIGN_KEY ||
		    (constraint->kind == CALX_INDEX && !constraint->unique);

	return kind && constraint->column_count == 1 && !constraint->text &&
	       !constraint->deferred &&
	       calx__constraint_has_default_name(arena, table, constraint);
}
