#include "sent.h"

#include <stdio.h>

#include "trigger.h"

/* How many statements a flush is, where its errors come from, and what it asks
 * the database afterwards. */

CALX_MODEL(Receipt,
	"receipts", /* comes back with the row, its first column too */
	column(made, datetime(.stored = CALX_UNIX_SECONDS),
		.server_default = "86400"),
	column(code, string(40), .primary_key = true,
		.server_default = "(hex(randomblob(8)))"),
	column(sent, datetime(.stored = CALX_UNIX_SECONDS),
		.server_default = "172801"));
CALX_METADATA(more, Receipt);

/* ---- what was sent ---------------------------------------------------------------- */

static int set_up(void **state)
{
	sent_set_up(state);
	assert_int_equal(spelled_create_all(db.engine, &more, NULL), CALX_OK);
	return 0;
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, shop_tear_down)

static void check_flush(const char *expected)
{
	sent();
	if (calx_flush(S) < 0)
		fail_msg("%s", calx_session_error(S)->message);
	CHECK_SENT(expected);
}

static void known_keys_go_in_blocks(void **state)
{
	static const struct {
		int rows;
		size_t statements;
	} cases[] = { { 1, 1 }, { 2, 2 }, { 3, 3 }, { 4, 1 }, { 5, 2 },
		{ 15, 6 }, { 16, 1 }, { 17, 2 }, { 63, 9 }, { 64, 1 },
		{ 65, 2 }, { 100, 4 }, { 255, 12 }, { 256, 4 }, { 257, 5 } };
	int id = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		for (int j = 0; j < cases[i].rows; j++)
			calx_add(S, Part, .id = ++id);
		sent();
		assert_int_equal(calx_flush(S), CALX_OK);
		if (database_is("sqlite"))
			assert_int_equal(strlen(sent()), cases[i].statements);
	}
	assert_int_equal(calx_count(S, Part), id);
	assert_int_equal(calx_scalar(S, max(Part.id)).value, id);
}

/* The first row says where the numbers begin. */
static void numbered_keys_go_in_blocks(void **state)
{
	static const struct {
		int rows;
		const char *sent;
	} cases[] = { { 1, "i" }, { 4, "iiii" }, { 5, "isir" }, { 6, "isiri" },
		{ 8, "isiriii" }, { 9, "isirsir" }, { 17, "isir" },
		{ 21, "isirsir" }, { 65, "isir" } };

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		for (int j = 0; j < cases[i].rows; j++)
			calx_add(S, Part, .id = 0);
		check_flush(cases[i].sent);
	}
	CHECK_WELL(S);
}

/* What else the database chooses is read by the key. */
static void defaults_are_read_again(void **state)
{
	struct Note *note = calx_add(S, Note, .rank = calx_some(3));
	struct Token *tokens[2];
	struct Receipt *receipt;

	(void)state;
	check_flush("iq");
	CHECK_TEXT(note->text, "none");
	note = calx_add(S, Note, .id = 9, .text = "t");
	check_flush("iq");
	assert_int_equal(note->rank.value, 7);
	calx_add(S, Note, .id = 10, .text = "t", .rank = calx_some(1));
	check_flush("i");
	/* a key that is made up comes back with the row */
	tokens[0] = calx_add(S, Token, .note = "n");
	tokens[1] = calx_add(S, Token, .code = NULL);
	check_flush("ii");
	assert_int_equal(strlen(tokens[0]->code), 32);
	CHECK_TEXT(tokens[0]->note, "n");
	assert_int_equal(strlen(tokens[1]->code), 32);
	CHECK_TEXT(tokens[1]->note, "none");
	receipt = calx_add(S, Receipt, .code = NULL);
	check_flush("i");
	CHECK_TEXT(calx_str(receipt->made), "1970-01-02 00:00:00");
	CHECK_TEXT(calx_str(receipt->sent), "1970-01-03 00:00:01");
	assert_int_equal(strlen(receipt->code), 16);
	check_flush("");
}

/* Rows that leave out the same are neighbours in one statement. */
static void what_is_left_out_parts_the_rows(void **state)
{
	(void)state;
	for (int i = 0; i < 12; i++)
		calx_add(S, Note, .id = (int16_t)(i + 1), .text = "t",
			.rank = { i < 8 ? i : 0, i < 8 });
	check_flush("iiiqiqiqiq");
	assert_int_equal(calx_count(S, Note, where(Note.rank, ==, 7)), 5);
}

