#include "driver/sqlite/database.h"
#include "driver/sqlite/driver.h"

#include <stdio.h>

#include "check.h"
#include "torture.h"

/* What a connection is taught: functions of decimals and of times, and the
 * collations, by what SQL gives. */

static const struct driver *const driver = &calx__sqlite_driver;
static struct db *db;

static const struct url memory = {
	.text = "sqlite://",
	.scheme = "sqlite",
	.parameters = (const struct url_parameter[]){ { NULL, NULL } },
};

static int set_up(void **state)
{
	(void)state;
	return driver->open(&memory, NULL, &db, NULL);
}

static int tear_down(void **state)
{
	(void)state;
	driver->close(db);
	return 0;
}

struct answer {
	const char *sql;      /* an expression, or a query */
	const char *expected; /* "NULL"; an error begins with a ! */
};

/* The rows' first values, a blank between them. */
static void rows_read(struct stmt *statement, char *text, size_t size)
{
	const enum calx_kind kind = CALX_STRING;
	calx_error error = { 0 };
	calx_value value;
	int result;

	while ((result = driver->step(statement, &error)) == 1) {
		const size_t used = strlen(text);

		assert_int_equal(driver->row(statement, &kind, 1, &value, NULL),
			CALX_OK);
		snprintf(text + used, size - used, "%s%s", used ? " " : "",
			value.kind == CALX_NULL ? "NULL" : value.as.text.data);
	}
	if (result < 0)
		snprintf(text, size, "!%.200s", error.message);
}

static void check_answers(const struct answer *answers, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		char sql[400], text[300] = "";
		struct stmt *statement = NULL;
		calx_error error = { 0 };

		snprintf(sql, sizeof(sql), "%s%s",
			strncmp(answers[i].sql, "SELECT", 6) ? "SELECT " : "",
			answers[i].sql);
		if (driver->prepare(db, calx__view(sql), NULL, 0, &statement,
			    &error) < 0)
			fail_msg("%s: %s", sql, error.message);
		rows_read(statement, text, sizeof(text));
		driver->finalize(statement);
		if (*text == '!' ? !strstr(text, answers[i].expected + 1)
				 : strcmp(text, answers[i].expected) != 0)
			fail_msg("%s: %s", sql, text);
	}
}

#define CHECK_ANSWERS(...)                                                  \
	do {                                                                \
		static const struct answer answers[] = { __VA_ARGS__ };     \
		check_answers(answers, sizeof(answers) / sizeof(*answers)); \
	} while (0)

/* ---- decimals ------------------------------------------------------------- */

static void decimals_are_made(void **state)
{
	(void)state;
	CHECK_ANSWERS({ "calx_decimal('1.5')", "1.5" },
		{ "calx_decimal(7)", "7" }, { "calx_decimal(-7, 2)", "-7.00" },
		{ "calx_decimal(0.1)", "0.1" },
		{ "calx_decimal(16.500000000000004)", "16.5" },
		{ "calx_decimal('1.50', 1)", "1.50" },
		{ "calx_decimal('1.5', 2)", "1.50" },
		{ "calx_decimal('1.5', 0)", "1.5" },
		{ "calx_decimal('12345678901234567890123456789012345678', 2)",
			"12345678901234567890123456789012345678" },
		{ "calx_decimal(NULL)", "NULL" },
		{ "calx_decimal(NULL, 2)", "NULL" },
		{ "calx_decimal('x')",
			"!'x' is not a decimal number of up to 38 digits" },
		{ "calx_decimal(x'31')",
			"!'a blob' is not a decimal number of up to 38 digits" },
		{ "calx_decimal(1e300)",
			"!'1.0e+300' is not a decimal number of up to 38 digits" },
		{ "calx_cast('2.345', 5, 2)", "2.35" },
		{ "calx_cast('-2.345', 5, 2)", "-2.35" },
		{ "calx_cast('999.99', 5, 2)", "999.99" },
		{ "calx_cast(7, 5, 2)", "7.00" },
		{ "calx_cast('999.995', 5, 2)",
			"!decimal out of range: 999.995 does not fit numeric(5, 2)" },
		{ "calx_cast('1000', 5, 2)",
			"!decimal out of range: 1000 does not fit numeric(5, 2)" },
		{ "calx_cast('12345678901234567890123456789012345678', 38, 2)",
			"!does not fit numeric(38, 2)" },
		{ "calx_cast(NULL, 5, 2)", "NULL" },
		{ "calx_cast('x', 5, 2)", "!'x' is not a decimal number" });
}

#define BIG "'99999999999999999999999999999999999999'"

