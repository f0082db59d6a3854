#include "orm/model/plan.h"

#include <string.h>

#include "orm/model/mask.h"
#include "sql/schema/descriptor.h"
#include "sql/schema/names.h"
#include "sql/type/decimal.h"
#include "sql/type/type.h"

/* The plan of a table, made once per session: for each column, the function
 * that puts a value into the struct and the place where it goes. */

/* ---- stores ---------------------------------------------------------------------- */

static bool store_bool(
	const struct field *field, char *row, const calx_value *value)
{
	bool flag = value->as.integer != 0;

	if (value->as.integer != flag)
		return false;
	memcpy(row + field->offset, &flag, sizeof(flag));
	return true;
}

static bool store_int16(
	const struct field *field, char *row, const calx_value *value)
{
	int16_t number = (int16_t)value->as.integer;

	if (number != value->as.integer)
		return false;
	memcpy(row + field->offset, &number, sizeof(number));
	return true;
}

static bool store_int32(
	const struct field *field, char *row, const calx_value *value)
{
	int32_t number = (int32_t)value->as.integer;

	if (number != value->as.integer)
		return false;
	memcpy(row + field->offset, &number, sizeof(number));
	return true;
}

static bool store_float(
	const struct field *field, char *row, const calx_value *value)
{
	float number = (float)value->as.real;

	memcpy(row + field->offset, &number, sizeof(number));
	return true;
}

/* These lie in a struct as in a value, and the compiler knows their size: a
 * few instructions instead of a call. */
#define STORE(member)                                                          \
	static bool store_##member(                                            \
		const struct field *field, char *row, const calx_value *value) \
	{                                                                      \
		memcpy(row + field->offset, &value->as.member,                 \
			sizeof(value->as.member));                             \
		return true;                                                   \
	}
STORE(integer)
STORE(real)
STORE(date)
STORE(time)
STORE(datetime)
STORE(timestamp)
STORE(interval)
STORE(uuid)
#undef STORE

/* a database that keeps numbers gives 12.5 for 12.50 */
static bool store_decimal(
	const struct field *field, char *row, const calx_value *value)
{
	calx_decimal decimal =
		calx__decimal_settle(&field->column->type, value->as.decimal);

	memcpy(row + field->offset, &decimal, sizeof(decimal));
	return true;
}

static bool label_is(const char *label, const calx_value *value)
{
	return strlen(label) == value->as.text.size &&
	       memcmp(label, value->as.text.data, value->as.text.size) == 0;
}

/* The database keeps the label, the struct its number. */
static bool store_label(
	const struct field *field, char *row, const calx_value *value)
{
	const char *const *labels = field->column->type.labels;
	calx_value number = { .kind = CALX_ENUMERATION };

	if (value->kind != CALX_STRING && value->kind != CALX_TEXT)
		return store_int32(field, row, value);
	while (labels[number.as.integer] &&
		!label_is(labels[number.as.integer], value))
		number.as.integer++;
	return labels[number.as.integer] && store_int32(field, row, &number);
}

/* ---- loads -------------------------------------------------------------- */

static void load_bool(
	const struct field *field, const char *row, calx_value *ret_value)
{
	bool is;

	memcpy(&is, row + field->offset, sizeof(is));
	ret_value->kind = CALX_BOOLEAN;
	ret_value->as.integer = is;
}

static void load_int16(
	const struct field *field, const char *row, calx_value *ret_value)
{
	int16_t number;

	memcpy(&number, row + field->offset, sizeof(number));
	ret_value->kind = CALX_INTEGER;
	ret_value->as.integer = number;
}

static void load_int32(
	const struct field *field, const char *row, calx_value *ret_value)
{
	int32_t number;

	memcpy(&number, row + field->offset, sizeof(number));
	ret_value->kind = CALX_INTEGER;
	ret_value->as.integer = number;
}

static void load_float(
	const struct field *field, const char *row, calx_value *ret_value)
{
	float number;

	memcpy(&number, row + field->offset, sizeof(number));
	ret_value->kind = CALX_DOUBLE;
	ret_value->as.real = (double)number;
}

static void load_text(
	const struct field *field, const char *row, calx_value *ret_value)
{
	const char *text;

	memcpy(&text, row + field->offset, sizeof(text));
	ret_value->kind = text ? CALX_STRING : CALX_NULL;
	ret_value->as.text.data = text;
	ret_value->as.text.size = text ? strlen(text) : 0;
}

static void load_blob(
	const struct field *field, const char *row, calx_value *ret_value)
{
	calx_blob blob;

	memcpy(&blob, row + field->offset, sizeof(blob));
	ret_value->kind = blob.data ? CALX_BLOB : CALX_NULL;
	ret_value->as.text.data = blob.data;
	ret_value->as.text.size = blob.size;
}

#define LOAD(member, kind_)                                                   \
	static void load_##member(const struct field *field, const char *row, \
		calx_value *ret_value)                                        \
	{                                                                     \
		ret_value->kind = kind_;                                      \
		memcpy(&ret_value->as.member, row + field->offset,            \
			sizeof(ret_value->as.member));                        \
	}
