#include "faker/number.h"

/* Values that are no text, each from the maker's draws. */

#define MICROSECONDS_A_DAY 86400000000

double calx__make_double(struct maker *maker)
{
	return (double)(calx__draw(&maker->draw) >> 11) / 9007199254740992.0;
}

calx_datetime calx__make_datetime(struct maker *maker)
{
	return calx_datetime_of_microseconds(calx__draw_between(
		&maker->draw, 0, maker->now > 0 ? maker->now - 1 : 0));
}

calx_date calx__date_of(calx_datetime datetime)
{
	return (calx_date){ datetime.year, datetime.month, datetime.day };
}

calx_time calx__time_of(calx_datetime datetime)
{
	return (calx_time){ datetime.hour, datetime.minute, datetime.second,
		datetime.microsecond };
}

/* Years of 365.2425 days; whichever column asks, it is the same day. */
calx_date calx__make_birthdate(struct maker *maker)
{
	struct draw own = { calx__mix(maker->person + 21) };
	int64_t days = calx__draw_between(
		&own, 18 * 3652425 / 10000 + 1, 90 * 3652425 / 10000);

	return calx__date_of(calx_datetime_of_microseconds(
		maker->now - days * MICROSECONDS_A_DAY));
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
