#include "sql/type/type.h"

#include <string.h>

#include "sql/type/decimal.h"
#include "sql/type/temporal.h"
#include "util/fail.h"
#include "util/utf8.h"

/* Whether a value may be stored, and as what. First whether it is one at all,
 * by its own kind; then whether the column can take it. */

typedef enum calx_status value_checker(
	const calx_column *column, const calx_value *value, calx_error *error);

/* ---- is it a value? ------------------------------------------------------ */

static enum calx_status check_text(
	const calx_column *column, const calx_value *value, calx_error *error)
{
	const char *text = value->as.text.data;
	size_t size = value->as.text.size;

	if (!size || calx__utf8_storable(text, size))
		return CALX_OK;
	if (memchr(text, '\0', size))
		return calx__fail_column(error, CALX_INVALID, column,
			"the text has a NUL character in it");
	return calx__fail_column(
		error, CALX_INVALID, column, "the text is not valid UTF-8");
}

static enum calx_status check_real(
	const calx_column *column, const calx_value *value, calx_error *error)
{
	/* NaN is the one number that is not equal to itself; databases have no
	 * common idea of it, and one makes NULL of it without a word */
	if (value->as.real != value->as.real)
		return calx__fail_column(
			error, CALX_RANGE, column, "NaN cannot be stored");
	return CALX_OK;
}

static enum calx_status check_decimal(
	const calx_column *column, const calx_value *value, calx_error *error)
{
	const calx_decimal *decimal = &value->as.decimal;

	if (calx__decimal_is_valid(*decimal))
		return CALX_OK;
	if (!calx__decimal_is_stray(*decimal))
		return calx__fail_column(error, CALX_INVALID, column,
			"the decimal is not a number of at most 38 digits");
	calx__fail_column(error, CALX_INVALID, column,
		"a bare %g is no calx_decimal", (double)decimal->mark);
	calx__fail_hint(
		error, "Write calx_decimal_of(\"%g\").", (double)decimal->mark);
	return CALX_INVALID;
}

static enum calx_status check_date(
	const calx_column *column, const calx_value *value, calx_error *error)
{
	calx_date d = value->as.date;

	if (calx__date_is_valid(d))
		return CALX_OK;
	return calx__fail_column(error, CALX_INVALID, column,
		"%04d-%02d-%02d is not a date", d.year, d.month, d.day);
}

static enum calx_status check_time(
	const calx_column *column, const calx_value *value, calx_error *error)
{
	calx_time t = value->as.time;

	if (calx__time_is_valid(t))
		return CALX_OK;
	return calx__fail_column(error, CALX_INVALID, column,
		"%02d:%02d:%02d.%06d is not a time of day", t.hour, t.minute,
		t.second, (int)t.microsecond);
}

static enum calx_status check_datetime(
	const calx_column *column, const calx_value *value, calx_error *error)
{
	calx_datetime t = value->as.datetime;

	if (calx__datetime_is_valid(t))
		return CALX_OK;
	return calx__fail_column(error, CALX_INVALID, column,
		"%04d-%02d-%02d %02d:%02d:%02d.%06d is not a date and time",
		t.year, t.month, t.day, t.hour, t.minute, t.second,
		(int)t.microsecond);
}

static enum calx_status check_timestamp(
	const calx_column *column, const calx_value *value, calx_error *error)
{
	calx_timestamp timestamp = value->as.timestamp;
	calx_value local = { .kind = CALX_DATETIME };

	if (calx__timestamp_is_valid(timestamp))
		return CALX_OK;
	local.as.datetime = timestamp.local;
	if (check_datetime(column, &local, error) < 0)
		return CALX_INVALID;
	return calx__fail_column(error, CALX_INVALID, column,
		"an offset of %d minutes from UTC is not a time zone",
		timestamp.offset_minutes);
}

/* by the value's own kind; NULL: every value is one */
static value_checker *const value_checkers[CALX_KIND_COUNT] = {
	[CALX_FLOAT] = check_real,
	[CALX_DOUBLE] = check_real,
	[CALX_NUMERIC] = check_decimal,
	[CALX_STRING] = check_text,
	[CALX_TEXT] = check_text,
	[CALX_JSON] = check_text,
	[CALX_DATE] = check_date,
	[CALX_TIME] = check_time,
	[CALX_DATETIME] = check_datetime,
	[CALX_TIMESTAMP] = check_timestamp,
};

