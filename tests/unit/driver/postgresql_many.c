#include "postgresql.h"

#include "torture.h"
#include "util/fail.h"

/* Many rows of values for one statement on a PostgreSQL server: COPY, arrays, and
 * row by row; what is refused, cut and cancelled in the middle of them. */

enum { COUNT = 1000 };

/* What the rows are bound from. */
struct source {
	struct stmt *statement;
	size_t first; /* of this run */
	size_t odd;   /* a row whose weight is what `odd_weight` says */
	calx_value odd_weight;
	size_t stop; /* a row that cannot be bound */
	void (*at_half)(void);
};

static struct source source;

static calx_value integer_of(long long number)
{
	return (calx_value){ CALX_BIG_INTEGER, .as.integer = number };
}

static calx_value text_of(const char *text)
{
	return (calx_value){ CALX_STRING,
		.as.text = { .data = text, .size = strlen(text) } };
}

/* id, weight, label */
static enum calx_status row_bind(void *context, size_t i)
{
	static const calx_value nothing = { .kind = CALX_NULL };
	const struct source *from = context;
	const size_t row = from->first + i;
	const calx_value id = integer_of((long long)row);
	const calx_value label = text_of("a label");
	calx_value weight = integer_of((long long)row % 7);
	const calx_value *values[] = { &id, &weight,
		row % 3 ? &label : &nothing };

	if (row == COUNT / 2 && from->at_half)
		from->at_half();
	if (row == from->stop)
		return calx__fail(&error, CALX_INVALID, "not this one");
	if (row == from->odd)
		weight = from->odd_weight;
	return driver->bind(from->statement, 0, values, 3, &error);
}

static void begin(const char *table, const char *sql)
{
	static const calx_transaction_options options = { 0 };

	check_run(table);
	assert_int_equal(driver->begin(db, &options, &error), CALX_OK);
	source = (struct source){
		.statement = prepare(sql), .odd = COUNT, .stop = COUNT
	};
}

/* Runs it for the rows that are left: how many that was, or < 0. */
static long long run_rest(void)
{
	const struct many many = { COUNT - source.first, row_bind, &source };
	size_t ran = 0;
	int result = driver->run_many(source.statement, &many, &ran, &error);

	while (result == 1)
		result = driver->step(source.statement, &error);
	source.first += ran;
	return result < 0 ? result : (long long)ran;
}

static const char *tag(void)
{
	return PQcmdStatus(source.statement->result);
}

static void end(void)
{
	driver->finalize(source.statement);
	driver->rollback(db, &error);
}

#define TABLE                                                            \
	"CREATE TEMP TABLE t (id int PRIMARY KEY, weight smallint CHECK" \
	" (weight < 100), label varchar(20))"
#define INSERT "INSERT INTO t (id, weight, label) VALUES ($1, $2, $3)"

static void check_rows(const char *expected)
{
	check_answer("SELECT concat(count(*), ' ', sum(id), ' ', sum(weight),"
		     " ' ', count(label)) FROM t",
		expected);
}

/* ---- what goes well ---------------------------------------------------------- */

static void inserts_are_copied(void **state)
{
	(void)state;
	begin(TABLE, INSERT);
	assert_int_equal(run_rest(), COUNT);
	CHECK_TEXT(tag(), "COPY 1000");
	assert_int_equal(driver->outcome(source.statement).changes, COUNT);
	check_rows("1000 499500 2997 666");
	/* and again, with what is known of it */
	check_run("DELETE FROM t");
	driver->rewind(source.statement);
	source.first = 0;
	assert_int_equal(run_rest(), COUNT);
	check_rows("1000 499500 2997 666");
	end();
}

static void inserts_return_in_their_order(void **state)
{
	const enum calx_kind kind = CALX_INTEGER;
	const struct many many = { COUNT, row_bind, &source };
	calx_value value;
	size_t ran;
	int result;

	(void)state;
	begin("CREATE TEMP TABLE t (number serial, id int, weight int, label"
	      " text)",
		INSERT " RETURNING number - 1");
	result = driver->run_many(source.statement, &many, &ran, &error);
	assert_int_equal(ran, COUNT);
	for (int i = 0; i < COUNT; i++) {
		assert_int_equal(result, 1);
		assert_int_equal(
			driver->row(source.statement, &kind, 1, &value, &error),
			CALX_OK);
		assert_int_equal(value.as.integer, i);
		result = driver->step(source.statement, &error);
	}
	assert_int_equal(result, 0);
	check_answer(
		"SELECT count(*)::text FROM t WHERE number - 1 = id", "1000");
	end();
}

