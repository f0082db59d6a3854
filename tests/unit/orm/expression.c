#include "check.h"

#include "shop.h"

/* Expressions as a program meets them: in conditions, in columns(), in the order
 * of rows and of groups, and as the one value of calx_scalar() and calx_values().
 * The database answers. */

static struct shop_database db;

#define S db.session

static int set_up(void **state)
{
	(void)state;
	shop_open(&db);
	for (int i = 0; i < 6; i++)
		calx_add(S, Book, .title = i % 2 ? "Odd sea" : "Even 50%_off",
			.blurb = i == 3 ? "a blurb" : NULL,
			.cost = i == 5 ? (calx_opt_int32){ 0 }
				       : calx_some(10 * (i + 1)));
	calx_flush(S);
	CHECK_WELL(S);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	shop_close(&db);
	return 0;
}

#define COUNT(...) calx_count(S, Book, __VA_ARGS__)

static void operands_may_be_expressions(void **state)
{
	long long count;

	(void)state;
	count = COUNT(where(calc(Book.cost, +, 5), >, 40));
	assert_int_equal(count, 2);
	count = COUNT(where(calc(calc(Book.cost, +, 5), *, 2), ==, 30));
	assert_int_equal(count, 1);
	count = COUNT(where(Book.cost, ==, calc(Book.id, *, 10)));
	assert_int_equal(count, 5);
	count = COUNT(where(lower(Book.title), ==, "odd sea"));
	assert_int_equal(count, 3);
	count = COUNT(where(call(substr, Book.title, 1, 4), ==, "Even"));
	assert_int_equal(count, 3);
	count = COUNT(where(coalesce(Book.cost, 0), <, 15));
	assert_int_equal(count, 2);
	count = COUNT(where(coalesce(Book.blurb, Book.title), ==, "a blurb"));
	assert_int_equal(count, 1);
	count = COUNT(where(nullif(Book.cost, 10), is_null));
	assert_int_equal(count, 2);
	count = COUNT(where(literal(1), ==, 1));
	assert_int_equal(count, 6);
	count = COUNT(where(cast(Book.cost, string()), ==, "20"));
	assert_int_equal(count, 1);
	count = COUNT(where(case_when(string(), when("dear", Book.cost, >, 30),
				    when_all("none", where(Book.cost, is_null)),
				    otherwise("cheap")),
		==, "dear"));
	assert_int_equal(count, 2);
	CHECK_WELL(S);
}

static void text_is_looked_for_as_it_is(void **state)
{
	long long count;

	(void)state;
	count = COUNT(where(Book.title, starts_with, "Odd"));
	assert_int_equal(count, 3);
	count = COUNT(where(Book.title, ends_with, "%_off"));
	assert_int_equal(count, 3);
	count = COUNT(where(Book.title, contains, "50%"));
	assert_int_equal(count, 3);
	count = COUNT(where(Book.title, contains, "5%f"));
	assert_int_equal(count, 0);
	count = COUNT(where(Book.title, ilike, "ODD%"));
	assert_int_equal(count, 3);
	count = COUNT(where(Book.cost, is_distinct_from, 10));
	assert_int_equal(count, 5);
	CHECK_WELL(S);
}

static void conditions_may_be_left_out(void **state)
{
	const char *title = NULL;
	const calx_opt_int32 none = { 0 };
	const struct Book *last = NULL;
	long long count;

	(void)state;
	count = COUNT(where_given(Book.title, ==, title),
		where_given(Book.cost, >, none));
	assert_int_equal(count, 6);
	count = COUNT(where_given(Book.title, ==, "Odd sea"));
	assert_int_equal(count, 3);
	count = COUNT(where_if(last, Book.id, >, last->id));
	assert_int_equal(count, 6);
	count = COUNT(where_if(true, Book.id, >, 4));
	assert_int_equal(count, 2);
	count = COUNT(any_of(where_given(Book.title, ==, title),
		where_if(last, Book.id, >, last->id)));
	assert_int_equal(count, 6);
	count = COUNT(only_if(last, where(Book.id, >, last->id), limit(1)),
		only_if(true, where(Book.id, <, 3)));
	assert_int_equal(count, 2);
	CHECK_WELL(S);
	/* one that is left out is not the condition that a change needs */
	count = calx_delete_where(S, Book, where_given(Book.title, ==, title));
	assert_int_equal(count, CALX_MISUSE);
	calx_rollback(S);
}

