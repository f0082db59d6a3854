#include "migrate/operation/op.h"

#include "util/fail.h"
#include "util/text.h"

/* Which operations may be done together, and which may change places. */

/* Such an operation is alone: what others see of its table changes too much. */
static bool operation_is_alone(const struct operation *operation)
{
	return operation->kind == OPERATION_CREATE_TABLE ||
	       operation->kind == OPERATION_DROP_TABLE ||
	       operation->kind == OPERATION_RENAME_TABLE ||
	       operation->kind == OPERATION_EXECUTE;
}

static bool constraint_mentions(
	const struct sql_constraint *constraint, const char *name)
{
	return calx__text_equal_nocase(constraint->referred_table, name) ||
	       calx__text_equal_nocase(constraint->name, name);
}

static bool constraints_mention(const struct sql_constraint *constraints,
	size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++)
		if (constraint_mentions(&constraints[i], name))
			return true;
	return false;
}

/* Whether the name of a table, index or constraint plays a part in it. */
static bool operation_mentions(
	const struct operation *operation, const char *name)
{
	const struct sql_table *table = operation->definition;

	if (!name)
		return false;
	if (calx__text_equal_nocase(operation->table, name) ||
		calx__text_equal_nocase(operation->name, name) ||
		calx__text_equal_nocase(operation->new_name, name))
		return true;
	if (operation->constraint &&
		constraint_mentions(operation->constraint, name))
		return true;
	return table && (constraints_mention(table->constraints,
				 table->constraint_count, name) ||
				constraints_mention(table->indexes,
					table->index_count, name));
}

/* Whether two operations on different tables give the same in either order. */
static bool operations_are_independent(
	const struct operation *a, const struct operation *b)
{
	const char *a_index = a->constraint ? a->constraint->name : a->name;

	if (a->kind == OPERATION_EXECUTE || b->kind == OPERATION_EXECUTE)
		return false;
	return !operation_mentions(a, b->table) &&
	       !operation_mentions(b, a->table) &&
	       !operation_mentions(a, b->new_name) &&
	       !operation_mentions(b, a->new_name) &&
	       !operation_mentions(b, a_index);
}

static bool group_takes(
	const struct operation_group *group, const struct operation *operation)
{
	const struct operation *first = group->operations[0];

	return !operation_is_alone(operation) && !operation_is_alone(first) &&
	       calx__text_equal(first->table, operation->table);
}

static bool group_is_independent(
	const struct operation_group *group, const struct operation *operation)
{
	for (size_t i = 0; i < group->count; i++)
		if (!operations_are_independent(
			    group->operations[i], operation))
			return false;
	return true;
}

/* The group that the operation can join, NULL if none. */
static struct operation_group *group_find(
	const struct vec *groups, const struct operation *operation)
{
	for (size_t i = groups->count; i-- > 0;) {
		struct operation_group *group = calx__vec_at(groups, i);

		if (group_takes(group, operation))
			return group;
		if (!group_is_independent(group, operation))
			return NULL;
	}
	return NULL;
}

enum calx_status calx__operations_group(struct arena *arena,
	const struct operation *const *operations, size_t count,
	struct vec *groups, calx_error *error)
{
	for (size_t i = 0; i < count; i++) {
		struct operation_group *group =
			group_find(groups, operations[i]);

		if (!group)
			group = calx__vec_push(groups);
		if (group && !group->operations)
			group->operations = calx__arena_zero(
				arena, count, sizeof(struct operation *));
		if (!group || !group->operations)
			return calx__fail_memory(error);
		group->operations[group->count++] = operations[i];
	}
	return CALX_OK;
}