static void decimals_are_computed(void **state)
{
	(void)state;
	CHECK_ANSWERS({ "calx_add('0.1', '0.2')", "0.3" },
		{ "calx_sub('0.1', '0.25')", "-0.15" },
		{ "calx_mul('1.5', '1.5')", "2.25" },
		{ "calx_div('1', '4')", "0.25" },
		{ "calx_mod('7.5', '2')", "1.5" },
		{ "calx_mod('-7.5', 2)", "-1.5" },
		{ "calx_div('1', '0.00')", "NULL" },
		{ "calx_mod('1', 0)", "NULL" }, { "calx_mul('0', '5')", "0" },
		{ "calx_add(1, 0)", "1" }, { "calx_add(NULL, 1)", "NULL" },
		{ "calx_add(1, NULL)", "NULL" },
		/* NULL wins over what is no number */
		{ "calx_add('x', NULL)", "NULL" },
		{ "calx_add('x', 1)", "!'x' is not a decimal number" },
		{ "calx_add(1, 'y')", "!'y' is not a decimal number" },
		{ "calx_add(" BIG ", 1)",
			"!decimal out of range: the sum has no room in 38 digits" },
		{ "calx_sub(-1, " BIG ")",
			"!decimal out of range: the difference has no room in 38 digits" },
		{ "calx_mul(" BIG ", 2)",
			"!decimal out of range: the product has no room in 38 digits" },
		{ "calx_div(" BIG ", '0.1')",
			"!decimal out of range: the quotient has no room in 38 digits" });
}

#define OF(values) " FROM (SELECT column1 AS a FROM (VALUES " values "))"

static void decimals_are_added_up(void **state)
{
	(void)state;
	CHECK_ANSWERS(
		{ "SELECT calx_sum(a)" OF("('0.1'), ('0.2'), (NULL), (3)"),
			"3.3" },
		{ "SELECT calx_avg(a)" OF("('0.1'), ('0.2'), (NULL)"), "0.15" },
		{ "SELECT calx_sum(a)" OF("(1)") " WHERE 0", "NULL" },
		{ "SELECT calx_avg(a)" OF("(1)") " WHERE 0", "NULL" },
		{ "SELECT calx_sum(a)" OF("(NULL), (NULL)"), "NULL" },
		{ "SELECT calx_avg(a)" OF("(NULL)"), "NULL" },
		{ "SELECT calx_sum(a)" OF("('1'), ('x')"),
			"!'x' is not a decimal number" },
		{ "SELECT calx_sum(a)" OF("(" BIG "), (1)"),
			"!decimal out of range: the sum has no room in 38 digits" },
		{ "SELECT calx_sum(a) OVER (ORDER BY rowid ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) FROM (SELECT column1 AS a, row_number() OVER () AS rowid FROM (VALUES ('1.5'), ('2'), (NULL), ('4')))",
			"1.5 3.5 2.0 4.0" },
		{ "SELECT calx_avg(a) OVER (ORDER BY n ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) FROM (SELECT column1 AS n, column2 AS a FROM (VALUES (1, '1'), (2, '2'), (3, NULL), (4, NULL), (5, '5')))",
			"1 1.5 2 NULL 5" });
}

static void sum_up(void *context)
{
	static const char sql[] =
		"SELECT calx_sum(a), calx_avg(a)" OF("('0.1'), ('0.2')");
	const enum calx_kind kinds[] = { CALX_STRING, CALX_STRING };
	struct stmt *statement = NULL;
	calx_value values[2];

	(void)context;
	if (driver->prepare(db, calx__view(sql), NULL, 0, &statement, NULL) < 0)
		return;
	if (driver->step(statement, NULL) == 1 &&
		driver->row(statement, kinds, 2, values, NULL) >= 0) {
		CHECK_TEXT(values[0].as.text.data, "0.3");
		CHECK_TEXT(values[1].as.text.data, "0.15");
	} else {
		assert_false(torture_is_clean());
	}
	driver->finalize(statement);
}

static void sums_survive_faults(void **state)
{
	(void)state;
	torture_sqlite(sum_up, NULL);
}

/* ---- times ---------------------------------------------------------------- */

static void values_are_known(void **state)
{
	(void)state;
	CHECK_ANSWERS({ "calx_is_time('16:04:51')", "1" },
		{ "calx_is_time('25:04:51')", "0" },
		{ "calx_is_time(x'31363a30343a3531')", "0" },
		{ "calx_is_time(16)", "0" }, { "calx_is_time(NULL)", "0" },
		{ "calx_is_datetime('2017-10-17 16:04:51')", "1" },
		{ "calx_is_datetime('2017-10-17T16:04:51.5')", "1" },
		{ "calx_is_datetime('2017-02-29 16:04:51')", "0" },
		{ "calx_is_datetime('16:04:51')", "0" },
		{ "calx_is_timestamp('2017-10-17 16:04:51Z')", "1" },
		{ "calx_is_timestamp('2017-10-17 16:04:51+02:00')", "1" },
		{ "calx_is_timestamp('soon')", "0" });
}

