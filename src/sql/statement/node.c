#include "sql/statement/node.h"

#include <string.h>

#include "sql/schema/descriptor.h"
#include "sql/type/field.h"
#include "sql/type/value.h"

/* What all walks over trees share: looking for clauses, operands in their short
 * form, lists, types, and copies. */

size_t calx__nodes_count(const calx_node *nodes)
{
	size_t count = 0;

	while (nodes && nodes[count].kind != CALX_NODE_END)
		count++;
	return count;
}

static const calx_node *clause_last(
	const calx_node *clause, enum calx_node_kind kind, unsigned depth)
{
	const calx_node *last = NULL, *inner;

	for (; clause && clause->kind != CALX_NODE_END; clause++) {
		if (clause->kind == kind)
			last = clause;
		if (clause->kind != CALX_NODE_CLAUSES || !depth)
			continue;
		inner = clause_last(clause->children, kind, depth - 1);
		if (inner)
			last = inner;
	}
	return last;
}

const calx_node *calx__clause(
	const calx_node *clauses, enum calx_node_kind kind)
{
	return clause_last(clauses, kind, NODE_DEPTH_MAX);
}

const calx_node *calx__field_node(const calx_node *select, size_t number)
{
	static const calx_node left_out = { .kind = CALX_NODE_VALUE };
	const calx_column *column = calx__column_at(select->table, number);
	const char *object = select->children->object;
	/* all of its fields are expressions, which have one layout */
	struct {
		const void *no_value;
		const calx_node *node;
	} field;

	memcpy(&field, object + column->handle, sizeof(field));
	return field.node ? field.node : &left_out;
}

static const calx_table *table_in(const calx_node *nodes, unsigned depth);
static const calx_table *table_of(const calx_node *node, unsigned depth);

static const calx_table *table_of_fields(
	const calx_node *select, unsigned depth)
{
	const calx_table *table = NULL;

	if (!calx__fields_are_short(select))
		return table_in(select->children, depth);
	for (size_t i = 0; !table && i < select->table->column_count; i++)
		table = table_of(calx__field_node(select, i), depth);
	return table;
}

/* a column of a result's row is in no table */
static const calx_table *table_of_column(const calx_column *column)
{
	return column && column->table && !column->table->is_row ? column->table
								 : NULL;
}

/* the table of one node, in either form */
static const calx_table *table_of(const calx_node *node, unsigned depth)
{
	const struct node_info *info = calx__node_info(node);
	const calx_node *left = calx__left_operand(info, node);
	const calx_table *table = NULL;

	if (node->kind == CALX_NODE_COLUMN)
		return table_of_column(node->column);
	if (node->kind == CALX_NODE_FROM)
		return node->table;
	if (!depth || !info->has_children)
		return NULL;
	if (info->has_row)
		return table_of_fields(node, depth - 1);
	if (left)
		table = table_of(left, depth - 1);
	if (!table)
		table = table_in(node->children, depth - 1);
	if (!table && node->right.what == CALX_OPERAND_NODE && node->right.word)
		table = table_of((const calx_node *)(uintptr_t)node->right.word,
			depth - 1);
	return table;
}

static const calx_table *table_in(const calx_node *node, unsigned depth)
{
	const calx_table *table = NULL;

	for (; !table && node && node->kind != CALX_NODE_END; node++)
		table = table_of(node, depth);
	return table;
}

const calx_table *calx__clauses_table(const calx_node *clauses)
{
	const calx_node *from = calx__clause(clauses, CALX_NODE_FROM);
	const calx_node *columns = calx__clause(clauses, CALX_NODE_COLUMNS);
	const calx_table *table = NULL;

	if (from)
		return from->table;
	if (!columns)
		columns = calx__clause(clauses, CALX_NODE_SELECT);
	if (columns)
		table = table_of(columns, NODE_DEPTH_MAX);
	return table ? table : table_in(clauses, NODE_DEPTH_MAX);
}

/* ---- operands ------------------------------------------------------------- */

const calx_node *calx__first_operand(const calx_node *node)
{
	const calx_node *left = calx__left_operand(calx__node_info(node), node);

	return left ? left : node->children;
}

