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
 * of its expressions, kind, length, scale, labels, and more of its calx_type). */

	/** boolean(): bool */
	CALX_BOOLEAN = 1,
#define CALX_T_boolean(...) \
	(bool, calx_opt_bool, boolean, CALX_BOOLEAN, 0, 0, NULL, .booleans_ = { .reserved_ = 0, __VA_ARGS__ })

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
#define CALX_T_numeric(...) CALX_T_numeric_(__VA_ARGS__, , , , )
#define CALX_T_numeric_(p, s, form, ...) CALX_CAT_(CALX_T_numeric_, CALX_IS_EMPTY_(form))(p, s, form, __VA_ARGS__)
#define CALX_T_numeric_1(p, s, ...) (calx_decimal, calx_opt_decimal, decimal, CALX_NUMERIC, p + 0, s + 0, NULL)
#define CALX_T_numeric_0(p, s, form, of, ...) \
	(calx_decimal, calx_opt_decimal, decimal, CALX_NUMERIC, p + 0, s + 0, NULL, .decimals_ = { .reserved_ = 0, form, of })

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
#define CALX_T_date(...) \
	(calx_date, calx_opt_date, date, CALX_DATE, 0, 0, NULL, .dates_ = { .reserved_ = 0, __VA_ARGS__ })

	/** time(): calx_time */
	CALX_TIME = 12,
#define CALX_T_time() (calx_time, calx_opt_time, time, CALX_TIME, 0, 0, NULL)

	/** datetime(): calx_datetime, without a zone */
	CALX_DATETIME = 13,
#define CALX_T_datetime(...) \
	(calx_datetime, calx_opt_datetime, datetime, CALX_DATETIME, 0, 0, NULL, .times_ = { .reserved_ = 0, __VA_ARGS__ })

	/** timestamp(): calx_timestamp, a moment */
	CALX_TIMESTAMP = 14,
#define CALX_T_timestamp(...) \
	(calx_timestamp, calx_opt_timestamp, timestamp, CALX_TIMESTAMP, 0, 0, NULL, .times_ = { .reserved_ = 0, __VA_ARGS__ })

	/** interval(): calx_interval */
	CALX_INTERVAL = 15,
#define CALX_T_interval() (calx_interval, calx_opt_interval, interval, CALX_INTERVAL, 0, 0, NULL)

	/** uuid(): calx_uuid */
	CALX_UUID = 16,
#define CALX_T_uuid(...) \
	(calx_uuid, calx_opt_uuid, uuid, CALX_UUID, 0, 0, NULL, .uuids_ = { .reserved_ = 0, __VA_ARGS__ })

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

/* ---- how a column of another program keeps its values ---------------------- */

/** datetime(.stored = CALX_UNIX_SECONDS): a column whose values another program
 * writes in a form of its own. The field in C stays the same; what is stored,
 * compared, sorted and created is that form. A value that it cannot hold, half a
 * second in whole ones, is refused and not cut. Each has a word of its own
 * below, without STORED_, for models. */
enum calx_stored {
	/** as calx does: docs/decisions/004-sqlite-storage.md */
	CALX_STORED_USUAL = 0,

	/* date(), datetime(), timestamp(): numbers, in UTC. A date is its
	 * midnight; a timestamp comes back at offset 0. */
	/** an integer: seconds since 1970-01-01 00:00 */
	CALX_STORED_UNIX_SECONDS = 1,
#define CALX_UNIX_SECONDS CALX_STORED_UNIX_SECONDS, .of_times_ = 1 /* .stored = CALX_UNIX_SECONDS */
	/** an integer: thousandths of them */
	CALX_STORED_UNIX_MILLISECONDS = 2,
#define CALX_UNIX_MILLISECONDS CALX_STORED_UNIX_MILLISECONDS, .of_times_ = 1 /* .stored = CALX_UNIX_MILLISECONDS */
	/** an integer: millionths of them */
	CALX_STORED_UNIX_MICROSECONDS = 3,
#define CALX_UNIX_MICROSECONDS CALX_STORED_UNIX_MICROSECONDS, .of_times_ = 1 /* .stored = CALX_UNIX_MICROSECONDS */
	/** a floating number: days since noon of 24 November -4713, to the
	 * millisecond, as SQLite's julianday() has them */
	CALX_STORED_JULIAN_DAYS = 4,
#define CALX_JULIAN_DAYS CALX_STORED_JULIAN_DAYS, .of_times_ = 1 /* .stored = CALX_JULIAN_DAYS */
	/** date(): an integer, days since 1970-01-01 */
	CALX_STORED_UNIX_DAYS = 5,
#define CALX_UNIX_DAYS CALX_STORED_UNIX_DAYS, .of_dates_ = 1 /* .stored = CALX_UNIX_DAYS */

