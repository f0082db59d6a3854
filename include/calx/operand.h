#ifndef CALX_OPERAND_H
#define CALX_OPERAND_H

/* gcc shows the line of a query that is wrong, and not its macros */
#if defined(__GNUC__) && !defined(CALX_SHOW_WARNINGS_)
#pragma GCC system_header
#endif

/* the macros are laid out by hand */
/* clang-format off */

#include <calx/expression.h>

/* The small functions that the macros of expression.h choose between. They
 * are inline because a statement is built on every call; other languages fill
 * the same structs themselves. Comes with expression.h. */

#ifndef __cplusplus

#define CALX_INLINE_ static inline CALX_UNUSED_

/* ---- values in two words -------------------------------------------------- */

CALX_INLINE_ calx_operand calx_word_(enum calx_kind kind, enum calx_operand_kind what, uint64_t word)
{
	calx_operand operand;

	operand.kind = kind;
	operand.what = what;
	operand.word = word;
	return operand;
}

/* numbers, dates and times: their bytes are the word */
#define CALX_LIFT_WORD_(name, type, family, kind_)                             \
	CALX_INLINE_ calx_##family##_operand calx_lift_##name##_(type value, calx_value *unused) \
	{                                                                      \
		uint64_t word = 0;                                             \
		(void)unused;                                                  \
		memcpy(&word, &value, sizeof(value));                          \
		return (calx_##family##_operand){ calx_word_(kind_, CALX_OPERAND_VALUE, word) }; \
	}
/* what is longer lies in the caller's block */
#define CALX_LIFT_ROOM_(name, type, family, kind_)                             \
	CALX_INLINE_ calx_##family##_operand calx_lift_##name##_(type value, calx_value *room) \
	{                                                                      \
		room->kind = kind_;                                            \
		room->as.name = value;                                         \
		return (calx_##family##_operand){ calx_word_(kind_, CALX_OPERAND_AT, (uintptr_t)room) }; \
	}
CALX_LIFT_WORD_(int64, int64_t, integer, CALX_BIG_INTEGER)
CALX_LIFT_WORD_(double, double, real, CALX_DOUBLE)
CALX_LIFT_WORD_(date, calx_date, date, CALX_DATE)
CALX_LIFT_WORD_(time, calx_time, time, CALX_TIME)
CALX_LIFT_ROOM_(decimal, calx_decimal, decimal, CALX_NUMERIC)
CALX_LIFT_ROOM_(datetime, calx_datetime, datetime, CALX_DATETIME)
CALX_LIFT_ROOM_(timestamp, calx_timestamp, timestamp, CALX_TIMESTAMP)
CALX_LIFT_ROOM_(interval, calx_interval, interval, CALX_INTERVAL)
CALX_LIFT_ROOM_(uuid, calx_uuid, uuid, CALX_UUID)
#undef CALX_LIFT_WORD_
#undef CALX_LIFT_ROOM_

CALX_INLINE_ calx_integer_operand calx_lift_bool_(bool value, calx_value *unused)
{
	(void)unused;
	return (calx_integer_operand){ calx_word_(CALX_BOOLEAN, CALX_OPERAND_VALUE, value) };
}

CALX_INLINE_ calx_integer_operand calx_lift_uint64_(uint64_t value, calx_value *unused)
{
	static const char why[] = "the integer is larger than 9223372036854775807";

	(void)unused;
	if (value > INT64_MAX)
		return (calx_integer_operand){ calx_word_(CALX_NULL, CALX_OPERAND_INVALID, (uintptr_t)why) };
	return (calx_integer_operand){ calx_word_(CALX_BIG_INTEGER, CALX_OPERAND_VALUE, value) };
}

/* NULL text and blobs are NULL: set() stores it, a comparison refuses it */
CALX_INLINE_ calx_string_operand calx_lift_string_(const char *text, calx_value *unused)
{
	(void)unused;
	return (calx_string_operand){ calx_word_(CALX_STRING, CALX_OPERAND_TEXT, (uintptr_t)text) };
}

CALX_INLINE_ calx_string_operand calx_lift_text_(calx_text text, calx_value *room)
{
	room->kind = text.data ? CALX_STRING : CALX_NULL;
	room->as.text.data = text.data;
	room->as.text.size = text.size;
	return (calx_string_operand){ calx_word_(room->kind, CALX_OPERAND_AT, (uintptr_t)room) };
}

CALX_INLINE_ calx_blob_operand calx_lift_blob_(calx_blob blob, calx_value *room)
{
	room->kind = blob.data ? CALX_BLOB : CALX_NULL;
	room->as.text.data = (const char *)blob.data;
	room->as.text.size = blob.size;
	return (calx_blob_operand){ calx_word_(room->kind, CALX_OPERAND_AT, (uintptr_t)room) };
}

CALX_INLINE_ calx_NULL_use_is_null_or_set_null_operand calx_lift_null_(const void *null, calx_value *unused)
{
	(void)null, (void)unused;
	return (calx_NULL_use_is_null_or_set_null_operand){ calx_word_(CALX_NULL, CALX_OPERAND_VALUE, 0) };
}

#define CALX_LIFT_OPTIONAL_(name, as, family)                                  \
	CALX_INLINE_ calx_##family##_operand calx_lift_opt_##name##_(calx_opt_##name optional, calx_value *room) \
	{                                                                      \
		return optional.has ? calx_lift_##as##_(optional.value, room)  \
				    : (calx_##family##_operand){ calx_word_(CALX_NULL, CALX_OPERAND_VALUE, 0) }; \
	}
CALX_LIFT_OPTIONAL_(bool, bool, integer)
CALX_LIFT_OPTIONAL_(int16, int64, integer)
CALX_LIFT_OPTIONAL_(int32, int64, integer)
CALX_LIFT_OPTIONAL_(int64, int64, integer)
CALX_LIFT_OPTIONAL_(float, double, real)
CALX_LIFT_OPTIONAL_(double, double, real)
CALX_LIFT_OPTIONAL_(decimal, decimal, decimal)
CALX_LIFT_OPTIONAL_(date, date, date)
CALX_LIFT_OPTIONAL_(time, time, time)
CALX_LIFT_OPTIONAL_(datetime, datetime, datetime)
CALX_LIFT_OPTIONAL_(timestamp, timestamp, timestamp)
CALX_LIFT_OPTIONAL_(interval, interval, interval)
CALX_LIFT_OPTIONAL_(uuid, uuid, uuid)
#undef CALX_LIFT_OPTIONAL_

/* ---- expressions ---------------------------------------------------------- */

static const calx_node calx_all_columns_ CALX_UNUSED_ = { .kind = CALX_NODE_ALL_COLUMNS };

/* each family: from a node, and as an operand */
#define CALX_FAMILY_(name, family)                                             \
	CALX_INLINE_ calx_##name##_expression calx_of_##name(const calx_node *node) \
	{                                                                      \
		return (calx_##name##_expression){ NULL, node };               \
	}                                                                      \
	typedef calx_##family##_operand calx_##name##_argument_;               \
	CALX_INLINE_ calx_##family##_operand calx_lift_expression_##name(calx_##name##_expression value, calx_value *unused) \
	{                                                                      \
		(void)unused;                                                  \
		return (calx_##family##_operand){                              \
			calx_word_(CALX_NULL, CALX_OPERAND_NODE, (uintptr_t)value.column_or_expression) }; \
	}
CALX_FAMILY_(boolean, integer)
CALX_FAMILY_(integer, integer)
CALX_FAMILY_(real, real)
CALX_FAMILY_(decimal, decimal)
CALX_FAMILY_(string, string)
CALX_FAMILY_(json, string)
CALX_FAMILY_(blob, blob)
CALX_FAMILY_(date, date)
CALX_FAMILY_(time, time)
CALX_FAMILY_(datetime, datetime)
CALX_FAMILY_(timestamp, timestamp)
CALX_FAMILY_(interval, interval)
CALX_FAMILY_(uuid, uuid)
CALX_FAMILY_(enumeration, integer)
#undef CALX_FAMILY_

CALX_INLINE_ calx_ordering_expression calx_ordering_of_(const calx_node *node)
{
	return (calx_ordering_expression){ NULL, node };
}

/* what is no expression at all has no such type, and the compiler says so */
typedef struct calx_expression_expected { char reserved_; } calx_expression_expected;
typedef struct calx_number_expected { char reserved_; } calx_number_expected;
typedef struct calx_date_or_time_expected { char reserved_; } calx_date_or_time_expected;
#define CALX_MISMATCH_(name, type)                                             \
	CALX_INLINE_ calx_any_expression calx_##name(calx_##type##_expected term) \
	{                                                                      \
		(void)term;                                                    \
		return (calx_any_expression){ NULL, NULL };                    \
	}
CALX_MISMATCH_(this_must_be_a_column_or_expression, expression)
CALX_MISMATCH_(sum_takes_numbers, number)
CALX_MISMATCH_(avg_takes_numbers, number)
CALX_MISMATCH_(calc_takes_numbers, number)
CALX_MISMATCH_(extract_takes_a_date_or_time, date_or_time)
#undef CALX_MISMATCH_

CALX_INLINE_ const calx_node *calx_flag_(calx_boolean_expression flag)
{
	return flag.column_or_expression;
}

CALX_INLINE_ const calx_node *calx_a_condition_alone_must_be_boolean(calx_boolean_expression flag)
{
	return flag.column_or_expression;
}

/* values as expressions: `room` is in the caller's block */
#define CALX_LITERAL_FUNCTION_(name)                                           \
	CALX_INLINE_ calx_##name##_expression calx_##name##_literal_(calx_node *room, calx_##name##_operand operand) \
	{                                                                      \
		room->right = operand.operand;                                 \
		return calx_of_##name(room);                                   \
	}
CALX_LITERAL_FUNCTION_(integer)
CALX_LITERAL_FUNCTION_(real)
CALX_LITERAL_FUNCTION_(decimal)
CALX_LITERAL_FUNCTION_(string)
CALX_LITERAL_FUNCTION_(blob)
CALX_LITERAL_FUNCTION_(date)
CALX_LITERAL_FUNCTION_(time)
CALX_LITERAL_FUNCTION_(datetime)
CALX_LITERAL_FUNCTION_(timestamp)
CALX_LITERAL_FUNCTION_(interval)
CALX_LITERAL_FUNCTION_(uuid)
#undef CALX_LITERAL_FUNCTION_

/* arrays */
#define CALX_ARRAY_FUNCTION_(name, type, family, kind_)                        \
	CALX_INLINE_ calx_##family##_expression calx_##name##_array_(calx_node *room, type items, size_t count) \
	{                                                                      \
		room->value.kind = kind_;                                      \
		room->value.as.text.data = (const char *)items;                \
		room->value.as.text.size = count;                              \
		return calx_of_##family(room);                                 \
	}
CALX_ARRAY_FUNCTION_(int, const int *, integer, sizeof(int) == 4 ? CALX_INTEGER : CALX_SMALL_INTEGER)
CALX_ARRAY_FUNCTION_(long, const long *, integer, sizeof(long) == 8 ? CALX_BIG_INTEGER : CALX_INTEGER)
CALX_ARRAY_FUNCTION_(long_long, const long long *, integer, CALX_BIG_INTEGER)
CALX_ARRAY_FUNCTION_(double, const double *, real, CALX_DOUBLE)
CALX_ARRAY_FUNCTION_(text, const void *, string, CALX_STRING)
CALX_ARRAY_FUNCTION_(decimal, const calx_decimal *, decimal, CALX_NUMERIC)
CALX_ARRAY_FUNCTION_(date, const calx_date *, date, CALX_DATE)
CALX_ARRAY_FUNCTION_(datetime, const calx_datetime *, datetime, CALX_DATETIME)
CALX_ARRAY_FUNCTION_(timestamp, const calx_timestamp *, timestamp, CALX_TIMESTAMP)
CALX_ARRAY_FUNCTION_(uuid, const calx_uuid *, uuid, CALX_UUID)
#undef CALX_ARRAY_FUNCTION_

CALX_INLINE_ calx_any_expression calx_named_column_(calx_node *room, const calx_table *table, const char *name)
{
	room->text = "column_named(): the table has no such column";
	for (size_t i = 0; name && i < table->column_count; i++)
		if (strcmp(table->columns[i].name, name) == 0)
			*room = (calx_node)CALX_COLUMN_NODE_(&table->columns[i]);
	return (calx_any_expression){ NULL, room };
}

/* ---- the checks: they pass their operand through, and their names are what the
 * compiler says when it does not fit ---------------------------------------- */
#define CALX_CHECK_FUNCTION_(name, family)                                     \
	CALX_INLINE_ calx_operand calx_##name(calx_##family##_operand value)   \
	{                                                                      \
		return value.operand;                                          \
	}
CALX_CHECK_FUNCTION_(boolean_column_takes_a_boolean, integer)
CALX_CHECK_FUNCTION_(integer_column_takes_an_integer, integer)
CALX_CHECK_FUNCTION_(real_column_takes_a_double, real)
CALX_CHECK_FUNCTION_(real_column_takes_a_number, integer)
CALX_CHECK_FUNCTION_(decimal_column_takes_a_decimal, decimal)
CALX_CHECK_FUNCTION_(decimal_column_takes_a_decimal_or_integer, integer)
CALX_CHECK_FUNCTION_(text_column_takes_a_string, string)
CALX_CHECK_FUNCTION_(json_column_takes_a_string, string)
CALX_CHECK_FUNCTION_(blob_column_takes_a_calx_blob, blob)
CALX_CHECK_FUNCTION_(date_column_takes_a_calx_date, date)
CALX_CHECK_FUNCTION_(time_column_takes_a_calx_time, time)
CALX_CHECK_FUNCTION_(datetime_column_takes_a_calx_datetime, datetime)
CALX_CHECK_FUNCTION_(timestamp_column_takes_a_calx_timestamp, timestamp)
CALX_CHECK_FUNCTION_(interval_column_takes_a_calx_interval, interval)
CALX_CHECK_FUNCTION_(uuid_column_takes_a_calx_uuid, uuid)
CALX_CHECK_FUNCTION_(enumeration_column_takes_an_integer, integer)
CALX_CHECK_FUNCTION_(column_named_has_no_type_to_compare_with, NULL_use_is_null_or_set_null)
CALX_CHECK_FUNCTION_(limit_takes_an_integer, integer)
CALX_CHECK_FUNCTION_(offset_takes_an_integer, integer)
CALX_CHECK_FUNCTION_(concat_takes_strings, string)
#undef CALX_CHECK_FUNCTION_

/* the functions of SQL that every database has; see CALX_FUNCTION */
CALX_FUNCTION(lower, string(), string());
CALX_FUNCTION(upper, string(), string());
CALX_FUNCTION(trim, string(), string());
CALX_FUNCTION(length, integer(), string());
CALX_FUNCTION(substr, string(), string(), integer(), integer());
CALX_FUNCTION(replace, string(), string(), string(), string());
CALX_FUNCTION(round, double(), double(), integer());
CALX_FUNCTION(row_number, big_integer());
CALX_FUNCTION(rank, big_integer());
CALX_FUNCTION(dense_rank, big_integer());

#endif

/* clang-format on */

#endif