bool calx__second_value(const calx_node *node, calx_value *ret_value)
{
	if (node->right.what && !node->children)
		return calx__operand_value(&node->right, ret_value);
	if (node->operand || !node->children ||
		node->children[1].kind != CALX_NODE_VALUE)
		return false;
	*ret_value = node->children[1].value;
	return true;
}

bool calx__operand_value_at(const calx_operand *operand, calx_value *ret_value)
{
	const void *pointer = (const void *)(uintptr_t)operand->word;

	*ret_value = (calx_value){ .kind = operand->kind };
	if (operand->what == CALX_OPERAND_AT && pointer) {
		*ret_value = *(const calx_value *)pointer;
		return true;
	}
	if (operand->what != CALX_OPERAND_TEXT)
		return false;
	if (!pointer) {
		ret_value->kind = CALX_NULL;
		return true;
	}
	ret_value->as.text.data = pointer;
	ret_value->as.text.size = strlen(pointer);
	return true;
}

/* what stands for a column that is not there */
static const calx_node null_column = { .kind = CALX_NODE_COLUMN };

/* The last operand in its short form, as a node. */
static calx_node right_node(const calx_operand *right)
{
	const void *pointer = (const void *)(uintptr_t)right->word;
	calx_node node = { .kind = CALX_NODE_VALUE };

	if (right->what == CALX_OPERAND_NODE)
		return pointer ? *(const calx_node *)pointer : null_column;
	if (calx__operand_value(right, &node.value))
		return node;
	node.kind = CALX_NODE_INVALID;
	node.text = right->what == CALX_OPERAND_INVALID ? pointer : NULL;
	return node;
}

bool calx__condition_is_off(const calx_node *node)
{
	calx_value value;

	if (!(node->flags & CALX_IF_GIVEN))
		return false;
	if (node->kind == CALX_NODE_WHERE)
		return !node->children;
	return node->kind == CALX_NODE_COMPARE &&
	       calx__operand_value(&node->right, &value) &&
	       value.kind == CALX_NULL;
}

/* What a node that was lifted stands for, for as long as that is another. */
static const calx_node *lifted(const calx_node *node, calx_node *room)
{
	for (unsigned i = 0; i < NODE_DEPTH_MAX; i++) {
		if (node->kind != CALX_NODE_LIFTED)
			return node;
		*room = node->right.what ? right_node(&node->right)
			: node->operand	 ? *node->operand
					 : null_column;
		node = room;
	}
	*room = (calx_node){ .kind = CALX_NODE_INVALID };
	return room;
}

calx_type calx__node_type(const calx_node *node)
{
	calx_type type = { .kind = CALX_NULL };
	calx_node room;
	const struct node_info *info;

	node = lifted(node, &room);
	info = calx__node_info(node);
	if (info->type)
		type = info->type(node);
	/* of how many digits an expression is nobody knows */
	if (type.kind == CALX_NUMERIC && !type.stored &&
		node->kind != CALX_NODE_COLUMN)
		type.length = type.scale = 0;
	return type;
}

/* The column of that type that comes first in an expression. */
static const calx_column *column_in(
	const calx_node *node, const calx_type *type, unsigned depth)
{
	calx_node room;

	node = lifted(node, &room);
	if (node->kind == CALX_NODE_COLUMN)
		return node->column && calx__type_equal(
					       &node->column->type, type)
			       ? node->column
			       : NULL;
	node = depth && calx__node_info(node)->has_children
		       ? calx__first_operand(node)
		       : NULL;
	return node && node->kind != CALX_NODE_END
		       ? column_in(node, type, depth - 1)
		       : NULL;
}

const calx_column *calx__node_column(const calx_node *node)
{
	const calx_type type = calx__node_type(node);

	return type.stored ? column_in(node, &type, NODE_DEPTH_MAX) : NULL;
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
	calx_value value = { .kind = CALX_NULL };

	if (kind != CALX_NULL)
		calx__field_read(&item, node->value.as.text.data, &value);
	return value;
}

