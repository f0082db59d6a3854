#ifndef CALX_VALUE_H
#define CALX_VALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <calx/decimal.h>
#include <calx/temporal.h>
#include <calx/types.h>

/* Values: the C types that the fields of a row struct have, beside C's own
 * numbers and strings, and calx_value, in which any of them travels to and from
 * a database.
 *
 *     column                          field
 *     pages, integer()                int32_t
 *     pages, nullable(integer())      calx_opt_int32
 *     total, big_integer()            long long: "%lld" prints it everywhere
 *     price, numeric(10, 2)           calx_decimal, see decimal.h
 *     added, date()                   calx_date, see temporal.h
 *     cover, blob()                   calx_blob
 *     code,  uuid()                   calx_uuid
 *     title, string(200)              const char *, NULL if there is none
 *
 * A nullable column's field is an optional, { value, has }:
 *
 *     calx_add(session, Book, .pages = calx_some(320));     320
 *     calx_add(session, Book);                              NULL
 *     long pages = calx_or(book->pages, 0);
 *     printf("%s\n", calx_str(book->pages));
 *     book->pages.has = false;                              NULL again
 *
 * C lets `.pages = 320` stand for `.pages = { 320 }`. Therefore the value comes
 * first: what that leaves behind is a number that is not there, which every
 * call that takes a row refuses, naming the field. (Below <calx/short.h> clang
 * refuses to compile it, and gcc does where these are no system headers.) */

/* the macros are laid out by hand */
/* clang-format off */

/** BLOB: bytes that somebody else owns. */
typedef struct calx_blob {
	/** the bytes; NULL: there is no value */
	const void *data;
	/** how many there are */
	size_t size;
} calx_blob;

/** Text that does not end in NUL: what calx_text_of() makes, for where() and set(). */
typedef struct calx_text {
	/** where it begins; NULL: there is no value */
	const char *data;
	/** how many bytes it has */
	size_t size;
} calx_text;

/** calx_text_of(pointer, size): where(Book.title, ==, text_of(line, length)) */
static inline CALX_UNUSED_ calx_text calx_text_of(const char *data, size_t size)
{
	calx_text text;

	text.data = data;
	text.size = size;
	return text;
}

/** UUID (RFC 9562). All zero is "not set". */
typedef struct calx_uuid {
	/** in network byte order */
	uint8_t bytes[16];
} calx_uuid;

/* Text and blobs need no optional: NULL is theirs. In each of these `value` is
 * the value, and `has` says whether there is one. */
/** nullable(boolean()) */
typedef struct calx_opt_bool { bool value; bool has; } calx_opt_bool;
/** nullable(small_integer()) */
typedef struct calx_opt_int16 { int16_t value; bool has; } calx_opt_int16;
/** nullable(integer()), nullable(enumeration(...)) */
typedef struct calx_opt_int32 { int32_t value; bool has; } calx_opt_int32;
/** nullable(big_integer()) */
typedef struct calx_opt_int64 { long long value; bool has; } calx_opt_int64;
/** nullable(float()) */
typedef struct calx_opt_float { float value; bool has; } calx_opt_float;
/** nullable(double()) */
typedef struct calx_opt_double { double value; bool has; } calx_opt_double;
/** nullable(numeric(p, s)) */
typedef struct calx_opt_decimal { calx_decimal value; bool has; } calx_opt_decimal;
/** nullable(date()) */
typedef struct calx_opt_date { calx_date value; bool has; } calx_opt_date;
/** nullable(time()) */
typedef struct calx_opt_time { calx_time value; bool has; } calx_opt_time;
/** nullable(datetime()) */
typedef struct calx_opt_datetime { calx_datetime value; bool has; } calx_opt_datetime;
/** nullable(timestamp()) */
typedef struct calx_opt_timestamp { calx_timestamp value; bool has; } calx_opt_timestamp;
/** nullable(interval()) */
typedef struct calx_opt_interval { calx_interval value; bool has; } calx_opt_interval;
/** nullable(uuid()) */
typedef struct calx_opt_uuid { calx_uuid value; bool has; } calx_opt_uuid;

