#include <stdio.h>

#include "check.h"
#include "database.h"
#include "spelled.h"
#include "faker/fill.h"
#include "sql/type/type.h"
#include "torture.h"
#include <calx/calx.h>
#include <calx/faker.h>
#include <calx/short.h>

CALX_MODEL(Publisher, "publishers", column(id, integer(), .primary_key = true),
	column(name, string(30), .unique = true),
	column(email, string(40), .unique = true),
	column(founded, nullable(date())));

CALX_MODEL(Book, "books", column(id, integer(), .primary_key = true),
	column(publisher_id, integer(), .references = "publishers.id"),
	column(isbn, big_integer(), .unique = true), column(title, string(24)),
	column(status, enumeration("draft", "published")),
	column(language, string(2)), column(price, numeric(6, 2)),
	column(rating, nullable(small_integer())), column(in_print, boolean()),
	column(added_at, timestamp()), column(token, uuid()),
	column(weight, double()), check("rating BETWEEN 2 AND 4"),
	check("language IN ('en', 'fr', 'de')"),
	check("price >= 1 AND price < 20"));

CALX_MODEL(Ticket, "tickets", column(id, integer(), .primary_key = true),
	column(kind, enumeration("a", "b", "c"), .unique = true));

CALX_MODEL(Pair, "pairs",
	column(left_id, integer(), .primary_key = true,
		.references = "publishers.id"),
	column(right_id, integer(), .primary_key = true,
		.references = "books.id"),
	column(note, nullable(string(20))));

CALX_MODEL(Passport, "passports", column(id, integer(), .primary_key = true),
	column(publisher_id, integer(), .unique = true,
		.references = "publishers"));

CALX_MODEL(Node, "nodes", column(code, string(2), .primary_key = true),
	column(parent, string(2), .references = "nodes.code"),
	column(boss, nullable(string(2)), .references = "nodes.code"));

CALX_MODEL(Shelf, "shelves", column(room, integer(), .primary_key = true),
	column(place, string(4), .primary_key = true),
	column(name, string(20)));
CALX_MODEL(Copy, "copies", column(id, integer(), .primary_key = true),
	column(room, integer()), column(place, string(4)),
	column(lender, nullable(integer())),
	column(cabinet, nullable(string(4))),
	foreign_key((room, place), "shelves(room, place)"),
	foreign_key((room, cabinet), "shelves(room, place)"),
	unique(room, place, lender));

CALX_MODEL(Term, "terms", column(id, integer(), .primary_key = true),
	column(low, integer()), column(high, integer()), column(rate, double()),
	column(code, string(8), .unique = true),
	column(until, nullable(date())), column(small, small_integer()),
	check("low < high"), check("rate > 0 AND rate < 0.001"),
	check("code GLOB 'T-[0-9][0-9]'"), check("(until >= '2030-01-01')"),
	check("\"small\" <> 3 AND small IN (1, 2, 3)"));

CALX_MODEL(Odd, "odds", column(id, integer(), .primary_key = true),
	column(n, integer(), .unique = true), check("n * n = 49"));

CALX_MODEL(Born, "born", column(id, integer(), .primary_key = true),
	column(born, datetime(), .unique = true),
	column(day, date(), .unique = true), column(at, datetime()));

CALX_MODEL(Member, "members", column(id, integer(), .primary_key = true),
	column(email, string(40)), column(active, boolean()),
	column(team, integer()),
	column(nick, string(2), .collation = "NOCASE", .unique = true),
	index(sql("lower(email)"), .unique = true),
	index(team, .unique = true, .where = "active = 1"),
	check("team < 200"));

CALX_MODEL(Row, "rows", column(id, integer(), .primary_key = true),
	column(n, integer()), table_options(.without_rowid = true));

CALX_MODEL(Summed, "sums", column(id, integer(), .primary_key = true),
	column(a, integer()), column(b, integer()),
	column(both, integer(), .computed = "a + b"), unique_index(both),
	check("both < 300"));
CALX_MODEL(Few, "few", column(id, integer(), .primary_key = true),
	column(quantity, integer(), .unique = true));
CALX_MODEL(Aged, "aged", column(id, integer(), .primary_key = true),
	column(age, integer(), .unique = true));
