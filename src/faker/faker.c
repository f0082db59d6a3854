#include "faker/faker.h"

#include "util/alloc.h"
#include "util/fail.h"
#include "util/text.h"

static const struct fake_locale *const locales[] = {
	&calx__fake_locale_en_US,
};

enum { LOCALE_COUNT = sizeof(locales) / sizeof(locales[0]) };

static const char *const locale_names[] = { "en_US", NULL };

const char *const *calx_faker_locales(void)
{
	return locale_names;
}

static const struct fake_locale *find_locale(const char *name)
{
	for (size_t i = 0; i < LOCALE_COUNT; i++)
		if (calx__text_equal(locales[i]->name, name))
			return locales[i];
	return NULL;
}

/* what "now" is when nobody says otherwise: a clock would make every run
 * different */
static calx_datetime default_reference_time(void)
{
	return calx_datetime_of(2026, 1, 1);
}

calx_faker *calx_faker_open_with(const char *locale,
	const calx_faker_options *options, calx_error *error)
{
	const struct fake_locale *found = find_locale(locale);
	calx_faker *fake;

	if (!found) {
		calx__fail(error, CALX_NOT_FOUND, "there is no locale '%s'",
			locale ? locale : "");
		calx__fail_hint(error, "There is data for en_US.");
		return NULL;
	}
	fake = calx__alloc_zero(1, sizeof(*fake));
	if (!fake) {
		calx__fail_memory(error);
		return NULL;
	}
	fake->locale = found;
	fake->seed = options ? options->seed : 0;
	fake->now = calx_datetime_microseconds(
		options && options->reference_time ? *options->reference_time
						   : default_reference_time());
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

struct fake_place calx__faker_place(calx_faker *fake, enum generator_id id)
{
	struct fake_place place = { .locale = fake->locale, .now = fake->now };

	if (fake->placed) {
		place.draw = calx__draw_at(
			fake->seed, fake->stream + fake->calls++, fake->row);
		place.person = fake->person;
	} else {
		place.draw = calx__draw_at(
			fake->seed, calx__mix(id + 1u), fake->rows[id]++);
		place.person = calx__draw(&place.draw);
	}
	return place;
}

struct strbuf *calx__faker_text(calx_faker *fake)
{
	struct strbuf *text = &fake->ring[fake->next];

	fake->next = (fake->next + 1) % RING_SIZE;
	calx__strbuf_clear(text);
	return text;
}

text_generator *const calx__text_generators[GENERATE_TEXT_COUNT] = {
	[GENERATE_NAME] = calx__make_name,
	[GENERATE_FIRST_NAME] = calx__make_first_name,
	[GENERATE_LAST_NAME] = calx__make_last_name,
	[GENERATE_USERNAME] = calx__make_username,
	[GENERATE_EMAIL] = calx__make_email,
	[GENERATE_JOB] = calx__make_job,
	[GENERATE_PHONE_NUMBER] = calx__make_phone_number,
	[GENERATE_COMPANY] = calx__make_company,
	[GENERATE_STREET_ADDRESS] = calx__make_street_address,
	[GENERATE_CITY] = calx__make_city,
	[GENERATE_STATE] = calx__make_state,
	[GENERATE_POSTCODE] = calx__make_postcode,
	[GENERATE_COUNTRY] = calx__make_country,
	[GENERATE_COUNTRY_CODE] = calx__make_country_code,
	[GENERATE_ADDRESS] = calx__make_address,
	[GENERATE_WORD] = calx__make_word,
	[GENERATE_SENTENCE] = calx__make_sentence,
	[GENERATE_PARAGRAPH] = calx__make_paragraph,
	[GENERATE_TITLE] = calx__make_title,
	[GENERATE_URL] = calx__make_url,
	[GENERATE_SLUG] = calx__make_slug,
	[GENERATE_COLOR] = calx__make_color,
	[GENERATE_COLOR_NAME] = calx__make_color_name,
	[GENERATE_TOKEN] = calx__make_token,
	[GENERATE_JSON] = calx__make_json,
};

static const char *generate(calx_faker *fake, enum generator_id id)
{
	struct fake_place place;
	struct strbuf *text;

	if (!fake)
		return "";
	place = calx__faker_place(fake, id);
	text = calx__faker_text(fake);
	calx__text_generators[id](&place, text);
	return text->data;
}

const char *calx_fake_name(calx_faker *fake)
{
	return generate(fake, GENERATE_NAME);
}

const char *calx_fake_first_name(calx_faker *fake)
{
	return generate(fake, GENERATE_FIRST_NAME);
}

const char *calx_fake_last_name(calx_faker *fake)
{
	return generate(fake, GENERATE_LAST_NAME);
}

const char *calx_fake_username(calx_faker *fake)
{
	return generate(fake, GENERATE_USERNAME);
}

const char *calx_fake_email(calx_faker *fake)
{
	return generate(fake, GENERATE_EMAIL);
}

const char *calx_fake_job(calx_faker *fake)
{
	return generate(fake, GENERATE_JOB);
}

const char *calx_fake_phone_number(calx_faker *fake)
{
	return generate(fake, GENERATE_PHONE_NUMBER);
}

const char *calx_fake_company(calx_faker *fake)
{
	return generate(fake, GENERATE_COMPANY);
}

const char *calx_fake_street_address(calx_faker *fake)
{
	return generate(fake, GENERATE_STREET_ADDRESS);
}

const char *calx_fake_city(calx_faker *fake)
{
	return generate(fake, GENERATE_CITY);
}

const char *calx_fake_state(calx_faker *fake)
{
	return generate(fake, GENERATE_STATE);
}

const char *calx_fake_postcode(calx_faker *fake)
{
	return generate(fake, GENERATE_POSTCODE);
}

const char *calx_fake_country(calx_faker *fake)
{
	return generate(fake, GENERATE_COUNTRY);
}

const char *calx_fake_address(calx_faker *fake)
{
	return generate(fake, GENERATE_ADDRESS);
}

const char *calx_fake_word(calx_faker *fake)
{
	return generate(fake, GENERATE_WORD);
}

const char *calx_fake_sentence(calx_faker *fake)
{
	return generate(fake, GENERATE_SENTENCE);
}

const char *calx_fake_paragraph(calx_faker *fake)
{
	return generate(fake, GENERATE_PARAGRAPH);
}

const char *calx_fake_title(calx_faker *fake)
{
	return generate(fake, GENERATE_TITLE);
}

const char *calx_fake_url(calx_faker *fake)
{
	return generate(fake, GENERATE_URL);
}

const char *calx_fake_slug(calx_faker *fake)
{
	return generate(fake, GENERATE_SLUG);
}

const char *calx_fake_color(calx_faker *fake)
{
	return generate(fake, GENERATE_COLOR);
}

const char *calx_fake_color_name(calx_faker *fake)
{
	return generate(fake, GENERATE_COLOR_NAME);
}

const char *calx_fake_pattern(calx_faker *fake, const char *pattern)
{
	struct fake_place place;
	struct strbuf *text;

	if (!fake || !pattern)
		return "";
	place = calx__faker_place(fake, GENERATE_PATTERN);
	text = calx__faker_text(fake);
	calx__make_pattern(&place, pattern, text);
	return text->data;
}
