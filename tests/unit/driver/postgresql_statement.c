#include "postgresql.h"

#include <math.h>

#include "sql/type/value.h"

/* Statements on a PostgreSQL server: values in and out, what goes wrong. */

static enum calx_status prepare_status(const char *sql, size_t length)
{
	struct stmt *statement;

	return driver->prepare(
		db, (struct view){ sql, length }, NULL, 0, &statement, &error);
}

/* ---- preparing ---------------------------------------------------------- */

static void one_statement_is_one(void **state)
{
	(void)state;
	assert_int_equal(
		prepare_status("SELECT 1; SELECT 2", 18), CALX_INVALID);
	CHECK_TEXT(error.sqlstate, "42601");
	assert_int_equal(prepare_status("", 0), CALX_INVALID);
	CHECK_TEXT(error.message, "the statement is empty");
	assert_int_equal(prepare_status(" -- only this", 13), CALX_INVALID);
	CHECK_TEXT(error.message, "the statement is empty");
	assert_int_equal(
		prepare_status("/* a /* b */ c */ ;", 19), CALX_INVALID);
	assert_int_equal(prepare_status("SELECT 1\0; x", 12), CALX_INVALID);
	CHECK_TEXT(error.message, "the statement holds a NUL");
	assert_int_equal(run("SELECT 1; -- and a comment\n ; /* two */"), 1);
}

static void syntax_errors_are_told(void **state)
{
	(void)state;
	assert_int_equal(prepare_status("SELEC 1", 7), CALX_INVALID);
	CHECK_TEXT(error.message, "syntax error at or near \"SELEC\"");
	CHECK_TEXT(error.sqlstate, "42601");
	assert_int_equal(driver->state(db), TRANSACTION_NONE);
	check_answer("SELECT 'goes on'", "goes on");
}

static void a_statement_runs_again_and_again(void **state)
{
	const calx_value five = { CALX_BIG_INTEGER, .as.integer = 5 };
	enum calx_kind kind = CALX_INTEGER;
	struct stmt *statement = prepare("SELECT $1::int + 1 AS next");
	struct stmt_shape shape;
	calx_value value;

	(void)state;
	driver->describe(statement, &shape);
	assert_int_equal(shape.parameters, 1);
	assert_int_equal(shape.columns, 1);
	CHECK_TEXT(driver->label(statement, 0), "next");
	for (int i = 0; i < 3; i++) {
		assert_int_equal(bind_value(statement, 0, &five), CALX_OK);
		assert_int_equal(driver->step(statement, &error), 1);
		driver->row(statement, &kind, 1, &value, &error);
		assert_int_equal(value.as.integer, 6);
		assert_int_equal(driver->step(statement, &error), 0);
		driver->rewind(statement);
	}
	driver->finalize(statement);
	/* what was finalized is told to the server with the next one */
	check_answer("SELECT count(*)::text FROM pg_prepared_statements", "1");
}

static void rows_of_two_statements_are_open(void **state)
{
	struct stmt *first = prepare("SELECT generate_series(1, 3)");
	struct stmt *second = prepare("SELECT generate_series(1, 2)");

	(void)state;
	assert_int_equal(driver->step(first, &error), 1);
	assert_int_equal(driver->step(second, &error), 1);
	assert_int_equal(driver->step(first, &error), 1);
	assert_int_equal(driver->step(second, &error), 1);
	assert_int_equal(driver->step(second, &error), 0);
	assert_int_equal(driver->step(first, &error), 1);
	assert_int_equal(driver->step(first, &error), 0);
	driver->finalize(first);
	driver->finalize(second);
}

static void changes_are_counted(void **state)
{
	struct stmt *statement;

	(void)state;
	check_run("CREATE TEMP TABLE t (a int)");
	statement = prepare(
		"INSERT INTO t SELECT generate_series(1, 7) RETURNING a");
	while (driver->step(statement, &error) == 1)
		;
	assert_int_equal(driver->outcome(statement).changes, 7);
	driver->finalize(statement);
	statement = prepare("SELECT a FROM t");
	while (driver->step(statement, &error) == 1)
		;
	assert_int_equal(driver->outcome(statement).changes, 0);
	driver->finalize(statement);
}

