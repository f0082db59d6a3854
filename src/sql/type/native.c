#include "sql/type/native.h"

#include <string.h>

#include "sql/type/column.h"
#include "sql/type/type.h"

/* The rows of the types that only some databases have, and what a server would
 * store otherwise than it was sent: it is refused here. */

/* ---- values --------------------------------------------------------------- */

static enum calx_status range_fit(const struct type_info *type,
	const calx_column *column, const calx_value *value, calx_error *error)
{
	const struct native_type *native = &calx__natives[column->type.native];

	(void)type;
	if (value->as.integer >= native->minimum &&
		value->as.integer <= native->maximum)
		return CALX_OK;
	return calx__column_fail(error, CALX_RANGE, column,
		"%lld is out of the range of %s", (long long)value->as.integer,
		native->name);
}

/* 1 to 99 would be another year. */
static enum calx_status year_fit(const struct type_info *type,
	const calx_column *column, const calx_value *value, calx_error *error)
{
	const long long year = value->as.integer;

	(void)type;
	if (year == 0 || (year >= 1901 && year <= 2155))
		return CALX_OK;
	return calx__column_fail(error, CALX_RANGE, column,
		"%lld is none of the years 1901 to 2155", year);
}

static enum calx_status bit_fit(const struct type_info *type,
	const calx_column *column, const calx_value *value, calx_error *error)
{
	const int bits = column->type.length;

	(void)type;
	if (bits < 1 || bits > 63)
		return calx__column_fail(
			error, CALX_INVALID, column, "bit(n) has 1 to 63 bits");
	if (value->as.integer >= 0 && value->as.integer >> bits == 0)
		return CALX_OK;
	return calx__column_fail(error, CALX_RANGE, column,
		"%lld does not fit bit(%d)", (long long)value->as.integer,
		bits);
}

static enum calx_status size_fit(const struct type_info *type,
	const calx_column *column, const calx_value *value, calx_error *error)
{
	const struct native_type *native = &calx__natives[column->type.native];

	(void)type;
	if (value->as.text.size <= (size_t)native->maximum)
		return CALX_OK;
	return calx__column_fail(error, CALX_RANGE, column,
		"it has %zu bytes, and %s takes %lld", value->as.text.size,
		native->name, (long long)native->maximum);
}

static enum calx_status varbinary_fit(const struct type_info *type,
	const calx_column *column, const calx_value *value, calx_error *error)
{
	(void)type;
	if (value->as.text.size <= (size_t)column->type.length)
		return CALX_OK;
	return calx__column_fail(error, CALX_RANGE, column,
		"it has %zu bytes, and varbinary(%d) takes %d",
		value->as.text.size, column->type.length, column->type.length);
}

/* Fewer would be filled up with zeros. */
static enum calx_status binary_fit(const struct type_info *type,
	const calx_column *column, const calx_value *value, calx_error *error)
{
	(void)type;
	if (value->as.text.size == (size_t)column->type.length)
		return CALX_OK;
	return calx__column_fail(error, CALX_RANGE, column,
		"it has %zu bytes, and binary(%d) takes %d of them",
		value->as.text.size, column->type.length, column->type.length);
}

/* Blanks at the end are no part of a char(n). */
static enum calx_status char_fit(const struct type_info *type,
	const calx_column *column, const calx_value *value, calx_error *error)
{
	const size_t size = value->as.text.size;

	(void)type;
	if (!size || value->as.text.data[size - 1] != ' ')
		return CALX_OK;
	return calx__column_fail(error, CALX_RANGE, column,
		"the text ends in a blank, which char(%d) does not keep",
		column->type.length);
}

/* The number of the label at the front of the text, and where the next begins; -1:
 * it is none. */
static int label_take(const calx_type *type, struct view *rest)
{
	const struct view word = calx__view_split(rest, ',');

	for (int i = 0; type->labels && type->labels[i]; i++)
		if (calx__view_is(word, type->labels[i]))
			return i;
	return -1;
}

/* The server sorts the labels, and leaves out what is there twice. */
static enum calx_status set_fit(const struct type_info *type,
	const calx_column *column, const calx_value *value, calx_error *error)
{
	struct view rest = { value->as.text.data, value->as.text.size };
	int last = -1;

	(void)type;
	while (rest.length) {
		const int label = label_take(&column->type, &rest);

		if (label <= last)
			return calx__column_fail(error, CALX_RANGE, column,
				"'%.60s' is no list of labels in their order",
				value->as.text.data);
		last = label;
	}
	return CALX_OK;
}

