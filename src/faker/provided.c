#include "faker/provided.h"

#include <string.h>

#include "faker/number.h"
#include "sql/type/type.h"

/* Calling what the caller named: the faker is told which row the values are for,
 * and each kind of column has its type of function. */

typedef void provide_function(
	void (*provider)(void), calx_faker *fake, calx_value *value);

#define PROVIDE(name, member)                                                \
	static void provide_##name(                                          \
		void (*provider)(void), calx_faker *fake, calx_value *value) \
	{                                                                    \
		value->as.member = ((calx_##name##_provider)provider)(fake); \
	}
PROVIDE(boolean, integer)
PROVIDE(integer, integer)
PROVIDE(enumeration, integer)
PROVIDE(real, real)
PROVIDE(decimal, decimal)
PROVIDE(date, date)
PROVIDE(time, time)
PROVIDE(datetime, datetime)
PROVIDE(timestamp, timestamp)
PROVIDE(interval, interval)
PROVIDE(uuid, uuid)
#undef PROVIDE

static void provide_string(
	void (*provider)(void), calx_faker *fake, calx_value *value)
{
	const char *text = ((calx_string_provider)provider)(fake);

	value->as.text.data = text;
	value->as.text.size = text ? strlen(text) : 0;
}

static void provide_blob(
	void (*provider)(void), calx_faker *fake, calx_value *value)
{
	calx_blob blob = ((calx_blob_provider)provider)(fake);

	value->as.text.data = blob.data;
	value->as.text.size = blob.size;
}

static provide_function *const provide_by_carrier[CALX_KIND_COUNT] = {
	[CALX_BOOLEAN] = provide_boolean,
	[CALX_INTEGER] = provide_integer,
	[CALX_DOUBLE] = provide_real,
	[CALX_NUMERIC] = provide_decimal,
	[CALX_STRING] = provide_string,
	[CALX_BLOB] = provide_blob,
	[CALX_DATE] = provide_date,
	[CALX_TIME] = provide_time,
	[CALX_DATETIME] = provide_datetime,
	[CALX_TIMESTAMP] = provide_timestamp,
	[CALX_INTERVAL] = provide_interval,
	[CALX_UUID] = provide_uuid,
	[CALX_ENUMERATION] = provide_enumeration,
};

/* What is made up may have more digits than a column of another program. */
static void cut(const calx_column *column, calx_value *value)
{
	const int32_t step = (int32_t)calx__time_step(column);

	if (step == 1)
		return;
	if (column->type.kind == CALX_DATETIME)
		value->as.datetime.microsecond -=
			value->as.datetime.microsecond % step;
	else
		value->as.timestamp.local.microsecond -=
			value->as.timestamp.local.microsecond % step;
}

enum calx_status calx__provided_fill(struct seeder *seeder,
	const struct filler *filler, uint64_t row, calx_value *value)
{
	calx_faker *fake = seeder->fake;
	provide_function *provide =
		provide_by_carrier[calx__types[filler->column->type.kind]
					   .carrier];

	fake->placed = true;
	fake->stream = filler->stream;
	fake->row = row;
	fake->person = seeder->person;
	/* another attempt is another stream */
	fake->calls = filler->attempt << 32;
	provide(filler->provider, fake, value);
	fake->placed = false;
	cut(filler->column, value);
	if (provide != provide_string && provide != provide_blob)
		return CALX_OK;
	if (value->as.text.data)
		return calx__seeder_text(seeder, value, value->as.text.data,
			value->as.text.size);
	value->kind = CALX_NULL;
	return CALX_OK;
}
