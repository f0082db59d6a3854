#include "dialect/sqlite/alter/alter.h"

#include <string.h>

#include "util/text.h"

/* Edits of CREATE TABLE that leave every other byte as it was. Comments belong
 * to what stands before them on their line. */

void calx__alter_edit(
	struct alteration *a, const struct edit *edits, size_t count)
{
	struct ddl_table ddl;
	const char *text;
	size_t at = 0;

	if (a->status != CALX_OK)
		return;
	for (size_t i = 0; i < count; i++) {
		calx__strbuf_add(
			&a->sql, a->text + at, edits[i].span.start - at);
		calx__strbuf_adds(&a->sql, edits[i].text);
		at = edits[i].span.end;
	}
	calx__strbuf_adds(&a->sql, a->text + at);
	text = calx__alter_take(a);
	if (!text)
		return;
	a->status = calx__ddl_read_table(a->arena, text, &ddl, a->error);
	if (a->status != CALX_OK)
		return;
	a->text = text;
	a->ddl = ddl;
}

/* ---- places --------------------------------------------------------------------- */

/* the first token at or behind the offset */
static size_t token_at(const struct tokens *tokens, size_t offset)
{
	size_t index = 0;

	while (index < tokens->count &&
		tokens->items[index].span.start < offset)
		index++;
	return index;
}

static size_t skip(const char *text, size_t at, const char *bytes)
{
	return at + strspn(text + at, bytes);
}

static const char blanks[] = " \t\r\n\f";

static bool is_blank(const char *text, size_t start, size_t end)
{
	return skip(text, start, blanks) >= end;
}

/* `at`, or behind the comment that ends the line there. A comment with
 * something behind it belongs to that. */
static size_t comment_end(const char *text, size_t at)
{
	size_t start = skip(text, at, " \t");
	const char *end;
	size_t rest;

	if (calx__text_starts(text + start, "--"))
		return start + strcspn(text + start, "\n");
	if (!calx__text_starts(text + start, "/*"))
		return at;
	end = strstr(text + start + 2, "*/");
	if (!end)
		return at;
	rest = skip(text, (size_t)(end - text) + 2, " \t\r");
	if (text[rest] && text[rest] != '\n' && text[rest] != ')')
		return at;
	return (size_t)(end - text) + 2;
}

/* Where the token before the offset ends, if only blanks are in between. */
static size_t blanks_start(const struct tokens *tokens, size_t offset)
{
	size_t index = token_at(tokens, offset);
	size_t end = index ? tokens->items[index - 1].span.end : 0;

	return is_blank(tokens->text, end, offset) ? end : offset;
}

/* The start of the blanks that end at the offset. */
static size_t run_start(const char *text, size_t offset)
{
	while (offset && strchr(blanks, text[offset - 1]))
		offset--;
	return offset;
}

/* Does not leave an empty line where a line's only item was. */
static struct span cut_line(const char *text, struct span span)
{
	if (calx__text_starts(text + span.end, "\n") ||
		calx__text_starts(text + span.end, "\r\n"))
		span.start = run_start(text, span.start);
	return span;
}

/* The blanks before an item, to separate another one in the same way. */
static const char *separator_before(
	struct alteration *a, size_t start, bool after_comment)
{
	const char *text = calx__span_text(a->arena, a->text,
		(struct span){ run_start(a->text, start), start });

	if (!text)
		calx__alter_fail_memory(a);
	if (!text || !*text)
		text = " ";
	return after_comment && !strchr(text, '\n') ? "\n" : text;
}

static const char *join(
	struct alteration *a, const char *first, const char *second)
{
	calx__alter_put(a, first);
	calx__alter_put(a, second);
	return calx__alter_take(a);
}

/* ---- taking out ------------------------------------------------------------------- */

/* What follows takes the item's place. */
static struct span cut_before_comma(
	const struct tokens *tokens, struct span span, size_t comma)
{
	size_t first = token_at(tokens, span.start);
	size_t end = tokens->items[comma].span.end;

	span.end = comment_end(tokens->text, end);
	if (calx__token_is(tokens, first - 1, "("))
		span.end = skip(tokens->text, span.end, blanks);
	else
		span.start = blanks_start(tokens, span.start);
	return cut_line(tokens->text, span);
}

void calx__alter_remove_item(struct alteration *a, struct span span)
{
	const struct tokens *tokens = &a->ddl.tokens;
	size_t first = token_at(tokens, span.start);
	size_t next = token_at(tokens, span.end);
	struct edit edits[2] = { { span, "" }, { span, "" } };

	if (calx__token_is(tokens, next, ",")) {
		edits[0].span = cut_before_comma(tokens, span, next);
		calx__alter_edit(a, edits, 1);
	} else if (calx__token_is(tokens, next, ")") &&
		   calx__token_is(tokens, first - 1, ",")) {
		edits[0].span = tokens->items[first - 1].span;
		edits[1].span.start = blanks_start(tokens, span.start);
		edits[1].span.end = comment_end(a->text, span.end);
		edits[1].span = cut_line(a->text, edits[1].span);
		calx__alter_edit(a, edits, 2);
	} else {
		/* a constraint follows without a comma: this one's, if it has
		 * one, is needed for that */
		calx__alter_edit(a, edits, 1);
	}
}

void calx__alter_remove_clause(struct alteration *a, struct span span)
{
	struct edit edit = { span, "" };

	edit.span.start = blanks_start(&a->ddl.tokens, span.start);
	calx__alter_edit(a, &edit, 1);
}

/* ---- putting in -------------------------------------------------------------------- */

