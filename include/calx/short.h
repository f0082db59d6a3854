#ifndef CALX_SHORT_H
#define CALX_SHORT_H

/* The words of a query without their prefix. Opt-in: include it after all other
 * headers, in .c files only. None of them is a word of CALX_MODEL. A word that is
 * a macro already (min, max ...) stays what it is: write calx_min(). A word that
 * you need for something else: #undef it.
 *
 * For the rest of the file, a pointer or an integer of the wrong type is an
 * error, as gcc 14 has it everywhere; and so is an initialiser that leaves out
 * inner braces, because that is what `.pages = 320` for an optional is. (gcc does
 * not see it where these are system headers. calx_add() always does.) */

#include <calx/calx.h>

#ifndef __cplusplus
/* stdlib.h and others declare select(2): not behind the word. A file that calls
 * it needs an #undef select. */
#if defined(__unix__) || defined(__APPLE__)
#include <sys/select.h>
#endif
/* clang-format off */

#if defined(__GNUC__)
#pragma GCC diagnostic error "-Wincompatible-pointer-types"
#pragma GCC diagnostic error "-Wint-conversion"
#pragma GCC diagnostic error "-Wmissing-braces"
#endif

/* conditions */
/** every condition holds */
#define all_of(...) calx_all_of(__VA_ARGS__)
/** at least one holds */
#define any_of(...) calx_any_of(__VA_ARGS__)
/** not one holds */
#define none_of(...) calx_none_of(__VA_ARGS__)
/** an expression, an operator and values */
#define where(...) calx_where(__VA_ARGS__)
/** only if the value is there */
#define where_given(...) calx_where_given(__VA_ARGS__)
/** only if a C expression is true */
#define where_if(...) calx_where_if(__VA_ARGS__)

/* clauses of a query */
/** what a row of calx_each_row() holds */
#define columns(...) calx_columns(__VA_ARGS__)
/** what the fields of a CALX_ROW are made of */
#define select(...) calx_select(__VA_ARGS__)
/** of which table, where no column says it */
#define from(T) calx_from(T)
/** rows of equal values become one */
#define group_by(...) calx_group_by(__VA_ARGS__)
/** a condition on groups */
#define having(...) calx_having(__VA_ARGS__)
/** equal rows once */
#define distinct() calx_distinct()
/** the order of rows */
#define order_by(...) calx_order_by(__VA_ARGS__)
/** at most so many rows */
#define limit(n) calx_limit(n)
/** not the first rows */
#define offset(n) calx_offset(n)
/** rows that are only read */
#define untracked() calx_untracked()
/** those of a calx_query */
#define clauses(query) calx_clauses(query)
/** clauses that are there only if a C expression is true */
#define only_if(...) calx_only_if(__VA_ARGS__)

/* clauses of a change */
/** a column and its new value */
#define set(...) calx_set(__VA_ARGS__)
/** a column becomes NULL */
#define set_null(column) calx_set_null(column)
/** every row is meant */
#define all_rows() calx_all_rows()

/* expressions */
/** an operator between two numbers */
#define calc(...) calx_calc(__VA_ARGS__)
/** a value as an expression */
#define literal(value) calx_literal(value)
/** another type */
#define cast(...) calx_cast(__VA_ARGS__)
/** the first that is not NULL */
#define coalesce(...) calx_coalesce(__VA_ARGS__)
/** NULL if two are equal */
#define nullif(...) calx_nullif(__VA_ARGS__)
/** the largest of several */
#define greatest(...) calx_greatest(__VA_ARGS__)
/** the smallest of several */
#define least(...) calx_least(__VA_ARGS__)
/** texts, one behind the other */
#define concat(...) calx_concat(__VA_ARGS__)
/** a result for each condition */
#define case_when(...) calx_case(__VA_ARGS__)
/** a part of a date or time */
#define extract(...) calx_extract(__VA_ARGS__)
/** a function that CALX_FUNCTION has declared */
#define call(...) calx_call(__VA_ARGS__)
/** the values of `in` */
#define array(...) calx_array(__VA_ARGS__)
/** a column by its name */
#define column_named(...) calx_column_named(__VA_ARGS__)
/** in small letters */
#define lower(text) calx_call(lower, text)
/** in capital letters */
#define upper(text) calx_call(upper, text)

/* aggregates */
#ifndef count
/** how many are not NULL */
#define count(expression) calx_count_of(expression)
#endif
/** how many rows */
#define count_rows() calx_count_rows()
/** how many different ones */
#define count_distinct(expression) calx_count_distinct(expression)
#ifndef sum
/** their sum */
#define sum(expression) calx_sum(expression)
#endif
#ifndef avg
/** their average */
#define avg(expression) calx_avg(expression)
#endif
#ifndef min
/** the smallest */
#define min(expression) calx_min(expression)
#endif
#ifndef max
/** the largest */
#define max(expression) calx_max(expression)
#endif
/** only of the rows for which conditions hold */
#define filtered(...) calx_filtered(__VA_ARGS__)

/* windows */
/** a function of the rows around each */
#define over(...) calx_over(__VA_ARGS__)
/** rows of equal values */
#define partition_by(...) calx_partition_by(__VA_ARGS__)
/** rows from one to another */
#define rows_between(...) calx_rows_between(__VA_ARGS__)
/** values from one to another */
#define range_between(...) calx_range_between(__VA_ARGS__)
/** the number of the row */
#define row_number() calx_call(row_number)
/** the place, with gaps behind equal ones */
#define rank() calx_call(rank)
/** the place, without gaps */
#define dense_rank() calx_call(dense_rank)
/** of the row before */
#define lag(expression) calx_lag(expression)
/** of the row behind */
#define lead(expression) calx_lead(expression)
/** of the first row */
#define first_value(expression) calx_first_value(expression)
/** of the last row */
#define last_value(expression) calx_last_value(expression)

/* order */
/** the smallest first */
#define asc(term) calx_asc(term)
/** the largest first */
#define desc(term) calx_desc(term)
/** NULL first */
#define nulls_first(term) calx_nulls_first(term)
/** NULL last */
#define nulls_last(term) calx_nulls_last(term)

/* values */
/** an optional that has a value */
#define some(value) calx_some(value)
/** the number that text spells */
#define decimal(text) calx_decimal_of(text)
/** text that does not end in NUL */
#define text_of(pointer, size) calx_text_of(pointer, size)
/* clang-format on */
#endif

#endif
