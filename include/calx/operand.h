#ifndef CALX_OPERAND_H
#define CALX_OPERAND_H

/* the macros are laid out by hand */
/* clang-format off */

#include <calx/expression.h>

/* The small functions that the macros of expression.h choose between. They
 * are inline because a statement is built on every call; other languages fill
 * the same structs themselves. Comes with expression.h. */

#ifndef __cplusplus

#define CALX_INLINE_ static inline CALX_UNUSED_

CALX_INLINE_ calx_node calx_node_itself_(calx_node node)
{
	return node;
}

CALX_INLINE_ calx_node calx_directed_(calx_node node, enum calx_node_flag direction)
{
	node.flags = direction;
	return node;
}

CALX_INLINE_ calx_node calx_value_node_(enum calx_kind kind)
{
	calx_node node = { .kind = CALX_NODE_VALUE };

	node.value.kind = kind;
	return node;
}

CALX_INLINE_ calx_node calx_array_node_(enum calx_kind kind, const void *items, size_t count)
{
	calx_node node = { .kind = CALX_NODE_ARRAY };

	node.value.kind = kind;
	node.value.as.text.data = (const char *)items;
	node.value.as.text.size = count;
	return node;
}

CALX_INLINE_ calx_node calx_column_node_(const calx_column *column)
{
	calx_node node = { .kind = CALX_NODE_COLUMN };

	node.column = column;
	return node;
}

/* a column without a node is an error of the statement */
CALX_INLINE_ calx_node calx_term_(const calx_node *node)
{
	return node ? *node : calx_column_node_(NULL);
}

