#include <stdio.h>

#include "check.h"
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

CALX_METADATA(shop, Publisher, Book, Ticket);

struct fixture {
	calx_engine *engine;
	calx_session *session;
	calx_faker *fake;
};

static struct fixture open_fixture(uint64_t seed)
{
	struct fixture f;

	f.engine = calx_engine_open("sqlite://", NULL);
	calx_create_all(f.engine, &shop);
	f.session = calx_session_open(f.engine);
	f.fake = calx_faker_open("en_US", .seed = seed);
	return f;
}

static void close_fixture(struct fixture *f)
{
	calx_faker_close(f->fake);
	calx_session_close(f->session);
	calx_engine_close(f->engine);
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
	cmocka_unit_test(no_parents_are_an_error),
	cmocka_unit_test(misuse_is_an_error),
	cmocka_unit_test(survives_every_failing_allocation), )
