#include "driver/sqlite/database.h"
#include "driver/sqlite/driver.h"

#include <math.h>
#include <stdio.h>

#include "check.h"
#include "sql/schema/descriptor.h"
#include "sql/type/check.h"
#include "sql/type/value.h"
#include "util/text.h"

#include <calx/model.h>
#include <calx/short.h>

/* Fields of structs on their way in and out, beside values: whatever is stored,
 * fetch() makes of it what row() and the functions of the types make, or leaves
 * it to them; and what put() binds is what bind() does. */

CALX_MODEL(Each, "each_type", column(truth, boolean()),
	column(small, small_integer()), column(medium, integer()),
	column(large, big_integer()), column(single, float()),
	column(real, double()), column(amount, numeric(10, 2)),
	column(title, string(5)), column(body, text()), column(bytes, blob()),
	column(day, date()), column(clock, time()), column(moment, datetime()),
	column(stamp, timestamp()), column(length, interval()),
	column(code, uuid()), column(tree, json()),
	column(color, enumeration("red", "green")),
	column(since, datetime(.stored = CALX_UNIX_SECONDS)));

CALX_MODEL(Maybe, "maybe", column(truth, nullable(boolean())),
	column(small, nullable(small_integer())),
	column(medium, nullable(integer())),
	column(large, nullable(big_integer())),
	column(single, nullable(float())), column(real, nullable(double())),
	column(amount, nullable(numeric(10, 2))),
	column(title, nullable(string(5))), column(body, nullable(text())),
	column(bytes, nullable(blob())), column(day, nullable(date())),
	column(clock, nullable(time())), column(moment, nullable(datetime())),
	column(stamp, nullable(timestamp())),
	column(length, nullable(interval())), column(code, nullable(uuid())),
	column(tree, nullable(json())),
	column(color, nullable(enumeration("red", "green"))),
	column(since, nullable(datetime(.stored = CALX_UNIX_SECONDS))));

static struct Each whole = {
	.truth = true,
	.small = -7,
	.medium = -70000,
	.large = 1LL << 40,
	.single = 0.5F,
	.real = -1e300,
	.title = "äöüß!",
	.body = "it's",
	.bytes = { "\0\xff", 2 },
	.day = { 2017, 10, 17 },
	.clock = { .hour = 16, .minute = 4, .second = 51 },
	.moment = { .year = 2017, .month = 2, .day = 3, .hour = 4 },
	.stamp = { { .year = 2017, .month = 2, .day = 3, .hour = 4 }, 120 },
	.length = { .months = 14 },
	.code = { { 1, 2, 3 } },
	.tree = "{\"a\": [1, 2]}",
	.color = 1,
	.since = { .year = 1970, .month = 1, .day = 2 },
};

static const struct driver *const driver = &calx__sqlite_driver;
static const struct url memory = {
	.text = "sqlite://",
	.scheme = "sqlite",
	.parameters = (const struct url_parameter[]){ { NULL, NULL } },
};

static struct db *db;

static struct stmt *prepare(const char *sql)
{
	struct stmt *stmt = NULL;
	calx_error error;

	if (driver->prepare(db, calx__view(sql), NULL, 0, &stmt, &error) < 0)
		fail_msg("%s: %s", sql, error.message);
	return stmt;
}

static void run(const char *sql)
{
	struct stmt *stmt = prepare(sql);

	assert_int_equal(driver->step(stmt, NULL), 0);
	driver->finalize(stmt);
}

static int set_up(void **state)
{
	(void)state;
	whole.amount = calx_decimal_of("12.5");
	if (driver->open(&memory, NULL, &db, NULL) < 0)
		return -1;
	run("CREATE TABLE taken (x)");
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	driver->close(db);
	return 0;
}

/* ---- out ---------------------------------------------------------------- */

/* What SQLite may hold: each goes into a field of each type. */
static const char *const expressions[] = { "NULL", "0", "1", "-1", "2", "32767",
	"32768", "-32768", "-32769", "2147483647", "2147483648", "-2147483648",
	"-2147483649", "9223372036854775807", "-9223372036854775808", "0.5",
	"1e300", "-0.0", "3.0", "''", "'a'", "'äöü'", "'longer than five'",
	"'a' || char(0) || 'b'", "x''", "x'00ff'", "x'3230'", "'2017-10-17'",
	"'2017-02-30'", "'2017-10-17 '", "'0000-00-00'", "'16:04:51'",
	"'24:00:00'", "'2017-10-17 16:04:51.5'", "'2017-10-17T16:04:51'",
	"'2017-10-17 16:04:51+02:00'", "'P1Y'", "'12.50'", "12.5", "'1e2'",
	"'00112233-4455-6677-8899-aabbccddeeff'",
	"'00112233445566778899AABBCCDDEEFF'", "'{\"a\": 1}'", "'red'", "'blue'",
	"'RED'" };
