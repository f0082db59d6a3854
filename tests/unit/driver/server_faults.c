#include "driver/driver.h"

#include <stdio.h>

#include "check.h"
#include "database.h"
#include "engine/url.h"
#include "sql/type/field.h"
#include "torture.h"
#include "util/strbuf.h"

/* The driver of a server while each allocation of the library fails in turn: in
 * open, prepare, bind, step, row, errors. Nothing is lost, nothing crashes, and what
 * fails says that it is memory. */

static const struct driver *driver;
static struct arena url_arena;
static struct url url;

static int group_set_up(void **state)
{
	calx_error error = { 0 };
	const char *text = database_server();

	(void)state;
	for (size_t i = 0; calx__drivers[i]; i++)
		if (!strcmp(calx__drivers[i]->scheme, database_kind()))
			driver = calx__drivers[i];
	assert_non_null(driver);
	return calx__url_parse(&url_arena, text, &url, &error) < 0;
}

static int group_tear_down(void **state)
{
	(void)state;
	calx__arena_release(&url_arena);
	return 0;
}

/* ---- calls that may fail ---------------------------------------------------------- */

/* Whether a call went as it should; what was made to fail is said to be that. */
static bool went_well(enum calx_status status, const calx_error *error)
{
	if (status >= 0)
		return true;
	if (torture_is_clean())
		fail_msg("%s", error->message);
	if (error->status != CALX_OUT_OF_MEMORY)
		fail_msg("%s: %s", calx_status_name(error->status),
			error->message);
	return false;
}

static struct db *open_db(void)
{
	struct db *db = NULL;
	calx_error error = { 0 };

	torture_pause();
	if (driver->open(&url, NULL, &db, &error) < 0)
		fail_msg("%s", error.message);
	torture_resume();
	return db;
}

static struct stmt *prepare(struct db *db, const char *sql)
{
	struct stmt *stmt = NULL;
	calx_error error = { 0 };

	return went_well(driver->prepare(
				 db, calx__view(sql), NULL, 0, &stmt, &error),
		       &error)
		       ? stmt
		       : NULL;
}

static void run(struct db *db, const char *sql)
{
	struct stmt *stmt = prepare(db, sql);
	calx_error error = { 0 };

	if (!stmt)
		return;
	went_well((enum calx_status)driver->step(stmt, &error), &error);
	driver->finalize(stmt);
}

/* ---- open --------------------------------------------------------------------------- */

static void open_and_close(void *context)
{
	struct db *db = NULL;
	calx_error error = { 0 };

	(void)context;
	if (went_well(driver->open(&url, NULL, &db, &error), &error))
		driver->close(db);
}

static void survives_opening(void **state)
{
	(void)state;
	torture(open_and_close, NULL);
}

/* ---- values ------------------------------------------------------------------------- */

static const char *select_all(void)
{
	return database_is("postgresql")
		       ? "SELECT $1::bigint, $2::double precision, $3::numeric, $4::text,"
			 " $5::bytea, $6::date, $7::time, $8::timestamp,"
			 " $9::timestamptz, $10::interval, $11::uuid, $12::boolean"
		       : "SELECT ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?";
}

#define TEXT_OF(text_)                     \
	{                                  \
		(text_), sizeof(text_) - 1 \
	}

static const calx_value given[] = {
	{ CALX_BIG_INTEGER, .as.integer = 5 },
	{ CALX_DOUBLE, .as.real = 1.5 },
	{ CALX_NUMERIC, .as.decimal = { .mark = CALX_DECIMAL_SET,
				.low = 12345,
				.scale = 3 } },
	{ CALX_STRING,
		.as.text = TEXT_OF(
			"a text of some length, so that it has to be kept somewhere") },
	{ CALX_BLOB, .as.text = TEXT_OF("\0\1\2\377") },
	{ CALX_DATE, .as.date = { 2026, 11, 29 } },
	{ CALX_TIME, .as.time = { .hour = 23,
			     .minute = 59,
			     .microsecond = 123456 } },
	{ CALX_DATETIME, .as.datetime = { 2026, 11, 29, 1, 2, 3, 4 } },
	{ CALX_TIMESTAMP,
		.as.timestamp = { { 2026, 11, 29, 1, 2, 3, 4 }, 60 } },
	{ CALX_INTERVAL, .as.interval = { 1, 2, 3 } },
	{ CALX_UUID, .as.uuid = { { 1, 2, 3, 4 } } },
	{ CALX_BOOLEAN, .as.integer = 1 },
};
enum { GIVEN = sizeof(given) / sizeof(*given) };

