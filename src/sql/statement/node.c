#include "sql/statement/node.h"

#include <string.h>

#include "sql/type/field.h"

const struct node_info calx__nodes[NODE_KIND_COUNT] = {
	[CALX_NODE_END] = { .name = "end" },
	[CALX_NODE_COLUMN] = { "column", .has_column = true },
	[CALX_NODE_VALUE] = { "value", .has_value = true },
	[CALX_NODE_ARRAY] = { "list", .has_array = true },
	[CALX_NODE_INVALID] = { "invalid operand", .has_text = true },
	[CALX_NODE_COMPARE] = { "condition", .has_text = true,
		.has_children = true },
	[CALX_NODE_ALL_OF] = { "all_of", .has_children = true },
	[CALX_NODE_ANY_OF] = { "any_of", .has_children = true },
	[CALX_NODE_NONE_OF] = { "none_of", .has_children = true },
	[CALX_NODE_COLUMNS] = { "columns", .has_children = true,
		.is_clause = true },
	[CALX_NODE_SET] = { "set", .has_children = true, .is_clause = true },
	[CALX_NODE_WHERE] = { "where", .has_children = true,
		.is_clause = true },
	[CALX_NODE_ORDER_BY] = { "order_by", .has_children = true,
		.is_clause = true },
	[CALX_NODE_LIMIT] = { "limit", .has_children = true,
		.is_clause = true },
	[CALX_NODE_OFFSET] = { "offset", .has_children = true,
		.is_clause = true },
	[CALX_NODE_ALL_ROWS] = { "all_rows", .is_clause = true },
	[CALX_NODE_UNTRACKED] = { "untracked", .is_clause = true },
};

size_t calx__nodes_count(const calx_node *nodes)
{
	size_t count = 0;

	while (nodes && nodes[count].kind != CALX_NODE_END)
		count++;
	return count;
}

bool calx__clause_is_superseded(const calx_node *clause)
{
	const enum calx_node_kind kind = clause->kind;

	if (kind != CALX_NODE_LIMIT && kind != CALX_NODE_OFFSET)
		return false;
	while ((++clause)->kind != CALX_NODE_END)
		if (clause->kind == kind)
			return true;
	return false;
}

bool calx__limit_is_valid(const calx_node *clause)
{
	const calx_node *operand = clause->children;

	return operand && operand->kind == CALX_NODE_VALUE &&
	       operand->value.kind >= CALX_SMALL_INTEGER &&
	       operand->value.kind <= CALX_BIG_INTEGER &&
	       operand->value.as.integer >= 0;
}

/* ---- lists ---------------------------------------------------------------- */

size_t calx__array_count(const calx_node *node)
{
	return node->value.as.text.size;
}

calx_value calx__array_item(const calx_node *node, size_t index)
{
	const enum calx_kind kind = node->value.kind;
	/* an array is read as a row of fields of one type */
	const calx_column item = {
		.type = { .kind = kind },
		.offset = index * calx__types[kind].size,
	};
	calx_value value;

	calx__field_read(&item, node->value.as.text.data, &value);
	return value;
}

bool calx__array_has_null(const calx_node *node)
{
	const char *const *items =
		(const char *const *)(const void *)node->value.as.text.data;

	if (!calx__types[node->value.kind].is_text)
		return false;
	for (size_t i = 0; i < calx__array_count(node); i++)
		if (!items[i])
			return true;
	return false;
}

/* ---- deep copies ---------------------------------------------------------- */

static const char *text_copy(struct arena *arena, const char *text)
{
	return text ? calx__arena_strdup(arena, text) : NULL;
}

static bool value_is_bytes(const calx_value *value)
{
	return value->kind == CALX_BLOB || calx__types[value->kind].is_text;
}

static void value_copy(struct arena *arena, calx_value *value)
{
	if (!value_is_bytes(value) || !value->as.text.data)
		return;
	value->as.text.data = calx__arena_strndup(
		arena, value->as.text.data, value->as.text.size);
}

static const void *texts_copy(
	struct arena *arena, const void *items, size_t count)
{
	const char *const *from = items;
	const char **copy = calx__arena_zero(arena, count, sizeof(*copy));

	for (size_t i = 0; copy && i < count; i++)
		copy[i] = text_copy(arena, from[i]);
	return copy;
}

static void array_copy(struct arena *arena, calx_value *value)
{
	const size_t size = calx__types[value->kind].size;
	const void *items = value->as.text.data;
	const size_t count = value->as.text.size;
	void *copy;

	if (!count)
		return;
	if (calx__types[value->kind].is_text) {
		value->as.text.data = texts_copy(arena, items, count);
		return;
	}
	copy = calx__arena_zero(arena, count, size);
	if (copy)
		memcpy(copy, items, count * size);
	value->as.text.data = copy;
}

static calx_node *nodes_copy(
	struct arena *arena, const calx_node *nodes, unsigned depth)
{
	const size_t count = calx__nodes_count(nodes);
	calx_node *copy = calx__arena_zero(arena, count + 1, sizeof(*copy));

	if (!copy)
		return NULL;
	if (depth > NODE_DEPTH_MAX) {
		/* the compiler refuses it, and no condition is lost */
		copy->kind = CALX_NODE_INVALID;
		return copy;
	}
	for (size_t i = 0; i < count; i++) {
		const struct node_info *info = calx__node_info(&nodes[i]);

		copy[i] = nodes[i];
		if (info->has_text)
			copy[i].text = text_copy(arena, nodes[i].text);
		if (info->has_value)
			value_copy(arena, &copy[i].value);
		if (info->has_array)
			array_copy(arena, &copy[i].value);
		if (info->has_children)
			copy[i].children =
				nodes_copy(arena, nodes[i].children, depth + 1);
	}
	return copy;
}

calx_node *calx__nodes_copy(struct arena *arena, const calx_node *nodes)
{
	calx_node *copy = nodes_copy(arena, nodes, 0);

	return arena->failed ? NULL : copy;
}
