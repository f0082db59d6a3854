#include <stdio.h>

#include "check.h"
#include "database.h"
#include "spelled.h"
#include <calx/calx.h>
#include <calx/faker.h>
#include <calx/seed.h>
#include <calx/short.h>

/* Columns that keep their values in the form of another program: what is stored,
 * read, looked for and sorted. */

CALX_MODEL(Event, "events",
	column(id, uuid(.stored = CALX_UUID_BYTES), .primary_key = true),
	column(hex, uuid(.stored = CALX_UUID_HEX), .unique = true),
	column(dashed, uuid(.stored = CALX_UUID_TEXT)),
	column(seconds, datetime(.stored = CALX_UNIX_SECONDS), .index = true),
	column(millis, timestamp(.stored = CALX_UNIX_MILLISECONDS)),
	column(micros, datetime(.stored = CALX_UNIX_MICROSECONDS)),
	column(julian, nullable(datetime(.stored = CALX_JULIAN_DAYS)),
		.index = true),
	column(day, date(.stored = CALX_UNIX_DAYS)),
	column(midnight, nullable(date(.stored = CALX_UNIX_SECONDS))),
	column(julian_day, nullable(date(.stored = CALX_JULIAN_DAYS))),
	column(truth, boolean(.stored = CALX_TRUE_FALSE)),
	column(t_f, boolean(.stored = CALX_T_F)),
	column(yes_no, boolean(.stored = CALX_YES_NO)),
	column(y_n, nullable(boolean(.stored = CALX_Y_N))),
	column(on_off, boolean(.stored = CALX_ON_OFF)),
	column(price, numeric(10, 2, .stored = CALX_SCALED_INTEGER)),
	column(exact, numeric(10, 3, .stored = CALX_DECIMAL_TEXT)),
	column(made, datetime(.stored = CALX_UNIX_SECONDS),
		.server_default = "(unixepoch())"));

CALX_ROW(Latest, column(at, nullable(datetime(.stored = CALX_UNIX_SECONDS))),
	column(truth, boolean(.stored = CALX_TRUE_FALSE)));
CALX_ROW(Wrong, column(at, nullable(datetime())));

CALX_MODEL(Visit, "visits", column(id, integer(), .primary_key = true),
	column(event_id, uuid(.stored = CALX_UUID_BYTES),
		.references = "events.id"),
	column(at, timestamp(.stored = CALX_UNIX_SECONDS), .unique = true));

CALX_MODEL(Late, "late", column(id, integer(), .primary_key = true),
	column(at, datetime(.stored = CALX_UNIX_SECONDS),
		.server_default = "current_timestamp"));
CALX_METADATA(wrong, Late);

CALX_MODEL(Ticket, "tickets", /* all of it comes back with the row */
	column(at, datetime(), .server_default = "current_timestamp"),
	column(made, datetime(.stored = CALX_UNIX_SECONDS),
		.server_default = "(unixepoch())"),
	column(code, string(40), .primary_key = true,
		.server_default = "(hex(randomblob(8)))"),
	column(note, nullable(text())));

CALX_METADATA(all, Event, Visit, Ticket);

static calx_engine *engine;
static calx_session *session;

static calx_uuid uuid_of(unsigned number)
{
	calx_uuid uuid = { { 0xab, 0xcd } };

	uuid.bytes[15] = (uint8_t)number;
	return uuid;
}

static calx_datetime moment(int number, int microsecond)
{
	return calx_datetime_of(
		2024, 2, 28 + number / 24, number % 24, 30, 5, microsecond);
}

static void event_add(int i)
{
	calx_add(session, Event, .id = uuid_of((unsigned)i),
		.hex = uuid_of((unsigned)i), .dashed = uuid_of((unsigned)i),
		.seconds = moment(i, 0), .millis = { moment(i, 123000), 120 },
		.micros = moment(i, 123456),
		.julian = i == 3 ? (calx_opt_datetime){ 0 }
				 : calx_some(moment(i, 789000)),
		.day = calx_date_of(1969, 12, 25 + i),
		.midnight = calx_some(calx_date_of(1969, 12, 25 + i)),
		.julian_day = calx_some(calx_date_of(1969, 12, 25 + i)),
		.truth = i % 2, .t_f = i % 2, .yes_no = i % 2,
		.y_n = { i % 2 == 1, true }, .on_off = i % 2,
		.price = calx_decimal_of_integer(1000 + i, 2),
		.exact = calx_decimal_of_integer(-1500 * i, 3),
		.made = moment(i, 0));
}

