/* The queries of one table, as programs write them: each with what it is to
 * answer. The models are those of a library and of an office. */
#include "check.h"
#include "database.h"
#include "spelled.h"

#include <stdio.h>

#include <calx/calx.h>

/* clang-format off */
CALX_MODEL(Author, "authors",
    column(id,      big_integer(), .primary_key = true),
    column(name,    string(120), .unique = true),
    column(country, nullable(string(2))),
    column(born,    nullable(date())));

CALX_MODEL(Book, "books",
    column(id,        big_integer(), .primary_key = true),
    column(author_id, big_integer(), .references = "authors.id", .on_delete = "cascade", .index = true),
    column(title,     string(200)),
    column(price,     numeric(10, 2), .server_default = "0"),
    column(details,   nullable(json())),
    column(added_at,  timestamp(), .server_default = "CURRENT_TIMESTAMP"),
    unique(author_id, title),
    check("price >= 0"));

CALX_MODEL(Tag, "tags",
    column(id,   big_integer(), .primary_key = true),
    column(name, string(40), .unique = true),
    column(uses, integer(), .server_default = "1"));

CALX_MODEL(Worker, "workers",
    column(id,      integer(), .primary_key = true),
    column(name,    string(80)),
    column(salary,  nullable(numeric(10, 2))),
    column(active,  boolean()),
    column(hired,   date()),
    column(left_on, nullable(date())),
    column(boss_id, nullable(integer()), .references = "workers.id"));

CALX_METADATA(office, Worker, Author, Book, Tag);

CALX_ROW(NameAndCount, column(name, string()), column(n, big_integer()));
CALX_ROW(YearlyCount, column(year, integer()), column(n, big_integer()));
CALX_ROW(Latest, column(title, string()), column(price, numeric(10, 2)));
CALX_ROW(Listing,
    column(title, string()),
    column(label, string()),
    column(city,  nullable(string())));
CALX_ROW(Pay,
    column(workers, big_integer()),
    column(total,   nullable(numeric(12, 2))),
    column(mean,    nullable(numeric(12, 2))),
    column(first,   nullable(date())));
CALX_ROW(Running, column(title, string()), column(total, nullable(numeric(12, 2))), column(before, nullable(numeric(10, 2))));
CALX_ROW(Place, column(title, string()), column(place, big_integer()));
CALX_ROW(Two, column(name, string()), column(other, string()));

CALX_FUNCTION(ltrim, string(), string());
/* clang-format on */

#include <calx/short.h>

#define is_well(session)                                                   \
	assert_string_equal(calx_session_error(session)                    \
				    ? calx_session_error(session)->message \
				    : "",                                  \
		"")

static calx_session *office_open(calx_engine **ret_engine)
{
	calx_engine *engine = database_engine();
	calx_session *s = calx_session_open(engine);

	spelled_create_all(engine, &office, NULL);
	/* clang-format off */
	calx_add_all(s, Worker,
		{ .id = 1, .name = "spongebob", .salary = some(decimal("120.50")), .active = true,  .hired = calx_date_of(1999, 5, 1) },
		{ .id = 2, .name = "Sandy",     .salary = some(decimal("99.25")),  .active = true,  .hired = calx_date_of(2020, 3, 1) },
		{ .id = 3, .name = "patrick",   .active = true,  .hired = calx_date_of(2020, 9, 9), .left_on = some(calx_date_of(2021, 1, 1)) },
		{ .id = 4, .name = "Sandy",     .salary = some(decimal("9.00")),   .active = false, .hired = calx_date_of(2021, 2, 3) });
	calx_add_all(s, Author, { .id = 1, .name = "Le Guin", .country = "US" }, { .id = 2, .name = "Lem" });
	calx_bulk_save(s, Book, ((const struct Book[]){
		{ .id = 1, .author_id = 1, .title = "A Wizard of Earthsea", .price = decimal("12.50"), .added_at = calx_timestamp_of(2026, 1, 2) },
		{ .id = 2, .author_id = 1, .title = "The Dispossessed",     .price = decimal("4.00"),  .added_at = calx_timestamp_of(2025, 1, 2) },
		{ .id = 3, .author_id = 2, .title = "Solaris",              .price = decimal("30.00"), .added_at = calx_timestamp_of(2025, 7, 2) } }), 3);
	/* clang-format on */
	is_well(s);
	*ret_engine = engine;
	return s;
}

