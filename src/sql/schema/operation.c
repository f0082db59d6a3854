#include "sql/schema/operation.h"

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
