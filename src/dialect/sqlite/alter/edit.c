#include "dialect/sqlite/alter/edit.h"

#include <string.h>

#include "dialect/sqlite/text/create.h"
#include "util/text.h"

/* Edits of CREATE TABLE that leave every other byte as it was. Comments belong
 * to what stands before them on their line. */

void calx__edit_apply(
	struct alteration *a, const struct edit *edits, size_t count)
{
	struct parsed_table parsed;
	const char *text;
	size_t at = 0;

	if (a->status < 0)
		return;
	for (size_t i = 0; i < count; i++) {
		calx__strbuf_add(
			&a->sql, a->text + at, edits[i].span.start - at);
		calx__strbuf_adds(&a->sql, edits[i].text);
		at = edits[i].span.end;
	}
	calx__strbuf_adds(&a->sql, a->text + at);
	text = calx__alteration_take(a);
	if (!text)
		return;
	a->status = calx__create_table_read(a->arena, text, &parsed, a->error);
	if (a->status < 0)
		return;
	a->text = text;
	a->parsed = parsed;
}

/* ---- places --------------------------------------------------------------------- */

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
static size_t blanks_start(const struct lexemes *lexemes, size_t offset)
{
	size_t index = calx__lexemes_at(lexemes, offset);
	size_t end = index ? lexemes->items[index - 1].span.end : 0;

	return is_blank(lexemes->text, end, offset) ? end : offset;
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
		calx__alteration_fail_memory(a);
	if (!text || !*text)
		text = " ";
	return after_comment && !strchr(text, '\n') ? "\n" : text;
}

static const char *join(
	struct alteration *a, const char *first, const char *second)
{
	calx__alteration_put(a, first);
	calx__alteration_put(a, second);
	return calx__alteration_take(a);
}

/* ---- taking out ------------------------------------------------------------------- */

/* What follows takes the item's place. */
static struct span cut_before_comma(
	const struct lexemes *lexemes, struct span span, size_t comma)
{
	size_t first = calx__lexemes_at(lexemes, span.start);
	size_t end = lexemes->items[comma].span.end;

	span.end = comment_end(lexemes->text, end);
	if (calx__lexeme_is(lexemes, first - 1, "("))
		span.end = skip(lexemes->text, span.end, blanks);
	else
		span.start = blanks_start(lexemes, span.start);
	return cut_line(lexemes->text, span);
}

void calx__edit_remove_item(struct alteration *a, struct span span)
{
	const struct lexemes *lexemes = &a->parsed.lexemes;
	size_t first = calx__lexemes_at(lexemes, span.start);
	size_t next = calx__lexemes_at(lexemes, span.end);
	struct edit edits[2] = { { span, "" }, { span, "" } };

	if (calx__lexeme_is(lexemes, next, ",")) {
		edits[0].span = cut_before_comma(lexemes, span, next);
		calx__edit_apply(a, edits, 1);
	} else if (calx__lexeme_is(lexemes, next, ")") &&
		   calx__lexeme_is(lexemes, first - 1, ",")) {
		edits[0].span = lexemes->items[first - 1].span;
		edits[1].span.start = blanks_start(lexemes, span.start);
		edits[1].span.end = comment_end(a->text, span.end);
		edits[1].span = cut_line(a->text, edits[1].span);
		calx__edit_apply(a, edits, 2);
	} else {
		/* a constraint follows without a comma: this one's, if it has
		 * one, is needed for that */
		calx__edit_apply(a, edits, 1);
	}
}

void calx__edit_remove_clause(struct alteration *a, struct span span)
{
	struct edit edit = { span, "" };

	edit.span.start = blanks_start(&a->parsed.lexemes, span.start);
	calx__edit_apply(a, &edit, 1);
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
		calx__edit_apply(a, edits, 2);
}

void calx__edit_insert_column(struct alteration *a, const char *text)
{
	struct span last = a->parsed.columns[a->parsed.column_count - 1].span;
	const struct lexemes *lexemes = &a->parsed.lexemes;
	size_t next = calx__lexemes_at(lexemes, last.end);
	struct edit edit;

	if (!text)
		return;
	if (!calx__lexeme_is(lexemes, next, ",")) {
		insert_last(a, last, text);
		return;
	}
	/* before the first constraint */
	edit.span.start = lexemes->items[next + 1].span.start;
	edit.span.end = edit.span.start;
	edit.text = join(a, ",", separator_before(a, edit.span.start, false));
	if (edit.text)
		edit.text = join(a, text, edit.text);
	if (edit.text)
		calx__edit_apply(a, &edit, 1);
}

void calx__edit_insert_constraint(struct alteration *a, const char *text)
{
	if (!text)
		return;
	if (a->parsed.constraint_count)
		insert_last(a,
			a->parsed.constraints[a->parsed.constraint_count - 1]
				.span,
			text);
	else
		insert_last(a,
			a->parsed.columns[a->parsed.column_count - 1].span,
			text);
}

void calx__edit_insert_clause(
	struct alteration *a, const char *stored, const char *text)
{
	const struct parsed_column *column =
		calx__parsed_column(&a->parsed, stored);
	struct edit edit = { { column->type_span.end, column->type_span.end },
		NULL };

	edit.text = text ? join(a, " ", text) : NULL;
	if (edit.text)
		calx__edit_apply(a, &edit, 1);
}
