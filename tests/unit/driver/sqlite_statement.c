#include "driver/sqlite/database.h"
#include "driver/sqlite/driver.h"

#include <limits.h>
#include <math.h>
#include <stdio.h>

#include "check.h"
#include "sql/type/type.h"

/* Statements: values in and out, what goes wrong, transactions. */

static const struct driver *const driver = &calx__sqlite_driver;
static const struct url memory = {
	.text = "sqlite://",
	.scheme = "sqlite",
	.parameters = (const struct url_parameter[]){ { NULL, NULL } },
};

static struct db *db;
static calx_error error;

static int set_up(void **state)
{
	(void)state;
	error = (calx_error){ 0 };
	return driver->open(&memory, NULL, &db, &error);
}

static int tear_down(void **state)
{
	(void)state;
	driver->close(db);
	return 0;
}

static struct stmt *prepare(const char *sql)
{
	struct stmt *statement = NULL;

	if (driver->prepare(db, calx__view(sql), NULL, 0, &statement, &error) <
		0)
		fail_msg("%s: %s", sql, error.message);
	return statement;
}

static int run(const char *sql)
{
	struct stmt *statement = prepare(sql);
	int result = driver->step(statement, &error);

	driver->finalize(statement);
	return result;
}

static enum calx_status prepare_status(const char *sql, size_t length)
{
	struct stmt *statement;

	return driver->prepare(
		db, (struct view){ sql, length }, NULL, 0, &statement, &error);
}

/* The value of an expression, as `kind`; text is valid until the next call. */
static enum calx_status read_as(
	const char *expression, enum calx_kind kind, calx_value *ret_value)
{
	static char sql[256];
	static char kept[64];
	struct stmt *statement;
	enum calx_status status;

	snprintf(sql, sizeof(sql), "SELECT %s AS x", expression);
	statement = prepare(sql);
	assert_int_equal(driver->step(statement, &error), 1);
	status = driver->row(statement, &kind, 1, ret_value, &error);
	if (status == CALX_OK && ret_value->kind == CALX_STRING) {
		snprintf(kept, sizeof(kept), "%s", ret_value->as.text.data);
		ret_value->as.text.data = kept;
	}
	driver->finalize(statement);
	return status;
}

/* ---- preparing ---------------------------------------------------------- */

static void one_statement_is_one(void **state)
{
	(void)state;
	assert_int_equal(
		prepare_status("SELECT 1; SELECT 2", 18), CALX_INVALID);
	CHECK_TEXT(error.message, "the text holds more than one statement");
	assert_int_equal(
		prepare_status("SELECT 1; nonsense", 18), CALX_INVALID);
	assert_int_equal(prepare_status("", 0), CALX_INVALID);
	CHECK_TEXT(error.message, "the statement is empty");
	assert_int_equal(prepare_status(" -- only this", 13), CALX_INVALID);
	assert_int_equal(prepare_status("SELECT 1\0; x", 12), CALX_INVALID);
	CHECK_TEXT(error.message, "the statement holds a NUL");
	assert_int_equal(run("SELECT 1; -- and a comment\n ; /* two */"), 1);
	assert_int_equal(prepare_status("SELECT 1", INT_MAX), CALX_INVALID);
	CHECK_TEXT(error.message, "the statement is too long");
}

static void syntax_errors_are_told(void **state)
{
	(void)state;
	assert_int_equal(prepare_status("SELEC 1", 7), CALX_ERROR);
	CHECK_TEXT(error.message, "near \"SELEC\": syntax error");
	assert_int_equal(error.native_code, SQLITE_ERROR);
}

/* Binds one value. */
static enum calx_status bind(
	struct stmt *statement, size_t index, const calx_value *value)
{
	return driver->bind(statement, index, &value, 1, &error);
}

/* ---- values ------------------------------------------------------------- */

