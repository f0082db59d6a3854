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
/* clang-format off */

#if defined(__GNUC__)
#pragma GCC diagnostic error "-Wincompatible-pointer-types"
#pragma GCC diagnostic error "-Wint-conversion"
#pragma GCC diagnostic error "-Wmissing-braces"
#endif

/* conditions */
#define all_of(...) calx_all_of(__VA_ARGS__)
#define any_of(...) calx_any_of(__VA_ARGS__)
#define none_of(...) calx_none_of(__VA_ARGS__)
#define where(...) calx_where(__VA_ARGS__)
#define where_given(...) calx_where_given(__VA_ARGS__)
#define where_if(...) calx_where_if(__VA_ARGS__)

/* clauses of a query */
#define columns(...) calx_columns(__VA_ARGS__)
#define from(...) calx_from(__VA_ARGS__)
#define group_by(...) calx_group_by(__VA_ARGS__)
#define having(...) calx_having(__VA_ARGS__)
#define distinct() calx_distinct()
#define order_by(...) calx_order_by(__VA_ARGS__)
#define limit(n) calx_limit(n)
#define offset(n) calx_offset(n)
#define untracked() calx_untracked()
#define clauses(query) calx_clauses(query)
#define only_if(...) calx_only_if(__VA_ARGS__)

/* clauses of a change */
#define set(...) calx_set(__VA_ARGS__)
#define set_null(column) calx_set_null(column)
#define all_rows() calx_all_rows()

/* expressions */
#define calc(...) calx_calc(__VA_ARGS__)
#define literal(value) calx_literal(value)
#define cast(...) calx_cast(__VA_ARGS__)
#define coalesce(...) calx_coalesce(__VA_ARGS__)
#define nullif(...) calx_nullif(__VA_ARGS__)
#define concat(...) calx_concat(__VA_ARGS__)
#define case_when(...) calx_case(__VA_ARGS__)
#define call(...) calx_call(__VA_ARGS__)
#define array(...) calx_array(__VA_ARGS__)
#define column_named(...) calx_column_named(__VA_ARGS__)
#define lower(text) calx_call(lower, text)
#define upper(text) calx_call(upper, text)

/* aggregates */
#ifndef count
#define count(expression) calx_count_of(expression)
#endif
#define count_rows() calx_count_rows()
#define count_distinct(expression) calx_count_distinct(expression)
#ifndef sum
#define sum(expression) calx_sum(expression)
#endif
#ifndef avg
#define avg(expression) calx_avg(expression)
#endif
#ifndef min
#define min(expression) calx_min(expression)
#endif
#ifndef max
#define max(expression) calx_max(expression)
#endif

/* order */
#define asc(term) calx_asc(term)
#define desc(term) calx_desc(term)
#define nulls_first(term) calx_nulls_first(term)
#define nulls_last(term) calx_nulls_last(term)

/* values */
#define some(value) calx_some(value)
#define decimal(text) calx_decimal_of(text)
#define text_of(pointer, size) calx_text_of(pointer, size)
/* clang-format on */
#endif

#endif
