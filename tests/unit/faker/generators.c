#include <stdio.h>

#include "check.h"
#include "faker/generators.h"
#include "torture.h"
#include <calx/faker.h>

static const struct {
	const char *name;
	const char *(*make)(calx_faker *fake);
} generators[] = {
#define ROW(number, name, ...) { #name, calx_fake_##name },
	CALX__GENERATORS(ROW)
#undef ROW
};

enum { GENERATORS = sizeof(generators) / sizeof(generators[0]) };

static void the_same_seed_gives_the_same_values(void **state)
{
	(void)state;
	for (size_t i = 0; i < GENERATORS; i++) {
		calx_faker *a = calx_faker_open("en_US", .seed = 9);
		calx_faker *b = calx_faker_open("en_US", .seed = 9);

		for (int n = 0; n < 50; n++) {
			/* what else is called changes nothing */
			calx_fake_int(b, 1, 6);
			CHECK_TEXT(
				generators[i].make(a), generators[i].make(b));
		}
		calx_faker_close(a);
		calx_faker_close(b);
	}
}

static void values_vary_and_are_never_empty(void **state)
{
	calx_faker *fake = calx_faker_open("en_US");

	(void)state;
	for (size_t i = 0; i < GENERATORS; i++) {
		char first[2048];
		bool varies = false;

		snprintf(first, sizeof(first), "%s", generators[i].make(fake));
		for (int n = 0; n < 20; n++) {
			const char *next = generators[i].make(fake);

			assert_true(next[0] != '\0');
			varies = varies || strcmp(first, next) != 0;
		}
		if (!varies)
			fail_msg("%s gives one value only", generators[i].name);
	}
	calx_faker_close(fake);
}

static void strings_stay_valid_for_a_thousand_calls(void **state)
{
	calx_faker *fake = calx_faker_open("en_US");
	calx_faker *twin = calx_faker_open("en_US");
	const char *kept = calx_fake_name(fake);

	(void)state;
	for (int i = 0; i < 1000; i++)
		calx_fake_paragraph(fake);
	CHECK_TEXT(kept, calx_fake_name(twin));
	calx_faker_close(fake);
	calx_faker_close(twin);
}

static void a_profile_agrees_with_itself(void **state)
{
	calx_faker *fake = calx_faker_open("en_US");

	(void)state;
	for (int i = 0; i < 200; i++) {
		calx_profile profile = calx_fake_profile(fake);

		assert_non_null(strstr(profile.name, profile.first_name));
		assert_non_null(strstr(profile.name, profile.last_name));
		assert_int_equal(strncmp(profile.mail, profile.username,
					 strlen(profile.username)),
			0);
		assert_true(profile.sex[0] == 'F' || profile.sex[0] == 'M');
		assert_in_range(profile.birthdate.year, 1935, 2008);
		assert_true(profile.latitude >= -90 && profile.latitude <= 90);
		assert_true(
			profile.longitude >= -180 && profile.longitude <= 180);
	}
	calx_faker_close(fake);
}

/* RFC 2606: nobody is written to by accident */
static void addresses_belong_to_nobody(void **state)
{
	calx_faker *fake = calx_faker_open("en_US");

	(void)state;
	for (int i = 0; i < 500; i++) {
		const char *domain = strchr(calx_fake_email(fake), '@');

		assert_non_null(domain);
		assert_true(!strcmp(domain, "@example.com") ||
			    !strcmp(domain, "@example.net") ||
			    !strcmp(domain, "@example.org"));
		assert_non_null(strstr(calx_fake_url(fake), ".example.com/"));
	}
	calx_faker_close(fake);
}

static void dates_lie_before_the_reference_time(void **state)
{
	calx_datetime now = calx_datetime_of(1980, 6, 1);
	calx_faker *fake = calx_faker_open("en_US", .reference_time = &now);

	(void)state;
	for (int i = 0; i < 1000; i++) {
		calx_datetime datetime = calx_fake_datetime(fake);

		assert_true(calx_datetime_microseconds(datetime) >= 0);
		assert_true(calx_datetime_microseconds(datetime) <
			    calx_datetime_microseconds(now));
	}
	calx_faker_close(fake);
}

static void a_pattern_is_filled_in(void **state)
{
	calx_faker *fake = calx_faker_open("en_US");
	const char *text = calx_fake_pattern(fake, "\\##-??^!");

	(void)state;
	assert_int_equal(strlen(text), 7);
	assert_int_equal(text[0], '#');
	assert_in_range(text[1], '0', '9');
	assert_int_equal(text[2], '-');
	assert_in_range(text[3], 'a', 'z');
	assert_int_equal(strspn(text + 5, "0123456789abcdef"), 1);
	CHECK_TEXT(calx_fake_pattern(fake, NULL), "");
	calx_faker_close(fake);
}