/* A row of which nothing is said is a statement of its own. */
static void rows_without_values_go_alone(void **state)
{
	const struct Note notes[5] = { { 0 } };

	(void)state;
	sent();
	assert_int_equal(calx_bulk_save(S, Note, notes, 5), CALX_OK);
	CHECK_SENT("iiiii");
	assert_int_equal(calx_count(S, Note, where(Note.rank, ==, 7)), 5);
}

/* The text is the session's from the flush on, whichever column comes last. */
static void text_is_taken_over(void **state)
{
	char title[] = "title", blurb[] = "blurb";
	struct Book *book = calx_add(S, Book, .id = 1, .title = "a");

	(void)state;
	check_flush("i");
	book->title = title;
	book->blurb = blurb;
	book->cost = calx_some(1);
	check_flush("u");
	memset(title, '#', 5);
	memset(blurb, '#', 5);
	CHECK_TEXT(book->title, "title");
	CHECK_TEXT(book->blurb, "blurb");
	check_flush("");
	assert_int_equal(calx_commit(S), CALX_OK);
	CHECK_TEXT(book->blurb, "blurb");
}

/* A block whose keys are not what they were taken to be is taken back; from then
 * on rows of that table go one by one. */
static void scattered_keys_go_one_by_one(void **state)
{
	struct Author *authors[6];
	char names[6][8];

	(void)state;
	NEEDS(CAN_TRIGGER_ITS_TABLE);
	trigger_make(db.engine,
		"CREATE TRIGGER t AFTER INSERT ON authors WHEN NEW.name = 'n2' BEGIN INSERT INTO authors (name) VALUES ('x'); END");
	for (int i = 0; i < 6; i++) {
		snprintf(names[i], sizeof(names[i]), "n%d", i);
		authors[i] = calx_add(S, Author, .name = names[i]);
	}
	check_flush("isitriiiii");
	for (int i = 0; i < 6; i++)
		assert_int_equal(calx_count(S, Author,
					 where(Author.id, ==, authors[i]->id),
					 where(Author.name, ==, names[i])),
			1);
	for (int i = 0; i < 5; i++)
		calx_add(S, Author, .name = &"abcde"[i]);
	check_flush("iiiii");
	/* others do not mind */
	for (int i = 0; i < 5; i++)
		calx_add(S, Part, .id = 0);
	check_flush("isir");
	assert_int_equal(calx_commit(S), CALX_OK);
}

/* ---- what is asked afterwards ---------------------------------------------------------- */

/* Nothing: the session knows all that was written, so that it need not look
 * whether an object is still there. */
static void check_known(const struct Part *part)
{
	sent();
	assert_ptr_equal(calx_get(S, Part, part->id), part);
	CHECK_SENT("");
}

static void what_was_written_is_known(void **state)
{
	struct Part rows[9] = { { 0 } };
	struct Part *a = calx_add(S, Part, .id = 1, .place = calx_some(1));
	struct Part *b = calx_add(S, Part, .id = 2, .place = calx_some(2));
	struct Part *c;

	(void)state;
	/* from now on there may be plain SQL */
	assert_non_null(calx_session_connection(S));
	check_flush("ii");
	check_known(a);
	a->place = calx_some(3);
	check_flush("u");
	check_known(b);
	a->place = calx_some(2);
	b->place = calx_some(3);
	check_flush("uuu");
	check_known(a);
	a->parent_id = calx_some(3);
	c = calx_add(S, Part, .id = 3, .parent_id = calx_some(4));
	calx_add(S, Part, .id = 4, .parent_id = calx_some(3));
	check_flush("iiuu");
	check_known(a);
	calx_delete(S, b);
	check_flush("d");
	check_known(c);
	for (int i = 0; i < 9; i++)
		rows[i].id = 20 + i;
	assert_int_equal(calx_bulk_save(S, Part, rows, 9), CALX_OK);
	check_known(a);
	assert_int_equal(calx_commit(S), CALX_OK);
	check_known(a);
	/* another's rows are not: it looks once */
	calx_connection_execute(calx_session_connection(S),
		"DELETE FROM parts WHERE id = 25", NULL, 0);
	sent();
	assert_ptr_equal(calx_get(S, Part, 1), a);
	CHECK_SENT("q");
}

