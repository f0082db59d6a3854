#include "faker/faker.h"

#include <string.h>

/* ---- lists ---- */

unsigned calx__list_count(
	const struct fake_locale *locale, enum fake_list_id id)
{
	return locale->lists[id].count;
}

const char *calx__list_entry(
	const struct fake_locale *locale, enum fake_list_id id, uint64_t index)
{
	const struct fake_list *list = &locale->lists[id];

	return list->pool + list->starts[index];
}

const char *calx__pick(struct fake_place *place, enum fake_list_id id)
{
	const struct fake_list *list = &place->locale->lists[id];
	uint64_t index = calx__draw_below(&place->draw, list->count);

	if (list->keep &&
		(calx__draw(&place->draw) & UINT16_MAX) > list->keep[index])
		index = list->alias[index];
	return list->pool + list->starts[index];
}

void calx__add_field(struct strbuf *text, const char *entry, unsigned field)
{
	for (; field; field--) {
		const char *tab = strchr(entry, '\t');

		if (!tab)
			return;
		entry = tab + 1;
	}
	calx__strbuf_add(text, entry, strcspn(entry, "\t"));
}

/* ---- places: a row has one city, whichever of its parts is asked for ---- */

static const char *city_of(const struct fake_place *place)
{
	uint64_t number = calx__mix(place->person + 11);

	return calx__list_entry(place->locale, LIST_city,
		number % calx__list_count(place->locale, LIST_city));
}

void calx__make_street_address(struct fake_place *place, struct strbuf *text)
{
	calx__strbuf_addf(
		text, "%d ", (int)calx__draw_between(&place->draw, 1, 9999));
	calx__strbuf_adds(text, calx__pick(place, LIST_street_word));
	calx__strbuf_addc(text, ' ');
	calx__strbuf_adds(text, calx__pick(place, LIST_street_suffix));
}

void calx__make_city(struct fake_place *place, struct strbuf *text)
{
	calx__add_field(text, city_of(place), 0);
}

void calx__make_state(struct fake_place *place, struct strbuf *text)
{
	calx__add_field(text, city_of(place), 2);
}

void calx__make_postcode(struct fake_place *place, struct strbuf *text)
{
	calx__add_field(text, city_of(place), 3);
	calx__strbuf_addf(
		text, "%02u", (unsigned)calx__draw_below(&place->draw, 100));
}

void calx__make_country(struct fake_place *place, struct strbuf *text)
{
	calx__add_field(text, calx__pick(place, LIST_country), 0);
}

void calx__make_country_code(struct fake_place *place, struct strbuf *text)
{
	calx__add_field(text, calx__pick(place, LIST_country), 1);
}

void calx__make_address(struct fake_place *place, struct strbuf *text)
{
	calx__make_street_address(place, text);
	calx__strbuf_addc(text, '\n');
	calx__make_city(place, text);
	calx__strbuf_adds(text, ", ");
	calx__add_field(text, city_of(place), 1);
	calx__strbuf_addc(text, ' ');
	calx__make_postcode(place, text);
}

/* "Jones PLC", "Summit Optics", "Garcia and Sons" */
void calx__make_company(struct fake_place *place, struct strbuf *text)
{
	if (calx__draw_below(&place->draw, 2)) {
		calx__strbuf_adds(text, calx__pick(place, LIST_last_name));
		calx__strbuf_addc(text, ' ');
		calx__strbuf_adds(text, calx__pick(place, LIST_company_suffix));
	} else {
		calx__strbuf_adds(text, calx__pick(place, LIST_company_word));
		calx__strbuf_addc(text, ' ');
		calx__strbuf_adds(text, calx__pick(place, LIST_company_field));
	}
}
