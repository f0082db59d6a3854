#include "mariadb.h"

#include <float.h>
#include <math.h>

/* Statements: values in and out, what goes wrong, transactions. */

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
	CHECK_TEXT(error.message, "the text holds more than one statement");
	assert_int_equal(prepare_status("", 0), CALX_INVALID);
	CHECK_TEXT(error.message, "the statement is empty");
	assert_int_equal(prepare_status(" -- only this", 13), CALX_INVALID);
	assert_int_equal(prepare_status("SELECT 1\0; x", 12), CALX_INVALID);
	CHECK_TEXT(error.message, "the statement holds a NUL");
	assert_int_equal(try("SELECT 1; -- and a comment\n ; /* two */"), 1);
	assert_int_equal(prepare_status("SELECT 1", INT32_MAX), CALX_INVALID);
	CHECK_TEXT(error.message, "the statement is too long");
	assert_int_equal(
		try("SELECT ';', \"a;b\" FROM (SELECT 1 AS \"a;b\") x"), 1);
}

static void syntax_errors_are_told(void **state)
{
	(void)state;
	assert_int_equal(prepare_status("SELEC 1", 7), CALX_ERROR);
	assert_int_equal(error.native_code, 1064);
	CHECK_TEXT(error.sqlstate, "42000");
	assert_non_null(strstr(error.message, "SELEC 1"));
}

static void shape_and_labels_are_told(void **state)
{
	struct stmt *statement;
	struct stmt_shape shape;

	(void)state;
	statement = prepare("SELECT ? AS first, 2 AS \"the second\", 3");
	driver->describe(statement, &shape);
	assert_int_equal(shape.parameters, 1);
	assert_int_equal(shape.columns, 3);
	CHECK_TEXT(driver->label(statement, 1), "the second");
	driver->finalize(statement);
	statement = prepare("DO 1");
	driver->describe(statement, &shape);
	assert_int_equal(shape.columns, 0);
	driver->finalize(statement);
}

/* ---- values ------------------------------------------------------------- */

/* What comes back of a value from a column of that type, as its own kind. */
static void check_round(const char *type, calx_value value)
{
	const enum calx_kind carrier = calx__types[value.kind].carrier;
	char sql[128];
	struct stmt *statement;
	calx_value back;

	snprintf(sql, sizeof(sql), "CREATE TEMPORARY TABLE r (v %s)", type);
	run(sql);
	statement = prepare("INSERT INTO r VALUES (?)");
	assert_int_equal(bind(statement, 0, value), CALX_OK);
	if (driver->step(statement, &error) != 0)
		fail_msg("%s: %s", type, error.message);
	driver->finalize(statement);
	statement = prepare("SELECT v FROM r WHERE v = ?");
	assert_int_equal(bind(statement, 0, value), CALX_OK);
	if (driver->step(statement, &error) != 1)
		fail_msg("%s is not found by itself", type);
	if (driver->row(statement, &carrier, 1, &back, &error) < 0)
		fail_msg("%s: %s", type, error.message);
	assert_int_equal(back.kind, carrier);
	assert_true(calx__types[carrier].family->same(&value, &back));
	driver->finalize(statement);
	run("DROP TEMPORARY TABLE r");
}

static calx_value text_value(enum calx_kind kind, const char *text, size_t size)
{
	return (calx_value){ .kind = kind,
		.as.text = { .data = text, .size = size } };
}