static void a_uuid_has_its_version(void **state)
{
	calx_faker *fake = calx_faker_open("en_US");

	(void)state;
	for (int i = 0; i < 100; i++) {
		calx_uuid uuid = calx_fake_uuid(fake);

		assert_int_equal(uuid.bytes[6] >> 4, 4);
		assert_int_equal(uuid.bytes[8] >> 6, 2);
	}
	calx_faker_close(fake);
}

static void frequent_names_are_frequent(void **state)
{
	calx_faker *fake = calx_faker_open("en_US");
	int smiths = 0, lunas = 0;

	(void)state;
	for (int i = 0; i < 20000; i++) {
		const char *name = calx_fake_last_name(fake);

		smiths += !strcmp(name, "Smith");
		lunas += !strcmp(name, "Luna");
	}
	assert_true(smiths > 20 * (lunas + 1));
	calx_faker_close(fake);
}

static void an_unknown_locale_is_an_error(void **state)
{
	calx_error error = { 0 };

	(void)state;
	assert_null(calx_faker_open_with("de_DE", NULL, &error));
	assert_int_equal(error.status, CALX_NOT_FOUND);
	assert_non_null(strstr(error.message, "de_DE"));
	assert_null(calx_faker_open_with(NULL, NULL, NULL));
	CHECK_TEXT(calx_faker_locales()[0], "en_US");
}

/* a program that is newer than the library, and one that is older */
static void options_know_their_size(void **state)
{
	struct {
		calx_faker_options known;
		long long later;
	} newer = { .known = { .size = sizeof(newer), .seed = 7 } };
	calx_faker_options older = { .size = sizeof(size_t), .seed = 7 };
	calx_faker *fake, *plain;
	calx_error error = { 0 };

	(void)state;
	fake = calx_faker_open_with("en_US", &newer.known, NULL);
	plain = calx_faker_open("en_US", .seed = 7);
	CHECK_TEXT(calx_fake_name(fake), calx_fake_name(plain));
	calx_faker_close(fake);
	calx_faker_close(plain);
	fake = calx_faker_open_with("en_US", &older, NULL);
	plain = calx_faker_open("en_US");
	CHECK_TEXT(calx_fake_name(fake), calx_fake_name(plain));
	calx_faker_close(fake);
	calx_faker_close(plain);
	newer.later = 1;
	assert_null(calx_faker_open_with("en_US", &newer.known, &error));
	assert_int_equal(error.status, CALX_MISUSE);
}

static void a_null_faker_gives_nothing(void **state)
{
	(void)state;
	for (size_t i = 0; i < GENERATORS; i++)
		CHECK_TEXT(generators[i].make(NULL), "");
	assert_int_equal(calx_fake_int(NULL, 1, 6), 0);
	assert_int_equal(calx_fake_int64(NULL, 1, 6), 0);
	assert_true(calx_fake_double(NULL) == 0);
	assert_false(calx_fake_boolean(NULL));
	assert_int_equal(calx_fake_datetime(NULL).month, 0);
	assert_int_equal(calx_fake_date(NULL).month, 0);
	assert_int_equal(calx_fake_birthdate(NULL).month, 0);
	assert_int_equal(calx_fake_time(NULL).second, 0);
	assert_int_equal(calx_fake_uuid(NULL).bytes[6], 0);
	CHECK_TEXT(calx_fake_profile(NULL).name, "");
	calx_faker_close(NULL);
}

static void use_a_faker(void *context)
{
	calx_faker *fake = calx_faker_open("en_US");

	(void)context;
	calx_fake_name(fake);
	calx_fake_paragraph(fake);
	calx_fake_slug(fake);
	calx_fake_profile(fake);
	calx_faker_close(fake);
}

static void survives_every_failing_allocation(void **state)
{
	(void)state;
	torture(use_a_faker, NULL);
}

CHECK_MAIN("faker: generators",
	cmocka_unit_test(the_same_seed_gives_the_same_values),
	cmocka_unit_test(values_vary_and_are_never_empty),
	cmocka_unit_test(strings_stay_valid_for_a_thousand_calls),
	cmocka_unit_test(a_profile_agrees_with_itself),
	cmocka_unit_test(addresses_belong_to_nobody),
	cmocka_unit_test(dates_lie_before_the_reference_time),
	cmocka_unit_test(a_pattern_is_filled_in),
	cmocka_unit_test(a_uuid_has_its_version),
	cmocka_unit_test(frequent_names_are_frequent),
	cmocka_unit_test(an_unknown_locale_is_an_error),
	cmocka_unit_test(options_know_their_size),
	cmocka_unit_test(a_null_faker_gives_nothing),
	cmocka_unit_test(survives_every_failing_allocation), )
