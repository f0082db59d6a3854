#include "sql/schema/constraint.h"

#include <string.h>

#include "sql/schema/condition.h"
#include "sql/schema/descriptor.h"
#include "sql/schema/items.h"
#include "sql/schema/kind.h"
#include "sql/schema/names.h"
#include "sql/schema/naming.h"
#include "sql/schema/option.h"
#include "sql/type/type.h"
#include "util/fail.h"
#include "util/text.h"

/* A model's constraints: those that columns ask for, and the table's own. */

/* ---- constraints ---------------------------------------------------------- */

static enum calx_status constraint_name(const struct resolver *resolver,
	const char *given, struct sql_constraint *constraint)
{
	enum calx_status status = CALX_OK;

	if (given)
		status = calx__resolver_name(resolver, "constraint", given);
	if (status < 0)
		return status;
	constraint->name =
		given ? calx__resolver_copy(resolver, given)
		      : calx__constraint_default_name(
				resolver->arena, resolver->table, constraint);
	return calx__resolver_status(resolver);
}

/* Gives a finished constraint its name and puts it into the table, where room
 * was made for all. */
static enum calx_status constraint_add(struct resolver *resolver,
	const char *given_name, struct sql_constraint *constraint)
{
	struct sql_table *table = resolver->result;
	enum calx_status status =
		constraint_name(resolver, given_name, constraint);

	if (status < 0)
		return status;
	if (constraint->kind == CALX_INDEX)
		table->indexes[table->index_count++] = *constraint;
	else
		table->constraints[table->constraint_count++] = *constraint;
	return CALX_OK;
}

/* a list of one column */
static const char **single(const struct resolver *resolver, const char *name)
{
	const char **names =
		calx__arena_zero(resolver->arena, 1, sizeof(*names));

	if (names)
		names[0] = name;
	return names;
}

/* What options of constraints say. */
static bool options_take(const struct resolver *resolver,
	enum calx_constraint_kind kind, const calx_constraint_options *options,
	struct sql_constraint *result, const struct option_info **ret_wrong)
{
	const struct option_info *option = calx__constraint_options;

	for (; option->title; option++)
		if (option->role == OPTION_OF_ITSELF &&
			calx__option_is_of(option, kind) &&
			!calx__option_take(
				resolver->arena, option, options, result)) {
			*ret_wrong = option;
			return false;
		}
	result->deferrable |= result->deferred;
	return true;
}

/* Options that the columns of one key give belong to the key as a whole. */
static enum calx_status key_options_take(struct resolver *resolver,
	const calx_column *column, struct sql_constraint *key)
{
	const calx_constraint_options options =
		calx__options_passed_on(&column->options, CALX_PRIMARY_KEY);
	struct sql_constraint said = { 0 };
	const struct option_info *wrong;

	if (!options_take(resolver, CALX_PRIMARY_KEY, &options, &said, &wrong))
		return resolver->arena->failed
			       ? calx__fail_memory(resolver->error)
			       : calx__resolver_fail(resolver, column,
					 "there is no such on_conflict");
	key->autoincrement |= said.autoincrement;
	if (said.on_conflict)
		key->on_conflict = said.on_conflict;
	return CALX_OK;
}

/* The primary key of the columns that say so. */
enum calx_status calx__constraint_of_keys(struct resolver *resolver)
{
	struct sql_constraint key = { .kind = CALX_PRIMARY_KEY };
	enum calx_status status = CALX_OK;

	key.columns = calx__arena_zero(resolver->arena,
		resolver->model->column_count, sizeof(*key.columns));
	if (!key.columns)
		return calx__fail_memory(resolver->error);
	for (size_t i = 0; status >= 0 && i < resolver->model->column_count;
		i++) {
		const calx_column *column = calx__column_at(resolver->model, i);

		if (!column->options.primary_key)
			continue;
		key.columns[key.column_count++] =
			resolver->result->columns[i].name;
		status = key_options_take(resolver, column, &key);
	}
	return status >= 0 && key.column_count
		       ? constraint_add(resolver, NULL, &key)
		       : status;
}

