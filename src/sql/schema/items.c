#include "sql/schema/items.h"

#include <string.h>

#include "sql/schema/names.h"
#include "sql/schema/option.h"
#include "util/ascii.h"
#include "util/fail.h"
#include "util/strbuf.h"

/* Reading the text that # makes of the arguments of index() and its like. */

/* ---- places in the text ------------------------------------------------------ */

static struct view view_behind(struct view text, size_t length)
{
	return (struct view){ text.data + length, text.length - length };
}

/* The length of the literal that the text begins with; a quote that is not
 * closed goes to the end. */
static size_t literal_length(struct view text)
{
	size_t i = 1;

	while (i < text.length && text.data[i] != text.data[0])
		i += 1 + (text.data[i] == '\\');
	return i < text.length ? i + 1 : text.length;
}

/* How far the text goes without a comma that is in no brackets and no
 * literal. */
static size_t item_length(struct view text)
{
	size_t depth = 0, i = 0;

	while (i < text.length && (depth || text.data[i] != ',')) {
		const char c = text.data[i];

		if (c == '"' || c == '\'')
			i += literal_length(view_behind(text, i));
		else
			i++;
		depth += c == '(';
		depth -= depth && c == ')';
	}
	return i;
}

/* Whether the bracket that opens the text is closed by its last byte. */
static bool is_bracketed(struct view text)
{
	size_t depth = 0, i = 0;

	if (!text.length || text.data[0] != '(')
		return false;
	do {
		const char c = text.data[i];

		if (c == '"' || c == '\'')
			i += literal_length(view_behind(text, i));
		else
			i++;
		depth += c == '(';
		depth -= c == ')';
	} while (depth && i < text.length);
	return !depth && i == text.length;
}

/* what a name without quotes is made of */
static bool is_word_byte(char c)
{
	return calx__ascii_is_word(c) || (unsigned char)c >= 0x80 || c == '$';
}

/* How many bytes of the text are a word. */
static size_t word_length(struct view text)
{
	size_t length = 0;

	if (text.length && calx__ascii_is_digit(text.data[0]))
		return 0;
	while (length < text.length && is_word_byte(text.data[length]))
		length++;
	return length;
}

/* How many bytes at the end of the text are a word. */
static size_t last_word_length(struct view text)
{
	size_t length = 0;

	while (length < text.length &&
		is_word_byte(text.data[text.length - length - 1]))
		length++;
	return length;
}

/* Takes the next of a list, and the comma behind it. */
static struct view next_item(struct view *rest)
{
	const size_t length = item_length(*rest);
	const struct view item = { rest->data, length };

	*rest = calx__view_trim(
		view_behind(*rest, length + (length < rest->length)));
	return calx__view_trim(item);
}

/* ---- one item ------------------------------------------------------------------ */

/* What stands between the brackets of a call of that name; false if the text is
 * none. */
static bool call_of(struct view text, const char *name, struct view *ret_inside)
{
	const size_t length = word_length(text);
	struct view rest = calx__view_trim(view_behind(text, length));

	if (!calx__view_is((struct view){ text.data, length }, name) ||
		!is_bracketed(rest))
		return false;
	*ret_inside = calx__view_trim(
		(struct view){ rest.data + 1, rest.length - 2 });
	return true;
}

/* "x DESC" -> "x"; ASC says what is so anyway */
static struct view take_direction(struct view text, bool *descending)
{
	const size_t length = last_word_length(text);
	const struct view last = view_behind(text, text.length - length);
	const bool down = calx__view_is_nocase(last, "DESC");

	if (length == text.length ||
		(!down && !calx__view_is_nocase(last, "ASC")))
		return text;
	*descending ^= down;
	return calx__view_trim(
		(struct view){ text.data, text.length - length });
}

/* Whether a word behind an item can be its operator class: none that belongs to
 * an expression. */
static bool is_class(struct view word)
{
	static const char *const words[] = { "COLLATE", "ISNULL", "NOTNULL",
		"IS", "IN", "AND", "OR", "LIKE", "END" };

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (calx__view_is_nocase(word, words[i]))
			return false;
	return word.length;
}

/* "(siglen = 64, x = 'a b')" -> "siglen=64, x='a b'", as a catalog spells it;
 * NULL if it is none. */
