#include "mariadb.h"

/* Many rows of values at once: what goes into one packet, what does not. */

/* Rows that a test binds: their number, and text of some length or NULL. */
struct rows {
	struct stmt *statement;
	size_t first, refused; /* the row that cannot be bound, 0: none */
	size_t asked;
	size_t text; /* bytes of each */
	bool changes_type;
};

static char text[2 << 20];

static enum calx_status bind_row(void *context, size_t i)
{
	struct rows *rows = context;
	const size_t number = rows->first + i;
	calx_value id = { .kind = CALX_INTEGER, .as.integer = (int64_t)number };
	calx_value name = { .kind = CALX_NULL };
	const calx_value *values[] = { &id, &name };

	rows->asked++;
	if (rows->refused && number == rows->refused)
		return CALX_RANGE;
	if (number % 3)
		name = (calx_value){ CALX_STRING,
			.as.text = { text, rows->text } };
	if (rows->changes_type && number % 100 == 50)
		name = (calx_value){ .kind = CALX_INTEGER, .as.integer = 7 };
	return driver->bind(rows->statement, 0, values, 2, &error);
}

/* Runs it for rows first .. first + count - 1; how many packets that took, or
 * < 0: what it came to. */
static int run_rows(struct rows *rows, size_t count)
{
	int packets = 0, result;
	size_t ran;

	for (; count; count -= ran, rows->first += ran, packets++) {
		const struct many many = { count, bind_row, rows };

		ran = 0;
		error = (calx_error){ 0 };
		result = driver->run_many(rows->statement, &many, &ran, &error);
		while (result == 1)
			result = driver->step(rows->statement, &error);
		if (result < 0)
			return result;
		assert_true(ran >= 1 && ran <= count);
		assert_int_equal(driver->outcome(rows->statement).changes, ran);
		driver->rewind(rows->statement);
	}
	return packets;
}

static struct rows rows_of(const char *sql)
{
	memset(text, 'x', sizeof(text));
	return (struct rows){
		.statement = prepare(sql), .first = 1, .text = 10
	};
}

#define TABLE \
	"CREATE TEMPORARY TABLE many (id INTEGER PRIMARY KEY, name LONGTEXT)"
#define INSERT "INSERT INTO many VALUES (?, ?)"

static void rows_go_in_one_packet(void **state)
{
	struct rows rows;

	(void)state;
	run(TABLE);
	rows = rows_of(INSERT);
	/* row 3 is the first that is NULL */
	assert_int_equal(run_rows(&rows, 2000), 1);
	assert_int_equal(number_of("SELECT count(*) FROM many"), 2000);
	assert_int_equal(number_of("SELECT count(name) FROM many"), 1334);
	assert_int_equal(number_of("SELECT sum(id) FROM many"), 2001000);
	assert_int_equal(
		number_of("SELECT count(*) FROM many WHERE length(name) = 10"),
		1334);
	driver->finalize(rows.statement);
}

/* It goes on where the packet was full, and does not write it twice again. */
static void a_full_packet_is_followed_by_another(void **state)
{
	struct rows rows;
	int packets;

	(void)state;
	run(TABLE);
	rows = rows_of(INSERT);
	rows.text = 10000;
	packets = run_rows(&rows, 500);
	assert_in_range(packets, 3, 5);
	assert_in_range(rows.asked, 500, 700);
	rows.text = sizeof(text);
	assert_int_equal(run_rows(&rows, 4), 4);
	assert_int_equal(number_of("SELECT count(*) FROM many"), 504);
	assert_int_equal(
		number_of(
			"SELECT count(*) FROM many WHERE length(name) = 2097152"),
		2);
	driver->finalize(rows.statement);
}

static void types_may_change_between_rows(void **state)
{
	struct rows rows;

	(void)state;
	run(TABLE);
	rows = rows_of(INSERT);
	rows.changes_type = true;
	assert_in_range(run_rows(&rows, 1000), 10, 21);
	assert_int_equal(
		number_of("SELECT count(*) FROM many WHERE name = '7'"), 10);
	assert_int_equal(number_of("SELECT count(*) FROM many"), 1000);
	driver->finalize(rows.statement);
}

/* Nothing is known of the type of what is NULL in the first row. */
static void the_first_row_may_be_null(void **state)
{
	struct rows rows;

	(void)state;
	run("CREATE TEMPORARY TABLE nulls (id INTEGER, n INTEGER)");
	rows = rows_of("INSERT INTO nulls VALUES (?, ?)");
	rows.first = 3;
	rows.text = 1;
	*text = '5';
	assert_in_range(run_rows(&rows, 10), 1, 2);
	assert_int_equal(number_of("SELECT sum(n) FROM nulls"), 30);
	driver->finalize(rows.statement);
}

