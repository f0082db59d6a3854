#include "check.h"
#include "database.h"
#include "spelled.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>

#include "faker/generate.h"
#include "faker/number.h"
#include "faker/person.h"
#include "util/strbuf.h"
#include <calx/calx.h>
#include <calx/faker.h>
#include <calx/short.h>

/* What every generator gives: its form, its range, how often, and that a seed
 * gives just that for ever. The sums are over many values; CALX_UPDATE=1 prints
 * those of today. */

enum { VALUES = 3000 };

static uint64_t add_text(uint64_t sum, const char *text)
{
	for (; *text; text++)
		sum = (sum ^ (unsigned char)*text) * 0x100000001b3u;
	return (sum ^ 0xff) * 0x100000001b3u;
}

static void check_sum(const char *name, uint64_t sum, uint64_t wanted)
{
	if (getenv("CALX_UPDATE"))
		printf("# %s 0x%016llxu\n", name, (unsigned long long)sum);
	else if (sum != wanted)
		fail_msg("%s: 0x%016llx is not 0x%016llx", name,
			(unsigned long long)sum, (unsigned long long)wanted);
}

/* ---- text -------------------------------------------------------------------- */

static const struct {
	const char *name;
	const char *(*make)(calx_faker *fake);
	uint64_t sum;
} texts[] = {
	{ "name", calx_fake_name, 0x4b973add47ef53d7u },
	{ "first_name", calx_fake_first_name, 0x7c7e38d02bf745fbu },
	{ "last_name", calx_fake_last_name, 0xedaa19c68ac51986u },
	{ "username", calx_fake_username, 0x13f2cf3a19289c70u },
	{ "email", calx_fake_email, 0x7853a0c26e68c6c7u },
	{ "job", calx_fake_job, 0xec8d22b610d1fc2bu },
	{ "phone_number", calx_fake_phone_number, 0xb0cb465379586070u },
	{ "company", calx_fake_company, 0x9113bc26a3a7db3bu },
	{ "street_address", calx_fake_street_address, 0x2db377d6487d4126u },
	{ "city", calx_fake_city, 0x4450aa7b2711ec9du },
	{ "state", calx_fake_state, 0x80ba3d3f939c92c3u },
	{ "postcode", calx_fake_postcode, 0x55d8147e6c7003a0u },
	{ "country", calx_fake_country, 0xb11c92dc3f02b2d2u },
	{ "country_code", calx_fake_country_code, 0xe859f1cb44e8eec6u },
	{ "address", calx_fake_address, 0x71c3c1ad2625ddf3u },
	{ "word", calx_fake_word, 0xccc1e1b754e62291u },
	{ "sentence", calx_fake_sentence, 0x3411b6f2bb877f6cu },
	{ "paragraph", calx_fake_paragraph, 0xeae6e1498c07fbf9u },
	{ "title", calx_fake_title, 0x5e98dd9243583b85u },
	{ "url", calx_fake_url, 0xdd9d30265121fa3au },
	{ "slug", calx_fake_slug, 0x907851ec3a64e409u },
	{ "color", calx_fake_color, 0x7f15a179d6a72b71u },
	{ "color_name", calx_fake_color_name, 0x9ed3feb53cf78963u },
	{ "token", calx_fake_token, 0xa82b8d7159559df6u },
	{ "json", calx_fake_json, 0x7d29e0d7d32a8bc9u },
	{ "ssn", calx_fake_ssn, 0x96d362c4983e1d06u },
};

static void text_is_that_of_version_1(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		calx_faker *fake = calx_faker_open("en_US", .seed = 7);
		uint64_t sum = 0;

		for (int n = 0; n < VALUES; n++)
			sum = add_text(sum, texts[i].make(fake));
		check_sum(texts[i].name, sum, texts[i].sum);
		calx_faker_close(fake);
	}
	assert_int_equal(sizeof(texts) / sizeof(*texts), GENERATE_COUNT);
}

/* '#' is a digit, 'a' a small letter, 'A' a capital one, 'x' a hexadecimal
 * digit; anything else is itself. */