CALX_MODEL(Dated, "dated", column(id, integer(), .primary_key = true),
	column(day, date(), .unique = true));
CALX_MODEL(Never, "never", column(id, integer(), .primary_key = true),
	column(code, string(3)), check("length(code) > 5"));
CALX_MODEL(Cased, "cased", column(id, integer(), .primary_key = true),
	column(letter, string(1), .unique = true), column(share, numeric(2, 2)),
	column(at, time()), check("letter IN ('a', 'A', 'b', 'B')"),
	check("at < '06:00:00'"));

CALX_MODEL(Clock, "clocks", column(id, integer(), .primary_key = true),
	column(seconds, nullable(datetime(.stored = CALX_UNIX_SECONDS)),
		.unique = true),
	column(millis, datetime(.stored = CALX_UNIX_MILLISECONDS)),
	column(instant, timestamp(.stored = CALX_UNIX_SECONDS)),
	column(plain, datetime()));

CALX_MODEL(Receipt, "receipts",
	column(id, integer(), .primary_key = true, .autoincrement = true),
	column(n, integer()));
CALX_MODEL(Voucher, "vouchers",
	column(id, integer(), .primary_key = true, .autoincrement = true),
	column(n, integer()), table_options(.strict = true));
CALX_MODEL(Day, "days", column(id, integer(), .primary_key = true),
	column(day, date()), column(at, time()), column(moment, datetime()));

CALX_METADATA(shop, Receipt, Voucher, Day, Clock, Summed, Few, Aged, Dated,
	Never, Cased, Publisher, Book, Ticket, Pair, Passport, Node, Shelf,
	Copy, Term, Odd, Born, Member, Row);

struct fixture {
	calx_engine *engine;
	calx_session *session;
	calx_faker *fake;
};

static struct fixture open_fixture(uint64_t seed)
{
	struct fixture f;

	f.engine = database_engine();
	spelled_create_all(f.engine, &shop, NULL);
	f.session = calx_session_open(f.engine);
	f.fake = calx_faker_open("en_US", .seed = seed);
	return f;
}

static void close_fixture(struct fixture *f)
{
	calx_faker_close(f->fake);
	calx_session_close(f->session);
	database_engine_close(f->engine);
}

static void assert_no_error(calx_session *session)
{
	const calx_error *error = calx_session_error(session);

	if (error)
		fail_msg("%s (%s)", error->message, error->statement);
}

static void rows_satisfy_every_constraint(void **state)
{
	struct fixture f = open_fixture(1);

	(void)state;
	assert_int_equal(calx_seed(f.session, f.fake, Publisher, 40), 40);
	assert_int_equal(calx_seed(f.session, f.fake, Book, 1200), 1200);
	calx_commit(f.session);
	assert_no_error(f.session);
	assert_int_equal(calx_count(f.session, Book), 1200);
	calx_each(f.session, Book, book) {
		assert_in_range(book->publisher_id, 1, 40);
		assert_true(
			!book->rating.has ||
			(book->rating.value >= 2 && book->rating.value <= 4));
		assert_true(book->title[0] && strlen(book->title) <= 24);
		assert_true(book->added_at.local.month > 0);
	}
	close_fixture(&f);
}

static void every_parent_gets_a_chance(void **state)
{
	struct fixture f = open_fixture(2);
	int seen[6] = { 0 };

	(void)state;
	calx_seed(f.session, f.fake, Publisher, 5);
	calx_seed(f.session, f.fake, Book, 200);
	assert_no_error(f.session);
	calx_each(f.session, Book, book)
		seen[book->publisher_id]++;
	for (int i = 1; i <= 5; i++)
		assert_true(seen[i] > 10);
	close_fixture(&f);
}

/* a type without would be filled by nobody */
static void every_type_has_its_filler(void **state)
{
	(void)state;
	for (int kind = CALX_NULL + 1; kind < CALX_KIND_COUNT; kind++)
		assert_non_null(
			calx__fill_carriers[calx__types[kind].carrier].fill);
}

static const char *my_title(calx_faker *fake)
{
	return calx_fake_pattern(fake, "Book ###");
}

static calx_decimal bare_price(calx_faker *fake)
{
	(void)fake;
	return (calx_decimal){ .mark = 12 };
}

