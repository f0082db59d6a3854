#include "check.h"
#include "torture.h"

#include "sql/statement/key.h"
#include "util/alloc.h"

#include <calx/calx.h>
#include <calx/short.h>

CALX_MODEL(Book, "books", column(id, integer(), .primary_key = true),
	column(title, nullable(string(20))), column(cost, nullable(integer())),
	column(price, nullable(numeric(30, 2))));

CALX_MODEL(Shelf, "shelves", column(id, integer(), .primary_key = true));

#define CLAUSES(...) CALX_CLAUSES_(__VA_ARGS__)

/* a key with its values */
struct made {
	struct strbuf key;
	struct vec values;
};

static struct made make(enum statement_kind kind, const calx_table *table,
	const calx_node *clauses)
{
	const struct statement statement = {
		.kind = kind, .table = table, .clauses = clauses
	};
	struct made made = { STRBUF_INIT, VEC_INIT(struct bound_value) };

	calx__statement_key(&statement, &made.key, &made.values);
	assert_false(made.key.failed || made.values.failed);
	return made;
}

static void made_release(struct made *made)
{
	calx__strbuf_release(&made->key);
	calx__vec_release(&made->values);
}

static bool same_key(const calx_node *a, const calx_node *b)
{
	struct made made_a = make(STATEMENT_SELECT, &Book_calx_table_, a);
	struct made made_b = make(STATEMENT_SELECT, &Book_calx_table_, b);
	const bool same =
		made_a.key.length == made_b.key.length &&
		!memcmp(made_a.key.data, made_b.key.data, made_a.key.length);

	made_release(&made_a);
	made_release(&made_b);
	return same;
}

static void check_same(const calx_node *a, const calx_node *b)
{
	assert_true(same_key(a, b));
}

static void check_different(const calx_node *a, const calx_node *b)
{
	assert_false(same_key(a, b));
}

static void keys_leave_values_out(void **state)
{
	(void)state;
	check_same(CLAUSES(where(Book.cost, ==, 1), ),
		CLAUSES(where(Book.cost, ==, 2), ));
	check_same(CLAUSES(where(Book.title, ==, "a"), limit(1), ),
		CLAUSES(where(Book.title, ==, "bcd"), limit(2), ));
	check_same(CLAUSES(where(Book.cost, in, 1, 2), ),
		CLAUSES(where(Book.cost, in, 3, 4), ));
	check_same(CLAUSES(set(Book.title, "a"), all_rows(), ),
		CLAUSES(set(Book.title, "b"), all_rows(), ));
	check_same(CLAUSES(), CLAUSES());
	check_same(CLAUSES(), NULL);
}

static void keys_tell_structures_apart(void **state)
{
	const char *null = NULL;

	(void)state;
	check_different(CLAUSES(where(Book.cost, ==, 1), ),
		CLAUSES(where(Book.cost, !=, 1), ));
	check_different(CLAUSES(where(Book.cost, <, 1), ),
		CLAUSES(where(Book.cost, <=, 1), ));
	check_different(CLAUSES(where(Book.cost, ==, 1), ),
		CLAUSES(where(Book.id, ==, 1), ));
	check_different(CLAUSES(where(Book.cost, ==, 1), ),
		CLAUSES(where(Book.cost, ==, Book.id), ));
	check_different(CLAUSES(where(Book.cost, ==, 1), ), CLAUSES());
	check_different(CLAUSES(where(Book.cost, in, 1), ),
		CLAUSES(where(Book.cost, in, 1, 2), ));
	check_different(CLAUSES(where(Book.title, ==, "a"), ),
		CLAUSES(where(Book.title, ==, null), ));
	check_different(CLAUSES(where(Book.title, in, "a"), ),
		CLAUSES(where(Book.title, in,
				array(&(const char *){ NULL }, 1)), ));
	check_different(CLAUSES(order_by(Book.cost), ),
		CLAUSES(order_by(desc(Book.cost)), ));
	check_different(CLAUSES(order_by(asc(Book.cost)), ),
		CLAUSES(order_by(desc(Book.cost)), ));
	check_different(
		CLAUSES(order_by(Book.cost), ), CLAUSES(columns(Book.cost), ));
	check_different(CLAUSES(limit(1), ), CLAUSES(offset(1), ));
	check_different(CLAUSES(limit(1), ), CLAUSES(limit(-1), ));
	check_different(CLAUSES(offset(1), ), CLAUSES(offset(-1), ));
	check_different(CLAUSES(limit(1), offset(1), ),
		CLAUSES(limit(1), offset(-1), ));
	check_different(
		CLAUSES(set(Book.cost, 1), ), CLAUSES(set_null(Book.cost), ));
	check_different(CLAUSES(all_rows(), ), CLAUSES());
	/* (a or b) and c is not a or (b and c) */
	check_different(
		CLAUSES(any_of(where(Book.id, ==, 1), where(Book.id, ==, 2)),
			where(Book.id, ==, 3), ),
		CLAUSES(any_of(where(Book.id, ==, 1), where(Book.id, ==, 2),
				where(Book.id, ==, 3)), ));
	check_different(CLAUSES(all_of(where(Book.id, ==, 1)), ),
		CLAUSES(none_of(where(Book.id, ==, 1)), ));
}