static bool has_form(const char *text, const char *form)
{
	for (; *form && *text; form++, text++) {
		unsigned char c = (unsigned char)*text;

		if (*form == '#'       ? !isdigit(c)
			: *form == 'a' ? !islower(c)
			: *form == 'A' ? !isupper(c)
			: *form == 'x' ? !strchr("0123456789abcdef", c)
				       : *form != *text)
			return false;
	}
	return !*form && !*text;
}

static void numbers_in_text_are_nobodys(void **state)
{
	calx_faker *fake = calx_faker_open("en_US", .seed = 1);

	(void)state;
	for (int i = 0; i < VALUES; i++) {
		const char *phone = calx_fake_phone_number(fake);
		const char *ssn = calx_fake_ssn(fake);

		/* 555-0100 to 555-0199 are for fiction */
		if (!has_form(phone, "(###) 555-01##"))
			fail_msg("%s", phone);
		/* areas from 900 on are never given out, nor groups of 00 */
		if (!has_form(ssn, "9##-##-####") || !strncmp(ssn + 4, "00", 2))
			fail_msg("%s", ssn);
		assert_true(has_form(calx_fake_postcode(fake), "#####"));
		assert_true(has_form(calx_fake_country_code(fake), "AA"));
		assert_true(has_form(calx_fake_color(fake), "#xxxxxx") ||
			    calx_fake_color(fake)[0] == '#');
		assert_true(has_form(calx_fake_token(fake),
			"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"));
	}
	calx_faker_close(fake);
}

static int count_of(const char *text, char sought)
{
	int count = 0;

	for (; *text; text++)
		count += *text == sought;
	return count;
}

static void sentences_have_their_length(void **state)
{
	calx_faker *fake = calx_faker_open("en_US", .seed = 2);
	bool words[16] = { false }, sentences[16] = { false };

	(void)state;
	for (int i = 0; i < VALUES; i++) {
		const char *sentence = calx_fake_sentence(fake);
		const char *paragraph = calx_fake_paragraph(fake);
		int blanks = count_of(sentence, ' ');
		int stops = count_of(paragraph, '.');

		assert_in_range(blanks, 3, 9);
		words[blanks] = true;
		assert_true(isupper((unsigned char)sentence[0]));
		assert_int_equal(sentence[strlen(sentence) - 1], '.');
		assert_null(strstr(sentence, "  "));
		assert_in_range(stops, 3, 6);
		sentences[stops] = true;
		assert_null(strstr(paragraph, ".."));
		assert_int_equal(count_of(calx_fake_slug(fake), '-') >= 2, 1);
		assert_non_null(strstr(calx_fake_json(fake), "\": "));
	}
	for (int i = 3; i <= 9; i++)
		assert_true(words[i]);
	for (int i = 3; i <= 6; i++)
		assert_true(sentences[i]);
	calx_faker_close(fake);
}

static void patterns_take_what_stands_for_itself(void **state)
{
	calx_faker *fake = calx_faker_open("en_US", .seed = 3);
	bool digits[10] = { false }, letters[26] = { false };

	(void)state;
	for (int i = 0; i < VALUES; i++) {
		const char *text =
			calx_fake_pattern(fake, "#?^a\\?\\\\~\xc3\xa4");

		assert_in_range(text[0], '0', '9');
		digits[text[0] - '0'] = true;
		assert_in_range(text[1], 'a', 'z');
		letters[text[1] - 'a'] = true;
		assert_non_null(strchr("0123456789abcdef", text[2]));
		CHECK_TEXT(text + 3, "a?\\~\xc3\xa4");
	}
	for (int i = 0; i < 10; i++)
		assert_true(digits[i]);
	for (int i = 0; i < 26; i++)
		assert_true(letters[i]);
	CHECK_TEXT(calx_fake_pattern(fake, "\\"), "\\");
	CHECK_TEXT(calx_fake_pattern(fake, ""), "");
	calx_faker_close(fake);
}