/* a provider's value is a row's as any other */
static void bare_numbers_are_not_seeded(void **state)
{
	struct fixture f = open_fixture(1);

	(void)state;
	calx_seed(f.session, f.fake, Publisher, 1);
	assert_int_equal(
		calx_seed(f.session, f.fake, Book, 1, .price = bare_price),
		CALX_INVALID);
	assert_non_null(strstr(calx_session_error(f.session)->message,
		"column \"books.price\": a bare 12 is no calx_decimal"));
	close_fixture(&f);
}

static void a_named_provider_is_asked(void **state)
{
	struct fixture f = open_fixture(3);

	(void)state;
	calx_seed(f.session, f.fake, Publisher, 1);
	calx_seed(f.session, f.fake, Book, 20, .title = my_title);
	assert_no_error(f.session);
	assert_int_equal(calx_count(f.session, Book,
				 where(Book.title, like, "Book ___")),
		20);
	close_fixture(&f);
}

static void the_same_seed_gives_the_same_rows(void **state)
{
	struct fixture a = open_fixture(4), b = open_fixture(4);
	struct Publisher_list left, right;

	(void)state;
	calx_seed(a.session, a.fake, Publisher, 30);
	/* in two goes, with other calls between them */
	calx_seed(b.session, b.fake, Publisher, 10);
	calx_fake_name(b.fake);
	calx_seed(b.session, b.fake, Publisher, 20);
	left = calx_all(a.session, Publisher, order_by(Publisher.id));
	right = calx_all(b.session, Publisher, order_by(Publisher.id));
	assert_int_equal(left.count, 30);
	assert_int_equal(right.count, 30);
	for (size_t i = 0; i < 30; i++) {
		CHECK_TEXT(left.items[i]->name, right.items[i]->name);
		CHECK_TEXT(left.items[i]->email, right.items[i]->email);
	}
	close_fixture(&a);
	close_fixture(&b);
}

static void too_few_values_are_an_error_before_the_first_row(void **state)
{
	struct fixture f = open_fixture(5);

	(void)state;
	assert_int_equal(calx_seed(f.session, f.fake, Ticket, 4), CALX_RANGE);
	assert_non_null(calx_session_error(f.session));
	assert_non_null(
		strstr(calx_session_error(f.session)->message, "tickets.kind"));
	assert_non_null(
		strstr(calx_session_error(f.session)->where, "seed.c:"));
	calx_rollback(f.session);
	assert_int_equal(calx_count(f.session, Ticket), 0);
	assert_int_equal(calx_seed(f.session, f.fake, Ticket, 3), 3);
	close_fixture(&f);
}

/* every pair of keys, and not one more */
static void pairs_are_used_up(void **state)
{
	struct fixture f = open_fixture(11);

	(void)state;
	calx_seed(f.session, f.fake, Publisher, 7);
	calx_seed(f.session, f.fake, Book, 11);
	assert_int_equal(calx_seed(f.session, f.fake, Pair, 40), 40);
	assert_int_equal(calx_seed(f.session, f.fake, Pair, 37), 37);
	assert_int_equal(calx_commit(f.session), CALX_OK);
	assert_int_equal(calx_count(f.session, Pair), 77);
	assert_int_equal(calx_seed(f.session, f.fake, Pair, 1), CALX_RANGE);
	CHECK_TEXT(calx_session_error(f.session)->message,
		"pairs.(left_id, right_id) must be unique, but has only 77 values for 78 rows");
	assert_non_null(
		strstr(calx_session_error(f.session)->hint, "more rows first"));
	close_fixture(&f);
}

static void one_to_one_goes_on_when_the_parents_have_grown(void **state)
{
	struct fixture f = open_fixture(12);

	(void)state;
	calx_seed(f.session, f.fake, Publisher, 5);
	assert_int_equal(calx_seed(f.session, f.fake, Passport, 4), 4);
	calx_seed(f.session, f.fake, Publisher, 20);
	assert_int_equal(calx_seed(f.session, f.fake, Passport, 21), 21);
	assert_int_equal(calx_commit(f.session), CALX_OK);
	assert_int_equal(calx_seed(f.session, f.fake, Passport, 1), CALX_RANGE);
	CHECK_TEXT(calx_session_error(f.session)->hint,
		"Seed publishers with more rows first, or ask for fewer.");
	close_fixture(&f);
}