/* A condition that is left out is none, whatever it was about. */
static void keys_tell_what_is_left_out(void **state)
{
	const char *given = "a", *none = NULL;

	(void)state;
	check_different(CLAUSES(where_given(Book.title, ==, given), ),
		CLAUSES(where_given(Book.title, ==, none), ));
	check_same(CLAUSES(where_given(Book.title, ==, none), ),
		CLAUSES(where_given(Book.title, !=, none), ));
	check_different(
		CLAUSES(where_given(Book.title, ==, none), ), CLAUSES());
	check_different(CLAUSES(any_of(where_given(Book.title, ==, given)), ),
		CLAUSES(any_of(where_given(Book.title, ==, none)), ));
	check_different(CLAUSES(where_if(true, Book.id, ==, 1), ),
		CLAUSES(where_if(false, Book.id, ==, 1), ));
}

/* What no operator is long enough for is an error in any case: no more of it is
 * kept than there is room for. */
static void keys_cut_long_operators(void **state)
{
	char text[400];
	const calx_node *given = CLAUSES(where(Book.cost, ==, 1), );
	calx_node clauses[2] = { given[0], { .kind = CALX_NODE_END } };

	(void)state;
	for (size_t length = 1; length < sizeof(text); length++) {
		struct made made;

		memset(text, 'x', length);
		text[length] = '\0';
		clauses[0].text = text;
		made = make(STATEMENT_SELECT, &Book_calx_table_, clauses);
		assert_int_equal(made.values.count, 1);
		assert_true(made.key.length < 100);
		check_different(clauses, CLAUSES(where(Book.cost, ==, 1), ));
		made_release(&made);
	}
}

static void keys_tell_statements_apart(void **state)
{
	static const unsigned one[] = { 1 }, two[] = { 2 };
	const struct statement statements[] = {
		{ .kind = STATEMENT_SELECT, .table = &Book_calx_table_ },
		{ .kind = STATEMENT_SELECT, .table = &Shelf_calx_table_ },
		{ .kind = STATEMENT_COUNT, .table = &Book_calx_table_ },
		{ .kind = STATEMENT_GET, .table = &Book_calx_table_ },
		{ .kind = STATEMENT_INSERT, .table = &Book_calx_table_ },
		{ .kind = STATEMENT_INSERT,
			.table = &Book_calx_table_,
			.numbers = one,
			.number_count = 1,
			.rows = 1 },
		{ .kind = STATEMENT_INSERT,
			.table = &Book_calx_table_,
			.numbers = two,
			.number_count = 1,
			.rows = 1 },
		{ .kind = STATEMENT_INSERT,
			.table = &Book_calx_table_,
			.numbers = two,
			.number_count = 1,
			.rows = 2 },
		{ .kind = STATEMENT_INSERT,
			.table = &Book_calx_table_,
			.keys = two,
			.key_count = 1,
			.rows = 1 },
		{ .kind = STATEMENT_INSERT,
			.table = &Book_calx_table_,
			.returning = two,
			.returning_count = 1,
			.rows = 1 },
	};
	enum { COUNT = sizeof(statements) / sizeof(*statements) };
	struct strbuf keys[COUNT];
	struct vec values = VEC_INIT(struct bound_value);

	(void)state;
	for (size_t i = 0; i < COUNT; i++) {
		calx__strbuf_init(&keys[i], 0);
		calx__statement_key(&statements[i], &keys[i], &values);
		for (size_t j = 0; j < i; j++)
			assert_false(keys[i].length == keys[j].length &&
				     !memcmp(keys[i].data, keys[j].data,
					     keys[i].length));
	}
	for (size_t i = 0; i < COUNT; i++)
		calx__strbuf_release(&keys[i]);
	calx__vec_release(&values);
}

static const struct bound_value *value_at(const struct made *made, size_t index)
{
	assert_true(index < made->values.count);
	return calx__vec_at(&made->values, index);
}