/* ---- people ------------------------------------------------------------------ */

static void a_profile_is_that_of_version_1(void **state)
{
	calx_faker *fake = calx_faker_open("en_US", .seed = 7);
	uint64_t sum = 0;

	(void)state;
	for (int i = 0; i < 500; i++) {
		calx_profile p = calx_fake_profile(fake);
		char text[512];

		snprintf(text, sizeof(text),
			"%s|%s|%s|%s|%s|%s|%s|%s|%d-%d-%d|%.4f|%.4f", p.name,
			p.sex, p.username, p.mail, p.job, p.company, p.phone,
			p.ssn, p.birthdate.year, p.birthdate.month,
			p.birthdate.day, p.latitude, p.longitude);
		sum = add_text(sum, text);
		snprintf(text, sizeof(text), "%s|%s|%s|%s", p.address,
			p.residence, p.blood_group, p.website);
		sum = add_text(sum, text);
	}
	check_sum("profile", sum, 0x54732f38a6c29360u);
	calx_faker_close(fake);
}

/* user names have three forms, and all of them belong to the name */
static void user_names_are_made_of_names(void **state)
{
	calx_faker *fake = calx_faker_open("en_US", .seed = 4);
	int forms[3] = { 0 }, women = 0, groups = 0;

	(void)state;
	for (int i = 0; i < VALUES; i++) {
		calx_profile p = calx_fake_profile(fake);
		size_t length = strlen(p.username);
		const char *dot = strchr(p.username, '.');
		bool digits = isdigit((unsigned char)p.username[length - 1]) &&
			      isdigit((unsigned char)p.username[length - 2]);

		assert_int_equal(
			tolower((unsigned char)p.first_name[0]), p.username[0]);
		assert_int_equal(digits, !dot);
		if (dot)
			forms[2]++;
		else if (length == strlen(p.first_name) + 2)
			forms[0]++;
		else
			forms[1]++;
		if (digits)
			assert_in_range(p.username[length - 2], '1', '9');
		women += p.sex[0] == 'F';
		groups += !strcmp(p.blood_group, "O+");
		assert_int_equal(strncmp(p.website, "https://", 8), 0);
		assert_non_null(strstr(p.website, ".example.com/"));
	}
	for (int i = 0; i < 3; i++)
		/* the first two can look alike */
		assert_in_range(forms[i], VALUES / 3 - 300, VALUES / 3 + 300);
	assert_in_range(women, VALUES / 2 - 150, VALUES / 2 + 150);
	assert_in_range(
		groups, VALUES * 38 / 100 - 120, VALUES * 38 / 100 + 120);
	calx_faker_close(fake);
}

static void blood_groups_are_as_frequent_as_in_people(void **state)
{
	static const struct {
		const char *name;
		int percent;
	} groups[] = { { "O+", 38 }, { "A+", 34 }, { "B+", 9 }, { "O-", 7 },
		{ "A-", 6 }, { "AB+", 3 }, { "B-", 2 }, { "AB-", 1 } };
	int counts[8] = { 0 };

	(void)state;
	for (uint64_t row = 0; row < 20000; row++) {
		struct maker maker = { .draw = calx__draw_at(1, 2, row) };
		const char *name = calx__pick_blood_group(&maker);

		for (int i = 0; i < 8; i++)
			counts[i] += !strcmp(groups[i].name, name);
	}
	for (int i = 0; i < 8; i++)
		assert_in_range(counts[i], groups[i].percent * 200 * 8 / 10,
			groups[i].percent * 200 * 12 / 10);
}

/* ---- numbers and times ----------------------------------------------------------- */

