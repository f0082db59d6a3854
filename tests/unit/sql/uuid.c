#include "check.h"

#include "data.h"
#include "sql/type/uuid.h"
#include <calx/value.h>

#include <errno.h>

static void reads_both_forms_in_any_case(void **state)
{
	const char *const same[] = { "f81d4fae-7dec-11d0-a765-00a0c91e6bf6",
		"F81D4FAE-7DEC-11D0-A765-00A0C91E6BF6",
		"f81d4fae7dec11d0a76500a0c91e6bf6" };
	char text[37];
	calx_uuid uuid;

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		assert_int_equal(
			calx_uuid_read(same[i], strlen(same[i]), &uuid),
			CALX_OK);
		assert_int_equal(uuid.bytes[0], 0xf8);
		assert_int_equal(uuid.bytes[15], 0xf6);
		calx_uuid_write(uuid, text);
		CHECK_TEXT(text, same[0]);
	}
}

static void refuses_what_is_none(void **state)
{
	const char *const wrong[] = { "", "f81d4fae",
		"f81d4fae-7dec-11d0-a765-00a0c91e6bf",
		"f81d4fae-7dec-11d0-a765-00a0c91e6bf61",
		"f81d4fae-7dec-11d0-a765_00a0c91e6bf6",
		"f81d4fae7-dec-11d0-a765-00a0c91e6bf6",
		"g81d4fae-7dec-11d0-a765-00a0c91e6bf6",
		"f81d4fae-7dec-11d0-a765-00a0c91e6b@6",
		"{f81d4fae-7dec-11d0-a765-00a0c91e6b}",
		"f81d4fae-7dec-11d0-a765-00a0c91e", NULL };
	calx_uuid uuid = { { 7 } };

	(void)state;
	for (size_t i = 0; wrong[i]; i++)
		assert_int_equal(
			calx_uuid_read(wrong[i], strlen(wrong[i]), &uuid),
			CALX_INVALID);
	assert_int_equal(uuid.bytes[0], 7);
}

static void new_ones_are_random_and_version_4(void **state)
{
	calx_uuid before = calx_uuid_new();

	(void)state;
	/* what failed before is no reason to try again */
	errno = EINTR;
	for (int i = 0; i < 1000; i++) {
		calx_uuid uuid = calx_uuid_new();

		assert_int_equal(uuid.bytes[6] >> 4, 4);
		assert_int_equal(uuid.bytes[8] >> 6, 2);
		assert_memory_not_equal(&uuid, &before, sizeof(uuid));
		before = uuid;
	}
}

/* what comes behind the text is not looked at */
static void forms_in_columns_have_letters_of_one_case(void **state)
{
	static const struct {
		const char *text;
		size_t size;
		bool read;
	} cases[] = {
		{ "f81d4fae-7dec-11d0-a765-00a0c91e6bf6", 36, true },
		{ "f81d4fae-7dec-11d0-a765-00a0c91e6bf6A", 36, true },
		{ "F81D4FAE-7DEC-11D0-A765-00A0C91E6BF6a", 36, true },
		{ "F81D4FAE-7DEC-11D0-A765-00A0C91E6BFa", 36, false },
		{ "F81d4FAE-7DEC-11D0-A765-00A0C91E6BF6", 36, false },
		{ "00000000-0000-0000-0000-00000000000f", 36, true },
		{ "0000000000000000000000000000A0a", 31, false },
		{ "0000000000000000000000000000A0a0", 32, false },
		{ "0000000000000000000000000000A0A0", 32, true },
		{ "0000000000000000000000000000f0a0A", 32, true },
		{ "0000000000000000000000000000f0F0", 32, false },
	};
	calx_uuid uuid;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		if (calx__uuid_get(cases[i].text, cases[i].size, &uuid) !=
			cases[i].read)
			fail_msg("%s", cases[i].text);
}

static void random_ones_survive(void **state)
{
	unsigned long long seed = 7;
	char text[37];

	(void)state;
	for (int i = 0; i < 10000; i++) {
		calx_uuid out, back;

		for (size_t b = 0; b < sizeof(out.bytes); b++)
			out.bytes[b] = (uint8_t)(data_random(&seed) >> 56);
		calx_uuid_write(out, text);
		assert_int_equal(strlen(text), 36);
		assert_int_equal(calx_uuid_read(text, 36, &back), CALX_OK);
		assert_memory_equal(&out, &back, sizeof(out));
	}
}

CHECK_MAIN("uuid", cmocka_unit_test(reads_both_forms_in_any_case),
	cmocka_unit_test(refuses_what_is_none),
	cmocka_unit_test(new_ones_are_random_and_version_4),
	cmocka_unit_test(forms_in_columns_have_letters_of_one_case),
	cmocka_unit_test(random_ones_survive), )
