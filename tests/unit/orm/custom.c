#include "check.h"

#include <ctype.h>
#include <stdio.h>

#include "database.h"
#include "differences.h"
#include "torture.h"
#include <calx/calx.h>
#include <calx/short.h>

/* Types of the program's own: what a field holds is not what is stored. */

/* ---- addresses in lower case ------------------------------------------------- */

static enum calx_status lower_text(const calx_custom *type, calx_value *value,
	calx_room *room, calx_error *error)
{
	const size_t size = value->as.text.size;
	char *text;

	(void)type;
	if (!memchr(value->as.text.data, '@', size))
		return calx_custom_fail(
			error, CALX_INVALID, "an address has an @");
	text = calx_room_bytes(room, size);
	if (!text)
		return CALX_OUT_OF_MEMORY;
	for (size_t i = 0; i < size; i++)
		text[i] = (char)tolower((unsigned char)value->as.text.data[i]);
	value->as.text.data = text;
	return CALX_OK;
}

static const calx_custom email = { CALX_CUSTOM_SIZE, .name = "email",
	.encode = lower_text };

/* ---- money in cents ------------------------------------------------------------ */

static enum calx_status to_cents(const calx_custom *type, calx_value *value,
	calx_room *room, calx_error *error)
{
	calx_decimal cents;

	(void)type;
	(void)room;
	if (calx_decimal_rescale(value->as.decimal, 2, &cents) < 0 ||
		cents.high || cents.low > INT64_MAX)
		return calx_custom_fail(error, CALX_RANGE, "too much money");
	value->kind = CALX_INTEGER;
	value->as.integer =
		cents.negative ? -(int64_t)cents.low : (int64_t)cents.low;
	return CALX_OK;
}

static enum calx_status from_cents(const calx_custom *type, calx_value *value,
	calx_room *room, calx_error *error)
{
	(void)type;
	(void)room;
	if (value->as.integer == 666)
		return calx_custom_fail(error, CALX_INVALID, "such a number");
	value->as.decimal = calx_decimal_of_integer(value->as.integer, 2);
	value->kind = CALX_NUMERIC;
	return CALX_OK;
}

static const calx_custom money = { CALX_CUSTOM_SIZE, .name = "money",
	.kept = { .kind = CALX_BIG_INTEGER }, .encode = to_cents,
	.decode = from_cents };

/* ---- text that is stored as bytes that nobody can read --------------------------- */

static enum calx_status turn(const calx_custom *type, calx_value *value,
	calx_room *room, calx_error *error)
{
	const char *key = type->context;
	char *bytes = calx_room_bytes(room, value->as.text.size);

	(void)error;
	if (!bytes)
		return CALX_OUT_OF_MEMORY;
	for (size_t i = 0; i < value->as.text.size; i++)
		bytes[i] = (char)(value->as.text.data[i] ^ *key);
	value->as.text.data = bytes;
	value->kind = value->kind == CALX_BLOB ? CALX_STRING : CALX_BLOB;
	return CALX_OK;
}

static const calx_custom secret = { CALX_CUSTOM_SIZE, .name = "secret",
	.kept = { .kind = CALX_BLOB }, .encode = turn, .decode = turn,
	.context = "\xAA" };

/* ---- another name in each database ------------------------------------------------ */

static const calx_custom document = { CALX_CUSTOM_SIZE, .name = "document",
	.names = { { "sqlite", "JSON_TEXT" }, { "postgresql", "jsonb" },
		{ "mariadb", "json" } } };

/* ---- what makes nonsense ----------------------------------------------------------- */

static enum calx_status confuse(const calx_custom *type, calx_value *value,
	calx_room *room, calx_error *error)
{
	(void)type;
	(void)room;
	(void)error;
	value->kind = CALX_BOOLEAN;
	return CALX_OK;
}

static const calx_custom confused = { CALX_CUSTOM_SIZE, .name = "confused",
	.kept = { .kind = CALX_DATE }, .encode = confuse };

CALX_MODEL(Person, "people", column(id, integer(), .primary_key = true),
	column(address, custom(email, string(40)), .unique = true),
	column(salary, custom(money, numeric(12, 2)), .index = true),
	column(bonus, nullable(custom(money, numeric(12, 2)))),
	column(note, nullable(custom(secret, text()))),
	column(data, nullable(custom(document, json()))));
CALX_METADATA(people, Person);
CALX_MODEL(Odd, "odd", column(id, integer(), .primary_key = true),
	column(what, custom(confused, integer())));
CALX_METADATA(odd, Odd);
CALX_ROW(Salary, column(salary, custom(money, numeric(12, 2))));

static calx_engine *engine;
static calx_session *session;
#define D calx_decimal_of

