#include "dialect/sqlite/text/storage.h"

#include "sql/type/stored.h"

/* SQLite has no types for columns but "affinities", which it guesses from the
 * letters of the type's name (https://sqlite.org/datatype3.html, section 3.1):
 * INT makes it an integer, CHAR, CLOB and TEXT text, BLOB a blob, REAL, FLOA
 * and DOUB floating point; anything else is NUMERIC, which turns text that
 * looks like a number into one. Exact decimals and JSON can look so and must
 * stay as they are: hence the names that end in _TEXT. Dates, times and
 * intervals never look like a number. */

/* a double holds any decimal of this many digits */
enum { NUMERIC_DIGITS = 15 };
/* and an integer of 64 bits any of this many without a fraction */
enum { INTEGER_DIGITS = 18 };

#define NUMBER_TEXT                                       \
	"CAST($ AS REAL) = $ AND $ NOT GLOB '*[^0-9.-]*'" \
	" AND $ NOT GLOB '0[0-9]*' AND $ NOT GLOB '-0[0-9]*'"
#define INTEGERS                                                           \
	"CASE typeof($) WHEN 'integer' THEN $ BETWEEN @1 AND @2"           \
	" WHEN 'real' THEN CAST($ AS INTEGER) = $ AND $ BETWEEN @1 AND @2" \
	" WHEN 'text' THEN CAST(CAST($ AS INTEGER) AS TEXT) = $"           \
	" AND CAST($ AS INTEGER) BETWEEN @1 AND @2 ELSE 0 END"
#define REALS                                                      \
	"CASE typeof($) WHEN 'real' THEN 1"                        \
	" WHEN 'integer' THEN CAST($ AS REAL) = $"                 \
	" WHEN 'text' THEN " NUMBER_TEXT                           \
	" AND length(replace(replace($, '-', ''), '.', '')) <= 15" \
	" ELSE 0 END"
#define TEXTS                                           \
	"(typeof($) <> 'blob' AND (typeof($) <> 'real'" \
	" OR CAST(CAST($ AS TEXT) AS REAL) = $))"
/* and what reads them finds out the rest (alter/readable.c) */
#define READINGS "typeof($) = 'text'"

const struct storage calx__storages[] = {
	[CALX_NULL] = { .name = "" },
	[CALX_BOOLEAN] = { .name = "BOOLEAN",
		.synonyms = { "BOOL" },
		.strict = "INTEGER" },
	[CALX_SMALL_INTEGER] = { .name = "SMALLINT",
		.synonyms = { "INT2" },
		.strict = "INTEGER",
		.fits = INTEGERS },
	[CALX_INTEGER] = { .name = "INTEGER",
		.synonyms = { "INT", "INT4" },
		.strict = "INTEGER",
		.fits = INTEGERS },
	[CALX_BIG_INTEGER] = { .name = "BIGINT",
		.synonyms = { "INT8" },
		.strict = "INTEGER",
		.fits = INTEGERS },
	[CALX_FLOAT] = { .name = "FLOAT",
		.strict = "REAL",
		.fits = REALS
		" AND (abs($) <= 3.4028234663852886e38 OR abs($) > 1.7976931348623157e308)" },
	[CALX_DOUBLE] = { .name = "DOUBLE",
		.synonyms = { "DOUBLE PRECISION", "REAL" },
		.strict = "REAL",
		.fits = REALS },
	[CALX_NUMERIC] = { .name = "NUMERIC",
		.synonyms = { "DECIMAL", "DECIMAL_TEXT" },
		.strict = "REAL",
		.fits = REALS
		" AND abs($) < 1e@1 AND round($, @2) = CAST($ AS REAL)" },
	[CALX_STRING] = { .name = "VARCHAR",
		.synonyms = { "NVARCHAR", "CHARACTER VARYING" },
		.strict = "TEXT",
		.fits = TEXTS },
	[CALX_TEXT] = { .name = "TEXT",
		.synonyms = { "CLOB" },
		.strict = "TEXT",
		.fits = TEXTS },
	[CALX_BLOB] = { .name = "BLOB",
		.strict = "BLOB",
		.fits = "typeof($) IN ('blob', 'text')" },
	[CALX_DATE] = { .name = "DATE", .strict = "TEXT", .fits = READINGS },
	[CALX_TIME] = { .name = "TIME",
		.strict = "TEXT",
		.collation = " COLLATE calx_time",
		.fits = READINGS },
	[CALX_DATETIME] = { .name = "DATETIME",
		.strict = "TEXT",
		.collation = " COLLATE calx_datetime",
		.fits = READINGS },
	[CALX_TIMESTAMP] = { .name = "TIMESTAMP",
		.strict = "TEXT",
		.collation = " COLLATE calx_timestamp",
		.fits = READINGS },
	[CALX_INTERVAL] = { .name = "INTERVAL",
		.strict = "TEXT",
		.collation = " COLLATE calx_interval",
		.fits = READINGS },
	[CALX_UUID] = { .name = "CHAR(36)",
		.synonyms = { "CHAR" },
		.strict = "TEXT",
		.collation = " COLLATE calx_uuid",
		.fits = READINGS },
	[CALX_JSON] = { .name = "JSON_TEXT", .strict = "TEXT", .fits = TEXTS },
	/* its labels are in a CHECK, and so a name does not tell it */
	[CALX_ENUMERATION] = { .name = "VARCHAR", .strict = "TEXT" },
};