static int set_up(void **state)
{
	calx_error error = { 0 };

	(void)state;
	engine = database_engine();
	spelled_create_all(engine, &all, &error);
	CHECK_TEXT(error.message, "");
	session = calx_session_open(engine);
	for (int i = 1; i <= 5; i++)
		event_add(i);
	calx_commit(session);
	assert_null(calx_session_error(session));
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	calx_session_close(session);
	database_engine_close(engine);
	return 0;
}

static void well(void)
{
	const calx_error *error = calx_session_error(session);

	if (error)
		fail_msg("%s", error->message);
}

static void must(const char *sql)
{
	assert_true(calx_connection_execute(calx_session_connection(session),
			    sql, NULL, 0) >= 0);
	well();
}

/* One value of plain SQL, as text. */
static void check_sql(const char *sql, const char *expected)
{
	calx_result *result = calx_connection_query(
		calx_session_connection(session), sql, NULL, 0);
	const calx_row *row = calx_result_next(result);

	assert_non_null(row);
	CHECK_TEXT(calx_row_text(row, 0), expected);
	calx_result_close(result);
}

/* What an expression is of the first row, in the words of each database. */
static void check_first(const char *sqlite, const char *postgresql,
	const char *mariadb, const char *expected)
{
	char sql[300];

	snprintf(sql, sizeof(sql), "SELECT %s FROM events WHERE price = 1001",
		spelled(sqlite, postgresql, mariadb));
	check_sql(sql, expected);
}

static void the_form_is_stored(void **state)
{
	(void)state;
	check_first("lower(hex(id))", "encode(id, 'hex')", "lower(hex(id))",
		"abcd0000000000000000000000000001");
	check_first("hex || ' ' || dashed", "hex || ' ' || dashed",
		"concat(hex, ' ', dashed)",
		"abcd0000000000000000000000000001 abcd0000-0000-0000-0000-000000000001");
	check_first("seconds || ' ' || unixepoch('2024-02-28 01:30:05')",
		"seconds || ' ' || CAST(extract(epoch FROM timestamp '2024-02-28 01:30:05') AS bigint)",
		"concat(seconds, ' ', timestampdiff(SECOND, '1970-01-01', '2024-02-28 01:30:05'))",
		"1709083805 1709083805");
	check_first("millis || ' ' || micros", "millis || ' ' || micros",
		"concat(millis, ' ', micros)",
		"1709076605123 1709083805123456");
	check_first("strftime('%Y-%m-%d %H:%M:%f', julian)",
		"to_char(timestamp 'epoch' + round((julian - 2440587.5) * 86400000) * interval '1 millisecond', 'YYYY-MM-DD HH24:MI:SS.MS')",
		"left('1970-01-01' + INTERVAL (round((julian - 2440587.5) * 86400000) * 1000) MICROSECOND, 23)",
		"2024-02-28 01:30:05.789");
	check_first("day || ' ' || midnight || ' ' || date(julian_day)",
		"day || ' ' || midnight || ' ' || CAST(julian_day - 2440587.5 AS integer)",
		"concat(day, ' ', midnight, ' ', CAST(julian_day - 2440587.5 AS INTEGER))",
		spelled("-6 -518400 1969-12-26", "-6 -518400 -6",
			"-6 -518400 -6"));
	check_first("truth || t_f || yes_no || y_n || on_off",
		"truth || t_f || yes_no || y_n || on_off",
		"concat(truth, t_f, yes_no, y_n, on_off)", "truetyesYon");
	check_first("typeof(price) || exact || typeof(exact)",
		"pg_typeof(price) || '' || exact || pg_typeof(exact)",
		"concat(price, ' ', exact)",
		spelled("integer-1.500text", "bigint-1.500numeric",
			"1001 -1.500"));
}