static enum calx_status unknown_column(
	const struct resolver *resolver, const char *name)
{
	const calx_table *model = resolver->model;
	const char **candidates = calx__arena_zero(
		resolver->arena, model->column_count + 1, sizeof(*candidates));
	const char *suggestion = NULL;

	for (size_t i = 0; candidates && i < model->column_count; i++)
		candidates[i] = calx__column_at(model, i)->name;
	if (candidates)
		suggestion = calx__text_suggest(name, candidates);
	calx__fail(resolver->error, CALX_INVALID,
		"table '%s' has no column '%s'", resolver->table, name);
	if (suggestion)
		calx__fail_hint(
			resolver->error, "Did you mean '%s'?", suggestion);
	return CALX_INVALID;
}

/* A column that was written by hand may be called "a b", and is no "a" with an
 * operator class. */
static void whole_name_take(
	const struct resolver *resolver, struct sql_item *item)
{
	const char *whole;

	if (!item->column || !item->operators || item->collation ||
		!resolver->model)
		return;
	whole = calx__arena_printf(
		resolver->arena, "%s %s", item->column, item->operators);
	if (!whole || !calx__column_named(resolver->model, whole))
		return;
	item->column = whole;
	item->operators = NULL;
}

/* Makes the database's name of the model's column; those before it are not to be
 * the same. Without a model names are compared as they are. */
static enum calx_status item_resolve(const struct resolver *resolver,
	const struct item_list *list, size_t at)
{
	struct sql_item *item = &list->items[at];

	whole_name_take(resolver, item);
	/* whatever is the name of a column is that column */
	if (item->expression && resolver->model &&
		calx__column_named(resolver->model, item->expression))
		item->column = item->expression;
	if (item->column)
		item->expression = NULL;
	if (item->column && resolver->model) {
		const calx_column *column =
			calx__column_named(resolver->model, item->column);

		if (!column)
			return unknown_column(resolver, item->column);
		item->column = calx__resolver_copy(
			resolver, calx__column_name(column));
	}
	for (size_t i = 0; item->column && i < at; i++)
		if (calx__text_equal(list->items[i].column, item->column))
			return calx__fail(resolver->error, CALX_INVALID,
				"table '%s': column '%s' is twice in one list",
				resolver->table, item->column);
	return calx__resolver_status(resolver);
}

/* Gives the constraint its columns, and the items if there is more to them. */
static enum calx_status list_resolve(const struct resolver *resolver,
	const struct item_list *list, struct sql_constraint *result)
{
	enum calx_status status = CALX_OK;

	result->columns = calx__arena_zero(
		resolver->arena, list->count, sizeof(*result->columns));
	if (!result->columns)
		return calx__fail_memory(resolver->error);
	for (size_t i = 0; status >= 0 && i < list->count; i++) {
		const struct sql_item *item = &list->items[i];

		status = item_resolve(resolver, list, i);
		if (item->column && !item->included)
			result->columns[result->column_count++] = item->column;
		if (calx__item_is_special(item))
			result->items = list->items;
	}
	result->item_count = result->items ? list->count : 0;
	return status;
}

/* Each item of an exclusion has its operator, and nothing else has one. */
static enum calx_status operators_check(const struct resolver *resolver,
	const struct sql_constraint *constraint)
{
	const bool excludes = constraint->kind == CALX_EXCLUDE;
	bool fine = !excludes || constraint->items;

	for (size_t i = 0; i < constraint->item_count; i++)
		fine &= excludes == (constraint->items[i].with != NULL);
	if (fine)
		return CALX_OK;
	return calx__fail(resolver->error, CALX_INVALID,
		excludes
			? "table '%s': an item of %s() needs an operator: WITH ="
			: "table '%s': WITH stands in exclude() only, and here in %s()",
		resolver->table, calx__constraints[constraint->kind].word);
}

/* An SQL expression stands only in an index, and a foreign key says nothing of
 * how it is sorted. */
static enum calx_status list_check(const struct resolver *resolver,
	const struct sql_constraint *constraint)
{
	const bool key = constraint->kind == CALX_FOREIGN_KEY;

	if (operators_check(resolver, constraint) < 0)
		return CALX_INVALID;
	if (constraint->kind == CALX_INDEX ||
		constraint->kind == CALX_EXCLUDE || !constraint->items)
		return CALX_OK;
	for (size_t i = 0; i < constraint->item_count; i++)
		if (key || !constraint->items[i].column ||
			constraint->items[i].operators) {
			calx__fail(resolver->error, CALX_INVALID,
				"table '%s': %s() takes columns",
				resolver->table,
				calx__constraints[constraint->kind].word);
			if (!key)
				calx__fail_hint(resolver->error,
					"An expression can stand in unique_index().");
			return CALX_INVALID;
		}
	return CALX_OK;
}

