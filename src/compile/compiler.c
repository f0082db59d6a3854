#include "compile/compiler.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "compile/identifier.h"
#include "sql/type/type.h"
#include "util/fail.h"
#include "util/text.h"
#include "util/utf8.h"

/* ---- failing -------------------------------------------------------------- */

void calx__compile_fail(struct compiler *compiler, enum calx_status status,
	const char *format, ...)
{
	char text[400];
	va_list arguments;

	if (compiler->status < 0)
		return;
	va_start(arguments, format);
	vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	text[calx__utf8_floor(text, strlen(text))] = '\0';
	compiler->status = status;
	if (compiler->table && compiler->table->name)
		calx__fail(compiler->error, status, "%s '%s': %s",
			calx__statement_title(compiler->statement->kind),
			compiler->table->name, text);
	else
		calx__fail(compiler->error, status, "%s", text);
}

void calx__compile_hint(struct compiler *compiler, const char *format, ...)
{
	char text[200];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	calx__fail_hint(compiler->error, "%s", text);
}

/* ---- pieces --------------------------------------------------------------- */

void calx__compile_text(struct compiler *compiler, const char *text)
{
	calx__strbuf_adds(compiler->sql, text);
}

void calx__compile_identifier(struct compiler *compiler, const char *name)
{
	calx_error error = { 0 };

	if (calx__identifier_check(compiler->dialect, name, &error) < 0)
		calx__compile_fail(compiler, CALX_INVALID, "%s", error.message);
	else
		calx__sql_identifier(compiler->sql, compiler->dialect, name);
}

/* Two files may hold one model each of the same table: then names decide. */
static bool column_is_of(const calx_column *column, const calx_table *table)
{
	if (column->table == table)
		return true;
	for (size_t i = 0; i < table->column_count; i++) {
		const calx_column *own = calx__column_at(table, i);

		if (own == column)
			return true;
		if (column->table &&
			calx__text_equal(column->table->name, table->name) &&
			calx__text_equal(calx__column_name(own),
				calx__column_name(column)))
			return true;
	}
	return false;
}

static void fail_foreign_column(
	struct compiler *compiler, const calx_column *column)
{
	if (!column->table ||
		calx__text_equal(column->table->name, compiler->table->name)) {
		calx__compile_fail(compiler, CALX_INVALID,
			"column '%s' is not part of the table",
			calx__column_name(column));
		return;
	}
	calx__compile_fail(compiler, CALX_UNSUPPORTED,
		"column '%s' belongs to table '%s'", calx__column_name(column),
		column->table->name);
	calx__compile_hint(compiler,
		"One statement works on one table: joins are not there yet.");
}

void calx__compile_column(
	struct compiler *compiler, const calx_column *column, bool collated)
{
	const char *collation = NULL;

	if (!column) {
		calx__compile_fail(compiler, CALX_INVALID, "a column is NULL");
		return;
	}
	if (!column_is_of(column, compiler->table)) {
		fail_foreign_column(compiler, column);
		return;
	}
	if (compiler->qualified) {
		calx__compile_identifier(compiler, compiler->table->name);
		calx__compile_text(compiler, ".");
	}
	calx__compile_identifier(compiler, calx__column_name(column));
	if (collated && compiler->dialect->collation)
		collation = compiler->dialect->collation(&column->type);
	if (collation)
		calx__compile_text(compiler, collation);
}

void calx__compile_placeholder(struct compiler *compiler)
{
	const size_t max = compiler->dialect->parameter_max;

	if (++compiler->parameter_count > max)
		calx__compile_fail(compiler, CALX_RANGE,
			"more than the %zu values that %s takes in one statement",
			max, compiler->dialect->title);
	else
		calx__strbuf_addc(compiler->sql, '?');
}

const calx_node *calx__compile_clause(
	const struct compiler *compiler, enum calx_node_kind kind)
{
	const calx_node *clause = compiler->statement->clauses;
	const calx_node *last = NULL;

	for (; clause && clause->kind != CALX_NODE_END; clause++)
		if (clause->kind == kind)
			last = clause;
	return last;
}

/* ---- operands ------------------------------------------------------------- */

static void visit_misplaced(struct compiler *compiler, const calx_node *node)
{
	calx__compile_fail(compiler, CALX_INVALID, "%s cannot stand here",
		calx__node_info(node)->name);
}

static void visit_invalid(struct compiler *compiler, const calx_node *node)
{
	calx__compile_fail(compiler, CALX_INVALID, "%s",
		node->text ? node->text : "an operand is of no known kind");
}

bool calx__compile_operand(struct compiler *compiler, const calx_node *node)
{
	const struct node_info *info = calx__node_info(node);

	if (node->kind == CALX_NODE_COLUMN || node->kind == CALX_NODE_VALUE ||
		node->kind == CALX_NODE_ARRAY)
		return true;
	if (info->has_children || info->is_clause)
		visit_misplaced(compiler, node);
	else
		visit_invalid(compiler, node);
	return false;
}