/* ---- where it failed -------------------------------------------------------------------- */

/* The error, and the line that it names; 0: none. */
static void check_error(enum calx_status status, int line, const char *message)
{
	const calx_error *error = calx_session_error(S);
	char where[32] = "";

	assert_non_null(error);
	CHECK_SAID(error->message, message);
	assert_int_equal(error->status, status);
	if (line)
		snprintf(where, sizeof(where), "written.c:%d", line);
	if (line ? !strstr(error->where, where) : error->where[0])
		fail_msg("%s, and not line %d", error->where, line);
	CHECK_TEXT(error->table, "authors");
	calx_rollback(S);
	CHECK_WELL(S);
}

/* what each database says of a table that is not there */
#define NO_AUTHORS(before)                                    \
	spelled(before "no such table: authors",              \
		before "relation \"authors\" does not exist", \
		no_authors(before))

/* "Table 'database.authors' doesn't exist" */
static const char *no_authors(const char *before)
{
	static char text[256];
	const char *name = strstr(calx_session_error(S)->message, "Table '");

	snprintf(text, sizeof(text), "%s%s", before, name ? name : "?");
	return text;
}

/* What the row holds is wrong where the object was made; anything else, where
 * the flush was asked for. */
static void errors_name_a_line(void **state)
{
	struct Author *author;
	int line;

	(void)state;
	line = __LINE__ + 1;
	author = calx_add(S, Author, .id = 1, .name = "a");
	assert_int_equal(calx_commit(S), CALX_OK);
	trigger_make(db.engine,
		"CREATE TRIGGER i AFTER INSERT ON authors BEGIN SELECT json('['); END");
	trigger_make(db.engine,
		"CREATE TRIGGER u AFTER UPDATE ON authors BEGIN SELECT json('['); END");
	trigger_make(db.engine,
		"CREATE TRIGGER d AFTER DELETE ON authors BEGIN SELECT json('['); END");
	calx_add(S, Author, .id = 2, .name = "b");
	calx_count(S, Author);
	check_error(CALX_ERROR, __LINE__ - 1,
		"calx_count: flush: insert into authors (id = 2): malformed JSON");
	author->name = "c";
	calx_flush(S);
	check_error(CALX_ERROR, 0,
		"flush: update of authors (id = 1): malformed JSON");
	calx_delete(S, author);
	calx_get(S, Author, 7);
	check_error(CALX_ERROR, __LINE__ - 1,
		"calx_get: flush: delete from authors (id = 1): malformed JSON");
	/* of the row */
	trigger_drop(db.engine, "u", "authors");
	author->name = NULL;
	calx_count(S, Author);
	check_error(CALX_CONSTRAINT, line,
		"calx_count: flush: update of authors (id = 1): NOT NULL constraint failed: authors.name: name has no value");
	author->name = "\xff";
	calx_count(S, Author);
	check_error(CALX_INVALID, line,
		"calx_count: flush: update of authors (id = 1): column \"authors.name\": the text is not valid UTF-8");
	trigger_make(db.engine,
		"CREATE TRIGGER u AFTER UPDATE ON authors BEGIN SELECT abs(-9223372036854775807 - 1); END");
	author->name = "c";
	calx_count(S, Author);
	check_error(CALX_RANGE, line,
		"calx_count: flush: update of authors (id = 1): integer overflow");
	/* of the table: as long as no row was bound, of none */
	calx_connection_execute(calx_session_connection(S),
		"ALTER TABLE authors RENAME TO gone", NULL, 0);
	author->id = 9;
	calx_count(S, Author);
	check_error(CALX_ERROR, __LINE__ - 1,
		NO_AUTHORS("calx_count: flush: update of authors: "));
	shop_run(&db, spelled("ALTER TABLE authors RENAME TO gone",
			      "ALTER TABLE authors RENAME TO gone",
			      "SELECT 'it has committed'"));
	calx_delete(S, author);
	calx_flush(S);
	check_error(CALX_ERROR, 0,
		NO_AUTHORS("flush: delete from authors (id = 1): "));
	calx_add(S, Author, .id = 3, .name = "d");
	calx_flush(S);
	check_error(CALX_ERROR, 0,
		NO_AUTHORS("flush: insert into authors (id = 3): "));
}

