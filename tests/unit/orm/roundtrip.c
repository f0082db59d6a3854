#include "check.h"

#include <float.h>
#include <math.h>
#include <stdio.h>

#include "data.h"
#include "database.h"
#include <calx/calx.h>
#include <calx/short.h>

/* Whatever goes into a column comes out of it as it was, or is refused with the
 * column's name: random values and the ends of every type, by each way in and
 * each way out. */

CALX_MODEL(Any, "anything", column(id, big_integer(), .primary_key = true),
	column(a_boolean, nullable(boolean())),
	column(a_small, nullable(small_integer())),
	column(an_integer, nullable(integer())),
	column(a_big, nullable(big_integer())),
	column(a_float, nullable(float())),
	column(a_double, nullable(double())),
	column(a_price, nullable(numeric(8, 2))),
	column(a_whole, nullable(numeric(18, 0))),
	column(a_fraction, nullable(numeric(38, 38))),
	column(a_numeric, nullable(numeric(38, 10))),
	column(an_exact, nullable(numeric())),
	column(a_string, nullable(string(40))),
	column(a_text, nullable(text())), column(a_blob, nullable(blob())),
	column(a_date, nullable(date())), column(a_time, nullable(time())),
	column(a_datetime, nullable(datetime())),
	column(a_timestamp, nullable(timestamp())),
	column(an_interval, nullable(interval())),
	column(a_uuid, nullable(uuid())), column(a_json, nullable(json())),
	column(a_color,
		nullable(enumeration("red", "it's", "blue\\", "gr\xc3\xbcn"))));
/* and where zero and nothing are values */
CALX_MODEL(Plain, "plain", column(id, big_integer(), .primary_key = true),
	column(a_price, numeric(8, 2)), column(a_double, double()),
	column(a_time, time()), column(an_interval, interval()),
	column(a_text, text()), column(a_blob, blob()));
CALX_METADATA(all, Any, Plain);

static const char *const labels[] = { "red", "it's", "blue\\", "gr\xc3\xbcn" };
#define LABEL_COUNT 4

static calx_engine *engine;
static calx_session *session;
static unsigned long long seed = 20240229;

static int set_up(void **state)
{
	(void)state;
	engine = database_engine();
	if (calx_create_all(engine, &all, NULL) < 0)
		return -1;
	session = calx_session_open(engine);
	return calx_session_error(session) ? -1 : 0;
}

static int tear_down(void **state)
{
	const calx_error *error = calx_session_error(session);

	(void)state;
	if (error)
		print_message("%s\n", error->message);
	calx_session_close(session);
	database_engine_close(engine);
	return error ? -1 : 0;
}

/* ---- what is the same ------------------------------------------------------ */

/* NULL stands on both sides or on none */
#define CHECK_HAS(field)                                                    \
	do {                                                                \
		if (got->field.has != want->field.has)                      \
			fail_msg("row %lld, " #field ": NULL came or went", \
				want->id);                                  \
	} while (0)
#define CHECK_NUMBER(field)                                            \
	do {                                                           \
		CHECK_HAS(field);                                      \
		if (want->field.has &&                                 \
			!(got->field.value == want->field.value))      \
			fail_msg("row %lld, " #field ": %s is not %s", \
				want->id, calx_str(got->field),        \
				calx_str(want->field));                \
	} while (0)
#define CHECK_WRITTEN(field)                                                 \
	do {                                                                 \
		CHECK_HAS(field);                                            \
		if (want->field.has &&                                       \
			strcmp(calx_str(got->field), calx_str(want->field))) \
			fail_msg("row %lld, " #field ": %s is not %s",       \
				want->id, calx_str(got->field),              \
				calx_str(want->field));                      \
	} while (0)
#define CHECK_STRING(field)                                                \
	do {                                                               \
		assert_int_equal(got->field != NULL, want->field != NULL); \
		if (want->field && strcmp(got->field, want->field))        \
			fail_msg("row %lld, " #field                       \
				 ": '%.80s' is not '%.80s'",               \
				want->id, got->field, want->field);        \
	} while (0)

