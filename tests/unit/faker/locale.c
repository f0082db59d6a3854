#include "check.h"

#include <stdio.h>

#include "faker/generate.h"
#include "faker/maker.h"
#include "util/strbuf.h"
#include "util/utf8.h"

/* Locales that are put together otherwise than en_US: tests/data/faker/xx_XX,
 * compiled as the library's own are, and xx_YY, which falls back to it. */

extern const struct fake_locale calx__fake_locale_xx_XX,
	calx__fake_locale_xx_YY;

static struct maker maker_of(uint64_t row)
{
	struct maker maker = { .locale = &calx__fake_locale_xx_XX };

	maker.draw = calx__draw_at(1, 1, row);
	maker.person = calx__draw(&maker.draw);
	return maker;
}

/* The value of a row, in `text`, which is cleared before. */
static const char *value_in(const struct fake_locale *locale,
	enum generator_id id, uint64_t row, struct strbuf *text)
{
	struct maker maker = maker_of(row);

	maker.locale = locale;
	calx__strbuf_clear(text);
	calx__generate(id, &maker, text);
	return text->data;
}

static const char *value_of(
	enum generator_id id, uint64_t row, struct strbuf *text)
{
	return value_in(&calx__fake_locale_xx_XX, id, row, text);
}

static void names_are_in_the_locales_order(void **state)
{
	struct strbuf text = STRBUF_INIT;

	(void)state;
	for (uint64_t row = 0; row < 100; row++) {
		struct maker maker = maker_of(row);
		const char *name = value_of(GENERATE_name, row, &text);

		if (calx__maker_sex(&maker) == 'F')
			assert_true(!strcmp(name, "Größowa Maja") ||
				    !strcmp(name, "Größowa Żaneta"));
		else
			assert_true(!strcmp(name, "Größ Łukasz") ||
				    !strcmp(name, "Größ Søren"));
	}
	calx__strbuf_release(&text);
}

static void what_is_typed_is_ascii(void **state)
{
	static const enum generator_id ids[] = { GENERATE_username,
		GENERATE_email, GENERATE_url, GENERATE_slug };
	struct strbuf text = STRBUF_INIT;

	(void)state;
	for (uint64_t row = 0; row < 100; row++)
		for (size_t i = 0; i < sizeof(ids) / sizeof(ids[0]); i++) {
			const char *value = value_of(ids[i], row, &text);

			assert_int_equal(
				strspn(value, "abcdefghijklmnopqrstuvwxyz"
					      "0123456789.@:/-"),
				strlen(value));
			/* no letter is only left out */
			assert_null(strstr(value, "gr."));
			assert_true(i > 1 || strstr(value, "gross") ||
				    strstr(value, "lukasz") ||
				    strstr(value, "soren") ||
				    strstr(value, "maja") ||
				    strstr(value, "zaneta"));
		}
	calx__strbuf_release(&text);
}

static void templates_are_filled_in(void **state)
{
	struct strbuf text = STRBUF_INIT;
	unsigned postcode, number;
	char word[32], code[8];

	(void)state;
	for (uint64_t row = 0; row < 50; row++) {
		value_of(GENERATE_address, row, &text);
		assert_int_equal(
			sscanf(text.data, "%2[A-Z]-%3u Łódź\n%31s 00%1u, #{",
				code, &postcode, word, &number),
			4);
		CHECK_TEXT(code, "LD");
		assert_true(!strcmp(word, "Über") || !strcmp(word, "Épée"));
		assert_in_range(number, 7, 9);
		CHECK_TEXT(text.data + text.length - 2, "}\\");
		CHECK_TEXT(value_of(GENERATE_phone_number, row, &text), "12LD");
		CHECK_TEXT(value_of(GENERATE_ssn, row, &text), "1");
		/* without a template it is the list of that name */
		CHECK_TEXT(value_of(GENERATE_job, row, &text), "a job");
		assert_true(calx__utf8_valid(text.data, text.length));
	}
	calx__strbuf_release(&text);
}

static void a_template_has_choices(void **state)
{
	struct strbuf text = STRBUF_INIT;
	int one = 0, two = 0;

	(void)state;
	for (uint64_t row = 0; row < 200; row++)
		if (strchr(value_of(GENERATE_title, row, &text), ' '))
			two++;
		else
			one++;
	assert_in_range(one, 60, 140);
	assert_in_range(two, 60, 140);
	calx__strbuf_release(&text);
}

static void a_locale_falls_back_for_what_it_lacks(void **state)
{
	struct strbuf own = STRBUF_INIT, other = STRBUF_INIT;

	(void)state;
	for (uint64_t row = 0; row < 50; row++) {
		const struct fake_locale *yy = &calx__fake_locale_xx_YY;

		/* its own template and last name, the other's first names */
		CHECK_TEXT(strchr(value_in(yy, GENERATE_name, row, &own), ' '),
			" van Dijk");
		CHECK_TEXT(value_in(yy, GENERATE_job, row, &own), "own job");
		/* its list stands over the other's template */
		CHECK_TEXT(
			value_in(yy, GENERATE_state, row, &own), "own state");
		/* and the rest is the same */
		CHECK_TEXT(value_in(yy, GENERATE_address, row, &own),
			value_of(GENERATE_address, row, &other));
	}
	calx__strbuf_release(&own);
	calx__strbuf_release(&other);
}

CHECK_MAIN("faker: locale", cmocka_unit_test(names_are_in_the_locales_order),
	cmocka_unit_test(what_is_typed_is_ascii),
	cmocka_unit_test(templates_are_filled_in),
	cmocka_unit_test(a_template_has_choices),
	cmocka_unit_test(a_locale_falls_back_for_what_it_lacks), )