static void office_close(calx_session *s, calx_engine *engine)
{
	is_well(s);
	calx_session_close(s);
	database_engine_close(engine);
}

static void rows_of_a_model(void **state)
{
	calx_engine *engine;
	calx_session *s = office_open(&engine);
	const char *word = "s";
	size_t rows = 0;

	(void)state;
	/* clang-format off */
	struct Worker *w = calx_get(s, Worker, 5);
	assert_null(w);
	w = calx_one(s, Worker, where(Worker.name, ==, "spongebob"));
	assert_non_null(w);
	assert_int_equal(w->id, 1);
	struct Worker_list workers = calx_all(s, Worker, where(Worker.name, in, "a", "patrick"), order_by(Worker.id));
	assert_int_equal(workers.count, 1);
	calx_each_row(s, row, columns(Worker.name, Worker.salary))
		rows += calx_row_get(row, Worker.name) != NULL && calx_decimal_to_double(calx_row_get(row, Worker.salary)) < 200;
	assert_int_equal(rows, 4);
	assert_int_equal(calx_all(s, Worker, where(Worker.active), any_of(where(Worker.salary, >, 100), where(Worker.salary, is_null))).count, 2);
	/* letters of both cases, where LIKE takes them */
	assert_int_equal(calx_all(s, Worker, where(Worker.name, starts_with, "S"), where(Worker.name, not_like, "%x%")).count, 3);
	assert_int_equal(calx_all(s, Worker, where(Worker.hired, between, calx_date_of(2020, 1, 1), calx_date_of(2020, 12, 31))).count, 2);
	long long n = calx_count(s, Worker);
	assert_int_equal(n, 4);
	assert_int_equal(calx_all(s, Book, where_given(Book.title, contains, word), order_by(Book.id), limit(20), offset(1)).count, 2);
	assert_int_equal(calx_all(s, Book, any_of(where(calc(Book.price, *, 2), >, decimal("24.99")),
		all_of(where(call(ltrim, Book.title), starts_with, "A "), where(Book.details, is_not_null)))).count, 2);
	/* clang-format on */
	office_close(s, engine);
}

static void values(void **state)
{
	calx_engine *engine;
	calx_session *session = office_open(&engine), *s = session;

	(void)state;
	/* clang-format off */
	calx_opt_decimal dearest = calx_scalar(session, max(Book.price), where(Book.price, <, 100));
	long long authors = calx_scalar(session, count_distinct(Book.author_id)).value;
	calx_strings titles = calx_values(session, Book.title, order_by(Book.title), limit(2));
	CHECK_TEXT(calx_str(dearest), "30.00");
	assert_int_equal(authors, 2);
	assert_int_equal(titles.count, 2);

	calx_integers ids = calx_values(s, Book.author_id, distinct());
	assert_int_equal(ids.count, 2);
	calx_strings labels = calx_values(s, case_when(string(), when("cheap", Book.price, <, 5), when("fair", Book.price, <, 20), otherwise("dear")));
	assert_int_equal(labels.count, 3);
	CHECK_TEXT(labels.items[2], "dear");
	calx_decimals yearly = calx_values(s, calc(calc(coalesce(Worker.salary, 0), *, 12), +, 100));
	assert_int_equal(yearly.count, 4);
	calx_strings mails = calx_values(s, concat(lower(Worker.name), "@", cast(Worker.id, string(20))));
	assert_int_equal(mails.count, 4);
	CHECK_TEXT(mails.items[1], "sandy@2");

	calx_integers most = calx_values(s, greatest(Worker.id, 3), order_by(Worker.id));
	assert_int_equal(most.items[0], 3);
	assert_int_equal(most.items[3], 4);
	CHECK_TEXT(calx_str(calx_scalar(s, least(Book.price, 9, decimal("20.5")), where(Book.id, ==, 3))), "9");
	assert_int_equal(calx_count(s, Book, where(greatest(Book.price, 9), <=, decimal("12.5"))), 2);
	assert_int_equal(calx_scalar(s, extract(month, Book.added_at), where(Book.id, ==, 3)).value, 7);
	/* clang-format on */
	office_close(s, engine);
}