/* A decimal has the scale of its column, whatever the database keeps. */
static void check_decimal(
	calx_opt_decimal got, calx_opt_decimal want, int scale)
{
	char got_text[CALX_DECIMAL_TEXT_MAX], want_text[CALX_DECIMAL_TEXT_MAX];

	assert_int_equal(got.has, want.has);
	if (!want.has)
		return;
	if (scale >= 0)
		assert_true(calx_decimal_rescale(want.value, (unsigned)scale,
				    &want.value) >= 0);
	calx_decimal_write(got.value, got_text);
	calx_decimal_write(want.value, want_text);
	CHECK_TEXT(got_text, want_text);
}

static void check_moment(calx_opt_timestamp got, calx_opt_timestamp want)
{
	assert_int_equal(got.has, want.has);
	if (!want.has)
		return;
	assert_true(calx_timestamp_microseconds(got.value) ==
		    calx_timestamp_microseconds(want.value));
	assert_int_equal(
		got.value.offset_minutes, capability_lacking(CAN_KEEP_OFFSETS)
						  ? 0
						  : want.value.offset_minutes);
}

static void check_blob(calx_blob got, calx_blob want)
{
	assert_int_equal(got.data != NULL, want.data != NULL);
	assert_int_equal(got.size, want.size);
	if (want.size)
		assert_memory_equal(got.data, want.data, want.size);
}

static void check_row(const struct Any *got, const struct Any *want)
{
	CHECK_NUMBER(a_boolean);
	CHECK_NUMBER(a_small);
	CHECK_NUMBER(an_integer);
	CHECK_NUMBER(a_big);
	CHECK_NUMBER(a_float);
	CHECK_NUMBER(a_double);
	check_decimal(got->a_price, want->a_price, 2);
	check_decimal(got->a_whole, want->a_whole, 0);
	check_decimal(got->a_fraction, want->a_fraction, 38);
	check_decimal(got->a_numeric, want->a_numeric, 10);
	CHECK_HAS(an_exact);
	if (want->an_exact.has && calx_decimal_compare(got->an_exact.value,
					  want->an_exact.value) != 0)
		fail_msg("row %lld: %s is not %s", want->id,
			calx_str(got->an_exact), calx_str(want->an_exact));
	CHECK_STRING(a_string);
	CHECK_STRING(a_text);
	check_blob(got->a_blob, want->a_blob);
	CHECK_WRITTEN(a_date);
	CHECK_WRITTEN(a_time);
	CHECK_WRITTEN(a_datetime);
	check_moment(got->a_timestamp, want->a_timestamp);
	CHECK_WRITTEN(an_interval);
	CHECK_WRITTEN(a_uuid);
	CHECK_STRING(a_json);
	CHECK_NUMBER(a_color);
}

/* ---- random values --------------------------------------------------------- */

static uint64_t any(uint64_t limit)
{
	uint64_t number = data_random(&seed) >> 32 << 32;

	number |= data_random(&seed) >> 32;
	return limit ? number % limit : number;
}

/* of any size: most numbers of 64 bits are long ones */
static int64_t any_integer(void)
{
	return (int64_t)any(0) >> any(64);
}

static calx_decimal any_decimal(unsigned digits, unsigned scale)
{
	char text[CALX_DECIMAL_TEXT_MAX], *at = text;
	const unsigned whole = digits - scale;
	const unsigned before = whole ? (unsigned)any(whole + 1) : 0;
	const unsigned behind = scale ? (unsigned)any(scale + 1) : 0;

	if (any(2))
		*at++ = '-';
	*at++ = '0';
	for (unsigned i = 0; i < before; i++)
		*at++ = (char)('0' + any(10));
	*at++ = '.';
	for (unsigned i = 0; i < behind; i++)
		*at++ = (char)('0' + any(10));
	if (!behind)
		at--;
	*at = '\0';
	return calx_decimal_of(text);
}

/* MariaDB has 65 digits, 38 of them behind the point. */
static calx_decimal any_exact(void)
{
	return any_decimal(27, (unsigned)any(27));
}

static double any_real(void)
{
	uint64_t bits = any(0);
	double number;

	memcpy(&number, &bits, sizeof(number));
	if (isfinite(number) && any(2))
		return number;
	return (double)any_integer() / (double)(1 + any(1000));
}

