#include "shop_test.h"

#include <stdio.h>

/* Objects are found by keys of every type, in tables of every width, and where
 * the memory of the session ends. */

#define KEYED(Name, table, ...)                           \
	CALX_MODEL(Name, table, column(name, string(20)), \
		column(key, __VA_ARGS__, .primary_key = true))

KEYED(Flag, "k_flag", boolean());
KEYED(Small, "k_small", small_integer());
KEYED(Plain, "k_plain", integer());
KEYED(Big, "k_big", big_integer());
KEYED(Single, "k_single", float());
KEYED(Real, "k_real", double());
KEYED(Price, "k_price", numeric(12, 3));
KEYED(Exact, "k_exact", numeric());
KEYED(Code, "k_code", string(30));
KEYED(Words, "k_words", text());
KEYED(Bytes, "k_bytes", blob());
KEYED(Day, "k_day", date());
KEYED(Hour, "k_hour", time());
KEYED(Moment, "k_moment", datetime());
KEYED(Stamp, "k_stamp", timestamp());
KEYED(Id, "k_id", uuid());
KEYED(Color, "k_color", enumeration("red", "green", "blue"));
KEYED(Second, "k_second", datetime(.stored = CALX_UNIX_SECONDS));
/* the constraint that says the key is not the first one, nor in order */
CALX_MODEL(Late, "k_late", column(name, string(20)), column(b, integer()),
	column(a, integer()), unique(name), check("a > 0"), primary_key(a, b));
CALX_METADATA(keyed, Flag, Small, Plain, Big, Single, Real, Price, Exact, Code,
	Words, Bytes, Day, Hour, Moment, Stamp, Id, Color, Second, Late);

static int set_up(void **state)
{
	(void)state;
	shop_open(&db);
	assert_int_equal(spelled_create_all(db.engine, &keyed, NULL), CALX_OK);
	return 0;
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, shop_tear_down)

/* ---- keys of every type --------------------------------------------------------- */

/* Two rows by their keys, in memory and from the database; one that takes a
 * third key, and back; and what a rollback makes of it. */
#define CHECK_KEYS(T, one, two, three)                                       \
	do {                                                                 \
		struct T *a = calx_add(S, T, .name = "a", .key = one);       \
		struct T *b = calx_add(S, T, .name = "b", .key = two);       \
                                                                             \
		assert_int_equal(calx_commit(S), CALX_OK);                   \
		assert_ptr_equal(calx_get(S, T, one), a);                    \
		assert_ptr_equal(calx_get(S, T, two), b);                    \
		assert_null(calx_get(S, T, three));                          \
		assert_ptr_equal(calx_one(S, T, where(T.name, ==, "b")), b); \
		calx_expunge_all(S);                                         \
		a = calx_get(S, T, one);                                     \
		b = calx_one(S, T, where(T.key, ==, two));                   \
		CHECK_TEXT(a->name, "a");                                    \
		CHECK_TEXT(b->name, "b");                                    \
		assert_ptr_equal(calx_get(S, T, two), b);                    \
		b->key = three;                                              \
		assert_int_equal(calx_flush(S), CALX_OK);                    \
		assert_ptr_equal(calx_get(S, T, three), b);                  \
		assert_null(calx_get(S, T, two));                            \
		assert_int_equal(calx_delete(S, a), CALX_OK);                \
		assert_int_equal(calx_flush(S), CALX_OK);                    \
		assert_null(calx_get(S, T, one));                            \
		calx_rollback(S);                                            \
		assert_ptr_equal(calx_get(S, T, one), a);                    \
		assert_ptr_equal(calx_get(S, T, two), b);                    \
		assert_null(calx_get(S, T, three));                          \
		assert_int_equal(calx_refresh(S, b), CALX_OK);               \
		CHECK_WELL(S);                                               \
	} while (0)

static void keys_of_numbers(void **state)
{
	(void)state;
	CHECK_KEYS(Small, (int16_t)-300, (int16_t)300, (int16_t)32767);
	CHECK_KEYS(Plain, -70000, 70000, INT32_MAX);
	CHECK_KEYS(Big, INT64_MIN, INT64_C(1) << 40, INT64_MAX);
	CHECK_KEYS(Single, 0.0f, 0.5f, -1.5f);
	CHECK_KEYS(Real, 0.0, -0.25, 1e300);
	CHECK_KEYS(Price, calx_decimal_of("1.5"), calx_decimal_of("-1.5"),
		calx_decimal_of("0.001"));
	CHECK_KEYS(Exact, calx_decimal_of("1e3"), calx_decimal_of("-7"),
		calx_decimal_of("0.00001"));
}

