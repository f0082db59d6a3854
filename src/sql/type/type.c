#include "sql/type/type.h"

#include <string.h>

#include "sql/type/calendar.h"
#include "sql/type/enumeration.h"
#include "sql/type/integer.h"
#include "sql/type/interval.h"
#include "sql/type/numeric.h"
#include "sql/type/real.h"
#include "sql/type/text.h"
#include "sql/type/uuid.h"
#include "util/text.h"

/* The table of types. To add one: its kind in <calx/value.h>, its words and C
 * types in <calx/model.h>, its row here, and its name in each dialect. */

/* from the end of a member to the beginning of the next */
#define GAP(type, member, next)                                             \
	{                                                                   \
		END(type, member), offsetof(type, next) - END(type, member) \
	}
#define GAP_BEHIND(type, member)                                    \
	{                                                           \
		END(type, member), sizeof(type) - END(type, member) \
	}
#define END(type, member) (offsetof(type, member) + sizeof(((type *)0)->member))

const struct type_info calx__types[CALX_KIND_COUNT] = {
	[CALX_NULL] = { .name = "null", .carrier = CALX_NULL },
	[CALX_BOOLEAN] = {
		.name = "boolean",
		.family = &calx__integers,
		TYPE_LAYOUT(bool, calx_opt_bool),
		.load = calx__boolean_load,
		.store = calx__boolean_store,
		.hold = calx__integer_hold,
		.carrier = CALX_BOOLEAN,
		.is_integer = true,
		.maximum = 1,
		.write = calx__boolean_write,
		.fit = calx__integer_hold,
	},
	[CALX_SMALL_INTEGER] = {
		.name = "small_integer",
		.family = &calx__integers,
		TYPE_LAYOUT(int16_t, calx_opt_int16),
		.load = calx__int16_load,
		.store = calx__int16_store,
		.hold = calx__integer_hold,
		.carrier = CALX_INTEGER,
		.is_integer = true,
		.minimum = INT16_MIN,
		.maximum = INT16_MAX,
		.write = calx__integer_write,
		.fit = calx__integer_hold,
	},
	[CALX_INTEGER] = {
		.name = "integer",
		.family = &calx__integers,
		TYPE_LAYOUT(int32_t, calx_opt_int32),
		.load = calx__int32_load,
		.store = calx__int32_store,
		.hold = calx__integer_hold,
		.carrier = CALX_INTEGER,
		.is_integer = true,
		.minimum = INT32_MIN,
		.maximum = INT32_MAX,
		.write = calx__integer_write,
		.fit = calx__integer_hold,
	},
	[CALX_BIG_INTEGER] = {
		.name = "big_integer",
		.family = &calx__integers,
		TYPE_LAYOUT(long long, calx_opt_int64),
		.load = calx__int64_load,
		.store = calx__int64_store,
		.carrier = CALX_INTEGER,
		.is_integer = true,
		.minimum = INT64_MIN,
		.maximum = INT64_MAX,
		.write = calx__integer_write,
	},
	[CALX_FLOAT] = {
		.name = "float",
		.family = &calx__reals,
		TYPE_LAYOUT(float, calx_opt_float),
		.load = calx__float_load,
		.store = calx__float_store,
		.hold = calx__float_hold,
		.carrier = CALX_DOUBLE,
		.write = calx__real_write,
		.fit = calx__float_hold,
	},
	[CALX_DOUBLE] = {
		.name = "double",
		.family = &calx__reals,
		TYPE_LAYOUT(double, calx_opt_double),
		.load = calx__double_load,
		.store = calx__double_store,
		.carrier = CALX_DOUBLE,
		.write = calx__real_write,
	},
	[CALX_NUMERIC] = {
		.name = "numeric",
		.family = &calx__decimals,
		TYPE_LAYOUT(calx_decimal, calx_opt_decimal),
		.gaps = { GAP(calx_decimal, negative, high) },
		.load = calx__numeric_load,
		.store = calx__numeric_store,
		.carrier = CALX_NUMERIC,
		.write = calx__numeric_write,
		.fit = calx__numeric_fit,
		.settle = calx__numeric_settle,
		.argument_count = 2,
	},
	[CALX_STRING] = {
		.name = "string",
		.family = &calx__texts,
		.size = sizeof(const char *),
		.load = calx__text_load,
		.store = calx__text_store,
		.carrier = CALX_STRING,
		.is_text = true,
		.fit = calx__string_fit,
		.argument_count = 1,
	},
	[CALX_TEXT] = {
		.name = "text",
		.family = &calx__texts,
		.size = sizeof(const char *),
		.load = calx__text_load,
		.store = calx__text_store,
		.carrier = CALX_STRING,
		.is_text = true,
	},
	[CALX_BLOB] = {
		.name = "blob",
		.family = &calx__blobs,
		.size = sizeof(calx_blob),
		.load = calx__blob_load,
		.store = calx__blob_store,
		.carrier = CALX_BLOB,
	},
	[CALX_DATE] = {
		.name = "date",
		.family = &calx__dates,
		TYPE_LAYOUT(calx_date, calx_opt_date),
		.load = calx__date_load,
		.store = calx__date_store,
		.carrier = CALX_DATE,
		.write = calx__date_write,
	},
	[CALX_TIME] = {
		.name = "time",
		.family = &calx__times,
		TYPE_LAYOUT(calx_time, calx_opt_time),
		.gaps = { GAP(calx_time, second, microsecond) },
		.load = calx__time_load,
		.store = calx__time_store,
		.carrier = CALX_TIME,
		.write = calx__time_write,
	},
	[CALX_DATETIME] = {
		.name = "datetime",
		.family = &calx__datetimes,
		TYPE_LAYOUT(calx_datetime, calx_opt_datetime),
		.gaps = { GAP(calx_datetime, second, microsecond) },
		.load = calx__datetime_load,
		.store = calx__datetime_store,
		.carrier = CALX_DATETIME,
		.write = calx__datetime_write,
	},
	[CALX_TIMESTAMP] = {
		.name = "timestamp",
		.family = &calx__timestamps,
		TYPE_LAYOUT(calx_timestamp, calx_opt_timestamp),
		.gaps = { GAP(calx_timestamp, local.second, local.microsecond),
			GAP_BEHIND(calx_timestamp, offset_minutes) },
		.load = calx__timestamp_load,
		.store = calx__timestamp_store,
		.carrier = CALX_TIMESTAMP,
		.write = calx__timestamp_write,
	},
	[CALX_INTERVAL] = {
		.name = "interval",
		.family = &calx__intervals,
		TYPE_LAYOUT(calx_interval, calx_opt_interval),
		.load = calx__interval_load,
		.store = calx__interval_store,
		.carrier = CALX_INTERVAL,
		.write = calx__interval_write,
	},
	[CALX_UUID] = {
		.name = "uuid",
		.family = &calx__uuids,
		TYPE_LAYOUT(calx_uuid, calx_opt_uuid),
		.load = calx__uuid_load,
		.store = calx__uuid_store,
		.carrier = CALX_UUID,
		.write = calx__uuid_write,
	},
	[CALX_JSON] = {
		.name = "json",
		.family = &calx__texts,
		.size = sizeof(const char *),
		.load = calx__text_load,
		.store = calx__text_store,
		.carrier = CALX_STRING,
		.is_text = true,
	},
	[CALX_ENUMERATION] = {
		.name = "enumeration",
		.family = &calx__integers,
		TYPE_LAYOUT(int32_t, calx_opt_int32),
		.load = calx__enumeration_load,
		.store = calx__enumeration_store,
		.hold = calx__integer_hold,
		.carrier = CALX_ENUMERATION,
		.is_integer = true,
		.maximum = INT32_MAX,
		.write = calx__integer_write,
		.fit = calx__enumeration_fit,
		.is_closed = true,
		.settle = calx__enumeration_settle,
	},
};

