#include "sql/schema/order.h"

#include "util/alloc.h"
#include "util/fail.h"
#include "util/text.h"
#include "util/topo.h"

/* One order for all who create or drop several tables: create_all, drop_all and
 * autogenerate. */

/* ---- references ----------------------------------------------------------- */

/* The number of the table that a key refers to, that of no table if it refers
 * to none of these, and for what is no foreign key. */
static size_t referred_number(
	const struct sql_schema *schema, const struct sql_constraint *key)
{
	size_t number = 0;

	if (key->kind != CALX_FOREIGN_KEY)
		return schema->table_count;
	while (number < schema->table_count &&
		(!calx__text_equal(
			 schema->tables[number]->name, key->referred_table) ||
			!calx__text_equal(schema->tables[number]->schema,
				key->referred_schema)))
		number++;
	return number;
}

/* Whether a key of a table that is sorted refers to one behind it. */
static bool refers_ahead(const struct sql_schema *schema, size_t number,
	const struct sql_constraint *key)
{
	const size_t referred = referred_number(schema, key);

	return referred > number && referred < schema->table_count;
}

bool calx__order_is_circular(const struct sql_schema *schema)
{
	for (size_t i = 0; i < schema->table_count; i++) {
		const struct sql_table *table = schema->tables[i];

		for (size_t j = 0; j < table->constraint_count; j++)
			if (refers_ahead(schema, i, &table->constraints[j]))
				return true;
	}
	return false;
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
	const struct sql_schema *schema, size_t number, struct topo_edge *edges)
{
	const struct sql_table *table = schema->tables[number];
	size_t count = 0;

	for (size_t i = 0; i < table->constraint_count; i++) {
		const size_t referred =
			referred_number(schema, &table->constraints[i]);

		if (referred != number && referred < schema->table_count)
			edges[count++] = (struct topo_edge){ referred, number };
	}
	return count;
}

static enum calx_status tables_sort(struct sql_schema *schema,
	struct topo_edge *edges, size_t *order, struct sql_table **scratch)
{
	const size_t count = schema->table_count;
	size_t edge_count = 0;

	for (size_t i = 0; i < count; i++)
		edge_count += edges_of_table(schema, i, edges + edge_count);
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
	const size_t count = schema->table_count + 1; /* at least one */
	struct topo_edge *edges =
		calx__alloc_zero(constraints_count(schema) + 1, sizeof(*edges));
	size_t *order = calx__alloc_zero(count, sizeof(*order));
	struct sql_table **scratch = calx__alloc_zero(count, sizeof(*scratch));
	enum calx_status status = CALX_OUT_OF_MEMORY;

	if (edges && order && scratch)
		status = tables_sort(schema, edges, order, scratch);
	calx__free(edges);
	calx__free(order);
	calx__free(scratch);
	return status;
}

/* ---- creating and dropping ------------------------------------------------- */

/* What the two directions make of a table, and of a key that is ahead. */
struct order_plan {
	struct arena *arena;
	const struct sql_schema *schema;
	bool whole;
	struct vec *operations;
	enum calx_operation_kind table_kind, key_kind;
};

static bool is_ahead(const struct order_plan *plan, size_t number,
	const struct sql_constraint *key)
{
	return !plan->whole && key->name &&
	       refers_ahead(plan->schema, number, key);
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
	const struct order_plan plan = { arena, schema, whole, operations,
		CALX_OPERATION_CREATE_TABLE, CALX_OPERATION_ADD_CONSTRAINT };

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
	const struct order_plan plan = { arena, schema, whole, operations,
		CALX_OPERATION_DROP_TABLE, CALX_OPERATION_DROP_CONSTRAINT };

	for (size_t i = schema->table_count; i-- > 0;) {
		const struct sql_table *table = schema->tables[i];

		for (size_t j = table->constraint_count; j-- > 0;)
			plan_key(&plan, i, &table->constraints[j]);
	}
	for (size_t i = schema->table_count; i-- > 0;)
		plan_table(&plan, i);
	return plan_status(&plan, error);
}