/* An integer of 0 is for the database to choose. */
static void keys_are_made_up(void **state)
{
	struct Small *small = calx_add(S, Small, .name = "a");
	struct Big *big = calx_add(S, Big, .name = "a");

	(void)state;
	NEEDS(CAN_COUNT_GIVEN_KEYS);
	calx_add(S, Big, .name = "b", .key = INT64_C(1) << 40);
	assert_int_equal(calx_commit(S), CALX_OK);
	assert_int_equal(small->key, 1);
	assert_int_equal(big->key, 1);
	big = calx_add(S, Big, .name = "c");
	assert_int_equal(calx_commit(S), CALX_OK);
	assert_true(big->key == (INT64_C(1) << 40) + 1);
	assert_ptr_equal(calx_get(S, Big, (INT64_C(1) << 40) + 1), big);
	CHECK_WELL(S);
}

static void keys_of_text(void **state)
{
	(void)state;
	CHECK_KEYS(Code, "one", "two", "");
	CHECK_KEYS(Words, "a", "A", "b c");
	CHECK_KEYS(Bytes, ((calx_blob){ "\0a", 2 }), ((calx_blob){ "\0b", 2 }),
		((calx_blob){ "\0", 1 }));
}

static void keys_of_times(void **state)
{
	(void)state;
	CHECK_KEYS(Day, calx_date_of(2020, 1, 1), calx_date_of(2020, 1, 2),
		calx_date_of(1999, 12, 31));
	CHECK_KEYS(Hour, calx_time_of(1, 2, 3), calx_time_of(1, 2, 4),
		calx_time_of(0, 0, 0));
	CHECK_KEYS(Moment, calx_datetime_of(2020, 1, 1, 1, 2, 3),
		calx_datetime_of(2020, 1, 1, 1, 2, 4),
		calx_datetime_of(2020, 1, 1));
	CHECK_KEYS(Stamp, calx_timestamp_of(2020, 1, 1, 1),
		calx_timestamp_of(2020, 1, 1, 2),
		calx_timestamp_of(2020, 1, 2, 1));
	CHECK_KEYS(Second, calx_datetime_of(2020, 1, 1, 1, 2, 3),
		calx_datetime_of(2020, 1, 1, 1, 2, 4),
		calx_datetime_of(2020, 1, 1));
}

static void keys_of_other_types(void **state)
{
	static const calx_uuid one = { { 1 } }, two = { { 2 } },
			       three = { { 1, 1 } };

	(void)state;
	CHECK_KEYS(Id, one, two, three);
	CHECK_KEYS(Color, 0, 1, 2);
}

/* There are two of them. */
static void keys_of_truth(void **state)
{
	struct Flag *no = calx_add(S, Flag, .name = "no", .key = false);

	(void)state;
	calx_commit(S);
	assert_ptr_equal(calx_get(S, Flag, false), no);
	assert_null(calx_get(S, Flag, true));
	CHECK_WELL(S);
}

static void keys_of_a_late_constraint(void **state)
{
	struct Late *late = calx_add(S, Late, .name = "x", .a = 1, .b = 2);
	struct Late *other = calx_add(S, Late, .name = "y", .a = 2, .b = 1);

	(void)state;
	assert_int_equal(calx_commit(S), CALX_OK);
	/* in the order of the columns */
	assert_ptr_equal(calx_get(S, Late, 2, 1), late);
	assert_ptr_equal(calx_get(S, Late, 1, 2), other);
	assert_null(calx_get(S, Late, 1, 1));
	calx_expunge_all(S);
	CHECK_TEXT(calx_get(S, Late, 2, 1)->name, "x");
	calx_commit(S);
	shop_run(&db, "DELETE FROM k_late WHERE name = 'x'");
	assert_int_equal(
		calx_refresh(S, calx_get(S, Late, 2, 1)), CALX_NOT_FOUND);
	CHECK_FAILED(S, CALX_NOT_FOUND,
		"calx_refresh: the row of k_late (b = 2, a = 1) is gone");
}