/* ---- what stands in the brackets -------------------------------------------- */

/* Says in the error where it was. */
static enum calx_status fail_place(
	const struct resolver *resolver, enum calx_status status)
{
	if (resolver->column)
		calx__fail_context(resolver->error, "table '%s', column '%s'",
			resolver->table, calx__column_name(resolver->column));
	else
		calx__fail_context(
			resolver->error, "table '%s'", resolver->table);
	return status;
}

/* Those that an option says are kept in an index besides stand behind the
 * others. */
static enum calx_status include_resolve(const struct resolver *resolver,
	const char *include, struct item_list *list)
{
	struct item_list more;
	struct sql_item *items;
	enum calx_status status;

	if (!include)
		return CALX_OK;
	if ((status = calx__items_parse(
		     resolver->arena, include, &more, resolver->error)) < 0)
		return status;
	items = calx__arena_zero(
		resolver->arena, list->count + more.count, sizeof(*items));
	if (!items)
		return calx__fail_memory(resolver->error);
	memcpy(items, list->items, list->count * sizeof(*items));
	for (size_t i = 0; i < more.count; i++) {
		if (calx__item_is_special(&more.items[i]))
			return calx__fail(resolver->error, CALX_INVALID,
				".include takes names of columns: '%s'",
				include);
		items[list->count] = more.items[i];
		items[list->count++].included = true;
	}
	list->items = items;
	return CALX_OK;
}

static enum calx_status columns_resolve(const struct resolver *resolver,
	calx_constraint *item, struct sql_constraint *result)
{
	struct item_list list;
	enum calx_status status;

	if (resolver->column) {
		result->columns = single(
			resolver, calx__resolver_copy(resolver,
					  calx__column_name(resolver->column)));
		result->column_count = 1;
		return calx__resolver_status(resolver);
	}
	if ((status = calx__items_parse(resolver->arena, item->columns, &list,
		     resolver->error)) < 0 ||
		(status = calx__item_options_parse(resolver->arena,
			 list.options, item->kind, &item->options,
			 resolver->error)) < 0 ||
		(status = include_resolve(
			 resolver, item->options.include, &list)) < 0)
		return fail_place(resolver, status);
	status = list_resolve(resolver, &list, result);
	return status < 0 ? status : list_check(resolver, result);
}

static enum calx_status condition_resolve(const struct resolver *resolver,
	calx_constraint *item, struct sql_constraint *result)
{
	if (!item->text || !*item->text)
		return calx__fail(resolver->error, CALX_INVALID,
			"table '%s': a check has no condition",
			resolver->table);
	result->text = calx__resolver_copy(resolver, item->text);
	return calx__resolver_status(resolver);
}

static enum calx_status target_resolve(const struct resolver *resolver,
	const calx_constraint *item, struct sql_constraint *result)
{
	struct name_reference reference;
	enum calx_status status = calx__reference_parse(
		resolver->arena, item->text, &reference, resolver->error);

	if (status < 0)
		return fail_place(resolver, status);
	if (resolver->column && reference.columns.count > 1)
		return calx__resolver_fail(resolver, resolver->column,
			"one column refers to several; use foreign_key()");
	if (reference.columns.count &&
		reference.columns.count != result->column_count)
		return calx__fail(resolver->error, CALX_INVALID,
			"table '%s': the foreign key has %zu columns and refers to %zu",
			resolver->table, result->column_count,
			reference.columns.count);
	result->referred_schema = reference.schema;
	result->referred_table = reference.table;
	result->referred_columns = reference.columns.items;
	return CALX_OK;
}

static enum calx_status reference_resolve(const struct resolver *resolver,
	calx_constraint *item, struct sql_constraint *result)
{
	const enum calx_status status = columns_resolve(resolver, item, result);

	return status < 0 ? status : target_resolve(resolver, item, result);
}

static enum calx_status option_fail(const struct resolver *resolver,
	const calx_constraint *item, const struct option_info *option)
{
	calx__fail(resolver->error, CALX_INVALID,
		"table '%s': %s cannot be '%s'", resolver->table, option->name,
		calx__option_given(&item->options, option));
	if (option->words == calx__reference_actions)
		calx__fail_hint(resolver->error,
			"It is one of cascade, set null, set default, restrict, no action.");
	else if (option->words)
		calx__fail_hint(resolver->error,
			"It is one of abort, rollback, fail, ignore, replace.");
	return CALX_INVALID;
}