/* 16 hours to both sides: so far may clocks be from each other. */
static void days_are_found(void **state)
{
	(void)state;
	CHECK_ANSWERS(
		{ "calx_first_day('2017-10-17 15:59:59Z')", "2017-10-16" },
		{ "calx_first_day('2017-10-17 16:00:00Z')", "2017-10-17" },
		{ "calx_last_day('2017-10-17 07:59:59Z')", "2017-10-17" },
		{ "calx_last_day('2017-10-17 08:00:00Z')", "2017-10-18" },
		{ "calx_last_day('2017-10-17 10:00:00+02:00')", "2017-10-18" },
		/* before and behind all days */
		{ "calx_first_day('0001-01-01 10:00:00Z')", "" },
		{ "calx_last_day('9999-12-31 10:00:00Z')", ":" },
		{ "calx_first_day('0001-01-01 16:00:00Z')", "0001-01-01" },
		{ "calx_last_day('9999-12-31 07:00:00Z')", "9999-12-31" },
		{ "calx_first_day('soon')", "NULL" },
		{ "calx_last_day(NULL)", "NULL" },
		{ "calx_first_day(5)", "NULL" });
}

/* ---- collations ------------------------------------------------------------ */

/* a row: what is ordered by it; each value but "=" is more than the one before,
 * and what follows "=" is the same to it */
static const struct {
	const char *collation;
	const char *values[9];
} orders[] = {
	{ "calx_decimal",
		{ "-10", "-9.5", "0", "=", "-0.00", "9", "10", "ab", "b" } },
	{ "calx_decimal", { "1.5", "=", "1.50", "2", "", "x", "xy" } },
	{ "calx_time",
		{ "00:00:00", "00:00:01", "=", "00:00:01.000", "00:01:00",
			"01:00:00", "23:59:59.999999", "?" } },
	{ "calx_time", { "00:00:00.999999", "00:00:01", "00:00:59", "00:01:00",
			       "00:59:59", "01:00:00", "24:00:01" } },
	{ "calx_datetime",
		{ "2017-10-17 16:04:51", "=", "2017-10-17T16:04:51.000000",
			"2017-10-17 16:04:51.000001", "2017-10-18 00:00:00",
			"x" } },
	{ "calx_timestamp",
		{ "2017-10-17 12:00:00+02:00", "=", "2017-10-17 10:00:00Z",
			"2017-10-17 11:00:00+00:00", "2017-10-17 12:00:00Z",
			"2017-10-17 11:00:00-02:00", "?" } },
	{ "calx_uuid", { "00010203-0405-0607-0809-0a0b0c0d0e0f", "=",
			       "000102030405060708090A0B0C0D0E0F",
			       "00010203-0405-0607-0809-0a0b0c0d0eff",
			       "ff010203-0405-0607-0809-0a0b0c0d0e0f", "?" } },
	{ "calx_interval", { "-P1D", "-PT2S", "-PT1S", "PT0S", "PT1S", "P9D",
				   "P10D", "P1M", "x" } },
	{ "calx_interval", { "P30D", "=", "P1M", "=", "PT720H",
				   "P30DT0.000001S", "P1MT1S", "P31D" } },
	{ "calx_interval", { "-P1DT1S", "-P1D", "=", "-PT24H", "-PT23H" } },
};

static int order_of(const char *collation, const char *a, const char *b)
{
	char sql[300], text[8] = "";
	struct stmt *statement = NULL;

	snprintf(sql, sizeof(sql),
		"SELECT ('%s' > '%s' COLLATE %s) - ('%s' < '%s' COLLATE %s)", a,
		b, collation, a, b, collation);
	assert_int_equal(
		driver->prepare(db, calx__view(sql), NULL, 0, &statement, NULL),
		CALX_OK);
	rows_read(statement, text, sizeof(text));
	driver->finalize(statement);
	return atoi(text);
}

/* Each with each, both ways. */
static void orders_are_total(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(orders) / sizeof(*orders); i++) {
		const char *const *values = orders[i].values;
		int places[9], place = 0;

		for (size_t j = 0; j < 9 && values[j]; j++)
			if (strcmp(values[j], "=") == 0)
				places[++j] = place;
			else
				places[j] = ++place;
		for (size_t j = 0; j < 9 && values[j]; j++)
			for (size_t k = 0; k < 9 && values[k]; k++) {
				int order;

				if (*values[j] == '=' || *values[k] == '=')
					continue;
				order = order_of(orders[i].collation, values[j],
					values[k]);
				if (order != (places[j] > places[k]) -
						     (places[j] < places[k]))
					fail_msg("%s: %s and %s are %d",
						orders[i].collation, values[j],
						values[k], order);
			}
	}
}

#define FRESH(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

CHECK_MAIN("sqlite_function", FRESH(decimals_are_made),
	FRESH(decimals_are_computed), FRESH(decimals_are_added_up),
	FRESH(sums_survive_faults), FRESH(values_are_known),
	FRESH(days_are_found), FRESH(orders_are_total))