/* SQLite itself says whether what came out is what went in. */
static bool same_to_sqlite(const calx_value *a, const calx_value *b)
{
	struct stmt *statement = prepare("SELECT ? IS ?");
	enum calx_kind kind = CALX_BOOLEAN;
	calx_value same;

	assert_int_equal(bind(statement, 0, a), CALX_OK);
	assert_int_equal(bind(statement, 1, b), CALX_OK);
	assert_int_equal(driver->step(statement, &error), 1);
	assert_int_equal(
		driver->row(statement, &kind, 1, &same, &error), CALX_OK);
	driver->finalize(statement);
	return same.as.integer;
}

static void check_round_trip(const calx_value *in, enum calx_kind kind)
{
	struct stmt *statement = prepare("SELECT ?");
	calx_value out = { .kind = CALX_NULL };
	struct stmt_shape shape;

	driver->describe(statement, &shape);
	assert_int_equal(shape.parameters, 1);
	assert_int_equal(shape.columns, 1);
	assert_int_equal(bind(statement, 0, in), CALX_OK);
	assert_int_equal(driver->step(statement, &error), 1);
	assert_int_equal(
		driver->row(statement, &kind, 1, &out, &error), CALX_OK);
	assert_int_equal(out.kind, in->kind);
	assert_true(same_to_sqlite(in, &out));
	driver->finalize(statement);
}

