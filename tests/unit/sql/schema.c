#include "check.h"

#include "sql/schema/schema.h"

#include <calx/calx.h>

/* What the tables of a schema may refer to in each other, and which names only
 * one of them can have. */

/* with what is a key, by each way to make one, and what is none */
CALX_TABLE(keys, "keys", column(id, integer(), .primary_key = true),
	column(a, integer()), column(b, integer()), column(c, integer()),
	column(d, integer()), column(e, integer(), .unique = true),
	column(f, string(5)), unique(b, c), unique_index(a),
	unique_index((d, f)), unique_index(c, .where = "c > 0"), index(d),
	named("ux_lower", unique_index(lower(f))));

/* `count` columns r0, r1 ... of table "refs" refer to `target`. */
static enum calx_status resolve_reference(
	const char *target, size_t count, bool text, calx_error *error)
{
	static const char *const lists[] = { "", "r0", "r0, r1", "r0, r1, r2" };
	static const char *const names[] = { "r0", "r1", "r2" };
	calx_column columns[3] = { 0 };
	const calx_constraint constraints[] = {
		{ .kind = CALX_FOREIGN_KEY,
			.columns = lists[count],
			.text = target },
		{ .kind = CALX_CONSTRAINT_END },
	};
	const calx_table refs = { CALX_TABLE_SIZES, .name = "refs",
		.columns = columns, .column_count = count,
		.constraints = constraints };
	const calx_table *const tables[] = { &refs, &keys_calx_table_, NULL };
	const calx_metadata metadata = { .size = sizeof(metadata),
		.tables = tables };
	struct sql_schema schema = { 0 };
	struct arena arena = { 0 };
	enum calx_status status;

	for (size_t i = 0; i < count; i++) {
		columns[i].name = names[i];
		columns[i].type.kind = CALX_INTEGER;
	}
	if (text) {
		columns[count - 1].type.kind = CALX_STRING;
		columns[count - 1].type.length = 5;
	}
	status = calx__schema_resolve(&arena, &metadata, &schema, error);
	calx__arena_release(&arena);
	return status;
}