static void rows_of_a_select(void **state)
{
	calx_engine *engine;
	calx_session *s = office_open(&engine);
	size_t seen = 0;

	(void)state;
	/* clang-format off */
	struct YearlyCount_list years = calx_all(s, YearlyCount,
		select(YearlyCount, .year = extract(year, Worker.hired), .n = count_rows()), group_by(extract(year, Worker.hired)));
	assert_int_equal(years.count, 3);
	assert_int_equal(years.items[1]->year, 2020);
	assert_int_equal(years.items[1]->n, 2);

	calx_each(s, NameAndCount, r, select(NameAndCount, .name = Worker.name, .n = count(Worker.id)),
		  group_by(Worker.name), having(count(Worker.id), >, 1), order_by(desc(NameAndCount.n))) {
		CHECK_TEXT(r->name, "Sandy");
		assert_int_equal(r->n, 2);
		seen++;
	}
	assert_int_equal(seen, 1);

	calx_each(s, Listing, listing,
		  select(Listing,
			 .title = concat(upper(Book.title), ", ", cast(extract(year, Book.added_at), string(4))),
			 .label = case_when(string(), when("cheap", Book.price, <, 5), when("fair", Book.price, between, 5, 20),
					    otherwise("dear"))),
		  any_of(where(calc(Book.price, *, 2), >, decimal("24.99")),
			 all_of(where(call(ltrim, Book.title), starts_with, "A "), where(Book.details, is_not_null))),
		  order_by(Listing.title)) {
		CHECK_TEXT(listing->title, seen == 1 ? "A WIZARD OF EARTHSEA, 2026" : "SOLARIS, 2025");
		CHECK_TEXT(listing->label, seen == 1 ? "fair" : "dear");
		assert_null(listing->city);
		seen++;
		calx_commit(s);
		CHECK_TEXT(listing->label, seen == 2 ? "fair" : "dear");
	}
	assert_int_equal(seen, 3);

	struct Pay *pay = calx_one(s, Pay, select(Pay, .workers = count_rows(), .total = sum(Worker.salary),
		.mean = avg(Worker.salary), .first = min(Worker.hired)));
	assert_non_null(pay);
	assert_int_equal(pay->workers, 4);
	CHECK_TEXT(calx_str(pay->total), "228.75");
	CHECK_TEXT(calx_str(pay->mean), "76.25");
	CHECK_TEXT(calx_str(pay->first), "1999-05-01");
	/* without rows, a sum is NULL */
	pay = calx_first(s, Pay, select(Pay, .workers = count_rows(), .total = sum(Worker.salary)), where(Worker.id, >, 99));
	assert_non_null(pay);
	assert_int_equal(pay->workers, 0);
	assert_false(pay->total.has || pay->mean.has || pay->first.has);

	struct Latest_list latest = calx_all(s, Latest, select(Latest, .title = Book.title, .price = Book.price),
		order_by(desc(Latest.price)), limit(2));
	assert_int_equal(latest.count, 2);
	CHECK_TEXT(latest.items[0]->title, "Solaris");
	CHECK_TEXT(calx_str(latest.items[1]->price), "12.50");

	/* windows; the place in one is never NULL */
	struct Running_list running = calx_all(s, Running, select(Running, .title = Book.title,
		.total = over(sum(Book.price), partition_by(Book.author_id), order_by(Book.id)),
		.before = over(lag(Book.price), order_by(Book.id))));
	is_well(s);
	assert_int_equal(running.count, 3);
	CHECK_TEXT(calx_str(running.items[1]->total), "16.50");
	assert_false(running.items[0]->before.has);
	CHECK_TEXT(calx_str(running.items[2]->before), "4.00");
	struct Place *place = calx_first(s, Place, select(Place, .title = Book.title,
		.place = over(row_number(), partition_by(Book.author_id), order_by(desc(Book.price)))),
		order_by(desc(Place.place)));
	assert_non_null(place);
	assert_int_equal(place->place, 2);
	long long n = calx_scalar(s, filtered(count(Book.id), where(Book.price, >, 10))).value;
	assert_int_equal(n, 2);

	/* equal rows once; the table is said by from() */
	assert_int_equal(calx_all(s, Two, select(Two, .name = literal("a"), .other = literal("b")), from(Book), distinct()).count, 1);
	/* clang-format on */
	office_close(s, engine);
}