static size_t put_character(char *at, uint32_t c)
{
	if (c < 0x80) {
		*at = (char)c;
		return 1;
	}
	if (c < 0x800) {
		at[0] = (char)(0xC0 | c >> 6);
		at[1] = (char)(0x80 | (c & 0x3F));
		return 2;
	}
	if (c < 0x10000) {
		at[0] = (char)(0xE0 | c >> 12);
		at[1] = (char)(0x80 | (c >> 6 & 0x3F));
		at[2] = (char)(0x80 | (c & 0x3F));
		return 3;
	}
	at[0] = (char)(0xF0 | c >> 18);
	at[1] = (char)(0x80 | (c >> 12 & 0x3F));
	at[2] = (char)(0x80 | (c >> 6 & 0x3F));
	at[3] = (char)(0x80 | (c & 0x3F));
	return 4;
}

/* U+0000 is no character of text, and surrogates are none at all */
static bool is_character(uint32_t c)
{
	return c && (c < 0xD800 || c > 0xDFFF);
}

static uint32_t any_character(void)
{
	static const uint64_t ends[] = { 0x80, 0x800, 0x10000, 0x110000 };
	uint32_t c;

	do
		c = (uint32_t)any(ends[any(4)]);
	while (!is_character(c));
	return c;
}

#define TEXTS 64
static char texts[TEXTS][4 * 40 + 1];
static char jsons[TEXTS][128];
static char blobs[TEXTS][300];

static const char *any_text(size_t slot)
{
	char *at = texts[slot];

	for (uint64_t left = any(41); left; left--)
		at += put_character(at, any_character());
	*at = '\0';
	return texts[slot];
}

static const char *any_json(size_t slot)
{
	snprintf(jsons[slot], sizeof(jsons[slot]),
		"{\"b\": [%lld, 1.50, null],  \"a\":\"\\u00fc\", \"a\": %llu}",
		(long long)any_integer(), (unsigned long long)any(1000));
	return jsons[slot];
}

static calx_blob any_blob(size_t slot)
{
	const size_t size = any(sizeof(blobs[slot]));

	for (size_t i = 0; i < size; i++)
		blobs[slot][i] = (char)any(256);
	return (calx_blob){ blobs[slot], size };
}

static calx_date any_date(void)
{
	return calx_date_of(
		1 + (int)any(9999), 1 + (int)any(12), 1 + (int)any(28));
}

static calx_time any_time(void)
{
	return calx_time_of((int)any(24), (int)any(60), (int)any(60),
		(int)(any(2) ? any(1000000) : 0));
}

static calx_datetime any_datetime(void)
{
	const calx_date day = any_date();
	const calx_time time = any_time();

	return calx_datetime_of(day.year, day.month, day.day, time.hour,
		time.minute, time.second, time.microsecond);
}

/* Zones are up to 14 hours from UTC; the days at the ends of time are another
 * test's. */
static calx_timestamp any_timestamp(void)
{
	calx_timestamp moment = { .local = any_datetime(),
		.offset_minutes = (int16_t)((int)any(2 * 840 + 1) - 840) };

	if (moment.local.year == 1 || moment.local.year == 9999)
		moment.local.year = 2000;
	return moment;
}

static calx_interval any_interval(void)
{
	return (calx_interval){ (int32_t)any_integer(), (int32_t)any_integer(),
		any_integer() };
}

static calx_uuid any_uuid(void)
{
	calx_uuid uuid;

	for (size_t i = 0; i < sizeof(uuid.bytes); i++)
		uuid.bytes[i] = (uint8_t)any(256);
	/* the variant of RFC 9562: others are another test's */
	uuid.bytes[8] |= 0x81;
	return uuid;
}

static void fill_numbers(struct Any *row)
{
	row->a_boolean = calx_some((bool)any(2));
	row->a_small = calx_some((short)any(0));
	row->an_integer = calx_some((int)any_integer());
	row->a_big = calx_some((long long)any_integer());
	row->a_float = (calx_opt_float){ (float)any_integer() / 3.0f, true };
	row->a_double = calx_some(any_real());
	row->a_price = calx_some(any_decimal(8, 2));
	row->a_whole = calx_some(any_decimal(18, 0));
	row->a_fraction = calx_some(any_decimal(38, 38));
	row->a_numeric = calx_some(any_decimal(38, 10));
	row->an_exact = calx_some(any_exact());
	row->a_color = calx_some((int)any(LABEL_COUNT));
}