	/* uuid() */
	/** 36 characters in lower case, with dashes, on every database */
	CALX_STORED_UUID_TEXT = 6,
#define CALX_UUID_TEXT CALX_STORED_UUID_TEXT, .of_uuids_ = 1 /* .stored = CALX_UUID_TEXT */
	/** 32 characters in lower case */
	CALX_STORED_UUID_HEX = 7,
#define CALX_UUID_HEX CALX_STORED_UUID_HEX, .of_uuids_ = 1 /* .stored = CALX_UUID_HEX */
	/** a blob of 16 bytes, in network byte order */
	CALX_STORED_UUID_BYTES = 8,
#define CALX_UUID_BYTES CALX_STORED_UUID_BYTES, .of_uuids_ = 1 /* .stored = CALX_UUID_BYTES */

	/* boolean(): text, read in upper and lower case */
	/** 'true' and 'false' */
	CALX_STORED_TRUE_FALSE = 9,
#define CALX_TRUE_FALSE CALX_STORED_TRUE_FALSE, .of_booleans_ = 1 /* .stored = CALX_TRUE_FALSE */
	/** 't' and 'f' */
	CALX_STORED_T_F = 10,
#define CALX_T_F CALX_STORED_T_F, .of_booleans_ = 1 /* .stored = CALX_T_F */
	/** 'yes' and 'no' */
	CALX_STORED_YES_NO = 11,
#define CALX_YES_NO CALX_STORED_YES_NO, .of_booleans_ = 1 /* .stored = CALX_YES_NO */
	/** 'Y' and 'N' */
	CALX_STORED_Y_N = 12,
#define CALX_Y_N CALX_STORED_Y_N, .of_booleans_ = 1 /* .stored = CALX_Y_N */
	/** 'on' and 'off' */
	CALX_STORED_ON_OFF = 13,
#define CALX_ON_OFF CALX_STORED_ON_OFF, .of_booleans_ = 1 /* .stored = CALX_ON_OFF */

	/* numeric(p, s) */
	/** text: 12.50 */
	CALX_STORED_DECIMAL_TEXT = 14,
#define CALX_DECIMAL_TEXT CALX_STORED_DECIMAL_TEXT, .of_decimals_ = 1 /* .stored = CALX_DECIMAL_TEXT */
	/** an integer: how many of the last digit, 1250 for 12.50 */
	CALX_STORED_SCALED_INTEGER = 15,
#define CALX_SCALED_INTEGER CALX_STORED_SCALED_INTEGER, .of_decimals_ = 1 /* .stored = CALX_SCALED_INTEGER */

	/* any type */
	/** custom(definition, type): as the program's own functions make it
	 * (calx/custom.h) */
	CALX_STORED_CUSTOM = 16,

	/** how many there are */
	CALX_STORED_COUNT
};

/* What the types' words take as .stored: a form of another type's values has no
 * member there, and does not compile. */
struct calx_stored_dates_ { unsigned char stored, of_times_, of_dates_, reserved_; };
struct calx_stored_times_ { unsigned char stored, of_times_, reserved_; };
struct calx_stored_uuids_ { unsigned char stored, of_uuids_, reserved_; };
struct calx_stored_booleans_ { unsigned char stored, of_booleans_, reserved_; };
struct calx_stored_decimals_ { unsigned char stored, of_decimals_, reserved_; };

/* ---- types that only some databases have ------------------------------------ */

/** calx_type.native: a type of a database's own, as a database calls it. The field
 * in C is one of those above; where no C type is said, it is text as the database
 * writes it. A database that has no such type says so when a table of it is
 * created or compared (docs/types.md has what each of them has); custom.h says how
 * a type has another name in each. */
