#include "dialect/mariadb/compile.h"

#include "compile/compiler.h"
#include "compile/expression.h"
#include "compile/operator.h"
#include "dialect/mariadb/type.h"
#include "util/text.h"

/* Where MariaDB's statements are not the standard's. */

static bool is_integer(const calx_node *node)
{
	const enum calx_kind kind = calx__node_type(node).kind;

	return kind >= CALX_SMALL_INTEGER && kind <= CALX_BIG_INTEGER;
}

/* ---- functions ------------------------------------------------------------ */

/* MariaDB's length() counts bytes. */
static const char *called_by(const calx_node *node)
{
	if (calx__text_equal(node->text, "length") &&
		calx__node_type(node->children).kind != CALX_BLOB)
		return "char_length";
	return node->text;
}

/* The average of integers would be a decimal of four digits. */
static bool averages_integers(const calx_node *node)
{
	return calx__text_equal(node->text, "avg") && node->children &&
	       is_integer(node->children);
}

void calx__mariadb_visit_call(struct compiler *compiler, const calx_node *node)
{
	calx_node renamed = *node;

	if (averages_integers(node)) {
		calx__compile_text(compiler, "avg(CAST(");
		calx__compile_node(compiler, node->children);
		calx__compile_text(compiler, " AS DOUBLE))");
		return;
	}
	if (node->text && node->children)
		renamed.text = called_by(node);
	calx__compile_default(compiler, &renamed);
}

/* FILTER is not there: what does not pass becomes NULL, which aggregates leave
 * out. */
static void write_filtered_argument(struct compiler *compiler,
	const calx_node *filtered, const calx_node *argument)
{
	calx__compile_text(compiler, "CASE WHEN ");
	calx__compile_list(compiler, filtered->children + 1, " AND ");
	calx__compile_text(compiler, " THEN ");
	if (argument->kind == CALX_NODE_ALL_COLUMNS)
		calx__compile_text(compiler, "1");
	else
		calx__compile_node(compiler, argument);
	calx__compile_text(compiler, " END");
}

void calx__mariadb_visit_filtered(
	struct compiler *compiler, const calx_node *node)
{
	const calx_node *call = node->children;
	const calx_node *argument = call->children;

	if (call->kind != CALX_NODE_CALL || !argument ||
		argument->kind == CALX_NODE_END) {
		calx__compile_fail(compiler, CALX_UNSUPPORTED,
			"MariaDB has no FILTER for that");
		return;
	}
	calx__compile_text(compiler, call->text);
	calx__compile_text(compiler, "(");
	if (argument->kind == CALX_NODE_DISTINCT) {
		calx__compile_text(compiler, "DISTINCT ");
		argument = argument->children;
	}
	calx__compile_text(compiler, averages_integers(call) ? "CAST(" : "");
	write_filtered_argument(compiler, node, argument);
	calx__compile_text(
		compiler, averages_integers(call) ? " AS DOUBLE)" : "");
	calx__compile_text(compiler, ")");
}

/* What is put around a call here is within its brackets, and so a window comes
 * behind it. */
void calx__mariadb_visit_over(struct compiler *compiler, const calx_node *node)
{
	calx__compile_node(compiler, node->children);
	calx__write_window(compiler, node);
}

/* ---- operators ------------------------------------------------------------- */

/* Integers divide into an integer; bits are numbers without a sign here. */
void calx__mariadb_visit_operator(
	struct compiler *compiler, const calx_node *node)
{
	static const char *const bits[] = { "&", "|", "<<", ">>" };
	const calx_node *operands = node->children;
	calx_node divided = *node;
	bool of_bits = false;

	for (size_t i = 0; i < sizeof(bits) / sizeof(*bits); i++)
		of_bits |= calx__text_equal(node->text, bits[i]);
	if (of_bits) {
		calx__compile_text(compiler, "CAST(");
		calx__compile_default(compiler, node);
		calx__compile_text(compiler, " AS SIGNED)");
		return;
	}
	if (!calx__text_equal(node->text, "/") ||
		calx__nodes_count(operands) != 2 || !is_integer(&operands[0]) ||
		!is_integer(&operands[1])) {
		calx__compile_default(compiler, &divided);
		return;
	}
	calx__compile_operand(compiler, node, &operands[0]);
	calx__compile_text(compiler, " DIV ");
	calx__compile_operand(compiler, node, &operands[1]);
}

