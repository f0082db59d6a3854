#include "sql/schema/schema.h"

#include <string.h>

#include "sql/schema/resolve.h"
#include "sql/type/type.h"
#include "util/fail.h"
#include "util/text.h"
#include "util/vec.h"

/* Sets of tables: looking things up, references between them. */

bool calx__schema_index(struct arena *arena, struct sql_schema *schema)
{
	if (!calx__lookup_make(arena, schema->table_count, &schema->names))
		return false;
	for (size_t i = 0; i < schema->table_count; i++)
		calx__lookup_add(&schema->names, schema->tables[i]->schema,
			schema->tables[i]->name, schema->tables[i]);
	schema->indexed_tables = schema->tables;
	schema->indexed = schema->table_count;
	return true;
}

static bool is_indexed(const struct sql_schema *schema)
{
	return schema->names.places &&
	       schema->indexed_tables == schema->tables &&
	       schema->indexed == schema->table_count;
}

static struct sql_table *find(const struct sql_schema *schema,
	const char *space, const char *name, bool ignore_case)
{
	bool (*const equal)(const char *a, const char *b) =
		ignore_case ? calx__text_equal_nocase : calx__text_equal;

	if (is_indexed(schema))
		return calx__lookup_find(
			&schema->names, space, name, ignore_case);
	for (size_t i = 0; i < schema->table_count; i++)
		if (equal(schema->tables[i]->name, name) &&
			equal(schema->tables[i]->schema, space))
			return schema->tables[i];
	return NULL;
}

struct sql_table *calx__schema_table(
	const struct sql_schema *schema, const char *space, const char *name)
{
	return find(schema, space, name, false);
}

struct sql_table *calx__schema_table_nocase(
	const struct sql_schema *schema, const char *space, const char *name)
{
	return find(schema, space, name, true);
}

/* ---- references ----------------------------------------------------------- */

/* one foreign key of one table, looked at in its schema */
struct table_reference {
	const struct sql_schema *schema;
	const struct sql_table *table;
	struct sql_constraint *key;
	const struct sql_table *referred;
	calx_error *error;
};

static enum calx_status unknown_table(const struct table_reference *reference)
{
	calx__fail(reference->error, CALX_INVALID,
		"table '%s': the foreign key '%s' refers to a table '%s' that is not in the metadata",
		reference->table->name, reference->key->name,
		reference->key->referred_table);
	calx__fail_hint(reference->error,
		"Name its model in CALX_METADATA, too, or correct the reference.");
	return CALX_INVALID;
}

/* Whether the columns are a key: as many as referred to, in any order. */
static bool constraint_covers(const struct sql_constraint *constraint,
	const struct sql_constraint *key)
{
	size_t found = 0, items = 0;

	while (items < constraint->item_count &&
		!constraint->items[items].included)
		items++;
	if (constraint->column_count != key->column_count ||
		constraint->where || items > key->column_count)
		return false;
	for (size_t i = 0; i < key->column_count; i++)
		for (size_t j = 0; j < constraint->column_count; j++)
			found += !strcmp(constraint->columns[j],
				key->referred_columns[i]);
	return found == key->column_count;
}

static bool referred_is_unique(const struct table_reference *reference)
{
	const struct sql_table *referred = reference->referred;

	for (size_t i = 0; i < referred->constraint_count; i++) {
		const struct sql_constraint *constraint =
			&referred->constraints[i];

		if ((constraint->kind == CALX_PRIMARY_KEY ||
			    constraint->kind == CALX_UNIQUE) &&
			constraint_covers(constraint, reference->key))
			return true;
	}
	for (size_t i = 0; i < referred->index_count; i++)
		if (referred->indexes[i].unique &&
			constraint_covers(
				&referred->indexes[i], reference->key))
			return true;
	return false;
}

static bool types_fit(const calx_type *a, const calx_type *b)
{
	const struct type_info *info_a = &calx__types[a->kind];
	const struct type_info *info_b = &calx__types[b->kind];

	return a->kind == b->kind ||
	       (info_a->is_integer && info_b->is_integer) ||
	       (info_a->is_text && info_b->is_text);
}