static const char *parameters_read(struct arena *arena, struct view text)
{
	struct strbuf read = STRBUF_INIT;
	size_t assignments = 0;

	for (size_t i = 1; i + 1 < text.length;) {
		const char c = text.data[i];
		const size_t length =
			c == '"' || c == '\''
				? literal_length(view_behind(text, i))
				: 1;

		assignments += c == '=';
		if (!calx__ascii_is_blank(c))
			calx__strbuf_add(&read, text.data + i, length);
		calx__strbuf_adds(&read, c == ',' ? " " : "");
		i += length;
	}
	if (assignments)
		return calx__strbuf_keep(&read, arena);
	calx__strbuf_release(&read);
	return NULL;
}

/* Where the brackets begin that the text ends with; its length if there are
 * none. */
static size_t last_brackets(struct view text)
{
	for (size_t i = 0; i < text.length;) {
		if (is_bracketed(view_behind(text, i)))
			return i;
		i += text.data[i] == '"' || text.data[i] == '\''
			     ? literal_length(view_behind(text, i))
			     : 1;
	}
	return text.length;
}

static struct view take_class(
	struct arena *arena, struct view text, struct sql_item *item);

/* "lower(x) gist_ops(siglen = 64)" -> "lower(x)" */
static struct view take_parameters(
	struct arena *arena, struct view text, struct sql_item *item)
{
	const size_t at = last_brackets(text);
	const char *parameters =
		at < text.length ? parameters_read(arena, view_behind(text, at))
				 : NULL;
	struct view before = text;

	if (parameters)
		before = take_class(arena,
			calx__view_trim((struct view){ text.data, at }), item);
	if (!item->operators)
		return text;
	item->parameters = parameters;
	return before;
}

/* "lower(x) text_pattern_ops" -> "lower(x)" */
static struct view take_class(
	struct arena *arena, struct view text, struct sql_item *item)
{
	const size_t length = last_word_length(text);
	const struct view word = view_behind(text, text.length - length);
	const struct view before = calx__view_trim(
		(struct view){ text.data, text.length - length });

	if (!before.length || before.data[before.length - 1] != ')' ||
		!is_class(word))
		return text;
	item->operators = calx__arena_strndup(arena, word.data, word.length);
	return before;
}

/* "x WITH &&" -> "x" */
static struct view take_operator(
	struct arena *arena, struct view text, struct sql_item *item)
{
	static const char signs[] = "+-*/<>=~!@#%^&|?`";
	size_t at = text.length;
	struct view before;

	while (at && strchr(signs, text.data[at - 1]) && text.data[at - 1])
		at--;
	before = calx__view_trim((struct view){ text.data, at });
	if (at == text.length || last_word_length(before) != 4 ||
		!calx__view_is_nocase(
			view_behind(before, before.length - 4), "WITH"))
		return text;
	item->with =
		calx__arena_strndup(arena, text.data + at, text.length - at);
	return calx__view_trim((struct view){ text.data, before.length - 4 });
}

/* A word or a literal at the front of *rest; NULL if there is none. */
static const char *take_name(struct arena *arena, struct view *rest)
{
	const size_t length = word_length(*rest);
	const char *name;

	if (rest->length && rest->data[0] == '"') {
		name = calx__name_quoted(arena, rest);
	} else {
		name = length ? calx__arena_strndup(arena, rest->data, length)
			      : NULL;
		*rest = view_behind(*rest, length);
	}
	*rest = calx__view_trim(*rest);
	return name;
}

static struct view first_word(struct view text)
{
	return (struct view){ text.data, word_length(text) };
}

/* A column, and the collation and the operator class behind it; false if it is
 * more than that. */
static bool read_column(
	struct arena *arena, struct view text, struct sql_item *item)
{
	struct view rest = text;
	struct sql_item read = *item;

	if (calx__view_is_nocase(first_word(text), "NOT"))
		return false;
	read.column = take_name(arena, &rest);
	if (read.column && calx__view_is_nocase(first_word(rest), "COLLATE")) {
		rest = calx__view_trim(
			view_behind(rest, first_word(rest).length));
		read.collation = take_name(arena, &rest);
		if (!read.collation)
			return false;
	}
	if (rest.length && is_class(first_word(rest)))
		read.operators = take_name(arena, &rest);
	if (read.operators && is_bracketed(rest) &&
		(read.parameters = parameters_read(arena, rest)) != NULL)
		rest.length = 0;
	if (!read.column || rest.length)
		return false;
	*item = read;
	return true;
}

