#include "migrate/operation/reverse.h"

#include "util/fail.h"

/* Undoing. The row of an operation names the one that undoes it; what was there
 * before and what is there after it exchange their places, and so do the new
 * name and the old one. */

/* the member that a new name replaces: the argument before it */
static const char **renamed(struct operation *operation)
{
	const enum operation_argument *arguments =
		calx__operations[operation->kind].arguments;

	return arguments[1] == ARGUMENT_NEW_NAME ? &operation->table
						 : &operation->name;
}

static struct operation exchange(const struct operation *operation)
{
	struct operation reversed = *operation;

	reversed.kind = calx__operations[operation->kind].reverse;
	reversed.definition = operation->before;
	reversed.before = operation->definition;
	reversed.constraint = operation->constraint_before;
	reversed.constraint_before = operation->constraint;
	reversed.sql = operation->sql_before;
	reversed.sql_before = operation->sql;
	if (operation->new_name) {
		reversed.new_name = *renamed(&reversed);
		*renamed(&reversed) = operation->new_name;
	}
	return reversed;
}

/* What is not known is missing now. */
static bool is_whole(const struct operation *operation)
{
	const struct operation_info *info = &calx__operations[operation->kind];

	for (size_t i = 0; i < ARGUMENTS_MAX && info->arguments[i]; i++)
		if (!calx__operation_value(operation, info->arguments[i]))
			return false;
	return info->function;
}

enum calx_status calx__operation_reverse(const struct operation *operation,
	struct operation *ret_reversed, calx_error *error)
{
	const struct operation reversed = exchange(operation);

	if (!is_whole(&reversed))
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
	for (size_t i = 0; i < count && status >= 0; i++)
		status = calx__operation_reverse(
			&operations[count - 1 - i], &reversed[i], error);
	if (status >= 0)
		*ret_reversed = reversed;
	return status;
}