static enum calx_status options_resolve(const struct resolver *resolver,
	const calx_constraint *item, struct sql_constraint *result)
{
	const struct option_info *wrong = NULL;

	if (!options_take(
		    resolver, item->kind, &item->options, result, &wrong) &&
		!resolver->arena->failed)
		return option_fail(resolver, item, wrong);
	result->unique |= item->unique || item->options.unique;
	return calx__resolver_status(resolver);
}

/* All of an item, whose program may know less of its options. */
static calx_constraint item_copy(const calx_constraint *item)
{
	calx_constraint copy = { .kind = item->kind,
		.name = item->name,
		.columns = item->columns,
		.text = item->text,
		.unique = item->unique };
	const size_t known = item->options.size;

	memcpy(&copy.options, &item->options,
		known && known < sizeof(copy.options) ? known
						      : sizeof(copy.options));
	copy.options.size = sizeof(copy.options);
	return copy;
}

/* everything but the name, which was given or is NULL */
static enum calx_status constraint_resolve(const struct resolver *resolver,
	const calx_constraint *given, struct sql_constraint *result,
	const char **ret_name)
{
	static enum calx_status (*const forms[CONSTRAINT_FORM_COUNT])(
		const struct resolver *resolver, calx_constraint *item,
		struct sql_constraint *result) = {
		[CONSTRAINT_COLUMNS] = columns_resolve,
		[CONSTRAINT_CONDITION] = condition_resolve,
		[CONSTRAINT_REFERENCE] = reference_resolve,
	};
	calx_constraint item = item_copy(given);
	enum calx_status status;

	*result = (struct sql_constraint){ .kind = item.kind };
	status = forms[calx__constraints[item.kind].form](
		resolver, &item, result);
	*ret_name = item.name ? item.name : item.options.name;
	return status < 0 ? status : options_resolve(resolver, &item, result);
}

/* ---- those of a table ---------------------------------------------------------- */

/* The CHECK that says a column's type again. */
static enum calx_status type_check_add(
	struct resolver *resolver, const calx_column *column)
{
	const char *name = calx__column_name(column);
	struct sql_constraint check = { .kind = CALX_CHECK,
		.column_count = 1,
		.text = calx__type_condition(
			resolver->arena, name, &column->type),
		.of_type = true };

	if (!check.text || calx__column_sql_type(column))
		return calx__resolver_status(resolver);
	check.columns = single(resolver, calx__resolver_copy(resolver, name));
	if (resolver->arena->failed)
		return calx__fail_memory(resolver->error);
	return constraint_add(resolver, NULL, &check);
}

static enum calx_status option_add(
	struct resolver *resolver, const struct option_info *option)
{
	const calx_column_options *options = &resolver->column->options;
	const calx_constraint item = { .kind = option->constraint,
		.text = calx__option_given(options, option),
		.options =
			calx__options_passed_on(options, option->constraint) };
	struct sql_constraint constraint;
	const char *unnamed;
	enum calx_status status =
		constraint_resolve(resolver, &item, &constraint, &unnamed);

	return status < 0 ? status
			  : constraint_add(resolver, NULL, &constraint);
}

enum calx_status calx__constraint_of_options(
	struct resolver *resolver, const calx_column *column)
{
	const struct option_info *option = calx__column_options;
	enum calx_status status = CALX_OK;

	resolver->column = column;
	for (; status >= 0 && option->title; option++)
		if (option->role == OPTION_OF_CONSTRAINT &&
			!calx__constraints[option->constraint].once &&
			calx__option_is_given(&column->options, option))
			status = option_add(resolver, option);
	resolver->column = NULL;
	return status < 0 ? status : type_check_add(resolver, column);
}

enum calx_status calx__constraint_of_items(struct resolver *resolver)
{
	const calx_table *model = resolver->model;
	const calx_constraint *item = calx__constraint_first(model);
	enum calx_status status = CALX_OK;

	for (; item; item = calx__constraint_after(model, item)) {
		struct sql_constraint constraint;
		const char *name;

		if ((status = constraint_resolve(
			     resolver, item, &constraint, &name)) < 0 ||
			(status = constraint_add(resolver, name, &constraint)) <
				0)
			return status;
	}
	return status;
}