static void updates_and_deletes_go_together(void **state)
{
	(void)state;
	begin(TABLE, "UPDATE t SET weight = $2, label = $3 WHERE id = $1");
	check_run("INSERT INTO t (id) SELECT generate_series(0, 999)");
	assert_int_equal(run_rest(), COUNT);
	CHECK_TEXT(tag(), "UPDATE 1000");
	assert_int_equal(driver->outcome(source.statement).changes, COUNT);
	check_rows("1000 499500 2997 666");
	driver->finalize(source.statement);
	source.first = COUNT - 10;
	source.statement = prepare("DELETE FROM t WHERE id = $1 AND weight ="
				   " $2 AND (label = $3 OR $3 IS NULL)");
	assert_int_equal(run_rest(), 10);
	CHECK_TEXT(tag(), "DELETE 10");
	check_answer("SELECT count(*)::text FROM t", "990");
	end();
}

/* Enumerations are text, and other types have no binary form here. */
static void enumerations_go_and_others_do_not(void **state)
{
	(void)state;
	begin("CREATE TYPE pg_temp.calx_label AS ENUM ('a label', 'b')",
		"SELECT 1");
	driver->finalize(source.statement);
	check_run("CREATE TEMP TABLE t (id bigint, weight int, label"
		  " pg_temp.calx_label)");
	source.statement = prepare(INSERT);
	assert_int_equal(run_rest(), COUNT);
	CHECK_TEXT(tag(), "COPY 1000");
	driver->finalize(source.statement);
	source.statement = prepare(
		"UPDATE t SET weight = $2 WHERE id = $1 AND label = $3");
	source.first = 1;
	assert_int_equal(run_rest(), COUNT - 1);
	CHECK_TEXT(tag(), "UPDATE 666");
	driver->finalize(source.statement);
	check_run("CREATE TEMP TABLE u (id int, weight int, label tid)");
	source.first = 0;
	source.statement = prepare(
		"INSERT INTO u (id, weight, label) VALUES ($1, $2, $3)");
	/* the first has no label, the second has one */
	assert_int_equal(run_rest(), 1);
	driver->rewind(source.statement);
	end();
}

/* A row that goes as text ends what is before it, and goes by itself. */
static void a_row_as_text_goes_alone(void **state)
{
	(void)state;
	begin(TABLE, INSERT);
	source.odd = 20;
	source.odd_weight = text_of("30");
	assert_int_equal(run_rest(), 20);
	driver->rewind(source.statement);
	assert_int_equal(run_rest(), 1);
	driver->rewind(source.statement);
	assert_int_equal(run_rest(), COUNT - 21);
	check_rows("1000 499500 3021 666");
	end();
}

/* COPY would do without it. */
static void a_rule_is_heard(void **state)
{
	(void)state;
	begin(TABLE, INSERT);
	check_run("CREATE TEMP TABLE heard (id int)");
	check_run("CREATE RULE r AS ON INSERT TO t DO ALSO INSERT INTO heard"
		  " VALUES (new.id)");
	assert_int_equal(run_rest(), COUNT);
	check_answer("SELECT count(*)::text FROM heard", "1000");
	end();
}

static void other_statements_run_row_by_row(void **state)
{
	(void)state;
	begin(TABLE, INSERT " ON CONFLICT DO NOTHING");
	assert_int_equal(run_rest(), 1);
	driver->rewind(source.statement);
	assert_int_equal(run_rest(), 1);
	check_rows("2 1 1 1");
	end();
}

/* ---- what does not ------------------------------------------------------------- */

