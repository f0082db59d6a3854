#include "migrate/compare/autogenerate.h"

#include "compile/identifier.h"
#include "compile/spelling.h"
#include "migrate/compare/downgrade.h"
#include "migrate/compare/held.h"
#include "migrate/compare/ignore.h"
#include "migrate/compare/object.h"
#include "migrate/compare/relation.h"
#include "migrate/compare/table.h"
#include "migrate/operation/reverse.h"
#include "sql/schema/compare.h"
#include "sql/schema/order.h"
#include "sql/type/custom.h"
#include "util/fail.h"
#include "util/text.h"

/* Whole tables: which are new, which are gone, and in what order all is done.
 * Alembic drops tables before it alters others; here they go last, when nothing
 * refers to them any more, so that the way back makes them first. */

/* ---- sets of tables ------------------------------------------------------- */

/* The tables of `from` that `other` does not have, those that are referred to
 * first. */
static struct sql_schema tables_missing(struct differ *differ,
	const struct sql_schema *from, const struct sql_schema *other)
{
	struct sql_schema missing = { 0 };

	missing.tables = calx__arena_zero(
		differ->arena, from->table_count, sizeof(*missing.tables));
	if (!missing.tables) {
		calx__differ_memory(differ);
		return missing;
	}
	for (size_t i = 0; i < from->table_count; i++)
		if (!calx__ignore_table(differ->input, from->tables[i]) &&
			!calx__schema_table(other, from->tables[i]->schema,
				from->tables[i]->name))
			missing.tables[missing.table_count++] = from->tables[i];
	if (calx__order_tables(&missing) < 0)
		calx__differ_memory(differ);
	return missing;
}

/* ---- creating and dropping ------------------------------------------------ */

static void plan_tables(struct differ *differ, const struct sql_schema *tables)
{
	if (differ->status >= 0)
		differ->status = calx__order_creation(differ->arena, tables,
			false, &differ->operations, differ->error);
}

static void plan_drops(struct differ *differ, const struct sql_schema *tables)
{
	calx__differ_objects(differ, tables);
	if (differ->status >= 0)
		differ->status = calx__order_removal(differ->arena, tables,
			false, &differ->operations, differ->error);
}

/* ---- events --------------------------------------------------------------- */

static void tell_tables(struct differ *differ, const char *what,
	const struct sql_schema *tables)
{
	for (size_t i = 0; i < tables->table_count; i++)
		calx__differ_tell(differ, AUTOGENERATE_DETECTED,
			"Detected %s table '%s'", what,
			tables->tables[i]->name);
}

static bool columns_match(const struct differ *differ,
	const struct sql_table *a, const struct sql_table *b)
{
	const struct dialect *dialect = differ->input->dialect;

	if (a->column_count != b->column_count)
		return false;
	for (size_t i = 0; i < a->column_count; i++)
		if (!calx__names_equal(
			    dialect, a->columns[i].name, b->columns[i].name) ||
			!calx__type_same(&a->columns[i], &b->columns[i]))
			return false;
	return true;
}

/* A table that went and one that came with the same columns. */
static void hint_renames(struct differ *differ, const struct sql_schema *added,
	const struct sql_schema *removed)
{
	for (size_t i = 0; i < added->table_count; i++) {
		const struct sql_table *shown = calx__schema_table(
			&differ->model, added->tables[i]->schema,
			added->tables[i]->name);

		for (size_t j = 0; shown && j < removed->table_count; j++) {
			const char *old = removed->tables[j]->name;

			if (columns_match(differ, shown, removed->tables[j]))
				calx__differ_tell(differ, AUTOGENERATE_HINT,
					"Table '%s' has the columns of '%s': if it was renamed, write calx_rename_table(op, \"%s\", \"%s\") instead, or its rows are lost",
					shown->name, old, old, shown->name);
		}
	}
}

/* ---- the comparison ------------------------------------------------------- */

/* Compares a table that is on both sides. */
static void compare_common_table(
	struct differ *differ, const struct sql_table *target)
{
	const struct sql_table *database = calx__schema_table(
		differ->input->database, target->schema, target->name);
	const struct sql_table *model = calx__schema_table(
		&differ->model, target->schema, target->name);

	if (database && model && !calx__ignore_table(differ->input, database))
		calx__differ_table(differ, target, model, database);
}

static void compare_common_tables(struct differ *differ)
{
	const struct sql_schema *target = differ->input->target;
	struct sql_schema sorted = { .tables = calx__arena_zero(differ->arena,
					     target->table_count,
					     sizeof(*sorted.tables)) };

	if (!sorted.tables) {
		calx__differ_memory(differ);
		return;
	}
	for (size_t i = 0; i < target->table_count; i++)
		sorted.tables[sorted.table_count++] = target->tables[i];
	if (calx__order_tables(&sorted) < 0)
		calx__differ_memory(differ);
	for (size_t i = 0; i < sorted.table_count; i++)
		compare_common_table(differ, sorted.tables[i]);
}

static void compare_schemas(
	struct differ *differ, const struct relations *relations)
{
	const struct autogenerate *input = differ->input;
	struct sql_schema added =
		tables_missing(differ, input->target, input->database);
	struct sql_schema removed =
		tables_missing(differ, input->database, input->target);

