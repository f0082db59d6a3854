#include "engine/row.h"

#include <calx/model.h>
#include <calx/short.h>
#include <locale.h>

#include "check.h"

/* Reading columns of rows: from plain SQL, and from typed results. */

CALX_MODEL(Thing, "things", column(flag, boolean()), column(number, integer()),
	column(ratio, double()), column(price, numeric(8, 2)),
	column(exact, numeric()), column(name, string(20), .name = "label"),
	column(data, blob()), column(day, date()), column(hour, time()),
	column(moment, datetime()), column(stamp, timestamp()),
	column(span, interval()), column(key, uuid()),
	column(kind, enumeration("paper", "ink")));

#define QUERY                                                           \
	"SELECT 1 AS flag, 42 AS number, 0.5 AS ratio, 12.5 AS price, " \
	"'0.10' AS exact, 'x' AS label, x'0102' AS data, "              \
	"'2017-10-17' AS day, '16:04:51' AS hour, "                     \
	"'2017-10-17 16:04:51.000007' AS moment, "                      \
	"'2017-10-17 16:04:51+02:00' AS stamp, 'P1D' AS span, "         \
	"'00010203-0405-0607-0809-0a0b0c0d0e0f' AS key, 'ink' AS kind"

static calx_engine *engine;
static calx_connection *connection;
static calx_result *result;
static const calx_row *row;

static int set_up(void **state)
{
	(void)state;
	engine = calx_engine_open("sqlite://", NULL);
	connection = calx_connection_open(engine, NULL);
	return connection ? 0 : -1;
}

static int tear_down(void **state)
{
	(void)state;
	calx_result_close(result);
	calx_connection_close(connection);
	calx_engine_close(engine);
	result = NULL;
	return 0;
}

static void query(const char *sql)
{
	calx_result_close(result);
	result = calx_connection_query(connection, sql, NULL, 0);
	row = calx_result_next(result);
	assert_non_null(row);
}

static void check_decimal(calx_decimal decimal, const char *expected)
{
	char text[CALX_DECIMAL_TEXT_MAX];

	calx_decimal_write(decimal, text);
	CHECK_TEXT(text, expected);
}

static void columns_have_their_own_type(void **state)
{
	(void)state;
	query(QUERY);
	assert_true(calx_row_get(row, Thing.flag));
	assert_int_equal(calx_row_get(row, Thing.number), 42);
	assert_true(calx_row_get(row, Thing.ratio) == 0.5);
	check_decimal(calx_row_get(row, Thing.price), "12.50");
	check_decimal(calx_row_get(row, Thing.exact), "0.10");
	CHECK_TEXT(calx_row_get(row, Thing.name), "x");
	assert_int_equal(calx_row_get(row, Thing.data).size, 2);
	assert_int_equal(calx_row_get(row, Thing.day).day, 17);
	assert_int_equal(calx_row_get(row, Thing.hour).minute, 4);
	assert_int_equal(calx_row_get(row, Thing.moment).microsecond, 7);
	assert_int_equal(calx_row_get(row, Thing.stamp).offset_minutes, 120);
	assert_int_equal(calx_row_get(row, Thing.span).days, 1);
	assert_int_equal(calx_row_get(row, Thing.key).bytes[15], 15);
	assert_int_equal(calx_row_get(row, Thing.kind), 1);
	assert_null(calx_connection_error(connection));
}

static void null_is_zero(void **state)
{
	(void)state;
	query("SELECT NULL AS flag, NULL AS number, NULL AS ratio, "
	      "NULL AS price, NULL AS label, NULL AS data, NULL AS day, "
	      "NULL AS kind");
	assert_false(calx_row_get(row, Thing.flag));
	assert_int_equal(calx_row_get(row, Thing.number), 0);
	assert_true(calx_row_get(row, Thing.ratio) == 0);
	check_decimal(calx_row_get(row, Thing.price), "0.00");
	assert_null(calx_row_get(row, Thing.name));
	assert_null(calx_row_get(row, Thing.data).data);
	assert_int_equal(calx_row_get(row, Thing.day).month, 0);
	assert_int_equal(calx_row_get(row, Thing.kind), 0);
	assert_null(calx_connection_error(connection));
}

