#include "sql/schema/resolve.h"

#include <string.h>

#include "sql/schema/constraint.h"
#include "sql/schema/naming.h"
#include "sql/schema/option.h"
#include "sql/schema/resolver.h"
#include "sql/type/stored.h"
#include "util/fail.h"
#include "util/text.h"
#include "util/utf8.h"

/* A model's table as an sql_table: its columns here, its constraints in
 * constraint.c. */

/* ---- types ---------------------------------------------------------------- */

static const char *labels_problem(const char *const *labels)
{
	if (!labels || !labels[0])
		return "an enumeration needs labels";
	for (size_t i = 0; labels[i]; i++) {
		if (!*labels[i])
			return "a label is empty";
		if (!calx__utf8_valid(labels[i], strlen(labels[i])))
			return "a label is not valid UTF-8";
		for (size_t j = 0; j < i; j++)
			if (!strcmp(labels[i], labels[j]))
				return "two labels are the same";
	}
	return NULL;
}

/* what is wrong with a type, NULL if nothing is */
static const char *type_problem(const calx_type *type)
{
	if ((unsigned)type->kind - 1 >= CALX_KIND_COUNT - 1)
		return "it has no type";
	if (type->kind == CALX_STRING && type->length < 0)
		return "the length of a string is negative";
	if (type->kind == CALX_NUMERIC &&
		(type->length < 0 || type->length > 38))
		return "numeric(p, s) has 1 to 38 digits";
	if (type->kind == CALX_NUMERIC &&
		(type->scale < 0 || type->scale > type->length))
		return "numeric(p, s) has 0 to p digits after the point";
	if (type->kind == CALX_ENUMERATION)
		return labels_problem(type->labels);
	return calx__stored_problem(type);
}

/* CURRENT_TIMESTAMP and its like are text in every database. */
static const char *default_problem(const calx_column *column)
{
	static const char *const words[] = { "CURRENT_TIMESTAMP",
		"CURRENT_DATE", "CURRENT_TIME" };
	const calx_type kept = calx__stored_as(&column->type);

	if (!column->type.stored || calx__types[kept.kind].is_text)
		return NULL;
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (calx__text_equal_nocase(
			    column->options.server_default, words[i]))
			return "its server default is text, and .stored says that it keeps numbers";
	return NULL;
}

static const char *const *labels_copy(
	struct arena *arena, const char *const *labels)
{
	size_t count = 0;
	const char **copy;

	while (labels && labels[count])
		count++;
	if (!labels)
		return NULL;
	copy = calx__arena_zero(arena, count + 1, sizeof(*copy));
	for (size_t i = 0; copy && i < count; i++)
		copy[i] = calx__arena_strdup(arena, labels[i]);
	return copy;
}

/* ---- columns -------------------------------------------------------------- */

/* Only what is there can go. */
static enum calx_status none_check(const struct resolver *resolver,
	const calx_column *column, const struct option_info *option)
{
	if (!calx__option_is_none(
		    calx__option_given(&column->options, option)) ||
		(resolver->alters && option->stays))
		return CALX_OK;
	return calx__fail(resolver->error, CALX_INVALID,
		"table '%s', column '%s': %s cannot be CALX_NONE here",
		resolver->table, calx__column_name(column), option->name);
}

/* Whether the column asks for a constraint that takes the option. */
static bool is_asked_for(
	const calx_column *column, const struct option_info *passed)
{
	const struct option_info *option = calx__column_options;

	for (; option->title; option++)
		if (option->role == OPTION_PASSED_ON &&
			calx__text_equal(option->name, passed->name) &&
			calx__option_is_given(&column->options,
				calx__option_asking(option->constraint)))
			return true;
	return false;
}

/* What a value that is computed leaves no room for. */
static enum calx_status computed_check(
	const struct resolver *resolver, const calx_column *column)
{
	const calx_column_options *options = &column->options;

	if (!calx__column_computed(column))
		return CALX_OK;
	if (options->primary_key)
		return calx__resolver_fail(
			resolver, column, "a primary key cannot be .computed");
	if (options->server_default &&
		!calx__option_is_none(options->server_default))
		return calx__resolver_fail(resolver, column,
			"a .computed column has no server_default");
	return CALX_OK;
}

