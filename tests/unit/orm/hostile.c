#include "check.h"
#include "database.h"
#include "spelled.h"
#include "data.h"
#include <calx/calx.h>
#include <calx/short.h>
#include <utf8proc.h>

/* Values from people who mean no good: each comes back byte by byte, or is
 * refused, by every way in; and a condition never disappears. */

CALX_MODEL(Value, "values", column(id, integer(), .primary_key = true),
	column(text, text()));
CALX_MODEL(Canary, "canary", column(id, integer(), .primary_key = true),
	column(name, nullable(string())), column(age, nullable(integer())));
CALX_METADATA(all, Value, Canary);

static calx_engine *engine;
static calx_session *session;

static int set_up(void **state)
{
	(void)state;
	engine = database_engine();
	spelled_create_all(engine, &all, NULL);
	session = calx_session_open(engine);
	calx_add(session, Canary, .name = "a", .age = calx_some(1));
	calx_add(session, Canary, .name = "b", .age = calx_some(2));
	calx_add(session, Canary, .name = "c");
	calx_add(session, Canary, .age = calx_some(4));
	return calx_commit(session);
}

static int tear_down(void **state)
{
	(void)state;
	calx_session_close(session);
	database_engine_close(engine);
	return 0;
}

static void check_canary(void)
{
	assert_int_equal(calx_count(session, Canary), 4);
	assert_int_equal(calx_count(session, Canary,
				 where(Canary.name, in, "a", "b", "c")),
		3);
}

/* What was tried: how many lines, and how many of them were refused. */
struct tally {
	int lines, refused;
};

/* Whether a text column may take it, as another library judges. */
static bool is_storable(const char *text)
{
	utf8proc_int32_t point;
	utf8proc_ssize_t length;

	for (; *text; text += length) {
		length = utf8proc_iterate(
			(const utf8proc_uint8_t *)text, -1, &point);
		if (length < 0)
			return false;
	}
	return true;
}

/* Whether the value was refused, which is only right for what is no UTF-8. */
static bool was_refused(const char *text)
{
	const calx_error *error = calx_session_error(session);

	if (is_storable(text)) {
		if (error)
			fail_msg("%s: %s", text, error->message);
		return false;
	}
	assert_non_null(error);
	assert_int_equal(error->status, CALX_INVALID);
	calx_rollback(session);
	return true;
}

static void check_stored(int id, const char *text)
{
	calx_expunge_all(session);
	CHECK_TEXT(calx_get(session, Value, id)->text, text);
	assert_int_equal(calx_count(session, Value, where(Value.id, ==, id),
				 where(Value.text, ==, text)),
		1);
	assert_int_equal(calx_count(session, Value, where(Value.id, ==, id),
				 where(Value.text, in, "-", text)),
		1);
	assert_int_equal(calx_count(session, Value, where(Value.id, ==, id),
				 where(Value.text, !=, text)),
		0);
	calx_each_row(
		session, row, columns(Value.text), where(Value.id, ==, id))
		CHECK_TEXT(calx_row_get(row, Value.text), text);
}

/* A backslash takes the meaning of what follows; here nothing does. */
static bool ends_in_escape(const char *text)
{
	const size_t length = strlen(text);
	size_t count = 0;

	while (count < length && text[length - count - 1] == '\\')
		count++;
	return count % 2;
}

/* As a pattern it may match what it likes, but is no error. */
static void check_pattern(const char *text)
{
	const long long count =
		calx_count(session, Value, where(Value.text, like, text));

	if (ends_in_escape(text) &&
		capability_lacking(CAN_END_PATTERNS_IN_ESCAPES))
		assert_int_equal(count, CALX_INVALID);
	else if (count < 0)
		fail_msg("%s: %s", text, calx_session_error(session)->message);
}

static void check_value(char *text, void *context)
{
	struct Value *value = calx_add(session, Value, .text = text);
	const struct Value bulk = { .id = 1000000, .text = text };
	struct tally *tally = context;

	tally->lines++;
	calx_flush(session);
	if (was_refused(text)) {
		tally->refused++;
		return;
	}
	check_stored(value->id, text);
	calx_bulk_save(session, Value, &bulk, 1);
	check_stored(1000000, text);
	value = calx_get(session, Value, 1000000);
	value->text = "other";
	calx_flush(session);
	value->text = text;
	calx_flush(session);
	check_stored(1000000, text);
	calx_update(session, Value, set(Value.text, "other"),
		where(Value.id, ==, 1000000));
	calx_update(session, Value, set(Value.text, text),
		where(Value.id, ==, 1000000));
	check_stored(1000000, text);
	check_canary();
	check_pattern(text);
	calx_rollback(session);
}

/* "7.1:valid hex:c2 80" */
static void check_bytes(char *line, void *context)
{
	char bytes[64];

	assert_non_null(strstr(line, "hex:"));
	data_bytes(strstr(line, "hex:") + 4, bytes);
	check_value(bytes, context);
}

