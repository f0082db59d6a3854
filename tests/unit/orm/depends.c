#include "sent.h"

/* What a query depends on, and is flushed before it; and what the rows that are
 * flushed take along. */

CALX_ROW(Name, column(name, string()));
CALX_MODEL(Root, "roots", column(code, string(9), .primary_key = true),
	column(number, nullable(integer()), .unique = true));
CALX_MODEL(Stem, "stems",
	column(code, string(9), .primary_key = true, .references = "roots.code",
		.on_update = "cascade", .on_delete = "cascade"),
	column(note, nullable(text())));
CALX_MODEL(Twig, "twigs", column(id, integer(), .primary_key = true),
	column(stem, nullable(string(9)), .references = "stems",
		.on_update = "cascade", .on_delete = "cascade"),
	column(note, nullable(text())));
CALX_MODEL(Bird, "birds", column(id, integer(), .primary_key = true),
	column(twig_id, nullable(integer()), .references = "twigs.id",
		.on_delete = "set null"),
	column(note, nullable(text())));
CALX_METADATA(forest, Root, Stem, Twig, Bird);

static int set_up(void **state)
{
	sent_set_up(state);
	assert_int_equal(spelled_create_all(db.engine, &forest, NULL), CALX_OK);
	sent();
	return 0;
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, shop_tear_down)

/* ---- which tables a query reads ------------------------------------------------------- */

/* Whether a query of books writes the author who waits. It may be wrong SQL: what
 * waits is written before. */
static void check_flushes(const calx_node *clauses, bool expected, int line)
{
	bool flushed;

	assert_non_null(calx_add(S, Author, .id = 1, .name = "a"));
	sent();
	calx_session_count(S, &Book_calx_table_, clauses, NULL);
	flushed = sent()[0] == 'i';
	if (flushed != expected)
		fail_msg("line %d: it is%s flushed", line,
			expected ? " not" : "");
	calx_rollback(S);
	CHECK_WELL(S);
}

#define FLUSHES(...) check_flushes(CALX_NODES_(__VA_ARGS__), true, __LINE__)
#define WAITS(...) check_flushes(CALX_NODES_(__VA_ARGS__), false, __LINE__)

static void each_place_of_a_column_counts(void **state)
{
	calx_query *query;

	(void)state;
	NEEDS(CAN_TELL_VIEWS);
	query = calx_query_new(S);
	FLUSHES(where(Author.name, ==, "x"));
	FLUSHES(where(Book.title, ==, Author.name));
	FLUSHES(where(lower(Author.name), ==, "x"));
	FLUSHES(where(calc(Book.id, +, Author.id), ==, 1));
	FLUSHES(all_of(where(Book.id, ==, 1), where(Author.id, ==, 1)));
	FLUSHES(any_of(
		where(Book.id, ==, 1), none_of(where(Author.id, ==, 1))));
	FLUSHES(order_by(Author.name));
	FLUSHES(order_by(Book.id, desc(Author.name)));
	FLUSHES(group_by(Author.id));
	FLUSHES(having(count(Author.id), >, 1));
	FLUSHES(columns(Author.name));
	FLUSHES(columns(Book.id, coalesce(Book.title, Author.name)));
	FLUSHES(columns(filtered(count_rows(), where(Author.id, >, 1))));
	FLUSHES(columns(over(count_rows(), partition_by(Author.id))));
	FLUSHES(select(Name, .name = Author.name));
	FLUSHES(from(Author));
	FLUSHES(set(Book.title, Author.name));
	calx_query_add(query, where(Author.id, ==, 1));
	FLUSHES(clauses(query));
	calx_query_free(query);
	/* nothing of it is in these */
	WAITS(where(Book.title, ==, "x"));
	WAITS(where(Book.title, ==, Book.blurb));
	WAITS(where(Stock.amount, >, 1), from(Stock));
	WAITS(order_by(Book.id), limit(3), offset(1));
	WAITS(select(Name, .name = Book.title));
	check_flushes(NULL, false, __LINE__);
}

/* With what refers what it refers to, and what that refers to. */
static void parents_are_written_as_well(void **state)
{
	(void)state;
	calx_add(S, Bird, .id = 1, .twig_id = calx_some(1));
	calx_add(S, Twig, .id = 1, .stem = "a");
	calx_add(S, Stem, .code = "a");
	calx_add(S, Root, .code = "a");
	calx_add(S, Author, .name = "waits");
	sent();
	assert_int_equal(calx_count(S, Root), 1);
	CHECK_SENT("iq");
	assert_int_equal(calx_count(S, Bird), 1);
	CHECK_SENT("iiiq");
	assert_int_equal(calx_count(S, Stem), 1);
	CHECK_SENT("q");
	assert_int_equal(calx_commit(S), CALX_OK);
	CHECK_SENT("i");
}

/* Some rows are looked at for a key; of many it is not worth while. */
static void many_rows_are_not_looked_at(void **state)
{
	(void)state;
	for (int i = 1; i <= 64; i++)
		calx_add(S, Part, .id = i);
	sent();
	assert_null(calx_get(S, Part, 99));
	CHECK_SENT("q");
	calx_add(S, Part, .id = 65);
	assert_null(calx_get(S, Part, 99));
	CHECK_SENT("iiq");
}

static void without_autoflush_all_waits(void **state)
{
	calx_session *session =
		calx_session_open(db.engine, .no_autoflush = true);

	(void)state;
	calx_add(session, Part, .id = 1);
	sent();
	assert_null(calx_get(session, Part, 1));
	assert_int_equal(calx_count(session, Part), 0);
	assert_int_equal(
		calx_add_all(session, Author, { .name = "a" }), CALX_OK);
	CHECK_SENT("qqi");
	assert_int_equal(calx_commit(session), CALX_OK);
	CHECK_SENT("i");
	calx_session_close(session);
}

