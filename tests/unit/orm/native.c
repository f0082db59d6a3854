#include "check.h"

#include <stdio.h>

#include "database.h"
#include "differences.h"
#include <calx/calx.h>
#include <calx/inspect.h>
#include <calx/short.h>

/* Types that only some databases have: created, filled, read, found, inspected
 * without a difference that is none, and refused by the others. */

CALX_MODEL(Postgres, "postgres_types",
	column(id, integer(), .primary_key = true), column(document, jsonb()),
	column(address, inet()), column(network, cidr()),
	column(card, macaddr()), column(wide_card, macaddr8()),
	column(small_range, int4range()), column(big_range, int8range()),
	column(prices, numrange()), column(days, daterange()),
	column(times, tsrange()), column(moments, tstzrange()),
	column(words, tsvector()), column(markup, xml()),
	column(names, text_array()), column(numbers, integer_array()),
	column(bigs, big_integer_array()), column(decimals, numeric_array()),
	column(codes, uuid_array()),
	column(iso, nullable(char(3)), .index = true),
	column(none, nullable(inet())));
CALX_METADATA(postgres, Postgres);

CALX_MODEL(Maria, "maria_types",
	column(id, unsigned_int(), .primary_key = true),
	column(tiny, tinyint()), column(medium, mediumint()),
	column(unsigned_tiny, unsigned_tinyint()),
	column(unsigned_small, unsigned_smallint()),
	column(unsigned_medium, unsigned_mediumint()),
	column(unsigned_big, unsigned_bigint()), column(built, year()),
	column(mask, bit(12)),
	column(flags, label_set("read", "write", "it's")),
	column(tiny_note, tinytext()), column(note, short_text()),
	column(long_note, mediumtext()), column(tiny_bytes, tinyblob()),
	column(bytes, short_blob()), column(long_bytes, mediumblob()),
	column(digest, binary(4)), column(salt, varbinary(8)),
	column(four, inet4()), column(six, inet6()),
	column(iso, nullable(char(3)), .index = true), column(data, json()),
	column(kind, enumeration("a", "b")),
	column(none, nullable(unsigned_int())));
CALX_METADATA(maria, Maria);

static calx_engine *engine;
static calx_session *session;

static int set_up(void **state)
{
	(void)state;
	engine = database_engine();
	session = calx_session_open(engine);
	return session ? 0 : -1;
}

static int tear_down(void **state)
{
	const calx_error *error = calx_session_error(session);

	(void)state;
	if (error)
		print_message("%s\n", error->message);
	calx_session_close(session);
	database_engine_close(engine);
	return error ? -1 : 0;
}

static void create(const calx_metadata *metadata)
{
	calx_error error = { 0 };

	if (calx_create_all(engine, metadata, &error) < 0)
		fail_msg("%s", error.message);
	assert_no_differences(engine, metadata);
}

static struct Postgres postgres_sample(void)
{
	return (struct Postgres){ .document = "{\"a\": [1, 2]}",
		.address = "10.1.2.3/8",
		.network = "10.0.0.0/8",
		.card = "08:00:2b:01:02:03",
		.wide_card = "08:00:2b:01:02:03:04:05",
		.small_range = "[1,10)",
		.big_range = "empty",
		.prices = "(,1.50]",
		.days = "[2024-01-01,2024-02-01)",
		.times = "[\"2024-01-01 00:00:00\",)",
		.moments = "[\"2024-01-01 00:00:00+00\",)",
		.words = "'a' 'b':1",
		.markup = "<a>b</a>",
		.names = "{a,\"b c\",NULL,\"\\\"\"}",
		.numbers = "{1,-2,NULL}",
		.bigs = "{9223372036854775807}",
		.decimals = "{1.50,-2}",
		.codes = "{00000000-0000-0000-0000-000000000001}",
		.iso = "a" };
}

