#include "compile/operator.h"

#include <string.h>

#include "compile/compiler.h"
#include "compile/expression.h"
#include "compile/identifier.h"
#include "sql/type/stored.h"
#include "sql/type/type.h"
#include "util/text.h"

/* The operators of where(), one row each. */

enum operands { OPERANDS_NONE, OPERANDS_ONE, OPERANDS_TWO, OPERANDS_LIST };

struct operator_info {
	const char *text;
	const char *sql; /* between the first operand and the second */
	enum operands operands;
	bool of_text;	  /* for text only */
	bool with_null;	  /* means something for NULL */
	const char *open; /* before the second operand, and behind it */
	const char *close;
	const char *lower; /* around both: the case of letters is no matter */
	const char *tail;  /* behind the last operand */
	const char *empty; /* instead of all when the list is empty */
};

/* a backslash takes the meaning of % and _ away, on every database */
#define ESCAPED "replace(replace(replace("
#define UNTIL_ESCAPED ", '\\', '\\\\'), '%', '\\%'), '_', '\\_')"
#define LIKE_TAIL " ESCAPE '\\'"

static const struct operator_info operators[] = {
	{ .text = "==", .sql = " = ", .operands = OPERANDS_ONE },
	{ .text = "!=", .sql = " <> ", .operands = OPERANDS_ONE },
	{ .text = "<", .sql = " < ", .operands = OPERANDS_ONE },
	{ .text = "<=", .sql = " <= ", .operands = OPERANDS_ONE },
	{ .text = ">", .sql = " > ", .operands = OPERANDS_ONE },
	{ .text = ">=", .sql = " >= ", .operands = OPERANDS_ONE },
	{ .text = "like",
		.sql = " LIKE ",
		.operands = OPERANDS_ONE,
		.of_text = true,
		.tail = LIKE_TAIL },
	{ .text = "not_like",
		.sql = " NOT LIKE ",
		.operands = OPERANDS_ONE,
		.of_text = true,
		.tail = LIKE_TAIL },
	{ .text = "ilike",
		.sql = " LIKE ",
		.operands = OPERANDS_ONE,
		.of_text = true,
		.lower = "lower",
		.tail = LIKE_TAIL },
	{ .text = "starts_with",
		.sql = " LIKE ",
		.operands = OPERANDS_ONE,
		.of_text = true,
		.open = ESCAPED,
		.close = UNTIL_ESCAPED " || '%'",
		.tail = LIKE_TAIL },
	{ .text = "ends_with",
		.sql = " LIKE ",
		.operands = OPERANDS_ONE,
		.of_text = true,
		.open = "'%' || " ESCAPED,
		.close = UNTIL_ESCAPED,
		.tail = LIKE_TAIL },
	{ .text = "contains",
		.sql = " LIKE ",
		.operands = OPERANDS_ONE,
		.of_text = true,
		.open = "'%' || " ESCAPED,
		.close = UNTIL_ESCAPED " || '%'",
		.tail = LIKE_TAIL },
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
	{ .text = "is_true", .sql = "", .operands = OPERANDS_NONE },
	{ .text = "is_distinct_from",
		.sql = " IS DISTINCT FROM ",
		.operands = OPERANDS_ONE,
		.with_null = true },
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
			"The operators are ==, !=, <, <=, >, >=, like, not_like, ilike, starts_with, ends_with, contains, in, not_in, between, is_null, is_not_null and is_distinct_from.");
}

/* ---- checks --------------------------------------------------------------- */

static bool count_is_right(struct compiler *compiler,
	const struct operator_info *operator, const calx_node * node)
{
	static const struct {
		size_t least, most;
		const char *text;
	} wanted[] = {
		[OPERANDS_NONE] = { 0, 0, "no value" },
		[OPERANDS_ONE] = { 1, 1, "one value" },
		[OPERANDS_TWO] = { 2, 2, "two values" },
		[OPERANDS_LIST] = { 1, SIZE_MAX, "values or one array()" },
	};
	const size_t count = calx__nodes_count(node->children) - 1;

	if (count >= wanted[operator->operands].least &&
		count <= wanted[operator->operands].most)
		return true;
	calx__compile_fail(compiler, CALX_INVALID, "'%s' takes %s, not %zu",
		operator->text, wanted[operator->operands].text, count);
	return false;
}

static bool left_is_right(struct compiler *compiler,
	const struct operator_info *operator, const calx_node * left)
{
	const enum calx_kind kind = calx__node_type(left).kind;

	if (!operator->of_text || kind == CALX_NULL || calx__types[kind]
			.is_text)
		return true;
	if (left->kind == CALX_NODE_COLUMN)
		calx__compile_fail(compiler, CALX_TYPE_MISMATCH,
			"'%s' is for text, and column '%s' is %s",
			operator->text, calx__column_name(left->column),
			calx__types[kind].name);
	else
		calx__compile_fail(compiler, CALX_TYPE_MISMATCH,
			"'%s' is for text, and what is before it is %s",
			operator->text, calx__types[kind].name);
	return false;
}

static bool array_is_right(struct compiler *compiler,
	const struct operator_info *operator, const calx_node * operand)
{
	if (operator->operands != OPERANDS_LIST) {
		calx__compile_fail(compiler, CALX_INVALID,
			"'%s' takes no list", operator->text);
		calx__compile_hint(compiler, "Lists are for in and not_in.");
		return false;
	}
	if (!calx__array_has_null(operand))
		return true;
	calx__compile_fail(compiler, CALX_INVALID,
		"the list of '%s' has a NULL in it", operator->text);
	return false;
}

