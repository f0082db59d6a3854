#include "dialect/sqlite/alter/alter.h"

#include "util/fail.h"
#include "util/text.h"
#include "dialect/sqlite/type.h"

/* ADD COLUMN and RENAME COLUMN, and what all operations on columns need. */

/* Makes the error that was just set say which column. */
void calx__alter_name_column(struct alteration *a, const char *name)
{
	if (a->error)
		calx__fail_copy(
			a->error->column, sizeof(a->error->column), name);
}

struct column_state *calx__alter_need_column(
	struct alteration *a, const char *name)
{
	struct column_state *column = calx__alter_column(a, name);
	const char **names;
	const char *near;

	if (column || a->status != CALX_OK)
		return column;
	names = calx__arena_zero(
		a->arena, a->columns.count + 1, sizeof(*names));
	if (!names) {
		calx__alter_fail_memory(a);
		return NULL;
	}
	for (size_t i = 0; i < a->columns.count; i++)
		names[i] = ((struct column_state *)calx__vec_at(&a->columns, i))
				   ->name;
	near = calx__text_suggest(name, names);
	calx__alter_fail(a, CALX_NOT_FOUND, "it has no column \"%s\"", name);
	calx__alter_name_column(a, name);
	if (near)
		calx__fail_hint(a->error, "Did you mean \"%s\"?", near);
	return NULL;
}

struct ddl_column *calx__alter_ddl_of(
	const struct alteration *a, const struct column_state *column)
{
	return calx__ddl_table_column(&a->ddl, column->stored);
}

/* ---- how a column is written ---------------------------------------------------- */

/* The types of STRICT tables (stricttables.html). */
static const char *strict_type(const struct sql_column *column)
{
	static const char *const types[CALX_KIND_COUNT] = {
		[CALX_INTEGER] = "INTEGER",
		[CALX_BIG_INTEGER] = "INTEGER",
		[CALX_SMALL_INTEGER] = "INTEGER",
		[CALX_BOOLEAN] = "INTEGER",
		[CALX_FLOAT] = "REAL",
		[CALX_DOUBLE] = "REAL",
		[CALX_BLOB] = "BLOB",
	};
	const char *type = types[column->type.kind];

	if (column->type.kind == CALX_NUMERIC &&
		!calx__sqlite_is_exact(&column->type))
		return "REAL";
	return type ? type : "TEXT";
}

void calx__alter_put_column(
	struct alteration *a, const struct sql_column *column, bool only_key)
{
	const char *names[] = { column->name };
	struct sql_constraint key = {
		.kind = CALX_PRIMARY_KEY, .columns = names, .column_count = 1
	};
	struct sql_column shown = *column;
	struct sql_table table = { .name = a->table,
		.columns = &shown,
		.column_count = 1,
		.constraints = &key,
		.constraint_count = only_key };

	if (a->ddl.strict && !shown.type_text)
		shown.type_text = strict_type(column);
	calx__ddl_column(&a->sql, a->dialect, &table, &shown);
}

/* What stands behind FOREIGN KEY (...) in a constraint of the table. */
static const char *references_of(struct alteration *a, const char *text)
{
	struct tokens tokens;
	size_t index = 0;

	if (a->status != CALX_OK)
		return "";
	a->status = calx__sqlite_tokens(a->arena, text, &tokens, a->error);
	if (a->status != CALX_OK)
		return "";
	while (index < tokens.count &&
		!calx__token_is(&tokens, index, "REFERENCES"))
		index++;
	return text + tokens.items[index].span.start;
}

/* A constraint of one column as a clause of it. */
static const char *clause_text(
	struct alteration *a, const struct sql_constraint *constraint)
{
	static const char *const clauses[CALX_INDEX + 1] = {
		[CALX_PRIMARY_KEY] = "PRIMARY KEY",
		[CALX_UNIQUE] = "UNIQUE",
	};
	const char *clause = clauses[constraint->kind];
	const char *text;

	if (constraint->of_type && !a->dialect->type_checks)
		return "";
	if (!clause) {
		calx__ddl_constraint(&a->sql, a->dialect, constraint);
		text = calx__alter_take(a);
		if (constraint->kind != CALX_FOREIGN_KEY || !text)
			return text;
		clause = references_of(a, text);
	}
	if (constraint->name) {
		calx__alter_put(a, "CONSTRAINT ");
		calx__alter_put_name(a, constraint->name);
		calx__alter_put(a, " ");
	}
	calx__alter_put(a, clause);
	return calx__alter_take(a);
}

static bool has_kind(
	const struct sql_table *table, enum calx_constraint_kind kind)
{
	for (size_t i = 0; i < table->constraint_count; i++) {
		if (table->constraints[i].kind == kind)
			return true;
	}
	return false;
}

/* The definition of a column, called `name`, with all its constraints. */
static const char *definition_text(struct alteration *a,
	const struct sql_table *definition, const char *name)
{
	struct sql_column column = definition->columns[0];
	bool is_stored = !calx__text_equal(name, column.name);
	const char **clauses = calx__arena_zero(
		a->arena, definition->constraint_count, sizeof(*clauses));

	if (!clauses) {
		calx__alter_fail_memory(a);
		return NULL;
	}
	for (size_t i = 0; i < definition->constraint_count; i++) {
		struct sql_constraint constraint = definition->constraints[i];

		if (is_stored)
			constraint =
				calx__alter_stored_constraint(a, &constraint);
		clauses[i] = clause_text(a, &constraint);
	}
	if (a->status != CALX_OK)
		return NULL;
	column.name = name;
	calx__alter_put_column(
		a, &column, has_kind(definition, CALX_PRIMARY_KEY));
	for (size_t i = 0; i < definition->constraint_count; i++) {
		calx__alter_put(a, *clauses[i] ? " " : "");
		calx__alter_put(a, clauses[i]);
	}
	return calx__alter_take(a);
}

