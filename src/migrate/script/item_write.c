#include "migrate/script/item_write.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "migrate/script/literal.h"
#include "sql/schema/items.h"
#include "sql/schema/kind.h"
#include "sql/schema/naming.h"
#include "sql/schema/option.h"
#include "sql/type/native.h"
#include "sql/type/stored.h"
#include "util/ascii.h"
#include "util/fail.h"
#include "util/text.h"

/* Columns and constraints as a model lists them: what item_read.c reads back. */

void calx__render_fail(struct renderer *renderer, const char *format, ...)
{
	char message[256];
	va_list arguments;

	renderer->text->failed = true;
	if (renderer->status < 0)
		return;
	va_start(arguments, format);
	(void)vsnprintf(message, sizeof(message), format, arguments);
	va_end(arguments);
	renderer->status =
		calx__fail(renderer->error, CALX_UNSUPPORTED, "%s", message);
	calx__fail_hint(renderer->error,
		"Write it in SQL, with calx_execute(op, \"...\").");
}

/* ---- words and texts ------------------------------------------------------ */

/* what a name in C may begin with */
static bool is_letter(char c)
{
	return calx__ascii_is_letter(c) || c == '_';
}

/* Words that are no names of fields in C, and those that its headers make macros
 * of: a column of that name would turn into something else on its way through
 * column(). */
static bool is_reserved(const char *word)
{
	static const char words[] =
		"auto break case char const continue default do double else "
		"enum extern float for goto if inline int long register "
		"restrict return short signed sizeof static struct switch "
		"typedef typeof union unsigned void volatile while asm "
		"bool true false NULL nullptr EOF errno stdin stdout stderr "
		"linux unix assert signals I complex alignas alignof "
		"constexpr noreturn static_assert thread_local";

	return calx__text_lists(words, word);
}

static bool is_identifier(const char *word)
{
	if (!is_letter(*word) || is_reserved(word))
		return false;
	for (; *word; word++)
		if (!calx__ascii_is_word(*word))
			return false;
	return true;
}

/* ---- identifiers ---------------------------------------------------------- */

/* the name with everything that no identifier may have as '_' */
static char *mangle(struct renderer *renderer, const char *name)
{
	char *word = calx__arena_printf(renderer->arena, "%s%s%s",
		is_letter(*name) ? "" : "column_", name,
		is_reserved(name) ? "_" : "");

	for (char *c = word; c && *c; c++)
		if (!calx__ascii_is_word(*c))
			*c = '_';
	return word;
}

static const char *word_of(struct renderer *renderer, const char *name)
{
	return is_identifier(name) ? name : mangle(renderer, name);
}

const char *calx__render_identifier(struct renderer *renderer, size_t number)
{
	const struct sql_table *table = renderer->table;
	const char *name = table->columns[number].name;
	const char *word = word_of(renderer, name);

	if (word == name)
		return word;
	for (size_t i = 0; word && i < table->column_count; i++)
		if (i != number &&
			calx__text_equal(word,
				word_of(renderer, table->columns[i].name)))
			return calx__arena_printf(
				renderer->arena, "%s_%zu_", word, number);
	return word;
}

/* ---- types ---------------------------------------------------------------- */

static void add_labels(struct strbuf *text, const char *const *labels)
{
	for (size_t i = 0; labels && labels[i]; i++) {
		if (i > 0)
			calx__strbuf_adds(text, ", ");
		calx__literal_write(text, labels[i]);
	}
}

/* .stored = CALX_UNIX_SECONDS; of numeric() behind both of its numbers */
static void add_stored(struct strbuf *text, const calx_type *type)
{
	const struct stored_form *form = calx__stored_form(type);

	if (!form)
		return;
	if (type->kind == CALX_NUMERIC && !type->scale)
		calx__strbuf_adds(text, type->length ? ", 0" : "0, 0");
	calx__strbuf_addf(text, "%s.stored = %s",
		type->kind == CALX_NUMERIC ? ", " : "", form->name);
}

