/* Values in the form of another program: what is stored, what is read again,
 * what has no place in a form. */

#include "check.h"

#include "sql/type/stored.h"
#include "sql/type/value.h"
#include "util/strbuf.h"

#include <calx/print.h>

static calx_column column_of(
	enum calx_kind kind, enum calx_stored form, int scale)
{
	return (calx_column){ .name = "x",
		.type = { .kind = kind,
			.stored = (unsigned char)form,
			.length = kind == CALX_NUMERIC ? 18 : 0,
			.scale = scale } };
}

/* A value of a kind as its text spells it. */
static calx_value value_of(enum calx_kind kind, const char *text)
{
	const calx_value spelt = { CALX_STRING,
		.as.text = { text, strlen(text) } };
	calx_value value;

	if (kind == CALX_BOOLEAN)
		return (calx_value){ CALX_BOOLEAN, .as.integer = *text == '1' };
	if (!calx__value_convert(&spelt, kind, &value))
		fail_msg("%s", text);
	return value;
}

/* a number as one, text in quotes, bytes as theirs */
static void value_print(const calx_value *value, struct strbuf *text)
{
	if (value->kind == CALX_BIG_INTEGER)
		calx__strbuf_addf(text, "%lld", (long long)value->as.integer);
	else if (value->kind == CALX_DOUBLE)
		calx__strbuf_addf(text, "%.10gf", value->as.real);
	else if (value->kind == CALX_STRING)
		calx__strbuf_addf(text, "'%.*s'", (int)value->as.text.size,
			value->as.text.data);
	else
		calx__strbuf_addf(text, "kind %d", (int)value->kind);
}

/* ---- there -------------------------------------------------------------- */

static const struct {
	enum calx_kind kind;
	enum calx_stored form;
	int scale;
	const char *text, *put; /* NULL: it has no place there */
	/* looked for by ==, by < or >=, and by <= or > */
	const char *equal, *up, *down;
} puts_of[] = {
#define IS(kind, form, scale, text, put)                                     \
	{                                                                    \
		CALX_##kind, CALX_STORED_##form, scale, text, put, put, put, \
			put                                                  \
	}
#define BETWEEN(kind, form, scale, text, equal, up, down)                      \
	{                                                                      \
		CALX_##kind, CALX_STORED_##form, scale, text, NULL, equal, up, \
			down                                                   \
	}
	IS(DATETIME, UNIX_SECONDS, 0, "1970-01-01 00:00:00", "0"),
	IS(DATETIME, UNIX_SECONDS, 0, "1970-01-01 00:00:01", "1"),
	IS(DATETIME, UNIX_SECONDS, 0, "1969-12-31 23:59:59", "-1"),
	BETWEEN(DATETIME, UNIX_SECONDS, 0, "1970-01-01 00:00:00.5",
		"-9223372036854775808", "1", "0"),
	IS(DATETIME, UNIX_SECONDS, 0, "9999-12-31 23:59:59", "253402300799"),
	IS(DATETIME, UNIX_MILLISECONDS, 0, "1970-01-01 00:00:01.002", "1002"),
	BETWEEN(DATETIME, UNIX_MILLISECONDS, 0, "1970-01-01 00:00:00.0005",
		"-9223372036854775808", "1", "0"),
	IS(DATETIME, UNIX_MICROSECONDS, 0, "1970-01-01 00:00:00.000007", "7"),
	IS(TIMESTAMP, UNIX_SECONDS, 0, "1970-01-01 01:00:00+01:00", "0"),
	IS(TIMESTAMP, UNIX_SECONDS, 0, "1970-01-01 00:00:00-01:00", "3600"),
	IS(DATE, UNIX_SECONDS, 0, "1970-01-02", "86400"),
	IS(DATE, UNIX_DAYS, 0, "1970-01-02", "1"),
	IS(DATE, UNIX_DAYS, 0, "1969-12-31", "-1"),
	IS(DATE, JULIAN_DAYS, 0, "1970-01-01", "2440587.5f"),
	IS(DATETIME, JULIAN_DAYS, 0, "2000-01-01 12:00:00", "2451545f"),
	IS(DATETIME, JULIAN_DAYS, 0, "2000-01-01 12:00:00.0001", NULL),
	IS(BOOLEAN, TRUE_FALSE, 0, "0", "'false'"),
	IS(BOOLEAN, TRUE_FALSE, 0, "1", "'true'"),
	IS(BOOLEAN, T_F, 0, "0", "'f'"),
	IS(BOOLEAN, T_F, 0, "1", "'t'"),
	IS(BOOLEAN, YES_NO, 0, "1", "'yes'"),
	IS(BOOLEAN, YES_NO, 0, "0", "'no'"),
	IS(BOOLEAN, Y_N, 0, "1", "'Y'"),
	IS(BOOLEAN, ON_OFF, 0, "0", "'off'"),
	IS(NUMERIC, SCALED_INTEGER, 2, "12.34", "1234"),
	IS(NUMERIC, SCALED_INTEGER, 2, "-0.1", "-10"),
	IS(NUMERIC, SCALED_INTEGER, 0, "7", "7"),
	BETWEEN(NUMERIC, SCALED_INTEGER, 2, "0.125", "-9223372036854775808",
		"13", "12"),
	IS(NUMERIC, SCALED_INTEGER, 0, "9223372036854775807",
		"9223372036854775807"),
	IS(NUMERIC, SCALED_INTEGER, 0, "-9223372036854775807",
		"-9223372036854775807"),
	BETWEEN(NUMERIC, SCALED_INTEGER, 0, "9223372036854775808",
		"-9223372036854775808", "1000000000000000001",
		"1000000000000000000"),
#undef IS
#undef BETWEEN
};

