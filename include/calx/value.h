#ifndef CALX_VALUE_H
#define CALX_VALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <calx/decimal.h>
#include <calx/temporal.h>

/* the macros are laid out by hand */
/* clang-format off */

/** BLOB: bytes that somebody else owns. A NULL `data` is NULL. */
typedef struct calx_blob {
	const void *data;
	size_t size;
} calx_blob;

/** UUID (RFC 9562), in network byte order. All zero is "not set". */
typedef struct calx_uuid {
	uint8_t bytes[16];
} calx_uuid;

/* what nullable(T) becomes for everything but text and blobs, which use NULL */
typedef struct calx_opt_bool { bool has; bool value; } calx_opt_bool;
typedef struct calx_opt_int16 { bool has; int16_t value; } calx_opt_int16;
typedef struct calx_opt_int32 { bool has; int32_t value; } calx_opt_int32;
typedef struct calx_opt_int64 { bool has; int64_t value; } calx_opt_int64;
typedef struct calx_opt_float { bool has; float value; } calx_opt_float;
typedef struct calx_opt_double { bool has; double value; } calx_opt_double;
typedef struct calx_opt_decimal { bool has; calx_decimal value; } calx_opt_decimal;
typedef struct calx_opt_date { bool has; calx_date value; } calx_opt_date;
typedef struct calx_opt_time { bool has; calx_time value; } calx_opt_time;
typedef struct calx_opt_datetime { bool has; calx_datetime value; } calx_opt_datetime;
typedef struct calx_opt_timestamp { bool has; calx_timestamp value; } calx_opt_timestamp;
typedef struct calx_opt_interval { bool has; calx_interval value; } calx_opt_interval;
typedef struct calx_opt_uuid { bool has; calx_uuid value; } calx_opt_uuid;

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
		some.has = true;                                               \
		some.value = value;                                            \
		return some;                                                   \
	}
CALX_SOME_(bool, bool)
CALX_SOME_(int16, int16_t)
CALX_SOME_(int32, int32_t)
CALX_SOME_(int64, int64_t)
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

/** The kinds of column type (one row each in src/sql/type/type.c). The same kinds
 * tag a value: INTEGER stands for all integers there, STRING for all text. */
enum calx_kind {
	CALX_NULL,
	CALX_BOOLEAN,
	CALX_SMALL_INTEGER,
	CALX_INTEGER,
	CALX_BIG_INTEGER,
	CALX_FLOAT,
	CALX_DOUBLE,
	CALX_NUMERIC,
	CALX_STRING,
	CALX_TEXT,
	CALX_BLOB,
	CALX_DATE,
	CALX_TIME,
	CALX_DATETIME,
	CALX_TIMESTAMP,
	CALX_INTERVAL,
	CALX_UUID,
	CALX_JSON,
	CALX_ENUMERATION,
	CALX_KIND_COUNT
};

/** One value on its way to or from a database: what is bound and what a row
 * holds. Text and blobs are borrowed; text need not end in NUL. */
typedef struct calx_value {
	enum calx_kind kind; /* CALX_NULL: there is none */
	union {
		int64_t integer; /* booleans, all integers, enumeration index */
		double real;     /* float and double */
		struct {
			const char *data;
			size_t size;
		} text; /* string, text, json, blob */
		calx_decimal decimal;
		calx_date date;
		calx_time time;
		calx_datetime datetime;
		calx_timestamp timestamp;
		calx_interval interval;
		calx_uuid uuid;
	} as;
} calx_value;

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
