#include "compile/clause.h"

#include <stdio.h>

#include "compile/compiler.h"
#include "compile/expression.h"
#include "sql/type/type.h"

/* Conditions that have others in them, and the clauses: each writes what stands
 * behind its keyword, which statement.c writes once for all of a kind. */

/* ---- conditions ----------------------------------------------------------- */

void calx__compile_where(struct compiler *compiler, const calx_node *node)
{
	calx__compile_list(compiler, node->children, " AND ");
}

void calx__compile_all_of(struct compiler *compiler, const calx_node *node)
{
	calx__compile_text(compiler, "(");
	calx__compile_list(compiler, node->children, " AND ");
	calx__compile_text(compiler, ")");
}

void calx__compile_any_of(struct compiler *compiler, const calx_node *node)
{
	calx__compile_text(compiler, "(");
	calx__compile_list(compiler, node->children, " OR ");
	calx__compile_text(compiler, ")");
}

void calx__compile_none_of(struct compiler *compiler, const calx_node *node)
{
	calx__compile_text(compiler, "NOT ");
	calx__compile_any_of(compiler, node);
}

/* ---- clauses -------------------------------------------------------------- */

void calx__compile_columns(struct compiler *compiler, const calx_node *node)
{
	for (const calx_node *column = node->children;
		column->kind != CALX_NODE_END && compiler->status >= 0;
		column++) {
		calx__compile_text(
			compiler, column == node->children ? "" : ", ");
		calx__compile_selected(compiler, column);
	}
}

/* A column of the result's row is called by its label. GROUP BY would look for
 * a column of the table first: there it has a number. */
static void term_write(struct compiler *compiler, const calx_node *clause,
	const calx_node *term)
{
	char number[16];

	if (clause->kind == CALX_NODE_GROUP_BY &&
		term->kind == CALX_NODE_COLUMN &&
		calx__compile_is_label(compiler, term->column)) {
		snprintf(number, sizeof(number), "%zu",
			(size_t)(term->column - term->column->table->columns) +
				1);
		calx__compile_text(compiler, number);
		calx__compile_label_collation(compiler, term->column);
	} else if (term->kind == CALX_NODE_ORDERING) {
		calx__compile_node(compiler, term);
	} else {
		calx__compile_collated(compiler, term);
	}
}

/* ORDER BY, GROUP BY: by value */
void calx__compile_terms(struct compiler *compiler, const calx_node *node)
{
	for (const calx_node *term = node->children;
		term->kind != CALX_NODE_END; term++) {
		if (term != node->children)
			calx__compile_text(compiler, ", ");
		term_write(compiler, node, term);
	}
}

bool calx__set_is_right(struct compiler *compiler, const calx_node *node)
{
	const calx_node *column = &node->children[0], *value = column + 1;
	const bool is_null = value->kind == CALX_NODE_VALUE &&
			     value->value.kind == CALX_NULL;

	if (column->kind != CALX_NODE_COLUMN || !column->column ||
		value[1].kind != CALX_NODE_END)
		calx__compile_fail(compiler, CALX_INVALID,
			"set() takes a column and a value");
	else if (value->kind == CALX_NODE_ARRAY)
		calx__compile_fail(compiler, CALX_INVALID,
			"column '%s' is set to a list",
			calx__column_name(column->column));
	else if (is_null && !column->column->nullable)
		calx__compile_fail(compiler, CALX_INVALID,
			"column '%s' is set to NULL and is not nullable()",
			calx__column_name(column->column));
	else
		calx__stored_is_right(compiler, column, value);
	return compiler->status >= 0;
}

void calx__compile_set(struct compiler *compiler, const calx_node *node)
{
	if (!calx__set_is_right(compiler, node))
		return;
	calx__compile_node(compiler, &node->children[0]);
	calx__compile_text(compiler, " = ");
	calx__compile_stored(
		compiler, node->children[0].column, &node->children[1]);
}

/* limit and offset: one operand */
static void limit_write(
	struct compiler *compiler, const calx_node *node, const char *keyword)
{
	const calx_node *operand = node->children;

	if (operand->kind != CALX_NODE_VALUE ||
		operand[1].kind != CALX_NODE_END ||
		!calx__limit_is_valid(&operand->value)) {
		calx__compile_fail(compiler, CALX_RANGE,
			"%s takes an integer that is not negative",
			calx__node_info(node)->name);
		return;
	}
	calx__compile_text(compiler, keyword);
	calx__compile_node(compiler, operand);
}

void calx__compile_limit(struct compiler *compiler, const calx_node *node)
{
	limit_write(compiler, node, " LIMIT ");
}

void calx__compile_offset(struct compiler *compiler, const calx_node *node)
{
	limit_write(compiler, node, " OFFSET ");
}
