#include "migrate/compare/held.h"

#include "sql/schema/compare.h"
#include "sql/schema/schema.h"
#include "util/text.h"

/* Both columns of a foreign key have the same type, and a server does not let one
 * of them change while the key is there. Such keys are taken out of all operations
 * of the plan; dropping them stands before it, adding them behind. The way back is
 * the same from its other end. */

struct holder {
	struct differ *differ;
	struct vec plan;  /* of struct operation: as it was */
	struct vec added; /* of struct operation: for the end */
};

/* ---- which keys are held ------------------------------------------------------ */

static bool changes_type(const struct operation *operation)
{
	const struct sql_column *after, *before;

	if (operation->kind != CALX_OPERATION_ALTER_COLUMN ||
		!operation->before)
		return false;
	after = operation->definition->columns;
	before = operation->before->columns;
	return after->type_text || !calx__type_same(after, before);
}

static bool column_changes(const struct holder *holder, const char *schema,
	const char *table, const char *column)
{
	for (size_t i = 0; i < holder->plan.count; i++) {
		const struct operation *operation =
			calx__vec_at(&holder->plan, i);

		if (changes_type(operation) &&
			calx__text_equal(operation->name, column) &&
			calx__text_equal(operation->table, table) &&
			calx__text_equal(operation->schema, schema))
			return true;
	}
	return false;
}

/* The columns that a key refers to; NULL: those of a table that is not there. */
static const char **referred_columns(
	const struct holder *holder, const struct sql_constraint *key)
{
	const struct autogenerate *input = holder->differ->input;
	const struct sql_table *table;
	const struct sql_constraint *primary;

	if (key->referred_columns)
		return key->referred_columns;
	table = calx__schema_table(
		input->target, key->referred_schema, key->referred_table);
	primary = table ? calx__table_primary_key(table) : NULL;
	return primary && primary->column_count == key->column_count
		       ? primary->columns
		       : NULL;
}

static bool is_held(const struct holder *holder, const char *schema,
	const char *table, const struct sql_constraint *key)
{
	const char **referred;

	if (!key || key->kind != CALX_FOREIGN_KEY || !key->name)
		return false;
	referred = referred_columns(holder, key);
	for (size_t i = 0; i < key->column_count; i++)
		if (column_changes(holder, schema, table, key->columns[i]) ||
			(referred &&
				column_changes(holder, key->referred_schema,
					key->referred_table, referred[i])))
			return true;
	return false;
}

/* ---- dropping them -------------------------------------------------------------- */

static void drop_held(
	const struct holder *holder, const struct sql_table *table)
{
	for (size_t i = 0; i < table->constraint_count; i++) {
		const struct sql_constraint *key = &table->constraints[i];

		if (is_held(holder, table->schema, table->name, key))
			calx__differ_plan(holder->differ,
				&(struct operation){
					.kind = CALX_OPERATION_DROP_CONSTRAINT,
					.schema = table->schema,
					.table = table->name,
					.name = key->name,
					.constraint_before = key });
	}
}

/* ---- adding them ---------------------------------------------------------------- */

static void add_later(struct holder *holder, const char *schema,
	const char *table, const struct sql_constraint *key)
{
	calx__vec_append(&holder->added,
		&(struct operation){ .kind = CALX_OPERATION_ADD_CONSTRAINT,
			.schema = schema,
			.table = table,
			.name = key->name,
			.constraint = key });
}

/* Whether the plan takes a key of the database away: by itself, or with its table
 * or a column. */
static bool takes_away(const struct operation *operation,
	const struct sql_table *table, const struct sql_constraint *key)
{
	if (!calx__text_equal(operation->table, table->name) ||
		!calx__text_equal(operation->schema, table->schema))
		return false;
	if (operation->kind == CALX_OPERATION_DROP_TABLE)
		return true;
	if (operation->kind == CALX_OPERATION_DROP_CONSTRAINT)
		return calx__text_equal(operation->name, key->name);
	for (size_t i = 0; operation->kind == CALX_OPERATION_DROP_COLUMN &&
			   i < key->column_count;
		i++)
		if (calx__text_equal(operation->name, key->columns[i]))
			return true;
	return false;
}