/* rows that are gone leave their numbers to others */
static void values_that_are_there_are_left_alone(void **state)
{
	struct fixture f = open_fixture(13);

	(void)state;
	calx_seed(f.session, f.fake, Publisher, 30);
	calx_delete_where(f.session, Publisher, where(Publisher.id, <=, 10));
	assert_int_equal(calx_seed(f.session, f.fake, Publisher, 40), 40);
	assert_int_equal(calx_commit(f.session), CALX_OK);
	assert_int_equal(calx_count(f.session, Publisher), 60);
	close_fixture(&f);
}

static void a_table_may_have_to_refer_to_itself(void **state)
{
	struct fixture f = open_fixture(14);
	int others = 0;

	(void)state;
	assert_int_equal(calx_seed(f.session, f.fake, Node, 20), 20);
	calx_each(f.session, Node, node) {
		CHECK_TEXT(node->parent, node->code);
		assert_null(node->boss);
	}
	assert_int_equal(calx_seed(f.session, f.fake, Node, 20), 20);
	assert_int_equal(calx_commit(f.session), CALX_OK);
	calx_each(f.session, Node, again)
		others += strcmp(again->parent, again->code) != 0;
	assert_true(others > 10);
	close_fixture(&f);
}

/* one column that two foreign keys have in common */
static void foreign_keys_agree(void **state)
{
	struct fixture f = open_fixture(15);

	(void)state;
	assert_int_equal(calx_seed(f.session, f.fake, Shelf, 12), 12);
	assert_int_equal(calx_seed(f.session, f.fake, Copy, 60), 60);
	assert_int_equal(calx_commit(f.session), CALX_OK);
	assert_no_error(f.session);
	close_fixture(&f);
}

static void checks_are_satisfied(void **state)
{
	struct fixture f = open_fixture(16);

	(void)state;
	assert_int_equal(calx_seed(f.session, f.fake, Term, 60), 60);
	assert_int_equal(calx_commit(f.session), CALX_OK);
	calx_each(f.session, Term, term) {
		assert_true(term->low < term->high);
		assert_true(term->rate > 0 && term->rate < 0.001);
		assert_in_range(term->small, 1, 2);
		assert_true(!term->until.has || term->until.value.year >= 2030);
	}
	/* there are a hundred codes */
	assert_int_equal(calx_seed(f.session, f.fake, Term, 41), CALX_RANGE);
	close_fixture(&f);
}

static void a_check_that_nothing_satisfies_is_named(void **state)
{
	struct fixture f = open_fixture(17);

	(void)state;
	assert_int_equal(calx_seed(f.session, f.fake, Odd, 2), 2);
	assert_int_equal(calx_commit(f.session), CALX_OK);
	assert_int_equal(calx_seed(f.session, f.fake, Odd, 3), CALX_RANGE);
	assert_non_null(strstr(calx_session_error(f.session)->message,
		"no more than 0 of 3 rows were found for odds that "));
	assert_true(strstr(calx_session_error(f.session)->message,
			    "that CHECK (n * n = 49) accepts") ||
		    strstr(calx_session_error(f.session)->message,
			    "that UNIQUE (n) accepts"));
	assert_non_null(
		strstr(calx_session_error(f.session)->hint, ".n = my_n"));
	calx_rollback(f.session);
	assert_int_equal(calx_count(f.session, Odd), 2);
	close_fixture(&f);
}

/* of some rows, of expressions, of text whose case does not count */
static void every_kind_of_index_is_respected(void **state)
{
	struct fixture f = open_fixture(20);

	(void)state;
	assert_int_equal(calx_seed(f.session, f.fake, Member, 300), 300);
	assert_int_equal(calx_seed(f.session, f.fake, Member, 300), 300);
	assert_int_equal(calx_commit(f.session), CALX_OK);
	assert_in_range(
		calx_count(f.session, Member, where(Member.active, ==, true)),
		50, 199);
	close_fixture(&f);
}

