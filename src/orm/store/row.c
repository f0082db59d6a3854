#include "orm/model/mapper.h"

#include <stdio.h>
#include <string.h>

#include "engine/value.h"
#include "util/fail.h"
#include "util/text.h"
#include "orm/session.h"

/* ---- from the database into the struct ----------------------------------------- */

/* What does not fit: the slow way says why. */
static enum calx_status store_failed(struct mapper *mapper,
	const struct field *field, char *row, const calx_value *value)
{
	calx_error *error = calx__session_failing(mapper->session);
	const calx_column *column = field->column;
	enum calx_status status = calx__field_write(column, row, value, error);

	/* nothing that is borrowed stays behind */
	memset(row + column->offset, 0, column->size);
	if (status < 0)
		return status;
	return calx__fail(error, CALX_INVALID,
		"%s.%s holds a value that the model cannot: %s",
		mapper->table->name, calx__column_name(column),
		column->type.kind == CALX_ENUMERATION
			? "it is none of the labels"
			: "text with a NUL character in it");
}

static bool store_null(const struct field *field, char *row)
{
	memset(row + field->column->offset, 0, field->column->size);
	return field->nullable;
}

/* Text and blobs: borrowed, or (*place) moved to where they stay. */
static inline bool store_bytes(const struct field *field, char *row,
	const calx_value *value, char **place)
{
	calx_blob blob = { value->as.text.data, value->as.text.size };

	/* C text ends at its first NUL: what has one inside would be cut */
	if (field->bytes == FIELD_TEXT && strlen(blob.data) != blob.size)
		return false;
	if (*place) {
		memcpy(*place, blob.data, blob.size);
		blob.data = *place;
		*place += blob.size;
		*(*place)++ = '\0';
	}
	if (field->bytes == FIELD_TEXT)
		memcpy(row + field->offset, &blob.data, sizeof(blob.data));
	else
		memcpy(row + field->offset, &blob, sizeof(blob));
	return true;
}

static inline bool store(const struct field *field, char *row,
	const calx_value *value, char **place)
{
	if (value->kind == CALX_NULL)
		return store_null(field, row);
	if (field->bytes)
		return store_bytes(field, row, value, place);
	if (field->optional)
		row[field->has] = true;
	return field->store(field, row, value);
}

enum calx_status calx__field_store(struct mapper *mapper, unsigned number,
	void *row, const calx_value *value)
{
	const struct field *field = &mapper->fields[number];
	char *borrow = NULL;

	return store(field, row, value, &borrow)
		       ? CALX_OK
		       : store_failed(mapper, field, row, value);
}

enum calx_status calx__row_store(
	struct mapper *mapper, void *row, const calx_value *values, char *place)
{
	const struct field *field = mapper->fields;
	const struct field *end = field + mapper->table->column_count;

	for (; field < end; field++, values++) {
		if (!store(field, row, values, &place))
			return store_failed(mapper, field, row, values);
	}
	return CALX_OK;
}

/* ---- text ----------------------------------------------------------------- */

static const char *text_at(const struct field *field, const char *row)
{
	const char *text;

	/* a calx_blob begins with its pointer */
	memcpy(&text, row + field->offset, sizeof(text));
	return text;
}

/* The bytes that a text takes, with its NUL. */
static size_t text_size(const struct field *field, const char *row)
{
	const char *text = text_at(field, row);
	calx_blob blob;

	if (!text)
		return 0;
	if (field->bytes == FIELD_TEXT)
		return strlen(text) + 1;
	memcpy(&blob, row + field->offset, sizeof(blob));
	return blob.size;
}

size_t calx__values_size(const struct mapper *mapper, const calx_value *values)
{
	size_t total = 0;

	for (size_t i = 0; i < mapper->texts.count; i++) {
		const calx_value *value = &values[mapper->texts.numbers[i]];

		/* a blob has no NUL; room for one does not matter */
		if (value->kind != CALX_NULL)
			total += value->as.text.size + 1;
	}
	return total;
}

static size_t measure_row(struct mapper *mapper, const char *row)
{
	size_t total = 0;

	for (size_t i = 0; i < mapper->texts.count; i++) {
		const unsigned number = mapper->texts.numbers[i];

		mapper->lengths[i] = text_size(&mapper->fields[number], row);
		total += mapper->lengths[i];
	}
	return total;
}

