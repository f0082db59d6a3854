#include "compile/expression.h"

#include <string.h>

#include "compile/compiler.h"
#include "sql/type/stored.h"
#include "util/text.h"

/* Expressions: how each kind is written, and which type it makes. */

/* ---- what stands for itself ----------------------------------------------- */

void calx__write_column(struct compiler *compiler, const calx_node *node)
{
	calx__compile_column(compiler, node->column, false);
}

void calx__write_value(struct compiler *compiler, const calx_node *node)
{
	calx__compile_placeholder(compiler, node, 0);
}

void calx__write_array(struct compiler *compiler, const calx_node *node)
{
	const size_t count = calx__array_count(node);

	for (size_t i = 0; i < count && compiler->status >= 0; i++) {
		calx__compile_text(compiler, i ? ", " : "");
		calx__compile_placeholder(compiler, node, i);
	}
}

void calx__write_star(struct compiler *compiler, const calx_node *node)
{
	(void)node;
	calx__compile_text(compiler, "*");
}

calx_type calx__column_node_type(const calx_node *node)
{
	return node->column ? node->column->type
			    : (calx_type){ .kind = CALX_NULL };
}

calx_type calx__value_node_type(const calx_node *node)
{
	return (calx_type){ .kind = node->value.kind };
}

/* ---- columns of other programs -------------------------------------------- */

static bool fail_stored(
	struct compiler *compiler, const calx_node *node, const char *why)
{
	const calx_column *column = calx__node_column(node);
	const calx_type type = calx__node_type(node);
	const struct stored_form *form = calx__stored_form(&type);

	calx__compile_fail(compiler, CALX_UNSUPPORTED,
		"'%s' is stored as %s, %s",
		column ? calx__column_name(column) : "an operand",
		form ? form->name : "?", why);
	return false;
}

bool calx__stored_is_right(struct compiler *compiler, const calx_node *first,
	const calx_node *other)
{
	const calx_type a = calx__node_type(first), b = calx__node_type(other);

	if ((!a.stored && !b.stored) || other->kind == CALX_NODE_VALUE ||
		other->kind == CALX_NODE_ARRAY || b.kind == CALX_NULL ||
		(a.stored == b.stored && a.scale == b.scale &&
			a.custom == b.custom))
		return true;
	return fail_stored(compiler, a.stored ? first : other,
		"and what stands beside it is not");
}

/* Whether no operand is such a column, and nothing such is made. */
static bool stored_is_absent(struct compiler *compiler, const calx_node *node)
{
	const calx_node *child = node->children;

	if (node->type && node->type->stored) {
		calx__compile_fail(compiler, CALX_UNSUPPORTED,
			"%s cannot make a type with .stored",
			calx__node_info(node)->name);
		return false;
	}
	for (; child && child->kind != CALX_NODE_END; child++)
		if (calx__node_type(child).stored)
			return fail_stored(
				compiler, child, "and cannot be computed with");
	return true;
}

/* ---- functions ------------------------------------------------------------ */