static bool operand_is_right(struct compiler *compiler,
	const struct operator_info *operator, const calx_node * operand)
{
	if (operand->kind == CALX_NODE_ARRAY)
		return array_is_right(compiler, operator, operand);
	if (operand->kind != CALX_NODE_VALUE || operator->with_null ||
						operand->value.kind !=
						CALX_NULL)
		return true;
	if (operator->operands == OPERANDS_LIST) {
		calx__compile_fail(compiler, CALX_INVALID,
			"the list of '%s' has a NULL in it", operator->text);
		return false;
	}
	calx__compile_fail(compiler, CALX_INVALID,
		"'%s' with NULL holds for no row", operator->text);
	calx__compile_hint(compiler,
		"Use is_null or is_not_null, or where_given() to leave it out.");
	return false;
}

static bool operands_are_right(struct compiler *compiler,
	const struct operator_info *operator, const calx_node * node)
{
	if (!count_is_right(compiler, operator, node) ||
		!left_is_right(compiler, operator, node->children))
		return false;
	for (const calx_node *operand = node->children + 1;
		operand->kind != CALX_NODE_END; operand++)
		if (!operand_is_right(compiler, operator, operand) ||
			!calx__stored_is_right(
				compiler, node->children, operand))
			return false;
	return true;
}

/* ---- writing -------------------------------------------------------------- */

/* operators bind less than what is compared, so nothing needs parentheses but
 * conditions that are operands */
static void right_write(struct compiler *compiler,
	const struct operator_info *operator, const calx_node * node)
{
	const char *separator = operator->operands == OPERANDS_TWO ? " AND "
								   : ", ";

	for (const calx_node *operand = node->children + 1;
		operand->kind != CALX_NODE_END; operand++) {
		if (operand != node->children + 1)
			calx__compile_text(compiler, separator);
		calx__compile_text(
			compiler, operator->open ? operator->open : "");
		calx__compile_operand(compiler, node, operand);
		calx__compile_text(
			compiler, operator->close ? operator->close : "");
	}
}

static void lowered(struct compiler *compiler,
	const struct operator_info *operator, const char * parenthesis)
{
	if (!operator->lower)
		return;
	if (*parenthesis == '(')
		calx__compile_text(compiler, operator->lower);
	calx__compile_text(compiler, parenthesis);
}

/* Where a word stands for true, a column alone is no condition. */
static void truth_write(struct compiler *compiler, const calx_node *column)
{
	const calx_type type = calx__node_type(column);
	const struct stored_form *form = calx__stored_form(&type);

	if (!form || !form->words)
		return;
	calx__compile_text(compiler, " = ");
	calx__sql_literal(compiler->sql, compiler->dialect,
		form->words + strlen(form->words) + 1);
}

static void operator_write(struct compiler *compiler,
	const struct operator_info *operator, const calx_node * node)
{
	lowered(compiler, operator, "(");
	if (operator->operands == OPERANDS_NONE && * operator->sql)
		calx__compile_node(compiler, node->children);
	else
		calx__compile_collated(compiler, node->children);
	lowered(compiler, operator, ")");
	calx__compile_text(compiler, operator->sql);
	lowered(compiler, operator, "(");
	right_write(compiler, operator, node);
	lowered(compiler, operator, ")");
	if (operator->tail)
		calx__compile_text(compiler, operator->tail);
	if (operator->operands == OPERANDS_NONE && !* operator->sql)
		truth_write(compiler, node->children);
}

/* Whether the only operand behind the first is an array of nothing. */
static bool list_is_empty(const calx_node *node)
{
	const calx_node *list = node->children + 1;

	return list->kind == CALX_NODE_ARRAY && !calx__array_count(list) &&
	       list[1].kind == CALX_NODE_END;
}

/* ---- columns and values ---------------------------------------------------- */

/* How many values stand behind a column; 0 if something else does. */
static size_t values_of(const calx_node *node)
{
	const calx_node *operand = node->children;
	size_t count = 0;

	if (operand->kind != CALX_NODE_COLUMN || !operand->column)
		return 0;
	for (operand++; operand->kind != CALX_NODE_END; operand++) {
		if (operand->kind == CALX_NODE_ARRAY)
			count += calx__array_count(operand);
		else if (operand->kind == CALX_NODE_VALUE)
			count++;
		else
			return 0;
	}
	return count;
}

void calx__comparison_value(struct compiler *compiler,
	const struct comparison *comparison, size_t value)
{
	const calx_node *operand = NULL;

	if (comparison->node) {
		operand = comparison->node->children + 1;
		for (; operand->kind == CALX_NODE_VALUE && value; value--)
			operand++;
	}
	calx__compile_placeholder(compiler, operand, value);
}

void calx__comparison_write(
	struct compiler *compiler, const struct comparison *comparison)
{
	if (comparison->node) {
		operator_write(compiler, operator_find(comparison->operator),
			comparison->node);
		return;
	}
	calx__compile_column(compiler, comparison->column, true);
	calx__compile_text(compiler, " = ");
	calx__comparison_value(compiler, comparison, 0);
}

void calx__compile_comparison(
	struct compiler *compiler, const struct comparison *comparison)
{
	const struct dialect *dialect = compiler->dialect;

	if (!dialect->compare || !comparison->count ||
		!dialect->compare(compiler, comparison))
		calx__comparison_write(compiler, comparison);
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
	if (operator->empty && list_is_empty(node))
		calx__compile_text(compiler, operator->empty);
	else
		calx__compile_comparison(
			compiler, &(const struct comparison){
					  .column = node->children->column,
					  .operator= text,
					  .node = node,
					  .count = values_of(node),
				  });
}