/* "": it may; else what it is not */
static void references_stand_on_keys(void **state)
{
	static const struct {
		const char *target;
		size_t count;
		bool text; /* the last column is */
		bool fits;
	} cases[] = {
		{ "keys", 1, false, true },
		{ "keys(id)", 1, false, true },
		/* what an index makes unique, and in another case */
		{ "keys(a)", 1, false, true },
		{ "KEYS(A)", 1, false, true },
		{ "keys(d, f)", 2, true, true },
		{ "keys(e)", 1, false, true },
		/* in any order */
		{ "keys(b, c)", 2, false, true },
		{ "keys(c, b)", 2, false, true },
		/* a part of a key, and more than one */
		{ "keys(b)", 1, false, false },
		{ "keys(d)", 1, false, false },
		{ "keys(b, c, a)", 3, false, false },
		{ "keys(id, a)", 2, false, false },
		/* the same column twice is not two of a key */
		{ "keys(a, b)", 2, false, false },
		/* unique among some rows, and unique as something else */
		{ "keys(c)", 1, false, false },
		{ "keys(f)", 1, true, false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		calx_error error = { 0 };
		const enum calx_status status = resolve_reference(
			cases[i].target, cases[i].count, cases[i].text, &error);

		if ((status >= 0) != cases[i].fits)
			fail_msg("%s: %s", cases[i].target, error.message);
		if (!cases[i].fits &&
			!strstr(error.message,
				"neither its primary key nor unique"))
			fail_msg("%s: %s", cases[i].target, error.message);
	}
}

/* ---- names ------------------------------------------------------------------- */

struct named {
	const char *schema, *table;
	const char *indexes[3]; /* up to NULL */
};

static const calx_column columns[] = { { .name = "a",
	.type = { .kind = CALX_INTEGER } } };

static enum calx_status resolve_names(
	const struct named *named, size_t count, calx_error *error)
{
	calx_constraint constraints[4][3] = { 0 };
	calx_table tables[4];
	const calx_table *list[5] = { NULL };
	calx_metadata metadata = { .size = sizeof(metadata), .tables = list };
	struct sql_schema schema = { 0 };
	struct arena arena = { 0 };
	enum calx_status status;

	for (size_t i = 0; i < count; i++) {
		for (size_t j = 0; named[i].indexes[j]; j++)
			constraints[i][j] = (calx_constraint){
				.kind = CALX_INDEX,
				.name = named[i].indexes[j],
				.columns = "a",
			};
		tables[i] = (calx_table){ CALX_TABLE_SIZES,
			.name = named[i].table, .schema = named[i].schema,
			.columns = columns, .column_count = 1,
			.constraints = constraints[i] };
		list[i] = &tables[i];
	}
	status = calx__schema_resolve(&arena, &metadata, &schema, error);
	calx__arena_release(&arena);
	return status;
}

/* Wherever they stand, and in whatever case. */
static void names_are_of_one_thing(void **state)
{
	static const struct {
		struct named tables[4];
		size_t count;
		const char *message; /* "": all is well */
	} cases[] = {
		{ { { .table = "t" }, { .table = "u" }, { .table = "v" } }, 3,
			"" },
		{ { { .table = "t" }, { .table = "u" }, { .table = "U" } }, 3,
			"there are two tables named 'U'" },
		{ { { .table = "t" }, { .table = "u" }, { .table = "v" },
			  { .table = "T" } },
			4, "there are two tables named 'T'" },
		{ { { .table = "t" }, { "x", "t", { NULL } },
			  { "y", "t", { NULL } } },
			3, "" },
		{ { { .table = "s" }, { "x", "t", { NULL } },
			  { "X", "t", { NULL } } },
			3, "there are two tables named 't'" },
		{ { { NULL, "t", { "i", "j" } }, { NULL, "u", { "k", "l" } },
			  { NULL, "v", { "m", "K" } } },
			3, "tables 'u' and 'v' both have an index named 'K'" },
		{ { { NULL, "t", { "i", "j" } }, { NULL, "u", { "k", "l" } },
			  { NULL, "v", { "m", "l" } } },
			3, "tables 'u' and 'v' both have an index named 'l'" },
		{ { { NULL, "t", { "i", "j" } }, { NULL, "u", { "k", "j" } } },
			2, "tables 't' and 'u' both have an index named 'j'" },
		{ { { "x", "t", { "i" } }, { "y", "u", { "i" } },
			  { NULL, "v", { "i" } } },
			3, "" },
		{ { { .table = "s" }, { "x", "t", { "i" } },
			  { "x", "u", { "i" } } },
			3, "tables 't' and 'u' both have an index named 'i'" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		calx_error error = { 0 };
		const enum calx_status status =
			resolve_names(cases[i].tables, cases[i].count, &error);

		CHECK_TEXT(error.message, cases[i].message);
		assert_int_equal(status < 0, *cases[i].message != '\0');
	}
}

/* ---- looking up -------------------------------------------------------------- */

static void tables_are_found_by_name(void **state)
{
	struct sql_table tables[] = { { .name = "a" }, { .name = "B" },
		{ .name = "b" }, { .name = "a", .schema = "x" },
		{ .name = "" } };
	struct sql_table *list[5], *first;
	struct sql_schema schema = { .tables = list, .table_count = 5 };
	struct arena arena = { 0 };

	(void)state;
	for (size_t i = 0; i < 5; i++)
		list[i] = &tables[i];
	/* with the index and without it */
	for (int round = 0; round < 2; round++) {
		assert_ptr_equal(
			calx__schema_table(&schema, NULL, "b"), &tables[2]);
		assert_ptr_equal(calx__schema_table_nocase(&schema, NULL, "b"),
			&tables[1]);
		assert_ptr_equal(
			calx__schema_table(&schema, "x", "a"), &tables[3]);
		assert_ptr_equal(calx__schema_table_nocase(&schema, "X", "A"),
			&tables[3]);
		assert_ptr_equal(
			calx__schema_table(&schema, NULL, ""), &tables[4]);
		assert_null(calx__schema_table(&schema, NULL, "A"));
		assert_null(calx__schema_table(&schema, "y", "a"));
		assert_null(calx__schema_table_nocase(&schema, NULL, "c"));
		assert_true(calx__schema_index(&arena, &schema));
	}
	/* they may change places, and one that was taken out is gone */
	first = list[0];
	list[0] = list[4];
	list[4] = first;
	assert_ptr_equal(calx__schema_table(&schema, NULL, "a"), &tables[0]);
	schema.table_count = 4;
	assert_null(calx__schema_table(&schema, NULL, "a"));
	calx__arena_release(&arena);
}

CHECK_MAIN("schema", cmocka_unit_test(references_stand_on_keys),
	cmocka_unit_test(tables_are_found_by_name),
	cmocka_unit_test(names_are_of_one_thing))