static void check_told(const char *message)
{
	const calx_error *error = calx_connection_error(connection);

	assert_non_null(error);
	CHECK_TEXT(error->message, message);
	calx_connection_rollback(connection);
}

static void what_is_not_there_is_told(void **state)
{
	(void)state;
	query("SELECT 'soon' AS day, 'stone' AS kind, 'x' AS flag");
	assert_int_equal(calx_row_get(row, Thing.number), 0);
	check_told("the row has no column 'number'");
	assert_int_equal(calx_row_get(row, Thing.day).month, 0);
	check_told("column 'day' holds a string, which is not a valid date");
	assert_int_equal(calx_row_get(row, Thing.kind), 0);
	check_told("column 'kind' holds 'stone', which is not one of its "
		   "labels");
	assert_false(calx_row_get(row, Thing.flag));
	check_told(
		"column 'flag' holds a string, which is not a valid boolean");
	assert_int_equal(calx_row_get((const calx_row *)NULL, Thing.number), 0);
}

/* Two descriptors of one column, as two files have them, are one column. */
static void columns_are_known_by_content(void **state)
{
	calx_column copy = *Thing.number.column_or_expression->column;
	const calx_node nodes[] = {
		*Thing.ratio.column_or_expression,
		CALX_COLUMN_NODE_(&copy),
	};
	calx_value values[] = {
		{ CALX_DOUBLE, .as.real = 1.5 },
		{ CALX_INTEGER, .as.integer = 3 },
	};
	const calx_row typed = {
		.connection = connection,
		.values = values,
		.nodes = nodes,
		.count = 2,
	};

	(void)state;
	assert_int_equal(calx_row_get(&typed, Thing.number), 3);
	CHECK_TEXT(calx_row_name(&typed, 1), "number");
	copy.type.kind = CALX_BIG_INTEGER;
	assert_int_equal(calx_row_get(&typed, Thing.number), 0);
	check_told("the row has no column 'number'");
}

/* ---- typed rows ----------------------------------------------------------- */

/* Somebody else's table with a column of the same name and type. */
CALX_MODEL(Other, "others", column(number, integer()));

static calx_row typed_row(
	const calx_node *nodes, calx_value *values, size_t count)
{
	return (calx_row){ .connection = connection,
		.values = values,
		.nodes = nodes,
		.count = count };
}

static void columns_are_of_their_table(void **state)
{
	const calx_node nodes[] = { *Other.number.column_or_expression,
		*Thing.number.column_or_expression };
	calx_value values[] = { { CALX_INTEGER, .as.integer = 1 },
		{ CALX_INTEGER, .as.integer = 2 } };
	calx_row typed = typed_row(nodes, values, 2);

	(void)state;
	assert_int_equal(calx_row_get(&typed, Other.number), 1);
	assert_int_equal(calx_row_get(&typed, Thing.number), 2);
	typed.count = 1;
	assert_int_equal(calx_row_get(&typed, Thing.number), 0);
	check_told("the row has no column 'number'");
}

static void expressions_are_known_by_what_they_say(void **state)
{
	const calx_node lifted[] = {
		{ .kind = CALX_NODE_LIFTED,
			.operand = upper(Thing.name).column_or_expression },
		{ .kind = CALX_NODE_LIFTED,
			.operand = lower(Thing.name).column_or_expression },
		{ .kind = CALX_NODE_END },
	};
	struct arena arena = { 0 };
	calx_value values[] = {
		{ CALX_STRING, .as.text = { "X", 1 } },
		{ CALX_STRING, .as.text = { "x", 1 } },
	};
	calx_row typed = typed_row(calx__nodes_copy(&arena, lifted), values, 2);

	(void)state;
	CHECK_TEXT(calx_row_get(&typed, upper(Thing.name)), "X");
	CHECK_TEXT(calx_row_get(&typed, lower(Thing.name)), "x");
	assert_null(calx_connection_error(connection));
	assert_null(calx_row_get(&typed, lower(concat(Thing.name, "y"))));
	check_told("the row has no such expression");
	/* a column is none */
	assert_null(calx_row_get(&typed, Thing.name));
	check_told("the row has no column 'label'");
	/* it has no name, either */
	assert_null(calx_row_name(&typed, 0));
	assert_int_equal(calx_row_int64(&typed, 0), 0);
	check_told(
		"column '?' holds a string, which is not a valid big_integer");
	/* plain SQL has no expressions */
	query("SELECT 'x' AS label");
	assert_null(calx_row_get(row, lower(Thing.name)));
	check_told("the row has no such expression");
	calx__arena_release(&arena);
}

