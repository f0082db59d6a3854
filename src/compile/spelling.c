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

static void spell_items(const struct speller *speller,
	const struct sql_table *table, struct sql_constraint *constraint)
{
	for (size_t i = 0; i < constraint->item_count; i++)
		if (constraint->items[i].column)
			spell_columns(speller, table,
				&constraint->items[i].column, 1);
}

static void spell_reference(
	const struct speller *speller, struct sql_constraint *key)
{
	const struct sql_table *referred = calx__schema_find(speller->dialect,
		speller->like, key->referred_schema, key->referred_table);

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
		spell_items(speller, table, &list[i]);
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

static struct sql_item *copy_items(
	struct arena *arena, const struct sql_item *items, size_t count)
{
	struct sql_item *copy =
		items ? calx__arena_zero(arena, count, sizeof(*copy)) : NULL;

	for (size_t i = 0; copy && i < count; i++)
		copy[i] = items[i];
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
		copy[i].items =
			copy_items(arena, list[i].items, list[i].item_count);
	}
	return copy;
}

static struct sql_table *copy_table(
	struct arena *arena, const struct sql_table *table)
{
	struct sql_table *copy = calx__table_copy(arena, table);

	if (!copy)
		return NULL;
	copy->constraints =
		copy_list(arena, table->constraints, table->constraint_count);
	copy->indexes = copy_list(arena, table->indexes, table->index_count);
	return arena->failed ? NULL : copy;
}

/* An expression that says the same: the naming convention, too, goes by its
 * text. */
static void adopt_text(
	const struct speller *speller, const char *like, const char **text)
{
	const struct dialect *dialect = speller->dialect;

	if (like && *text && dialect->sql_same &&
		dialect->sql_same(speller->arena, like, *text))
		*text = like;
}

static void adopt_constraint(const struct speller *speller,
	const struct sql_constraint *like, struct sql_constraint *constraint)
{
	if (like->kind != constraint->kind)
		return;
	if (constraint->name && calx__names_equal(speller->dialect, like->name,
					constraint->name))
		constraint->name = like->name;
	adopt_text(speller, like->text, &constraint->text);
	adopt_text(speller, like->where, &constraint->where);
	for (size_t i = 0; i < like->item_count && i < constraint->item_count;
		i++)
		adopt_text(speller, like->items[i].expression,
			&constraint->items[i].expression);
}

static void adopt_list(const struct speller *speller,
	const struct sql_constraint *like, size_t like_count,
	struct sql_constraint *list, size_t count)
{
	for (size_t i = 0; i < count; i++)
		for (size_t j = 0; j < like_count; j++)
			adopt_constraint(speller, &like[j], &list[i]);
}

static void adopt_column(const struct speller *speller,
	const struct sql_column *like, struct sql_column *column)
{
	const struct dialect *dialect = speller->dialect;

	column->name = like->name;
	if (dialect->defaults_same &&
		dialect->defaults_same(speller->arena, like, column))
		column->server_default = like->server_default;
	adopt_text(speller, like->computed, &column->computed);
}

static void adopt_table(const struct speller *speller, struct sql_table *table)
{
	const struct sql_table *like = calx__schema_find(
		speller->dialect, speller->like, table->schema, table->name);

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
	adopt_list(speller, like->constraints, like->constraint_count,
		table->constraints, table->constraint_count);
	adopt_list(speller, like->indexes, like->index_count, table->indexes,
		table->index_count);
}

enum calx_status calx__schema_spell_like(const struct dialect *dialect,
	struct arena *arena, const struct sql_schema *schema,
	const struct sql_schema *like, struct sql_schema *ret_schema,
	calx_error *error)
{
	const struct speller speller = { dialect, like, arena };
	struct sql_schema copy = {
		.tables = calx__arena_zero(
			arena, schema->table_count, sizeof(*copy.tables)),
		.table_count = schema->table_count,
		.objects = schema->objects,
		.object_count = schema->object_count,
		.sequences = schema->sequences,
		.sequence_count = schema->sequence_count,
	};

	for (size_t i = 0; copy.tables && i < copy.table_count; i++) {
		copy.tables[i] = copy_table(arena, schema->tables[i]);
		if (!copy.tables[i])
			return calx__fail_memory(error);
		adopt_table(&speller, copy.tables[i]);
	}
	if (!copy.tables || !calx__schema_index(arena, &copy))
		return calx__fail_memory(error);
	*ret_schema = copy;
	return CALX_OK;
}