static void visit_column(struct compiler *compiler, const calx_node *node)
{
	calx__compile_column(compiler, node->column, false);
}

static void visit_value(struct compiler *compiler, const calx_node *node)
{
	(void)node;
	calx__compile_placeholder(compiler);
}

static void visit_array(struct compiler *compiler, const calx_node *node)
{
	const size_t count = calx__array_count(node);

	for (size_t i = 0; i < count && compiler->status == CALX_OK; i++) {
		if (i)
			calx__compile_text(compiler, ", ");
		calx__compile_placeholder(compiler);
	}
}

/* ---- conditions ----------------------------------------------------------- */

static bool is_condition(const calx_node *node)
{
	return node->kind == CALX_NODE_COMPARE ||
	       node->kind == CALX_NODE_ALL_OF ||
	       node->kind == CALX_NODE_ANY_OF ||
	       node->kind == CALX_NODE_NONE_OF;
}

static void compile_condition(struct compiler *compiler, const calx_node *node)
{
	if (is_condition(node) || node->kind == CALX_NODE_INVALID) {
		calx__compile_node(compiler, node);
		return;
	}
	calx__compile_fail(compiler, CALX_INVALID, "%s is not a condition",
		calx__node_info(node)->name);
	calx__compile_hint(compiler,
		"Conditions are cmp(), all_of(), any_of() and none_of().");
}

/* An empty list of conditions is refused: whatever it were to mean, a filter
 * that was forgotten would look the same. */
static void compile_conditions(
	struct compiler *compiler, const calx_node *node, const char *separator)
{
	const calx_node *child = node->children;

	if (!calx__nodes_count(child)) {
		calx__compile_fail(compiler, CALX_INVALID,
			"%s() has no condition", calx__node_info(node)->name);
		return;
	}
	for (; child->kind != CALX_NODE_END; child++) {
		if (child != node->children)
			calx__compile_text(compiler, separator);
		compile_condition(compiler, child);
	}
}

static void visit_where(struct compiler *compiler, const calx_node *node)
{
	compile_conditions(compiler, node, " AND ");
}

static void visit_all_of(struct compiler *compiler, const calx_node *node)
{
	calx__compile_text(compiler, "(");
	compile_conditions(compiler, node, " AND ");
	calx__compile_text(compiler, ")");
}

static void visit_any_of(struct compiler *compiler, const calx_node *node)
{
	calx__compile_text(compiler, "(");
	compile_conditions(compiler, node, " OR ");
	calx__compile_text(compiler, ")");
}

static void visit_none_of(struct compiler *compiler, const calx_node *node)
{
	calx__compile_text(compiler, "NOT ");
	visit_any_of(compiler, node);
}

/* ---- clauses -------------------------------------------------------------- */

/* the columns of COLUMNS and ORDER BY; anything else has no place there */
static bool term_is_column(struct compiler *compiler, const calx_node *clause,
	const calx_node *term)
{
	if (term->kind == CALX_NODE_COLUMN)
		return true;
	calx__compile_fail(compiler, CALX_INVALID, "%s() takes columns",
		calx__node_info(clause)->name);
	return false;
}

static void visit_columns(struct compiler *compiler, const calx_node *node)
{
	const calx_node *term = node->children;

	if (!calx__nodes_count(term))
		calx__compile_fail(
			compiler, CALX_INVALID, "columns() is empty");
	for (; term && term->kind != CALX_NODE_END; term++) {
		if (!term_is_column(compiler, node, term))
			return;
		if (term->flags)
			calx__compile_fail(compiler, CALX_INVALID,
				"asc() and desc() belong into order_by()");
		if (term != node->children)
			calx__compile_text(compiler, ", ");
		calx__compile_node(compiler, term);
	}
}

static void visit_order_by(struct compiler *compiler, const calx_node *node)
{
	static const char *const directions[] = {
		[0] = "",
		[CALX_ASCENDING] = " ASC",
		[CALX_DESCENDING] = " DESC",
	};
	const calx_node *term = node->children;

	if (!calx__nodes_count(term))
		calx__compile_fail(
			compiler, CALX_INVALID, "order_by() is empty");
	for (; term && term->kind != CALX_NODE_END; term++) {
		if (!term_is_column(compiler, node, term))
			return;
		if (term != node->children)
			calx__compile_text(compiler, ", ");
		calx__compile_column(compiler, term->column, true);
		calx__compile_text(compiler,
			directions[term->flags & CALX_DESCENDING
					   ? CALX_DESCENDING
					   : term->flags & CALX_ASCENDING]);
	}
}

static bool set_is_right(struct compiler *compiler, const calx_node *column,
	const calx_node *value)
{
	const bool is_null = value->kind == CALX_NODE_VALUE &&
			     value->value.kind == CALX_NULL;

	if (column->kind != CALX_NODE_COLUMN || !column->column)
		calx__compile_fail(compiler, CALX_INVALID,
			"set() takes a column and a value");
	else if (!calx__compile_operand(compiler, value))
		return false;
	else if (value->kind == CALX_NODE_ARRAY)
		calx__compile_fail(compiler, CALX_INVALID,
			"column '%s' is set to a list",
			calx__column_name(column->column));
	else if (is_null && !column->column->nullable)
		calx__compile_fail(compiler, CALX_INVALID,
			"column '%s' is set to NULL and is not nullable()",
			calx__column_name(column->column));
	return compiler->status == CALX_OK;
}