static void check_place(struct Author *author, int line)
{
	char message[128];

	snprintf(message, sizeof(message),
		"calx_count: flush: update of authors (id = %d): NOT NULL constraint failed: authors.name: name has no value",
		(int)author->id);
	author->name = NULL;
	calx_count(S, Author);
	check_error(CALX_CONSTRAINT, line, message);
}

/* Objects that lie side by side, and one where another was. */
static void each_object_keeps_its_place(void **state)
{
	enum { EACH = 300 };
	struct Author *authors[2 * EACH + 1];
	char names[2 * EACH][8];
	int first, second, third;

	(void)state;
	for (int i = 0; i < 2 * EACH; i++)
		snprintf(names[i], sizeof(names[i]), "%d", i);
	first = __LINE__ + 2;
	for (int i = 0; i < EACH; i++)
		authors[i] = calx_add(S, Author, .id = i + 1, .name = names[i]);
	second = __LINE__ + 2;
	for (int i = EACH; i < 2 * EACH; i++)
		authors[i] = calx_add(S, Author, .id = i + 1, .name = names[i]);
	assert_int_equal(calx_commit(S), CALX_OK);
	assert_int_equal(calx_expunge(S, authors[7]), CALX_OK);
	third = __LINE__ + 1;
	authors[2 * EACH] = calx_add(S, Author, .id = 999, .name = "c");
	assert_int_equal(calx_commit(S), CALX_OK);
	assert_ptr_equal(authors[2 * EACH], authors[7]);
	check_place(authors[0], first);
	check_place(authors[6], first);
	check_place(authors[8], first);
	check_place(authors[EACH - 1], first);
	check_place(authors[EACH], second);
	check_place(authors[2 * EACH - 1], second);
	check_place(authors[2 * EACH], third);
}

/* The one of a block, also before the database has seen any of it. */
static void the_row_of_a_block_is_named(void **state)
{
	struct Author rows[21];
	int line = 0;

	(void)state;
	for (int i = 0; i < 21; i++) {
		rows[i] = (struct Author){ .id = i + 1,
			.name = &"abcdefghijklmnopqrstu"[i] };
		if (i != 13) {
			calx_add(S, Author, .id = i + 1, .name = rows[i].name);
			continue;
		}
		line = __LINE__ + 1;
		calx_add(S, Author, .id = i + 1, .name = "\xff");
	}
	calx_flush(S);
	check_error(CALX_INVALID, line,
		"flush: insert into authors (id = 14): column \"authors.name\": the text is not valid UTF-8");
	rows[18].name = "\xff";
	calx_bulk_save(S, Author, rows, 21);
	check_error(CALX_INVALID, __LINE__ - 1,
		"calx_bulk_save: row 19 of 21: column \"authors.name\": the text is not valid UTF-8");
	rows[18].name = NULL;
	calx_bulk_save(S, Author, rows, 21);
	check_error(CALX_CONSTRAINT, __LINE__ - 1,
		"calx_bulk_save: row 19 of 21: NOT NULL constraint failed: authors.name: name has no value");
	rows[18].name = "s";
	rows[20].id = 1;
	calx_bulk_save(S, Author, rows, 21);
	check_error(CALX_CONSTRAINT, __LINE__ - 1,
		"calx_bulk_save: row 21 of 21: UNIQUE constraint failed: authors.id: pk_authors: (id) = (1) is there already");
	assert_int_equal(calx_count(S, Author), 0);
	CHECK_WELL(S);
}

/* What is wrong with no row is not looked for in each of them. */
static void a_block_is_not_searched_for_nothing(void **state)
{
	const struct Author rows[4] = { { 1, "a" }, { 2, "b" }, { 3, "c" },
		{ 4, "d" } };

	(void)state;
	trigger_make(db.engine,
		"CREATE TRIGGER i AFTER INSERT ON authors WHEN NEW.id = 3 BEGIN SELECT json('['); END");
	sent();
	assert_int_equal(calx_bulk_save(S, Author, rows, 4), CALX_ERROR);
	CHECK_SENT("i");
	CHECK_FAILED(
		S, CALX_ERROR, "calx_bulk_save: row 1 of 4: malformed JSON");
	trigger_drop(db.engine, "i", "authors");
	shop_run(&db, "INSERT INTO authors VALUES (3, 'x')");
	sent();
	assert_int_equal(calx_bulk_save(S, Author, rows, 4), CALX_CONSTRAINT);
	CHECK_SENT("isiiitr");
	calx_rollback(S);
}

