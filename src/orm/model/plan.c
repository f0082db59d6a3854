#include "orm/model/plan.h"

#include <string.h>

#include "engine/connection.h"
#include "orm/model/mask.h"
#include "sql/schema/descriptor.h"
#include "sql/schema/items.h"
#include "sql/type/column.h"
#include "sql/type/stored.h"

/* The plan of a table, made once per engine: what a loop over its rows needs of
 * each column, and which columns are keys, text, or have a default. */

static bool column_is_text(const calx_table *table, const calx_column *column)
{
	(void)table;
	return calx__types[column->type.kind].is_text ||
	       column->type.kind == CALX_BLOB;
}

/* one integer, not an optional: what databases make up themselves */
static bool key_is_integer(const struct plan *plan, const calx_table *table)
{
	const calx_column *key;

	if (plan->key.count != 1)
		return false;
	key = calx__column_at(table, plan->key.numbers[0]);
	return !calx__column_may_lack(key) &&
	       key->type.kind >= CALX_SMALL_INTEGER &&
	       key->type.kind <= CALX_BIG_INTEGER;
}

static bool column_has_default(
	const calx_table *table, const calx_column *column)
{
	(void)table;
	return column->defaulted || column->options.server_default != NULL ||
	       calx__column_computed(column);
}

static bool column_is_computed(
	const calx_table *table, const calx_column *column)
{
	(void)table;
	return calx__column_computed(column) != NULL;
}

/* what C takes for a struct whose first member is a number */
static bool column_may_stray(const calx_table *table, const calx_column *column)
{
	(void)table;
	return column->type.kind == CALX_NUMERIC ||
	       column->type.kind == CALX_TIME ||
	       (calx__column_may_lack(column) &&
		       calx__types[column->type.kind].optional_size);
}

static bool column_is_stored(const calx_table *table, const calx_column *column)
{
	(void)table;
	return column->type.stored != CALX_STORED_USUAL;
}

static bool column_is_scaled(const calx_table *table, const calx_column *column)
{
	(void)table;
	return column->type.kind == CALX_NUMERIC && column->type.length;
}

typedef bool column_test(const calx_table *table, const calx_column *column);

static bool set_make(struct column_set *set, const calx_table *table,
	column_test *test, struct arena *arena)
{
	unsigned *numbers =
		calx__arena_zero(arena, table->column_count, sizeof(*numbers));

	set->numbers = numbers;
	set->count = 0;
	for (unsigned i = 0; numbers && i < table->column_count; i++) {
		if (test(table, calx__column_at(table, i)))
			numbers[set->count++] = i;
	}
	return numbers != NULL;
}

/* The names that primary_key(...) lists; none when a list cannot be read, which
 * resolving the table tells. */
static struct item_list key_items(const calx_table *table, struct arena *arena)
{
	const calx_constraint *constraint = calx__constraint_first(table);
	struct item_list list = { 0 };

	while (constraint && constraint->kind != CALX_PRIMARY_KEY)
		constraint = calx__constraint_after(table, constraint);
	if (constraint)
		calx__items_parse(arena, constraint->columns, &list, NULL);
	return list;
}

/* What is no word is read as an expression, and is a column's name all the
 * same. */
static const char *name_of(const struct sql_item *item)
{
	return item->column ? item->column : item->expression;
}

static bool items_have(const struct item_list *list, const calx_table *table,
	const calx_column *column)
{
	for (size_t i = 0; i < list->count; i++)
		if (calx__column_named(table, name_of(&list->items[i])) ==
			column)
			return true;
	return false;
}

static bool key_make(
	struct plan *plan, const calx_table *table, struct arena *arena)
{
	const struct item_list items = key_items(table, arena);
	unsigned *numbers =
		calx__arena_zero(arena, table->column_count, sizeof(*numbers));

