#include "faker/seeder.h"

#include "util/fail.h"
#include "faker/permute.h"

/* What every way to fill a column needs. */

struct maker calx__seeder_maker(
	const struct seeder *seeder, const struct filler *filler, uint64_t row)
{
	return (struct maker){
		.locale = seeder->fake->locale,
		.draw = calx__draw_at(seeder->fake->seed, filler->stream, row),
		.person = seeder->person,
		.now = seeder->fake->now,
	};
}

uint64_t calx__seeder_index(const struct seeder *seeder,
	const struct filler *filler, uint64_t row, uint64_t capacity)
{
	struct draw draw;

	if (filler->unique)
		return calx__permute(
			capacity, seeder->fake->seed ^ filler->stream, row);
	draw = calx__draw_at(seeder->fake->seed, filler->stream, row);
	return calx__draw_below(&draw, capacity);
}

enum calx_status calx__seeder_text(struct seeder *seeder, calx_value *value,
	const char *text, size_t length)
{
	value->as.text.data = calx__arena_strndup(&seeder->texts, text, length);
	value->as.text.size = length;
	return value->as.text.data ? CALX_OK
				   : calx__fail_memory(&seeder->error);
}