#define EXPRESSIONS (sizeof(expressions) / sizeof(*expressions))

/* The slow way; false: there is no such value in the field. */
static bool read_by_value(
	struct stmt *stmt, const struct field *field, char *row)
{
	const enum calx_kind kind = calx__stored_carrier(&field->column->type);
	calx_value value;

	if (driver->row(stmt, &kind, 1, &value, NULL) < 0 ||
		(field->form == FIELD_STORED &&
			calx__stored_get(&field->column->type, "x", &value,
				NULL, NULL) < 0))
		return false;
	if (value.kind == CALX_NULL)
		return field->nullable;
	if (field->form == FIELD_TEXT &&
		strlen(value.as.text.data) != value.as.text.size)
		return false;
	if (field->optional)
		row[field->has] = true;
	return field->store(field->column, row + field->offset, &value);
}

static size_t bytes_in(const struct field *field, const char *row)
{
	calx_value value;

	calx__field_load(field, row, &value);
	if (!calx__field_has_bytes(field) || value.kind == CALX_NULL)
		return 0;
	return value.as.text.size + (field->form == FIELD_TEXT);
}

/* One column is what the whole row is, or is left to it. */
static void check_column(struct stmt *stmt, const calx_column *column)
{
	const enum calx_kind kinds[] = { CALX_NULL,
		calx__stored_carrier(&column->type) };
	calx_value one, all;

	for (size_t i = 0; i < 2; i++) {
		const bool is_read =
			driver->row(stmt, &kinds[i], 1, &all, NULL) >= 0;

		assert_int_equal(driver->column(stmt, 0, kinds[i], &one),
			is_read ? 0 : NOT_USUAL);
		if (is_read)
			assert_true(calx__value_same(&one, &all));
	}
}

/* What comes without a value is what the value says, and comes so where SQLite
 * has it as that. */
static void check_columns(struct stmt *stmt)
{
	const struct driver_columns *columns = driver->columns;
	const char *text = columns->text(stmt, 0);
	const struct column_integer integer = columns->integer(stmt, 0);
	const struct column_real real = columns->real(stmt, 0);
	const calx_date date = columns->date(stmt, 0);
	calx_value value;

	assert_int_equal(driver->column(stmt, 0, CALX_NULL, &value), 0);
	assert_int_equal(text != NULL, value.kind == CALX_STRING);
	assert_int_equal(integer.is_usual, value.kind == CALX_INTEGER);
	assert_int_equal(real.is_usual, value.kind == CALX_DOUBLE);
	if (text)
		assert_ptr_equal(text, value.as.text.data);
	if (integer.is_usual)
		assert_true(integer.number == value.as.integer);
	if (real.is_usual)
		assert_memory_equal(
			&real.number, &value.as.real, sizeof(double));
	if (driver->column(stmt, 0, CALX_DATE, &value) != 0 ||
		value.kind == CALX_NULL)
		assert_int_equal(date.year, 0);
	else
		assert_memory_equal(&date, &value.as.date, sizeof(date));
}

/* A value behind one of another row in the same struct is what it is alone:
 * `alone`, or NULL if it is left to values. */
static void check_next(const char *before, const char *expression,
	const struct field *field, const char *alone)
{
	char sql[256], row[sizeof(struct Maybe)] = { 0 };
	calx_value a, b;
	struct stmt *stmt;

	snprintf(sql, sizeof(sql), "SELECT %s AS x UNION ALL SELECT %s", before,
		expression);
	stmt = prepare(sql);
	assert_true(driver->next(stmt, field, 1, row, NULL) >= NEXT_ROW);
	assert_int_equal(driver->next(stmt, field, 1, row, NULL),
		alone ? NEXT_ROW : NEXT_NOT_USUAL);
	if (alone) {
		calx__field_load(field, alone, &a);
		calx__field_load(field, row, &b);
		assert_true(calx__value_same(&a, &b));
	}
	assert_int_equal(driver->next(stmt, field, 1, row, NULL), NEXT_DONE);
	driver->finalize(stmt);
}

