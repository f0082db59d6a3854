#include "faker/fill.h"

#include <stdio.h>
#include <string.h>

#include "util/fail.h"
#include "util/utf8.h"
#include "faker/number.h"
#include "faker/rules.h"

/* The value of one column for one row, by the column's kind. */

/* ---- values --------------------------------------------------------------- */

/* how many whole numbers there are */
static uint64_t range_of(const struct filler *filler)
{
	return (uint64_t)filler->condition.high -
	       (uint64_t)filler->condition.low + 1;
}

/* A number of the filler's range, which may be wider than an int64_t counts. */
static int64_t number_of(
	struct seeder *seeder, const struct filler *filler, uint64_t row)
{
	return (int64_t)((uint64_t)filler->condition.low +
			 calx__seeder_index(
				 seeder, filler, row, filler->capacity));
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
			(unsigned)filler->column->type.scale);
	return CALX_OK;
}

static enum calx_status fill_real(struct seeder *seeder,
	const struct filler *filler, uint64_t row, calx_value *value)
{
	uint64_t hundredths = calx__seeder_index(
		seeder, filler, row, (range_of(filler) - 1) * 100 + 1);

	value->as.real =
		(double)filler->condition.low + (double)hundredths / 100.0;
	return CALX_OK;
}

/* A boolean, or the number of a label. */
static enum calx_status fill_index(struct seeder *seeder,
	const struct filler *filler, uint64_t row, calx_value *value)
{
	value->as.integer = (int64_t)calx__seeder_index(
		seeder, filler, row, filler->capacity);
	return CALX_OK;
}

static calx_datetime datetime_at(
	struct seeder *seeder, const struct filler *filler, uint64_t row)
{
	struct maker maker = calx__seeder_maker(seeder, filler, row);

	if (calx__rule_is_birthday(filler->column)) {
		calx_date date = calx__make_birthdate(&maker);

		return (calx_datetime){
			.year = date.year, .month = date.month, .day = date.day
		};
	}
	return calx_datetime_of_microseconds((int64_t)calx__seeder_index(seeder,
		filler, row,
		seeder->fake->now > 0 ? (uint64_t)seeder->fake->now : 1));
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

static enum calx_status fill_date(struct seeder *seeder,
	const struct filler *filler, uint64_t row, calx_value *value)
{
	const int64_t day = 86400000000;
	calx_datetime datetime = datetime_at(seeder, filler, row);

	if (filler->unique)
		datetime = calx_datetime_of_microseconds(
			(int64_t)calx__seeder_index(seeder, filler, row,
				(uint64_t)(seeder->fake->now / day)) *
			day);
	value->as.date = calx__date_of(datetime);
	return CALX_OK;
}

static enum calx_status fill_time(struct seeder *seeder,
	const struct filler *filler, uint64_t row, calx_value *value)
{
	value->as.time = calx__time_of(datetime_at(seeder, filler, row));
	return CALX_OK;
}

static enum calx_status fill_interval(struct seeder *seeder,
	const struct filler *filler, uint64_t row, calx_value *value)
{
	uint64_t minutes =
		calx__seeder_index(seeder, filler, row, UINT64_C(60) * 24 * 30);

	value->as.interval =
		(calx_interval){ .microseconds = (int64_t)minutes * 60000000 };
	return CALX_OK;
}

static enum calx_status fill_uuid(struct seeder *seeder,
	const struct filler *filler, uint64_t row, calx_value *value)
{
	struct maker maker = calx__seeder_maker(seeder, filler, row);

	value->as.uuid = calx__make_uuid(&maker);
	return CALX_OK;
}

/* ---- text ----------------------------------------------------------------- */

/* Puts the row's number where it makes the text differ from all others: before
 * the @ of an address, else at the end; the text gives way. */
static void make_unique(struct strbuf *text, uint64_t number, size_t most)
{
	char digits[24], tail[64] = "";
	char *at = strchr(text->data, '@');
	size_t room;

	if (at && strlen(at) < sizeof(tail)) {
		memcpy(tail, at, strlen(at) + 1);
		calx__strbuf_truncate(text, (size_t)(at - text->data));
	}
	snprintf(digits, sizeof(digits), "%s%llu", at ? "" : " ",
		(unsigned long long)number);
	room = strlen(digits) + strlen(tail);
	if (most && text->length + room > most)
		calx__strbuf_truncate(
			text, calx__utf8_floor(text->data,
				      most > room ? most - room : 0));
	calx__strbuf_adds(text, digits);
	calx__strbuf_adds(text, tail);
}

/* Another draw may be shorter; after a few, the text is cut. */
static void make_text(struct seeder *seeder, const struct filler *filler,
	uint64_t row, struct strbuf *text)
{
	enum { TRIES = 8 };
	size_t most = (size_t)filler->column->type.length;
	struct maker maker = calx__seeder_maker(seeder, filler, row);

	for (int i = 0; i < TRIES; i++) {
		calx__strbuf_clear(text);
		calx__generate(filler->generator, &maker, text);
		if (!most || calx__utf8_count(text->data, text->length) <= most)
			return;
	}
	calx__strbuf_truncate(text, calx__utf8_floor(text->data, most));
}

enum calx_status calx__fill_choice(struct seeder *seeder,
	const struct filler *filler, uint64_t row, calx_value *value)
{
	const char *choice = filler->condition.choices[calx__seeder_index(
		seeder, filler, row, filler->capacity)];

	return calx__seeder_text(seeder, value, choice, strlen(choice));
}

enum calx_status calx__fill_text(struct seeder *seeder,
	const struct filler *filler, uint64_t row, calx_value *value)
{
	struct strbuf *text = &seeder->text;

	make_text(seeder, filler, row, text);
	if (filler->unique)
		make_unique(text, row, (size_t)filler->column->type.length);
	if (text->failed)
		return calx__fail_memory(&seeder->error);
	return calx__seeder_text(seeder, value, text->data, text->length);
}

static enum calx_status fill_blob(struct seeder *seeder,
	const struct filler *filler, uint64_t row, calx_value *value)
{
	calx_uuid bytes;
	struct maker maker = calx__seeder_maker(seeder, filler, row);

	bytes = calx__make_uuid(&maker);
	return calx__seeder_text(
		seeder, value, (const char *)bytes.bytes, sizeof(bytes.bytes));
}

/* ---- by kind ------------------------------------------------------------- */

static uint64_t count_two(const struct filler *filler)
{
	(void)filler;
	return 2;
}

static uint64_t count_labels(const struct filler *filler)
{
	uint64_t count = 0;

	while (filler->column->type.labels[count])
		count++;
	return count;
}

const struct fill_carrier calx__fill_carriers[CALX_KIND_COUNT] = {
	[CALX_BOOLEAN] = { fill_index, count_two },
	[CALX_INTEGER] = { fill_integer, range_of },
	[CALX_DOUBLE] = { fill_real, NULL },
	[CALX_NUMERIC] = { fill_decimal, range_of },
	[CALX_STRING] = { calx__fill_text, NULL },
	[CALX_BLOB] = { fill_blob, NULL },
	[CALX_DATE] = { fill_date, NULL },
	[CALX_TIME] = { fill_time, NULL },
	[CALX_DATETIME] = { fill_datetime, NULL },
	[CALX_TIMESTAMP] = { fill_timestamp, NULL },
	[CALX_INTERVAL] = { fill_interval, NULL },
	[CALX_UUID] = { fill_uuid, NULL },
	[CALX_ENUMERATION] = { fill_index, count_labels },
};
