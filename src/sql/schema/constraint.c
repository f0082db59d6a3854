#include "sql/schema/constraint.h"

#include <string.h>

#include "sql/schema/condition.h"
#include "sql/schema/names.h"
#include "sql/schema/naming.h"
#include "sql/type/type.h"
#include "util/fail.h"
#include "util/text.h"

/* A model's constraints: those that columns ask for, and the table's own. */

/* ---- reference actions ---------------------------------------------------- */

const char *calx__reference_action(const char *text)
{
	static const char *const actions[] = { "CASCADE", "SET NULL",
		"SET DEFAULT", "RESTRICT", "NO ACTION" };

	for (size_t i = 0; text && i < sizeof(actions) / sizeof(*actions); i++)
		if (calx__text_equal_nocase(actions[i], text))
			return actions[i];
	return NULL;
}

/* `ret_action` becomes NULL for what happens anyway */
static enum calx_status action_resolve(const struct resolver *resolver,
	const char *option, const char *text, const char **ret_action)
{
	const char *action = calx__reference_action(text);

	if (text && !action) {
		calx__fail(resolver->error, CALX_INVALID,
			"table '%s': %s cannot be '%s'", resolver->table,
			option, text);
		calx__fail_hint(resolver->error,
			"It is one of cascade, set null, set default, restrict, no action.");
		return CALX_INVALID;
	}
	*ret_action =
		action && strcmp(action, "NO ACTION") != 0 ? action : NULL;
	return CALX_OK;
}

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
static const char **single(struct resolver *resolver, const char *name)
{
	const char **names =
		calx__arena_zero(resolver->arena, 1, sizeof(*names));

	if (names)
		names[0] = name;
	return names;
}

static enum calx_status option_foreign_key(struct resolver *resolver,
	const calx_column *column, struct sql_constraint *constraint)
{
	const calx_column_options *options = &column->options;
	struct name_list referred;
	enum calx_status status = calx__reference_parse(resolver->arena,
		options->references, &constraint->referred_table, &referred,
		resolver->error);

	if (status < 0) {
		calx__fail_context(resolver->error, "table '%s', column '%s'",
			resolver->table, calx__column_name(column));
		return status;
	}
	if (referred.count > 1)
		return calx__resolver_fail(resolver, column,
			"one column refers to several; use foreign_key()");
	constraint->referred_columns = referred.items;
	status = action_resolve(resolver, "on_delete", options->on_delete,
		&constraint->on_delete);
	if (status < 0)
		return status;
	return action_resolve(resolver, "on_update", options->on_update,
		&constraint->on_update);
}

static enum calx_status option_check(struct resolver *resolver,
	const struct sql_column *column, struct sql_constraint *constraint)
{
	constraint->text = calx__type_condition(
		resolver->arena, column->name, &column->type);
	constraint->of_type = true;
	return calx__resolver_status(resolver);
}

static bool type_has_condition(const calx_type *type)
{
	return type->kind == CALX_BOOLEAN || type->kind == CALX_ENUMERATION;
}

/* the constraints that the options of column `number` ask for; the primary
 * key may have several columns and comes from elsewhere */
enum calx_status calx__constraint_of_options(
	struct resolver *resolver, const calx_column *column, size_t number)
{
	const struct sql_column *made = &resolver->result->columns[number];
	const struct {
		enum calx_constraint_kind kind;
		bool wanted;
	} options[] = {
		{ CALX_UNIQUE, column->options.unique },
		{ CALX_FOREIGN_KEY, column->options.references != NULL },
		{ CALX_CHECK, type_has_condition(&column->type) },
		{ CALX_INDEX, column->options.index },
	};
	enum calx_status status = CALX_OK;