static void values_survive_the_round_trip(void **state)
{
	static const struct {
		enum calx_kind kind;
		calx_value value;
	} cases[] = {
		{ CALX_BOOLEAN, { CALX_BOOLEAN, .as.integer = 1 } },
		{ CALX_INTEGER, { CALX_INTEGER, .as.integer = INT64_MIN } },
		{ CALX_INTEGER, { CALX_INTEGER, .as.integer = -1 } },
		{ CALX_DOUBLE, { CALX_DOUBLE, .as.real = 0.1 } },
		{ CALX_DOUBLE, { CALX_DOUBLE, .as.real = -1e308 } },
		{ CALX_STRING, { CALX_STRING, .as.text = { "", 0 } } },
		{ CALX_STRING, { CALX_STRING, .as.text = { "héé", 5 } } },
		{ CALX_BLOB, { CALX_BLOB, .as.text = { "a\0b", 3 } } },
		{ CALX_BLOB, { CALX_BLOB, .as.text = { "", 0 } } },
		{ CALX_NUMERIC,
			{ CALX_NUMERIC, .as.decimal = { CALX_DECIMAL_SET, 20,
						true, 5, UINT64_MAX } } },
		{ CALX_DATE, { CALX_DATE, .as.date = { 1929, 10, 21 } } },
		{ CALX_TIME,
			{ CALX_TIME, .as.time = { 0, 16, 4, 51, 60065 } } },
		{ CALX_DATETIME, { CALX_DATETIME, .as.datetime = { 2017, 10, 17,
							  1, 2, 3, 4 } } },
		{ CALX_TIMESTAMP,
			{ CALX_TIMESTAMP,
				.as.timestamp = { { 2017, 10, 17, 1, 2, 3, 4 },
					-330 } } },
		{ CALX_INTERVAL,
			{ CALX_INTERVAL, .as.interval = { 14, -3, 6700000 } } },
		{ CALX_UUID,
			{ CALX_UUID, .as.uuid = { { 1, 2, 3, 4, 255 } } } },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		check_round_trip(&cases[i].value, cases[i].kind);
}

static void null_is_no_value_of_any_kind(void **state)
{
	calx_value value;

	(void)state;
	for (int kind = CALX_NULL; kind < CALX_KIND_COUNT; kind++) {
		assert_int_equal(
			read_as("NULL", (enum calx_kind)kind, &value), CALX_OK);
		assert_int_equal(value.kind, CALX_NULL);
	}
}

static void values_come_as_they_are(void **state)
{
	calx_value value;

	(void)state;
	assert_int_equal(read_as("7", CALX_NULL, &value), CALX_OK);
	assert_int_equal(value.kind, CALX_INTEGER);
	assert_int_equal(value.as.integer, 7);
	assert_int_equal(read_as("1.5", CALX_NULL, &value), CALX_OK);
	assert_int_equal(value.kind, CALX_DOUBLE);
	assert_int_equal(read_as("'x'", CALX_NULL, &value), CALX_OK);
	assert_int_equal(value.kind, CALX_STRING);
	assert_int_equal(read_as("x'00'", CALX_NULL, &value), CALX_OK);
	assert_int_equal(value.kind, CALX_BLOB);
}

static void check_decimal(const char *expression, const char *expected)
{
	char text[CALX_DECIMAL_TEXT_MAX];
	calx_value value;

	assert_int_equal(read_as(expression, CALX_NUMERIC, &value), CALX_OK);
	calx_decimal_write(value.as.decimal, text);
	CHECK_TEXT(text, expected);
}

/* What SQLite keeps as a number is exact up to 15 digits. */
static void decimals_come_from_numbers(void **state)
{
	(void)state;
	check_decimal("12", "12");
	check_decimal("12.5", "12.5");
	check_decimal("0.1", "0.1");
	check_decimal("-9999999999999.99", "-9999999999999.99");
	check_decimal("123456789.123456", "123456789.123456");
	check_decimal("0.000000000000123", "0.000000000000123");
	check_decimal("'12345678901234567890.123456789'",
		"12345678901234567890.123456789");
}

static void numbers_can_be_text(void **state)
{
	calx_value value;

	(void)state;
	assert_int_equal(read_as("'xyz'", CALX_BLOB, &value), CALX_OK);
	assert_int_equal(value.kind, CALX_BLOB);
	assert_int_equal(value.as.text.size, 3);
	assert_int_equal(read_as("'soft'", CALX_ENUMERATION, &value), CALX_OK);
	assert_int_equal(value.kind, CALX_STRING);
	assert_int_equal(read_as("42", CALX_STRING, &value), CALX_OK);
	CHECK_TEXT(value.as.text.data, "42");
	assert_int_equal(read_as("42", CALX_DOUBLE, &value), CALX_OK);
	assert_true(value.as.real == 42.0);
}

static void check_mismatch(
	const char *expression, enum calx_kind kind, const char *message)
{
	calx_value value;

	assert_int_equal(read_as(expression, kind, &value), CALX_TYPE_MISMATCH);
	CHECK_TEXT(error.message, message);
}

static void what_does_not_fit_is_told(void **state)
{
	calx_value value;

	(void)state;
	check_mismatch("'soon'", CALX_DATE,
		"column 'x' holds 'soon', which is not a valid date");
	check_mismatch("'2017-02-30'", CALX_DATE,
		"column 'x' holds '2017-02-30', which is not a valid date");
	check_mismatch("1508198400", CALX_DATETIME,
		"column 'x' holds '1508198400', which is not a valid date and "
		"time");
	check_mismatch("2", CALX_BOOLEAN,
		"column 'x' holds '2', which is not a valid boolean");
	check_mismatch("'7'", CALX_INTEGER,
		"column 'x' holds '7', which is not a valid integer");
	check_mismatch("1.5", CALX_INTEGER,
		"column 'x' holds '1.5', which is not a valid integer");
	check_mismatch("'x'", CALX_DOUBLE,
		"column 'x' holds 'x', which is not a valid number");
	check_mismatch("x'41'", CALX_STRING,
		"column 'x' holds a blob where a text is expected");
	check_mismatch("1e300", CALX_NUMERIC,
		"column 'x' holds '1.0e+300', which is not a valid decimal "
		"number of up to 38 digits");
	check_mismatch("'zz'", CALX_UUID,
		"column 'x' holds 'zz', which is not a valid uuid");
	check_mismatch("'25:00:00'", CALX_TIME,
		"column 'x' holds '25:00:00', which is not a valid time");
	check_mismatch("'today'", CALX_TIMESTAMP,
		"column 'x' holds 'today', which is not a valid timestamp");
	check_mismatch("'1 day'", CALX_INTERVAL,
		"column 'x' holds '1 day', which is not a valid interval");
	check_mismatch("16", CALX_TIME,
		"column 'x' holds '16', which is not a valid time");
	check_mismatch("20171017", CALX_DATE,
		"column 'x' holds '20171017', which is not a valid date");
	check_mismatch("1.5", CALX_TIMESTAMP,
		"column 'x' holds '1.5', which is not a valid timestamp");
	check_mismatch("1", CALX_INTERVAL,
		"column 'x' holds '1', which is not a valid interval");
	check_mismatch("x'00'", CALX_UUID,
		"column 'x' holds a blob where a uuid is expected");
	check_mismatch("x'00'", CALX_NUMERIC,
		"column 'x' holds a blob where a decimal number of up to 38 "
		"digits is expected");
	check_mismatch("'x'", CALX_NUMERIC,
		"column 'x' holds 'x', which is not a valid decimal number of "
		"up to 38 digits");
	check_mismatch("'1'", CALX_BOOLEAN,
		"column 'x' holds '1', which is not a valid boolean");
	check_mismatch("-1", CALX_BOOLEAN,
		"column 'x' holds '-1', which is not a valid boolean");
	check_mismatch("x'00'", CALX_ENUMERATION,
		"column 'x' holds a blob where a label is expected");
	check_mismatch("5", CALX_BLOB,
		"column 'x' holds '5', which is not a valid blob");
	assert_int_equal(
		read_as("9223372036854775807 + 1", CALX_INTEGER, &value),
		CALX_RANGE);
	CHECK_TEXT(error.message,
		"column 'x' holds 9.22337203685478e+18, which is no integer of 64 bits");
}

/* In the forms of other programs. */
static void a_uuid_may_be_kept_as_bytes(void **state)
{
	static const struct {
		int kind;
		const char *text;
	} cases[] = {
		{ CALX_UUID, "text '01020304-0506-0708-090a-0b0c0d0e0fff'" },
		{ TYPE_UUID_HEX, "text '0102030405060708090a0b0c0d0e0fff'" },
		{ TYPE_UUID_BYTES, "blob X'0102030405060708090A0B0C0D0E0FFF'" },
	};
	const enum calx_kind kind = CALX_STRING;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct stmt *statement =
			prepare("SELECT typeof(?1) || ' ' || quote(?1)");
		const calx_value uuid = { (enum calx_kind)cases[i].kind,
			.as.uuid = { { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12,
				13, 14, 15, 255 } } };
		calx_value value;

		assert_int_equal(bind(statement, 0, &uuid), CALX_OK);
		assert_int_equal(driver->step(statement, &error), 1);
		assert_int_equal(
			driver->row(statement, &kind, 1, &value, &error),
			CALX_OK);
		CHECK_TEXT(value.as.text.data, cases[i].text);
		driver->finalize(statement);
	}
}