static void check_postgres(const struct Postgres *got)
{
	const struct Postgres want = postgres_sample();

	assert_non_null(got);
	CHECK_TEXT(got->document, want.document);
	CHECK_TEXT(got->address, want.address);
	CHECK_TEXT(got->network, want.network);
	CHECK_TEXT(got->card, want.card);
	CHECK_TEXT(got->wide_card, want.wide_card);
	CHECK_TEXT(got->small_range, want.small_range);
	CHECK_TEXT(got->big_range, want.big_range);
	CHECK_TEXT(got->prices, want.prices);
	CHECK_TEXT(got->days, want.days);
	CHECK_TEXT(got->times, want.times);
	CHECK_TEXT(got->moments, want.moments);
	CHECK_TEXT(got->words, want.words);
	CHECK_TEXT(got->markup, want.markup);
	CHECK_TEXT(got->names, want.names);
	CHECK_TEXT(got->numbers, want.numbers);
	CHECK_TEXT(got->bigs, want.bigs);
	CHECK_TEXT(got->decimals, want.decimals);
	CHECK_TEXT(got->codes, want.codes);
	CHECK_TEXT(got->iso, want.iso);
	assert_null(got->none);
}

static void postgresql_has_its_own(void **state)
{
	struct Postgres row = postgres_sample();
	struct Postgres *object;

	(void)state;
	if (!database_is("postgresql"))
		return;
	create(&postgres);
	assert_int_equal(calx_bulk_save(session, Postgres, &row, 1), CALX_OK);
	object = calx_session_add(session, &Postgres_calx_table_, &row, "here");
	assert_int_equal(calx_commit(session), CALX_OK);
	check_postgres(object);
	calx_expunge_all(session);
	check_postgres(calx_get(session, Postgres, 1));
	check_postgres(calx_get(session, Postgres, 2));
	calx_each(session, Postgres, one, untracked())
		check_postgres(one);
	assert_int_equal(calx_count(session, Postgres,
				 where(Postgres.address, ==, "10.1.2.3/8"),
				 where(Postgres.small_range, ==, "[1,9]"),
				 where(Postgres.iso, ==, "a"),
				 where(Postgres.none, is_null)),
		2);
	object = calx_get(session, Postgres, 1);
	object->none = "::1";
	object->document = "{}";
	calx_commit(session);
	calx_refresh(session, object);
	CHECK_TEXT(object->none, "::1");
	CHECK_TEXT(object->document, "{}");
}

static struct Maria maria_sample(void)
{
	return (struct Maria){ .tiny = -128,
		.medium = -8388608,
		.unsigned_tiny = 255,
		.unsigned_small = 65535,
		.unsigned_medium = 16777215,
		.unsigned_big = INT64_MAX,
		.built = 2155,
		.mask = 0xABC,
		.flags = "read,it's",
		.tiny_note = "t",
		.note = "n",
		.long_note = "l",
		.tiny_bytes = { "\0t", 2 },
		.bytes = { "b", 1 },
		.long_bytes = { "", 0 },
		.digest = { "\1\2\3\0", 4 },
		.salt = { "\0", 1 },
		.four = "10.1.2.3",
		.six = "::1",
		.iso = "a",
		.data = "{\"a\": 1}",
		.kind = 1 };
}

static void check_maria(const struct Maria *got)
{
	const struct Maria want = maria_sample();

	assert_non_null(got);
	assert_int_equal(got->tiny, want.tiny);
	assert_int_equal(got->medium, want.medium);
	assert_int_equal(got->unsigned_tiny, want.unsigned_tiny);
	assert_int_equal(got->unsigned_small, want.unsigned_small);
	assert_int_equal(got->unsigned_medium, want.unsigned_medium);
	assert_true(got->unsigned_big == want.unsigned_big);
	assert_int_equal(got->built, want.built);
	assert_int_equal(got->mask, want.mask);
	CHECK_TEXT(got->flags, want.flags);
	CHECK_TEXT(got->tiny_note, want.tiny_note);
	CHECK_TEXT(got->note, want.note);
	CHECK_TEXT(got->long_note, want.long_note);
	assert_int_equal(got->tiny_bytes.size, 2);
	assert_int_equal(got->bytes.size, 1);
	assert_int_equal(got->long_bytes.size, 0);
	assert_int_equal(got->digest.size, 4);
	assert_memory_equal(got->digest.data, want.digest.data, 4);
	assert_int_equal(got->salt.size, 1);
	CHECK_TEXT(got->four, want.four);
	CHECK_TEXT(got->six, want.six);
	CHECK_TEXT(got->iso, want.iso);
	CHECK_TEXT(got->data, want.data);
	assert_int_equal(got->kind, want.kind);
	assert_false(got->none.has);
}

