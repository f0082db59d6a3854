#include "orm/write/choose.h"

#include "orm/base/error.h"
#include "sql/statement/node.h"

/* A table is known by its columns, which every part of a query that reads it
 * mentions, or by the clause that names it. Tables that the session has not met
 * have nothing that waits. */

static void mapper_choose(struct mapper *mapper)
{
	calx_session *session = mapper->session;

	if (mapper->chosen)
		return;
	mapper->chosen = true;
	mapper->next_chosen = session->chosen;
	session->chosen = mapper;
}

static void none_chosen(calx_session *session)
{
	struct mapper *mapper = session->chosen;

	for (; mapper; mapper = mapper->next_chosen)
		mapper->chosen = false;
	session->chosen = NULL;
}

static void table_choose(calx_session *session, const calx_table *table)
{
	struct mapper *mapper = session->chosen;

	if (!table || table->is_row)
		return;
	while (mapper && mapper->table != table)
		mapper = mapper->next_chosen;
	if (!mapper)
		mapper = calx__mapper_named(session, table->name);
	if (mapper)
		mapper_choose(mapper);
}

/* The table that a node points at. */
static const calx_table *node_table(
	const struct node_info *info, const calx_node *node)
{
	if (node->kind == CALX_NODE_COLUMN)
		return node->column ? node->column->table : NULL;
	return info->has_pointer ? node->table : NULL;
}

static void nodes_choose(
	calx_session *session, const calx_node *nodes, unsigned depth);

static void node_choose(
	calx_session *session, const calx_node *node, unsigned depth)
{
	const struct node_info *info = calx__node_info(node);
	const calx_node *left = calx__left_operand(info, node);

	table_choose(session, node_table(info, node));
	if (!depth)
		return;
	if (left)
		node_choose(session, left, depth - 1);
	if (node->right.what == CALX_OPERAND_NODE && node->right.word &&
		!info->has_value && !info->has_array)
		node_choose(session,
			(const calx_node *)(uintptr_t)node->right.word,
			depth - 1);
	if (info->has_row && calx__fields_are_short(node))
		for (size_t i = 0; i < node->table->column_count; i++)
			node_choose(
				session, calx__field_node(node, i), depth - 1);
	else
		nodes_choose(session, node->children, depth - 1);
}

static void nodes_choose(
	calx_session *session, const calx_node *nodes, unsigned depth)
{
	for (; nodes && nodes->kind != CALX_NODE_END; nodes++)
		node_choose(session, nodes, depth);
}

void calx__choose_read(
	calx_session *session, struct mapper *mapper, const calx_node *clauses)
{
	none_chosen(session);
	if (mapper)
		mapper_choose(mapper);
	/* else nothing can be read that the session knows */
	if (session->mappers.count > (mapper != NULL))
		nodes_choose(session, clauses, NODE_DEPTH_MAX);
}

static enum calx_status parents_choose(struct mapper *mapper)
{
	const struct constraints *constraints = &mapper->constraints;
	enum calx_status status = calx__mapper_resolve(mapper);

	for (size_t i = 0; status >= 0 && i < constraints->foreign_key_count;
		i++) {
		struct mapper *parent = calx__mapper_named(
			mapper->session, constraints->foreign_keys[i].table);

		if (parent)
			mapper_choose(parent);
	}
	return status;
}

enum calx_status calx__choose_parents(calx_session *session)
{
	const struct mapper *done = NULL, *first;
	enum calx_status status = CALX_OK;

	/* each round those that the round before has put in front */
	while ((first = session->chosen) != done && status >= 0) {
		struct mapper *mapper = session->chosen;

		for (; mapper != done && status >= 0;
			mapper = mapper->next_chosen)
			status = parents_choose(mapper);
		done = first;
	}
	return status;
}
