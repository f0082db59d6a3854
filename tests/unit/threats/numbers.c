/* Texts that are numbers, or nearly, and values of every type: what was stored
 * is what was given, or there is an error. */

#include "check.h"
#include "data.h"

#include <errno.h>
#include <math.h>

#include <calx/calx.h>
#include <calx/short.h>

CALX_MODEL(Number, "numbers", column(id, integer(), .primary_key = true),
	column(small, nullable(small_integer())),
	column(whole, nullable(integer())),
	column(big, nullable(big_integer())), column(single, nullable(float())),
	column(real, nullable(double())),
	column(money, nullable(numeric(12, 2))),
	column(exact, nullable(numeric())), column(word, nullable(string())),
	column(prose, nullable(text())), column(json_, nullable(json())),
	column(bytes, nullable(blob())));
CALX_METADATA(all, Number);

static calx_engine *engine;
static calx_session *session;
static int id; /* of the last row */

static int set_up(void **state)
{
	(void)state;
	engine = calx_engine_open("sqlite://", NULL);
	session = calx_session_open(engine);
	return calx_create_all(engine, &all);
}

static int tear_down(void **state)
{
	(void)state;
	calx_session_close(session);
	calx_engine_close(engine);
	return 0;
}

/* The row as it is in the database, or NULL if it was refused, for which there
 * must be a reason. */
static struct Number *stored(bool valid, const char *text)
{
	const calx_error *error;

	calx_commit(session);
	error = calx_session_error(session);
	if (!error) {
		calx_expunge_all(session);
		return calx_get(session, Number, id);
	}
	if (valid ||
		(error->status != CALX_RANGE && error->status != CALX_INVALID))
		fail_msg("%s: %s", text, error->message);
	calx_rollback(session);
	return NULL;
}

/* ---- each type ------------------------------------------------------------ */

static void check_text(const char *text)
{
	struct Number *row = calx_add(session, Number, .id = ++id, .word = text,
		.prose = text, .bytes = { text, strlen(text) });

	row = stored(true, text);
	CHECK_TEXT(row->word, text);
	CHECK_TEXT(row->prose, text);
	assert_int_equal(row->bytes.size, strlen(text));
	if (*text)
		assert_memory_equal(row->bytes.data, text, strlen(text));
	assert_int_equal(calx_count(session, Number, where(Number.id, ==, id),
				 where(Number.word, ==, text)),
		1);
}

static bool check_decimal(const char *text)
{
	const calx_decimal given = calx_decimal_of(text);
	calx_decimal cents;
	const bool fits = given.mark != CALX_DECIMAL_INVALID &&
			  calx_decimal_rescale(given, 2, &cents) == CALX_OK;
	const struct Number *row;

	calx_add(session, Number, .id = ++id, .exact = calx_some(given));
	row = stored(calx_decimal_read(text, strlen(text),
			     &(calx_decimal){ 0 }) == CALX_OK,
		text);
	if (row)
		assert_int_equal(
			calx_decimal_compare(row->exact.value, given), 0);
	calx_add(session, Number, .id = ++id, .money = calx_some(given));
	row = stored(false, text);
	if (row) {
		assert_true(fits);
		assert_int_equal(
			calx_decimal_compare(row->money.value, given), 0);
	}
	return fits;
}

static void check_real(double given, const char *text)
{
	const struct Number *row;

	calx_add(session, Number, .id = ++id, .real = calx_some(given));
	row = stored(!isnan(given), text);
	if (row)
		assert_true(row->real.value == given);
	calx_add(
		session, Number, .id = ++id, .single = calx_some((float)given));
	row = stored(!isnan(given), text);
	if (row)
		assert_true(row->single.value == (float)given);
}

static void check_integer(int64_t given, const char *text)
{
	const struct Number *row;

	calx_add(session, Number, .id = ++id, .big = calx_some(given));
	assert_true(stored(true, text)->big.value == given);
	if (given >= INT32_MIN && given <= INT32_MAX) {
		calx_add(session, Number, .id = ++id,
			.whole = calx_some((int)given));
		assert_true(stored(true, text)->whole.value == given);
	}
	/* what is set by a statement is not bound by a C type */
	calx_add(session, Number, .id = ++id, .small = calx_some((int16_t)7));
	calx_flush(session);
	calx_update(session, Number, set(Number.small, given),
		where(Number.id, ==, id));
	row = stored(given >= INT16_MIN && given <= INT16_MAX, text);
	if (row)
		assert_true(row->small.value == given);
}

/* ---- the collections ------------------------------------------------------ */

static void check_line(char *line, void *context)
{
	char *end;
	double real = strtod(line, &end);
	long long whole;

	check_text(line);
	check_decimal(line);
	if (*line && !*end)
		check_real(real, line);
	errno = 0;
	whole = strtoll(line, &end, 10);
	if (*line && !*end && !errno)
		check_integer(whole, line);
	++*(int *)context;
}

static void what_is_stored_was_given(void **state)
{
	int count = 0;

	(void)state;
	data_lines("hostile/numbers.txt", check_line, &count);
	assert_true(count > 40);
	data_shared_lines("badinput/numbers.txt", check_line, &count);
	data_shared_lines("badinput/datetimes.txt", check_line, &count);
}

/* A text is no number, whatever it begins with. */
static void texts_and_numbers_are_never_equal(void **state)
{
	static const char *const texts[] = { "0", "abc", "1", "0.0", "" };

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		calx_add(session, Number, .id = ++id, .word = texts[i]);
	calx_commit(session);
	assert_int_equal(
		calx_count(session, Number, where(Number.word, ==, "0")), 1);
	assert_int_equal(
		calx_count(session, Number, where(Number.word, ==, "1")), 1);
	assert_int_equal(
		calx_count(session, Number, where(Number.word, ==, "00")), 0);
	assert_null(calx_session_error(session));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

CHECK_MAIN("numbers", TEST(what_is_stored_was_given),
	TEST(texts_and_numbers_are_never_equal))
