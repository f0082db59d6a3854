#ifndef CALX_ROW_H
#define CALX_ROW_H

#include <calx/expression.h>

/* One row of a result. Text and blobs are borrowed: they are valid until the
 * next row. Columns count from 0. Reading a column that is not there, or as a
 * type that it is not, gives the zero of that type and sets the error of the
 * session or result that made the row. */

typedef struct calx_row calx_row;

CALX_BEGIN_DECLS

/** The number of columns. */
CALX_API size_t calx_row_count(const calx_row *row);
/** The name of a column, or NULL. */
CALX_API const char *calx_row_name(const calx_row *row, size_t index);
/** Whether the column is NULL (or missing). */
CALX_API bool calx_row_is_null(const calx_row *row, size_t index);
/** The column as an integer; 0 when NULL. */
CALX_API int64_t calx_row_int64(const calx_row *row, size_t index);
/** The column as a double; 0 when NULL. */
CALX_API double calx_row_double(const calx_row *row, size_t index);
/** The column as text, NUL-terminated; NULL when NULL. Numbers and dates are
 * written out. */
CALX_API const char *calx_row_text(const calx_row *row, size_t index);
/** The column as bytes; .data is NULL when NULL. */
CALX_API calx_blob calx_row_blob(const calx_row *row, size_t index);
/** The column as it came; kind CALX_NULL when NULL. */
CALX_API calx_value calx_row_value(const calx_row *row, size_t index);

/* by typed column: the column of the result that was made from it */
CALX_API bool calx_row_get_boolean(
	const calx_row *row, calx_boolean_expression column);
CALX_API int64_t calx_row_get_integer(
	const calx_row *row, calx_integer_expression column);
CALX_API double calx_row_get_real(
	const calx_row *row, calx_real_expression column);
CALX_API calx_decimal calx_row_get_decimal(
	const calx_row *row, calx_decimal_expression column);
CALX_API const char *calx_row_get_string(
	const calx_row *row, calx_string_expression column);
CALX_API const char *calx_row_get_json(
	const calx_row *row, calx_json_expression column);
CALX_API calx_blob calx_row_get_blob(
	const calx_row *row, calx_blob_expression column);
CALX_API calx_date calx_row_get_date(
	const calx_row *row, calx_date_expression column);
CALX_API calx_time calx_row_get_time(
	const calx_row *row, calx_time_expression column);
CALX_API calx_datetime calx_row_get_datetime(
	const calx_row *row, calx_datetime_expression column);
CALX_API calx_timestamp calx_row_get_timestamp(
	const calx_row *row, calx_timestamp_expression column);
CALX_API calx_interval calx_row_get_interval(
	const calx_row *row, calx_interval_expression column);
CALX_API calx_uuid calx_row_get_uuid(
	const calx_row *row, calx_uuid_expression column);
CALX_API int calx_row_get_enumeration(
	const calx_row *row, calx_enumeration_expression column);

CALX_END_DECLS

/* clang-format off */
/** calx_row_get(row, Book.title): the column, in its own C type; the zero of
 * that type (text: NULL) when it is NULL. */
#define calx_row_get(row, column_)                                             \
	_Generic((column_),                                                    \
		calx_boolean_expression: calx_row_get_boolean,                     \
		calx_integer_expression: calx_row_get_integer,                     \
		calx_real_expression: calx_row_get_real,                           \
		calx_decimal_expression: calx_row_get_decimal,                     \
		calx_string_expression: calx_row_get_string,                       \
		calx_json_expression: calx_row_get_json,                       \
		calx_blob_expression: calx_row_get_blob,                           \
		calx_date_expression: calx_row_get_date,                           \
		calx_time_expression: calx_row_get_time,                           \
		calx_datetime_expression: calx_row_get_datetime,                   \
		calx_timestamp_expression: calx_row_get_timestamp,                 \
		calx_interval_expression: calx_row_get_interval,                   \
		calx_uuid_expression: calx_row_get_uuid,                           \
		calx_enumeration_expression: calx_row_get_enumeration)(row, column_)
/* clang-format on */

#endif