/* The SQL of both forms is one, but they are told apart while they differ. */
static void what_is_left_out_is_part_of_the_key(void **state)
{
	const char *title = NULL;

	(void)state;
	for (int i = 0; i < 4; i++) {
		const long long count =
			COUNT(where_given(Book.title, ==, title));

		assert_int_equal(count, i % 2 ? 3 : 6);
		title = i % 2 ? NULL : "Odd sea";
	}
	CHECK_WELL(S);
}

static void one_value_is_read(void **state)
{
	calx_opt_int64 number;

	(void)state;
	number = calx_scalar(S, count_rows(), from(Book));
	assert_true(number.has);
	assert_int_equal(number.value, 6);
	number = calx_scalar(S, count(Book.cost));
	assert_int_equal(number.value, 5);
	number = calx_scalar(S, count_distinct(Book.title));
	assert_int_equal(number.value, 2);
	number = calx_scalar(S, sum(Book.cost), where(Book.cost, <, 40));
	assert_int_equal(number.value, 60);
	number = calx_scalar(S, max(Book.cost), where(Book.cost, >, 1000));
	assert_false(number.has);
	assert_true(calx_scalar(S, avg(Book.cost)).value == 30.0);
	CHECK_TEXT(calx_scalar(S, min(Book.title)), "Even 50%_off");
	assert_null(calx_scalar(S, Book.blurb, where(Book.id, ==, 1)));
	CHECK_TEXT(calx_scalar(S, concat(Book.title, "!"), order_by(Book.id)),
		"Even 50%_off!");
	CHECK_WELL(S);
}

static void the_values_of_a_column_are_read(void **state)
{
	calx_integers costs;
	calx_strings titles;

	(void)state;
	costs = calx_values(S, Book.cost, order_by(desc(Book.id)), limit(3));
	assert_int_equal(costs.count, 3);
	assert_int_equal(costs.items[0], 0); /* NULL */
	assert_int_equal(costs.items[1], 50);
	titles = calx_values(S, Book.title, distinct(), order_by(Book.title));
	assert_int_equal(titles.count, 2);
	CHECK_TEXT(titles.items[1], "Odd sea");
	titles = calx_values(S, Book.title, where(Book.id, >, 100));
	assert_int_equal(titles.count, 0);
	assert_null(titles.items);
	CHECK_WELL(S);
}

static void rows_are_grouped(void **state)
{
	int seen = 0;

	(void)state;
	calx_each_row(S, row, columns(Book.title, count_rows(), sum(Book.cost)),
		group_by(Book.title), order_by(desc(count(Book.cost)))) {
		assert_int_equal(calx_row_get(row, count_rows()), 3);
		assert_int_equal(
			calx_row_get(row, sum(Book.cost)), seen ? 60 : 90);
		CHECK_TEXT(calx_row_get(row, Book.title),
			seen ? "Odd sea" : "Even 50%_off");
		seen++;
	}
	CHECK_WELL(S);
	assert_int_equal(seen, 2);
	seen = 0;
	calx_each_row(S, row, columns(Book.title), group_by(Book.title),
		having(sum(Book.cost), >, 60), where(Book.id, >, 0)) {
		CHECK_TEXT(calx_row_get(row, Book.title), "Even 50%_off");
		seen++;
	}
	/* an aggregate makes a condition one on groups */
	calx_each_row(S, row, columns(Book.title), group_by(Book.title),
		where(sum(Book.cost), ==, 60))
		seen++;
	assert_int_equal(seen, 2);
	CHECK_WELL(S);
}

