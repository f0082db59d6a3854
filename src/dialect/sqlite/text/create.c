#include "dialect/sqlite/text/create.h"

#include "dialect/sqlite/text/part.h"
#include "dialect/sqlite/text/reader.h"

/* The grammar of CREATE TABLE and CREATE INDEX (lang_createtable.html, and
 * parse.y where the diagrams simplify). Nothing here recurses: expressions are
 * skipped by their parentheses. */

/* ---- columns ---------------------------------------------------------------- */

static bool at_type_end(const struct create_reader *reader)
{
	if (!calx__lexeme_is_name(&reader->lexemes, reader->at))
		return true;
	if (calx__read_is_at(reader, "GENERATED"))
		return calx__read_is_before(reader, "ALWAYS");
	return calx__part_is_next(reader, PART_OF_COLUMN);
}

static struct span read_type(struct create_reader *reader)
{
	struct span span = { calx__read_last_end(reader),
		calx__read_last_end(reader) };

	if (calx__read_at_end(reader) || at_type_end(reader))
		return span;
	span.start = calx__read_start(reader);
	while (!calx__read_at_end(reader) && !at_type_end(reader))
		reader->at++;
	if (calx__read_is_at(reader, "("))
		calx__read_parentheses(reader);
	span.end = calx__read_last_end(reader);
	return span;
}

/* A clause of a column is about that column. */
static void parts_own(
	struct create_reader *reader, struct parsed_column *column)
{
	for (size_t i = 0; i < column->part_count; i++) {
		struct parsed_part *part = &column->parts[i];
		struct parsed_name *name;

		if (part->kind < PART_PRIMARY_KEY || part->kind == PART_CHECK)
			continue;
		name = calx__arena_zero(reader->arena, 1, sizeof(*name));
		if (!name) {
			calx__read_fail_memory(reader);
			return;
		}
		*name = (struct parsed_name){ .text = column->name,
			.span = column->name_span,
			.descending = part->descending };
		part->columns = name;
		part->column_count = 1;
	}
}

static void read_column(struct create_reader *reader)
{
	struct parsed_name name = calx__read_name(reader);
	struct parsed_column column = { .name = name.text,
		.name_span = name.span,
		.type_span = read_type(reader) };

	while (!calx__read_at_end(reader) && !calx__read_is_at(reader, ",") &&
		!calx__read_is_at(reader, ")"))
		calx__part_read(reader, PART_OF_COLUMN, &reader->parts);
	column.span =
		(struct span){ name.span.start, calx__read_last_end(reader) };
	column.parts =
		calx__read_keep(reader, &reader->parts, &column.part_count);
	if (reader->status < 0)
		return;
	parts_own(reader, &column);
	if (!calx__vec_append(&reader->columns, &column))
		calx__read_fail_memory(reader);
}

/* Between constraints SQLite does not ask for a comma. */
static void read_body(struct create_reader *reader)
{
	do {
		if (!calx__part_is_next(reader, PART_OF_TABLE))
			read_column(reader);
		else
			calx__part_read(
				reader, PART_OF_TABLE, &reader->constraints);
		while (!calx__read_at_end(reader) &&
			calx__part_is_next(reader, PART_OF_TABLE))
			calx__part_read(
				reader, PART_OF_TABLE, &reader->constraints);
	} while (calx__read_accept(reader, ","));
}

static void read_table_options(
	struct create_reader *reader, struct parsed_table *table)
{
	if (calx__read_at_end(reader))
		return;
	do {
		if (calx__read_accept(reader, "STRICT")) {
			table->strict = true;
		} else {
			calx__read_expect(reader, "WITHOUT");
			calx__read_expect(reader, "ROWID");
			table->without_rowid = true;
		}
	} while (calx__read_accept(reader, ","));
}

static void read_if_not_exists(struct create_reader *reader)
{
	if (!calx__read_accept(reader, "IF"))
		return;
	calx__read_expect(reader, "NOT");
	calx__read_expect(reader, "EXISTS");
}

static void expect_end(struct create_reader *reader)
{
	calx__read_accept(reader, ";");
	if (!calx__read_at_end(reader))
		calx__read_fail(reader, "the end");
}

static void read_table(struct create_reader *reader, struct parsed_table *table)
{
	calx__read_expect(reader, "CREATE");
	if (!calx__read_accept(reader, "TEMP"))
		calx__read_accept(reader, "TEMPORARY");
	calx__read_expect(reader, "TABLE");
	read_if_not_exists(reader);
	table->name = calx__read_qualified_name(reader);
	table->open = calx__read_start(reader);
	calx__read_expect(reader, "(");
	read_body(reader);
	if (!reader->columns.count)
		calx__read_fail(reader, "a column");
	table->close = calx__read_start(reader);
	calx__read_expect(reader, ")");
	read_table_options(reader, table);
	expect_end(reader);
	table->columns =
		calx__read_keep(reader, &reader->columns, &table->column_count);
	table->constraints = calx__read_keep(
		reader, &reader->constraints, &table->constraint_count);
	table->lexemes = reader->lexemes;
}

enum calx_status calx__create_table_read(struct arena *arena, const char *text,
	struct parsed_table *ret_table, calx_error *error)
{
	struct parsed_table table = { 0 };
	struct create_reader reader;

	if (calx__read_open(&reader, arena, text, error) >= 0)
		read_table(&reader, &table);
	calx__read_release(&reader);
	if (reader.status >= 0)
		*ret_table = table;
	return reader.status;
}

/* All that is left is the condition. */
static void read_where(struct create_reader *reader, struct parsed_index *index)
{
	size_t end = reader->lexemes.count;

	index->plain = false;
	index->where.start = calx__read_start(reader);
	if (calx__lexeme_is(&reader->lexemes, end - 1, ";"))
		end--;
	if (end <= reader->at)
		calx__read_fail(reader, "a condition");
	else
		reader->at = end;
	index->where.end = calx__read_last_end(reader);
}

static void read_index(struct create_reader *reader, struct parsed_index *index)
{
	calx__read_expect(reader, "CREATE");
	index->unique = calx__read_accept(reader, "UNIQUE");
	calx__read_expect(reader, "INDEX");
	read_if_not_exists(reader);
	index->name = calx__read_qualified_name(reader);
	calx__read_expect(reader, "ON");
	index->table = calx__read_name(reader);
	index->columns =
		calx__read_list(reader, &index->column_count, &index->plain);
	calx__read_expect(reader, ")");
	if (calx__read_accept(reader, "WHERE"))
		read_where(reader, index);
	expect_end(reader);
	index->lexemes = reader->lexemes;
}

enum calx_status calx__create_index_read(struct arena *arena, const char *text,
	struct parsed_index *ret_index, calx_error *error)
{
	struct parsed_index index = { 0 };
	struct create_reader reader;

	if (calx__read_open(&reader, arena, text, error) >= 0)
		read_index(&reader, &index);
	calx__read_release(&reader);
	if (reader.status >= 0)
		*ret_index = index;
	return reader.status;
}