static void check_put(size_t i, enum compared compared, const char *expected)
{
	const calx_column column =
		column_of(puts_of[i].kind, puts_of[i].form, puts_of[i].scale);
	const calx_value given = value_of(puts_of[i].kind, puts_of[i].text);
	const calx_value *value = &given;
	struct strbuf text = STRBUF_INIT;
	calx_value room;
	calx_error error = { 0 };
	const enum calx_status status =
		calx__stored_put(&column, compared, &value, &room, &error);

	if (expected) {
		assert_int_equal(status, CALX_OK);
		value_print(value, &text);
		CHECK_TEXT(text.data, expected);
	} else {
		const struct stored_form *form =
			calx__stored_form(&column.type);

		assert_int_equal(status, CALX_RANGE);
		calx__strbuf_addf(&text, "%s cannot be stored as a %s (%s)",
			puts_of[i].text, form->title, form->name);
		if (!strstr(error.message, text.data))
			fail_msg("%s", error.message);
	}
	calx__strbuf_release(&text);
}

static void values_are_put_into_their_form(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(puts_of) / sizeof(*puts_of); i++) {
		check_put(i, COMPARED_NOT, puts_of[i].put);
		check_put(i, COMPARED_EQUAL, puts_of[i].equal);
		check_put(i, COMPARED_UP, puts_of[i].up);
		check_put(i, COMPARED_DOWN, puts_of[i].down);
	}
}

/* ---- and back ------------------------------------------------------------ */

#define INT(number)                                  \
	{                                            \
		CALX_INTEGER, .as.integer = (number) \
	}
#define REAL(number)                             \
	{                                        \
		CALX_DOUBLE, .as.real = (number) \
	}
#define TEXT(text_)                                                  \
	{                                                            \
		CALX_STRING, .as.text = { text_, sizeof(text_) - 1 } \
	}
#define BLOB(text_)                                                \
	{                                                          \
		CALX_BLOB, .as.text = { text_, sizeof(text_) - 1 } \
	}

