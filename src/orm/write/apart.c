#include "orm/write/apart.h"

#include <string.h>

#include "orm/base/error.h"
#include "orm/fetch/fetch.h"
#include "sql/schema/descriptor.h"
#include "sql/type/field.h"
#include "util/fail.h"

/* Numbers that hop about all of the type's values, each made a value of the
 * column's type and looked for in the table: the first that is not there is
 * taken. CHECK constraints are not known here: the database says if one minds. */

#define TRIES 64
#define TEXT_LENGTH 20

/* splitmix64 */
static uint64_t hop(uint64_t number)
{
	number += UINT64_C(0x9e3779b97f4a7c15);
	number = (number ^ number >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	number = (number ^ number >> 27) * UINT64_C(0x94d049bb133111eb);
	return number ^ number >> 31;
}

/* ---- a number as a value ------------------------------------------------------ */

typedef bool value_maker(const calx_column *column, uint64_t number,
	struct arena *arena, calx_value *ret_value);

/* Positive, as most columns with a CHECK want it. */
static bool make_small(const calx_column *column, uint64_t number,
	struct arena *arena, calx_value *ret_value)
{
	(void)column;
	(void)arena;
	ret_value->as.integer = (int64_t)(number % INT16_MAX) + 1;
	return true;
}

static bool make_integer(const calx_column *column, uint64_t number,
	struct arena *arena, calx_value *ret_value)
{
	(void)column;
	(void)arena;
	ret_value->as.integer = (int64_t)(number % INT32_MAX) + 1;
	return true;
}

static bool make_real(const calx_column *column, uint64_t number,
	struct arena *arena, calx_value *ret_value)
{
	(void)column;
	(void)arena;
	ret_value->as.real = (double)(number % (1 << 20)) + 0.5;
	return true;
}

/* As many digits as the column takes. */
static bool make_decimal(const calx_column *column, uint64_t number,
	struct arena *arena, calx_value *ret_value)
{
	uint64_t limit = 1;

	(void)arena;
	for (int i = 0;
		i < 15 && (!column->type.length || i < column->type.length);
		i++)
		limit *= 10;
	ret_value->as.decimal = calx_decimal_of_integer(
		(int64_t)(number % limit), (unsigned)column->type.scale);
	return true;
}

static bool make_text(const calx_column *column, uint64_t number,
	struct arena *arena, calx_value *ret_value)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789";
	size_t size = TEXT_LENGTH;
	char *text;

	if (column->type.length && (size_t)column->type.length < size)
		size = (size_t)column->type.length;
	text = calx__arena_alloc(arena, size + 1);
	if (!text)
		return false;
	for (size_t i = 0; i < size; i++, number = hop(number))
		text[i] = letters[number % (sizeof(letters) - 1)];
	text[size] = '\0';
	ret_value->as.text.data = text;
	ret_value->as.text.size = size;
	return true;
}

static bool make_blob(const calx_column *column, uint64_t number,
	struct arena *arena, calx_value *ret_value)
{
	const uint64_t words[2] = { number, hop(number) };
	char *bytes = calx__arena_alloc(arena, sizeof(words));

	(void)column;
	if (!bytes)
		return false;
	memcpy(bytes, words, sizeof(words));
	ret_value->as.text.data = bytes;
	ret_value->as.text.size = sizeof(words);
	return true;
}

static bool make_uuid(const calx_column *column, uint64_t number,
	struct arena *arena, calx_value *ret_value)
{
	const uint64_t words[2] = { number, hop(number) };

	(void)column;
	(void)arena;
	memcpy(ret_value->as.uuid.bytes, words, sizeof(words));
	return true;
}

static calx_date day_of(uint64_t number)
{
	return (calx_date){ (int16_t)(number % 9999 + 1),
		(uint8_t)(number / 9999 % 12 + 1),
		(uint8_t)(number / 119988 % 28 + 1) };
}

static calx_time time_of(uint64_t number)
{
	return (calx_time){ .hour = (uint8_t)(number % 24),
		.minute = (uint8_t)(number / 24 % 60),
		.second = (uint8_t)(number / 1440 % 60) };
}

