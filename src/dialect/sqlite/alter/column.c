#include "dialect/sqlite/alter/column.h"

#include "compile/alter.h"
#include "compile/ddl.h"
#include "dialect/sqlite/alter/constraint.h"
#include "dialect/sqlite/alter/edit.h"
#include "dialect/sqlite/alter/expression.h"
#include "util/fail.h"
#include "util/text.h"

/* A new column goes into the text before the first constraint. SQLite can add
 * it by itself if there is nothing to be computed or checked for the rows that
 * are there (lang_altertable.html 4). */

/* ---- how a column is written ---------------------------------------------------- */

void calx__sqlite_put_column(
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
		.constraint_count = only_key,
		.strict = a->parsed.strict };

	calx__ddl_column(&a->sql, a->dialect, &table, &shown);
}

/* What stands behind FOREIGN KEY (...) in a constraint of the table. */
static const char *references_of(struct alteration *a, const char *text)
{
	struct lexemes lexemes;
	size_t index = 0;

	if (a->status < 0)
		return "";
	a->status = calx__lexemes_read(a->arena, text, &lexemes, a->error);
	if (a->status < 0)
		return "";
	while (index < lexemes.count &&
		!calx__lexeme_is(&lexemes, index, "REFERENCES"))
		index++;
	return text + lexemes.items[index].span.start;
}

/* A constraint of one column as a clause of it. */
static const char *clause_text(
	struct alteration *a, const struct sql_constraint *constraint)
{
	static const char *const clauses[CALX_CONSTRAINT_KIND_COUNT] = {
		[CALX_PRIMARY_KEY] = "PRIMARY KEY",
		[CALX_UNIQUE] = "UNIQUE",
	};
	const char *clause = clauses[constraint->kind];
	const char *text;

	if (constraint->of_type && !a->dialect->type_checks)
		return "";
	if (!clause) {
		calx__ddl_constraint(&a->sql, a->dialect, constraint);
		text = calx__alteration_take(a);
		if (constraint->kind != CALX_FOREIGN_KEY || !text)
			return text;
		clause = references_of(a, text);
	}
	if (constraint->name) {
		calx__alteration_put(a, "CONSTRAINT ");
		calx__alteration_put_name(a, constraint->name);
		calx__alteration_put(a, " ");
	}
	calx__alteration_put(a, clause);
	if (constraint->on_conflict) {
		calx__alteration_put(a, " ON CONFLICT ");
		calx__alteration_put(a, constraint->on_conflict);
	}
	if (constraint->autoincrement)
		calx__alteration_put(a, " AUTOINCREMENT");
	return calx__alteration_take(a);
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
		calx__alteration_fail_memory(a);
		return NULL;
	}
	for (size_t i = 0; i < definition->constraint_count; i++) {
		struct sql_constraint constraint = definition->constraints[i];

		if (constraint.kind == CALX_CHECK && constraint.text)
			calx__expression_check(a, constraint.text);
		if (is_stored)
			constraint =
				calx__sqlite_stored_constraint(a, &constraint);
		clauses[i] = clause_text(a, &constraint);
	}
	if (a->status < 0)
		return NULL;
	column.name = name;
	calx__sqlite_put_column(
		a, &column, has_kind(definition, CALX_PRIMARY_KEY));
	for (size_t i = 0; i < definition->constraint_count; i++) {
		calx__alteration_put(a, *clauses[i] ? " " : "");
		calx__alteration_put(a, clauses[i]);
	}
	return calx__alteration_take(a);
}

/* ---- adding ------------------------------------------------------------------------ */

/* Whether the default of the last column is a literal, which ALTER TABLE ADD
 * COLUMN asks for (lang_altertable.html 4). */
static bool default_is_literal(
	const struct parsed_table *parsed, const struct parsed_part *part)
{
	static const char *const words[] = { "NULL", "TRUE", "FALSE", NULL };
	const struct lexemes *lexemes = &parsed->lexemes;
	enum lexeme_kind kind;
	size_t i = 0;

	while (lexemes->items[i].span.start < part->body.start)
		i++;
	while (calx__lexeme_is(lexemes, i, "(") ||
		calx__lexeme_is(lexemes, i, "-") ||
		calx__lexeme_is(lexemes, i, "+"))
		i++;
	kind = lexemes->items[i].kind;
	for (const char *const *word = words; *word; word++) {
		if (calx__lexeme_is(lexemes, i, *word))
			kind = LEXEME_STRING;
	}
	i++;
	while (calx__lexeme_is(lexemes, i, ")") &&
		lexemes->items[i].span.end <= part->body.end)
		i++;
	return (kind == LEXEME_STRING || kind == LEXEME_NUMBER ||
		       kind == LEXEME_BLOB) &&
	       lexemes->items[i - 1].span.end == part->body.end;
}