/* sql("a" "b"): what the literals say */
static const char *read_sql(struct arena *arena, struct view literals)
{
	struct strbuf text = STRBUF_INIT;
	bool fine = literals.length > 0;

	while (fine && literals.length) {
		const char *part = literals.data[0] == '"'
					   ? calx__name_quoted(arena, &literals)
					   : NULL;

		fine = part;
		calx__strbuf_adds(&text, part ? part : "");
		literals = calx__view_trim(literals);
	}
	if (fine)
		return calx__strbuf_keep(&text, arena);
	calx__strbuf_release(&text);
	return NULL;
}

/* collate(x, NOCASE) */
static struct view take_collation(
	struct arena *arena, struct view inside, struct sql_item *item)
{
	struct view what = next_item(&inside);

	item->collation = take_name(arena, &inside);
	return inside.length ? (struct view){ NULL, 0 } : what;
}

/* Takes desc(...), asc(...) and collate(...) off; empty if one is wrong. */
static struct view unwrap(
	struct arena *arena, struct view text, struct sql_item *item)
{
	struct view inside;

	for (;;) {
		text = take_direction(text, &item->descending);
		if (call_of(text, "desc", &inside))
			item->descending = !item->descending;
		else if (call_of(text, "collate", &inside))
			inside = take_collation(arena, inside, item);
		else if (!call_of(text, "asc", &inside))
			return text;
		text = inside;
	}
}

/* An expression and the collation that stood around it. */
static void set_expression(
	struct arena *arena, const char *text, struct sql_item *item)
{
	item->expression = text;
	if (text && item->collation)
		item->expression = calx__arena_printf(
			arena, "%s COLLATE %s", text, item->collation);
	item->collation = NULL;
}

static bool read_item(
	struct arena *arena, struct view text, struct sql_item *item)
{
	struct view inside;

	*item = (struct sql_item){ 0 };
	text = unwrap(arena, take_operator(arena, text, item), item);
	text = take_class(arena, text, item);
	if (!item->operators)
		text = take_parameters(arena, text, item);
	if (!text.length)
		return false;
	if (call_of(text, "sql", &inside)) {
		set_expression(arena, read_sql(arena, inside), item);
		return item->expression;
	}
	if (!read_column(arena, text, item))
		set_expression(arena,
			calx__arena_strndup(arena, text.data, text.length),
			item);
	return true;
}

/* ---- lists --------------------------------------------------------------------- */

/* names it without the last comma, which the user did not write */
static enum calx_status fail_list(struct view text, calx_error *error)
{
	if (text.length && text.data[text.length - 1] == ',')
		text.length--;
	return calx__fail(error, CALX_INVALID,
		"'%.*s' is not a list of column names", (int)text.length,
		text.length ? text.data : "");
}

/* lower(x) and others are macros of calx/short.h */
static enum calx_status fail_words(calx_error *error)
{
	calx__fail(error, CALX_INVALID,
		"a word of calx/short.h stands in a list of columns");
	calx__fail_hint(error,
		"Include calx/short.h behind the models, or write sql(\"...\").");
	return CALX_INVALID;
}

static size_t items_max(struct view text)
{
	size_t count = 1;

	for (size_t i = 0; i < text.length; i++)
		count += text.data[i] == ',';
	return count;
}

enum calx_status calx__items_parse(struct arena *arena, const char *text,
	struct item_list *ret_list, calx_error *error)
{
	const struct view whole = calx__view_trim(calx__view(text));
	struct view rest = whole;
	struct item_list list = { 0 };

	if (text && strstr(text, "CALX_NODE_"))
		return fail_words(error);
	if (is_bracketed(rest))
		rest = calx__view_trim(
			(struct view){ rest.data + 1, rest.length - 2 });
	list.items =
		calx__arena_zero(arena, items_max(rest), sizeof(*list.items));
	while (rest.length && rest.data[0] != '.' && !arena->failed) {
		struct view item = next_item(&rest);

		if (!read_item(arena, item, &list.items[list.count++]) &&
			!arena->failed)
			return fail_list(whole, error);
	}
	if (arena->failed)
		return calx__fail_memory(error);
	if (!list.count)
		return fail_list(whole, error);
	list.options = rest;
	*ret_list = list;
	return CALX_OK;
}