static void null_is_the_zero_of_its_type(void **state)
{
	(void)state;
	calx_each_row(S, row, columns(Book.cost, Book.blurb, max(Book.cost)),
		group_by(Book.id), order_by(Book.id)) {
		if (calx_row_is_null(row, 0)) {
			assert_int_equal(calx_row_get(row, Book.cost), 0);
			assert_int_equal(calx_row_get(row, max(Book.cost)), 0);
		}
		if (calx_row_is_null(row, 1))
			assert_null(calx_row_get(row, Book.blurb));
	}
	CHECK_WELL(S);
}

static void rows_are_sorted_by_expressions(void **state)
{
	struct Book_list books;

	(void)state;
	books = calx_all(
		S, Book, order_by(nulls_last(asc(Book.cost)), desc(Book.id)));
	assert_int_equal(books.count, 6);
	assert_int_equal(books.items[0]->cost.value, 10);
	assert_false(books.items[5]->cost.has);
	books = calx_all(S, Book,
		order_by(calc(Book.id, %, 2), column_named(Book, "id")));
	assert_int_equal(books.items[0]->id, 2);
	CHECK_WELL(S);
	books = calx_all(S, Book, order_by(column_named(Book, "no such")));
	CHECK_FAILED(S, CALX_INVALID,
		"select from 'books': column_named(): the table has no such column");
}

/* An operand has 64 bits where it needs them, whatever it stands beside. */
static void operands_are_as_wide_as_they_need(void **state)
{
	const long long wide = INT64_C(5000000000);
	const long long some[] = { 1, 2 }, wider[] = { 1, wide };

	(void)state;
	for (int i = 0; i < 2; i++) {
		assert_int_equal(
			calx_scalar(S, max(calc(Book.cost, *, 2))).value, 100);
		assert_int_equal(
			calx_scalar(S, max(calc(Book.cost, *, wide))).value,
			50 * wide);
		assert_int_equal(
			COUNT(where(calc(Book.cost, +, wide), >, 40)), 5);
		assert_int_equal(
			COUNT(where(calc(Book.cost, +, 1), <, wide)), 5);
		assert_int_equal(
			COUNT(where(call(length, Book.title), <, wide)), 6);
		assert_int_equal(COUNT(where(Book.cost, <, -wide)), 0);
		assert_int_equal(
			COUNT(where(calc(call(length, Book.title), -, 6), in,
				array(some, 2))),
			3);
		assert_int_equal(
			COUNT(where(calc(call(length, Book.title), -, 6), in,
				array(wider, 2))),
			3);
	}
	CHECK_WELL(S);
}

/* The type that a case is given says what it is, and cuts nothing off. */
static void cases_are_not_cut(void **state)
{
	(void)state;
	CHECK_TEXT(
		calx_scalar(S, case_when(string(3), when("Even", Book.id, <, 0),
				       otherwise("no longer"))),
		"no longer");
	CHECK_WELL(S);
}

static void the_greatest_may_be_a_value(void **state)
{
	(void)state;
	assert_int_equal(
		calx_scalar(S, max(greatest(Book.cost, 45))).value, 50);
	assert_int_equal(
		calx_scalar(S, min(greatest(Book.cost, 45))).value, 45);
	assert_int_equal(COUNT(where(least(Book.cost, 7), is_null)), 1);
	CHECK_TEXT(calx_scalar(S, max(least(Book.title, "F"))), "F");
	CHECK_WELL(S);
}

