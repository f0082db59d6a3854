#include "sql/schema/order.h"

#include "util/fail.h"
#include "util/text.h"
#include "util/topo.h"

/* One order for all who create or drop several tables: create_all, drop_all and
 * autogenerate. */

/* ---- references ----------------------------------------------------------- */

/* Which table of a schema stands where. */
struct places {
	const struct sql_schema *schema;
	struct lookup names; /* of pointers into schema->tables */
};

static bool places_make(struct arena *arena, const struct sql_schema *schema,
	struct places *places)
{
	places->schema = schema;
	if (!calx__lookup_make(arena, schema->table_count, &places->names))
		return false;
	for (size_t i = 0; i < schema->table_count; i++)
		calx__lookup_add(&places->names, schema->tables[i]->schema,
			schema->tables[i]->name, &schema->tables[i]);
	return true;
}

/* The number of the table that a key refers to, that of no table if it refers
 * to none of these, and for what is no foreign key. */
static size_t referred_number(
	const struct places *places, const struct sql_constraint *key)
{
	struct sql_table **place;

	if (key->kind != CALX_FOREIGN_KEY)
		return places->schema->table_count;
	place = calx__lookup_find(&places->names, key->referred_schema,
		key->referred_table, false);
	return place ? (size_t)(place - places->schema->tables)
		     : places->schema->table_count;
}

/* Whether a key of a table that is sorted refers to one behind it. */
static bool refers_ahead(const struct places *places, size_t number,
	const struct sql_constraint *key)
{
	const size_t referred = referred_number(places, key);

	return referred > number && referred < places->schema->table_count;
}

static bool any_refers_ahead(const struct places *places)
{
	const struct sql_schema *schema = places->schema;

	for (size_t i = 0; i < schema->table_count; i++) {
		const struct sql_table *table = schema->tables[i];

		for (size_t j = 0; j < table->constraint_count; j++)
			if (refers_ahead(places, i, &table->constraints[j]))
				return true;
	}
	return false;
}

enum calx_status calx__order_is_circular(
	const struct sql_schema *schema, bool *ret_circular)
{
	struct arena arena = { 0 };
	struct places places;
	const bool made = places_make(&arena, schema, &places);

	if (made)
		*ret_circular = any_refers_ahead(&places);
	calx__arena_release(&arena);
	return made ? CALX_OK : CALX_OUT_OF_MEMORY;
}

/* ---- sorting -------------------------------------------------------------- */

static size_t constraints_count(const struct sql_schema *schema)
{
	size_t count = 0;

	for (size_t i = 0; i < schema->table_count; i++)
		count += schema->tables[i]->constraint_count;
	return count;
}

/* Which table must stand before which; a reference to the table itself, or to
 * one that is not there, asks for nothing. */
static size_t edges_of_table(
	const struct places *places, size_t number, struct topo_edge *edges)
{
	const struct sql_schema *schema = places->schema;
	const struct sql_table *table = schema->tables[number];
	size_t count = 0;

	for (size_t i = 0; i < table->constraint_count; i++) {
		const size_t referred =
			referred_number(places, &table->constraints[i]);

		if (referred != number && referred < schema->table_count)
			edges[count++] = (struct topo_edge){ referred, number };
	}
	return count;
}

static enum calx_status tables_sort(struct sql_schema *schema,
	const struct places *places, struct topo_edge *edges, size_t *order,
	struct sql_table **scratch)
{
	const size_t count = schema->table_count;
	size_t edge_count = 0;

	for (size_t i = 0; i < count; i++)
		edge_count += edges_of_table(places, i, edges + edge_count);
	if (calx__topo_sort(count, edges, edge_count, order) == (size_t)-1)
		return CALX_OUT_OF_MEMORY;
	for (size_t i = 0; i < count; i++)
		scratch[i] = schema->tables[order[i]];
	for (size_t i = 0; i < count; i++)
		schema->tables[i] = scratch[i];
	return CALX_OK;
}

enum calx_status calx__order_tables(struct sql_schema *schema)
{
	const size_t count = schema->table_count;
	struct arena arena = { 0 };
	struct topo_edge *edges = calx__arena_zero(
		&arena, constraints_count(schema), sizeof(*edges));
	size_t *order = calx__arena_zero(&arena, count, sizeof(*order));
	struct sql_table **scratch =
		calx__arena_zero(&arena, count, sizeof(*scratch));
	enum calx_status status = CALX_OUT_OF_MEMORY;
	struct places places;

	if (edges && order && scratch && places_make(&arena, schema, &places))
		status = tables_sort(schema, &places, edges, order, scratch);
	calx__arena_release(&arena);
	return status;
}

