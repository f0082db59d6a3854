#include "compile/select.h"

#include "compile/compiler.h"
#include "compile/expression.h"
#include "sql/schema/descriptor.h"
#include "sql/type/column.h"
#include "sql/type/stored.h"

/* select(): an expression for each field of a row, under the field's name, by
 * which ORDER BY may call it. What can be NULL must be able to: that is told
 * here, before there is any row. */

/* ---- what may be NULL ----------------------------------------------------- */

static bool may_be_null(
	const struct compiler *compiler, const calx_node *node, unsigned depth);

static size_t count_of_nulls(
	const struct compiler *compiler, const calx_node *node, unsigned depth)
{
	size_t count = 0;

	for (; depth && node && node->kind != CALX_NODE_END; node++)
		count += may_be_null(compiler, node, depth - 1);
	return count;
}

static bool call_may_be_null(
	const struct compiler *compiler, const calx_node *call, unsigned depth)
{
	const size_t nulls = count_of_nulls(compiler, call->children, depth);

	switch (calx__call_nulls(call)) {
	case NULL_NEVER:
		return false;
	case NULL_MAYBE:
		return true;
	case NULL_WITH_ALL:
		return nulls == calx__nodes_count(call->children);
	case NULL_WITHOUT_ROWS:
		return nulls ||
		       !calx__clause(compiler->clauses, CALX_NODE_GROUP_BY);
	default:
		return nulls != 0;
	}
}

/* a CASE is NULL with a result of it, or where no condition holds */
static bool case_may_be_null(
	const struct compiler *compiler, const calx_node *part, unsigned depth)
{
	bool otherwise = false;

	for (; depth && part->kind != CALX_NODE_END; part++) {
		otherwise |= part->kind == CALX_NODE_OTHERWISE;
		if (may_be_null(compiler, part->children, depth - 1))
			return true;
	}
	return !otherwise;
}

static bool may_be_null(
	const struct compiler *compiler, const calx_node *node, unsigned depth)
{
	switch ((int)node->kind) {
	case CALX_NODE_COLUMN:
		return node->column && node->column->nullable;
	case CALX_NODE_VALUE:
		return node->value.kind == CALX_NULL;
	case CALX_NODE_CALL:
		return call_may_be_null(compiler, node, depth);
	case CALX_NODE_CASE:
		return case_may_be_null(compiler, node->children, depth);
	case CALX_NODE_OVER:
	case CALX_NODE_FILTERED:
		return may_be_null(compiler, node->children, depth);
	case CALX_NODE_OPERATOR:
	case CALX_NODE_CAST:
	case CALX_NODE_EXTRACT:
		return count_of_nulls(compiler, node->children, depth) != 0;
	default:
		return false;
	}
}

/* ---- the fields ----------------------------------------------------------- */

static bool field_is_right(struct compiler *compiler, const calx_table *row,
	const calx_column *column, const calx_node *node)
{
	if (column->nullable || !may_be_null(compiler, node, NODE_DEPTH_MAX))
		return true;
	if (node->kind == CALX_NODE_VALUE) {
		calx__compile_fail(compiler, CALX_INVALID,
			"the field '%s' of '%s' is left out or NULL, and not nullable()",
			column->name, row->name);
		return false;
	}
	calx__compile_fail(compiler, CALX_INVALID,
		"what fills the field '%s' of '%s' may be NULL", column->name,
		row->name);
	calx__compile_hint(compiler,
		"Declare the field nullable(...), or use coalesce(...).");
	return false;
}

/* A field is read in the form that its own type says. */
static bool field_form_is_right(struct compiler *compiler,
	const calx_table *row, const calx_column *column, const calx_node *node)
{
	const calx_type type = calx__node_type(node);

	if ((column->type.stored == type.stored &&
		    column->type.custom == type.custom) ||
		node->kind == CALX_NODE_VALUE)
		return true;
	calx__compile_fail(compiler, CALX_INVALID,
		"the field '%s' of '%s' has not the .stored of what fills it",
		column->name, row->name);
	if (type.stored < CALX_STORED_COUNT && type.stored)
		calx__compile_hint(compiler,
			"Declare it with .stored = %s, too.",
			calx__stored_forms[type.stored].name);
	return false;
}

static void field_write(struct compiler *compiler, const calx_column *column,
	const calx_node *node)
{
	if (node->kind == CALX_NODE_VALUE && node->value.kind == CALX_NULL)
		calx__compile_text(compiler, "NULL");
	else
		calx__compile_selected(compiler, node);
	calx__compile_text(compiler, " AS ");
	calx__compile_identifier(compiler, calx__column_name(column));
}

void calx__compile_select(struct compiler *compiler, const calx_node *node)
{
	const calx_table *row = node->table;

	if (!row || calx__nodes_count(node->children) != row->column_count) {
		calx__compile_fail(compiler, CALX_INVALID,
			"select() takes a row and what its fields are made of");
		return;
	}
	for (size_t i = 0; i < row->column_count; i++) {
		const calx_column *column = calx__column_at(row, i);

		if (!field_is_right(compiler, row, column, &node->children[i]))
			return;
		if (!field_form_is_right(
			    compiler, row, column, &node->children[i]))
			return;
		calx__compile_text(compiler, i ? ", " : "");
		field_write(compiler, column, &node->children[i]);
	}
}