static void numbers_come_back(void **state)
{
	static const int64_t integers[] = { 0, 1, -1, INT64_MAX, INT64_MIN };
	static const double reals[] = { 0.1, -1e300, DBL_MIN, DBL_MAX, 5e-324,
		1.0 / 3 };
	static const char *const decimals[] = { "0", "0.01",
		"99999999999999999999999999999.999999999",
		"-99999999999999999999999999999.999999999", "1.500000000" };
	calx_value value;

	(void)state;
	for (size_t i = 0; i < sizeof(integers) / sizeof(*integers); i++)
		check_round("BIGINT", calx_value_of(integers[i]));
	for (size_t i = 0; i < sizeof(reals) / sizeof(*reals); i++)
		check_round("DOUBLE", calx_value_of(reals[i]));
	for (size_t i = 0; i < sizeof(decimals) / sizeof(*decimals); i++) {
		value = calx_value_of(calx_decimal_of(decimals[i]));
		calx_decimal_rescale(value.as.decimal, 9, &value.as.decimal);
		check_round("DECIMAL(38, 9)", value);
	}
	check_round("BOOLEAN", calx_value_of(true));
	check_round("FLOAT", calx_value_of(0.5f));
}

static void text_comes_back(void **state)
{
	static const char odd[] =
		"it's \\ \"%_\" \n\r\t\x01 \xc3\xa9\xf0\x9f\x98\x80 ";
	char *large = malloc(1 << 20);

	(void)state;
	memset(large, 'x', 1 << 20);
	check_round("LONGTEXT", text_value(CALX_STRING, odd, sizeof(odd) - 1));
	check_round("LONGTEXT", text_value(CALX_STRING, "", 0));
	check_round("LONGTEXT", text_value(CALX_STRING, large, 1 << 20));
	check_round("LONGBLOB", text_value(CALX_BLOB, "\0\1\xff'\\", 5));
	check_round("LONGBLOB", text_value(CALX_BLOB, "", 0));
	free(large);
}

static void moments_come_back(void **state)
{
	(void)state;
	check_round("DATE", calx_value_of(calx_date_of(1, 1, 1)));
	check_round("DATE", calx_value_of(calx_date_of(9999, 12, 31)));
	check_round("TIME(6)", calx_value_of(calx_time_of(23, 59, 59, 999999)));
	check_round("TIME(6)", calx_value_of(((calx_time){ 0 })));
	check_round("DATETIME(6)", calx_value_of(((calx_datetime){ 9999, 12, 31,
					   23, 59, 59, 999999 })));
	check_round("DATETIME(6)",
		calx_value_of(((calx_datetime){ 1, 1, 1, 0, 0, 0, 0 })));
	check_round("DATETIME(6)",
		calx_value_of((
			(calx_timestamp){ { 2024, 2, 29, 12, 30, 0, 1 }, 0 })));
}

static void zones_become_utc(void **state)
{
	const enum calx_kind kind = CALX_DATETIME;
	struct stmt *statement;
	calx_value value;
	char text[64];

	(void)state;
	statement = prepare("SELECT CAST(? AS DATETIME(6))");
	bind(statement, 0,
		calx_value_of((
			(calx_timestamp){ { 2024, 3, 1, 0, 30, 0, 7 }, 120 })));
	assert_int_equal(driver->step(statement, &error), 1);
	assert_int_equal(
		driver->row(statement, &kind, 1, &value, &error), CALX_OK);
	calx_datetime_write(value.as.datetime, text);
	CHECK_TEXT(text, "2024-02-29 22:30:00.000007");
	driver->finalize(statement);
}

static void others_come_back(void **state)
{
	(void)state;
	check_round("UUID", calx_value_of(calx_uuid_new()));
	check_round("VARCHAR(64)",
		calx_value_of(((calx_interval){ -3, 5, 7000001 })));
	check_round("ENUM('a', 'b''c')", text_value(CALX_STRING, "b'c", 3));
}

static void what_is_no_value_is_refused(void **state)
{
	struct stmt *statement;

	(void)state;
	statement = prepare("SELECT ?");
	assert_int_equal(bind(statement, 0, calx_value_of(NAN)), CALX_RANGE);
	CHECK_TEXT(
		error.message, "parameter 1 is not a valid value of its kind");
	assert_int_equal(
		bind(statement, 0, calx_value_of(INFINITY)), CALX_RANGE);
	assert_int_equal(
		bind(statement, 0, calx_value_of(((calx_date){ 2023, 2, 30 }))),
		CALX_RANGE);
	driver->finalize(statement);
}