static bool stays(const struct holder *holder, const struct sql_table *table,
	const struct sql_constraint *key)
{
	for (size_t i = 0; i < holder->plan.count; i++)
		if (takes_away(calx__vec_at(&holder->plan, i), table, key))
			return false;
	return true;
}

static void add_those_that_stay(
	struct holder *holder, const struct sql_table *table)
{
	for (size_t i = 0; i < table->constraint_count; i++) {
		const struct sql_constraint *key = &table->constraints[i];

		if (is_held(holder, table->schema, table->name, key) &&
			stays(holder, table, key))
			add_later(holder, table->schema, table->name, key);
	}
}

/* ---- what was planned -------------------------------------------------------------- */

static bool has_held(const struct holder *holder,
	const struct operation *operation, const struct sql_table *table)
{
	for (size_t i = 0; table && i < table->constraint_count; i++)
		if (is_held(holder, operation->schema, operation->table,
			    &table->constraints[i]))
			return true;
	return false;
}

/* The table without the keys that are held; itself if there are none. Those of a
 * definition are new, and are added later. */
static const struct sql_table *without_held(struct holder *holder,
	const struct operation *operation, const struct sql_table *table)
{
	struct arena *arena = holder->differ->arena;
	struct sql_table *copy;

	if (!has_held(holder, operation, table))
		return table;
	copy = calx__arena_zero(arena, 1, sizeof(*copy));
	if (!copy)
		return table;
	*copy = *table;
	copy->sql = NULL; /* it says too much now */
	copy->constraint_count = 0;
	copy->constraints = calx__arena_zero(
		arena, table->constraint_count, sizeof(*copy->constraints));
	for (size_t i = 0; copy->constraints && i < table->constraint_count;
		i++) {
		const struct sql_constraint *key = &table->constraints[i];

		if (!is_held(holder, operation->schema, operation->table, key))
			copy->constraints[copy->constraint_count++] = *key;
		else if (table == operation->definition)
			add_later(holder, operation->schema, operation->table,
				key);
	}
	return copy;
}

static bool comes_with_keys(enum calx_operation_kind kind)
{
	return kind == CALX_OPERATION_CREATE_TABLE ||
	       kind == CALX_OPERATION_DROP_TABLE ||
	       kind == CALX_OPERATION_ADD_COLUMN ||
	       kind == CALX_OPERATION_DROP_COLUMN;
}

static void plan_again(struct holder *holder, const struct operation *operation)
{
	struct operation copy = *operation;

	if (operation->kind == CALX_OPERATION_DROP_CONSTRAINT &&
		is_held(holder, operation->schema, operation->table,
			operation->constraint_before))
		return;
	if (operation->kind == CALX_OPERATION_ADD_CONSTRAINT &&
		is_held(holder, operation->schema, operation->table,
			operation->constraint)) {
		add_later(holder, operation->schema, operation->table,
			operation->constraint);
		return;
	}
	if (comes_with_keys(operation->kind)) {
		copy.definition =
			without_held(holder, operation, operation->definition);
		copy.before =
			without_held(holder, operation, operation->before);
	}
	calx__differ_plan(holder->differ, &copy);
}

static bool any_type_changes(const struct vec *plan)
{
	for (size_t i = 0; i < plan->count; i++)
		if (changes_type(calx__vec_at(plan, i)))
			return true;
	return false;
}

void calx__differ_hold_keys(struct differ *differ)
{
	const struct autogenerate *input = differ->input;
	const struct sql_schema *database = input->database;
	struct holder holder = { differ, differ->operations,
		VEC_INIT(struct operation) };

	if (differ->status < 0 || input->dialect->forward_references ||
		!any_type_changes(&differ->operations))
		return;
	differ->operations = (struct vec)VEC_INIT(struct operation);
	for (size_t i = 0; i < database->table_count; i++)
		drop_held(&holder, database->tables[i]);
	for (size_t i = 0; i < holder.plan.count; i++)
		plan_again(&holder, calx__vec_at(&holder.plan, i));
	for (size_t i = 0; i < database->table_count; i++)
		add_those_that_stay(&holder, database->tables[i]);
	for (size_t i = 0; i < holder.added.count; i++)
		calx__differ_plan(differ, calx__vec_at(&holder.added, i));
	if (holder.added.failed)
		calx__differ_memory(differ);
	calx__vec_release(&holder.plan);
	calx__vec_release(&holder.added);
}