static void numbers_are_those_of_version_1(void **state)
{
	calx_faker *fake = calx_faker_open("en_US", .seed = 7);
	uint64_t sum = 0;
	int yes = 0;

	(void)state;
	for (int i = 0; i < VALUES; i++) {
		calx_datetime at = calx_fake_datetime(fake);
		calx_date day = calx_fake_date(fake);
		calx_date born = calx_fake_birthdate(fake);
		calx_time time = calx_fake_time(fake);
		calx_uuid uuid = calx_fake_uuid(fake);
		double real = calx_fake_double(fake);
		bool is = calx_fake_boolean(fake);
		char text[256], digits[37], when[CALX_TEMPORAL_TEXT_MAX];

		assert_true(real >= 0 && real < 1);
		assert_true(calx_datetime_write(at, when) > 0);
		yes += is;
		calx_uuid_write(uuid, digits);
		snprintf(text, sizeof(text),
			"%d %lld %.17g %d %s %d-%d-%d %d:%d:%d.%d %d-%d-%d %s",
			calx_fake_int(fake, -5, 90),
			(long long)calx_fake_int64(fake, INT64_MIN, INT64_MAX),
			real, is, when, day.year, day.month, day.day, time.hour,
			time.minute, time.second, time.microsecond, born.year,
			born.month, born.day, digits);
		sum = add_text(sum, text);
	}
	assert_in_range(yes, VALUES / 2 - 150, VALUES / 2 + 150);
	check_sum("numbers", sum, 0x66cc12bdb5b1f712u);
	assert_int_equal(calx_fake_int(fake, 5, 4), 0);
	assert_int_equal(calx_fake_int(fake, 5, 5), 5);
	calx_faker_close(fake);
}

static void birthdays_are_those_of_adults(void **state)
{
	static const calx_datetime times[] = { { 2026, 1, 1, 0, 0, 0, 0 },
		{ 2024, 2, 29, 12, 0, 0, 0 }, { 1950, 7, 1, 0, 0, 0, 0 } };

	(void)state;
	for (size_t t = 0; t < sizeof(times) / sizeof(*times); t++) {
		calx_faker *fake = calx_faker_open(
			"en_US", .seed = t, .reference_time = &times[t]);
		int low = 200, high = 0;

		for (int i = 0; i < 20000; i++) {
			calx_date born = calx_fake_birthdate(fake);
			int age = times[t].year - born.year;

			if (born.month > times[t].month ||
				(born.month == times[t].month &&
					born.day > times[t].day))
				age--;
			assert_in_range(age, 18, 90);
			low = age < low ? age : low;
			high = age > high ? age : high;
		}
		assert_int_equal(low, 18);
		assert_in_range(high, 89, 90);
		calx_faker_close(fake);
	}
}

static void times_begin_in_1970_or_before(void **state)
{
	const int64_t day = 86400000000;

	(void)state;
	assert_int_equal(calx__time_since(1), 0);
	assert_int_equal(calx__time_since(0), -20454 * day);
	assert_int_equal(calx__time_since(-day), -20455 * day);
	assert_int_equal(
		calx__time_since(CALX__FIRST_TIME + 5), CALX__FIRST_TIME);
	assert_int_equal(calx__day_of(0), 0);
	assert_int_equal(calx__day_of(day - 1), 0);
	assert_int_equal(calx__day_of(day), 1);
	assert_int_equal(calx__day_of(-1), -1);
	assert_int_equal(calx__day_of(-day), -1);
	assert_int_equal(calx__day_of(-day - 1), -2);
}

static void an_impossible_reference_time_is_an_error(void **state)
{
	static const calx_datetime times[] = { { 0, 1, 1, 0, 0, 0, 0 },
		{ 2023, 2, 29, 0, 0, 0, 0 }, { 2023, 13, 1, 0, 0, 0, 0 },
		{ 2023, 1, 1, 24, 0, 0, 0 }, { 10000, 1, 1, 0, 0, 0, 0 } };

	(void)state;
	for (size_t i = 0; i < sizeof(times) / sizeof(*times); i++) {
		const calx_faker_options options = { .size = sizeof(options),
			.reference_time = &times[i] };
		calx_error error = { 0 };

		assert_null(calx_faker_open_with("en_US", &options, &error));
		assert_int_equal(error.status, CALX_INVALID);
		assert_non_null(strstr(error.message, "does not exist"));
		assert_non_null(strstr(error.hint, "1 to 9999"));
	}
}

