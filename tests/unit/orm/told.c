#include "shop_test.h"

#include <stdio.h>

/* What each refusal of a session says: all of it, the place and the advice, too. */

CALX_MODEL(Keyless, "keyless", column(name, string(20)));
CALX_MODEL(Moody, "moods", column(id, integer(), .primary_key = true),
	column(mood, enumeration("glad", "sad")),
	column(stars, defaulted(integer()), .server_default = "3"),
	column(twice, integer(), .computed = "stars * 2"),
	column(price, nullable(numeric(8, 2))));
CALX_MODEL(Named, "named", column(name, text(), .primary_key = true),
	column(n, nullable(integer())));
CALX_MODEL(Marked, "marked", column(mark, blob(), .primary_key = true),
	column(n, nullable(integer())));
CALX_MODEL(Timed, "timed", column(id, integer(), .primary_key = true),
	column(at, datetime(.stored = CALX_UNIX_SECONDS)));
CALX_METADATA(more, Keyless, Moody, Named, Marked, Timed);

static const calx_node one_key[] = {
	{ .kind = CALX_NODE_VALUE,
		.value = { .kind = CALX_INTEGER, .as.integer = 1 } },
	{ 0 },
};

/* A table with the columns of authors. */
static calx_table aligned(size_t align)
{
	calx_table table = Author_calx_table_;

	table.row_align = align;
	return table;
}

#define MISPLACED                                                   \
	"It takes a pointer that this session returned, while the " \
	"object is in it."

/* ---- what goes wrong ----------------------------------------------------------- */

static void keyless_first(void)
{
	assert_null(calx_first(S, Keyless));
}
static void keyless_each(void)
{
	calx_each(S, Keyless, row)
		fail_msg("%s", row->name);
}
static void columns_all(void)
{
	assert_int_equal(calx_all(S, Book, columns(Book.id)).count, 0);
}
static void delete_foreign(void)
{
	struct Book book = { .id = 1 };

	assert_int_equal(calx_delete(S, &book), CALX_MISUSE);
}
static void refresh_null(void)
{
	assert_int_equal(calx_refresh(S, NULL), CALX_MISUSE);
}
static void refresh_added(void)
{
	assert_int_equal(calx_refresh(S, calx_add(S, Book, .title = "new")),
		CALX_MISUSE);
}
static void expunge_null(void)
{
	assert_int_equal(calx_expunge(S, NULL), CALX_MISUSE);
}
/* deleted in the transaction that is open */
static void delete_twice(void)
{
	struct Book *book = calx_get(S, Book, 1);

	assert_int_equal(calx_delete(S, book), CALX_OK);
	/* until it is flushed there is nothing to say */
	assert_int_equal(calx_delete(S, book), CALX_OK);
	assert_int_equal(calx_flush(S), CALX_OK);
	assert_int_equal(calx_delete(S, book), CALX_MISUSE);
}
static void refresh_expunged(void)
{
	struct Book *book = calx_get(S, Book, 1);

	book->cost = calx_some(5);
	assert_int_equal(calx_flush(S), CALX_OK);
	assert_int_equal(calx_expunge(S, book), CALX_OK);
	assert_int_equal(calx_refresh(S, book), CALX_MISUSE);
}
/* the row of a loop that is not tracked is no object */
static void delete_untracked(void)
{
	calx_each(S, Book, book, untracked())
		assert_int_equal(calx_delete(S, book), CALX_MISUSE);
}
static void add_bare(void)
{
	struct Book row = { .title = "a" };

	row.cost.value = 7;
	assert_null(calx_session_add(S, &Book_calx_table_, &row, "here:1"));
}
static void add_bare_default(void)
{
	struct Moody row = { .mood = 1 };

	row.stars.value = 4;
	assert_null(calx_session_add(S, &Moody_calx_table_, &row, "here:1"));
}
static void add_computed(void)
{
	struct Moody row = { .mood = 1, .twice = 4 };

	calx_session_add(S, &Moody_calx_table_, &row, "here:1");
	assert_true(calx_flush(S) < 0);
}
static void take_away(void)
{
	struct Moody *moody = calx_get(S, Moody, 1);

	moody->stars.has = false;
	assert_int_equal(calx_flush(S), CALX_INVALID);
}
static void get_aligned(void)
{
	const calx_table table = aligned(64);

	assert_null(calx_session_get(S, &table, one_key, "here:1"));
}
static void expunge_all_in_a_loop(void)
{
	calx_each(S, Book, book)
		assert_int_equal(calx_expunge_all(S), CALX_MISUSE);
}
static void rollback_in_a_loop(void)
{
	calx_each(S, Book, book)
		calx_rollback(S);
}
static void rollback_in_a_loop_over_rows(void)
{
	calx_each_row(S, row, columns(Book.id))
		calx_rollback(S);
}
static void one_of_none(void)
{
	assert_null(calx_one(S, Book, where(Book.id, ==, 77)));
}
static void one_of_many(void)
{
	assert_null(calx_one(S, Book, untracked()));
}
static void each_row_of_nothing(void)
{
	calx_each_row(S, row)
		fail_msg("%zu", calx_row_count(row));
}
static void each_row_of_no_table(void)
{
	calx_each_row(S, row, columns(literal(1)))
		fail_msg("%zu", calx_row_count(row));
}
static void values_of_no_table(void)
{
	assert_int_equal(calx_values(S, literal(1)).count, 0);
}
static void scalar_of_no_table(void)
{
	calx_scalar(S, literal(1));
}
static void clauses_of_null(void)
{
	assert_int_equal(calx_count(S, Book, clauses(NULL)), CALX_INVALID);
}