/* ---- the table ------------------------------------------------------------ */

/* clang-format off */
const struct native_type calx__natives[CALX_NATIVE_COUNT] = {
	[CALX_NATIVE_CHAR] = { "char", CALX_STRING, .with_length = true, .fit = char_fit, },
	[CALX_NATIVE_JSONB] = { "jsonb", CALX_JSON, .instead = "json()", },
	[CALX_NATIVE_INET] = { "inet", CALX_TEXT, .instead = "text()", },
	[CALX_NATIVE_CIDR] = { "cidr", CALX_TEXT, .instead = "text()", },
	[CALX_NATIVE_MACADDR] = { "macaddr", CALX_TEXT, .instead = "text()", },
	[CALX_NATIVE_MACADDR8] = { "macaddr8", CALX_TEXT, .instead = "text()", },
	[CALX_NATIVE_INET4] = { "inet4", CALX_TEXT, .instead = "text()", },
	[CALX_NATIVE_INET6] = { "inet6", CALX_TEXT, .instead = "text()", },
	[CALX_NATIVE_INT4RANGE] = { "int4range", CALX_TEXT, .instead = "text()", },
	[CALX_NATIVE_INT8RANGE] = { "int8range", CALX_TEXT, .instead = "text()", },
	[CALX_NATIVE_NUMRANGE] = { "numrange", CALX_TEXT, .instead = "text()", },
	[CALX_NATIVE_DATERANGE] = { "daterange", CALX_TEXT, .instead = "text()", },
	[CALX_NATIVE_TSRANGE] = { "tsrange", CALX_TEXT, .instead = "text()", },
	[CALX_NATIVE_TSTZRANGE] = { "tstzrange", CALX_TEXT, .instead = "text()", },
	[CALX_NATIVE_TSVECTOR] = { "tsvector", CALX_TEXT, .instead = "text()", },
	[CALX_NATIVE_XML] = { "xml", CALX_TEXT, .instead = "text()", },
	[CALX_NATIVE_TEXT_ARRAY] = { "text_array", CALX_TEXT, .instead = "text()", },
	[CALX_NATIVE_INTEGER_ARRAY] = { "integer_array", CALX_TEXT, .instead = "text()", },
	[CALX_NATIVE_BIG_INTEGER_ARRAY] = { "big_integer_array", CALX_TEXT, .instead = "text()", },
	[CALX_NATIVE_NUMERIC_ARRAY] = { "numeric_array", CALX_TEXT, .instead = "text()", },
	[CALX_NATIVE_UUID_ARRAY] = { "uuid_array", CALX_TEXT, .instead = "text()", },
	[CALX_NATIVE_TINYINT] = { "tinyint", CALX_SMALL_INTEGER, .minimum = -128, .maximum = 127, .fit = range_fit, .instead = "small_integer()", },
	[CALX_NATIVE_MEDIUMINT] = { "mediumint", CALX_INTEGER, .minimum = -8388608, .maximum = 8388607, .fit = range_fit, .instead = "integer()", },
	[CALX_NATIVE_UNSIGNED_TINYINT] = { "unsigned_tinyint", CALX_SMALL_INTEGER, .minimum = 0, .maximum = 255, .fit = range_fit, .instead = "small_integer()", },
	[CALX_NATIVE_UNSIGNED_SMALLINT] = { "unsigned_smallint", CALX_INTEGER, .minimum = 0, .maximum = 65535, .fit = range_fit, .instead = "integer()", },
	[CALX_NATIVE_UNSIGNED_MEDIUMINT] = { "unsigned_mediumint", CALX_INTEGER, .minimum = 0, .maximum = 16777215, .fit = range_fit, .instead = "integer()", },
	[CALX_NATIVE_UNSIGNED_INT] = { "unsigned_int", CALX_BIG_INTEGER, .minimum = 0, .maximum = INT64_C(4294967295), .fit = range_fit, .instead = "big_integer()", },
	[CALX_NATIVE_UNSIGNED_BIGINT] = { "unsigned_bigint", CALX_BIG_INTEGER, .minimum = 0, .maximum = INT64_MAX, .fit = range_fit, .instead = "big_integer()", },
	[CALX_NATIVE_YEAR] = { "year", CALX_SMALL_INTEGER, .fit = year_fit, .instead = "small_integer()", },
	[CALX_NATIVE_BIT] = { "bit", CALX_BIG_INTEGER, .with_length = true, .fit = bit_fit, .instead = "big_integer()", },
	[CALX_NATIVE_SET] = { "label_set", CALX_STRING, .with_labels = true, .fit = set_fit, .instead = "text()", },
	[CALX_NATIVE_TINYTEXT] = { "tinytext", CALX_TEXT, .maximum = 255, .fit = size_fit, .instead = "string(255)", },
	[CALX_NATIVE_SHORT_TEXT] = { "short_text", CALX_TEXT, .maximum = 65535, .fit = size_fit, .instead = "text()", },
	[CALX_NATIVE_MEDIUMTEXT] = { "mediumtext", CALX_TEXT, .maximum = 16777215, .fit = size_fit, .instead = "text()", },
	[CALX_NATIVE_TINYBLOB] = { "tinyblob", CALX_BLOB, .maximum = 255, .fit = size_fit, .instead = "blob()", },
	[CALX_NATIVE_SHORT_BLOB] = { "short_blob", CALX_BLOB, .maximum = 65535, .fit = size_fit, .instead = "blob()", },
	[CALX_NATIVE_MEDIUMBLOB] = { "mediumblob", CALX_BLOB, .maximum = 16777215, .fit = size_fit, .instead = "blob()", },
	[CALX_NATIVE_BINARY] = { "binary", CALX_BLOB, .with_length = true, .fit = binary_fit, .instead = "blob()", },
	[CALX_NATIVE_VARBINARY] = { "varbinary", CALX_BLOB, .with_length = true, .fit = varbinary_fit, .instead = "blob()", },
};
/* clang-format on */