/* what the functions that calx has words for make, and how they are called */
static const struct function {
	const char *name;
	enum calx_kind kind; /* CALX_NULL: that of the first argument */
	bool collated;	     /* picks one of its arguments by value */
	bool aggregates;     /* makes one of the rows of a group */
	const char *between; /* NULL: it is called */
	enum function_nulls nulls;
} functions[] = {
	{ "count", CALX_BIG_INTEGER, false, true, NULL, NULL_NEVER },
	{ "avg", CALX_DOUBLE, false, true, NULL, NULL_WITHOUT_ROWS },
	{ "length", CALX_INTEGER, false, false, NULL, NULL_WITH_ANY },
	{ "lower", CALX_STRING, false, false, NULL, NULL_WITH_ANY },
	{ "upper", CALX_STRING, false, false, NULL, NULL_WITH_ANY },
	{ "trim", CALX_STRING, false, false, NULL, NULL_WITH_ANY },
	{ "substr", CALX_STRING, false, false, NULL, NULL_WITH_ANY },
	{ "replace", CALX_STRING, false, false, NULL, NULL_WITH_ANY },
	{ "concat", CALX_STRING, false, false, " || ", NULL_WITH_ANY },
	{ "min", CALX_NULL, true, true, NULL, NULL_WITHOUT_ROWS },
	{ "max", CALX_NULL, true, true, NULL, NULL_WITHOUT_ROWS },
	{ "sum", CALX_NULL, false, true, NULL, NULL_WITHOUT_ROWS },
	{ "coalesce", CALX_NULL, false, false, NULL, NULL_WITH_ALL },
	{ "nullif", CALX_NULL, true, false, NULL, NULL_MAYBE },
	{ "greatest", CALX_NULL, true, false, NULL, NULL_WITH_ANY },
	{ "least", CALX_NULL, true, false, NULL, NULL_WITH_ANY },
	{ "round", CALX_NULL, false, false, NULL, NULL_WITH_ANY },
	{ "lag", CALX_NULL, false, false, NULL, NULL_MAYBE },
	{ "lead", CALX_NULL, false, false, NULL, NULL_MAYBE },
	{ "first_value", CALX_NULL, false, false, NULL, NULL_WITH_ANY },
	{ "last_value", CALX_NULL, false, false, NULL, NULL_WITH_ANY },
	{ "row_number", CALX_BIG_INTEGER, false, false, NULL, NULL_NEVER },
	{ "rank", CALX_BIG_INTEGER, false, false, NULL, NULL_NEVER },
	{ "dense_rank", CALX_BIG_INTEGER, false, false, NULL, NULL_NEVER },
};

static const struct function *function_of(const calx_node *node)
{
	for (size_t i = 0; i < sizeof(functions) / sizeof(*functions); i++)
		if (calx__text_equal(functions[i].name, node->text))
			return &functions[i];
	return NULL;
}

