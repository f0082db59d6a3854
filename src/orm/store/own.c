#include "orm/store/own.h"

#include <string.h>

#include "orm/store/text.h"
#include "sql/type/numeric.h"

/* Text that a row points to is measured first, so that all of it lies in one
 * block. Each object has copies of its own: where a row points elsewhere than
 * its snapshot, the program has assigned, and that text is copied when it is
 * flushed. What is given back is a snapshot's text, which nobody else has. */

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
	if (calx__field_is_text(field))
		return strlen(text) + 1;
	memcpy(&blob, row + field->offset, sizeof(blob));
	return blob.size;
}

size_t calx__own_measure(struct mapper *mapper, const char *row)
{
	size_t total = 0;

	for (size_t i = 0; i < mapper->plan.texts.count; i++) {
		const unsigned number = mapper->plan.texts.numbers[i];

		mapper->buffers.lengths[i] =
			text_size(calx__plan_field(&mapper->plan, number), row);
		total += mapper->buffers.lengths[i];
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

void calx__own_move(struct mapper *mapper, void *row, char *place)
{
	/* copies, as what is written could be any of it to the compiler */
	const struct column_set texts = mapper->plan.texts;
	const struct field *fields = mapper->plan.layout.fields;
	const size_t *lengths = mapper->buffers.lengths;

	for (size_t i = 0; i < texts.count; i++)
		place = text_move(
			&fields[texts.numbers[i]], row, place, lengths[i]);
}

enum calx_status calx__own_measured(
	struct mapper *mapper, void *row, size_t total)
{
	char *place;

	/* a block of no bytes would be one all the same */
	if (!mapper->plan.texts.count)
		return CALX_OK;
	place = calx__session_text_new(mapper->session, total);
	if (!place)
		return CALX_OUT_OF_MEMORY;
	calx__own_move(mapper, row, place);
	return CALX_OK;
}

enum calx_status calx__own_row(struct mapper *mapper, void *row)
{
	return calx__own_measured(mapper, row, calx__own_measure(mapper, row));
}

enum calx_status calx__own_both(
	struct mapper *mapper, void *row, void *snapshot)
{
	size_t total = calx__own_measure(mapper, snapshot);
	char *place = calx__session_text_new(mapper->session, total);

	if (!place)
		return CALX_OUT_OF_MEMORY;
	for (size_t i = 0; i < mapper->plan.texts.count; i++) {
		const struct field *field = calx__plan_text(&mapper->plan, i);
		bool same = text_at(field, row) == text_at(field, snapshot);

		place = text_move(
			field, snapshot, place, mapper->buffers.lengths[i]);
		if (same)
			memcpy((char *)row + field->column->offset,
				(char *)snapshot + field->column->offset,
				field->column->size);
	}
	return CALX_OK;
}

/* A numeric(8, 2) that is in the database as 13.00 is no 13. */
static void decimals_settle(const struct plan *plan, char *row)
{
	for (size_t i = 0; i < plan->scaled.count; i++) {
		const struct field *field =
			calx__plan_field(plan, plan->scaled.numbers[i]);

		if (calx__field_is_set(field, row))
			calx__numeric_settle_field(
				field->column, row + field->offset);
	}
}

enum calx_status calx__own_changed(
	struct mapper *mapper, void *row, const void *snapshot)
{
	decimals_settle(&mapper->plan, row);
	for (size_t i = 0; i < mapper->plan.texts.count; i++) {
		const struct field *field = calx__plan_text(&mapper->plan, i);
		const char *text = text_at(field, row);
		size_t size;
		char *place;

		if (!text || text == text_at(field, snapshot))
			continue;
		size = text_size(field, row);
		place = calx__session_text_new(mapper->session, size);
		if (!place)
			return CALX_OUT_OF_MEMORY;
		text_move(field, row, place, size);
	}
	return CALX_OK;
}

void calx__own_release(struct mapper *mapper, void *row)
{
	for (size_t i = 0; i < mapper->plan.texts.count; i++) {
		const struct field *field = calx__plan_text(&mapper->plan, i);
		char *text;

		memcpy(&text, (char *)row + field->offset, sizeof(text));
		if (text)
			calx__session_text_free(
				mapper->session, text, text_size(field, row));
	}
}
