#include "check.h"
#include "database.h"
#include "spelled.h"
#include <calx/calx.h>
#include <calx/short.h>

#include "data.h"

/* Decimals in queries: exact, whatever SQLite makes of numbers. Every result is
 * compared with what the functions of C make of the same values. */

CALX_MODEL(Sale, "sales", column(id, integer(), .primary_key = true),
	column(kind, string(10)), column(quantity, integer()),
	column(price, numeric(10, 2)), column(rate, numeric(6, 5)),
	column(exact, numeric(30, 4)), column(any, numeric()),
	column(whole, numeric(18, 0)), column(maybe, nullable(numeric(8, 3))));
CALX_METADATA(all, Sale);

CALX_ROW(KindTotal, column(kind, string()),
	column(total, nullable(numeric(12, 2))),
	column(mean, nullable(numeric())));

static calx_engine *engine;
static calx_session *session;
#define D calx_decimal_of

static int set_up(void **state)
{
	(void)state;
	engine = database_engine();
	spelled_create_all(engine, &all, NULL);
	session = calx_session_open(engine);
	return calx_session_error(session) ? -1 : 0;
}

static int tear_down(void **state)
{
	const calx_error *error = calx_session_error(session);

	(void)state;
	if (error)
		print_message("%s\n", error->message);
	calx_session_close(session);
	database_engine_close(engine);
	return error ? -1 : 0;
}

static struct Sale *add(const char *price, const char *exact)
{
	return calx_add(session, Sale, .kind = "a", .quantity = 3,
		.price = D(price), .rate = D("1.10000"), .exact = D(exact),
		.any = D(price), .whole = D("123456789012345678"));
}

#define CHECK_DECIMAL(expression, text)                                   \
	do {                                                              \
		calx_opt_decimal got_ = calx_scalar(session, expression); \
		if (!got_.has)                                            \
			fail_msg("%s: NULL", text);                       \
		CHECK_TEXT(calx_str(got_), text);                         \
	} while (0)
#define COUNT(...) calx_count(session, Sale, where(__VA_ARGS__))

static void sums_are_exact(void **state)
{
	(void)state;
	for (int i = 0; i < 10; i++)
		add("0.10", "12345678901234567890.0001");
	calx_flush(session);
	CHECK_DECIMAL(sum(Sale.price), "1.00");
	CHECK_DECIMAL(avg(Sale.price), "0.10");
	CHECK_DECIMAL(sum(Sale.exact), "123456789012345678900.0010");
	CHECK_DECIMAL(avg(Sale.exact), "12345678901234567890.0001");
	CHECK_DECIMAL(sum(Sale.whole), "1234567890123456780");
	CHECK_DECIMAL(max(Sale.whole), "123456789012345678");
	CHECK_DECIMAL(sum(calc(Sale.price, *, Sale.quantity)), "3.00");
	CHECK_DECIMAL(sum(calc(Sale.price, *, Sale.rate)), "1.1000000");
	CHECK_DECIMAL(sum(calc(Sale.price, +, Sale.exact)),
		"123456789012345678901.0010");
	CHECK_DECIMAL(min(calc(Sale.price, +, D("0.2"))), "0.30");
	/* 0.1 ten times is 1, and 0.1 + 0.2 is 0.3 */
	assert_int_equal(
		COUNT(calc(Sale.price, +, D("0.2")), ==, D("0.3")), 10);
	assert_int_equal(COUNT(calc(Sale.price, *, 3), ==, D("0.3")), 10);
	assert_int_equal(COUNT(calc(Sale.price, *, 3), <, D("0.3")), 0);
	calx_each_row(session, row, columns(Sale.kind, sum(Sale.price)),
		group_by(Sale.kind), having(sum(Sale.price), ==, 1))
		CHECK_TEXT(
			calx_str(calx_row_get(row, sum(Sale.price))), "1.00");
}

/* The same number; how many zeros are behind it is the database's, but on SQLite,
 * where the library computes. */
#define CHECK_NUMBER(expression, text)                                         \
	do {                                                                   \
		calx_decimal number_ = calx_scalar(session, expression).value; \
		assert_int_equal(calx_decimal_compare(number_, D(text)), 0);   \
		if (database_is("sqlite"))                                     \
			CHECK_TEXT(calx_str(number_), text);                   \
	} while (0)

/* How many digits a quotient that has no end is given is the database's. */
static void check_third(calx_decimal third)
{
	assert_true(calx_decimal_compare(third, D("4.1666666666666")) > 0);
	assert_true(calx_decimal_compare(third, D("4.1666666666667")) < 0);
}