/* The value of an expression as `kind`; as text, if it is to be text. */
static void check_read(const char *expression, enum calx_kind kind,
	enum calx_status status, const char *expected)
{
	char sql[256], text[TYPE_TEXT_MAX + 1];
	struct stmt *statement;
	calx_value value;

	snprintf(sql, sizeof(sql), "SELECT %s AS x", expression);
	statement = prepare(sql);
	assert_int_equal(driver->step(statement, &error), 1);
	assert_int_equal(
		driver->row(statement, &kind, 1, &value, &error), status);
	if (status < 0) {
		CHECK_TEXT(error.message, expected);
	} else if (calx__types[value.kind].is_text) {
		CHECK_TEXT(value.as.text.data, expected);
	} else {
		text[calx__types[value.kind].write(&value, text)] = '\0';
		CHECK_TEXT(text, expected);
	}
	driver->finalize(statement);
}

static void kinds_are_converted(void **state)
{
	(void)state;
	check_read("5", CALX_STRING, CALX_OK, "5");
	check_read("CAST(18446744073709551615 AS UNSIGNED)", CALX_STRING,
		CALX_OK, "18446744073709551615");
	check_read("CAST(18446744073709551615 AS UNSIGNED)", CALX_NULL, CALX_OK,
		"18446744073709551615");
	check_read("CAST(18446744073709551615 AS UNSIGNED)", CALX_INTEGER,
		CALX_RANGE,
		"column 'x' holds 18446744073709551615, which is no integer of 64 bits");
	check_read("sum(5)", CALX_INTEGER, CALX_OK, "5");
	check_read("1.25", CALX_DOUBLE, CALX_OK, "1.25");
	check_read("0.5e0", CALX_NUMERIC, CALX_OK, "0.5");
	check_read("DATE '2024-02-29'", CALX_STRING, CALX_OK, "2024-02-29");
	check_read("TIMESTAMP '2024-02-29 00:00:00'", CALX_NULL, CALX_OK,
		"2024-02-29 00:00:00");
	check_read("TIMESTAMP '2024-02-29 01:00:00'", CALX_DATE,
		CALX_TYPE_MISMATCH,
		"column 'x' holds '2024-02-29 01:00:00', which is not a valid date");
	check_read("TIME '-01:00:00'", CALX_TIME, CALX_TYPE_MISMATCH,
		"column 'x' holds '', which is not a valid time");
	check_read("'abc'", CALX_INTEGER, CALX_TYPE_MISMATCH,
		"column 'x' holds 'abc', which is not a valid integer");
	check_read("X'00'", CALX_STRING, CALX_TYPE_MISMATCH,
		"column 'x' holds a blob where a text is expected");
	check_read("2", CALX_BOOLEAN, CALX_TYPE_MISMATCH,
		"column 'x' holds '2', which is not a valid boolean");
	check_read("b'1'", CALX_BOOLEAN, CALX_OK, "true");
}

/* ---- rows --------------------------------------------------------------- */

#define THOUSAND "SELECT seq FROM seq_1_to_1000"

static void other_statements_run_between_rows(void **state)
{
	const enum calx_kind kind = CALX_STRING;
	struct stmt *statement, *other;
	calx_value value, inner;
	long long sum = 0;

	(void)state;
	statement = prepare("SELECT concat('row ', seq) FROM seq_1_to_1000");
	other = prepare("SELECT ?");
	for (int i = 1; driver->step(statement, &error) == 1; i++) {
		driver->row(statement, &kind, 1, &value, &error);
		if (i % 100 == 0) {
			bind(other, 0, calx_value_of(i));
			assert_int_equal(driver->step(other, &error), 1);
			driver->row(other, &kind, 1, &inner, &error);
			sum += atoll(inner.as.text.data);
			driver->rewind(other);
			/* the row that was read before it */
			assert_int_equal(atoll(value.as.text.data + 4), i);
		}
		if (i == 500)
			driver->finalize(prepare("SELECT 2"));
	}
	assert_int_equal(sum, 5500);
	driver->finalize(other);
	driver->finalize(statement);
}

