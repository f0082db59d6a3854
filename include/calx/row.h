#ifndef CALX_ROW_H
#define CALX_ROW_H

#include <calx/expression.h>

/* Rows that are no model's: those of calx_each_row() and of plain SQL.
 *
 *     calx_each_row(session, row, columns(Book.title, sum(Book.pages)),
 *                   group_by(Book.title))
 *         printf("%s %lld\n", calx_row_get(row, Book.title),
 *                calx_row_get(row, sum(Book.pages)));
 *
 * calx_row_get() takes the expression that stands in columns(), a column or any
 * other, and gives its C type; it is found by what it says, so it may be written
 * again. calx_row_is_null() and the other functions count columns from 0, which
 * is how plain SQL is read:
 *
 *     while ((row = calx_result_next(result)) != NULL)
 *         puts(calx_row_text(row, 0));
 *
 * Text and blobs are borrowed: they are valid until the next row. NULL is the
 * zero of the type. Reading a column that is not there, or as a type that it is
 * not, gives that, too, and sets the error of the session or result that made the
 * row. */

/** One row, borrowed. */
typedef struct calx_row calx_row;

CALX_BEGIN_DECLS

/** The number of columns. */
CALX_API size_t calx_row_count(const calx_row *row);
/** The name of a column, or NULL. */
CALX_API const char *calx_row_name(const calx_row *row, size_t index);
/** Whether the column is NULL (or missing). */
CALX_API bool calx_row_is_null(const calx_row *row, size_t index);
/** The column as an integer; 0 when NULL. A decimal is one if nothing is behind its
 * point, as in sum() of integers on servers. */
CALX_API long long calx_row_int64(const calx_row *row, size_t index);
/** The column as a double; 0 when NULL. */
CALX_API double calx_row_double(const calx_row *row, size_t index);
/** The column as text, NUL-terminated; NULL when NULL. Numbers and dates are
 * written out. */
CALX_API const char *calx_row_text(const calx_row *row, size_t index);
/** The column as bytes; .data is NULL when NULL. */
CALX_API calx_blob calx_row_blob(const calx_row *row, size_t index);
/** The column as true or false; false when NULL. */
CALX_API bool calx_row_bool(const calx_row *row, size_t index);
/** The column as a decimal; 0 when NULL. */
CALX_API calx_decimal calx_row_decimal(const calx_row *row, size_t index);
/** The column as a date; not set (all zero) when NULL. */
CALX_API calx_date calx_row_date(const calx_row *row, size_t index);
/** The column as a time of day; midnight when NULL. */
CALX_API calx_time calx_row_time(const calx_row *row, size_t index);
/** The column as a date and time; not set (all zero) when NULL. */
CALX_API calx_datetime calx_row_datetime(const calx_row *row, size_t index);
/** The column as a point in time; not set (all zero) when NULL. */
CALX_API calx_timestamp calx_row_timestamp(const calx_row *row, size_t index);
/** The column as an interval; none when NULL. */
CALX_API calx_interval calx_row_interval(const calx_row *row, size_t index);
/** The column as a UUID; not set (all zero) when NULL. */
CALX_API calx_uuid calx_row_uuid(const calx_row *row, size_t index);
/** The column as it came; kind CALX_NULL when NULL. */
CALX_API calx_value calx_row_value(const calx_row *row, size_t index);

/* what calx_row_get() chooses from, by the type of the expression */
/** True or false. */
CALX_API bool calx_row_get_boolean(
	const calx_row *row, calx_boolean_expression expression);
/** An integer. */
CALX_API long long calx_row_get_integer(
	const calx_row *row, calx_integer_expression expression);
/** A floating number. */
CALX_API double calx_row_get_real(
	const calx_row *row, calx_real_expression expression);
/** A decimal. */
CALX_API calx_decimal calx_row_get_decimal(
	const calx_row *row, calx_decimal_expression expression);
/** Text, NUL-terminated. */
CALX_API const char *calx_row_get_string(
	const calx_row *row, calx_string_expression expression);
/** JSON, as text. */
CALX_API const char *calx_row_get_json(
	const calx_row *row, calx_json_expression expression);
/** Bytes. */
CALX_API calx_blob calx_row_get_blob(
	const calx_row *row, calx_blob_expression expression);
/** A date. */
CALX_API calx_date calx_row_get_date(
	const calx_row *row, calx_date_expression expression);
/** A time of day. */
CALX_API calx_time calx_row_get_time(
	const calx_row *row, calx_time_expression expression);
/** A date and time. */
CALX_API calx_datetime calx_row_get_datetime(
	const calx_row *row, calx_datetime_expression expression);
/** A point in time. */
CALX_API calx_timestamp calx_row_get_timestamp(
	const calx_row *row, calx_timestamp_expression expression);
/** An interval. */
CALX_API calx_interval calx_row_get_interval(
	const calx_row *row, calx_interval_expression expression);
/** A UUID. */
CALX_API calx_uuid calx_row_get_uuid(
	const calx_row *row, calx_uuid_expression expression);
/** The index of a label. */
CALX_API int calx_row_get_enumeration(
	const calx_row *row, calx_enumeration_expression expression);

CALX_END_DECLS

/* clang-format off */
/** calx_row_get(row, Book.title): what columns() has made of the expression, in
 * its own C type; the zero of that type (text: NULL) when it is NULL. */
#define calx_row_get(row, expression_) \
	_Generic((expression_), CALX_BY_FAMILY_(calx_row_get_))(row, expression_)
/* clang-format on */

#endif
