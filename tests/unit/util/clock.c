#include "check.h"

#include <stdio.h>
#include <time.h>

#include "util/clock.h"

static void never_goes_back(void **state)
{
	int64_t before = calx__clock();

	(void)state;
	for (int i = 0; i < 1000; i++) {
		int64_t now = calx__clock();

		assert_true(now >= before);
		before = now;
	}
}

static void tells_the_time_of_day(void **state)
{
	struct arena arena = { 0 };
	const char *text = calx__clock_utc(&arena);

	(void)state;
	assert_int_equal(strlen(text), strlen("2026-11-23 10:30:00.000000"));
	for (size_t i = 0; text[i]; i++) {
		char wanted = "####-##-## ##:##:##.######"[i];

		if (wanted == '#')
			assert_in_range(text[i], '0', '9');
		else
			assert_int_equal(text[i], wanted);
	}
	calx__arena_release(&arena);
}

/* and it is the one of now, in UTC */
static void tells_the_time_of_now(void **state)
{
	struct arena arena = { 0 };
	const time_t before = time(NULL);
	const char *text = calx__clock_utc(&arena);
	const time_t after = time(NULL);
	char first[32], last[32];

	(void)state;
	strftime(first, sizeof(first), "%Y-%m-%d %H:%M:%S", gmtime(&before));
	strftime(last, sizeof(last), "%Y-%m-%d %H:%M:%S", gmtime(&after));
	/* such texts sort as times */
	assert_true(strncmp(first, text, 19) <= 0);
	assert_true(strncmp(text, last, 19) <= 0);
	calx__arena_release(&arena);
}

CHECK_MAIN("clock", cmocka_unit_test(never_goes_back),
	cmocka_unit_test(tells_the_time_of_day),
	cmocka_unit_test(tells_the_time_of_now), )