void calx__render_type(struct strbuf *text, const struct sql_column *column)
{
	const calx_type *type = &column->type;

	if (column->nullable)
		calx__strbuf_adds(text, "nullable(");
	if (type->kind == CALX_NULL)
		calx__strbuf_addf(text, "SQL type %s",
			column->type_text ? column->type_text : "unknown");
	else
		calx__strbuf_addf(text, "%s(",
			type->native ? calx__natives[type->native].name
				     : calx__types[type->kind].name);
	if (type->kind == CALX_ENUMERATION ||
		calx__natives[type->native].with_labels)
		add_labels(text, type->labels);
	if (type->length > 0)
		calx__strbuf_addf(text, "%d", type->length);
	if (type->scale > 0)
		calx__strbuf_addf(text, ", %d", type->scale);
	add_stored(text, type);
	if (type->kind != CALX_NULL)
		calx__strbuf_addc(text, ')');
	if (column->nullable)
		calx__strbuf_addc(text, ')');
}

/* ---- what options can say ------------------------------------------------- */

static bool has_default_name(
	struct renderer *renderer, const struct sql_constraint *constraint)
{
	return calx__constraint_has_default_name(
		renderer->arena, renderer->table_name, constraint);
}

/* a key whose columns stand in it as they stand in the table */
static bool is_key_in_order(
	const struct sql_table *table, const struct sql_constraint *key)
{
	size_t last = 0;

	for (size_t i = 0; i < key->column_count; i++) {
		const struct sql_column *column =
			calx__table_column(table, key->columns[i]);
		size_t number;

		if (!column)
			return false;
		number = (size_t)(column - table->columns) + 1;
		if (number <= last)
			return false;
		last = number;
	}
	return true;
}

bool calx__render_is_option(
	struct renderer *renderer, const struct sql_constraint *constraint)
{
	if (constraint->of_type)
		return true;
	if (!renderer->table)
		return false;
	if (constraint->kind == CALX_PRIMARY_KEY)
		return has_default_name(renderer, constraint) &&
		       is_key_in_order(renderer->table, constraint);
	return calx__constraint_is_option(
		       renderer->arena, renderer->table_name, constraint) &&
	       calx__table_column(renderer->table, constraint->columns[0]);
}

/* A name in a list or a reference: what is no word stands there as a literal. */
static void add_name(struct strbuf *text, const char *name)
{
	if (is_identifier(name))
		calx__strbuf_adds(text, name);
	else
		calx__literal_write(text, name);
}

/* authors.id, authors(id), authors; with a schema people.authors.id ... */
static void add_reference(
	struct strbuf *text, const struct sql_constraint *key, bool dotted)
{
	if (key->referred_schema) {
		add_name(text, key->referred_schema);
		calx__strbuf_addc(text, '.');
	}
	add_name(text, key->referred_table);
	if (!key->referred_columns)
		return;
	calx__strbuf_addc(text, dotted ? '.' : '(');
	for (size_t i = 0; i < key->column_count; i++) {
		if (i > 0)
			calx__strbuf_adds(text, ", ");
		add_name(text, key->referred_columns[i]);
	}
	if (!dotted)
		calx__strbuf_addc(text, ')');
}

static void add_target(struct renderer *renderer,
	const struct sql_constraint *key, bool dotted)
{
	struct strbuf target = STRBUF_INIT;

	add_reference(&target, key, dotted);
	calx__literal_write(renderer->text, target.data);
	renderer->text->failed |= target.failed;
	calx__strbuf_release(&target);
}

/* What stands behind the `=` of an option whose text is `value`; `key` is the
 * constraint that it is about. */
