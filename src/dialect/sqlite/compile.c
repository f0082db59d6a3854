#include "dialect/sqlite/compile.h"

#include "compile/compiler.h"
#include "util/text.h"

/* Where SQLite's statements are not the standard's. */

/* OFFSET comes with a LIMIT only, and a negative one is none:
 * https://sqlite.org/lang_select.html, section 5 */
void calx__sqlite_visit_offset(struct compiler *compiler, const calx_node *node)
{
	if (!calx__clause(compiler->clauses, CALX_NODE_LIMIT))
		calx__compile_text(compiler, " LIMIT -1");
	calx__compile_default(compiler, node);
}

/* Whether an expression is computed, and not picked out of others. */
static bool is_computed(const calx_node *node)
{
	if (node->kind == CALX_NODE_OVER || node->kind == CALX_NODE_FILTERED)
		node = node->children;
	return node->kind == CALX_NODE_OPERATOR ||
	       calx__text_equal(node->text, "sum") ||
	       calx__text_equal(node->text, "avg");
}

/* What a decimal that comes out of an expression must be made, NULL if nothing:
 * a value beside it is compared as what stands here. Of up to 15 digits they are
 * numbers, of more they are text (docs/decisions/004-sqlite-storage.md), and
 * what SQLite computes is a floating number: exact to 15 digits. */
static const char *cast_of(
	const struct compiler *compiler, const calx_node *node)
{
	const calx_type type = calx__node_type(node);

	if (type.kind != CALX_NUMERIC)
		return NULL;
	if (!compiler->dialect->collation(&type))
		return " AS NUMERIC)";
	return is_computed(node) ? " AS TEXT)" : NULL;
}

/* greatest() and least(), which SQLite calls by the names of the aggregates
 * (https://sqlite.org/lang_corefunc.html#max_scalar). What is picked is one of
 * the arguments as it is: values beside numbers are made numbers. */
static void pick_write(
	struct compiler *compiler, const calx_node *node, const char *name)
{
	const char *cast = cast_of(compiler, node);
	const char *between = "(";

	calx__compile_text(compiler, cast ? "CAST(" : "");
	calx__compile_text(compiler, name);
	for (const calx_node *argument = node->children;
		argument->kind != CALX_NODE_END; argument++) {
		calx__compile_text(compiler, between);
		calx__compile_text(compiler, cast ? "CAST(" : "");
		calx__compile_collated(compiler, argument);
		calx__compile_text(compiler, cast ? cast : "");
		between = ", ";
	}
	calx__compile_text(compiler, ")");
	calx__compile_text(compiler, cast ? cast : "");
}

void calx__sqlite_visit_call(struct compiler *compiler, const calx_node *node)
{
	if (calx__text_equal(node->text, "greatest"))
		pick_write(compiler, node, "max");
	else if (calx__text_equal(node->text, "least"))
		pick_write(compiler, node, "min");
	else
		calx__sqlite_visit_number(compiler, node);
}

void calx__sqlite_visit_number(struct compiler *compiler, const calx_node *node)
{
	const char *cast = cast_of(compiler, node);

	if (is_computed(node) && calx__node_type(node).kind == CALX_INTERVAL) {
		calx__compile_fail(compiler, CALX_UNSUPPORTED,
			"SQLite does not compute with intervals");
		return;
	}
	calx__compile_text(compiler, cast ? "CAST(" : "");
	calx__compile_default(compiler, node);
	calx__compile_text(compiler, cast ? cast : "");
}

void calx__sqlite_visit_extract(
	struct compiler *compiler, const calx_node *node)
{
	static const struct {
		const char *field, *open;
	} fields[] = {
		{ "year", "CAST(strftime('%Y', " },
		{ "month", "CAST(strftime('%m', " },
		{ "day", "CAST(strftime('%d', " },
		{ "hour", "CAST(strftime('%H', " },
		{ "minute", "CAST(strftime('%M', " },
		{ "second", "CAST(strftime('%S', " },
	};

	for (size_t i = 0; i < sizeof(fields) / sizeof(*fields); i++) {
		if (!calx__text_equal(fields[i].field, node->text))
			continue;
		calx__compile_text(compiler, fields[i].open);
		calx__compile_node(compiler, node->children);
		calx__compile_text(compiler, ") AS INTEGER)");
		return;
	}
	calx__compile_fail(compiler, CALX_INVALID,
		"extract() takes year, month, day, hour, minute or second, not '%s'",
		node->text ? node->text : "");
}
