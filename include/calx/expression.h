#ifndef CALX_EXPRESSION_H
#define CALX_EXPRESSION_H

/* gcc shows the line of a query that is wrong, and not its macros */
#if defined(__GNUC__) && !defined(CALX_SHOW_WARNINGS_)
#pragma GCC system_header
#endif

#include <string.h>

#include <calx/each.h>
#include <calx/model.h>

/* the macros are laid out by hand */
/* clang-format off */

/* Queries: conditions, clauses and expressions as data.
 *
 *     calx_all(session, Book,
 *         where(Book.price, <, 13),
 *         any_of(where(Book.title, like, "%sea%"), where(Book.pages, is_null)),
 *         order_by(desc(Book.price), Book.id), limit(20));
 *
 * Without <calx/short.h> the words are calx_where(), calx_any_of() ...
 *
 * An expression has a type: calx_string_expression, calx_decimal_expression ... A
 * column of a model is one; calc(), lower(), sum(), coalesce() and the like make
 * others. The compiler checks that what meets in a condition fits:
 *
 *     an expression of             takes
 *     integer, boolean,            any C integer, bool
 *       enumeration
 *     decimal                      calx_decimal, any C integer; not a double
 *     real                         float, double, any C integer
 *     string, json                 char *, const char *
 *     date, time, datetime,        its calx type
 *       timestamp, interval,
 *       uuid, blob
 *     all                          an expression of the family, its calx_opt_*
 *
 * NULL: set() stores it for a NULL `char *` or an optional without a value; a
 * comparison with one is an error (where_given() skips it). The literal NULL does
 * not compile: is_null and set_null() say what is meant.
 *
 * A condition or clause is an initialiser, of two elements of an array, so that it
 * can stand in a list and nowhere else: it cannot be stored, returned or passed
 * on, and no condition is lost. Clauses that are collected in a loop go into a
 * calx_query. An expression may be named in the block that wrote it; it must not
 * be returned. Reused expressions are macros:
 *
 *     #define gross() calc(Line.price, *, Line.quantity)
 *
 * Values and expressions live in the block where they are written, and calls copy
 * what they keep. Each operand is evaluated once. Building a statement costs no
 * allocation (docs/decisions/003-expressions.md). Lists take 200 items, `in` 64
 * (more: array()). */

/* ---- operands: values lifted into a type that names what they are --------- */
#define CALX_OPERAND_(name) \
	typedef struct calx_##name##_operand { calx_operand operand; } calx_##name##_operand
CALX_OPERAND_(integer);
CALX_OPERAND_(real);
CALX_OPERAND_(decimal);
CALX_OPERAND_(string);
CALX_OPERAND_(json);
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

/* lists of nodes; every clause and condition is two elements, the second of which
 * says nothing: that keeps it out of anything but a list */
#define CALX_NODES_(...) (const calx_node[]){ __VA_ARGS__, CALX_ENDS_ }
#define CALX_CLAUSES_(...) (const calx_node[]){ __VA_ARGS__ CALX_ENDS_ }
/* clang clears an array at once, instead of piece by piece, if no more than a
 * quarter of it is something else: a third less to compile */
#if defined(__clang__)
#define CALX_ENDS_ { .kind = CALX_NODE_END }, { .kind = CALX_NODE_END }, { .kind = CALX_NODE_END }
#else
#define CALX_ENDS_ { .kind = CALX_NODE_END }
#endif
#define CALX_PAIR_ , { .kind = CALX_NODE_NOTHING }

/* a term: whatever has a type of its own; it is mentioned once */
#define CALX_OF_(term) (term).column_or_expression
#define CALX_TERM_(context, term) { .kind = CALX_NODE_LIFTED, .operand = CALX_OF_(term) }
#define CALX_TERMS_(...) CALX_NODES_(CALX_LIST_(CALX_TERM_, , __VA_ARGS__))
/* values for the expression on the left */
#define CALX_VALUE_(left_, value_) { .kind = CALX_NODE_LIFTED, .right = CALX_CHECKED_(left_, value_) }
#define CALX_VALUES_(left_, ...) CALX_NODES_(CALX_LIST_(CALX_VALUE_, left_, __VA_ARGS__))

/* ---- conditions ----------------------------------------------------------- */