/* ---- can the column take it? --------------------------------------------- */

static enum calx_status fit_integer(
	const calx_column *column, const calx_value *value, calx_error *error)
{
	return calx__integer_check(column, value->as.integer, error);
}

static enum calx_status fit_float(
	const calx_column *column, const calx_value *value, calx_error *error)
{
	return calx__float_check(column, value->as.real, error);
}

static enum calx_status fit_string(
	const calx_column *column, const calx_value *value, calx_error *error)
{
	size_t max = (size_t)column->type.length;
	size_t size = value->as.text.size, count;

	/* no text has more characters than bytes */
	if (!max || size <= max)
		return CALX_OK;
	count = calx__utf8_count(value->as.text.data, size);
	if (count <= max)
		return CALX_OK;
	return calx__fail_column(error, CALX_RANGE, column,
		"the text has %zu characters, and string(%zu) takes %zu", count,
		max, max);
}

static enum calx_status fit_numeric(
	const calx_column *column, const calx_value *value, calx_error *error)
{
	const calx_type *type = &column->type;
	char text[CALX_DECIMAL_TEXT_MAX];
	calx_decimal exact;

	if (!type->length)
		return CALX_OK;
	if (!calx_decimal_rescale(
		    value->as.decimal, (unsigned)type->scale, &exact) &&
		calx__decimal_digits(exact) <= (unsigned)type->length)
		return CALX_OK;
	calx_decimal_write(value->as.decimal, text);
	return calx__fail_column(error, CALX_RANGE, column,
		"%s does not fit numeric(%d, %d)", text, type->length,
		type->scale);
}

static enum calx_status fit_enumeration(
	const calx_column *column, const calx_value *value, calx_error *error)
{
	const char *const *labels = column->type.labels;
	int64_t count = 0;

	while (labels && labels[count])
		count++;
	if (value->as.integer >= 0 && value->as.integer < count)
		return CALX_OK;
	return calx__fail_column(error, CALX_RANGE, column,
		"%lld is not one of the %lld values of the enumeration, which count from 0",
		(long long)value->as.integer, (long long)count);
}

/* by the column's kind; NULL: it takes every value of its kind */
static value_checker *const column_checkers[CALX_KIND_COUNT] = {
	[CALX_BOOLEAN] = fit_integer,
	[CALX_SMALL_INTEGER] = fit_integer,
	[CALX_INTEGER] = fit_integer,
	[CALX_FLOAT] = fit_float,
	[CALX_NUMERIC] = fit_numeric,
	[CALX_STRING] = fit_string,
	[CALX_ENUMERATION] = fit_enumeration,
};

enum calx_status calx__value_check(
	const calx_column *column, const calx_value *value, calx_error *error)
{
	value_checker *check = value_checkers[value->kind];
	enum calx_status status = CALX_OK;

	/* whether NULL may be stored is the database's to say: a column that
	 * is not nullable may have a default */
	if (value->kind == CALX_NULL)
		return CALX_OK;
	if (check)
		status = check(column, value, error);
	if (status < 0 || !column)
		return status;
	if (column->type.kind != value->kind &&
		!calx__kinds_fit(column->type.kind, value->kind))
		return calx__fail_kind(error, column, value->kind);
	check = column_checkers[column->type.kind];
	return check ? check(column, value, error) : CALX_OK;
}

/* ---- as what is it stored? ----------------------------------------------- */

static void store_label(const calx_column *column, calx_value *value)
{
	const char *label = column->type.labels[value->as.integer];

	value->kind = CALX_STRING;
	value->as.text.data = label;
	value->as.text.size = strlen(label);
}

static void store_decimal(const calx_column *column, calx_value *value)
{
	value->as.decimal =
		calx__decimal_settle(&column->type, value->as.decimal);
}

/* by the column's kind; NULL: it is stored as it is */
static void (*const store_functions[CALX_KIND_COUNT])(
	const calx_column *column, calx_value *value) = {
	[CALX_NUMERIC] = store_decimal,
	[CALX_ENUMERATION] = store_label,
};

bool calx__value_stored(const calx_column *column, const calx_value *value,
	calx_value *ret_stored)
{
	if (value->kind == CALX_NULL ||
		!calx__types[column->type.kind].is_settled)
		return false;
	*ret_stored = *value;
	store_functions[column->type.kind](column, ret_stored);
	return true;
}
