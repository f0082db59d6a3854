#ifndef CALX_EXPRESSION_H
#define CALX_EXPRESSION_H

#include <string.h>

#include <calx/each.h>
#include <calx/model.h>

/* the macros are laid out by hand */
/* clang-format off */

/* Expressions and clauses as data. A statement is a tree of calx_node; the
 * macros below write its nodes as initialisers, so they mean something only
 * inside a call that takes clauses: they cannot be stored, returned or
 * assigned, and nothing that lives on the stack can outlive its block. To
 * build a query across blocks, add clauses to a calx_query, which copies them
 * (docs/decisions/003-expressions.md). Building costs no allocation. */

/* ---- operands: values lifted into a type that names what they are --------- */
#define CALX_OPERAND_(name) \
	typedef struct calx_##name##_operand { calx_node node; } calx_##name##_operand
CALX_OPERAND_(integer);
CALX_OPERAND_(real);
CALX_OPERAND_(decimal);
CALX_OPERAND_(string);
CALX_OPERAND_(blob);
CALX_OPERAND_(date);
CALX_OPERAND_(time);
CALX_OPERAND_(datetime);
CALX_OPERAND_(timestamp);
CALX_OPERAND_(interval);
CALX_OPERAND_(uuid);
/* what NULL becomes, which fits no column */
CALX_OPERAND_(NULL_use_is_null_or_set_null);
#undef CALX_OPERAND_

#ifndef __cplusplus

/* ---- conditions ----------------------------------------------------------- */

/** cmp(column, operator, value): a condition. Operators: == != < <= > >=
 * like, not_like, in, not_in (with a list), between (two values), is_null and
 * is_not_null (none). */