	plan->key.numbers = numbers;
	plan->key.count = 0;
	for (unsigned i = 0; numbers && i < table->column_count; i++) {
		const calx_column *column = calx__column_at(table, i);

		if (column->options.primary_key ||
			items_have(&items, table, column))
			numbers[plan->key.count++] = i;
	}
	return !arena->failed;
}

static bool sets_make(
	struct plan *plan, const calx_table *table, struct arena *arena)
{
	return set_make(&plan->texts, table, column_is_text, arena) &&
	       key_make(plan, table, arena) &&
	       set_make(&plan->defaults, table, column_has_default, arena) &&
	       set_make(&plan->computed, table, column_is_computed, arena) &&
	       set_make(&plan->stored, table, column_is_stored, arena) &&
	       set_make(&plan->strays, table, column_may_stray, arena) &&
	       set_make(&plan->scaled, table, column_is_scaled, arena);
}

static bool fields_make(
	struct plan *plan, const calx_table *table, struct arena *arena)
{
	const size_t count = table->column_count;
	struct field *fields = calx__arena_zero(arena, count, sizeof(*fields));
	enum calx_kind *kinds = calx__arena_zero(arena, count, sizeof(*kinds));

	if (!fields || !kinds)
		return false;
	for (size_t i = 0; i < count; i++) {
		const calx_column *column = calx__column_at(table, i);

		fields[i] = calx__field_of(column);
		kinds[i] = calx__stored_carrier(&column->type);
	}
	plan->layout = (struct layout){ fields, kinds, count, table->row_size };
	return calx__mask_make(&plan->masks, fields, table, arena);
}

bool calx__plan_make(
	struct plan *plan, const calx_table *table, struct arena *arena)
{
	if (!sets_make(plan, table, arena) || !fields_make(plan, table, arena))
		return false;
	plan->integer_key = key_is_integer(plan, table);
	plan->generated_key = plan->integer_key &&
			      !calx__column_at(table, plan->key.numbers[0])
				       ->options.server_default;
	return true;
}

/* ---- one for all sessions ------------------------------------------------ */

/* With copies of what it was made of: a program may make tables where others
 * were. */
struct shared_plan {
	struct plan plan;
	calx_table table;
	const void *columns;
};

static size_t columns_size(const calx_table *table)
{
	return table->column_count * table->column_size;
}

static const void *shared_make(const void *subject, struct arena *arena)
{
	const calx_table *table = subject;
	struct shared_plan *shared =
		calx__arena_zero(arena, 1, sizeof(*shared));
	void *columns = calx__arena_alloc(arena, columns_size(table));

	if (!shared || !columns ||
		!calx__plan_make(&shared->plan, table, arena))
		return NULL;
	memcpy(columns, table->columns, columns_size(table));
	shared->columns = columns;
	shared->table = (calx_table){
		.name = table->name,
		.columns = table->columns,
		.column_count = table->column_count,
		.column_size = table->column_size,
		.constraints = table->constraints,
		.row_size = table->row_size,
		.row_align = table->row_align,
		.is_row = table->is_row,
	};
	return shared;
}

static bool shared_holds(const void *fact, const void *subject)
{
	const struct shared_plan *shared = fact;
	const calx_table *then = &shared->table, *now = subject;

	return then->name == now->name && then->columns == now->columns &&
	       then->column_count == now->column_count &&
	       then->column_size == now->column_size &&
	       then->constraints == now->constraints &&
	       then->row_size == now->row_size &&
	       then->row_align == now->row_align &&
	       then->is_row == now->is_row &&
	       !memcmp(shared->columns, now->columns, columns_size(now));
}

bool calx__plan_share(struct plan *plan, const calx_table *table,
	calx_connection *connection, struct arena *arena)
{
	static const struct shared_kind kind = { shared_make, shared_holds };
	struct shared *models = calx__connection_shared(connection);
	const struct shared_plan *shared = NULL;

	if (models)
		shared = calx__shared_find(models, table, &kind);
	if (!shared)
		return calx__plan_make(plan, table, arena);
	*plan = shared->plan;
	return true;
}