/* The columns of a SELECT * follow the schema. */
static void a_changed_table_is_seen(void **state)
{
	struct stmt *statement;
	struct stmt_shape shape;

	(void)state;
	check_run("CREATE TEMP TABLE t (a int)");
	statement = prepare("SELECT * FROM t");
	check_run("ALTER TABLE t ADD COLUMN b text");
	assert_int_equal(driver->step(statement, &error), 0);
	driver->describe(statement, &shape);
	assert_int_equal(shape.columns, 2);
	driver->finalize(statement);
}

static void a_table_changed_by_another_is_seen(void **state)
{
	struct stmt *statement;
	struct stmt_shape shape;
	struct db *mine;

	(void)state;
	mine = db;
	check_run("DROP TABLE IF EXISTS calx_changed");
	check_run("CREATE TABLE calx_changed (a int)");
	statement = prepare("SELECT * FROM calx_changed");
	assert_int_equal(driver->step(statement, &error), 0);
	driver->rewind(statement);
	db = db_open();
	check_run("ALTER TABLE calx_changed ADD COLUMN b text");
	driver->close(db);
	db = mine;
	assert_int_equal(driver->step(statement, &error), 0);
	driver->describe(statement, &shape);
	assert_int_equal(shape.columns, 2);
	driver->finalize(statement);
	check_run("DROP TABLE calx_changed");
}

/* ---- values ------------------------------------------------------------- */

static void check_same(const calx_value *out, const calx_value *in)
{
	if (in->kind == CALX_NULL || out->kind == CALX_NULL)
		assert_int_equal(out->kind, in->kind);
	else
		assert_true(calx__value_same(out, in));
}

/* Through a parameter and a column of the type. */
static void check_round_trip(
	const char *type, const calx_value *in, enum calx_kind kind)
{
	char sql[100];
	struct stmt *statement;
	calx_value out;

	snprintf(sql, sizeof(sql), "SELECT $1::%s", type);
	statement = prepare(sql);
	if (bind_value(statement, 0, in) < 0 ||
		driver->step(statement, &error) != 1 ||
		driver->row(statement, &kind, 1, &out, &error) < 0)
		fail_msg("%s: %s", type, error.message);
	check_same(&out, in);
	driver->finalize(statement);
}

static void integers_come_back(void **state)
{
	static const struct {
		const char *type;
		int64_t least, most;
	} rows[] = { { "int2", INT16_MIN, INT16_MAX },
		{ "int4", INT32_MIN, INT32_MAX },
		{ "int8", INT64_MIN, INT64_MAX } };

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		const int64_t numbers[] = { rows[i].least, -1, 0, 1,
			rows[i].most };

		for (size_t j = 0; j < 5; j++)
			check_round_trip(rows[i].type,
				&(const calx_value){ CALX_INTEGER,
					.as.integer = numbers[j] },
				CALX_INTEGER);
	}
	check_round_trip("bool",
		&(const calx_value){ CALX_BOOLEAN, .as.integer = 1 },
		CALX_BOOLEAN);
	check_round_trip(
		"int4", &(const calx_value){ CALX_NULL, { 0 } }, CALX_INTEGER);
}

static void reals_come_back(void **state)
{
	static const double numbers[] = { 0.0, -0.0, 1.0 / 3, 1e300, 5e-324,
		INFINITY, -INFINITY, NAN, -1.5 };

	(void)state;
	for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++)
		check_round_trip("float8",
			&(const calx_value){
				CALX_DOUBLE, .as.real = numbers[i] },
			CALX_DOUBLE);
	check_round_trip("float4",
		&(const calx_value){ CALX_DOUBLE, .as.real = (double)0.1f },
		CALX_DOUBLE);
}

