#include "dialect/sqlite/number/decimal.h"

#include <stdio.h>

#include "compile/expression.h"
#include "dialect/sqlite/text/storage.h"
#include "sql/type/column.h"
#include "sql/type/type.h"
#include "util/text.h"

/* What is a decimal is one of three: a column that SQLite keeps as a number, a
 * column that it keeps as text, or what an expression makes, which is text, too.
 * The functions are those of driver/sqlite/function/decimal.h. */

/* a number of at most so many digits is one in floating point as well */
enum { REAL_DIGITS = 15 };

/* Columns in the form of another program's are left to those that know it. */
static bool type_is_decimal(const calx_type *type)
{
	return type->kind == CALX_NUMERIC && !type->stored;
}

static bool is_decimal(const calx_node *node)
{
	const calx_type type = calx__node_type(node);

	return type_is_decimal(&type);
}

/* A column which SQLite compares with numbers, and with values that become one,
 * exactly. */
static bool is_real_column(const calx_node *node)
{
	/* what SQLite computes is not the nearest number to a decimal */
	return node->kind == CALX_NODE_COLUMN && is_decimal(node) &&
	       !calx__column_computed(node->column) &&
	       node->column->type.length &&
	       node->column->type.length <= REAL_DIGITS;
}

/* Whether it is the text of a decimal as it is. */
static bool is_text(const calx_node *node)
{
	if (node->kind == CALX_NODE_COLUMN)
		return is_decimal(node) &&
		       calx__storage_is_exact(&node->column->type);
	if (node->kind == CALX_NODE_ARRAY)
		return node->value.kind == CALX_NUMERIC;
	return is_decimal(node);
}

/* The digits that a number which an expression picks has behind the point. */
static int scale_of(const calx_node *node)
{
	for (unsigned depth = 0; node && depth < NODE_DEPTH_MAX; depth++) {
		if (node->kind == CALX_NODE_COLUMN)
			return is_decimal(node) ? node->column->type.scale : 0;
		if (!calx__node_info(node)->has_children)
			break;
		node = node->children;
	}
	return 0;
}

/* ", 2)" */
static void scale_write(struct compiler *compiler, int scale)
{
	char text[24];

	snprintf(text, sizeof(text), ", %d)", scale);
	calx__compile_text(compiler, text);
}

/* ---- operands ------------------------------------------------------------- */

/* Integers of the program's, each made a decimal. */
static void array_write(struct compiler *compiler, const calx_node *node)
{
	const size_t count = calx__array_count(node);

	for (size_t i = 0; i < count && compiler->status >= 0; i++) {
		calx__compile_text(
			compiler, i ? ", calx_decimal(" : "calx_decimal(");
		calx__compile_placeholder(compiler, node, i);
		calx__compile_text(compiler, ")");
	}
}

static bool is_null(const calx_node *node)
{
	return node->kind == CALX_NODE_VALUE && node->value.kind == CALX_NULL;
}

void calx__decimal_exact(struct compiler *compiler, const calx_node *node)
{
	if (is_text(node) || is_null(node)) {
		calx__compile_node(compiler, node);
		return;
	}
	if (node->kind == CALX_NODE_ARRAY) {
		array_write(compiler, node);
		return;
	}
	calx__compile_text(compiler, "calx_decimal(");
	calx__compile_node(compiler, node);
	if (node->kind == CALX_NODE_VALUE)
		calx__compile_text(compiler, ")");
	else
		scale_write(compiler, scale_of(node));
}

/* "name(a, b" */
static void arguments_write(struct compiler *compiler, const char *name,
	const calx_node *arguments, bool compared)
{
	const char *between = "(";

	calx__compile_text(compiler, name);
	for (const calx_node *argument = arguments;
		argument->kind != CALX_NODE_END; argument++) {
		if (!calx__stored_is_right(compiler, arguments, argument))
			return;
		calx__compile_text(compiler, between);
		/* the functions take the program's integers, too */
		if (!compared && argument->kind == CALX_NODE_VALUE)
			calx__compile_node(compiler, argument);
		else
			calx__decimal_exact(compiler, argument);
		/* the first one's holds for all */
		if (compared && argument == arguments)
			calx__compile_text(compiler, " COLLATE calx_decimal");
		between = ", ";
	}
}

/* ---- functions ------------------------------------------------------------ */

static bool is_call(const calx_node *node, const char *name)
{
	return node->kind == CALX_NODE_CALL &&
	       calx__text_equal(node->text, name);
}

static bool arguments_are_text(const calx_node *call)
{
	const calx_node *argument = call->children;

	while (argument->kind != CALX_NODE_END && is_text(argument))
		argument++;
	return argument->kind == CALX_NODE_END;
}

/* calx_sum(DISTINCT x) */
static void total_write(
	struct compiler *compiler, const calx_node *call, const char *name)
{
	const calx_node *argument = call->children;

	calx__compile_text(compiler, name);
	calx__compile_text(compiler, "(");
	if (argument->kind == CALX_NODE_DISTINCT) {
		calx__compile_text(compiler, "DISTINCT ");
		argument = argument->children;
	}
	calx__decimal_exact(compiler, argument);
	calx__compile_text(compiler, ")");
}

static bool total_is_ours(const calx_node *call)
{
	const calx_type type = calx__node_type(call);

	return type_is_decimal(&type) ||
	       type.stored == CALX_STORED_DECIMAL_TEXT;
}

