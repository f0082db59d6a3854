#include "shop.h"

/* Each verb without memory, at each of its allocations: it says so, and where,
 * or it has done what it should; after a rollback it works. */

CALX_MODEL(File, "files", column(id, integer(), .primary_key = true),
	column(data, nullable(blob())), column(label, nullable(text())),
	column(at, nullable(datetime(.stored = CALX_UNIX_SECONDS))));
CALX_ROW(Line, column(title, string(200)), column(cost, nullable(integer())));
CALX_METADATA(files, File);

#define LONG "a text that is no longer than any other"

static void fill(calx_session *session)
{
	static const char *const codes[] = { "", "x", "y", "z" };

	for (int i = 1; i <= 3; i++) {
		calx_add(session, Author, .id = i, .name = codes[i]);
		calx_add(session, Book, .id = i, .author_id = calx_some(i),
			.title = "title", .blurb = LONG, .cost = calx_some(i));
		calx_add(session, Stock, .shop = "north", .item = i,
			.amount = i);
		calx_add(session, Country, .code = codes[i], .title = LONG);
		calx_add(session, File, .id = i, .data = { "\0\1", 2 },
			.label = LONG,
			.at = calx_some(
				calx_datetime_of(2020, 1, i, 0, 0, 0, 0)));
	}
}

/* ---- the verbs: whether each did what it should ----------------------------------- */

static bool gets(calx_session *session)
{
	const struct Book *book = calx_get(session, Book, 2);

	return book && book->cost.value == 2 && !strcmp(book->blurb, LONG);
}
static bool gets_by_two(calx_session *session)
{
	const struct Stock *stock = calx_get(session, Stock, "north", 2);

	return stock && stock->amount == 2;
}
static bool gets_by_text(calx_session *session)
{
	const struct Country *country = calx_get(session, Country, "z");

	return country && !strcmp(country->title, LONG);
}
static bool gets_a_form(calx_session *session)
{
	const struct File *file = calx_get(session, File, 3);

	return file && file->at.value.day == 3 && file->data.size == 2;
}
static bool finds_first(calx_session *session)
{
	const struct Book *book =
		calx_first(session, Book, where(Book.cost, >, 1));

	return book && book->id == 2;
}
static bool finds_first_untracked(calx_session *session)
{
	const struct File *file =
		calx_first(session, File, where(File.id, ==, 2), untracked());

	return file && !strcmp(file->label, LONG);
}
static bool finds_one(calx_session *session)
{
	const struct Country *country = calx_one(
		session, Country, where(Country.code, starts_with, "y"));

	return country && !strcmp(country->title, LONG);
}
static bool lists_all(calx_session *session)
{
	return calx_all(session, Book, where(Book.title, in, "title", "x"))
		       .count == 3;
}
static bool lists_untracked(calx_session *session)
{
	const struct File_list list =
		calx_all(session, File, untracked(), order_by(File.id));

	return list.count == 3 && list.items[2]->at.value.day == 3;
}
static bool lists_lines(calx_session *session)
{
	const struct Line_list list = calx_all(session, Line,
		select(Line, .title = Book.title, .cost = Book.cost),
		order_by(Book.id));

	return list.count == 3 && list.items[1]->cost.value == 2;
}
static bool counts(calx_session *session)
{
	return calx_count(session, Book, where(Book.blurb, ==, LONG)) == 3;
}
static bool exists(calx_session *session)
{
	return calx_exists(session, Book, where(Book.blurb, ==, LONG));
}
static bool reads_a_value(calx_session *session)
{
	const char *label =
		calx_scalar(session, File.label, where(File.id, ==, 2));

	return label && !strcmp(label, LONG);
}
static bool reads_a_form(calx_session *session)
{
	return calx_scalar(session, File.at, where(File.id, ==, 2)).value.day ==
	       2;
}
static bool reads_values(calx_session *session)
{
	const calx_strings labels = calx_values(session, File.label);

	return labels.count == 3 && !strcmp(labels.items[2], LONG);
}
static bool loops(calx_session *session)
{
	long long sum = 0;

	calx_each(session, Book, book)
		sum += book->id * (int)strlen(book->blurb);
	return sum == 6 * (int)strlen(LONG);
}
static bool loops_untracked(calx_session *session)
{
	long long sum = 0;

	calx_each(session, File, file, untracked())
		sum += file->id * file->at.value.day;
	return sum == 14;
}
static bool loops_over_lines(calx_session *session)
{
	long long sum = 0;

	calx_each(session, Line, line,
		select(Line, .title = Book.title, .cost = Book.cost))
		sum += line->cost.value;
	return sum == 6;
}
static bool loops_over_columns(calx_session *session)
{
	long long sum = 0;

	calx_each_row(session, row, columns(Book.title, Book.cost))
		sum += calx_row_get(row, Book.cost) *
		       (calx_row_get(row, Book.title) != NULL);
	return sum == 6;
}
static bool loops_and_changes(calx_session *session)
{
	calx_each(session, Book, book)
		book->blurb = "changed";
	return calx_flush(session) >= 0 &&
	       calx_count(session, Book, where(Book.blurb, ==, "changed")) == 3;
}
static bool loops_and_commits(calx_session *session)
{
	long long sum = 0;

	calx_each(session, Book, book) {
		if (calx_commit(session) < 0)
			return false;
		sum += book->id * (int)strlen(book->blurb);
	}
	return sum == 6 * (int)strlen(LONG);
}
static bool loops_over_columns_and_commits(calx_session *session)
{
	int sum = 0;

	calx_each_row(session, row, columns(File.label, File.id)) {
		const char *label;

		if (calx_commit(session) < 0)
			return false;
		label = calx_row_get(row, File.label);
		sum += label && !strcmp(label, LONG);
	}
	return sum == 3;
}
static bool inserts(calx_session *session)
{
	return calx_insert(session, Book, set(Book.title, "new"),
		       set(Book.blurb, "new")) == 1;
}
static bool updates(calx_session *session)
{
	return calx_update(session, Book, set(Book.blurb, LONG), all_rows()) ==
	       3;
}
static bool updates_keys(calx_session *session)
{
	return calx_get(session, Stock, "north", 1) &&
	       calx_update(session, Stock,
		       set(Stock.item, calc(Stock.item, +, 10)),
		       where(Stock.shop, ==, "north")) == 3 &&
	       !calx_get(session, Stock, "north", 1) &&
	       calx_update(session, Stock,
		       set(Stock.item, calc(Stock.item, -, 10)),
		       all_rows()) == 3;
}
static bool deletes(calx_session *session)
{
	return calx_delete_where(session, Stock, where(Stock.item, ==, 3)) ==
		       1 &&
	       calx_insert(session, Stock, set(Stock.shop, "north"),
		       set(Stock.item, 3), set(Stock.amount, 3)) == 1;
}
static bool builds(calx_session *session)
{
	calx_query *query = calx_query_new(session);
	long long count;

	if (!query)
		return false;
	calx_query_add(query, where(Book.id, <, 3));
	calx_query_add(query, where(Book.blurb, in, LONG, "changed"),
		where(Book.title, ==, "title"), order_by(Book.id));
	for (int i = 0; i < 20; i++)
		calx_query_add(query, where(Book.id, !=, i == 19 ? 2 : 100));
	count = calx_count(session, Book, clauses(query));
	calx_query_free(query);
	return count == 1;
}
static bool adds(calx_session *session)
{
	const struct Book *book =
		calx_add(session, Book, .title = LONG, .blurb = LONG);

	return book && !strcmp(book->blurb, LONG);
}
static bool refreshes(calx_session *session)
{
	struct Book *book = calx_get(session, Book, 1);

	return book && calx_refresh(session, book) >= 0 && book->id == 1;
}
static bool removes(calx_session *session)
{
	struct Stock *stock = calx_get(session, Stock, "north", 1);

	return stock && calx_delete(session, stock) >= 0 &&
	       calx_expunge(session, stock) >= 0 &&
	       calx_get(session, Stock, "north", 1) != stock;
}

