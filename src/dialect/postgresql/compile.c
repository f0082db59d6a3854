#include "dialect/postgresql/compile.h"

#include "compile/compiler.h"
#include "compile/expression.h"
#include "dialect/postgresql/text/token.h"
#include "dialect/postgresql/type.h"
#include "util/text.h"

/* Where PostgreSQL's statements are not the standard's. */

static const calx_node *last_of(const calx_node *nodes)
{
	while (nodes[1].kind != CALX_NODE_END)
		nodes++;
	return nodes;
}

/* greatest() and least() pass over NULL here, and nowhere else. A value by itself
 * is not NULL, and has no type there. */
static void pick_write(struct compiler *compiler, const calx_node *node)
{
	const calx_node *argument = node->children;

	calx__compile_text(compiler, "CASE WHEN num_nulls(''");
	for (; argument->kind != CALX_NODE_END; argument++) {
		if (argument->kind == CALX_NODE_VALUE &&
			argument->value.kind != CALX_NULL)
			continue;
		calx__compile_text(compiler, ", ");
		calx__compile_node(compiler, argument);
	}
	calx__compile_text(compiler, ") = 0 THEN ");
	calx__compile_default(compiler, node);
	calx__compile_text(compiler, " END");
}

/* There is a round() to so many digits for numeric alone. */
static void round_write(struct compiler *compiler, const calx_node *node)
{
	calx__compile_text(compiler, "CAST(round(CAST(");
	calx__compile_node(compiler, node->children);
	calx__compile_text(compiler, " AS numeric), ");
	calx__compile_node(compiler, last_of(node->children));
	calx__compile_text(compiler, ") AS double precision)");
}

void calx__postgresql_visit_call(
	struct compiler *compiler, const calx_node *node)
{
	const enum calx_kind kind = calx__node_type(node).kind;

	if (calx__text_equal(node->text, "greatest") ||
		calx__text_equal(node->text, "least"))
		pick_write(compiler, node);
	else if (calx__text_equal(node->text, "round") &&
		 calx__nodes_count(node->children) == 2 &&
		 (kind == CALX_DOUBLE || kind == CALX_FLOAT))
		round_write(compiler, node);
	else
		calx__compile_default(compiler, node);
}

/* The server takes the type of a case from its branches, and branches that are
 * values for text. To cast to a length or a scale would cut what is longer. */
void calx__postgresql_visit_case(
	struct compiler *compiler, const calx_node *node)
{
	struct sql_column column = { .type = calx__declared_type(node) };

	if (!column.type.kind || column.type.kind == CALX_ENUMERATION) {
		calx__compile_default(compiler, node);
		return;
	}
	if (!column.type.native)
		column.type.length = column.type.scale = 0;
	calx__compile_text(compiler, "CAST(");
	calx__compile_default(compiler, node);
	calx__compile_text(compiler, " AS ");
	calx__postgresql_type(compiler->sql, &column, 0);
	calx__compile_text(compiler, ")");
}

#define SINCE_1970 "(timestamp 'epoch' + "
/* JULIAN_DAYS are known to the millisecond; 1970 begins at 2440587.5. */
const struct moment_form calx__postgresql_moments[CALX_STORED_COUNT] = {
	[CALX_STORED_UNIX_SECONDS] = { SINCE_1970, " * interval '1 second')" },
	[CALX_STORED_UNIX_MILLISECONDS] = { SINCE_1970,
		" * interval '1 millisecond')" },
	[CALX_STORED_UNIX_MICROSECONDS] = { SINCE_1970,
		" * interval '1 microsecond')" },
	[CALX_STORED_UNIX_DAYS] = { SINCE_1970, " * interval '1 day')" },
	[CALX_STORED_JULIAN_DAYS] = { SINCE_1970 "round((",
		" - 2440587.5) * 86400000) * interval '1 millisecond')" },
};

/* Seconds have a fraction here. */
void calx__postgresql_visit_extract(
	struct compiler *compiler, const calx_node *node)
{
	calx__compile_text(compiler, "CAST(floor(");
	calx__compile_default(compiler, node);
	calx__compile_text(compiler, ") AS integer)");
}

/* ---- plain SQL -------------------------------------------------------------- */

/* Each ? is the next value; ?? is an operator that has one. Text that says $1 by
 * itself stays as it is. */
void calx__postgresql_plain(struct strbuf *sql, struct view text)
{
	const char *at = text.data;
	const size_t begun = sql->length;
	struct token token;
	size_t number = 0;

	while ((token = calx__postgresql_token(&at)).kind != TOKEN_END) {
		if (token.kind == TOKEN_PARAMETER) {
			calx__strbuf_truncate(sql, begun);
			calx__strbuf_add(sql, text.data, text.length);
			return;
		}
		if (token.kind == TOKEN_MARK && *at == '?') {
			calx__strbuf_addc(sql, '?');
			at++;
		} else if (token.kind == TOKEN_MARK) {
			calx__strbuf_addf(sql, "$%zu", ++number);
		} else {
			calx__strbuf_add(
				sql, token.text.data, token.text.length);
		}
	}
}