static void windows_leave_the_rows(void **state)
{
	int seen = 0;

	(void)state;
	calx_each_row(S, row,
		columns(Book.id,
			over(sum(Book.cost), partition_by(Book.title),
				order_by(Book.id)),
			over(lag(Book.cost), order_by(Book.id)),
			over(row_number(), order_by(desc(Book.id)))),
		order_by(Book.id), limit(3)) {
		const long long total = calx_row_get(
			row, over(sum(Book.cost), partition_by(Book.title),
				     order_by(Book.id)));

		assert_int_equal(total, seen == 0 ? 10 : seen == 1 ? 20 : 40);
		assert_int_equal(calx_row_int64(row, 2), 10 * seen);
		assert_int_equal(calx_row_int64(row, 3), 6 - seen);
		seen++;
	}
	assert_int_equal(seen, 3);
	assert_true(calx_scalar(S, over(avg(Book.cost)), limit(1)).value == 30);
	assert_true(calx_scalar(S,
			    filtered(avg(Book.cost), where(Book.cost, <, 25)))
			    .value == 15);
	assert_int_equal(
		calx_scalar(S,
			over(filtered(sum(Book.cost), where(Book.cost, >, 20))),
			limit(1))
			.value,
		120);
	assert_int_equal(calx_scalar(S, filtered(count(Book.id),
						where(Book.cost, >, 20)))
				 .value,
		3);
	assert_int_equal(
		calx_scalar(S,
			over(sum(Book.cost), order_by(Book.id),
				rows_between(1 preceding, current row)),
			order_by(Book.id), offset(2), limit(1))
			.value,
		50);
	CHECK_WELL(S);
}

static int calls;

static int counted(void)
{
	calls++;
	return 10;
}

static void operands_are_evaluated_once(void **state)
{
	long long count;

	(void)state;
	calls = 0;
	count = COUNT(where(Book.cost, ==, counted()));
	assert_int_equal(count, 1);
	assert_int_equal(calls, 1);
	count = COUNT(where(calc(Book.cost, +, counted()), ==, counted() + 10));
	assert_int_equal(count, 1);
	assert_int_equal(calls, 3);
	count = COUNT(where(Book.cost, in, counted(), 20, counted()));
	assert_int_equal(count, 2);
	assert_int_equal(calls, 5);
}

static void null_is_stored_and_not_compared(void **state)
{
	const char *nothing = NULL;
	const calx_opt_int32 none = { 0 };
	long long count;

	(void)state;
	count = calx_update(S, Book, set(Book.blurb, nothing),
		set(Book.cost, none), where(Book.id, ==, 4));
	assert_int_equal(count, 1);
	count = COUNT(where(Book.blurb, is_null), where(Book.cost, is_null));
	assert_int_equal(count, 2);
	count = calx_update(S, Book, set(Book.cost, calc(Book.cost, +, 1)),
		where(Book.cost, is_not_null));
	assert_int_equal(count, 4);
	CHECK_WELL(S);
	count = COUNT(where(Book.cost, ==, none));
	assert_int_equal(count, CALX_INVALID);
	CHECK_FAILED(S, CALX_INVALID,
		"count of 'books': '==' with NULL holds for no row");
}

static void handles_that_are_null_are_errors(void **state)
{
	const calx_integer_expression nothing = { 0 };
	long long count;

	(void)state;
	count = COUNT(where(nothing, ==, 1));
	assert_int_equal(count, CALX_INVALID);
	calx_rollback(S);
	count = COUNT(where(Book.cost, ==, nothing));
	assert_int_equal(count, CALX_INVALID);
	calx_rollback(S);
	assert_null(calx_first(S, Book, order_by(nothing)));
	CHECK_FAILED(S, CALX_INVALID, "select from 'books': a column is NULL");
	count = calx_update(S, Book, set(nothing, 1), all_rows());
	assert_int_equal(count, CALX_INVALID);
	calx_rollback(S);
	count = COUNT(where(calc(nothing, +, 1), between, 1, 2));
	assert_int_equal(count, CALX_INVALID);
	calx_rollback(S);
	assert_false(calx_scalar(S, nothing).has);
	calx_rollback(S);
	assert_false(calx_scalar(S, sum(nothing)).has);
	calx_rollback(S);
	CHECK_WELL(S);
}