static void visit_set(struct compiler *compiler, const calx_node *node)
{
	if (calx__nodes_count(node->children) != 2) {
		calx__compile_fail(compiler, CALX_INVALID,
			"set() takes a column and a value");
		return;
	}
	if (!set_is_right(compiler, &node->children[0], &node->children[1]))
		return;
	calx__compile_node(compiler, &node->children[0]);
	calx__compile_text(compiler, " = ");
	calx__compile_node(compiler, &node->children[1]);
}

/* limit and offset: one operand */
static void compile_limit(
	struct compiler *compiler, const calx_node *node, const char *keyword)
{
	if (calx__nodes_count(node->children) == 1 &&
		!calx__compile_operand(compiler, node->children))
		return;
	if (calx__nodes_count(node->children) != 1 ||
		!calx__limit_is_valid(node)) {
		calx__compile_fail(compiler, CALX_RANGE,
			"%s() takes an integer that is not negative",
			calx__node_info(node)->name);
		return;
	}
	calx__compile_text(compiler, keyword);
	calx__compile_node(compiler, node->children);
}

static void visit_limit(struct compiler *compiler, const calx_node *node)
{
	compile_limit(compiler, node, " LIMIT ");
}

static void visit_offset(struct compiler *compiler, const calx_node *node)
{
	compile_limit(compiler, node, " OFFSET ");
}

/* ---- the walk ------------------------------------------------------------- */

static node_visitor *const default_visitors[NODE_KIND_COUNT] = {
	[CALX_NODE_END] = visit_misplaced,
	[CALX_NODE_COLUMN] = visit_column,
	[CALX_NODE_VALUE] = visit_value,
	[CALX_NODE_ARRAY] = visit_array,
	[CALX_NODE_INVALID] = visit_invalid,
	[CALX_NODE_COMPARE] = calx__compile_compare,
	[CALX_NODE_ALL_OF] = visit_all_of,
	[CALX_NODE_ANY_OF] = visit_any_of,
	[CALX_NODE_NONE_OF] = visit_none_of,
	[CALX_NODE_COLUMNS] = visit_columns,
	[CALX_NODE_SET] = visit_set,
	[CALX_NODE_WHERE] = visit_where,
	[CALX_NODE_ORDER_BY] = visit_order_by,
	[CALX_NODE_LIMIT] = visit_limit,
	[CALX_NODE_OFFSET] = visit_offset,
	[CALX_NODE_ALL_ROWS] = visit_misplaced,
	[CALX_NODE_UNTRACKED] = visit_misplaced,
};

/* the kind by which a node is visited: one that is none is invalid */
static size_t visited_kind(const calx_node *node)
{
	return (size_t)(calx__node_info(node) - calx__nodes);
}

void calx__compile_default(struct compiler *compiler, const calx_node *node)
{
	default_visitors[visited_kind(node)](compiler, node);
}

void calx__compile_node(struct compiler *compiler, const calx_node *node)
{
	node_visitor *visitor = compiler->dialect->visitors[visited_kind(node)];

	if (compiler->status < 0)
		return;
	if (compiler->depth > NODE_DEPTH_MAX) {
		calx__compile_fail(compiler, CALX_RANGE,
			"conditions are nested more than %d deep",
			NODE_DEPTH_MAX);
		return;
	}
	compiler->depth++;
	if (visitor)
		visitor(compiler, node);
	else
		calx__compile_default(compiler, node);
	compiler->depth--;
}

/* ---- the statement -------------------------------------------------------- */

/* A row query says its table by its columns. */
static const calx_table *columns_table(const calx_node *clauses)
{
	for (; clauses && clauses->kind != CALX_NODE_END; clauses++)
		if (clauses->kind == CALX_NODE_COLUMNS && clauses->children &&
			clauses->children->kind == CALX_NODE_COLUMN &&
			clauses->children->column)
			return clauses->children->column->table;
	return NULL;
}

enum calx_status calx__compile(const struct dialect *dialect,
	const struct statement *statement, struct strbuf *sql,
	calx_error *error)
{
	struct compiler compiler = {
		.dialect = dialect,
		.statement = statement,
		.table = statement->table ? statement->table
					  : columns_table(statement->clauses),
		.sql = sql,
		.error = error,
	};

	if (!compiler.table) {
		calx__compile_fail(&compiler, CALX_INVALID,
			"a query without a model needs columns(...) of one");
		return compiler.status;
	}
	calx__compile_statement(&compiler);
	if (compiler.status == CALX_OK && sql->failed)
		return calx__fail_memory(error);
	return compiler.status;
}