static void invalid_values_are_not_bound(void **state)
{
	static const calx_value values[] = {
		{ CALX_DOUBLE, .as.real = NAN },
		{ CALX_DATE, .as.date = { 2017, 13, 1 } },
		{ CALX_DATETIME, .as.datetime = { 2017, 2, 30, 0, 0, 0, 0 } },
		{ CALX_NUMERIC,
			.as.decimal = { .mark = CALX_DECIMAL_INVALID } },
	};
	struct stmt *statement = prepare("SELECT ?");

	(void)state;
	for (size_t i = 0; i < sizeof(values) / sizeof(*values); i++)
		assert_int_equal(bind(statement, 0, &values[i]), CALX_RANGE);
	assert_int_equal(bind(statement, 1, &(calx_value){ .kind = CALX_NULL }),
		CALX_MISUSE);
	driver->finalize(statement);
}

/* ---- constraints -------------------------------------------------------- */

static void check_constraint(const char *sql, const char *sqlstate,
	const char *table, const char *column, const char *constraint)
{
	assert_int_equal(run(sql), CALX_CONSTRAINT);
	CHECK_TEXT(error.sqlstate, sqlstate);
	CHECK_TEXT(error.table, table);
	CHECK_TEXT(error.column, column);
	CHECK_TEXT(error.constraint, constraint);
}