static void degrees_have_four_places(void **state)
{
	bool negative = false, large = false;

	(void)state;
	for (uint64_t row = 0; row < 2000; row++) {
		struct maker maker = { .draw = calx__draw_at(1, 9, row) };
		double degrees = calx__make_degrees(&maker, -90, 90);

		assert_true(degrees >= -90 && degrees <= 90);
		assert_true(
			degrees * 10000 - (double)(long long)(degrees * 10000) <
			1e-6 + 1);
		negative |= degrees < -80;
		large |= degrees > 80;
	}
	assert_true(negative && large);
}

/* ---- the functions of calx_seed() -------------------------------------------------- */

CALX_MODEL(Each, "each", column(id, integer(), .primary_key = true),
	column(flag, boolean()), column(small, small_integer()),
	column(number, integer()), column(large, big_integer()),
	column(real, double()), column(single, float()),
	column(money, numeric(8, 2)), column(day, date()), column(at, time()),
	column(moment, datetime()), column(instant, timestamp()),
	column(span, interval()), column(code, uuid()), column(bytes, blob()),
	column(kind, enumeration("a", "b", "c")),
	column(words, nullable(string(20))), column(body, text()),
	column(data, json()), column(due, nullable(date())));
CALX_METADATA(all, Each);

static bool my_flag(calx_faker *fake)
{
	return fake != NULL;
}
static int my_small(calx_faker *fake)
{
	return calx_fake_int(fake, -7, -5);
}
static int32_t my_number(calx_faker *fake)
{
	return calx_fake_int(fake, 40, 42);
}
static int my_large(calx_faker *fake)
{
	return calx_fake_int(fake, 1 << 30, INT32_MAX);
}
static double my_real(calx_faker *fake)
{
	return 2 + calx_fake_double(fake);
}
static double my_single(calx_faker *fake)
{
	(void)fake;
	return 0.25f;
}
static calx_decimal my_money(calx_faker *fake)
{
	(void)fake;
	return calx_decimal_of("12.5");
}
static calx_date my_day(calx_faker *fake)
{
	(void)fake;
	return calx_date_of(2001, 2, 3);
}
static calx_time my_at(calx_faker *fake)
{
	(void)fake;
	return calx_time_of(4, 5, 6);
}
static calx_datetime my_moment(calx_faker *fake)
{
	(void)fake;
	return calx_datetime_of(2001, 2, 3, 4);
}
static calx_timestamp my_instant(calx_faker *fake)
{
	(void)fake;
	return calx_timestamp_of(2001, 2, 3, .offset_minutes = 60);
}
static calx_interval my_span(calx_faker *fake)
{
	(void)fake;
	return (calx_interval){ .days = 3 };
}
static calx_uuid my_code(calx_faker *fake)
{
	return calx_fake_uuid(fake);
}
static calx_blob my_bytes(calx_faker *fake)
{
	(void)fake;
	return (calx_blob){ "\0x\0", 3 };
}
static int my_kind(calx_faker *fake)
{
	(void)fake;
	return 2;
}
static const char *my_words(calx_faker *fake)
{
	(void)fake;
	return NULL;
}

