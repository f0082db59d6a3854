#ifndef CALX_PRINT_H
#define CALX_PRINT_H

#include <calx/value.h>

/* Values as text, for printf() and logs:
 *
 *     printf("%s costs %s, since %s\n", book->title, calx_str(book->price),
 *         calx_str(book->added));
 *
 * The text lies in the caller's block and lives as long as that; nothing is
 * allocated and nothing fails. It is what the writers of decimal.h, temporal.h
 * and value.h make: "12.50", "2017-10-17 16:04:51.060065", "P1Y2M". An optional
 * without a value is "", and so is what is no valid value. */

/* the macro is laid out by hand */
/* clang-format off */

/** calx_str(value): a decimal, date, time, datetime, timestamp, interval, UUID
 * or optional as text in the caller's block. Not for use in a function that
 * returns the text. */
#define calx_str(value_)                                                       \
	_Generic((value_),                                                     \
		calx_decimal: calx_decimal_str,                                \
		calx_date: calx_date_str,                                      \
		calx_time: calx_time_str,                                      \
		calx_datetime: calx_datetime_str,                              \
		calx_timestamp: calx_timestamp_str,                            \
		calx_interval: calx_interval_str,                              \
		calx_uuid: calx_uuid_str,                                      \
		calx_opt_bool: calx_opt_bool_str,                              \
		calx_opt_int16: calx_opt_int16_str,                            \
		calx_opt_int32: calx_opt_int32_str,                            \
		calx_opt_int64: calx_opt_int64_str,                            \
		calx_opt_float: calx_opt_float_str,                            \
		calx_opt_double: calx_opt_double_str,                          \
		calx_opt_decimal: calx_opt_decimal_str,                        \
		calx_opt_date: calx_opt_date_str,                              \
		calx_opt_time: calx_opt_time_str,                              \
		calx_opt_datetime: calx_opt_datetime_str,                      \
		calx_opt_timestamp: calx_opt_timestamp_str,                    \
		calx_opt_interval: calx_opt_interval_str,                      \
		calx_opt_uuid: calx_opt_uuid_str,                              \
		default: calx_str_has_no_such_type)                            \
	((value_), (char[CALX_STR_MAX]){ 0 })

/* clang-format on */

/** Room for the text of any value that calx_str() takes, with its NUL. */
#define CALX_STR_MAX 64

CALX_BEGIN_DECLS

/** "12.50". These functions write into `text`, which has CALX_STR_MAX bytes, and
 * return it. */
CALX_API const char *calx_decimal_str(calx_decimal value, char *text);
/** "2017-10-17" */
CALX_API const char *calx_date_str(calx_date value, char *text);
/** "16:04:51.060065" */
CALX_API const char *calx_time_str(calx_time value, char *text);
/** "2017-10-17 16:04:51.060065" */
CALX_API const char *calx_datetime_str(calx_datetime value, char *text);
/** "2017-10-17 16:04:51.060065+02:00" */
CALX_API const char *calx_timestamp_str(calx_timestamp value, char *text);
/** "P1Y2M3DT4H5M6.700000S" */
CALX_API const char *calx_interval_str(calx_interval value, char *text);
/** "f81d4fae-7dec-11d0-a765-00a0c91e6bf6" */
CALX_API const char *calx_uuid_str(calx_uuid value, char *text);
/** "true" or "false" */
CALX_API const char *calx_opt_bool_str(calx_opt_bool value, char *text);
/** "-12" */
CALX_API const char *calx_opt_int16_str(calx_opt_int16 value, char *text);
/** "-12" */
CALX_API const char *calx_opt_int32_str(calx_opt_int32 value, char *text);
/** "-12" */
CALX_API const char *calx_opt_int64_str(calx_opt_int64 value, char *text);
/** "0.1": the fewest digits that read back as the same number */
CALX_API const char *calx_opt_float_str(calx_opt_float value, char *text);
/** "0.1": the fewest digits that read back as the same number */
CALX_API const char *calx_opt_double_str(calx_opt_double value, char *text);
/** as calx_decimal_str() */
CALX_API const char *calx_opt_decimal_str(calx_opt_decimal value, char *text);
/** as calx_date_str() */
CALX_API const char *calx_opt_date_str(calx_opt_date value, char *text);
/** as calx_time_str() */
CALX_API const char *calx_opt_time_str(calx_opt_time value, char *text);
/** as calx_datetime_str() */
CALX_API const char *calx_opt_datetime_str(calx_opt_datetime value, char *text);
/** as calx_timestamp_str() */
CALX_API const char *calx_opt_timestamp_str(
	calx_opt_timestamp value, char *text);
/** as calx_interval_str() */
CALX_API const char *calx_opt_interval_str(calx_opt_interval value, char *text);
/** as calx_uuid_str() */
CALX_API const char *calx_opt_uuid_str(calx_opt_uuid value, char *text);

CALX_END_DECLS

/* what calx_str() does not take has no such type, and the compiler says so */
typedef struct calx_decimal_date_time_uuid_or_optional {
	char reserved_;
} calx_decimal_date_time_uuid_or_optional;
static inline CALX_UNUSED_ const char *calx_str_has_no_such_type(
	calx_decimal_date_time_uuid_or_optional value, char *text)
{
	(void)value;
	return text;
}

#endif