static void constraints_are_named(void **state)
{
	(void)state;
	run("CREATE TABLE t (a INTEGER PRIMARY KEY, b NOT NULL, c, d, "
	    "CONSTRAINT uq_t_c_d UNIQUE (c, d), "
	    "CONSTRAINT ck_t_b CHECK (b > 0))");
	run("CREATE TABLE u (a REFERENCES t)");
	run("CREATE UNIQUE INDEX ix_t_abs ON t (abs(b))");
	assert_int_equal(run("INSERT INTO t VALUES (1, 5, 6, 7)"), 0);
	check_constraint(
		"INSERT INTO t VALUES (1, 1, 1, 1)", "23505", "t", "a", "");
	check_constraint(
		"INSERT INTO t VALUES (2, 1, 6, 7)", "23505", "t", "c, d", "");
	check_constraint(
		"INSERT INTO t VALUES (2, NULL, 1, 1)", "23502", "t", "b", "");
	check_constraint("INSERT INTO t VALUES (2, -1, 1, 1)", "23514", "", "",
		"ck_t_b");
	check_constraint("INSERT INTO t VALUES (2, 5, 1, 1)", "23505", "", "",
		"ix_t_abs");
	check_constraint("INSERT INTO u VALUES (9)", "23503", "", "", "");
	CHECK_TEXT(error.message, "FOREIGN KEY constraint failed");
	assert_int_equal(error.native_code, SQLITE_CONSTRAINT_FOREIGNKEY);
}

/* ---- transactions ------------------------------------------------------- */

static const calx_transaction_options reads = { .size = sizeof(reads) };
static const calx_transaction_options writes = { .write = true };
static const calx_transaction_options only_reads = {
	.isolation = CALX_SERIALIZABLE, .read_only = true
};

static void transactions_begin_and_end(void **state)
{
	(void)state;
	run("CREATE TABLE t (a)");
	assert_int_equal(driver->state(db), TRANSACTION_NONE);
	assert_int_equal(driver->begin(db, &writes, &error), CALX_OK);
	assert_int_equal(driver->state(db), TRANSACTION_OPEN);
	assert_int_equal(run("INSERT INTO t VALUES (1), (2)"), 0);
	assert_int_equal(driver->rollback(db, &error), CALX_OK);
	assert_int_equal(run("SELECT 1 FROM t"), 0);
	assert_int_equal(driver->begin(db, &reads, &error), CALX_OK);
	assert_int_equal(run("INSERT INTO t VALUES (1)"), 0);
	assert_int_equal(driver->commit(db, &error), CALX_OK);
	assert_int_equal(run("SELECT 1 FROM t"), 1);
	assert_int_equal(driver->commit(db, &error), CALX_ERROR);
	assert_int_equal(driver->rollback(db, &error), CALX_ERROR);
}

/* for as long as they last, however they end */
static void read_only_transactions_change_nothing(void **state)
{
	(void)state;
	run("CREATE TABLE t (a)");
	assert_int_equal(driver->begin(db, &only_reads, &error), CALX_OK);
	assert_int_equal(run("SELECT 1 FROM t"), 0);
	assert_int_equal(run("INSERT INTO t VALUES (1)"), CALX_READ_ONLY);
	assert_int_equal(driver->commit(db, &error), CALX_OK);
	assert_int_equal(run("INSERT INTO t VALUES (1)"), 0);
	assert_int_equal(driver->begin(db, &only_reads, &error), CALX_OK);
	assert_int_equal(driver->rollback(db, &error), CALX_OK);
	assert_int_equal(run("INSERT INTO t VALUES (1)"), 0);
	assert_int_equal(driver->begin(db, &only_reads, &error), CALX_OK);
	assert_int_equal(run("COMMIT"), 0);
	assert_int_equal(driver->begin(db, &writes, &error), CALX_OK);
	assert_int_equal(run("INSERT INTO t VALUES (1)"), 0);
	assert_int_equal(driver->commit(db, &error), CALX_OK);
}

/* ---- outcomes ----------------------------------------------------------- */

static void check_outcome(const char *sql, long long changes, long long last_id)
{
	struct stmt *statement = prepare(sql);
	struct outcome outcome;

	while (driver->step(statement, &error) == 1)
		;
	outcome = driver->outcome(statement);
	if (outcome.changes != changes || outcome.last_id != last_id)
		fail_msg("%s: %lld changes, last id %lld", sql, outcome.changes,
			outcome.last_id);
	driver->finalize(statement);
}

