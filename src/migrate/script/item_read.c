#include "migrate/script/item_read.h"

#include <string.h>

#include "sql/schema/kind.h"
#include "sql/schema/option.h"
#include "sql/type/column.h"
#include "sql/type/native.h"
#include "sql/type/stored.h"
#include "util/strbuf.h"

/* The items of a model, as include/calx/model.h defines them: column(...),
 * unique(...), named("x", check("...")) ... What those macros would refuse is
 * wrong here; what C could make something of is code. */

enum { SUGGESTIONS_MAX = 40 };

/* The file does not end here: all brackets are closed. */
static bool found_unexpected(struct script_reader *reader, const char *expected)
{
	struct view found = calx__reader_text(reader);

	return calx__reader_wrong(reader, "expected %s, found '%.*s'", expected,
		(int)(found.length < 40 ? found.length : 40), found.data);
}

/* an unknown word; `words` ends in NULL */
static bool unknown_word(struct script_reader *reader, const char *what,
	const char *const *words)
{
	struct view found = calx__reader_text(reader);
	char word[64];
	const char *nearest;

	if (found.length >= sizeof(word))
		return found_unexpected(reader, what);
	memcpy(word, found.data, found.length);
	word[found.length] = '\0';
	nearest = calx__text_suggest(word, words);
	return nearest ? calx__reader_wrong(reader,
				 "unknown %s '%s', did you mean '%s'?", what,
				 word, nearest)
		       : calx__reader_wrong(
				 reader, "unknown %s '%s'", what, word);
}

/* ---- options: .name = value ----------------------------------------------- */

/* the options that an item takes, and where they are put */
struct option_list {
	const struct option_info *options;
	enum calx_constraint_kind
		kind; /* of the constraint; none: not of one */
	void *target;
};

static bool list_has(
	const struct option_list *list, const struct option_info *option)
{
	return !list->kind || calx__option_is_of(option, list->kind);
}

static const struct option_info *find_option(
	struct script_reader *reader, const struct option_list *list)
{
	const char *names[SUGGESTIONS_MAX] = { NULL };
	const struct option_info *option = list->options;
	size_t count = 0;

	for (; option->title; option++) {
		if (!list_has(list, option))
			continue;
		if (calx__reader_at(reader, option->name))
			return option;
		names[count++] = option->name;
	}
	unknown_word(reader, "option", names);
	return NULL;
}

bool calx__reader_truth(struct script_reader *reader, bool *ret_truth)
{
	*ret_truth =
		calx__reader_at(reader, "true") || calx__reader_at(reader, "1");
	if (!*ret_truth && !calx__reader_at(reader, "false") &&
		!calx__reader_at(reader, "0"))
		return calx__reader_code(
			reader, "a truth value that is not a literal");
	reader->at++;
	return true;
}

static bool read_text_or_null(
	struct script_reader *reader, const char **ret_text)
{
	*ret_text = calx__reader_at(reader, "CALX_NONE") ? CALX_NONE : NULL;
	return calx__reader_accept(reader, "CALX_NONE") ||
	       calx__reader_accept(reader, "NULL") ||
	       calx__reader_string(reader, ret_text);
}

/* 100, -1 */
static bool read_number(struct script_reader *reader, long long *ret_number)
{
	const bool negative = calx__reader_accept(reader, "-");
	int number;

	if (!calx__reader_number(reader, &number))
		return false;
	*ret_number = negative ? -(long long)number : number;
	return true;
}

static bool read_option_value(struct script_reader *reader,
	const struct option_info *option, void *target)
{
	char *field = (char *)target + option->offset;

	if (option->form == OPTION_NUMBER)
		return read_number(reader, (long long *)(void *)field);
	return option->form == OPTION_TRUTH
		       ? calx__reader_truth(reader, (bool *)field)
		       : read_text_or_null(
				 reader, (const char **)(void *)field);
}

static bool read_option(
	struct script_reader *reader, const struct option_list *list)
{
	const struct option_info *option;

	if (!calx__reader_accept(reader, "."))
		return found_unexpected(
			reader, "an option, such as .name = \"...\"");
	option = find_option(reader, list);
	if (!option)
		return false;
	reader->at++;
	if (!calx__reader_accept(reader, "="))
		return found_unexpected(reader, "'='");
	return read_option_value(reader, option, list->target) &&
	       calx__reader_argument_ends(reader);
}

/* `, .a = x, .b = y` up to the closing bracket */
static bool read_options(
	struct script_reader *reader, const struct option_list *list)
{
	while (calx__reader_accept(reader, ",")) {
		if (calx__reader_at(reader, ")"))
			break; /* model.h allows a comma at the end */
		if (!read_option(reader, list))
			return false;
	}
	return calx__reader_accept(reader, ")") ||
	       found_unexpected(reader, "',' or ')'");
}