static void a_key_that_nobody_numbers_is_numbered(void **state)
{
	struct fixture f = open_fixture(21);

	(void)state;
	assert_int_equal(calx_seed(f.session, f.fake, Row, 5), 5);
	assert_int_equal(calx_seed(f.session, f.fake, Row, 5), 5);
	assert_int_equal(calx_commit(f.session), CALX_OK);
	assert_non_null(calx_get(f.session, Row, 1));
	assert_non_null(calx_get(f.session, Row, 10));
	close_fixture(&f);
}

/* a name may mean a range, which ends somewhere or only begins */
static void a_range_is_left_where_more_makes_sense(void **state)
{
	struct fixture f = open_fixture(22);

	(void)state;
	assert_int_equal(calx_seed(f.session, f.fake, Few, 100), 100);
	assert_int_equal(calx_count(f.session, Few,
				 where(Few.quantity, between, 1, 100)),
		100);
	assert_int_equal(calx_seed(f.session, f.fake, Few, 50), 50);
	assert_int_equal(calx_seed(f.session, f.fake, Aged, 73), 73);
	assert_int_equal(calx_commit(f.session), CALX_OK);
	assert_int_equal(calx_seed(f.session, f.fake, Aged, 1), CALX_RANGE);
	CHECK_TEXT(calx_session_error(f.session)->message,
		"aged.age must be unique, but has only 73 values for 74 rows");
	CHECK_TEXT(calx_session_error(f.session)->hint,
		"Name a function that makes other values in the call, .age = my_age, or ask for fewer rows.");
	calx_rollback(f.session);
	assert_int_equal(calx_seed(f.session, f.fake, Dated, 20454), 20454);
	assert_int_equal(calx_commit(f.session), CALX_OK);
	assert_int_equal(calx_seed(f.session, f.fake, Dated, 1), CALX_RANGE);
	close_fixture(&f);
}

static void what_the_database_computes_is_respected(void **state)
{
	struct fixture f = open_fixture(24);

	(void)state;
	assert_int_equal(calx_seed(f.session, f.fake, Summed, 100), 100);
	assert_int_equal(calx_seed(f.session, f.fake, Summed, 100), 100);
	assert_int_equal(calx_commit(f.session), CALX_OK);
	close_fixture(&f);
}

static void what_no_value_satisfies_is_refused(void **state)
{
	struct fixture f = open_fixture(23);

	(void)state;
	assert_int_equal(calx_seed(f.session, f.fake, Never, 1), CALX_RANGE);
	CHECK_TEXT(calx_session_error(f.session)->message,
		"never.code can hold no value: its type and its CHECKs leave none");
	calx_rollback(f.session);
	assert_int_equal(calx_seed(f.session, f.fake, Never, 0), 0);
	/* upper and lower case are two, unless a collation says otherwise */
	assert_int_equal(calx_seed(f.session, f.fake, Cased, 4), 4);
	assert_int_equal(calx_commit(f.session), CALX_OK);
	calx_each(f.session, Cased, cased) {
		assert_true(cased->at.hour < 6);
		assert_true(calx_decimal_compare(
				    cased->share, calx_decimal_of("0")) >= 0);
	}
	assert_int_equal(calx_seed(f.session, f.fake, Cased, 1), CALX_RANGE);
	close_fixture(&f);
}

static int calls;

static const char *my_code(calx_faker *fake)
{
	calls++;
	return calx_fake_pattern(fake, "T-##");
}

static const char *same_code(calx_faker *fake)
{
	(void)fake;
	calls++;
	return "T-00";
}

static int32_t wrong_publisher(calx_faker *fake)
{
	return calx_fake_int(fake, 1, 5);
}

/* what it gives is looked at as everything else is */
static void a_provider_is_asked_again(void **state)
{
	struct fixture f = open_fixture(18);

	(void)state;
	calls = 0;
	assert_int_equal(
		calx_seed(f.session, f.fake, Term, 50, .code = my_code), 50);
	assert_int_equal(calx_commit(f.session), CALX_OK);
	assert_true(calls > 50);
	calls = 0;
	assert_int_equal(
		calx_seed(f.session, f.fake, Term, 2, .code = same_code),
		CALX_RANGE);
	assert_in_range(calls, 100, 100000);
	calx_rollback(f.session);
	calx_seed(f.session, f.fake, Publisher, 2);
	assert_int_equal(calx_seed(f.session, f.fake, Book, 30,
				 .publisher_id = wrong_publisher),
		30);
	assert_int_equal(calx_commit(f.session), CALX_OK);
	close_fixture(&f);
}

