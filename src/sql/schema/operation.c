#include "sql/schema/operation.h"

#include "sql/schema/compare.h"
#include "util/text.h"

const struct operation_info calx__operations[] = {
	[OPERATION_CREATE_TABLE] = { "calx_create_table",
		{ ARGUMENT_TABLE, ARGUMENT_ITEMS } },
	[OPERATION_DROP_TABLE] = { "calx_drop_table", { ARGUMENT_TABLE } },
	[OPERATION_RENAME_TABLE] = { "calx_rename_table",
		{ ARGUMENT_TABLE, ARGUMENT_NEW_NAME } },
	[OPERATION_ADD_COLUMN] = { "calx_add_column",
		{ ARGUMENT_TABLE, ARGUMENT_COLUMN } },
	[OPERATION_DROP_COLUMN] = { "calx_drop_column",
		{ ARGUMENT_TABLE, ARGUMENT_NAME } },
	[OPERATION_ALTER_COLUMN] = { "calx_alter_column",
		{ ARGUMENT_TABLE, ARGUMENT_COLUMN } },
	[OPERATION_RENAME_COLUMN] = { "calx_rename_column",
		{ ARGUMENT_TABLE, ARGUMENT_NAME, ARGUMENT_NEW_NAME } },
	[OPERATION_ADD_CONSTRAINT] = { "calx_add_constraint",
		{ ARGUMENT_TABLE, ARGUMENT_CONSTRAINT } },
	[OPERATION_DROP_CONSTRAINT] = { "calx_drop_constraint",
		{ ARGUMENT_TABLE, ARGUMENT_NAME } },
	[OPERATION_CREATE_INDEX] = { "calx_create_index",
		{ ARGUMENT_TABLE, ARGUMENT_INDEX } },
	[OPERATION_DROP_INDEX] = { "calx_drop_index",
		{ ARGUMENT_TABLE, ARGUMENT_NAME } },
	[OPERATION_EXECUTE] = { "calx_execute", { ARGUMENT_SQL } },
};

_Static_assert(sizeof(calx__operations) / sizeof(*calx__operations) ==
		       OPERATION_KIND_COUNT,
	"every operation has its row");

bool calx__operation_equal(const struct operation *a, const struct operation *b)
{
	if (a->kind != b->kind || !calx__text_equal(a->table, b->table) ||
		!calx__text_equal(a->name, b->name) ||
		!calx__text_equal(a->new_name, b->new_name) ||
		!calx__text_equal(a->sql, b->sql))
		return false;
	if (a->definition && b->definition)
		return calx__table_same(a->definition, b->definition);
	if (a->constraint && b->constraint)
		return calx__constraint_equal(a->constraint, b->constraint);
	return a->definition == b->definition && a->constraint == b->constraint;
}