/* a label, and a column of the table that has its name */
static void labels_are_not_columns(void **state)
{
	calx_engine *engine;
	calx_session *s = office_open(&engine);
	struct Two_list by_label, by_column, groups;

	(void)state;
	/* clang-format off */
	by_label = calx_all(s, Two, select(Two, .name = upper(Worker.name), .other = Worker.name), order_by(Two.name, Two.other), limit(1));
	by_column = calx_all(s, Two, select(Two, .name = upper(Worker.name), .other = Worker.name), order_by(desc(Worker.name)), limit(1));
	groups = calx_all(s, Two, select(Two, .name = literal("x"), .other = min(Worker.name)), group_by(Two.name));
	/* clang-format on */
	assert_int_equal(by_label.count, 1);
	CHECK_TEXT(by_label.items[0]->name, "PATRICK");
	CHECK_TEXT(by_column.items[0]->other, "spongebob");
	assert_int_equal(groups.count, 1);
	CHECK_TEXT(groups.items[0]->other, "Sandy");
	office_close(s, engine);
}

/* clauses that are collected; what was added before the query counts */
static void selected_by_a_query(void **state)
{
	calx_engine *engine;
	calx_session *s = office_open(&engine);
	calx_query *query = calx_query_new(s);
	struct NameAndCount_list list;

	(void)state;
	{
		char name[] = "extra";

		calx_query_add(query,
			select(NameAndCount, .name = literal(name),
				.n = count_rows()),
			from(Tag));
		memset(name, 'x', sizeof(name) - 1);
	}
	list = calx_all(s, NameAndCount, clauses(query));
	assert_int_equal(list.count, 1);
	CHECK_TEXT(list.items[0]->name, "extra");
	assert_int_equal(list.items[0]->n, 0);
	calx_add(s, Tag, .name = "new");
	assert_int_equal(calx_one(s, NameAndCount, clauses(query))->n, 1);
	calx_query_free(query);
	office_close(s, engine);
}

static void changes(void **state)
{
	calx_engine *engine;
	calx_session *session = office_open(&engine), *s = session;

	(void)state;
	/* clang-format off */
	assert_int_equal(calx_insert(s, Tag, set(Tag.name, "x")), 1);
	calx_bulk_save(s, Tag, ((const struct Tag[]){ { .name = "a" }, { .name = "b" } }), 2);
	calx_add_all(session, Tag, { .name = "classic" }, { .name = "satire" });
	assert_int_equal(calx_count(s, Tag), 5);
	assert_int_equal(calx_scalar(s, Tag.uses, where(Tag.name, ==, "x")).value, 1);
	assert_int_equal(calx_insert(s, Author, set(Author.name, lower(literal("LEM"))), set_null(Author.country)), 1);
	assert_true(calx_exists(s, Author, where(Author.name, ==, "lem"), where(Author.country, is_null)));
	calx_update(s, Worker, set(Worker.salary, calc(Worker.salary, *, 2)), set_null(Worker.left_on), where(Worker.hired, <, calx_date_of(2000, 1, 1)));
	CHECK_TEXT(calx_str(calx_scalar(s, Worker.salary, where(Worker.id, ==, 1))), "241.00");
	struct Worker *w = calx_get(s, Worker, 1);
	assert_int_equal(calx_delete_where(s, Worker, where(Worker.left_on, is_not_null)), 1);
	calx_delete(s, w);
	assert_int_equal(calx_count(s, Worker), 2);
	/* clang-format on */
	office_close(s, engine);
}

#define REFUSED(status_, part, call)                                      \
	do {                                                              \
		(void)(call);                                             \
		assert_non_null(calx_session_error(s));                   \
		assert_int_equal(calx_session_error(s)->status, status_); \
		if (!strstr(calx_session_error(s)->message, part))        \
			assert_string_equal(                              \
				calx_session_error(s)->message, part);    \
		calx_rollback(s);                                         \
	} while (0)