static void values_come_back_or_are_refused(void **state)
{
	static const struct {
		const char *name;
		int lines;
	} shared[] = {
		{ "badinput/blns.txt", 500 },
		{ "badinput/sqli-payloads.txt", 1000 },
		{ "badinput/sqli-fuzzdb-extra.txt", 200 },
		{ "badinput/utf8-kuhn-2015.txt", 200 },
	};
	struct tally tally = { 0 };

	(void)state;
	data_lines("hostile.txt", check_value, &tally);
	assert_true(tally.lines > 30);
	assert_int_equal(tally.refused, 0);
	tally = (struct tally){ 0 };
	data_lines("utf8.txt", check_bytes, &tally);
	assert_true(tally.lines > 50);
	assert_in_range(tally.refused, 20, tally.lines - 20);
	for (size_t i = 0; i < sizeof(shared) / sizeof(*shared); i++) {
		tally = (struct tally){ 0 };
		if (data_shared_lines(shared[i].name, check_value, &tally))
			assert_true(tally.lines >= shared[i].lines);
	}
	check_canary();
}

/* ---- conditions ------------------------------------------------------------- */

#define NOBODY ((const char *)NULL)

/* The number of rows that a condition deletes, taken back at once; a negative
 * status if it is refused. */
#define DELETED(...)             \
	(calx_rollback(session), \
		calx_delete_where(session, Canary, __VA_ARGS__))
#define UPDATED(...)             \
	(calx_rollback(session), \
		calx_update(session, Canary, set(Canary.age, 9), __VA_ARGS__))

#define CHECK_ROWS(count, ...)                                   \
	do {                                                     \
		const long long deleted_ = DELETED(__VA_ARGS__); \
		const long long updated_ = UPDATED(__VA_ARGS__); \
                                                                 \
		assert_int_equal(deleted_, count);               \
		assert_int_equal(updated_, count);               \
		calx_rollback(session);                          \
		check_canary();                                  \
	} while (0)

#define CHECK_NONE(...)                                          \
	do {                                                     \
		const long long deleted_ = DELETED(__VA_ARGS__); \
		const long long updated_ = UPDATED(__VA_ARGS__); \
                                                                 \
		assert_true(deleted_ < 0);                       \
		assert_true(updated_ < 0);                       \
		calx_rollback(session);                          \
		check_canary();                                  \
	} while (0)

static void conditions_do_not_disappear(void **state)
{
	const int64_t none[1] = { 0 };
	const char *holey[] = { "a", NULL };

	(void)state;
	/* none at all, and what is none */
	assert_true(
		calx_delete_where(session, Canary, order_by(Canary.id)) < 0);
	calx_rollback(session);
	assert_int_equal(
		calx_update(session, Canary, set(Canary.age, 1)), CALX_MISUSE);
	calx_rollback(session);
	CHECK_NONE(limit(1));
	CHECK_NONE(all_of({ .kind = CALX_NODE_END }));
	CHECK_NONE({ .kind = CALX_NODE_WHERE });
	CHECK_ROWS(4, all_rows());
	/* NULL equals nothing, and must be asked for */
	CHECK_NONE(where(Canary.name, ==, NOBODY));
	CHECK_NONE(where(Canary.name, !=, NOBODY));
	CHECK_NONE(where(Canary.name, in, array(holey, 2)));
	CHECK_NONE(where(Canary.name, not_in, array(holey, 2)));
	CHECK_ROWS(1, where(Canary.name, is_null));
	CHECK_ROWS(3, where(Canary.name, is_not_null));
	CHECK_ROWS(1, where(Canary.age, is_null));
	/* an empty list matches nothing, its opposite everything */
	CHECK_ROWS(0, where(Canary.age, in, array(none, 0)));
	CHECK_ROWS(1, where(Canary.age, in, 1, 7));
	CHECK_ROWS(2, where(Canary.age, not_in, 1, 7));
	/* rows with NULL are on no side */
	CHECK_ROWS(2, where(Canary.name, !=, "a"));
	CHECK_ROWS(2, none_of(where(Canary.name, ==, "a")));
	CHECK_ROWS(
		2, any_of(where(Canary.age, ==, 1), where(Canary.age, ==, 2)));
	CHECK_ROWS(0, where(Canary.age, ==, 1), where(Canary.age, ==, 2));
	CHECK_ROWS(3, where(Canary.age, between, 1, 4));
	CHECK_ROWS(0, where(Canary.age, between, 4, 1));
	CHECK_ROWS(0, where(Canary.name, like, ""));
	CHECK_ROWS(3, where(Canary.name, like, "%"));
	/* what is misspelt is refused */
	CHECK_NONE(where(Canary.age, =, 1));
	CHECK_NONE(where(Canary.age, ==));
	/* a column of another table */
	CHECK_NONE(where(Value.id, ==, 1));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

CHECK_MAIN("hostile", TEST(values_come_back_or_are_refused),
	TEST(conditions_do_not_disappear))