static void a_named_expression_may_be_used_again(void **state)
{
	const calx_integer_expression double_cost = calc(Book.cost, *, 2);
	struct Book *book;

	(void)state;
	book = calx_first(S, Book, where(double_cost, >, 50),
		order_by(desc(double_cost)));
	assert_int_equal(book->cost.value, 50);
	CHECK_WELL(S);
}

/* ---- decimals ------------------------------------------------------------- */

CALX_MODEL(Line, "lines", column(id, integer(), .primary_key = true),
	column(price, numeric(10, 2)), column(exact, numeric(30, 4)),
	column(quantity, integer()), column(weight, double()));

CALX_METADATA(lines, Line);

#define gross() calc(Line.price, *, Line.quantity)

static void decimals_are_computed(void **state)
{
	calx_error error = { 0 };
	calx_decimal total;
	long long count;
	int seen = 0;

	(void)state;
	calx_rollback(S);
	spelled_create_all(db.engine, &lines, &error);
	CHECK_TEXT(error.message, "");
	for (int i = 1; i <= 3; i++)
		calx_add(S, Line, .price = calx_decimal_of("12.50"),
			.exact = calx_decimal_of("12.5"), .quantity = i,
			.weight = 0.5 * i);
	calx_flush(S);
	count = calx_count(S, Line, where(Line.price, <, 13));
	assert_int_equal(count, 3);
	count = calx_count(S, Line, where(Line.exact, <, 13));
	assert_int_equal(count, 3);
	count = calx_count(S, Line, where(Line.weight, >, 1));
	assert_int_equal(count, 1);
	count = calx_update(S, Line, set(Line.price, 9), where(Line.id, ==, 3));
	assert_int_equal(count, 1);
	count = calx_count(S, Line, where(Line.price, ==, decimal("9.00")));
	assert_int_equal(count, 1);
	count = calx_count(S, Line, where(calc(Line.exact, *, 2), ==, 25));
	assert_int_equal(count, 3);
	count = calx_count(
		S, Line, where(calc(Line.price, *, 2), >, decimal("24.9")));
	assert_int_equal(count, 2);
	count = calx_count(S, Line,
		where(coalesce(Line.price, 0), >, calx_decimal_of("12")));
	assert_int_equal(count, 2);
	total = calx_scalar(S, sum(gross())).value;
	assert_int_equal(
		calx_decimal_compare(total, calx_decimal_of("64.5")), 0);
	total = calx_scalar(S, max(Line.exact)).value;
	assert_int_equal(
		calx_decimal_compare(total, calx_decimal_of("12.5")), 0);
	calx_each_row(S, row, columns(Line.id, gross()),
		where(gross(), >, decimal("26.9")))
		seen += calx_decimal_compare(calx_row_get(row, gross()),
				calx_decimal_of("27")) == 0;
	assert_int_equal(seen, 1);
	CHECK_WELL(S);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

CHECK_MAIN("expression", TEST(operands_may_be_expressions),
	TEST(text_is_looked_for_as_it_is), TEST(conditions_may_be_left_out),
	TEST(what_is_left_out_is_part_of_the_key), TEST(one_value_is_read),
	TEST(the_values_of_a_column_are_read), TEST(rows_are_grouped),
	TEST(null_is_the_zero_of_its_type),
	TEST(rows_are_sorted_by_expressions),
	TEST(operands_are_as_wide_as_they_need), TEST(cases_are_not_cut),
	TEST(the_greatest_may_be_a_value), TEST(windows_leave_the_rows),
	TEST(operands_are_evaluated_once),
	TEST(null_is_stored_and_not_compared),
	TEST(handles_that_are_null_are_errors),
	TEST(a_named_expression_may_be_used_again),
	TEST(decimals_are_computed), )
