#include "schemas.h"

#include "check.h"
#include "data.h"
#include "database.h"
#include "migrate/script/literal.h"
#include "sql/schema/resolve.h"
#include "util/text.h"

enum { TABLES = 4, COLUMNS = 7, ITEMS = 4 };

static const char *const table_names[2][TABLES] = {
	{ "alpha", "beta", "gamma", "delta" },
	{ "order", "x\"; DROP TABLE y; --", "*/ exit(1); /*",
		"na\xc3\xafve ?\?/" },
};

static const char *const column_names[2][COLUMNS] = {
	{ "id", "a", "b", "c", "d", "e", "f" },
	{ "select", "bool", "a b", "9lives", "a_b", "q\"'\\\n/",
		"\xe2\x80\xae" },
};

static unsigned below(unsigned long long *state, unsigned limit)
{
	return (unsigned)(data_random(state) >> 33) % limit;
}

static bool one_in(unsigned long long *state, unsigned count)
{
	return below(state, count) == 0;
}

static calx_type random_type(unsigned long long *state)
{
	static const char *const few[] = { "red", "it's", NULL };
	static const char *const many[] = { "a", "b, c)", "\"\\",
		"?\?=", NULL };
	const calx_type types[] = {
		{ .kind = CALX_BOOLEAN },
		{ .kind = CALX_SMALL_INTEGER },
		{ .kind = CALX_INTEGER },
		{ .kind = CALX_BIG_INTEGER },
		{ .kind = CALX_FLOAT },
		{ .kind = CALX_DOUBLE },
		{ .kind = CALX_NUMERIC },
		{ .kind = CALX_NUMERIC, .length = 10 },
		{ .kind = CALX_NUMERIC, .length = 12, .scale = 3 },
		{ .kind = CALX_NUMERIC, .length = 30, .scale = 10 },
		{ .kind = CALX_STRING },
		{ .kind = CALX_STRING, .length = 40 },
		{ .kind = CALX_TEXT },
		{ .kind = CALX_BLOB },
		{ .kind = CALX_DATE },
		{ .kind = CALX_TIME },
		{ .kind = CALX_DATETIME },
		{ .kind = CALX_TIMESTAMP },
		{ .kind = CALX_INTERVAL },
		{ .kind = CALX_UUID },
		{ .kind = CALX_JSON },
		{ .kind = CALX_ENUMERATION, .labels = few },
		{ .kind = CALX_ENUMERATION, .labels = many },
		{ .kind = CALX_DATETIME, .stored = CALX_STORED_UNIX_SECONDS },
		{ .kind = CALX_DATE, .stored = CALX_STORED_JULIAN_DAYS },
		{ .kind = CALX_UUID, .stored = CALX_STORED_UUID_HEX },
		{ .kind = CALX_UUID, .stored = CALX_STORED_UUID_BYTES },
		{ .kind = CALX_BOOLEAN, .stored = CALX_STORED_TRUE_FALSE },
		{ .kind = CALX_NUMERIC,
			.length = 9,
			.stored = CALX_STORED_SCALED_INTEGER },
		{ .kind = CALX_NUMERIC, .stored = CALX_STORED_DECIMAL_TEXT },
	};

	const calx_type type =
		types[below(state, sizeof(types) / sizeof(*types))];

	/* a form of values is like any type that could hold them, and a server
	 * has more of those: not every change of one is a difference */
	return type.stored && !database_is("sqlite") ? types[2] : type;
}

/* On servers a column of JSON is in no key, and long text in none that has more
 * columns. */
static bool can_be_key(const calx_type *type)
{
	return database_is("sqlite") ||
	       (type->kind != CALX_JSON && type->kind != CALX_TEXT &&
		       type->kind != CALX_BLOB &&
		       type->stored != CALX_STORED_DECIMAL_TEXT &&
		       !(type->kind == CALX_STRING && !type->length));
}

/* There a column holds values of its type alone. */
static bool holds(const calx_type *type, const char *value)
{
	const bool is_text =
		type->kind == CALX_STRING || type->kind == CALX_TEXT;
	const bool is_number = type->kind >= CALX_SMALL_INTEGER &&
			       type->kind <= CALX_NUMERIC && !type->stored;

	return database_is("sqlite") || (*value == '\'' ? is_text : is_number);
}

calx_column schemas_column(
	unsigned long long *state, const char *name, bool options)
{
	calx_column column = { .name = name, .type = random_type(state) };

	column.nullable = one_in(state, 2);
	if (!options)
		return column;
	column.options.unique = one_in(state, 6) && can_be_key(&column.type);
	column.options.index = one_in(state, 6) && can_be_key(&column.type);
	if (one_in(state, 5) && holds(&column.type, "'x''y'"))
		column.options.server_default = "'x''y'";
	else if (one_in(state, 5) && holds(&column.type, "1 + 2"))
		column.options.server_default = "1 + 2";
	return column;
}

/* ---- tables --------------------------------------------------------------- */