static void what_is_computed_has_its_scale(void **state)
{
	(void)state;
	add("12.50", "2.5");
	calx_flush(session);
	CHECK_DECIMAL(calc(Sale.price, -, Sale.exact), "10.0000");
	CHECK_DECIMAL(calc(Sale.price, *, 2), "25.00");
	CHECK_DECIMAL(calc(Sale.price, /, 4), "3.125");
	CHECK_DECIMAL(calc(Sale.price, /, 5), "2.50");
	check_third(calx_scalar(session, calc(Sale.price, /, 3)).value);
	CHECK_DECIMAL(calc(Sale.price, %, 5), "2.50");
	CHECK_DECIMAL(calc(Sale.price, %, D("-0.7")), "0.60");
	CHECK_NUMBER(calc(Sale.any, +, 1), "13.50");
	CHECK_DECIMAL(min(Sale.price), "12.50");
	CHECK_NUMBER(coalesce(Sale.maybe, Sale.price), "12.500");
	CHECK_NUMBER(coalesce(Sale.maybe, 7), "7.000");
	CHECK_DECIMAL(coalesce(Sale.maybe, D("0.12345678901234567890")),
		"0.12345678901234567890");
	CHECK_NUMBER(greatest(Sale.price, 12, D("12.499999999999999999999")),
		"12.50");
	CHECK_NUMBER(least(Sale.exact, Sale.price), "2.5000");
	CHECK_DECIMAL(
		nullif(Sale.price, D("12.500000000000000000001")), "12.50");
	CHECK_DECIMAL(
		case_when(numeric(10, 2), when(Sale.price, Sale.quantity, <, 2),
			otherwise(D("1.23456789012345678901"))),
		"1.23456789012345678901");
	CHECK_DECIMAL(cast(Sale.price, numeric(6, 1)), "12.5");
	CHECK_DECIMAL(cast(calc(Sale.price, /, 3), numeric(6, 2)), "4.17");
	CHECK_DECIMAL(cast(Sale.quantity, numeric(4, 1)), "3.0");
	CHECK_TEXT(calx_str(calx_scalar(session,
			   cast(literal("00.250"), numeric()), from(Sale))),
		spelled("0.250", "0.250", "0.25"));
	CHECK_TEXT(calx_scalar(session, cast(Sale.price, string())), "12.50");
	assert_false(calx_scalar(session, nullif(Sale.price, D("12.5"))).has);
	assert_false(calx_scalar(session, sum(Sale.maybe)).has);
	assert_false(calx_scalar(session, avg(Sale.maybe)).has);
	assert_false(calx_scalar(session, calc(Sale.maybe, +, 1)).has);
}

static void nothing_is_divided_by_zero(void **state)
{
	(void)state;
	NEEDS(CAN_DIVIDE_BY_ZERO);
	add("12.50", "2.5");
	calx_flush(session);
	assert_false(calx_scalar(session, calc(Sale.price, /, 0)).has);
	assert_false(calx_scalar(session, calc(Sale.price, %, D("0.0"))).has);
}

static void columns_of_all_scales_are_compared(void **state)
{
	(void)state;
	add("12.50", "12.5");
	add("2.50", "2.4999");
	add("0.30", "100.0000");
	calx_flush(session);
	assert_int_equal(COUNT(Sale.price, ==, Sale.exact), 1);
	assert_int_equal(COUNT(Sale.exact, ==, Sale.price), 1);
	assert_int_equal(COUNT(Sale.price, >, Sale.exact), 1);
	assert_int_equal(COUNT(Sale.exact, >, Sale.price), 1);
	assert_int_equal(COUNT(Sale.price, ==, Sale.any), 3);
	assert_int_equal(COUNT(Sale.exact, !=, Sale.any), 2);
	assert_int_equal(COUNT(Sale.price, >, Sale.rate), 2);
	assert_int_equal(COUNT(Sale.price, <, Sale.quantity), 2);
	assert_int_equal(COUNT(Sale.exact, <, Sale.quantity), 1);
	assert_int_equal(COUNT(Sale.whole, >, Sale.exact), 3);
	assert_int_equal(COUNT(Sale.exact, in, D("100"), D("2.49990")), 2);
	assert_int_equal(COUNT(Sale.exact, in, 100, 3), 1);
	assert_int_equal(COUNT(Sale.price, in, D("0.300"), Sale.exact), 2);
	assert_int_equal(COUNT(Sale.any, not_in, D("0.3"), D("12.500")), 1);
	assert_int_equal(COUNT(Sale.exact, between, 3, 99), 1);
	assert_int_equal(COUNT(Sale.exact, between, Sale.any, 99), 1);
	assert_int_equal(COUNT(Sale.price, between, D("0.3"), D("2.5")), 2);
	assert_int_equal(
		COUNT(calc(Sale.price, *, 1), in, array(((int[]){ 1, 2 }), 2)),
		0);
	assert_int_equal(
		COUNT(calc(Sale.price, *, 2), in, array(((int[]){ 5, 25 }), 2)),
		2);
	assert_int_equal(COUNT(coalesce(Sale.maybe, 0), ==, 0), 3);
	assert_int_equal(COUNT(literal(D("12.500")), ==, Sale.price), 1);
	assert_int_equal(COUNT(Sale.maybe, is_distinct_from, D("1")), 3);
	assert_int_equal(COUNT(calc(Sale.maybe, +, 1), is_null), 3);
}