/* As C23 has them, and as C11 lets a program define them (7.18): of type bool, so
 * that calx_some(true) is a calx_opt_bool. #if takes them, too. */
#if !defined(__cplusplus) && __STDC_VERSION__ < 202311L
#undef true
#undef false
/** yes */
#define true ((bool)+1u)
/** no */
#define false ((bool)+0u)
#endif

/** calx_some(value): an optional that has a value; leave the field out, or
 * write { 0 }, for one that has none. */
#define calx_some(value_)                                                      \
	_Generic((value_),                                                     \
		bool: calx_some_bool_,                                         \
		short: calx_some_int16_,                                       \
		int: calx_some_int32_,                                         \
		long: calx_some_int64_,                                        \
		long long: calx_some_int64_,                                   \
		float: calx_some_float_,                                       \
		double: calx_some_double_,                                     \
		calx_decimal: calx_some_decimal_,                              \
		calx_date: calx_some_date_,                                    \
		calx_time: calx_some_time_,                                    \
		calx_datetime: calx_some_datetime_,                            \
		calx_timestamp: calx_some_timestamp_,                          \
		calx_interval: calx_some_interval_,                            \
		calx_uuid: calx_some_uuid_,                                    \
		default: calx_some_has_no_such_type)(value_)

#define CALX_SOME_(name, type)                                                 \
	static inline CALX_UNUSED_ calx_opt_##name calx_some_##name##_(type value) \
	{                                                                      \
		calx_opt_##name some;                                          \
		some.value = value;                                            \
		some.has = true;                                               \
		return some;                                                   \
	}
CALX_SOME_(bool, bool)
CALX_SOME_(int16, int16_t)
CALX_SOME_(int32, int32_t)
CALX_SOME_(int64, long long)
CALX_SOME_(float, float)
CALX_SOME_(double, double)
CALX_SOME_(decimal, calx_decimal)
CALX_SOME_(date, calx_date)
CALX_SOME_(time, calx_time)
CALX_SOME_(datetime, calx_datetime)
CALX_SOME_(timestamp, calx_timestamp)
CALX_SOME_(interval, calx_interval)
CALX_SOME_(uuid, calx_uuid)
#undef CALX_SOME_
/* text and blobs need none: NULL is theirs */
typedef struct calx_number_date_or_uuid { char reserved_; } calx_number_date_or_uuid;
static inline CALX_UNUSED_ const char *calx_some_has_no_such_type(calx_number_date_or_uuid value)
{
	(void)value;
	return 0;
}

/** An optional without a value, in an initialiser: .pages = calx_none, which is
 * what a field that is left out has. Where it is assigned, with its type:
 * book->pages = (calx_opt_int32)calx_none. */
#define calx_none { .has = false }

/** calx_or(optional, otherwise): its value, or `otherwise` when it has none. */
#define calx_or(optional_, otherwise_)                                         \
	((optional_).has ? (optional_).value : (otherwise_))

/** One value on its way to or from a database: what is bound and what a row
 * holds. Text and blobs are borrowed; text need not end in NUL. */
typedef struct calx_value {
	/** which of `as` it is; CALX_NULL: none */
	enum calx_kind kind;
	union {
		/** booleans, all integers, the index of an enumeration */
		int64_t integer;
		/** float and double */
		double real;
		/** string, text, json, blob: where it is and its bytes */
		struct {
			const char *data; /* need not end in NUL */
			size_t size;	  /* in bytes */
		} text;
		/** numeric */
		calx_decimal decimal;
		/** date */
		calx_date date;
		/** time */
		calx_time time;
		/** datetime */
		calx_datetime datetime;
		/** timestamp */
		calx_timestamp timestamp;
		/** interval */
		calx_interval interval;
		/** uuid */
		calx_uuid uuid;
	} as;
} calx_value;

