#include "seen.h"

/* What stands in a unique column while two rows exchange its values: a value
 * that no row has, of the column's type. A trigger sees it. */

CALX_MODEL(Cell, "cells", column(id, integer(), .primary_key = true),
	column(small, small_integer(), .unique = true),
	column(number, integer(), .unique = true),
	column(big, big_integer(), .unique = true),
	column(real, double(), .unique = true),
	column(short_real, float(), .unique = true),
	column(price, numeric(8, 2), .unique = true),
	column(whole, numeric(20, 0), .unique = true),
	column(word, string(6), .unique = true),
	column(name, string(40), .unique = true),
	column(note, text(), .unique = true),
	column(bytes, blob(), .unique = true),
	column(code, uuid(), .unique = true),
	column(day, date(), .unique = true),
	column(hour, time(), .unique = true),
	column(at, datetime(), .unique = true),
	column(moment, timestamp(), .unique = true));
CALX_MODEL(Switch, "switches", column(id, integer(), .primary_key = true),
	column(is_on, boolean(), .unique = true));
CALX_MODEL(Debt, "debts", column(id, integer(), .primary_key = true),
	column(amount, integer(), .unique = true), check("amount < 0"));
CALX_MODEL(Rank, "ranks", column(id, integer(), .primary_key = true),
	column(rank, integer(), .unique = true));
CALX_METADATA(cells, Cell, Switch, Debt, Rank);

static int set_up(void **state)
{
	(void)state;
	shop_open(&db);
	assert_int_equal(spelled_create_all(db.engine, &cells, NULL), CALX_OK);
	return 0;
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, shop_tear_down)