static void rows_come_back_in_order(void **state)
{
	const enum calx_kind kind = CALX_INTEGER;
	struct many many = { 300, bind_row, NULL };
	struct rows rows;
	calx_value id;
	size_t ran, i = 0;
	int result;

	(void)state;
	run("CREATE TEMPORARY TABLE keyed (id INTEGER PRIMARY KEY AUTO_INCREMENT, n INTEGER, name TEXT)");
	rows = rows_of(
		"INSERT INTO keyed (n, name) VALUES (?, ?) RETURNING id - n");
	many.context = &rows;
	result = driver->run_many(rows.statement, &many, &ran, &error);
	assert_int_equal(ran, 300);
	for (; result == 1; i++) {
		assert_int_equal(
			driver->row(rows.statement, &kind, 1, &id, &error),
			CALX_OK);
		assert_int_equal(id.as.integer, 0);
		result = driver->step(rows.statement, &error);
	}
	assert_int_equal(result, 0);
	assert_int_equal(i, 300);
	assert_int_equal(driver->outcome(rows.statement).changes, 300);
	/* and other statements may run while they come */
	driver->rewind(rows.statement);
	assert_int_equal(
		driver->run_many(rows.statement, &many, &ran, &error), 1);
	assert_int_equal(number_of("SELECT count(*) FROM keyed"), 600);
	for (i = 1; driver->step(rows.statement, &error) == 1; i++)
		;
	assert_int_equal(i, 300);
	driver->finalize(rows.statement);
}

static enum calx_status bind_id(void *context, size_t i)
{
	const calx_value id = { .kind = CALX_INTEGER,
		.as.integer = (int64_t)i * 2 };
	const calx_value *values[] = { &id };

	return driver->bind(context, 0, values, 1, &error);
}

/* Rows that hold the value already count; those that are not there do not. */
static void matched_rows_are_counted(void **state)
{
	struct many many = { 10, bind_id, NULL };
	struct stmt *statement;
	size_t ran;

	(void)state;
	run("CREATE TEMPORARY TABLE matched (id INTEGER, n INTEGER)");
	run("INSERT INTO matched VALUES (0, 1), (2, 1), (4, 0), (5, 0)");
	statement = prepare("UPDATE matched SET n = 1 WHERE id = ?");
	many.context = statement;
	assert_int_equal(driver->run_many(statement, &many, &ran, &error), 0);
	assert_int_equal(ran, 10);
	assert_int_equal(driver->outcome(statement).changes, 3);
	driver->finalize(statement);
	statement = prepare("DELETE FROM matched WHERE id = ?");
	many.context = statement;
	assert_int_equal(driver->run_many(statement, &many, &ran, &error), 0);
	assert_int_equal(driver->outcome(statement).changes, 3);
	driver->finalize(statement);
	assert_int_equal(number_of("SELECT sum(id) FROM matched"), 5);
}

static void what_is_refused_is_told(void **state)
{
	struct rows rows;

	(void)state;
	run(TABLE);
	run("INSERT INTO many VALUES (70, 'there')");
	rows = rows_of(INSERT);
	assert_int_equal(run_rows(&rows, 100), CALX_CONSTRAINT);
	CHECK_TEXT(error.sqlstate, "23505");
	assert_non_null(strstr(error.message, "'70'"));
	driver->rewind(rows.statement);
	/* the statement goes on working, for many and for one */
	rows.first = 71;
	assert_int_equal(run_rows(&rows, 100), 1);
	assert_int_equal(run_rows(&rows, 1), 1);
	assert_int_equal(
		number_of("SELECT count(*) FROM many WHERE id > 70"), 101);
	driver->finalize(rows.statement);
}

static void what_cannot_be_bound_is_not_sent(void **state)
{
	struct rows rows;

	(void)state;
	run(TABLE);
	rows = rows_of(INSERT);
	rows.refused = 50;
	assert_int_equal(run_rows(&rows, 100), CALX_RANGE);
	/* bind() says what is wrong, and not the driver */
	assert_int_equal(error.status, CALX_OK);
	assert_int_equal(number_of("SELECT count(*) FROM many"), 0);
	rows.refused = 1;
	assert_int_equal(run_rows(&rows, 100), CALX_RANGE);
	rows.refused = 0;
	assert_int_equal(run_rows(&rows, 100), 1);
	driver->finalize(rows.statement);
}

/* A query is run for one row of values after the other. */
static void other_statements_run_singly(void **state)
{
	const enum calx_kind kind = CALX_INTEGER;
	struct many many = { 10, bind_id, NULL };
	struct stmt *statement;
	calx_value value;
	size_t ran;

	(void)state;
	statement = prepare("SELECT ? + 1");
	many.context = statement;
	for (int i = 0; i < 2; i++) {
		if (driver->run_many(statement, &many, &ran, &error) != 1)
			fail_msg("%s", error.message);
		assert_int_equal(ran, 1);
		driver->row(statement, &kind, 1, &value, &error);
		assert_int_equal(value.as.integer, 1);
		driver->rewind(statement);
	}
	driver->finalize(statement);
}

#define TEST(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
CHECK_MAIN("mariadb_many", TEST(rows_go_in_one_packet),
	TEST(a_full_packet_is_followed_by_another),
	TEST(types_may_change_between_rows), TEST(the_first_row_may_be_null),
	TEST(rows_come_back_in_order), TEST(matched_rows_are_counted),
	TEST(what_is_refused_is_told), TEST(what_cannot_be_bound_is_not_sent),
	TEST(other_statements_run_singly), )