/** where(expression, operator, values...): only rows for which it holds, among
 * the clauses or inside of any_of() and its like. Operators: == != < <= > >=
 * like not_like ilike starts_with ends_with contains (one value; the last three
 * take % and _ as they are), in, not_in (values, or an array()), between (two),
 * is_null, is_not_null (none), is_distinct_from (one, or NULL). where(flag): a
 * boolean by itself. All conditions among the clauses hold; what has an
 * aggregate in it is for groups (HAVING). */
#define calx_where(...) CALX_WHERE_(0, __VA_ARGS__) CALX_PAIR_
/** where_given(expression, operator, value): as where() if the value, a string or
 * an optional, is there, else nothing. */
#define calx_where_given(...) CALX_WHERE_(CALX_IF_GIVEN, __VA_ARGS__) CALX_PAIR_
/** where_if(test, expression, operator, values...): as where() if the C
 * expression `test` is true; else nothing, and the values are not evaluated:
 * where_if(last, Book.id, >, last->id). */
#define calx_where_if(test_, ...) \
	{ .kind = CALX_NODE_WHERE, .flags = CALX_IF_GIVEN, .children = (test_) ? CALX_NODES_(calx_where(__VA_ARGS__)) : NULL } CALX_PAIR_
#define CALX_WHERE_(flags_, ...) CALX_CAT_(CALX_WHERE_, CALX_FEW_(__VA_ARGS__))(flags_, __VA_ARGS__)
#define CALX_WHERE_1(flags_, flag_) \
	{ .kind = CALX_NODE_COMPARE, .text = "is_true", .operand = \
	  _Generic((flag_), calx_boolean_expression: calx_flag_, default: calx_a_condition_alone_must_be_boolean)(flag_) }
