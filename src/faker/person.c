#include "faker/faker.h"

#include <string.h>

/* The n-th number that belongs to the row's person, whatever else is drawn. */
static uint64_t person_number(const struct fake_place *place, uint64_t n)
{
	return calx__mix(place->person + n * 0x9e3779b97f4a7c15u);
}

static const char *person_entry(
	const struct fake_place *place, enum fake_list_id id, uint64_t n)
{
	struct fake_place own = *place;

	own.draw.state = person_number(place, n);
	return calx__pick(&own, id);
}

struct person calx__person_of(const struct fake_place *place)
{
	struct person person = { .sex = person_number(place, 1) & 1 ? 'F'
								    : 'M' };

	person.first = person_entry(place,
		person.sex == 'F' ? LIST_first_name_female
				  : LIST_first_name_male,
		2);
	person.last = person_entry(place, LIST_last_name, 3);
	person.number = person_number(place, 4);
	return person;
}

static void add_person(const struct person *person, struct strbuf *text)
{
	calx__strbuf_adds(text, person->first);
	calx__strbuf_addc(text, ' ');
	calx__strbuf_adds(text, person->last);
}

void calx__make_name(struct fake_place *place, struct strbuf *text)
{
	struct person person = calx__person_of(place);

	add_person(&person, text);
}

void calx__make_first_name(struct fake_place *place, struct strbuf *text)
{
	calx__strbuf_adds(text, calx__person_of(place).first);
}

void calx__make_last_name(struct fake_place *place, struct strbuf *text)
{
	calx__strbuf_adds(text, calx__person_of(place).last);
}

/* the letters and digits of a name, in lower case */
static void add_plain(struct strbuf *text, const char *name, size_t most)
{
	for (; *name && most; name++) {
		char c = *name;

		if (c >= 'A' && c <= 'Z')
			c = (char)(c - 'A' + 'a');
		if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
			calx__strbuf_addc(text, c);
			most--;
		}
	}
}

/* "julia98", "jmorris", "julia.morris": by the person's number */
void calx__person_username(const struct person *person, struct strbuf *text)
{
	unsigned digits = 10 + (unsigned)(person->number >> 8) % 90;

	switch (person->number % 3) {
	case 0:
		add_plain(text, person->first, SIZE_MAX);
		calx__strbuf_addf(text, "%u", digits);
		break;
	case 1:
		add_plain(text, person->first, 1);
		add_plain(text, person->last, SIZE_MAX);
		calx__strbuf_addf(text, "%u", digits);
		break;
	default:
		add_plain(text, person->first, SIZE_MAX);
		calx__strbuf_addc(text, '.');
		add_plain(text, person->last, SIZE_MAX);
	}
}

void calx__make_username(struct fake_place *place, struct strbuf *text)
{
	struct person person = calx__person_of(place);

	calx__person_username(&person, text);
}

/* domains that nobody can own: RFC 2606, section 3 */
void calx__make_email(struct fake_place *place, struct strbuf *text)
{
	static const char *const domains[] = { "com", "net", "org" };
	struct person person = calx__person_of(place);

	calx__person_username(&person, text);
	calx__strbuf_adds(text, "@example.");
	calx__strbuf_adds(text, domains[(person.number >> 32) % 3]);
}

void calx__make_job(struct fake_place *place, struct strbuf *text)
{
	calx__strbuf_adds(text, calx__pick(place, LIST_job));
}

/* numbers that are set aside for fiction: 555-0100 to 555-0199 */
void calx__make_phone_number(struct fake_place *place, struct strbuf *text)
{
	calx__strbuf_addc(text, '(');
	calx__add_field(text, calx__pick(place, LIST_city), 4);
	calx__strbuf_addf(text, ") 555-01%02u",
		(unsigned)calx__draw_below(&place->draw, 100));
}

static const char *keep(
	calx_faker *fake, struct fake_place *place, text_generator *make)
{
	struct strbuf *text = calx__faker_text(fake);

	make(place, text);
	return text->data;
}

/* A number that was never given out: areas from 900 on are not (SSA, POMS RM
 * 10201.035). */
static void make_ssn(struct fake_place *place, struct strbuf *text)
{
	unsigned area = 900 + (unsigned)calx__draw_below(&place->draw, 70);
	unsigned group = 1 + (unsigned)calx__draw_below(&place->draw, 99);
	unsigned serial = 1 + (unsigned)calx__draw_below(&place->draw, 9999);

	calx__strbuf_addf(text, "%03u-%02u-%04u", area, group, serial);
}

/* shares as the American Red Cross gives them, in percent */
static const char *pick_blood_group(struct fake_place *place)
{
	static const struct {
		const char *name;
		unsigned percent;
	} groups[] = {
		{ "O+", 38 },
		{ "A+", 34 },
		{ "B+", 9 },
		{ "O-", 7 },
		{ "A-", 6 },
		{ "AB+", 3 },
		{ "B-", 2 },
		{ "AB-", 1 },
	};
	unsigned number = (unsigned)calx__draw_below(&place->draw, 100);
	size_t i = 0;

	while (number >= groups[i].percent)
		number -= groups[i++].percent;
	return groups[i].name;
}

static void make_website(struct fake_place *place, struct strbuf *text)
{
	struct person person = calx__person_of(place);

	calx__strbuf_adds(text, "https://");
	add_plain(text, person.last, SIZE_MAX);
	calx__strbuf_adds(text, ".example.com/");
}

/* degrees to four places, between the given whole ones */
static double make_degrees(struct fake_place *place, int64_t low, int64_t high)
{
	return (double)calx__draw_between(
		       &place->draw, low * 10000, high * 10000) /
	       10000.0;
}

calx_profile calx_fake_profile(calx_faker *fake)
{
	calx_profile profile = { .name = "",
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
		.website = "" };
	struct fake_place place;
	struct person person;

	if (!fake)
		return profile;
	place = calx__faker_place(fake, GENERATE_PROFILE);
	person = calx__person_of(&place);
	profile.name = keep(fake, &place, calx__make_name);
	profile.first_name = person.first;
	profile.last_name = person.last;
	profile.sex = person.sex == 'F' ? "F" : "M";
	profile.username = keep(fake, &place, calx__make_username);
	profile.mail = keep(fake, &place, calx__make_email);
	profile.job = keep(fake, &place, calx__make_job);
	profile.company = keep(fake, &place, calx__make_company);
	profile.address = keep(fake, &place, calx__make_address);
	profile.residence = keep(fake, &place, calx__make_address);
	profile.phone = keep(fake, &place, calx__make_phone_number);
	profile.ssn = keep(fake, &place, make_ssn);
	profile.blood_group = pick_blood_group(&place);
	profile.website = keep(fake, &place, make_website);
	profile.birthdate = calx__make_birthdate(&place);
	profile.latitude = make_degrees(&place, -90, 90);
	profile.longitude = make_degrees(&place, -180, 180);
	return profile;
}
