#include "orm/model/layout.h"

#include "sql/schema/descriptor.h"
#include "sql/schema/option.h"
#include "sql/type/type.h"
#include "util/fail.h"
#include "util/text.h"

/* A program may hold a table twice: a model in a header is a constant of each
 * file that includes it. Two are the same if a row of one is a row of the
 * other. */

/* Keys and references of one are what a session orders the rows of both by. */
static bool options_equal(
	const struct option_info *option, const void *a, const void *b)
{
	for (; option->title; option++) {
		if (!option->name)
			continue;
		if (calx__option_is_given(a, option) !=
				calx__option_is_given(b, option) ||
			!calx__text_equal(calx__option_given(a, option),
				calx__option_given(b, option)))
			return false;
	}
	return true;
}

static bool column_equal(const calx_column *a, const calx_column *b)
{
	return calx__text_equal(calx__column_name(a), calx__column_name(b)) &&
	       calx__type_equal(&a->type, &b->type) &&
	       a->nullable == b->nullable && a->defaulted == b->defaulted &&
	       a->offset == b->offset && a->size == b->size &&
	       options_equal(calx__column_options, &a->options, &b->options);
}

static bool constraint_equal(const calx_constraint *a, const calx_constraint *b)
{
	return a->kind == b->kind && a->unique == b->unique &&
	       calx__text_equal(a->columns, b->columns) &&
	       calx__text_equal(a->text, b->text) &&
	       options_equal(
		       calx__constraint_options, &a->options, &b->options);
}

static bool constraints_equal(const calx_table *a, const calx_table *b)
{
	const calx_constraint *x = calx__constraint_first(a);
	const calx_constraint *y = calx__constraint_first(b);

	while (x && y && constraint_equal(x, y)) {
		x = calx__constraint_after(a, x);
		y = calx__constraint_after(b, y);
	}
	return !x && !y;
}

/* The number of the first column that differs; the count if none does. */
static size_t first_difference(const calx_table *a, const calx_table *b)
{
	size_t i = 0;

	while (i < a->column_count && i < b->column_count &&
		column_equal(calx__column_at(a, i), calx__column_at(b, i)))
		i++;
	return i;
}

static const char *name_at(const calx_table *table, size_t i)
{
	return i < table->column_count
		       ? calx__column_name(calx__column_at(table, i))
		       : "no column";
}

bool calx__layout_equal(const calx_table *a, const calx_table *b)
{
	return a->column_count == b->column_count &&
	       a->row_size == b->row_size && a->row_align == b->row_align &&
	       first_difference(a, b) == a->column_count &&
	       constraints_equal(a, b);
}

enum calx_status calx__layout_fail(
	calx_error *error, const calx_table *a, const calx_table *b)
{
	size_t i = first_difference(a, b);

	if (i == a->column_count && i == b->column_count)
		calx__fail(error, CALX_MISUSE,
			"two models of table \"%s\" differ in their constraints or their struct",
			a->name);
	else if (calx__text_equal(name_at(a, i), name_at(b, i)))
		calx__fail(error, CALX_MISUSE,
			"two models of table \"%s\" differ in column \"%s\": its type, its options, or where it lies in the struct",
			a->name, name_at(a, i));
	else
		calx__fail(error, CALX_MISUSE,
			"two models of table \"%s\" differ: column %zu is %s in one and %s in the other",
			a->name, i + 1, name_at(a, i), name_at(b, i));
	calx__fail_hint(error,
		"A session takes one layout of a table. Include the same model in all files that use the session.");
	return CALX_MISUSE;
}