#define CALX_WHERE_2(flags_, left_, operator_) \
	{ .kind = CALX_NODE_COMPARE, .text = #operator_, .operand = CALX_OF_(left_) }
#define CALX_WHERE_3(flags_, left_, operator_, value_) \
	{ .kind = CALX_NODE_COMPARE, .flags = flags_, .text = #operator_, .operand = CALX_OF_(left_), \
	  .right = CALX_CHECKED_(left_, value_) }
/** where() with any other number of values. */
#define CALX_WHERE_N(flags_, left_, operator_, ...) \
	{ .kind = CALX_NODE_COMPARE, .text = #operator_, .operand = CALX_OF_(left_), \
	  .children = CALX_VALUES_(left_, __VA_ARGS__) }

/** all_of(conditions...): every one holds. */
#define calx_all_of(...) { .kind = CALX_NODE_ALL_OF, .children = CALX_NODES_(__VA_ARGS__) } CALX_PAIR_
/** any_of(conditions...): at least one holds. If all of them were left out, so is it. */
#define calx_any_of(...) { .kind = CALX_NODE_ANY_OF, .children = CALX_NODES_(__VA_ARGS__) } CALX_PAIR_
/** none_of(conditions...): not one of them holds. */
#define calx_none_of(...) { .kind = CALX_NODE_NONE_OF, .children = CALX_NODES_(__VA_ARGS__) } CALX_PAIR_

/* ---- clauses -------------------------------------------------------------- */

/** columns(expression, ...): what a row of calx_each_row() holds. */
#define calx_columns(...) { .kind = CALX_NODE_COLUMNS, .children = CALX_TERMS_(__VA_ARGS__) } CALX_PAIR_
/** select(Row, .field = expression, ...): what the fields of a CALX_ROW are made
 * of, for a verb that returns such rows: calx_all(session, AuthorStat,
 * select(AuthorStat, .name = Author.name, ...), ...). A field that is left out
 * is NULL, which it must be able to be; a value is a literal(). The rows are read
 * only: the session does not track them. order_by() and group_by() take the
 * row's own columns, too: order_by(desc(AuthorStat.books)). */
#define calx_select(...) CALX_SELECT_(__VA_ARGS__, ) CALX_PAIR_
#define CALX_SELECT_(T, ...)                                                   \
	{ .kind = CALX_NODE_SELECT, .table = &T##_calx_table_, .children = CALX_NODES_( \
		{ .kind = CALX_NODE_ROW, .object = &(const struct T##_columns){ __VA_ARGS__ } }) }
/** from(Book): the rows of which table, where no column says it. */
#define calx_from(T) { .kind = CALX_NODE_FROM, .table = &T##_calx_table_ } CALX_PAIR_
/** group_by(expression, ...): rows of equal values become one. */
#define calx_group_by(...) { .kind = CALX_NODE_GROUP_BY, .children = CALX_TERMS_(__VA_ARGS__) } CALX_PAIR_
/** having(expression, operator, values...): only groups for which it holds. */
#define calx_having(...) { .kind = CALX_NODE_HAVING, .children = CALX_NODES_(calx_where(__VA_ARGS__)) } CALX_PAIR_
/** distinct(): equal rows once. */
#define calx_distinct() { .kind = CALX_NODE_DISTINCT_ROWS } CALX_PAIR_
/** order_by(expression, desc(expression), ...) */
#define calx_order_by(...) { .kind = CALX_NODE_ORDER_BY, .children = CALX_TERMS_(__VA_ARGS__) } CALX_PAIR_
/** limit(n): at most n rows; of several the last one counts. */
#define calx_limit(n) { .kind = CALX_NODE_LIMIT, .right = calx_limit_takes_an_integer(CALX_LIFT_(n)) } CALX_PAIR_
/** offset(n): not the first n rows. */
#define calx_offset(n) { .kind = CALX_NODE_OFFSET, .right = calx_offset_takes_an_integer(CALX_LIFT_(n)) } CALX_PAIR_
/** set(column, value): what calx_update() changes. */
#define calx_set(column_, value_) \
	{ .kind = CALX_NODE_SET, .operand = CALX_OF_(column_), .right = CALX_CHECKED_(column_, value_) } CALX_PAIR_
/** set_null(column): change it to NULL. */
#define calx_set_null(column_) \
	{ .kind = CALX_NODE_SET, .operand = CALX_OF_(column_), .right = { .what = CALX_OPERAND_VALUE } } CALX_PAIR_
/** all_rows(): yes, an update or delete without a condition is meant. */
#define calx_all_rows() { .kind = CALX_NODE_ALL_ROWS } CALX_PAIR_
/** untracked(): rows that are only read. They do not become objects of the
 * session: changes to them are not written, and two queries give two copies. */
#define calx_untracked() { .kind = CALX_NODE_UNTRACKED } CALX_PAIR_
/** clauses(query): those that were added to a calx_query. */
#define calx_clauses(query_) { .kind = CALX_NODE_CLAUSES, .children = calx_query_clauses(query_) } CALX_PAIR_
/** only_if(test, clauses...): clauses and conditions that are there only if the C
 * expression is true; if it is not, they are not evaluated. */
#define calx_only_if(test_, ...) { .kind = CALX_NODE_CLAUSES, .children = (test_) ? CALX_NODES_(__VA_ARGS__) : NULL } CALX_PAIR_

/* ---- the order of rows ----------------------------------------------------- */

/** desc(term): the largest first. */
#define calx_desc(term) CALX_ORDERING_(CALX_DESCENDING, term)
/** asc(term): the smallest first. */
#define calx_asc(term) CALX_ORDERING_(CALX_ASCENDING, term)
/** nulls_first(term): what is NULL first. */
#define calx_nulls_first(term) CALX_ORDERING_(CALX_NULLS_FIRST, term)
/** nulls_last(term): what is NULL last. */
#define calx_nulls_last(term) CALX_ORDERING_(CALX_NULLS_LAST, term)
#define CALX_ORDERING_(flags_, term) \
	calx_ordering_of_(&(const calx_node){ .kind = CALX_NODE_ORDERING, .flags = flags_, .operand = CALX_OF_(term) })

/* ---- expressions ---------------------------------------------------------- */

/* of a type that is written, and of the same type as another */
#define CALX_MAKE_(type_, ...) \
	CALX_TYPE_ROW_(CALX_PICK_MAKER_, type_)(&(const calx_node){ .flags = CALX_KNOWN_TYPE_(type_), __VA_ARGS__ })
#define CALX_KNOWN_TYPE_(type_) \
	(0 * sizeof(struct { _Static_assert(CALX_IS_PAREN_(CALX_T_##type_), "there is no such type: " #type_); char c; }))
#define CALX_SAME_(expression_, ...) CALX_SAME_MAKER_(expression_)(&(const calx_node){ __VA_ARGS__ })
#define CALX_SAME_MAKER_(expression_) \
	_Generic((expression_), CALX_BY_FAMILY_(calx_of_), default: calx_this_must_be_a_column_or_expression)

/** calc(expression, operator, value): + - * / % on numbers, & | << >> on integers.
 * The value has the type of the expression; so has the result. */
#define calx_calc(left_, operator_, value_)                                    \
	_Generic((left_),                                                      \
		calx_integer_expression: calx_of_integer,                      \
		calx_real_expression: calx_of_real,                            \
		calx_decimal_expression: calx_of_decimal,                      \
		calx_interval_expression: calx_of_interval,                    \
		default: calx_calc_takes_numbers)                              \
		(&(const calx_node){ .kind = CALX_NODE_OPERATOR, .text = #operator_, \
			.operand = CALX_OF_(left_), .right = CALX_CHECKED_(left_, value_) })
/** literal(value): a value as an expression. */
#define calx_literal(value_)                                                   \
	_Generic(CALX_LIFT_(value_),                                           \
		calx_integer_operand: calx_integer_literal_,                   \
		calx_real_operand: calx_real_literal_,                         \
		calx_decimal_operand: calx_decimal_literal_,                   \
		calx_string_operand: calx_string_literal_,                     \
		calx_blob_operand: calx_blob_literal_,                         \
		calx_date_operand: calx_date_literal_,                         \
		calx_time_operand: calx_time_literal_,                         \
		calx_datetime_operand: calx_datetime_literal_,                 \
		calx_timestamp_operand: calx_timestamp_literal_,               \
		calx_interval_operand: calx_interval_literal_,                 \
		calx_uuid_operand: calx_uuid_literal_)((calx_node[1]){ { .kind = CALX_NODE_LIFTED } }, CALX_LIFT_(value_))
/** cast(expression, integer()): to another type, written as in a model. */
#define calx_cast(expression_, type_) \
	CALX_MAKE_(type_, .kind = CALX_NODE_CAST, .type = &(const calx_type)CALX_TYPE_ROW_(CALX_PICK_TYPE_, type_), \
		.children = CALX_TERMS_(expression_))
/** coalesce(expression, values...): the first that is not NULL. */
#define calx_coalesce(first_, ...) CALX_CALL_LIKE_("coalesce", first_, __VA_ARGS__)
/** nullif(expression, value): NULL if they are equal. */
#define calx_nullif(first_, value_) CALX_CALL_LIKE_("nullif", first_, value_)
#define CALX_CALL_LIKE_(name_, first_, ...) \
	CALX_SAME_(first_, .kind = CALX_NODE_CALL, .flags = CALX_ALIKE, .text = name_, \
		.operand = CALX_OF_(first_), .children = CALX_VALUES_(first_, __VA_ARGS__))
/** greatest(expression, values...): the largest of them. Whether one that is NULL
 * counts is the database's matter. */
#define calx_greatest(first_, ...) CALX_CALL_LIKE_("greatest", first_, __VA_ARGS__)
/** least(expression, values...): the smallest of them. */
#define calx_least(first_, ...) CALX_CALL_LIKE_("least", first_, __VA_ARGS__)
/** concat(texts...): one behind the other. */
#define calx_concat(...) \
	calx_of_string(&(const calx_node){ .kind = CALX_NODE_CALL, .text = "concat", \
		.children = CALX_NODES_(CALX_LIST_(CALX_CONCAT_, , __VA_ARGS__)) })
#define CALX_CONCAT_(context, value_) { .kind = CALX_NODE_LIFTED, .right = calx_concat_takes_strings(CALX_LIFT_(value_)) }

/** extract(year, expression): year, month, day, hour, minute or second of a date or
 * time. */
#define calx_extract(field_, expression_)                                      \
	_Generic((expression_),                                                \
		calx_date_expression: calx_of_integer,                         \
		calx_time_expression: calx_of_integer,                         \
		calx_datetime_expression: calx_of_integer,                     \
		calx_timestamp_expression: calx_of_integer,                    \
		default: calx_extract_takes_a_date_or_time)(&(const calx_node){ .kind = CALX_NODE_EXTRACT, .text = #field_, .operand = CALX_OF_(expression_) })

/** case_when(string(), when("cheap", Book.price, <, 5), ..., otherwise("dear")): the
 * first result whose condition holds. when_all(result, conditions...) takes any
 * conditions. */
#define calx_case(type_, ...) \
	CALX_MAKE_(type_, .kind = CALX_NODE_CASE, .type = &(const calx_type)CALX_TYPE_ROW_(CALX_PICK_TYPE_, type_), \
		.children = CALX_NODES_(CALX_LIST_(CALX_CASE_ITEM_, type_, __VA_ARGS__)))
#define CALX_CASE_ITEM_(type_, item_) CALX_CASE_ITEM_I_(type_, CALX_CASE_##item_)
#define CALX_CASE_ITEM_I_(...) CALX_CASE_ITEM_II_(__VA_ARGS__)
#define CALX_CASE_ITEM_II_(type_, macro_, arguments_) CALX_CASE_CALL_(macro_, type_, CALX_UNPAREN_ arguments_)
#define CALX_CASE_CALL_(macro_, ...) macro_(__VA_ARGS__)
#define CALX_CASE_when(...) CALX_CASE_WHEN_, (__VA_ARGS__)
#define CALX_CASE_when_all(...) CALX_CASE_WHEN_ALL_, (__VA_ARGS__)
#define CALX_CASE_otherwise(...) CALX_CASE_OTHERWISE_, (__VA_ARGS__)
#define CALX_CASE_WHEN_(type_, value_, ...) CALX_CAT_(CALX_CASE_WHEN_, CALX_COUNT_(__VA_ARGS__))(type_, value_, __VA_ARGS__)
#define CALX_CASE_WHEN_1(type_, value_, flag_) CALX_CASE_WHEN_ALL_(type_, value_, CALX_WHERE_1(0, flag_))
#define CALX_CASE_WHEN_2(type_, value_, left_, operator_) CALX_CASE_WHEN_ALL_(type_, value_, CALX_WHERE_2(0, left_, operator_))
#define CALX_CASE_WHEN_3(type_, value_, left_, operator_, right_) \
	CALX_CASE_WHEN_ALL_(type_, value_, CALX_WHERE_3(0, left_, operator_, right_))
#define CALX_CASE_WHEN_4(type_, value_, left_, operator_, low_, high_) \
	CALX_CASE_WHEN_ALL_(type_, value_, { .kind = CALX_NODE_COMPARE, .text = #operator_, .operand = CALX_OF_(left_), \
		.children = CALX_NODES_(CALX_VALUE_(left_, low_), CALX_VALUE_(left_, high_)) })
#define CALX_CASE_WHEN_ALL_(type_, value_, ...) \
	{ .kind = CALX_NODE_WHEN, .children = CALX_NODES_(CALX_TYPED_(type_, value_), __VA_ARGS__) }
#define CALX_CASE_OTHERWISE_(type_, value_) { .kind = CALX_NODE_OTHERWISE, .right = CALX_CHECKED_(CALX_EXAMPLE_(type_), value_) }
/* a value for an expression of a type that is written */
#define CALX_EXAMPLE_(type_) ((CALX_TYPE_ROW_(CALX_PICK_HANDLE_, type_)){ NULL, NULL })
#define CALX_TYPED_(type_, value_) CALX_VALUE_(CALX_EXAMPLE_(type_), value_)

/* ---- aggregates ----------------------------------------------------------- */

/** count_rows(): how many rows. */
#define calx_count_rows() calx_of_integer(&(const calx_node){ .kind = CALX_NODE_CALL, .text = "count", .operand = &calx_all_columns_ })
/** count(expression): how many are not NULL. */
#define calx_count_of(expression_) calx_of_integer(&(const calx_node)CALX_CALL_NODE_("count", CALX_OF_(expression_)))
/** count_distinct(expression): how many different ones. */
#define calx_count_distinct(expression_) \
	calx_of_integer(&(const calx_node)CALX_CALL_NODE_("count", \
		(&(const calx_node){ .kind = CALX_NODE_DISTINCT, .operand = CALX_OF_(expression_) })))
#define CALX_CALL_NODE_(name_, first_) { .kind = CALX_NODE_CALL, .text = name_, .operand = first_ }
/** sum(expression): of the same type; of integers, an integer. */
#define calx_sum(expression_)                                                  \
	_Generic((expression_),                                                \
		calx_integer_expression: calx_of_integer,                      \
		calx_real_expression: calx_of_real,                            \
		calx_decimal_expression: calx_of_decimal,                      \
		calx_interval_expression: calx_of_interval,                    \
		default: calx_sum_takes_numbers)(&(const calx_node)CALX_CALL_NODE_("sum", CALX_OF_(expression_)))
/** avg(expression): decimal of decimals, interval of intervals, else double. */
#define calx_avg(expression_)                                                  \
	_Generic((expression_),                                                \
		calx_integer_expression: calx_of_real,                         \
		calx_real_expression: calx_of_real,                            \
		calx_decimal_expression: calx_of_decimal,                      \
		calx_interval_expression: calx_of_interval,                    \
		default: calx_avg_takes_numbers)(&(const calx_node)CALX_CALL_NODE_("avg", CALX_OF_(expression_)))
/** min(expression): the smallest. */
#define calx_min(expression_) CALX_CALL_SAME_("min", expression_)
/** max(expression): the largest. */
#define calx_max(expression_) CALX_CALL_SAME_("max", expression_)
#define CALX_CALL_SAME_(name_, expression_) \
	CALX_SAME_(expression_, .kind = CALX_NODE_CALL, .text = name_, .operand = CALX_OF_(expression_))

/** filtered(aggregate, conditions...): only of the rows for which they hold. */
#define calx_filtered(aggregate_, ...) \
	CALX_SAME_(aggregate_, .kind = CALX_NODE_FILTERED, .children = CALX_NODES_(CALX_TERM_(, aggregate_), __VA_ARGS__))

/* ---- windows -------------------------------------------------------------- */

/** over(function, partition_by(...), order_by(...), rows_between(...)): of the rows
 * around each, which stay as they are. */
#define calx_over(...) CALX_OVER_(__VA_ARGS__, )
#define CALX_OVER_(function_, ...) \
	CALX_SAME_(function_, .kind = CALX_NODE_OVER, .children = CALX_CLAUSES_(CALX_TERM_(, function_), __VA_ARGS__))
/** partition_by(expression, ...): a window is of rows of equal values. */
#define calx_partition_by(...) { .kind = CALX_NODE_PARTITION_BY, .children = CALX_TERMS_(__VA_ARGS__) } CALX_PAIR_
/** rows_between(unbounded preceding, current row), rows_between(2 preceding, 2 following) */
#define calx_rows_between(from_, to_) { .kind = CALX_NODE_FRAME, .text = "ROWS BETWEEN " #from_ " AND " #to_ } CALX_PAIR_
/** range_between(...): as rows_between(), of values and not of rows. */
#define calx_range_between(from_, to_) { .kind = CALX_NODE_FRAME, .text = "RANGE BETWEEN " #from_ " AND " #to_ } CALX_PAIR_
/** lag(expression): of the row before. */
#define calx_lag(expression_) CALX_CALL_SAME_("lag", expression_)
/** lead(expression): of the row behind. */
#define calx_lead(expression_) CALX_CALL_SAME_("lead", expression_)
/** first_value(expression): of the first row of the window. */
#define calx_first_value(expression_) CALX_CALL_SAME_("first_value", expression_)
/** last_value(expression): of its last row. */
#define calx_last_value(expression_) CALX_CALL_SAME_("last_value", expression_)

/* ---- functions with a declared signature ---------------------------------- */

/** CALX_FUNCTION(soundex, string(), string()): the result's type, then those of
 * the arguments (up to 4): from then on call(soundex, Book.title) has types. */
#define CALX_FUNCTION(name_, ...) CALX_CAT_(CALX_FUNCTION_, CALX_COUNT_(__VA_ARGS__))(name_, __VA_ARGS__)
#define CALX_FUNCTION_1(name_, r) CALX_FUNCTION_I_(name_, r, (calx_node *nodes), )
#define CALX_FUNCTION_2(name_, r, t1) CALX_FUNCTION_I_(name_, r, (calx_node *nodes, CALX_ARGUMENT_(t1) a1), \
	CALX_SET_ARGUMENT_(1))
#define CALX_FUNCTION_3(name_, r, t1, t2) CALX_FUNCTION_I_(name_, r, (calx_node *nodes, CALX_ARGUMENT_(t1) a1, CALX_ARGUMENT_(t2) a2), \
	CALX_SET_ARGUMENT_(1) CALX_SET_ARGUMENT_(2))
#define CALX_FUNCTION_4(name_, r, t1, t2, t3) CALX_FUNCTION_I_(name_, r, (calx_node *nodes, CALX_ARGUMENT_(t1) a1, CALX_ARGUMENT_(t2) a2, CALX_ARGUMENT_(t3) a3), \
	CALX_SET_ARGUMENT_(1) CALX_SET_ARGUMENT_(2) CALX_SET_ARGUMENT_(3))
#define CALX_FUNCTION_5(name_, r, t1, t2, t3, t4) CALX_FUNCTION_I_(name_, r, (calx_node *nodes, CALX_ARGUMENT_(t1) a1, CALX_ARGUMENT_(t2) a2, CALX_ARGUMENT_(t3) a3, CALX_ARGUMENT_(t4) a4), \
	CALX_SET_ARGUMENT_(1) CALX_SET_ARGUMENT_(2) CALX_SET_ARGUMENT_(3) CALX_SET_ARGUMENT_(4))
#define CALX_SET_ARGUMENT_(n) nodes[n] = (calx_node){ .kind = CALX_NODE_LIFTED, .right = a##n.operand };
#define CALX_ARGUMENT_(type_) CALX_TYPE_ROW_(CALX_PICK_ARGUMENT_, type_)
#define CALX_FUNCTION_I_(name_, result_, parameters_, fill_)                   \
	_Static_assert(CALX_IS_PAREN_(CALX_T_##result_), "the function " #name_ " has no known type: " #result_); \
	static inline CALX_UNUSED_ CALX_TYPE_ROW_(CALX_PICK_HANDLE_, result_)  \
		name_##_calx_function_ parameters_                             \
	{                                                                      \
		nodes[0] = (calx_node){ .kind = CALX_NODE_CALL, .text = #name_, .children = nodes + 1 }; \
		fill_                                                          \
		return CALX_TYPE_ROW_(CALX_PICK_MAKER_, result_)(nodes);       \
	}                                                                      \
	struct name_##_calx_function_is_declared_

/** call(name, arguments...): a function that CALX_FUNCTION has declared. */
#define calx_call(...) CALX_CAT_(CALX_CALL_FUNCTION_, CALX_COUNT_(__VA_ARGS__))(__VA_ARGS__)
#define CALX_ROOM_(n) (calx_node[(n) + 2]){ { .kind = CALX_NODE_CALL } }
#define CALX_CALL_FUNCTION_1(name_) name_##_calx_function_(CALX_ROOM_(0))
#define CALX_CALL_FUNCTION_2(name_, a1) name_##_calx_function_(CALX_ROOM_(1), CALX_LIFT_(a1))
#define CALX_CALL_FUNCTION_3(name_, a1, a2) name_##_calx_function_(CALX_ROOM_(2), CALX_LIFT_(a1), CALX_LIFT_(a2))
#define CALX_CALL_FUNCTION_4(name_, a1, a2, a3) \
	name_##_calx_function_(CALX_ROOM_(3), CALX_LIFT_(a1), CALX_LIFT_(a2), CALX_LIFT_(a3))
#define CALX_CALL_FUNCTION_5(name_, a1, a2, a3, a4) \
	name_##_calx_function_(CALX_ROOM_(4), CALX_LIFT_(a1), CALX_LIFT_(a2), CALX_LIFT_(a3), CALX_LIFT_(a4))

/* ---- lists of the program's ------------------------------------------------ */

/** array(items, count): an array of the program's, for `in`; borrowed. One of
 * nothing matches nothing. */
#define calx_array(items_, count_)                                             \
	_Generic((items_),                                                     \
		int *: calx_int_array_, const int *: calx_int_array_,          \
		long *: calx_long_array_, const long *: calx_long_array_,      \
		long long *: calx_long_long_array_, const long long *: calx_long_long_array_, \
		double *: calx_double_array_, const double *: calx_double_array_, \
		char **: calx_text_array_, const char **: calx_text_array_,    \
		char *const *: calx_text_array_, const char *const *: calx_text_array_, \
		calx_decimal *: calx_decimal_array_, const calx_decimal *: calx_decimal_array_, \
		calx_date *: calx_date_array_, const calx_date *: calx_date_array_, \
		calx_datetime *: calx_datetime_array_, const calx_datetime *: calx_datetime_array_, \
		calx_timestamp *: calx_timestamp_array_, const calx_timestamp *: calx_timestamp_array_, \
		calx_uuid *: calx_uuid_array_, const calx_uuid *: calx_uuid_array_) \
		((calx_node[1]){ { .kind = CALX_NODE_ARRAY } }, items_, count_)

/** column_named(Book, name): the column of that name, which may come from
 * outside, for order_by() and columns(). A name that is none is an error of the
 * statement. */
#define calx_column_named(T, name_) \
	calx_named_column_((calx_node[1]){ { .kind = CALX_NODE_INVALID } }, &T##_calx_table_, name_)

/* ---- how the compiler tells types apart ----------------------------------- */

/* (compilers show the lines of a macro in which they find an error: so these are
 * of one line, and their lists stand apart) */
/* a value, of a type that fits the expression on the left: the function's name is
 * the error message that gcc prints, its parameter's type the one that clang
 * prints. Integers fit exact and floating numbers, too. */
#define CALX_CHECKED_(left_, value_) _Generic((left_), CALX_CHECKS_(value_))(CALX_LIFT_(value_))
#define CALX_CHECKS_(value_)                                                   \
	calx_boolean_expression: calx_boolean_column_takes_a_boolean,  \
	calx_integer_expression: calx_integer_column_takes_an_integer, \
	calx_real_expression: _Generic((value_),                       \
		float: calx_real_column_takes_a_double, double: calx_real_column_takes_a_double, \
		calx_opt_float: calx_real_column_takes_a_double, calx_opt_double: calx_real_column_takes_a_double, \
		calx_real_expression: calx_real_column_takes_a_double, default: calx_real_column_takes_a_number), \
	calx_decimal_expression: _Generic((value_),                    \
		calx_decimal: calx_decimal_column_takes_a_decimal, calx_opt_decimal: calx_decimal_column_takes_a_decimal, \
		calx_decimal_expression: calx_decimal_column_takes_a_decimal, \
		default: calx_decimal_column_takes_a_decimal_or_integer), \
	calx_string_expression: calx_text_column_takes_a_string,       \
	calx_json_expression: calx_json_column_takes_a_string,         \
	calx_blob_expression: calx_blob_column_takes_a_calx_blob,      \
	calx_date_expression: calx_date_column_takes_a_calx_date,      \
	calx_time_expression: calx_time_column_takes_a_calx_time,      \
	calx_datetime_expression: calx_datetime_column_takes_a_calx_datetime, \
	calx_timestamp_expression: calx_timestamp_column_takes_a_calx_timestamp, \
	calx_interval_expression: calx_interval_column_takes_a_calx_interval, \
	calx_uuid_expression: calx_uuid_column_takes_a_calx_uuid,      \
	calx_enumeration_expression: calx_enumeration_column_takes_an_integer, \
	calx_any_expression: calx_column_named_has_no_type_to_compare_with

/* values that do not fit a word lie in the caller's block */
#define CALX_ROOM_FOR_(value_) sizeof(value_) > 8 ? (calx_value[1]){ { .kind = CALX_NULL } } : 0
#define CALX_LIFT_(value_) _Generic((value_), CALX_LIFTS_)(value_, CALX_ROOM_FOR_(value_))
#define CALX_LIFTS_                                                            \
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
	calx_text: calx_lift_text_,                                    \
	calx_blob: calx_lift_blob_,                                    \
	calx_date: calx_lift_date_,                                    \
	calx_time: calx_lift_time_,                                    \
	calx_datetime: calx_lift_datetime_,                            \
	calx_timestamp: calx_lift_timestamp_,                          \
	calx_interval: calx_lift_interval_,                            \
	calx_uuid: calx_lift_uuid_,                                    \
	calx_opt_bool: calx_lift_opt_bool_,                            \
	calx_opt_int16: calx_lift_opt_int16_,                          \
	calx_opt_int32: calx_lift_opt_int32_,                          \
	calx_opt_int64: calx_lift_opt_int64_,                          \
	calx_opt_float: calx_lift_opt_float_,                          \
	calx_opt_double: calx_lift_opt_double_,                        \
	calx_opt_decimal: calx_lift_opt_decimal_,                      \
	calx_opt_date: calx_lift_opt_date_,                            \
	calx_opt_time: calx_lift_opt_time_,                            \
	calx_opt_datetime: calx_lift_opt_datetime_,                    \
	calx_opt_timestamp: calx_lift_opt_timestamp_,                  \
	calx_opt_interval: calx_lift_opt_interval_,                    \
	calx_opt_uuid: calx_lift_opt_uuid_,                            \
	CALX_BY_FAMILY_(calx_lift_expression_)

#include <calx/operand.h>

#endif

/* clang-format on */

#endif