static enum calx_status referred_column_check(
	const struct table_reference *reference, size_t number)
{
	const struct sql_constraint *key = reference->key;
	const struct sql_column *column =
		calx__table_column(reference->table, key->columns[number]);
	const struct sql_column *referred = calx__table_column(
		reference->referred, key->referred_columns[number]);

	if (!referred)
		return calx__fail(reference->error, CALX_INVALID,
			"table '%s': the foreign key '%s' refers to a column '%s' that '%s' does not have",
			reference->table->name, key->name,
			key->referred_columns[number],
			reference->referred->name);
	if (!types_fit(&column->type, &referred->type))
		return calx__fail(reference->error, CALX_INVALID,
			"table '%s', column '%s': its type %s does not fit '%s.%s', which is %s",
			reference->table->name, column->name,
			calx__types[column->type.kind].name,
			reference->referred->name, referred->name,
			calx__types[referred->type.kind].name);
	return CALX_OK;
}

/* No two tables of a metadata differ by case alone. */
static const struct sql_table *referred_table(
	const struct sql_schema *schema, const struct sql_constraint *key)
{
	const struct sql_table *exact = calx__schema_table(
		schema, key->referred_schema, key->referred_table);

	return exact ? exact
		     : calx__schema_table_nocase(schema, key->referred_schema,
			       key->referred_table);
}

/* From here on table and columns are spelt as they are declared. */
static void reference_settle(struct table_reference *reference)
{
	struct sql_constraint *key = reference->key;
	const struct sql_table *referred = reference->referred;

	key->referred_table = referred->name;
	key->referred_schema = referred->schema;
	for (size_t i = 0; i < key->column_count; i++)
		for (size_t j = 0; j < referred->column_count; j++)
			if (calx__text_equal_nocase(key->referred_columns[i],
				    referred->columns[j].name))
				key->referred_columns[i] =
					referred->columns[j].name;
}

/* A reference that names no columns means the primary key. */
static enum calx_status referred_key_fill(struct table_reference *reference)
{
	const struct sql_constraint *key =
		calx__table_primary_key(reference->referred);

	if (reference->key->referred_columns)
		return CALX_OK;
	if (!key || key->column_count != reference->key->column_count)
		return calx__fail(reference->error, CALX_INVALID,
			"table '%s': the foreign key '%s' does not fit the primary key of '%s'",
			reference->table->name, reference->key->name,
			reference->referred->name);
	reference->key->referred_columns = key->columns;
	return CALX_OK;
}

static enum calx_status reference_check(struct table_reference *reference)
{
	enum calx_status status;

	reference->referred = referred_table(reference->schema, reference->key);
	if (!reference->referred)
		return unknown_table(reference);
	if (reference->referred->temporary != reference->table->temporary)
		return calx__fail(reference->error, CALX_INVALID,
			"table '%s': the foreign key '%s' refers to '%s', and only one of the two is temporary",
			reference->table->name, reference->key->name,
			reference->referred->name);
	status = referred_key_fill(reference);
	if (status >= 0)
		reference_settle(reference);
	for (size_t i = 0; status >= 0 && i < reference->key->column_count; i++)
		status = referred_column_check(reference, i);
	if (status >= 0 && !referred_is_unique(reference))
		return calx__fail(reference->error, CALX_INVALID,
			"table '%s': the foreign key '%s' refers to columns of '%s' that are neither its primary key nor unique",
			reference->table->name, reference->key->name,
			reference->referred->name);
	return status;
}

bool calx__schema_key_fits(struct arena *arena, const struct sql_schema *schema,
	const struct sql_table *table, const struct sql_constraint *key)
{
	/* which is spelt anew */
	struct sql_constraint copy = *key;
	struct table_reference reference = { schema, table, &copy, NULL, NULL };

	if (!key->referred_columns)
		return reference_check(&reference) >= 0;
	copy.referred_columns = calx__arena_zero(
		arena, key->column_count, sizeof(*copy.referred_columns));
	if (!copy.referred_columns)
		return false;
	memcpy(copy.referred_columns, key->referred_columns,
		key->column_count * sizeof(*copy.referred_columns));
	return reference_check(&reference) >= 0;
}

static enum calx_status references_check(const struct sql_schema *schema,
	const struct sql_table *table, calx_error *error)
{
	enum calx_status status = CALX_OK;

	for (size_t i = 0; status >= 0 && i < table->constraint_count; i++) {
		struct table_reference reference = { schema, table,
			&table->constraints[i], NULL, error };

		if (reference.key->kind == CALX_FOREIGN_KEY)
			status = reference_check(&reference);
	}
	return status;
}

/* ---- names that must be unique in the whole schema ------------------------ */