/* column handles: as a term, and as an operand of their own family */
#define CALX_COLUMN_FUNCTIONS_(name, family)                                   \
	CALX_INLINE_ calx_node calx_##name##_column_node_(calx_##name##_expression column) \
	{                                                                      \
		return calx_term_(column.column_or_expression);                \
	}                                                                      \
	CALX_INLINE_ calx_##family##_operand calx_lift_##name##_column_(calx_##name##_expression column) \
	{                                                                      \
		return (calx_##family##_operand){ calx_term_(column.column_or_expression) }; \
	}
CALX_COLUMN_FUNCTIONS_(boolean, integer)
CALX_COLUMN_FUNCTIONS_(integer, integer)
CALX_COLUMN_FUNCTIONS_(real, real)
CALX_COLUMN_FUNCTIONS_(decimal, decimal)
CALX_COLUMN_FUNCTIONS_(string, string)
CALX_COLUMN_FUNCTIONS_(json, string)
CALX_COLUMN_FUNCTIONS_(blob, blob)
CALX_COLUMN_FUNCTIONS_(date, date)
CALX_COLUMN_FUNCTIONS_(time, time)
CALX_COLUMN_FUNCTIONS_(datetime, datetime)
CALX_COLUMN_FUNCTIONS_(timestamp, timestamp)
CALX_COLUMN_FUNCTIONS_(interval, interval)
CALX_COLUMN_FUNCTIONS_(uuid, uuid)
CALX_COLUMN_FUNCTIONS_(enumeration, integer)
#undef CALX_COLUMN_FUNCTIONS_

/* values that are carried as they are */
#define CALX_LIFT_FUNCTION_(name, type, family, kind_, member)                 \
	CALX_INLINE_ calx_##family##_operand calx_lift_##name##_(type value)   \
	{                                                                      \
		calx_##family##_operand operand = { calx_value_node_(kind_) }; \
		operand.node.value.as.member = value;                          \
		return operand;                                                \
	}
CALX_LIFT_FUNCTION_(int64, int64_t, integer, CALX_BIG_INTEGER, integer)
CALX_LIFT_FUNCTION_(bool, bool, integer, CALX_BOOLEAN, integer)
CALX_LIFT_FUNCTION_(double, double, real, CALX_DOUBLE, real)
CALX_LIFT_FUNCTION_(decimal, calx_decimal, decimal, CALX_NUMERIC, decimal)
CALX_LIFT_FUNCTION_(date, calx_date, date, CALX_DATE, date)
CALX_LIFT_FUNCTION_(time, calx_time, time, CALX_TIME, time)
CALX_LIFT_FUNCTION_(datetime, calx_datetime, datetime, CALX_DATETIME, datetime)
CALX_LIFT_FUNCTION_(timestamp, calx_timestamp, timestamp, CALX_TIMESTAMP, timestamp)
CALX_LIFT_FUNCTION_(interval, calx_interval, interval, CALX_INTERVAL, interval)
CALX_LIFT_FUNCTION_(uuid, calx_uuid, uuid, CALX_UUID, uuid)
#undef CALX_LIFT_FUNCTION_

CALX_INLINE_ calx_integer_operand calx_lift_uint64_(uint64_t value)
{
	calx_integer_operand operand = { calx_value_node_(CALX_BIG_INTEGER) };

	operand.node.value.as.integer = (int64_t)value;
	if (value > INT64_MAX) {
		operand.node.kind = CALX_NODE_INVALID;
		operand.node.text = "the integer is larger than 9223372036854775807";
	}
	return operand;
}

CALX_INLINE_ calx_string_operand calx_lift_string_(const char *text)
{
	calx_string_operand operand = { calx_value_node_(CALX_STRING) };

	operand.node.value.as.text.data = text;
	if (text) {
		operand.node.value.as.text.size = strlen(text);
	} else {
		operand.node.kind = CALX_NODE_INVALID;
		operand.node.text = "the string is NULL: use is_null or set_null";
	}
	return operand;
}

CALX_INLINE_ calx_blob_operand calx_lift_blob_(calx_blob blob)
{
	calx_blob_operand operand = { calx_value_node_(CALX_BLOB) };

	operand.node.value.as.text.data = (const char *)blob.data;
	operand.node.value.as.text.size = blob.size;
	if (!blob.data) {
		operand.node.kind = CALX_NODE_INVALID;
		operand.node.text = "the blob is NULL: use is_null or set_null";
	}
	return operand;
}

CALX_INLINE_ calx_NULL_use_is_null_or_set_null_operand calx_lift_null_(const void *null)
{
	calx_NULL_use_is_null_or_set_null_operand operand = { calx_value_node_(CALX_NULL) };

	(void)null;
	return operand;
}

/* what is no column at all has no such type, and the compiler says so */
typedef struct calx_column_expected { char reserved_; } calx_column_expected;
CALX_INLINE_ calx_node calx_term_must_be_a_column(calx_column_expected term)
{
	calx_node node = { .kind = CALX_NODE_INVALID };

	(void)term;
	return node;
}

/* lists */
#define CALX_ARRAY_FUNCTION_(name, type, kind_)                                 \
	CALX_INLINE_ calx_##name##_operand calx_##name##_list(const type *items, size_t count) \
	{                                                                      \
		return (calx_##name##_operand){ calx_array_node_(kind_, items, count) }; \
	}                                                                      \
	CALX_INLINE_ calx_##name##_operand calx_lift_##name##_operand_(calx_##name##_operand operand) \
	{                                                                      \
		return operand;                                                \
	}
CALX_ARRAY_FUNCTION_(integer, int64_t, CALX_BIG_INTEGER)
CALX_ARRAY_FUNCTION_(real, double, CALX_DOUBLE)
CALX_ARRAY_FUNCTION_(string, char *const, CALX_STRING)
CALX_ARRAY_FUNCTION_(decimal, calx_decimal, CALX_NUMERIC)
CALX_ARRAY_FUNCTION_(date, calx_date, CALX_DATE)
CALX_ARRAY_FUNCTION_(datetime, calx_datetime, CALX_DATETIME)
CALX_ARRAY_FUNCTION_(timestamp, calx_timestamp, CALX_TIMESTAMP)
CALX_ARRAY_FUNCTION_(uuid, calx_uuid, CALX_UUID)
#undef CALX_ARRAY_FUNCTION_

/* the checks: they pass their operand through, and their names are what the
 * compiler says when it does not fit */
#define CALX_CHECK_FUNCTION_(name, family)                                     \
	CALX_INLINE_ calx_node calx_##name(calx_##family##_operand operand)    \
	{                                                                      \
		return operand.node;                                           \
	}
CALX_CHECK_FUNCTION_(boolean_column_takes_a_boolean, integer)
CALX_CHECK_FUNCTION_(integer_column_takes_an_integer, integer)
CALX_CHECK_FUNCTION_(real_column_takes_a_double, real)
CALX_CHECK_FUNCTION_(numeric_column_takes_a_calx_decimal, decimal)
CALX_CHECK_FUNCTION_(text_column_takes_a_string, string)
CALX_CHECK_FUNCTION_(blob_column_takes_a_calx_blob, blob)
CALX_CHECK_FUNCTION_(date_column_takes_a_calx_date, date)
CALX_CHECK_FUNCTION_(time_column_takes_a_calx_time, time)
CALX_CHECK_FUNCTION_(datetime_column_takes_a_calx_datetime, datetime)
CALX_CHECK_FUNCTION_(timestamp_column_takes_a_calx_timestamp, timestamp)
CALX_CHECK_FUNCTION_(interval_column_takes_a_calx_interval, interval)
CALX_CHECK_FUNCTION_(uuid_column_takes_a_calx_uuid, uuid)
CALX_CHECK_FUNCTION_(enumeration_column_takes_an_integer, integer)
CALX_CHECK_FUNCTION_(limit_takes_an_integer, integer)
CALX_CHECK_FUNCTION_(offset_takes_an_integer, integer)
#undef CALX_CHECK_FUNCTION_

#endif

/* clang-format on */

#endif
