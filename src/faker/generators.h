#ifndef CALX_FAKER_GENERATORS_H
#define CALX_FAKER_GENERATORS_H

/* Every generator of text is one row of this list. Its prototype in
 * <calx/faker.h> is all that there is to it besides: the call calx_fake_<name>(),
 * the columns that calx_seed() fills with it, its documentation in
 * docs/generators.md and its tests are made of the row.
 *
 *     ROW(number, name, make, columns)
 *     ROW(number, name, make, columns, tables)
 *
 * number: its own for ever, because its values depend on it; take the next one.
 * make: the function that makes it, or NULL: it is put together by the template
 * of that name in data/faker/<locale>/templates.txt, or picked from the list of
 * that name.
 * columns: a column with that name, or whose name ends in it ("home_address"),
 * is filled with it; of several rows the one with the longest word counts.
 * tables: what a column that is only called "name" means in these tables. */
/* clang-format off */
#define CALX__GENERATORS(ROW) \
	ROW(1, name, NULL, "name author editor owner customer contact") \
	ROW(2, first_name, NULL, "first_name given_name") \
	ROW(3, last_name, NULL, "last_name family_name surname") \
	ROW(4, username, calx__make_username, "username user_name login nickname nick handle") \
	ROW(5, email, calx__make_email, "email mail") \
	ROW(6, job, NULL, "job profession occupation") \
	ROW(7, phone_number, NULL, "phone_number phone mobile fax") \
	ROW(8, company, NULL, "company company_name employer publisher vendor supplier organization organisation", \
		"companies publishers suppliers vendors organizations") \
	ROW(9, street_address, NULL, "street_address street") \
	ROW(10, city, NULL, "city town", "cities") \
	ROW(11, state, NULL, "state province region", "states") \
	ROW(12, postcode, NULL, "postcode postal_code zip zip_code") \
	ROW(13, country, NULL, "country", "countries") \
	ROW(14, country_code, NULL, "country_code") \
	ROW(15, address, NULL, "address") \
	ROW(16, word, NULL, "tag category kind type status label", "tags categories") \
	ROW(17, sentence, calx__make_sentence, "notes summary comment") \
	ROW(18, paragraph, calx__make_paragraph, "description body content bio") \
	ROW(19, title, NULL, "title subject headline", "products items") \
	ROW(20, url, calx__make_url, "url website link homepage") \
	ROW(21, slug, calx__make_slug, "slug") \
	ROW(22, color, calx__make_color, "color colour") \
	ROW(23, color_name, NULL, "color_name", "colors") \
	ROW(24, token, calx__make_token, "token hash password code") \
	ROW(25, json, calx__make_json, "") \
	ROW(36, ssn, NULL, "")
/* clang-format on */

/* The numbers of what is no text: as above, each its own for ever. */
enum generator_number {
	NUMBER_PROFILE = 26,
	NUMBER_INT,
	NUMBER_DOUBLE,
	NUMBER_BOOLEAN,
	NUMBER_DATETIME,
	NUMBER_DATE,
	NUMBER_TIME,
	NUMBER_BIRTHDATE,
	NUMBER_UUID,
	NUMBER_PATTERN,
	NUMBER_COUNT = 128 /* all are below */
};

/* the rows in their order: GENERATE_name and so on */
enum generator_id {
#define CALX__GENERATOR_ID(number, name, ...) GENERATE_##name,
	CALX__GENERATORS(CALX__GENERATOR_ID)
#undef CALX__GENERATOR_ID
		GENERATE_COUNT
};

struct maker;
struct strbuf;

/* Appends one value. */
typedef void make_function(struct maker *maker, struct strbuf *text);

#endif