/* ---- keys in errors ---------------------------------------------------------------- */

#define TEN "0123456789"
#define HEX "30313233343536373839"

/* As much of a key as there is room for, and where it ends. */
static void long_keys_are_cut(void **state)
{
	static const struct {
		const char *key, *shown;
	} keys[] = {
		{ TEN TEN TEN TEN TEN "01234567",
			"\"" TEN TEN TEN TEN TEN "01234567\"" },
		{ TEN TEN TEN TEN TEN "012345678",
			"\"" TEN TEN TEN TEN TEN "01234567...\"" },
		{ TEN TEN TEN TEN TEN "0123456\xc3\xa4",
			"\"" TEN TEN TEN TEN TEN "0123456...\"" },
		{ "", "\"\"" },
	};
	char expected[256];

	(void)state;
	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
		struct Words *words =
			calx_add(S, Words, .key = keys[i].key, .name = "n");

		assert_int_equal(calx_commit(S), CALX_OK);
		shop_run(&db, "DELETE FROM k_words");
		assert_int_equal(calx_refresh(S, words), CALX_NOT_FOUND);
		snprintf(expected, sizeof(expected),
			"calx_refresh: the row of k_words (key = %s) is gone",
			keys[i].shown);
		CHECK_FAILED(S, CALX_NOT_FOUND, expected);
	}
}

static void long_bytes_are_cut(void **state)
{
	static const struct {
		size_t size;
		const char *shown;
	} keys[] = {
		{ 28, "x'" HEX HEX "3031323334353637'" },
		{ 29, "x'" HEX HEX "3031323334353637...'" },
		{ 0, "x''" },
	};
	char expected[256];

	(void)state;
	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
		struct Bytes *bytes = calx_add(S, Bytes,
			.key = { TEN TEN TEN, keys[i].size }, .name = "n");

		assert_int_equal(calx_commit(S), CALX_OK);
		shop_run(&db, "DELETE FROM k_bytes");
		assert_int_equal(calx_refresh(S, bytes), CALX_NOT_FOUND);
		snprintf(expected, sizeof(expected),
			"calx_refresh: the row of k_bytes (key = %s) is gone",
			keys[i].shown);
		CHECK_FAILED(S, CALX_NOT_FOUND, expected);
	}
}

/* ---- where the memory ends ----------------------------------------------------------- */

enum { CHUNK = 512 }; /* of authors */

static struct Author *authors[CHUNK + 1];

static void fill(int count)
{
	char name[16];

	for (int i = 0; i < count; i++) {
		snprintf(name, sizeof(name), "%d", i);
		authors[i] = calx_add(S, Author, .id = i + 1, .name = name);
	}
	assert_int_equal(calx_commit(S), CALX_OK);
}

/* Each count of objects round the end of a block: the first and the last are
 * found, changed, lost and put back like all others. */
static void check_all(int count)
{
	calx_delete_all(S, Author);
	calx_commit(S);
	calx_expunge_all(S);
	fill(count);
	for (int i = 0; i < count; i++)
		assert_ptr_equal(calx_get(S, Author, i + 1), authors[i]);
	/* keys that move: none is the object that it was */
	assert_int_equal(
		calx_update(S, Author,
			set(Author.id, calc(Author.id, +, 10000)), all_rows()),
		count);
	for (int i = 0; i < count; i += count - 1)
		assert_null(calx_get(S, Author, i + 1));
	for (int i = 0; i < count; i += count - 1) {
		authors[i]->name = "lost";
		assert_int_equal(calx_flush(S), CALX_STALE);
		assert_int_equal(calx_rollback(S), CALX_OK);
		assert_ptr_equal(calx_get(S, Author, i + 1), authors[i]);
		calx_update(S, Author,
			set(Author.id, calc(Author.id, +, 10000)), all_rows());
	}
	calx_rollback(S);
	/* rows that go: before a row comes, each is looked for */
	for (int i = 0; i < count; i += count - 1) {
		calx_delete_all(S, Author);
		calx_insert(S, Author, set(Author.name, "new"));
		assert_int_equal(calx_delete(S, authors[i]), CALX_OK);
		assert_int_equal(calx_flush(S), CALX_STALE);
		calx_rollback(S);
		assert_ptr_equal(calx_get(S, Author, i + 1), authors[i]);
	}
	/* what is not written is taken back */
	authors[0]->name = "first";
	authors[count - 1]->name = "last";
	assert_int_equal(calx_rollback(S), CALX_OK);
	CHECK_TEXT(authors[0]->name, "0");
	assert_int_equal(atoi(authors[count - 1]->name), count - 1);
	authors[0]->name = "first";
	authors[count - 1]->name = "last";
	assert_int_equal(
		calx_count(S, Author, where(Author.name, in, "first", "last")),
		2);
	calx_rollback(S);
	CHECK_WELL(S);
}

