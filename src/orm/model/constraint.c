#include "orm/model/constraint.h"

#include "sql/schema/descriptor.h"
#include "sql/schema/resolve.h"
#include "util/fail.h"
#include "util/text.h"

/* Keys are resolved as DDL resolves them, with the column options that make
 * constraints; then their column names are looked up once. */

/* What is being filled in, from which table. */
struct resolver {
	struct constraints *constraints;
	const calx_table *table;
	struct arena *arena;
};

bool calx__constraints_numbers(const calx_table *table, const char **names,
	size_t count, struct arena *arena, struct column_set *ret_set)
{
	unsigned *numbers = calx__arena_zero(arena, count, sizeof(*numbers));

	if (!numbers)
		return false;
	for (size_t i = 0; i < count; i++) {
		while (numbers[i] + 1 < table->column_count &&
			!calx__text_equal(names[i],
				calx__column_name(
					calx__column_at(table, numbers[i]))))
			numbers[i]++;
	}
	*ret_set = (struct column_set){ numbers, count };
	return true;
}

static bool columns_of(const struct resolver *resolver,
	const struct sql_constraint *constraint, struct column_set *ret_set)
{
	return calx__constraints_numbers(resolver->table, constraint->columns,
		constraint->column_count, resolver->arena, ret_set);
}

static bool unique_add(
	struct resolver *resolver, const struct sql_constraint *constraint)
{
	struct constraints *constraints = resolver->constraints;

	if (!columns_of(resolver, constraint,
		    &constraints->uniques[constraints->unique_count]))
		return false;
	constraints->unique_count++;
	return true;
}

static bool reference_add(
	struct resolver *resolver, const struct sql_constraint *constraint)
{
	struct constraints *constraints = resolver->constraints;
	struct reference *reference =
		&constraints->references[constraints->reference_count];

	if (!columns_of(resolver, constraint, &reference->columns))
		return false;
	reference->table = constraint->referred_table;
	reference->referred = constraint->referred_columns;
	constraints->reference_count++;
	return true;
}

static bool constraint_add(
	struct resolver *resolver, const struct sql_constraint *constraint)
{
	bool plain = constraint->column_count && !constraint->text;

	if (constraint->kind == CALX_PRIMARY_KEY ||
		constraint->kind == CALX_UNIQUE ||
		(constraint->kind == CALX_INDEX && constraint->unique && plain))
		return unique_add(resolver, constraint);
	if (constraint->kind == CALX_FOREIGN_KEY)
		return reference_add(resolver, constraint);
	return true;
}

static bool constraints_add(struct resolver *resolver,
	const struct sql_constraint *list, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (!constraint_add(resolver, &list[i]))
			return false;
	}
	return true;
}

static bool resolve(struct resolver *resolver, const struct sql_table *table)
{
	struct constraints *constraints = resolver->constraints;
	size_t count = table->constraint_count + table->index_count;

	/* an attempt that ran out of memory may have got half of them */
	*constraints = (struct constraints){
		.uniques = calx__arena_zero(
			resolver->arena, count, sizeof(*constraints->uniques)),
		.references = calx__arena_zero(resolver->arena, count,
			sizeof(*constraints->references)),
	};
	return constraints->uniques && constraints->references &&
	       constraints_add(
		       resolver, table->constraints, table->constraint_count) &&
	       constraints_add(resolver, table->indexes, table->index_count);
}

enum calx_status calx__constraints_resolve(struct constraints *constraints,
	const calx_table *table, struct arena *arena, calx_error *error)
{
	struct resolver resolver = { constraints, table, arena };
	struct sql_table *resolved = NULL;
	enum calx_status status;

	if (constraints->resolved)
		return CALX_OK;
	if ((status = calx__table_resolve(arena, table, &resolved, error)) < 0)
		return status;
	if (!resolve(&resolver, resolved))
		return calx__fail_memory(error);
	constraints->resolved = true;
	return CALX_OK;
}