static void an_outcome_is_of_its_own_statement(void **state)
{
	(void)state;
	check_outcome("CREATE TABLE t (id INTEGER PRIMARY KEY, a)", 0, 0);
	check_outcome("INSERT INTO t (a) VALUES (1), (2), (3)", 3, 3);
	check_outcome("CREATE TABLE u (b)", 0, 0);
	check_outcome("CREATE INDEX ix_t_a ON t (a)", 0, 0);
	check_outcome("ALTER TABLE u RENAME TO v", 0, 0);
	check_outcome("SELECT * FROM t", 0, 0);
	check_outcome("INSERT INTO t (a) VALUES (4) RETURNING id", 1, 4);
	check_outcome("UPDATE t SET a = 0 WHERE id > 99", 0, 0);
	check_outcome("DELETE FROM t WHERE id > 2", 2, 4);
	check_outcome("PRAGMA user_version = 1", 0, 0);
	check_outcome("CREATE TABLE w AS SELECT * FROM t", 0, 0);
	check_outcome("DROP TABLE w", 0, 0);
	check_outcome("DELETE FROM t", 2, 4);
	/* what the schema does to rows, in tables of its own or to drop one */
	check_outcome("INSERT INTO t (id) VALUES (7), (8)", 2, 8);
	check_outcome("CREATE VIRTUAL TABLE f USING fts5(body)", 0, 0);
	check_outcome(" -- a; b\n/* ; */INSERT INTO f VALUES ('a')", 1, 1);
	check_outcome("DROP TABLE f", 0, 0);
	check_outcome("PRAGMA foreign_keys = ON", 0, 0);
	check_outcome(
		"CREATE TABLE c (t_id REFERENCES t ON DELETE CASCADE)", 0, 0);
	check_outcome("INSERT INTO c VALUES (7), (8), (8)", 3, 3);
	check_outcome("WITH x AS (SELECT 8) DELETE FROM t WHERE id IN x", 1, 3);
	check_outcome("/* -- */ ;; -- ;\n replace INTO t (id, a) VALUES (7, 1)",
		1, 7);
	check_outcome(
		"with x AS (SELECT 9 AS i) INSERT INTO t (id) SELECT i FROM x",
		1, 9);
	check_outcome("uPDATE t SET a = 5", 2, 9);
	check_outcome("DROP TABLE t", 0, 0);
}

/* while a reader is in the middle of its rows */
static void a_reader_has_changed_nothing(void **state)
{
	struct stmt *reader;

	(void)state;
	run("CREATE TABLE t (a)");
	run("INSERT INTO t VALUES (1), (2)");
	reader = prepare("SELECT a FROM t");
	assert_int_equal(driver->step(reader, &error), 1);
	assert_int_equal(run("INSERT INTO t VALUES (3)"), 0);
	while (driver->step(reader, &error) == 1)
		;
	assert_int_equal(driver->outcome(reader).changes, 0);
	driver->finalize(reader);
}

static void writers_take_turns(void **state)
{
	static const struct url_parameter parameters[] = {
		{ "timeout", "0" },
		{ NULL, NULL },
	};
	static const struct url impatient = {
		.text = "sqlite://?timeout=0",
		.scheme = "sqlite",
		.parameters = parameters,
	};
	struct db *first, *second;

	(void)state;
	assert_int_equal(
		driver->open(&impatient, NULL, &first, &error), CALX_OK);
	assert_int_equal(
		driver->open(&impatient, NULL, &second, &error), CALX_OK);
	assert_int_equal(driver->begin(first, &writes, &error), CALX_OK);
	assert_int_equal(driver->begin(second, &writes, &error), CALX_BUSY);
	assert_non_null(strstr(error.hint, "?timeout=SECONDS"));
	assert_int_equal(driver->commit(first, &error), CALX_OK);
	assert_int_equal(driver->begin(second, &writes, &error), CALX_OK);
	driver->close(first);
	driver->close(second);
}

