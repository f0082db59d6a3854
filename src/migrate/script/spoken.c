#include "migrate/script/spoken.h"

#include "compile/ddl.h"
#include "sql/schema/condition.h"

/* How the types of a table are said in C. */

/* Whether a CHECK of the table says the column's type again. */
static bool has_check(struct arena *arena, const struct sql_table *table,
	const struct sql_column *column)
{
	for (size_t i = 0; i < table->constraint_count; i++) {
		const struct sql_constraint *check = &table->constraints[i];

		if (check->of_type && check->text &&
			calx__type_of_condition(
				arena, column->name, check->text)
					.kind != CALX_NULL)
			return true;
	}
	return false;
}

/* Whether the word of the column's type says all of it, and no more. */
static bool word_is_enough(struct arena *arena, const struct dialect *dialect,
	const struct sql_table *table, const struct sql_column *column)
{
	if (!calx__ddl_type_is_usual(dialect, table, column))
		return false;
	return !dialect->type_checks ||
	       !calx__type_condition(arena, column->name, &column->type) ||
	       has_check(arena, table, column);
}

struct sql_table *calx__spoken(struct arena *arena,
	const struct dialect *dialect, const struct sql_table *table)
{
	struct sql_table *copy = calx__arena_zero(arena, 1, sizeof(*copy));
	struct sql_column *columns =
		calx__arena_zero(arena, table->column_count, sizeof(*columns));

	if (!copy || !columns)
		return NULL;
	*copy = *table;
	copy->columns = columns;
	for (size_t i = 0; i < table->column_count; i++) {
		columns[i] = table->columns[i];
		if (word_is_enough(arena, dialect, table, &columns[i]))
			columns[i].type_text = NULL;
		else if (columns[i].type.kind == CALX_NULL &&
			 columns[i].type_text)
			columns[i].type =
				dialect->type_like(columns[i].type_text);
	}
	return arena->failed ? NULL : copy;
}