/* values that other programs have left */
static void get_nul(void)
{
	assert_null(calx_get(S, Author, 9));
}
static void all_nul(void)
{
	assert_int_equal(calx_all(S, Author, order_by(Author.id)).count, 0);
}
static void each_nul(void)
{
	calx_each(S, Author, author)
		assert_int_equal(author->id, 1);
}
static void untracked_nul(void)
{
	assert_null(calx_one(S, Author, untracked(), where(Author.id, ==, 9)));
}
static void get_mood(void)
{
	assert_null(calx_get(S, Moody, 9));
}
static void values_mood(void)
{
	assert_int_equal(calx_values(S, Book.cost).count, 0);
}
static void scalar_much(void)
{
	assert_int_equal(
		calx_scalar(S, Book.cost, where(Book.id, ==, 9)).has, 0);
}
static void scalar_form(void)
{
	calx_scalar(S, Timed.at, where(Timed.id, ==, 9));
}
static void each_row_form(void)
{
	calx_each_row(S, row, columns(Timed.id, Timed.at))
		assert_int_equal(calx_row_get(row, Timed.id), 1);
}
static void each_form(void)
{
	calx_each(S, Timed, row)
		assert_int_equal(row->id, 1);
}
static void get_form(void)
{
	assert_null(calx_get(S, Timed, 9));
}
static void untracked_form(void)
{
	assert_int_equal(calx_all(S, Timed, untracked()).count, 0);
}
/* another file's model, in the verbs that make no objects */
static void count_layout(void)
{
	calx_table other = aligned(8 * Author_calx_table_.row_align);

	calx_get(S, Author, 1);
	assert_int_equal(
		calx_session_count(S, &other, NULL, "here:1"), CALX_MISUSE);
}
static void refresh_gone(void)
{
	struct Stock *stock = calx_get(S, Stock, "north", 7);

	calx_commit(S);
	shop_run(&db, "DELETE FROM stock");
	assert_int_equal(calx_refresh(S, stock), CALX_NOT_FOUND);
}

#define NUL                                                                  \
	"authors.name holds a value that the model cannot: text with a NUL " \
	"character in it"
#define NO_KEY                                                                 \
	"table \"keyless\" has no primary key, so its rows cannot be objects " \
	"of a session"
#define FORM                                                                 \
	"column 'at' holds 'never', which is not a number of whole seconds " \
	"since 1970 (CALX_UNIX_SECONDS)"
#define CUT "the transaction was rolled back inside a loop over its rows"
#define LEAVE                                                          \
	"Leave the loop after calx_rollback(), or read the rows with " \
	"calx_all() before it."