/* Values with more digits than a double has. */
static void long_values_lie_between(void **state)
{
	(void)state;
	add("12.50", "12.5");
	calx_flush(session);
	assert_int_equal(COUNT(Sale.price, ==, D("12.500000000000000001")), 0);
	assert_int_equal(COUNT(Sale.price, !=, D("12.500000000000000001")), 1);
	assert_int_equal(COUNT(Sale.price, <, D("12.500000000000000001")), 1);
	assert_int_equal(COUNT(Sale.price, <, D("12.499999999999999999")), 0);
	assert_int_equal(COUNT(Sale.price, >=, D("12.499999999999999999")), 1);
	assert_int_equal(COUNT(Sale.price, >=, D("12.500000000000000001")), 0);
	assert_int_equal(
		COUNT(Sale.price, in, D("12.500000000000000001"), 3), 0);
	assert_int_equal(COUNT(Sale.price, <, D("12345678901234567890")), 1);
	assert_int_equal(COUNT(Sale.whole, ==, D("123456789012345678.5")), 0);
	assert_int_equal(COUNT(Sale.whole, <, D("123456789012345678.5")), 1);
	assert_int_equal(COUNT(Sale.whole, <, D("123456789012345678")), 0);
	assert_int_equal(COUNT(Sale.whole, ==, D("123456789012345678")), 1);
	assert_int_equal(COUNT(Sale.whole, >, D("123456789012345677.5")), 1);
}

static void equal_numbers_are_one_group(void **state)
{
	struct KindTotal_list totals;
	calx_decimals values;

	(void)state;
	add("1.50", "1.5")->any = D("1.5");
	add("1.50", "1.5")->any = D("1.500");
	add("10.00", "9")->any = D("10");
	add("9.00", "9")->any = D("9.0");
	calx_flush(session);
	values = calx_values(session, Sale.any, distinct(), order_by(Sale.any));
	assert_int_equal(values.count, 3);
	values = calx_values(session, calc(Sale.any, +, 0), distinct());
	assert_int_equal(values.count, 3);
	assert_int_equal(
		calx_scalar(session, count_distinct(Sale.any)).value, 3);
	values = calx_values(session, sum(Sale.price), group_by(Sale.any),
		order_by(desc(sum(Sale.price))));
	assert_int_equal(values.count, 3);
	CHECK_TEXT(calx_str(values.items[0]), "10.00");
	CHECK_TEXT(calx_str(values.items[1]), "9.00");
	CHECK_TEXT(calx_str(values.items[2]), "3.00");
	totals = calx_all(session, KindTotal,
		select(KindTotal, .kind = max(Sale.kind), .total = Sale.any,
			.mean = avg(Sale.price)),
		group_by(KindTotal.total), order_by(KindTotal.total));
	assert_int_equal(totals.count, 3);
	CHECK_TEXT(calx_str(totals.items[0]->total), "1.50");
	CHECK_TEXT(calx_str(totals.items[1]->total), "9.00");
	CHECK_TEXT(calx_str(totals.items[2]->total), "10.00");
	assert_int_equal(
		calx_decimal_compare(totals.items[2]->mean.value, D("10")), 0);
}

