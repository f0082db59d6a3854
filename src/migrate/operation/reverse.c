#include "migrate/operation/reverse.h"

#include <string.h>

#include "util/fail.h"

/* Undoing, by what an operation keeps of how it was before. */

typedef bool reverser(struct arena *arena, const struct operation *operation,
	struct operation *reversed);

static bool reverse_create_table(struct arena *arena,
	const struct operation *operation, struct operation *reversed)
{
	(void)arena;
	reversed->kind = OPERATION_DROP_TABLE;
	reversed->before = operation->definition;
	return true;
}

static bool reverse_drop_table(struct arena *arena,
	const struct operation *operation, struct operation *reversed)
{
	(void)arena;
	reversed->kind = OPERATION_CREATE_TABLE;
	reversed->definition = operation->before;
	return operation->before;
}

static bool reverse_rename_table(struct arena *arena,
	const struct operation *operation, struct operation *reversed)
{
	(void)arena;
	reversed->table = operation->new_name;
	reversed->new_name = operation->table;
	return true;
}

static bool reverse_add_column(struct arena *arena,
	const struct operation *operation, struct operation *reversed)
{
	(void)arena;
	reversed->kind = OPERATION_DROP_COLUMN;
	reversed->name = operation->definition->columns[0].name;
	reversed->before = operation->definition;
	return true;
}

static bool reverse_drop_column(struct arena *arena,
	const struct operation *operation, struct operation *reversed)
{
	(void)arena;
	reversed->kind = OPERATION_ADD_COLUMN;
	reversed->name = operation->name;
	reversed->definition = operation->before;
	return operation->before;
}

static bool reverse_alter_column(struct arena *arena,
	const struct operation *operation, struct operation *reversed)
{
	(void)arena;
	reversed->name = operation->name;
	reversed->definition = operation->before;
	reversed->before = operation->definition;
	return operation->before;
}

static bool reverse_rename_column(struct arena *arena,
	const struct operation *operation, struct operation *reversed)
{
	(void)arena;
	reversed->name = operation->new_name;
	reversed->new_name = operation->name;
	return true;
}

/* a table with just that constraint or index */
static bool keep_constraint(struct arena *arena,
	const struct operation *operation, struct operation *reversed)
{
	struct sql_table *before = calx__arena_zero(arena, 1, sizeof(*before));
	struct sql_constraint *copy = calx__arena_zero(arena, 1, sizeof(*copy));
	bool index = operation->constraint->kind == CALX_INDEX;

	reversed->name = operation->constraint->name;
	if (!before || !copy)
		return true; /* the arena knows */
	*copy = *operation->constraint;
	before->name = operation->table;
	*(index ? &before->indexes : &before->constraints) = copy;
	*(index ? &before->index_count : &before->constraint_count) = 1;
	reversed->before = before;
	return operation->constraint->name;
}

static bool reverse_add_constraint(struct arena *arena,
	const struct operation *operation, struct operation *reversed)
{
	reversed->kind = OPERATION_DROP_CONSTRAINT;
	return keep_constraint(arena, operation, reversed);
}

static bool reverse_create_index(struct arena *arena,
	const struct operation *operation, struct operation *reversed)
{
	reversed->kind = OPERATION_DROP_INDEX;
	return keep_constraint(arena, operation, reversed);
}

static bool reverse_drop_constraint(struct arena *arena,
	const struct operation *operation, struct operation *reversed)
{
	(void)arena;
	reversed->kind = OPERATION_ADD_CONSTRAINT;
	reversed->name = operation->name;
	reversed->constraint =
		operation->before ? operation->before->constraints : NULL;
	return reversed->constraint;
}

static bool reverse_drop_index(struct arena *arena,
	const struct operation *operation, struct operation *reversed)
{
	(void)arena;
	reversed->kind = OPERATION_CREATE_INDEX;
	reversed->name = operation->name;
	reversed->constraint =
		operation->before ? operation->before->indexes : NULL;
	return reversed->constraint;
}

static bool reverse_nothing(struct arena *arena,
	const struct operation *operation, struct operation *reversed)
{
	(void)arena;
	(void)operation;
	(void)reversed;
	return false;
}

static reverser *const reversers[] = {
	[OPERATION_CREATE_TABLE] = reverse_create_table,
	[OPERATION_DROP_TABLE] = reverse_drop_table,
	[OPERATION_RENAME_TABLE] = reverse_rename_table,
	[OPERATION_ADD_COLUMN] = reverse_add_column,
	[OPERATION_DROP_COLUMN] = reverse_drop_column,
	[OPERATION_ALTER_COLUMN] = reverse_alter_column,
	[OPERATION_RENAME_COLUMN] = reverse_rename_column,
	[OPERATION_ADD_CONSTRAINT] = reverse_add_constraint,
	[OPERATION_DROP_CONSTRAINT] = reverse_drop_constraint,
	[OPERATION_CREATE_INDEX] = reverse_create_index,
	[OPERATION_DROP_INDEX] = reverse_drop_index,
	[OPERATION_EXECUTE] = reverse_nothing,
};
_Static_assert(sizeof(reversers) / sizeof(*reversers) == OPERATION_KIND_COUNT,
	"every operation can be asked for its reverse");

enum calx_status calx__operation_reverse(struct arena *arena,
	const struct operation *operation, struct operation *ret_reversed,
	calx_error *error)
{
	struct operation reversed = { .kind = operation->kind,
		.table = operation->table,
		.file = operation->file,
		.line = operation->line };
	bool known = reversers[operation->kind](arena, operation, &reversed);

	if (arena->failed)
		return calx__fail_memory(error);
	if (!known)
		return calx__fail(error, CALX_UNSUPPORTED,
			"%s cannot be reversed: what was there before is not known",
			calx__operations[operation->kind].function);
	*ret_reversed = reversed;
	return CALX_OK;
}

enum calx_status calx__operations_reverse(struct arena *arena,
	const struct operation *operations, size_t count,
	struct operation **ret_reversed, calx_error *error)
{
	struct operation *reversed =
		calx__arena_zero(arena, count, sizeof(*reversed));
	enum calx_status status = CALX_OK;

	if (!reversed)
		return calx__fail_memory(error);
	for (size_t i = 0; i < count && status == CALX_OK; i++)
		status = calx__operation_reverse(
			arena, &operations[count - 1 - i], &reversed[i], error);
	if (status == CALX_OK)
		*ret_reversed = reversed;
	return status;
}