static const struct {
	enum calx_kind kind;
	enum calx_stored form;
	int scale;
	calx_value came;
	const char *text; /* NULL: it is none of the form */
} gets[] = {
#define G(kind, form, scale, came, text)                           \
	{                                                          \
		CALX_##kind, CALX_STORED_##form, scale, came, text \
	}
	G(DATETIME, UNIX_SECONDS, 0, INT(0), "1970-01-01 00:00:00"),
	G(DATETIME, UNIX_SECONDS, 0, INT(-1), "1969-12-31 23:59:59"),
	G(DATETIME, UNIX_SECONDS, 0, REAL(2.0), "1970-01-01 00:00:02"),
	G(DATETIME, UNIX_SECONDS, 0, REAL(2.5), NULL),
	G(DATETIME, UNIX_SECONDS, 0, REAL(1e300), NULL),
	G(DATETIME, UNIX_SECONDS, 0, REAL(-1e300), NULL),
	G(DATETIME, UNIX_SECONDS, 0, TEXT("0"), NULL),
	G(DATETIME, UNIX_SECONDS, 0, INT(253402300799), "9999-12-31 23:59:59"),
	G(DATETIME, UNIX_SECONDS, 0, INT(253402300800), NULL),
	G(DATETIME, UNIX_SECONDS, 0, INT(-62135596800), "0001-01-01 00:00:00"),
	G(DATETIME, UNIX_SECONDS, 0, INT(-62135596801), NULL),
	G(DATETIME, UNIX_SECONDS, 0, INT(INT64_MAX), NULL),
	G(DATETIME, UNIX_SECONDS, 0, INT(INT64_MIN), NULL),
	G(DATETIME, UNIX_MILLISECONDS, 0, INT(1002), "1970-01-01 00:00:01.002"),
	G(DATETIME, UNIX_MICROSECONDS, 0, INT(7), "1970-01-01 00:00:00.000007"),
	G(DATETIME, UNIX_MICROSECONDS, 0, INT(253402300799999999),
		"9999-12-31 23:59:59.999999"),
	G(DATETIME, UNIX_MICROSECONDS, 0, INT(253402300800000000), NULL),
	G(TIMESTAMP, UNIX_SECONDS, 0, INT(3600), "1970-01-01 01:00:00+00:00"),
	G(DATE, UNIX_SECONDS, 0, INT(86400), "1970-01-02"),
	G(DATE, UNIX_SECONDS, 0, INT(86401), NULL),
	G(DATE, UNIX_SECONDS, 0, INT(-86400), "1969-12-31"),
	G(DATE, UNIX_DAYS, 0, INT(-1), "1969-12-31"),
	G(DATE, UNIX_DAYS, 0, INT(2932896), "9999-12-31"),
	G(DATE, UNIX_DAYS, 0, INT(2932897), NULL),
	G(DATE, JULIAN_DAYS, 0, REAL(2440587.5), "1970-01-01"),
	G(DATE, JULIAN_DAYS, 0, REAL(2440587.75), NULL),
	G(DATETIME, JULIAN_DAYS, 0, REAL(2440587.75), "1970-01-01 06:00:00"),
	G(DATETIME, JULIAN_DAYS, 0, INT(2451545), "2000-01-01 12:00:00"),
	G(DATETIME, JULIAN_DAYS, 0, REAL(-1), NULL),
	G(DATETIME, JULIAN_DAYS, 0, REAL(5373484.5), NULL),
	G(DATETIME, JULIAN_DAYS, 0, REAL(0), NULL),
	G(DATETIME, JULIAN_DAYS, 0, TEXT("2451545"), NULL),
	G(UUID, UUID_TEXT, 0, TEXT("f81d4fae-7dec-11d0-a765-00a0c91e6bf6"),
		"f81d4fae-7dec-11d0-a765-00a0c91e6bf6"),
	G(UUID, UUID_TEXT, 0, TEXT("f81d4fae7dec11d0a76500a0c91e6bf6"), NULL),
	G(UUID, UUID_HEX, 0, TEXT("f81d4fae7dec11d0a76500a0c91e6bf6"),
		"f81d4fae-7dec-11d0-a765-00a0c91e6bf6"),
	G(UUID, UUID_HEX, 0, TEXT("f81d4fae-7dec-11d0-a765-00a0c91e6bf6"),
		NULL),
	G(UUID, UUID_HEX, 0, INT(5), NULL),
	G(UUID, UUID_BYTES, 0, BLOB("0123456789abcdef"),
		"30313233-3435-3637-3839-616263646566"),
	G(UUID, UUID_BYTES, 0, BLOB("0123456789abcde"), NULL),
	G(UUID, UUID_BYTES, 0, TEXT("0123456789abcdef"), NULL),
	G(BOOLEAN, TRUE_FALSE, 0, TEXT("true"), "true"),
	G(BOOLEAN, TRUE_FALSE, 0, TEXT("FALSE"), "false"),
	G(BOOLEAN, TRUE_FALSE, 0, TEXT("tru"), NULL),
	G(BOOLEAN, TRUE_FALSE, 0, TEXT("t"), NULL),
	G(BOOLEAN, TRUE_FALSE, 0, TEXT(""), NULL),
	G(BOOLEAN, TRUE_FALSE, 0, INT(1), NULL),
	G(BOOLEAN, Y_N, 0, TEXT("y"), "true"),
	G(BOOLEAN, ON_OFF, 0, TEXT("Off"), "false"),
	G(NUMERIC, DECIMAL_TEXT, 2, TEXT("1.50"), "1.50"),
	G(NUMERIC, DECIMAL_TEXT, 2, INT(3), "3"),
	G(NUMERIC, DECIMAL_TEXT, 2, TEXT("x"), NULL),
	G(NUMERIC, SCALED_INTEGER, 2, INT(1234), "12.34"),
	G(NUMERIC, SCALED_INTEGER, 2, INT(-5), "-0.05"),
	G(NUMERIC, SCALED_INTEGER, 0, INT(7), "7"),
	G(NUMERIC, SCALED_INTEGER, 2, REAL(12.5), "0.125"),
	G(NUMERIC, SCALED_INTEGER, 2, TEXT("1234"), NULL),
	G(NUMERIC, SCALED_INTEGER, 2, BLOB("1"), NULL),
#undef G
};