static const char *x_name(calx_faker *fake)
{
	(void)fake;
	return "x";
}

static const char *long_name(calx_faker *fake)
{
	(void)fake;
	return "a name that is longer than thirty letters";
}

static int32_t one(calx_faker *fake)
{
	(void)fake;
	return 1;
}

/* why there are no more rows, and how to go on */
static void providers_that_repeat_themselves_are_named(void **state)
{
	struct fixture f = open_fixture(25);

	(void)state;
	assert_int_equal(
		calx_seed(f.session, f.fake, Publisher, 2, .name = x_name),
		CALX_RANGE);
	CHECK_TEXT(calx_session_error(f.session)->message,
		"no more than 1 of 2 rows were found for publishers that UNIQUE (name) accepts");
	CHECK_TEXT(calx_session_error(f.session)->detail,
		"Values were tried at random, and none was written.");
	CHECK_TEXT(calx_session_error(f.session)->hint,
		"Name a function that makes other values in the call, .name = my_name, or ask for fewer rows.");
	calx_rollback(f.session);
	assert_int_equal(
		calx_seed(f.session, f.fake, Publisher, 1, .name = long_name),
		CALX_RANGE);
	assert_non_null(strstr(
		calx_session_error(f.session)->message, "publishers.name"));
	calx_rollback(f.session);
	calx_seed(f.session, f.fake, Publisher, 3);
	calx_seed(f.session, f.fake, Book, 1);
	assert_int_equal(calx_seed(f.session, f.fake, Pair, 2, .left_id = one),
		CALX_RANGE);
	calx_rollback(f.session);
	calx_seed(f.session, f.fake, Publisher, 3);
	calx_seed(f.session, f.fake, Book, 2);
	assert_int_equal(calx_seed(f.session, f.fake, Pair, 2, .left_id = one,
				 .right_id = one),
		CALX_RANGE);
	CHECK_TEXT(calx_session_error(f.session)->message,
		"no more than 1 of 2 rows were found for pairs that UNIQUE (left_id, right_id) accepts");
	close_fixture(&f);
}

static const char *my_place(calx_faker *fake)
{
	return calx_fake_boolean(fake) ? "left" : "none";
}

static int32_t my_room(calx_faker *fake)
{
	return calx_fake_int(fake, 1, 3);
}

/* a key of two columns, of which functions make one or both */
static void provided_keys_refer_to_rows_that_are_there(void **state)
{
	struct fixture f = open_fixture(26);
	calx_connection *connection = calx_session_connection(f.session);

	(void)state;
	assert_int_equal(calx_connection_execute(connection,
				 "INSERT INTO shelves VALUES (2, 'left', 'a'), "
				 "(3, 'none', 'b')",
				 NULL, 0),
		2);
	assert_int_equal(calx_seed(f.session, f.fake, Copy, 9, .room = my_room,
				 .place = my_place),
		9);
	assert_int_equal(calx_commit(f.session), CALX_OK);
	calx_each(f.session, Copy, copy) {
		assert_in_range(copy->room, 2, 3);
		CHECK_TEXT(copy->place, copy->room == 2 ? "left" : "none");
	}
	assert_int_equal(
		calx_seed(f.session, f.fake, Copy, 3, .place = my_place), 3);
	assert_int_equal(calx_commit(f.session), CALX_OK);
	close_fixture(&f);
}

static calx_datetime my_moment(calx_faker *fake)
{
	(void)fake;
	return calx_datetime_of(2001, 2, 3, 4, 5, 6, 789012);
}

static calx_timestamp my_instant(calx_faker *fake)
{
	return (calx_timestamp){ .local = my_moment(fake) };
}