LOAD(integer, CALX_INTEGER)
LOAD(real, CALX_DOUBLE)
LOAD(decimal, CALX_NUMERIC)
LOAD(date, CALX_DATE)
LOAD(time, CALX_TIME)
LOAD(datetime, CALX_DATETIME)
LOAD(timestamp, CALX_TIMESTAMP)
LOAD(interval, CALX_INTERVAL)
LOAD(uuid, CALX_UUID)
#undef LOAD

/* ---- what goes where --------------------------------------------------------------- */

static const struct storage {
	field_store *store;
	field_load *load;
} storages[CALX_KIND_COUNT] = {
	[CALX_BOOLEAN] = { store_bool, load_bool },
	[CALX_SMALL_INTEGER] = { store_int16, load_int16 },
	[CALX_INTEGER] = { store_int32, load_int32 },
	[CALX_BIG_INTEGER] = { store_integer, load_integer },
	[CALX_FLOAT] = { store_float, load_float },
	[CALX_DOUBLE] = { store_real, load_real },
	[CALX_NUMERIC] = { store_decimal, load_decimal },
	[CALX_STRING] = { NULL, load_text },
	[CALX_TEXT] = { NULL, load_text },
	[CALX_JSON] = { NULL, load_text },
	[CALX_BLOB] = { NULL, load_blob },
	[CALX_DATE] = { store_date, load_date },
	[CALX_TIME] = { store_time, load_time },
	[CALX_DATETIME] = { store_datetime, load_datetime },
	[CALX_TIMESTAMP] = { store_timestamp, load_timestamp },
	[CALX_INTERVAL] = { store_interval, load_interval },
	[CALX_UUID] = { store_uuid, load_uuid },
	[CALX_ENUMERATION] = { store_label, load_int32 },
};

static enum field_bytes bytes_of(enum calx_kind kind)
{
	if (kind == CALX_BLOB)
		return FIELD_BLOB;
	return calx__types[kind].is_text ? FIELD_TEXT : FIELD_FIXED;
}

/* A bit for each word of eight bytes that the field touches; the last one
 * stands for all further words. */
static uint64_t words_of(const calx_column *column)
{
	size_t last = (column->offset + column->size - 1) / 8;
	uint64_t words = 0;

	for (size_t word = column->offset / 8; word <= last; word++)
		words |= UINT64_C(1) << (word < 63 ? word : 63);
	return words;
}

static struct field field_of(const calx_column *column)
{
	const struct storage *storage = &storages[column->type.kind];
	const struct type_info *type = &calx__types[column->type.kind];
	bool optional = column->nullable && type->optional_size;

	return (struct field){
		.store = storage->store,
		.load = storage->load,
		.bytes = bytes_of(column->type.kind),
		.words = words_of(column),
		.offset = (uint32_t)column->offset,
		.has = (uint32_t)(column->offset + type->has_offset),
		.size = (uint32_t)type->size,
		.optional = optional,
		.nullable = column->nullable,
		.column = column,
	};
}

static bool column_is_text(const calx_table *table, const calx_column *column)
{
	(void)table;
	return bytes_of(column->type.kind) != FIELD_FIXED;
}

/* one integer, not an optional: what databases make up themselves */
static bool key_is_integer(const struct plan *plan, const calx_table *table)
{
	const calx_column *key;

	if (plan->key.count != 1)
		return false;
	key = calx__column_at(table, plan->key.numbers[0]);
	return !key->nullable && key->type.kind >= CALX_SMALL_INTEGER &&
	       key->type.kind <= CALX_BIG_INTEGER;
}

static bool column_has_default(
	const calx_table *table, const calx_column *column)
{
	(void)table;
	return column->options.server_default != NULL;
}

/* what C takes for a struct whose first member is a number */
static bool column_may_stray(const calx_table *table, const calx_column *column)
{
	(void)table;
	return column->type.kind == CALX_NUMERIC ||
	       (column->nullable &&
		       calx__types[column->type.kind].optional_size);
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
static struct name_list key_names(const calx_table *table, struct arena *arena)
{
	const calx_constraint *constraint = calx__constraint_first(table);
	struct name_list names = { 0 };

	while (constraint && constraint->kind != CALX_PRIMARY_KEY)
		constraint = calx__constraint_after(table, constraint);
	if (constraint)
		calx__names_parse(arena, constraint->columns, &names, NULL);
	return names;
}

static bool names_have(const struct name_list *names, const calx_table *table,
	const calx_column *column)
{
	for (size_t i = 0; i < names->count; i++)
		if (calx__column_named(table, names->items[i]) == column)
			return true;
	return false;
}

static bool key_make(
	struct plan *plan, const calx_table *table, struct arena *arena)
{
	const struct name_list names = key_names(table, arena);
	unsigned *numbers =
		calx__arena_zero(arena, table->column_count, sizeof(*numbers));

	plan->key.numbers = numbers;
	plan->key.count = 0;
	for (unsigned i = 0; numbers && i < table->column_count; i++) {
		const calx_column *column = calx__column_at(table, i);

		if (column->options.primary_key ||
			names_have(&names, table, column))
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
	       set_make(&plan->strays, table, column_may_stray, arena);
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

		fields[i] = field_of(column);
		kinds[i] = column->type.kind;
	}
	plan->fields = fields;
	plan->kinds = kinds;
	plan->mask = calx__mask_make(fields, table, arena);
	return plan->mask != NULL;
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