static void check_wrong(size_t i, const calx_error *error)
{
	const calx_column column =
		column_of(gets[i].kind, gets[i].form, gets[i].scale);
	const struct stored_form *form = calx__stored_form(&column.type);
	struct strbuf text = STRBUF_INIT;

	assert_int_equal(error->status, CALX_TYPE_MISMATCH);
	assert_true(!strncmp(error->message, "column 'x' holds ", 17));
	calx__strbuf_addf(
		&text, ", which is not a %s (%s)", form->title, form->name);
	if (!strstr(error->message, text.data))
		fail_msg("%s", error->message);
	calx__strbuf_release(&text);
}

static void values_are_got_out_of_their_form(void **state)
{
	char room[TYPE_TEXT_MAX];

	(void)state;
	for (size_t i = 0; i < sizeof(gets) / sizeof(*gets); i++) {
		const calx_column column =
			column_of(gets[i].kind, gets[i].form, gets[i].scale);
		calx_value value = gets[i].came;
		calx_error error = { 0 };
		const enum calx_status status = calx__stored_get(
			&column.type, "x", &value, NULL, &error);

		if (!gets[i].text) {
			check_wrong(i, &error);
			continue;
		}
		if (status < 0)
			fail_msg("%s: %s", gets[i].text, error.message);
		assert_int_equal(value.kind, gets[i].kind);
		CHECK_TEXT(calx__value_text(&value, room), gets[i].text);
	}
}

/* ---- which there are ----------------------------------------------------- */

static void forms_belong_to_types(void **state)
{
	(void)state;
	/* a form of the program's own has no name: custom.c */
	for (int i = CALX_STORED_USUAL + 1; i < CALX_STORED_CUSTOM; i++) {
		const struct stored_form *form = &calx__stored_forms[i];
		size_t kinds = 0;

		assert_int_equal(
			calx__stored_by_name(form->name, strlen(form->name)),
			i);
		for (int kind = CALX_NULL; kind < CALX_KIND_COUNT; kind++) {
			const calx_type type = { .kind = (enum calx_kind)kind,
				.length = 10,
				.stored = (unsigned char)i };
			const bool has = form->kinds >> kind & 1;

			kinds += has;
			assert_ptr_equal(
				calx__stored_form(&type), has ? form : NULL);
			assert_int_equal(!calx__stored_problem(&type), has);
			if (has)
				assert_int_equal(calx__stored_as(&type).kind,
					form->kept.kind);
			else
				assert_int_equal(
					calx__stored_as(&type).kind, kind);
		}
		assert_int_equal(
			kinds, form->kinds >> CALX_DATETIME & 1 ? 3 : 1);
	}
	assert_int_equal(calx__stored_by_name("CALX_T_", 7), CALX_STORED_USUAL);
	assert_int_equal(calx__stored_by_name("", 0), CALX_STORED_USUAL);
}

