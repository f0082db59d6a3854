#include "sql/type/type.h"

#include <float.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "util/fail.h"
#include "util/text.h"

/* how a nullable column lies in a row struct */
#define OPTIONAL(type) \
	.optional_size = sizeof(type), .has_offset = offsetof(type, has)

const struct type_info calx__types[CALX_KIND_COUNT] = {
	[CALX_NULL] = { .name = "null", .carrier = CALX_NULL },
	[CALX_BOOLEAN] = {
		.name = "boolean",
		.carrier = CALX_BOOLEAN,
		.size = sizeof(bool),
		OPTIONAL(calx_opt_bool),
		.maximum = 1,
		.is_integer = true,
	},
	[CALX_SMALL_INTEGER] = {
		.name = "small_integer",
		.carrier = CALX_INTEGER,
		.size = sizeof(int16_t),
		OPTIONAL(calx_opt_int16),
		.minimum = INT16_MIN,
		.maximum = INT16_MAX,
		.is_integer = true,
	},
	[CALX_INTEGER] = {
		.name = "integer",
		.carrier = CALX_INTEGER,
		.size = sizeof(int32_t),
		OPTIONAL(calx_opt_int32),
		.minimum = INT32_MIN,
		.maximum = INT32_MAX,
		.is_integer = true,
	},
	[CALX_BIG_INTEGER] = {
		.name = "big_integer",
		.carrier = CALX_INTEGER,
		.size = sizeof(int64_t),
		OPTIONAL(calx_opt_int64),
		.minimum = INT64_MIN,
		.maximum = INT64_MAX,
		.is_integer = true,
	},
	[CALX_FLOAT] = {
		.name = "float",
		.carrier = CALX_DOUBLE,
		.size = sizeof(float),
		OPTIONAL(calx_opt_float),
	},
	[CALX_DOUBLE] = {
		.name = "double",
		.carrier = CALX_DOUBLE,
		.size = sizeof(double),
		OPTIONAL(calx_opt_double),
	},
	[CALX_NUMERIC] = {
		.name = "numeric",
		.carrier = CALX_NUMERIC,
		.size = sizeof(calx_decimal),
		OPTIONAL(calx_opt_decimal),
		.is_settled = true,
		.argument_count = 2,
	},
	[CALX_STRING] = {
		.name = "string",
		.carrier = CALX_STRING,
		.size = sizeof(const char *),
		.argument_count = 1,
		.is_text = true,
	},
	[CALX_TEXT] = {
		.name = "text",
		.carrier = CALX_STRING,
		.size = sizeof(const char *),
		.is_text = true,
	},
	[CALX_BLOB] = {
		.name = "blob",
		.carrier = CALX_BLOB,
		.size = sizeof(calx_blob),
	},
	[CALX_DATE] = {
		.name = "date",
		.carrier = CALX_DATE,
		.size = sizeof(calx_date),
		OPTIONAL(calx_opt_date),
	},
	[CALX_TIME] = {
		.name = "time",
		.carrier = CALX_TIME,
		.size = sizeof(calx_time),
		OPTIONAL(calx_opt_time),
	},
	[CALX_DATETIME] = {
		.name = "datetime",
		.carrier = CALX_DATETIME,
		.size = sizeof(calx_datetime),
		OPTIONAL(calx_opt_datetime),
	},
	[CALX_TIMESTAMP] = {
		.name = "timestamp",
		.carrier = CALX_TIMESTAMP,
		.size = sizeof(calx_timestamp),
		OPTIONAL(calx_opt_timestamp),
	},
	[CALX_INTERVAL] = {
		.name = "interval",
		.carrier = CALX_INTERVAL,
		.size = sizeof(calx_interval),
		OPTIONAL(calx_opt_interval),
	},
	[CALX_UUID] = {
		.name = "uuid",
		.carrier = CALX_UUID,
		.size = sizeof(calx_uuid),
		OPTIONAL(calx_opt_uuid),
	},
	[CALX_JSON] = {
		.name = "json",
		.carrier = CALX_STRING,
		.size = sizeof(const char *),
		.is_text = true,
	},
	[CALX_ENUMERATION] = {
		.name = "enumeration",
		.carrier = CALX_ENUMERATION,
		.size = sizeof(int32_t),
		OPTIONAL(calx_opt_int32),
		.maximum = INT32_MAX,
		.is_settled = true,
		.is_integer = true,
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

const char *calx__column_name(const calx_column *column)
{
	return column->options.name ? column->options.name : column->name;
}

bool calx__kinds_fit(enum calx_kind a, enum calx_kind b)
{
	const struct type_info *left = &calx__types[a];
	const struct type_info *right = &calx__types[b];

	return left->carrier == right->carrier ||
	       (left->is_integer && right->is_integer);
}

enum calx_status calx__fail_column(calx_error *error, enum calx_status status,
	const calx_column *column, const char *format, ...)
{
	char problem[sizeof(error->message)];
	const char *table, *name;
	va_list arguments;

	if (!error)
		return status;
	va_start(arguments, format);
	vsnprintf(problem, sizeof(problem), format, arguments);
	va_end(arguments);
	calx__fail(error, status, "%s", problem);
	if (!column)
		return status;
	name = calx__column_name(column);
	table = column->table ? column->table->name : "";
	calx__fail_context(
		error, "column \"%s%s%s\"", table, *table ? "." : "", name);
	calx__fail_copy(error->table, sizeof(error->table), table);
	calx__fail_copy(error->column, sizeof(error->column), name);
	return status;
}

enum calx_status calx__fail_kind(
	calx_error *error, const calx_column *column, enum calx_kind kind)
{
	return calx__fail_column(error, CALX_TYPE_MISMATCH, column,
		"a value of type %s does not fit type %s",
		calx__types[kind].name, calx__types[column->type.kind].name);
}

enum calx_status calx__integer_check(
	const calx_column *column, int64_t number, calx_error *error)
{
	const struct type_info *type = &calx__types[column->type.kind];

	if (number >= type->minimum && number <= type->maximum)
		return CALX_OK;
	return calx__fail_column(error, CALX_RANGE, column,
		"%lld is out of the range of %s, %lld to %lld",
		(long long)number, type->name, (long long)type->minimum,
		(long long)type->maximum);
}

enum calx_status calx__float_check(
	const calx_column *column, double number, calx_error *error)
{
	double size = number < 0 ? -number : number;

	/* infinity is not too large, it is infinity */
	if (size <= FLT_MAX || size > DBL_MAX || number != number)
		return CALX_OK;
	return calx__fail_column(error, CALX_RANGE, column,
		"%g is out of the range of float", number);
}