static void add_option_value(struct renderer *renderer,
	const struct option_info *option, const char *value,
	const struct sql_constraint *key)
{
	if (option->form == OPTION_TRUTH)
		calx__strbuf_adds(renderer->text, "true");
	else if (option->form == OPTION_NUMBER)
		calx__strbuf_adds(renderer->text, value);
	else if (option->form == OPTION_REFERENCE && key)
		add_target(renderer, key, true);
	else if (option->form == OPTION_WORD)
		value = calx__option_word_spell(renderer->arena, value);
	if (!calx__option_is_text(option))
		return;
	if (calx__option_is_none(value))
		calx__strbuf_adds(renderer->text, "CALX_NONE");
	else if (value)
		calx__literal_write(renderer->text, value);
}

/* A text as it is, and a number as text. */
static const char *value_of(struct renderer *renderer, const void *part,
	const struct option_info *option)
{
	if (option->form != OPTION_NUMBER)
		return calx__option_text(part, option);
	return calx__arena_printf(
		renderer->arena, "%lld", calx__option_number(part, option));
}

static void add_option(struct renderer *renderer,
	const struct option_info *option, const char *value,
	const struct sql_constraint *key)
{
	calx__strbuf_addf(renderer->text, ", .%s = ", option->name);
	add_option_value(renderer, option, value, key);
}

/* What is deferred is deferrable, which need not be said. */
static bool is_implied(const struct sql_constraint *constraint,
	const struct option_info *option)
{
	return constraint->deferred &&
	       calx__text_equal(option->name, "deferrable");
}

static void add_constraint_options(
	struct renderer *renderer, const struct sql_constraint *constraint)
{
	const struct option_info *option = calx__constraint_options;

	for (; option->title; option++)
		if (option->role == OPTION_OF_ITSELF &&
			calx__option_is_set(constraint, option) &&
			!is_implied(constraint, option))
			add_option(renderer, option,
				calx__option_text(constraint, option),
				constraint);
}

/* The first of a kind that the options say; of several the others are items. */
static const struct sql_constraint *option_of_kind(struct renderer *renderer,
	const char *column, enum calx_constraint_kind kind)
{
	const struct sql_table *table = renderer->table;
	const struct sql_constraint *list =
		kind == CALX_INDEX ? table->indexes : table->constraints;
	size_t count = kind == CALX_INDEX ? table->index_count
					  : table->constraint_count;

	for (size_t i = 0; i < count; i++)
		if (list[i].kind == kind &&
			calx__constraint_has_column(&list[i], column) &&
			calx__render_is_option(renderer, &list[i]))
			return &list[i];
	return NULL;
}

static void add_options(struct renderer *renderer,
	const struct sql_column *column, const char *word)
{
	const struct option_info *option = calx__column_options;

	if (strcmp(word, column->name) != 0) {
		calx__strbuf_adds(renderer->text, ", .name = ");
		calx__literal_write(renderer->text, column->name);
	}
	for (; option->title; option++) {
		const struct sql_constraint *asked = NULL;

		if (option->role == OPTION_OF_CONSTRAINT)
			asked = option_of_kind(
				renderer, column->name, option->constraint);
		if (asked) {
			add_option(renderer, option, NULL, asked);
			add_constraint_options(renderer, asked);
		} else if ((option->role == OPTION_OF_ITSELF ||
				   option->role == OPTION_OF_TYPE) &&
			   calx__option_is_set(column, option)) {
			add_option(renderer, option,
				value_of(renderer, column, option), NULL);
		}
	}
}

/* ---- items ---------------------------------------------------------------- */

/* A type without a word of its own is said in SQL: any will do in C. */
static void choose_type(struct renderer *renderer, struct sql_column *column)
{
	if (column->type.kind != CALX_NULL)
		return;
	column->type.kind = CALX_TEXT;
	if (!column->type_text)
		calx__render_fail(renderer, "the type of '%s.%s' is not known",
			renderer->table_name, column->name);
}