static void blocks_are_full(void **state)
{
	(void)state;
	check_all(CHUNK - 1);
	check_all(CHUNK);
	check_all(CHUNK + 1);
}

/* What is read after a write goes with a rollback, the first and the last. */
static void a_full_block_of_what_was_read(void **state)
{
	struct Author *read[CHUNK];

	(void)state;
	fill(CHUNK);
	calx_expunge_all(S);
	calx_update(S, Author, set(Author.name, concat(Author.name, "x")),
		all_rows());
	for (int i = 0; i < CHUNK; i++)
		read[i] = calx_get(S, Author, i + 1);
	CHECK_TEXT(read[0]->name, "0x");
	calx_rollback(S);
	for (int i = 0; i < CHUNK; i++) {
		struct Author *again = calx_get(S, Author, i + 1);

		assert_ptr_not_equal(again, read[i]);
		assert_null(strchr(again->name, 'x'));
	}
	CHECK_WELL(S);
}

/* ---- structs of every width ------------------------------------------------------------ */

CALX_MODEL(W4, "w4", column(id, integer(), .primary_key = true));
CALX_MODEL(W8, "w8", column(id, integer(), .primary_key = true),
	column(n, integer()));
CALX_MODEL(W12, "w12", column(id, integer(), .primary_key = true),
	column(m, integer()), column(n, integer()));
CALX_MODEL(W20, "w20", column(id, integer(), .primary_key = true),
	column(a, integer()), column(b, integer()), column(c, integer()),
	column(n, integer()));
CALX_MODEL(W24, "w24", column(id, integer(), .primary_key = true),
	column(a, big_integer()), column(n, small_integer()));
CALX_MODEL(W40, "w40", column(id, integer(), .primary_key = true),
	column(a, big_integer()), column(b, big_integer()),
	column(c, big_integer()), column(n, big_integer()));
CALX_MODEL(W80, "w80", column(id, integer(), .primary_key = true),
	column(a, string(9)), column(b, big_integer()),
	column(c, big_integer()), column(d, big_integer()),
	column(e, big_integer()), column(f, big_integer()),
	column(g, big_integer()), column(h, big_integer()),
	column(n, integer()));
CALX_METADATA(wide, W4, W8, W12, W20, W24, W40, W80);

enum { ROWS = 37 };

/* A change of any row, in one byte, is written, and of no other. */
#define CHECK_WIDTH(T, value)                                                \
	do {                                                                 \
		static struct T *rows[ROWS];                                 \
                                                                             \
		for (int i = 0; i < ROWS; i++)                               \
			rows[i] = calx_add(S, T, .id = i + 1, .n = 0);       \
		assert_int_equal(calx_commit(S), CALX_OK);                   \
		for (int i = 0; i < ROWS; i++) {                             \
			rows[i]->n = value;                                  \
			assert_int_equal(                                    \
				calx_count(S, T, where(T.n, ==, value)), 1); \
			assert_int_equal(                                    \
				calx_count(S, T, where(T.n, ==, value),      \
					where(T.id, ==, i + 1)),             \
				1);                                          \
			rows[i]->n = 0;                                      \
			assert_int_equal(calx_flush(S), CALX_OK);            \
		}                                                            \
		calx_commit(S);                                              \
	} while (0)