static void fill_others(struct Any *row, size_t slot)
{
	row->a_string = any_text(slot);
	row->a_text = any_text(slot);
	row->a_blob = any_blob(slot);
	row->a_date = calx_some(any_date());
	row->a_time = calx_some(any_time());
	row->a_datetime = calx_some(any_datetime());
	row->a_timestamp = calx_some(any_timestamp());
	row->an_interval = calx_some(any_interval());
	row->a_uuid = calx_some(any_uuid());
	row->a_json = any_json(slot);
}

/* One in four has numbers alone, one the rest, and one nothing. */
static void fill(struct Any *rows)
{
	memset(rows, 0, TEXTS * sizeof(*rows));
	for (size_t i = 0; i < TEXTS; i++) {
		rows[i].id = (long long)i + 1;
		if (i % 4 < 2)
			fill_numbers(&rows[i]);
		if (i % 4 && i % 4 < 3)
			fill_others(&rows[i], i);
	}
}

/* ---- ways in and out -------------------------------------------------------- */

static void check_all(const struct Any *rows, size_t count)
{
	const struct Any *want = rows;

	calx_expunge_all(session);
	calx_each(session, Any, got, order_by(Any.id), untracked())
		check_row(got, want++);
	assert_int_equal(want - rows, count);
	for (size_t i = 0; i < count; i++) {
		struct Any *got = calx_get(session, Any, rows[i].id);

		assert_non_null(got);
		check_row(got, &rows[i]);
	}
	/* what came back is no change */
	assert_int_equal(calx_flush(session), CALX_OK);
	assert_null(calx_session_error(session));
}

static void saved_rows_come_back(void **state)
{
	struct Any rows[TEXTS];

	(void)state;
	for (int turn = 0; turn < 4; turn++) {
		fill(rows);
		assert_true(calx_bulk_save(session, Any, rows, TEXTS) >= 0);
		calx_commit(session);
		check_all(rows, TEXTS);
		calx_delete_where(session, Any, all_rows());
		calx_commit(session);
	}
}

static void added_and_changed_rows_come_back(void **state)
{
	struct Any rows[TEXTS], others[TEXTS];
	struct Any *objects[TEXTS];

	(void)state;
	fill(rows);
	for (size_t i = 0; i < TEXTS; i++)
		objects[i] = calx_session_add(
			session, &Any_calx_table_, &rows[i], "here");
	calx_commit(session);
	check_all(rows, TEXTS);
	fill(others);
	for (size_t i = 0; i < TEXTS; i++) {
		objects[i] = calx_get(session, Any, rows[i].id);
		/* another slot: NULL becomes a value, and the other way */
		others[(i + 1) % TEXTS].id = rows[i].id;
		*objects[i] = others[(i + 1) % TEXTS];
	}
	calx_commit(session);
	calx_expunge_all(session);
	for (size_t i = 0; i < TEXTS; i++)
		check_row(calx_get(session, Any, rows[i].id),
			&others[(i + 1) % TEXTS]);
}

/* Each value finds the row that it is in. */
static void values_are_found(void **state)
{
	struct Any rows[TEXTS];

	(void)state;
	fill(rows);
	assert_true(calx_bulk_save(session, Any, rows, TEXTS) >= 0);
	for (size_t i = 2; i < TEXTS; i += 4) {
		const struct Any *row = &rows[i - 1];

#define FOUND(field)                                                    \
	assert_int_equal(                                               \
		1, calx_count(session, Any, where(Any.id, ==, row->id), \
			   where(Any.field, ==, row->field)))
		FOUND(a_boolean);
		FOUND(a_small);
		FOUND(an_integer);
		FOUND(a_big);
		FOUND(a_float);
		FOUND(a_double);
		FOUND(a_price);
		FOUND(a_whole);
		FOUND(a_fraction);
		FOUND(a_numeric);
		FOUND(an_exact);
		FOUND(a_string);
		FOUND(a_text);
		FOUND(a_blob);
		FOUND(a_date);
		FOUND(a_time);
		FOUND(a_datetime);
		FOUND(a_timestamp);
		FOUND(an_interval);
		FOUND(a_uuid);
		FOUND(a_color);
#undef FOUND
	}
}

