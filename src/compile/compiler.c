#include "compile/compiler.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "compile/identifier.h"
#include "sql/schema/descriptor.h"
#include "sql/type/type.h"
#include "util/fail.h"
#include "util/text.h"
#include "util/utf8.h"

/* The walk itself and its pieces: dispatch, parentheses, columns, placeholders,
 * and what may stand where. It and the visitors call each other. */

/* ---- failing -------------------------------------------------------------- */

void calx__compile_fail(struct compiler *compiler, enum calx_status status,
	const char *format, ...)
{
	const calx_table *table = calx__compile_table(compiler);
	char text[400];
	va_list arguments;

	if (compiler->status < 0)
		return;
	va_start(arguments, format);
	vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	text[calx__utf8_floor(text, strlen(text))] = '\0';
	compiler->status = status;
	if (table && table->name)
		calx__fail(compiler->error, status, "%s '%s': %s",
			compiler->title, table->name, text);
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

void calx__compile_relation(
	struct compiler *compiler, const char *schema, const char *name)
{
	calx_error error = { 0 };
	const enum calx_status status =
		calx__schema_check(compiler->dialect, schema, &error);

	if (status < 0) {
		calx__compile_fail(compiler, status, "%s", error.message);
		return;
	}
	if (schema) {
		calx__compile_identifier(compiler, schema);
		calx__compile_text(compiler, ".");
	}
	calx__compile_identifier(compiler, name);
}

const calx_table *calx__compile_table(const struct compiler *compiler)
{
	return compiler->scope ? compiler->scope->table : NULL;
}

/* Two files may hold one model each of the same table: then names decide. */
static bool column_is_of(const struct dialect *dialect,
	const calx_column *column, const calx_table *table)
{
	if (column->table == table)
		return true;
	for (size_t i = 0; i < table->column_count; i++) {
		const calx_column *own = calx__column_at(table, i);

		if (own == column)
			return true;
		if (column->table &&
			calx__names_equal(
				dialect, column->table->name, table->name) &&
			calx__names_equal(dialect, column->table->schema,
				table->schema) &&
			calx__names_equal(dialect, calx__column_name(own),
				calx__column_name(column)))
			return true;
	}
	return false;
}

static bool column_is_in_scope(
	const struct compiler *compiler, const calx_column *column)
{
	const struct scope *scope = compiler->scope;

	while (scope && !column_is_of(compiler->dialect, column, scope->table))
		scope = scope->outer;
	return scope != NULL;
}

bool calx__compile_is_label(
	const struct compiler *compiler, const calx_column *column)
{
	return compiler->row && column && column->table &&
	       column->table->is_row &&
	       calx__text_equal(column->table->name, compiler->row->name);
}

static void fail_foreign_column(
	struct compiler *compiler, const calx_column *column)
{
	const calx_table *table = calx__compile_table(compiler);

	if (column->table && column->table->is_row) {
		calx__compile_fail(compiler, CALX_INVALID,
			"column '%s' is of the row '%s', which only order_by() and group_by() of its select() take",
			calx__column_name(column), column->table->name);
		return;
	}
	if (!column->table ||
		calx__text_equal(column->table->name, table->name)) {
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

void calx__compile_collation(struct compiler *compiler, const calx_type *type)
{
	const char *collation = NULL;

	if (compiler->dialect->collation)
		collation = compiler->dialect->collation(type);
	if (collation)
		calx__compile_text(compiler, collation);
}

void calx__compile_label_collation(
	struct compiler *compiler, const calx_column *column)
{
	calx_type type = column->type;

	/* what fills it may have more digits than it says */
	if (type.kind == CALX_NUMERIC)
		type.length = 0;
	calx__compile_collation(compiler, &type);
}

void calx__compile_column(
	struct compiler *compiler, const calx_column *column, bool collated)
{
	const bool label =
		compiler->labels && calx__compile_is_label(compiler, column);

	if (!column) {
		calx__compile_fail(compiler, CALX_INVALID, "a column is NULL");
		return;
	}
	if (!label && !column_is_in_scope(compiler, column)) {
		fail_foreign_column(compiler, column);
		return;
	}
	if (compiler->qualified && !label) {
		calx__compile_identifier(
			compiler, calx__compile_table(compiler)->name);
		calx__compile_text(compiler, ".");
	}
	calx__compile_identifier(compiler, calx__column_name(column));
	if (collated && label)
		calx__compile_label_collation(compiler, column);
	else if (collated)
		calx__compile_collation(compiler, &column->type);
}

/* ---- placeholders --------------------------------------------------------- */

/* which of the collected values a node's is */
static size_t place_of(const struct compiler *compiler, const calx_node *node)
{
	const struct bound_value *bound = compiler->values->items;
	size_t i = 0;

	while (i < compiler->values->count && bound[i].from != &node->value)
		i++;
	return i;
}

void calx__compile_placeholder(
	struct compiler *compiler, const calx_node *node, size_t index)
{
	const size_t max = compiler->dialect->parameter_max;
	const size_t place = node ? place_of(compiler, node) + index : 0;

	if (++compiler->parameter_count > max) {
		calx__compile_fail(compiler, CALX_RANGE,
			"more than the %zu values that %s takes in one statement",
			max, compiler->dialect->title);
		return;
	}
	calx__sql_placeholder(
		compiler->sql, compiler->dialect, compiler->parameter_count);
	if (node && !calx__vec_append(compiler->places, &place))
		compiler->status = calx__fail_memory(compiler->error);
}

/* ---- what may stand where ------------------------------------------------- */

static bool depth_is_right(struct compiler *compiler)
{
	if (compiler->depth <= NODE_DEPTH_MAX)
		return true;
	calx__compile_fail(compiler, CALX_RANGE,
		"conditions are nested more than %d deep", NODE_DEPTH_MAX);
	return false;
}

static bool node_check(struct compiler *compiler, const calx_node *node)
{
	const struct node_info *info = calx__node_info(node);
	bool right;

	if (info->has_children && info->children_min &&
		calx__nodes_count(node->children) < info->children_min) {
		calx__compile_fail(
			compiler, CALX_INVALID, "%s is empty", info->name);
		return false;
	}
	compiler->depth++;
	right = depth_is_right(compiler) &&
		(!info->has_children ||
			calx__compile_check(compiler, node->children,
				info->child_roles, info->name));
	compiler->depth--;
	return right;
}

bool calx__compile_check(struct compiler *compiler, const calx_node *node,
	unsigned roles, const char *parent)
{
	for (; node && node->kind != CALX_NODE_END; node++) {
		const struct node_info *info = calx__node_info(node);

		if (info == &calx__nodes[CALX_NODE_INVALID]) {
			calx__compile_fail(compiler, CALX_INVALID, "%s",
				node->kind == CALX_NODE_INVALID && node->text
					? node->text
					: "an operand is of no known kind");
			return false;
		}
		if (!(info->role & roles)) {
			calx__compile_fail(compiler, CALX_INVALID,
				"%s cannot stand in %s", info->name, parent);
			return false;
		}
		if (!node_check(compiler, node))
			return false;
	}
	return true;
}

/* ---- the walk ------------------------------------------------------------- */

void calx__compile_default(struct compiler *compiler, const calx_node *node)
{
	const struct node_info *info = calx__node_info(node);

	if (info->write)
		info->write(compiler, node);
	else
		calx__compile_fail(compiler, CALX_INVALID,
			"%s cannot stand here", info->name);
}

void calx__compile_node(struct compiler *compiler, const calx_node *node)
{
	const size_t kind = (size_t)(calx__node_info(node) - calx__nodes);
	node_visitor *visitor = compiler->dialect->visitors[kind];

	if (compiler->status < 0)
		return;
	if (visitor)
		visitor(compiler, node);
	else
		calx__compile_default(compiler, node);
}

void calx__compile_list(struct compiler *compiler, const calx_node *nodes,
	const char *separator)
{
	for (const calx_node *node = nodes;
		node && node->kind != CALX_NODE_END && compiler->status >= 0;
		node++) {
		if (node != nodes)
			calx__compile_text(compiler, separator);
		calx__compile_node(compiler, node);
	}
}

/* What is inside of the operand is another matter. */
static void exact_write(struct compiler *compiler, const calx_node *operand)
{
	compiler->exact = false;
	compiler->dialect->exact(compiler, operand);
	compiler->exact = true;
}

void calx__compile_operand(struct compiler *compiler, const calx_node *parent,
	const calx_node *operand)
{
	const unsigned binds = calx__node_info(operand)->precedence;
	const bool parentheses =
		binds && binds <= calx__node_info(parent)->precedence;

	if (compiler->exact) {
		exact_write(compiler, operand);
		return;
	}
	calx__compile_text(compiler, parentheses ? "(" : "");
	calx__compile_node(compiler, operand);
	calx__compile_text(compiler, parentheses ? ")" : "");
}

void calx__compile_collated(struct compiler *compiler, const calx_node *operand)
{
	const calx_type type = calx__node_type(operand);

	if (compiler->exact) {
		exact_write(compiler, operand);
		calx__compile_collation(
			compiler, &(const calx_type){ .kind = CALX_NUMERIC });
		return;
	}
	if (operand->kind == CALX_NODE_COLUMN) {
		calx__compile_column(compiler, operand->column, true);
		return;
	}
	calx__compile_node(compiler, operand);
	if (type.kind)
		calx__compile_collation(compiler, &type);
}

void calx__compile_selected(struct compiler *compiler, const calx_node *operand)
{
	if (calx__clause(compiler->clauses, CALX_NODE_DISTINCT_ROWS))
		calx__compile_collated(compiler, operand);
	else
		calx__compile_node(compiler, operand);
}

void calx__compile_stored(struct compiler *compiler, const calx_column *column,
	const calx_node *value)
{
	if (compiler->dialect->store)
		compiler->dialect->store(compiler, column, value);
	else
		calx__compile_node(compiler, value);
}