static enum calx_status table_names_check(
	const struct sql_schema *schema, calx_error *error)
{
	for (size_t i = 0; i < schema->table_count; i++) {
		const struct sql_table *table = schema->tables[i];

		if (calx__schema_table_nocase(
			    schema, table->schema, table->name) != table)
			return calx__fail(error, CALX_INVALID,
				"there are two tables named '%s'", table->name);
	}
	return CALX_OK;
}

static size_t count_indexes(const struct sql_schema *schema)
{
	size_t count = 0;

	for (size_t i = 0; i < schema->table_count; i++)
		count += schema->tables[i]->index_count;
	return count;
}

/* Whose name nobody but the table has taken. */
static enum calx_status index_name_check(struct lookup *names,
	struct sql_table *table, const char *name, calx_error *error)
{
	const struct sql_table *owner =
		calx__lookup_find(names, table->schema, name, true);

	if (!owner)
		calx__lookup_add(names, table->schema, name, table);
	if (!owner || owner == table)
		return CALX_OK;
	return calx__fail(error, CALX_INVALID,
		"tables '%s' and '%s' both have an index named '%s'",
		owner->name, table->name, name);
}

/* PostgreSQL and SQLite keep indexes beside tables, not inside them. */
static enum calx_status index_names_check(
	struct arena *arena, const struct sql_schema *schema, calx_error *error)
{
	enum calx_status status = CALX_OK;
	struct lookup names;

	if (!calx__lookup_make(arena, count_indexes(schema), &names))
		return calx__fail_memory(error);
	for (size_t i = 0; i < schema->table_count; i++) {
		struct sql_table *table = schema->tables[i];

		for (size_t j = 0; status >= 0 && j < table->index_count; j++)
			status = index_name_check(
				&names, table, table->indexes[j].name, error);
	}
	return status;
}

/* ---- the schema ----------------------------------------------------------- */

/* how deep metadata may be made of metadata: deeper is a circle */
#define PARTS_DEEP 16

/* Appends the tables of `metadata` and of its parts to `tables` (const
 * calx_table *). */
static enum calx_status tables_collect(const calx_metadata *metadata,
	unsigned depth, struct vec *tables, calx_error *error)
{
	enum calx_status status = CALX_OK;

	if (!metadata->size)
		return calx__fail(error, CALX_MISUSE,
			"the metadata does not say its size");
	if (depth > PARTS_DEEP)
		return calx__fail(
			error, CALX_MISUSE, "the metadata is a part of itself");
	for (size_t i = 0; metadata->tables && metadata->tables[i]; i++)
		if (!calx__vec_append(tables, &metadata->tables[i]))
			return calx__fail_memory(error);
	for (size_t i = 0; status >= 0 && metadata->parts && metadata->parts[i];
		i++)
		status = tables_collect(
			metadata->parts[i], depth + 1, tables, error);
	return status;
}

static enum calx_status tables_resolve(struct arena *arena,
	const struct vec *tables, struct sql_schema *schema, calx_error *error)
{
	const calx_table *const *items = tables->items;
	enum calx_status status = CALX_OK;

	schema->tables = calx__arena_zero(arena, tables->count, sizeof(void *));
	if (!schema->tables)
		return calx__fail_memory(error);
	for (size_t i = 0; status >= 0 && i < tables->count; i++) {
		if (items[i]->is_row)
			return calx__fail(error, CALX_MISUSE,
				"'%s' is a CALX_ROW, which is in no table",
				items[i]->name);
		status = calx__table_resolve(
			arena, items[i], &schema->tables[i], error);
		schema->table_count += status >= 0;
	}
	return status;
}

enum calx_status calx__schema_resolve(struct arena *arena,
	const calx_metadata *metadata, struct sql_schema *ret_schema,
	calx_error *error)
{
	struct sql_schema schema = { 0 };
	struct vec tables = VEC_INIT(const calx_table *);
	enum calx_status status = tables_collect(metadata, 0, &tables, error);

	if (status >= 0)
		status = tables_resolve(arena, &tables, &schema, error);
	calx__vec_release(&tables);
	if (status >= 0 && !calx__schema_index(arena, &schema))
		status = calx__fail_memory(error);
	if (status < 0 || (status = table_names_check(&schema, error)) < 0 ||
		(status = index_names_check(arena, &schema, error)) < 0)
		return status;
	for (size_t i = 0; status >= 0 && i < schema.table_count; i++)
		status = references_check(&schema, schema.tables[i], error);
	if (status >= 0)
		*ret_schema = schema;
	return status;
}