/* set() and what a single value is read by */
static void values_are_set(void **state)
{
	struct Any rows[TEXTS];

	(void)state;
	fill(rows);
	calx_add(session, Any, .id = 1);
	for (size_t i = 1; i < TEXTS; i += 4) {
		const struct Any *row = &rows[i];

		calx_update(session, Any, set(Any.a_small, row->a_small),
			set(Any.a_double, row->a_double),
			set(Any.a_price, row->a_price),
			set(Any.a_numeric, row->a_numeric),
			set(Any.a_text, row->a_text),
			set(Any.a_blob, row->a_blob),
			set(Any.a_date, row->a_date),
			set(Any.a_time, row->a_time),
			set(Any.a_datetime, row->a_datetime),
			set(Any.a_timestamp, row->a_timestamp),
			set(Any.an_interval, row->an_interval),
			set(Any.a_uuid, row->a_uuid),
			set(Any.a_color, row->a_color), all_rows());
		assert_int_equal(calx_scalar(session, Any.a_small).value,
			row->a_small.value);
		assert_true(calx_scalar(session, Any.a_double).value ==
			    row->a_double.value);
		check_decimal(
			calx_scalar(session, Any.a_price), row->a_price, 2);
		check_decimal(calx_scalar(session, Any.a_numeric),
			row->a_numeric, 10);
		CHECK_TEXT(calx_scalar(session, Any.a_text), row->a_text);
		check_blob(calx_scalar(session, Any.a_blob), row->a_blob);
		CHECK_TEXT(calx_str(calx_scalar(session, Any.a_date)),
			calx_str(row->a_date));
		CHECK_TEXT(calx_str(calx_scalar(session, Any.a_time)),
			calx_str(row->a_time));
		CHECK_TEXT(calx_str(calx_scalar(session, Any.a_datetime)),
			calx_str(row->a_datetime));
		check_moment(calx_scalar(session, Any.a_timestamp),
			row->a_timestamp);
		CHECK_TEXT(calx_str(calx_scalar(session, Any.an_interval)),
			calx_str(row->an_interval));
		CHECK_TEXT(calx_str(calx_scalar(session, Any.a_uuid)),
			calx_str(row->a_uuid));
		CHECK_TEXT(calx_scalar(session, Any.a_color),
			labels[row->a_color.value]);
		calx_expunge_all(session);
	}
}

/* ---- the ends ---------------------------------------------------------------- */

/* microseconds */
static int64_t longest_interval(void)
{
	return capability_lacking(CAN_WRITE_LONG_INTERVALS)
		       ? INT32_MAX * INT64_C(3600000000)
		       : INT64_MAX - 1;
}

static void the_ends_come_back(void **state)
{
	const struct Any ends[] = {
		{ .id = 1,
			.a_small = calx_some((short)INT16_MIN),
			.an_integer = calx_some((int)INT32_MIN),
			.a_big = calx_some((long long)INT64_MIN),
			.a_float = { -FLT_MAX, true },
			.a_double = calx_some(-DBL_MAX),
			.a_price = calx_some(calx_decimal_of("-999999.99")),
			.a_whole = calx_some(
				calx_decimal_of("-999999999999999999")),
			.a_fraction = calx_some(calx_decimal_of(
				"-0.99999999999999999999999999999999999999")),
			.a_numeric = calx_some(calx_decimal_of(
				"-9999999999999999999999999999.9999999999")),
			.an_exact = calx_some(calx_decimal_of(
				"-999999999999999999999999999.99999999999")),
			.a_string = "",
			.a_text = "",
			.a_blob = { "", 0 },
			.a_date = calx_some(calx_date_of(1, 1, 1)),
			.a_time = calx_some(calx_time_of(0, 0, 0)),
			.a_datetime =
				calx_some(calx_datetime_of(1, 1, 1, 0, 0, 0)),
			.a_timestamp =
				calx_some(calx_timestamp_of(1, 1, 1, 0, 0, 0)),
			.an_interval = calx_some(((calx_interval){
				INT32_MIN, INT32_MIN, -longest_interval() })),
			.a_uuid = calx_some(((calx_uuid){ { 0 } })),
			.a_json = "null",
			.a_color = calx_some(0) },
		{ .id = INT64_MAX,
			.a_small = calx_some((short)INT16_MAX),
			.an_integer = calx_some((int)INT32_MAX),
			.a_big = calx_some((long long)INT64_MAX),
			.a_float = { FLT_MAX, true },
			.a_double = calx_some(DBL_MAX),
			.a_price = calx_some(calx_decimal_of("999999.99")),
			.a_whole = calx_some(
				calx_decimal_of("999999999999999999")),
			.a_fraction = calx_some(calx_decimal_of(
				"0.00000000000000000000000000000000000001")),
			.a_numeric = calx_some(calx_decimal_of("0.0000000001")),
			.an_exact = calx_some(calx_decimal_of(
				"0.00000000000000000000000000000000000001")),
			.a_string = "\x7f\xf4\x8f\xbf\xbf",
			.a_text = " \t\r\n\\'\"`%_?$1:a\x01\x1a",
			.a_blob = { "\0\\x\xff'", 5 },
			.a_date = calx_some(calx_date_of(9999, 12, 31)),
			.a_time = calx_some(calx_time_of(23, 59, 59, 999999)),
			.a_datetime = calx_some(calx_datetime_of(
				9999, 12, 31, 23, 59, 59, 999999)),
			.a_timestamp = calx_some(calx_timestamp_of(
				9999, 12, 31, 23, 59, 59, 999999)),
			.an_interval = calx_some(((calx_interval){
				INT32_MAX, INT32_MAX, longest_interval() })),
			.a_uuid = calx_some(((calx_uuid){
				{ 255, 255, 255, 255, 255, 255, 255, 255, 255,
					255, 255, 255, 255, 255, 255, 255 } })),
			.a_json = "[]",
			.a_color = calx_some(LABEL_COUNT - 1) },
	};

	(void)state;
	assert_true(calx_bulk_save(session, Any, ends, 2) >= 0);
	calx_commit(session);
	check_all(ends, 2);
}

