#include "orm/write/autoflush.h"

#include "orm/fetch/scratch.h"
#include "orm/store/changed.h"
#include "sql/schema/descriptor.h"
#include "sql/type/value.h"
#include "util/text.h"

/* When a query needs a flush first. Objects are changed by assignment, which
 * nobody reports: so those of the query's table are compared with their
 * snapshots, a chunk at a time. A query for one key looks at one object. */

static enum calx_status found(
	struct mapper *mapper, uint32_t slot, void *context)
{
	(void)mapper;
	(void)slot;
	*(bool *)context = true;
	/* ends the walk, and is no error */
	return CALX_INTERRUPTED;
}

static bool any_changed(struct mapper *mapper)
{
	bool changed = false;

	if (mapper->identity.tracked)
		calx__changed_each(mapper, SLOT_TRACKED, found, &changed);
	return changed;
}

/* The value of a condition `key == value`, or NULL. */
static const calx_value *pinned_value(
	const struct mapper *mapper, const calx_node *condition)
{
	const calx_node *operands = condition->children;
	const unsigned number = mapper->plan.key.numbers[0];
	const calx_column *key = calx__column_at(mapper->table, number);

	if (condition->kind != CALX_NODE_COMPARE ||
		!calx__text_equal(condition->text, "==") || !operands ||
		operands[0].kind != CALX_NODE_COLUMN ||
		operands[1].kind != CALX_NODE_VALUE)
		return NULL;
	if (operands[0].column != key &&
		!calx__text_equal(operands[0].column->name, key->name))
		return NULL;
	return calx__value_comparable(operands[1].value.kind, key->type.kind)
		       ? &operands[1].value
		       : NULL;
}

/* The value of the only key that the clauses let through, or NULL. */
static const calx_value *pinned_key(
	const struct mapper *mapper, const calx_node *clause)
{
	if (mapper->plan.key.count != 1)
		return NULL;
	for (; clause && clause->kind != CALX_NODE_END; clause++) {
		const calx_node *condition = clause->children;

		if (clause->kind != CALX_NODE_WHERE)
			continue;
		for (; condition && condition->kind != CALX_NODE_END;
			condition++) {
			const calx_value *value =
				pinned_value(mapper, condition);

			if (value)
				return value;
		}
	}
	return NULL;
}

static bool key_changed(struct mapper *mapper, const calx_value *key)
{
	size_t place;
	uint32_t slot = calx__identity_find(&mapper->identity, key, &place);

	return slot != SLOT_NONE && calx__changed(mapper, slot);
}

static bool query_may_differ(struct mapper *mapper, const calx_node *clauses)
{
	const calx_value *key = pinned_key(mapper, clauses);

	return key ? key_changed(mapper, key) : any_changed(mapper);
}

enum calx_status calx__session_autoflush(calx_session *session,
	struct mapper *mapper, const calx_node *clauses,
	struct flush_reason reason)
{
	enum calx_status status;

	if (!session->autoflush)
		return CALX_OK;
	if (session->cursors) {
		status = calx__scratch_keep_all(session);
		if (status < 0)
			return status;
	}
	if (session->waiting || (mapper && query_may_differ(mapper, clauses)))
		return calx__session_flush(session, reason);
	return CALX_OK;
}
