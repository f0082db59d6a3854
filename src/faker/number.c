#include "faker/faker.h"

#define MICROSECONDS_A_DAY 86400000000

int calx_fake_int(calx_faker *fake, int low, int high)
{
	return (int)calx_fake_int64(fake, low, high);
}

int64_t calx_fake_int64(calx_faker *fake, int64_t low, int64_t high)
{
	struct fake_place place;

	if (!fake || low > high)
		return 0;
	place = calx__faker_place(fake, GENERATE_INT);
	return calx__draw_between(&place.draw, low, high);
}

double calx_fake_double(calx_faker *fake)
{
	struct fake_place place;

	if (!fake)
		return 0;
	place = calx__faker_place(fake, GENERATE_DOUBLE);
	return (double)(calx__draw(&place.draw) >> 11) / 9007199254740992.0;
}

bool calx_fake_boolean(calx_faker *fake)
{
	struct fake_place place;

	if (!fake)
		return false;
	place = calx__faker_place(fake, GENERATE_BOOLEAN);
	return calx__draw(&place.draw) >> 63;
}

/* from 1970 to the reference time */
calx_datetime calx__make_datetime(struct fake_place *place)
{
	return calx_datetime_of_microseconds(calx__draw_between(
		&place->draw, 0, place->now > 0 ? place->now - 1 : 0));
}

static calx_date date_of(calx_datetime datetime)
{
	return (calx_date){ datetime.year, datetime.month, datetime.day };
}

/* 18 to 90 years of 365.2425 days before the reference time; the row's person
 * has one birthday, whichever column asks for it */
calx_date calx__make_birthdate(struct fake_place *place)
{
	struct draw own = { calx__mix(place->person + 21) };
	int64_t days = calx__draw_between(
		&own, 18 * 3652425 / 10000 + 1, 90 * 3652425 / 10000);

	return date_of(calx_datetime_of_microseconds(
		place->now - days * MICROSECONDS_A_DAY));
}

calx_datetime calx_fake_datetime(calx_faker *fake)
{
	struct fake_place place;

	if (!fake)
		return (calx_datetime){ 0 };
	place = calx__faker_place(fake, GENERATE_DATETIME);
	return calx__make_datetime(&place);
}

calx_date calx_fake_date(calx_faker *fake)
{
	struct fake_place place;

	if (!fake)
		return (calx_date){ 0 };
	place = calx__faker_place(fake, GENERATE_DATE);
	return date_of(calx__make_datetime(&place));
}

calx_time calx_fake_time(calx_faker *fake)
{
	struct fake_place place;
	calx_datetime datetime;

	if (!fake)
		return (calx_time){ 0 };
	place = calx__faker_place(fake, GENERATE_TIME);
	datetime = calx__make_datetime(&place);
	return (calx_time){ datetime.hour, datetime.minute, datetime.second,
		datetime.microsecond };
}

calx_date calx_fake_birthdate(calx_faker *fake)
{
	struct fake_place place;

	if (!fake)
		return (calx_date){ 0 };
	place = calx__faker_place(fake, GENERATE_BIRTHDATE);
	return calx__make_birthdate(&place);
}

/* RFC 9562, section 5.4: version 4, variant 10 */
calx_uuid calx__make_uuid(struct fake_place *place)
{
	calx_uuid uuid;

	for (size_t i = 0; i < sizeof(uuid.bytes); i += 8) {
		uint64_t bits = calx__draw(&place->draw);

		for (size_t j = 0; j < 8; j++)
			uuid.bytes[i + j] = (uint8_t)(bits >> (8 * j));
	}
	uuid.bytes[6] = (uint8_t)((uuid.bytes[6] & 0x0f) | 0x40);
	uuid.bytes[8] = (uint8_t)((uuid.bytes[8] & 0x3f) | 0x80);
	return uuid;
}

calx_uuid calx_fake_uuid(calx_faker *fake)
{
	struct fake_place place;

	if (!fake)
		return (calx_uuid){ { 0 } };
	place = calx__faker_place(fake, GENERATE_UUID);
	return calx__make_uuid(&place);
}