static int set_up(void **state)
{
	calx_error error = { 0 };

	(void)state;
	engine = database_engine();
	if (calx_create_all(engine, &people, &error) < 0)
		fail_msg("%s", error.message);
	session = calx_session_open(engine);
	return session ? 0 : -1;
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

static void add_two(void)
{
	const struct Person rows[] = {
		{ .id = 1,
			.address = "Ann@Example.org",
			.salary = D("12.50"),
			.note = "gr\xc3\xbcn",
			.data = "{\"a\": 1}" },
		{ .id = 2,
			.address = "bob@example.org",
			.salary = D("-3"),
			.bonus = calx_some(D("0.01")),
			.note = "" },
	};

	assert_int_equal(calx_bulk_save(session, Person, rows, 2), CALX_OK);
}

static void values_pass_the_functions(void **state)
{
	struct Person *ann, *bob;

	(void)state;
	add_two();
	calx_commit(session);
	ann = calx_get(session, Person, 1);
	CHECK_TEXT(ann->address, "ann@example.org");
	CHECK_TEXT(calx_str(ann->salary), "12.50");
	assert_false(ann->bonus.has);
	CHECK_TEXT(ann->note, "gr\xc3\xbcn");
	CHECK_TEXT(ann->data, "{\"a\": 1}");
	bob = calx_one(
		session, Person, where(Person.address, ==, "BOB@example.org"));
	assert_non_null(bob);
	CHECK_TEXT(calx_str(bob->salary), "-3.00");
	CHECK_TEXT(calx_str(bob->bonus), "0.01");
	CHECK_TEXT(bob->note, "");
	assert_null(bob->data);
	/* what came back is no change */
	assert_int_equal(calx_flush(session), CALX_OK);
	bob->salary = D("7.10");
	bob->note = "changed";
	calx_add(session, Person, .id = 3, .address = "C@d", .salary = D("1"));
	assert_int_equal(calx_commit(session), CALX_OK);
	calx_expunge_all(session);
	bob = calx_get(session, Person, 2);
	CHECK_TEXT(calx_str(bob->salary), "7.10");
	CHECK_TEXT(bob->note, "changed");
	assert_int_equal(calx_count(session, Person), 3);
}

static void the_database_has_what_is_kept(void **state)
{
	calx_connection *connection;
	calx_result *result;
	const calx_row *row;

	(void)state;
	add_two();
	calx_commit(session);
	connection = calx_connection_open(engine, NULL);
	result = calx_connection_query(connection,
		"SELECT salary, note FROM people WHERE id = 1", NULL, 0);
	row = calx_result_next(result);
	assert_non_null(row);
	assert_int_equal(calx_row_int64(row, 0), 1250);
	assert_memory_equal(
		calx_row_blob(row, 1).data, "\xcd\xd8\x69\x16\xc4", 5);
	calx_result_close(result);
	calx_connection_close(connection);
}

static void queries_take_and_give_values(void **state)
{
	calx_decimals salaries;
	int count = 0;

	(void)state;
	add_two();
	assert_int_equal(
		calx_count(session, Person, where(Person.salary, >, 0)), 1);
	assert_int_equal(calx_count(session, Person,
				 where(Person.salary, in, D("12.5"), D("-3"))),
		2);
	assert_int_equal(
		calx_count(session, Person, where(Person.bonus, ==, D("0.01"))),
		1);
	CHECK_TEXT(calx_str(calx_scalar(session, max(Person.salary))), "12.50");
	salaries = calx_values(
		session, Person.salary, order_by(desc(Person.salary)));
	assert_int_equal(salaries.count, 2);
	CHECK_TEXT(calx_str(salaries.items[1]), "-3.00");
	calx_each_row(session, row, columns(Person.address, Person.note),
		order_by(Person.id))
		CHECK_TEXT(calx_row_get(row, Person.note),
			count++ ? "" : "gr\xc3\xbcn");
	assert_int_equal(count, 2);
	calx_each(session, Salary, row, select(Salary, .salary = Person.salary),
		where(Person.id, ==, 1))
		CHECK_TEXT(calx_str(row->salary), "12.50");
	assert_int_equal(
		calx_update(session, Person, set(Person.salary, D("100")),
			set(Person.note, "x"), where(Person.id, ==, 2)),
		1);
	calx_each(session, Person, row, untracked(), where(Person.id, ==, 2)) {
		CHECK_TEXT(calx_str(row->salary), "100.00");
		CHECK_TEXT(row->note, "x");
	}
}

static void nothing_differs(void **state)
{
	(void)state;
	assert_no_differences(engine, &people);
}

/* ---- mistakes ------------------------------------------------------------------ */

static void check_failed(const char *column, const char *part)
{
	const calx_error *error = calx_session_error(session);

	assert_non_null(error);
	if (!strstr(error->message, part))
		fail_msg("%s", error->message);
	if (column)
		CHECK_TEXT(error->column, column);
	calx_rollback(session);
}

static void errors_say_which_column(void **state)
{
	(void)state;
	calx_add(session, Person, .address = "nowhere");
	assert_true(calx_flush(session) < 0);
	check_failed("address",
		"column \"people.address\": encode() of the type 'email': an address has an @");
	calx_count(session, Person, where(Person.address, ==, "x"));
	check_failed("address", "an address has an @");
	/* and what the word says holds, too: twelve digits */
	calx_add(session, Person, .address = "a@b",
		.salary = D("12345678901.00"));
	assert_true(calx_flush(session) < 0);
	check_failed("salary", "does not fit numeric(12, 2)");
	calx_add(session, Person, .id = 5, .address = "a@b",
		.salary = D("6.66"));
	calx_commit(session);
	calx_expunge_all(session);
	assert_null(calx_get(session, Person, 5));
	check_failed(NULL,
		"column 'salary': decode() of the type 'money': such a number");
}

static void nonsense_is_refused(void **state)
{
	(void)state;
	assert_int_equal(calx_create_all(engine, &odd, NULL), CALX_OK);
	calx_add(session, Odd, .what = 1);
	assert_true(calx_flush(session) < 0);
	check_failed("what",
		"encode() of the type 'confused' made a value of type boolean where date is expected");
}

static void it_is_not_computed_with(void **state)
{
	(void)state;
	calx_scalar(session, calc(Person.salary, +, 1));
	check_failed(NULL, "'salary' is stored as custom()");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

CHECK_MAIN("custom", TEST(values_pass_the_functions),
	TEST(the_database_has_what_is_kept), TEST(queries_take_and_give_values),
	TEST(nothing_differs), TEST(errors_say_which_column),
	TEST(nonsense_is_refused), TEST(it_is_not_computed_with))