#ifndef __cplusplus

/** calx_value_of(x): a calx_value of any C value that a column may have: numbers,
 * text, blobs, decimals, dates, times, UUIDs, optionals, a calx_value itself.
 * NULL is NULL. Text is borrowed. What plain SQL takes:
 *
 *     calx_connection_execute(connection, "DELETE FROM t WHERE day < ? AND n = ?",
 *         (calx_value[]){ calx_value_of(calx_date_today()), calx_value_of(5) }, 2);
 */
#define calx_value_of(x_)                                                      \
	_Generic((x_),                                                         \
		bool: calx_value_of_bool_,                                     \
		char: calx_value_of_int64_,                                    \
		signed char: calx_value_of_int64_,                             \
		unsigned char: calx_value_of_int64_,                           \
		short: calx_value_of_int64_,                                   \
		unsigned short: calx_value_of_int64_,                          \
		int: calx_value_of_int64_,                                     \
		unsigned int: calx_value_of_int64_,                            \
		long: calx_value_of_int64_,                                    \
		long long: calx_value_of_int64_,                               \
		unsigned long: calx_value_of_uint64_,                          \
		unsigned long long: calx_value_of_uint64_,                     \
		float: calx_value_of_double_,                                  \
		double: calx_value_of_double_,                                 \
		void *: calx_value_of_null_,                                   \
		char *: calx_value_of_string_,                                 \
		const char *: calx_value_of_string_,                           \
		calx_text: calx_value_of_text_,                                \
		calx_blob: calx_value_of_blob_,                                \
		calx_decimal: calx_value_of_decimal_,                          \
		calx_date: calx_value_of_date_,                                \
		calx_time: calx_value_of_time_,                                \
		calx_datetime: calx_value_of_datetime_,                        \
		calx_timestamp: calx_value_of_timestamp_,                      \
		calx_interval: calx_value_of_interval_,                        \
		calx_uuid: calx_value_of_uuid_,                                \
		calx_opt_bool: calx_value_of_opt_bool_,                        \
		calx_opt_int16: calx_value_of_opt_int16_,                      \
		calx_opt_int32: calx_value_of_opt_int32_,                      \
		calx_opt_int64: calx_value_of_opt_int64_,                      \
		calx_opt_float: calx_value_of_opt_float_,                      \
		calx_opt_double: calx_value_of_opt_double_,                    \
		calx_opt_decimal: calx_value_of_opt_decimal_,                  \
		calx_opt_date: calx_value_of_opt_date_,                        \
		calx_opt_time: calx_value_of_opt_time_,                        \
		calx_opt_datetime: calx_value_of_opt_datetime_,                \
		calx_opt_timestamp: calx_value_of_opt_timestamp_,              \
		calx_opt_interval: calx_value_of_opt_interval_,                \
		calx_opt_uuid: calx_value_of_opt_uuid_,                        \
		calx_value: calx_value_of_value_)(x_)

#define CALX_VALUE_OF_(name, type, kind_, member_)                             \
	static inline CALX_UNUSED_ calx_value calx_value_of_##name##_(type x)  \
	{                                                                      \
		calx_value value = { CALX_NULL, { 0 } };                       \
		value.kind = kind_;                                            \
		value.as.member_ = x;                                          \
		return value;                                                  \
	}