const char *calx__item_class(const struct sql_item *item)
{
	return item->usual && !item->parameters ? NULL : item->operators;
}

bool calx__item_is_special(const struct sql_item *item)
{
	return !item->column || item->collation || item->descending ||
	       calx__item_class(item) || item->with || item->included;
}

/* ---- options -------------------------------------------------------------------- */

static const struct option_info *option_called(
	struct view name, enum calx_constraint_kind kind)
{
	const struct option_info *option = calx__constraint_options;

	while (option->title && (!calx__option_is_of(option, kind) ||
					!calx__view_is(name, option->name)))
		option++;
	return option->title ? option : NULL;
}

static enum calx_status unknown_option(struct arena *arena, struct view name,
	enum calx_constraint_kind kind, calx_error *error)
{
	const struct option_info *option = calx__constraint_options;
	const char *names[24] = { NULL };
	const char *word = calx__arena_strndup(arena, name.data, name.length);
	const char *near;
	size_t count = 0;

	for (; option->title; option++)
		if (calx__option_is_of(option, kind))
			names[count++] = option->name;
	if (!word)
		return calx__fail_memory(error);
	calx__fail(error, CALX_INVALID, "there is no option .%s here", word);
	near = calx__text_suggest(word, names);
	if (near)
		calx__fail_hint(error, "Did you mean .%s?", near);
	return CALX_INVALID;
}

/* true, false, and what headers make of them; and of NULL */
static bool read_truth(struct view value, bool *ret_truth)
{
	*ret_truth = calx__view_is(value, "true") ||
		     calx__view_is(value, "1") ||
		     calx__view_is(value, "((_Bool)+1u)");
	return *ret_truth || calx__view_is(value, "false") ||
	       calx__view_is(value, "0") ||
	       calx__view_is(value, "((_Bool)+0u)");
}

static bool is_null(struct view value)
{
	return calx__view_is(value, "NULL") ||
	       calx__view_is(value, "nullptr") ||
	       calx__view_is(value, "((void *)0)") ||
	       calx__view_is(value, "((void*)0)");
}

static bool read_value(struct arena *arena, struct view value,
	const struct option_info *option, calx_constraint_options *options)
{
	char *field = (char *)options + option->offset;
	const char *text = NULL;

	if (option->form == OPTION_TRUTH)
		return read_truth(value, (bool *)field);
	if (!is_null(value) && !(text = read_sql(arena, value)))
		return false;
	memcpy(field, &text, sizeof(text));
	return true;
}

/* .name = value */
static enum calx_status read_option(struct arena *arena, struct view text,
	enum calx_constraint_kind kind, calx_constraint_options *options,
	calx_error *error)
{
	struct view rest = view_behind(text, 1);
	const struct view name = { rest.data, word_length(rest) };
	const struct option_info *option = option_called(name, kind);

	rest = calx__view_trim(view_behind(rest, name.length));
	if (!option && name.length)
		return unknown_option(arena, name, kind, error);
	if (option && rest.length && rest.data[0] == '=' &&
		read_value(arena, calx__view_trim(view_behind(rest, 1)), option,
			options))
		return CALX_OK;
	if (arena->failed)
		return calx__fail_memory(error);
	return calx__fail(error, CALX_INVALID,
		"'%.*s' is not an option with a literal value",
		(int)text.length, text.data);
}

enum calx_status calx__item_options_parse(struct arena *arena, struct view text,
	enum calx_constraint_kind kind, calx_constraint_options *options,
	calx_error *error)
{
	enum calx_status status = CALX_OK;

	while (status >= 0 && text.length) {
		struct view option = next_item(&text);

		if (!option.length || option.data[0] != '.')
			return calx__fail(error, CALX_INVALID,
				"'%.*s' stands behind an option",
				(int)option.length, option.data);
		status = read_option(arena, option, kind, options, error);
	}
	return status;
}
