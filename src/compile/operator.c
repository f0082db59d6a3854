#include "compile/compiler.h"

#include <string.h>

#include "sql/type/type.h"
#include "util/text.h"

/* The operators of cmp() and where(), one row each. */

enum operands { OPERANDS_NONE, OPERANDS_ONE, OPERANDS_TWO, OPERANDS_LIST };

struct operator_info {
	const char *text;
	const char *sql; /* between the column and the first operand */
	enum operands operands;
	bool of_text;	   /* for text columns only */
	const char *tail;  /* behind the last operand */
	const char *empty; /* instead of all when the list is empty */
};

static const struct operator_info operators[] = {
	{ .text = "==", .sql = " = ", .operands = OPERANDS_ONE },
	{ .text = "!=", .sql = " <> ", .operands = OPERANDS_ONE },
	{ .text = "<", .sql = " < ", .operands = OPERANDS_ONE },
	{ .text = "<=", .sql = " <= ", .operands = OPERANDS_ONE },
	{ .text = ">", .sql = " > ", .operands = OPERANDS_ONE },
	{ .text = ">=", .sql = " >= ", .operands = OPERANDS_ONE },
	/* a backslash takes the meaning of % and _ away, on every database */
	{ .text = "like",
		.sql = " LIKE ",
		.operands = OPERANDS_ONE,
		.of_text = true,
		.tail = " ESCAPE '\\'" },
	{ .text = "not_like",
		.sql = " NOT LIKE ",
		.operands = OPERANDS_ONE,
		.of_text = true,
		.tail = " ESCAPE '\\'" },
	{ .text = "in",
		.sql = " IN (",
		.operands = OPERANDS_LIST,
		.tail = ")",
		.empty = "1 = 0" },
	{ .text = "not_in",
		.sql = " NOT IN (",
		.operands = OPERANDS_LIST,
		.tail = ")",
		.empty = "1 = 1" },
	{ .text = "between", .sql = " BETWEEN ", .operands = OPERANDS_TWO },
	{ .text = "is_null", .sql = " IS NULL", .operands = OPERANDS_NONE },
	{ .text = "is_not_null",
		.sql = " IS NOT NULL",
		.operands = OPERANDS_NONE },
};

#define OPERATOR_COUNT (sizeof(operators) / sizeof(*operators))

/* what other languages say */
static const struct {
	const char *text, *means;
} habits[] = {
	{ "=", "==" },
	{ "===", "==" },
	{ "<>", "!=" },
	{ "=<", "<=" },
	{ "=>", ">=" },
	{ "is", "is_null" },
	{ "is_not", "is_not_null" },
	{ "ilike", "like" },
	{ "~", "like" },
};

static const struct operator_info *operator_find(const char *text)
{
	for (size_t i = 0; i < OPERATOR_COUNT; i++)
		if (!strcmp(operators[i].text, text))
			return &operators[i];
	return NULL;
}

static const char *operator_suggest(const char *text)
{
	const char *names[OPERATOR_COUNT + 1] = { NULL };

	for (size_t i = 0; i < sizeof(habits) / sizeof(*habits); i++)
		if (!strcmp(habits[i].text, text))
			return habits[i].means;
	for (size_t i = 0; i < OPERATOR_COUNT; i++)
		names[i] = operators[i].text;
	return calx__text_suggest(text, names);
}

static void fail_unknown(struct compiler *compiler, const char *text)
{
	const char *suggestion = operator_suggest(text);

	calx__compile_fail(
		compiler, CALX_INVALID, "the operator '%s' is not known", text);
	if (suggestion)
		calx__compile_hint(compiler, "Did you mean '%s'?", suggestion);
	else
		calx__compile_hint(compiler,
			"The operators are ==, !=, <, <=, >, >=, like, not_like, in, not_in, between, is_null and is_not_null.");
}

/* ---- checks --------------------------------------------------------------- */

static bool count_is_right(struct compiler *compiler,
	const struct operator_info *operator, const calx_node * node)
{
	static const struct {
		size_t count;
		const char *text;
	} wanted[] = {
		[OPERANDS_NONE] = { 0, "no value" },
		[OPERANDS_ONE] = { 1, "one value" },
		[OPERANDS_TWO] = { 2, "two values" },
		[OPERANDS_LIST] = { 1, "one list" },
	};
	const size_t count = calx__nodes_count(node->children);

	if (count == wanted[operator->operands].count + 1)
		return true;
	calx__compile_fail(compiler, CALX_INVALID, "'%s' takes %s, not %zu",
		operator->text, wanted[operator->operands].text,
		count ? count - 1 : 0);
	return false;
}

