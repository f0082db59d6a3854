#include <stdio.h>

#include "check.h"
#include "database.h"
#include "spelled.h"
#include "data.h"
#include <calx/calx.h>
#include <calx/short.h>

/* Values that are spelled in other ways than calx spells them: what reads as
 * equal is found, counted and sorted as equal. A plain model in C says what is
 * right, for every value beside every operator. */

CALX_MODEL(Plain, "plain", column(id, integer(), .primary_key = true),
	column(a_time, nullable(time())),
	column(a_datetime, nullable(datetime())),
	column(a_timestamp, nullable(timestamp())),
	column(a_uuid, nullable(uuid())));

CALX_MODEL(Indexed, "indexed", column(id, integer(), .primary_key = true),
	column(a_time, nullable(time()), .index = true),
	column(a_datetime, nullable(datetime()), .index = true),
	column(a_timestamp, nullable(timestamp()), .index = true),
	column(a_uuid, nullable(uuid()), .index = true));

CALX_MODEL(ByTime, "by_time", column(at, time(), .primary_key = true),
	column(note, nullable(string())));
CALX_MODEL(ByDatetime, "by_datetime",
	column(at, datetime(), .primary_key = true),
	column(note, nullable(string())));
CALX_MODEL(ByTimestamp, "by_timestamp",
	column(at, timestamp(), .primary_key = true),
	column(note, nullable(string())));
CALX_MODEL(ByUuid, "by_uuid", column(at, uuid(), .primary_key = true),
	column(note, nullable(string())));

CALX_MODEL(Made, "made", column(id, integer(), .primary_key = true),
	column(made, datetime(), .server_default = "CURRENT_TIMESTAMP",
		.index = true),
	column(seen, timestamp(), .server_default = "CURRENT_TIMESTAMP"),
	column(at, time(), .server_default = "CURRENT_TIME"));

CALX_MODEL(Log, "logs", column(id, integer(), .primary_key = true),
	column(a_time, time(), .index = true), column(a_datetime, datetime()),
	column(a_timestamp, timestamp(), .unique = true),
	index(a_datetime, id));

CALX_METADATA(all, Log, Plain, Indexed, ByTime, ByDatetime, ByTimestamp, ByUuid,
	Made);

static calx_engine *engine;
static calx_session *session;

