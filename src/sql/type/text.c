#include "sql/type/text.h"

#include <string.h>
#include <xxhash.h>

#include "sql/type/column.h"
#include "util/utf8.h"

/* Text and blobs. Both are value.as.text; what is text is UTF-8 without NUL,
 * and a blob is anything. */

/* ---- rows ----------------------------------------------------------------- */

void calx__text_load(const char *field, calx_value *value)
{
	const char *text;

	memcpy(&text, field, sizeof(text));
	value->kind = text ? CALX_STRING : CALX_NULL;
	value->as.text.data = text;
	value->as.text.size = text ? strlen(text) : 0;
}

void calx__blob_load(const char *field, calx_value *value)
{
	calx_blob blob;

	memcpy(&blob, field, sizeof(blob));
	value->kind = blob.data ? CALX_BLOB : CALX_NULL;
	value->as.text.data = blob.data;
	value->as.text.size = blob.size;
}

/* NULL in the field would say that there is no value */
static const char *data_of(const calx_value *value)
{
	return value->as.text.data ? value->as.text.data : "";
}

bool calx__text_store(
	const calx_column *column, char *field, const calx_value *value)
{
	const char *text = data_of(value);

	(void)column;
	memcpy(field, &text, sizeof(text));
	return true;
}

bool calx__blob_store(
	const calx_column *column, char *field, const calx_value *value)
{
	calx_blob blob = { data_of(value), value->as.text.size };

	(void)column;
	memcpy(field, &blob, sizeof(blob));
	return true;
}

/* ---- values --------------------------------------------------------------- */

/* Out of the way of text that can be stored, as all is but for mistakes. */
__attribute__((noinline, cold)) static enum calx_status text_fail(
	const calx_column *column, const calx_value *value, calx_error *error)
{
	if (memchr(value->as.text.data, '\0', value->as.text.size))
		return calx__column_fail(error, CALX_INVALID, column,
			"the text has a NUL character in it");
	return calx__column_fail(
		error, CALX_INVALID, column, "the text is not valid UTF-8");
}

static enum calx_status text_check(const struct type_info *type,
	const calx_column *column, const calx_value *value, calx_error *error)
{
	(void)type;
	if (!value->as.text.size ||
		calx__utf8_storable(value->as.text.data, value->as.text.size))
		return CALX_OK;
	return text_fail(column, value, error);
}

static bool bytes_same(const calx_value *a, const calx_value *b)
{
	return a->as.text.size == b->as.text.size &&
	       (!a->as.text.size || memcmp(a->as.text.data, b->as.text.data,
					    a->as.text.size) == 0);
}

static uint64_t bytes_hash(const calx_value *value)
{
	return XXH3_64bits(value->as.text.data, value->as.text.size);
}

static bool bytes_read(const char *text, size_t size, calx_value *ret_value)
{
	ret_value->as.text.data = text;
	ret_value->as.text.size = size;
	return true;
}

const struct value_family calx__texts = {
	.check = text_check,
	.same = bytes_same,
	.equal = bytes_same,
	.hash = bytes_hash,
	.read = bytes_read,
};

const struct value_family calx__blobs = {
	.same = bytes_same,
	.equal = bytes_same,
	.hash = bytes_hash,
	.read = bytes_read,
};

/* ---- columns -------------------------------------------------------------- */

enum calx_status calx__string_fit(const struct type_info *type,
	const calx_column *column, const calx_value *value, calx_error *error)
{
	size_t max = (size_t)column->type.length;
	size_t size = value->as.text.size, count;

	(void)type;
	/* no text has more characters than bytes */
	if (!max || size <= max)
		return CALX_OK;
	count = calx__utf8_count(value->as.text.data, size);
	if (count <= max)
		return CALX_OK;
	return calx__column_fail(error, CALX_RANGE, column,
		"the text has %zu characters, and string(%zu) takes %zu", count,
		max, max);
}