/* The same where they are all that stands in the brackets. */
static bool read_option_list(
	struct script_reader *reader, const struct option_list *list)
{
	return read_option(reader, list) && read_options(reader, list);
}

/* ---- types ---------------------------------------------------------------- */

static bool unknown_type(struct script_reader *reader)
{
	const char *names[CALX_KIND_COUNT + CALX_NATIVE_COUNT + 3] = { NULL };
	size_t count = 0;

	names[count++] = "nullable";
	names[count++] = "defaulted";
	for (size_t kind = CALX_NULL + 1; kind < CALX_KIND_COUNT; kind++)
		names[count++] = calx__types[kind].name;
	for (int native = CALX_NATIVE_NONE + 1; native < CALX_NATIVE_COUNT;
		native++)
		names[count++] = calx__natives[native].name;
	return unknown_word(reader, "type", names);
}

/* ("a", "b") behind `enumeration` */
static bool read_labels(struct script_reader *reader, calx_type *type)
{
	size_t end = reader->source->tokens[reader->at - 1].match;
	const char **labels = calx__arena_zero(
		reader->arena, end - reader->at + 1, sizeof(*labels));
	size_t count = 0;

	if (!labels)
		return calx__reader_memory(reader);
	do {
		if (!calx__reader_string(reader, &labels[count++]) ||
			!calx__reader_argument_ends(reader))
			return false;
	} while (calx__reader_accept(reader, ","));
	type->labels = labels;
	return true;
}

/* (p, s) behind `numeric`, (n) behind `string` */
static bool read_type_numbers(
	struct script_reader *reader, unsigned max, calx_type *type)
{
	int *numbers[] = { &type->length, &type->scale };

	for (unsigned i = 0; i < max && i < 2; i++) {
		if (!calx__reader_number(reader, numbers[i]) ||
			!calx__reader_argument_ends(reader))
			return false;
		if (!calx__reader_accept(reader, ","))
			break;
		if (calx__reader_at(reader, "."))
			return true;
	}
	return true;
}

static bool unknown_form(struct script_reader *reader)
{
	const char *names[CALX_STORED_CUSTOM] = { NULL };

	for (int i = 1; i < CALX_STORED_CUSTOM; i++)
		names[i - 1] = calx__stored_forms[i].name;
	return unknown_word(reader, "form", names);
}

/* `stored = CALX_UNIX_SECONDS` behind a point */
static bool read_stored(struct script_reader *reader, calx_type *type)
{
	struct view word;

	if (!calx__reader_accept(reader, "stored") ||
		!calx__reader_accept(reader, "="))
		return found_unexpected(reader, "'.stored ='");
	word = calx__reader_text(reader);
	type->stored =
		(unsigned char)calx__stored_by_name(word.data, word.length);
	if (!type->stored)
		return unknown_form(reader);
	if (calx__stored_problem(type))
		return calx__reader_wrong(
			reader, "%s", calx__stored_problem(type));
	reader->at++;
	return calx__reader_argument_ends(reader);
}

/* The word of a kind, or of a type that only some databases have. */
static bool read_type_name(struct script_reader *reader, calx_type *type)
{
	const struct view word = calx__reader_text(reader);

	type->kind = calx__type_by_name(word.data, word.length);
	if (type->kind == CALX_NULL) {
		type->native = (unsigned char)calx__native_by_name(
			word.data, word.length);
		type->kind = calx__natives[type->native].kind;
	}
	if (type->kind == CALX_NULL)
		return unknown_type(reader);
	reader->at++;
	return true;
}

static bool read_plain_type(struct script_reader *reader, calx_type *type)
{
	const struct native_type *native;
	bool fine = true;

	if (!read_type_name(reader, type))
		return false;
	native = &calx__natives[type->native];
	if (!calx__reader_accept(reader, "("))
		return found_unexpected(reader, "'(' after the type's name");
	if (type->kind == CALX_ENUMERATION || native->with_labels)
		fine = read_labels(reader, type);
	else if (!calx__reader_at(reader, ")") && !calx__reader_at(reader, "."))
		fine = read_type_numbers(reader,
			type->native ? native->with_length
				     : calx__types[type->kind].argument_count,
			type);
	if (fine && calx__reader_accept(reader, "."))
		fine = read_stored(reader, type);
	return fine && (calx__reader_accept(reader, ")") ||
			       found_unexpected(reader, "')' after the type"));
}

