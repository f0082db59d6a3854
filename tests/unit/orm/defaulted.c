#include "check.h"
#include "database.h"
#include "spelled.h"
#include <calx/calx.h>
#include <calx/short.h>

/* Columns that are left out of a row: the database's default, or an error that
 * says so. */

CALX_MODEL(Item, "items", column(id, integer(), .primary_key = true),
	column(stars, defaulted(integer()), .server_default = "7"),
	column(active, defaulted(boolean()), .server_default = "1"),
	column(kind, defaulted(enumeration("a", "b", "c")),
		.server_default = "'c'"),
	column(price, defaulted(numeric(8, 2)), .server_default = "1.25"),
	column(since, defaulted(date()), .server_default = "'2001-02-03'"),
	column(every, defaulted(interval()), .server_default = "'P1M'"),
	column(code, defaulted(uuid()),
		.server_default = "'00000000-0000-0000-0000-000000000000'"),
	column(note, defaulted(string(20)), .server_default = "'none'"),
	column(plain, integer(), .server_default = "9"));

CALX_MODEL(Stamp, "stamps", column(id, integer(), .primary_key = true),
	column(day, date()), column(at, nullable(datetime())),
	column(code, uuid()), column(data, json()));

/* what the database computes, and keeps or not */
CALX_MODEL(Line, "lines", column(id, integer(), .primary_key = true),
	column(price, numeric(10, 2)), column(quantity, integer()),
	column(total, numeric(12, 2), .computed = "price * quantity",
		.persisted = true),
	column(name, string(20)),
	column(upper, defaulted(string(20)), .computed = "upper(name)"));

CALX_METADATA(all, Item, Stamp, Line);

static calx_engine *engine;
static calx_session *session;

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
	(void)state;
	calx_session_close(session);
	database_engine_close(engine);
	return 0;
}

static void commit(void)
{
	if (calx_commit(session) < 0)
		fail_msg("%s", calx_session_error(session)->message);
}

static void check_defaults(const struct Item *item)
{
	static const calx_uuid nil;

	assert_true(item->stars.has && item->stars.value == 7);
	assert_true(item->active.has && item->active.value);
	assert_true(item->kind.has && item->kind.value == 2);
	assert_true(item->price.has);
	CHECK_TEXT(calx_str(item->price), "1.25");
	CHECK_TEXT(calx_str(item->since), "2001-02-03");
	CHECK_TEXT(calx_str(item->every), "P1M");
	assert_true(item->code.has);
	assert_memory_equal(&item->code.value, &nil, sizeof(nil));
	CHECK_TEXT(item->note, "none");
}

static void absent_takes_the_default(void **state)
{
	struct Item *item = calx_add(session, Item, .plain = 0);

	(void)state;
	assert_false(item->stars.has);
	assert_int_equal(calx_flush(session), CALX_OK);
	check_defaults(item);
	/* 0 is a value of a plain number */
	assert_int_equal(item->plain, 0);
	commit();
	calx_session_close(session);
	session = calx_session_open(engine);
	check_defaults(calx_get(session, Item, 1));
}

static void given_is_stored(void **state)
{
	struct Item *item = calx_add(session, Item, .stars = calx_some(0),
		.active = calx_some(false), .kind = calx_some(0),
		.price = calx_some(calx_decimal_of("0")), .note = "",
		.plain = 3);

	(void)state;
	commit();
	assert_true(item->stars.has && item->stars.value == 0);
	assert_true(item->active.has && !item->active.value);
	assert_true(item->kind.has && item->kind.value == 0);
	calx_refresh(session, item);
	CHECK_TEXT(calx_str(item->price), "0.00");
	CHECK_TEXT(item->note, "");
	CHECK_TEXT(calx_str(item->since), "2001-02-03");
	assert_int_equal(item->plain, 3);
	item->stars.value = 5;
	item->note = "changed";
	commit();
	calx_session_close(session);
	session = calx_session_open(engine);
	item = calx_first(session, Item, where(Item.stars, ==, 5));
	assert_non_null(item);
	CHECK_TEXT(item->note, "changed");
}

static void many_rows_mix(void **state)
{
	struct Item rows[40] = { { 0 } };

	(void)state;
	for (int i = 0; i < 40; i++) {
		if (i % 3)
			rows[i].stars = calx_some(i);
		if (i % 5 == 0)
			rows[i].active = calx_some(false);
		rows[i].plain = i;
	}
	assert_int_equal(calx_bulk_save(session, Item, rows, 40), CALX_OK);
	for (int i = 0; i < 40; i++)
		calx_add(session, Item, .plain = 100 + i,
			.stars = i % 2 ? calx_some(i) : (calx_opt_int32){ 0 });
	commit();
	calx_each(session, Item, item) {
		const int i = item->plain % 100;
		const bool given = item->plain < 100 ? i % 3 : i % 2;

		assert_true(item->stars.has);
		assert_int_equal(item->stars.value, given ? i : 7);
		assert_true(item->active.has);
		assert_int_equal(
			item->active.value, item->plain >= 100 || i % 5 != 0);
	}
	assert_int_equal(calx_count(session, Item), 80);
}

static void a_statement_leaves_out_too(void **state)
{
	struct Item *item;

	(void)state;
	assert_int_equal(calx_insert(session, Item, set(Item.plain, 4),
				 set(Item.active, false)),
		1);
	item = calx_one(session, Item);
	assert_int_equal(item->stars.value, 7);
	assert_false(item->active.value);
	assert_int_equal(item->plain, 4);
	assert_int_equal(calx_update(session, Item,
				 set(Item.stars, calx_some(8)), all_rows()),
		1);
	commit();
	assert_int_equal(
		calx_count(session, Item, where(Item.stars, ==, 8)), 1);
}

