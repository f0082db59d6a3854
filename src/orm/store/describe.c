#include "orm/store/describe.h"

#include <stdio.h>
#include <string.h>

#include "sql/schema/descriptor.h"
#include "sql/type/value.h"
#include "util/utf8.h"

/* In errors an object is named by its table and its key. What does not fit is
 * cut: a message has its size. */

/* Appends what fits. */
static void append(char *text, size_t size, const char *more)
{
	size_t used = strlen(text);

	snprintf(text + used, size - used, "%s", more);
}

/* Text in quotes, as much of it as a message has room for. */
static void write_text(const calx_value *value, char *text)
{
	size_t room = CALX_TEMPORAL_TEXT_MAX - sizeof("\"\"...");
	size_t size = value->as.text.size;
	size_t shown = size > room ? calx__utf8_floor(value->as.text.data, room)
				   : size;

	snprintf(text, CALX_TEMPORAL_TEXT_MAX, "\"%.*s%s\"", (int)shown,
		value->as.text.data, shown < size ? "..." : "");
}

/* Bytes as SQL spells them, the first ones of many. */
static void write_bytes(const calx_value *value, char *text)
{
	static const char digits[] = "0123456789abcdef";
	const unsigned char *bytes = (const unsigned char *)value->as.text.data;
	size_t room = (CALX_TEMPORAL_TEXT_MAX - sizeof("x''...")) / 2;
	size_t shown = value->as.text.size > room ? room : value->as.text.size;
	char hex[CALX_TEMPORAL_TEXT_MAX] = "";

	for (size_t i = 0; i < shown; i++) {
		hex[2 * i] = digits[bytes[i] >> 4];
		hex[2 * i + 1] = digits[bytes[i] & 15];
	}
	snprintf(text, CALX_TEMPORAL_TEXT_MAX, "x'%.*s%s'", (int)(2 * shown),
		hex, shown < value->as.text.size ? "..." : "");
}

void calx__describe_plain(const calx_value *value, char *text)
{
	char room[TYPE_TEXT_MAX];
	const char *written;

	if (calx__types[value->kind].is_text) {
		write_text(value, text);
		return;
	}
	if (value->kind == CALX_BLOB) {
		write_bytes(value, text);
		return;
	}
	written = calx__value_text(value, room);
	snprintf(
		text, CALX_TEMPORAL_TEXT_MAX, "%s", written ? written : "NULL");
}

void calx__describe_value(
	const calx_column *column, const void *row, char *text)
{
	calx_value value;

	calx__field_read(column, row, &value);
	calx__describe_plain(&value, text);
}

/* The columns by which an object is named: its key, or, when the database has
 * not made that up yet, its first text. */
static struct column_set naming_columns(
	const struct mapper *mapper, const void *row)
{
	struct column_set set = mapper->plan.key;
	calx_value key;

	if (!row)
		return (struct column_set){ 0 };
	if (!mapper->plan.generated_key || !mapper->plan.texts.count)
		return set;
	calx__field_read(
		calx__column_at(mapper->table, set.numbers[0]), row, &key);
	return key.as.integer
		       ? set
		       : (struct column_set){ mapper->plan.texts.numbers, 1 };
}

void calx__describe_row(
	const struct mapper *mapper, const void *row, char *text, size_t size)
{
	struct column_set set = naming_columns(mapper, row);
	char value[CALX_TEMPORAL_TEXT_MAX];

	snprintf(text, size, "%s", mapper->table->name);
	for (size_t i = 0; i < set.count; i++) {
		const calx_column *column =
			calx__column_at(mapper->table, set.numbers[i]);

		calx__describe_value(column, row, value);
		append(text, size, i ? ", " : " (");
		append(text, size, calx__column_name(column));
		append(text, size, " = ");
		append(text, size, value);
	}
	if (set.count)
		append(text, size, ")");
}