static void decimals_come_back(void **state)
{
	static const char *const numbers[] = { "0", "0.00", "1", "-1", "12.50",
		"10000", "10000.0001", "0.00001234", "-0.1", "9999.9999",
		"100000000", "12345678901234567890123456789012345678",
		"-99999999999999999999999999999999999999",
		"0.99999999999999999999999999999999999999",
		"123456789.12345678901234567890123456789",
		"0.00000000000000000000000000000000000001", "40000000.0" };

	(void)state;
	for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++)
		check_round_trip("numeric",
			&(const calx_value){ CALX_NUMERIC,
				.as.decimal = calx_decimal_of(numbers[i]) },
			CALX_NUMERIC);
}

/* what the server says of a decimal that was sent */
static void decimals_are_what_they_were(void **state)
{
	static const char *const numbers[] = { "12.50", "-0.00001234",
		"10000.0001", "12345678901234567890123456789012345678" };

	(void)state;
	for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++) {
		const calx_value in = { CALX_NUMERIC,
			.as.decimal = calx_decimal_of(numbers[i]) };
		struct stmt *statement = prepare("SELECT $1::numeric::text");
		calx_value out;

		assert_int_equal(bind_value(statement, 0, &in), CALX_OK);
		assert_int_equal(driver->step(statement, &error), 1);
		driver->row(statement, NULL, 1, &out, &error);
		CHECK_TEXT(out.as.text.data, numbers[i]);
		driver->finalize(statement);
	}
}

static void text_comes_back(void **state)
{
	static char large[1 << 20];
	static const char every[] = "quote ' \" \\ \xc3\xa9 \xf0\x9f\x8c\x8d %";

	(void)state;
	memset(large, 'x', sizeof(large));
	check_round_trip("text",
		&(const calx_value){
			CALX_STRING, .as.text = { every, sizeof(every) - 1 } },
		CALX_STRING);
	check_round_trip("text",
		&(const calx_value){ CALX_STRING, .as.text = { "", 0 } },
		CALX_STRING);
	check_round_trip("varchar",
		&(const calx_value){
			CALX_STRING, .as.text = { large, sizeof(large) } },
		CALX_STRING);
	check_round_trip("json",
		&(const calx_value){
			CALX_STRING, .as.text = { "{\"a\":  1}", 9 } },
		CALX_STRING);
	check_round_trip("jsonb",
		&(const calx_value){
			CALX_STRING, .as.text = { "{\"a\": 1}", 8 } },
		CALX_STRING);
	check_round_trip("bytea",
		&(const calx_value){
			CALX_BLOB, .as.text = { "\0\xff'\\x", 5 } },
		CALX_BLOB);
	check_round_trip("bytea",
		&(const calx_value){ CALX_BLOB, .as.text = { "", 0 } },
		CALX_BLOB);
}

static void a_nul_in_text_is_refused(void **state)
{
	const calx_value value = { CALX_STRING, .as.text = { "a\0b", 3 } };
	struct stmt *statement = prepare("SELECT $1::text");

	(void)state;
	assert_int_equal(bind_value(statement, 0, &value), CALX_RANGE);
	driver->finalize(statement);
}

#define MOMENT(...)                                                         \
	&(const calx_value)                                                 \
	{                                                                   \
		CALX_DATETIME, .as.datetime = calx_datetime_of(__VA_ARGS__) \
	}

