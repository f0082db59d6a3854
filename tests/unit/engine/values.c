#include "check.h"

#include <stdio.h>

#include <calx/calx.h>
#include <calx/short.h>

/* What a program says in plain SQL: values of every C type, columns read as
 * every type, labels, and errors for people. */

CALX_MODEL(Thing, "things", column(id, integer(), .primary_key = true),
	column(color, enumeration("red", "green", "blue")),
	column(pages, nullable(integer())),
	column(price, nullable(numeric(8, 2))));
CALX_METADATA(all, Thing);

static calx_engine *engine;
static calx_connection *connection;

static int set_up(void **state)
{
	(void)state;
	engine = calx_engine_open("sqlite://", NULL);
	connection = calx_connection_open(engine, NULL);
	return connection ? 0 : -1;
}

static int tear_down(void **state)
{
	(void)state;
	calx_connection_close(connection);
	calx_engine_close(engine);
	return 0;
}

static void every_type_goes_in_and_out(void **state)
{
	const calx_uuid code = { { 1, 2, 3 } };
	const calx_value values[] = { calx_value_of(true), calx_value_of(-7),
		calx_value_of(2.5), calx_value_of("text"),
		calx_value_of(calx_decimal_of("12345678901234567890.5")),
		calx_value_of(calx_date_of(2024, 2, 29)),
		calx_value_of(calx_time_of(1, 2, 3, 4)),
		calx_value_of(calx_datetime_of(2024, 1, 2, 3)),
		calx_value_of(calx_timestamp_of(.year = 2024, .month = 1,
			.day = 2, .offset_minutes = 60)),
		calx_value_of(calx_interval_of(.months = 5)),
		calx_value_of(code), calx_value_of(((calx_blob){ "a\0b", 3 })),
		calx_value_of((calx_opt_int32){ 0 }),
		calx_value_of(calx_some(9)), calx_value_of(UINT64_MAX),
		calx_value_of((const char *)NULL), calx_value_of(NULL),
		calx_value_of(calx_text_of("textual", 4)),
		calx_value_of(calx_value_of((short)3)) };
	calx_result *result = calx_connection_query(connection,
		"SELECT ?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?", values, 19);
	const calx_row *row = calx_result_next(result);
	calx_uuid read;

	(void)state;
	assert_non_null(row);
	assert_true(calx_row_bool(row, 0));
	assert_int_equal(calx_row_int64(row, 1), -7);
	assert_true(calx_row_double(row, 2) == 2.5);
	CHECK_TEXT(calx_row_text(row, 3), "text");
	CHECK_TEXT(
		calx_str(calx_row_decimal(row, 4)), "12345678901234567890.5");
	CHECK_TEXT(calx_str(calx_row_decimal(row, 1)), "-7");
	CHECK_TEXT(calx_str(calx_row_date(row, 5)), "2024-02-29");
	CHECK_TEXT(calx_str(calx_row_time(row, 6)), "01:02:03.000004");
	CHECK_TEXT(calx_str(calx_row_datetime(row, 7)), "2024-01-02 03:00:00");
	CHECK_TEXT(calx_str(calx_row_timestamp(row, 8)),
		"2024-01-02 00:00:00+01:00");
	CHECK_TEXT(calx_str(calx_row_interval(row, 9)), "P5M");
	read = calx_row_uuid(row, 10);
	assert_memory_equal(&read, &code, sizeof(code));
	assert_int_equal(calx_row_blob(row, 11).size, 3);
	assert_true(calx_row_is_null(row, 12));
	assert_int_equal(calx_row_int64(row, 13), 9);
	CHECK_TEXT(calx_str(calx_row_decimal(row, 14)), "18446744073709551615");
	assert_true(calx_row_is_null(row, 15));
	assert_true(calx_row_is_null(row, 16));
	CHECK_TEXT(calx_row_text(row, 17), "text");
	assert_int_equal(calx_row_int64(row, 18), 3);
	/* NULL is the zero of the type, and what is none of it is an error */
	assert_int_equal(calx_row_date(row, 12).month, 0);
	assert_false(calx_row_bool(row, 12));
	assert_null(calx_connection_error(connection));
	assert_int_equal(calx_row_date(row, 3).month, 0);
	assert_int_equal(
		calx_connection_error(connection)->status, CALX_TYPE_MISMATCH);
	calx_result_close(result);
}

static void labels_by_their_column(void **state)
{
	(void)state;
	CHECK_TEXT(calx_label(Thing.color, 0), "red");
	CHECK_TEXT(calx_label(Thing.color, 2), "blue");
	assert_null(calx_label(Thing.color, 3));
	assert_null(calx_label(Thing.color, -1));
	assert_int_equal(calx_label_value(Thing.color, "green"), 1);
	assert_int_equal(calx_label_value(Thing.color, "Green"), -1);
	assert_int_equal(calx_label_value(Thing.color, NULL), -1);
	assert_int_equal(calx_label_count(Thing.color), 3);
	assert_int_equal(
		calx_label_count((calx_enumeration_expression){ NULL, NULL }),
		0);
}

static void none_is_no_value(void **state)
{
	const struct Thing thing = {
		.id = 1, .pages = calx_none, .price = calx_none
	};
	struct Thing other = { .pages = calx_some(5) };

	(void)state;
	assert_false(thing.pages.has || thing.price.has);
	other.pages = (calx_opt_int32)calx_none;
	assert_false(other.pages.has);
}

static void errors_are_written_for_people(void **state)
{
	calx_error error = { .status = CALX_INVALID,
		.message = "it is wrong",
		.detail = "Not right.",
		.statement = "SELECT",
		.hint = "Mend it.",
		.where = "a.c:7" };
	char *text = NULL;
	size_t size = 0;
	FILE *file = open_memstream(&text, &size);

	(void)state;
	assert_non_null(file);
	calx_error_print(NULL, file);
	calx_error_print(&(calx_error){ 0 }, file);
	calx_error_print(&error, file);
	*error.where = *error.detail = *error.statement = '\0';
	calx_error_print(&error, file);
	fclose(file);
	CHECK_TEXT(text, "a.c:7: error: it is wrong\n"
			 "  detail: Not right.\n"
			 "  statement: SELECT\n"
			 "  hint: Mend it.\n"
			 "error: it is wrong\n"
			 "  hint: Mend it.\n");
	free(text);
	calx_error_print(NULL);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
CHECK_MAIN("values", TEST(every_type_goes_in_and_out),
	TEST(labels_by_their_column), TEST(none_is_no_value),
	TEST(errors_are_written_for_people), )
