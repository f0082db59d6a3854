#include "compile/spelling.h"

#include "compile/identifier.h"
#include "util/fail.h"

/* Finding by the rule of the dialect, and handing on the spelling of what was
 * found. */

/* where names may be declared, and by which rule */
struct speller {
	const struct dialect *dialect;
	const struct sql_schema *like;
	struct arena *arena; /* not for settling */
};

/* ---- finding -------------------------------------------------------------- */

static const struct sql_table *find_table(
	const struct speller *speller, const char *space, const char *name)
{
	for (size_t i = 0; i < speller->like->table_count; i++) {
		const struct sql_table *table = speller->like->tables[i];

		if (calx__names_equal(speller->dialect, table->name, name) &&
			calx__names_equal(
				speller->dialect, table->schema, space))
			return table;
	}
	return NULL;
}

static const struct sql_column *find_column(const struct speller *speller,
	const struct sql_table *table, const char *name)
{
	for (size_t i = 0; table && i < table->column_count; i++)
		if (calx__names_equal(
			    speller->dialect, table->columns[i].name, name))
			return &table->columns[i];
	return NULL;
}

/* ---- keys and references -------------------------------------------------- */

static void spell_columns(const struct speller *speller,
	const struct sql_table *table, const char **names, size_t count)
{
	for (size_t i = 0; names && i < count; i++) {
		const struct sql_column *column =
			find_column(speller, table, names[i]);

		if (column)
			names[i] = column->name;
	}
}

static void spell_reference(
	const struct speller *speller, struct sql_constraint *key)
{
	const struct sql_table *referred =
		find_table(speller, key->referred_schema, key->referred_table);

	if (!referred)
		return;
	key->referred_table = referred->name;
	spell_columns(
		speller, referred, key->referred_columns, key->column_count);
}

/* `table`: the one among `like` whose constraints they are, or NULL. */
static void spell_list(const struct speller *speller,
	const struct sql_table *table, struct sql_constraint *list,
	size_t count)
{
	for (size_t i = 0; i < count; i++) {
		spell_columns(
			speller, table, list[i].columns, list[i].column_count);
		if (list[i].kind == CALX_FOREIGN_KEY)
			spell_reference(speller, &list[i]);
	}
}

void calx__schema_settle(
	const struct dialect *dialect, struct sql_schema *schema)
{
	const struct speller speller = { dialect, schema, NULL };

	for (size_t i = 0; i < schema->table_count; i++) {
		struct sql_table *table = schema->tables[i];

		spell_list(&speller, table, table->constraints,
			table->constraint_count);
		spell_list(&speller, table, table->indexes, table->index_count);
	}
}

/* ---- another's spelling --------------------------------------------------- */

static const char **copy_names(
	struct arena *arena, const char **names, size_t count)
{
	const char **copy =
		names ? calx__arena_zero(arena, count, sizeof(*copy)) : NULL;

	for (size_t i = 0; copy && i < count; i++)
		copy[i] = names[i];
	return copy;
}

static struct sql_constraint *copy_list(
	struct arena *arena, const struct sql_constraint *list, size_t count)
{
	struct sql_constraint *copy =
		calx__arena_zero(arena, count, sizeof(*copy));

	for (size_t i = 0; copy && i < count; i++) {
		copy[i] = list[i];
		copy[i].columns = copy_names(
			arena, list[i].columns, list[i].column_count);
		copy[i].referred_columns = copy_names(
			arena, list[i].referred_columns, list[i].column_count);
	}
	return copy;
}

static struct sql_table *copy_table(
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
	copy->constraints =
		copy_list(arena, table->constraints, table->constraint_count);
	copy->indexes = copy_list(arena, table->indexes, table->index_count);
	return arena->failed ? NULL : copy;
}

/* A condition that says the same is that of the model, whose name may come of its
 * text. */
static void adopt_conditions(const struct speller *speller,
	const struct sql_table *like, struct sql_table *table)
{
	for (size_t i = 0; i < table->constraint_count; i++) {
		struct sql_constraint *check = &table->constraints[i];

		for (size_t j = 0; j < like->constraint_count; j++)
			if (check->kind == CALX_CHECK &&
				like->constraints[j].kind == CALX_CHECK &&
				speller->dialect->sql_same(speller->arena,
					like->constraints[j].text, check->text))
				check->text = like->constraints[j].text;
	}
}

static void adopt_names(const struct speller *speller,
	const struct sql_constraint *like, size_t like_count,
	struct sql_constraint *list, size_t count)
{
	for (size_t i = 0; i < count; i++)
		for (size_t j = 0; list[i].name && j < like_count; j++)
			if (calx__names_equal(speller->dialect, list[i].name,
				    like[j].name))
				list[i].name = like[j].name;
}

static void adopt_column(const struct speller *speller,
	const struct sql_column *like, struct sql_column *column)
{
	const struct dialect *dialect = speller->dialect;

	column->name = like->name;
	if (dialect->defaults_same &&
		dialect->defaults_same(speller->arena, like, column))
		column->server_default = like->server_default;
}

static void adopt_table(const struct speller *speller, struct sql_table *table)
{
	const struct sql_table *like =
		find_table(speller, table->schema, table->name);

	spell_list(speller, like, table->constraints, table->constraint_count);
	spell_list(speller, like, table->indexes, table->index_count);
	if (!like)
		return;
	table->name = like->name;
	for (size_t i = 0; i < table->column_count; i++) {
		const struct sql_column *column =
			find_column(speller, like, table->columns[i].name);

		if (column)
			adopt_column(speller, column, &table->columns[i]);
	}
	if (speller->dialect->sql_same)
		adopt_conditions(speller, like, table);
	adopt_names(speller, like->constraints, like->constraint_count,
		table->constraints, table->constraint_count);
	adopt_names(speller, like->indexes, like->index_count, table->indexes,
		table->index_count);
}

enum calx_status calx__schema_spell_like(const struct dialect *dialect,
	struct arena *arena, const struct sql_schema *schema,
	const struct sql_schema *like, struct sql_schema *ret_schema,
	calx_error *error)
{
	const struct speller speller = { dialect, like, arena };
	struct sql_schema copy = { calx__arena_zero(arena, schema->table_count,
					   sizeof(*copy.tables)),
		schema->table_count };

	for (size_t i = 0; copy.tables && i < copy.table_count; i++) {
		copy.tables[i] = copy_table(arena, schema->tables[i]);
		if (!copy.tables[i])
			return calx__fail_memory(error);
		adopt_table(&speller, copy.tables[i]);
	}
	if (!copy.tables)
		return calx__fail_memory(error);
	*ret_schema = copy;
	return CALX_OK;
}