/* A statement whose rows are taken: SELECT x FROM a table of one column. */
static struct stmt *prepare_of(const char *table, const char *order)
{
	static char sql[128];
	struct plain_select select = { .columns = 1, .table = table };
	struct stmt *stmt = NULL;
	calx_error error;

	snprintf(sql, sizeof(sql), "SELECT x FROM %s%s", table, order);
	select.sql = calx__view(sql);
	select.list = (struct view){ sql + strlen("SELECT "), 1 };
	if (driver->prepare_rows(db, &select, NULL, 0, &stmt, &error) < 0)
		fail_msg("%s: %s", sql, error.message);
	return stmt;
}

static struct stmt *prepare_taken(const char *table)
{
	return prepare_of(table, "");
}

static void check_same(const struct field *field, const char *a, const char *b)
{
	calx_value one, other;

	calx__field_load(field, a, &one);
	calx__field_load(field, b, &other);
	assert_true(calx__value_same(&one, &other));
}

/* A row that is taken while it is made is `alone`, or left to values; and those
 * are there. */
static void check_taken(
	const char *expression, const struct field *field, const char *alone)
{
	const struct layout layout = {
		.fields = field, .count = 1, .size = sizeof(struct Maybe)
	};
	char sql[256], row[sizeof(struct Maybe)] = { 0 };
	char by_value[sizeof(row)] = { 0 };
	size_t length = 99;
	struct stmt *stmt = prepare_taken("taken");
	int64_t size;

	run("DELETE FROM taken");
	snprintf(sql, sizeof(sql), "INSERT INTO taken VALUES (%s), (%s)",
		expression, expression);
	run(sql);
	driver->aim(stmt, &layout);
	assert_int_equal(driver->step(stmt, NULL), 1);
	size = driver->fetch(stmt, field, 1, row, &length);
	assert_int_equal(size != NOT_USUAL, alone != NULL);
	if (alone)
		check_same(field, row, alone);
	else
		read_by_value(stmt, field, by_value);
	/* nobody asks for the next one */
	driver->aim(stmt, NULL);
	assert_int_equal(driver->step(stmt, NULL), 1);
	memset(by_value, 0, sizeof(by_value));
	if (read_by_value(stmt, field, by_value) && alone)
		check_same(field, by_value, alone);
	assert_int_equal(driver->step(stmt, NULL), 0);
	driver->rewind(stmt);
	assert_int_equal(driver->next(stmt, field, 1, row, NULL),
		alone ? NEXT_ROW : NEXT_NOT_USUAL);
	if (alone)
		check_same(field, row, alone);
	driver->finalize(stmt);
}

/* One value into one field, all ways; whether it was fetched. */
static bool check_fetch(
	size_t number, const calx_table *table, const calx_column *column)
{
	const char *expression = expressions[number];
	const struct field field = calx__field_of(column);
	char sql[128], row[sizeof(struct Maybe)] = { 0 }, *other = row;
	char by_value[sizeof(row)] = { 0 };
	size_t length = 99;
	calx_value a, b;
	struct stmt *stmt;
	int64_t size;
	bool fits;

	assert_true(table->row_size <= sizeof(row));
	snprintf(sql, sizeof(sql), "SELECT %s AS x", expression);
	stmt = prepare(sql);
	assert_int_equal(driver->step(stmt, NULL), 1);
	check_columns(stmt);
	size = driver->fetch(stmt, &field, 1, other, &length);
	fits = read_by_value(stmt, &field, by_value);
	if (size != NOT_USUAL) {
		if (!fits)
			fail_msg("%s in %s", expression, column->name);
		calx__field_load(&field, row, &a);
		calx__field_load(&field, by_value, &b);
		assert_true(calx__value_same(&a, &b));
		assert_int_equal(size, bytes_in(&field, row));
		assert_int_equal(length,
			calx__field_has_bytes(&field) ? (size_t)size : 99);
	} else if (fits && field.form != FIELD_STORED) {
		fail_msg("%s in %s is as usual", expression, column->name);
	}
	check_column(stmt, column);
	check_taken(expression, &field, size == NOT_USUAL ? NULL : row);
	for (size_t before = number % 4; before < EXPRESSIONS; before += 4)
		check_next(expressions[before], expression, &field,
			size == NOT_USUAL ? NULL : row);
	driver->finalize(stmt);
	return size != NOT_USUAL;
}