static void dates_come_back(void **state)
{
	static const calx_date dates[] = { { 1, 1, 1 }, { 1999, 12, 31 },
		{ 2000, 1, 1 }, { 2000, 2, 29 }, { 2017, 10, 17 },
		{ 9999, 12, 31 } };

	(void)state;
	for (size_t i = 0; i < sizeof(dates) / sizeof(*dates); i++)
		check_round_trip("date",
			&(const calx_value){ CALX_DATE, .as.date = dates[i] },
			CALX_DATE);
	check_round_trip("timestamp", MOMENT(.year = 1, .month = 1, .day = 1),
		CALX_DATETIME);
	check_round_trip("timestamp",
		MOMENT(.year = 1999, .month = 12, .day = 31, .hour = 23,
			.minute = 59, .second = 59, .microsecond = 999999),
		CALX_DATETIME);
	check_round_trip("timestamp",
		MOMENT(.year = 9999, .month = 12, .day = 31, .hour = 23,
			.minute = 59, .second = 59, .microsecond = 999999),
		CALX_DATETIME);
	check_round_trip("time",
		&(const calx_value){
			CALX_TIME, .as.time = { 0, 23, 59, 59, 999999 } },
		CALX_TIME);
	check_round_trip("interval",
		&(const calx_value){
			CALX_INTERVAL, .as.interval = { -14, 3, -3600000001 } },
		CALX_INTERVAL);
}

static void moments_come_back_in_utc(void **state)
{
	const calx_value in = { CALX_TIMESTAMP,
		.as.timestamp = calx_timestamp_of(.year = 2017, .month = 10,
			.day = 17, .hour = 1, .minute = 30, .microsecond = 5,
			.offset_minutes = 120) };
	struct stmt *statement = prepare("SELECT $1::timestamptz");
	char text[CALX_TEMPORAL_TEXT_MAX];
	calx_value out;

	(void)state;
	assert_int_equal(bind_value(statement, 0, &in), CALX_OK);
	assert_int_equal(driver->step(statement, &error), 1);
	driver->row(statement, NULL, 1, &out, &error);
	assert_int_equal(out.kind, CALX_TIMESTAMP);
	assert_int_equal(
		calx_timestamp_compare(out.as.timestamp, in.as.timestamp), 0);
	calx_timestamp_write(out.as.timestamp, text);
	CHECK_TEXT(text, "2017-10-16 23:30:00.000005+00:00");
	driver->finalize(statement);
}

static void uuids_come_back(void **state)
{
	calx_value value = { CALX_UUID, { 0 } };

	(void)state;
	value.as.uuid = calx_uuid_new();
	check_round_trip("uuid", &value, CALX_UUID);
}

/* ---- what one type becomes for another ------------------------------------ */

static enum calx_status read_as(
	const char *expression, enum calx_kind kind, calx_value *ret_value)
{
	static char sql[256], kept[64];
	struct stmt *statement;
	enum calx_status status;

	snprintf(sql, sizeof(sql), "SELECT %s AS x", expression);
	statement = prepare(sql);
	assert_int_equal(driver->step(statement, &error), 1);
	status = driver->row(statement, &kind, 1, ret_value, &error);
	if (status == CALX_OK && (ret_value->kind == CALX_STRING ||
					 ret_value->kind == CALX_BLOB)) {
		snprintf(kept, sizeof(kept), "%s", ret_value->as.text.data);
		ret_value->as.text.data = kept;
	}
	driver->finalize(statement);
	return status;
}

static void values_become_what_is_asked_for(void **state)
{
	calx_value value;

	(void)state;
	assert_int_equal(
		read_as("(SELECT sum(x) FROM (VALUES (1::int8), (2)) v (x))",
			CALX_INTEGER, &value),
		CALX_OK);
	assert_int_equal(value.as.integer, 3);
	assert_int_equal(
		read_as("-9223372036854775808::numeric", CALX_INTEGER, &value),
		CALX_OK);
	assert_true(value.as.integer == INT64_MIN);
	assert_int_equal(read_as("9223372036854775807.0", CALX_INTEGER, &value),
		CALX_OK);
	assert_true(value.as.integer == INT64_MAX);
	assert_int_equal(read_as("9223372036854775808", CALX_INTEGER, &value),
		CALX_RANGE);
	assert_int_equal(read_as("(SELECT avg(x) FROM (VALUES (1), (2)) v (x))",
				 CALX_DOUBLE, &value),
		CALX_OK);
	assert_true(value.as.real == 1.5);
	assert_int_equal(read_as("5", CALX_NUMERIC, &value), CALX_OK);
	assert_int_equal(read_as("5", CALX_STRING, &value), CALX_OK);
	CHECK_TEXT(value.as.text.data, "5");
	assert_int_equal(read_as("'17'::text", CALX_NUMERIC, &value), CALX_OK);
	assert_int_equal(read_as("1", CALX_BOOLEAN, &value), CALX_OK);
	assert_int_equal(read_as("now()", CALX_DATETIME, &value), CALX_OK);
	assert_int_equal(read_as("'x'", CALX_ENUMERATION, &value), CALX_OK);
	assert_int_equal(value.kind, CALX_STRING);
}