static void small_numbers_come_back(void **state)
{
	const double numbers[] = { DBL_MIN, -DBL_MIN, DBL_EPSILON, 0.1, 1e23,
		5e-324, 9007199254740993.0, -0.0 };
	const float floats[] = { FLT_MIN, -FLT_MIN, FLT_EPSILON, 0.1f, 1e23f,
		1e-45f, 16777217.0f, -0.0f };

	(void)state;
	for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++) {
		struct Any row = { .id = 1,
			.a_double = { numbers[i], true },
			.a_float = { floats[i], true } };

		assert_true(calx_bulk_save(session, Any, &row, 1) >= 0);
		check_all(&row, 1);
		calx_delete_where(session, Any, all_rows());
		calx_commit(session);
	}
}

/* One row, which the database keeps as it is, or refuses with the column. */
static bool is_kept(const struct Any *row, const char *column)
{
	const calx_error *error;
	const bool kept = calx_bulk_save(session, Any, row, 1) >= 0;

	if (kept) {
		check_all(row, 1);
		calx_delete_where(session, Any, all_rows());
		calx_commit(session);
		return true;
	}
	error = calx_session_error(session);
	if (strcmp(error->column, column))
		fail_msg("'%s' is not told: %s", column, error->message);
	assert_true(error->status == CALX_RANGE ||
		    error->status == CALX_TYPE_MISMATCH);
	calx_rollback(session);
	/* added, it is refused likewise */
	calx_session_add(session, &Any_calx_table_, row, "here");
	assert_true(calx_commit(session) < 0);
	CHECK_TEXT(calx_session_error(session)->column, column);
	calx_rollback(session);
	calx_expunge_all(session);
	assert_int_equal(calx_count(session, Any), 0);
	return false;
}

static void infinity_is_kept_or_refused(void **state)
{
	const bool keeps = !database_is("mariadb");
	const struct Any rows[] = {
		{ .id = 1, .a_double = { INFINITY, true } },
		{ .id = 1, .a_double = { -INFINITY, true } },
	};
	const struct Any floats[] = {
		{ .id = 1, .a_float = { INFINITY, true } },
		{ .id = 1, .a_float = { -INFINITY, true } },
	};

	(void)state;
	for (int i = 0; i < 2; i++) {
		assert_int_equal(is_kept(&rows[i], "a_double"), keeps);
		assert_int_equal(is_kept(&floats[i], "a_float"), keeps);
	}
}

static void nan_is_refused(void **state)
{
	const struct Any row = { .id = 1, .a_double = { NAN, true } };
	const struct Any floating = { .id = 1, .a_float = { NAN, true } };

	(void)state;
	assert_false(is_kept(&row, "a_double"));
	assert_false(is_kept(&floating, "a_float"));
}

