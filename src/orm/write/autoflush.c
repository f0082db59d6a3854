#include "orm/write/autoflush.h"

#include "compile/identifier.h"
#include "engine/connection.h"
#include "orm/fetch/scratch.h"
#include "orm/store/changed.h"
#include "orm/write/choose.h"
#include "orm/write/entangled.h"
#include "sql/schema/descriptor.h"
#include "sql/type/value.h"
#include "util/text.h"

/* When a query needs a flush first, and of what. Objects are changed by
 * assignment, which nobody reports: so those of the tables that it reads are
 * compared with their snapshots, a chunk at a time. A query for one key looks at
 * one object. Rows that were added to other tables go on waiting, so that they
 * are written many at a time; rows of the same table, too, if their keys say
 * that none of them is the one that is asked for. */

/* That many rows are looked through for one key, and more beside many objects: a
 * flush compares all of those. */
#define ADDS_MAX ((size_t)64)
#define ADDS_PART 256

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
	if (mapper->has_lost && !changed)
		calx__changed_each(mapper, SLOT_LOST, found, &changed);
	return changed;
}

/* Whether a column of another file's descriptor is the table's key: then table
 * and column are known by their names. */
static bool is_copy_of_key(const struct mapper *mapper,
	const calx_column *column, const calx_column *key)
{
	const struct dialect *dialect =
		calx__connection_dialect(mapper->session->connection);

	return column->table &&
	       calx__names_equal(
		       dialect, column->table->name, mapper->table->name) &&
	       calx__names_equal(dialect, calx__column_name(column),
		       calx__column_name(key));
}

/* Whether a node is the table's key. */
static bool is_key(const struct mapper *mapper, const calx_node *node)
{
	const calx_column *key =
		calx__column_at(mapper->table, mapper->plan.key.numbers[0]);
	const calx_column *column = node->column;

	if (node->kind != CALX_NODE_COLUMN || node->text || !column)
		return false;
	return column == key || is_copy_of_key(mapper, column, key);
}

/* Whether a condition is `key == value`. */
static bool is_pinned(const struct mapper *mapper, const calx_node *condition,
	calx_value *ret_value)
{
	const calx_node *first = calx__first_operand(condition);
	const calx_column *key;

	if (!first || !calx__text_equal(condition->text, "==") ||
		!is_key(mapper, first) ||
		!calx__second_value(condition, ret_value))
		return false;
	key = calx__column_at(mapper->table, mapper->plan.key.numbers[0]);
	return calx__value_comparable(ret_value->kind, key->type.kind);
}

/* Whether conditions that must all hold let one key through. */
static bool key_find(const struct mapper *mapper, const calx_node *node,
	unsigned depth, calx_value *ret_value)
{
	for (; depth && node && node->kind != CALX_NODE_END; node++) {
		if (node->kind == CALX_NODE_COMPARE) {
			if (is_pinned(mapper, node, ret_value))
				return true;
		} else if (node->kind == CALX_NODE_WHERE ||
			   node->kind == CALX_NODE_ALL_OF ||
			   node->kind == CALX_NODE_CLAUSES) {
			if (key_find(mapper, node->children, depth - 1,
				    ret_value))
				return true;
		}
	}
	return false;
}

static bool key_changed(struct mapper *mapper, const calx_value *key)
{
	size_t place;
	uint32_t slot = calx__identity_find(&mapper->identity, key, &place);

	return slot != SLOT_NONE && calx__changed(mapper, slot);
}

/* Whether a row that waits to be inserted may come to that key, which may be one
 * that the database chooses. */
static bool may_get_key(
	const struct mapper *mapper, uint32_t slot, int64_t wanted)
{
	calx_value key = { .as.integer = 0 };

	if (calx__slot_is(&mapper->slots, slot) != SLOT_ADDED)
		return false;
	calx__field_load(calx__plan_key(&mapper->plan, 0),
		calx__slot_row(&mapper->slots, slot), &key);
	return key.as.integer == wanted || !key.as.integer;
}

/* Whether a row that waits to be inserted may be one of those with that key; NULL:
 * with any. */
static bool adds_matter(const struct mapper *mapper, const calx_value *key)
{
	const struct vec *added = &mapper->pending.added;
	const size_t max = ADDS_MAX + mapper->identity.tracked / ADDS_PART;

	if (!mapper->pending.adding)
		return false;
	if (!key || !mapper->plan.integer_key || added->count > max)
		return true;
	for (size_t i = 0; i < added->count; i++)
		if (may_get_key(
			    mapper, calx__slots_at(added, i), key->as.integer))
			return true;
	return false;
}

/* Whether rows of a table, that of one key or all, may be others after a flush. */
static bool rows_may_differ(struct mapper *mapper, const calx_value *key)
{
	return adds_matter(mapper, key) ||
	       (key ? key_changed(mapper, key) : any_changed(mapper));
}

static bool query_may_differ(
	calx_session *session, struct mapper *mapper, const calx_node *clauses)
{
	struct mapper *read = session->chosen;
	bool differs = false;
	calx_value key;

	for (; read && !differs; read = read->next_chosen)
		differs = rows_may_differ(
			read, read == mapper && mapper->plan.key.count == 1 &&
					      key_find(mapper, clauses,
						      NODE_DEPTH_MAX, &key)
				      ? &key
				      : NULL);
	return differs;
}

enum calx_status calx__session_autoflush(calx_session *session,
	struct mapper *mapper, const calx_node *clauses,
	struct flush_reason reason)
{
	enum calx_status status;

	if (!session->autoflush)
		return CALX_OK;
	if (session->cursors && (status = calx__scratch_keep_all(session)) < 0)
		return status;
	/* what is deleted may take rows of any table along */
	if (session->deleting ||
		(session->waiting &&
			calx__session_is_entangled(session, reason.where)))
		return calx__session_flush(session, reason);
	calx__choose_read(session, mapper, clauses);
	return query_may_differ(session, mapper, clauses)
		       ? calx__session_flush_chosen(session, reason)
		       : CALX_OK;
}

enum calx_status calx__session_autoflush_all(
	calx_session *session, struct flush_reason reason)
{
	return session->autoflush && session->waiting
		       ? calx__session_flush(session, reason)
		       : CALX_OK;
}

enum calx_status calx__session_autoflush_key(struct mapper *mapper,
	const calx_value *key, struct flush_reason reason)
{
	calx_session *session = mapper->session;

	if (!session->autoflush || !session->waiting)
		return CALX_OK;
	if (session->deleting ||
		calx__session_is_entangled(session, reason.where))
		return calx__session_flush(session, reason);
	if (!adds_matter(mapper, key))
		return CALX_OK;
	calx__choose_read(session, mapper, NULL);
	return calx__session_flush_chosen(session, reason);
}