static bool read_type(struct script_reader *reader, calx_column *column)
{
	if (calx__reader_kind(reader) != TOKEN_WORD)
		return found_unexpected(reader, "a type, such as integer()");
	column->nullable = calx__reader_accept(reader, "nullable");
	column->defaulted =
		!column->nullable && calx__reader_accept(reader, "defaulted");
	if (!calx__column_may_lack(column))
		return read_plain_type(reader, &column->type);
	if (!calx__reader_accept(reader, "("))
		return found_unexpected(
			reader, column->nullable ? "'(' after nullable"
						 : "'(' after defaulted");
	return read_plain_type(reader, &column->type) &&
	       (calx__reader_accept(reader, ")") ||
		       found_unexpected(reader, "')' after the type"));
}

/* ---- lists of columns, as the preprocessor would write them ---------------- */

static bool blank_before(const struct source *source, size_t token)
{
	const struct token *t = &source->tokens[token];

	return t[-1].offset + t[-1].length != t->offset;
}

/* The text of the tokens up to `end`, with one blank where there were any. */
static bool read_list(
	struct script_reader *reader, size_t end, const char **ret_text)
{
	struct strbuf text = STRBUF_INIT;

	for (size_t first = reader->at; reader->at < end; reader->at++) {
		struct view token = calx__reader_text(reader);

		if (reader->at > first &&
			blank_before(reader->source, reader->at))
			calx__strbuf_addc(&text, ' ');
		calx__strbuf_add(&text, token.data, token.length);
	}
	*ret_text = calx__strbuf_keep(&text, reader->arena);
	return *ret_text || calx__reader_memory(reader);
}

/* ---- items ---------------------------------------------------------------- */

static bool close_item(struct script_reader *reader)
{
	return calx__reader_accept(reader, ")") ||
	       found_unexpected(reader, "')'");
}

/* What `.where = ` and its like are given must be a literal: a macro needs a
 * compiler. */
static bool options_are_literals(struct script_reader *reader, size_t end)
{
	static const char *const words[] = { "true", "false", "NULL" };
	const struct source *source = reader->source;

	for (size_t i = reader->at; i + 3 < end; i++) {
		bool known = source->tokens[i + 3].kind != TOKEN_WORD;

		if (!calx__source_is(source, i, ".") ||
			!calx__source_is(source, i + 2, "="))
			continue;
		for (size_t j = 0; j < sizeof(words) / sizeof(*words); j++)
			known |= calx__source_is(source, i + 3, words[j]);
		if (!known) {
			reader->at = i + 3;
			return calx__reader_code(
				reader, "an option that is not a literal");
		}
	}
	return true;
}

static bool read_columns(
	struct script_reader *reader, calx_constraint *constraint)
{
	size_t end = reader->source->tokens[reader->at - 1].match;

	if (reader->at == end)
		return found_unexpected(reader, "a column");
	/* options stand in the text, too: the schema layer reads them */
	return options_are_literals(reader, end) &&
	       read_list(reader, end, &constraint->columns) &&
	       close_item(reader);
}

static bool read_check(
	struct script_reader *reader, calx_constraint *constraint)
{
	return calx__reader_string(reader, &constraint->text) &&
	       calx__reader_argument_ends(reader) &&
	       read_options(reader,
		       &(const struct option_list){ calx__constraint_options,
			       constraint->kind, &constraint->options });
}

static bool read_foreign_key(
	struct script_reader *reader, calx_constraint *constraint)
{
	size_t end = reader->at;

	if (calx__reader_at(reader, "("))
		end = reader->source->tokens[reader->at].match;
	if (!read_list(reader, end + 1, &constraint->columns))
		return false;
	if (!calx__reader_accept(reader, ","))
		return found_unexpected(
			reader, "',' and the target, \"table(column)\"");
	return calx__reader_string(reader, &constraint->text) &&
	       calx__reader_argument_ends(reader) &&
	       read_options(reader,
		       &(const struct option_list){ calx__constraint_options,
			       constraint->kind, &constraint->options });
}

/* The kind of constraint that the word here makes; *ret_unique: a unique one. */
static enum calx_constraint_kind find_kind(
	struct script_reader *reader, bool *ret_unique)
{
	const char *names[SUGGESTIONS_MAX] = { "column", "named",
		"table_options" };
	size_t count = 3;

	for (unsigned kind = 1; kind < CALX_CONSTRAINT_KIND_COUNT; kind++) {
		const struct constraint_info *info = &calx__constraints[kind];

		*ret_unique = info->unique_word &&
			      calx__reader_at(reader, info->unique_word);
		if (*ret_unique || calx__reader_at(reader, info->word))
			return (enum calx_constraint_kind)kind;
		names[count++] = info->word;
		if (info->unique_word)
			names[count++] = info->unique_word;
	}
	unknown_word(reader, "item", names);
	return CALX_CONSTRAINT_END;
}