static void check_refused(const char *message)
{
	const char *said;

	assert_int_equal(calx_commit(session), CALX_INVALID);
	said = calx_session_error(session)->message;
	if (!strstr(said, message))
		fail_msg("%s", said);
	calx_rollback(session);
}

static void a_value_cannot_be_taken_away(void **state)
{
	struct Item *item = calx_add(session, Item, .plain = 0);

	(void)state;
	commit();
	item->stars.has = false;
	assert_int_equal(calx_commit(session), CALX_INVALID);
	assert_non_null(strstr(calx_session_error(session)->message,
		"column \"items.stars\": its value was taken away, and it cannot be NULL"));
	calx_rollback(session);
	assert_int_equal(calx_get(session, Item, 1)->stars.value, 7);
}

static void a_bare_number_is_refused(void **state)
{
	struct Item row = { .plain = 1 };

	(void)state;
	row.stars.value = 4;
	assert_true(calx_bulk_save(session, Item, &row, 1) < 0);
	CHECK_TEXT(calx_session_error(session)->hint,
		"Write calx_some(4); leave the field out for the default.");
	calx_rollback(session);
}

/* Of a day and a UUID zero means that nobody set them. */
static void what_is_not_set_is_said(void **state)
{
	static const calx_uuid code = { { 1 } };

	(void)state;
	calx_add(session, Stamp, .code = code, .data = "{}");
	check_refused("column \"stamps.day\": the value is not set");
	calx_add(session, Stamp, .day = calx_date_of(2000, 1, 1), .data = "{}");
	check_refused("column \"stamps.code\": the value is not set");
	calx_add(session, Stamp, .day = calx_date_of(2000, 1, 1), .code = code,
		.at = calx_some((calx_datetime){ 0 }), .data = "{}");
	check_refused("column \"stamps.at\": the value is not set");
	/* a day that does not exist is another matter */
	calx_add(session, Stamp, .day = calx_date_of(2001, 2, 29), .code = code,
		.data = "{}");
	check_refused("column \"stamps.day\": 2001-02-29 is not a date");
}

static void json_is_json(void **state)
{
	struct Stamp *stamp = calx_add(session, Stamp,
		.day = calx_date_of(2000, 1, 1), .code = calx_uuid_new(),
		.data = "{\"a\": [1, 2.50, \"x\"]}");

	(void)state;
	commit();
	CHECK_TEXT(stamp->data, "{\"a\": [1, 2.50, \"x\"]}");
	stamp->data = "{'a': 1}";
	assert_int_equal(calx_commit(session), CALX_INVALID);
	assert_non_null(strstr(calx_session_error(session)->message,
		"column \"stamps.data\": the text is not JSON: line 1, column 2:"));
	calx_rollback(session);
	assert_true(calx_update(session, Stamp, set(Stamp.data, "[1"),
			    all_rows()) < 0);
	calx_rollback(session);
	/* nothing is stored by comparing */
	if (!capability_lacking(CAN_COMPARE_BAD_JSON))
		assert_int_equal(
			calx_count(session, Stamp, where(Stamp.data, ==, "[1")),
			0);
}

/* ---- columns that the database computes ------------------------------------- */

static void computed_values_are_read(void **state)
{
	struct Line *line = calx_add(session, Line,
		.price = calx_decimal_of("0.10"), .quantity = 3, .name = "a");
	const struct Line rows[] = {
		{ .price = calx_decimal_of("2.50"),
			.quantity = 2,
			.name = "b" },
		{ .price = calx_decimal_of("0.20"), .quantity = 3, .name = "c" }
	};

	(void)state;
	commit();
	CHECK_TEXT(calx_str(line->total), "0.30");
	CHECK_TEXT(line->upper, "A");
	line->quantity = 4;
	line->name = "new";
	commit();
	CHECK_TEXT(calx_str(line->total), "0.40");
	CHECK_TEXT(line->upper, "NEW");
	assert_int_equal(calx_bulk_save(session, Line, rows, 2), CALX_OK);
	/* 0.2 * 3 is not 0.6 in floating point */
	assert_int_equal(calx_count(session, Line,
				 where(Line.total, ==, calx_decimal_of("0.6"))),
		1);
	assert_int_equal(
		calx_count(session, Line,
			where(Line.total, in, 5, calx_decimal_of("0.4"))),
		2);
	commit();
	/* and never written */
	line->total = calx_decimal_of("7");
	assert_true(calx_commit(session) < 0);
	calx_rollback(session);
	CHECK_TEXT(calx_str(calx_get(session, Line, 1)->total), "0.40");
}

/* ---- models ---------------------------------------------------------------- */

CALX_TABLE(Bare, "bare", column(id, integer(), .primary_key = true),
	column(n, defaulted(integer())));
CALX_METADATA(wrong, Bare);

static void defaulted_needs_a_default(void **state)
{
	calx_error error = { 0 };

	(void)state;
	assert_true(spelled_create_all(engine, &wrong, &error) < 0);
	assert_non_null(
		strstr(error.message, "defaulted() needs a server_default"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
CHECK_MAIN("defaulted", TEST(absent_takes_the_default), TEST(given_is_stored),
	TEST(many_rows_mix), TEST(a_statement_leaves_out_too),
	TEST(a_value_cannot_be_taken_away), TEST(a_bare_number_is_refused),
	TEST(what_is_not_set_is_said), TEST(json_is_json),
	TEST(computed_values_are_read), TEST(defaulted_needs_a_default), )