/* A statement over rows of one table flushes all that waits, or only what was
 * changed in that table. */
static void what_a_bulk_save_flushes(void **state)
{
	const struct Part row = { 0 };
	struct Author *author = calx_add(S, Author, .id = 1, .name = "a");
	struct Part *part = calx_add(S, Part, .id = 1);

	(void)state;
	assert_int_equal(calx_commit(S), CALX_OK);
	database_count_on(db.engine, "parts");
	author->name = "b";
	sent();
	assert_int_equal(calx_bulk_save(S, Part, &row, 1), CALX_OK);
	CHECK_SENT("i");
	part->parent_id = calx_some(1);
	assert_int_equal(calx_bulk_save(S, Part, &row, 1), CALX_OK);
	CHECK_SENT("ui");
	/* a key, to which others may refer */
	part->place = calx_some(1);
	assert_int_equal(calx_bulk_save(S, Part, &row, 1), CALX_OK);
	CHECK_SENT("uui");
	author->name = "c";
	calx_add(S, Country, .code = "at", .title = "Austria");
	assert_int_equal(calx_bulk_save(S, Part, &row, 1), CALX_OK);
	CHECK_SENT("iui");
	assert_int_equal(calx_commit(S), CALX_OK);
	CHECK_SENT("");
}

/* ---- what goes along --------------------------------------------------------------------- */

static struct Root *root;
static struct Stem *stem;
static struct Twig *twig, *other;
static struct Bird *bird;

static void forest_fill(void)
{
	root = calx_add(S, Root, .code = "a", .number = calx_some(1));
	calx_add(S, Root, .code = "z");
	calx_add(S, Stem, .code = "z");
	stem = calx_add(S, Stem, .code = "a");
	twig = calx_add(S, Twig, .id = 1, .stem = "a");
	other = calx_add(S, Twig, .id = 2, .stem = "z");
	bird = calx_add(S, Bird, .id = 1, .twig_id = calx_some(1));
	assert_int_equal(calx_commit(S), CALX_OK);
	sent();
}

/* An object whose row is gone is known to be: nothing is sent. */
static void check_lost(const char **note)
{
	*note = "changed";
	sent();
	assert_int_equal(calx_flush(S), CALX_STALE);
	CHECK_SENT("");
	assert_int_equal(calx_rollback(S), CALX_OK);
	assert_null(*note);
}

static void deletes_go_down_the_tree(void **state)
{
	(void)state;
	forest_fill();
	for (int i = 0; i < 3; i++) {
		calx_delete(S, root);
		assert_int_equal(calx_flush(S), CALX_OK);
		CHECK_SENT("d");
		assert_false(bird->twig_id.has);
		/* and are told each time */
		if (i < 2)
			check_lost(i ? &twig->note : &stem->note);
		assert_true(i == 2 || bird->twig_id.has);
	}
	other->note = bird->note = "stay";
	sent();
	assert_int_equal(calx_commit(S), CALX_OK);
	CHECK_SENT("uu");
	assert_null(calx_get(S, Twig, 1));
	assert_null(calx_get(S, Stem, "a"));
	assert_ptr_equal(calx_get(S, Twig, 2), other);
}

static void keys_go_down_the_tree(void **state)
{
	(void)state;
	forest_fill();
	root->code = "b";
	assert_int_equal(calx_flush(S), CALX_OK);
	CHECK_SENT("u");
	CHECK_TEXT(stem->code, "b");
	CHECK_TEXT(twig->stem, "b");
	CHECK_TEXT(other->stem, "z");
	assert_ptr_equal(calx_get(S, Stem, "b"), stem);
	/* nothing of it is a change of the program's */
	sent();
	assert_int_equal(calx_flush(S), CALX_OK);
	CHECK_SENT("");
	twig->note = stem->note = "changed";
	assert_int_equal(calx_flush(S), CALX_OK);
	CHECK_SENT("uu");
	calx_rollback(S);
	CHECK_TEXT(stem->code, "a");
	CHECK_TEXT(twig->stem, "a");
	assert_null(twig->note);
	assert_ptr_equal(calx_get(S, Stem, "a"), stem);
	assert_null(calx_get(S, Stem, "b"));
	/* what is no key takes nobody along */
	root->number = calx_some(2);
	assert_int_equal(calx_commit(S), CALX_OK);
	CHECK_TEXT(stem->code, "a");
}

/* What followed has a text of its own: that of its parent may go. */
static void a_key_that_followed_stays(void **state)
{
	char code[] = "bbbbbbb";

	(void)state;
	forest_fill();
	root->code = code;
	assert_int_equal(calx_commit(S), CALX_OK);
	assert_int_equal(calx_expunge(S, root), CALX_OK);
	memset(code, '#', sizeof(code) - 1);
	for (int i = 1; i < 50; i++)
		calx_add(S, Bird, .id = 10 + i, .note = "ddddddd");
	assert_int_equal(calx_commit(S), CALX_OK);
	CHECK_TEXT(stem->code, "bbbbbbb");
	CHECK_TEXT(twig->stem, "bbbbbbb");
	stem->note = "changed";
	assert_int_equal(calx_commit(S), CALX_OK);
}

CHECK_MAIN("depends", TEST(each_place_of_a_column_counts),
	TEST(parents_are_written_as_well), TEST(many_rows_are_not_looked_at),
	TEST(without_autoflush_all_waits), TEST(what_a_bulk_save_flushes),
	TEST(deletes_go_down_the_tree), TEST(keys_go_down_the_tree),
	TEST(a_key_that_followed_stays))