/* What can be said of options without what they become. */
static enum calx_status column_options_check(
	const struct resolver *resolver, const calx_column *column)
{
	const struct option_info *option = calx__column_options;

	if (column->options.primary_key && column->nullable)
		return calx__resolver_fail(
			resolver, column, "a primary key cannot be nullable()");
	if (column->defaulted && !column->options.server_default &&
		!calx__column_identity(column) &&
		!calx__column_computed(column))
		return calx__resolver_fail(
			resolver, column, "defaulted() needs a server_default");
	for (; option->title; option++) {
		if (none_check(resolver, column, option) < 0)
			return CALX_INVALID;
		if (option->role == OPTION_PASSED_ON &&
			calx__option_is_given(&column->options, option) &&
			!is_asked_for(column, option))
			return calx__fail(resolver->error, CALX_INVALID,
				"table '%s', column '%s': %s needs %s",
				resolver->table, calx__column_name(column),
				option->name,
				calx__option_asking(option->constraint)->name);
	}
	return computed_check(resolver, column);
}

/* What options say of the column itself. */
static enum calx_status column_options_take(const struct resolver *resolver,
	const calx_column *column, struct sql_column *result)
{
	const struct option_info *option = calx__column_options;

	for (; option->title; option++)
		if ((option->role == OPTION_OF_ITSELF ||
			    option->role == OPTION_OF_TYPE) &&
			!calx__option_take(resolver->arena, option,
				&column->options, result) &&
			!resolver->arena->failed)
			return calx__fail(resolver->error, CALX_INVALID,
				option->words
					? "table '%s', column '%s': there is no such %s"
					: "table '%s', column '%s': the %s is empty",
				resolver->table, calx__column_name(column),
				option->title);
	if (((result->identity && !calx__option_is_none(result->identity)) ||
		    result->identity_start || result->identity_increment) &&
		(!calx__types[column->type.kind].is_integer ||
			result->nullable || result->server_default ||
			result->computed))
		return calx__resolver_fail(resolver, column,
			"only an integer that is not nullable() and has no other value can number itself");
	if (result->persisted && !result->computed)
		return calx__resolver_fail(
			resolver, column, ".persisted needs .computed");
	if (result->on_conflict_not_null && result->nullable &&
		!calx__option_is_none(result->on_conflict_not_null))
		return calx__resolver_fail(resolver, column,
			"on_conflict_not_null is of a column that is not nullable()");
	return calx__resolver_status(resolver);
}

void calx__table_options_take(
	struct arena *arena, const calx_table *model, struct sql_table *table)
{
	const calx_table_options *options = calx__table_options_of(model);
	const struct option_info *option = calx__table_options;

	table->says_options = options;
	for (; options && option->title; option++)
		if (!calx__option_take(arena, option, options, table))
			calx__option_put(table, option, NULL); /* it is empty */
}

static enum calx_status column_check(
	const struct resolver *resolver, const calx_column *column)
{
	const struct sql_table *table = resolver->result;
	const char *problem;
	enum calx_status status;

	if ((status = calx__resolver_name(resolver, "column", column->name)) <
			0 ||
		(status = calx__resolver_name(
			 resolver, "column", calx__column_name(column))) < 0)
		return status;
	/* SQLite and MariaDB do not tell upper from lower case here */
	for (size_t i = 0; i < table->column_count; i++)
		if (calx__text_equal_nocase(
			    table->columns[i].name, calx__column_name(column)))
			return calx__resolver_fail(resolver, column,
				"there are two columns of this name");
	problem = type_problem(&column->type);
	if (!problem)
		problem = default_problem(column);
	if (problem)
		return calx__resolver_fail(resolver, column, problem);
	return column_options_check(resolver, column);
}

static enum calx_status column_resolve(
	struct resolver *resolver, const calx_column *column)
{
	struct sql_table *table = resolver->result;
	struct sql_column *result = &table->columns[table->column_count];
	enum calx_status status = column_check(resolver, column);

	if (status < 0)
		return status;
	*result = (struct sql_column){
		.name = calx__resolver_copy(
			resolver, calx__column_name(column)),
		.type = column->type.stored == CALX_STORED_CUSTOM
				? calx__stored_as(&column->type)
				: column->type,
		.nullable = column->nullable,
		.number = table->column_count,
	};
	result->type.labels = labels_copy(resolver->arena, column->type.labels);
	if (column->type.kind == CALX_ENUMERATION && result->name) {
		result->type_name = calx__type_default_name(
			resolver->arena, table->name, result->name);
		result->type_schema = calx__resolver_copy(
			resolver, calx__table_space(resolver->model));
	}
	table->column_count++;
	return column_options_take(resolver, column, result);
}

/* ---- the whole ------------------------------------------------------------ */

static size_t items_count(const calx_table *table)
{
	const calx_constraint *item = calx__constraint_first(table);
	size_t count = 0;

	for (; item; item = calx__constraint_after(table, item))
		count++;
	return count;
}