/* Whether SQLite can add the column by itself. */
static bool can_add(const struct alteration *a, const char *stored)
{
	const struct parsed_column *column =
		calx__parsed_column(&a->parsed, stored);
	const struct parsed_part *value =
		calx__parsed_part(column, PART_DEFAULT);
	const struct parsed_part *generated =
		calx__parsed_part(column, PART_GENERATED);

	if (calx__parsed_part(column, PART_PRIMARY_KEY) ||
		calx__parsed_part(column, PART_UNIQUE) ||
		(generated && generated->stored))
		return false;
	if (value && !default_is_literal(&a->parsed, value))
		return false;
	return !calx__parsed_part(column, PART_NOT_NULL) || generated ||
	       calx__parsed_has_default(&a->parsed, column);
}

/* The names of columns in the text must differ from each other even while some
 * are still to be renamed. */
static const char *free_stored_name(struct alteration *a, const char *name)
{
	const char *stored = name;

	for (unsigned i = 2;
		stored && calx__alteration_stored_column(a, stored); i++)
		stored = calx__arena_printf(a->arena, "%s_%u", name, i);
	if (!stored)
		calx__alteration_fail_memory(a);
	return stored;
}

static void create_indexes(
	struct alteration *a, const struct sql_table *definition)
{
	for (size_t i = 0; i < definition->index_count && a->status >= 0; i++)
		calx__sqlite_create_index(
			a, &(struct operation){
				   .constraint = &definition->indexes[i] });
}

static void add_native(struct alteration *a, const struct sql_table *definition)
{
	const char *text =
		definition_text(a, definition, definition->columns[0].name);

	if (!text)
		return;
	calx__alter_table(&a->sql, a->dialect,
		&(struct operation){ .table = a->table }, " ADD COLUMN ");
	calx__alteration_put(a, text);
	calx__alteration_emit(a, &a->natives);
}

/* Enters the column among those of the table; false if it cannot be there. */
static bool column_enter(struct alteration *a,
	const struct sql_table *definition, struct column_state *column)
{
	if (calx__alteration_column(a, column->name)) {
		calx__alteration_fail(a, CALX_CONFLICT,
			"it has a column \"%s\" already", column->name);
		calx__alteration_name_column(a, column->name);
		return false;
	}
	if (has_kind(definition, CALX_PRIMARY_KEY) &&
		!calx__alteration_takes_key(a))
		return false;
	column->stored = free_stored_name(a, column->name);
	if (!column->stored || !calx__vec_append(&a->columns, column))
		calx__alteration_fail_memory(a);
	return a->status >= 0;
}

void calx__sqlite_add_column(
	struct alteration *a, const struct operation *operation)
{
	const struct sql_table *definition = operation->definition;
	struct column_state column = { .name = definition->columns[0].name,
		.added = true };

	if (!column_enter(a, definition, &column))
		return;
	calx__edit_insert_column(
		a, definition_text(a, definition, column.stored));
	if (a->status < 0)
		return;
	if (can_add(a, column.stored))
		add_native(a, definition);
	else
		a->rebuild = true;
	create_indexes(a, definition);
}

/* ---- renaming ------------------------------------------------------------------------ */

void calx__sqlite_rename_column(
	struct alteration *a, const struct operation *operation)
{
	struct column_state *column =
		calx__alteration_need_column(a, operation->name);
	struct column_state *other =
		calx__alteration_column(a, operation->new_name);

	if (!column)
		return;
	if (other && other != column) {
		calx__alteration_fail(a, CALX_CONFLICT,
			"it has a column \"%s\" already", operation->new_name);
		calx__alteration_name_column(a, operation->new_name);
		return;
	}
	calx__alteration_emit_default(a, &a->natives,
		&(struct operation){ .kind = CALX_OPERATION_RENAME_COLUMN,
			.name = column->name,
			.new_name = operation->new_name });
	column->name = calx__arena_strdup(a->arena, operation->new_name);
}
