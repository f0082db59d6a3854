#include "dialect/sqlite/internal.h"

#include "util/text.h"

/* Questions about a table that was read. */

struct ddl_column *calx__ddl_table_column(
	const struct ddl_table *table, const char *name)
{
	for (size_t i = 0; i < table->column_count; i++) {
		if (calx__text_equal_nocase(table->columns[i].name, name))
			return &table->columns[i];
	}
	return NULL;
}

struct ddl_part *calx__ddl_column_part(
	const struct ddl_column *column, enum ddl_part_kind kind)
{
	for (size_t i = 0; i < column->part_count; i++) {
		if (column->parts[i].kind == kind)
			return &column->parts[i];
	}
	return NULL;
}

bool calx__part_has(const struct ddl_part *part, const char *stored)
{
	for (size_t i = 0; i < part->column_count; i++) {
		if (calx__text_equal_nocase(part->columns[i].text, stored))
			return true;
	}
	return false;
}

const struct ddl_part *calx__ddl_primary_key(const struct ddl_table *ddl)
{
	for (size_t i = 0; i < ddl->column_count; i++) {
		const struct ddl_part *part = calx__ddl_column_part(
			&ddl->columns[i], PART_PRIMARY_KEY);

		if (part)
			return part;
	}
	for (size_t i = 0; i < ddl->constraint_count; i++) {
		if (ddl->constraints[i].kind == PART_PRIMARY_KEY)
			return &ddl->constraints[i];
	}
	return NULL;
}

bool calx__ddl_is_rowid(
	const struct ddl_table *table, const struct ddl_column *column)
{
	const struct ddl_part *key = calx__ddl_primary_key(table);
	struct view type = { table->tokens.text + column->type_span.start,
		column->type_span.end - column->type_span.start };

	return key && !table->without_rowid && !key->descending &&
	       key->column_count == 1 && calx__part_has(key, column->name) &&
	       calx__view_is_nocase(type, "INTEGER");
}

bool calx__ddl_has_default(
	const struct ddl_table *table, const struct ddl_column *column)
{
	const struct ddl_part *part =
		calx__ddl_column_part(column, PART_DEFAULT);
	struct view text = { NULL, 0 };

	if (part)
		text = (struct view){ table->tokens.text + part->body.start,
			part->body.end - part->body.start };
	return text.length && !calx__view_is_nocase(text, "NULL");
}