void calx__render_column(struct renderer *renderer, size_t number, size_t width)
{
	const struct sql_table *table = renderer->table;
	struct sql_column column = table->columns[number];
	const char *word = calx__render_identifier(renderer, number);
	size_t length = word ? strlen(word) : 0;

	choose_type(renderer, &column);
	if (!word || renderer->text->failed)
		return;
	calx__strbuf_addf(renderer->text, "column(%s, %*s", word,
		(int)(width > length ? width - length : 0), "");
	if (calx__table_is_key(table, column.name))
		column.nullable = false; /* whatever an old database says */
	calx__render_type(renderer->text, &column);
	add_options(renderer, &column, word);
	calx__strbuf_addc(renderer->text, ')');
}

static void add_column_name(struct renderer *renderer, const char *name)
{
	const struct sql_column *column =
		renderer->table ? calx__table_column(renderer->table, name)
				: NULL;
	const char *word = name;

	if (column)
		word = calx__render_identifier(
			renderer, (size_t)(column - renderer->table->columns));
	if (word)
		add_name(renderer->text, word);
}

/* ---- what a list is made of ------------------------------------------------ */

/* Whether a word in an expression would be something else in C, or to the reader
 * of items. */
static bool is_taken_word(struct renderer *renderer, struct view word)
{
	static const char *const words[] = { "sql", "desc", "asc", "collate",
		NULL };
	const char *copy =
		calx__arena_strndup(renderer->arena, word.data, word.length);

	for (const char *const *taken = words; copy && *taken; taken++)
		if (calx__text_equal_nocase(copy, *taken))
			return true;
	return !copy || is_reserved(copy);
}

static bool words_are_free(struct renderer *renderer, const char *text)
{
	while (*text) {
		size_t length = 0;

		while (calx__ascii_is_word(text[length]))
			length++;
		if (is_taken_word(renderer, (struct view){ text, length }))
			return false;
		text += length ? length : 1;
	}
	return true;
}

/* Whether an expression says the same as tokens of C: no quotes, no comments,
 * and a call, as the reader takes a word for a column. */