enum calx_kind calx__type_by_name(const char *name, size_t length)
{
	struct view word = { name, length };

	for (size_t kind = CALX_NULL + 1; kind < CALX_KIND_COUNT; kind++)
		if (calx__view_is(word, calx__types[kind].name))
			return (enum calx_kind)kind;
	return CALX_NULL;
}

static bool labels_equal(const char *const *a, const char *const *b)
{
	if (!a || !b)
		return a == b;
	while (*a && *b && !strcmp(*a, *b)) {
		a++;
		b++;
	}
	return *a == *b;
}

bool calx__type_equal(const calx_type *a, const calx_type *b)
{
	return a->kind == b->kind && a->length == b->length &&
	       a->scale == b->scale && labels_equal(a->labels, b->labels);
}

bool calx__type_takes(enum calx_kind column, enum calx_kind value)
{
	const struct value_family *family = calx__types[column].family;

	if (calx__types[value].is_integer)
		return family == &calx__integers || family == &calx__decimals ||
		       family == &calx__reals;
	return family == calx__types[value].family;
}

enum calx_status calx__type_fail(
	calx_error *error, const calx_column *column, enum calx_kind kind)
{
	return calx__column_fail(error, CALX_TYPE_MISMATCH, column,
		"a value of type %s does not fit type %s",
		calx__types[kind].name, calx__types[column->type.kind].name);
}
