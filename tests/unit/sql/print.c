#include "check.h"
#include <calx/calx.h>

#include <locale.h>

/* calx_str(), calx_some(), calx_or() */

static void values_are_text(void **state)
{
	static const calx_uuid uuid = { { 0xf8, 0x1d, 0x4f, 0xae, 0x7d, 0xec,
		0x11, 0xd0, 0xa7, 0x65, 0x00, 0xa0, 0xc9, 0x1e, 0x6b, 0xf6 } };

	(void)state;
	CHECK_TEXT(calx_str(calx_decimal_of("-12.50")), "-12.50");
	CHECK_TEXT(calx_str(calx_date_of(2017, 10, 17)), "2017-10-17");
	CHECK_TEXT(calx_str(calx_time_of(16, 4, 51, 60065)), "16:04:51.060065");
	CHECK_TEXT(calx_str(calx_datetime_of(2017, 10, 17, 16, 4, 51)),
		"2017-10-17 16:04:51");
	CHECK_TEXT(calx_str(calx_timestamp_of(
			   2017, 10, 17, 16, 4, 51, .offset_minutes = 120)),
		"2017-10-17 16:04:51+02:00");
	CHECK_TEXT(calx_str(((calx_interval){ 14, 0, 0 })), "P1Y2M");
	CHECK_TEXT(calx_str(uuid), "f81d4fae-7dec-11d0-a765-00a0c91e6bf6");
}

static void optionals_are_text(void **state)
{
	(void)state;
	CHECK_TEXT(calx_str(calx_some(true)), "true");
	CHECK_TEXT(calx_str(calx_some((short)-7)), "-7");
	CHECK_TEXT(calx_str(calx_some(320)), "320");
	CHECK_TEXT(calx_str(calx_some(INT64_MIN)), "-9223372036854775808");
	CHECK_TEXT(calx_str(calx_some(0.1f)), "0.1");
	CHECK_TEXT(calx_str(calx_some(0.1)), "0.1");
	CHECK_TEXT(calx_str(calx_some(1 / 3.0)), "0.3333333333333333");
	CHECK_TEXT(calx_str(calx_some(calx_decimal_of("1.50"))), "1.50");
	CHECK_TEXT(calx_str(calx_some(calx_date_of(1, 2, 3))), "0001-02-03");
	CHECK_TEXT(calx_str(calx_some(calx_time_of(1))), "01:00:00");
	CHECK_TEXT(calx_str(calx_some(calx_datetime_of(2000, 1, 1))),
		"2000-01-01 00:00:00");
	CHECK_TEXT(calx_str(calx_some(calx_timestamp_of(2000, 1, 1))),
		"2000-01-01 00:00:00+00:00");
	CHECK_TEXT(calx_str(calx_some(((calx_interval){ 0, 3, 0 }))), "P3D");
	CHECK_TEXT(calx_str(calx_some((calx_uuid){ { 1 } })),
		"01000000-0000-0000-0000-000000000000");
}

static void no_value_is_no_text(void **state)
{
	(void)state;
	CHECK_TEXT(calx_str((calx_opt_bool){ 0 }), "");
	CHECK_TEXT(calx_str((calx_opt_int16){ 0 }), "");
	CHECK_TEXT(calx_str((calx_opt_int32){ 0 }), "");
	CHECK_TEXT(calx_str((calx_opt_int64){ 0 }), "");
	CHECK_TEXT(calx_str((calx_opt_float){ 0 }), "");
	CHECK_TEXT(calx_str((calx_opt_double){ 0 }), "");
	CHECK_TEXT(calx_str((calx_opt_decimal){ 0 }), "");
	CHECK_TEXT(calx_str((calx_opt_date){ 0 }), "");
	CHECK_TEXT(calx_str((calx_opt_time){ 0 }), "");
	CHECK_TEXT(calx_str((calx_opt_datetime){ 0 }), "");
	CHECK_TEXT(calx_str((calx_opt_timestamp){ 0 }), "");
	CHECK_TEXT(calx_str((calx_opt_interval){ 0 }), "");
	CHECK_TEXT(calx_str((calx_opt_uuid){ 0 }), "");
	/* nor is what is none */
	CHECK_TEXT(calx_str(calx_decimal_of("x")), "");
	CHECK_TEXT(calx_str((calx_date){ 0 }), "");
	CHECK_TEXT(calx_str(calx_timestamp_of(2000, 13, 1)), "");
}

/* the text lives in the block, and each call has its own */
static void texts_stand_beside_each_other(void **state)
{
	const char *a = calx_str(calx_some(1)), *b = calx_str(calx_some(2));

	(void)state;
	CHECK_TEXT(a, "1");
	CHECK_TEXT(b, "2");
}

static void or_stands_in(void **state)
{
	(void)state;
	assert_int_equal(calx_or(calx_some(5), 7), 5);
	assert_int_equal(calx_or((calx_opt_int32){ 0 }, 7), 7);
	assert_int_equal(
		calx_or((calx_opt_date){ 0 }, calx_date_of(2000, 1, 1)).year,
		2000);
}

CHECK_MAIN("print", cmocka_unit_test(values_are_text),
	cmocka_unit_test(optionals_are_text),
	cmocka_unit_test(no_value_is_no_text),
	cmocka_unit_test(texts_stand_beside_each_other),
	cmocka_unit_test(or_stands_in))