/* Behind the last item, whose bytes are `last`. */
static void insert_last(
	struct alteration *a, struct span last, const char *text)
{
	size_t end = comment_end(a->text, last.end);
	struct edit edits[2] = {
		{ { last.end, last.end }, "," },
		{ { end, end }, NULL },
	};

	edits[1].text =
		join(a, separator_before(a, last.start, end != last.end), text);
	if (edits[1].text)
		calx__alter_edit(a, edits, 2);
}

void calx__alter_insert_column(struct alteration *a, const char *text)
{
	struct span last = a->ddl.columns[a->ddl.column_count - 1].span;
	const struct tokens *tokens = &a->ddl.tokens;
	size_t next = token_at(tokens, last.end);
	struct edit edit;

	if (!text)
		return;
	if (!calx__token_is(tokens, next, ",")) {
		insert_last(a, last, text);
		return;
	}
	/* before the first constraint */
	edit.span.start = tokens->items[next + 1].span.start;
	edit.span.end = edit.span.start;
	edit.text = join(a, ",", separator_before(a, edit.span.start, false));
	if (edit.text)
		edit.text = join(a, text, edit.text);
	if (edit.text)
		calx__alter_edit(a, &edit, 1);
}

void calx__alter_insert_constraint(struct alteration *a, const char *text)
{
	if (!text)
		return;
	if (a->ddl.constraint_count)
		insert_last(a,
			a->ddl.constraints[a->ddl.constraint_count - 1].span,
			text);
	else
		insert_last(
			a, a->ddl.columns[a->ddl.column_count - 1].span, text);
}

void calx__alter_insert_clause(
	struct alteration *a, const char *stored, const char *text)
{
	const struct ddl_column *column =
		calx__ddl_table_column(&a->ddl, stored);
	struct edit edit = { { column->type_span.end, column->type_span.end },
		NULL };

	edit.text = text ? join(a, " ", text) : NULL;
	if (edit.text)
		calx__alter_edit(a, &edit, 1);
}

/* ---- expressions -------------------------------------------------------------------- */

/* Whether the token, in an expression, may be the name of a column: not that of
 * a function, a collation, a type or a table. */
static bool is_column_at(const struct tokens *tokens, size_t index)
{
	return calx__token_is_name(tokens, index) &&
	       tokens->items[index].kind != TOKEN_STRING &&
	       !calx__token_is(tokens, index + 1, "(") &&
	       !calx__token_is(tokens, index + 1, ".") &&
	       (!index || (!calx__token_is(tokens, index - 1, "COLLATE") &&
				  !calx__token_is(tokens, index - 1, "AS")));
}

bool calx__span_mentions(
	const struct tokens *tokens, struct span span, const char *name)
{
	for (size_t i = token_at(tokens, span.start);
		i < tokens->count && tokens->items[i].span.end <= span.end;
		i++) {
		if (is_column_at(tokens, i) &&
			calx__token_names(tokens, i, name))
			return true;
	}
	return false;
}

bool calx__text_mentions(
	struct alteration *a, const char *text, const char *name)
{
	struct tokens tokens;

	if (a->status != CALX_OK)
		return false;
	a->status = calx__sqlite_tokens(a->arena, text, &tokens, a->error);
	return a->status == CALX_OK &&
	       calx__span_mentions(
		       &tokens, (struct span){ 0, strlen(text) }, name);
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
	struct alteration *a, const struct tokens *tokens, size_t index)
{
	const char *name;
	struct column_state *column;

	if (!is_column_at(tokens, index))
		return NULL;
	name = calx__token_name(a->arena, tokens, index);
	column = name ? calx__alter_column(a, name) : NULL;
	return column && !calx__text_equal(column->name, column->stored)
		       ? column->stored
		       : NULL;
}

const char *calx__alter_stored_text(struct alteration *a, const char *text)
{
	struct tokens tokens;
	size_t at = 0;

	if (!any_renamed(a) || a->status != CALX_OK)
		return text;
	a->status = calx__sqlite_tokens(a->arena, text, &tokens, a->error);
	if (a->status != CALX_OK)
		return NULL;
	for (size_t i = 0; i < tokens.count; i++) {
		struct span span = tokens.items[i].span;
		const char *stored = stored_at(a, &tokens, i);

		if (!stored)
			continue;
		calx__strbuf_add(&a->sql, text + at, span.start - at);
		calx__alter_put_name(a, stored);
		at = span.end;
	}
	calx__alter_put(a, text + at);
	return calx__alter_take(a);
}

/* ---- under another name --------------------------------------------------------------- */

/* Whether the token and the dot behind it qualify a column by the table. */
static bool is_qualifier(const struct alteration *a, size_t index)
{
	const struct tokens *tokens = &a->ddl.tokens;

	return tokens->items[index].span.start > a->ddl.open &&
	       calx__token_names(tokens, index, a->ddl.name.text) &&
	       calx__token_is(tokens, index + 1, ".");
}

const char *calx__alter_text_as(struct alteration *a, const char *name)
{
	const struct tokens *tokens = &a->ddl.tokens;
	size_t at = a->ddl.name.span.end;

	/* what stands before the name is ours to write: a schema, TEMP or IF
	 * NOT EXISTS are never kept by SQLite */
	calx__alter_put(a, "CREATE TABLE ");
	calx__alter_put_name(a, name);
	for (size_t i = 0; i < tokens->count; i++) {
		if (!is_qualifier(a, i))
			continue;
		calx__strbuf_add(&a->sql, a->text + at,
			tokens->items[i].span.start - at);
		at = tokens->items[i + 1].span.end;
	}
	calx__alter_put(a, a->text + at);
	return calx__alter_take(a);
}