static void what_is_refused(void **state)
{
	calx_engine *engine;
	calx_session *s = office_open(&engine);

	(void)state;
	calx_commit(s);
	/* clang-format off */
	/* what only the plan finds */
	REFUSED(CALX_INVALID, "the field 'n' of 'NameAndCount' is left out",
		calx_first(s, NameAndCount, select(NameAndCount, .name = Worker.name)));
	REFUSED(CALX_INVALID, "what fills the field 'name' of 'NameAndCount' may be NULL",
		calx_first(s, NameAndCount, select(NameAndCount, .name = Author.country, .n = count_rows())));
	REFUSED(CALX_INVALID, "what fills the field 'n' of 'NameAndCount' may be NULL",
		calx_first(s, NameAndCount, select(NameAndCount, .name = Author.name, .n = max(Author.id))));
	REFUSED(CALX_INVALID, "what fills the field 'name' of 'NameAndCount' may be NULL",
		calx_first(s, NameAndCount, select(NameAndCount, .name = lower(nullif(Author.name, "")), .n = Author.id)));
	REFUSED(CALX_INVALID, "may be NULL",
		calx_first(s, NameAndCount, select(NameAndCount,
			.name = case_when(string(), when("a", Author.id, <, 5)), .n = Author.id)));
	/* which cannot be seen in these */
	assert_non_null(calx_first(s, NameAndCount, select(NameAndCount, .name = coalesce(Author.country, "?"), .n = Author.id)));
	assert_non_null(calx_first(s, NameAndCount, select(NameAndCount, .name = Author.name, .n = max(Author.id)), group_by(Author.name)));
	is_well(s);

	REFUSED(CALX_MISUSE, "which select()?", calx_first(s, NameAndCount));
	REFUSED(CALX_MISUSE, "select() makes rows of \"YearlyCount\", not of \"NameAndCount\"",
		calx_all(s, NameAndCount, select(YearlyCount, .year = Worker.id, .n = count_rows())).count);
	REFUSED(CALX_INVALID, "select() makes rows of 'NameAndCount'",
		calx_first(s, Author, select(NameAndCount, .name = Author.name, .n = Author.id)));
	REFUSED(CALX_MISUSE, "which from()?", calx_first(s, NameAndCount, select(NameAndCount, .name = literal("a"), .n = count_rows())));
	REFUSED(CALX_UNSUPPORTED, "belongs to table",
		calx_first(s, NameAndCount, select(NameAndCount, .name = Author.name, .n = Worker.id)));
	REFUSED(CALX_INVALID, "which only order_by() and group_by() of its select() take",
		calx_first(s, NameAndCount, select(NameAndCount, .name = Author.name, .n = Author.id), where(NameAndCount.n, >, 1)));
	REFUSED(CALX_INVALID, "which only order_by() and group_by() of its select() take",
		calx_first(s, Author, order_by(NameAndCount.n)));
	REFUSED(CALX_INVALID, "not 'fortnight'",
		calx_scalar(s, extract(fortnight, Worker.hired)).value);
	REFUSED(CALX_INVALID, "has no meaning here",
		calx_count(s, Author, select(NameAndCount, .name = Author.name, .n = Author.id)));
	REFUSED(CALX_INVALID, "there is no set(...)", calx_insert(s, Author));
	REFUSED(CALX_INVALID, "has no meaning here", calx_insert(s, Author, set(Author.name, "a"), where(Author.id, ==, 1)));
	REFUSED(CALX_CONSTRAINT, "", calx_insert(s, Author, set(Author.name, "Lem")));
	REFUSED(CALX_MISUSE, "is a CALX_ROW", calx_add(s, NameAndCount, .name = "a"));
	/* clang-format on */
	office_close(s, engine);
}

CHECK_MAIN("one_table", cmocka_unit_test(rows_of_a_model),
	cmocka_unit_test(values), cmocka_unit_test(rows_of_a_select),
	cmocka_unit_test(labels_are_not_columns),
	cmocka_unit_test(selected_by_a_query), cmocka_unit_test(changes),
	cmocka_unit_test(what_is_refused), )