enum calx_native calx__native_by_name(const char *name, size_t length)
{
	const struct view word = { name, length };

	for (int i = CALX_NATIVE_NONE + 1; i < CALX_NATIVE_COUNT; i++)
		if (calx__view_is(word, calx__natives[i].name))
			return (enum calx_native)i;
	return CALX_NATIVE_NONE;
}

/* ---- in a database's words -------------------------------------------------- */

void calx__native_write(
	struct strbuf *sql, const char *name, const calx_type *type)
{
	calx__strbuf_adds(sql, name);
	if (calx__natives[type->native].with_length && type->length)
		calx__strbuf_addf(sql, "(%d)", type->length);
}

/* The words of a type, without what stands in brackets, and the number there. */
struct spelled_type {
	char words[40];
	int length;
};

static bool spelled_add(struct spelled_type *spelled, struct view part)
{
	const size_t used = strlen(spelled->words);

	if (!part.length)
		return true;
	if (used + part.length >= sizeof(spelled->words))
		return false;
	memcpy(spelled->words + used, part.data, part.length);
	spelled->words[used + part.length] = '\0';
	return true;
}

static bool spelled_read(const char *text, struct spelled_type *spelled)
{
	struct view rest = calx__view(text), numbers;
	long long number = 0;

	*spelled = (struct spelled_type){ .length = 0 };
	if (!spelled_add(spelled, calx__view_split(&rest, '(')))
		return false;
	if (!rest.data)
		return true;
	numbers = calx__view_split(&rest, ')');
	if (calx__text_to_int64(numbers.data, numbers.length, &number) &&
		number >= 0 && number <= INT32_MAX)
		spelled->length = (int)number;
	return !rest.data || spelled_add(spelled, rest);
}

calx_type calx__native_read(const char *const *names, const char *text)
{
	struct spelled_type spelled;

	if (!names || !text || !spelled_read(text, &spelled))
		return (calx_type){ .kind = CALX_NULL };
	for (int i = CALX_NATIVE_NONE + 1; i < CALX_NATIVE_COUNT; i++)
		if (names[i] &&
			calx__text_equal_nocase(names[i], spelled.words))
			return (calx_type){ .kind = calx__natives[i].kind,
				.native = (unsigned char)i,
				.length = calx__natives[i].with_length
						  ? spelled.length
						  : 0 };
	return (calx_type){ .kind = CALX_NULL };
}