enum calx_native {
	/** none: the type is what calx makes of its word */
	CALX_NATIVE_NONE = 0,
	/** char(n): const char *, of n characters at most. PostgreSQL and MariaDB fill
	 * it up with blanks, which do not count and do not come back: text that ends in
	 * one is refused. */
	CALX_NATIVE_CHAR = 1,
#define CALX_T_char(...) \
	(const char *, const char *, string, CALX_STRING, __VA_ARGS__ + 0, 0, NULL, .native = CALX_NATIVE_CHAR)
	/** jsonb(): PostgreSQL's JSON as a tree, which an index finds things in. It comes
	 * back in the server's spelling */
	CALX_NATIVE_JSONB = 2,
#define CALX_T_jsonb() (const char *, const char *, json, CALX_JSON, 0, 0, NULL, .native = CALX_NATIVE_JSONB)
	/** inet(): an address, with or without the bits of a network. PostgreSQL */
	CALX_NATIVE_INET = 3,
#define CALX_T_inet() (const char *, const char *, string, CALX_TEXT, 0, 0, NULL, .native = CALX_NATIVE_INET)
	/** cidr(): a network. PostgreSQL */
	CALX_NATIVE_CIDR = 4,
#define CALX_T_cidr() (const char *, const char *, string, CALX_TEXT, 0, 0, NULL, .native = CALX_NATIVE_CIDR)
	/** macaddr(): the address of an interface. PostgreSQL */
	CALX_NATIVE_MACADDR = 5,
#define CALX_T_macaddr() (const char *, const char *, string, CALX_TEXT, 0, 0, NULL, .native = CALX_NATIVE_MACADDR)
	/** macaddr8(): one of eight bytes. PostgreSQL */
	CALX_NATIVE_MACADDR8 = 6,
#define CALX_T_macaddr8() (const char *, const char *, string, CALX_TEXT, 0, 0, NULL, .native = CALX_NATIVE_MACADDR8)
	/** inet4(): an address of IPv4. MariaDB */
	CALX_NATIVE_INET4 = 7,
#define CALX_T_inet4() (const char *, const char *, string, CALX_TEXT, 0, 0, NULL, .native = CALX_NATIVE_INET4)
	/** inet6(): an address of IPv6, or of IPv4 as one. MariaDB */
	CALX_NATIVE_INET6 = 8,
#define CALX_T_inet6() (const char *, const char *, string, CALX_TEXT, 0, 0, NULL, .native = CALX_NATIVE_INET6)
	/** int4range(): '[1,10)'. PostgreSQL */
	CALX_NATIVE_INT4RANGE = 9,
#define CALX_T_int4range() \
	(const char *, const char *, string, CALX_TEXT, 0, 0, NULL, .native = CALX_NATIVE_INT4RANGE)
	/** int8range(): of big integers. PostgreSQL */
	CALX_NATIVE_INT8RANGE = 10,
#define CALX_T_int8range() \
	(const char *, const char *, string, CALX_TEXT, 0, 0, NULL, .native = CALX_NATIVE_INT8RANGE)
	/** numrange(): of decimals. PostgreSQL */
	CALX_NATIVE_NUMRANGE = 11,
#define CALX_T_numrange() (const char *, const char *, string, CALX_TEXT, 0, 0, NULL, .native = CALX_NATIVE_NUMRANGE)
	/** daterange(): '[2024-01-01,2024-02-01)'. PostgreSQL */
	CALX_NATIVE_DATERANGE = 12,
#define CALX_T_daterange() \
	(const char *, const char *, string, CALX_TEXT, 0, 0, NULL, .native = CALX_NATIVE_DATERANGE)
	/** tsrange(): of datetimes. PostgreSQL */
	CALX_NATIVE_TSRANGE = 13,
#define CALX_T_tsrange() (const char *, const char *, string, CALX_TEXT, 0, 0, NULL, .native = CALX_NATIVE_TSRANGE)
	/** tstzrange(): of timestamps. PostgreSQL */
	CALX_NATIVE_TSTZRANGE = 14,
#define CALX_T_tstzrange() \
	(const char *, const char *, string, CALX_TEXT, 0, 0, NULL, .native = CALX_NATIVE_TSTZRANGE)
	/** tsvector(): the words of a text. PostgreSQL */
	CALX_NATIVE_TSVECTOR = 15,
#define CALX_T_tsvector() (const char *, const char *, string, CALX_TEXT, 0, 0, NULL, .native = CALX_NATIVE_TSVECTOR)
	/** xml(): PostgreSQL */
	CALX_NATIVE_XML = 16,
#define CALX_T_xml() (const char *, const char *, string, CALX_TEXT, 0, 0, NULL, .native = CALX_NATIVE_XML)
	/** text_array(): '{a,"b c",NULL}', as the other arrays. PostgreSQL */
	CALX_NATIVE_TEXT_ARRAY = 17,
#define CALX_T_text_array() \
	(const char *, const char *, string, CALX_TEXT, 0, 0, NULL, .native = CALX_NATIVE_TEXT_ARRAY)
	/** integer_array(): '{1,2}'. PostgreSQL */
	CALX_NATIVE_INTEGER_ARRAY = 18,
#define CALX_T_integer_array() \
	(const char *, const char *, string, CALX_TEXT, 0, 0, NULL, .native = CALX_NATIVE_INTEGER_ARRAY)
	/** big_integer_array(): PostgreSQL */
	CALX_NATIVE_BIG_INTEGER_ARRAY = 19,
#define CALX_T_big_integer_array() \
	(const char *, const char *, string, CALX_TEXT, 0, 0, NULL, .native = CALX_NATIVE_BIG_INTEGER_ARRAY)
	/** numeric_array(): PostgreSQL */
	CALX_NATIVE_NUMERIC_ARRAY = 20,
#define CALX_T_numeric_array() \
	(const char *, const char *, string, CALX_TEXT, 0, 0, NULL, .native = CALX_NATIVE_NUMERIC_ARRAY)
	/** uuid_array(): PostgreSQL */
	CALX_NATIVE_UUID_ARRAY = 21,
#define CALX_T_uuid_array() \
	(const char *, const char *, string, CALX_TEXT, 0, 0, NULL, .native = CALX_NATIVE_UUID_ARRAY)
	/** tinyint(): int16_t, -128 to 127. MariaDB, as all that follow */
	CALX_NATIVE_TINYINT = 22,
#define CALX_T_tinyint() \
	(int16_t, calx_opt_int16, integer, CALX_SMALL_INTEGER, 0, 0, NULL, .native = CALX_NATIVE_TINYINT)
	/** mediumint(): int32_t, of 24 bits */
	CALX_NATIVE_MEDIUMINT = 23,
#define CALX_T_mediumint() \
	(int32_t, calx_opt_int32, integer, CALX_INTEGER, 0, 0, NULL, .native = CALX_NATIVE_MEDIUMINT)
	/** unsigned_tinyint(): int16_t, 0 to 255 */
	CALX_NATIVE_UNSIGNED_TINYINT = 24,
#define CALX_T_unsigned_tinyint() \
	(int16_t, calx_opt_int16, integer, CALX_SMALL_INTEGER, 0, 0, NULL, .native = CALX_NATIVE_UNSIGNED_TINYINT)
	/** unsigned_smallint(): int32_t, 0 to 65535 */
	CALX_NATIVE_UNSIGNED_SMALLINT = 25,
#define CALX_T_unsigned_smallint() \
	(int32_t, calx_opt_int32, integer, CALX_INTEGER, 0, 0, NULL, .native = CALX_NATIVE_UNSIGNED_SMALLINT)
	/** unsigned_mediumint(): int32_t, 0 to 2^24 - 1 */
	CALX_NATIVE_UNSIGNED_MEDIUMINT = 26,
#define CALX_T_unsigned_mediumint() \
	(int32_t, calx_opt_int32, integer, CALX_INTEGER, 0, 0, NULL, .native = CALX_NATIVE_UNSIGNED_MEDIUMINT)
	/** unsigned_int(): long long, 0 to 2^32 - 1 */
	CALX_NATIVE_UNSIGNED_INT = 27,
#define CALX_T_unsigned_int() \
	(long long, calx_opt_int64, integer, CALX_BIG_INTEGER, 0, 0, NULL, .native = CALX_NATIVE_UNSIGNED_INT)
	/** unsigned_bigint(): long long, 0 to 2^63 - 1; what another program has stored
	 * above that cannot be read */
	CALX_NATIVE_UNSIGNED_BIGINT = 28,
#define CALX_T_unsigned_bigint() \
	(long long, calx_opt_int64, integer, CALX_BIG_INTEGER, 0, 0, NULL, .native = CALX_NATIVE_UNSIGNED_BIGINT)
	/** year(): int16_t, 0 and 1901 to 2155 */
	CALX_NATIVE_YEAR = 29,
#define CALX_T_year() (int16_t, calx_opt_int16, integer, CALX_SMALL_INTEGER, 0, 0, NULL, .native = CALX_NATIVE_YEAR)
	/** bit(n): long long, of n bits, 1 to 63 */
	CALX_NATIVE_BIT = 30,
#define CALX_T_bit(...) \
	(long long, calx_opt_int64, integer, CALX_BIG_INTEGER, __VA_ARGS__ + 0, 0, NULL, .native = CALX_NATIVE_BIT)
	/** label_set("a", "b"): MariaDB's SET; const char *, "a,b": labels in the order of the type */
	CALX_NATIVE_SET = 31,
#define CALX_T_label_set(...) \
	(const char *, const char *, string, CALX_STRING, 0, 0, ((const char *const[]){ __VA_ARGS__, NULL }), .native = CALX_NATIVE_SET)
	/** tinytext(): const char *, of 255 bytes at most */
	CALX_NATIVE_TINYTEXT = 32,
#define CALX_T_tinytext() (const char *, const char *, string, CALX_TEXT, 0, 0, NULL, .native = CALX_NATIVE_TINYTEXT)
	/** short_text(): of 65535 bytes, which MariaDB calls TEXT */
	CALX_NATIVE_SHORT_TEXT = 33,
#define CALX_T_short_text() \
	(const char *, const char *, string, CALX_TEXT, 0, 0, NULL, .native = CALX_NATIVE_SHORT_TEXT)
	/** mediumtext(): of 2^24 - 1 bytes; text() is LONGTEXT */
	CALX_NATIVE_MEDIUMTEXT = 34,
#define CALX_T_mediumtext() \
	(const char *, const char *, string, CALX_TEXT, 0, 0, NULL, .native = CALX_NATIVE_MEDIUMTEXT)
	/** tinyblob(): calx_blob, of 255 bytes */
	CALX_NATIVE_TINYBLOB = 35,
#define CALX_T_tinyblob() (calx_blob, calx_blob, blob, CALX_BLOB, 0, 0, NULL, .native = CALX_NATIVE_TINYBLOB)
	/** short_blob(): of 65535 bytes, which MariaDB calls BLOB */
	CALX_NATIVE_SHORT_BLOB = 36,
#define CALX_T_short_blob() (calx_blob, calx_blob, blob, CALX_BLOB, 0, 0, NULL, .native = CALX_NATIVE_SHORT_BLOB)
	/** mediumblob(): of 2^24 - 1 bytes; blob() is LONGBLOB */
	CALX_NATIVE_MEDIUMBLOB = 37,
#define CALX_T_mediumblob() (calx_blob, calx_blob, blob, CALX_BLOB, 0, 0, NULL, .native = CALX_NATIVE_MEDIUMBLOB)
	/** binary(n): calx_blob, of n bytes and no fewer */
	CALX_NATIVE_BINARY = 38,
#define CALX_T_binary(...) \
	(calx_blob, calx_blob, blob, CALX_BLOB, __VA_ARGS__ + 0, 0, NULL, .native = CALX_NATIVE_BINARY)
	/** varbinary(n): of n bytes at most */
	CALX_NATIVE_VARBINARY = 39,
#define CALX_T_varbinary(...) \
	(calx_blob, calx_blob, blob, CALX_BLOB, __VA_ARGS__ + 0, 0, NULL, .native = CALX_NATIVE_VARBINARY)
	/** how many there are */
	CALX_NATIVE_COUNT
};

/* clang-format on */

#endif