static void fields_get_what_values_are(void **state)
{
	const calx_table *const tables[] = { &Each_calx_table_,
		&Maybe_calx_table_ };

	(void)state;
	for (size_t t = 0; t < 2; t++)
		for (size_t i = 0; i < tables[t]->column_count; i++) {
			size_t fetched = 0;

			for (size_t e = 0; e < EXPRESSIONS; e++)
				fetched += check_fetch(e, tables[t],
					calx__column_at(tables[t], i));
			/* a form of another program may be NULL at most */
			assert_true(fetched ||
				    calx__column_at(tables[t], i)->type.stored);
		}
}

static void next_text(struct stmt *stmt, const char *expected)
{
	const struct field field =
		calx__field_of(calx__column_at(&Each_calx_table_, 8));
	char row[sizeof(struct Each)] = { 0 };
	const char *text;

	assert_int_equal(driver->next(stmt, &field, 1, row, NULL),
		expected ? NEXT_ROW : NEXT_DONE);
	if (!expected)
		return;
	memcpy(&text, row + field.offset, sizeof(text));
	assert_int_equal(strlen(text), strlen(expected));
	assert_string_equal(text, expected);
}

/* Of each length, and longer than what is there for text. */
static void text_of_any_length_is_taken(void **state)
{
	static char long_text[1 << 20];
	struct stmt *stmt = prepare_taken("taken");
	char sql[256], text[64] = "";

	(void)state;
	memset(long_text, 'x', sizeof(long_text) - 1);
	for (size_t length = 0; length < sizeof(text) - 1; length++) {
		text[length] = '\0';
		run("DELETE FROM taken");
		snprintf(sql, sizeof(sql),
			"INSERT INTO taken VALUES ('%s'), ('y%s')", text, text);
		run(sql);
		next_text(stmt, text);
		snprintf(sql, sizeof(sql), "y%s", text);
		next_text(stmt, sql);
		next_text(stmt, NULL);
		driver->rewind(stmt);
		text[length] = (char)('a' + length % 26);
	}
	run("DELETE FROM taken");
	run("INSERT INTO taken VALUES ('short'), (replace(hex(zeroblob(524287)), '0', 'x') || 'x'), ('again')");
	next_text(stmt, "short");
	next_text(stmt, long_text);
	next_text(stmt, "again");
	next_text(stmt, NULL);
	driver->finalize(stmt);
}

/* A NUL at each place of texts of each length. */
static void a_nul_in_text_is_found(void **state)
{
	char text[40], copy[40];

	(void)state;
	for (size_t length = 0; length < sizeof(text); length++) {
		memset(text, 'a', sizeof(text));
		assert_true(calx__text_copy_whole(copy, text, length));
		assert_memory_equal(copy, text, length);
		for (size_t i = 0; i < length; i++) {
			memset(text, '\xff', sizeof(text));
			text[i] = '\0';
			assert_false(calx__text_copy_whole(copy, text, length));
		}
	}
}

/* Two statements of one connection, row by row. */
static void rows_of_two_statements_are_taken(void **state)
{
	struct stmt *one = prepare_taken("taken");
	struct stmt *other = prepare_taken("taken");

	(void)state;
	run("DELETE FROM taken");
	run("INSERT INTO taken VALUES ('a'), ('b')");
	next_text(one, "a");
	next_text(other, "a");
	next_text(one, "b");
	next_text(other, "b");
	next_text(one, NULL);
	next_text(other, NULL);
	driver->finalize(one);
	driver->finalize(other);
}

/* The first row of a statement whose rows do not come as they are made fails, and
 * the next run is right. */
static void rows_that_are_sorted_are_not_taken(void **state)
{
	struct stmt *stmt = prepare_of("taken", " ORDER BY x");
	char row[sizeof(struct Each)] = { 0 };
	const struct field field =
		calx__field_of(calx__column_at(&Each_calx_table_, 8));
	calx_error error;

	(void)state;
	run("DELETE FROM taken");
	run("INSERT INTO taken VALUES ('c'), ('a'), ('b')");
	assert_int_equal(
		driver->next(stmt, &field, 1, row, &error), CALX_RETRY);
	assert_non_null(strstr(error.message, "has become a view"));
	driver->rewind(stmt);
	next_text(stmt, "a");
	next_text(stmt, "b");
	next_text(stmt, "c");
	next_text(stmt, NULL);
	driver->finalize(stmt);
}

