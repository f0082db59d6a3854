#include "sql/type/numeric.h"

#include <string.h>

#include "sql/type/arithmetic.h"
#include "sql/type/column.h"
#include "sql/type/decimal.h"
#include "sql/type/real.h"
#include "util/fail.h"

/* Decimals in columns. A database that keeps numbers gives 12.5 for 12.50, and
 * a program writes 13 for 13.00: in a numeric(p, s) both have the scale s. */

/* ---- rows ----------------------------------------------------------------- */

void calx__numeric_load(const char *field, calx_value *value)
{
	value->kind = CALX_NUMERIC;
	memcpy(&value->as.decimal, field, sizeof(calx_decimal));
}

bool calx__numeric_store(
	const calx_column *column, char *field, const calx_value *value)
{
	calx_decimal decimal =
		calx__decimal_settle(&column->type, value->as.decimal);

	memcpy(field, &decimal, sizeof(decimal));
	return true;
}

void calx__numeric_settle_field(const calx_column *column, char *field)
{
	calx_decimal decimal;

	memcpy(&decimal, field, sizeof(decimal));
	if (decimal.scale == column->type.scale)
		return;
	decimal = calx__decimal_settle(&column->type, decimal);
	memcpy(field, &decimal, sizeof(decimal));
}

/* ---- values --------------------------------------------------------------- */

static enum calx_status decimal_check(const struct type_info *type,
	const calx_column *column, const calx_value *value, calx_error *error)
{
	const calx_decimal *decimal = &value->as.decimal;
	double bare = (double)decimal->mark;

	(void)type;
	if (calx__decimal_is_valid(*decimal))
		return CALX_OK;
	if (!calx__decimal_is_stray(*decimal))
		return calx__column_fail(error, CALX_INVALID, column,
			"the decimal is not a number of at most 38 digits");
	calx__column_fail(error, CALX_INVALID, column,
		"a bare %g is no calx_decimal", bare);
	calx__fail_hint(error, "Write calx_decimal_of(\"%g\").", bare);
	return CALX_INVALID;
}

static bool decimal_same(const calx_value *a, const calx_value *b)
{
	const calx_decimal *x = &a->as.decimal, *y = &b->as.decimal;

	return x->mark == y->mark && x->scale == y->scale &&
	       x->negative == y->negative && x->high == y->high &&
	       x->low == y->low;
}

static bool decimal_equal(const calx_value *a, const calx_value *b)
{
	return calx_decimal_compare(a->as.decimal, b->as.decimal) == 0;
}

static uint64_t decimal_hash(const calx_value *value)
{
	double number = calx_decimal_to_double(value->as.decimal);
	uint64_t bits;

	memcpy(&bits, &number, sizeof(bits));
	return bits;
}

static bool decimal_read(const char *text, size_t size, calx_value *ret_value)
{
	return calx_decimal_read(text, size, &ret_value->as.decimal) >= 0;
}

static bool decimal_convert(const calx_value *value, calx_value *ret_value)
{
	char text[REAL_TEXT_MAX];

	if (value->kind == CALX_INTEGER) {
		ret_value->as.decimal =
			calx_decimal_of_integer(value->as.integer, 0);
		return true;
	}
	if (value->kind != CALX_DOUBLE)
		return false;
	calx__double_write(value->as.real, text);
	return decimal_read(text, strlen(text), ret_value);
}

const struct value_family calx__decimals = {
	.check = decimal_check,
	.same = decimal_same,
	.equal = decimal_equal,
	.hash = decimal_hash,
	.read = decimal_read,
	.convert = decimal_convert,
};

size_t calx__numeric_write(const calx_value *value, char *text)
{
	return calx_decimal_write(value->as.decimal, text);
}

/* ---- columns -------------------------------------------------------------- */

enum calx_status calx__numeric_fit(const struct type_info *info,
	const calx_column *column, const calx_value *value, calx_error *error)
{
	const calx_type *type = &column->type;
	char text[CALX_DECIMAL_TEXT_MAX];
	calx_decimal exact;

	(void)info;
	if (!type->length)
		return CALX_OK;
	if (calx_decimal_rescale(
		    value->as.decimal, (unsigned)type->scale, &exact) >= 0 &&
		calx__decimal_digits(exact) <= (unsigned)type->length)
		return CALX_OK;
	calx_decimal_write(value->as.decimal, text);
	return calx__column_fail(error, CALX_RANGE, column,
		"%s does not fit numeric(%d, %d)", text, type->length,
		type->scale);
}

/* Databases may keep numbers of up to 15 digits in floating point, which tells
 * all of them apart. What is compared with them and has more digits lies between
 * two of them, and so does another number of 16 digits: one more, 5, stands for
 * those that are cut off. What is stored has not so many. */
#define REAL_DIGITS 15

static calx_decimal between_reals(calx_decimal decimal, unsigned digits)
{
	const unsigned extra = digits - REAL_DIGITS;
	const uint128 unit = calx__power(extra);
	uint128 number = calx__decimal_coefficient(decimal);

	if (number % unit == 0)
		return decimal;
	number = number / unit * unit + unit / 2;
	return calx__decimal_make(number, decimal.scale, decimal.negative);
}

void calx__numeric_settle(const calx_column *column, calx_value *value)
{
	const calx_type *type = &column->type;
	calx_decimal decimal = calx__decimal_settle(type, value->as.decimal);
	unsigned digits;

	if (type->length && type->length <= REAL_DIGITS) {
		digits = calx__decimal_digits(decimal);
		if (digits > REAL_DIGITS)
			decimal = between_reals(decimal, digits);
	}
	/* in a key 1.5 and 1.50 are one value, also where they are text */
	if (!type->length &&
		(column->options.primary_key || column->options.unique))
		decimal = calx__decimal_strip(decimal, 0);
	value->as.decimal = decimal;
}