static void values_come_in_the_order_of_the_clauses(void **state)
{
	struct made made = make(STATEMENT_UPDATE, &Book_calx_table_,
		CLAUSES(limit(5), where(Book.cost, between, 2, 3),
			set(Book.title, "one"), offset(6),
			any_of(where(Book.id, in, 41, 42)), ));
	const calx_column *title = Book.title.column_or_expression->column;
	const calx_column *cost = Book.cost.column_or_expression->column;
	const calx_column *id = Book.id.column_or_expression->column;
	const struct {
		int64_t number;
		const calx_column *column;
		bool compared;
	} expected[] = {
		{ 5, NULL, true },
		{ 2, cost, true },
		{ 3, cost, true },
		{ 0, title, false },
		{ 6, NULL, true },
		{ 41, id, true },
		{ 42, id, true },
	};

	(void)state;
	assert_int_equal(made.values.count, 7);
	for (size_t i = 0; i < made.values.count; i++) {
		const struct bound_value *bound = value_at(&made, i);

		assert_ptr_equal(bound->column, expected[i].column);
		assert_int_equal(bound->compared, expected[i].compared);
		if (expected[i].number)
			assert_int_equal(
				bound->value.as.integer, expected[i].number);
	}
	assert_string_equal(value_at(&made, 3)->value.as.text.data, "one");
	made_release(&made);
}

/* the limit that a verb has counts only where no clause says one */
static void a_limit_is_the_clause_or_the_statement(void **state)
{
	struct strbuf key = STRBUF_INIT;
	struct vec values = VEC_INIT(struct bound_value);
	struct statement statement = { .kind = STATEMENT_SELECT,
		.table = &Book_calx_table_,
		.limit = 7,
		.clauses = CLAUSES(where(Book.cost, ==, 3), ) };

	(void)state;
	calx__statement_key(&statement, &key, &values);
	assert_int_equal(values.count, 2);
	statement.clauses = CLAUSES(where(Book.cost, ==, 3), limit(1), );
	calx__statement_key(&statement, &key, &values);
	assert_int_equal(values.count, 4);
	calx__strbuf_release(&key);
	calx__vec_release(&values);
}

static void null_items_are_null_values(void **state)
{
	const char *texts[] = { "a", NULL };
	struct made made = make(STATEMENT_SELECT, &Book_calx_table_,
		CLAUSES(where(Book.title, in, array(texts, 2)), ));

	(void)state;
	assert_int_equal(made.values.count, 2);
	assert_int_equal(value_at(&made, 1)->value.kind, CALX_NULL);
	made_release(&made);
}

/* as of a cast to a type without a name, or a column without a table */
static void no_text_is_none_but_itself(void **state)
{
	(void)state;
	for (int kind = 1; kind < NODE_KIND_COUNT; kind++) {
		calx_node named = { .kind = kind, .text = "a" };
		calx_node same = { .kind = kind, .text = (char[]){ "a" } };
		calx_node other = { .kind = kind, .text = "b" };
		calx_node none = { .kind = kind };

		if (!calx__node_info(&named)->has_text ||
			calx__node_info(&named)->has_children ||
			calx__node_info(&named)->has_type)
			continue;
		assert_true(calx__nodes_equal(&named, &same));
		assert_false(calx__nodes_equal(&named, &other));
		assert_false(calx__nodes_equal(&named, &none));
		assert_false(calx__nodes_equal(&none, &named));
		assert_true(calx__nodes_equal(&none, &none));
	}
}

/* a key appends, and a long one grows */
static void keys_grow(void **state)
{
	struct strbuf key = STRBUF_INIT;
	struct vec values = VEC_INIT(struct bound_value);
	const struct statement statement = { .kind = STATEMENT_SELECT,
		.table = &Book_calx_table_,
		.clauses =
			CLAUSES(order_by(Book.id, Book.title, Book.cost,
					Book.price, Book.id, Book.title,
					Book.cost, Book.price, Book.id,
					Book.title, Book.cost, Book.price), ) };
	size_t length;

	(void)state;
	calx__strbuf_adds(&key, "head");
	calx__statement_key(&statement, &key, &values);
	length = key.length - 4;
	assert_true(length > 100);
	assert_memory_equal(key.data, "head", 4);
	calx__statement_key(&statement, &key, &values);
	assert_int_equal(key.length, 4 + 2 * length);
	assert_memory_equal(key.data + 4, key.data + 4 + length, length);
	calx__strbuf_release(&key);
	calx__vec_release(&values);
}