static void read_row(struct stmt *stmt, bool as_it_comes)
{
	enum calx_kind kinds[GIVEN];
	calx_value values[GIVEN];
	calx_error error = { 0 };

	for (size_t i = 0; i < GIVEN; i++)
		kinds[i] = given[i].kind == CALX_BIG_INTEGER ? CALX_INTEGER
							     : given[i].kind;
	if (!went_well(driver->row(stmt, as_it_comes ? NULL : kinds, GIVEN,
			       values, &error),
		    &error))
		return;
	if (torture_is_clean() && !as_it_comes)
		assert_int_equal(values[0].as.integer, 5);
}

static void all_values(void *context)
{
	struct db *db = open_db();
	struct stmt *stmt = prepare(db, select_all());
	const calx_value *values[GIVEN];
	struct strbuf sql = STRBUF_INIT;
	calx_error error = { 0 };

	(void)context;
	for (size_t i = 0; i < GIVEN; i++)
		values[i] = &given[i];
	for (int as_it_comes = 0; stmt && as_it_comes < 2; as_it_comes++) {
		if (!went_well(driver->bind(stmt, 0, values, GIVEN, &error),
			    &error))
			break;
		went_well(driver->expand(stmt, &sql, &error), &error);
		if (driver->step(stmt, &error) == 1)
			read_row(stmt, as_it_comes);
		else
			went_well(CALX_ERROR, &error);
		driver->label(stmt, 0);
		driver->rewind(stmt);
	}
	calx__strbuf_release(&sql);
	if (stmt)
		driver->finalize(stmt);
	driver->close(db);
}

static void survives_values(void **state)
{
	(void)state;
	torture(all_values, NULL);
}

/* ---- rows and errors ------------------------------------------------------------------ */

static void refuse(struct db *db, const char *sql, enum calx_status expected)
{
	struct stmt *stmt = NULL;
	calx_error error = { 0 };
	enum calx_status status =
		driver->prepare(db, calx__view(sql), NULL, 0, &stmt, &error);

	if (status >= 0) {
		status = (enum calx_status)driver->step(stmt, &error);
		driver->finalize(stmt);
	}
	assert_true(status < 0);
	if (status != expected && status != CALX_OUT_OF_MEMORY)
		fail_msg("%s: %s: %s", sql, calx_status_name(status),
			error.message);
}

static void many_rows(struct db *db)
{
	struct stmt *stmt = prepare(db, "SELECT a, b FROM faults");
	struct stmt *other;
	calx_error error = { 0 };
	int result = stmt ? 1 : 0, rows = 0;

	while (result == 1) {
		result = driver->step(stmt, &error);
		if (rows++ != 1)
			continue;
		/* what streams has to make room for it */
		other = prepare(db, "SELECT 1");
		if (other && driver->step(other, &error) < 0)
			went_well(CALX_ERROR, &error);
		if (other)
			driver->finalize(other);
	}
	if (result < 0)
		went_well(CALX_ERROR, &error);
	if (stmt)
		driver->finalize(stmt);
}

static void statements(void *context)
{
	const calx_transaction_options options = {
		.isolation = CALX_REPEATABLE_READ,
		.statement_timeout_ms = 60000,
		.lock_timeout_ms = 60000,
	};
	struct db *db = open_db();
	calx_error error = { 0 };

	(void)context;
	torture_pause();
	run(db, "CREATE TEMPORARY TABLE faults (a int PRIMARY KEY, b varchar(10))");
	run(db, "INSERT INTO faults VALUES (1, 'x'), (2, 'y'), (3, NULL)");
	torture_resume();
	went_well(driver->begin(db, &options, &error), &error);
	many_rows(db);
	went_well(driver->commit(db, &error), &error);
	refuse(db, "INSERT INTO faults VALUES (1, 'x')", CALX_CONSTRAINT);
	refuse(db, "INSERT INTO faults VALUES (4, 'longer than ten')",
		CALX_RANGE);
	refuse(db, "SELECT nothing FROM nowhere", CALX_ERROR);
	went_well(driver->begin(db, &options, &error), &error);
	run(db, "DELETE FROM faults WHERE a = 1");
	went_well(driver->rollback(db, &error), &error);
	went_well(driver->ping(db, &error), &error);
	went_well(driver->reset(db, &error), &error);
	driver->close(db);
}

static void survives_statements(void **state)
{
	(void)state;
	torture(statements, NULL);
}

static const struct CMUnitTest tests[] = { cmocka_unit_test(survives_opening),
	cmocka_unit_test(survives_values),
	cmocka_unit_test(survives_statements) };

CHECK_MAIN_WITH("server_faults", tests, group_set_up, group_tear_down)