	for (size_t i = 0; i < sizeof(options) / sizeof(*options); i++) {
		struct sql_constraint constraint = { .kind = options[i].kind };

		if (!options[i].wanted)
			continue;
		constraint.columns = single(resolver, made->name);
		/* 0 without memory, which naming it will report */
		constraint.column_count = constraint.columns != NULL;
		if (constraint.kind == CALX_FOREIGN_KEY)
			status = option_foreign_key(
				resolver, column, &constraint);
		if (constraint.kind == CALX_CHECK)
			status = option_check(resolver, made, &constraint);
		if (status >= 0)
			status = constraint_add(resolver, NULL, &constraint);
		if (status < 0)
			return status;
	}
	return CALX_OK;
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

/* A name in a list is that of the C field, or the column's in the database. */
static const calx_column *column_lookup(
	const struct resolver *resolver, const char *name)
{
	const calx_table *model = resolver->model;

	for (size_t i = 0; i < model->column_count; i++)
		if (!strcmp(calx__column_at(model, i)->name, name))
			return calx__column_at(model, i);
	for (size_t i = 0; i < model->column_count; i++)
		if (!strcmp(calx__column_name(calx__column_at(model, i)), name))
			return calx__column_at(model, i);
	return NULL;
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

/* Checks a list of the model's columns; makes their database names of them. */
static enum calx_status list_resolve(
	const struct resolver *resolver, struct name_list *names)
{
	for (size_t i = 0; i < names->count; i++) {
		const calx_column *column;

		for (size_t j = 0; j < i; j++)
			if (!strcmp(names->items[i], names->items[j]))
				return calx__fail(resolver->error, CALX_INVALID,
					"table '%s': column '%s' is twice in one list",
					resolver->table, names->items[i]);
		if (!resolver->model)
			continue;
		column = column_lookup(resolver, names->items[i]);
		if (!column)
			return unknown_column(resolver, names->items[i]);
		names->items[i] = calx__resolver_copy(
			resolver, calx__column_name(column));
		if (!names->items[i])
			break;
	}
	return calx__resolver_status(resolver);
}

static enum calx_status constraint_foreign_key(const struct resolver *resolver,
	const calx_constraint *constraint, struct sql_constraint *result)
{
	struct name_list referred;
	enum calx_status status =
		calx__reference_parse(resolver->arena, constraint->text,
			&result->referred_table, &referred, resolver->error);

	if (status < 0) {
		calx__fail_context(
			resolver->error, "table '%s'", resolver->table);
		return status;
	}
	if (referred.count && referred.count != result->column_count)
		return calx__fail(resolver->error, CALX_INVALID,
			"table '%s': the foreign key has %zu columns and refers to %zu",
			resolver->table, result->column_count, referred.count);
	result->referred_columns = referred.items;
	status = action_resolve(resolver, "on_delete",
		constraint->options.on_delete, &result->on_delete);
	if (status < 0)
		return status;
	return action_resolve(resolver, "on_update",
		constraint->options.on_update, &result->on_update);
}

static enum calx_status constraint_columns(const struct resolver *resolver,
	const calx_constraint *constraint, struct sql_constraint *result)
{
	struct name_list names;
	enum calx_status status = calx__names_parse(
		resolver->arena, constraint->columns, &names, resolver->error);

	if (status < 0) {
		calx__fail_context(
			resolver->error, "table '%s'", resolver->table);
		return status;
	}
	status = list_resolve(resolver, &names);
	result->columns = names.items;
	result->column_count = names.count;
	return status;
}

/* everything but the name */
static enum calx_status constraint_resolve(const struct resolver *resolver,
	const calx_constraint *constraint, struct sql_constraint *result)
{
	enum calx_status status;

	*result = (struct sql_constraint){ .kind = constraint->kind,
		.unique = constraint->unique };
	if (constraint->kind == CALX_CHECK) {
		if (!constraint->text || !*constraint->text)
			return calx__fail(resolver->error, CALX_INVALID,
				"table '%s': a check has no condition",
				resolver->table);
		result->text = calx__resolver_copy(resolver, constraint->text);
		return calx__resolver_status(resolver);
	}
	status = constraint_columns(resolver, constraint, result);
	if (status >= 0 && constraint->kind == CALX_FOREIGN_KEY)
		status = constraint_foreign_key(resolver, constraint, result);
	return status;
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

			if (strcmp(name, nth_constraint(table, j)->name) != 0)
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
	enum calx_status status =
		calx__resolver_name(&resolver, "table", table);

	if (status >= 0)
		if ((status = constraint_resolve(
			     &resolver, constraint, &result)) < 0 ||
			(status = constraint_name(
				 &resolver, constraint->name, &result)) < 0)
			return status;
	*ret_constraint = result;
	return CALX_OK;
}
