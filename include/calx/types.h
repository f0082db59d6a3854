#ifndef CALX_TYPES_H
#define CALX_TYPES_H

/* The types of columns, a line or two each: what the type is called in a value
 * (CALX_INTEGER), and its word in a model, with the field that it makes.
 *
 *     column(pages, integer())            int32_t pages;
 *     column(pages, nullable(integer()))  calx_opt_int32 pages;  { value, has }
 *     column(stars, defaulted(integer()), .server_default = "7")    the same
 *
 * A column that is not nullable() is NOT NULL; one that is defaulted() takes the
 * database's default when the field is left out of a row that is added. Text and blobs say NULL by being
 * NULL; everything else by a calx_opt_... of its own. The numbers are compiled
 * into programs: they never change. */

/* the macros are laid out by hand */
/* clang-format off */

/** The kinds of column type. The same kinds tag a value: CALX_INTEGER stands for
 * all integers there, CALX_STRING for all text. What each can do is its row in
 * src/sql/type/type.c. */
enum calx_kind {
	/** no type, no value */
	CALX_NULL = 0,

/* Behind each kind its word in CALX_MODEL: (C type, C type when nullable, family
 * of its expressions, kind, length, scale, labels). */

	/** boolean(): bool */
	CALX_BOOLEAN = 1,
#define CALX_T_boolean() (bool, calx_opt_bool, boolean, CALX_BOOLEAN, 0, 0, NULL)

	/** small_integer(): int16_t */
	CALX_SMALL_INTEGER = 2,
#define CALX_T_small_integer() (int16_t, calx_opt_int16, integer, CALX_SMALL_INTEGER, 0, 0, NULL)

	/** integer(): int32_t */
	CALX_INTEGER = 3,
#define CALX_T_integer() (int32_t, calx_opt_int32, integer, CALX_INTEGER, 0, 0, NULL)

	/** big_integer(): long long */
	CALX_BIG_INTEGER = 4,
#define CALX_T_big_integer() (long long, calx_opt_int64, integer, CALX_BIG_INTEGER, 0, 0, NULL)

	/** float(): float */
	CALX_FLOAT = 5,
#define CALX_T_float() (float, calx_opt_float, real, CALX_FLOAT, 0, 0, NULL)

	/** double(): double */
	CALX_DOUBLE = 6,
#define CALX_T_double() (double, calx_opt_double, real, CALX_DOUBLE, 0, 0, NULL)

	/** numeric(precision, scale): calx_decimal; numeric(): any */
	CALX_NUMERIC = 7,
#define CALX_T_numeric(...) CALX_T_numeric_(__VA_ARGS__, , )
#define CALX_T_numeric_(p, s, ...) (calx_decimal, calx_opt_decimal, decimal, CALX_NUMERIC, p + 0, s + 0, NULL)

	/** string(length): const char *; string(): of any length */
	CALX_STRING = 8,
#define CALX_T_string(...) (const char *, const char *, string, CALX_STRING, __VA_ARGS__ + 0, 0, NULL)

	/** text(): const char * */
	CALX_TEXT = 9,
#define CALX_T_text() (const char *, const char *, string, CALX_TEXT, 0, 0, NULL)

	/** blob(): calx_blob */
	CALX_BLOB = 10,
#define CALX_T_blob() (calx_blob, calx_blob, blob, CALX_BLOB, 0, 0, NULL)

	/** date(): calx_date */
	CALX_DATE = 11,
#define CALX_T_date() (calx_date, calx_opt_date, date, CALX_DATE, 0, 0, NULL)

	/** time(): calx_time */
	CALX_TIME = 12,
#define CALX_T_time() (calx_time, calx_opt_time, time, CALX_TIME, 0, 0, NULL)

	/** datetime(): calx_datetime, without a zone */
	CALX_DATETIME = 13,
#define CALX_T_datetime() (calx_datetime, calx_opt_datetime, datetime, CALX_DATETIME, 0, 0, NULL)

	/** timestamp(): calx_timestamp, a moment */
	CALX_TIMESTAMP = 14,
#define CALX_T_timestamp() (calx_timestamp, calx_opt_timestamp, timestamp, CALX_TIMESTAMP, 0, 0, NULL)

	/** interval(): calx_interval */
	CALX_INTERVAL = 15,
#define CALX_T_interval() (calx_interval, calx_opt_interval, interval, CALX_INTERVAL, 0, 0, NULL)

	/** uuid(): calx_uuid */
	CALX_UUID = 16,
#define CALX_T_uuid() (calx_uuid, calx_opt_uuid, uuid, CALX_UUID, 0, 0, NULL)

	/** json(): const char * */
	CALX_JSON = 17,
#define CALX_T_json() (const char *, const char *, json, CALX_JSON, 0, 0, NULL)

	/** enumeration("a", "b"): int32_t, 0 for the first label, 1 for the second */
	CALX_ENUMERATION = 18,
#define CALX_T_enumeration(...) \
	(int32_t, calx_opt_int32, enumeration, CALX_ENUMERATION, 0, 0, ((const char *const[]){ __VA_ARGS__, NULL }))

	/** how many there are */
	CALX_KIND_COUNT
};

/* clang-format on */

#endif
