/* When two tables are the same: one that differs in any one thing is not. */

#include "check.h"

#include "sql/schema/compare.h"

enum { COLUMNS = 3, CONSTRAINTS = 4, INDEXES = 2, NAMES = 2 };

/* A table with something of everything, in memory of its own. */
struct sample {
	struct sql_table table;
	struct sql_column columns[COLUMNS];
	struct sql_constraint constraints[CONSTRAINTS], indexes[INDEXES];
	const char *key[NAMES], *unique[NAMES], *from[NAMES], *to[NAMES];
	const char *indexed[NAMES];
	struct sql_item items[NAMES];
};

enum { KEY, UNIQUE, REFERENCE, CHECK };

static void constraints_make(struct sample *s)
{
	s->constraints[KEY] = (struct sql_constraint){
		.kind = CALX_PRIMARY_KEY, .name = "pk", .columns = s->key
	};
	s->constraints[UNIQUE] = (struct sql_constraint){
		.kind = CALX_UNIQUE, .name = "uq", .columns = s->unique
	};
	s->constraints[REFERENCE] =
		(struct sql_constraint){ .kind = CALX_FOREIGN_KEY,
			.name = "fk",
			.columns = s->from,
			.referred_schema = "s",
			.referred_table = "u",
			.referred_columns = s->to,
			.on_delete = "CASCADE" };
	s->constraints[CHECK] = (struct sql_constraint){
		.kind = CALX_CHECK, .name = "ck", .text = "a > 0"
	};
	for (size_t i = KEY; i < CHECK; i++)
		s->constraints[i].column_count = NAMES;
	s->indexes[0] = (struct sql_constraint){ .kind = CALX_INDEX,
		.name = "ix",
		.columns = s->indexed,
		.column_count = NAMES };
	s->indexes[1] = (struct sql_constraint){ .kind = CALX_INDEX,
		.name = "ix_items",
		.items = s->items,
		.item_count = NAMES,
		.where = "b > 0" };
}

static void sample_make(struct sample *s)
{
	*s = (struct sample){
		.key = { "a", "b" },
		.unique = { "b", "c" },
		.from = { "a", "c" },
		.to = { "x", "y" },
		.indexed = { "c", "a" },
		.items = { { .column = "a", .collation = "NOCASE" },
			{ .expression = "lower(b)", .descending = true } },
	};
	s->columns[0] = (struct sql_column){ .name = "a",
		.type = { .kind = CALX_INTEGER } };
	s->columns[1] = (struct sql_column){ .name = "b",
		.type = { .kind = CALX_STRING, .length = 9 },
		.collation = "NOCASE",
		.server_default = "'x'" };
	s->columns[2] = (struct sql_column){ .name = "c",
		.type_text = "ODD",
		.nullable = true,
		.computed = "a + 1" };
	constraints_make(s);
	s->table = (struct sql_table){ .name = "t",
		.schema = "s",
		.columns = s->columns,
		.column_count = COLUMNS,
		.constraints = s->constraints,
		.constraint_count = CONSTRAINTS,
		.indexes = s->indexes,
		.index_count = INDEXES,
		.says_options = true };
}

/* One change each. */
#define CHANGES(X)                                                             \
	X(s->table.name = "T")                                                 \
	X(s->table.schema = NULL)                                              \
	X(s->table.schema = "other")                                           \
	X(s->table.strict = true)                                              \
	X(s->table.without_rowid = true)                                       \
	X(s->table.column_count--)                                             \
	X(s->columns[0].name = "A")                                            \
	X(s->columns[0].type.kind = CALX_BIG_INTEGER)                          \
	X(s->columns[1].type.length = 8)                                       \
	X(s->columns[1].nullable = true, s->key[1] = "c")                      \
	X(s->columns[2].nullable = false)                                      \
	X(s->columns[1].collation = "RTRIM")                                   \
	X(s->columns[1].server_default = "'X'")                                \
	X(s->columns[1].server_default = NULL)                                 \
	X(s->columns[2].type_text = "ODDER")                                   \
	X(s->columns[2].type_text = NULL, s->columns[2].type.kind = CALX_TEXT) \
	X(s->columns[2].computed = "a + 2")                                    \
	X(s->columns[2].persisted = true)                                      \
	X(s->table.constraint_count--)                                         \
	X(s->table.index_count--)                                              \
	X(s->constraints[KEY].name = "pk2")                                    \
	X(s->constraints[KEY].kind = CALX_UNIQUE)                              \
	X(s->constraints[KEY].autoincrement = true)                            \
	X(s->constraints[UNIQUE].on_conflict = "IGNORE")                       \
	X(s->constraints[UNIQUE].column_count = 1)                             \
	X(s->unique[0] = "c", s->unique[1] = "b")                              \
	X(s->unique[1] = "a")                                                  \
	X(s->constraints[REFERENCE].on_delete = NULL)                          \
	X(s->constraints[REFERENCE].on_update = "CASCADE")                     \
	X(s->constraints[REFERENCE].deferrable = true)                         \
	X(s->constraints[REFERENCE].deferred = true)                           \
	X(s->constraints[REFERENCE].referred_schema = NULL)                    \
	X(s->constraints[REFERENCE].referred_table = "v")                      \
	X(s->constraints[REFERENCE].referred_columns = NULL)                   \
	X(s->to[1] = "z")                                                      \
	X(s->from[0] = "b")                                                    \
	X(s->constraints[CHECK].text = "a > 1")                                \
	X(s->constraints[CHECK].name = "ck2")                                  \
	X(s->indexes[0].unique = true)                                         \
	X(s->indexes[0].name = "ix2")                                          \
	X(s->indexes[0].where = "a > 0")                                       \
	X(s->indexed[1] = "b")                                                 \
	X(s->indexes[1].where = NULL)                                          \
	X(s->indexes[1].item_count = 1)                                        \
	X(s->items[0].column = "b")                                            \
	X(s->items[0].column = NULL, s->items[0].expression = "a")             \
	X(s->items[0].collation = NULL)                                        \
	X(s->items[0].descending = true)                                       \
	X(s->items[1].expression = "upper(b)")                                 \
	X(s->items[1].descending = false)