/* Its moment is in a year that there is not, in UTC. */
static void zones_at_the_ends_of_time(void **state)
{
	const struct Any first = { .id = 1,
		.a_timestamp = calx_some(calx_timestamp_of(
			1, 1, 1, 0, 0, 0, 0, .offset_minutes = 840)) };
	const struct Any last = { .id = 1,
		.a_timestamp = calx_some(calx_timestamp_of(9999, 12, 31, 23, 59,
			59, 999999, .offset_minutes = -720)) };
	const bool keeps = !capability_lacking(CAN_KEEP_OFFSETS);

	(void)state;
	assert_int_equal(is_kept(&first, "a_timestamp"), keeps);
	assert_int_equal(is_kept(&last, "a_timestamp"), keeps);
}

/* MariaDB's own type takes none of the versions 8 to 15 whose ninth byte is 80 or
 * less. */
static void uuids_of_no_standard_are_kept_or_refused(void **state)
{
	const struct Any row = { .id = 1,
		.a_uuid = calx_some(
			((calx_uuid){ { 1, 2, 3, 4, 5, 6, 0x97, 8, 9 } })) };

	(void)state;
	assert_int_equal(is_kept(&row, "a_uuid"), !database_is("mariadb"));
}

/* MariaDB's widest column has room for 27 digits before the point. */
static void long_decimals_are_kept_or_refused(void **state)
{
	const struct Any row = { .id = 1,
		.an_exact = calx_some(calx_decimal_of(
			"99999999999999999999999999999999999999")) };

	(void)state;
	assert_int_equal(is_kept(&row, "an_exact"), !database_is("mariadb"));
}

static void nothing_is_not_nothing(void **state)
{
	struct Plain row = { .id = 1, .a_text = "", .a_blob = { "", 0 } };
	struct Plain *got;

	(void)state;
	assert_true(calx_bulk_save(session, Plain, &row, 1) >= 0);
	calx_commit(session);
	got = calx_get(session, Plain, 1);
	CHECK_TEXT(calx_str(got->a_price), "0.00");
	CHECK_TEXT(calx_str(got->a_time), "00:00:00");
	CHECK_TEXT(calx_str(got->an_interval), "PT0.000000S");
	CHECK_TEXT(got->a_text, "");
	assert_non_null(got->a_blob.data);
	got = calx_add(
		session, Plain, .id = 2, .a_text = "", .a_blob = { "", 0 });
	CHECK_TEXT(calx_str(got->a_price), "0");
	calx_commit(session);
	/* as it is in the database */
	CHECK_TEXT(calx_str(got->a_price), "0.00");
}

/* Without the zeros that a database adds, and with those of the column. */
static void quotients_have_the_digits_that_they_need(void **state)
{
	(void)state;
	calx_add(session, Any, .id = 1,
		.a_price = calx_some(calx_decimal_of("12.50")),
		.an_integer = calx_some(3));
	calx_flush(session);
#define QUOTIENT(expression, text) \
	CHECK_TEXT(calx_str(calx_scalar(session, expression)), text)
	QUOTIENT(avg(Any.a_price), "12.50");
	QUOTIENT(calc(Any.a_price, /, 4), "3.125");
	QUOTIENT(calc(Any.a_price, /, 5), "2.50");
	QUOTIENT(calc(calc(Any.a_price, /, 5), +, calx_decimal_of("0.500")),
		"3.000");
	QUOTIENT(sum(Any.a_price), "12.50");
	QUOTIENT(over(avg(Any.a_price), order_by(Any.id)), "12.50");
#undef QUOTIENT
	calx_each_row(session, row, columns(avg(Any.a_price)))
		CHECK_TEXT(
			calx_str(calx_row_get(row, avg(Any.a_price))), "12.50");
	/* sixteen digits, whatever the rest of them are */
	assert_int_equal(calx_count(session, Any,
				 where(calc(Any.a_price, /, 3), between,
					 calx_decimal_of("4.16666666666666"),
					 calx_decimal_of("4.16666666666668"))),
		1);
}

/* ---- text --------------------------------------------------------------------- */

#define MEBIBYTE ((size_t)1 << 20)

