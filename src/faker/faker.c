#include "faker/faker.h"

#include "sql/type/temporal.h"
#include "util/alloc.h"
#include "util/fail.h"
#include "util/options.h"
#include "faker/number.h"
#include "faker/person.h"
#include "faker/word.h"

/* The calls of <calx/faker.h>: each finds out which row is meant, and lets a
 * generator make the value. */

const char *const *calx_faker_locales(void)
{
	return calx__fake_locale_names;
}

/* what "now" is when nobody says otherwise: a clock would make every run
 * different */
static calx_datetime default_reference_time(void)
{
	return calx_datetime_of(2026, 1, 1);
}

static void fail_locale(const char *name, calx_error *error)
{
	struct strbuf names = STRBUF_INIT;

	calx__fail(error, CALX_NOT_FOUND, "there is no locale '%s'",
		name ? name : "");
	for (size_t i = 0; calx__fake_locale_names[i]; i++) {
		calx__strbuf_adds(&names, i ? ", " : "");
		calx__strbuf_adds(&names, calx__fake_locale_names[i]);
	}
	calx__fail_hint(error, "There is data for %s.", names.data);
	calx__strbuf_release(&names);
}

static bool is_time(const calx_datetime *time, calx_error *error)
{
	if (calx__datetime_is_valid(*time))
		return true;
	calx__fail(error, CALX_INVALID,
		"the reference time %04d-%02d-%02d %02d:%02d:%02d does not exist",
		time->year, time->month, time->day, time->hour, time->minute,
		time->second);
	calx__fail_hint(error, "It can be any time of the years 1 to 9999.");
	return false;
}

/* The locale and the options of the call; NULL if one of them is not known. */
static const struct fake_locale *read_call(const char *locale,
	const calx_faker_options *options, calx_faker_options *ret_options,
	calx_error *error)
{
	const struct fake_locale *found = calx__locale_find(locale);

	if (!calx__options_read(options, ret_options, sizeof(*ret_options))) {
		calx__fail(error, CALX_MISUSE,
			"the program knows more options of fakers than the library that it runs with");
		return NULL;
	}
	if (ret_options->reference_time &&
		!is_time(ret_options->reference_time, error))
		return NULL;
	if (!found)
		fail_locale(locale, error);
	return found;
}

calx_faker *calx_faker_open_with(const char *locale,
	const calx_faker_options *options, calx_error *error)
{
	calx_faker_options given;
	const struct fake_locale *found =
		read_call(locale, options, &given, error);
	calx_faker *fake = found ? calx__alloc_zero(1, sizeof(*fake)) : NULL;

	if (!fake) {
		if (found)
			calx__fail_memory(error);
		return NULL;
	}
	fake->locale = found;
	fake->seed = given.seed;
	fake->now = calx_datetime_microseconds(
		given.reference_time ? *given.reference_time
				     : default_reference_time());
	fake->since = calx__time_since(fake->now);
	for (unsigned i = 0; i < NUMBER_COUNT; i++)
		fake->keys[i] = calx__draw_key(fake->seed, calx__mix(i));
	for (size_t i = 0; i < RING_SIZE; i++)
		calx__strbuf_init(&fake->ring[i], 0);
	return fake;
}

void calx_faker_close(calx_faker *fake)
{
	if (!fake)
		return;
	for (size_t i = 0; i < RING_SIZE; i++)
		calx__strbuf_release(&fake->ring[i]);
	calx__free(fake);
}

/* What makes the next value of a generator. */
static struct maker next_maker(calx_faker *fake, unsigned number)
{
	struct maker maker = {
		.locale = fake->locale, .now = fake->now, .since = fake->since
	};

	if (fake->placed) {
		maker.draw = calx__draw_at(
			fake->seed, fake->stream + fake->calls++, fake->row);
		maker.person = fake->person;
	} else {
		maker.draw = calx__draw_row(
			fake->keys[number], fake->rows[number]++);
		maker.person = calx__draw(&maker.draw);
	}
	return maker;
}

/* The oldest string, empty again. */
static struct strbuf *next_text(calx_faker *fake)
{
	struct strbuf *text = &fake->ring[fake->next];

	fake->next = (fake->next + 1) % RING_SIZE;
	calx__strbuf_clear(text);
	return text;
}

/* ---- text ----------------------------------------------------------------- */

static const char *generate(
	calx_faker *fake, struct maker *maker, enum generator_id id)
{
	struct strbuf *text = next_text(fake);

	calx__generate(id, maker, text);
	return text->data;
}

