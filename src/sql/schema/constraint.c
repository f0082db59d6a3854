#include "sql/schema/constraint.h"

#include <string.h>

#include "sql/schema/condition.h"
#include "sql/schema/descriptor.h"
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

/* The primary key of the columns that say so. */
enum calx_status calx__constraint_of_keys(struct resolver *resolver)
{
	struct sql_constraint key = { .kind = CALX_PRIMARY_KEY };

	key.columns = calx__arena_zero(resolver->arena,
		resolver->model->column_count, sizeof(*key.columns));
	if (!key.columns)
		return calx__fail_memory(resolver->error);
	for (size_t i = 0; i < resolver->model->column_count; i++)
		if (calx__column_at(resolver->model, i)->options.primary_key)
			key.columns[key.column_count++] =
				resolver->result->columns[i].name;
	return key.column_count ? constraint_add(resolver, NULL, &key)
				: CALX_OK;
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

/* Without a model names are compared as they are. */
static enum calx_status repeats_check(
	const struct resolver *resolver, const struct name_list *names)
{
	for (size_t i = 0; i < names->count; i++)
		for (size_t j = 0; j < i; j++)
			if (!strcmp(names->items[i], names->items[j]))
				return calx__fail(resolver->error, CALX_INVALID,
					"table '%s': column '%s' is twice in one list",
					resolver->table, names->items[i]);
	return CALX_OK;
}

/* Checks a list of the model's columns; makes their database names of them. */
static enum calx_status list_resolve(
	const struct resolver *resolver, struct name_list *names)
{
	for (size_t i = 0; resolver->model && i < names->count; i++) {
		const calx_column *column =
			calx__column_named(resolver->model, names->items[i]);

		if (!column)
			return unknown_column(resolver, names->items[i]);
		names->items[i] = calx__resolver_copy(
			resolver, calx__column_name(column));
		if (!names->items[i])
			return calx__resolver_status(resolver);
	}
	return repeats_check(resolver, names);
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

static enum calx_status columns_resolve(const struct resolver *resolver,
	const calx_constraint *item, struct sql_constraint *result)
{
	struct name_list names;
	enum calx_status status;

	if (resolver->column) {
		result->columns = single(
			resolver, calx__resolver_copy(resolver,
					  calx__column_name(resolver->column)));
		result->column_count = 1;
		return calx__resolver_status(resolver);
	}
	status = calx__names_parse(
		resolver->arena, item->columns, &names, resolver->error);
	if (status < 0)
		return fail_place(resolver, status);
	status = list_resolve(resolver, &names);
	result->columns = names.items;
	result->column_count = names.count;
	return status;
}

static enum calx_status condition_resolve(const struct resolver *resolver,
	const calx_constraint *item, struct sql_constraint *result)
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
	const calx_constraint *item, struct sql_constraint *result)
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
	if (option->form == OPTION_ACTION)
		calx__fail_hint(resolver->error,
			"It is one of cascade, set null, set default, restrict, no action.");
	return CALX_INVALID;
}

static enum calx_status options_resolve(const struct resolver *resolver,
	const calx_constraint *item, struct sql_constraint *result)
{
	const struct option_info *option = calx__constraint_options;

	for (; option->title; option++)
		if (option->constraint == item->kind &&
			!calx__option_take(resolver->arena, option,
				&item->options, result) &&
			!resolver->arena->failed)
			return option_fail(resolver, item, option);
	return calx__resolver_status(resolver);
}

/* everything but the name */
static enum calx_status constraint_resolve(const struct resolver *resolver,
	const calx_constraint *item, struct sql_constraint *result)
{
	static enum calx_status (*const forms[CONSTRAINT_FORM_COUNT])(
		const struct resolver *resolver, const calx_constraint *item,
		struct sql_constraint *result) = {
		[CONSTRAINT_COLUMNS] = columns_resolve,
		[CONSTRAINT_CONDITION] = condition_resolve,
		[CONSTRAINT_REFERENCE] = reference_resolve,
	};
	enum calx_status status;

	*result = (struct sql_constraint){ .kind = item->kind,
		.unique = item->unique };
	status = forms[calx__constraints[item->kind].form](
		resolver, item, result);
	return status < 0 ? status : options_resolve(resolver, item, result);
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

	if (!check.text)
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
	enum calx_status status =
		constraint_resolve(resolver, &item, &constraint);

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

		if ((status = constraint_resolve(resolver, item, &constraint)) <
				0 ||
			(status = constraint_add(
				 resolver, item->name, &constraint)) < 0)
			return status;
	}
	return status;
}

/* ---- checks on the whole -------------------------------------------------- */

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
	return CALX_OK;
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
	enum calx_status status;

	if ((status = calx__resolver_name(&resolver, "table", table)) < 0 ||
		(status = constraint_resolve(&resolver, constraint, &result)) <
			0 ||
		(status = constraint_name(
			 &resolver, constraint->name, &result)) < 0)
		return status;
	*ret_constraint = result;
	return CALX_OK;
}