static void windows_and_filters(void **state)
{
	static const char *const running[] = { "0.10", "0.30", "0.60", "1.00" };
	static const char *const of_two[] = { "0.10", "0.15", "0.25", "0.35" };
	size_t i = 0;

	(void)state;
	add("0.10", "1");
	add("0.20", "2");
	add("0.30", "3");
	add("0.40", "4");
	calx_flush(session);
#define TOTAL over(sum(Sale.price), order_by(Sale.id))
#define MEAN                                     \
	over(avg(Sale.price), order_by(Sale.id), \
		rows_between(1 preceding, current row))
#define BEFORE over(lag(Sale.price), order_by(Sale.id))
	calx_each_row(
		session, row, columns(TOTAL, MEAN, BEFORE), order_by(Sale.id)) {
		CHECK_TEXT(calx_str(calx_row_get(row, TOTAL)), running[i]);
		CHECK_TEXT(calx_str(calx_row_get(row, MEAN)), of_two[i]);
		if (i == 2)
			CHECK_TEXT(calx_str(calx_row_get(row, BEFORE)), "0.20");
		i++;
	}
	assert_int_equal(i, 4);
	CHECK_DECIMAL(filtered(sum(Sale.price), where(Sale.price, <, D("0.3"))),
		"0.30");
	CHECK_DECIMAL(
		filtered(max(Sale.exact), where(Sale.exact, <, 4)), "3.0000");
	CHECK_DECIMAL(
		over(filtered(sum(Sale.price), where(Sale.id, >, 1))), "0.90");
	CHECK_DECIMAL(sum(case_when(numeric(10, 2),
			      when(Sale.price, Sale.id, <, 3), otherwise(0))),
		"0.30");
}

/* What is computed is rounded to what the column takes. */
static void set_rounds(void **state)
{
	struct Sale *sale = add("12.55", "1.5");

	(void)state;
	calx_flush(session);
	calx_update(session, Sale,
		set(Sale.price, calc(Sale.price, *, D("1.1"))),
		set(Sale.exact, Sale.price), set(Sale.any, Sale.price),
		all_rows());
	calx_refresh(session, sale);
	CHECK_TEXT(calx_str(sale->price), "13.81");
	CHECK_TEXT(calx_str(sale->exact), "12.5500");
	CHECK_TEXT(calx_str(sale->any), "12.55");
	assert_int_equal(COUNT(Sale.price, ==, D("13.81")), 1);
	calx_update(session, Sale, set(Sale.price, calc(Sale.exact, *, -1)),
		all_rows());
	calx_refresh(session, sale);
	CHECK_TEXT(calx_str(sale->price), "-12.55");
}

/* In SQLite's words the library says what has no room, on others the server. */
static void check_refused(enum calx_status status, const char *part)
{
	const calx_error *error = calx_session_error(session);

	assert_non_null(error);
	if (error->status != status || !strstr(error->message, part))
		fail_msg("%d: %s", error->status, error->message);
	calx_rollback(session);
}

static void what_has_no_room_is_refused(void **state)
{
	/* MariaDB has 27 digits before the point of such a column */
	const char *most = spelled("9999999999999999999999999999999999999",
		"9999999999999999999999999999999999999",
		"999999999999999999999999999");
	const char *more_digits = "more than 38 digits";

	(void)state;
	add("12.55", "99999999999999999999999999.9999")->any = D(most);
	add("99999999.99", "1")->any = D(most);
	calx_commit(session);
	calx_scalar(session, calc(Sale.any, *, INT64_C(1000000000000)));
	check_refused(
		CALX_RANGE, spelled("the product has no room in 38 digits",
				    more_digits, more_digits));
	calx_scalar(session, sum(calc(Sale.any, *, INT64_C(999999999999999))));
	check_refused(CALX_RANGE, spelled("product has no room in 38 digits",
					  more_digits, more_digits));
	calx_update(session, Sale, set(Sale.price, calc(Sale.price, *, 10)),
		all_rows());
	check_refused(CALX_RANGE,
		spelled("does not fit numeric(10, 2)", "numeric field overflow",
			"Out of range value for column 'price'"));
	calx_scalar(session, sum(calc(Sale.quantity, *, INT64_MAX / 4)));
	check_refused(
		CALX_RANGE, spelled("integer overflow", "no integer of 64 bits",
				    "no integer of 64 bits"));
	calx_scalar(session, calc(Sale.quantity, *, INT64_MAX));
	check_refused(CALX_RANGE,
		spelled("no integer of 64 bits", "bigint out of range",
			"BIGINT value is out of range"));
	NEEDS(CAN_REFUSE_TO_CAST);
	calx_scalar(session, cast(Sale.exact, numeric(12, 2)));
	check_refused(CALX_RANGE, spelled("does not fit numeric(12, 2)",
					  "numeric field overflow", NULL));
	calx_scalar(session, cast(Sale.kind, numeric()));
	check_refused(database_is("sqlite") ? CALX_TYPE_MISMATCH : CALX_INVALID,
		spelled("'a' is not a decimal number of up to 38 digits",
			"invalid input syntax for type numeric: \"a\"", NULL));
}