/* the digits that a column has no room for are cut */
static void provided_times_fit_their_column(void **state)
{
	struct fixture f = open_fixture(27);
	struct Clock *clock;

	(void)state;
	assert_int_equal(calx_seed(f.session, f.fake, Clock, 1,
				 .seconds = my_moment, .millis = my_moment,
				 .instant = my_instant, .plain = my_moment),
		1);
	assert_int_equal(calx_commit(f.session), CALX_OK);
	clock = calx_first(f.session, Clock);
	assert_int_equal(clock->seconds.value.second, 6);
	assert_int_equal(clock->seconds.value.microsecond, 0);
	assert_int_equal(clock->millis.microsecond, 789000);
	assert_int_equal(clock->instant.local.microsecond, 0);
	assert_int_equal(clock->plain.microsecond, 789012);
	close_fixture(&f);
}

/* what another program has left there is none of ours, and in nobody's way */
static void rows_of_no_form_are_passed_over(void **state)
{
	struct fixture f = open_fixture(28);
	calx_connection *connection = calx_session_connection(f.session);

	(void)state;
	assert_int_equal(calx_connection_execute(connection,
				 "INSERT INTO clocks (seconds, millis, "
				 "instant, plain) VALUES ('soon', 5, 7, 'x'), "
				 "(1e300, 6, 8, 'y'), (NULL, 6, 8, 'y')",
				 NULL, 0),
		3);
	assert_int_equal(calx_seed(f.session, f.fake, Clock, 5), 5);
	assert_int_equal(calx_commit(f.session), CALX_OK);
	close_fixture(&f);
}

/* keys that the database never gives again are not given here either */
static void numbers_that_are_gone_stay_gone(void **state)
{
	struct fixture f = open_fixture(29);

	(void)state;
	assert_int_equal(calx_seed(f.session, f.fake, Receipt, 3), 3);
	assert_int_equal(
		calx_delete_where(f.session, Receipt, where(Receipt.id, ==, 3)),
		1);
	assert_int_equal(calx_seed(f.session, f.fake, Receipt, 2), 2);
	assert_int_equal(calx_commit(f.session), CALX_OK);
	assert_null(calx_get(f.session, Receipt, 3));
	assert_non_null(calx_get(f.session, Receipt, 4));
	assert_non_null(calx_get(f.session, Receipt, 5));
	close_fixture(&f);
}

/* nor where the table has options that say nothing of its keys */
static void options_leave_the_numbers_alone(void **state)
{
	struct fixture f = open_fixture(29);

	(void)state;
	assert_int_equal(calx_seed(f.session, f.fake, Voucher, 3), 3);
	assert_int_equal(
		calx_delete_where(f.session, Voucher, where(Voucher.id, ==, 3)),
		1);
	assert_int_equal(calx_seed(f.session, f.fake, Voucher, 1), 1);
	assert_int_equal(calx_commit(f.session), CALX_OK);
	assert_null(calx_get(f.session, Voucher, 3));
	assert_non_null(calx_get(f.session, Voucher, 4));
	close_fixture(&f);
}

/* before the year 1 there is no time: all rows have its first day */
static void the_first_day_is_a_day(void **state)
{
	const calx_datetime first = { 1, 1, 1, 0, 0, 0, 0 };
	struct fixture f = open_fixture(30);

	(void)state;
	calx_faker_close(f.fake);
	f.fake = calx_faker_open("en_US", .reference_time = &first);
	assert_int_equal(calx_seed(f.session, f.fake, Day, 3), 3);
	assert_int_equal(calx_commit(f.session), CALX_OK);
	calx_each(f.session, Day, day) {
		assert_int_equal(day->day.year, 1);
		assert_int_equal(day->at.hour, 0);
		assert_int_equal(day->moment.year, 1);
	}
	close_fixture(&f);
}

static void times_go_by_the_reference_time(void **state)
{
	static const calx_datetime times[] = { { 1, 1, 1, 0, 0, 0, 0 },
		{ 50, 6, 1, 12, 0, 0, 0 }, { 1600, 2, 29, 0, 0, 0, 0 },
		{ 1969, 12, 31, 23, 59, 59, 999999 },
		{ 1970, 1, 1, 0, 0, 0, 0 }, { 1970, 1, 2, 0, 0, 0, 0 },
		{ 2024, 2, 29, 0, 0, 0, 0 }, { 9999, 12, 31, 0, 0, 0, 0 } };

	(void)state;
	for (size_t i = 0; i < sizeof(times) / sizeof(*times); i++) {
		struct fixture f = open_fixture(19);
		int64_t now = calx_datetime_microseconds(times[i]), status;

		calx_faker_close(f.fake);
		f.fake = calx_faker_open("en_US", .reference_time = &times[i]);
		assert_non_null(f.fake);
		status = calx_seed(f.session, f.fake, Born, i ? 1 : 2);
		assert_int_equal(status, i ? 1 : CALX_RANGE);
		if (i)
			assert_int_equal(calx_commit(f.session), CALX_OK);
		else
			calx_rollback(f.session);
		calx_each(f.session, Born, row) {
			assert_true(calx_datetime_microseconds(row->at) <= now);
			assert_true(
				calx_datetime_microseconds(row->born) <= now);
		}
		close_fixture(&f);
	}
}