/* ---- checks on the whole -------------------------------------------------- */

static enum calx_status autoincrement_check(
	const struct resolver *resolver, const struct sql_constraint *key)
{
	const struct sql_column *column =
		calx__table_column(resolver->result, key->columns[0]);

	return key->column_count == 1 &&
			       calx__types[column->type.kind].is_integer
		       ? CALX_OK
		       : calx__fail(resolver->error, CALX_INVALID,
				 "table '%s': only a primary key of one integer can be .autoincrement",
				 resolver->table);
}

static enum calx_status primary_key_check(const struct resolver *resolver)
{
	const struct sql_table *table = resolver->result;
	const struct sql_constraint *key = NULL;

	for (size_t i = 0; i < table->constraint_count; i++) {
		if (table->constraints[i].kind != CALX_PRIMARY_KEY)
			continue;
		if (key)
			return calx__fail(resolver->error, CALX_INVALID,
				"table '%s' has two primary keys", table->name);
		key = &table->constraints[i];
	}
	for (size_t i = 0; key && i < key->column_count; i++)
		if (calx__table_column(table, key->columns[i])->nullable)
			return calx__fail(resolver->error, CALX_INVALID,
				"table '%s', column '%s': a primary key cannot be nullable()",
				table->name, key->columns[i]);
	return key && key->autoincrement ? autoincrement_check(resolver, key)
					 : CALX_OK;
}

/* ON DELETE SET NULL on a column that refuses NULL fails only at the DELETE:
 * too late. */
static enum calx_status set_null_check(const struct resolver *resolver,
	const struct sql_constraint *constraint)
{
	const struct sql_table *table = resolver->result;
	const bool sets_null =
		calx__text_equal(constraint->on_delete, "SET NULL") ||
		calx__text_equal(constraint->on_update, "SET NULL");

	for (size_t i = 0; sets_null && i < constraint->column_count; i++)
		if (!calx__table_column(table, constraint->columns[i])
				->nullable)
			return calx__fail(resolver->error, CALX_INVALID,
				"table '%s', column '%s': 'set null' needs a nullable() column",
				table->name, constraint->columns[i]);
	return CALX_OK;
}

static const struct sql_constraint *nth_constraint(
	const struct sql_table *table, size_t number)
{
	return number < table->constraint_count
		       ? &table->constraints[number]
		       : &table->indexes[number - table->constraint_count];
}

static enum calx_status names_check(const struct resolver *resolver)
{
	const struct sql_table *table = resolver->result;
	const size_t count = table->constraint_count + table->index_count;

	for (size_t i = 0; i < count; i++)
		for (size_t j = 0; j < i; j++) {
			const char *name = nth_constraint(table, i)->name;

			if (!calx__text_equal_nocase(
				    name, nth_constraint(table, j)->name))
				continue;
			calx__fail(resolver->error, CALX_INVALID,
				"table '%s': two constraints are named '%s'",
				table->name, name);
			calx__fail_hint(resolver->error,
				"Give one a name with named(\"...\", ...), or leave it out if it says the same.");
			return CALX_INVALID;
		}
	return CALX_OK;
}

enum calx_status calx__constraint_check_all(const struct resolver *resolver)
{
	const struct sql_table *table = resolver->result;
	enum calx_status status = primary_key_check(resolver);

	for (size_t i = 0; status >= 0 && i < table->constraint_count; i++)
		status = set_null_check(resolver, &table->constraints[i]);
	return status >= 0 ? names_check(resolver) : status;
}

/* ---- one alone ------------------------------------------------------------ */

enum calx_status calx__constraint_resolve(struct arena *arena,
	const char *table, const calx_constraint *constraint,
	struct sql_constraint *ret_constraint, calx_error *error)
{
	const struct resolver resolver = {
		.arena = arena,
		.table = table ? table : "",
		.error = error,
	};
	struct sql_constraint result;
	const char *name;
	enum calx_status status;

	if ((status = calx__resolver_name(&resolver, "table", table)) < 0 ||
		(status = constraint_resolve(
			 &resolver, constraint, &result, &name)) < 0 ||
		(status = constraint_name(&resolver, name, &result)) < 0)
		return status;
	*ret_constraint = result;
	return CALX_OK;
}