CALX_VALUE_OF_(bool, bool, CALX_BOOLEAN, integer)
CALX_VALUE_OF_(int64, int64_t, CALX_BIG_INTEGER, integer)
CALX_VALUE_OF_(double, double, CALX_DOUBLE, real)
CALX_VALUE_OF_(decimal, calx_decimal, CALX_NUMERIC, decimal)
CALX_VALUE_OF_(date, calx_date, CALX_DATE, date)
CALX_VALUE_OF_(time, calx_time, CALX_TIME, time)
CALX_VALUE_OF_(datetime, calx_datetime, CALX_DATETIME, datetime)
CALX_VALUE_OF_(timestamp, calx_timestamp, CALX_TIMESTAMP, timestamp)
CALX_VALUE_OF_(interval, calx_interval, CALX_INTERVAL, interval)
CALX_VALUE_OF_(uuid, calx_uuid, CALX_UUID, uuid)
#undef CALX_VALUE_OF_
/* what no 64-bit integer of SQL holds is an exact decimal */
static inline CALX_UNUSED_ calx_value calx_value_of_uint64_(uint64_t x)
{
	calx_decimal decimal = { 0 };

	if (x <= INT64_MAX)
		return calx_value_of_int64_((int64_t)x);
	decimal.mark = CALX_DECIMAL_SET;
	decimal.low = x;
	return calx_value_of_decimal_(decimal);
}
static inline CALX_UNUSED_ calx_value calx_value_of_null_(const void *x)
{
	calx_value value = { CALX_NULL, { 0 } };

	(void)x;
	return value;
}
static inline CALX_UNUSED_ calx_value calx_value_of_value_(calx_value x)
{
	return x;
}
static inline CALX_UNUSED_ calx_value calx_value_of_text_(calx_text x)
{
	calx_value value = { CALX_NULL, { 0 } };

	value.kind = x.data ? CALX_STRING : CALX_NULL;
	value.as.text.data = x.data;
	value.as.text.size = x.size;
	return value;
}
static inline CALX_UNUSED_ calx_value calx_value_of_string_(const char *x)
{
	return calx_value_of_text_(calx_text_of(x, x ? strlen(x) : 0));
}
static inline CALX_UNUSED_ calx_value calx_value_of_blob_(calx_blob x)
{
	calx_value value = calx_value_of_text_(calx_text_of((const char *)x.data, x.size));

	value.kind = x.data ? CALX_BLOB : CALX_NULL;
	return value;
}
#define CALX_VALUE_OF_OPTIONAL_(name, as)                                      \
	static inline CALX_UNUSED_ calx_value calx_value_of_opt_##name##_(calx_opt_##name x) \
	{                                                                      \
		return x.has ? calx_value_of_##as##_(x.value) : calx_value_of_null_(NULL); \
	}
CALX_VALUE_OF_OPTIONAL_(bool, bool)
CALX_VALUE_OF_OPTIONAL_(int16, int64)
CALX_VALUE_OF_OPTIONAL_(int32, int64)
CALX_VALUE_OF_OPTIONAL_(int64, int64)
CALX_VALUE_OF_OPTIONAL_(float, double)
CALX_VALUE_OF_OPTIONAL_(double, double)
CALX_VALUE_OF_OPTIONAL_(decimal, decimal)
CALX_VALUE_OF_OPTIONAL_(date, date)
CALX_VALUE_OF_OPTIONAL_(time, time)
CALX_VALUE_OF_OPTIONAL_(datetime, datetime)
CALX_VALUE_OF_OPTIONAL_(timestamp, timestamp)
CALX_VALUE_OF_OPTIONAL_(interval, interval)
CALX_VALUE_OF_OPTIONAL_(uuid, uuid)
#undef CALX_VALUE_OF_OPTIONAL_

#endif

CALX_BEGIN_DECLS

/** A fresh random UUID (version 4). */
CALX_API calx_uuid calx_uuid_new(void);
/** Reads the 36 or 32 hexadecimal digits of a UUID: CALX_OK or CALX_INVALID. */
CALX_API enum calx_status calx_uuid_read(const char *text, size_t length, calx_uuid *ret_uuid);
/** Writes 36 characters and a NUL into `text`. */
CALX_API void calx_uuid_write(calx_uuid uuid, char text[37]);

CALX_END_DECLS

/* clang-format on */

#endif
