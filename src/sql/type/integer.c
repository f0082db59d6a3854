#include "sql/type/integer.h"

#include <stdio.h>
#include <string.h>

#include "sql/type/column.h"

/* Whole numbers: each has its own size in a row and 64 bits in a value. */

/* ---- rows ----------------------------------------------------------------- */

/* of fewer bits than a value has: what does not come back does not fit */
#define NARROW(name, type, kind_)                                         \
	void calx__##name##_load(const char *field, calx_value *value)    \
	{                                                                 \
		type number;                                              \
                                                                          \
		memcpy(&number, field, sizeof(number));                   \
		value->kind = kind_;                                      \
		value->as.integer = number;                               \
	}                                                                 \
	bool calx__##name##_store(const calx_column *column, char *field, \
		const calx_value *value)                                  \
	{                                                                 \
		type number = (type)value->as.integer;                    \
                                                                          \
		(void)column;                                             \
		if (number != value->as.integer)                          \
			return false;                                     \
		memcpy(field, &number, sizeof(number));                   \
		return true;                                              \
	}
NARROW(boolean, bool, CALX_BOOLEAN)
NARROW(int16, int16_t, CALX_INTEGER)
NARROW(int32, int32_t, CALX_INTEGER)
TYPE_COPIED(int64, integer, CALX_INTEGER)
#undef NARROW

/* ---- values --------------------------------------------------------------- */

static bool integer_same(const calx_value *a, const calx_value *b)
{
	return a->as.integer == b->as.integer;
}

static uint64_t integer_hash(const calx_value *value)
{
	return (uint64_t)value->as.integer;
}

const struct value_family calx__integers = {
	.same = integer_same,
	.equal = integer_same,
	.hash = integer_hash,
};

size_t calx__boolean_write(const calx_value *value, char *text)
{
	return (size_t)snprintf(text, TYPE_TEXT_MAX, "%s",
		value->as.integer ? "true" : "false");
}

size_t calx__integer_write(const calx_value *value, char *text)
{
	return (size_t)snprintf(
		text, TYPE_TEXT_MAX, "%lld", (long long)value->as.integer);
}

/* ---- columns -------------------------------------------------------------- */

enum calx_status calx__integer_hold(const struct type_info *type,
	const calx_column *column, const calx_value *value, calx_error *error)
{
	long long number = value->as.integer;

	if (number >= type->minimum && number <= type->maximum)
		return CALX_OK;
	return calx__column_fail(error, CALX_RANGE, column,
		"%lld is out of the range of %s, %lld to %lld", number,
		type->name, (long long)type->minimum, (long long)type->maximum);
}