/* Those of a view, as it may sort them. */
static void rows_of_views_are_not_taken(void **state)
{
	struct stmt *stmt;

	(void)state;
	run("CREATE VIEW sorted AS SELECT x FROM taken ORDER BY x");
	stmt = prepare_taken("sorted");
	assert_null(stmt->taken);
	next_text(stmt, "a");
	driver->finalize(stmt);
	run("DROP VIEW sorted");
}

/* A function takes so many arguments, and no more. */
static void rows_of_many_columns_are_not_taken(void **state)
{
	static char sql[4096] = "SELECT x";
	struct plain_select select = { .columns = 200, .table = "taken" };
	struct stmt *stmt;

	(void)state;
	for (size_t i = 1; i < select.columns; i++)
		strcat(sql, ", x");
	select.list = (struct view){ sql + strlen("SELECT "),
		strlen(sql) - strlen("SELECT ") };
	strcat(sql, " FROM taken");
	select.sql = calx__view(sql);
	assert_int_equal(
		driver->prepare_rows(db, &select, NULL, 0, &stmt, NULL),
		CALX_OK);
	assert_null(stmt->taken);
	assert_int_equal(driver->step(stmt, NULL), 1);
	driver->finalize(stmt);
}

static void programs_do_not_call_the_function(void **state)
{
	struct stmt *stmt = prepare("SELECT calx_row(1, 2)");
	calx_error error;

	(void)state;
	assert_true(driver->step(stmt, &error) < 0);
	CHECK_TEXT(error.message, "calx_row() is not for programs");
	driver->finalize(stmt);
}

/* What cannot be read says which column it is. */
static void errors_know_the_column(void **state)
{
	const enum calx_kind kind = CALX_DATE;
	struct stmt *stmt = prepare_taken("taken");
	calx_value value;
	calx_error error;

	(void)state;
	run("DELETE FROM taken");
	run("INSERT INTO taken VALUES ('never')");
	assert_int_equal(driver->step(stmt, NULL), 1);
	assert_int_equal(driver->row(stmt, &kind, 1, &value, &error),
		CALX_TYPE_MISMATCH);
	CHECK_TEXT(error.message,
		"column 'x' holds 'never', which is not a valid date");
	driver->finalize(stmt);
}

static void rows_have_all_their_columns(void **state)
{
	static const char sql[] =
		"SELECT NULL, 7, NULL, 9, NULL, 0.5, NULL, NULL, 'body', x'0102', NULL, NULL, NULL, NULL, NULL, NULL, '[1]', 'green', NULL";
	struct field fields[32];
	size_t lengths[32];
	struct Maybe row = { 0 };
	struct stmt *stmt = prepare(sql);

	(void)state;
	for (size_t i = 0; i < Maybe_calx_table_.column_count; i++)
		fields[i] =
			calx__field_of(calx__column_at(&Maybe_calx_table_, i));
	assert_int_equal(driver->step(stmt, NULL), 1);
	assert_int_equal(
		driver->fetch(stmt, fields, Maybe_calx_table_.column_count,
			(char *)&row, lengths),
		5 + 2 + 4);
	assert_false(row.truth.has || row.medium.has || row.amount.has);
	assert_true(row.small.has && row.small.value == 7);
	assert_true(row.large.has && row.large.value == 9);
	assert_true(row.real.has && row.real.value == 0.5);
	assert_true(row.color.has && row.color.value == 1);
	assert_null(row.title);
	CHECK_TEXT(row.body, "body");
	CHECK_TEXT(row.tree, "[1]");
	assert_int_equal(row.bytes.size, 2);
	/* title, body, bytes, tree */
	assert_int_equal(lengths[0], 0);
	assert_int_equal(lengths[1], 5);
	assert_int_equal(lengths[2], 2);
	assert_int_equal(lengths[3], 4);
	driver->finalize(stmt);
}

/* ---- in ----------------------------------------------------------------- */

/* What is bound, as SQLite spells it. */
static const char *quoted(struct stmt *stmt)
{
	static char text[256];
	const enum calx_kind kind = CALX_STRING;
	calx_value value;

	assert_int_equal(driver->step(stmt, NULL), 1);
	assert_int_equal(driver->row(stmt, &kind, 1, &value, NULL), CALX_OK);
	snprintf(text, sizeof(text), "%s", value.as.text.data);
	driver->rewind(stmt);
	return text;
}

static bool bind_by_value(
	struct stmt *stmt, const struct field *field, const char *row)
{
	calx_value value, room;
	const calx_value *settled = &value;