static void changes_of_any_width_are_seen(void **state)
{
	struct W4 *small;

	(void)state;
	assert_int_equal(spelled_create_all(db.engine, &wide, NULL), CALX_OK);
	CHECK_WIDTH(W8, INT32_MIN);
	CHECK_WIDTH(W12, INT32_MIN);
	CHECK_WIDTH(W20, INT32_MIN);
	CHECK_WIDTH(W24, INT16_MIN);
	CHECK_WIDTH(W40, INT64_MIN);
	small = calx_add(S, W4, .id = 1);
	calx_commit(S);
	small->id = 2;
	assert_int_equal(calx_flush(S), CALX_OK);
	assert_int_equal(calx_count(S, W4, where(W4.id, ==, 2)), 1);
	CHECK_WELL(S);
}

static void each_column_of_a_wide_row(void **state)
{
	struct W80 *row;

	(void)state;
	assert_int_equal(spelled_create_all(db.engine, &wide, NULL), CALX_OK);
	row = calx_add(S, W80, .id = 1, .a = "x");
	calx_commit(S);
#define CHECK_COLUMN(column_)                             \
	do {                                              \
		row->column_ = 5;                         \
		db.statements = 0;                        \
		assert_int_equal(calx_flush(S), CALX_OK); \
		CHECK_TEXT(db.sql[db.statements - 1],     \
			"UPDATE \"w80\" SET \"" #column_  \
			"\" = ? WHERE \"id\" = ?");       \
	} while (0)
	CHECK_COLUMN(b);
	CHECK_COLUMN(c);
	CHECK_COLUMN(d);
	CHECK_COLUMN(e);
	CHECK_COLUMN(f);
	CHECK_COLUMN(g);
	CHECK_COLUMN(h);
	CHECK_COLUMN(n);
	calx_commit(S);
	calx_expunge_all(S);
	row = calx_get(S, W80, 1);
	assert_int_equal(row->b + row->c + row->d + row->e + row->f + row->g +
				 row->h + row->n,
		40);
	CHECK_TEXT(row->a, "x");
}

/* ---- tables that follow each other ------------------------------------------------------ */

static calx_column columns[W12_calx_count_];
static calx_table table;

static const void *read_one(void)
{
	static const calx_node key[] = {
		{ .kind = CALX_NODE_VALUE,
			.value = { .kind = CALX_INTEGER, .as.integer = 7 } },
		{ 0 },
	};
	const void *row;

	calx_session_close(S);
	S = calx_session_open(db.engine);
	row = calx_session_get(S, &table, key, "here");
	CHECK_WELL(S);
	return row;
}

/* What an engine knows of a table is of its columns, too: one with another key,
 * another layout or fewer columns is another. */
static void another_table_at_the_same_address(void **state)
{
	const int32_t *row;

	(void)state;
	assert_int_equal(spelled_create_all(db.engine, &wide, NULL), CALX_OK);
	shop_run(&db, "INSERT INTO w12 VALUES (7, 8, 9), (8, 7, 10)");
	memcpy(columns, W12_calx_columns_, sizeof(columns));
	table = W12_calx_table_;
	table.columns = columns;
	row = read_one();
	assert_int_equal(row[2], 9);
	/* the second column is the key */
	columns[0].options.primary_key = false;
	columns[1].options.primary_key = true;
	row = read_one();
	assert_int_equal(row[0], 8);
	assert_int_equal(row[2], 10);
	/* two change places in the struct */
	columns[0].offset = 8;
	columns[2].offset = 0;
	row = read_one();
	assert_int_equal(row[0], 10);
	assert_int_equal(row[2], 8);
	/* and one is left out */
	table.column_count = 2;
	row = read_one();
	assert_int_equal(row[0], 0);
	assert_int_equal(row[2], 8);
	/* with room for more */
	table.row_size = 32;
	row = read_one();
	assert_int_equal(row[2], 8);
	assert_int_equal(row[7], 0);
}

CHECK_MAIN("keys", TEST(keys_of_numbers), TEST(keys_are_made_up),
	TEST(keys_of_text), TEST(keys_of_times), TEST(keys_of_other_types),
	TEST(keys_of_truth), TEST(keys_of_a_late_constraint),
	TEST(long_keys_are_cut), TEST(long_bytes_are_cut),
	TEST(blocks_are_full), TEST(a_full_block_of_what_was_read),
	TEST(changes_of_any_width_are_seen), TEST(each_column_of_a_wide_row),
	TEST(another_table_at_the_same_address))
