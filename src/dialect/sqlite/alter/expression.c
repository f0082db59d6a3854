#include "dialect/sqlite/alter/expression.h"

#include <string.h>

#include "util/text.h"

/* Expressions, as tokens: nothing here knows their grammar, only which names
 * may be columns. */

/* Whether the token, in an expression, may be the name of a column: not that of
 * a function, a collation, a type or a table. */
static bool is_column_at(const struct lexemes *lexemes, size_t index)
{
	return calx__lexeme_is_name(lexemes, index) &&
	       lexemes->items[index].kind != LEXEME_STRING &&
	       !calx__lexeme_is(lexemes, index + 1, "(") &&
	       !calx__lexeme_is(lexemes, index + 1, ".") &&
	       (!index || (!calx__lexeme_is(lexemes, index - 1, "COLLATE") &&
				  !calx__lexeme_is(lexemes, index - 1, "AS")));
}

bool calx__expression_mentions(
	const struct lexemes *lexemes, struct span span, const char *name)
{
	for (size_t i = calx__lexemes_at(lexemes, span.start);
		i < lexemes->count && lexemes->items[i].span.end <= span.end;
		i++) {
		if (is_column_at(lexemes, i) &&
			calx__lexeme_names(lexemes, i, name))
			return true;
	}
	return false;
}

bool calx__expression_text_mentions(
	struct alteration *a, const char *text, const char *name)
{
	struct lexemes lexemes;

	if (a->status < 0)
		return false;
	a->status = calx__lexemes_read(a->arena, text, &lexemes, a->error);
	return a->status >= 0 &&
	       calx__expression_mentions(
		       &lexemes, (struct span){ 0, strlen(text) }, name);
}

static bool is_known(const struct alteration *a, const char *name)
{
	return calx__alteration_column(a, name) ||
	       calx__text_lists("rowid oid _rowid_", name);
}

void calx__expression_check(struct alteration *a, const char *text)
{
	struct lexemes lexemes;

	if (a->status < 0)
		return;
	a->status = calx__lexemes_read(a->arena, text, &lexemes, a->error);
	for (size_t i = 0; a->status >= 0 && i < lexemes.count; i++) {
		const char *name;

		if (text[lexemes.items[i].span.start] != '"' ||
			!is_column_at(&lexemes, i))
			continue;
		name = calx__lexeme_name(a->arena, &lexemes, i);
		if (name && !is_known(a, name))
			calx__alteration_fail(a, CALX_INVALID,
				"it has no column %s, and a string has single quotes",
				name);
	}
}

static bool any_renamed(const struct alteration *a)
{
	for (size_t i = 0; i < a->columns.count; i++) {
		const struct column_state *column =
			calx__vec_at(&a->columns, i);

		if (!calx__text_equal(column->name, column->stored))
			return true;
	}
	return false;
}

/* What the column that the token names is stored as; NULL: as it says. */
static const char *stored_at(
	struct alteration *a, const struct lexemes *lexemes, size_t index)
{
	const char *name;
	struct column_state *column;

	if (!is_column_at(lexemes, index))
		return NULL;
	name = calx__lexeme_name(a->arena, lexemes, index);
	column = name ? calx__alteration_column(a, name) : NULL;
	return column && !calx__text_equal(column->name, column->stored)
		       ? column->stored
		       : NULL;
}

const char *calx__expression_stored(struct alteration *a, const char *text)
{
	struct lexemes lexemes;
	size_t at = 0;

	if (!any_renamed(a) || a->status < 0)
		return text;
	a->status = calx__lexemes_read(a->arena, text, &lexemes, a->error);
	if (a->status < 0)
		return NULL;
	for (size_t i = 0; i < lexemes.count; i++) {
		struct span span = lexemes.items[i].span;
		const char *stored = stored_at(a, &lexemes, i);

		if (!stored)
			continue;
		calx__strbuf_add(&a->sql, text + at, span.start - at);
		calx__alteration_put_name(a, stored);
		at = span.end;
	}
	calx__alteration_put(a, text + at);
	return calx__alteration_take(a);
}