static const struct verb {
	const char *name;
	bool (*run)(calx_session *session);
	bool somewhere; /* it says where */
} verbs[] = {
#define V(verb) #verb, verb
	{ V(gets), true },
	{ V(gets_by_two), true },
	{ V(gets_by_text), true },
	{ V(gets_a_form), true },
	{ V(finds_first), true },
	{ V(finds_first_untracked), true },
	{ V(finds_one), true },
	{ V(lists_all), false },
	{ V(lists_untracked), false },
	{ V(lists_lines), false },
	{ V(counts), true },
	{ V(exists), true },
	{ V(reads_a_value), false },
	{ V(reads_a_form), true },
	{ V(reads_values), false },
	{ V(loops), false },
	{ V(loops_untracked), false },
	{ V(loops_over_lines), false },
	{ V(loops_over_columns), false },
	{ V(loops_and_changes), false },
	{ V(loops_and_commits), false },
	{ V(loops_over_columns_and_commits), false },
	{ V(inserts), true },
	{ V(updates), true },
	{ V(updates_keys), false },
	{ V(deletes), true },
	{ V(builds), false },
	{ V(adds), true },
	{ V(refreshes), false },
	{ V(removes), false },
};

static void check_failure(const struct verb *verb, const calx_error *error)
{
	if (!error)
		fail_msg("%s: it failed in silence", verb->name);
	if (error->status != CALX_OUT_OF_MEMORY ||
		(verb->somewhere && !strstr(error->where, "lacking.c:")))
		fail_msg("%s: %s (%s)", verb->name, error->message,
			error->where);
}

static void act(void *context)
{
	const struct verb *verb = context;
	calx_engine *engine;
	calx_session *session;
	bool done;

	torture_pause();
	engine = database_engine();
	spelled_create_all(engine, &shop, NULL);
	spelled_create_all(engine, &files, NULL);
	session = calx_session_open(engine);
	fill(session);
	assert_int_equal(calx_commit(session), CALX_OK);
	database_count_on(engine, "books");
	calx_session_close(session);
	session = calx_session_open(engine);
	torture_resume();
	done = verb->run(session);
	torture_pause();
	if (torture_is_clean() && !done)
		fail_msg("%s: %s", verb->name,
			calx_session_error(session)
				? calx_session_error(session)->message
				: "wrong");
	if (!done)
		check_failure(verb, calx_session_error(session));
	assert_int_equal(calx_rollback(session), CALX_OK);
	if (!verb->run(session))
		fail_msg("%s: not any more", verb->name);
	CHECK_WELL(session);
	calx_session_close(session);
	database_engine_close(engine);
	torture_resume();
}

static void each_verb_without_memory(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(verbs) / sizeof(*verbs); i++)
		torture(act, (void *)(uintptr_t)&verbs[i]);
}

CHECK_MAIN("lacking", cmocka_unit_test(each_verb_without_memory))