	if (differ->status < 0)
		return;
	tell_tables(differ, "added", &added);
	tell_tables(differ, "removed", &removed);
	hint_renames(differ, &added, &removed);
	calx__differ_sequences(differ, relations);
	plan_tables(differ, &added);
	compare_common_tables(differ);
	calx__differ_views(differ, relations);
	plan_drops(differ, &removed);
	calx__differ_hold_keys(differ);
}

/* A model that says nothing of its options has those of the database. */
static struct sql_table *with_options(
	struct differ *differ, struct sql_table *target)
{
	const struct autogenerate *input = differ->input;
	const struct sql_table *there = calx__schema_find(
		input->dialect, input->database, target->schema, target->name);
	struct sql_table *copy;

	if (target->says_options || !there)
		return target;
	copy = calx__arena_zero(differ->arena, 1, sizeof(*copy));
	if (!copy)
		return target;
	*copy = *target;
	copy->strict = there->strict;
	copy->without_rowid = there->without_rowid;
	return copy;
}

/* The models as the database would show them. */
static enum calx_status models_normalise(struct differ *differ)
{
	const struct autogenerate *input = differ->input;
	struct sql_schema target = { .tables = calx__arena_zero(differ->arena,
					     input->target->table_count,
					     sizeof(*target.tables)) };

	if (!target.tables)
		return calx__fail_memory(differ->error);
	for (size_t i = 0; i < input->target->table_count; i++)
		target.tables[target.table_count++] =
			with_options(differ, input->target->tables[i]);
	return input->dialect->normalise(input->dialect, input->catalog,
		&target, differ->arena, &differ->model, differ->error);
}

/* The models as the database would show them, and the database as the models
 * spell it. */
static enum calx_status sides_spell(
	struct differ *differ, struct sql_schema *ret_database)
{
	const struct autogenerate *input = differ->input;
	enum calx_status status = models_normalise(differ);

	if (status < 0)
		return status;
	if (!calx__schema_index(differ->arena, &differ->model))
		return calx__fail_memory(differ->error);
	calx__schema_settle(input->dialect, &differ->model);
	return calx__schema_spell_like(input->dialect, differ->arena,
		input->database, &differ->model, ret_database, differ->error);
}

static bool column_is_named(
	const struct dialect *dialect, const struct sql_column *column)
{
	return !column->type_text &&
	       calx__custom_sql(&column->type, dialect->name);
}

/* A custom() type that has a name of its own here is said in SQL; the table is
 * copied if it has one. */
static struct sql_table *table_name_customs(struct arena *arena,
	const struct dialect *dialect, struct sql_table *table)
{
	struct sql_table *copy = NULL;

	for (size_t i = 0; i < table->column_count; i++) {
		if (!column_is_named(dialect, &table->columns[i]))
			continue;
		if (!copy)
			copy = calx__table_copy(arena, table);
		if (!copy)
			return NULL;
		copy->columns[i].type_text = calx__custom_sql(
			&table->columns[i].type, dialect->name);
	}
	return copy ? copy : table;
}

static struct sql_schema schema_name_customs(struct arena *arena,
	const struct dialect *dialect, const struct sql_schema *schema)
{
	struct sql_schema named = *schema;

	named.tables = calx__arena_zero(
		arena, schema->table_count, sizeof(*named.tables));
	for (size_t i = 0; named.tables && i < schema->table_count; i++)
		named.tables[i] =
			table_name_customs(arena, dialect, schema->tables[i]);
	return named;
}

enum calx_status calx__autogenerate(struct arena *arena,
	const struct autogenerate *autogenerate,
	struct autogenerate_result *ret_result, calx_error *error)
{
	struct autogenerate input = *autogenerate;
	struct sql_schema database;
	struct relations relations;
	const struct sql_schema target = schema_name_customs(
		arena, autogenerate->dialect, autogenerate->target);
	struct differ differ = { .input = &input,
		.arena = arena,
		.operations = VEC_INIT(struct operation),
		.warnings = VEC_INIT(const char *),
		.error = error };
	struct autogenerate_result result = { 0 };
	struct downgrade downgrade = { 0 };

	if (arena->failed)
		return calx__fail_memory(error);
	differ.status = calx__relations_part(arena, &target, &relations, error);
	input.target = &relations.tables;
	if (differ.status >= 0)
		differ.status = sides_spell(&differ, &database);
	input.database = &database;
	if (differ.status >= 0)
		compare_schemas(&differ, &relations);
	result.upgrade = calx__vec_keep(
		&differ.operations, arena, &result.upgrade_count);
	if (differ.status >= 0 && !arena->failed)
		calx__differ_downgrade(&differ, result.upgrade,
			result.upgrade_count, &downgrade);
	result.downgrade = downgrade.operations;
	result.downgrade_count = downgrade.count;
	result.notes = downgrade.notes;
	result.note_count = downgrade.note_count;
	result.warnings =
		calx__vec_keep(&differ.warnings, arena, &result.warning_count);
	if (arena->failed)
		calx__differ_memory(&differ);
	if (differ.status >= 0)
		*ret_result = result;
	calx__vec_release(&differ.operations);
	calx__vec_release(&differ.warnings);
	return differ.status;
}