/* ---- adding ------------------------------------------------------------------------ */

/* Whether the default of the last column is a literal, which ALTER TABLE ADD
 * COLUMN asks for (lang_altertable.html 4). */
static bool default_is_literal(
	const struct ddl_table *ddl, const struct ddl_part *part)
{
	static const char *const words[] = { "NULL", "TRUE", "FALSE", NULL };
	const struct tokens *tokens = &ddl->tokens;
	enum token_kind kind;
	size_t i = 0;

	while (tokens->items[i].span.start < part->body.start)
		i++;
	while (calx__token_is(tokens, i, "(") ||
		calx__token_is(tokens, i, "-") ||
		calx__token_is(tokens, i, "+"))
		i++;
	kind = tokens->items[i].kind;
	for (const char *const *word = words; *word; word++) {
		if (calx__token_is(tokens, i, *word))
			kind = TOKEN_STRING;
	}
	i++;
	while (calx__token_is(tokens, i, ")") &&
		tokens->items[i].span.end <= part->body.end)
		i++;
	return (kind == TOKEN_STRING || kind == TOKEN_NUMBER ||
		       kind == TOKEN_BLOB) &&
	       tokens->items[i - 1].span.end == part->body.end;
}

/* Whether SQLite can add the column by itself. */
static bool can_add(const struct alteration *a, const char *stored)
{
	const struct ddl_column *column =
		calx__ddl_table_column(&a->ddl, stored);
	const struct ddl_part *value =
		calx__ddl_column_part(column, PART_DEFAULT);
	const struct ddl_part *generated =
		calx__ddl_column_part(column, PART_GENERATED);

	if (calx__ddl_column_part(column, PART_PRIMARY_KEY) ||
		calx__ddl_column_part(column, PART_UNIQUE) ||
		(generated && generated->stored))
		return false;
	if (value && !default_is_literal(&a->ddl, value))
		return false;
	return !calx__ddl_column_part(column, PART_NOT_NULL) || generated ||
	       calx__ddl_has_default(&a->ddl, column);
}

/* The names of columns in the text must differ from each other even while some
 * are still to be renamed. */
static const char *free_stored_name(struct alteration *a, const char *name)
{
	const char *stored = name;

	for (unsigned i = 2; stored && calx__alter_stored_column(a, stored);
		i++)
		stored = calx__arena_printf(a->arena, "%s_%u", name, i);
	if (!stored)
		calx__alter_fail_memory(a);
	return stored;
}

static void create_indexes(
	struct alteration *a, const struct sql_table *definition)
{
	for (size_t i = 0; i < definition->index_count; i++) {
		const struct operation operation = {
			.kind = OPERATION_CREATE_INDEX,
			.table = a->table,
			.constraint = &definition->indexes[i],
		};

		if (a->status == CALX_OK)
			calx__alter_create_index(a, &operation);
	}
}

static void add_native(struct alteration *a, const struct sql_table *definition)
{
	const char *text =
		definition_text(a, definition, definition->columns[0].name);

	if (!text)
		return;
	calx__alter_put(a, "ALTER TABLE ");
	calx__alter_put_name(a, a->table);
	calx__alter_put(a, " ADD COLUMN ");
	calx__alter_put(a, text);
	calx__alter_emit(a, &a->natives);
}

void calx__alter_add_column(
	struct alteration *a, const struct operation *operation)
{
	const struct sql_table *definition = operation->definition;
	struct column_state column = { .name = definition->columns[0].name,
		.added = true };

	if (calx__alter_column(a, column.name)) {
		calx__alter_fail(a, CALX_CONFLICT,
			"it has a column \"%s\" already", column.name);
		calx__alter_name_column(a, column.name);
		return;
	}
	if (has_kind(definition, CALX_PRIMARY_KEY) &&
		calx__ddl_primary_key(&a->ddl)) {
		calx__alter_fail(
			a, CALX_CONFLICT, "it has a primary key already");
		return;
	}
	column.stored = free_stored_name(a, column.name);
	if (!column.stored || !calx__vec_append(&a->columns, &column)) {
		calx__alter_fail_memory(a);
		return;
	}
	calx__alter_insert_column(
		a, definition_text(a, definition, column.stored));
	if (a->status != CALX_OK)
		return;
	if (can_add(a, column.stored))
		add_native(a, definition);
	else
		a->rebuild = true;
	create_indexes(a, definition);
}

/* ---- renaming ------------------------------------------------------------------------ */

void calx__alter_rename_column(
	struct alteration *a, const struct operation *operation)
{
	struct column_state *column =
		calx__alter_need_column(a, operation->name);
	struct column_state *other = calx__alter_column(a, operation->new_name);

	if (!column)
		return;
	if (other && other != column) {
		calx__alter_fail(a, CALX_CONFLICT,
			"it has a column \"%s\" already", operation->new_name);
		calx__alter_name_column(a, operation->new_name);
		return;
	}
	calx__alter_put(a, "ALTER TABLE ");
	calx__alter_put_name(a, a->table);
	calx__alter_put(a, " RENAME COLUMN ");
	calx__alter_put_name(a, column->name);
	calx__alter_put(a, " TO ");
	calx__alter_put_name(a, operation->new_name);
	calx__alter_emit(a, &a->natives);
	column->name = calx__arena_strdup(a->arena, operation->new_name);
}