/* Copies text to `place` and lets the field point there. */
static char *text_move(
	const struct field *field, char *row, char *place, size_t size)
{
	const char *text = text_at(field, row);

	if (!text)
		return place;
	memcpy(place, text, size);
	memcpy(row + field->offset, &place, sizeof(place));
	return place + size;
}

enum calx_status calx__row_own(struct mapper *mapper, void *row)
{
	char *place;

	if (!mapper->texts.count)
		return CALX_OK;
	place = calx__text_new(mapper->session, measure_row(mapper, row));
	if (!place)
		return CALX_OUT_OF_MEMORY;
	for (size_t i = 0; i < mapper->texts.count; i++)
		place = text_move(&mapper->fields[mapper->texts.numbers[i]],
			row, place, mapper->lengths[i]);
	return CALX_OK;
}

enum calx_status calx__row_own_both(
	struct mapper *mapper, void *row, void *snapshot)
{
	size_t total = measure_row(mapper, snapshot);
	char *place = calx__text_new(mapper->session, total);

	if (!place)
		return CALX_OUT_OF_MEMORY;
	for (size_t i = 0; i < mapper->texts.count; i++) {
		const struct field *field =
			&mapper->fields[mapper->texts.numbers[i]];
		bool same = text_at(field, row) == text_at(field, snapshot);

		place = text_move(field, snapshot, place, mapper->lengths[i]);
		if (same)
			memcpy((char *)row + field->column->offset,
				(char *)snapshot + field->column->offset,
				field->column->size);
	}
	return CALX_OK;
}

enum calx_status calx__row_own_changed(
	struct mapper *mapper, void *row, const void *snapshot)
{
	for (size_t i = 0; i < mapper->texts.count; i++) {
		const struct field *field =
			&mapper->fields[mapper->texts.numbers[i]];
		const char *text = text_at(field, row);
		size_t size;
		char *place;

		if (!text || text == text_at(field, snapshot))
			continue;
		size = text_size(field, row);
		place = calx__text_new(mapper->session, size);
		if (!place)
			return CALX_OUT_OF_MEMORY;
		text_move(field, row, place, size);
	}
	return CALX_OK;
}

void calx__row_disown(struct mapper *mapper, void *row)
{
	for (size_t i = 0; i < mapper->texts.count; i++) {
		const struct field *field =
			&mapper->fields[mapper->texts.numbers[i]];
		char *text;

		memcpy(&text, (char *)row + field->offset, sizeof(text));
		if (text)
			calx__text_free(
				mapper->session, text, text_size(field, row));
	}
}

/* ---- naming an object -------------------------------------------------------------- */

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

static void describe_column(
	const calx_column *column, const void *row, char *text)
{
	struct arena scratch = { 0 };
	const char *written = NULL;
	calx_value value;

	calx__field_read(column, row, &value);
	if (calx__types[value.kind].is_text) {
		write_text(&value, text);
		return;
	}
	if (!calx__value_write(&value, &scratch, &written))
		written = "?";
	snprintf(
		text, CALX_TEMPORAL_TEXT_MAX, "%s", written ? written : "NULL");
	calx__arena_release(&scratch);
}

/* The columns by which an object is named: its key, or, when the database has
 * not made that up yet, its first text. */
static struct column_set naming_columns(
	const struct mapper *mapper, const void *row)
{
	struct column_set set = mapper->key;
	calx_value key;

	if (!row)
		return (struct column_set){ 0 };
	if (!mapper->generated_key || !mapper->texts.count)
		return set;
	calx__field_read(
		calx__column_at(mapper->table, set.numbers[0]), row, &key);
	return key.as.integer ? set
			      : (struct column_set){ mapper->texts.numbers, 1 };
}

void calx__row_describe(
	const struct mapper *mapper, const void *row, char *text, size_t size)
{
	struct column_set set = naming_columns(mapper, row);
	char value[CALX_TEMPORAL_TEXT_MAX];

	snprintf(text, size, "%s", mapper->table->name);
	for (size_t i = 0; i < set.count; i++) {
		const calx_column *column =
			calx__column_at(mapper->table, set.numbers[i]);

		describe_column(column, row, value);
		append(text, size, i ? ", " : " (");
		append(text, size, calx__column_name(column));
		append(text, size, " = ");
		append(text, size, value);
	}
	if (set.count)
		append(text, size, ")");
}