#define OUTSIDE "the object is not in the session any more"

static const struct refusal {
	const char *name;
	void (*act)(void);
	enum calx_status status;
	const char *message, *hint;
	bool somewhere; /* the place is known */
} refusals[] = {
#define R(act) #act, act
	{ R(keyless_first), CALX_MISUSE, NO_KEY,
		"Read it with calx_each_row() or untracked().", true },
	{ R(keyless_each), CALX_MISUSE, NO_KEY,
		"Read it with calx_each_row() or untracked().", true },
	{ R(columns_all), CALX_MISUSE,
		"calx_all: columns() makes rows, not objects",
		"Use calx_each_row().", true },
	{ R(delete_foreign), CALX_MISUSE,
		"calx_delete: the pointer is no object of this session",
		MISPLACED, false },
	{ R(refresh_null), CALX_MISUSE, "calx_refresh: the object is NULL",
		MISPLACED, false },
	{ R(refresh_added), CALX_MISUSE,
		"calx_refresh: the object has not been flushed", MISPLACED,
		false },
	{ R(expunge_null), CALX_MISUSE,
		"calx_expunge: the pointer is no object of this session",
		MISPLACED, false },
	{ R(delete_twice), CALX_MISUSE, "calx_delete: " OUTSIDE, MISPLACED,
		false },
	{ R(refresh_expunged), CALX_MISUSE, "calx_refresh: " OUTSIDE, MISPLACED,
		false },
	{ R(delete_untracked), CALX_MISUSE, "calx_delete: " OUTSIDE, MISPLACED,
		false },
	{ R(add_bare), CALX_INVALID,
		"calx_add: column \"books.cost\": a bare 7 is no value of a nullable column",
		"Write calx_some(7); leave the field out for NULL.", true },
	{ R(add_bare_default), CALX_INVALID,
		"calx_add: column \"moods.stars\": a bare 4 is no value of a defaulted column",
		"Write calx_some(4); leave the field out for the default.",
		true },
	{ R(add_computed), CALX_INVALID,
		"flush: insert into moods (id = 0): column \"moods.twice\": its value is computed by the database, and cannot be given",
		"Leave it out; it is read when the row has been written.",
		true },
	{ R(take_away), CALX_INVALID,
		"flush: update of moods (id = 1): column \"moods.stars\": its value was taken away, and it cannot be NULL",
		"A defaulted() column takes its default when a row is added.",
		true },
	{ R(get_aligned), CALX_UNSUPPORTED,
		"the struct of table \"authors\" has an alignment of 64, more than memory is aligned to",
		"", true },
	{ R(expunge_all_in_a_loop), CALX_MISUSE,
		"calx_expunge_all: a loop over rows is open", "", false },
	{ R(rollback_in_a_loop), CALX_MISUSE, CUT, LEAVE, true },
	{ R(rollback_in_a_loop_over_rows), CALX_MISUSE, CUT, LEAVE, true },
	{ R(one_of_none), CALX_NOT_FOUND,
		"calx_one: no row in table \"books\" matches", "", true },
	{ R(one_of_many), CALX_AMBIGUOUS,
		"calx_one: more than one row in table \"books\" match", "",
		true },
	{ R(each_row_of_nothing), CALX_MISUSE,
		"calx_each_row: which columns()?", "", true },
	{ R(each_row_of_no_table), CALX_MISUSE,
		"calx_each_row: no column says the table: which from()?", "",
		true },
	{ R(values_of_no_table), CALX_MISUSE,
		"calx_values: no column says the table: which from()?", "",
		true },
	{ R(scalar_of_no_table), CALX_MISUSE,
		"calx_scalar: no column says the table: which from()?", "",
		true },
	{ R(clauses_of_null), CALX_INVALID,
		"count of 'books': clauses(NULL): there is no query", "",
		true },
	{ R(count_layout), CALX_MISUSE,
		"two models of table \"authors\" differ in their constraints or their struct",
		"A session takes one layout of a table. Include the same model in all files that use the session.",
		true },
	{ R(refresh_gone), CALX_NOT_FOUND,
		"calx_refresh: the row of stock (shop = \"north\", item = 7) is gone",
		"", false },
};