/* ---- against C ------------------------------------------------------------- */

static calx_decimal random_decimal(
	unsigned long long *seed, unsigned digits, unsigned scale)
{
	const unsigned long long most[] = { 1, 10, 100, 1000, 10000, 100000,
		1000000, 10000000, 100000000, 1000000000, 10000000000 };
	long long number = (long long)(data_random(seed) %
				       most[1 + data_random(seed) % digits]);

	return calx_decimal_of_integer(
		data_random(seed) % 2 ? number : -number, scale);
}

static void random_numbers_agree_with_c(void **state)
{
	unsigned long long seed = 5;
	calx_decimal total = { 0 }, products = { 0 }, product, all_of_it;
	long long less = 0, equal = 0, count = 300;

	(void)state;
	for (int i = 0; i < count; i++) {
		struct Sale sale = { .kind = "r",
			.quantity = (int32_t)(data_random(&seed) % 1000),
			.price = random_decimal(&seed, 10, 2),
			.rate = random_decimal(&seed, 6, 5),
			.exact = random_decimal(&seed, 8, 4),
			.any = random_decimal(
				&seed, 4, (unsigned)(data_random(&seed) % 4)) };

		calx_decimal_rescale(sale.exact, 4, &sale.exact);
		assert_int_equal(
			calx_bulk_save(session, Sale, &sale, 1), CALX_OK);
		calx_decimal_add(total, sale.price, &total);
		calx_decimal_mul(sale.price, sale.rate, &product);
		calx_decimal_add(products, product, &products);
		less += calx_decimal_compare(product, sale.exact) < 0;
		equal += calx_decimal_compare(sale.any, sale.rate) == 0;
	}
	CHECK_DECIMAL(sum(Sale.price), calx_str(total));
	CHECK_DECIMAL(sum(calc(Sale.price, *, Sale.rate)), calx_str(products));
	assert_int_equal(
		COUNT(calc(Sale.price, *, Sale.rate), <, Sale.exact), less);
	assert_int_equal(COUNT(Sale.any, ==, Sale.rate), equal);
	all_of_it = calx_scalar(session, sum(Sale.exact)).value;
	calx_decimal_div(
		all_of_it, calx_decimal_of_integer(count, 0), 10, &all_of_it);
	assert_int_equal(calx_decimal_compare(
				 calx_scalar(session,
					 cast(avg(Sale.exact), numeric(20, 10)))
					 .value,
				 all_of_it),
		0);
}

/* The schema can be read by other programs, and so must not name a function. */
static void functions_are_not_for_schemas(void **state)
{
	calx_connection *connection = calx_connection_open(engine, NULL);

	(void)state;
	assert_non_null(connection);
	calx_connection_execute(connection,
		"CREATE VIEW totals AS SELECT calx_sum(price) FROM sales", NULL,
		0);
	calx_connection_execute(connection, "SELECT * FROM totals", NULL, 0);
	assert_non_null(calx_connection_error(connection));
	calx_connection_close(connection);
}

/* ---- what SQLite itself runs ----------------------------------------------- */

#define REFUSED(name, part)                                             \
	do {                                                            \
		static const calx_table *const tables[] = {             \
			&name##_calx_table_, NULL                       \
		};                                                      \
		const calx_metadata metadata = {                        \
			.size = sizeof(calx_metadata), .tables = tables \
		};                                                      \
		calx_error error = { 0 };                               \
		assert_int_equal(                                       \
			spelled_create_all(engine, &metadata, &error),  \
			*(part) ? CALX_UNSUPPORTED : CALX_OK);          \
		if (!strstr(error.message, part))                       \
			fail_msg("%s", error.message);                  \
		assert_int_equal(!*(part), !*error.hint);               \
	} while (0)

CALX_TABLE(Compared, "t1", column(id, integer(), .primary_key = true),
	column(amount, numeric(18, 2)), check("id > 0 AND amount >= 500"));
CALX_TABLE(Quoted, "t2", column(id, integer(), .primary_key = true),
	column(amount, numeric()), check("\"Amount\" <> 0"));
CALX_TABLE(Divided, "t3", column(id, integer(), .primary_key = true),
	column(price, numeric(10, 2)), check("price / 2 < 5"));
