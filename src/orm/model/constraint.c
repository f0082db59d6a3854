#include "orm/model/constraint.h"

#include "sql/schema/descriptor.h"
#include "sql/schema/resolve.h"
#include "util/fail.h"
#include "util/text.h"

/* Keys are resolved as DDL resolves them, with the column options that make
 * constraints; then their column names are looked up once. */

/* What is being filled in, from which table. */
struct constraint_reader {
	struct constraints *constraints;
	const calx_table *table;
	struct arena *arena;
};

/* Names of a model never differ by case alone. */
static bool column_find(
	const calx_table *table, const char *name, unsigned *ret_number)
{
	for (unsigned i = 0; i < table->column_count; i++)
		if (calx__text_equal_nocase(name,
			    calx__column_name(calx__column_at(table, i)))) {
			*ret_number = i;
			return true;
		}
	return false;
}

bool calx__constraints_numbers(const calx_table *table, const char **names,
	size_t count, struct arena *arena, struct column_set *ret_set)
{
	unsigned *numbers = calx__arena_zero(arena, count, sizeof(*numbers));

	/* each is found: the table was resolved, the references were checked */
	for (size_t i = 0; numbers && i < count; i++)
		column_find(table, names[i], &numbers[i]);
	*ret_set = (struct column_set){ numbers, count };
	return numbers;
}

enum calx_status calx__reference_check(const calx_table *table,
	const struct foreign_key *foreign_key, const calx_table *referred,
	calx_error *error)
{
	unsigned ignored;

	for (size_t i = 0;
		foreign_key->referred && i < foreign_key->columns.count; i++)
		if (!column_find(referred, foreign_key->referred[i], &ignored))
			return calx__fail(error, CALX_INVALID,
				"table '%s': a foreign key refers to a column '%s' that '%s' does not have",
				table->name, foreign_key->referred[i],
				referred->name);
	return CALX_OK;
}

static bool constraint_columns(const struct constraint_reader *reader,
	const struct sql_constraint *constraint, struct column_set *ret_set)
{
	return calx__constraints_numbers(reader->table, constraint->columns,
		constraint->column_count, reader->arena, ret_set);
}

static bool unique_add(struct constraint_reader *reader,
	const struct sql_constraint *constraint)
{
	struct constraints *constraints = reader->constraints;

	if (!constraint_columns(reader, constraint,
		    &constraints->uniques[constraints->unique_count]))
		return false;
	constraints->unique_count++;
	return true;
}

/* As SQL spells it; NULL: nothing. */
static enum key_action action_of(const char *action)
{
	static const char *const names[] = { [KEY_NO_ACTION] = "NO ACTION",
		[KEY_CASCADE] = "CASCADE",
		[KEY_SET_NULL] = "SET NULL",
		[KEY_SET_DEFAULT] = "SET DEFAULT" };

	for (size_t i = 0; action && i < sizeof(names) / sizeof(*names); i++)
		if (calx__text_equal(action, names[i]))
			return (enum key_action)i;
	return KEY_NO_ACTION;
}

static bool foreign_key_add(struct constraint_reader *reader,
	const struct sql_constraint *constraint)
{
	struct constraints *constraints = reader->constraints;
	struct foreign_key *foreign_key =
		&constraints->foreign_keys[constraints->foreign_key_count];

	if (!constraint_columns(reader, constraint, &foreign_key->columns))
		return false;
	foreign_key->table = constraint->referred_table;
	foreign_key->referred = constraint->referred_columns;
	foreign_key->deferred = constraint->deferred;
	foreign_key->on_delete = action_of(constraint->on_delete);
	foreign_key->on_update = action_of(constraint->on_update);
	constraints->foreign_key_count++;
	return true;
}

static bool constraint_add(struct constraint_reader *reader,
	const struct sql_constraint *constraint)
{
	const bool plain = calx__constraint_is_plain(constraint);

	if (constraint->kind == CALX_PRIMARY_KEY ||
		constraint->kind == CALX_UNIQUE ||
		(constraint->kind == CALX_INDEX && constraint->unique && plain))
		return unique_add(reader, constraint);
	if (constraint->kind == CALX_FOREIGN_KEY)
		return foreign_key_add(reader, constraint);
	return true;
}

static bool constraints_add(struct constraint_reader *reader,
	const struct sql_constraint *list, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (!constraint_add(reader, &list[i]))
			return false;
	}
	return true;
}

static bool resolve(
	struct constraint_reader *reader, const struct sql_table *table)
{
	struct constraints *constraints = reader->constraints;
	size_t count = table->constraint_count + table->index_count;

	/* an attempt that ran out of memory may have got half of them */
	*constraints = (struct constraints){
		.uniques = calx__arena_zero(
			reader->arena, count, sizeof(*constraints->uniques)),
		.foreign_keys = calx__arena_zero(reader->arena, count,
			sizeof(*constraints->foreign_keys)),
	};
	return constraints->uniques && constraints->foreign_keys &&
	       constraints_add(
		       reader, table->constraints, table->constraint_count) &&
	       constraints_add(reader, table->indexes, table->index_count);
}

enum calx_status calx__constraints_resolve(struct constraints *constraints,
	const calx_table *table, struct arena *arena, calx_error *error)
{
	struct constraint_reader reader = { constraints, table, arena };
	struct sql_table *resolved = NULL;
	enum calx_status status;

	if (constraints->resolved)
		return CALX_OK;
	if ((status = calx__table_resolve(arena, table, &resolved, error)) < 0)
		return status;
	if (!resolve(&reader, resolved))
		return calx__fail_memory(error);
	constraints->resolved = true;
	return CALX_OK;
}
