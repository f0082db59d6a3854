#include "sql/type/type.h"

#include <string.h>

#include "sql/type/calendar.h"
#include "sql/type/enumeration.h"
#include "sql/type/integer.h"
#include "sql/type/interval.h"
#include "sql/type/json.h"
#include "sql/type/numeric.h"
#include "sql/type/real.h"
#include "sql/type/text.h"
#include "sql/type/uuid.h"
#include "util/text.h"

/* The table of types. To add one: its kind and its word in <calx/types.h>, its
 * row here, and its name in each dialect. */

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

/* what the rows of one family have in common */
#define FIELD(prefix) \
	.load = calx__##prefix##_load, .store = calx__##prefix##_store
#define INTEGER(prefix, type, optional, least, most)                           \
	.family = &calx__integers, TYPE_LAYOUT(type, optional), FIELD(prefix), \
	.is_integer = true, .minimum = least, .maximum = most
#define REAL(type, optional)                                              \
	.family = &calx__reals, TYPE_LAYOUT(type, optional), FIELD(type), \
	.carrier = CALX_DOUBLE, .write = calx__real_write
#define TEXT                                                               \
	.family = &calx__texts, .size = sizeof(const char *), FIELD(text), \
	.form = FIELD_TEXT, .carrier = CALX_STRING, .is_text = true
/* a C type that is the same in a row and in a value */
#define STRUCT(name_, kind)                                        \
	.name = #name_, .family = &calx__##name_##s,               \
	TYPE_LAYOUT(calx_##name_, calx_opt_##name_), FIELD(name_), \
	.carrier = kind, .write = calx__##name_##_write

const struct type_info calx__types[TYPE_COUNT] = {
	[CALX_NULL] = { .name = "null", .carrier = CALX_NULL },
	[CALX_BOOLEAN] = {
		.name = "boolean",
		INTEGER(boolean, bool, calx_opt_bool, 0, 1),
		.form = FIELD_BOOLEAN,
		.carrier = CALX_BOOLEAN,
		.write = calx__boolean_write,
		.hold = calx__integer_hold,
		.fit = calx__integer_hold,
	},
	[CALX_SMALL_INTEGER] = {
		.name = "small_integer",
		INTEGER(int16, int16_t, calx_opt_int16, INT16_MIN, INT16_MAX),
		.form = FIELD_INT16,
		.carrier = CALX_INTEGER,
		.write = calx__integer_write,
		.hold = calx__integer_hold,
		.fit = calx__integer_hold,
	},
	[CALX_INTEGER] = {
		.name = "integer",
		INTEGER(int32, int32_t, calx_opt_int32, INT32_MIN, INT32_MAX),
		.form = FIELD_INT32,
		.carrier = CALX_INTEGER,
		.write = calx__integer_write,
		.hold = calx__integer_hold,
		.fit = calx__integer_hold,
	},
	[CALX_BIG_INTEGER] = {
		.name = "big_integer",
		INTEGER(int64, long long, calx_opt_int64, INT64_MIN, INT64_MAX),
		.form = FIELD_INT64,
		.carrier = CALX_INTEGER,
		.write = calx__integer_write,
	},
	[CALX_FLOAT] = {
		.name = "float",
		REAL(float, calx_opt_float),
		.hold = calx__float_hold,
		.fit = calx__float_hold,
	},
	[CALX_DOUBLE] = {
		.name = "double",
		REAL(double, calx_opt_double),
		.form = FIELD_DOUBLE,
	},
	[CALX_NUMERIC] = {
		.name = "numeric",
		.family = &calx__decimals,
		TYPE_LAYOUT(calx_decimal, calx_opt_decimal),
		FIELD(numeric),
		.gaps = { GAP(calx_decimal, negative, high) },
		.carrier = CALX_NUMERIC,
		.write = calx__numeric_write,
		.fit = calx__numeric_fit,
		.settle = calx__numeric_settle,
		.argument_count = 2,
	},
	[CALX_STRING] = {
		.name = "string",
		TEXT,
		.fit = calx__string_fit,
		.argument_count = 1,
	},
	[CALX_TEXT] = { .name = "text", TEXT },
	[CALX_BLOB] = {
		.name = "blob",
		.family = &calx__blobs,
		.size = sizeof(calx_blob),
		FIELD(blob),
		.form = FIELD_BLOB,
		.carrier = CALX_BLOB,
	},
	[CALX_DATE] = { STRUCT(date, CALX_DATE), .form = FIELD_DATE },
	[CALX_TIME] = { STRUCT(time, CALX_TIME) },
	[CALX_DATETIME] = {
		STRUCT(datetime, CALX_DATETIME),
		.gaps = { GAP(calx_datetime, second, microsecond) },
	},
	[CALX_TIMESTAMP] = {
		STRUCT(timestamp, CALX_TIMESTAMP),
		.gaps = { GAP(calx_timestamp, local.second, local.microsecond),
			GAP_BEHIND(calx_timestamp, offset_minutes) },
	},
	[CALX_INTERVAL] = { STRUCT(interval, CALX_INTERVAL) },
	[CALX_UUID] = { STRUCT(uuid, CALX_UUID), .fit = calx__uuid_fit },
	[CALX_JSON] = { .name = "json", TEXT, .fit = calx__json_fit },
	[CALX_ENUMERATION] = {
		.name = "enumeration",
		INTEGER(enumeration, int32_t, calx_opt_int32, 0, INT32_MAX),
		.carrier = CALX_ENUMERATION,
		.write = calx__integer_write,
		.hold = calx__integer_hold,
		.fit = calx__enumeration_fit,
		.is_closed = true,
		.settle = calx__enumeration_settle,
	},
	[TYPE_UUID_HEX] = {
		.name = "uuid",
		.family = &calx__uuids,
		.carrier = CALX_UUID,
		.write = calx__uuid_write_hex,
	},
	[TYPE_UUID_BYTES] = { STRUCT(uuid, CALX_UUID) },
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
	       a->stored == b->stored && a->scale == b->scale &&
	       a->native == b->native && a->custom == b->custom &&
	       labels_equal(a->labels, b->labels);
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
