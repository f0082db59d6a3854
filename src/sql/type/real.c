#include "sql/type/real.h"

#include <float.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sql/type/column.h"

/* Floating point numbers: doubles in a value. */

/* ---- as text -------------------------------------------------------------- */

/* The program's locale may have another decimal point. */
static void point_normalise(char *text)
{
	const char *point = localeconv()->decimal_point;
	size_t length = strlen(point);
	char *at =
		length && strcmp(point, ".") != 0 ? strstr(text, point) : NULL;

	if (!at)
		return;
	*at = '.';
	memmove(at + 1, at + length, strlen(at + length) + 1);
}

void calx__double_write(double number, char text[REAL_TEXT_MAX])
{
	for (int digits = 15; digits <= 17; digits++) {
		snprintf(text, REAL_TEXT_MAX, "%.*g", digits, number);
		if (strtod(text, NULL) == number)
			break;
	}
	point_normalise(text);
}

void calx__float_write(float number, char text[REAL_TEXT_MAX])
{
	for (int digits = 6; digits <= 9; digits++) {
		snprintf(text, REAL_TEXT_MAX, "%.*g", digits, (double)number);
		if (strtof(text, NULL) == number)
			break;
	}
	point_normalise(text);
}

size_t calx__real_write(const calx_value *value, char *text)
{
	calx__double_write(value->as.real, text);
	return strlen(text);
}

/* ---- rows ----------------------------------------------------------------- */

void calx__float_load(const char *field, calx_value *value)
{
	float number;

	memcpy(&number, field, sizeof(number));
	value->kind = CALX_DOUBLE;
	value->as.real = (double)number;
}

bool calx__float_store(
	const calx_column *column, char *field, const calx_value *value)
{
	float number = (float)value->as.real;

	(void)column;
	memcpy(field, &number, sizeof(number));
	return true;
}

TYPE_COPIED(double, real, CALX_DOUBLE)

/* ---- values --------------------------------------------------------------- */

static enum calx_status real_check(const struct type_info *type,
	const calx_column *column, const calx_value *value, calx_error *error)
{
	(void)type;
	/* NaN is the one number that is not equal to itself; databases have no
	 * common idea of it, and one makes NULL of it without a word */
	if (value->as.real != value->as.real)
		return calx__column_fail(
			error, CALX_RANGE, column, "NaN cannot be stored");
	return CALX_OK;
}

static uint64_t real_bits(const calx_value *value)
{
	uint64_t bits;

	memcpy(&bits, &value->as.real, sizeof(bits));
	return bits;
}

/* by their bits: NaN is itself, 0 is not -0 */
static bool real_same(const calx_value *a, const calx_value *b)
{
	return real_bits(a) == real_bits(b);
}

static bool real_convert(const calx_value *value, calx_value *ret_value)
{
	if (value->kind == CALX_INTEGER)
		ret_value->as.real = (double)value->as.integer;
	else if (value->kind == CALX_NUMERIC)
		ret_value->as.real = calx_decimal_to_double(value->as.decimal);
	else
		return false;
	return true;
}

const struct value_family calx__reals = {
	.check = real_check,
	.same = real_same,
	.equal = real_same,
	.hash = real_bits,
	.convert = real_convert,
};

/* ---- columns -------------------------------------------------------------- */

enum calx_status calx__float_hold(const struct type_info *type,
	const calx_column *column, const calx_value *value, calx_error *error)
{
	double number = value->as.real, size = number < 0 ? -number : number;

	(void)type;
	/* infinity is not too large, it is infinity */
	if (size <= FLT_MAX || size > DBL_MAX || number != number)
		return CALX_OK;
	return calx__column_fail(error, CALX_RANGE, column,
		"%g is out of the range of float", number);
}