static void copies_own_everything(void **state)
{
	struct arena arena = { 0 };
	char text[] = "title", item[] = "item";
	const char *items[] = { item, NULL };
	int64_t numbers[] = { 7, 8 };
	calx_node *copy;

	(void)state;
	copy = calx__nodes_copy(
		&arena, CLAUSES(where(Book.title, ==, text),
				any_of(where(Book.title, in, array(items, 2)),
					where(Book.id, in, array(numbers, 2)),
					where(Book.id, in,
						array((const int *)NULL, 0))),
				limit(3), ));
	text[0] = item[0] = 'X';
	numbers[0] = 0;
	assert_non_null(copy);
	assert_int_equal(calx__nodes_count(copy), 3);
	assert_string_equal(copy[0].children[1].value.as.text.data, "title");
	assert_string_equal(copy[0].text, "==");
	assert_ptr_equal(copy[0].children[0].column,
		Book.title.column_or_expression->column);
	{
		const calx_node *any = &copy[1];
		const calx_node *list = &any->children[0].children[1];

		assert_int_equal(calx__array_count(list), 2);
		assert_string_equal(
			calx__array_item(list, 0).as.text.data, "item");
		assert_int_equal(calx__array_item(list, 1).kind, CALX_NULL);
		assert_true(calx__array_has_null(list));
		list = &any->children[1].children[1];
		assert_int_equal(calx__array_item(list, 0).as.integer, 7);
		assert_false(calx__array_has_null(list));
		assert_int_equal(
			calx__array_count(&any->children[2].children[1]), 0);
	}
	calx__arena_release(&arena);
}

static void copies_do_not_lose_what_is_too_deep(void **state)
{
	calx_node nodes[NODE_DEPTH_MAX + 10][2] = { 0 };
	const size_t last = NODE_DEPTH_MAX + 9;
	struct arena arena = { 0 };
	const calx_node *copy;
	size_t depth = 0;

	(void)state;
	for (size_t i = 0; i < last; i++) {
		nodes[i][0].kind = CALX_NODE_ANY_OF;
		nodes[i][0].children = nodes[i + 1];
	}
	copy = calx__nodes_copy(&arena, nodes[0]);
	for (; copy->kind == CALX_NODE_ANY_OF; copy = copy->children)
		depth++;
	assert_true(depth <= NODE_DEPTH_MAX + 1);
	assert_int_equal(copy->kind, CALX_NODE_INVALID);
	calx__arena_release(&arena);
}

/* Clauses in clauses, up to the depth that is followed and beyond: what there is
 * room for is what is copied. */
static void clauses_in_clauses_are_copied_flat(void **state)
{
	enum { AT_THE_BOTTOM = 40 };
	static calx_node bottom[AT_THE_BOTTOM + 1];
	static calx_node nodes[NODE_DEPTH_MAX + 6][2];

	(void)state;
	for (size_t i = 0; i < AT_THE_BOTTOM; i++)
		bottom[i].kind = CALX_NODE_ALL_ROWS;
	for (size_t depth = 0; depth < NODE_DEPTH_MAX + 5; depth++) {
		/* so that a step beyond the list is one beyond the block */
		struct arena arena = { .block_size = 1 };
		const calx_node *copy;
		size_t count;

		for (size_t i = 0; i < depth; i++) {
			nodes[i][0] = (calx_node){ .kind = CALX_NODE_CLAUSES,
				.children =
					i + 1 < depth ? nodes[i + 1] : bottom };
		}
		copy = calx__nodes_copy(&arena, depth ? nodes[0] : bottom);
		assert_non_null(copy);
		count = calx__nodes_count(copy);
		if (depth <= NODE_DEPTH_MAX)
			assert_int_equal(count, AT_THE_BOTTOM);
		else
			assert_int_equal(copy[0].kind, CALX_NODE_INVALID);
		assert_true(count == AT_THE_BOTTOM || count == 1);
		calx__arena_release(&arena);
	}
}

/* ---- equality --------------------------------------------------------------- */

/* Whether the first expressions of two lists are equal. */
static bool equal(const calx_node *a, const calx_node *b)
{
	struct arena arena = { 0 };
	const calx_node *copies[2] = { calx__columns_copy(&arena, a),
		calx__columns_copy(&arena, b) };
	bool result = calx__nodes_equal(&copies[0][0], &copies[1][0]);

	assert_int_not_equal(copies[0]->kind, CALX_NODE_END);
	assert_int_not_equal(copies[1]->kind, CALX_NODE_END);
	calx__arena_release(&arena);
	return result;
}

#define EQUAL(a, b) equal(CLAUSES(columns(a), ), CLAUSES(columns(b), ))

