#include "faker/seeder.h"

#include "engine/error.h"
#include "sql/type/type.h"
#include "util/fail.h"
#include "util/text.h"
#include "faker/permute.h"

/* What every way to fill a column needs. */

/* the first attempt draws from the stream itself */
static struct draw draw_of(
	const struct seeder *seeder, const struct filler *filler, uint64_t row)
{
	if (!filler->attempt)
		return calx__draw_row(filler->key, row);
	return calx__draw_at(seeder->fake->seed,
		calx__mix(filler->stream + filler->attempt), row);
}

void calx__seeder_draw_from(
	const struct seeder *seeder, struct filler *filler, uint64_t stream)
{
	filler->stream = stream;
	filler->key = calx__draw_key(seeder->fake->seed, stream);
}

struct maker calx__seeder_maker(
	const struct seeder *seeder, const struct filler *filler, uint64_t row)
{
	return (struct maker){
		.locale = seeder->fake->locale,
		.draw = draw_of(seeder, filler, row),
		/* somebody else, if the row's person will not do */
		.person = filler->attempt
				  ? calx__mix(seeder->person + filler->attempt)
				  : seeder->person,
		.now = seeder->fake->now,
		.since = seeder->fake->since,
	};
}

uint64_t calx__seeder_index(const struct seeder *seeder,
	const struct filler *filler, uint64_t row, uint64_t capacity)
{
	struct draw draw;

	if (filler->is_walked)
		return filler->index % capacity;
	if (filler->unique && !filler->attempt)
		return calx__permute(capacity,
			seeder->fake->seed ^ filler->stream, row % capacity);
	draw = draw_of(seeder, filler, row);
	return calx__draw_below(&draw, capacity);
}

size_t calx__seeder_column(const struct seeder *seeder, const char *name)
{
	size_t nearly = SIZE_MAX;

	for (size_t i = 0; i < seeder->table->column_count; i++) {
		const char *column =
			calx__column_name(seeder->fillers[i].column);

		if (calx__text_equal(column, name))
			return i;
		if (calx__text_equal_nocase(column, name))
			nearly = i;
	}
	return nearly;
}

enum calx_status calx__seeder_text(struct seeder *seeder, calx_value *value,
	const char *text, size_t length)
{
	value->as.text.data = calx__arena_strndup(&seeder->texts, text, length);
	value->as.text.size = length;
	return value->as.text.data ? CALX_OK
				   : calx__fail_memory(&seeder->error);
}

enum calx_status calx__seeder_status(const struct seeder *seeder)
{
	return seeder->error.status < 0
		       ? seeder->error.status
		       : calx__connection_status(
				 calx_session_connection(seeder->session));
}