struct maker {
	struct arena *arena;
	unsigned long long *state;
	bool hostile;
	calx_column columns[COLUMNS];
	size_t column_count;
	calx_constraint items[ITEMS + 1];
	size_t item_count;
};

static void add_columns(struct maker *maker)
{
	for (size_t i = 0; i < COLUMNS; i++) {
		calx_column *column = &maker->columns[maker->column_count];

		if (i > 0 && one_in(maker->state, 3))
			continue;
		*column = schemas_column(
			maker->state, column_names[maker->hostile][i], true);
		if (i == 0) {
			column->type = (calx_type){ .kind = CALX_INTEGER };
			column->nullable = false;
			column->options =
				(calx_column_options){ .primary_key = true };
		}
		maker->column_count++;
	}
}

/* A name in a list: what is no word is a literal. */
static const char *listed(struct maker *maker, const char *name)
{
	struct strbuf text = STRBUF_INIT;

	calx__literal_write(&text, name);
	return calx__strbuf_keep(&text, maker->arena);
}

/* The first column is a number. */
static size_t random_key(struct maker *maker)
{
	size_t number = below(maker->state, (unsigned)maker->column_count);

	return can_be_key(&maker->columns[number].type) ? number : 0;
}

static const char *random_list(struct maker *maker)
{
	size_t first = random_key(maker), second = random_key(maker);

	if (first == second)
		return listed(maker, maker->columns[first].name);
	return calx__arena_printf(maker->arena, "%s, %s",
		listed(maker, maker->columns[first].name),
		listed(maker, maker->columns[second].name));
}

/* On servers no two keys have the same columns: PostgreSQL makes one of them. */
static bool is_key_already(const struct maker *maker, const char *columns)
{
	if (database_is("sqlite"))
		return false;
	for (size_t i = 0; i + 1 < maker->item_count; i++)
		if (calx__text_equal(maker->items[i].columns, columns))
			return true;
	return !strchr(columns, ',');
}

static void add_item(struct maker *maker, size_t number)
{
	static const char *const conditions[] = { "length('a') > 0", "1 = 1",
		"'/*' <> '?\?/\\'" };
	calx_constraint *item = &maker->items[maker->item_count++];

	*item = (calx_constraint){ .kind = CALX_UNIQUE };
	item->columns = random_list(maker);
	if (is_key_already(maker, item->columns))
		item->kind = CALX_INDEX;
	if (item->kind == CALX_INDEX || one_in(maker->state, 3))
		item->kind = CALX_INDEX;
	else if (one_in(maker->state, 2) && !database_is("mariadb"))
		item->kind = CALX_CHECK; /* without a column: MariaDB drops it
					  * when it drops a column */
	item->unique = item->kind == CALX_INDEX && one_in(maker->state, 2) &&
		       !is_key_already(maker, item->columns);
	if (item->kind == CALX_CHECK)
		item->text = conditions[number % 3];
	item->name = calx__arena_printf(maker->arena, "%s_%zu_%u",
		item->kind == CALX_INDEX ? "ix" : "named", number,
		(unsigned)maker->column_count);
}

/* A key of its own column, which may refer to a table that comes later. */
static void add_foreign_key(struct maker *maker, const char *target)
{
	calx_column *column = &maker->columns[maker->column_count++];

	*column = (calx_column){ .name = "parent",
		.type = { .kind = CALX_INTEGER },
		.nullable = true };
	column->options.references = calx__arena_printf(
		maker->arena, "%s(%s)", target, column_names[0][0]);
	if (one_in(maker->state, 2))
		column->options.on_delete =
			one_in(maker->state, 2) ? "cascade" : "set null";
	column->options.index = one_in(maker->state, 2);
}

static struct sql_table *random_table(struct arena *arena,
	unsigned long long *state, bool hostile, size_t number)
{
	struct maker maker = {
		.arena = arena, .state = state, .hostile = hostile
	};
	calx_table table = { CALX_TABLE_SIZES,
		.name = table_names[hostile][number] };
	calx_error error = { 0 };
	struct sql_table *result;

	add_columns(&maker);
	if (maker.column_count < COLUMNS && !hostile && one_in(state, 2))
		add_foreign_key(&maker, table_names[0][below(state, 2)]);
	for (size_t i = 0; i < ITEMS; i++)
		if (one_in(state, 3))
			add_item(&maker, i + number * ITEMS);
	table.columns = maker.columns;
	table.column_count = maker.column_count;
	table.constraints = maker.items;
	if (calx__table_resolve(arena, &table, &result, &error) != CALX_OK)
		fail_msg("%s", error.message);
	return result;
}

struct sql_schema schemas_random(
	struct arena *arena, unsigned long long *state, bool hostile)
{
	struct sql_schema schema = { 0 };

	schema.tables = calx__arena_zero(arena, TABLES, sizeof(*schema.tables));
	assert_non_null(schema.tables);
	/* the first two are always there: keys refer to them */
	for (size_t i = 0; i < TABLES; i++)
		if (i < 2 || one_in(state, 2))
			schema.tables[schema.table_count++] =
				random_table(arena, state, hostile, i);
	return schema;
}