static void a_run_can_end_early(void **state)
{
	struct stmt *statement;

	(void)state;
	statement = prepare(THOUSAND);
	assert_int_equal(driver->step(statement, &error), 1);
	driver->rewind(statement);
	assert_int_equal(number_of("SELECT 5"), 5);
	assert_int_equal(driver->step(statement, &error), 1);
	assert_int_equal(number_of("SELECT 6"), 6);
	driver->rewind(statement);
	assert_int_equal(driver->step(statement, &error), 1);
	driver->finalize(statement);
	assert_int_equal(number_of("SELECT 7"), 7);
	/* behind the last row: what is read into memory is nothing */
	statement = prepare("SELECT 8");
	assert_int_equal(driver->step(statement, &error), 1);
	assert_int_equal(number_of("SELECT 9"), 9);
	driver->rewind(statement);
	assert_int_equal(driver->step(statement, &error), 1);
	driver->finalize(statement);
}

/* What the server has sent to this connection so far. */
static long long rows_sent(void)
{
	return number_of(
		"SELECT cast(variable_value AS INTEGER) FROM information_schema.session_status WHERE variable_name = 'ROWS_SENT'");
}

#define MILLIONS "SELECT seq, repeat('x', 20) FROM seq_1_to_20000000"

/* What streams and is not wanted any more is ended at the server. */
static void an_early_end_is_cheap(void **state)
{
	struct stmt *statement;
	long long before;

	(void)state;
	run("CREATE TEMPORARY TABLE early (n INTEGER)");
	driver->begin(db, &(calx_transaction_options){ 0 }, &error);
	run("INSERT INTO early VALUES (1)");
	before = rows_sent();
	statement = prepare(MILLIONS);
	for (int i = 0; i < 3; i++) {
		assert_int_equal(driver->step(statement, &error), 1);
		assert_int_equal(driver->step(statement, &error), 1);
		driver->rewind(statement);
		/* the statement behind it is not the one that was meant */
		assert_int_equal(number_of("SELECT count(*) FROM early"), 1);
		assert_int_equal(driver->state(db), TRANSACTION_OPEN);
	}
	driver->finalize(statement);
	assert_in_range(rows_sent() - before, 6, 19000000);
	assert_int_equal(driver->commit(db, &error), CALX_OK);
}

static long resident_kib(void)
{
	char line[128];
	long kib = 0;
	FILE *file = fopen("/proc/self/status", "r");

	while (file && fgets(line, sizeof(line), file))
		if (strncmp(line, "VmHWM:", 6) == 0)
			kib = strtol(line + 6, NULL, 10);
	if (file)
		fclose(file);
	return kib;
}

static void rows_stream_in_constant_memory(void **state)
{
	struct stmt *statement;
	long before;
	int rows = 0;

	(void)state;
	statement =
		prepare("SELECT seq, repeat('x', 100) FROM seq_1_to_300000");
	assert_int_equal(driver->step(statement, &error), 1);
	before = resident_kib();
	while (driver->step(statement, &error) == 1)
		rows++;
	assert_int_equal(rows, 299999);
	assert_in_range(resident_kib() - before, 0, 4096);
	driver->finalize(statement);
}