static void no_parents_are_an_error(void **state)
{
	struct fixture f = open_fixture(6);

	(void)state;
	assert_int_equal(calx_seed(f.session, f.fake, Book, 1), CALX_NOT_FOUND);
	assert_non_null(
		strstr(calx_session_error(f.session)->message, "publishers"));
	close_fixture(&f);
}

static void misuse_is_an_error(void **state)
{
	struct fixture f = open_fixture(7);

	(void)state;
	assert_int_equal(calx_seed(f.session, NULL, Ticket, 1), CALX_MISUSE);
	calx_rollback(f.session);
	assert_int_equal(calx_seed(f.session, f.fake, Ticket, -1), CALX_MISUSE);
	calx_rollback(f.session);
	assert_int_equal(calx_seed(f.session, f.fake, Ticket, 0), 0);
	assert_int_equal(calx_seed(NULL, f.fake, Ticket, 1), CALX_MISUSE);
	close_fixture(&f);
}

static void seed_a_little(void *context)
{
	struct fixture f = open_fixture(8);

	(void)context;
	calx_seed(f.session, f.fake, Publisher, 3);
	calx_seed(f.session, f.fake, Book, 3);
	calx_commit(f.session);
	if (torture_is_clean())
		assert_int_equal(calx_count(f.session, Book), 3);
	close_fixture(&f);
}

static void survives_every_failing_allocation(void **state)
{
	(void)state;
	torture(seed_a_little, NULL);
}

CHECK_MAIN("faker: seed", cmocka_unit_test(rows_satisfy_every_constraint),
	cmocka_unit_test(every_parent_gets_a_chance),
	cmocka_unit_test(every_type_has_its_filler),
	cmocka_unit_test(a_named_provider_is_asked),
	cmocka_unit_test(bare_numbers_are_not_seeded),
	cmocka_unit_test(the_same_seed_gives_the_same_rows),
	cmocka_unit_test(too_few_values_are_an_error_before_the_first_row),
	cmocka_unit_test(pairs_are_used_up),
	cmocka_unit_test(one_to_one_goes_on_when_the_parents_have_grown),
	cmocka_unit_test(values_that_are_there_are_left_alone),
	cmocka_unit_test(a_table_may_have_to_refer_to_itself),
	cmocka_unit_test(foreign_keys_agree),
	cmocka_unit_test(checks_are_satisfied),
	cmocka_unit_test(a_check_that_nothing_satisfies_is_named),
	cmocka_unit_test(every_kind_of_index_is_respected),
	cmocka_unit_test(a_key_that_nobody_numbers_is_numbered),
	cmocka_unit_test(a_range_is_left_where_more_makes_sense),
	cmocka_unit_test(what_no_value_satisfies_is_refused),
	cmocka_unit_test(what_the_database_computes_is_respected),
	cmocka_unit_test(a_provider_is_asked_again),
	cmocka_unit_test(providers_that_repeat_themselves_are_named),
	cmocka_unit_test(provided_keys_refer_to_rows_that_are_there),
	cmocka_unit_test(provided_times_fit_their_column),
	cmocka_unit_test(rows_of_no_form_are_passed_over),
	cmocka_unit_test(numbers_that_are_gone_stay_gone),
	cmocka_unit_test(options_leave_the_numbers_alone),
	cmocka_unit_test(the_first_day_is_a_day),
	cmocka_unit_test(times_go_by_the_reference_time),
	cmocka_unit_test(no_parents_are_an_error),
	cmocka_unit_test(misuse_is_an_error),
	cmocka_unit_test(survives_every_failing_allocation), )
