#include "driver/sqlite/database.h"
#include "driver/sqlite/driver.h"

#include <math.h>
#include <stdio.h>

#include "check.h"
#include "sql/schema/descriptor.h"
#include "sql/type/check.h"
#include "sql/type/value.h"

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

static int set_up(void **state)
{
	(void)state;
	whole.amount = calx_decimal_of("12.5");
	return driver->open(&memory, NULL, &db, NULL);
}

static int tear_down(void **state)
{
	(void)state;
	driver->close(db);
	return 0;
}

static struct stmt *prepare(const char *sql)
{
	struct stmt *stmt = NULL;
	calx_error error;

	if (driver->prepare(db, calx__view(sql), NULL, 0, &stmt, &error) < 0)
		fail_msg("%s: %s", sql, error.message);
	return stmt;
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