static void columns_are_of_the_form(void **state)
{
	(void)state;
	check_sql(
		spelled("SELECT group_concat(type, ' ') FROM pragma_table_info('events')",
			"SELECT string_agg(format_type(atttypid, atttypmod), ' ' ORDER BY attnum) FROM pg_attribute WHERE attrelid = CAST('events' AS regclass) AND attnum > 0",
			"SELECT group_concat(column_type ORDER BY ordinal_position SEPARATOR ' ') FROM information_schema.columns WHERE table_schema = database() AND table_name = 'events'"),
		spelled("BLOB VARCHAR(32) VARCHAR(36) BIGINT BIGINT BIGINT DOUBLE INTEGER BIGINT DOUBLE VARCHAR(5) VARCHAR(1) VARCHAR(3) VARCHAR(1) VARCHAR(3) BIGINT DECIMAL_TEXT(10, 3) BIGINT",
			"bytea character varying(32) character varying(36) bigint bigint bigint double precision integer bigint double precision character varying(5) character varying(1) character varying(3) character varying(1) character varying(3) bigint numeric(10,3) bigint",
			"binary(16) varchar(32) varchar(36) bigint(20) bigint(20) bigint(20) double int(11) bigint(20) double varchar(5) varchar(1) varchar(3) varchar(1) varchar(3) bigint(20) decimal(10,3) bigint(20)"));
}

static void what_was_stored_is_read(void **state)
{
	struct Event *event;

	(void)state;
	calx_expunge_all(session);
	event = calx_get(session, Event, uuid_of(2));
	well();
	assert_non_null(event);
	assert_ptr_equal(calx_get(session, Event, uuid_of(2)), event);
	CHECK_TEXT(calx_str(event->hex), calx_str(uuid_of(2)));
	CHECK_TEXT(calx_str(event->dashed), calx_str(uuid_of(2)));
	CHECK_TEXT(calx_str(event->seconds), calx_str(moment(2, 0)));
	CHECK_TEXT(calx_str(event->micros), calx_str(moment(2, 123456)));
	CHECK_TEXT(calx_str(event->julian), calx_str(moment(2, 789000)));
	assert_int_equal(calx_timestamp_microseconds(event->millis),
		calx_datetime_microseconds(moment(0, 123000)));
	assert_int_equal(event->millis.offset_minutes, 0);
	CHECK_TEXT(calx_str(event->day), "1969-12-27");
	CHECK_TEXT(calx_str(event->midnight), "1969-12-27");
	CHECK_TEXT(calx_str(event->julian_day), "1969-12-27");
	assert_false(event->truth || event->t_f || event->yes_no ||
		     event->on_off || event->y_n.value);
	CHECK_TEXT(calx_str(event->price), "10.02");
	CHECK_TEXT(calx_str(event->exact), "-3.000");
}

#define COUNT(...) calx_count(session, Event, where(__VA_ARGS__))
#define CHECK_COUNT(number, ...)                             \
	do {                                                 \
		const long long count_ = COUNT(__VA_ARGS__); \
		well();                                      \
		assert_int_equal(count_, number);            \
	} while (0)

static void values_are_found(void **state)
{
	(void)state;
	CHECK_COUNT(1, Event.id, ==, uuid_of(1));
	CHECK_COUNT(2, Event.hex, in, uuid_of(1), uuid_of(4), uuid_of(9));
	CHECK_COUNT(4, Event.dashed, !=, uuid_of(1));
	CHECK_COUNT(1, Event.seconds, ==, moment(2, 0));
	CHECK_COUNT(2, Event.seconds, <, moment(2, 1));
	CHECK_COUNT(0, Event.seconds, ==, moment(2, 1));
	CHECK_COUNT(3, Event.seconds, between, moment(2, 0), moment(4, 0));
	CHECK_COUNT(1, Event.millis, ==,
		((calx_timestamp){ moment(1, 123000), 60 }));
	CHECK_COUNT(1, Event.micros, ==, moment(5, 123456));
	CHECK_COUNT(2, Event.day, <=, calx_date_of(1969, 12, 27));
	CHECK_COUNT(1, Event.midnight, ==, calx_date_of(1969, 12, 27));
	CHECK_COUNT(1, Event.julian_day, ==, calx_date_of(1969, 12, 27));
	CHECK_COUNT(3, Event.truth, ==, true);
	CHECK_COUNT(3, Event.truth);
	CHECK_COUNT(2, Event.t_f, ==, false);
	CHECK_COUNT(2, Event.y_n, !=, true);
	CHECK_COUNT(1, Event.price, ==, calx_decimal_of("10.02"));
	CHECK_COUNT(2, Event.price, <, calx_decimal_of("10.0250"));
	CHECK_COUNT(0, Event.price, ==, calx_decimal_of("10.025"));
	CHECK_COUNT(3, Event.price, >, calx_decimal_of("10.025"));
	CHECK_COUNT(1, Event.exact, ==, calx_decimal_of("-3"));
	CHECK_COUNT(2, Event.exact, <, calx_decimal_of("-4.5"));
	CHECK_COUNT(1, coalesce(Event.seconds, moment(9, 0)), ==, moment(2, 0));
	CHECK_COUNT(1, nullif(Event.seconds, moment(1, 0)), is_null);
	CHECK_COUNT(5, Event.seconds, ==, Event.made);
}