static const char *fake_text(calx_faker *fake, enum generator_id id)
{
	struct maker maker;

	if (!fake)
		return "";
	maker = next_maker(fake, calx__generators[id].number);
	return generate(fake, &maker, id);
}

#define FAKE_TEXT(number, name, ...)                     \
	const char *calx_fake_##name(calx_faker *fake)   \
	{                                                \
		return fake_text(fake, GENERATE_##name); \
	}
CALX__GENERATORS(FAKE_TEXT)

const char *calx_fake_pattern(calx_faker *fake, const char *pattern)
{
	struct maker maker;
	struct strbuf *text;

	if (!fake || !pattern)
		return "";
	maker = next_maker(fake, NUMBER_PATTERN);
	text = next_text(fake);
	calx__make_pattern(&maker, pattern, text);
	return text->data;
}

/* ---- numbers and times ------------------------------------------------------ */

int calx_fake_int(calx_faker *fake, int low, int high)
{
	return (int)calx_fake_int64(fake, low, high);
}

int64_t calx_fake_int64(calx_faker *fake, int64_t low, int64_t high)
{
	struct maker maker;

	if (!fake || low > high)
		return 0;
	maker = next_maker(fake, NUMBER_INT);
	return calx__draw_between(&maker.draw, low, high);
}

/* A value of a type whose zero is what a NULL faker gives. */
#define FAKE_VALUE(type, name, number, value)     \
	type calx_fake_##name(calx_faker *fake)   \
	{                                         \
		struct maker maker;               \
                                                  \
		if (!fake)                        \
			return (type){ 0 };       \
		maker = next_maker(fake, number); \
		return value;                     \
	}
FAKE_VALUE(double, double, NUMBER_DOUBLE, calx__make_double(&maker))
FAKE_VALUE(bool, boolean, NUMBER_BOOLEAN, calx__draw(&maker.draw) >> 63)
FAKE_VALUE(
	calx_datetime, datetime, NUMBER_DATETIME, calx__make_datetime(&maker))
FAKE_VALUE(calx_date, date, NUMBER_DATE,
	calx__date_of(calx__make_datetime(&maker)))
FAKE_VALUE(calx_time, time, NUMBER_TIME,
	calx__time_of(calx__make_datetime(&maker)))
FAKE_VALUE(calx_date, birthdate, NUMBER_BIRTHDATE, calx__make_birthdate(&maker))

calx_uuid calx_fake_uuid(calx_faker *fake)
{
	struct maker maker;

	if (!fake)
		return (calx_uuid){ { 0 } };
	maker = next_maker(fake, NUMBER_UUID);
	return calx__make_uuid(&maker);
}

/* ---- people ----------------------------------------------------------------- */

static const char *make_website(calx_faker *fake, struct maker *maker)
{
	struct strbuf *text = next_text(fake);

	calx__make_website(maker, text);
	return text->data;
}

/* Members are made in this order, which is part of the contract: all draw from
 * one maker. */
static calx_profile make_profile(calx_faker *fake, struct maker *maker)
{
	struct person person = calx__person(maker);
	calx_profile profile = {
		.first_name = person.first_name,
		.last_name = person.last_name,
		.sex = person.sex == 'F' ? "F" : "M",
	};

	profile.name = generate(fake, maker, GENERATE_name);
	profile.username = generate(fake, maker, GENERATE_username);
	profile.mail = generate(fake, maker, GENERATE_email);
	profile.job = generate(fake, maker, GENERATE_job);
	profile.company = generate(fake, maker, GENERATE_company);
	profile.address = generate(fake, maker, GENERATE_address);
	profile.residence = generate(fake, maker, GENERATE_address);
	profile.phone = generate(fake, maker, GENERATE_phone_number);
	profile.ssn = generate(fake, maker, GENERATE_ssn);
	profile.blood_group = calx__pick_blood_group(maker);
	profile.website = make_website(fake, maker);
	profile.birthdate = calx__make_birthdate(maker);
	profile.latitude = calx__make_degrees(maker, -90, 90);
	profile.longitude = calx__make_degrees(maker, -180, 180);
	return profile;
}

calx_profile calx_fake_profile(calx_faker *fake)
{
	static const calx_profile nobody = {
		.name = "",
		.first_name = "",
		.last_name = "",
		.sex = "",
		.username = "",
		.mail = "",
		.job = "",
		.company = "",
		.address = "",
		.residence = "",
		.phone = "",
		.ssn = "",
		.blood_group = "",
		.website = "",
	};
	struct maker maker;

	if (!fake)
		return nobody;
	maker = next_maker(fake, NUMBER_PROFILE);
	return make_profile(fake, &maker);
}