/* ---- creating and dropping ------------------------------------------------- */

/* What the two directions make of a table, and of a key that is ahead. */
struct order_plan {
	struct arena *arena;
	const struct sql_schema *schema;
	const struct places *places;
	bool whole;
	struct vec *operations;
	enum calx_operation_kind table_kind, key_kind;
};

static bool is_ahead(const struct order_plan *plan, size_t number,
	const struct sql_constraint *key)
{
	return !plan->whole && key->name &&
	       refers_ahead(plan->places, number, key);
}

static bool has_keys_ahead(const struct order_plan *plan, size_t number)
{
	const struct sql_table *table = plan->schema->tables[number];

	for (size_t i = 0; i < table->constraint_count; i++)
		if (is_ahead(plan, number, &table->constraints[i]))
			return true;
	return false;
}

/* The table without the keys that are ahead; NULL without memory. */
static const struct sql_table *without_keys_ahead(
	const struct order_plan *plan, size_t number)
{
	const struct sql_table *table = plan->schema->tables[number];
	struct sql_table *copy;

	if (!has_keys_ahead(plan, number))
		return table;
	copy = calx__arena_zero(plan->arena, 1, sizeof(*copy));
	if (!copy)
		return NULL;
	*copy = *table;
	copy->sql = NULL; /* it says too much now */
	copy->constraint_count = 0;
	copy->constraints = calx__arena_zero(plan->arena,
		table->constraint_count, sizeof(*copy->constraints));
	if (!copy->constraints)
		return NULL;
	for (size_t i = 0; i < table->constraint_count; i++)
		if (!is_ahead(plan, number, &table->constraints[i]))
			copy->constraints[copy->constraint_count++] =
				table->constraints[i];
	return copy;
}

static void plan_table(const struct order_plan *plan, size_t number)
{
	const struct sql_table *table = plan->schema->tables[number];
	const struct sql_table *without = without_keys_ahead(plan, number);
	const bool creates = plan->table_kind == CALX_OPERATION_CREATE_TABLE;

	calx__vec_append(plan->operations,
		&(struct operation){ .kind = plan->table_kind,
			.schema = table->schema,
			.table = table->name,
			.definition = creates ? without : NULL,
			.before = creates ? NULL : without });
}

static void plan_key(const struct order_plan *plan, size_t number,
	const struct sql_constraint *key)
{
	const struct sql_table *table = plan->schema->tables[number];
	struct operation operation = { .kind = plan->key_kind,
		.schema = table->schema,
		.table = table->name,
		.name = key->name };

	if (!is_ahead(plan, number, key))
		return;
	if (plan->key_kind == CALX_OPERATION_ADD_CONSTRAINT)
		operation.constraint = key;
	else
		operation.constraint_before = key;
	calx__vec_append(plan->operations, &operation);
}

static enum calx_status plan_status(
	const struct order_plan *plan, calx_error *error)
{
	return plan->arena->failed || plan->operations->failed
		       ? calx__fail_memory(error)
		       : CALX_OK;
}

enum calx_status calx__order_creation(struct arena *arena,
	const struct sql_schema *schema, bool whole, struct vec *operations,
	calx_error *error)
{
	struct places places;
	const struct order_plan plan = { arena, schema, &places, whole,
		operations, CALX_OPERATION_CREATE_TABLE,
		CALX_OPERATION_ADD_CONSTRAINT };

	if (!places_make(arena, schema, &places))
		return calx__fail_memory(error);
	for (size_t i = 0; i < schema->table_count; i++)
		plan_table(&plan, i);
	for (size_t i = 0; i < schema->table_count; i++) {
		const struct sql_table *table = schema->tables[i];

		for (size_t j = 0; j < table->constraint_count; j++)
			plan_key(&plan, i, &table->constraints[j]);
	}
	return plan_status(&plan, error);
}

enum calx_status calx__order_removal(struct arena *arena,
	const struct sql_schema *schema, bool whole, struct vec *operations,
	calx_error *error)
{
	struct places places;
	const struct order_plan plan = { arena, schema, &places, whole,
		operations, CALX_OPERATION_DROP_TABLE,
		CALX_OPERATION_DROP_CONSTRAINT };

	if (!places_make(arena, schema, &places))
		return calx__fail_memory(error);
	for (size_t i = schema->table_count; i-- > 0;) {
		const struct sql_table *table = schema->tables[i];

		for (size_t j = table->constraint_count; j-- > 0;)
			plan_key(&plan, i, &table->constraints[j]);
	}
	for (size_t i = schema->table_count; i-- > 0;)
		plan_table(&plan, i);
	return plan_status(&plan, error);
}