static void what_is_wrong_with_a_form_is_told(void **state)
{
	static const struct {
		calx_type type;
		const char *problem;
	} cases[] = {
		{ { .kind = CALX_TEXT }, NULL },
		{ { .kind = CALX_TEXT, .stored = CALX_STORED_T_F },
			"values of its type cannot be stored in that form" },
		{ { .kind = CALX_TEXT, .stored = 200 },
			"values of its type cannot be stored in that form" },
		{ { .kind = CALX_NUMERIC,
			  .stored = CALX_STORED_SCALED_INTEGER,
			  .length = 18 },
			NULL },
		{ { .kind = CALX_NUMERIC,
			  .stored = CALX_STORED_SCALED_INTEGER,
			  .length = 19 },
			"CALX_SCALED_INTEGER needs numeric(p, s) of at most 18 digits" },
		{ { .kind = CALX_NUMERIC,
			  .stored = CALX_STORED_SCALED_INTEGER },
			"CALX_SCALED_INTEGER needs numeric(p, s) of at most 18 digits" },
		{ { .kind = CALX_NUMERIC, .stored = CALX_STORED_DECIMAL_TEXT },
			NULL },
	};
	const calx_value given = { .kind = CALX_STRING, .as.text = { "a", 1 } };
	const calx_value *value = &given;
	calx_value room;
	calx_error error = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		const char *problem = calx__stored_problem(&cases[i].type);

		assert_int_equal(!problem, !cases[i].problem);
		if (problem)
			CHECK_TEXT(problem, cases[i].problem);
	}
	/* and to whoever stores a value in such a column all the same */
	assert_int_equal(calx__stored_put(&(const calx_column){ .name = "c",
						  .type = cases[1].type },
				 false, &value, &room, &error),
		CALX_INVALID);
	CHECK_TEXT(error.message,
		"column \"c\": values of its type cannot be stored in that form");
}

/* which columns of a database may keep the values of which of a model */
static void alike_is_what_can_keep_the_same(void **state)
{
	static const struct {
		enum calx_kind kind;
		enum calx_stored form;
		enum calx_kind other;
		bool alike;
	} cases[] = {
#define A(kind, form, other, alike) \
	{ CALX_##kind, CALX_STORED_##form, CALX_##other, alike }
		A(DATETIME, UNIX_SECONDS, BIG_INTEGER, true),
		A(DATETIME, UNIX_SECONDS, INTEGER, true),
		A(DATETIME, UNIX_SECONDS, DATETIME, true),
		A(DATETIME, UNIX_SECONDS, NULL, true),
		A(DATETIME, UNIX_SECONDS, TEXT, false),
		A(DATETIME, UNIX_SECONDS, DOUBLE, false),
		A(DATETIME, JULIAN_DAYS, DOUBLE, true),
		A(DATETIME, JULIAN_DAYS, FLOAT, true),
		A(DATETIME, JULIAN_DAYS, INTEGER, false),
		A(BOOLEAN, T_F, TEXT, true),
		A(BOOLEAN, T_F, STRING, true),
		A(BOOLEAN, T_F, ENUMERATION, true),
		A(BOOLEAN, T_F, BOOLEAN, true),
		A(BOOLEAN, T_F, BLOB, false),
		A(UUID, UUID_BYTES, BLOB, true),
		A(UUID, UUID_BYTES, TEXT, false),
		A(UUID, UUID_HEX, TEXT, true),
		A(NUMERIC, DECIMAL_TEXT, TEXT, true),
		A(NUMERIC, DECIMAL_TEXT, NUMERIC, true),
		A(NUMERIC, DECIMAL_TEXT, DOUBLE, false),
		A(NUMERIC, SCALED_INTEGER, INTEGER, true),
		A(TEXT, T_F, TEXT, false),
#undef A
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		const calx_type stored = { .kind = cases[i].kind,
			.stored = (unsigned char)cases[i].form };
		const calx_type other = { .kind = cases[i].other };

		if (calx__stored_alike(&stored, &other) != cases[i].alike ||
			calx__stored_alike(&other, &stored) != cases[i].alike)
			fail_msg("case %zu", i);
		assert_false(calx__stored_alike(&other, &other));
		assert_false(calx__stored_alike(&stored, &stored));
	}
}

CHECK_MAIN("stored", cmocka_unit_test(values_are_put_into_their_form),
	cmocka_unit_test(values_are_got_out_of_their_form),
	cmocka_unit_test(forms_belong_to_types),
	cmocka_unit_test(what_is_wrong_with_a_form_is_told),
	cmocka_unit_test(alike_is_what_can_keep_the_same), )
