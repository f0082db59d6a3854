#include "dialect/sqlite/text/parsed.h"

#include "util/text.h"

/* Questions about a table that was read: names by SQLite's rule, by which the
 * case of ASCII letters does not count. */

struct parsed_column *calx__parsed_column(
	const struct parsed_table *table, const char *name)
{
	for (size_t i = 0; i < table->column_count; i++) {
		if (calx__text_equal_nocase(table->columns[i].name, name))
			return &table->columns[i];
	}
	return NULL;
}

struct parsed_part *calx__parsed_part(
	const struct parsed_column *column, enum part_kind kind)
{
	for (size_t i = 0; i < column->part_count; i++) {
		if (column->parts[i].kind == kind)
			return &column->parts[i];
	}
	return NULL;
}

enum calx_constraint_kind calx__parsed_kind(const struct parsed_part *part)
{
	static const enum calx_constraint_kind kinds[PART_KIND_COUNT] = {
		[PART_PRIMARY_KEY] = CALX_PRIMARY_KEY,
		[PART_UNIQUE] = CALX_UNIQUE,
		[PART_CHECK] = CALX_CHECK,
		[PART_FOREIGN_KEY] = CALX_FOREIGN_KEY,
	};

	return kinds[part->kind];
}

bool calx__parsed_part_has(const struct parsed_part *part, const char *stored)
{
	for (size_t i = 0; i < part->column_count; i++) {
		if (calx__text_equal_nocase(part->columns[i].text, stored))
			return true;
	}
	return false;
}

const struct parsed_part *calx__parsed_primary_key(
	const struct parsed_table *parsed)
{
	for (size_t i = 0; i < parsed->column_count; i++) {
		const struct parsed_part *part = calx__parsed_part(
			&parsed->columns[i], PART_PRIMARY_KEY);

		if (part)
			return part;
	}
	for (size_t i = 0; i < parsed->constraint_count; i++) {
		if (parsed->constraints[i].kind == PART_PRIMARY_KEY)
			return &parsed->constraints[i];
	}
	return NULL;
}

bool calx__parsed_is_rowid(
	const struct parsed_table *table, const struct parsed_column *column)
{
	const struct parsed_part *key = calx__parsed_primary_key(table);
	struct view type = { table->lexemes.text + column->type_span.start,
		column->type_span.end - column->type_span.start };

	return key && !table->without_rowid && !key->descending &&
	       key->column_count == 1 &&
	       calx__parsed_part_has(key, column->name) &&
	       calx__view_is_nocase(type, "INTEGER");
}

bool calx__parsed_has_default(
	const struct parsed_table *table, const struct parsed_column *column)
{
	const struct parsed_part *part =
		calx__parsed_part(column, PART_DEFAULT);
	struct view text = { NULL, 0 };

	if (part)
		text = (struct view){ table->lexemes.text + part->body.start,
			part->body.end - part->body.start };
	return text.length && !calx__view_is_nocase(text, "NULL");
}

const char *calx__parsed_rowid(
	const struct parsed_table *table, const struct parsed_table *other)
{
	static const char *const names[] = { "rowid", "_rowid_", "oid", NULL };
	const char *const *name = names;

	while (*name && (calx__parsed_column(table, *name) ||
				calx__parsed_column(other, *name)))
		name++;
	return table->without_rowid || other->without_rowid ? NULL : *name;
}