CALX_TABLE(Summed, "t4", column(id, integer(), .primary_key = true),
	column(price, numeric(10, 2)), column(tax, numeric(10, 2)),
	column(total, numeric(10, 2)), check("total = price + tax"));
CALX_TABLE(Good, "t5", column(id, integer(), .primary_key = true),
	column(price, numeric(10, 2)), column(tax, numeric(10, 2)),
	column(total, numeric(10, 2)), column(big, numeric(18, 0)),
	column(amount, nullable(numeric(20, 2))),
	check("total = round(price + tax, 2)"), check("price >= -0.5"),
	check("amount IS NULL OR typeof(amount) = 'text'"),
	check("CAST(amount AS REAL) >= 500"), check("price / 2.0 < 1000"),
	check("big > 5 AND big + 1 < 999999999999999999"),
	check("-price < tax OR tax BETWEEN 0 AND 1"));

static void what_sqlite_would_do_wrong_is_refused(void **state)
{
	(void)state;
	NEEDS(CAN_HOLD_DECIMALS_AS_TEXT);
	REFUSED(Compared,
		"cannot create table t1: CHECK id > 0 AND amount >= 500 uses column \"amount\", DECIMAL_TEXT(18, 2): SQLite keeps it as text");
	REFUSED(Quoted, "uses column \"amount\", DECIMAL_TEXT: SQLite keeps");
	REFUSED(Divided, "SQLite divides whole numbers");
	REFUSED(Summed, "to which 0.1 + 0.2 is not 0.3");
	REFUSED(Good, "");
}

/* Of no fraction, up to 18 digits are a number of SQLite's, too. */
static void whole_numbers_are_numbers(void **state)
{
	calx_connection *connection = calx_connection_open(engine, NULL);
	calx_result *result;
	const calx_row *row;

	(void)state;
	add("1.00", "1")->whole = D("-999999999999999999");
	calx_commit(session);
	result = calx_connection_query(connection,
		spelled("SELECT typeof(whole), whole FROM sales WHERE whole < -999999999999999998",
			"SELECT 'integer', whole FROM sales WHERE whole < -999999999999999998",
			"SELECT 'integer', whole FROM sales WHERE whole < -999999999999999998"),
		NULL, 0);
	row = calx_result_next(result);
	assert_non_null(row);
	CHECK_TEXT(calx_row_text(row, 0), "integer");
	CHECK_TEXT(calx_row_text(row, 1), "-999999999999999999");
	calx_result_close(result);
	calx_connection_close(connection);
	assert_int_equal(COUNT(Sale.whole, ==, D("-999999999999999999")), 1);
	assert_int_equal(COUNT(Sale.whole, <, D("-999999999999999998.5")), 1);
	/* PostgreSQL gives quotients 16 digits, or as many as they have before
	 * the point */
	CHECK_DECIMAL(calc(Sale.whole, /, 2),
		spelled("-499999999999999999.5", "-500000000000000000",
			"-499999999999999999.5"));
}

/* The sign, a digit, or the scale: each by itself is another value. */
static void a_change_of_the_sign_is_one(void **state)
{
	struct Sale *sale = add("1.50", "12345678901234567890.0001");

	(void)state;
	calx_commit(session);
	sale->price = D("-1.50");
	sale->exact = D("-12345678901234567890.0001");
	calx_commit(session);
	assert_int_equal(COUNT(Sale.price, ==, D("-1.50")), 1);
	assert_int_equal(
		COUNT(Sale.exact, ==, D("-12345678901234567890.0001")), 1);
	NEEDS(CAN_KEEP_SCALES);
	sale->any = D("1.500");
	calx_commit(session);
	calx_expunge_all(session);
	sale = calx_first(session, Sale);
	CHECK_TEXT(calx_str(sale->any), "1.500");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
CHECK_MAIN("decimals", TEST(sums_are_exact),
	TEST(what_is_computed_has_its_scale), TEST(nothing_is_divided_by_zero),
	TEST(columns_of_all_scales_are_compared), TEST(long_values_lie_between),
	TEST(equal_numbers_are_one_group), TEST(windows_and_filters),
	TEST(set_rounds), TEST(what_has_no_room_is_refused),
	TEST(random_numbers_agree_with_c), TEST(functions_are_not_for_schemas),
	TEST(what_sqlite_would_do_wrong_is_refused),
	TEST(whole_numbers_are_numbers), TEST(a_change_of_the_sign_is_one), )