/* The transaction goes on from before the rows. */
static void check_goes_on(void)
{
	driver->rewind(source.statement);
	check_run("ROLLBACK TO SAVEPOINT before");
	check_answer("SELECT count(*)::text FROM t", "0");
	source.odd = source.stop = COUNT;
	source.at_half = NULL;
	source.first = 0;
	assert_int_equal(run_rest(), COUNT);
	check_rows("1000 499500 2997 666");
	end();
}

static void a_row_is_refused(void **state)
{
	(void)state;
	begin(TABLE, INSERT);
	check_run("SAVEPOINT before");
	source.odd = 700;
	source.odd_weight = integer_of(100);
	assert_int_equal(run_rest(), CALX_CONSTRAINT);
	CHECK_TEXT(error.constraint, "t_weight_check");
	CHECK_TEXT(error.table, "t");
	assert_int_equal(driver->state(db), TRANSACTION_FAILED);
	check_goes_on();
}

static void a_row_cannot_be_bound(void **state)
{
	(void)state;
	begin(TABLE, INSERT);
	check_run("SAVEPOINT before");
	source.stop = 800;
	assert_int_equal(run_rest(), CALX_INVALID);
	CHECK_TEXT(error.message, "not this one");
	assert_int_equal(driver->state(db), TRANSACTION_OPEN);
	check_goes_on();
}

static void cancel(void)
{
	driver->interrupt(db);
}

static void copy_is_cancelled(void **state)
{
	(void)state;
	begin(TABLE, INSERT);
	check_run("SAVEPOINT before");
	source.at_half = cancel;
	assert_int_equal(run_rest(), CALX_INTERRUPTED);
	assert_int_equal(driver->state(db), TRANSACTION_FAILED);
	check_goes_on();
}

static char end_backend[64];

static void cut(void)
{
	struct db *mine = db;

	db = db_open();
	check_answer(end_backend, "true");
	driver->close(db);
	db = mine;
}

static void check_cut(const char *sql)
{
	begin(TABLE, sql);
	snprintf(end_backend, sizeof(end_backend),
		"SELECT pg_terminate_backend(%d)::text",
		PQbackendPID(db->connection));
	source.at_half = cut;
	assert_int_equal(run_rest(), CALX_CONNECTION);
	assert_int_equal(driver->state(db), TRANSACTION_LOST);
	driver->finalize(source.statement);
}

static void the_connection_is_cut(void **state)
{
	(void)state;
	check_cut(INSERT);
	driver->close(db);
	db = db_open();
	check_cut("UPDATE t SET weight = $2, label = $3 WHERE id = $1");
}

static void memory_runs_out(void *context)
{
	const char *sql = context;
	const struct many many = { 40, row_bind, &source };
	size_t ran = 0;

	source = (struct source){ .odd = COUNT, .stop = COUNT };
	torture_pause();
	driver->rollback(db, &error);
	check_run("BEGIN");
	check_run("DELETE FROM t");
	check_run("SAVEPOINT before");
	torture_resume();
	if (driver->prepare(db, calx__view(sql), NULL, 0, &source.statement,
		    &error) < 0)
		return;
	if (driver->run_many(source.statement, &many, &ran, &error) >= 0 &&
		torture_is_clean())
		assert_int_equal(ran, 40);
	driver->finalize(source.statement);
}

static void each_allocation_may_fail(void **state)
{
	static char insert[] = INSERT;
	static char returning[] = INSERT " RETURNING id";

	(void)state;
	check_run(TABLE);
	torture(memory_runs_out, insert);
	torture(memory_runs_out, returning);
	driver->rollback(db, &error);
}

#define TEST(function) \
	cmocka_unit_test_setup_teardown(function, set_up, tear_down)

CHECK_MAIN("postgresql_many", TEST(inserts_are_copied),
	TEST(inserts_return_in_their_order),
	TEST(updates_and_deletes_go_together),
	TEST(enumerations_go_and_others_do_not), TEST(a_row_as_text_goes_alone),
	TEST(a_rule_is_heard), TEST(other_statements_run_row_by_row),
	TEST(a_row_is_refused), TEST(a_row_cannot_be_bound),
	TEST(copy_is_cancelled), TEST(the_connection_is_cut),
	TEST(each_allocation_may_fail), )