/* A name from CALX_FUNCTION, which is a word of C, or one of ours. */
static bool name_is_right(struct compiler *compiler, const char *name)
{
	static const char letters[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_";

	if (name && *name && strspn(name, letters) == strlen(name))
		return true;
	calx__compile_fail(
		compiler, CALX_INVALID, "a function has no proper name");
	return false;
}

static void arguments_write(struct compiler *compiler, const calx_node *node,
	const char *separator, bool collated)
{
	for (const calx_node *argument = node->children;
		argument && argument->kind != CALX_NODE_END; argument++) {
		if (argument != node->children)
			calx__compile_text(compiler, separator);
		if (collated)
			calx__compile_collated(compiler, argument);
		else
			calx__compile_node(compiler, argument);
	}
}

/* Functions that only pick or count their arguments do not mind how these are
 * stored, and sums of scaled integers are such. */
static bool arguments_are_right(struct compiler *compiler,
	const struct function *function, const calx_node *node)
{
	const calx_node *argument = node->children;

	if (!function || calx__text_equal(function->name, "round") ||
		(function->kind && !function->aggregates))
		return stored_is_absent(compiler, node);
	for (; argument && argument->kind != CALX_NODE_END; argument++)
		if (!calx__stored_is_right(compiler, node->children, argument))
			return false;
	return true;
}

void calx__write_call(struct compiler *compiler, const calx_node *node)
{
	const struct function *function = function_of(node);

	const bool infix = function && function->between;

	if (!name_is_right(compiler, node->text) ||
		!arguments_are_right(compiler, function, node))
		return;
	calx__compile_text(compiler, infix ? "" : node->text);
	calx__compile_text(compiler, "(");
	arguments_write(compiler, node, infix ? function->between : ", ",
		function && function->collated);
	calx__compile_text(compiler, ")");
}

calx_type calx__first_type(const calx_node *node)
{
	const calx_node *first = calx__first_operand(node);

	return first && first->kind != CALX_NODE_END
		       ? calx__node_type(first)
		       : (calx_type){ .kind = CALX_NULL };
}

calx_type calx__call_type(const calx_node *node)
{
	const struct function *function = function_of(node);
	calx_type type;

	if (!function)
		return (calx_type){ .kind = CALX_NULL };
	type = calx__first_type(node);
	/* the average of exact numbers is one, too */
	if (function->kind == CALX_DOUBLE &&
		(type.kind == CALX_NUMERIC || type.kind == CALX_INTERVAL))
		return type;
	if (function->kind)
		type = (calx_type){ .kind = function->kind };
	return type;
}

enum function_nulls calx__call_nulls(const calx_node *node)
{
	const struct function *function = function_of(node);

	return function ? function->nulls : NULL_NEVER;
}

bool calx__aggregates(const calx_node *node)
{
	const struct function *function =
		node->kind == CALX_NODE_CALL ? function_of(node) : NULL;
	const calx_node *child = node->children;

	if (function && function->aggregates)
		return true;
	/* a window leaves the rows as they are */
	if (node->kind == CALX_NODE_OVER ||
		!calx__node_info(node)->has_children)
		return false;
	for (; child && child->kind != CALX_NODE_END; child++)
		if (calx__aggregates(child))
			return true;
	return false;
}

void calx__write_distinct(struct compiler *compiler, const calx_node *node)
{
	calx__compile_text(compiler, "DISTINCT ");
	calx__compile_collated(compiler, node->children);
}

/* ---- operators ------------------------------------------------------------ */

void calx__write_operator(struct compiler *compiler, const calx_node *node)
{
	static const char *const known[] = { "+", "-", "*", "/", "%", "&", "|",
		"<<", ">>", "||" };
	bool found = false;

	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
		found |= calx__text_equal(known[i], node->text);
	if (!found || calx__nodes_count(node->children) != 2) {
		calx__compile_fail(compiler, CALX_INVALID,
			"the operator '%s' is not known, or has not two operands",
			node->text ? node->text : "");
		return;
	}
	if (!stored_is_absent(compiler, node))
		return;
	calx__compile_operand(compiler, node, &node->children[0]);
	calx__compile_text(compiler, " ");
	calx__compile_text(compiler, node->text);
	calx__compile_text(compiler, " ");
	calx__compile_operand(compiler, node, &node->children[1]);
}

/* ---- case, cast ----------------------------------------------------------- */

void calx__write_case(struct compiler *compiler, const calx_node *node)
{
	if (!stored_is_absent(compiler, node))
		return;
	calx__compile_text(compiler, "CASE");
	calx__compile_list(compiler, node->children, "");
	calx__compile_text(compiler, " END");
}

void calx__write_when(struct compiler *compiler, const calx_node *node)
{
	if (!(calx__node_info(node->children)->role & NODE_OPERAND) ||
		calx__nodes_count(node->children) < 2) {
		calx__compile_fail(compiler, CALX_INVALID,
			"when() takes a value and conditions");
		return;
	}
	if (!stored_is_absent(compiler, node))
		return;
	calx__compile_text(compiler, " WHEN ");
	calx__compile_list(compiler, node->children + 1, " AND ");
	calx__compile_text(compiler, " THEN ");
	calx__compile_node(compiler, node->children);
}

void calx__write_otherwise(struct compiler *compiler, const calx_node *node)
{
	calx__compile_text(compiler, " ELSE ");
	calx__compile_node(compiler, node->children);
}

calx_type calx__declared_type(const calx_node *node)
{
	return node->type ? *node->type : (calx_type){ .kind = CALX_NULL };
}

void calx__write_cast(struct compiler *compiler, const calx_node *node)
{
	const struct sql_column column = { .type = calx__declared_type(node) };

	if (!column.type.kind) {
		calx__compile_fail(compiler, CALX_INVALID,
			"cast() takes an expression and a type");
		return;
	}
	if (!stored_is_absent(compiler, node))
		return;
	calx__compile_text(compiler, "CAST(");
	calx__compile_node(compiler, node->children);
	calx__compile_text(compiler, " AS ");
	compiler->dialect->type(compiler->sql, &column, 0);
	calx__compile_text(compiler, ")");
}

/* ---- windows, filters ----------------------------------------------------- */

void calx__write_filter(struct compiler *compiler, const calx_node *node)
{
	calx__compile_text(compiler, " FILTER (WHERE ");
	calx__compile_list(compiler, node->children + 1, " AND ");
	calx__compile_text(compiler, ")");
}

void calx__write_filtered(struct compiler *compiler, const calx_node *node)
{
	/* as it is called, without what a dialect puts around a call */
	calx__compile_default(compiler, node->children);
	calx__write_filter(compiler, node);
}

/* The parts of a window, in the order in which SQL wants them. */
static void window_part_write(struct compiler *compiler, const calx_node *node,
	enum calx_node_kind kind, const char *keyword)
{
	for (const calx_node *part = node->children + 1;
		part->kind != CALX_NODE_END; part++) {
		if (part->kind != kind)
			continue;
		calx__compile_text(compiler, keyword);
		calx__compile_node(compiler, part);
	}
}

void calx__write_window(struct compiler *compiler, const calx_node *node)
{
	calx__compile_text(compiler, " OVER (");
	window_part_write(
		compiler, node, CALX_NODE_PARTITION_BY, "PARTITION BY ");
	window_part_write(compiler, node, CALX_NODE_ORDER_BY, " ORDER BY ");
	window_part_write(compiler, node, CALX_NODE_FRAME, " ");
	calx__compile_text(compiler, ")");
}

void calx__write_over(struct compiler *compiler, const calx_node *node)
{
	/* as it is called, without what a dialect puts around a call */
	calx__compile_default(compiler, node->children);
	calx__write_window(compiler, node);
}

/* A frame is words of SQL, which rows_between() has put together. */
void calx__write_frame(struct compiler *compiler, const calx_node *node)
{
	static const char letters[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 ";

	if (node->text && strspn(node->text, letters) == strlen(node->text))
		calx__compile_text(compiler, node->text);
	else
		calx__compile_fail(compiler, CALX_INVALID,
			"rows_between() takes words and numbers");
}

/* ---- parts of dates -------------------------------------------------------- */

calx_type calx__integer_type(const calx_node *node)
{
	(void)node;
	return (calx_type){ .kind = CALX_INTEGER };
}

/* NULL: the value is none of a form that is known to the dialect. */
static const struct moment_form *moment_form(
	const struct dialect *dialect, const calx_node *value)
{
	const unsigned char stored = calx__node_type(value).stored;

	if (!dialect->moments || stored >= CALX_STORED_COUNT ||
		!dialect->moments[stored].open)
		return NULL;
	return &dialect->moments[stored];
}

void calx__write_extract(struct compiler *compiler, const calx_node *node)
{
	const struct moment_form *form =
		moment_form(compiler->dialect, node->children);

	if (!name_is_right(compiler, node->text) ||
		(!form && !stored_is_absent(compiler, node)))
		return;
	calx__compile_text(compiler, "EXTRACT(");
	calx__compile_text(compiler, node->text);
	calx__compile_text(compiler, " FROM ");
	calx__compile_text(compiler, form ? form->open : "");
	calx__compile_node(compiler, node->children);
	calx__compile_text(compiler, form ? form->close : "");
	calx__compile_text(compiler, ")");
}

/* ---- order ---------------------------------------------------------------- */

void calx__write_ordering(struct compiler *compiler, const calx_node *node)
{
	const calx_node *term = node->children;

	if (term->kind == CALX_NODE_ORDERING)
		calx__compile_node(compiler, term);
	else
		calx__compile_collated(compiler, term);
	if (node->flags & CALX_DESCENDING)
		calx__compile_text(compiler, " DESC");
	else if (node->flags & CALX_ASCENDING)
		calx__compile_text(compiler, " ASC");
	if (node->flags & CALX_NULLS_FIRST)
		calx__compile_text(compiler, " NULLS FIRST");
	else if (node->flags & CALX_NULLS_LAST)
		calx__compile_text(compiler, " NULLS LAST");
}