	calx__field_load(field, row, &value);
	if (value.kind == CALX_NULL && !field->nullable)
		return false;
	return calx__value_settle(
		       field->column, false, &settled, &room, NULL) >= 0 &&
	       driver->bind(stmt, 0, &settled, 1, NULL) >= 0;
}

/* The fields of a row, both ways; `usual` is how many put() binds itself. */
static void check_put(const calx_table *table, const void *row, size_t usual)
{
	struct stmt *stmt =
		prepare("SELECT quote(?1) || ' ' || typeof(?1) AS x");
	size_t bound = 0;

	for (unsigned i = 0; i < table->column_count; i++) {
		const struct field field =
			calx__field_of(calx__column_at(table, i));
		const unsigned number = 0;
		char text[256];

		if (driver->put(stmt, 0, &field, &number, 1, row) ==
			NOT_USUAL) {
			driver->rewind(stmt);
			continue;
		}
		bound++;
		snprintf(text, sizeof(text), "%s", quoted(stmt));
		assert_true(bind_by_value(stmt, &field, row));
		CHECK_TEXT(quoted(stmt), text);
	}
	assert_int_equal(bound, usual);
	driver->finalize(stmt);
}

/* all but the form of another program */
#define USUAL (Each_calx_table_.column_count - 1)

static void what_is_put_is_what_values_are(void **state)
{
	const struct Maybe nothing = { 0 };
	struct Each row = whole;

	(void)state;
	check_put(&Each_calx_table_, &whole, USUAL);
	check_put(&Maybe_calx_table_, &nothing, Maybe_calx_table_.column_count);
	row.title = row.body = "";
	row.bytes = (calx_blob){ "", 0 };
	row.real = -0.0;
	check_put(&Each_calx_table_, &row, USUAL);
}

/* Each field in turn holds what no value of its column is. */
static void what_is_wrong_is_left_to_bind(void **state)
{
	struct Each row;

	(void)state;
#define CHECK_WRONG(...)                                       \
	do {                                                   \
		row = whole;                                   \
		__VA_ARGS__;                                   \
		check_put(&Each_calx_table_, &row, USUAL - 1); \
	} while (0)
	CHECK_WRONG(memset(&row.truth, 2, sizeof(row.truth)));
	CHECK_WRONG(row.real = NAN);
	CHECK_WRONG(row.single = NAN);
	CHECK_WRONG(row.amount = calx_decimal_of("123456789.5"));
	CHECK_WRONG(row.title = "sechs!");
	CHECK_WRONG(row.title = "\xff");
	CHECK_WRONG(row.body = "\xc3");
	CHECK_WRONG(row.body = NULL);
	CHECK_WRONG(row.bytes.data = NULL);
	CHECK_WRONG(row.day.day = 32);
	CHECK_WRONG(row.day = (calx_date){ 0 });
	CHECK_WRONG(row.clock.hour = 24);
	CHECK_WRONG(row.moment.month = 13);
	CHECK_WRONG(row.stamp.offset_minutes = 5000);
	CHECK_WRONG(row.code = (calx_uuid){ { 0 } });
	CHECK_WRONG(row.tree = "{");
	CHECK_WRONG(row.color = 2);
#undef CHECK_WRONG
}

/* A number that stands in an optional without a value is a mistake. */
static void bare_numbers_are_left_to_bind(void **state)
{
	struct Maybe row = { .medium.value = 5 };

	(void)state;
	check_put(&Maybe_calx_table_, &row, Maybe_calx_table_.column_count - 1);
	row.day.value.month = 5;
	check_put(&Maybe_calx_table_, &row, Maybe_calx_table_.column_count - 2);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(fields_get_what_values_are),
	cmocka_unit_test(text_of_any_length_is_taken),
	cmocka_unit_test(a_nul_in_text_is_found),
	cmocka_unit_test(rows_of_two_statements_are_taken),
	cmocka_unit_test(rows_that_are_sorted_are_not_taken),
	cmocka_unit_test(rows_of_views_are_not_taken),
	cmocka_unit_test(rows_of_many_columns_are_not_taken),
	cmocka_unit_test(programs_do_not_call_the_function),
	cmocka_unit_test(errors_know_the_column),
	cmocka_unit_test(rows_have_all_their_columns),
	cmocka_unit_test(what_is_put_is_what_values_are),
	cmocka_unit_test(what_is_wrong_is_left_to_bind),
	cmocka_unit_test(bare_numbers_are_left_to_bind),
};

int main(void)
{
	return cmocka_run_group_tests_name(
		"sqlite fields", tests, set_up, tear_down);
}
