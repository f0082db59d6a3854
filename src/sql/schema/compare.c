#include "sql/schema/compare.h"

#include <string.h>

#include "sql/schema/expression.h"
#include "sql/schema/items.h"
#include "sql/schema/option.h"
#include "sql/type/native.h"
#include "sql/type/stored.h"
#include "util/text.h"

/* Equality of schemas, part by part. */

bool calx__type_same(const struct sql_column *a, const struct sql_column *b)
{
	calx_type other = b->type;

	if (calx__stored_alike(&a->type, &b->type))
		return true;
	/* a model that says text() takes any of a database's kinds of text */
	if (!a->type.native)
		other.native = CALX_NATIVE_NONE;
	/* a database knows nothing of those */
	other.custom = a->type.custom;
	if (a->type.kind != CALX_NULL && b->type.kind != CALX_NULL)
		return calx__type_equal(&a->type, &other);
	if (a->type_text && b->type_text)
		return calx__text_equal_nocase(a->type_text, b->type_text);
	return a->type.kind == b->type.kind;
}

static bool properties_same(
	const struct sql_column *a, const struct sql_column *b)
{
	const struct option_info *option = calx__column_options;

	for (; option->title; option++)
		if (option->role == OPTION_OF_ITSELF &&
			!calx__option_same(a, b, option))
			return false;
	return true;
}

bool calx__column_same(const struct sql_column *a, const struct sql_column *b)
{
	return !strcmp(a->name, b->name) && calx__type_same(a, b) &&
	       a->nullable == b->nullable && properties_same(a, b);
}

static bool names_same(const char **a, const char **b, size_t count)
{
	if (!a || !b)
		return a == b;
	for (size_t i = 0; i < count; i++)
		if (strcmp(a[i], b[i]) != 0)
			return false;
	return true;
}

static bool options_same(
	const struct sql_constraint *a, const struct sql_constraint *b)
{
	const struct option_info *option = calx__constraint_options;

	for (; option->title; option++)
		if (option->role == OPTION_OF_ITSELF &&
			!calx__option_same(a, b, option))
			return false;
	return true;
}

/* The usual one may be said, or not. */
static bool classes_same(const struct sql_item *x, const struct sql_item *y)
{
	return calx__text_equal_nocase(x->operators, y->operators) ||
	       calx__text_equal_nocase(
		       calx__item_class(x), calx__item_class(y));
}

static bool items_same(
	const struct sql_constraint *a, const struct sql_constraint *b)
{
	if (a->item_count != b->item_count)
		return false;
	for (size_t i = 0; i < a->item_count; i++) {
		const struct sql_item *x = &a->items[i], *y = &b->items[i];

		if (!calx__text_equal(x->column, y->column) ||
			!calx__sql_same(x->expression, y->expression) ||
			!calx__text_equal_nocase(x->collation, y->collation) ||
			!classes_same(x, y) ||
			!calx__text_equal(x->parameters, y->parameters) ||
			!calx__text_equal(x->with, y->with) ||
			x->included != y->included ||
			x->descending != y->descending)
			return false;
	}
	return true;
}

bool calx__constraint_same(
	const struct sql_constraint *a, const struct sql_constraint *b)
{
	if (a->kind != b->kind || a->unique != b->unique || !options_same(a, b))
		return false;
	if (a->kind == CALX_CHECK)
		return calx__sql_same(a->text, b->text);
	return a->column_count == b->column_count && items_same(a, b) &&
	       names_same(a->columns, b->columns, a->column_count) &&
	       calx__text_equal(a->referred_schema, b->referred_schema) &&
	       calx__text_equal(a->referred_table, b->referred_table) &&
	       names_same(a->referred_columns, b->referred_columns,
		       a->column_count);
}

/* An old database may have constraints without names. */
bool calx__constraint_equal(
	const struct sql_constraint *a, const struct sql_constraint *b)
{
	return calx__constraint_same(a, b) &&
	       (!a->name || !b->name || !strcmp(a->name, b->name));
}

/* Each of the one list is in the other. What only repeats a type is not
 * looked at. */
static bool constraints_in(const struct sql_constraint *a, size_t a_count,
	const struct sql_constraint *b, size_t b_count)
{
	for (size_t i = 0; i < a_count; i++) {
		size_t j = 0;

		if (a[i].of_type)
			continue;
		while (j < b_count && !calx__constraint_equal(&a[i], &b[j]))
			j++;
		if (j == b_count)
			return false;
	}
	return true;
}

/* A key's columns are never NULL, whatever an old database says. */
static bool columns_same(const struct sql_table *a, const struct sql_table *b)
{
	for (size_t i = 0; i < a->column_count; i++) {
		struct sql_column one = a->columns[i];

		if (calx__table_is_key(a, one.name))
			one.nullable = b->columns[i].nullable;
		if (!calx__column_same(&one, &b->columns[i]))
			return false;
	}
	return true;
}

bool calx__table_options_same(
	const struct sql_table *a, const struct sql_table *b)
{
	const struct option_info *option = calx__table_options;

	for (; a->says_options && b->says_options && option->title; option++)
		if (!calx__option_same(a, b, option))
			return false;
	return true;
}

bool calx__table_same(const struct sql_table *a, const struct sql_table *b)
{
	return !strcmp(a->name, b->name) &&
	       calx__text_equal(a->schema, b->schema) &&
	       calx__table_options_same(a, b) &&
	       a->column_count == b->column_count && columns_same(a, b) &&
	       constraints_in(a->constraints, a->constraint_count,
		       b->constraints, b->constraint_count) &&
	       constraints_in(b->constraints, b->constraint_count,
		       a->constraints, a->constraint_count) &&
	       constraints_in(a->indexes, a->index_count, b->indexes,
		       b->index_count) &&
	       constraints_in(
		       b->indexes, b->index_count, a->indexes, a->index_count);
}
