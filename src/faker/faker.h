#ifndef CALX_FAKER_FAKER_H
#define CALX_FAKER_FAKER_H

#include "util/strbuf.h"
#include "faker/lists.h"
#include "faker/random.h"
#include <calx/faker.h>

/* The generators, one row each in calx__generators: what the calls of
 * faker.h, calx_seed() and its rules share. */
enum generator_id {
	GENERATE_NAME,
	GENERATE_FIRST_NAME,
	GENERATE_LAST_NAME,
	GENERATE_USERNAME,
	GENERATE_EMAIL,
	GENERATE_JOB,
	GENERATE_PHONE_NUMBER,
	GENERATE_COMPANY,
	GENERATE_STREET_ADDRESS,
	GENERATE_CITY,
	GENERATE_STATE,
	GENERATE_POSTCODE,
	GENERATE_COUNTRY,
	GENERATE_COUNTRY_CODE,
	GENERATE_ADDRESS,
	GENERATE_WORD,
	GENERATE_SENTENCE,
	GENERATE_PARAGRAPH,
	GENERATE_TITLE,
	GENERATE_URL,
	GENERATE_SLUG,
	GENERATE_COLOR,
	GENERATE_COLOR_NAME,
	GENERATE_TOKEN,
	GENERATE_JSON,
	GENERATE_TEXT_COUNT, /* the generators of text end here */
	GENERATE_PROFILE = GENERATE_TEXT_COUNT,
	GENERATE_INT,
	GENERATE_DOUBLE,
	GENERATE_BOOLEAN,
	GENERATE_DATETIME,
	GENERATE_DATE,
	GENERATE_TIME,
	GENERATE_BIRTHDATE,
	GENERATE_UUID,
	GENERATE_PATTERN,
	GENERATE_COUNT
};

/* Where a value is made: its own draws, and the row's people and places, which
 * are the same for all columns of the row. */
struct fake_place {
	const struct fake_locale *locale;
	struct draw draw;
	uint64_t person; /* the key of the row's person and address */
	int64_t now;	 /* reference time, microseconds since 1970 */
};

typedef void text_generator(struct fake_place *place, struct strbuf *text);

/* GENERATE_* below GENERATE_TEXT_COUNT */
extern text_generator *const calx__text_generators[GENERATE_TEXT_COUNT];

/* The whole of a person; the strings are parts of locale data or of `text`. */
struct person {
	const char *first, *last;
	char sex;
	uint64_t number; /* makes user names differ */
};

struct person calx__person_of(const struct fake_place *place);
void calx__person_username(const struct person *person, struct strbuf *text);

/* One entry of a list: weighted if the list is. */
const char *calx__pick(struct fake_place *place, enum fake_list_id id);
/* The number of entries, and one of them. */
unsigned calx__list_count(
	const struct fake_locale *locale, enum fake_list_id id);
const char *calx__list_entry(
	const struct fake_locale *locale, enum fake_list_id id, uint64_t index);
/* Appends field `field` (from 0) of a tab-separated entry. */
void calx__add_field(struct strbuf *text, const char *entry, unsigned field);

text_generator calx__make_name, calx__make_first_name, calx__make_last_name,
	calx__make_username, calx__make_email, calx__make_job,
	calx__make_phone_number;
text_generator calx__make_company, calx__make_street_address, calx__make_city,
	calx__make_state, calx__make_postcode, calx__make_country,
	calx__make_country_code, calx__make_address;
text_generator calx__make_word, calx__make_sentence, calx__make_paragraph,
	calx__make_title, calx__make_url, calx__make_slug, calx__make_color,
	calx__make_color_name, calx__make_token, calx__make_json;
void calx__make_pattern(
	struct fake_place *place, const char *pattern, struct strbuf *text);
calx_datetime calx__make_datetime(struct fake_place *place);
calx_date calx__make_birthdate(struct fake_place *place);
calx_uuid calx__make_uuid(struct fake_place *place);

enum { RING_SIZE = 1024 };

struct calx_faker {
	const struct fake_locale *locale;
	uint64_t seed;
	int64_t now;
	uint64_t rows[GENERATE_COUNT]; /* how often each was called */
	/* calx_seed(): the values belong to this stream and row instead */
	bool placed;
	uint64_t stream, row, person, calls;
	/* the strings that are still valid */
	struct strbuf ring[RING_SIZE];
	unsigned next;
};

/* The place of the next value of a generator. */
struct fake_place calx__faker_place(calx_faker *fake, enum generator_id id);
/* A string buffer that stays valid for RING_SIZE more of them. */
struct strbuf *calx__faker_text(calx_faker *fake);

#endif
