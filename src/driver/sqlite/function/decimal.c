#include "driver/sqlite/function/decimal.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "sql/type/arithmetic.h"
#include "sql/type/decimal.h"

/* The functions of decimal.h over those of <calx/decimal.h>. */

/* a schema that called one would keep other programs from opening the file */
#define FLAGS (SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_DIRECTONLY)

/* ---- in and out ----------------------------------------------------------- */

/* A floating number is a decimal of at most 15 digits, which a double keeps. */
static bool real_read(double real, calx_decimal *ret_decimal)
{
	char digits[32];

	sqlite3_snprintf(sizeof(digits), digits, "%.15g", real);
	return calx_decimal_read(digits, strlen(digits), ret_decimal) >= 0;
}

static bool value_read(sqlite3_value *value, calx_decimal *ret_decimal)
{
	const char *text;

	switch (sqlite3_value_type(value)) {
	case SQLITE_INTEGER:
		*ret_decimal =
			calx_decimal_of_integer(sqlite3_value_int64(value), 0);
		return true;
	case SQLITE_FLOAT:
		return real_read(sqlite3_value_double(value), ret_decimal);
	case SQLITE_TEXT:
		text = (const char *)sqlite3_value_text(value);
		return text && calx_decimal_read(text,
				       (size_t)sqlite3_value_bytes(value),
				       ret_decimal) >= 0;
	default:
		return false;
	}
}

static void fail_value(sqlite3_context *context, sqlite3_value *value)
{
	char message[120];
	const unsigned char *text = NULL;

	if (sqlite3_value_type(value) != SQLITE_BLOB)
		text = sqlite3_value_text(value);
	sqlite3_snprintf(sizeof(message), message,
		"'%.60s' is not a decimal number of up to 38 digits",
		text ? (const char *)text : "a blob");
	sqlite3_result_error(context, message, -1);
	sqlite3_result_error_code(context, SQLITE_MISMATCH);
}

static void fail_range(sqlite3_context *context, const char *what)
{
	char message[120];

	sqlite3_snprintf(sizeof(message), message,
		DECIMAL_RANGE ": %s has no room in 38 digits", what);
	sqlite3_result_error(context, message, -1);
}

static void result_set(sqlite3_context *context, calx_decimal decimal)
{
	char text[CALX_DECIMAL_TEXT_MAX];
	const size_t length = calx_decimal_write(decimal, text);

	sqlite3_result_text(context, text, (int)length, SQLITE_TRANSIENT);
}

/* All arguments, as decimals; false: the result is NULL, or an error. */
static bool arguments_read(sqlite3_context *context, int count,
	sqlite3_value **arguments, calx_decimal *decimals)
{
	for (int i = 0; i < count; i++)
		if (sqlite3_value_type(arguments[i]) == SQLITE_NULL)
			return false;
	for (int i = 0; i < count; i++)
		if (!value_read(arguments[i], &decimals[i])) {
			fail_value(context, arguments[i]);
			return false;
		}
	return true;
}

/* ---- of one number -------------------------------------------------------- */

static void decimal_make(
	sqlite3_context *context, int count, sqlite3_value **arguments)
{
	calx_decimal decimal, scaled;
	unsigned scale;

	if (!arguments_read(context, 1, arguments, &decimal))
		return;
	scale = count > 1 ? (unsigned)sqlite3_value_int(arguments[1]) : 0;
	if (scale > decimal.scale &&
		calx_decimal_rescale(decimal, scale, &scaled) >= 0)
		decimal = scaled;
	result_set(context, decimal);
}

static void decimal_cast(
	sqlite3_context *context, int count, sqlite3_value **arguments)
{
	const unsigned precision = (unsigned)sqlite3_value_int(arguments[1]);
	const unsigned scale = (unsigned)sqlite3_value_int(arguments[2]);
	calx_decimal decimal, rounded;
	char message[120];

	(void)count;
	if (!arguments_read(context, 1, arguments, &decimal))
		return;
	if (calx_decimal_round(decimal, scale, &rounded) >= 0 &&
		calx__decimal_digits(rounded) <= precision) {
		result_set(context, rounded);
		return;
	}
	sqlite3_snprintf(sizeof(message), message,
		DECIMAL_RANGE ": %s does not fit numeric(%u, %u)",
		(const char *)sqlite3_value_text(arguments[0]), precision,
		scale);
	sqlite3_result_error(context, message, -1);
}

/* ---- of two --------------------------------------------------------------- */