/* A function as it is called, with what stands behind it. */
static void inner_write(struct compiler *compiler, const calx_node *node)
{
	if (node->kind == CALX_NODE_OVER) {
		inner_write(compiler, node->children);
		calx__write_window(compiler, node);
	} else if (node->kind == CALX_NODE_FILTERED) {
		inner_write(compiler, node->children);
		calx__write_filter(compiler, node);
	} else if (is_call(node, "sum") && total_is_ours(node)) {
		total_write(compiler, node, "calx_sum");
	} else if (is_call(node, "avg") && total_is_ours(node)) {
		total_write(compiler, node, "calx_avg");
	} else {
		calx__compile_default(compiler, node);
	}
}

static const calx_node *innermost(const calx_node *node)
{
	while (node->kind == CALX_NODE_OVER || node->kind == CALX_NODE_FILTERED)
		node = node->children;
	return node;
}

/* What a function picks may be a number. */
void calx__decimal_visit_aggregate(
	struct compiler *compiler, const calx_node *node)
{
	const calx_node *call = innermost(node);
	const bool made = is_decimal(node) && call->kind == CALX_NODE_CALL &&
			  !is_call(call, "sum") && !is_call(call, "avg") &&
			  !arguments_are_text(call);

	calx__compile_text(compiler, made ? "calx_decimal(" : "");
	inner_write(compiler, node);
	if (made)
		scale_write(compiler, scale_of(call));
}

/* Functions that compare their arguments, and how SQLite calls them
 * (https://sqlite.org/lang_corefunc.html#max_scalar). */
static const struct {
	const char *name, *sqlite;
} pickers[] = {
	{ "greatest", "max" },
	{ "least", "min" },
	{ "nullif", "nullif" },
};

void calx__decimal_visit_call(struct compiler *compiler, const calx_node *node)
{
	for (size_t i = 0; i < sizeof(pickers) / sizeof(*pickers); i++) {
		if (!is_call(node, pickers[i].name) || !is_decimal(node))
			continue;
		arguments_write(
			compiler, pickers[i].sqlite, node->children, true);
		calx__compile_text(compiler, ")");
		return;
	}
	calx__decimal_visit_aggregate(compiler, node);
}

void calx__decimal_visit_operator(
	struct compiler *compiler, const calx_node *node)
{
	static const struct {
		const char *text, *name;
	} operators[] = {
		{ "+", "calx_add" },
		{ "-", "calx_sub" },
		{ "*", "calx_mul" },
		{ "/", "calx_div" },
		{ "%", "calx_mod" },
	};

	if (!is_decimal(node) || calx__nodes_count(node->children) != 2) {
		calx__compile_default(compiler, node);
		return;
	}
	for (size_t i = 0; i < sizeof(operators) / sizeof(*operators); i++) {
		if (!calx__text_equal(operators[i].text, node->text))
			continue;
		arguments_write(
			compiler, operators[i].name, node->children, false);
		calx__compile_text(compiler, ")");
		return;
	}
	calx__compile_fail(compiler, CALX_INVALID,
		"the operator '%s' is not one of decimals, which have + - * / %%",
		node->text ? node->text : "");
}

/* Its results are values, columns and expressions. */
void calx__decimal_visit_case(struct compiler *compiler, const calx_node *node)
{
	if (!is_decimal(node)) {
		calx__compile_default(compiler, node);
		return;
	}
	calx__compile_text(compiler, "calx_decimal(");
	calx__compile_default(compiler, node);
	scale_write(compiler, node->type->scale);
}

/* ---- casts ---------------------------------------------------------------- */

/* "calx_cast(x, 10, 2)", "x" */
static void cast_write(struct compiler *compiler, const calx_type *type,
	const calx_node *value)
{
	char text[48];

	if (!type->length) {
		calx__decimal_exact(compiler, value);
		return;
	}
	calx__compile_text(compiler, "calx_cast(");
	calx__decimal_exact(compiler, value);
	snprintf(text, sizeof(text), ", %d, %d)", type->length, type->scale);
	calx__compile_text(compiler, text);
}

void calx__decimal_visit_cast(struct compiler *compiler, const calx_node *node)
{
	const struct sql_column column = { .type = calx__declared_type(node) };
	const calx_node *value = node->children;

	if (calx__node_type(value).stored ||
		(!type_is_decimal(&column.type) && !is_decimal(value))) {
		calx__compile_default(compiler, node);
	} else if (type_is_decimal(&column.type)) {
		cast_write(compiler, &column.type, value);
	} else {
		calx__compile_text(compiler, "CAST(");
		calx__decimal_exact(compiler, value);
		calx__compile_text(compiler, " AS ");
		compiler->dialect->type(compiler->sql, &column, false);
		calx__compile_text(compiler, ")");
	}
}

void calx__decimal_store(struct compiler *compiler, const calx_column *column,
	const calx_node *value)
{
	if (type_is_decimal(&column->type) && value->kind != CALX_NODE_VALUE)
		cast_write(compiler, &column->type, value);
	else
		calx__compile_node(compiler, value);
}

/* ---- comparisons ---------------------------------------------------------- */

/* Whether SQLite itself compares all that stands there, as numbers. */
static bool are_numbers(const calx_node *operands)
{
	const calx_node *operand = operands;

	if (!is_real_column(operand))
		return false;
	while ((++operand)->kind != CALX_NODE_END) {
		const enum calx_kind kind = calx__node_type(operand).kind;

		if (operand->kind != CALX_NODE_VALUE &&
			operand->kind != CALX_NODE_ARRAY &&
			!is_real_column(operand) &&
			!calx__types[kind].is_integer)
			return false;
	}
	return true;
}

void calx__decimal_visit_compare(
	struct compiler *compiler, const calx_node *node)
{
	compiler->exact =
		is_decimal(node->children) && !are_numbers(node->children);
	calx__compile_default(compiler, node);
	compiler->exact = false;
}