static bool read_constraint(
	struct script_reader *reader, calx_constraint *constraint)
{
	static bool (*const forms[CONSTRAINT_FORM_COUNT])(
		struct script_reader * reader, calx_constraint * constraint) = {
		[CONSTRAINT_COLUMNS] = read_columns,
		[CONSTRAINT_CONDITION] = read_check,
		[CONSTRAINT_REFERENCE] = read_foreign_key,
	};

	constraint->kind = find_kind(reader, &constraint->unique);
	if (!constraint->kind)
		return false;
	reader->at++;
	if (!calx__reader_accept(reader, "("))
		return found_unexpected(reader, "'('");
	return forms[calx__constraints[constraint->kind].form](
		reader, constraint);
}

static bool read_named(
	struct script_reader *reader, calx_constraint *constraint)
{
	reader->at++; /* the bracket that read_item() has seen */
	if (!calx__reader_string(reader, &constraint->name) ||
		!calx__reader_argument_ends(reader))
		return false;
	if (!calx__reader_accept(reader, ","))
		return found_unexpected(reader, "',' and what is named");
	return read_constraint(reader, constraint) && close_item(reader);
}

static bool read_column(struct script_reader *reader, calx_column *column)
{
	struct view name;

	reader->at++; /* likewise */
	if (calx__reader_kind(reader) != TOKEN_WORD)
		return found_unexpected(reader, "the column's name");
	name = calx__reader_text(reader);
	column->name =
		calx__arena_strndup(reader->arena, name.data, name.length);
	if (!column->name)
		return calx__reader_memory(reader);
	reader->at++;
	if (!calx__reader_accept(reader, ","))
		return found_unexpected(reader, "',' and the column's type");
	return read_type(reader, column) &&
	       read_options(reader,
		       &(const struct option_list){ calx__column_options,
			       CALX_CONSTRAINT_END, &column->options });
}

/* what has been read so far; there is room for all that can come */
struct items {
	calx_column *columns;
	size_t column_count;
	calx_constraint *constraints; /* CALX_CONSTRAINT_END after the last */
	size_t constraint_count;
	calx_table_options options; /* their size: they are there */
};

static bool read_table_options(
	struct script_reader *reader, calx_table_options *options)
{
	size_t end = reader->source->tokens[reader->at].match;

	*options = (calx_table_options){ .size = sizeof(*options) };
	reader->at++;
	if (reader->at == end)
		return close_item(reader);
	return read_option_list(
		reader, &(const struct option_list){ calx__table_options,
				CALX_CONSTRAINT_END, options });
}

static bool read_item(struct script_reader *reader, struct items *items)
{
	if (calx__reader_kind(reader) != TOKEN_WORD)
		return found_unexpected(reader, "an item, such as column(...)");
	if (!calx__source_is(reader->source, reader->at + 1, "("))
		return calx__reader_code(reader, "an item that is not a call");
	if (calx__reader_accept(reader, "column"))
		return read_column(
			reader, &items->columns[items->column_count++]);
	if (calx__reader_accept(reader, "named"))
		return read_named(
			reader, &items->constraints[items->constraint_count++]);
	if (calx__reader_accept(reader, "table_options"))
		return read_table_options(reader, &items->options);
	return read_constraint(
		reader, &items->constraints[items->constraint_count++]);
}

/* how many items there can be: the commas outside brackets, and one */
static size_t count_items(const struct script_reader *reader, size_t end)
{
	const struct token *tokens = reader->source->tokens;
	size_t count = 1;

	for (size_t i = reader->at; i < end; i++) {
		if (tokens[i].match > i)
			i = tokens[i].match;
		else if (calx__source_is(reader->source, i, ","))
			count++;
	}
	return count;
}

bool calx__reader_items(
	struct script_reader *reader, size_t end, calx_table *ret_items)
{
	size_t max = count_items(reader, end);
	struct items items = { 0 };

	items.columns =
		calx__arena_zero(reader->arena, max, sizeof(calx_column));
	items.constraints = calx__arena_zero(
		reader->arena, max + 1, sizeof(calx_constraint));
	if (!items.columns || !items.constraints)
		return calx__reader_memory(reader);
	do {
		if (!read_item(reader, &items))
			return false;
	} while (calx__reader_accept(reader, ","));
	if (reader->at != end)
		return found_unexpected(reader, "',' or ')'");
	*ret_items = (calx_table){ CALX_TABLE_SIZES, .columns = items.columns,
		.column_count = items.column_count,
		.constraints = items.constraints, .options = items.options };
	return true;
}
