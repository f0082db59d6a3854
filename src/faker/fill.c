#include "faker/fill.h"

#include <string.h>

#include "sql/type/temporal.h"
#include "sql/type/type.h"
#include "faker/fill_text.h"
#include "faker/number.h"
#include "faker/rules.h"

/* The value of one column for one row, by the column's kind. */

/* ---- numbers -------------------------------------------------------------- */

/* how many there are between both ends; 0: more than can be counted */
static uint64_t range_of(const struct filler *filler)
{
	if (filler->condition.numbers)
		return filler->condition.number_count;
	return (uint64_t)filler->condition.high -
	       (uint64_t)filler->condition.low + 1;
}

/* One from `low` to `high`. */
static int64_t between(struct draw *draw, int64_t low, int64_t high)
{
	return calx__draw_between(draw, low, high);
}

/* A number that a CHECK may be content with which could not be read: one next
 * to a constant of it, a small one, or any. */
static int64_t rough_number(
	struct seeder *seeder, const struct filler *filler, uint64_t row)
{
	const struct condition *condition = &filler->condition;
	struct maker maker = calx__seeder_maker(seeder, filler, row);
	uint64_t form = calx__draw_below(&maker.draw, 5);
	int64_t number = between(&maker.draw, condition->low, condition->high);

	if (form == 0 && condition->number_hint_count) {
		number = condition->number_hints[calx__draw_below(
			&maker.draw, condition->number_hint_count)];
		if (number > INT64_MIN && number < INT64_MAX)
			number += between(&maker.draw, -1, 1);
	} else if (form == 1) {
		number = between(&maker.draw, -10, 10);
	} else if (form == 2) {
		number = between(&maker.draw, filler->floor, filler->ceiling);
	} else if (form == 3) {
		number = between(&maker.draw, 0, 100000);
	}
	number = number < filler->floor ? filler->floor : number;
	return number > filler->ceiling ? filler->ceiling : number;
}

/* In the units of the condition. */
static int64_t number_of(
	struct seeder *seeder, const struct filler *filler, uint64_t row)
{
	const struct condition *condition = &filler->condition;
	uint64_t index;

	if (filler->rough && filler->attempt && !condition->numbers)
		return rough_number(seeder, filler, row);
	index = calx__seeder_index(seeder, filler, row,
		filler->capacity ? filler->capacity : UINT64_MAX);
	if (condition->numbers)
		return condition->numbers[index];
	return (int64_t)((uint64_t)condition->low + index);
}

static enum calx_status fill_integer(struct seeder *seeder,
	const struct filler *filler, uint64_t row, calx_value *value)
{
	value->as.integer = number_of(seeder, filler, row);
	return CALX_OK;
}

static enum calx_status fill_decimal(struct seeder *seeder,
	const struct filler *filler, uint64_t row, calx_value *value)
{
	value->as.decimal =
		calx_decimal_of_integer(number_of(seeder, filler, row),
			(unsigned)filler->condition.scale);
	return CALX_OK;
}

/* A CHECK compares with the double nearest to its constant. */
static enum calx_status fill_real(struct seeder *seeder,
	const struct filler *filler, uint64_t row, calx_value *value)
{
	const struct condition *condition = &filler->condition;
	int64_t number = number_of(seeder, filler, row);
	int64_t unit = calx__power_of_ten(condition->scale);
	int64_t whole = condition->low / unit;

	if (condition->has_low || condition->has_high || condition->numbers ||
		filler->rough)
		whole = 0;
	value->as.real =
		(double)whole + (double)(number - whole * unit) / (double)unit;
	return CALX_OK;
}

/* ---- times ---------------------------------------------------------------- */

static bool is_bounded(const struct condition *condition)
{
	return condition->has_low || condition->has_high ||
	       condition->numbers != NULL;
}

/* Of a birthday, which is the person's. */
static bool is_own_birthday(const struct filler *filler)
{
	return filler->is_birthday && !filler->is_walked &&
	       !is_bounded(&filler->condition);
}

static calx_datetime datetime_at(
	struct seeder *seeder, const struct filler *filler, uint64_t row)
{
	struct maker maker = calx__seeder_maker(seeder, filler, row);
	int64_t time;

	if (is_own_birthday(filler)) {
		calx_date date = calx__make_birthdate(&maker);

		return (calx_datetime){
			.year = date.year, .month = date.month, .day = date.day
		};
	}
	time = number_of(seeder, filler, row) * calx__time_step(filler->column);
	if (filler->is_birthday)
		time = calx__day_of(time) * CALX__DAY;
	return calx_datetime_of_microseconds(time);
}

static enum calx_status fill_datetime(struct seeder *seeder,
	const struct filler *filler, uint64_t row, calx_value *value)
{
	value->as.datetime = datetime_at(seeder, filler, row);
	return CALX_OK;
}

static enum calx_status fill_timestamp(struct seeder *seeder,
	const struct filler *filler, uint64_t row, calx_value *value)
{
	value->as.timestamp =
		(calx_timestamp){ .local = datetime_at(seeder, filler, row) };
	return CALX_OK;
}

