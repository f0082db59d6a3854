/* Fuzz target: the reader of SQLite's schema text, and its edits. What can be
 * read has its parts where they say they are; and what comes out of an
 * alteration can be read again. */

#include "fuzz.h"

#include <string.h>

#include "compile/alter.h"
#include "dialect/sqlite/dialect.h"
#include "dialect/sqlite/text/create.h"
#include "util/alloc.h"

static void check_span(struct span inner, struct span outer)
{
	CHECK(inner.start <= inner.end);
	CHECK(inner.start >= outer.start && inner.end <= outer.end);
}

static void check_part(const struct parsed_part *part, struct span outer)
{
	check_span(part->span, outer);
	check_span(part->clause, part->span);
	if (part->body.end)
		check_span(part->body, part->clause);
	CHECK(part->kind < PART_KIND_COUNT);
}

static void check_table(const struct parsed_table *table)
{
	struct span all = { table->open, table->close };

	CHECK(table->name.text && table->column_count > 0);
	CHECK(table->lexemes.text[table->open] == '(');
	CHECK(table->lexemes.text[table->close] == ')');
	for (size_t i = 0; i < table->column_count; i++) {
		const struct parsed_column *column = &table->columns[i];

		check_span(column->span, all);
		check_span(column->name_span, column->span);
		check_span(column->type_span, column->span);
		for (size_t j = 0; j < column->part_count; j++)
			check_part(&column->parts[j], column->span);
	}
	for (size_t i = 0; i < table->constraint_count; i++)
		check_part(&table->constraints[i], all);
}

/* ---- a database of one table, which is the input ------------------------------- */

static enum calx_status query(const struct catalog *catalog, const char *sql,
	catalog_row *row, void *context, calx_error *error)
{
	const char *const table[] = { "t", catalog->connection, "table" };

	(void)error;
	if (strstr(sql, "SELECT name, sql, type"))
		return row(context, table, 3);
	return CALX_OK;
}

static struct sql_column new_column = {
	.name = "new column", .type = { .kind = CALX_INTEGER }, .nullable = true
};
static struct sql_table definition = {
	.name = "t", .columns = &new_column, .column_count = 1
};
static struct sql_constraint check = {
	.kind = CALX_CHECK, .name = "new check", .text = "1 = 1"
};

/* Adds a check, which makes it a rebuild, and a column; drops one. */
static void alter(char *text, const char *column)
{
	const struct catalog catalog = { .query = query, .connection = text };
	const struct operation items[] = {
		{ .kind = CALX_OPERATION_ADD_CONSTRAINT,
			.table = "t",
			.constraint = &check },
		{ .kind = CALX_OPERATION_ADD_COLUMN,
			.table = "t",
			.definition = &definition },
		{ .kind = CALX_OPERATION_DROP_COLUMN,
			.table = "t",
			.name = column },
	};
	const struct operation *operations[] = { &items[0], &items[1],
		&items[2] };
	struct arena arena = { 0 };
	struct vec statements = VEC_INIT(const char *);
	struct parsed_table table;
	calx_error error = { 0 };

	for (size_t count = 1; count <= 3; count++) {
		calx__vec_clear(&statements);
		if (calx__alter(&calx__sqlite_dialect, &catalog,
			    &(struct operation_group){ operations, count },
			    &arena, &statements, &error) < 0) {
			CHECK(*error.message && statements.count == 0);
			continue;
		}
		CHECK(statements.count > 3);
		CHECK(calx__create_table_read(&arena,
			      *(const char **)calx__vec_at(&statements, 1),
			      &table, NULL) == CALX_OK);
		check_table(&table);
	}
	calx__vec_release(&statements);
	calx__arena_release(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = calx__strndup((const char *)data, size);
	struct arena arena = { 0 };
	struct parsed_table table;
	struct parsed_index index;
	calx_error error = { 0 };

	if (!text)
		return 0;
	if (calx__create_table_read(&arena, text, &table, &error) == CALX_OK) {
		check_table(&table);
		alter(text, table.columns[0].name);
	} else {
		CHECK(error.status == CALX_INVALID && *error.message);
	}
	if (calx__create_index_read(&arena, text, &index, NULL) == CALX_OK)
		CHECK(index.table.text && index.column_count > 0);
	calx__arena_release(&arena);
	calx__free(text);
	return 0;
}