static void parts_are_extracted(void **state)
{
	(void)state;
	CHECK_COUNT(5, extract(year, Event.seconds), ==, 2024);
	CHECK_COUNT(1, extract(hour, Event.millis), ==, 1);
	CHECK_COUNT(5, extract(second, Event.micros), ==, 5);
	CHECK_COUNT(1, extract(hour, Event.julian), ==, 4);
	CHECK_COUNT(1, extract(day, Event.day), ==, 27);
	must("UPDATE events SET micros = -1, millis = -1");
	CHECK_COUNT(5, extract(year, Event.micros), ==, 1969);
	CHECK_COUNT(5, extract(second, Event.millis), ==, 59);
}

static void a_julian_day_is_a_millisecond(void **state)
{
	(void)state;
	NEEDS(CAN_COMPARE_JULIAN_DAYS);
	must("UPDATE events SET julian = julianday('2024-02-28 02:30:05.789') WHERE price IN (1002, 1001)");
	must("UPDATE events SET julian = julian + 0.000000003 WHERE price = 1001");
	CHECK_COUNT(2, Event.julian, ==, moment(2, 789000));
	CHECK_COUNT(2, Event.julian, !=, moment(2, 789000));
	CHECK_COUNT(0, Event.julian, <, moment(2, 789000));
	CHECK_COUNT(2, Event.julian, <=, moment(2, 789000));
	CHECK_COUNT(2, Event.julian, >, moment(2, 789000));
	CHECK_COUNT(4, Event.julian, >=, moment(2, 789000));
	CHECK_COUNT(3, Event.julian, in, moment(2, 789000), moment(4, 789000));
	CHECK_COUNT(
		1, Event.julian, not_in, moment(2, 789000), moment(4, 789000));
	CHECK_COUNT(
		2, Event.julian, between, moment(2, 789000), moment(2, 789000));
	CHECK_COUNT(3, Event.julian, is_distinct_from, moment(2, 789000));
}

/* What lies between two values of the form equals none of them. */
static void values_between_are_looked_for(void **state)
{
	const calx_datetime between = moment(2, 1);
	const calx_datetime early =
		calx_datetime_of(1969, 12, 31, 23, 59, 59, 1);

	(void)state;
	CHECK_COUNT(0, Event.seconds, ==, between);
	CHECK_COUNT(5, Event.seconds, !=, between);
	CHECK_COUNT(2, Event.seconds, <, between);
	CHECK_COUNT(2, Event.seconds, <=, between);
	CHECK_COUNT(3, Event.seconds, >, between);
	CHECK_COUNT(3, Event.seconds, >=, between);
	CHECK_COUNT(1, Event.seconds, in, between, moment(3, 0));
	CHECK_COUNT(4, Event.seconds, not_in, between, moment(3, 0));
	CHECK_COUNT(2, Event.seconds, between, between, moment(4, 1));
	CHECK_COUNT(0, Event.seconds, between, between, moment(2, 2));
	assert_int_equal(calx_count(session, Event,
				 none_of(where(Event.seconds, between, between,
					 moment(4, 1)))),
		3);
	CHECK_COUNT(5, Event.seconds, is_distinct_from, between);
	CHECK_COUNT(5, Event.seconds, >, early);
	CHECK_COUNT(0, Event.seconds, <=, early);
	CHECK_COUNT(2, Event.price, <=, calx_decimal_of("10.021"));
	CHECK_COUNT(3, Event.price, >=, calx_decimal_of("10.0299"));
	CHECK_COUNT(5, Event.price, >, calx_decimal_of("-10.021"));
	CHECK_COUNT(5, Event.price, >, calx_decimal_of("-1e30"));
	CHECK_COUNT(0, Event.price, >, calx_decimal_of("1e30"));
	CHECK_COUNT(5, Event.price, between, calx_decimal_of("-1e30"),
		calx_decimal_of("123456789012345678901234567890.5"));
	must("UPDATE events SET seconds = -1, price = -1 WHERE price = 1001");
	CHECK_COUNT(1, Event.seconds, ==,
		calx_datetime_of(1969, 12, 31, 23, 59, 59, 0));
	CHECK_COUNT(1, Event.seconds, <, early);
	CHECK_COUNT(1, Event.seconds, <=, early);
	CHECK_COUNT(4, Event.seconds, >, early);
	CHECK_COUNT(1, Event.price, <, calx_decimal_of("-0.005"));
	CHECK_COUNT(0, Event.price, <, calx_decimal_of("-0.011"));
	CHECK_COUNT(5, Event.price, >=, calx_decimal_of("-0.011"));
}

