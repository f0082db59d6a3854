#include "layout.h"

#include "check.h"

/* Models are private to their file: a session tells tables by content. */

CALX_MODEL(Item, "items", column(id, integer(), .primary_key = true),
	column(name, string(20)));
CALX_MODEL(Keyless, "keyless", column(name, string(20)));
CALX_TABLE(
	structless, "structless", column(id, integer(), .primary_key = true));
CALX_MODEL(Step, "steps", column(at, numeric(8, 2), .primary_key = true),
	column(name, string(20)));
CALX_METADATA(all, Item, Keyless, Step, structless);

static calx_engine *engine;
static calx_session *session;

static int set_up(void **state)
{
	(void)state;
	engine = calx_engine_open("sqlite://", NULL);
	calx_create_all(engine, &all);
	session = calx_session_open(engine);
	return calx_session_error(session) ? -1 : 0;
}

static int tear_down(void **state)
{
	(void)state;
	calx_session_close(session);
	calx_engine_close(engine);
	return 0;
}

static void check_error(const char *message)
{
	assert_non_null(calx_session_error(session));
	CHECK_TEXT(calx_session_error(session)->message, message);
	assert_int_equal(calx_session_error(session)->status, CALX_MISUSE);
	calx_rollback(session);
	assert_null(calx_session_error(session));
}

static void equal_models_are_one(void **state)
{
	struct Item *item = calx_add(session, Item, .name = "a");

	(void)state;
	calx_flush(session);
	assert_ptr_equal(other_item(session, item->id), item);
	assert_null(calx_session_error(session));
}

static void different_models_are_an_error(void **state)
{
	(void)state;
	assert_null(calx_get(session, Item, 1));
	assert_null(wider_item(session, 1));
	check_error(
		"two models of table \"items\" differ in column \"name\": its type, its options, or where it lies in the struct");
	assert_null(single_item(session, 1));
	check_error(
		"two models of table \"items\" differ in column \"name\": its type, its options, or where it lies in the struct");
	assert_null(longer_item(session, 1));
	check_error("two models of table \"items\" differ: column 3 is no "
		    "column in one and more in the other");
}

static void objects_need_a_key_and_a_struct(void **state)
{
	const struct Keyless rows[] = { { "a" }, { "b" } };
	size_t seen = 0;

	(void)state;
	assert_null(calx_add(session, Keyless, .name = "a"));
	check_error("table \"keyless\" has no primary key, so its rows cannot "
		    "be objects of a session");
	assert_null(calx_session_add(
		session, &structless_calx_table_, &seen, "here"));
	check_error("table \"structless\" has no struct: use calx_each_row()");
	/* rows that are no objects do without */
	calx_bulk_save(session, Keyless, rows, 2);
	calx_each(session, Keyless, row, calx_untracked())
		seen += row->name[0] == 'a' || row->name[0] == 'b';
	assert_int_equal(seen, 2);
	assert_int_equal(calx_count(session, Keyless), 2);
	assert_null(calx_session_error(session));
}

static void keys_of_the_wrong_type_are_told(void **state)
{
	(void)state;
	assert_null(calx_get(session, Item, "1"));
	check_error("calx_get: a value of the wrong type for column \"id\"");
	assert_null(calx_get(session, Item, 1, 2));
	check_error("calx_get: too many values for the key of table \"items\"");
}

/* 5 is 5.00 */
static void an_integer_is_a_decimal_key(void **state)
{
	struct Step *step = calx_add(
		session, Step, .at = calx_decimal_of("5"), .name = "five");

	(void)state;
	calx_commit(session);
	assert_ptr_equal(calx_get(session, Step, 5), step);
	assert_ptr_equal(
		calx_get(session, Step, calx_decimal_of("5.00")), step);
	calx_expunge_all(session);
	CHECK_TEXT(calx_get(session, Step, 5)->name, "five");
	assert_null(calx_get(session, Step, 6));
	assert_null(calx_session_error(session));
	assert_null(calx_get(session, Step, 5.0));
	check_error("calx_get: a value of the wrong type for column \"at\"");
	assert_null(calx_get(session, Item, calx_decimal_of("1")));
	check_error("calx_get: a value of the wrong type for column \"id\"");
}

CHECK_MAIN("layout",
	cmocka_unit_test_setup_teardown(
		equal_models_are_one, set_up, tear_down),
	cmocka_unit_test_setup_teardown(
		different_models_are_an_error, set_up, tear_down),
	cmocka_unit_test_setup_teardown(
		objects_need_a_key_and_a_struct, set_up, tear_down),
	cmocka_unit_test_setup_teardown(
		keys_of_the_wrong_type_are_told, set_up, tear_down),
	cmocka_unit_test_setup_teardown(
		an_integer_is_a_decimal_key, set_up, tear_down))
