#include "check.h"

#include "faker/rules.h"

static enum generator_id rule_of(
	const char *table, const char *name, calx_type type)
{
	calx_column column = { .name = name, .type = type };

	return calx__rule_text(table, &column);
}

static void the_longest_word_of_a_name_counts(void **state)
{
	static const struct {
		const char *table, *name;
		enum generator_id wanted;
	} cases[] = {
		{ "people", "name", GENERATE_name },
		{ "people", "first_name", GENERATE_first_name },
		{ "people", "NAME", GENERATE_name },
		{ "people", "nickname", GENERATE_username },
		{ "people", "home_address", GENERATE_address },
		{ "people", "street_address", GENERATE_street_address },
		{ "people", "country", GENERATE_country },
		{ "people", "country_code", GENERATE_country_code },
		{ "people", "area_code", GENERATE_token },
		{ "people", "caddress", GENERATE_word },
		{ "companies", "name", GENERATE_company },
		{ "shop_products", "name", GENERATE_title },
		{ "companies", "first_name", GENERATE_first_name },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_int_equal(rule_of(cases[i].table, cases[i].name,
					 (calx_type){ .kind = CALX_STRING,
						 .length = 40 }),
			cases[i].wanted);
}

static void without_a_word_the_type_counts(void **state)
{
	(void)state;
	assert_int_equal(rule_of("t", "x", (calx_type){ .kind = CALX_JSON }),
		GENERATE_json);
	assert_int_equal(rule_of("t", "x", (calx_type){ .kind = CALX_TEXT }),
		GENERATE_paragraph);
	assert_int_equal(
		rule_of("t", "x",
			(calx_type){ .kind = CALX_STRING, .length = 20 }),
		GENERATE_word);
	assert_int_equal(
		rule_of("t", "x",
			(calx_type){ .kind = CALX_STRING, .length = 200 }),
		GENERATE_sentence);
}

static void numbers_go_by_their_names(void **state)
{
	calx_column column = { .name = "unit_price",
		.type = { .kind = CALX_NUMERIC, .length = 6, .scale = 2 } };
	struct number_rule rule = calx__rule_number(&column);

	(void)state;
	assert_int_equal(rule.low, 5);
	assert_int_equal(rule.high, 500);
	assert_true(rule.is_open);
	column.name = "stars";
	rule = calx__rule_number(&column);
	assert_int_equal(rule.low, 1);
	assert_int_equal(rule.high, 5);
	assert_false(rule.is_open);
	column.name = "n";
	rule = calx__rule_number(&column);
	assert_int_equal(rule.low, 1);
	assert_int_equal(rule.high, 1000);
	assert_int_equal(calx__power_of_ten(0), 1);
	assert_int_equal(calx__power_of_ten(18), 1000000000000000000);
	column.name = "date_of_birth";
	assert_true(calx__rule_is_birthday(&column));
	column.name = "birth_date_shown";
	assert_false(calx__rule_is_birthday(&column));
}

CHECK_MAIN("faker: rules", cmocka_unit_test(the_longest_word_of_a_name_counts),
	cmocka_unit_test(without_a_word_the_type_counts),
	cmocka_unit_test(numbers_go_by_their_names), )