/* how many constraints one column can come with: one for each option that asks
 * for one, and its type's */
static size_t constraints_max(void)
{
	const struct option_info *option = calx__column_options;
	size_t count = 1;

	for (; option->title; option++)
		count += option->role == OPTION_OF_CONSTRAINT;
	return count;
}

/* an empty table with room for all that can come */
static struct sql_table *table_new(
	struct arena *arena, const char *name, size_t columns, size_t items)
{
	struct sql_table *table = calx__arena_zero(arena, 1, sizeof(*table));

	if (!table)
		return NULL;
	table->name = calx__arena_strdup(arena, name);
	table->columns =
		calx__arena_zero(arena, columns, sizeof(*table->columns));
	table->constraints =
		calx__arena_zero(arena, constraints_max() * columns + items,
			sizeof(*table->constraints));
	table->indexes = calx__arena_zero(
		arena, columns + items, sizeof(*table->indexes));
	return arena->failed ? NULL : table;
}

/* A descriptor that was written by hand may have left them out. */
static enum calx_status sizes_check(const struct resolver *resolver)
{
	const calx_table *table = resolver->model;

	if (table->size && table->column_size &&
		(table->constraint_size || !table->constraints))
		return CALX_OK;
	return calx__fail(resolver->error, CALX_MISUSE,
		"table '%s' does not say its size, column_size and constraint_size",
		resolver->table);
}

static bool is_sequence(const calx_table *table)
{
	const calx_table_options *options = calx__table_options_of(table);

	return options &&
	       options->size > offsetof(calx_table_options, sequence) &&
	       options->sequence;
}

static enum calx_status table_check(const struct resolver *resolver)
{
	const calx_table *table = resolver->model;
	enum calx_status status;

	if ((status = calx__resolver_name(resolver, "table", table->name)) <
			0 ||
		(status = sizes_check(resolver)) < 0)
		return status;
	if (!table->column_count && !is_sequence(table))
		return calx__fail(resolver->error, CALX_INVALID,
			"table '%s' has no columns", table->name);
	return calx__table_space(table)
		       ? calx__resolver_name(
				 resolver, "schema", calx__table_space(table))
		       : CALX_OK;
}

static enum calx_status columns_resolve(struct resolver *resolver)
{
	const calx_table *model = resolver->model;
	enum calx_status status = CALX_OK;

	for (size_t i = 0; status >= 0 && i < model->column_count; i++)
		status = column_resolve(resolver, calx__column_at(model, i));
	if (status >= 0)
		status = calx__constraint_of_keys(resolver);
	for (size_t i = 0; status >= 0 && i < model->column_count; i++)
		status = calx__constraint_of_options(
			resolver, calx__column_at(model, i));
	return status;
}

static enum calx_status parts_resolve(
	struct resolver *resolver, struct sql_table **ret_table)
{
	const calx_table *table = resolver->model;
	enum calx_status status = table_check(resolver);

	if (status < 0)
		return status;
	resolver->result = table_new(resolver->arena, table->name,
		table->column_count, items_count(table));
	if (!resolver->result)
		return calx__fail_memory(resolver->error);
	calx__table_options_take(resolver->arena, table, resolver->result);
	resolver->result->schema =
		calx__resolver_copy(resolver, calx__table_space(table));
	if (calx__option_is_none(resolver->result->comment))
		return calx__fail(resolver->error, CALX_INVALID,
			"table '%s': comment cannot be CALX_NONE here",
			resolver->table);
	if ((status = columns_resolve(resolver)) < 0 ||
		(status = calx__constraint_of_items(resolver)) < 0 ||
		(status = calx__constraint_check_all(resolver)) < 0)
		return status;
	*ret_table = resolver->result;
	return CALX_OK;
}

static enum calx_status resolve(struct arena *arena, const calx_table *table,
	bool alters, struct sql_table **ret_table, calx_error *error)
{
	struct resolver resolver = {
		.arena = arena,
		.table = table->name ? table->name : "",
		.model = table,
		.alters = alters,
		.error = error,
	};

	return parts_resolve(&resolver, ret_table);
}

enum calx_status calx__table_resolve(struct arena *arena,
	const calx_table *table, struct sql_table **ret_table,
	calx_error *error)
{
	return resolve(arena, table, false, ret_table, error);
}

enum calx_status calx__table_resolve_altered(struct arena *arena,
	const calx_table *table, struct sql_table **ret_table,
	calx_error *error)
{
	return resolve(arena, table, true, ret_table, error);
}
