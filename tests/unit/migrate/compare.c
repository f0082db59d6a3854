/* When two parts of a schema are the same. */

#include "check.h"

#include "sql/schema/compare.h"
#include "sql/schema/expression.h"

static void layout_of_sql_does_not_count(void **state)
{
	static const struct {
		const char *a, *b;
		bool same;
	} cases[] = {
		{ NULL, NULL, true },
		{ NULL, "", false },
		{ "a > 0", "a>0", true },
		{ " a >\n\t0 ", "a> 0", true },
		{ "a IN (0, 1)", "a IN (0,1)", true },
		{ "a b", "ab", false },
		{ "a  b", "a b", true },
		{ "'a b'", "'a  b'", false },
		{ "'it''s' || x", "'it''s'||x", true },
		{ "\"a b\" > 0", "\"ab\" > 0", false },
		{ "'\" ' > 1", "'\" '>1", true },
		{ "a", "A", true },
		{ "Length(NAME) > 0", "length(name) > 0", true },
		{ "a = 'a'", "A = 'A'", false },
		{ "\"a\" > 0", "\"A\" > 0", false },
		{ "x = 'a' AND b", "X = 'a' and B", true },
		{ "a", "a ", true },
		{ "a", "ab", false },
		{ "1 2", "12", false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		if (calx__sql_same(cases[i].a, cases[i].b) != cases[i].same)
			fail_msg("case %zu", i);
		if (calx__sql_same(cases[i].b, cases[i].a) != cases[i].same)
			fail_msg("case %zu, turned round", i);
	}
}

static void types_without_a_word_are_their_text(void **state)
{
	const struct sql_column geometry = { .type_text = "GEOMETRY" };
	const struct sql_column lower = { .type_text = "geometry" };
	const struct sql_column point = { .type_text = "POINT" };
	const struct sql_column text = { .type = { .kind = CALX_TEXT } };

	(void)state;
	assert_true(calx__type_same(&geometry, &lower));
	assert_false(calx__type_same(&geometry, &point));
	assert_false(calx__type_same(&geometry, &text));
	assert_true(calx__type_same(&text, &text));
}

/* A model that says how another program stores its values is no difference from
 * what that program has declared. */
static void forms_are_what_others_declare(void **state)
{
	static const struct {
		calx_type model, database;
		bool same;
	} cases[] = {
		{ { .kind = CALX_DATETIME, .stored = CALX_STORED_UNIX_SECONDS },
			{ .kind = CALX_INTEGER }, true },
		{ { .kind = CALX_TIMESTAMP,
			  .stored = CALX_STORED_UNIX_MILLISECONDS },
			{ .kind = CALX_BIG_INTEGER }, true },
		{ { .kind = CALX_TIMESTAMP,
			  .stored = CALX_STORED_UNIX_MILLISECONDS },
			{ .kind = CALX_DATETIME }, true },
		{ { .kind = CALX_DATETIME, .stored = CALX_STORED_UNIX_SECONDS },
			{ .kind = CALX_TEXT }, false },
		{ { .kind = CALX_DATETIME, .stored = CALX_STORED_JULIAN_DAYS },
			{ .kind = CALX_DOUBLE }, true },
		{ { .kind = CALX_DATE, .stored = CALX_STORED_JULIAN_DAYS },
			{ .kind = CALX_INTEGER }, false },
		{ { .kind = CALX_UUID, .stored = CALX_STORED_UUID_BYTES },
			{ .kind = CALX_BLOB }, true },
		{ { .kind = CALX_UUID, .stored = CALX_STORED_UUID_BYTES },
			{ .kind = CALX_NULL }, true },
		{ { .kind = CALX_UUID, .stored = CALX_STORED_UUID_BYTES },
			{ .kind = CALX_STRING, .length = 16 }, false },
		{ { .kind = CALX_UUID, .stored = CALX_STORED_UUID_HEX },
			{ .kind = CALX_TEXT }, true },
		{ { .kind = CALX_BOOLEAN, .stored = CALX_STORED_Y_N },
			{ .kind = CALX_STRING, .length = 9 }, true },
		{ { .kind = CALX_BOOLEAN, .stored = CALX_STORED_Y_N },
			{ .kind = CALX_ENUMERATION }, true },
		{ { .kind = CALX_BOOLEAN, .stored = CALX_STORED_Y_N },
			{ .kind = CALX_INTEGER }, false },
		{ { .kind = CALX_NUMERIC,
			  .length = 9,
			  .scale = 2,
			  .stored = CALX_STORED_DECIMAL_TEXT },
			{ .kind = CALX_TEXT }, true },
		{ { .kind = CALX_NUMERIC,
			  .length = 9,
			  .scale = 2,
			  .stored = CALX_STORED_SCALED_INTEGER },
			{ .kind = CALX_INTEGER }, true },
		{ { .kind = CALX_NUMERIC,
			  .length = 9,
			  .scale = 2,
			  .stored = CALX_STORED_SCALED_INTEGER },
			{ .kind = CALX_TEXT }, false },
		/* two models */
		{ { .kind = CALX_DATETIME, .stored = CALX_STORED_UNIX_SECONDS },
			{ .kind = CALX_DATETIME,
				.stored = CALX_STORED_JULIAN_DAYS },
			false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		const struct sql_column a = { .type = cases[i].model };
		const struct sql_column b = { .type = cases[i].database };

		if (calx__type_same(&a, &b) != cases[i].same ||
			calx__type_same(&b, &a) != cases[i].same)
			fail_msg("case %zu", i);
	}
}

static void constraints_are_what_they_do(void **state)
{
	const char *a[] = { "a" }, *b[] = { "b" };
	const struct sql_constraint key = { .kind = CALX_FOREIGN_KEY,
		.name = "x",
		.columns = a,
		.column_count = 1,
		.referred_table = "t",
		.on_delete = "CASCADE" };
	struct sql_constraint other = key;

	(void)state;
	other.name = "y";
	assert_true(calx__constraint_same(&key, &other));
	other.columns = b;
	assert_false(calx__constraint_same(&key, &other));
	other = key;
	other.on_delete = NULL;
	assert_false(calx__constraint_same(&key, &other));
	other = key;
	other.deferred = true;
	assert_false(calx__constraint_same(&key, &other));
	other = key;
	other.referred_columns = a;
	assert_false(calx__constraint_same(&key, &other));
	other = key;
	other.kind = CALX_UNIQUE;
	assert_false(calx__constraint_same(&key, &other));
}

static void order_counts_for_columns_only(void **state)
{
	struct sql_column columns[] = { { .name = "a",
						.type = { .kind = CALX_TEXT } },
		{ .name = "b", .type = { .kind = CALX_DATE } } };
	struct sql_column turned[] = { columns[1], columns[0] };
	struct sql_constraint checks[] = {
		{ .kind = CALX_CHECK, .name = "x", .text = "a > 0" },
		{ .kind = CALX_CHECK, .name = "y", .text = "b > 0" },
		{ .kind = CALX_CHECK, .of_type = true, .text = "c" }
	};
	struct sql_constraint swapped[] = { checks[1], checks[0] };
	const struct sql_table one = { .name = "t",
		.columns = columns,
		.column_count = 2,
		.constraints = checks,
		.constraint_count = 3 };
	struct sql_table two = one;

	(void)state;
	two.constraints = swapped;
	two.constraint_count = 2;
	assert_true(calx__table_same(&one, &two));
	two.constraint_count = 1;
	assert_false(calx__table_same(&one, &two));
	assert_false(calx__table_same(&two, &one));
	two = one;
	two.columns = turned;
	assert_false(calx__table_same(&one, &two));
}

CHECK_MAIN("compare", cmocka_unit_test(layout_of_sql_does_not_count),
	cmocka_unit_test(types_without_a_word_are_their_text),
	cmocka_unit_test(forms_are_what_others_declare),
	cmocka_unit_test(constraints_are_what_they_do),
	cmocka_unit_test(order_counts_for_columns_only))