static void values_are_sorted(void **state)
{
	struct Event *event;
	calx_opt_datetime last;
	calx_uuids ids;

	(void)state;
	event = calx_first(session, Event, order_by(desc(Event.seconds)));
	well();
	assert_int_equal(event->id.bytes[15], 5);
	event = calx_first(session, Event, order_by(Event.exact));
	assert_int_equal(event->id.bytes[15], 5);
	event = calx_first(
		session, Event, order_by(desc(Event.truth), Event.price));
	CHECK_TEXT(calx_str(event->price), "10.01");
	last = calx_scalar(
		session, max(Event.seconds), where(Event.truth, ==, false));
	well();
	CHECK_TEXT(calx_str(last), calx_str(moment(4, 0)));
	ids = calx_values(session, Event.id, order_by(desc(Event.seconds)));
	well();
	assert_int_equal(ids.count, 5);
	CHECK_TEXT(calx_str(ids.items[1]), calx_str(uuid_of(4)));
	CHECK_TEXT(calx_str(calx_scalar(session, sum(Event.price)).value),
		"50.15");
}

static void rows_are_read_anywhere(void **state)
{
	size_t count = 0;

	(void)state;
	calx_each_row(session, row, columns(Event.seconds, max(Event.julian)),
		group_by(Event.seconds), order_by(Event.seconds),
		having(max(Event.seconds), <, moment(3, 0))) {
		count++;
		CHECK_TEXT(calx_str(calx_row_get(row, Event.seconds)),
			calx_str(moment((int)count, 0)));
		CHECK_TEXT(calx_str(calx_row_get(row, max(Event.julian))),
			calx_str(moment((int)count, 789000)));
	}
	well();
	assert_int_equal(count, 2);
	calx_each(session, Latest, row,
		select(Latest, .at = max(Event.seconds), .truth = Event.truth),
		group_by(Event.truth), order_by(Event.truth)) {
		CHECK_TEXT(calx_str(row->at),
			calx_str(moment(row->truth ? 5 : 4, 0)));
		count++;
	}
	well();
	assert_int_equal(count, 4);
	calx_first(session, Wrong, select(Wrong, .at = max(Event.seconds)));
	assert_non_null(strstr(calx_session_error(session)->hint,
		".stored = CALX_UNIX_SECONDS"));
	calx_rollback(session);
}

static void rows_are_changed(void **state)
{
	struct Event *event;

	(void)state;
	event = calx_get(session, Event, uuid_of(1));
	event->truth = false;
	event->seconds = moment(7, 0);
	event->y_n.has = false;
	calx_commit(session);
	well();
	check_sql(
		"SELECT seconds FROM events WHERE price = 1001 AND truth = 'false' AND y_n IS NULL",
		"1709105405");
	assert_int_equal(
		calx_update(session, Event, set(Event.seconds, moment(8, 0)),
			set(Event.t_f, true), where(Event.hex, ==, uuid_of(2))),
		1);
	well();
	check_sql("SELECT seconds FROM events WHERE price = 1002 AND t_f = 't'",
		"1709109005");
	assert_int_equal(calx_delete_where(session, Event,
				 where(Event.seconds, >=, moment(7, 0))),
		2);
	calx_delete(session, calx_get(session, Event, uuid_of(3)));
	calx_commit(session);
	well();
	check_sql("SELECT count(*) FROM events", "2");
	event = calx_add(session, Event, .id = uuid_of(10), .hex = uuid_of(10),
		.dashed = uuid_of(10), .seconds = moment(1, 0),
		.millis = { moment(1, 0), 0 }, .micros = moment(1, 0),
		.day = calx_date_of(2024, 1, 1));
	calx_commit(session);
	well();
	assert_true(event->made.year >= 2024);
}

