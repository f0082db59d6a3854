#include "migrate/operation/group.h"

#include "util/fail.h"
#include "util/text.h"

/* Which operations may be done together, and which may change places. On SQLite
 * a group is one rebuild of its table. */

/* While groups are made, each is a chain through its operations, from the last
 * to the first; then all get their place in one array. */
struct grouping {
	const struct operation *const *operations;
	size_t *previous; /* in the same group, by the operation's number */
	struct vec *groups;
	struct vec lasts; /* of size_t: each group's last operation */
};

/* Such an operation is alone: what others see of its table changes too much. */
static bool is_alone(const struct operation *operation)
{
	return calx__operations[operation->kind].flags & OPERATION_ALONE;
}

static bool is_opaque(const struct operation *operation)
{
	return calx__operations[operation->kind].flags & OPERATION_OPAQUE;
}

/* Whether two operations on different tables give the same in either order. */
static bool are_independent(
	const struct operation *a, const struct operation *b)
{
	return !is_opaque(a) && !is_opaque(b) &&
	       !calx__operation_mentions(a, b->table) &&
	       !calx__operation_mentions(b, a->table) &&
	       !calx__operation_mentions(a, b->new_name) &&
	       !calx__operation_mentions(b, a->new_name) &&
	       !calx__operation_mentions(b, a->name);
}

static bool group_takes(
	const struct operation *last, const struct operation *operation)
{
	return !is_alone(operation) && !is_alone(last) &&
	       calx__text_equal(last->schema, operation->schema) &&
	       calx__text_equal(last->table, operation->table);
}

/* Whether the operation may come before all `count` of a group. */
static bool group_is_independent(const struct grouping *grouping, size_t last,
	size_t count, const struct operation *operation)
{
	for (; count > 0; count--, last = grouping->previous[last])
		if (!are_independent(grouping->operations[last], operation))
			return false;
	return true;
}

/* The number of the group that the operation can join; that of a new one if
 * there is none. */
static size_t group_find(
	const struct grouping *grouping, const struct operation *operation)
{
	for (size_t i = grouping->groups->count; i-- > 0;) {
		const struct operation_group *group =
			calx__vec_at(grouping->groups, i);
		const size_t last =
			*(size_t *)calx__vec_at(&grouping->lasts, i);

		if (group_takes(grouping->operations[last], operation))
			return i;
		if (!group_is_independent(
			    grouping, last, group->count, operation))
			break;
	}
	return grouping->groups->count;
}

static bool group_join(struct grouping *grouping, size_t number)
{
	const size_t group = group_find(grouping, grouping->operations[number]);
	size_t *last;

	if (group == grouping->groups->count &&
		(!calx__vec_push(grouping->groups) ||
			!calx__vec_append(&grouping->lasts, &number)))
		return false;
	last = calx__vec_at(&grouping->lasts, group);
	grouping->previous[number] = *last;
	*last = number;
	((struct operation_group *)calx__vec_at(grouping->groups, group))
		->count++;
	return true;
}

/* Makes slices of one array of the chains. */
static void groups_fill(
	const struct grouping *grouping, const struct operation **slots)
{
	for (size_t i = 0; i < grouping->groups->count; i++) {
		struct operation_group *group =
			calx__vec_at(grouping->groups, i);
		size_t number = *(size_t *)calx__vec_at(&grouping->lasts, i);

		group->operations = slots;
		slots += group->count;
		for (size_t left = group->count; left > 0; left--) {
			group->operations[left - 1] =
				grouping->operations[number];
			number = grouping->previous[number];
		}
	}
}

enum calx_status calx__operations_group(struct arena *arena,
	const struct operation *const *operations, size_t count,
	struct vec *groups, calx_error *error)
{
	struct grouping grouping = { .operations = operations,
		.previous = calx__arena_zero(arena, count, sizeof(size_t)),
		.groups = groups,
		.lasts = VEC_INIT(size_t) };
	const struct operation **slots =
		calx__arena_zero(arena, count, sizeof(*slots));
	bool done = grouping.previous && slots;

	for (size_t i = 0; done && i < count; i++)
		done = group_join(&grouping, i);
	if (done)
		groups_fill(&grouping, slots);
	calx__vec_release(&grouping.lasts);
	return done ? CALX_OK : calx__fail_memory(error);
}