static void expressions_equal_what_says_the_same(void **state)
{
	char words[2][2] = { "x", "x" };

	(void)state;
	assert_true(EQUAL(Book.title, Book.title));
	assert_false(EQUAL(Book.title, Book.id));
	assert_false(EQUAL(Book.id, Shelf.id));
	/* values: their kind, their size, their bytes */
	assert_true(EQUAL(literal(words[0]), literal(words[1])));
	assert_false(EQUAL(literal("x"), literal("y")));
	assert_false(EQUAL(literal("x"), literal("xy")));
	assert_true(EQUAL(literal(5), literal(5)));
	assert_false(EQUAL(literal(5), literal(6)));
	assert_false(EQUAL(literal(5), literal("5")));
	assert_true(EQUAL(literal(0.5), literal(0.5)));
	assert_false(EQUAL(literal(0.5), literal(-0.5)));
	assert_false(EQUAL(literal(calx_date_of(2024, 1, 1)),
		literal(calx_date_of(2024, 1, 2))));
	/* functions: their names and their arguments */
	assert_true(EQUAL(lower(Book.title), lower(Book.title)));
	assert_false(EQUAL(lower(Book.title), upper(Book.title)));
	assert_false(EQUAL(min(Book.cost), max(Book.cost)));
	assert_false(EQUAL(min(Book.cost), min(Book.id)));
	assert_true(EQUAL(coalesce(Book.cost, 1), coalesce(Book.cost, 1)));
	assert_false(EQUAL(coalesce(Book.cost, 1), coalesce(Book.cost, 2)));
	assert_false(EQUAL(coalesce(Book.cost, 1), coalesce(Book.cost, 1, 1)));
	assert_false(EQUAL(coalesce(Book.cost, 1, 1), coalesce(Book.cost, 1)));
	assert_false(EQUAL(calc(Book.cost, +, 1), calc(Book.cost, -, 1)));
	/* types */
	assert_true(EQUAL(cast(Book.cost, text()), cast(Book.cost, text())));
	assert_false(
		EQUAL(cast(Book.cost, text()), cast(Book.cost, string(5))));
	assert_false(
		EQUAL(cast(Book.cost, string(6)), cast(Book.cost, string(5))));
	assert_false(EQUAL(Book.cost, cast(Book.cost, integer())));
}

static void copy_once(void *context)
{
	struct arena arena = { 0 };
	calx_node *copy = calx__nodes_copy(
		&arena, CLAUSES(where(Book.title, ==, "a"),
				any_of(where(Book.title, in, "a", "b"),
					where(Book.id, in, 1, 2)), ));

	(void)context;
	if (torture_is_clean())
		assert_non_null(copy);
	calx__arena_release(&arena);
}

static void key_once(void *context)
{
	struct strbuf key = STRBUF_INIT;
	struct vec values = VEC_INIT(struct bound_value);
	const struct statement statement = { .kind = STATEMENT_SELECT,
		.table = &Book_calx_table_,
		.clauses = CLAUSES(limit(1),
			where(Book.id, in, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10),
			order_by(Book.id, Book.title, Book.cost, Book.price,
				Book.id, Book.title, Book.cost, Book.price,
				Book.id, Book.title, Book.cost, Book.price,
				Book.id, Book.title, Book.cost,
				Book.price), ) };

	(void)context;
	calx__statement_key(&statement, &key, &values);
	if (torture_is_clean())
		assert_int_equal(values.count, 11);
	else
		assert_true(key.failed || values.failed);
	calx__strbuf_release(&key);
	calx__vec_release(&values);
}

static void survives_lack_of_memory(void **state)
{
	(void)state;
	torture(copy_once, NULL);
	torture(key_once, NULL);
}

CHECK_MAIN("node", cmocka_unit_test(keys_leave_values_out),
	cmocka_unit_test(keys_tell_structures_apart),
	cmocka_unit_test(keys_tell_what_is_left_out),
	cmocka_unit_test(keys_cut_long_operators),
	cmocka_unit_test(keys_tell_statements_apart),
	cmocka_unit_test(values_come_in_the_order_of_the_clauses),
	cmocka_unit_test(a_limit_is_the_clause_or_the_statement),
	cmocka_unit_test(null_items_are_null_values),
	cmocka_unit_test(no_text_is_none_but_itself),
	cmocka_unit_test(keys_grow), cmocka_unit_test(copies_own_everything),
	cmocka_unit_test(copies_do_not_lose_what_is_too_deep),
	cmocka_unit_test(clauses_in_clauses_are_copied_flat),
	cmocka_unit_test(expressions_equal_what_says_the_same),
	cmocka_unit_test(survives_lack_of_memory), )