/* And what is no change. */
#define NO_CHANGES(X)                                            \
	X((void)s)                                               \
	X(s->columns[1].collation = "nocase")                    \
	X(s->columns[2].type_text = "odd")                       \
	X(s->columns[2].computed = "A  +  1")                    \
	X(s->columns[0].nullable = true) /* of the key */        \
	X(s->constraints[KEY].name = NULL)                       \
	X(s->constraints[REFERENCE].name = NULL)                 \
	X(s->constraints[CHECK].text = "A>0")                    \
	X(s->items[0].collation = "nocase")                      \
	X(s->items[1].expression = "LOWER( b )")                 \
	X(s->table.strict = true, s->table.says_options = false) \
	X(s->constraints[CHECK].of_type = true)

static bool same_after(const char *text, struct sample *changed)
{
	struct sample plain;
	bool same;

	sample_make(&plain);
	same = calx__table_same(&plain.table, &changed->table);
	if (same != calx__table_same(&changed->table, &plain.table))
		fail_msg("one way only: %s", text);
	return same;
}

#define CHECK_CHANGE(...)                                          \
	do {                                                       \
		struct sample sample, *s = &sample;                \
		sample_make(s);                                    \
		__VA_ARGS__;                                       \
		if (same_after(#__VA_ARGS__, s))                   \
			fail_msg("not noticed: %s", #__VA_ARGS__); \
	} while (0);
#define CHECK_NO_CHANGE(...)                                   \
	do {                                                   \
		struct sample sample, *s = &sample;            \
		sample_make(s);                                \
		__VA_ARGS__;                                   \
		if (!same_after(#__VA_ARGS__, s))              \
			fail_msg("noticed: %s", #__VA_ARGS__); \
	} while (0);

static void every_change_is_noticed(void **state)
{
	(void)state;
	CHANGES(CHECK_CHANGE)
}

static void what_says_the_same_is_the_same(void **state)
{
	(void)state;
	NO_CHANGES(CHECK_NO_CHANGE)
}

/* constraints and indexes have no order */
static void the_order_of_constraints_is_no_matter(void **state)
{
	struct sample plain, turned;
	struct sql_constraint first;

	(void)state;
	sample_make(&plain);
	sample_make(&turned);
	first = turned.constraints[0];
	turned.constraints[0] = turned.constraints[3];
	turned.constraints[3] = first;
	first = turned.indexes[0];
	turned.indexes[0] = turned.indexes[1];
	turned.indexes[1] = first;
	assert_true(calx__table_same(&plain.table, &turned.table));
}

/* A name that is not there is any name. */
static void constraints_without_a_name_are_equal(void **state)
{
	struct sample a, b;

	(void)state;
	sample_make(&a);
	sample_make(&b);
	b.constraints[UNIQUE].name = "other";
	assert_true(calx__constraint_same(
		&a.constraints[UNIQUE], &b.constraints[UNIQUE]));
	assert_false(calx__constraint_equal(
		&a.constraints[UNIQUE], &b.constraints[UNIQUE]));
	b.constraints[UNIQUE].name = NULL;
	assert_true(calx__constraint_equal(
		&a.constraints[UNIQUE], &b.constraints[UNIQUE]));
	assert_true(calx__constraint_equal(
		&b.constraints[UNIQUE], &a.constraints[UNIQUE]));
	assert_true(calx__table_options_same(&a.table, &b.table));
	b.table.strict = true;
	assert_false(calx__table_options_same(&a.table, &b.table));
	b.table.says_options = false;
	assert_true(calx__table_options_same(&a.table, &b.table));
	assert_true(calx__table_options_same(&b.table, &a.table));
}

/* a type that calx has no word for is the same as it is spelt */
static void types_are_compared_by_what_is_known(void **state)
{
	static const struct {
		struct sql_column a, b;
		bool same;
	} cases[] = {
		{ { .type.kind = CALX_TEXT }, { .type.kind = CALX_TEXT },
			true },
		{ { .type.kind = CALX_TEXT }, { .type.kind = CALX_STRING },
			false },
		{ { .type.kind = CALX_TEXT, .type_text = "A" },
			{ .type.kind = CALX_TEXT, .type_text = "B" }, true },
		{ { .type_text = "A" }, { .type_text = "a" }, true },
		{ { .type_text = "A" }, { .type_text = "B" }, false },
		{ { .type_text = "A" },
			{ .type.kind = CALX_TEXT, .type_text = "A" }, true },
		{ { .type_text = "A" }, { .type.kind = CALX_TEXT }, false },
		{ { .type_text = "A" }, { .type.kind = CALX_NULL }, true },
		{ { .type.kind = CALX_NULL }, { .type.kind = CALX_NULL },
			true },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		assert_int_equal(calx__type_same(&cases[i].a, &cases[i].b),
			cases[i].same);
		assert_int_equal(calx__type_same(&cases[i].b, &cases[i].a),
			cases[i].same);
	}
}

CHECK_MAIN("compare", cmocka_unit_test(every_change_is_noticed),
	cmocka_unit_test(what_says_the_same_is_the_same),
	cmocka_unit_test(the_order_of_constraints_is_no_matter),
	cmocka_unit_test(constraints_without_a_name_are_equal),
	cmocka_unit_test(types_are_compared_by_what_is_known), )