struct operation {
	const char *name;
	const char *makes;
	enum calx_status (*compute)(
		calx_decimal a, calx_decimal b, calx_decimal *ret_decimal);
	bool divides;
};

static const struct operation operations[] = {
	{ "calx_add", "the sum", calx_decimal_add, false },
	{ "calx_sub", "the difference", calx_decimal_sub, false },
	{ "calx_mul", "the product", calx_decimal_mul, false },
	{ "calx_div", "the quotient", calx__decimal_quotient, true },
	{ "calx_mod", "the rest", calx_decimal_mod, true },
};

static void decimal_compute(
	sqlite3_context *context, int count, sqlite3_value **arguments)
{
	const struct operation *operation = sqlite3_user_data(context);
	calx_decimal operands[2] = { 0 }, result;

	if (!arguments_read(context, count, arguments, operands))
		return;
	/* NULL, as SQLite has it for all numbers */
	if (operation->divides && !calx__decimal_coefficient(operands[1]))
		return;
	if (operation->compute(operands[0], operands[1], &result) < 0)
		fail_range(context, operation->makes);
	else
		result_set(context, result);
}

/* ---- of many -------------------------------------------------------------- */

/* all zero, it is that of no rows */
struct total {
	calx_decimal sum;
	int64_t count;
};

static void total_change(sqlite3_context *context, sqlite3_value **arguments,
	enum calx_status (*change)(
		calx_decimal a, calx_decimal b, calx_decimal *ret_decimal),
	int64_t count)
{
	struct total *total;
	calx_decimal decimal;

	if (!arguments_read(context, 1, arguments, &decimal))
		return;
	total = sqlite3_aggregate_context(context, sizeof(*total));
	if (!total) {
		sqlite3_result_error_nomem(context);
		return;
	}
	total->count += count;
	if (change(total->sum, decimal, &total->sum) < 0)
		fail_range(context, "the sum");
}

static void total_step(
	sqlite3_context *context, int count, sqlite3_value **arguments)
{
	(void)count;
	total_change(context, arguments, calx_decimal_add, 1);
}

static void total_inverse(
	sqlite3_context *context, int count, sqlite3_value **arguments)
{
	(void)count;
	total_change(context, arguments, calx_decimal_sub, -1);
}

/* NULL for no rows. */
static const struct total *total_get(sqlite3_context *context)
{
	const struct total *total = sqlite3_aggregate_context(context, 0);

	return total && total->count ? total : NULL;
}

static void sum_value(sqlite3_context *context)
{
	const struct total *total = total_get(context);

	if (total)
		result_set(context, total->sum);
}

static void average_value(sqlite3_context *context)
{
	const struct total *total = total_get(context);
	calx_decimal average;

	if (!total)
		return;
	if (calx__decimal_quotient(total->sum,
		    calx_decimal_of_integer(total->count, 0), &average) < 0)
		fail_range(context, "the average");
	else
		result_set(context, average);
}

/* ---- the whole ------------------------------------------------------------ */

static const struct {
	const char *name;
	int count; /* of arguments */
	void (*call)(
		sqlite3_context *context, int count, sqlite3_value **arguments);
} functions[] = {
	{ "calx_decimal", 1, decimal_make },
	{ "calx_decimal", 2, decimal_make },
	{ "calx_cast", 3, decimal_cast },
};

static const struct {
	const char *name;
	void (*value)(sqlite3_context *context);
} aggregates[] = {
	{ "calx_sum", sum_value },
	{ "calx_avg", average_value },
};

int calx__sqlite_decimals_add(sqlite3 *handle)
{
	int code = SQLITE_OK;

	for (size_t i = 0; i < sizeof(functions) / sizeof(*functions); i++)
		code |= sqlite3_create_function_v2(handle, functions[i].name,
			functions[i].count, FLAGS, NULL, functions[i].call,
			NULL, NULL, NULL);
	for (size_t i = 0; i < sizeof(operations) / sizeof(*operations); i++)
		code |= sqlite3_create_function_v2(handle, operations[i].name,
			2, FLAGS,
			/* only read, as the table is */
			(void *)(uintptr_t)&operations[i], decimal_compute,
			NULL, NULL, NULL);
	for (size_t i = 0; i < sizeof(aggregates) / sizeof(*aggregates); i++)
		code |= sqlite3_create_window_function(handle,
			aggregates[i].name, 1, FLAGS, NULL, total_step,
			aggregates[i].value, aggregates[i].value, total_inverse,
			NULL);
	return code == SQLITE_OK ? SQLITE_OK : SQLITE_NOMEM;
}