static int interrupt_soon(void *context)
{
	driver->interrupt(context);
	return 0;
}

static void long_statements_can_be_interrupted(void **state)
{

	(void)state;
	sqlite3_progress_handler(db->handle, 1000, interrupt_soon, db);
	assert_int_equal(
		run("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 "
		    "FROM n) SELECT count(*) FROM n"),
		CALX_INTERRUPTED);
}

/* ---- schemas of others --------------------------------------------------- */

static enum calx_status probe(const char *sql)
{
	error = (calx_error){ 0 };
	return driver->probe(db, sql, &error);
}

/* A trigger that is broken is no fault of the statement that would fire it. */
static void a_probe_asks_for_the_statement_alone(void **state)
{
	(void)state;
	run("CREATE TABLE t (a)");
	run("CREATE VIEW v AS SELECT a FROM t");
	run("CREATE TABLE log (a)");
	run("CREATE TRIGGER broken AFTER INSERT ON t BEGIN INSERT INTO nowhere VALUES (1); END");
	run("CREATE TRIGGER instead INSTEAD OF INSERT ON v BEGIN INSERT INTO log VALUES (NEW.a); END");
	assert_int_equal(probe("INSERT INTO t VALUES (1)"), CALX_OK);
	assert_int_equal(probe("SELECT a FROM v"), CALX_OK);
	assert_int_equal(probe("INSERT INTO v VALUES (1)"), CALX_OK);
	assert_int_equal(probe("INSERT INTO t VALUES (1, 2)"), CALX_ERROR);
	CHECK_TEXT(error.message,
		"table t has 1 columns but 2 values were supplied");
	assert_int_equal(probe("INSERT INTO nowhere VALUES (1)"), CALX_ERROR);
	assert_int_equal(probe("DELETE FROM v"), CALX_ERROR);
	/* triggers fire as before, and nothing was run */
	assert_int_equal(
		prepare_status("INSERT INTO t VALUES (1)", 24), CALX_ERROR);
	assert_int_equal(run("INSERT INTO v VALUES (1)"), 0);
	assert_int_equal(run("SELECT 1 FROM log"), 1);
	assert_int_equal(run("SELECT 1 FROM t"), 0);
}

/* Strings in double quotes, and collations that nobody knows. */
static void old_text_is_taken_while_it_is_replayed(void **state)
{
	static const char *const texts[] = {
		"CREATE TABLE q (a CHECK (a <> \"none\"))",
		"CREATE TABLE c (a COLLATE strange, b COLLATE odd, UNIQUE (a))",
		"INSERT INTO c VALUES ('b', 'x'), ('a', 'y'), ('ab', 'z')",
	};

	(void)state;
	assert_int_equal(
		prepare_status(texts[0], strlen(texts[0])), CALX_ERROR);
	for (int i = 0; i < 2; i++) {
		assert_int_equal(driver->replay(db, true, &error), CALX_OK);
		for (size_t j = 0; j < 3; j++)
			assert_int_equal(run(texts[j]), 0);
		assert_int_equal(
			run("SELECT 1 FROM c WHERE a > 'aa' AND a < 'b' AND a = 'ab'"),
			1);
		assert_int_equal(run("SELECT \"none\""), 1);
		assert_int_equal(driver->replay(db, false, &error), CALX_OK);
		assert_int_equal(
			prepare_status("SELECT \"none\"", 13), CALX_ERROR);
		assert_int_equal(
			prepare_status(
				"SELECT a FROM c ORDER BY b COLLATE odd", 38),
			CALX_ERROR);
		assert_non_null(strstr(error.message, "odd"));
		run("DROP TABLE q");
		run("DROP TABLE c");
	}
}

/* ---- collations --------------------------------------------------------- */

static void check_order(
	const char *collation, const char *less, const char *more)
{
	char sql[256];
	calx_value value;

	snprintf(sql, sizeof(sql), "'%s' < '%s' COLLATE %s", less, more,
		collation);
	assert_int_equal(read_as(sql, CALX_BOOLEAN, &value), CALX_OK);
	if (!value.as.integer)
		fail_msg("not so: %s", sql);
	snprintf(sql, sizeof(sql), "'%s' > '%s' COLLATE %s", more, less,
		collation);
	assert_int_equal(read_as(sql, CALX_BOOLEAN, &value), CALX_OK);
	assert_int_equal(value.as.integer, 1);
}

