#ifndef CALX_SQL_DESCRIPTOR_H
#define CALX_SQL_DESCRIPTOR_H

#include <calx/schema.h>

/* Steps through the arrays of a calx_table. A model may have been compiled
 * against an older calx, whose structs were shorter: the table says how long
 * one is, so an index into the array, or ++, would miss. */

/* Column `number` of the table. */
static inline const calx_column *calx__column_at(
	const calx_table *table, size_t number)
{
	return (const calx_column *)(const void *)((const char *)
							   table->columns +
						   number * table->column_size);
}

/* The column that a name in a list means: that of the C field, or the column's
 * in the database. NULL if it is none. */
const calx_column *calx__column_named(
	const calx_table *table, const char *name);

/* The options that the table says, NULL if it says none. */
static inline const calx_table_options *calx__table_options_of(
	const calx_table *table)
{
	return table->size > offsetof(calx_table, options) &&
			       table->options.size
		       ? &table->options
		       : NULL;
}

/* The namespace that it is in, NULL: the connection's own. */
static inline const char *calx__table_space(const calx_table *table)
{
	const calx_table_options *options = calx__table_options_of(table);

	if (table->schema || !options ||
		options->size < offsetof(calx_table_options, view))
		return table->schema;
	return options->schema;
}

/* The table's first constraint: NULL when there is none. */
static inline const calx_constraint *calx__constraint_first(
	const calx_table *table)
{
	return table->constraints && table->constraints->kind
		       ? table->constraints
		       : NULL;
}

/* The one after it, NULL after the last. */
static inline const calx_constraint *calx__constraint_after(
	const calx_table *table, const calx_constraint *constraint)
{
	const calx_constraint *next =
		(const calx_constraint *)(const void *)((const char *)
								constraint +
							table->constraint_size);

	return next->kind ? next : NULL;
}

#endif