bool calx__array_has_null(const calx_node *node)
{
	const char *const *items =
		(const char *const *)(const void *)node->value.as.text.data;

	/* a list of no type: the compiler refuses it */
	if (node->value.kind == CALX_NULL)
		return true;
	if (!calx__types[node->value.kind].is_text)
		return false;
	for (size_t i = 0; i < calx__array_count(node); i++)
		if (!items[i])
			return true;
	return false;
}

/* ---- deep copies ---------------------------------------------------------- */

struct copier {
	struct arena *arena;
	unsigned depth;
};

static const char *text_copy(struct arena *arena, const char *text)
{
	return text ? calx__arena_strdup(arena, text) : NULL;
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

static const calx_type *type_copy(struct arena *arena, const calx_type *type)
{
	calx_type *copy =
		type ? calx__arena_zero(arena, 1, sizeof(*copy)) : NULL;

	if (copy)
		*copy = *type;
	return copy;
}

static void list_copy(
	struct copier *copier, const calx_node *nodes, calx_node **ret_at);

/* the operands of a node, as children */
static calx_node *operands_copy(struct copier *copier, const calx_node *node);
/* and the fields of a select() in the short form */
static calx_node *fields_copy(struct copier *copier, const calx_node *select);

static void node_copy(struct copier *copier, calx_node *node)
{
	const struct node_info *info = calx__node_info(node);
	struct arena *arena = copier->arena;

	if (info->has_text)
		node->text = text_copy(arena, node->text);
	if (info->has_value)
		calx__values_keep(arena, &node->value, 1);
	if (info->has_array)
		array_copy(arena, &node->value);
	if (info->has_type)
		node->type = type_copy(arena, node->type);
	if (info->has_row && calx__fields_are_short(node))
		node->children = fields_copy(copier, node);
	else if (info->has_children)
		node->children = operands_copy(copier, node);
	else
		node->children = NULL;
	if (info->has_children && !info->has_pointer && !info->has_type)
		node->operand = NULL;
	if (info->has_children)
		node->right = (calx_operand){ 0 };
}

/* How many places the nodes of a list take at most. Each has one, also clauses in
 * a list: what tells that they are nested too deep stands there. */
static size_t list_size(const calx_node *node, unsigned depth)
{
	size_t size = 0;

	for (; node && node->kind != CALX_NODE_END; node++) {
		size++;
		if (node->kind == CALX_NODE_CLAUSES && depth < NODE_DEPTH_MAX)
			size += list_size(node->children, depth + 1);
	}
	return size;
}

/* Whether all that a list of conditions had was left out; one that never had
 * any is an error. */
static bool is_emptied(const calx_node *node, const calx_node *copy)
{
	return calx__node_info(node)->role == NODE_CONDITION &&
	       copy->children && copy->children->kind == CALX_NODE_END &&
	       node->children && node->children->kind != CALX_NODE_END &&
	       node->kind != CALX_NODE_COMPARE;
}

static void one_copy(
	struct copier *copier, const calx_node *node, calx_node **ret_at)
{
	calx_node *at = *ret_at, room;

	node = lifted(node, &room);
	if (node->kind == CALX_NODE_NOTHING || calx__condition_is_off(node))
		return;
	*at = *node;
	node_copy(copier, at);
	if (is_emptied(node, at))
		memset(at, 0, sizeof(*at));
	else
		*ret_at = at + 1;
}

static void list_copy(
	struct copier *copier, const calx_node *node, calx_node **ret_at)
{
	if (copier->depth++ > NODE_DEPTH_MAX) {
		/* the compiler refuses it, and no condition is lost */
		if (node && node->kind != CALX_NODE_END)
			*(*ret_at)++ = (calx_node){
				.kind = CALX_NODE_INVALID,
				.text = "conditions are nested more than 100 deep"
			};
		node = NULL;
	}
	for (; node && node->kind != CALX_NODE_END && !copier->arena->failed;
		node++) {
		if (node->kind == CALX_NODE_CLAUSES)
			list_copy(copier, node->children, ret_at);
		else
			one_copy(copier, node, ret_at);
	}
	copier->depth--;
}

static calx_node *operands_copy(struct copier *copier, const calx_node *node)
{
	const calx_node *first =
		calx__left_operand(calx__node_info(node), node);
	const size_t size = list_size(node->children, 0) + 3;
	calx_node *copy = calx__arena_zero(copier->arena, size, sizeof(*copy));
	calx_node *at = copy;
	const calx_node left[2] = { first ? *first : (calx_node){ 0 } };
	const calx_node right[2] = { node->right.what ? right_node(&node->right)
						      : (calx_node){ 0 } };

	if (!copy)
		return NULL;
	list_copy(copier, left, &at);
	list_copy(copier, node->children, &at);
	list_copy(copier, right, &at);
	return copy;
}

static calx_node *fields_copy(struct copier *copier, const calx_node *select)
{
	const size_t count = select->table->column_count;
	calx_node *copy =
		calx__arena_zero(copier->arena, count + 1, sizeof(*copy));
	calx_node *at = copy;

	/* what is nested too deep is left out, and missed by the compiler */
	if (copier->depth++ <= NODE_DEPTH_MAX)
		for (size_t i = 0; copy && i < count; i++)
			one_copy(copier, calx__field_node(select, i), &at);
	copier->depth--;
	return copy;
}

calx_node *calx__nodes_copy(struct arena *arena, const calx_node *nodes)
{
	const size_t size = list_size(nodes, 0) + 1;
	calx_node *copy = calx__arena_zero(arena, size, sizeof(*copy));
	struct copier copier = { .arena = arena };
	calx_node *at = copy;

	if (copy)
		list_copy(&copier, nodes, &at);
	return arena->failed ? NULL : copy;
}

const calx_node *calx__columns_copy(
	struct arena *arena, const calx_node *clauses)
{
	const calx_node *clause = calx__nodes_copy(arena, clauses);
	size_t count = 0;
	calx_node *copy, *at;

	if (!clause)
		return NULL;
	for (const calx_node *each = clause; each->kind != CALX_NODE_END;
		each++)
		if (each->kind == CALX_NODE_COLUMNS)
			count += calx__nodes_count(each->children);
	copy = at = calx__arena_zero(arena, count + 1, sizeof(*copy));
	for (; copy && clause->kind != CALX_NODE_END; clause++)
		for (const calx_node *node = clause->children;
			clause->kind == CALX_NODE_COLUMNS && node &&
			node->kind != CALX_NODE_END;
			node++)
			*at++ = *node;
	return copy;
}

/* ---- equality ------------------------------------------------------------- */

static bool texts_equal(const char *a, const char *b)
{
	return a && b ? !strcmp(a, b) : a == b;
}

static bool values_equal(const calx_value *a, const calx_value *b)
{
	if (a->kind != b->kind)
		return false;
	if (calx__value_has_bytes(a))
		return a->as.text.size == b->as.text.size &&
		       !memcmp(a->as.text.data, b->as.text.data,
			       a->as.text.size);
	return a->kind == CALX_NULL ||
	       !memcmp(&a->as, &b->as, calx__types[a->kind].size);
}

static bool pointers_equal(
	const struct node_info *info, const calx_node *a, const calx_node *b)
{
	if (info->has_type)
		return a->type && b->type && calx__type_equal(a->type, b->type);
	return !info->has_pointer || a->object == b->object;
}

static bool lists_equal(const calx_node *a, const calx_node *b);

bool calx__nodes_equal(const calx_node *a, const calx_node *b)
{
	const struct node_info *info = calx__node_info(a);

	return a->kind == b->kind && a->flags == b->flags &&
	       (!info->has_text || texts_equal(a->text, b->text)) &&
	       pointers_equal(info, a, b) &&
	       (!info->has_value || values_equal(&a->value, &b->value)) &&
	       (!info->has_children || lists_equal(a->children, b->children));
}

static bool lists_equal(const calx_node *a, const calx_node *b)
{
	while (a->kind != CALX_NODE_END && calx__nodes_equal(a, b)) {
		a++;
		b++;
	}
	return a->kind == CALX_NODE_END && b->kind == CALX_NODE_END;
}
