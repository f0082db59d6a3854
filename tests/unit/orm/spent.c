#include "shop_test.h"

#include <stdio.h>

#include "util/arena.h"

/* What the session's work costs in memory: what is done again costs nothing
 * again. */

#define LONG "a text that is no longer than any other"

/* 4,900 rows of two of them */
#define NUMBERS                                       \
	" WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL" \
	" SELECT i + 1 FROM n WHERE i < 70)"

static size_t calls;  /* that allocated or moved */
static size_t blocks; /* that are there */
static bool shares;

static void *allocate(void *context, size_t size)
{
	(void)context;
	calls++;
	blocks++;
	return malloc(size);
}

static void *reallocate(void *context, void *block, size_t old, size_t size)
{
	(void)context;
	(void)old;
	calls++;
	blocks += !block;
	return realloc(block, size);
}

static void release(void *context, void *block)
{
	(void)context;
	blocks -= block != NULL;
	free(block);
}

static int set_up(void **state)
{
	static const calx_allocator counting = { allocate, reallocate, release,
		NULL };

	(void)state;
	/* also where a build gives each item of an arena its own */
	shares = calx__arena_shares_blocks;
	calx__arena_shares_blocks = true;
	calx_set_allocator(&counting);
	shop_open(&db);
	calx_engine_set_log(db.engine, NULL, NULL);
	shop_run(&db, "INSERT INTO tokens (code, note)" NUMBERS
		      " SELECT CAST(100 * a.i + b.i AS CHAR(5)), '" LONG
		      "' FROM n a, n b");
	shop_run(&db, "INSERT INTO stock (shop, item, amount)" NUMBERS
		      " SELECT 'a', 100 * a.i + b.i, 3 FROM n a, n b");
	shop_run(&db, "INSERT INTO authors VALUES (1, '" LONG "')");
	shop_run(&db,
		"INSERT INTO books (id, title, blurb) VALUES (1, 'x', '" LONG
		"')");
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	shop_close(&db);
	calx_set_allocator(NULL);
	calx__arena_shares_blocks = shares;
	return 0;
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

/* ---- what is done `times` times -------------------------------------------------- */

static void read_objects(int times)
{
	calx_each(S, Token, token, limit(times))
		assert_int_equal(token->note[0], 'a');
}
static void read_untracked(int times)
{
	calx_each(S, Token, token, limit(times), untracked())
		assert_int_equal(token->note[0], 'a');
}
static void read_columns(int times)
{
	calx_each_row(S, row, columns(Token.note), limit(times))
		assert_int_equal(calx_row_get(row, Token.note)[0], 'a');
}
static void read_numbers_as_text(int times)
{
	calx_each_row(S, row, columns(Stock.amount), limit(times))
		CHECK_TEXT(calx_row_text(row, 0), "3");
}
static void read_and_commit(int times)
{
	calx_each(S, Token, token, limit(times)) {
		calx_commit(S);
		assert_int_equal(token->note[0], 'a');
	}
}
static void loop(int times)
{
	for (int i = 0; i < times; i++)
		calx_each(S, Author, author)
			assert_int_equal(author->id, 1);
}
static void loop_and_leave(int times)
{
	for (int i = 0; i < times; i++)
		calx_each(S, Author, author) {
			assert_int_equal(author->id, 1);
			break;
		}
}
static void loop_and_commit(int times)
{
	for (int i = 0; i < times; i++)
		calx_each(S, Author, author) {
			assert_int_equal(calx_commit(S), CALX_OK);
			CHECK_TEXT(author->name, LONG);
		}
}
static void loop_over_columns(int times)
{
	for (int i = 0; i < times; i++)
		calx_each_row(S, row, columns(Author.id, Author.name))
			assert_int_equal(calx_row_get(row, Author.id), 1);
}
static void get_again(int times)
{
	for (int i = 0; i < times; i++)
		assert_non_null(calx_get(S, Author, 1));
}
static void get_what_is_not_there(int times)
{
	for (int i = 0; i < times; i++)
		assert_null(calx_get(S, Author, 7));
}
static void get_and_expunge(int times)
{
	for (int i = 0; i < times; i++)
		assert_int_equal(
			calx_expunge(S, calx_get(S, Author, 1)), CALX_OK);
}
static void find_again(int times)
{
	calx_get(S, Author, 1);
	for (int i = 0; i < times; i++) {
		assert_non_null(calx_first(S, Author));
		assert_non_null(calx_one(S, Author));
	}
}
static void refresh(int times)
{
	struct Author *author = calx_get(S, Author, 1);

	for (int i = 0; i < times; i++)
		assert_int_equal(calx_refresh(S, author), CALX_OK);
}
static void count_rows_again(int times)
{
	for (int i = 0; i < times; i++) {
		assert_int_equal(calx_count(S, Author), 1);
		assert_true(calx_exists(S, Author));
	}
}
static void commit(int times)
{
	for (int i = 0; i < times; i++) {
		calx_get(S, Author, 7);
		assert_int_equal(calx_commit(S), CALX_OK);
		calx_get(S, Author, 7);
		assert_int_equal(calx_rollback(S), CALX_OK);
	}
}
static void change_numbers(int times)
{
	struct Book *book = calx_get(S, Book, 1);

	for (int i = 0; i < times; i++) {
		book->cost = calx_some(i);
		assert_int_equal(calx_flush(S), CALX_OK);
	}
}

static const struct {
	const char *name;
	void (*work)(int times);
	bool allocates; /* and gives it back */
} works[] = {
#define W(work) #work, work
	{ W(read_objects), false },
	{ W(read_untracked), false },
	{ W(read_columns), false },
	{ W(read_numbers_as_text), false },
	{ W(read_and_commit), true },
	{ W(loop), false },
	{ W(loop_and_leave), false },
	{ W(loop_and_commit), true },
	{ W(loop_over_columns), false },
	{ W(get_again), false },
	{ W(get_what_is_not_there), false },
	{ W(get_and_expunge), false },
	{ W(find_again), false },
	{ W(refresh), false },
	{ W(count_rows_again), false },
	{ W(commit), true },
	{ W(change_numbers), true },
};

struct cost {
	size_t calls, blocks;
};

static struct cost cost_of(void (*work)(int times), int times)
{
	const struct cost before = { calls, blocks };

	work(times);
	CHECK_WELL(S);
	return (struct cost){ calls - before.calls, blocks - before.blocks };
}

static void what_is_done_again_costs_nothing(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(works) / sizeof(*works); i++) {
		struct cost few, many;

		/* what the first one makes is used by all */
		cost_of(works[i].work, 10);
		few = cost_of(works[i].work, 10);
		many = cost_of(works[i].work, 3000);
		if (few.blocks != many.blocks ||
			(!works[i].allocates && few.calls != many.calls))
			fail_msg("%s: %zu of %zu, then %zu of %zu",
				works[i].name, few.blocks, few.calls,
				many.blocks, many.calls);
	}
}

CHECK_MAIN("spent", TEST(what_is_done_again_costs_nothing))