/* A row that a trigger leaves out in silence is no object. */
static void a_row_left_out_is_told(void **state)
{
	int line;

	(void)state;
	NEEDS(CAN_LEAVE_OUT);
	trigger_make(db.engine,
		"CREATE TRIGGER out BEFORE INSERT ON authors WHEN NEW.name = 'no' BEGIN SELECT RAISE(IGNORE); END");
	line = __LINE__ + 1;
	calx_add(S, Author, .name = "no");
	calx_flush(S);
	CHECK_TEXT(calx_session_error(S)->hint,
		"A trigger (RAISE(IGNORE)) or ON CONFLICT IGNORE does that.");
	check_error(CALX_CONSTRAINT, line,
		"flush: insert into authors (name = \"no\"): the database has left out a row without an error");
	for (int i = 0; i < 4; i++)
		calx_add(S, Author, .id = i + 1,
			.name = i == 2 ? "no" : &"abcd"[i]);
	assert_int_equal(calx_flush(S), CALX_CONSTRAINT);
	calx_rollback(S);
	/* of rows without objects nobody asks */
	assert_int_equal(
		calx_add_all(S, Author, { .name = "no" }, { .name = "yes" }),
		CALX_OK);
	assert_int_equal(calx_count(S, Author), 1);
}

/* ---- nothing to do ------------------------------------------------------------------------ */

static void what_has_left_is_not_written(void **state)
{
	struct Part *part = calx_add(S, Part, .id = 1), *other;

	(void)state;
	other = calx_add(S, Part, .id = 2);
	assert_int_equal(calx_expunge(S, part), CALX_OK);
	check_flush("i");
	part = calx_add(S, Part, .id = 1);
	check_flush("i");
	calx_delete(S, part);
	calx_expunge(S, part);
	check_flush("");
	part = calx_get(S, Part, 1);
	assert_non_null(part);
	calx_delete(S, part);
	calx_delete(S, other);
	check_flush("dd");
	assert_int_equal(calx_count(S, Part), 0);
}

static void no_rows_are_no_statement(void **state)
{
	const struct Part none = { 0 };

	(void)state;
	calx_add(S, Author, .name = "waits");
	sent();
	assert_int_equal(calx_bulk_save(S, Part, &none, 0), CALX_OK);
	CHECK_SENT("");
	assert_int_equal(calx_bulk_save(S, Part, &none, 1), CALX_OK);
	CHECK_SENT("ii");
	/* a session that has failed does nothing */
	calx_add(S, Author, .name = "waits");
	assert_int_equal(calx_flush(S), CALX_CONSTRAINT);
	sent();
	assert_int_equal(calx_bulk_save(S, Part, &none, 1), CALX_CONSTRAINT);
	assert_int_equal(calx_flush(S), CALX_CONSTRAINT);
	assert_int_equal(calx_commit(S), CALX_CONSTRAINT);
	CHECK_SENT("");
	assert_int_equal(calx_rollback(S), CALX_OK);
	check_flush("");
	assert_int_equal(calx_commit(S), CALX_OK);
	assert_int_equal(calx_count(S, Part), 0);
}

CHECK_MAIN("written", TEST(known_keys_go_in_blocks),
	TEST(numbered_keys_go_in_blocks), TEST(defaults_are_read_again),
	TEST(what_is_left_out_parts_the_rows),
	TEST(scattered_keys_go_one_by_one), TEST(rows_without_values_go_alone),
	TEST(text_is_taken_over), TEST(a_block_is_not_searched_for_nothing),
	TEST(what_was_written_is_known), TEST(errors_name_a_line),
	TEST(each_object_keeps_its_place), TEST(the_row_of_a_block_is_named),
	TEST(a_row_left_out_is_told), TEST(what_has_left_is_not_written),
	TEST(no_rows_are_no_statement))