static bool is_plain_expression(struct renderer *renderer, const char *text)
{
	static const char plain[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_ (),+*<>=%-";
	size_t depth = 0;

	if (!is_letter(*text) || strspn(text, plain) != strlen(text) ||
		!strchr(text, '(') || strstr(text, "--"))
		return false;
	for (const char *c = text; *c; c++) {
		depth += *c == '(';
		if (*c == ')' && !depth--)
			return false;
		if (*c == ',' && !depth)
			return false;
	}
	return !depth && words_are_free(renderer, text);
}

static void add_expression(struct renderer *renderer, const char *text)
{
	if (is_plain_expression(renderer, text)) {
		calx__strbuf_adds(renderer->text, text);
		return;
	}
	calx__strbuf_adds(renderer->text, "sql(");
	calx__literal_write(renderer->text, text);
	calx__strbuf_addc(renderer->text, ')');
}

static void add_list_item(
	struct renderer *renderer, const struct sql_item *item)
{
	assert(item);
	if (item->column)
		add_column_name(renderer, item->column);
	else
		add_expression(renderer, item->expression);
	if (item->collation) {
		calx__strbuf_adds(renderer->text, " COLLATE ");
		add_name(renderer->text, item->collation);
	}
	if (calx__item_class(item)) {
		calx__strbuf_addc(renderer->text, ' ');
		add_name(renderer->text, item->operators);
	}
	if (item->parameters)
		calx__strbuf_addf(renderer->text, "(%s)", item->parameters);
	if (item->descending)
		calx__strbuf_adds(renderer->text, " DESC");
	if (item->with)
		calx__strbuf_addf(renderer->text, " WITH %s", item->with);
}

static void add_columns(
	struct renderer *renderer, const struct sql_constraint *constraint)
{
	for (size_t i = 0; !constraint->items && i < constraint->column_count;
		i++) {
		calx__strbuf_adds(renderer->text, i > 0 ? ", " : "");
		add_column_name(renderer, constraint->columns[i]);
	}
	for (size_t i = 0; constraint->items && i < constraint->item_count;
		i++) {
		if (constraint->items[i].included)
			continue;
		calx__strbuf_adds(renderer->text, i > 0 ? ", " : "");
		add_list_item(renderer, &constraint->items[i]);
	}
}

/* .include = "a, b" */
static void add_included(
	struct renderer *renderer, const struct sql_constraint *constraint)
{
	struct strbuf names = STRBUF_INIT;
	struct renderer inside = *renderer;

	inside.text = &names;
	for (size_t i = 0; constraint->items && i < constraint->item_count;
		i++) {
		if (!constraint->items[i].included)
			continue;
		calx__strbuf_adds(&names, names.length ? ", " : "");
		add_column_name(&inside, constraint->items[i].column);
	}
	if (names.length) {
		calx__strbuf_adds(renderer->text, ", .include = ");
		calx__literal_write(renderer->text, names.data);
	}
	renderer->text->failed |= names.failed;
	calx__strbuf_release(&names);
}

static void add_condition(
	struct renderer *renderer, const struct sql_constraint *check)
{
	assert(check->text); /* a CHECK always has a condition */
	calx__literal_write(renderer->text, check->text);
}

static void add_foreign_key(
	struct renderer *renderer, const struct sql_constraint *key)
{
	bool several = key->column_count > 1;

	calx__strbuf_adds(renderer->text, several ? "(" : "");
	add_columns(renderer, key);
	calx__strbuf_adds(renderer->text, several ? "), " : ", ");
	add_target(renderer, key, false);
}

static void add_item(
	struct renderer *renderer, const struct sql_constraint *constraint)
{
	static void (*const forms[CONSTRAINT_FORM_COUNT])(
		struct renderer * renderer,
		const struct sql_constraint *constraint) = {
		[CONSTRAINT_COLUMNS] = add_columns,
		[CONSTRAINT_CONDITION] = add_condition,
		[CONSTRAINT_REFERENCE] = add_foreign_key,
	};
	const struct constraint_info *info =
		&calx__constraints[constraint->kind];

	calx__strbuf_addf(renderer->text, "%s(",
		constraint->unique ? info->unique_word : info->word);
	forms[info->form](renderer, constraint);
	add_included(renderer, constraint);
	add_constraint_options(renderer, constraint);
	calx__strbuf_addc(renderer->text, ')');
}

void calx__render_constraint(
	struct renderer *renderer, const struct sql_constraint *constraint)
{
	bool named = !has_default_name(renderer, constraint);

	if (named) {
		calx__strbuf_adds(renderer->text, "named(");
		calx__literal_write(renderer->text, constraint->name);
		calx__strbuf_adds(renderer->text, ", ");
	}
	add_item(renderer, constraint);
	if (named)
		calx__strbuf_addc(renderer->text, ')');
}

/* The namespace stands in the table's name. */
static bool is_written(
	const struct sql_table *table, const struct option_info *option)
{
	return calx__option_is_set(table, option) &&
	       option->member != offsetof(struct sql_table, schema);
}

bool calx__render_has_table_options(const struct sql_table *table)
{
	const struct option_info *option = calx__table_options;

	while (option->title && !is_written(table, option))
		option++;
	return option->title;
}

void calx__render_table_options(
	struct renderer *renderer, const struct sql_table *table)
{
	const struct option_info *option = calx__table_options;
	const char *separator = "";

	calx__strbuf_adds(renderer->text, "table_options(");
	for (; option->title; option++) {
		if (!is_written(table, option))
			continue;
		calx__strbuf_addf(
			renderer->text, "%s.%s = ", separator, option->name);
		add_option_value(renderer, option,
			value_of(renderer, table, option), NULL);
		separator = ", ";
	}
	calx__strbuf_addc(renderer->text, ')');
}