static void every_type_has_its_function(void **state)
{
	calx_engine *engine = database_engine();
	calx_faker *fake = calx_faker_open("en_US", .seed = 1);
	calx_session *session;
	int rows = 0;

	(void)state;
	spelled_create_all(engine, &all, NULL);
	session = calx_session_open(engine);
	assert_int_equal(
		calx_seed(session, fake, Each, 20, .flag = my_flag,
			.small = my_small, .number = my_number,
			.large = my_large, .real = my_real, .single = my_single,
			.money = my_money, .day = my_day, .at = my_at,
			.moment = my_moment, .instant = my_instant,
			.span = my_span, .code = my_code, .bytes = my_bytes,
			.kind = my_kind, .words = my_words,
			.body = calx_fake_title, .due = my_day),
		20);
	assert_int_equal(calx_commit(session), CALX_OK);
	calx_each(session, Each, each) {
		assert_true(each->flag);
		assert_in_range(each->small + 7, 0, 2);
		assert_in_range(each->number, 40, 42);
		assert_true(each->large >= 1LL << 30);
		assert_true(each->real >= 2 && each->real < 3);
		assert_true(each->single == 0.25f);
		assert_int_equal(calx_decimal_compare(
					 each->money, calx_decimal_of("12.50")),
			0);
		assert_int_equal(each->day.year, 2001);
		assert_int_equal(each->at.second, 6);
		assert_int_equal(each->moment.hour, 4);
		assert_int_equal(each->instant.offset_minutes, 60);
		assert_int_equal(each->span.days, 3);
		assert_int_equal(each->code.bytes[6] >> 4, 4);
		assert_int_equal(each->bytes.size, 3);
		assert_memory_equal(each->bytes.data, "\0x\0", 3);
		assert_int_equal(each->kind, 2);
		assert_null(each->words);
		assert_true(each->body[0] != '\0');
		assert_true(each->due.has);
		rows++;
	}
	assert_int_equal(rows, 20);
	calx_session_close(session);
	calx_faker_close(fake);
	database_engine_close(engine);
}

/* ---- whole rows --------------------------------------------------------------------- */

/* By its bits: how SQLite writes one depends on the width of long double. */
static uint64_t add_double(uint64_t sum, double value)
{
	char text[32];
	uint64_t bits;

	memcpy(&bits, &value, sizeof(bits));
	snprintf(text, sizeof(text), "%" PRIx64, bits);
	return add_text(sum, text);
}

static void rows_are_those_of_version_1(void **state)
{
	calx_engine *engine = database_engine();
	calx_faker *fake = calx_faker_open("en_US", .seed = 7);
	calx_connection *connection;
	calx_session *session;
	calx_result *result;
	const calx_row *row;
	uint64_t sum = 0;

	(void)state;
	spelled_create_all(engine, &all, NULL);
	session = calx_session_open(engine);
	assert_int_equal(calx_seed(session, fake, Each, 400), 400);
	connection = calx_session_connection(session);
	result = calx_connection_query(connection,
		"SELECT quote(flag) || quote(small) || quote(number) || "
		"quote(large) || quote(money) "
		"|| quote(day) || quote(at) || quote(moment) || quote(instant) "
		"|| quote(span) || quote(code) || quote(bytes) || quote(kind) "
		"|| quote(words) || quote(body) || quote(data) || quote(due), "
		"real, single FROM each ORDER BY id",
		NULL, 0);
	while ((row = calx_result_next(result)) != NULL) {
		sum = add_text(sum, calx_row_text(row, 0));
		sum = add_double(sum, calx_row_double(row, 1));
		sum = add_double(sum, calx_row_double(row, 2));
	}
	calx_result_close(result);
	check_sum("rows", sum, 0x0ad63f95fa13609fu);
	calx_session_close(session);
	calx_faker_close(fake);
	database_engine_close(engine);
}

CHECK_MAIN("faker: values", cmocka_unit_test(text_is_that_of_version_1),
	cmocka_unit_test(numbers_in_text_are_nobodys),
	cmocka_unit_test(sentences_have_their_length),
	cmocka_unit_test(patterns_take_what_stands_for_itself),
	cmocka_unit_test(a_profile_is_that_of_version_1),
	cmocka_unit_test(user_names_are_made_of_names),
	cmocka_unit_test(blood_groups_are_as_frequent_as_in_people),
	cmocka_unit_test(numbers_are_those_of_version_1),
	cmocka_unit_test(birthdays_are_those_of_adults),
	cmocka_unit_test(times_begin_in_1970_or_before),
	cmocka_unit_test(an_impossible_reference_time_is_an_error),
	cmocka_unit_test(degrees_have_four_places),
	cmocka_unit_test(every_type_has_its_function),
	cmocka_unit_test(rows_are_those_of_version_1), )