static int set_up(void **state)
{
	calx_error error = { 0 };

	(void)state;
	engine = database_engine();
	spelled_create_all(engine, &all, &error);
	CHECK_TEXT(error.message, "");
	session = calx_session_open(engine);
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

/* ---- the spellings -------------------------------------------------------- */

static const char *const times[] = { "10:00", "10:00:00", "10:00:00.0",
	"10:00:00.000000", "10:00:00.000000000", "10:00:00.0000009", "10:00:59",
	"10:00:59.999999999", "10:00:59.999999", "10:01", "09:59:59.5",
	"09:59:59.500", "00:00", "00:00:00", "23:59:59.9999999", "23:59:59.5",
	"10:00:00.5", "10:00:00.45", NULL };
static const char *const datetimes[] = { "2024-01-01 10:00", "2024-01-01T10:00",
	"2024-01-01 10:00:00", "2024-01-01T10:00:00",
	"2024-01-01 10:00:00.000000", "2024-01-01T10:00:00.0000009",
	"2024-01-01 10:00:00.000000123", "2024-01-01 10:00:00.5",
	"2024-01-01T10:00:00.50", "2024-01-01 10:00:59.999999999",
	"2024-01-01T10:00:59.999999", "2024-01-01 10:01", "2024-01-01T09:59",
	"2024-01-01 00:00:00", "2023-12-31T23:59:59.999999",
	"2023-12-31 23:59:59.999999", "2024-01-01T00:00", "2024-01-02 00:00",
	"2024-01-01T23:59:59", "0001-01-01 00:00", "0001-01-01T00:00:00",
	"9999-12-31 23:59:59.999999", "9999-12-31T23:59:59.9999999", NULL };
static const char *const timestamps[] = { "2024-01-01 10:00",
	"2024-01-01 10:00:00", "2024-01-01T10:00Z",
	"2024-01-01 10:00:00.0000007 +00:00", "2024-01-01 12:00:00+02:00",
	"2024-01-01T12:00+0200", "2024-01-01 12:00:00 +0200 EET",
	"2023-12-31 18:01:00-15:59", "2024-01-02 01:59:00+15:59",
	"2024-01-01 10:00:00.5Z", "2024-01-01T11:00:00.500+01",
	"2024-01-01 00:30:00+01:00", "2023-12-31 23:30:00",
	"2023-12-31T23:30:00 UTC", "0001-01-01 00:00:00",
	"0001-01-01T00:00:00+15:59", "9999-12-31 23:59:59-15:59",
	"9999-12-31 23:59:59.999999", "1969-12-31T23:59:59.999999Z", NULL };
static const char *const uuids[] = { "12345678-9abc-def0-1234-56789abcdef0",
	"12345678-9ABC-DEF0-1234-56789ABCDEF0",
	"123456789abcdef0123456789abcdef0", "123456789ABCDEF0123456789ABCDEF0",
	"ffffffff-ffff-ffff-ffff-fffffffffffe",
	"FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFE",
	"ffffffff-ffff-ffff-ffff-ffffffffffff",
	"FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF",
	"00000000-0000-0000-0000-000000000001",
	"00000000000000000000000000000001",
	"abcdef00-0000-0000-0000-000000000000",
	"ABCDEF00000000000000000000000001",
	"9abcdef0-0000-0000-0000-000000000000",
	"A9ABCDEF-0000-0000-0000-000000000000", NULL };

enum { VALUES_MAX = 400 };

/* What a column holds: text, and the value that it reads as. */
struct held {
	char text[64];
	calx_value value;
};

static struct held held[VALUES_MAX];
static size_t held_count;

/* <0, 0, >0 */
static int order(const calx_value *a, const calx_value *b)
{
	int64_t x, y;

	if (a->kind == CALX_UUID)
		return memcmp(&a->as.uuid, &b->as.uuid, sizeof(a->as.uuid));
	if (a->kind == CALX_TIMESTAMP) {
		x = calx_timestamp_microseconds(a->as.timestamp);
		y = calx_timestamp_microseconds(b->as.timestamp);
	} else if (a->kind == CALX_DATETIME) {
		x = calx_datetime_microseconds(a->as.datetime);
		y = calx_datetime_microseconds(b->as.datetime);
	} else {
		calx_time s = a->as.time, t = b->as.time;

		x = ((s.hour * 60 + s.minute) * 60 + s.second) *
			    INT64_C(1000000) +
		    s.microsecond;
		y = ((t.hour * 60 + t.minute) * 60 + t.second) *
			    INT64_C(1000000) +
		    t.microsecond;
	}
	return (x > y) - (x < y);
}

static enum calx_status value_read(
	enum calx_kind kind, const char *text, calx_value *value)
{
	const size_t size = strlen(text);

	value->kind = kind;
	switch ((int)kind) {
	case CALX_TIME:
		return calx_time_read(text, size, &value->as.time);
	case CALX_DATETIME:
		return calx_datetime_read(text, size, &value->as.datetime);
	case CALX_TIMESTAMP:
		return calx_timestamp_read(text, size, &value->as.timestamp);
	default:
		return calx_uuid_read(text, size, &value->as.uuid);
	}
}

static void hold(enum calx_kind kind, const char *text)
{
	struct held *one = &held[held_count++];

	snprintf(one->text, sizeof(one->text), "%s", text);
	if (value_read(kind, text, &one->value) < 0)
		fail_msg("%s is not read", text);
}

static void hold_all(enum calx_kind kind, const char *const *texts)
{
	held_count = 0;
	for (; *texts; texts++)
		hold(kind, *texts);
}

/* Both tables have them, and a row without any. */
static void store(const char *column)
{
	char sql[300];

	must("DELETE FROM plain");
	must("DELETE FROM indexed");
	for (size_t i = 0; i < held_count; i++) {
		snprintf(sql, sizeof(sql),
			"INSERT INTO plain (id, %s) VALUES (%zu, '%s')", column,
			i + 1, held[i].text);
		must(sql);
	}
	must("INSERT INTO plain (id) VALUES (1000)");
	must("INSERT INTO indexed SELECT * FROM plain");
}

/* ---- the model -------------------------------------------------------------- */

enum comparison { EQUAL, UNEQUAL, LESS, MOST, MORE, LEAST, BETWEEN, DISTINCT };

static long long expected(
	enum comparison comparison, const calx_value *a, const calx_value *b)
{
	long long count = comparison == DISTINCT;

	for (size_t i = 0; i < held_count; i++) {
		const int to_a = order(&held[i].value, a);
		const bool holds[] = {
			[EQUAL] = to_a == 0,
			[UNEQUAL] = to_a != 0,
			[LESS] = to_a<0, [MOST] = to_a <= 0, [MORE] = to_a> 0,
			[LEAST] = to_a >= 0,
			[BETWEEN] = to_a >= 0 && order(&held[i].value, b) <= 0,
			[DISTINCT] = to_a != 0,
		};

		count += holds[comparison];
	}
	return count;
}

static long long expected_in(const calx_value *a, const calx_value *b)
{
	return expected(EQUAL, a, a) +
	       (order(a, b) ? expected(EQUAL, b, b) : 0);
}

#define CHECK(what, ...)                                                     \
	do {                                                                 \
		const long long found_ =                                     \
			calx_count(session, CHECKED, where(__VA_ARGS__));    \
		const long long right_ = what;                               \
		well();                                                      \
		if (found_ != right_)                                        \
			fail_msg("%s: %s and %s: %lld, not %lld", #what,     \
				held[i].text, held[j].text, found_, right_); \
	} while (0)

/* Every value beside every other one. */
#define CHECK_PAIRS(column, member)                                            \
	for (size_t i = 0; i < held_count; i++)                                \
		for (size_t j = i % 3; j < held_count; j += 3) {               \
			const calx_value *a = &held[i].value;                  \
			const calx_value *b = &held[j].value;                  \
			CHECK(expected(EQUAL, a, b), column, ==,               \
				a->as.member);                                 \
			CHECK(expected(UNEQUAL, a, b), column, !=,             \
				a->as.member);                                 \
			CHECK(expected(LESS, a, b), column, <, a->as.member);  \
			CHECK(expected(MOST, a, b), column, <=, a->as.member); \
			CHECK(expected(MORE, a, b), column, >, a->as.member);  \
			CHECK(expected(LEAST, a, b), column, >=,               \
				a->as.member);                                 \
			CHECK(expected(BETWEEN, a, b), column, between,        \
				a->as.member, b->as.member);                   \
			CHECK(expected_in(a, b), column, in, a->as.member,     \
				b->as.member);                                 \
			CHECK((long long)held_count - expected_in(a, b),       \
				column, not_in, a->as.member, b->as.member);   \
			CHECK(expected(DISTINCT, a, b), column,                \
				is_distinct_from, a->as.member);               \
		}

/* how many there are that are not equal */
static size_t kinds_of_values(void)
{
	size_t count = 0;

	for (size_t i = 0; i < held_count; i++) {
		size_t j = 0;

		while (j < i && order(&held[i].value, &held[j].value))
			j++;
		count += j == i;
	}
	return count;
}

/* Order, groups, the first and the last. */
#define CHECK_ORDER(T, column, member)                                       \
	do {                                                                 \
		const calx_value *last = NULL;                               \
		size_t count = 0;                                            \
		calx_each(session, T, row, where(column, is_not_null),       \
			order_by(column, T.id)) {                            \
			const calx_value *now = &held[row->id - 1].value;    \
			if (last && (order(last, now) > 0 ||                 \
					    (order(last, now) == 0 &&        \
						    last > now)))            \
				fail_msg("%s comes too late",                \
					held[row->id - 1].text);             \
			last = now;                                          \
			count++;                                             \
		}                                                            \
		well();                                                      \
		assert_int_equal(count, held_count);                         \
		count = 0;                                                   \
		calx_each_row(session, row, columns(column, count_rows()),   \
			where(column, is_not_null), group_by(column))        \
			count++;                                             \
		well();                                                      \
		assert_int_equal(count, kinds_of_values());                  \
		assert_int_equal(                                            \
			calx_scalar(session, count_distinct(column)).value,  \
			kinds_of_values());                                  \
		for (size_t i = 0; i < held_count; i++) {                    \
			assert_true(                                         \
				order(&(calx_value){ .kind = last->kind,     \
					      .as.member = calx_scalar(      \
						      session, max(column))  \
								   .value }, \
					&held[i].value) >= 0);               \
			assert_true(                                         \
				order(&(calx_value){ .kind = last->kind,     \
					      .as.member = calx_scalar(      \
						      session, min(column))  \
								   .value }, \
					&held[i].value) <= 0);               \
		}                                                            \
		well();                                                      \
	} while (0)

#define CHECK_KIND(name, member)                            \
	do {                                                \
		store(#name);                               \
		CHECK_ORDER(Plain, Plain.name, member);     \
		CHECK_ORDER(Indexed, Indexed.name, member); \
	} while (0)

static void all_times_compare(void **state)
{
	(void)state;
	hold_all(CALX_TIME, times);
	CHECK_KIND(a_time, time);
#define CHECKED Plain
	CHECK_PAIRS(Plain.a_time, time);
#undef CHECKED
#define CHECKED Indexed
	CHECK_PAIRS(Indexed.a_time, time);
#undef CHECKED
}

static void all_datetimes_compare(void **state)
{
	(void)state;
	hold_all(CALX_DATETIME, datetimes);
	CHECK_KIND(a_datetime, datetime);
#define CHECKED Plain
	CHECK_PAIRS(Plain.a_datetime, datetime);
#undef CHECKED
#define CHECKED Indexed
	CHECK_PAIRS(Indexed.a_datetime, datetime);
#undef CHECKED
}

static void all_timestamps_compare(void **state)
{
	(void)state;
	hold_all(CALX_TIMESTAMP, timestamps);
	CHECK_KIND(a_timestamp, timestamp);
#define CHECKED Plain
	CHECK_PAIRS(Plain.a_timestamp, timestamp);
#undef CHECKED
#define CHECKED Indexed
	CHECK_PAIRS(Indexed.a_timestamp, timestamp);
#undef CHECKED
}

static void all_uuids_compare(void **state)
{
	(void)state;
	hold_all(CALX_UUID, uuids);
	CHECK_KIND(a_uuid, uuid);
#define CHECKED Plain
	CHECK_PAIRS(Plain.a_uuid, uuid);
#undef CHECKED
#define CHECKED Indexed
	CHECK_PAIRS(Indexed.a_uuid, uuid);
#undef CHECKED
}

/* ---- random values in random spellings -------------------------------------- */

static unsigned long long seed;

static unsigned pick(unsigned count)
{
	return (unsigned)(data_random(&seed) % count);
}

static void random_time(char *text)
{
	int length = sprintf(text, "%02u:%02u", 9 + pick(2), 58 + pick(2));

	if (pick(4))
		length += sprintf(text + length, ":%02u", 58 + pick(2));
	else
		return;
	if (pick(2))
		sprintf(text + length, ".%0*u", 1 + (int)pick(9), pick(10));
}

static void random_datetime(char *text)
{
	int length = sprintf(text, "2024-%02u-%02u%c", 2 + pick(2),
		28 + pick(2), pick(2) ? 'T' : ' ');

	random_time(text + length);
}

static void random_timestamp(char *text)
{
	static const char *const zones[] = { "", "Z", " +00:00", "+02", "-0130",
		"+15:59", "-15:59", " -0800 PST", " UTC" };

	random_datetime(text);
	strcat(text, zones[pick(sizeof(zones) / sizeof(*zones))]);
}

static void random_uuid(char *text)
{
	calx_uuid uuid = { { (uint8_t)(pick(4) * 0x55) } };
	char dashed[37];

	uuid.bytes[5] = (uint8_t)(0xa9 + pick(2));
	calx_uuid_write(uuid, dashed);
	for (int i = 0, upper = (int)pick(2), bare = (int)pick(2); i < 37;
		i++) {
		if (bare && dashed[i] == '-')
			continue;
		*text++ = upper && dashed[i] >= 'a' ? (char)(dashed[i] - 32)
						    : dashed[i];
	}
}

static void hold_random(enum calx_kind kind, void (*make)(char *text))
{
	char text[64];

	seed += 7;
	held_count = 0;
	while (held_count < 60) {
		make(text);
		hold(kind, text);
	}
}

static void random_values_compare(void **state)
{
	(void)state;
	hold_random(CALX_TIME, random_time);
	CHECK_KIND(a_time, time);
#define CHECKED Indexed
	CHECK_PAIRS(Indexed.a_time, time);
	hold_random(CALX_DATETIME, random_datetime);
	CHECK_KIND(a_datetime, datetime);
	CHECK_PAIRS(Indexed.a_datetime, datetime);
	hold_random(CALX_TIMESTAMP, random_timestamp);
	CHECK_KIND(a_timestamp, timestamp);
	CHECK_PAIRS(Indexed.a_timestamp, timestamp);
	hold_random(CALX_UUID, random_uuid);
	CHECK_KIND(a_uuid, uuid);
	CHECK_PAIRS(Indexed.a_uuid, uuid);
#undef CHECKED
}

/* ---- keys ------------------------------------------------------------------- */

/* A row is found by its key, changed and deleted, however that is spelled. */
#define CHECK_KEYS(T, table, member)                                       \
	for (size_t i = 0; i < held_count; i++) {                          \
		struct T *row;                                             \
		char sql[200];                                             \
		must("DELETE FROM " table);                                \
		snprintf(sql, sizeof(sql),                                 \
			"INSERT INTO " table " (at) VALUES ('%.63s')",     \
			held[i].text);                                     \
		must(sql);                                                 \
		row = calx_get(session, T, held[i].value.as.member);       \
		well();                                                    \
		if (!row)                                                  \
			fail_msg("%s is not found", held[i].text);         \
		assert_ptr_equal(calx_first(session, T), row);             \
		row->note = "changed";                                     \
		calx_flush(session);                                       \
		well();                                                    \
		calx_refresh(session, row);                                \
		assert_int_equal(                                          \
			calx_update(session, T, set(T.note, "again"),      \
				where(T.at, ==, held[i].value.as.member)), \
			1);                                                \
		calx_delete(session, row);                                 \
		calx_flush(session);                                       \
		well();                                                    \
		assert_int_equal(calx_count(session, T), 0);               \
		must(sql);                                                 \
		assert_int_equal(                                          \
			calx_delete_where(session, T,                      \
				where(T.at, in, held[i].value.as.member)), \
			1);                                                \
		well();                                                    \
	}

static void keys_are_found(void **state)
{
	(void)state;
	hold_all(CALX_TIME, times);
	CHECK_KEYS(ByTime, "by_time", time);
	hold_all(CALX_DATETIME, datetimes);
	CHECK_KEYS(ByDatetime, "by_datetime", datetime);
	hold_all(CALX_TIMESTAMP, timestamps);
	CHECK_KEYS(ByTimestamp, "by_timestamp", timestamp);
	hold_all(CALX_UUID, uuids);
	CHECK_KEYS(ByUuid, "by_uuid", uuid);
}

static void a_default_is_found_by_what_was_read(void **state)
{
	struct Made *made = calx_add(session, Made, .at = { 0 });

	(void)state;
	calx_flush(session);
	well();
	assert_int_equal(
		calx_count(session, Made, where(Made.made, ==, made->made)), 1);
	assert_int_equal(
		calx_count(session, Made, where(Made.seen, ==, made->seen)), 1);
	assert_int_equal(
		calx_count(session, Made, where(Made.made, <, made->made)), 0);
	well();
}

/* ---- what is stored ---------------------------------------------------------- */

static void the_shortest_form_is_stored(void **state)
{
	calx_result *result;
	const calx_row *row;

	(void)state;
	calx_add(session, Plain, .id = 1,
		.a_time = calx_some(calx_time_of(1, 2, 3, 500000)),
		.a_datetime = calx_some(calx_datetime_of(2024, 1, 2)),
		.a_timestamp = calx_some(
			calx_timestamp_of(2024, 1, 2, .microsecond = 10)));
	calx_flush(session);
	well();
	result = calx_connection_query(calx_session_connection(session),
		"SELECT a_time, a_datetime, a_timestamp FROM plain", NULL, 0);
	row = calx_result_next(result);
	CHECK_TEXT(calx_row_text(row, 0), "01:02:03.5");
	CHECK_TEXT(calx_row_text(row, 1), "2024-01-02 00:00:00");
	CHECK_TEXT(calx_row_text(row, 2), "2024-01-02 00:00:00.00001+00:00");
	calx_result_close(result);
}

/* ---- plans ------------------------------------------------------------------- */

static char logged[2000];

static void keep_sql(const calx_log_event *event, void *context)
{
	(void)context;
	snprintf(logged, sizeof(logged), "%s", event->sql);
}

/* How SQLite runs the last statement. */
static void check_plan(const char *expected_plan)
{
	char sql[2100], plan[500] = "", *scan;
	calx_result *result;
	const calx_row *row;

	calx_engine_set_log(engine, NULL, NULL);
	snprintf(sql, sizeof(sql), "EXPLAIN QUERY PLAN %s", logged);
	for (char *mark = sql; (mark = strchr(mark, '?')) != NULL; mark++)
		if (mark[1] < '0' || mark[1] > '9')
			*mark = '1';
	for (char *mark = sql; (mark = strstr(mark, "?1")) != NULL; mark++)
		*mark = '0';
	for (char *mark = sql; (mark = strstr(mark, "?2")) != NULL; mark++)
		*mark = '0';
	result = calx_connection_query(
		calx_session_connection(session), sql, NULL, 0);
	while ((row = calx_result_next(result)) != NULL) {
		strcat(plan, calx_row_text(row, 3));
		strcat(plan, "\n");
	}
	calx_result_close(result);
	well();
	/* the first of an index are met one after the other */
	while ((scan = strstr(plan, "SCAN logs USING COVERING")) != NULL)
		memcpy(scan, "step", 4);
	if (!strstr(plan, expected_plan) || strstr(plan, "SCAN"))
		fail_msg("%s\n%s", logged, plan);
	calx_engine_set_log(engine, keep_sql, NULL);
}

#define CHECK_INDEX(expected_plan, ...)                           \
	do {                                                      \
		calx_count(session, Indexed, where(__VA_ARGS__)); \
		well();                                           \
		check_plan(expected_plan);                        \
	} while (0)

static void indexes_are_used(void **state)
{
	const calx_time time = calx_time_of(1, 2);
	const calx_datetime datetime = calx_datetime_of(2024, 1, 2);
	const calx_timestamp timestamp = calx_timestamp_of(2024, 1, 2);
	const calx_uuid uuid = { { 1 } };

	(void)state;
	calx_engine_set_log(engine, keep_sql, NULL);
	CHECK_INDEX("(a_time>? AND a_time<?)", Indexed.a_time, ==, time);
	CHECK_INDEX("(a_time<?)", Indexed.a_time, <, time);
	CHECK_INDEX("(a_time>?)", Indexed.a_time, >=, time);
	CHECK_INDEX("(a_time>? AND a_time<?)", Indexed.a_time, in, time, time);
	CHECK_INDEX(
		"(a_time>? AND a_time<?)", Indexed.a_time, between, time, time);
	CHECK_INDEX("(a_datetime>? AND a_datetime<?)", Indexed.a_datetime, ==,
		datetime);
	CHECK_INDEX("(a_datetime<?)", Indexed.a_datetime, <=, datetime);
	CHECK_INDEX("(a_datetime>?)", Indexed.a_datetime, >, datetime);
	CHECK_INDEX("(a_datetime>? AND a_datetime<?)", Indexed.a_datetime,
		between, datetime, datetime);
	CHECK_INDEX("(a_timestamp>? AND a_timestamp<?)", Indexed.a_timestamp,
		==, timestamp);
	CHECK_INDEX("(a_timestamp<?)", Indexed.a_timestamp, <, timestamp);
	CHECK_INDEX("(a_uuid=?)", Indexed.a_uuid, ==, uuid);
	CHECK_INDEX("(a_uuid=?)", Indexed.a_uuid, in, uuid, uuid);
	CHECK_INDEX("(a_uuid>?)", Indexed.a_uuid, >, uuid);
	CHECK_INDEX("(a_uuid=?)", Indexed.a_uuid, is_null);
}

static void keys_use_their_index(void **state)
{
	(void)state;
	calx_engine_set_log(engine, keep_sql, NULL);
	calx_get(session, ByUuid, ((calx_uuid){ { 1 } }));
	well();
	check_plan("sqlite_autoindex_by_uuid_1 (at=?)");
	calx_get(session, ByDatetime, calx_datetime_of(2024, 1, 2));
	well();
	check_plan("(at>? AND at<?)");
}

static void mixed_case_is_no_uuid(void **state)
{
	(void)state;
	must("INSERT INTO plain (id, a_uuid) VALUES (1, '1234567A-9abc-def0-1234-56789abcdef0')");
	assert_null(calx_first(session, Plain));
	assert_non_null(strstr(
		calx_session_error(session)->message, "not a valid uuid"));
	calx_rollback(session);
}

/* ---- the first rows ---------------------------------------------------------- */

/* Rows of three columns, of which `column` has what is held. */
static void store_logs(const char *column)
{
	char sql[400];

	must("DELETE FROM logs");
	for (size_t i = 0; i < held_count; i++) {
		snprintf(sql, sizeof(sql),
			"INSERT OR IGNORE INTO logs (id, a_time, a_datetime, a_timestamp)"
			" VALUES (%zu, '10:00', '2024-01-01 10:00:00', '%zu')",
			i + 1, i);
		must(sql);
		snprintf(sql, sizeof(sql),
			"UPDATE OR IGNORE logs SET %s = '%.63s' WHERE id = %zu",
			column, held[i].text, i + 1);
		must(sql);
	}
}

/* Numbers of those held in their order. */
static size_t sorted[VALUES_MAX];

static int by_value(const void *a, const void *b)
{
	const size_t x = *(const size_t *)a, y = *(const size_t *)b;
	const int result = order(&held[x].value, &held[y].value);

	return result ? result : (x > y) - (x < y);
}

static int by_value_down(const void *a, const void *b)
{
	const size_t x = *(const size_t *)a, y = *(const size_t *)b;
	const int result = order(&held[y].value, &held[x].value);

	return result ? result : (x > y) - (x < y);
}

static void sort_held(bool down)
{
	for (size_t i = 0; i < held_count; i++)
		sorted[i] = i;
	qsort(sorted, held_count, sizeof(*sorted),
		down ? by_value_down : by_value);
}

/* Slices of the rows in both directions. Only the key is looked at: the other
 * columns hold what has no value. */
#define CHECK_SLICES(column)                                                  \
	for (int down = 0; down < 2; down++) {                                \
		sort_held(down);                                              \
		for (size_t from = 0; from < held_count; from += 7)           \
			for (size_t most = 1; most < held_count; most += 5) { \
				size_t at = from;                             \
				struct Log_list logs =                        \
					down ? calx_all(session, Log,         \
						       order_by(desc(column), \
							       Log.id),       \
						       limit((int)most),      \
						       offset((int)from))     \
					     : calx_all(session, Log,         \
						       order_by(column,       \
							       Log.id),       \
						       limit((int)most),      \
						       offset((int)from));    \
				well();                                       \
				for (size_t i = 0; i < logs.count; i++, at++) \
					assert_int_equal(logs.items[i]->id,   \
						sorted[at] + 1);              \
				assert_int_equal(at, from + most < held_count \
							     ? from + most    \
							     : held_count);   \
			}                                                     \
	}

static void the_first_rows_are_right(void **state)
{
	(void)state;
	hold_random(CALX_TIME, random_time);
	store_logs("a_time");
	must("UPDATE logs SET a_timestamp = '2024-01-01 10:00:00.' || (1000 + id)");
	CHECK_SLICES(Log.a_time);
	hold_random(CALX_DATETIME, random_datetime);
	store_logs("a_datetime");
	must("UPDATE logs SET a_timestamp = '2024-01-01 10:00:00.' || (1000 + id)");
	CHECK_SLICES(Log.a_datetime);
	hold_random(CALX_TIMESTAMP, random_timestamp);
	store_logs("a_timestamp");
	/* the same spelling is not there twice */
	for (size_t i = 0; i < held_count; i++)
		for (size_t j = 0; j < i; j++)
			if (!strcmp(held[i].text, held[j].text))
				held[i--] = held[--held_count];
	store_logs("a_timestamp");
	CHECK_SLICES(Log.a_timestamp);
}

static void the_first_rows_are_found_by_an_index(void **state)
{
	const struct Log *log;

	(void)state;
	calx_engine_set_log(engine, keep_sql, NULL);
	calx_all(session, Log, order_by(desc(Log.a_datetime)), limit(20));
	well();
	check_plan("INDEX ix_logs_a_datetime_id (a_datetime>?)");
	calx_first(session, Log, order_by(Log.a_time), where(Log.id, >, 5));
	well();
	check_plan("(a_time<?)");
	calx_first(session, Log, order_by(desc(Log.a_timestamp)));
	well();
	check_plan("(a_timestamp>?)");
	/* what has no value is no first row */
	must("INSERT INTO logs VALUES (1, '', '!', '2024-01-01 10:00'),"
	     " (2, '-', '0000-00-00 00:00:00', '2024-01-01 10:01'),"
	     " (3, '10:00', '2024-01-01 10:00', '2024-01-01 10:02')");
	log = calx_first(session, Log, order_by(Log.a_time));
	well();
	assert_int_equal(log->id, 3);
	calx_all(session, Log, order_by(Log.a_time), where(Log.id, ==, 3),
		limit(INT64_MAX), offset(INT64_MAX));
	well();
	log = calx_first(session, Log, order_by(Log.a_datetime));
	well();
	assert_int_equal(log->id, 3);
	log = calx_first(session, Log, order_by(desc(Log.a_timestamp)));
	well();
	assert_int_equal(log->id, 3);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

CHECK_MAIN("spelling", TEST(all_times_compare), TEST(all_datetimes_compare),
	TEST(all_timestamps_compare), TEST(all_uuids_compare),
	TEST(random_values_compare), TEST(keys_are_found),
	TEST(a_default_is_found_by_what_was_read),
	TEST(the_shortest_form_is_stored), TEST(indexes_are_used),
	TEST(keys_use_their_index), TEST(mixed_case_is_no_uuid),
	TEST(the_first_rows_are_right),
	TEST(the_first_rows_are_found_by_an_index), )