/* The nth number of splitmix64, as its author has published it. */
static uint64_t splitmix(uint64_t n)
{
	uint64_t z = n + UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

/* ---- of each type --------------------------------------------------------------- */

static struct Cell cell_of(int i)
{
	static const char *const texts[] = { "", "first", "second" };
	struct Cell cell = { .id = i,
		.small = (int16_t)i,
		.number = i,
		.big = i,
		.real = i,
		.short_real = (float)i,
		.price = calx_decimal_of_integer(i, 0),
		.whole = calx_decimal_of_integer(i, 0),
		.word = texts[i],
		.name = texts[i],
		.note = texts[i],
		.bytes = { texts[i], 3 },
		.day = calx_date_of(2000, 1, i),
		.hour = { .hour = (uint8_t)i },
		.at = { .year = 2000, .month = 1, .day = (uint8_t)i } };

	cell.code.bytes[0] = (uint8_t)i;
	cell.moment.local = cell.at;
	return cell;
}

/* The first one gives way, the second one moves, the first one follows. */
static const struct {
	const char *column, *steps;
	bool is_of_bytes; /* as the machine orders them */
} expected[] = {
	{ "small", "1 11987, 2 1, 1 2", false },
	{ "number", "1 722909341, 2 1, 1 2", false },
	{ "big", "1 722909341, 2 1, 1 2", false },
	{ "real", "1 154817.5, 2 1.0, 1 2.0", false },
	{ "short_real", "1 154817.5, 2 1.0, 1 2.0", false },
	{ "price", "1 8224.65, 2 1, 1 2", false },
	{ "whole", "1 '216379200822465', 2 '1', 1 '2'", false },
	{ "word", "1 'fc1kvq', 2 'first', 1 'second'", false },
	{ "name", "1 'fc1kvqq9pjmdk8vn3uuq', 2 'first', 1 'second'", false },
	{ "note", "1 'fc1kvqq9pjmdk8vn3uuq', 2 'first', 1 'second'", false },
	{ "bytes",
		"1 X'C15C0289EC2D0A911E61397408AB415E', 2 X'666972', 1 X'736563'",
		true },
	{ "code",
		"1 'c15c0289-ec2d-0a91-1e61-397408ab415e', 2 '01000000-0000-0000-0000-000000000000', 1 '02000000-0000-0000-0000-000000000000'",
		true },
	{ "day", "1 '8601-12-22', 2 '2000-01-01', 1 '2000-01-02'", false },
	{ "hour", "1 '17:22:33', 2 '01:00:00', 1 '02:00:00'", false },
	{ "at", "1 '8601-12-22 14:46:26', 2 '2000-01-01 00:00:00', 1 '2000-01-02 00:00:00'",
		false },
	{ "moment",
		"1 '8601-12-22 14:46:26+00:00', 2 '2000-01-01 00:00:00+00:00', 1 '2000-01-02 00:00:00+00:00'",
		false },
};

static bool is_little_endian(void)
{
	const uint16_t one = 1;

	return *(const unsigned char *)&one == 1;
}

static void exchange(char *a, char *b, size_t size)
{
	char kept[sizeof(struct Cell)];

	memcpy(kept, a, size);
	memcpy(a, b, size);
	memcpy(b, kept, size);
}

static void of_each_type(void **state)
{
	struct Cell *one = calx_add(S, Cell, .id = 1);
	struct Cell *two = calx_add(S, Cell, .id = 2);

	(void)state;
	*one = cell_of(1);
	*two = cell_of(2);
	assert_int_equal(calx_commit(S), CALX_OK);
	seen_make();
	for (size_t i = 1; i < Cell_calx_count_; i++) {
		const calx_column *column = &Cell_calx_columns_[i];
		char sql[256];

		CHECK_TEXT(column->name, expected[i - 1].column);
		/* how values are written differs: their order does not */
		snprintf(sql, sizeof(sql),
			"CREATE TRIGGER see%zu AFTER UPDATE OF %s ON cells BEGIN INSERT INTO seen (step) VALUES (NEW.id || ' ' || %s%s%s); END",
			i, column->name,
			database_is("sqlite") ? "quote(NEW." : "'",
			database_is("sqlite") ? column->name : "",
			database_is("sqlite") ? ")" : "'");
		trigger_make(db.engine, sql);
		exchange((char *)one + column->offset,
			(char *)two + column->offset, column->size);
		assert_int_equal(calx_commit(S), CALX_OK);
		if (!database_is("sqlite"))
			CHECK_TEXT(seen(), "1 , 2 , 1 ");
		else if (!expected[i - 1].is_of_bytes || is_little_endian())
			CHECK_TEXT(seen(), expected[i - 1].steps);
		else
			seen();
	}
	CHECK_WELL(S);
}

/* ---- those that are taken --------------------------------------------------------- */

/* Sixty-four are tried. */
static void the_next_one_is_taken(void **state)
{
	struct Rank *a = calx_add(S, Rank, .id = 1, .rank = 1);
	struct Rank *b = calx_add(S, Rank, .id = 2, .rank = 2);

	(void)state;
	assert_int_equal(calx_commit(S), CALX_OK);
	seen_make();
	trigger_make(db.engine,
		"CREATE TRIGGER see AFTER UPDATE ON ranks WHEN NEW.rank > 2 BEGIN INSERT INTO seen (step) VALUES (NEW.rank); END");
	for (uint64_t i = 1; i <= 64; i++) {
		char sql[128];

		a->rank = i % 2 ? 2 : 1;
		b->rank = i % 2 ? 1 : 2;
		assert_int_equal(calx_commit(S), CALX_OK);
		snprintf(sql, sizeof(sql), "%d",
			(int)(splitmix(i) % INT32_MAX) + 1);
		CHECK_TEXT(seen(), sql);
		snprintf(sql, sizeof(sql), "INSERT INTO ranks VALUES (%d, %d)",
			(int)i + 10, (int)(splitmix(i) % INT32_MAX) + 1);
		shop_run(&db, sql);
	}
	a->rank = 2;
	b->rank = 1;
	assert_int_equal(calx_commit(S), CALX_CONFLICT);
	CHECK_FAILED(S, CALX_CONFLICT,
		"flush: update of ranks (id = 1): column \"ranks.rank\": rows exchange its values, and there is none to put in between");
	assert_int_equal(a->rank, 1);
	assert_int_equal(b->rank, 2);
}

/* A truth has too few values, and a CHECK is not known: the database says why. */
static void none_is_possible(void **state)
{
	struct Switch *on = calx_add(S, Switch, .id = 1, .is_on = true);
	struct Switch *off = calx_add(S, Switch, .id = 2, .is_on = false);
	const int line = __LINE__ + 1;
	struct Debt *a = calx_add(S, Debt, .id = 1, .amount = -1);
	struct Debt *b = calx_add(S, Debt, .id = 2, .amount = -2);
	char where[32];

	(void)state;
	assert_int_equal(calx_commit(S), CALX_OK);
	on->is_on = false;
	off->is_on = true;
	calx_commit(S);
	CHECK_FAILED(S, CALX_CONSTRAINT,
		"flush: update of switches (id = 2): UNIQUE constraint failed: switches.is_on: uq_switches_is_on: (is_on) = (true) is there already");
	a->amount = -2;
	b->amount = -1;
	calx_commit(S);
	snprintf(where, sizeof(where), "apart.c:%d", line);
	assert_non_null(strstr(calx_session_error(S)->where, where));
	CHECK_TEXT(calx_session_error(S)->table, "debts");
	CHECK_TEXT(calx_session_error(S)->hint,
		"Rows exchange values: for a while one of them holds another, or NULL.");
	CHECK_FAILED(S, CALX_CONSTRAINT,
		"flush: update of debts (id = 1): CHECK constraint failed: ck_debts_88e1dc75: ck_debts_88e1dc75: CHECK (amount < 0) with (amount) = (722909341)");
	assert_int_equal(a->amount, -1);
}

CHECK_MAIN("apart", TEST(of_each_type), TEST(the_next_one_is_taken),
	TEST(none_is_possible))