static void what_has_no_place_is_refused(void **state)
{
	struct Event *event;

	(void)state;
	event = calx_get(session, Event, uuid_of(1));
	event->seconds.microsecond = 500000;
	calx_flush(session);
	CHECK_TEXT(calx_session_error(session)->column, "seconds");
	assert_non_null(strstr(
		calx_session_error(session)->message, "2024-02-28 01:30:05.5"));
	assert_non_null(strstr(calx_session_error(session)->message,
		"whole seconds since 1970 (CALX_UNIX_SECONDS)"));
	calx_rollback(session);
	event = calx_get(session, Event, uuid_of(1));
	event->julian.value.microsecond = 500;
	calx_flush(session);
	CHECK_TEXT(calx_session_error(session)->column, "julian");
	calx_rollback(session);
	event = calx_get(session, Event, uuid_of(1));
	event->price = calx_decimal_of("1.005");
	calx_flush(session);
	CHECK_TEXT(calx_session_error(session)->column, "price");
	calx_rollback(session);
}

/* What the table's own checks would refuse: where they can be left out for a
 * statement, and else for good. */
static void check_off(void)
{
	static const char *const names[] = { "truth", "y_n" };
	char sql[200];

	if (database_is("sqlite"))
		must("PRAGMA ignore_check_constraints = ON");
	if (database_is("mariadb"))
		must("SET check_constraint_checks = 0");
	for (size_t i = 0; i < 2 && database_is("postgresql"); i++) {
		snprintf(sql, sizeof(sql),
			"ALTER TABLE events DROP CONSTRAINT IF EXISTS ck_events_%s",
			names[i]);
		must(sql);
	}
}

static void what_is_of_no_form_is_told(void **state)
{
	static const struct {
		const char *change, *told;
		bool other; /* a value of another type */
	} changes[] = {
		{ "truth = 'yes'", "'truth' holds 'yes'", false },
		{ "seconds = '2024-01-01 00:00:00'",
			"'seconds' holds '2024-01-01 00:00:00'", true },
		{ "seconds = 1.5", "'seconds' holds '1.5'", true },
		{ "seconds = 253402300800", "'seconds' holds '253402300800'",
			false },
		{ "micros = -62135596800000001", "'micros' holds", false },
		{ "julian = -1", "'julian' holds", false },
		{ "midnight = 1", "'midnight' holds '1'", false },
		{ "hex = 'abc'", "'hex' holds 'abc'", false },
		{ "dashed = x'00'", "'dashed' holds a blob of 1 bytes", true },
		{ "price = 'x'", "'price' holds 'x'", true },
		{ "exact = 'x'", "'exact' holds 'x'", true },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(changes) / sizeof(*changes); i++) {
		char sql[200];

		if (changes[i].other && capability_lacking(CAN_HOLD_ANY_TYPE))
			continue;
		check_off();
		snprintf(sql, sizeof(sql),
			"UPDATE events SET %s WHERE price = 1001",
			changes[i].change);
		must(sql);
		calx_all(session, Event);
		if (!calx_session_error(session))
			fail_msg("%s was read", changes[i].change);
		if (!strstr(calx_session_error(session)->message,
			    changes[i].told))
			fail_msg("%s: %s", changes[i].change,
				calx_session_error(session)->message);
		calx_rollback(session);
	}
}

static void case_of_words_does_not_matter(void **state)
{
	(void)state;
	NEEDS(CAN_FIND_WORDS_IN_ANY_CASE);
	check_off();
	must("UPDATE events SET truth = 'TRUE', y_n = 'n' WHERE price <= 1002");
	CHECK_COUNT(4, Event.truth, ==, true);
	CHECK_COUNT(4, Event.truth);
	CHECK_COUNT(3, Event.y_n, ==, false);
	calx_rollback(session);
}

#define CHECK_REFUSED(...)                                            \
	do {                                                          \
		const long long count_ = COUNT(__VA_ARGS__);          \
		assert_true(count_ < 1);                              \
		assert_non_null(calx_session_error(session));         \
		assert_int_equal(calx_session_error(session)->status, \
			CALX_UNSUPPORTED);                            \
		calx_rollback(session);                               \
	} while (0)

static void what_would_be_wrong_is_refused(void **state)
{
	(void)state;
	CHECK_REFUSED(Event.seconds, ==, Event.micros);
	CHECK_REFUSED(Event.price, ==, Event.exact);
	CHECK_REFUSED(coalesce(Event.seconds, Event.micros), ==, moment(1, 0));
	CHECK_REFUSED(calc(Event.price, *, 2), >, calx_decimal_of("1"));
	CHECK_REFUSED(cast(Event.truth, integer()), ==, 1);
}

