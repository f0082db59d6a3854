#include "check.h"
#include "database.h"
#include "spelled.h"
#include <calx/calx.h>
#include <calx/faker.h>
#include <calx/seed.h>
#include <calx/short.h>

/* Columns that the database computes: read, and never written. */

CALX_MODEL(Line, "lines", column(id, integer(), .primary_key = true),
	column(price, integer()), column(quantity, integer()),
	column(total, integer(), .computed = "price * quantity"),
	column(note, nullable(text())),
	column(loud, nullable(text()), .computed = "upper(note)",
		.persisted = true),
	column(half, nullable(double()), .computed = "price / 2.0"));

/* a key that is sorted, which says nothing of who a row is */
CALX_MODEL(Place, "places", column(country, string(2)), column(code, integer()),
	primary_key(country COLLATE NOCASE, code DESC),
	column(name, string(40)), table_options(.without_rowid = true),
	index(sql("lower(name)"), .where = "code > 0"));

CALX_METADATA(all, Line, Place);

/* behind calx/short.h, whose word it is */
CALX_MODEL(Wrong, "wrong", column(id, integer(), .primary_key = true),
	column(name, text()), index(lower(name)));
CALX_METADATA(wrong, Wrong);

static calx_engine *engine;
static calx_session *session;

static int set_up(void **state)
{
	calx_error error = { 0 };

	(void)state;
	engine = database_engine();
	if (spelled_create_all(engine, &all, &error) < 0)
		fail_msg("%s", error.message);
	session = calx_session_open(engine);
	return calx_session_error(session) ? -1 : 0;
}

static int tear_down(void **state)
{
	(void)state;
	calx_session_close(session);
	database_engine_close(engine);
	return 0;
}

static void must(enum calx_status status)
{
	if (status < 0)
		fail_msg("%s", calx_session_error(session)->message);
}

static void values_are_read_back(void **state)
{
	struct Line *line = calx_add(
		session, Line, .price = 7, .quantity = 3, .note = "abc");

	(void)state;
	must(calx_flush(session));
	assert_int_equal(line->total, 21);
	CHECK_TEXT(line->loud, "ABC");
	assert_true(line->half.has && line->half.value == 3.5);
	line->price = 10;
	must(calx_flush(session));
	assert_int_equal(line->total, 30);
	CHECK_TEXT(line->loud, "ABC");
	assert_true(line->half.value == 5);
	line->note = NULL;
	must(calx_commit(session));
	assert_null(line->loud);
	assert_int_equal(
		calx_count(session, Line, where(Line.total, ==, 30)), 1);
}

static void many_are_read_back(void **state)
{
	struct Line *lines[300];

	(void)state;
	for (int i = 0; i < 300; i++)
		lines[i] = calx_add(session, Line, .price = i, .quantity = 2);
	must(calx_flush(session));
	for (int i = 0; i < 300; i++)
		assert_int_equal(lines[i]->total, 2 * i);
	for (int i = 0; i < 300; i++)
		lines[i]->quantity = i % 3;
	must(calx_commit(session));
	for (int i = 0; i < 300; i++)
		assert_int_equal(lines[i]->total, i * (i % 3));
}

static void check_refused(const char *column)
{
	const calx_error *error = calx_session_error(session);

	assert_non_null(error);
	assert_int_equal(error->status, CALX_INVALID);
	assert_non_null(strstr(
		error->message, "its value is computed by the database"));
	CHECK_TEXT(error->column, column);
	calx_rollback(session);
}

static void values_cannot_be_given(void **state)
{
	struct Line *line;
	struct Line rows[] = { { .price = 1 }, { .price = 2, .loud = "X" } };

	(void)state;
	calx_add(session, Line, .price = 1, .total = 5);
	calx_flush(session);
	check_refused("total");
	line = calx_add(session, Line, .price = 1);
	line->half = calx_some(1.5);
	calx_flush(session);
	check_refused("half");
	calx_bulk_save(session, Line, rows, 2);
	check_refused("loud");
	line = calx_add(session, Line, .price = 4, .quantity = 2);
	must(calx_commit(session));
	line->total = 9;
	calx_flush(session);
	check_refused("total");
	assert_int_equal(line->total, 8);
	assert_int_equal(
		calx_count(session, Line, where(Line.total, ==, 9)), 0);
}

static void they_are_not_seeded(void **state)
{
	calx_faker *fake = calx_faker_open("en_US", .seed = 3);

	(void)state;
	assert_int_equal(calx_seed(session, fake, Line, 20), 20);
	calx_faker_close(fake);
	assert_int_equal(calx_count(session, Line), 20);
}

static void sorted_keys_are_keys(void **state)
{
	struct Place *place = calx_add(
		session, Place, .country = "gb", .code = 7, .name = "Here");

	(void)state;
	must(calx_commit(session));
	assert_ptr_equal(calx_get(session, Place, "gb", 7), place);
	place->name = "There";
	must(calx_commit(session));
	calx_delete(session, place);
	must(calx_commit(session));
	assert_int_equal(calx_count(session, Place), 0);
}

static void words_of_queries_are_told(void **state)
{
	calx_error error = { 0 };

	(void)state;
	assert_int_equal(calx_create_all(engine, &wrong, &error), CALX_INVALID);
	CHECK_TEXT(error.message,
		"table 'wrong': a word of calx/short.h stands in a list of columns");
	assert_non_null(strstr(error.hint, "sql("));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

CHECK_MAIN("computed", TEST(values_are_read_back), TEST(many_are_read_back),
	TEST(values_cannot_be_given), TEST(they_are_not_seeded),
	TEST(sorted_keys_are_keys), TEST(words_of_queries_are_told))