static void outcomes_are_counted(void **state)
{
	struct stmt *statement;
	struct outcome outcome;

	(void)state;
	run("CREATE TEMPORARY TABLE o (id INTEGER AUTO_INCREMENT PRIMARY KEY, n INTEGER)");
	statement = prepare("INSERT INTO o (n) VALUES (1), (2), (3)");
	assert_int_equal(driver->step(statement, &error), 0);
	assert_int_equal(driver->outcome(statement).changes, 3);
	driver->finalize(statement);
	/* matched, and not only changed */
	statement = prepare("UPDATE o SET n = 1 WHERE id < 3");
	assert_int_equal(driver->step(statement, &error), 0);
	assert_int_equal(driver->outcome(statement).changes, 2);
	driver->finalize(statement);
	statement = prepare("INSERT INTO o (n) VALUES (4), (5) RETURNING id");
	while (driver->step(statement, &error) == 1)
		;
	outcome = driver->outcome(statement);
	assert_int_equal(outcome.changes, 2);
	driver->finalize(statement);
	statement = prepare("SELECT * FROM o");
	while (driver->step(statement, &error) == 1)
		;
	assert_int_equal(driver->outcome(statement).changes, 0);
	driver->finalize(statement);
}

static void columns_follow_the_schema(void **state)
{
	struct stmt *statement;
	struct stmt_shape shape;

	(void)state;
	run("CREATE OR REPLACE TABLE maria_follow (a INTEGER)");
	run("INSERT INTO maria_follow VALUES (1)");
	statement = prepare("SELECT * FROM maria_follow");
	assert_int_equal(driver->step(statement, &error), 1);
	driver->rewind(statement);
	run("ALTER TABLE maria_follow ADD b VARCHAR(10) DEFAULT 'x', ADD c DATE");
	if (driver->step(statement, &error) != 1)
		fail_msg("%s", error.message);
	driver->describe(statement, &shape);
	assert_int_equal(shape.columns, 3);
	driver->finalize(statement);
	run("DROP TABLE maria_follow");
}

/* ---- transactions ------------------------------------------------------- */

static enum calx_status begin(calx_transaction_options options)
{
	return driver->begin(db, &options, &error);
}

static void transactions_have_a_state(void **state)
{
	(void)state;
	run("CREATE OR REPLACE TABLE maria_state (n INTEGER)");
	assert_int_equal(driver->state(db), TRANSACTION_NONE);
	begin((calx_transaction_options){ .write = true });
	assert_int_equal(driver->state(db), TRANSACTION_OPEN);
	run("INSERT INTO maria_state VALUES (1)");
	assert_int_equal(driver->rollback(db, &error), CALX_OK);
	assert_int_equal(number_of("SELECT count(*) FROM maria_state"), 0);
	begin((calx_transaction_options){ .isolation = CALX_SERIALIZABLE });
	run("INSERT INTO maria_state VALUES (1)");
	assert_int_equal(driver->commit(db, &error), CALX_OK);
	assert_int_equal(number_of("SELECT count(*) FROM maria_state"), 1);
	begin((calx_transaction_options){ .read_only = true });
	assert_int_equal(
		try("INSERT INTO maria_state VALUES (2)"), CALX_READ_ONLY);
	CHECK_TEXT(error.sqlstate, "25006");
	driver->rollback(db, &error);
	begin((calx_transaction_options){ 0 });
	run("DROP TABLE maria_state");
	/* it has committed */
	assert_int_equal(driver->state(db), TRANSACTION_NONE);
}

#define TEST(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
CHECK_MAIN("mariadb_statement", TEST(one_statement_is_one),
	TEST(syntax_errors_are_told), TEST(shape_and_labels_are_told),
	TEST(numbers_come_back), TEST(text_comes_back), TEST(moments_come_back),
	TEST(zones_become_utc), TEST(others_come_back),
	TEST(what_is_no_value_is_refused), TEST(kinds_are_converted),
	TEST(other_statements_run_between_rows), TEST(a_run_can_end_early),
	TEST(an_early_end_is_cheap), TEST(rows_stream_in_constant_memory),
	TEST(outcomes_are_counted), TEST(columns_follow_the_schema),
	TEST(transactions_have_a_state), )