static bool left_is_right(struct compiler *compiler,
	const struct operator_info *operator, const calx_node * left)
{
	if (left->kind != CALX_NODE_COLUMN || !left->column) {
		calx__compile_fail(compiler, CALX_INVALID,
			"a column must stand before '%s'", operator->text);
		return false;
	}
	if (operator->of_text && !calx__types[left->column->type.kind]
			.is_text) {
		calx__compile_fail(compiler, CALX_TYPE_MISMATCH,
			"'%s' is for text, and column '%s' is %s",
			operator->text, calx__column_name(left->column),
			calx__types[left->column->type.kind].name);
		return false;
	}
	return true;
}

static bool list_is_right(struct compiler *compiler,
	const struct operator_info *operator, const calx_node * operand)
{
	if (operand->kind != CALX_NODE_ARRAY) {
		calx__compile_fail(compiler, CALX_INVALID,
			"'%s' takes a list", operator->text);
		calx__compile_hint(compiler,
			"Write integers(1, 2), strings(\"a\", \"b\") or calx_string_list(items, count).");
		return false;
	}
	if (calx__array_has_null(operand)) {
		calx__compile_fail(compiler, CALX_INVALID,
			"the list of '%s' has a NULL in it", operator->text);
		return false;
	}
	return true;
}

static bool value_is_right(struct compiler *compiler,
	const struct operator_info *operator, const calx_node * operand)
{
	if (operand->kind == CALX_NODE_ARRAY) {
		calx__compile_fail(compiler, CALX_INVALID,
			"'%s' takes no list", operator->text);
		calx__compile_hint(compiler, "Lists are for in and not_in.");
		return false;
	}
	if (operand->kind == CALX_NODE_VALUE &&
		operand->value.kind == CALX_NULL) {
		calx__compile_fail(compiler, CALX_INVALID,
			"'%s' with NULL holds for no row", operator->text);
		calx__compile_hint(compiler, "Use is_null or is_not_null.");
		return false;
	}
	return true;
}

static bool operand_is_right(struct compiler *compiler,
	const struct operator_info *operator, const calx_node * operand)
{
	if (!calx__compile_operand(compiler, operand))
		return false;
	if (operator->operands == OPERANDS_LIST)
		return list_is_right(compiler, operator, operand);
	return value_is_right(compiler, operator, operand);
}

static bool operands_are_right(struct compiler *compiler,
	const struct operator_info *operator, const calx_node * node)
{
	if (!count_is_right(compiler, operator, node) ||
		!left_is_right(compiler, operator, node->children))
		return false;
	for (const calx_node *operand = node->children + 1;
		operand->kind != CALX_NODE_END; operand++)
		if (!operand_is_right(compiler, operator, operand))
			return false;
	return true;
}

/* ---- writing -------------------------------------------------------------- */

static void operator_write(struct compiler *compiler,
	const struct operator_info *operator, const calx_node * children)
{
	calx__compile_column(compiler, children->column, true);
	calx__compile_text(compiler, operator->sql);
	if (operator->operands >= OPERANDS_ONE)
		calx__compile_node(compiler, &children[1]);
	if (operator->operands == OPERANDS_TWO) {
		calx__compile_text(compiler, " AND ");
		calx__compile_node(compiler, &children[2]);
	}
	if (operator->tail)
		calx__compile_text(compiler, operator->tail);
}

void calx__compile_compare(struct compiler *compiler, const calx_node *node)
{
	const char *text = node->text ? node->text : "";
	const struct operator_info *operator= operator_find(text);

	if (!operator) {
		fail_unknown(compiler, text);
		return;
	}
	if (!operands_are_right(compiler, operator, node))
		return;
	if (operator->empty && node->children[1].kind ==
		CALX_NODE_ARRAY && !calx__array_count(&node->children[1]))
		calx__compile_text(compiler, operator->empty);
	else
		operator_write(compiler, operator, node->children);
}