/* of values that not every database keeps */
static const struct refusal refusals_of_values[] = {
	{ R(get_nul), CALX_INVALID, NUL, "", true },
	{ R(all_nul), CALX_INVALID, NUL, "", true },
	{ R(each_nul), CALX_INVALID, NUL, "", true },
	{ R(untracked_nul), CALX_INVALID, NUL, "", true },
	{ R(get_mood), CALX_TYPE_MISMATCH,
		"column \"moods.mood\": a value of type string does not fit type enumeration",
		"", true },
	{ R(values_mood), CALX_TYPE_MISMATCH,
		"column 'cost' holds 'much', which is not a valid integer", "",
		true },
	{ R(scalar_much), CALX_TYPE_MISMATCH,
		"column 'cost' holds 'much', which is not a valid integer", "",
		true },
	{ R(scalar_form), CALX_TYPE_MISMATCH, FORM, "", true },
	{ R(each_row_form), CALX_TYPE_MISMATCH, FORM, "", true },
	{ R(each_form), CALX_TYPE_MISMATCH, FORM, "", true },
	{ R(get_form), CALX_TYPE_MISMATCH, FORM, "", true },
	{ R(untracked_form), CALX_TYPE_MISMATCH, FORM, "", true },
};

static void check_refusal(const struct refusal *refusal)
{
	const calx_error *error;
	bool somewhere;

	calx_expunge_all(S);
	refusal->act();
	error = calx_session_error(S);
	if (!error)
		fail_msg("%s: no error", refusal->name);
	somewhere = strstr(error->where, "told.c:") ||
		    strstr(error->where, "here:1");
	if (strcmp(error->message, refusal->message) != 0 ||
		strcmp(error->hint, refusal->hint) != 0 ||
		error->status != refusal->status ||
		somewhere != refusal->somewhere)
		fail_msg("%s: %d \"%s\" hint \"%s\" where \"%s\"",
			refusal->name, error->status, error->message,
			error->hint, error->where);
	calx_rollback(S);
	CHECK_WELL(S);
}

/* What the table's own checks would refuse. */
static void run_unchecked(const char *sql)
{
	calx_connection *connection = calx_connection_open(db.engine, NULL);

	calx_connection_execute(
		connection, "PRAGMA ignore_check_constraints = 1", NULL, 0);
	assert_int_equal(calx_connection_execute(connection, sql, NULL, 0), 1);
	calx_connection_execute(
		connection, "PRAGMA ignore_check_constraints = 0", NULL, 0);
	calx_connection_close(connection);
}

static void fill(void)
{
	assert_int_equal(spelled_create_all(db.engine, &more, NULL), CALX_OK);
	shop_run(&db, "INSERT INTO authors VALUES (1, 'a')");
	shop_run(&db, "INSERT INTO books (id, title, cost) VALUES"
		      " (1, 'a', 1), (2, 'b', 1)");
	shop_run(&db, "INSERT INTO stock VALUES ('north', 7, 1)");
	shop_run(&db, "INSERT INTO moods (id, mood) VALUES (1, 'glad')");
	shop_run(&db, "INSERT INTO timed VALUES (1, 0)");
}

static void fill_oddly(void)
{
	shop_run(&db, "INSERT INTO authors VALUES (9, 'a' || char(0) || 'b')");
	shop_run(&db,
		"INSERT INTO books (id, title, cost) VALUES (9, 'b', 'much')");
	shop_run(&db, "INSERT INTO timed VALUES (9, 'never')");
	run_unchecked("INSERT INTO moods (id, mood) VALUES (9, 'odd')");
}

static void each_refusal_is_told(void **state)
{
	(void)state;
	fill();
	for (size_t i = 0; i < sizeof(refusals) / sizeof(*refusals); i++)
		check_refusal(&refusals[i]);
	NEEDS(CAN_HOLD_ANY_TYPE);
	fill_oddly();
	for (size_t i = 0;
		i < sizeof(refusals_of_values) / sizeof(*refusals_of_values);
		i++)
		check_refusal(&refusals_of_values[i]);
}

CHECK_MAIN("told", SHOP_TEST(each_refusal_is_told))