static void nothing_is_no_column(void **state)
{
	const calx_integer_expression integer = { NULL, NULL };
	const calx_string_expression text = { NULL, NULL };
	const calx_decimal_expression decimal = { NULL, NULL };

	(void)state;
	query(QUERY);
	assert_int_equal(calx_row_get(row, integer), 0);
	check_told("a column is NULL");
	assert_null(calx_row_get(row, text));
	check_told("a column is NULL");
	check_decimal(calx_row_get(row, decimal), "0");
	check_told("a column is NULL");
}

/* ---- what another program has stored -------------------------------------- */

CALX_MODEL(Kept, "kept", column(id, integer(), .primary_key = true),
	column(at, datetime(.stored = CALX_UNIX_SECONDS)),
	column(yes, boolean(.stored = CALX_YES_NO)));

static void plain_sql_is_read_as_it_is_stored(void **state)
{
	(void)state;
	query("SELECT 1508256291 AS at, 'yes' AS yes");
	assert_int_equal(calx_row_get(row, Kept.at).year, 2017);
	assert_int_equal(calx_row_get(row, Kept.at).second, 51);
	assert_true(calx_row_get(row, Kept.yes));
	assert_null(calx_connection_error(connection));
	query("SELECT 'soon' AS at, 'perhaps' AS yes");
	assert_int_equal(calx_row_get(row, Kept.at).year, 0);
	assert_int_equal(
		calx_connection_error(connection)->status, CALX_TYPE_MISMATCH);
	assert_non_null(
		strstr(calx_connection_error(connection)->message, "'at'"));
	calx_connection_rollback(connection);
	assert_false(calx_row_get(row, Kept.yes));
	assert_int_equal(
		calx_connection_error(connection)->status, CALX_TYPE_MISMATCH);
}

/* ---- no row --------------------------------------------------------------- */

static void no_row_has_nothing(void **state)
{
	(void)state;
	assert_int_equal(calx_row_count(NULL), 0);
	assert_null(calx_row_name(NULL, 0));
	assert_true(calx_row_is_null(NULL, 0));
	assert_int_equal(calx_row_int64(NULL, 0), 0);
	assert_true(calx_row_double(NULL, 0) == 0);
	assert_false(calx_row_bool(NULL, 0));
	assert_null(calx_row_text(NULL, 0));
	assert_null(calx_row_blob(NULL, 0).data);
	assert_int_equal(calx_row_date(NULL, 0).month, 0);
	assert_int_equal(calx_row_value(NULL, 0).kind, CALX_NULL);
	assert_null(calx_row_get((const calx_row *)NULL, Thing.name));
	assert_int_equal(calx_row_get((const calx_row *)NULL, Thing.kind), 0);
}

static void positions_end(void **state)
{
	(void)state;
	query("SELECT 1 AS number, NULL");
	CHECK_TEXT(calx_row_name(row, 1), "NULL");
	assert_null(calx_row_name(row, 2));
	assert_false(calx_row_is_null(row, 0));
	assert_true(calx_row_is_null(row, 1));
	assert_true(calx_row_is_null(row, 2));
	assert_int_equal(calx_row_int64(row, 1), 0);
	assert_null(calx_connection_error(connection));
	assert_int_equal(calx_row_int64(row, 2), 0);
	check_told("the row has no column 2, only 2");
}

#define FRESH(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

CHECK_MAIN("row", FRESH(columns_have_their_own_type), FRESH(null_is_zero),
	FRESH(what_is_not_there_is_told), FRESH(columns_are_known_by_content),
	FRESH(columns_are_of_their_table),
	FRESH(expressions_are_known_by_what_they_say),
	FRESH(nothing_is_no_column), FRESH(plain_sql_is_read_as_it_is_stored),
	FRESH(no_row_has_nothing), FRESH(positions_end))