_Static_assert(
	sizeof(calx__storages) / sizeof(*calx__storages) == CALX_KIND_COUNT,
	"every type has its row");

static const struct storage exact_decimal = {
	.name = "DECIMAL_TEXT",
	.strict = "TEXT",
	.collation = " COLLATE calx_decimal",
	.fits = "CASE typeof($) WHEN 'text' THEN " NUMBER_TEXT
		" WHEN 'real' THEN CAST(CAST($ AS TEXT) AS REAL) = $ WHEN 'integer' THEN 1 ELSE 0 END",
};

static const struct storage whole_decimal = {
	.name = "NUMERIC",
	.strict = "INTEGER",
	.fits = "CASE typeof($) WHEN 'integer' THEN abs($) < 1e@1"
		" WHEN 'real' THEN CAST($ AS INTEGER) = $ AND abs($) < 1e15"
		" WHEN 'text' THEN CAST(CAST($ AS INTEGER) AS TEXT) = $"
		" AND length(replace($, '-', '')) <= @1 ELSE 0 END",
};

/* booleans of another program: TRUE is true */
static const struct storage boolean_word = {
	.name = "VARCHAR",
	.strict = "TEXT",
	.collation = " COLLATE NOCASE",
	.fits = TEXTS,
};

/* UUIDs of another program */
static const struct storage uuid_bytes = {
	.name = "BLOB",
	.strict = "BLOB",
	.fits = "typeof($) = 'blob' AND length($) = 16",
};

static const struct storage uuid_text = {
	.name = "VARCHAR",
	.strict = "TEXT",
	.collation = " COLLATE calx_uuid",
	.fits = TEXTS " AND length($) <= @1",
};

static const struct storage limited_string = {
	.name = "VARCHAR",
	.strict = "TEXT",
	.fits = TEXTS " AND length($) <= @1",
};

/* An integer of SQLite's holds it. */
static bool is_whole_number(const calx_type *type)
{
	return type->scale == 0 && type->length > NUMERIC_DIGITS &&
	       type->length <= INTEGER_DIGITS;
}

bool calx__storage_is_exact(const calx_type *type)
{
	return type->kind == CALX_NUMERIC &&
	       (type->stored == CALX_STORED_DECIMAL_TEXT || !type->length ||
		       (type->length > NUMERIC_DIGITS &&
			       !is_whole_number(type)));
}

const struct storage *calx__storage(const calx_type *given)
{
	const calx_type kept = calx__stored_as(given), *type = &kept;

	if (type->kind == CALX_STRING && given->kind == CALX_BOOLEAN)
		return &boolean_word;
	if (type->kind == CALX_BLOB && given->kind == CALX_UUID)
		return &uuid_bytes;
	if (type->kind == CALX_STRING && given->kind == CALX_UUID)
		return &uuid_text;
	if (type->kind == CALX_STRING && type->length)
		return &limited_string;
	if (calx__storage_is_exact(type))
		return &exact_decimal;
	if (type->kind == CALX_NUMERIC && is_whole_number(type))
		return &whole_decimal;
	return &calx__storages[type->kind];
}
