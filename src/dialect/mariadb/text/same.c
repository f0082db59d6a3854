#include "dialect/mariadb/text/same.h"

#include <string.h>

#include "dialect/mariadb/text/canonical.h"
#include "dialect/mariadb/text/lexer.h"
#include "sql/schema/expression.h"
#include "sql/type/type.h"
#include "util/strbuf.h"
#include "util/text.h"

/* Whether two expressions, or two defaults, are the same. */

bool calx__mariadb_sql_same(struct arena *arena, const char *a, const char *b)
{
	const char *x, *y;

	if (!a || !b)
		return a == b;
	if (calx__sql_same(a, b))
		return true;
	x = calx__mariadb_canonical(arena, a);
	y = calx__mariadb_canonical(arena, b);
	return x && y && !strcmp(x, y);
}

/* ---- defaults --------------------------------------------------------------- */

/* The text of a literal: what is between its quotes, or a number as it is; NULL
 * if it is something else. */
static const char *literal_of(struct arena *arena, const char *text)
{
	struct lexer lexer = { .rest = calx__view(text) };
	struct lexeme lexeme = calx__mariadb_token(&lexer);
	const char *sign = "";
	const char *literal;

	while (calx__mariadb_is(lexeme, "("))
		lexeme = calx__mariadb_token(&lexer);
	if (calx__mariadb_is(lexeme, "-") || calx__mariadb_is(lexeme, "+")) {
		sign = *lexeme.text.data == '-' ? "-" : "";
		lexeme = calx__mariadb_token(&lexer);
	}
	if (calx__mariadb_is(lexeme, "TRUE"))
		return "1";
	if (calx__mariadb_is(lexeme, "FALSE"))
		return "0";
	if (lexeme.kind != LEXEME_STRING && lexeme.kind != LEXEME_NUMBER)
		return NULL;
	literal = calx__mariadb_text_of(arena, lexeme, false);
	do
		lexeme = calx__mariadb_token(&lexer);
	while (calx__mariadb_is(lexeme, ")"));
	return lexeme.kind == LEXEME_END && literal
		       ? calx__arena_printf(arena, "%s%s", sign, literal)
		       : NULL;
}

/* Whether both are values of the column's type, and the same one. */
static bool values_same(const calx_type *type, const char *a, const char *b)
{
	const struct type_info *info = &calx__types[type->kind];
	calx_value x, y;

	if (info->is_integer || type->kind == CALX_FLOAT ||
		type->kind == CALX_DOUBLE)
		info = &calx__types[CALX_NUMERIC];
	if (info->is_text || !info->family || !info->family->read)
		return false;
	return info->family->read(a, strlen(a), &x) &&
	       info->family->read(b, strlen(b), &y) &&
	       info->family->equal(&x, &y);
}

static bool is_null(const char *text)
{
	return !text || calx__text_equal_nocase(text, "NULL");
}

bool calx__mariadb_defaults_same(struct arena *arena,
	const struct sql_column *a, const struct sql_column *b)
{
	const char *x = a->server_default, *y = b->server_default;
	const char *first, *second;

	if (is_null(x) || is_null(y))
		return is_null(x) && is_null(y);
	if (calx__mariadb_sql_same(arena, x, y))
		return true;
	first = literal_of(arena, x);
	second = literal_of(arena, y);
	if (!first || !second)
		return false;
	return !strcmp(first, second) || values_same(&a->type, first, second) ||
	       values_same(&b->type, first, second);
}

/* ---- as the standard has it --------------------------------------------------- */

const char *calx__mariadb_expression(struct arena *arena, const char *printed)
{
	return calx__mariadb_select(arena, printed, NULL);
}

static bool names(
	struct arena *arena, struct lexeme lexeme, const char *database)
{
	return lexeme.kind == LEXEME_NAME && database &&
	       calx__text_equal(
		       calx__mariadb_text_of(arena, lexeme, false), database);
}

/* Whether the name is a table's alias, too: then it is not known which it is. */
static bool is_alias(
	struct arena *arena, const char *printed, const char *database)
{
	struct lexer lexer = { .rest = calx__view(printed), .printed = true };
	struct lexeme lexeme = calx__mariadb_token(&lexer);

	while (lexeme.kind != LEXEME_END) {
		const bool is_it = names(arena, lexeme, database);

		lexeme = calx__mariadb_token(&lexer);
		if (is_it && !calx__mariadb_is(lexeme, "."))
			return true;
	}
	return false;
}

const char *calx__mariadb_select(
	struct arena *arena, const char *printed, const char *database)
{
	struct lexer lexer = { .rest = calx__view(printed), .printed = true };
	struct strbuf sql = STRBUF_INIT;
	struct lexeme lexeme;

	if (is_alias(arena, printed, database))
		database = NULL;
	while ((lexeme = calx__mariadb_lexeme(&lexer)).kind != LEXEME_END) {
		const char *text;

		if (names(arena, lexeme, database)) {
			calx__mariadb_token(&lexer); /* the point */
			continue;
		}
		if (lexeme.kind != LEXEME_STRING) {
			calx__strbuf_add(
				&sql, lexeme.text.data, lexeme.text.length);
			continue;
		}
		text = calx__mariadb_text_of(arena, lexeme, true);
		calx__strbuf_addq(
			&sql, '\'', text ? text : "", text ? strlen(text) : 0);
	}
	return calx__strbuf_keep(&sql, arena);
}

/* nextval('s'), nextval(`db`.`s`) */
const char *calx__mariadb_sequence_of(struct arena *arena, const char *text)
{
	struct lexer lexer = { .rest = calx__view(text) };
	const char *name = NULL;
	struct lexeme lexeme = calx__mariadb_token(&lexer);

	if (!calx__mariadb_is(lexeme, "nextval") ||
		!calx__mariadb_is(calx__mariadb_token(&lexer), "("))
		return NULL;
	while ((lexeme = calx__mariadb_token(&lexer)).kind != LEXEME_END &&
		!calx__mariadb_is(lexeme, ")"))
		if (!calx__mariadb_is(lexeme, "."))
			name = calx__mariadb_text_of(arena, lexeme, false);
	return calx__mariadb_token(&lexer).kind == LEXEME_END ? name : NULL;
}