static void a_mebibyte_comes_back(void **state)
{
	char *text = malloc(MEBIBYTE + 1), *bytes = malloc(MEBIBYTE);
	struct Any row = {
		.id = 1, .a_text = text, .a_blob = { bytes, MEBIBYTE }
	};

	(void)state;
	assert_non_null(text);
	assert_non_null(bytes);
	for (size_t i = 0; i < MEBIBYTE; i++) {
		text[i] = (char)('!' + any(90));
		bytes[i] = (char)any(256);
	}
	text[MEBIBYTE] = '\0';
	assert_true(calx_bulk_save(session, Any, &row, 1) >= 0);
	calx_commit(session);
	check_all(&row, 1);
	assert_int_equal(
		1, calx_count(session, Any, where(Any.a_text, ==, text)));
	free(text);
	free(bytes);
}

/* Each plane as one text: all that Unicode has, in three of them. */
static void all_of_unicode_comes_back(void **state)
{
	char *text = malloc(4 * 0x10000 + 1);

	(void)state;
	assert_non_null(text);
	for (uint32_t plane = 0; plane <= 16; plane++) {
		struct Any row = { .id = 1, .a_text = text };
		char *at = text;

		for (uint32_t c = plane << 16; c <= (plane << 16 | 0xFFFF); c++)
			if (is_character(c))
				at += put_character(at, c);
		*at = '\0';
		assert_true(calx_bulk_save(session, Any, &row, 1) >= 0);
		check_all(&row, 1);
		calx_delete_where(session, Any, all_rows());
		calx_commit(session);
	}
	free(text);
}

/* Texts that people take for one another are several. */
static void texts_differ(void **state)
{
	static const char *const words[] = { "a", "A", "a ", " a", "\xc3\xa4",
		"a\xcc\x88", "\xc3\x84", "ss", "\xc3\x9f", "\xe2\x84\xab",
		"\xc3\x85", "\xef\xbd\x81", "", " ", "\x01", "a\\", "a%", "a_",
		"a'", "\xf0\x9f\x98\x80", "\xf0\x9f\x98\x81" };
	const size_t count = sizeof(words) / sizeof(*words);

	(void)state;
	for (size_t i = 0; i < count; i++)
		calx_add(session, Any, .id = (long long)i + 1,
			.a_string = words[i]);
	calx_commit(session);
	for (size_t i = 0; i < count; i++) {
		const struct Any *found = calx_one(
			session, Any, where(Any.a_string, ==, words[i]));

		assert_non_null(found);
		assert_int_equal(found->id, i + 1);
	}
}

static void check_text_refused(calx_text text, const char *why)
{
	const calx_error *error;

	calx_add(session, Any, .id = 1);
	assert_true(calx_update(session, Any, set(Any.a_text, text),
			    where(Any.id, ==, 1)) < 0);
	error = calx_session_error(session);
	CHECK_TEXT(error->column, "a_text");
	if (!strstr(error->message, why))
		fail_msg("%s", error->message);
	calx_rollback(session);
}

static void what_is_no_text_is_refused(void **state)
{
	(void)state;
	check_text_refused(calx_text_of("a\0b", 3), "NUL");
	check_text_refused(calx_text_of("\xc3", 1), "UTF-8");
	check_text_refused(calx_text_of("\xed\xa0\x80", 3), "UTF-8");
	check_text_refused(calx_text_of("\xf4\x90\x80\x80", 4), "UTF-8");
	check_text_refused(calx_text_of("\xc0\x80", 2), "UTF-8");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

CHECK_MAIN("roundtrip", TEST(saved_rows_come_back),
	TEST(added_and_changed_rows_come_back), TEST(values_are_found),
	TEST(values_are_set), TEST(the_ends_come_back),
	TEST(small_numbers_come_back), TEST(infinity_is_kept_or_refused),
	TEST(nan_is_refused), TEST(zones_at_the_ends_of_time),
	TEST(uuids_of_no_standard_are_kept_or_refused),
	TEST(long_decimals_are_kept_or_refused), TEST(nothing_is_not_nothing),
	TEST(quotients_have_the_digits_that_they_need),
	TEST(a_mebibyte_comes_back), TEST(all_of_unicode_comes_back),
	TEST(texts_differ), TEST(what_is_no_text_is_refused))