static void check_equal(const char *collation, const char *a, const char *b)
{
	char sql[256];
	calx_value value;

	snprintf(sql, sizeof(sql), "'%s' = '%s' COLLATE %s", a, b, collation);
	assert_int_equal(read_as(sql, CALX_BOOLEAN, &value), CALX_OK);
	assert_int_equal(value.as.integer, 1);
}

static void text_sorts_by_what_it_stands_for(void **state)
{
	(void)state;
	check_order("calx_decimal", "9", "10");
	check_order("calx_decimal", "-10", "-9.5");
	check_order("calx_decimal", "12345678901234567890.1",
		"12345678901234567890.11");
	check_equal("calx_decimal", "1.50", "1.5");
	check_order("calx_decimal", "99", "none");
	check_order("calx_decimal", "", "none");
	check_equal("calx_decimal", "none", "none");
	check_order("calx_timestamp", "2017-10-17 12:00:00+02:00",
		"2017-10-17 11:00:00+00:00");
	check_equal("calx_timestamp", "2017-10-17 12:00:00+02:00",
		"2017-10-17 10:00:00Z");
	check_order("calx_timestamp", "2017-10-17 12:00:00Z", "?");
	check_order("calx_interval", "P9D", "P10D");
	check_order("calx_interval", "-P1D", "PT1S");
	check_order("calx_interval", "-PT2S", "-PT1S");
	check_equal("calx_interval", "P1M", "P30D");
	check_equal("calx_interval", "P1D", "PT24H");
	check_order("calx_interval", "P1D", "?");
}

CHECK_MAIN("sqlite_statement",
	cmocka_unit_test_setup_teardown(
		one_statement_is_one, set_up, tear_down),
	cmocka_unit_test_setup_teardown(
		syntax_errors_are_told, set_up, tear_down),
	cmocka_unit_test_setup_teardown(
		values_survive_the_round_trip, set_up, tear_down),
	cmocka_unit_test_setup_teardown(
		null_is_no_value_of_any_kind, set_up, tear_down),
	cmocka_unit_test_setup_teardown(
		values_come_as_they_are, set_up, tear_down),
	cmocka_unit_test_setup_teardown(
		decimals_come_from_numbers, set_up, tear_down),
	cmocka_unit_test_setup_teardown(numbers_can_be_text, set_up, tear_down),
	cmocka_unit_test_setup_teardown(
		what_does_not_fit_is_told, set_up, tear_down),
	cmocka_unit_test_setup_teardown(
		a_uuid_may_be_kept_as_bytes, set_up, tear_down),
	cmocka_unit_test_setup_teardown(
		invalid_values_are_not_bound, set_up, tear_down),
	cmocka_unit_test_setup_teardown(
		constraints_are_named, set_up, tear_down),
	cmocka_unit_test_setup_teardown(
		transactions_begin_and_end, set_up, tear_down),
	cmocka_unit_test_setup_teardown(
		read_only_transactions_change_nothing, set_up, tear_down),
	cmocka_unit_test_setup_teardown(
		an_outcome_is_of_its_own_statement, set_up, tear_down),
	cmocka_unit_test_setup_teardown(
		a_reader_has_changed_nothing, set_up, tear_down),
	cmocka_unit_test_setup_teardown(writers_take_turns, set_up, tear_down),
	cmocka_unit_test_setup_teardown(
		long_statements_can_be_interrupted, set_up, tear_down),
	cmocka_unit_test_setup_teardown(
		a_probe_asks_for_the_statement_alone, set_up, tear_down),
	cmocka_unit_test_setup_teardown(
		old_text_is_taken_while_it_is_replayed, set_up, tear_down),
	cmocka_unit_test_setup_teardown(
		text_sorts_by_what_it_stands_for, set_up, tear_down))