static void one_form_is_not_set_to_another(void **state)
{
	(void)state;
	calx_update(
		session, Event, set(Event.seconds, Event.micros), all_rows());
	assert_int_equal(calx_session_error(session)->status, CALX_UNSUPPORTED);
	calx_rollback(session);
}

static void rows_are_made_up(void **state)
{
	calx_faker *fake = calx_faker_open("en_US", .seed = 5);
	long long count;

	(void)state;
	calx_seed(session, fake, Event, 50, .micros = calx_fake_datetime,
		.made = calx_fake_datetime);
	well();
	calx_seed(session, fake, Visit, 200);
	well();
	assert_int_equal(calx_count(session, Event), 55);
	calx_each(session, Visit, visit)
		assert_non_null(calx_get(session, Event, visit->event_id));
	well();
	count = calx_scalar(session, count_distinct(Visit.at)).value;
	assert_int_equal(count, 200);
	calx_faker_close(fake);
}

static void a_default_of_another_form_is_refused(void **state)
{
	calx_error error = { 0 };

	(void)state;
	assert_true(spelled_create_all(engine, &wrong, &error) < 0);
	assert_non_null(strstr(
		error.message, "its server default is text, and .stored says"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

/* The key is chosen by the database, so the row says what it has become. */
static void what_was_chosen_comes_back(void **state)
{
	struct Ticket *tickets[2];

	(void)state;
	for (int i = 0; i < 2; i++)
		tickets[i] = calx_add(session, Ticket, .note = i ? NULL : "n");
	assert_int_equal(calx_commit(session), CALX_OK);
	for (int i = 0; i < 2; i++) {
		assert_in_range(tickets[i]->at.year, 2020, 9999);
		assert_int_equal(tickets[i]->at.year, tickets[i]->made.year);
		assert_int_equal(tickets[i]->at.day, tickets[i]->made.day);
		assert_int_equal(strlen(tickets[i]->code), 16);
		assert_ptr_equal(calx_get(session, Ticket, tickets[i]->code),
			tickets[i]);
	}
	CHECK_TEXT(tickets[0]->note, "n");
	assert_null(tickets[1]->note);
	assert_non_null(calx_first(
		session, Ticket, where(Ticket.made, ==, tickets[0]->made)));
	well();
}

/* another program's table */
static void a_default_of_no_form_is_told(void **state)
{
	(void)state;
	must("DROP TABLE tickets");
	must(spelled(
		"CREATE TABLE tickets (at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP, made INTEGER NOT NULL DEFAULT 'soon', code TEXT PRIMARY KEY DEFAULT 'c', note TEXT)",
		"CREATE TABLE tickets (at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP, made TEXT NOT NULL DEFAULT 'soon', code VARCHAR(40) PRIMARY KEY DEFAULT 'c', note TEXT)",
		"CREATE TABLE tickets (at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP, made TEXT NOT NULL DEFAULT 'soon', code VARCHAR(40) PRIMARY KEY DEFAULT 'c', note TEXT)"));
	assert_int_equal(calx_commit(session), CALX_OK);
	calx_add(session, Ticket, .note = "n");
	assert_true(calx_flush(session) < 0);
	assert_non_null(strstr(calx_session_error(session)->message, "made"));
	assert_non_null(strstr(calx_session_error(session)->message, "soon"));
	calx_rollback(session);
	assert_int_equal(calx_count(session, Ticket), 0);
	well();
}

CHECK_MAIN("stored", TEST(what_was_chosen_comes_back),
	TEST(a_default_of_no_form_is_told), TEST(the_form_is_stored),
	TEST(columns_are_of_the_form), TEST(what_was_stored_is_read),
	TEST(values_are_found), TEST(parts_are_extracted),
	TEST(a_julian_day_is_a_millisecond),
	TEST(values_between_are_looked_for), TEST(values_are_sorted),
	TEST(rows_are_read_anywhere), TEST(rows_are_changed),
	TEST(what_has_no_place_is_refused), TEST(what_is_of_no_form_is_told),
	TEST(case_of_words_does_not_matter),
	TEST(what_would_be_wrong_is_refused),
	TEST(one_form_is_not_set_to_another), TEST(rows_are_made_up),
	TEST(a_default_of_another_form_is_refused), )
