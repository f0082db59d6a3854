#ifndef CALX_SHORT_H
#define CALX_SHORT_H

/* The words of a query without their prefix. Opt-in: include it after all
 * other headers, in .c files only. */

#include <calx/session.h>

#define cmp(...) calx_cmp(__VA_ARGS__)
#define all_of(...) calx_all_of(__VA_ARGS__)
#define any_of(...) calx_any_of(__VA_ARGS__)
#define none_of(...) calx_none_of(__VA_ARGS__)
#define where(...) calx_where(__VA_ARGS__)
#define filter(...) calx_filter(__VA_ARGS__)
#define order_by(...) calx_order_by(__VA_ARGS__)
#define columns(...) calx_columns(__VA_ARGS__)
#define limit(n) calx_limit(n)
#define offset(n) calx_offset(n)
#define set(column, value) calx_set(column, value)
#define set_null(column) calx_set_null(column)
#define all_rows() calx_all_rows()
#define untracked() calx_untracked()
#define asc(term) calx_asc(term)
#define desc(term) calx_desc(term)
#define integers(...) calx_integers(__VA_ARGS__)
#define reals(...) calx_reals(__VA_ARGS__)
#define strings(...) calx_strings(__VA_ARGS__)
#define decimals(...) calx_decimals(__VA_ARGS__)
#define dates(...) calx_dates(__VA_ARGS__)
#define datetimes(...) calx_datetimes(__VA_ARGS__)
#define timestamps(...) calx_timestamps(__VA_ARGS__)
#define uuids(...) calx_uuids(__VA_ARGS__)

#endif
