#include "faker/number.h"

#include "sql/type/stored.h"
#include "sql/type/temporal.h"

/* Values that are no text, each from the maker's draws. */

double calx__make_double(struct maker *maker)
{
	return (double)(calx__draw(&maker->draw) >> 11) / 9007199254740992.0;
}

int64_t calx__day_of(int64_t microseconds)
{
	return microseconds / CALX__DAY - (microseconds % CALX__DAY < 0);
}

int64_t calx__time_since(int64_t now)
{
	/* as many days as 1970 to 2026 have */
	const int64_t since = now - 20454 * CALX__DAY;

	if (now > 0)
		return 0;
	return since > CALX__FIRST_TIME ? since : CALX__FIRST_TIME;
}

calx_datetime calx__make_datetime(struct maker *maker)
{
	return calx_datetime_of_microseconds(
		calx__draw_between(&maker->draw, maker->since, maker->now - 1));
}

calx_date calx__date_of(calx_datetime datetime)
{
	return (calx_date){ datetime.year, datetime.month, datetime.day };
}

calx_time calx__time_of(calx_datetime datetime)
{
	return (calx_time){ 0, datetime.hour, datetime.minute, datetime.second,
		datetime.microsecond };
}

/* Years of 365.2425 days; before the year 1 there are none. */
void calx__birthdays(int64_t now, int64_t *ret_first, int64_t *ret_last)
{
	const int64_t today = calx__day_of(now);
	const int64_t earliest = calx__day_of(CALX__FIRST_TIME);
	const int64_t first = today - 90 * 3652425 / 10000;
	const int64_t last = today - 18 * 3652425 / 10000 - 1;

	*ret_first = first > earliest ? first : earliest;
	*ret_last = last > earliest ? last : earliest;
}

/* Whichever column asks, it is the same day. */
calx_date calx__make_birthdate(struct maker *maker)
{
	struct draw own = { calx__mix(maker->person + 21) };
	int64_t first, last;

	calx__birthdays(maker->now, &first, &last);
	/* counted back from the last one, as seeds have always had it */
	return calx__date_of_days(
		last - calx__draw_between(&own, 0, last - first));
}

/* RFC 9562, section 5.4: version 4, variant 10 */
calx_uuid calx__make_uuid(struct maker *maker)
{
	calx_uuid uuid;

	for (size_t i = 0; i < sizeof(uuid.bytes); i += 8) {
		uint64_t bits = calx__draw(&maker->draw);

		for (size_t j = 0; j < 8; j++)
			uuid.bytes[i + j] = (uint8_t)(bits >> (8 * j));
	}
	uuid.bytes[6] = (uint8_t)((uuid.bytes[6] & 0x0f) | 0x40);
	uuid.bytes[8] = (uint8_t)((uuid.bytes[8] & 0x3f) | 0x80);
	return uuid;
}

double calx__make_degrees(struct maker *maker, int low, int high)
{
	const int64_t parts = 10000;

	return (double)calx__draw_between(
		       &maker->draw, low * parts, high * parts) /
	       (double)parts;
}

int64_t calx__time_step(const calx_column *column)
{
	const enum calx_kind carrier = calx__types[column->type.kind].carrier;
	const struct stored_form *form = calx__stored_form(&column->type);

	if (!form || !form->unit ||
		(carrier != CALX_DATETIME && carrier != CALX_TIMESTAMP))
		return 1;
	return form->unit;
}