static void mariadb_has_its_own(void **state)
{
	struct Maria row = maria_sample();
	struct Maria *object;

	(void)state;
	if (!database_is("mariadb"))
		return;
	create(&maria);
	assert_int_equal(calx_bulk_save(session, Maria, &row, 1), CALX_OK);
	object = calx_session_add(session, &Maria_calx_table_, &row, "here");
	assert_int_equal(calx_commit(session), CALX_OK);
	check_maria(object);
	assert_true(object->id == 2);
	calx_expunge_all(session);
	check_maria(calx_get(session, Maria, 1));
	check_maria(calx_get(session, Maria, 2));
	calx_each(session, Maria, one, untracked())
		check_maria(one);
	assert_int_equal(
		calx_count(session, Maria, where(Maria.mask, ==, 0xABC),
			where(Maria.flags, ==, "read,it's"),
			where(Maria.four, ==, "10.1.2.3"),
			where(Maria.built, >, 2000), where(Maria.tiny, <, -127),
			where(Maria.iso, ==, "a")),
		2);
	object = calx_get(session, Maria, 1);
	object->none = calx_some((long long)4294967295);
	object->flags = "";
	calx_commit(session);
	calx_refresh(session, object);
	assert_true(object->none.value == 4294967295);
	CHECK_TEXT(object->flags, "");
}

/* ---- what a server would store otherwise ----------------------------------------- */

static void check_refused(
	const struct Maria *row, const char *column, const char *part)
{
	const calx_error *error;

	assert_true(calx_bulk_save(session, Maria, row, 1) < 0);
	error = calx_session_error(session);
	CHECK_TEXT(error->column, column);
	assert_int_equal(error->status, CALX_RANGE);
	if (!strstr(error->message, part))
		fail_msg("%s", error->message);
	calx_rollback(session);
}

#define REFUSED(member, part, ...)                                    \
	do {                                                          \
		struct Maria row_ = maria_sample();                   \
		const struct Maria with_ = { .member = __VA_ARGS__ }; \
                                                                      \
		row_.member = with_.member;                           \
		check_refused(&row_, #member, part);                  \
	} while (0)

static void what_does_not_fit_is_refused(void **state)
{
	(void)state;
	if (!database_is("mariadb"))
		return;
	create(&maria);
	REFUSED(tiny, "-129 is out of the range of tinyint", -129);
	REFUSED(medium, "out of the range of mediumint", 8388608);
	REFUSED(unsigned_tiny, "-1 is out of the range", -1);
	REFUSED(unsigned_big, "-1 is out of the range", -1);
	REFUSED(built, "70 is none of the years", 70);
	REFUSED(mask, "4096 does not fit bit(12)", 4096);
	REFUSED(flags, "is no list of labels in their order", "write,read");
	REFUSED(flags, "is no list of labels in their order", "other");
	REFUSED(digest, "binary(4) takes 4 of them", { "\1\2\3", 3 });
	REFUSED(salt, "varbinary(8) takes 8", { "123456789", 9 });
	REFUSED(iso, "ends in a blank", "a ");
	REFUSED(iso, "", "abcd");
}

/* ---- who has it not -------------------------------------------------------------- */

static void check_lacking(const calx_metadata *metadata, const char *part)
{
	calx_error error = { 0 };

	assert_int_equal(
		calx_create_all(engine, metadata, &error), CALX_UNSUPPORTED);
	if (!strstr(error.message, part))
		fail_msg("%s", error.message);
	assert_non_null(strstr(error.hint, "custom()"));
}

static void others_say_that_they_have_it_not(void **state)
{
	(void)state;
	if (database_is("sqlite"))
		check_lacking(&maria,
			"column 'id' is a unsigned_int(), and SQLite has no such type");
	if (!database_is("postgresql"))
		check_lacking(&postgres, "column 'document' is a jsonb()");
	else
		check_lacking(&maria, "column 'id' is a unsigned_int()");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

CHECK_MAIN("native", TEST(postgresql_has_its_own), TEST(mariadb_has_its_own),
	TEST(what_does_not_fit_is_refused),
	TEST(others_say_that_they_have_it_not))
