#include "sql/schema/table.h"

#include <string.h>

/* Looking things up in one table, and copies of it. */

struct sql_table *calx__table_copy(
	struct arena *arena, const struct sql_table *table)
{
	struct sql_table *copy = calx__arena_zero(arena, 1, sizeof(*copy));

	if (!copy)
		return NULL;
	*copy = *table;
	copy->columns = calx__arena_zero(
		arena, table->column_count, sizeof(*copy->columns));
	for (size_t i = 0; copy->columns && i < table->column_count; i++)
		copy->columns[i] = table->columns[i];
	return arena->failed ? NULL : copy;
}

struct sql_column *calx__table_column(
	const struct sql_table *table, const char *name)
{
	for (size_t i = 0; i < table->column_count; i++)
		if (!strcmp(table->columns[i].name, name))
			return &table->columns[i];
	return NULL;
}

struct sql_constraint *calx__table_primary_key(const struct sql_table *table)
{
	for (size_t i = 0; i < table->constraint_count; i++)
		if (table->constraints[i].kind == CALX_PRIMARY_KEY)
			return &table->constraints[i];
	return NULL;
}

bool calx__constraint_has_column(
	const struct sql_constraint *constraint, const char *column)
{
	for (size_t i = 0; i < constraint->column_count; i++)
		if (!strcmp(constraint->columns[i], column))
			return true;
	return false;
}

bool calx__table_is_key(const struct sql_table *table, const char *column)
{
	const struct sql_constraint *key = calx__table_primary_key(table);

	return key && calx__constraint_has_column(key, column);
}

bool calx__constraint_is_plain(const struct sql_constraint *constraint)
{
	return !constraint->items && !constraint->where && !constraint->method;
}