static calx_datetime datetime_of(uint64_t number)
{
	const calx_date day = day_of(number);
	const calx_time time = time_of(hop(number));

	return (calx_datetime){ day.year, day.month, day.day, time.hour,
		time.minute, time.second, 0 };
}

static bool make_date(const calx_column *column, uint64_t number,
	struct arena *arena, calx_value *ret_value)
{
	(void)column;
	(void)arena;
	ret_value->as.date = day_of(number);
	return true;
}

static bool make_time(const calx_column *column, uint64_t number,
	struct arena *arena, calx_value *ret_value)
{
	(void)column;
	(void)arena;
	ret_value->as.time = time_of(number);
	return true;
}

static bool make_datetime(const calx_column *column, uint64_t number,
	struct arena *arena, calx_value *ret_value)
{
	(void)column;
	(void)arena;
	ret_value->as.datetime = datetime_of(number);
	return true;
}

static bool make_timestamp(const calx_column *column, uint64_t number,
	struct arena *arena, calx_value *ret_value)
{
	(void)column;
	(void)arena;
	ret_value->as.timestamp = (calx_timestamp){ datetime_of(number), 0 };
	return true;
}

/* A kind without one has too few values: a truth, a label. */
static value_maker *const makers[CALX_KIND_COUNT] = {
	[CALX_SMALL_INTEGER] = make_small,
	[CALX_INTEGER] = make_integer,
	[CALX_BIG_INTEGER] = make_integer,
	[CALX_FLOAT] = make_real,
	[CALX_DOUBLE] = make_real,
	[CALX_NUMERIC] = make_decimal,
	[CALX_STRING] = make_text,
	[CALX_TEXT] = make_text,
	[CALX_BLOB] = make_blob,
	[CALX_UUID] = make_uuid,
	[CALX_DATE] = make_date,
	[CALX_TIME] = make_time,
	[CALX_DATETIME] = make_datetime,
	[CALX_TIMESTAMP] = make_timestamp,
};

bool calx__apart_is_possible(const struct mapper *mapper, unsigned number)
{
	return makers[calx__column_at(mapper->table, number)->type.kind];
}

/* ---- one that no row has --------------------------------------------------- */

/* 1: some row has it, 0: none, < 0: failed */
static int is_taken(struct flush *flush, const struct mapper *mapper,
	const calx_column *column, const calx_value *value)
{
	const calx_node left = { .kind = CALX_NODE_COLUMN, .column = column };
	const calx_node clauses[] = {
		{ .kind = CALX_NODE_COMPARE,
			.text = "==",
			.operand = &left,
			.right = { .kind = value->kind,
				.what = CALX_OPERAND_AT,
				.word = (uint64_t)(uintptr_t)value } },
		{ .kind = CALX_NODE_END },
	};
	const struct statement exists = { .kind = STATEMENT_EXISTS,
		.table = mapper->table,
		.clauses = clauses };
	const enum calx_kind integer = CALX_INTEGER;
	struct prepared *prepared =
		calx__fetch_start(flush->session, &exists, flush->reason.where);
	calx_value found = { .kind = CALX_NULL };
	int step = prepared ? calx__step(prepared) : -1;

	if (step == 1 && calx__row(prepared, &integer, 1, &found) < 0)
		step = -1;
	calx__finish(prepared);
	if (step >= 0)
		return found.kind != CALX_NULL && found.as.integer;
	calx__session_failed(flush->session, flush->reason.where);
	return step;
}

enum calx_status calx__apart_put(
	struct flush *flush, struct mapper *mapper, unsigned number, void *row)
{
	const calx_column *column = calx__column_at(mapper->table, number);
	calx_error *error = calx__session_failing(flush->session);
	calx_value value = { .kind = column->type.kind };
	int taken = 1;

	for (uint64_t i = 1; i <= TRIES && taken == 1; i++) {
		if (!makers[column->type.kind](
			    column, hop(i), &flush->arena, &value))
			return calx__session_fail_memory(flush->session);
		taken = is_taken(flush, mapper, column, &value);
	}
	if (taken == 1)
		return calx__column_fail(error, CALX_CONFLICT, column,
			"rows exchange its values, and there is none to put in between");
	return taken < 0 ? calx__session_status(flush->session)
			 : calx__field_write(column, row, &value, error);
}
