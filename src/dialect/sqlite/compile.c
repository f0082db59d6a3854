#include "dialect/sqlite/compile.h"

#include "compile/compiler.h"
#include "compile/expression.h"
#include "dialect/sqlite/number/decimal.h"
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

/* greatest() and least(), which SQLite calls by the names of the aggregates:
 * https://sqlite.org/lang_corefunc.html#max_scalar */
static void pick_write(
	struct compiler *compiler, const calx_node *node, const char *name)
{
	const char *between = "(";

	calx__compile_text(compiler, name);
	for (const calx_node *argument = node->children;
		argument->kind != CALX_NODE_END; argument++) {
		if (!calx__stored_is_right(compiler, node->children, argument))
			return;
		calx__compile_text(compiler, between);
		calx__compile_collated(compiler, argument);
		between = ", ";
	}
	calx__compile_text(compiler, ")");
}

static bool fail_interval(struct compiler *compiler, const calx_node *node)
{
	const calx_node *call = node;

	while (call->kind == CALX_NODE_OVER || call->kind == CALX_NODE_FILTERED)
		call = call->children;
	if (calx__node_type(node).kind != CALX_INTERVAL ||
		(call->kind != CALX_NODE_OPERATOR &&
			!calx__text_equal(call->text, "sum") &&
			!calx__text_equal(call->text, "avg")))
		return false;
	calx__compile_fail(compiler, CALX_UNSUPPORTED,
		"SQLite does not compute with intervals");
	return true;
}

void calx__sqlite_visit_call(struct compiler *compiler, const calx_node *node)
{
	const calx_type type = calx__node_type(node);
	const bool decimal = type.kind == CALX_NUMERIC && !type.stored;

	if (fail_interval(compiler, node))
		return;
	if (!decimal && calx__text_equal(node->text, "greatest"))
		pick_write(compiler, node, "max");
	else if (!decimal && calx__text_equal(node->text, "least"))
		pick_write(compiler, node, "min");
	else
		calx__decimal_visit_call(compiler, node);
}

void calx__sqlite_visit_aggregate(
	struct compiler *compiler, const calx_node *node)
{
	if (!fail_interval(compiler, node))
		calx__decimal_visit_aggregate(compiler, node);
}

void calx__sqlite_visit_operator(
	struct compiler *compiler, const calx_node *node)
{
	if (!fail_interval(compiler, node))
		calx__decimal_visit_operator(compiler, node);
}

/* A point in time as strftime() takes it, whatever its column stores: what is
 * finer than a second is cut off first, for it would be rounded. */
static void moment_write(struct compiler *compiler, const calx_node *node)
{
	static const struct {
		const char *open, *between, *close;
	} forms[CALX_STORED_COUNT] = {
		[CALX_STORED_UNIX_SECONDS] = { "", NULL, ", 'unixepoch'" },
		[CALX_STORED_UNIX_MILLISECONDS] = { "", " / 1000 - (",
			" % 1000 < 0), 'unixepoch'" },
		[CALX_STORED_UNIX_MICROSECONDS] = { "", " / 1000000 - (",
			" % 1000000 < 0), 'unixepoch'" },
		[CALX_STORED_UNIX_DAYS] = { "86400 * ", NULL, ", 'unixepoch'" },
	};
	const unsigned char stored = calx__node_type(node).stored;
	const size_t form = stored < CALX_STORED_COUNT ? stored : 0;

	calx__compile_text(compiler, forms[form].open ? forms[form].open : "");
	calx__compile_node(compiler, node);
	if (forms[form].between) {
		calx__compile_text(compiler, forms[form].between);
		calx__compile_node(compiler, node);
	}
	calx__compile_text(
		compiler, forms[form].close ? forms[form].close : "");
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
		moment_write(compiler, node->children);
		calx__compile_text(compiler, ") AS INTEGER)");
		return;
	}
	calx__compile_fail(compiler, CALX_INVALID,
		"extract() takes year, month, day, hour, minute or second, not '%s'",
		node->text ? node->text : "");
}