static void check_not(
	const char *expression, enum calx_kind kind, const char *message)
{
	calx_value value;

	assert_int_equal(read_as(expression, kind, &value), CALX_TYPE_MISMATCH);
	CHECK_TEXT(error.message, message);
}

static void what_is_none_is_told(void **state)
{
	(void)state;
	check_not("'abc'", CALX_DATE,
		"column 'x' holds 'abc', which is not a valid date");
	check_not("2", CALX_BOOLEAN,
		"column 'x' holds '2', which is not a valid boolean");
	check_not("1.5", CALX_INTEGER,
		"column 'x' holds '1.5', which is not a valid integer");
	check_not("'infinity'::date", CALX_DATE,
		"column 'x' holds what only PostgreSQL has, such as infinity, where a valid date is expected");
	check_not("'NaN'::numeric", CALX_NUMERIC,
		"column 'x' holds what only PostgreSQL has, such as infinity, where a valid decimal number of up to 38 digits is expected");
	assert_int_equal(read_as("10::numeric ^ 40", CALX_NUMERIC,
				 &(calx_value){ CALX_NULL, { 0 } }),
		CALX_RANGE);
	CHECK_TEXT(error.message,
		"column 'x' holds a number of more than 38 digits");
	check_not("'\\x00'::bytea", CALX_STRING,
		"column 'x' holds a blob where a valid text is expected");
}

/* A statement that returns a type which is not known comes as text as a whole. */
static void other_types_come_as_text(void **state)
{
	enum calx_kind kinds[] = { CALX_STRING, CALX_INTEGER, CALX_DOUBLE,
		CALX_BOOLEAN, CALX_BLOB, CALX_TIMESTAMP, CALX_INTERVAL,
		CALX_NUMERIC, CALX_UUID };
	struct stmt *statement = prepare(
		"SELECT ARRAY[1, 2], 7, 1.5::float8, true, '\\x00ff'::bytea,"
		" '2017-10-17 01:02:03.5+02'::timestamptz, '1 day'::interval,"
		" 12.50, '00112233-4455-6677-8899-aabbccddeeff'::uuid");
	calx_value values[9];

	(void)state;
	assert_int_equal(driver->step(statement, &error), 1);
	if (driver->row(statement, kinds, 9, values, &error) < 0)
		fail_msg("%s", error.message);
	CHECK_TEXT(values[0].as.text.data, "{1,2}");
	assert_int_equal(values[1].as.integer, 7);
	assert_true(values[2].as.real == 1.5);
	assert_int_equal(values[3].as.integer, 1);
	assert_int_equal(values[4].as.text.size, 2);
	assert_memory_equal(values[4].as.text.data, "\0\xff", 2);
	assert_int_equal(values[5].as.timestamp.local.second, 3);
	assert_int_equal(values[6].as.interval.days, 1);
	assert_int_equal(values[7].as.decimal.low, 1250);
	assert_int_equal(values[8].as.uuid.bytes[15], 0xff);
	driver->finalize(statement);
}