#define calx_cmp(...) CALX_CAT_(CALX_CMP_, CALX_COUNT_(__VA_ARGS__))(__VA_ARGS__)
#define CALX_CMP_2(column_, operator_) \
	CALX_COMPARE_(#operator_, CALX_LEFT_(column_))
#define CALX_CMP_3(column_, operator_, value_) \
	CALX_COMPARE_(#operator_, CALX_LEFT_(column_), CALX_CHECKED_(column_, value_))
#define CALX_CMP_4(column_, operator_, low_, high_) \
	CALX_COMPARE_(#operator_, CALX_LEFT_(column_), CALX_CHECKED_(column_, low_), CALX_CHECKED_(column_, high_))
#define CALX_COMPARE_(operator_, ...) \
	{ .kind = CALX_NODE_COMPARE, .text = operator_, .children = CALX_NODES_(__VA_ARGS__) }
#define CALX_LEFT_(column_) calx_term_((column_).column_or_expression)
#define CALX_NODES_(...) (const calx_node[]){ __VA_ARGS__, { .kind = CALX_NODE_END } }

/** all_of(cmp(...), cmp(...)): every condition holds. */
#define calx_all_of(...) { .kind = CALX_NODE_ALL_OF, .children = CALX_NODES_(__VA_ARGS__) }
/** any_of(cmp(...), cmp(...)): at least one holds. */
#define calx_any_of(...) { .kind = CALX_NODE_ANY_OF, .children = CALX_NODES_(__VA_ARGS__) }
/** none_of(cmp(...), ...): not one of them holds. */
#define calx_none_of(...) { .kind = CALX_NODE_NONE_OF, .children = CALX_NODES_(__VA_ARGS__) }

/* ---- clauses -------------------------------------------------------------- */

/** where(column, operator, value): only rows for which it holds. Several
 * where() and filter() clauses must hold together. */
#define calx_where(...) calx_filter(calx_cmp(__VA_ARGS__))
/** filter(condition, ...): only rows for which all the conditions hold. */
#define calx_filter(...) { .kind = CALX_NODE_WHERE, .children = CALX_NODES_(__VA_ARGS__) }
/** order_by(column, desc(column), ...) */
#define calx_order_by(...) \
	{ .kind = CALX_NODE_ORDER_BY, .children = CALX_NODES_(CALX_LIST_(CALX_TERM_, , __VA_ARGS__)) }
/** columns(column, ...): what a row of calx_each_row() holds. */
#define calx_columns(...) \
	{ .kind = CALX_NODE_COLUMNS, .children = CALX_NODES_(CALX_LIST_(CALX_TERM_, , __VA_ARGS__)) }
#define CALX_TERM_(context, term) CALX_NODE_OF_(term)
/** limit(n): at most n rows. */
#define calx_limit(n) \
	{ .kind = CALX_NODE_LIMIT, .children = CALX_NODES_(calx_limit_takes_an_integer(CALX_LIFT_(n))) }
/** offset(n): not the first n rows. */
#define calx_offset(n) \
	{ .kind = CALX_NODE_OFFSET, .children = CALX_NODES_(calx_offset_takes_an_integer(CALX_LIFT_(n))) }
/** set(column, value): what calx_update() changes. */
#define calx_set(column_, value_) \
	{ .kind = CALX_NODE_SET, .children = CALX_NODES_(CALX_LEFT_(column_), CALX_CHECKED_(column_, value_)) }
/** set_null(column): change it to NULL. */
#define calx_set_null(column_) \
	{ .kind = CALX_NODE_SET, .children = CALX_NODES_(CALX_LEFT_(column_), { .kind = CALX_NODE_VALUE }) }
/** all_rows(): yes, an update or delete without a condition is meant. */
#define calx_all_rows() { .kind = CALX_NODE_ALL_ROWS }
/** untracked(): rows that are only read. They do not become objects of the
 * session: changes to them are not written, and two queries give two copies. */
#define calx_untracked() { .kind = CALX_NODE_UNTRACKED }

/** desc(column), asc(column): the direction of an ordering term. */
#define calx_desc(term) calx_directed_(CALX_NODE_OF_(term), CALX_DESCENDING)
#define calx_asc(term) calx_directed_(CALX_NODE_OF_(term), CALX_ASCENDING)

/* ---- lists for `in` ------------------------------------------------------- */

/** integers(1, 2, 3), strings("a", "b") ...: the list on the right of `in`. An
 * empty list matches nothing. For arrays made at run time: calx_integer_list
 * (items, count) and so on, whose items the statement borrows. */
#define calx_integers(...) \
	CALX_ARRAY_(calx_integer_list, int64_t, CALX_LIST_(CALX_INTEGER_ITEM_, , __VA_ARGS__))
#define calx_reals(...) \
	CALX_ARRAY_(calx_real_list, double, CALX_LIST_(CALX_REAL_ITEM_, , __VA_ARGS__))
#define calx_strings(...) \
	CALX_ARRAY_(calx_string_list, char *const, CALX_LIST_(CALX_STRING_ITEM_, , __VA_ARGS__))
#define calx_decimals(...) CALX_ARRAY_(calx_decimal_list, calx_decimal, __VA_ARGS__)
#define calx_dates(...) CALX_ARRAY_(calx_date_list, calx_date, __VA_ARGS__)
#define calx_datetimes(...) CALX_ARRAY_(calx_datetime_list, calx_datetime, __VA_ARGS__)
#define calx_timestamps(...) CALX_ARRAY_(calx_timestamp_list, calx_timestamp, __VA_ARGS__)
#define calx_uuids(...) CALX_ARRAY_(calx_uuid_list, calx_uuid, __VA_ARGS__)
/* operators that take nothing but integers, and numbers */
#define CALX_INTEGER_ITEM_(context, item) ~~(item)
#define CALX_REAL_ITEM_(context, item) +(item)
#define CALX_STRING_ITEM_(context, item) \
	_Generic((item), char *: (item), const char *: (item))
#define CALX_ARRAY_(function, type, ...) \
	function((const type[]){ __VA_ARGS__ }, CALX_COUNT_(__VA_ARGS__))

/* ---- how the compiler tells types apart ----------------------------------- */

/* any term: a column, or a node that a function such as desc() made */
#define CALX_NODE_OF_(term)                                                    \
	_Generic((term),                                                       \
		calx_node: calx_node_itself_,                                  \
		calx_boolean_expression: calx_boolean_column_node_,                \
		calx_integer_expression: calx_integer_column_node_,                \
		calx_real_expression: calx_real_column_node_,                      \
		calx_decimal_expression: calx_decimal_column_node_,                \
		calx_string_expression: calx_string_column_node_,                  \
		calx_json_expression: calx_json_column_node_,                  \
		calx_blob_expression: calx_blob_column_node_,                      \
		calx_date_expression: calx_date_column_node_,                      \
		calx_time_expression: calx_time_column_node_,                      \
		calx_datetime_expression: calx_datetime_column_node_,              \
		calx_timestamp_expression: calx_timestamp_column_node_,            \
		calx_interval_expression: calx_interval_column_node_,              \
		calx_uuid_expression: calx_uuid_column_node_,                      \
		calx_enumeration_expression: calx_enumeration_column_node_,        \
		default: calx_term_must_be_a_column)(term)

/* a value, of a type that fits the column: the function's name is the error
 * message that gcc prints, its parameter's type the one that clang prints */
#define CALX_CHECKED_(column_, value_)                                         \
	_Generic((column_),                                                    \
		calx_boolean_expression: calx_boolean_column_takes_a_boolean,      \
		calx_integer_expression: calx_integer_column_takes_an_integer,     \
		calx_real_expression: calx_real_column_takes_a_double,             \
		calx_decimal_expression: calx_numeric_column_takes_a_calx_decimal, \
		calx_string_expression: calx_text_column_takes_a_string,           \
		calx_json_expression: calx_text_column_takes_a_string,         \
		calx_blob_expression: calx_blob_column_takes_a_calx_blob,          \
		calx_date_expression: calx_date_column_takes_a_calx_date,          \
		calx_time_expression: calx_time_column_takes_a_calx_time,          \
		calx_datetime_expression: calx_datetime_column_takes_a_calx_datetime, \
		calx_timestamp_expression: calx_timestamp_column_takes_a_calx_timestamp, \
		calx_interval_expression: calx_interval_column_takes_a_calx_interval, \
		calx_uuid_expression: calx_uuid_column_takes_a_calx_uuid,          \
		calx_enumeration_expression: calx_enumeration_column_takes_an_integer)(CALX_LIFT_(value_))

#define CALX_LIFT_(value_)                                                     \
	_Generic((value_),                                                     \
		bool: calx_lift_bool_,                                         \
		char: calx_lift_int64_,                                        \
		signed char: calx_lift_int64_,                                 \
		unsigned char: calx_lift_int64_,                               \
		short: calx_lift_int64_,                                       \
		unsigned short: calx_lift_int64_,                              \
		int: calx_lift_int64_,                                         \
		unsigned int: calx_lift_int64_,                                \
		long: calx_lift_int64_,                                        \
		long long: calx_lift_int64_,                                   \
		unsigned long: calx_lift_uint64_,                              \
		unsigned long long: calx_lift_uint64_,                         \
		float: calx_lift_double_,                                      \
		double: calx_lift_double_,                                     \
		void *: calx_lift_null_,                                       \
		char *: calx_lift_string_,                                     \
		const char *: calx_lift_string_,                               \
		calx_decimal: calx_lift_decimal_,                              \
		calx_blob: calx_lift_blob_,                                    \
		calx_date: calx_lift_date_,                                    \
		calx_time: calx_lift_time_,                                    \
		calx_datetime: calx_lift_datetime_,                            \
		calx_timestamp: calx_lift_timestamp_,                          \
		calx_interval: calx_lift_interval_,                            \
		calx_uuid: calx_lift_uuid_,                                    \
		calx_integer_operand: calx_lift_integer_operand_,              \
		calx_real_operand: calx_lift_real_operand_,                    \
		calx_string_operand: calx_lift_string_operand_,                \
		calx_decimal_operand: calx_lift_decimal_operand_,              \
		calx_date_operand: calx_lift_date_operand_,                    \
		calx_datetime_operand: calx_lift_datetime_operand_,            \
		calx_timestamp_operand: calx_lift_timestamp_operand_,          \
		calx_uuid_operand: calx_lift_uuid_operand_,                    \
		calx_boolean_expression: calx_lift_boolean_column_,                \
		calx_integer_expression: calx_lift_integer_column_,                \
		calx_real_expression: calx_lift_real_column_,                      \
		calx_decimal_expression: calx_lift_decimal_column_,                \
		calx_string_expression: calx_lift_string_column_,                  \
		calx_json_expression: calx_lift_json_column_,                  \
		calx_blob_expression: calx_lift_blob_column_,                      \
		calx_date_expression: calx_lift_date_column_,                      \
		calx_time_expression: calx_lift_time_column_,                      \
		calx_datetime_expression: calx_lift_datetime_column_,              \
		calx_timestamp_expression: calx_lift_timestamp_column_,            \
		calx_interval_expression: calx_lift_interval_column_,              \
		calx_uuid_expression: calx_lift_uuid_column_)(value_)

#include <calx/operand.h>

#endif

/* clang-format on */

#endif