/* Some time since 1970, of which a column takes its part. */
static int64_t any_time(
	struct seeder *seeder, const struct filler *filler, uint64_t row)
{
	const calx_faker *fake = seeder->fake;
	uint64_t span = fake->now > fake->since
				? (uint64_t)fake->now - (uint64_t)fake->since
				: 1;

	return (int64_t)((uint64_t)fake->since +
			 calx__seeder_index(seeder, filler, row, span));
}

static enum calx_status fill_date(struct seeder *seeder,
	const struct filler *filler, uint64_t row, calx_value *value)
{
	struct maker maker = calx__seeder_maker(seeder, filler, row);

	if (is_own_birthday(filler))
		value->as.date = calx__make_birthdate(&maker);
	else if (filler->unique || filler->is_walked || filler->rough ||
		 is_bounded(&filler->condition))
		value->as.date =
			calx__date_of_days(number_of(seeder, filler, row));
	else
		value->as.date = calx__date_of_days(
			calx__day_of(any_time(seeder, filler, row)));
	return CALX_OK;
}

static enum calx_status fill_time(struct seeder *seeder,
	const struct filler *filler, uint64_t row, calx_value *value)
{
	bool any = !filler->is_walked && !filler->rough &&
		   !is_bounded(&filler->condition);

	value->as.time = calx__time_of(calx_datetime_of_microseconds(
		any ? any_time(seeder, filler, row)
		    : number_of(seeder, filler, row)));
	return CALX_OK;
}

static enum calx_status fill_interval(struct seeder *seeder,
	const struct filler *filler, uint64_t row, calx_value *value)
{
	uint64_t minutes =
		calx__seeder_index(seeder, filler, row, filler->capacity);

	value->as.interval =
		(calx_interval){ .microseconds = (int64_t)minutes * 60000000 };
	return CALX_OK;
}

/* ---- the rest --------------------------------------------------------------- */

/* A boolean, or the number of a label. */
static enum calx_status fill_label(struct seeder *seeder,
	const struct filler *filler, uint64_t row, calx_value *value)
{
	const struct condition *condition = &filler->condition;
	uint64_t index =
		calx__seeder_index(seeder, filler, row, filler->capacity);
	const char *const *labels = filler->column->type.labels;

	value->as.integer = (int64_t)index;
	for (int64_t i = 0; condition->choices && labels[i]; i++)
		if (!strcmp(labels[i], condition->choices[index]))
			value->as.integer = i;
	return CALX_OK;
}

static enum calx_status fill_uuid(struct seeder *seeder,
	const struct filler *filler, uint64_t row, calx_value *value)
{
	struct maker maker = calx__seeder_maker(seeder, filler, row);

	value->as.uuid = calx__make_uuid(&maker);
	return CALX_OK;
}

enum calx_status calx__fill_nothing(struct seeder *seeder,
	const struct filler *filler, uint64_t row, calx_value *value)
{
	(void)seeder;
	(void)filler;
	(void)row;
	value->kind = CALX_NULL;
	return CALX_OK;
}

enum calx_status calx__fill_number(struct seeder *seeder,
	const struct filler *filler, uint64_t row, calx_value *value)
{
	const struct condition *condition = &filler->condition;
	int64_t most = calx__types[filler->column->type.kind].maximum;
	int64_t begin = filler->floor;
	uint64_t number = row - seeder->first + filler->skipped;

	if (condition->has_low && condition->low > begin)
		begin = condition->low;
	/* behind the last one there is nothing: it is taken then */
	if (begin > most || number > (uint64_t)most - (uint64_t)begin)
		value->as.integer = most;
	else
		value->as.integer = (int64_t)((uint64_t)begin + number);
	return CALX_OK;
}

/* ---- by kind ------------------------------------------------------------- */

static uint64_t count_labels(const struct filler *filler)
{
	uint64_t count = 0;

	if (filler->condition.choices)
		return filler->condition.choice_count;
	while (filler->column->type.labels[count])
		count++;
	return count;
}

/* a month in minutes */
static uint64_t count_minutes(const struct filler *filler)
{
	(void)filler;
	return UINT64_C(60) * 24 * 30;
}

const struct fill_carrier calx__fill_carriers[CALX_KIND_COUNT] = {
	[CALX_BOOLEAN] = { fill_integer, range_of },
	[CALX_INTEGER] = { fill_integer, range_of },
	[CALX_DOUBLE] = { fill_real, range_of },
	[CALX_NUMERIC] = { fill_decimal, range_of },
	[CALX_STRING] = { calx__fill_text, calx__fill_text_count },
	[CALX_BLOB] = { calx__fill_blob, calx__fill_blob_count },
	[CALX_DATE] = { fill_date, range_of },
	[CALX_TIME] = { fill_time, range_of },
	[CALX_DATETIME] = { fill_datetime, range_of },
	[CALX_TIMESTAMP] = { fill_timestamp, range_of },
	[CALX_INTERVAL] = { fill_interval, count_minutes },
	[CALX_UUID] = { fill_uuid, NULL },
	[CALX_ENUMERATION] = { fill_label, count_labels },
};