/* What is sent for a kind whose type the server does not infer. */
static void kinds_are_asked_for(void **state)
{
	static const enum calx_kind kinds[] = { CALX_INTEGER, CALX_DATE,
		CALX_NUMERIC };
	const calx_value large = { CALX_INTEGER, .as.integer = INT64_MAX };
	const calx_value date = { CALX_DATE, .as.date = { 2017, 10, 17 } };
	const calx_value price = { CALX_NUMERIC,
		.as.decimal = calx_decimal_of("1.5") };
	struct stmt *statement = prepare_kinds(
		"SELECT 1::int4 < $1 AND $2 - $2 = 0 AND $3 + $3 = 3", kinds,
		3);
	enum calx_kind kind = CALX_BOOLEAN;
	calx_value out;

	(void)state;
	assert_int_equal(bind_value(statement, 0, &large), CALX_OK);
	assert_int_equal(bind_value(statement, 1, &date), CALX_OK);
	assert_int_equal(bind_value(statement, 2, &price), CALX_OK);
	assert_int_equal(driver->step(statement, &error), 1);
	driver->row(statement, &kind, 1, &out, &error);
	assert_int_equal(out.as.integer, 1);
	driver->finalize(statement);
}

/* ---- expanding ----------------------------------------------------------- */

static void values_are_written_into_the_text(void **state)
{
	const calx_value values[] = {
		{ CALX_BIG_INTEGER, .as.integer = -5 },
		{ CALX_STRING, .as.text = { "it's \\ $1", 9 } },
		{ CALX_DATE, .as.date = { 2017, 10, 17 } },
		{ CALX_BLOB, .as.text = { "\1\xff", 2 } },
		{ CALX_NULL, { 0 } },
		{ CALX_NUMERIC, .as.decimal = calx_decimal_of("12.50") },
	};
	struct strbuf sql = STRBUF_INIT;
	struct stmt *statement;

	(void)state;
	check_run(
		"CREATE TEMP TABLE t (a int, b text, c date, d bytea, e text, f numeric)");
	statement = prepare(
		"INSERT INTO t VALUES ($1, $2, $3, $4, $5, $6) -- $1 '$2'");
	for (size_t i = 0; i < 6; i++)
		assert_int_equal(bind_value(statement, i, &values[i]), CALX_OK);
	assert_int_equal(driver->expand(statement, &sql, &error), CALX_OK);
	CHECK_TEXT(sql.data,
		"INSERT INTO t VALUES (-5, 'it''s \\ $1', '2017-10-17'::date, '\\x01ff'::bytea, NULL, 12.50) -- $1 '$2'");
	driver->finalize(statement);
	calx__strbuf_clear(&sql);
	statement = prepare("SELECT 1");
	assert_int_equal(driver->expand(statement, &sql, &error), CALX_OK);
	assert_int_equal(sql.length, 0);
	driver->finalize(statement);
	calx__strbuf_release(&sql);
}

/* ---- what cannot be done --------------------------------------------------- */

static void copy_is_refused(void **state)
{
	(void)state;
	check_run("CREATE TEMP TABLE t (a int)");
	assert_int_equal(run("COPY t FROM STDIN"), CALX_UNSUPPORTED);
	assert_int_equal(run("COPY t TO STDOUT"), CALX_UNSUPPORTED);
	check_answer("SELECT 'goes on'", "goes on");
}

#define TEST(function) \
	cmocka_unit_test_setup_teardown(function, set_up, tear_down)

CHECK_MAIN("postgresql_statement", TEST(one_statement_is_one),
	TEST(syntax_errors_are_told), TEST(a_statement_runs_again_and_again),
	TEST(rows_of_two_statements_are_open), TEST(changes_are_counted),
	TEST(a_changed_table_is_seen), TEST(a_table_changed_by_another_is_seen),
	TEST(integers_come_back), TEST(reals_come_back),
	TEST(decimals_come_back), TEST(decimals_are_what_they_were),
	TEST(text_comes_back), TEST(a_nul_in_text_is_refused),
	TEST(dates_come_back), TEST(moments_come_back_in_utc),
	TEST(uuids_come_back), TEST(values_become_what_is_asked_for),
	TEST(what_is_none_is_told), TEST(other_types_come_as_text),
	TEST(kinds_are_asked_for), TEST(values_are_written_into_the_text),
	TEST(copy_is_refused))