/* IS DISTINCT FROM is the opposite of <=> here. */
void calx__mariadb_visit_compare(
	struct compiler *compiler, const calx_node *node)
{
	if (!calx__text_equal(node->text, "is_distinct_from") ||
		calx__nodes_count(node->children) != 2) {
		calx__compile_default(compiler, node);
		return;
	}
	calx__compile_text(compiler, "NOT (");
	calx__compile_operand(compiler, node, &node->children[0]);
	calx__compile_text(compiler, " <=> ");
	calx__compile_operand(compiler, node, &node->children[1]);
	calx__compile_text(compiler, ")");
}

/* CAST has words of its own for types: MariaDB's manual, CAST. */
void calx__mariadb_visit_cast(struct compiler *compiler, const calx_node *node)
{
	const calx_type type = calx__declared_type(node);
	const struct sql_column column = { .type = type };

	if (!type.kind || type.stored ||
		calx__node_type(node->children).stored) {
		calx__compile_default(compiler, node);
		return;
	}
	calx__compile_text(compiler, "CAST(");
	calx__compile_node(compiler, node->children);
	calx__compile_text(compiler, " AS ");
	if (type.kind == CALX_NUMERIC)
		calx__mariadb_type(compiler->sql, &column, 0);
	else
		calx__compile_text(
			compiler, calx__mariadb_cast_type(type.kind));
	calx__compile_text(compiler, ")");
}

/* ---- parts of dates -------------------------------------------------------- */

#define SINCE_1970 "(TIMESTAMP'1970-01-01 00:00:00' + INTERVAL ("
/* JULIAN_DAYS are known to the millisecond; 1970 begins at 2440587.5. */
const struct moment_form calx__mariadb_moments[CALX_STORED_COUNT] = {
	[CALX_STORED_UNIX_SECONDS] = { SINCE_1970, ") SECOND)" },
	[CALX_STORED_UNIX_MILLISECONDS] = { SINCE_1970,
		" * 1000) MICROSECOND)" },
	[CALX_STORED_UNIX_MICROSECONDS] = { SINCE_1970, ") MICROSECOND)" },
	[CALX_STORED_UNIX_DAYS] = { SINCE_1970, ") DAY)" },
	[CALX_STORED_JULIAN_DAYS] = { SINCE_1970 "round((",
		" - 2440587.5) * 86400000) * 1000) MICROSECOND)" },
};

/* ---- order ----------------------------------------------------------------- */

/* NULL comes first, unless it is said otherwise, for which there are no words:
 * then whether it is NULL is sorted by first. */
void calx__mariadb_visit_ordering(
	struct compiler *compiler, const calx_node *node)
{
	const unsigned nulls =
		node->flags & (CALX_NULLS_FIRST | CALX_NULLS_LAST);
	const calx_node *operand = node->children;
	calx_node rest = *node;

	if (nulls) {
		while (operand->kind == CALX_NODE_ORDERING)
			operand = operand->children;
		calx__compile_collated(compiler, operand);
		calx__compile_text(compiler, nulls & CALX_NULLS_FIRST
						     ? " IS NOT NULL, "
						     : " IS NULL, ");
	}
	rest.flags = (unsigned char)(node->flags & ~nulls);
	calx__compile_default(compiler, &rest);
}

/* OFFSET comes with a LIMIT only: MariaDB's manual, LIMIT. */
void calx__mariadb_visit_offset(
	struct compiler *compiler, const calx_node *node)
{
	if (!calx__clause(compiler->clauses, CALX_NODE_LIMIT))
		calx__compile_text(compiler, " LIMIT 18446744073709551615");
	calx__compile_default(compiler, node);
}
